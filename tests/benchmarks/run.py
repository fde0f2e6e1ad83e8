"""Times the whole job, raw files to marts, beside what one would write instead.

    python tests/benchmarks/run.py                     all, about an hour on two cores
    python tests/benchmarks/run.py --scales 1 10 --repeats 1

Every run is a process of its own: wall time, CPU and peak memory are the operating system's.
Comparators take turns, so that a busy minute hits all of them; the table has medians. Each must
give the project's figures, or the run stops. The results go into docs/benchmarks.md, between its
markers, and docs/pictures/benchmarks.svg. Needs requirements/benchmarks.txt and 15 GB of disk at
scale 100.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import median

import duckdb

sys.path.insert(0, str(Path(__file__).parents[2]))
from same_figures import figures_equal, tables_equal

from report.charts import INK, UNDER

PROJECT = Path(__file__).parents[2]
HERE = Path(__file__).parent
PAGE = PROJECT / "docs" / "benchmarks.md"
PICTURE = PROJECT / "docs" / "pictures" / "benchmarks.svg"
CUSTOMERS = 4000
# agate and pandas hold every row as Python objects or copies: not beyond 10
SMALL = 10
PARTS = {
    "seed": "load", "model": "models", "test": "data tests", "unit_test": "unit tests",
    "operation": "publish",
}
DBT = [sys.executable, "-m", "dbt.cli.main", "--quiet"]


@dataclass
class Run:
    """One process: seconds of wall time and CPU, peak memory in GB."""

    wall: float
    cpu: float
    memory: float


@dataclass
class Result:
    """One scale: medians of the comparators and of what the project's time went to."""

    medians: dict[str, Run]
    parts: dict[str, float]
    repeats: int
    node_count: int
    file_bytes: int


class Bench:
    """The deliveries and warehouses of one scale, in a folder of their own."""

    def __init__(self, scale: int, folder: Path):
        self.scale = scale
        self.folder = folder / f"scale_{scale}"
        self.csv = self.folder / "csv"
        self.parquet = self.folder / "parquet"
        self.csv.mkdir(parents=True)
        self.parquet.mkdir()
        arguments = json.dumps({"customers": CUSTOMERS * scale, "folder": str(self.csv)})
        self.measure(
            [*DBT, "run-operation", "generate_pilot_data", "--args", arguments], "generate"
        )
        with duckdb.connect() as connection:
            connection.execute("set memory_limit = '6GB'")
            for table in ("dim_customers", "fact_spends"):
                connection.execute(
                    f"copy (from read_csv('{self.csv}/{table}.csv'))"
                    f" to '{self.parquet}/{table}.parquet'"
                )

    def measure(self, command: list, name: str, cwd=PROJECT, **environment) -> Run:
        """Runs the command in an environment without the user's settings."""
        clean = {
            key: value for key, value in os.environ.items()
            if not key.startswith(("MITRON_", "DBT_"))
        }
        clean |= {
            "MITRON_DUCKDB_PATH": str(self.warehouse(name)),
            "MITRON_PUBLISH_DIR": str(self.folder / name / "published"),
            "DBT_TARGET_PATH": str(self.target(name)),
            "DBT_LOG_PATH": str(self.target(name) / "logs"),
        } | {key: str(value) for key, value in environment.items()}
        self.warehouse(name).parent.mkdir(exist_ok=True)
        log = self.folder / f"{name}.log"
        started = time.perf_counter()
        with log.open("w") as output:
            process = subprocess.Popen(
                list(map(str, command)), cwd=cwd, env=clean, stdout=output, stderr=subprocess.STDOUT
            )
            _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        if os.waitstatus_to_exitcode(status):
            raise SystemExit(f"{name} at scale {self.scale} failed:\n{log.read_text()[-3000:]}")
        # Linux counts in kB
        return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1e6)

    def warehouse(self, name: str) -> Path:
        return self.folder / name / "mitron.duckdb"

    def target(self, name: str) -> Path:
        return self.folder / f"target_{name}"

    # ---- the comparators ----

    def project(self, name: str = "project", delivery: Path | None = None, **environment) -> Run:
        shutil.rmtree(self.folder / name, ignore_errors=True)
        return self.measure(
            [*DBT, "build"], name, MITRON_RAW_DIR=delivery or self.csv, **environment
        )

    def project_from_parquet(self) -> Run:
        return self.project("project_from_parquet", self.parquet)

    def plain_duckdb(
        self, name: str = "plain_duckdb", delivery: Path | None = None, *options
    ) -> Run:
        if not (self.target(name) / "manifest.json").exists():
            self.measure([*DBT, "compile"], name)
        return self.measure(
            [sys.executable, HERE / "with_duckdb.py", delivery or self.csv, self.warehouse(name),
             self.target(name) / "manifest.json", *options], name,
        )

    def plain_duckdb_from_parquet(self) -> Run:
        return self.plain_duckdb("plain_duckdb_from_parquet", self.parquet)

    def plain_duckdb_without_landing(self) -> Run:
        return self.plain_duckdb("plain_duckdb_without_landing", self.csv, "--without-landing")

    def stock_seed(self) -> Run:
        """The project with dbt-duckdb's own seed, and the delivery as its CSV files."""
        copy = self.folder / "stock_project"
        if not copy.exists():
            shutil.copytree(
                PROJECT, copy,
                ignore=shutil.ignore_patterns(
                    ".git", ".venv", ".*_cache", "site", "published", "target", "*.duckdb*"
                ),
            )
            (copy / "macros" / "engines" / "seed.sql").unlink()
            with duckdb.connect() as connection:
                for table, seed in (
                    ("dim_customers", "raw_customers"), ("fact_spends", "raw_spends")
                ):
                    year = ", '' as year" if table == "fact_spends" else ""
                    connection.execute(
                        f"copy (select *{year}"
                        f" from read_csv('{self.csv}/{table}.csv', all_varchar = true))"
                        f" to '{copy}/seeds/raw/{seed}.csv' (header)"
                    )
        shutil.rmtree(self.folder / "stock_seed", ignore_errors=True)
        return self.measure([*DBT, "build"], "stock_seed", cwd=copy)

    def frames(self, library: str) -> Run:
        return self.measure(
            [sys.executable, HERE / f"with_{library}.py", self.csv, self.folder / library,
             PROJECT / "seeds" / "reference" / "accepted_members.csv"], library,
        )

    def polars(self) -> Run:
        return self.frames("polars")

    def pandas(self) -> Run:
        return self.frames("pandas")

    def project_in_2_gib(self) -> Run:
        return self.project("project_in_2_gib", MITRON_MEMORY_LIMIT="2GiB")

    def project_with_months(self, months: int) -> Run:
        """The project on so many months: the pilot's six, year after year."""
        name = f"months_{months}"
        delivery = self.folder / f"delivery_{name}"
        delivery.mkdir(exist_ok=True)
        if not (delivery / "fact_spends.parquet").exists():
            shutil.copy(self.parquet / "dim_customers.parquet", delivery)
            with duckdb.connect() as connection:
                connection.execute(
                    "copy (select spends.*, 2020 + number // 6 as year"
                    f" from '{self.parquet}/fact_spends.parquet' as spends,"
                    f" (select unnest(range({months})) as number) where month ="
                    " ['May', 'June', 'July', 'August', 'September', 'October'][1 + number % 6])"
                    f" to '{delivery}/fact_spends.parquet'"
                )
        return self.project(name, delivery)

    def check(self, name: str) -> None:
        """Stops where a comparator's figures are not the project's."""
        if name in ("polars", "pandas"):
            figures_equal(self.warehouse("project"), self.folder / name)
        elif name != "project":
            tables_equal(self.warehouse("project"), self.warehouse(name))

    def breakdown(self, run: Run) -> dict[str, float]:
        """Seconds of the project's last run, by what they went to."""
        start_up = self.measure([*DBT[:-1], "--version"], "project").wall
        parse = self.measure([*DBT, "parse"], "project", MITRON_RAW_DIR=self.csv).wall - start_up
        parts = {"start-up": start_up, "parse": parse}
        for node in self.results():
            part = PARTS.get(node["unique_id"].split(".")[0])
            if part:
                parts[part] = parts.get(part, 0) + node["execution_time"]
        return parts | {"between nodes": run.wall - sum(parts.values())}

    def results(self) -> list[dict]:
        """The nodes of the project's last build."""
        return json.loads((self.target("project") / "run_results.json").read_text())["results"]


def comparators(scale: int) -> list[str]:
    found = [
        "project", "project_from_parquet",
        "plain_duckdb", "plain_duckdb_from_parquet", "plain_duckdb_without_landing",
    ]
    return found + (["stock_seed", "polars", "pandas"] if scale <= SMALL else [])


NAMES = {
    "project": "this project",
    "project_from_parquet": "this project, from Parquet",
    "project_in_2_gib": "this project in 2 GiB",
    "plain_duckdb": "plain DuckDB",
    "plain_duckdb_from_parquet": "plain DuckDB, from Parquet",
    "plain_duckdb_without_landing": "plain DuckDB without text",
    "stock_seed": "this project, dbt-duckdb's seed",
    "polars": "polars (16 tables)",
    "pandas": "pandas (16 tables)",
}


def middle(runs: list[Run]) -> Run:
    return Run(*(median(getattr(run, part) for run in runs) for part in ("wall", "cpu", "memory")))


def run_scale(bench: Bench, repeats: int) -> Result:
    runs: dict[str, list[Run]] = {name: [] for name in comparators(bench.scale)}
    breakdowns = []
    for number in range(repeats):
        for name, taken in runs.items():
            taken.append(getattr(bench, name)())
            print(
                f"scale {bench.scale}, {number + 1} of {repeats}, {NAMES[name]}:"
                f" {taken[-1].wall:.1f} s, {taken[-1].cpu:.1f} s of CPU,"
                f" {taken[-1].memory:.1f} GB",
                file=sys.stderr, flush=True,
            )
            if name == "project":
                breakdowns.append(bench.breakdown(taken[-1]))
            if number == 0:
                bench.check(name)
    medians = {name: middle(taken) for name, taken in runs.items()}
    if bench.scale > SMALL:
        medians["project_in_2_gib"] = bench.project_in_2_gib()
        bench.check("project_in_2_gib")
    parts = {part: median(each[part] for each in breakdowns) for part in breakdowns[0]}
    return Result(
        medians, parts, repeats, len(bench.results()), bench.warehouse("project").stat().st_size
    )


def new_month_text(bench: Bench, repeats: int) -> str:
    """One more month on top of twelve: what building everything anew costs, and the least."""
    runs: dict[int, list[Run]] = {months: [] for months in (1, 12, 13)}
    for _ in range(repeats):
        for months, taken in runs.items():
            taken.append(bench.project_with_months(months))
            print(f"{months} months: {taken[-1].wall:.1f} s", file=sys.stderr, flush=True)
    one, twelve, thirteen = (middle(taken) for taken in runs.values())
    return (
        f"### A new month, at {bench.scale} times the pilot\n\nMedians of {repeats}: 12 months"
        f" {twelve.wall:.1f} s, 13 months {thirteen.wall:.1f} s, the new month alone {one.wall:.1f}"
        f" s. Building everything anew costs {thirteen.wall - one.wall:.1f} s more than the least"
        " that an incremental design could (a month's rows, and everything that is made of"
        f" customers), which is {100 * one.wall / thirteen.wall:.0f} % of it.\n"
    )


def results_text(results: dict[int, Result]) -> str:
    machine = (
        f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()},"
        f" DuckDB {duckdb.__version__}"
    )
    lines = [f"Measured on {time.strftime('%d %B %Y')}: {machine}.", ""]
    for scale, result in results.items():
        lines += scale_lines(scale, result)
    scales = sorted(results)
    for small, large in pairwise(scales):
        growth = results[large].medians["project"].wall / results[small].medians["project"].wall
        lines.append(
            f"From {small} to {large} times the rows this project takes {growth:.1f} times as long."
        )
    return "\n".join(lines).rstrip() + "\n"


def scale_lines(scale: int, result: Result) -> list[str]:
    medians, parts, nodes = result.medians, result.parts, result.node_count
    project, plain, without_landing = (
        medians[name] for name in ("project", "plain_duckdb", "plain_duckdb_without_landing")
    )
    spends = CUSTOMERS * scale * 216
    beyond = project.wall - parts["start-up"] - parts["parse"]
    beyond_nodes = max(0.0, beyond - 0.02 * nodes)
    return [
        f"### {scale} times the pilot: {CUSTOMERS * scale:,} customers, {spends:,} spends",
        "",
        f"Medians of {result.repeats}"
        + (", of 2 GiB one run" if "project_in_2_gib" in medians else "") + ".",
        "",
        "| | wall, s | CPU, s | peak memory, GB | wall against plain DuckDB | against the one"
        " without text |",
        "|---|---|---|---|---|---|",
        *(
            f"| {NAMES[name]} | {run.wall:.1f} | {run.cpu:.1f} | {run.memory:.2f} |"
            f" {run.wall / plain.wall:.2f} | {run.wall / without_landing.wall:.2f} |"
            for name, run in medians.items()
        ),
        "",
        "Of this project's time: "
        + ", ".join(f"{part} {seconds:.1f} s" for part, seconds in parts.items())
        + f". {nodes} nodes.",
        "",
        f"{spends / project.cpu / 1e6:.2f} million spends a CPU second. The warehouse file has"
        f" {result.file_bytes / 1e9:.2f} GB, {result.file_bytes / spends:.1f} bytes a spend.",
        "",
        f"Beyond start-up and parse {beyond:.1f} s: plain DuckDB and"
        f" {1000 * (beyond - plain.wall) / nodes:.0f} ms a node; or 20 ms a node and"
        f" {beyond_nodes / plain.wall:.2f} times plain DuckDB,"
        f" {beyond_nodes / without_landing.wall:.2f} times the one without text.",
        "",
    ]


def write_picture(results: dict) -> None:
    import altair as alt
    import vl_convert

    rows = [
        {"place": place, "name": f"{scale} times the pilot: {NAMES[name]}", "seconds": run.wall,
         "label": f"{run.wall:.1f} s, {run.memory:.1f} GB"}
        for place, (scale, name, run) in enumerate(
            (scale, name, run)
            for scale, result in results.items() for name, run in result.medians.items()
        )
    ]
    chart = alt.Chart(alt.Data(values=rows)).encode(
        x=alt.X("seconds:Q", title="seconds"),
        y=alt.Y("name:N", sort=alt.SortField("place"), title=None, axis=alt.Axis(labelLimit=400)),
    )
    picture = (
        chart.mark_bar(color=UNDER, height=14)
        + chart.mark_text(align="left", dx=6, color=INK).encode(text="label:N")
    ).properties(width=480, background="white")
    PICTURE.write_text(vl_convert.vegalite_to_svg(picture.to_dict()) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scales", type=int, nargs="+", default=[1, 10, 100])
    parser.add_argument(
        "--repeats", type=int, nargs="+", default=[5],
        help="runs of each, for all scales or by scale",
    )
    parser.add_argument(
        "--folder", type=Path,
        help="where to put deliveries and warehouses (default: a temporary one)",
    )
    options = parser.parse_args()
    if options.folder:
        options.folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        results, new_month = {}, ""
        by_scale = options.repeats * (len(options.scales) if len(options.repeats) == 1 else 1)
        for scale, runs in zip(options.scales, by_scale, strict=True):
            bench = Bench(scale, Path(folder))
            results[scale] = run_scale(bench, runs)
            if scale == SMALL:
                new_month = new_month_text(bench, runs)
            shutil.rmtree(bench.folder)
    page = PAGE.read_text()
    PAGE.write_text(re.sub(
        r"(<!-- results -->\n).*(<!-- end of results -->)",
        lambda found: found[1] + "\n" + results_text(results) + "\n" + new_month + "\n" + found[2],
        page, flags=re.S,
    ))
    write_picture(results)


if __name__ == "__main__":
    main()
