"""Stands in for dbt's `adapter` while sqlfluff lints: its templater knows dbt's builtins only."""

from jinja2 import pass_context


def quote(identifier: str) -> str:
    """A quoted identifier, as DuckDB's adapter writes it."""
    return f'"{identifier}"'


@pass_context
def dispatch(context, name: str, package: str):
    """The macro that dbt calls on DuckDB."""
    return context[f"default__{name}"]
