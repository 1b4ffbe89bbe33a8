"""The tests of records once more, on a PostgreSQL that is started for them."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

FOUND = shutil.which("initdb") or next(
    (str(path) for path in sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))), None
)
#: PostgreSQL refuses to run as root.
AS_USER = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []


@pytest.fixture
def address() -> Iterator[str]:
    if FOUND is None:
        pytest.skip("no PostgreSQL: as root, apt-get install postgresql")
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


def test_records_are_kept_the_same_on_postgresql(address: str, release_folder: Path, tmp_path: Path) -> None:
    here = Path(__file__).parent
    command = [
        sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", f"--basetemp={tmp_path}/run",
        str(here / "test_records.py"), str(here / "test_contribute.py"), str(here / "test_sign_in.py"),
    ]  # fmt: skip
    given = {"FAIRTOWN_DATABASE": address, "FAIRTOWN_TEST_RELEASE": str(release_folder)}
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    run = subprocess.run(command, env=kept | given, cwd=here.parents[1], capture_output=True, text=True)
    assert run.returncode == 0, run.stdout[-3000:]
    assert "postgresql" in run.stdout
