"""What a publisher can do wrong: one clear line each, nothing half written, and the last good state stays."""

import gzip
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import requests

from fairtown.cli.commands import main
from fairtown.data import snapshots

from .conftest import OPTIONS
from .publisher import Handler, Publisher, drip
from .rhode_island_files import bulk_files

RACE, TENURE, COUNTS = "2022-b03002.dat", "2022-b25003.dat", "ri2020.pl.zip"
HTML = {"Content-Type": "text/html; charset=utf-8"}


@pytest.fixture(autouse=True)
def _no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snapshots, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(snapshots, "WATCHED", 0.1)


def state_of(home: Path) -> dict[str, bytes]:
    """Return what counts of a folder: tables, list of snapshots, and the snapshots that it names."""
    found = {path.name: path.read_bytes() for path in (home / "states" / "ri" / "tables").iterdir()}
    index = (home / "snapshots" / "index.toml").read_bytes()
    files = {path.name: path.read_bytes() for path in (home / "snapshots" / "files").iterdir()}
    return (
        found
        | {"index": index}
        | {name: content for name, content in files.items() if name.encode() in index}
    )


def sends(status: int, content: bytes, headers: dict[str, str], length: int | None = None):
    def fault(handler: Handler, _content: bytes) -> bool:
        handler.send(status, content, headers, length)
        handler.close_connection = length is not None
        return True

    return fault


def cut(handler: Handler, content: bytes) -> bool:
    """Send a tenth of what is announced, whatever part was asked for."""
    handler.send(200, content[: len(content) // 10], {"ETag": '"1"'}, len(content))
    handler.close_connection = True
    return True


def shorter_length(handler: Handler, content: bytes) -> bool:
    """Announce less than there is: a reader stops in the middle of a row."""
    handler.send(200, content[:2_000], {})
    return True


ANSWERS = [
    ("redirect to a page", RACE, sends(302, b"", {"Location": "https://example.org/sorry.html"}),
     "leads to another host, example.org; nothing came of it"),
    ("a page", RACE, sends(200, b"<!DOCTYPE html><title>Sorry</title>", HTML),
     "a web page came, expected a table; open it in a browser"),
    ("a page that says it is text", RACE, sends(200, b"\n<html><body>down", {}),
     "a web page came, expected a table; open the address in a browser"),
    ("403", RACE, sends(403, b"", {}),
     "the publisher answers 403 (it refuses programs at times: try again later, or give a mirror with --from)"),
    ("404", RACE, sends(404, b"", {}), "the publisher answers 404 (it has no such file: is the year published?)"),
    ("429, wait long", RACE, sends(429, b"", {"Retry-After": "7200"}), "the publisher answers 429; try again later"),
    ("503 for ever", RACE, sends(503, b"", {}), "the publisher answers 503; try again later"),
    ("cut body", COUNTS, cut, "try again later"),
    ("wrong length", RACE, shorter_length, "its last row has no end: the file is cut; try again"),
    ("gzip of a zip", COUNTS, lambda h, c: sends(200, gzip.compress(c), {})(h, c),
     "it is compressed by gzip, expected a zip as it is"),
    ("a zip that is cut and message to be whole", COUNTS, lambda h, c: sends(200, c[:9_000], {})(h, c),
     "it is cut or damaged at its end; try again"),
    ("10 GB announced", RACE, sends(200, b"GEO_ID|", {}, 10_000_000_000),
     "announces 10,000,000,000 bytes, expected at most 2,000,000,000; nothing was read"),
    ("slow drip", RACE, drip, "bytes a second"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "file", "fault", "line"), ANSWERS, ids=[name for name, *_ in ANSWERS])
def test_an_answer_that_is_no_such_file(
    name: str,
    file: str,
    fault: Callable[[Handler, bytes], bool],
    line: str,
    rhode_island: Publisher,
    fetched: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
):
    home = Path(shutil.copytree(fetched, tmp_path / "home", symlinks=True))
    before = state_of(home)
    rhode_island.fault(file, fault)
    assert main(["fetch", *OPTIONS, "--from", rhode_island.url, "--out", str(home)]) == 2
    message = capsys.readouterr().err
    assert message.count("\n") == 1
    assert message.startswith("fairtown: fetch: https://www2.census.gov/")
    assert line in message
    assert state_of(home) == before


def in_rows(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    def change(content: bytes) -> bytes:
        assert old in content
        return content.replace(old, new)

    return change


def without(start: bytes) -> Callable[[bytes], bytes]:
    return lambda content: b"".join(line for line in content.splitlines(True) if start not in line)


TRACT = b"1400000US44001030100|"
CONTENTS = [
    ("renamed column", RACE, in_rows(b"B03002_E004", b"B03002_EST4"),
     "no column B03002_E004; the publisher renamed or dropped it: compare its table shells, then mend the code of the "
     "column"),
    ("names of the API", RACE, in_rows(b"B03002_E001|B03002_M001", b"B03002_001E|B03002_001M"),
     "its columns are named as the API names them (B03002_001E), expected B03002_E001: it is no summary file"),
    ("unknown sentinel in a margin", RACE, in_rows(TRACT + b"4768|481|", TRACT + b"4768|-777777777|"),
     "B03002_M001 of 44001030100 is -777777777, a negative number of no known meaning; look it up at the publisher"),
    ("known sentinel where a margin must be", RACE, in_rows(TRACT + b"4768|481|", TRACT + b"4768|-222222222|"),
     "acs5.race_ethnicity.2022.csv: row"),
    ("a state missing", RACE, without(b"US44"),
     "no place of state 44 is in it; it is a file of other states, or cut"),
    ("the state's own row missing", RACE, without(b"0400000US44"), "not the state itself"),
    ("a tract missing", RACE, without(TRACT), "44001030100"),
    ("a tract twice", RACE, lambda c: c + next(x for x in c.splitlines(True) if x.startswith(TRACT)),
     "44001030100 stands twice, expected each place once"),
    ("a row too short", RACE, in_rows(TRACT + b"4768|", TRACT), "1400000US44001030100 has 20 cells, expected 21"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "file", "change", "line"), CONTENTS, ids=[name for name, *_ in CONTENTS])
def test_a_file_that_was_published_again_with_a_fault(
    name: str,
    file: str,
    change: Callable[[bytes], bytes],
    line: str,
    rhode_island: Publisher,
    fetched: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
):
    """Accepted by hand, and still refused for what is in it: the file that tables are made of stays."""
    home = Path(shutil.copytree(fetched, tmp_path / "home", symlinks=True))
    before = state_of(home)
    path = rhode_island.path(file)
    rhode_island.files[path] = change(rhode_island.files[path])
    assert main(["fetch", *OPTIONS, "--from", rhode_island.url, "--out", str(home), "--accept"]) == 2
    message = capsys.readouterr().err
    assert message.count("\n") == 1
    assert line in message
    assert path in message
    assert state_of(home) == before


def test_a_file_that_was_published_again_is_named_and_taken_when_accepted(
    rhode_island: Publisher, fetched: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    home = Path(shutil.copytree(fetched, tmp_path / "home", symlinks=True))
    before = state_of(home)
    path = rhode_island.path(TENURE)
    first = next(x for x in rhode_island.files[path].splitlines() if x.startswith(TRACT))
    cells = first.split(b"|")
    cells[2] = b"255"
    rhode_island.files[path] = rhode_island.files[path].replace(first, b"|".join(cells))
    command = ["fetch", *OPTIONS, "--from", rhode_island.url, "--out", str(home)]
    assert main([*command, "--check"]) == 2
    out, err = capsys.readouterr()
    assert out == f"https://www2.census.gov{path}: published again on Tue, 14 Nov 2023 22:13:20 GMT\n"
    assert err == (
        "fairtown: fetch: 1 files or tables of Rhode Island are not as they were; nothing was changed\n"
    )
    assert main(command) == 2
    err = capsys.readouterr().err
    assert f"{path} was published again on Tue, 14 Nov 2023 22:13:20 GMT: its SHA-256 is " in err
    assert err.endswith("; the older one stays, `--accept` takes the new one\n")
    assert state_of(home) == before
    assert main([*command, "--accept"]) == 0
    assert " in place of " in capsys.readouterr().err
    changed = {name for name, content in state_of(home).items() if before.get(name) != content}
    assert {"acs5.tenure.2022.csv", "SHA256SUMS", "SNAPSHOTS.json", "index"} < changed
    assert "acs5.race_ethnicity.2022.csv" not in changed
    assert main(command) == 0


@pytest.mark.parametrize("times", [2, 3])
def test_a_publisher_that_is_busy_for_a_while_is_waited_for(
    rhode_island: Publisher, tmp_path: Path, times: int
):
    left = [503, 429, 502][:times]

    def busy(handler: Handler, _content: bytes) -> bool:
        if left:
            handler.send(left.pop(), b"", {"Retry-After": "0"})
            return True
        return False

    rhode_island.fault(RACE, busy)
    assert main(["fetch", *OPTIONS, "--from", rhode_island.url, "--out", str(tmp_path)]) == 0
    assert not left


def test_a_file_that_breaks_off_is_gone_on_with(rhode_island: Publisher, tmp_path: Path):
    """Four thousand bytes at a time: every request but the first asks for the rest."""
    content = rhode_island.files[rhode_island.path(TENURE)]

    def breaks_off(handler: Handler, whole: bytes) -> bool:
        begin = int(handler.headers.get("Range", "bytes=0-")[6:-1])
        tag = {"ETag": '"one"'}
        if begin:
            tag["Content-Range"] = f"bytes {begin}-{len(whole) - 1}/{len(whole)}"
        handler.send(206 if begin else 200, whole[begin : begin + 6_000], tag, len(whole) - begin)
        handler.close_connection = True
        return True

    rhode_island.fault(TENURE, breaks_off)
    assert main(["fetch", *OPTIONS, "--from", rhode_island.url, "--out", str(tmp_path)]) == 0
    asked_for = [headers.get("range") for path, headers in rhode_island.requests if path.endswith(TENURE)]
    assert asked_for == [None, "bytes=6000-", "bytes=12000-"]
    assert content in {path.read_bytes() for path in (tmp_path / "snapshots" / "files").iterdir()}


def test_bytes_that_were_altered_here_are_told_and_fetched_anew(
    rhode_island: Publisher, fetched: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    home = Path(shutil.copytree(fetched, tmp_path / "home", symlinks=True))
    before = state_of(home)
    for path in (home / "snapshots" / "files").iterdir():
        if path.read_bytes() == bulk_files()[rhode_island.path(TENURE)]:
            path.write_bytes(b"other")
    assert main(["fetch", *OPTIONS, "--out", str(home), "--offline"]) == 2
    assert "was altered since it came" in capsys.readouterr().err
    assert main(["fetch", *OPTIONS, "--out", str(home), "--offline", "--check"]) == 2
    assert ": altered since " in capsys.readouterr().out
    assert main(["fetch", *OPTIONS, "--out", str(home), "--from", rhode_island.url]) == 0
    after = state_of(home)
    assert {name for name in before if before[name] != after[name]} <= {"SNAPSHOTS.json"}


def test_a_full_disk_is_told_before_a_byte_is_read(
    rhode_island: Publisher,
    fetched: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
):
    home = Path(shutil.copytree(fetched, tmp_path / "home", symlinks=True))
    before = state_of(home)
    rhode_island.files[rhode_island.path(RACE)] += b"\n"
    monkeypatch.setattr(
        snapshots.shutil, "disk_usage", lambda path: shutil._ntuple_diskusage(10**9, 10**9, 1_000)
    )
    assert main(["fetch", *OPTIONS, "--from", rhode_island.url, "--out", str(home)]) == 2
    message = capsys.readouterr().err
    assert message.endswith(" bytes, 1,000 are left on the disk; make room first\n")
    assert state_of(home) == before


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (requests.ConnectionError("Failed to resolve 'www2.census.gov' ([Errno -2] Name or service not known)"),
         "its host is not found: is there a network?"),
        (requests.ReadTimeout("HTTPSConnectionPool: Read timed out."), "no answer in time"),
        (requests.ConnectionError("[Errno 111] Connection refused"), "no connection: refused"),
        (requests.ConnectionError("('Connection aborted.', RemoteDisconnected())"), "the connection broke"),
    ],
)  # fmt: skip
def test_what_a_library_says_in_many_words_is_said_in_few(error: Exception, reason: str):
    assert snapshots._why(error) == reason
