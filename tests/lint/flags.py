"""Stands in for dbt's `flags` while the linter renders a model."""

EMPTY = False
WHICH = "lint"
