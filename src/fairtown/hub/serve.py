"""`fairtown hub`: the gateway in this process, gunicorn with the website behind it; the same in a demo and in use."""

from __future__ import annotations

import asyncio
import logging
import os
import resource
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from tornado.netutil import bind_sockets

from fairtown.concepts import FairtownError
from fairtown.hub import gunicorn_settings
from fairtown.hub.compiled_messages import compile_messages
from fairtown.hub.forwarded import Proxies
from fairtown.hub.gateway import Gateway, Limits
from fairtown.hub.jobs.process import JobProcess
from fairtown.release.reader import releases_folder, shown_releases

#: Seconds: of the answers under way when the server stops, of gunicorn after that, between looks for a newer release.
DRAIN_SECONDS, STOP_SECONDS, CHECK_SECONDS = 10, 40, 20
JOBS_CHECK_SECONDS = 2
BACKLOG = 1_024
FILES_BESIDES = 200
HOUR = 3_600
#: Letters of a Unix socket's path, on Linux and BSD alike.
LONGEST_SOCKET = 100


def serve(
    host: str, port: int, workers: int, named: str | None, watch: bool = False, jobs: bool = False
) -> None:
    """Serve until stopped. Raises FairtownError if there is no release or the port is no port.

    `watch`: take up a newer release beside the one that is shown, without a signal. `jobs`: start the job process too.
    """
    if not 0 < port < 2**16:
        raise FairtownError(f"hub: --port is {port}, expected 1 to {2**16 - 1}")
    if workers < 1:
        raise FairtownError(f"hub: --workers is {workers}, expected 1 or more")
    folder = releases_folder(named).absolute()
    releases = shown_releases(folder)
    shown = ", ".join(f"{release.date} of {release.state_name}" for release in releases)
    for release in releases:
        release.close()
    os.environ["FAIRTOWN_RELEASES"] = str(folder)
    if not os.environ.get("FAIRTOWN_HOSTS"):
        os.environ.setdefault("FAIRTOWN_URL", f"http://localhost:{port}")
    os.environ["DJANGO_SETTINGS_MODULE"] = "fairtown.hub.settings"
    proxies, limits = Proxies.read(os.environ), limits_from_environment()
    _refuse_unbuilt()
    listeners = _listen(host, port)
    compile_messages()
    logging.getLogger("tornado").setLevel(logging.CRITICAL)  # its warnings name addresses of readers
    message = f"fairtown shows release {shown} at http://{host}:{port}/  (Ctrl-C stops)"
    with tempfile.TemporaryDirectory(prefix="fairtown-", ignore_cleanup_errors=True) as private:
        os.environ[gunicorn_settings.STATIC_FOLDER] = str(Path(private) / "static")
        gunicorn = Gunicorn(Path(private), workers)
        try:
            asyncio.run(_run(gunicorn, listeners, limits, proxies, Releases(folder, watch), message, jobs))
        finally:
            gunicorn.stop()


class Gunicorn:
    """gunicorn in a process of its own, listening in a private folder."""

    def __init__(self, private: Path, workers: int) -> None:
        """Start it with so many workers."""
        self.socket, self._why = str(private / "workers.sock"), private / gunicorn_settings.WHY
        if len(self.socket) > LONGEST_SOCKET:
            raise FairtownError(
                f"hub: {self.socket} is too long for a socket; set $TMPDIR to a shorter folder"
            )
        self.threads = workers * gunicorn_settings.THREADS
        downloads = private / "downloads"
        downloads.mkdir()
        # nobody else holds the other end: gunicorn reads its end once this process is gone, killed or not
        ours, self._held = os.pipe()
        settings = {
            gunicorn_settings.SOCKET: f"unix:{self.socket}",
            gunicorn_settings.WORKERS: str(workers),
            gunicorn_settings.PARENT: str(ours),
            "FAIRTOWN_CACHE": str(downloads),
        }
        command = [sys.executable, "-m", "gunicorn", "--config", "python:fairtown.hub.gunicorn_settings"]
        self.process = subprocess.Popen(
            [*command, "fairtown.hub.ready:application"],
            env=os.environ | settings, pass_fds=(ours,), start_new_session=True,
        )  # fmt: skip
        os.close(ours)

    async def start(self) -> None:
        """Wait until it listens; raises FairtownError if it ends before."""
        while not self._listens():
            if self.process.poll() is not None:
                raise FairtownError(
                    self._why.read_text(encoding="utf-8")
                    if self._why.exists()
                    else "hub: gunicorn ended before it listened; see the lines above"
                )
            await asyncio.sleep(0.05)

    def _listens(self) -> bool:
        with socket.socket(socket.AF_UNIX) as probe, suppress(OSError):
            probe.connect(self.socket)
            return True
        return False

    async def end(self) -> None:
        """Wait until it ends, which it should not."""
        while self.process.poll() is None:
            await asyncio.sleep(0.5)

    def reload(self) -> None:
        """Let it look for a newer release, and take it up."""
        self.process.send_signal(signal.SIGHUP)

    def stop(self) -> None:
        """Stop it, after the answers under way."""
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()


class Releases:
    """The folder of releases, looked at now and then: for a newer one, and whether the one that is shown is there."""

    def __init__(self, folder: Path, watch: bool) -> None:
        """Begin with the newest release of `folder`."""
        self.folder, self.watch, self.is_new = folder, watch, False
        self.current = self._newest()

    def _newest(self) -> tuple[Path, ...]:
        """Return the newest release of each state; none where one cannot be opened."""
        try:
            return tuple(release.path.resolve() for release in shown_releases(self.folder))
        except (FairtownError, OSError):
            return ()

    def check(self) -> str:
        """Return one line for staff where something has changed, else a blank; `is_new` where a newer one came."""
        newest, before = self._newest(), self.current
        self.is_new = bool(newest) and newest != before
        if newest == before:
            return ""
        self.current = newest
        if not newest:
            return f"{self.folder}: no release here any more; put it back, or name its folder and start anew"
        names = " and ".join(path.name for path in newest if path not in before)
        return "" if self.watch else f"{names} is newer than what is shown; send SIGHUP to take it up"


async def _run(
    gunicorn: Gunicorn,
    listeners: list[socket.socket],
    limits: Limits,
    proxies: Proxies,
    releases: Releases,
    message: str,
    jobs: bool,
) -> None:
    """Serve until a signal comes or gunicorn ends."""
    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    loop.add_signal_handler(signal.SIGHUP, lambda: None)
    stopped = asyncio.create_task(stop.wait())
    started = asyncio.create_task(gunicorn.start())
    await asyncio.wait({stopped, started}, return_when=asyncio.FIRST_COMPLETED)
    if stopped.done():
        started.cancel()
        return
    await started
    loop.add_signal_handler(signal.SIGHUP, gunicorn.reload)
    gateway = Gateway(gunicorn.socket, gunicorn.threads, limits, proxies)
    gateway.add_sockets(listeners)
    print(message, flush=True)
    watching = [asyncio.create_task(_watch(releases, gunicorn))]
    if jobs:
        watching.append(asyncio.create_task(_keep_jobs()))
    ended = asyncio.create_task(gunicorn.end())
    await asyncio.wait({stopped, ended}, return_when=asyncio.FIRST_COMPLETED)
    for task in watching:
        task.cancel()
    await gateway.drain(DRAIN_SECONDS)
    if not stopped.done():
        raise FairtownError("hub: gunicorn ended; see the lines above, and start anew")


async def _watch(releases: Releases, gunicorn: Gunicorn) -> None:
    while True:
        await asyncio.sleep(CHECK_SECONDS)
        if line := await asyncio.to_thread(releases.check):
            print(f"fairtown: {line}", file=sys.stderr, flush=True)
        if releases.is_new and releases.watch:
            gunicorn.reload()


async def _keep_jobs() -> None:
    """Run the job process, which starts once the site answers, and start it anew where it ends."""
    process = JobProcess()
    try:
        while True:
            await asyncio.sleep(JOBS_CHECK_SECONDS)
            if process.start_again():
                print("fairtown: the job process ended and was started anew", file=sys.stderr, flush=True)
    finally:
        process.stop()


def limits_from_environment() -> Limits:
    """Return the limits, with the deadlines of the environment; raises FairtownError on one that is no number."""
    usual = Limits()
    return replace(
        usual,
        header=_seconds("FAIRTOWN_HEADER_SECONDS", usual.header),
        body=_seconds("FAIRTOWN_BODY_SECONDS", usual.body),
        connections=min(usual.connections, _files(usual.connections + FILES_BESIDES) - FILES_BESIDES),
    )


def _seconds(variable: str, usual: float) -> float:
    text = os.environ.get(variable, "")
    try:
        seconds = float(text) if text else usual
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= HOUR:
        raise FairtownError(
            f"${variable} is {text[:40]!r}, expected seconds from 0.1 to {HOUR}, like {usual:g}"
        )
    return seconds


def _files(wanted: int) -> int:
    """Return how many files this process may have open, raised to `wanted` where the system lets it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return max(wanted if soft == resource.RLIM_INFINITY else soft, FILES_BESIDES + 1)


def _refuse_unbuilt() -> None:
    if not (Path(__file__).parent / "static" / "built" / "map.js").exists():
        raise FairtownError("hub: the map's script is not built; run `make install`")


def _listen(host: str, port: int) -> list[socket.socket]:
    try:
        return bind_sockets(port, host, backlog=BACKLOG)
    except OSError as error:
        raise FairtownError(
            f"hub: cannot listen on {host}:{port} ({error.strerror}); name another with --port"
        ) from None
