"""One running `fairtown hub` for all tests of a worker, over SQLite or over PostgreSQL.

A start costs fourteen seconds of a processor, so nobody starts one of their own but where its settings are what is
tested. Whoever writes records uses names of their own, or those of `hub_people`, and counts only what is theirs.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest
from filelock import FileLock

from .hub import running_postgresql
from .hub.running_hub import HOOK, QUICK_START, free_port
from .workers import shared_by_workers

#: Besides: the staff and the readers of `hub_people` are there, and passwords are hashed once, not a million times.
PEOPLE = (
    HOOK
    + """
    quick_with_forms = gunicorn_settings.on_starting
    def on_starting_with_people(server):
        from tests import hub_people
        hub_people.add_all()
        quick_with_forms(server)
    gunicorn_settings.on_starting = on_starting_with_people
"""
)
SQLITE, POSTGRESQL = "sqlite", "postgresql"


@dataclass(frozen=True)
class SharedHub:
    """A hub that runs: its address, and its folder with `outbox`, `log.txt` and, over SQLite, `records.sqlite3`.

    `database`: the address of its PostgreSQL, blank over SQLite.
    """

    url: str
    records: Path
    database: str = ""


HubOver = Callable[[str], SharedHub]


@pytest.fixture(scope="session")
def postgresql_archive(tmp_path_factory: pytest.TempPathFactory, release_folder: Path) -> Path:
    """A cluster of PostgreSQL with an empty database and a prepared one, made by one worker of a run."""
    if running_postgresql.FOUND is None:
        pytest.skip("no PostgreSQL: as root, apt-get install postgresql")
    shared = shared_by_workers(tmp_path_factory, "postgresql.tar")
    with FileLock(f"{shared}.lock"):
        if not shared.exists():
            running_postgresql.prepare(shared, release_folder)
    return shared


@pytest.fixture(scope="session")
def hub_over(
    request: pytest.FixtureRequest, release_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[HubOver]:
    """Return a function that gives the hub of this worker over a database, "sqlite" or "postgresql".

    It trusts X-Forwarded-For (`from_elsewhere`), takes forms at once and gifts of practice.
    """
    running: dict[str, SharedHub] = {}
    with ExitStack() as stack:

        def over(database: str) -> SharedHub:
            if database not in running:
                records = tmp_path_factory.mktemp(database)
                own = {"FAIRTOWN_PROXIES": "127.0.0.1", "FAIRTOWN_PRACTICE": "1"}
                if database == SQLITE:
                    # with the sample pages, which would take a second or two to write
                    shutil.copyfile(request.getfixturevalue("prepared_records"), records / "records.sqlite3")
                if database == POSTGRESQL:
                    archive = request.getfixturevalue("postgresql_archive")
                    server = running_postgresql.server(archive, running_postgresql.MIGRATED)
                    own["FAIRTOWN_DATABASE"] = stack.enter_context(server)
                else:
                    shutil.copyfile(request.getfixturevalue("prepared_records"), records / "records.sqlite3")
                url = stack.enter_context(running_hub(release_folder, records, PEOPLE, **own))
                running[database] = SharedHub(url, records, own.get("FAIRTOWN_DATABASE", ""))
            return running[database]

        yield over


@pytest.fixture(scope="session")
def shared_hub(hub_over: HubOver) -> SharedHub:
    """The hub of this worker over SQLite."""
    return hub_over(SQLITE)


@contextmanager
def running_hub(release: Path, records: Path, hook: str = QUICK_START, **environment: str) -> Iterator[str]:
    """Run `fairtown hub` on a free port over a release; what it says goes to `log.txt` beside its records.

    `hook`: what is run as each of its processes starts, see `running_hub`.
    """
    url = f"http://127.0.0.1:{(port := free_port())}"
    command = [
        sys.executable,
        "-m",
        "fairtown.cli.commands",
        "hub",
        "--port",
        str(port),
        "--release",
        str(release),
    ]
    (records / "quick").mkdir(exist_ok=True)
    (records / "quick" / "sitecustomize.py").write_text(hook)
    own = {
        "FAIRTOWN_RECORDS": str(records),
        "PYTHONWARNINGS": "",
        "PYTHONPATH": os.pathsep.join([str(records / "quick"), *sys.path, str(Path(__file__).parents[1])]),
        "COLLECTED": str(records.parent / "static"),
    }
    with (records / "log.txt").open("w") as log:
        server = subprocess.Popen(command, env=os.environ | own | environment, stdout=log, stderr=log)
        try:
            _wait(server, url)
            yield url
        finally:
            server.terminate()
            server.wait(20)


def _wait(server: subprocess.Popen[bytes], url: str) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        assert server.poll() is None, "fairtown hub stopped"
        try:
            urllib.request.urlopen(url + "/robots.txt", timeout=2)
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("fairtown hub did not answer within a minute")


_places = count(1)


def from_elsewhere() -> dict[str, str]:
    """Return what a proxy says of a new visitor: one place may send five forms in ten minutes, and each test is one."""
    n = next(_places)
    return {"X-Forwarded-For": f"198.18.{n // 250}.{n % 250 + 1}"}
