"""Lets a build on Spark ask DuckDB on the driver, by SQL.

There, in the warehouse file, the project remembers what its commands did, and from there the
marts are published: by the same functions as on DuckDB. Spark finds this module by its name,
which `spark.submit.pyFiles` in profiles.yml gives it, and calls its data source:

    create or replace temporary view answer using mitron options (
        statement '...', warehouse '...', plugins '...', raw_dir '...', publish_dir '...'
    )

The statement runs in a process of the driver. Its rows, as JSON, are the comment of the view's
one column, which `describe answer` reads without asking a worker.
"""

import json
import os
import sys
import time
from typing import Any

from pyspark.sql.datasource import DataSource
from pyspark.sql.types import StringType, StructField, StructType

LONGEST_WAIT_S = 60


def connected(path: str) -> Any:
    """A connection to the warehouse; waits a while for another program that looks into it."""
    import duckdb

    deadline = time.monotonic() + LONGEST_WAIT_S
    while True:
        try:
            return duckdb.connect(path)
        except duckdb.IOException as error:
            if "lock" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.5)


class DefaultSource(DataSource):
    """One statement of DuckDB; with the functions of plugins/, in the warehouse's file."""

    @classmethod
    def name(cls) -> str:
        return "mitron"

    def schema(self) -> StructType:
        """Runs the statement: Spark asks for the schema once, when the view is made."""
        answer = json.dumps(self.answer(), default=str)
        return StructType([StructField("answer", StringType(), metadata={"comment": answer})])

    def answer(self) -> dict:
        """The rows of the last statement, or the sentence that says what is wrong."""
        if self.options["plugins"] not in sys.path:
            sys.path.insert(0, self.options["plugins"])
        try:
            import delivery
            import duckdb
            import publisher
            from dbt_common.exceptions import DbtRuntimeError
        except ImportError as error:
            return {"error": (
                f"{sys.executable}, which Spark starts on the driver, has no {error.name}; name in"
                " PYSPARK_DRIVER_PYTHON the Python that requirements/spark.txt is installed in."
            )}
        # only after publisher has seen what the shell lets others do
        os.umask(0o077)
        # Spark remembers the environment that it was started in
        for option, name in (("raw_dir", "MITRON_RAW_DIR"), ("publish_dir", "MITRON_PUBLISH_DIR")):
            os.environ[name] = self.options[option]
        path = self.options["warehouse"]
        try:
            delivery.check_settings(path)
            with connected(path) as connection:
                for plugin in (delivery.Plugin, publisher.Plugin):
                    plugin("mitron", {}).configure_connection(connection)
                return {"rows": connection.execute(self.options["statement"]).fetchall()}
        except (duckdb.Error, DbtRuntimeError) as error:
            return {"error": publisher.reason_of(error) + "."}
