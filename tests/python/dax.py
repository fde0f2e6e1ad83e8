"""Enough of DAX to evaluate the model's measures without Power BI, as its reference describes:
filters flow from the one side of a relationship to the many side, CALCULATE changes them, and
SUMX turns each row into a filter. What it does not know it refuses."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?)|(?P<text>\"[^\"]*\")|(?P<name>'[^']+'|[A-Za-z_]\w*)"
    r"|(?P<column>\[[^\]]+\])|(?P<sign>\|\||&&|<>|>=|<=|[-+*/^=<>(),]))"
)
COMPARISONS = {
    "=": lambda a, b: a == b, "<>": lambda a, b: a != b, ">=": lambda a, b: a >= b,
    "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, "<": lambda a, b: a < b,
}


def parse(text: str) -> Any:
    """Nested tuples: kind first."""
    tokens: list[tuple[str, str]] = []
    place = 0
    text = text.strip()
    while place < len(text):
        match = TOKEN.match(text, place)
        assert match, f"unknown DAX at: {text[place:place + 40]}"
        kind = str(match.lastgroup)
        tokens.append((kind, match[kind].strip("'")))
        place = match.end()
    tokens.append(("end", ""))
    tokens.reverse()

    def take(*expected: str) -> str:
        _, value = tokens.pop()
        assert not expected or value in expected, (value, expected)
        return value

    def next_is(*values: str) -> bool:
        return tokens[-1][1] in values and tokens[-1][0] in ("sign", "name")

    def chain(signs: tuple[str, ...], inner):
        left = inner()
        while next_is(*signs):
            left = ("binary", take(), left, inner())
        return left

    def primary() -> Any:
        kind, value = tokens.pop()
        if kind == "number":
            return ("value", float(value))
        if kind == "text":
            return ("value", value.strip('"'))
        if kind == "column":
            return ("measure", value[1:-1])
        if value == "(":
            inner = expression()
            take(")")
            return inner
        if value == "-":
            return ("binary", "-", ("value", 0.0), primary())
        assert kind == "name", value
        if tokens[-1][0] == "column":
            return ("column", value, tokens.pop()[1][1:-1])
        if next_is("("):
            take("(")
            arguments = []
            while not next_is(")"):
                arguments.append(expression())
                if next_is(","):
                    take(",")
            take(")")
            return ("call", value, arguments)
        return ("name", value)

    def expression() -> Any:
        variables = []
        while next_is("VAR"):
            take("VAR")
            name = take()
            take("=")
            variables.append((name, logical()))
        if variables:
            take("RETURN")
            return ("variables", variables, logical())
        return logical()

    def power():
        return chain(("^",), primary)

    def product():
        return chain(("*", "/"), power)

    def total():
        return chain(("+", "-"), product)

    def comparison():
        return chain(tuple(COMPARISONS), total)

    def logical():
        return chain(("||", "&&"), comparison)

    tree = expression()
    assert tokens[-1][0] == "end", f"left over: {tokens[::-1]}"
    return tree


@dataclass
class Context:
    """Filters by table and column; a row context has the table that is gone through."""

    filters: dict[tuple[str, str], set] = field(default_factory=dict)
    rows: tuple[str, pl.DataFrame] | None = None
    variables: dict[str, Any] = field(default_factory=dict)

    def but(self, **changes) -> Context:
        return Context(**({
            "filters": self.filters, "rows": self.rows, "variables": self.variables,
        } | changes))


class Model:
    """Frames by table, with columns by their labels; relationships from many to one; DAX by
    measure."""

    def __init__(
        self, frames: dict[str, pl.DataFrame], relationships: Iterable[tuple[str, str, str, str]],
        measures: dict[str, str],
    ):
        self.frames, self.relationships = frames, list(relationships)
        self.measures = {name: parse(dax) for name, dax in measures.items()}
        self.chosen: dict[str, Any] = {}
        self.found: dict[tuple, pl.DataFrame] = {}

    def ask(self, measure: str, **chosen: Any) -> Any:
        """The measure where `table=(column, value)` are chosen."""
        if chosen != self.chosen:
            self.chosen, self.found = chosen, {}
        filters = {(table, column): {value} for table, (column, value) in chosen.items()}
        return self.value(self.measures[measure], Context(filters))

    def shown(self, table: str, filters: dict) -> pl.DataFrame:
        """The rows of a table that the filters leave."""
        asked = (table, frozenset((key, frozenset(values)) for key, values in filters.items()))
        if asked not in self.found:
            self.found[asked] = self.filtered(table, filters)
        return self.found[asked]

    def filtered(self, table: str, filters: dict) -> pl.DataFrame:
        frame = self.frames[table]
        for (of, column), values in filters.items():
            if of == table:
                frame = frame.filter(pl.col(column).is_in(list(values)))
        for many, column, one, key in self.relationships:
            if many == table:
                parent = self.shown(one, filters)
                if parent.height < self.frames[one].height:
                    frame = frame.join(parent.select(key), left_on=column, right_on=key, how="semi")
        return frame

    def value(self, tree: Any, context: Context) -> Any:
        kind, *parts = tree
        if kind == "value":
            return parts[0]
        if kind == "measure":
            return self.value(self.measures[parts[0]], context.but(rows=None, variables={}))
        if kind == "name":
            return context.variables[parts[0]]
        if kind == "column":
            assert context.rows and context.rows[0] == parts[0], f"no row of {parts[0]}"
            return context.rows[1][parts[1]].cast(float).to_numpy()
        if kind == "variables":
            known = dict(context.variables)
            for name, inner in parts[0]:
                known[name] = self.value(inner, context.but(variables=dict(known)))
            return self.value(parts[1], context.but(variables=known))
        if kind == "binary":
            return self.binary(parts[0], *(self.value(part, context) for part in parts[1:]))
        return getattr(self, f"call_{parts[0].lower()}")(parts[1], context)

    @staticmethod
    def binary(sign: str, left: Any, right: Any) -> Any:
        if sign in COMPARISONS:
            return COMPARISONS[sign](0 if left is None else left, 0 if right is None else right)
        if sign in ("||", "&&"):
            return (left or right) if sign == "||" else (left and right)
        if sign in "*/^" and (left is None or right is None):
            return None
        left, right = 0 if left is None else left, 0 if right is None else right
        return {
            "+": lambda: left + right, "-": lambda: left - right, "*": lambda: left * right,
            "/": lambda: left / right, "^": lambda: left ** right,
        }[sign]()

    # ---- functions ----

    def call_countrows(self, arguments, context):
        return self.shown(arguments[0][1], context.filters).height or None

    def call_sum(self, arguments, context):
        (_, table, column) = arguments[0]
        assert context.rows is None, "SUM sees no row: wrap it in CALCULATE"
        frame = self.shown(table, context.filters)
        return float(frame[column].cast(float).sum()) if frame.height else None

    def call_if(self, arguments, context):
        if self.value(arguments[0], context):
            return self.value(arguments[1], context)
        return self.value(arguments[2], context) if len(arguments) > 2 else None

    def call_not(self, arguments, context):
        return not self.value(arguments[0], context)

    def call_isblank(self, arguments, context):
        return self.value(arguments[0], context) is None

    def call_isfiltered(self, arguments, context):
        return any(table == arguments[0][1] for table, _ in context.filters)

    def call_divide(self, arguments, context):
        over, under = (self.value(each, context) for each in arguments)
        return None if over is None or not under else over / under

    def call_sqrt(self, arguments, context):
        value = self.value(arguments[0], context)
        return None if value is None else math.sqrt(value)

    def call_max(self, arguments, context):
        return max(self.value(each, context) or 0 for each in arguments)

    def call_calculate(self, arguments, context):
        filters = dict(context.filters)
        for kind, name, inner in arguments[1:]:
            assert kind == "call", "a bare filter replaces: say KEEPFILTERS"
            if name == "REMOVEFILTERS":
                filters = {key: of for key, of in filters.items() if key[0] != inner[0][1]}
                continue
            assert name == "KEEPFILTERS", name
            (_, sign, (_, table, column), (_, value)) = inner[0]
            kept = {
                each for each in self.frames[table][column].unique().to_list()
                if COMPARISONS[sign](each, value)
            }
            key = (table, column)
            filters[key] = filters[key] & kept if key in filters else kept
        if context.rows is None:
            return self.value(arguments[0], context.but(filters=filters))
        return self.of_each_row(arguments[0], context.rows, filters)

    def of_each_row(self, tree, rows, filters):
        """SUM of the rows that belong to each row: what CALCULATE does within SUMX."""
        (_, name, ((_, table, column),)) = tree
        assert name == "SUM", name
        one, frame = rows
        ((_, link, _, key),) = (
            each for each in self.relationships if each[0] == table and each[2] == one
        )
        sums = self.shown(table, filters).group_by(link).agg(pl.col(column).cast(float).sum())
        joined = frame.select(key).join(
            sums, left_on=key, right_on=link, how="left", maintain_order="left"
        )
        return joined[column].fill_null(0.0).to_numpy()

    def call_sumx(self, arguments, context):
        table = arguments[0][1]
        frame = self.shown(table, context.filters)
        found = self.value(arguments[1], context.but(rows=(table, frame)))
        return float(np.sum(found)) if frame.height else None
