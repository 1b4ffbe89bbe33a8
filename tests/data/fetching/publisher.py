"""A publisher on loopback: files under the real paths, with what servers add to them, and faults on order."""

from __future__ import annotations

import email.utils
import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

PUBLISHED = 1_700_000_000
KEY = "f" * 40
Fault = Callable[["Handler", bytes], bool]


@dataclass
class Publisher:
    """`files`: contents by path; `answers`: what is asked of an API by path, given its query; `faults` by path.

    A fault writes an answer of its own and returns True, or returns False for the file as it is.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    answers: dict[str, Callable[[dict[str, str]], bytes]] = field(default_factory=dict)
    faults: dict[str, Fault] = field(default_factory=dict)
    published: int = PUBLISHED
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    url: str = ""

    def fault(self, name: str, fault: Fault) -> None:
        """Let one file, named by the end of its path, go wrong."""
        self.faults[self.path(name)] = fault

    def path(self, name: str) -> str:
        """Return the path of a file by its end."""
        (path,) = (path for path in self.files if path.endswith(name))
        return path


class Handler(BaseHTTPRequestHandler):
    """Answers as the publishers' servers do: lengths, tags, dates, ranges, and nothing that was not asked."""

    protocol_version = "HTTP/1.1"
    owner: Publisher

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        self.owner.requests.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
        try:
            self._answer(parts.path, {name: values[0] for name, values in parse_qs(parts.query).items()})
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def _answer(self, path: str, query: dict[str, str]) -> None:
        if path in self.owner.answers:
            if query.get("key") != KEY:
                self.send(302, b"", {"Location": "/missing_key.html", "X-DataWebAPI-KeyError": "1"})
            else:
                self.send(200, self.owner.answers[path](query), {"Content-Type": "application/json"})
            return
        if path not in self.owner.files:
            self.send(404, b"<html>not found</html>", {"Content-Type": "text/html"})
            return
        content = self.owner.files[path]
        fault = self.owner.faults.get(path)
        if fault is None or not fault(self, content):
            self.file(content)

    @property
    def date(self) -> str:
        """The day that files were published."""
        return email.utils.formatdate(self.owner.published, usegmt=True)

    def file(self, content: bytes) -> None:
        """Send a file, or the part of it that is asked for, or that it is unchanged."""
        tag = f'"{hashlib.md5(content).hexdigest()}"'
        always = {"ETag": tag, "Last-Modified": self.date, "Accept-Ranges": "bytes"}
        if self.headers.get("If-None-Match") == tag:
            self.send(304, b"", always)
        elif (begin := self.headers.get("Range", "")) and self.headers.get("If-Range") == tag:
            first = int(begin.removeprefix("bytes=").removesuffix("-"))
            if first >= len(content):
                self.send(416, b"", always)
            else:
                always["Content-Range"] = f"bytes {first}-{len(content) - 1}/{len(content)}"
                self.send(206, content[first:], always)
        else:
            self.send(200, content, always)

    def send(self, status: int, content: bytes, headers: dict[str, str], length: int | None = None) -> None:
        """Send an answer; `length`: what it says of its length."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content) if length is None else length))
        self.end_headers()
        self.wfile.write(content)
        self.wfile.flush()


class Server(ThreadingHTTPServer):
    """A server that does not mind who hangs up."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of a reader who went away."""


@contextmanager
def published(files: dict[str, bytes]) -> Iterator[Publisher]:
    """Serve files on a free port of 127.0.0.1 while the block runs."""
    owner = Publisher(files=dict(files))
    handler = type("OwnHandler", (Handler,), {"owner": owner})
    server = Server(("127.0.0.1", 0), handler)
    owner.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield owner
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def drip(handler: Handler, content: bytes) -> bool:
    """Send one byte now and then."""
    handler.send_response(200)
    handler.send_header("Content-Length", str(len(content)))
    handler.end_headers()
    for byte in content[:100]:
        handler.wfile.write(bytes([byte]))
        handler.wfile.flush()
        time.sleep(0.02)
    handler.close_connection = True
    return True
