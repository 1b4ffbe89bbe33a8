"""A PostgreSQL of its own for a test: a copy of one that was made and migrated once for a whole run."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FOUND = shutil.which("initdb") or next(
    (str(path) for path in sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))), None
)
#: PostgreSQL refuses to run as root.
AS_USER = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
#: The databases of each: one without tables, one with those of the website and its sample pages.
EMPTY, MIGRATED = "postgres", "migrated"
#: What keeps data safe where power fails, and what tidies up in the background: nothing here outlives a test.
SAFE = ("fsync", "synchronous_commit", "full_page_writes", "autovacuum")


def _call(folder: Path, tool: str, *arguments: str) -> None:
    assert FOUND
    command = [*AS_USER, str(Path(FOUND).resolve().parent / tool), *arguments]
    subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL)


def _own_folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="fairtown-pg-"))
    if AS_USER:
        shutil.chown(folder, "postgres", "postgres")
    return folder


@contextmanager
def _started(folder: Path) -> Iterator[str]:
    """Give the address of a server over `folder`, without the name of a database."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = f"-p {port} -h 127.0.0.1 -k {folder} " + " ".join(f"-c {setting}=off" for setting in SAFE)
    data = f"{folder}/data"
    _call(folder, "pg_ctl", "-D", data, "-w", "-l", f"{folder}/log", "-o", options, "start")
    try:
        yield f"postgres://fairtown@127.0.0.1:{port}"
    finally:
        _call(folder, "pg_ctl", "-D", data, "-m", "fast", "-w", "stop")


def prepare(archive: Path, release: Path) -> None:
    """Write a folder of data to `archive`: a new cluster with the two databases; samples are of a release."""
    folder = _own_folder()
    try:
        _call(
            folder,
            "initdb",
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
        with _started(folder) as address:
            host, port = address.rpartition("@")[2].split(":")
            _call(folder, "createdb", "-h", host, "-p", port, "-U", "fairtown", MIGRATED)
            own = {
                "FAIRTOWN_DATABASE": f"{address}/{MIGRATED}",
                "FAIRTOWN_RECORDS": str(archive.parent / "pg-records"),
                "FAIRTOWN_RELEASES": str(release),
            }
            command = [sys.executable, "-m", "fairtown.hub.prepared", "--records"]
            subprocess.run(command, env=os.environ | own, check=True)
        part = archive.with_suffix(".part")
        subprocess.run(["tar", "-cf", part, "-C", folder, "data"], check=True)
        part.rename(archive)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def server(archive: Path, database: str = EMPTY) -> Iterator[str]:
    """Give the address of a database of a copy of `archive`, and stop the server at the end."""
    folder = _own_folder()
    try:
        subprocess.run(["tar", "-xpf", archive, "-C", folder], check=True)
        with _started(folder) as address:
            yield f"{address}/{database}"
    finally:
        shutil.rmtree(folder, ignore_errors=True)
