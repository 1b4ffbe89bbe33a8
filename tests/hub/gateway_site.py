"""A gateway before gunicorn with a small application, on loopback, for the tests of both."""

from __future__ import annotations

import asyncio
import http.client
import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from pathlib import Path

from tornado.netutil import bind_sockets

from fairtown.hub.forwarded import Proxies
from fairtown.hub.gateway import Gateway, Limits

APPLICATION = """
import json, os, signal, time

def application(environ, start):
    path, length = environ["PATH_INFO"], int(environ.get("CONTENT_LENGTH") or 0)
    headers = [("Content-Type", "application/json"), ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")]
    if path == "/slow":
        time.sleep(0.4)
    if path == "/dies":
        os.kill(os.getpid(), signal.SIGKILL)
    if path == "/same":
        start("304 Not Modified", [("ETag", "x")])
        return []
    if path == "/stream":
        start("200 OK", headers)
        return (b"piece" for _ in range(3))
    if path == "/large":
        body = b"x" * 8_000_000
    elif path == "/deaf":
        body = b"not read"
    else:
        strings = {k: v for k, v in environ.items() if isinstance(v, str)}
        body = json.dumps(strings | {"pid": os.getpid(), "body": environ["wsgi.input"].read(length).decode()}).encode()
    start("200 OK", [*headers, ("Content-Length", str(len(body)))])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]
"""
#: The settings of the website, without its pages.
SETTINGS = "from fairtown.hub.gunicorn_settings import *\ndef on_starting(server): pass\n"
WORKERS, THREADS = 2, 2


class Workers:
    """gunicorn as the website has it, with the small application."""

    def __init__(self, folder: Path) -> None:
        (folder / "small_application.py").write_text(APPLICATION)
        (folder / "small_settings.py").write_text(SETTINGS)
        self.socket = str(folder / "workers.sock")
        given = {"PYTHONPATH": os.pathsep.join(sys.path), "FAIRTOWN_SOCKET": f"unix:{self.socket}",
                 "FAIRTOWN_WORKERS": str(WORKERS)}  # fmt: skip
        command = [
            sys.executable,
            "-m",
            "gunicorn",
            "-c",
            "python:small_settings",
            "small_application:application",
        ]
        self.process = subprocess.Popen(command, cwd=folder, env=os.environ | given)
        end = time.monotonic() + 60
        while not self._listens():
            assert time.monotonic() < end, "gunicorn did not start"
            time.sleep(0.05)

    def _listens(self) -> bool:
        with socket.socket(socket.AF_UNIX) as probe:
            return probe.connect_ex(self.socket) == 0

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()


class Site:
    """A gateway in a thread of its own."""

    def __init__(self, workers: Workers, limits: Limits, proxies: Proxies = Proxies()) -> None:  # noqa: B008
        self._arguments = (workers.socket, WORKERS * THREADS, limits, proxies)
        self._is_open = threading.Event()
        self._thread = threading.Thread(target=lambda: asyncio.run(self._run()))
        self._thread.start()
        assert self._is_open.wait(10)

    async def _run(self) -> None:
        self._loop, self._end = asyncio.get_running_loop(), asyncio.Event()
        self.gateway = Gateway(*self._arguments)
        sockets = bind_sockets(0, "127.0.0.1")
        self.port = sockets[0].getsockname()[1]
        self.gateway.add_sockets(sockets)
        self._is_open.set()
        await self._end.wait()
        await self.gateway.drain(1)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._end.set)
        self._thread.join()

    def ask(self, path: str = "/", method: str = "GET", body: bytes | None = None, **headers: str) -> Reply:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request(method, path, body, {k.replace("_", "-"): v for k, v in headers.items()})
        answer = connection.getresponse()
        reply = Reply(answer, answer.read())
        connection.close()
        return reply

    def socket(self, start: bytes = b"") -> socket.socket:
        """Return an open connection on which `start` was sent."""
        out = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        out.sendall(start)
        return out

    def raw(self, request: bytes) -> bytes:
        """Return all that is answered until the connection is closed."""
        with self.socket(request) as connection:
            return rest(connection)


class Reply:
    """Status, headers and body of an answer."""

    def __init__(self, answer: http.client.HTTPResponse, body: bytes) -> None:
        self.status, self.headers, self.body = answer.status, answer.headers, body


def rest(connection: socket.socket) -> bytes:
    """Return what comes until a connection is closed; whoever closed it with a reset has closed it too."""
    out = b""
    try:
        while piece := connection.recv(65_536):
            out += piece
    except (ConnectionResetError, ssl.SSLError):
        pass
    return out
