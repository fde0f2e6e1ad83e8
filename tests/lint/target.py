"""Stands in for dbt's `target` while sqlfluff lints."""

type = "duckdb"
