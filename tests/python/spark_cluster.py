"""A Spark standalone cluster of separate processes on this machine, from the pip package."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

HOST = "127.0.0.1"


def why_not() -> str:
    """What is missing to start a cluster; empty when nothing is."""
    if not find_spec("pyspark"):
        return "pyspark is not installed: requirements/spark.txt"
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        return "there is no Java: a Java 17 runtime is needed"
    return ""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def wait_for(log: Path, pattern: str, process: subprocess.Popen, count: int = 1) -> None:
    """Until a line of the log matches, or the process ends, or a minute is over."""
    for _ in range(600):
        said = log.read_text(encoding="utf-8")
        if len(re.findall(pattern, said)) >= count:
            return
        assert process.poll() is None, f"{log.name} ended:\n{said[-2000:]}"
        time.sleep(0.1)
    raise AssertionError(f"{log.name} does not say {pattern}:\n{said[-2000:]}")


@contextmanager
def spark_cluster(folder: Path, workers: int = 2, cores: int = 1, memory: str = "1g"):
    """Starts a master and its workers; yields the master's URL; stops them in the end."""
    pyspark = find_spec("pyspark")
    assert pyspark and pyspark.origin
    home = Path(pyspark.origin).parent
    environment = os.environ | {
        "SPARK_HOME": str(home),
        "SPARK_LOCAL_IP": HOST,
        "SPARK_DAEMON_MEMORY": "256m",
        "PYSPARK_PYTHON": sys.executable,
    }
    processes = []

    def start(name: str, *command: str) -> tuple[Path, subprocess.Popen]:
        log = folder / f"{name}.log"
        with log.open("w") as output:
            processes.append(subprocess.Popen(
                [home / "bin" / "spark-class", *command],
                env=environment, cwd=folder, stdout=output, stderr=subprocess.STDOUT,
            ))
        return log, processes[-1]

    port = free_port()
    url = f"spark://{HOST}:{port}"
    try:
        log, master = start(
            "master", "org.apache.spark.deploy.master.Master",
            "--host", HOST, "--port", str(port), "--webui-port", "0",
        )
        wait_for(log, "I have been elected leader", master)
        for number in range(1, workers + 1):
            start(
                f"worker_{number}", "org.apache.spark.deploy.worker.Worker",
                "--host", HOST, "--webui-port", "0", "--cores", str(cores),
                "--memory", memory, "--work-dir", str(folder / f"work_{number}"), url,
            )
        wait_for(log, "Registering worker", master, count=workers)
        yield url
    finally:
        for process in reversed(processes):
            process.terminate()
        for process in processes:
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
