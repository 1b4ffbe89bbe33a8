"""`fairtown hub` as it runs: a process of its own on loopback, its signals, its folder of releases, its forms."""

import http.client
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from http import HTTPStatus
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import urlencode

import psycopg
import pytest
from tornado.netutil import bind_sockets

from fairtown.concepts import FairtownError
from fairtown.hub import gunicorn_settings, serve
from fairtown.hub.serve import Releases

from . import running_postgresql
from .conftest import folder_of_releases
from .running_hub import NEW, OLD, Hub, linked, until

FIELDS = {
    "kind": "fact", "subject": "lot", "says": "A lot in R-40 needs 40,000 square feet.", "source": "Rules, section 4.2",
}  # fmt: skip


#: The hubs of this file, each started once, and the signal that ends it: the first takes up newer releases on a signal,
#: the second when it sees them, and runs jobs, the third has its records in PostgreSQL where there is one.
BY_SIGNAL, WATCHING, POSTGRESQL = "signal", "watch", "postgresql"
ENDED_BY = {BY_SIGNAL: signal.SIGTERM, WATCHING: signal.SIGKILL, POSTGRESQL: signal.SIGINT}
PROXIED = {"FAIRTOWN_PROXIES": "127.0.0.1", "FAIRTOWN_HOSTS": "town.example,localhost,127.0.0.1"}


@dataclass(frozen=True)
class Running:
    """A hub, its folder of releases, the only folder where it may write besides, and its PostgreSQL if it has one."""

    hub: Hub
    releases: Path
    private: Path
    database: str


@pytest.fixture(scope="module")
def running(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    release_folder: Path,
    prepared_records: Path,
) -> Iterator[dict[str, Running]]:
    """All hubs of this file, started side by side."""
    with ExitStack() as stack:
        own: dict[str, dict[str, str]] = {BY_SIGNAL: PROXIED, WATCHING: {}, POSTGRESQL: {}}
        if running_postgresql.FOUND:
            archive = request.getfixturevalue("postgresql_archive")
            server = running_postgresql.server(archive, running_postgresql.MIGRATED)
            own[POSTGRESQL] = {"FAIRTOWN_DATABASE": stack.enter_context(server)}
        folders = {name: tmp_path_factory.mktemp(f"hub-{name}") for name in own}
        # the first begins without records, as on its first day
        for name in (WATCHING, POSTGRESQL):
            (folders[name] / "records").mkdir()
            shutil.copyfile(prepared_records, folders[name] / "records" / "records.sqlite3")
        releases = {name: stack.enter_context(folder_of_releases(release_folder, name)) for name in own}
        private = {name: Path(tempfile.mkdtemp(prefix="hub")) for name in own}

        def start(name: str) -> Running:
            is_watching = name == WATCHING
            given = own[name] | {"TMPDIR": str(private[name])}
            hub = Hub(folders[name], releases[name], is_watching, jobs=is_watching, **given)
            stack.callback(hub.stop)
            return Running(hub, releases[name], private[name], own[name].get("FAIRTOWN_DATABASE", ""))

        with ThreadPoolExecutor(len(own)) as people:
            started = dict(zip(own, people.map(start, own), strict=True))
        yield started


@pytest.fixture
def by_signal(running: dict[str, Running]) -> Running:
    return running[BY_SIGNAL]


def shown(hub: Hub) -> str:
    found = re.search(r"/release/([\d-]+)/", hub.text("/"))
    assert found
    return found[1]


def newer(hub: Hub) -> str:
    """Return a date after that of the release that a hub shows."""
    return str(date.fromisoformat(shown(hub)) + timedelta(days=1))


def test_static_files_are_compressed_and_kept_for_a_year_by_hash(by_signal: Running) -> None:
    hub = by_signal.hub
    page = hub.text("/map/")
    names = set(re.findall(r"/static/[^\"]+", page))
    assert {re.sub(r"\.[0-9a-f]{12}\.", ".", name) for name in names} >= {
        "/static/site.css", "/static/built/map.js", "/static/built/maplibre-gl-worker.mjs"
    }  # fmt: skip
    script = next(name for name in names if "/built/map." in name)
    code = hub.text(script)
    names |= {f"/static/built/{name}" for name in re.findall(r"shared-\w+\.js", code)}
    weight = 0
    for name in names:
        status, headers, body = hub.ask(
            name, **({} if name.endswith(".svg") else {"Accept_Encoding": "gzip"})
        )
        assert (status, "immutable" in headers["Cache-Control"]) == (HTTPStatus.OK, True), name
        assert headers.get("Content-Encoding") == (
            "gzip" if name.endswith((".css", ".js", ".mjs")) else None
        ), name
        weight += len(body)
    assert weight < 620_000, "what the map needs besides its tiles"
    assert "immutable" not in hub.ask("/static/site.css")[1]["Cache-Control"]


def test_it_is_closed_to_others_and_safe_behind_a_proxy(by_signal: Running) -> None:
    hub = by_signal.hub
    assert {p.name: oct(p.stat().st_mode & 0o777) for p in hub.records.glob("records.sqlite3*")} | {
        "folder": oct(hub.records.stat().st_mode & 0o777)
    } == {**{p.name: "0o600" for p in hub.records.glob("records.sqlite3*")}, "folder": "0o700"}
    proxied = {"Host": "town.example", "X_Forwarded_Proto": "https", "X_Forwarded_For": "203.0.113.9"}
    paths = ("/", "/es/towns/avon/", "/towns/nowhere/", "/static/site.css", f"/release/{shown(hub)}/tiles/dots.pmtiles",
             "/staff/login/", "/api/v1/places", "/methods/residents.poverty.csv", "/duties/avon.atom")  # fmt: skip
    for path in paths:
        for headers, is_https in ((proxied, True), ({"Host": "town.example"}, False)):
            _status, got, _body = hub.ask(path, **headers)
            assert got["X-Content-Type-Options"] == "nosniff", path
            assert got["Referrer-Policy"] == "same-origin", path
            assert ("Strict-Transport-Security" in got) is is_https, path
    feed = hub.ask("/duties/avon.atom", **proxied)[2].decode()
    assert "https://town.example/duties/avon.atom" in feed
    assert "http://town.example" not in feed
    assert "http://town.example" in hub.ask("/duties/avon.atom", Host="town.example")[2].decode()
    assert hub.ask("/", SCRIPT__NAME="/es")[0] == HTTPStatus.OK
    plain = hub.text("/")
    connection = http.client.HTTPConnection("127.0.0.1", hub.port, timeout=60)
    connection.request("GET", "/segregation/", headers={"SCRIPT_NAME": "/es"})
    assert connection.getresponse().status == HTTPStatus.BAD_REQUEST
    assert hub.text("/") == plain
    assert hub.ask("/", Host="testserver")[0] == HTTPStatus.BAD_REQUEST


@pytest.mark.parametrize("name", [BY_SIGNAL, POSTGRESQL])
def test_forms_sent_at_once_are_kept_once_and_never_break(running: dict[str, Running], name: str) -> None:
    hub, database = running[name].hub, running[name].database
    if name == POSTGRESQL and not database:
        pytest.skip("no PostgreSQL: as root, apt-get install postgresql")
    assert 302 in sent_at_once(hub, [form(hub)] * 8), "one form, as by clicks"
    assert set(sent_at_once(hub, [form(hub, says="The same words in eight forms.") for _ in range(8)])) == {
        302
    }
    for turn in range(4):
        each = [form(hub, says=f"Other words, turn {turn} and number {n}.") for n in range(12)]
        assert set(sent_at_once(hub, each)) == {302}
    one = form(hub)
    assert (
        sent_at_once(hub, [one | {"says": f"Twelve texts in one form, {n}."} for n in range(12)]).count(302)
        == 1
    )
    says = stored_texts(hub, database)
    assert len(says) == len(set(says)) == 1 + 1 + 4 * 12 + 1
    assert says.count("The same words in eight forms.") == says.count(FIELDS["says"]) == 1


def stored_texts(hub: Hub, address: str) -> list[str]:
    """Return what the contributions say that are in the database."""
    path = hub.records / "records.sqlite3"
    with (
        psycopg.connect(address.replace("postgres:", "postgresql:"))
        if address
        else sqlite3.connect(path) as database
    ):
        return [row[0] for row in database.execute("SELECT says FROM records_contribution")]


def form(hub: Hub, **fields: str) -> dict[str, str]:
    token = re.search(r'name="made" value="([^"]+)"', hub.text("/zoning/avon/add/"))
    assert token
    return FIELDS | {"made": token[1]} | fields


def sent_at_once(hub: Hub, forms: list[dict[str, str]]) -> list[int]:
    def send(fields: dict[str, str]) -> int:
        kind = {"Content_Type": "application/x-www-form-urlencoded"}
        return hub.ask("/zoning/avon/add/", urlencode(fields).encode(), **kind)[0]

    with ThreadPoolExecutor(len(forms)) as people:
        found = list(people.map(send, forms))
    assert set(found) <= {302, 422, 503}, found
    return found


def test_a_folder_that_was_moved_is_told_and_found_again(by_signal: Running) -> None:
    hub, releases = by_signal.hub, by_signal.releases
    before, elsewhere, n_before = (
        shown(hub),
        releases.with_name(f"{releases.name}-elsewhere"),
        hub.n_written(),
    )
    releases.rename(elsewhere)
    try:
        until(lambda: hub.wrote("no release here any more", n_before))
        hub.process.send_signal(signal.SIGHUP)
        until(lambda: hub.wrote("stays", n_before))
        status, _headers, body = hub.ask("/tracts/09110980100/")
        assert (status, b"moved while it was open" in body) == (HTTPStatus.SERVICE_UNAVAILABLE, True)
        assert hub.ask(f"/release/{before}/tiles/dots.pmtiles")[0] == HTTPStatus.SERVICE_UNAVAILABLE
        assert hub.ask("/towns/avon/")[0] == HTTPStatus.OK, "what is cached is still right"
    finally:
        elsewhere.rename(releases)
    assert hub.ask("/tracts/09110980100/")[0] == HTTPStatus.OK


@pytest.mark.parametrize("name", [BY_SIGNAL, WATCHING])
def test_a_newer_release_is_taken_up_without_a_broken_page(
    running: dict[str, Running], release_folder: Path, name: str
) -> None:
    hub, releases = running[name].hub, running[name].releases
    old, new, n_before = shown(hub), newer(hub), hub.n_written()
    linked(release_folder, releases, new)
    if name == BY_SIGNAL:
        until(lambda: hub.wrote(new, n_before))
        assert hub.wrote("send SIGHUP", n_before)
        assert shown(hub) == old, "nothing changes without a signal"
        hub.process.send_signal(signal.SIGHUP)
    dates = [shown(hub)]
    while dates[-1] != new or dates.count(new) < 30:
        page = hub.text("/towns/avon/")
        (day,) = set(re.findall(r"/release/([\d-]+)/", page)) or {dates[-1]}
        dates.append(day if day != dates[-1] else shown(hub))
        for each in (old, new):
            status, _headers, body = hub.ask(f"/release/{each}/tiles/dots.pmtiles", Range="bytes=0-6")
            assert (status, body) == (HTTPStatus.PARTIAL_CONTENT, b"PMTiles")
        assert len(dates) < 3000, "the newer release never came"
    assert set(dates) == {old, new}


def test_a_newer_release_that_breaks_is_told_and_not_shown(by_signal: Running, release_folder: Path) -> None:
    hub = by_signal.hub
    old, new, n_before = shown(hub), newer(hub), hub.n_written()
    broken = linked(release_folder, by_signal.releases, new) / "release.sqlite"
    content = broken.read_bytes()
    broken.unlink()
    broken.write_bytes(content[:50_000])
    hub.process.send_signal(signal.SIGHUP)
    until(lambda: hub.wrote(f"{old} stays", n_before))
    assert hub.text("/tracts/09110415500/")
    assert shown(hub) == old
    broken.write_bytes(content)
    hub.process.send_signal(signal.SIGHUP)
    until(lambda: shown(hub) == new)


def test_the_job_process_is_started_anew_when_killed(running: dict[str, Running]) -> None:
    hub = running[WATCHING].hub

    def jobs() -> list[int]:
        return [n for n in children(hub) if b"fairtown.hub.jobs.process" in command_of(n) and not ended(n)]

    until(jobs)
    (first,) = jobs()
    os.kill(first, signal.SIGKILL)
    until(lambda: [n for n in jobs() if n != first])
    # that it ends with the hub, whatever ends that, is asked below
    until((hub.records / "jobs.lock").exists)


def children(hub: Hub) -> list[int]:
    """Return the processes that a hub started itself."""
    command = ["ps", "-eo", "pid=,ppid="]
    parents = [line.split() for line in subprocess.check_output(command, text=True).splitlines()]
    return [int(pid) for pid, parent in parents if parent == str(hub.process.pid)]


def command_of(process: int) -> bytes:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return b""


def ended(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


@pytest.mark.parametrize("name", ENDED_BY)
def test_it_ends_with_all_its_processes_and_its_folder(running: dict[str, Running], name: str) -> None:
    hub, private = running[name].hub, running[name].private
    assert list(private.glob("fairtown-*"))
    processes = children(hub)
    assert len(processes) == (2 if name == WATCHING else 1), "gunicorn, and the jobs of one"
    hub.process.send_signal(ENDED_BY[name])
    hub.process.wait(60)
    until(lambda: all(ended(n) for n in processes))
    until(lambda: not list(private.glob("fairtown-*")))
    private.rmdir()


def test_a_worker_that_served_ends_at_once_and_others_as_gunicorn_ends_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    codes: list[int] = []
    monkeypatch.setattr(os, "_exit", codes.append)
    for is_booted, pid, error in (
        (True, os.getpid(), SystemExit(0)),
        (True, os.getpid(), SystemExit(1)),
        (True, os.getpid(), ValueError()),
        (False, os.getpid(), SystemExit(3)),  # gunicorn stops on this code
        (True, os.getppid(), SystemExit(0)),
    ):
        try:
            raise error
        except BaseException:
            gunicorn_settings.worker_exit(None, SimpleNamespace(booted=is_booted, pid=pid))
    assert codes == [0, 1, 1]


def test_what_cannot_be_is_told_before_it_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, release_folder: Path
) -> None:
    for port, workers, message in (
        (0, 2, "--port is 0"),
        (70_000, 2, "--port is 70000"),
        (8000, 0, "--workers is 0"),
    ):
        with pytest.raises(FairtownError, match=message):
            serve.serve("127.0.0.1", port, workers, str(release_folder))
    with pytest.raises(FairtownError, match="no release here"):
        serve.serve("127.0.0.1", 8000, 1, str(tmp_path))
    monkeypatch.setattr(serve.subprocess, "Popen", None)
    with pytest.raises(FairtownError, match="set \\$TMPDIR to a shorter folder"):
        serve.Gunicorn(Path("x" * 100), 1)
    for text in ("soon", "0", "nan", "-1", "4000"):
        monkeypatch.setenv("FAIRTOWN_HEADER_SECONDS", text)
        with pytest.raises(FairtownError, match="FAIRTOWN_HEADER_SECONDS is"):
            serve.limits_from_environment()
    monkeypatch.setenv("FAIRTOWN_HEADER_SECONDS", "2.5")
    assert serve.limits_from_environment().header == 2.5


def test_a_port_that_is_taken_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    listeners = bind_sockets(0, "127.0.0.1")
    port = listeners[0].getsockname()[1]
    with pytest.raises(
        FairtownError, match=rf"cannot listen on 127.0.0.1:{port} \(.+\); name another with --port"
    ):
        serve._listen("127.0.0.1", port)
    listeners[0].close()


def test_the_folder_is_looked_at_for_what_changes(tmp_path: Path) -> None:
    def release(name: str) -> None:
        (tmp_path / name).mkdir()
        (tmp_path / name / "release.sqlite").touch()
        (tmp_path / name / "MANIFEST.sha256").touch()

    release(OLD)
    watched, signaled = Releases(tmp_path, watch=True), Releases(tmp_path, watch=False)
    assert (watched.check(), watched.is_new) == ("", False)
    release(NEW)
    assert (watched.check(), watched.is_new) == ("", True)
    assert "newer than what is shown; send SIGHUP" in signaled.check()
    assert (signaled.check(), signaled.is_new) == ("", False), "told once"
    shutil.rmtree(tmp_path / NEW)
    shutil.rmtree(tmp_path / OLD)
    assert "no release here any more" in watched.check()
    assert not watched.is_new
