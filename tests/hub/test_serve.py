"""`fairtown hub` as it runs: a process of its own on loopback, its signals, its folder of releases, its forms."""

import http.client
import re
import shutil
import signal
import sqlite3
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlencode

import psycopg
import pytest
from tornado.netutil import bind_sockets

from fairtown.concepts import FairtownError
from fairtown.hub import serve
from fairtown.hub.serve import Releases

from .running_hub import NEW, OLD, Hub, linked, until

FIELDS = {
    "kind": "fact", "subject": "lot", "says": "A lot in R-40 needs 40,000 square feet.", "source": "Rules, section 4.2",
}  # fmt: skip


def shown(hub: Hub) -> str:
    found = re.search(r"/release/([\d-]+)/", hub.text("/"))
    assert found
    return found[1]


@pytest.mark.parametrize("watch", [False, True], ids=["signal", "watch"])
def test_a_newer_release_is_taken_up_without_a_broken_page(
    tmp_path: Path, releases: Path, release_folder: Path, hubs: list[Hub], watch: bool
) -> None:
    hub = Hub(tmp_path, releases, watch)
    hubs.append(hub)
    assert shown(hub) == OLD
    linked(release_folder, releases, NEW)
    if not watch:
        until(lambda: NEW in hub.errors.read_text())
        assert "send SIGHUP" in hub.errors.read_text()
        assert shown(hub) == OLD, "nothing changes without a signal"
        hub.process.send_signal(signal.SIGHUP)
    dates = [shown(hub)]
    while dates[-1] != NEW or dates.count(NEW) < 30:
        page = hub.text("/towns/avon/")
        (date,) = set(re.findall(r"/release/([\d-]+)/", page)) or {dates[-1]}
        dates.append(date if date != dates[-1] else shown(hub))
        for name in (OLD, NEW):
            status, _headers, body = hub.ask(f"/release/{name}/tiles/dots.pmtiles", Range="bytes=0-6")
            assert (status, body) == (HTTPStatus.PARTIAL_CONTENT, b"PMTiles")
        assert len(dates) < 600, "the newer release never came"
    assert set(dates) == {OLD, NEW}


def test_a_newer_release_that_breaks_is_told_and_not_shown(
    tmp_path: Path, releases: Path, release_folder: Path, hubs: list[Hub]
) -> None:
    hub = Hub(tmp_path, releases)
    hubs.append(hub)
    broken = linked(release_folder, releases, NEW) / "release.sqlite"
    content = broken.read_bytes()
    broken.unlink()
    broken.write_bytes(content[:50_000])
    hub.process.send_signal(signal.SIGHUP)
    until(lambda: f"{OLD} stays" in hub.errors.read_text())
    assert hub.text("/tracts/09110980100/")
    assert shown(hub) == OLD
    broken.write_bytes(content)
    hub.process.send_signal(signal.SIGHUP)
    until(lambda: shown(hub) == NEW)


def test_a_folder_that_was_moved_is_told_and_found_again(
    tmp_path: Path, releases: Path, hubs: list[Hub]
) -> None:
    hub = Hub(tmp_path, releases)
    hubs.append(hub)
    (releases / OLD).rename(releases / "elsewhere")
    until(lambda: "no release here any more" in hub.errors.read_text())
    hub.process.send_signal(signal.SIGHUP)
    until(lambda: "stays" in hub.errors.read_text())
    status, _headers, body = hub.ask("/tracts/09110980100/")
    assert (status, b"moved while it was open" in body) == (HTTPStatus.SERVICE_UNAVAILABLE, True)
    assert hub.ask(f"/release/{OLD}/tiles/dots.pmtiles")[0] == HTTPStatus.SERVICE_UNAVAILABLE
    assert hub.ask("/towns/avon/")[0] == HTTPStatus.OK, "what is cached is still right"
    (releases / "elsewhere").rename(releases / OLD)
    assert hub.ask("/tracts/09110980100/")[0] == HTTPStatus.OK


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_forms_sent_at_once_are_kept_once_and_never_break(
    request: pytest.FixtureRequest, tmp_path: Path, releases: Path, hubs: list[Hub], database: str
) -> None:
    given = (
        {"FAIRTOWN_DATABASE": request.getfixturevalue("migrated_postgresql")}
        if database == "postgresql"
        else {}
    )
    hub = Hub(tmp_path, releases, **given)
    hubs.append(hub)
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
    says = stored_texts(hub, given.get("FAIRTOWN_DATABASE"))
    assert len(says) == len(set(says)) == 1 + 1 + 4 * 12 + 1
    assert says.count("The same words in eight forms.") == says.count(FIELDS["says"]) == 1


def stored_texts(hub: Hub, address: str | None) -> list[str]:
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


def test_static_files_are_compressed_and_kept_for_a_year_by_hash(
    tmp_path: Path, releases: Path, hubs: list[Hub]
) -> None:
    hub = Hub(tmp_path, releases)
    hubs.append(hub)
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


def test_it_is_closed_to_others_and_safe_behind_a_proxy(
    tmp_path: Path, releases: Path, hubs: list[Hub]
) -> None:
    hub = Hub(
        tmp_path, releases, FAIRTOWN_PROXIES="127.0.0.1", FAIRTOWN_HOSTS="town.example,localhost,127.0.0.1"
    )
    hubs.append(hub)
    assert {p.name: oct(p.stat().st_mode & 0o777) for p in hub.records.glob("records.sqlite3*")} | {
        "folder": oct(hub.records.stat().st_mode & 0o777)
    } == {**{p.name: "0o600" for p in hub.records.glob("records.sqlite3*")}, "folder": "0o700"}
    proxied = {"Host": "town.example", "X_Forwarded_Proto": "https", "X_Forwarded_For": "203.0.113.9"}
    paths = ("/", "/es/towns/avon/", "/towns/nowhere/", "/static/site.css", f"/release/{OLD}/tiles/dots.pmtiles",
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


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_it_ends_with_all_its_processes_and_its_folder(
    tmp_path: Path, releases: Path, hubs: list[Hub], number: signal.Signals
) -> None:
    private = Path(tempfile.mkdtemp(prefix="hub"))
    hub = Hub(tmp_path, releases, TMPDIR=str(private))
    hubs.append(hub)
    assert list(private.glob("fairtown-*"))
    command = ["ps", "-eo", "pid=,ppid="]
    parents = [line.split() for line in subprocess.check_output(command, text=True).splitlines()]
    children = [pid for pid, parent in parents if parent == str(hub.process.pid)]
    assert children
    hub.process.send_signal(number)
    hub.process.wait(60)
    until(lambda: not any(Path(f"/proc/{pid}/cmdline").exists() for pid in children))
    until(lambda: not list(private.glob("fairtown-*")))
    private.rmdir()


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
