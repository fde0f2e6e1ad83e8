"""Stands in for dbt's `adapter` while sqlfluff lints: its templater knows dbt's builtins only."""


def quote(identifier: str) -> str:
    """A quoted identifier, as DuckDB's adapter writes it."""
    return f'"{identifier}"'
