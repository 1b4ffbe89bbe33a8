"""A PostgreSQL of its own for a test."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FOUND = shutil.which("initdb") or next(
    (str(path) for path in sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))), None
)
#: PostgreSQL refuses to run as root.
AS_USER = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []


@contextmanager
def server() -> Iterator[str]:
    """Give the address of an empty database, and stop the server at the end."""
    assert FOUND
    folder = Path(tempfile.mkdtemp(prefix="fairtown-pg-"))
    if AS_USER:
        shutil.chown(folder, "postgres", "postgres")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    tools = Path(FOUND).resolve().parent
    options = f"-p {port} -h 127.0.0.1 -k {folder} -c fsync=off"

    def call(*command: str) -> None:
        subprocess.run([*AS_USER, *command], check=True, cwd=folder, stdout=subprocess.DEVNULL)

    call(
        str(tools / "initdb"),
        "-D",
        f"{folder}/data",
        "-U",
        "fairtown",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--no-sync",
    )
    call(str(tools / "pg_ctl"), "-D", f"{folder}/data", "-w", "-l", f"{folder}/log", "-o", options, "start")
    try:
        yield f"postgres://fairtown@127.0.0.1:{port}/postgres"
    finally:
        call(str(tools / "pg_ctl"), "-D", f"{folder}/data", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)
