"""The published marts, as the report reads them. Nothing here computes a figure."""

import json
from pathlib import Path

import duckdb

CONTRACT = "2."


class Unreadable(Exception):
    """There are no marts to report on. The message is one sentence with the way out."""


class Marts:
    """One publication: the folder that `manifest.json` names, whatever is published meanwhile."""

    def __init__(self, published: Path):
        manifest = published / "manifest.json"
        if not manifest.is_file():
            raise Unreadable(
                f"There are no published marts in {published}: run `dbt build` first,"
                " or name the folder that holds them with --published."
            )
        self.about = json.loads(manifest.read_text())
        self.folder = published / self.about["folder"]
        if not self.about["contract_version"].startswith(CONTRACT):
            raise Unreadable(
                f"The marts in {published} are of contract {self.about['contract_version']},"
                f" the report reads {CONTRACT}x: take both from one version of the project."
            )

    def rows(self, mart: str, order_by: str) -> list[dict]:
        """Rows of a mart in the given order, a dictionary each."""
        parquet = self.folder / f"{mart}.parquet"
        if not parquet.is_file():
            raise Unreadable(
                f"The publication {self.folder} holds no {mart}: publish again with `dbt build`."
            )
        relation = duckdb.read_parquet(str(parquet)).order(order_by)
        return [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]

    @property
    def is_synthetic(self) -> bool:
        return self.about["data_origin"] == "synthetic"
