"""A fetch that is killed anywhere leaves tables as they were or as they shall be, and the next one goes on.

The process is ended, without a chance to tidy up, before one of the changes that it makes to files: 5 of them in
`make test`, 100 in `make shake`.
"""

import multiprocessing
import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from fairtown.cli.commands import main
from fairtown.data import clean_tables

from .conftest import OPTIONS
from .publisher import Publisher

TABLES = Path("states") / "ri" / "tables"
CHANGES = {"os.rename", "os.remove", "os.symlink", "os.mkdir", "os.rmdir", "os.truncate", "os.chmod"}
POINTS = 100 if os.environ.get("FAIRTOWN_EXAMPLES") == "shake" else 5


def is_change(event: str, arguments: tuple) -> bool:
    """Say whether Python is about to change a file: each is an event that an audit hook sees."""
    if event == "open":
        _path, mode, flags = arguments
        return bool((mode and set(mode) & set("wax+")) or (not mode and flags & (os.O_WRONLY | os.O_RDWR)))
    return event in CHANGES


def run(command: list[str], at: int, counter: "multiprocessing.sharedctypes.Synchronized[int]") -> None:
    """Run a command and end the process before the change number `at`."""

    def hook(event: str, arguments: tuple) -> None:
        if is_change(event, arguments):
            counter.value += 1
            if counter.value == at:
                os._exit(9)

    sys.addaudithook(hook)
    os._exit(main(command))


@pytest.fixture
def kill(rhode_island: Publisher) -> Callable[[Path, int], tuple[int, int]]:
    path = rhode_island.path("2022-b25003.dat")
    content = rhode_island.files[path]
    old = next(line for line in content.splitlines() if line.startswith(b"1400000US44001030100|"))
    cells = old.split(b"|")
    cells[2] = b"255"
    rhode_island.files[path] = content.replace(old, b"|".join(cells))

    def fetch(home: Path, at: int) -> tuple[int, int]:
        context = multiprocessing.get_context("fork")
        counter = context.Value("i", 0)
        command = ["fetch", *OPTIONS, "--from", rhode_island.url, "--out", str(home), "--accept"]
        process = context.Process(target=run, args=(command, at, counter))
        process.start()
        process.join()
        return process.exitcode or 0, counter.value

    return fetch


def test_killed_anywhere_the_tables_are_whole_and_the_next_fetch_goes_on(
    kill: Callable[[Path, int], tuple[int, int]], fetched: Path, tmp_path: Path
):
    before = clean_tables.digests(fetched / TABLES)
    home = Path(shutil.copytree(fetched, tmp_path / "whole", symlinks=True))
    status, changes = kill(home, 0)
    assert status == 0
    after = clean_tables.digests(home / TABLES)
    assert changes > 30
    assert before != after
    for n in range(POINTS):
        at = 1 + n * (changes - 1) // max(POINTS - 1, 1)
        home = Path(shutil.copytree(fetched, tmp_path / f"killed-{n}", symlinks=True))
        assert kill(home, at)[0] == 9
        found = clean_tables.digests(home / TABLES)
        assert found in (before, after)
        recorded = clean_tables.checksums(home / TABLES)
        assert recorded == {name: digest for name, digest in found if name != clean_tables.CHECKSUMS}
        assert kill(home, 0)[0] == 0
        assert clean_tables.digests(home / TABLES) == after
        left = [path.name for path in (home / "states" / "ri").iterdir()]
        assert sorted(name.split("-")[0] for name in left) == ["tables", "tables"]
        assert not list((home / "snapshots" / "incoming").iterdir())
