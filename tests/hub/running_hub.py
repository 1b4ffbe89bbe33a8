"""A running `fairtown hub`, in a process of its own on loopback, and its folder of releases."""

from __future__ import annotations

import http.client
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path

from tornado.netutil import bind_sockets

OLD, NEW = "2025-01-01", "2026-01-01"
#: Arguments: port, releases, "watch" and "jobs".
START = """
import sys
from fairtown.hub import serve
serve.CHECK_SECONDS = serve.JOBS_CHECK_SECONDS = 0.3
serve.serve("127.0.0.1", int(sys.argv[1]), 2, sys.argv[2], watch="watch" in sys.argv[3:], jobs="jobs" in sys.argv[3:])
"""
#: What the tests change in the processes of a hub: few pages made first, and static files as the first hub of a run
#: collects them for all.
QUICK_START = """
import os, shutil
if "FAIRTOWN_SOCKET" in os.environ:
    from fairtown.hub import gunicorn_settings, start
    collect, collected = start.collect_static, os.environ["COLLECTED"]
    def collect_once():
        from filelock import FileLock
        own = os.environ["FAIRTOWN_STATIC"]
        with FileLock(f"{collected}.lock"):
            if os.path.exists(collected):
                shutil.copytree(collected, own)
                from django.contrib.staticfiles.storage import staticfiles_storage as storage
                storage.hashed_files, storage.manifest_hash = storage.load_manifest()
            else:
                collect()
                shutil.copytree(own, f"{collected}.part")
                os.rename(f"{collected}.part", collected)
    start.collect_static = collect_once
    make = gunicorn_settings.on_starting
    def on_starting(server):
        from fairtown.hub import prerender
        prerender.addresses, prerender.towns = lambda: ["/", "/towns/avon/"], list
        make(server)
    gunicorn_settings.on_starting = on_starting
"""
#: Besides: forms may be sent at once.
HOOK = (
    QUICK_START
    + """
    quick = gunicorn_settings.on_starting
    def on_starting_with_forms(server):
        quick(server)
        from datetime import timedelta
        from fairtown.hub.contributions import views
        from fairtown.hub.gate import forms
        forms.SOONEST, views.MOST_A_MINUTE = timedelta(seconds=-1), 1_000
    gunicorn_settings.on_starting = on_starting_with_forms
"""
)


def free_port() -> int:
    (probe, *_) = bind_sockets(0, "127.0.0.1")
    port = int(probe.getsockname()[1])
    probe.close()
    return port


class Hub:
    """A running hub."""

    def __init__(
        self, folder: Path, releases: Path, watch: bool = False, jobs: bool = False, **environ: str
    ) -> None:
        self.port, self.records, self.errors = free_port(), folder / "records", folder / "errors.txt"
        (folder / "sitecustomize.py").write_text(HOOK)
        given = {
            "FAIRTOWN_RECORDS": str(self.records),
            "COLLECTED": str(folder.parent / "static"),
            "PYTHONPATH": os.pathsep.join([str(folder), *sys.path]),
        }
        inherited = {k: v for k, v in os.environ.items() if k not in ("FAIRTOWN_HOSTS", "FAIRTOWN_HTTPS")}
        arguments = [str(self.port), str(releases), "watch" if watch else "", "jobs" if jobs else ""]
        self.process = subprocess.Popen(
            [sys.executable, "-c", START, *arguments], env=inherited | given | environ,
            stdout=subprocess.PIPE, stderr=self.errors.open("w"), text=True,
        )  # fmt: skip
        assert self.process.stdout
        assert "fairtown shows release" in self.process.stdout.readline(), self.errors.read_text()

    def ask(
        self, path: str, body: bytes | None = None, **headers: str
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        given = {k.replace("_", "-"): v for k, v in headers.items()}
        connection.request("GET" if body is None else "POST", path, body, given)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()

    def n_written(self) -> int:
        """Return how many letters it wrote for staff."""
        return len(self.errors.read_text())

    def wrote(self, line: str, after: int = 0) -> bool:
        """Whether a line is among what it wrote for staff, after so many letters."""
        return line in self.errors.read_text()[after:]

    def text(self, path: str) -> str:
        status, _headers, body = self.ask(path)
        assert status == HTTPStatus.OK, (path, body[:500])
        return body.decode()

    def stop(self) -> None:
        """Stop it, however far it came."""
        self.process.terminate()
        self.process.wait(60)
        assert self.process.stdout
        self.process.stdout.close()


def linked(release: Path, folder: Path, name: str) -> Path:
    """Return a release under another date, without copying its files; it appears whole, as builds do."""
    part = folder / f".{name}.part"
    shutil.copytree(release, part, copy_function=os.link)
    part.rename(folder / name)
    return folder / name


def until(condition: Callable[[], object], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)
