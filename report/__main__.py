"""Builds the report as one HTML file from the published marts, the whole site, or its pictures."""

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

from report.marts import Marts, Unreadable


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m report", description=__doc__)
    parser.add_argument(
        "what",
        nargs="?",
        choices=("report", "site", "pictures"),
        default="report",
        help="report: report.html, in seconds. site: also a page a table, the lineage of"
        " columns, dbt's documentation and a landing page; needs the warehouse of the build."
        " pictures: those that README and documentation show, into docs/pictures; needs"
        " requirements/dev.txt (default: report)",
    )
    parser.add_argument(
        "--published",
        type=Path,
        default=Path(os.environ.get("MITRON_PUBLISH_DIR", "published")),
        help="folder of the published marts (default: MITRON_PUBLISH_DIR or published/)",
    )
    parser.add_argument(
        "--to", type=Path, help="folder to write to (default: site/, of pictures .)"
    )
    arguments = parser.parse_args()
    folder = arguments.to or Path("." if arguments.what == "pictures" else "site")
    try:
        # each needs more packages than the one before
        write: Callable[[Marts, Path], Path]
        if arguments.what == "report":
            from report.html import write_report as write
        elif arguments.what == "site":
            from report.site import write_site as write
        else:
            from report.pictures import write_all as write
        written = write(Marts(arguments.published), folder)
    except Unreadable as problem:
        print(problem, file=sys.stderr)
        return 1
    except ModuleNotFoundError as missing:
        print(
            f"{missing.name} is not installed: pip install -r requirements/report.txt",
            file=sys.stderr,
        )
        return 1
    print(written)
    return 0


sys.exit(main())
