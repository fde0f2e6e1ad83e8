"""Writes the Superset bundle in this folder from dbt's manifest, and imports it.

    dbt parse && python -m bi.superset            writes bundle/
    dbt parse && python -m bi.superset --check    exits 1 where it is out of date
    python -m bi.superset --pack mitron.zip       packs bundle/ for the database that
                                                  MITRON_SUPERSET_URI names
    python -m bi.superset --import http://localhost:8088
                                                  packs it and imports it there, over what an
                                                  earlier import made; MITRON_SUPERSET_PASSWORD
                                                  is the password

Datasets, columns and metrics come from the mart contracts, charts and the dashboard from
pages.yml. docs/superset.md says how to start.
"""

import os
import sys
import tempfile
import zipfile
from pathlib import Path

import yaml

from ..contract import ABOUT, read_manifest
from ..generated import parser, settle
from .bundle import bundle
from .server import Server

HERE = Path(__file__).parent
COMMAND = "dbt parse && python -m bi.superset"
PUBLISHED = Path(os.environ.get("MITRON_PUBLISH_DIR") or HERE.parents[1] / "published")
# read only, and SQL that people write reads no other file of the server
DUCKDB = "duckdb:///{}?access_mode=read_only&enable_external_access=false&lock_configuration=true"
ELSEWHERE = DUCKDB.format("/path/to/published/mitron_marts.duckdb")


def as_yaml(content: dict) -> str:
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=100)


def pack(to: Path, uri: str) -> None:
    """One zip of bundle/, for the database at `uri`."""
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted((HERE / "bundle").rglob("*.yaml")):
            content = yaml.safe_load(path.read_text(encoding="utf-8"))
            if "sqlalchemy_uri" in content:
                content["sqlalchemy_uri"] = uri
            name = Path("mitron") / path.relative_to(HERE / "bundle")
            packed.writestr(name.as_posix(), as_yaml(content))


def database() -> str:
    """Where Superset reads the marts: the published file, or what the variable names."""
    chosen = os.environ.get("MITRON_SUPERSET_URI")
    if chosen:
        return chosen
    file = (PUBLISHED / "mitron_marts.duckdb").absolute()
    if not file.exists():
        sys.exit(f"{file} is missing: run dbt build first, or set MITRON_SUPERSET_URI.")
    return DUCKDB.format(file.as_posix())


def without_password(uri: str) -> str:
    scheme, _, rest = uri.partition("?")[0].partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}"


def import_into(url: str, user: str) -> None:
    password = os.environ.get("MITRON_SUPERSET_PASSWORD")
    if not password:
        sys.exit("MITRON_SUPERSET_PASSWORD is not set: it is the password of --user.")
    uri = database()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "mitron.zip")
        pack(path, uri)
        server = Server(url, user, password)
        print(f"Importing for {without_password(uri)} ...", flush=True)
        server.import_bundle(path)
    # an import succeeds where the database cannot be reached: ask one figure
    about = [
        chart["id"] for chart in server.charts() if chart["slice_name"] == ABOUT["title"]
    ]
    if not about:
        sys.exit(f"{server.url}: the dashboard came without its charts; look at Superset's log.")
    rows = server.rows(about[0])
    print(f"{server.url}/superset/dashboard/mitron/ shows {rows[0]['data_origin']} data.")


def main() -> None:
    options = parser("bi.superset", (__doc__ or "").splitlines()[0])
    todo = options.add_mutually_exclusive_group()
    todo.add_argument(
        "--pack", type=Path, metavar="ZIP",
        help="pack the bundle that is here, for the database of MITRON_SUPERSET_URI, such as"
        " postgresql+psycopg2://login:password@host:5432/mitron (default: the published DuckDB"
        " file)",
    )
    todo.add_argument("--import", dest="url", metavar="URL", help="import it into this Superset")
    options.add_argument("--user", default="admin", help="who imports (default: %(default)s)")
    chosen = options.parse_args()
    if chosen.pack:
        uri = database()
        pack(chosen.pack, uri)
        print(f"Packed {chosen.pack} for {without_password(uri)}.")
    elif chosen.url:
        import_into(chosen.url, chosen.user)
    else:
        files = {
            f"bundle/{path}": as_yaml(content)
            for path, content in bundle(read_manifest(chosen.manifest), ELSEWHERE).items()
        }
        settle(HERE, files, ["bundle"], chosen.check, COMMAND)


if __name__ == "__main__":
    main()
