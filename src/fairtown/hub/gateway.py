"""The gateway in front of the workers: reads whole requests within deadlines, and hands each to a free worker.

A thread of a worker never waits for a visitor. Headers, bodies and answers that come or go too slowly end at their
deadline, at the cost of one socket each. Behind nginx or Caddy it stays in place; see docs/run-the-hub.md.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from sys import maxsize

from tornado.http1connection import HTTP1Connection, HTTP1ConnectionParameters, HTTP1ServerConnection
from tornado.httputil import (
    HTTPConnection,
    HTTPHeaders,
    HTTPMessageDelegate,
    HTTPOutputError,
    HTTPServerConnectionDelegate,
    RequestStartLine,
    ResponseStartLine,
)
from tornado.iostream import IOStream, StreamClosedError
from tornado.tcpserver import TCPServer

from fairtown.hub.forwarded import (
    Proxies,
    encoded_target,
    rejection_reason,
    request_headers,
    response_headers,
)

MEGA = 1_000_000
LARGEST_HEADER = 32_768
#: A browser that sends too much reads the answer only after it has sent everything, so this much is read and dropped.
MOST_DROPPED = 200 * MEGA
TEXT = {"Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store"}


@dataclass(frozen=True)
class Limits:
    """Deadlines in seconds, and how much is held at once.

    `header`: for the headers of a request, and until the next one on an idle connection. `body`: for its body.
    `answer`: until a worker has answered, a free one waited for included. `write`: until the visitor has taken it.
    `connections`: open at once; the longest unfinished request makes room for a new one. `body_bytes`: of one body.
    `buffered_bytes`: of all bodies and answers in memory; past it the oldest are dropped.
    """

    header: float = 15
    body: float = 60
    answer: float = 120
    write: float = 120
    connections: int = 4_000
    body_bytes: int = 64 * MEGA
    buffered_bytes: int = 256 * MEGA


class Gateway(TCPServer, HTTPServerConnectionDelegate):
    """Serves visitors from workers that listen on a Unix socket, at most `slots` requests at a time."""

    def __init__(self, workers: str, slots: int, limits: Limits, proxies: Proxies) -> None:
        """Serve from the workers at the path `workers`; addresses are taken from `proxies` alone."""
        super().__init__()
        self.workers, self.limits, self.proxies = workers, limits, proxies
        self.slots = asyncio.Semaphore(slots)
        self.parameters = HTTP1ConnectionParameters(
            max_header_size=LARGEST_HEADER,
            header_timeout=limits.header,
            body_timeout=limits.body,
            max_body_size=maxsize,  # each exchange counts for itself, and can say why it stops
        )
        self.exchanges: dict[object, Exchange] = {}
        self.buffered: dict[Exchange, int] = {}

    def handle_stream(self, stream: IOStream, address: tuple[str, int]) -> None:
        """Begin to serve a connection; where there are too many, end the one that has been unfinished for longest."""
        if len(self.exchanges) >= self.limits.connections:
            waiting = (e for e in self.exchanges.values() if e.is_receiving)
            if oldest := next(waiting, None):
                oldest.close()
        HTTP1ServerConnection(stream, self.parameters, address).start_serving(self)

    def start_request(self, server_conn: object, request_conn: HTTPConnection) -> Exchange:
        """Return what takes the next request of a connection."""
        exchange = Exchange(self, request_conn)
        self.exchanges.pop(server_conn, None)
        self.exchanges[server_conn] = exchange
        return exchange

    def on_close(self, server_conn: object) -> None:
        """Forget a connection."""
        self.exchanges.pop(server_conn, None)

    def count_buffered(self, exchange: Exchange, size: int) -> None:
        """Count the bytes that an exchange holds, 0 when it holds none; drop the oldest where it gets too much."""
        if not size:
            self.buffered.pop(exchange, None)
            return
        self.buffered[exchange] = size
        while sum(self.buffered.values()) > self.limits.buffered_bytes and len(self.buffered) > 1:
            oldest = next(iter(self.buffered))
            del self.buffered[oldest]
            oldest.close()

    async def drain(self, seconds: float) -> None:
        """Take no new connection, wait for the answers under way, and close what is left."""
        self.stop()
        busy = [e.task for e in self.exchanges.values() if e.task and not e.task.done()]
        if busy:
            await asyncio.wait(busy, timeout=seconds)
        for exchange in list(self.exchanges.values()):
            exchange.close()


class Exchange(HTTPMessageDelegate):
    """One request of a visitor and its answer."""

    def __init__(self, gateway: Gateway, connection: HTTPConnection) -> None:
        """Wait for the request on `connection`."""
        self.gateway = gateway
        self.connection: HTTP1Connection = connection  # type: ignore[assignment]
        self.start, self.headers = RequestStartLine("", "", ""), HTTPHeaders()
        self.body = bytearray()
        self.received = 0
        self.rejection: tuple[HTTPStatus, str] | None = None
        self.is_receiving, self.is_answered = True, False
        self.task: asyncio.Task[None] | None = None

    def headers_received(
        self, start_line: RequestStartLine | ResponseStartLine, headers: HTTPHeaders
    ) -> None:
        """Refuse at once what no worker should see, and bodies that are too long to be read and dropped."""
        assert isinstance(start_line, RequestStartLine)
        self.start, self.headers = start_line, headers
        if reason := rejection_reason(start_line, headers):
            self.rejection = (HTTPStatus.BAD_REQUEST, reason)
        length = headers.get("Content-Length", "")
        if length.isdecimal():
            self._count(int(length))

    def data_received(self, chunk: bytes) -> None:
        """Keep a piece of the body, unless it is refused."""
        self.received += len(chunk)
        self._count(self.received)
        if self.rejection is None:
            self.body += chunk
            self.gateway.count_buffered(self, len(self.body))

    def _count(self, length: int) -> None:
        """Refuse a body of `length` bytes or more if that is too long, at once if it is too long to read and drop."""
        most = self.gateway.limits.body_bytes
        if length > most and self.rejection is None:
            self.rejection = (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"too large: at most {most / MEGA:g} MB")
            self.body.clear()
            self.gateway.count_buffered(self, 0)
        if length > MOST_DROPPED:
            self._reject()

    def finish(self) -> None:
        """Answer the request that is now complete."""
        self.is_receiving = False
        self.connection.set_close_callback(self._abandon)
        if self.rejection:
            self._reject()
        else:
            self.task = asyncio.create_task(self._relay())

    def on_connection_close(self) -> None:
        """Forget a request that never became complete."""
        self._abandon()

    def close(self) -> None:
        """End the exchange and its connection."""
        self._abandon()
        self.connection.close()

    def _abandon(self) -> None:
        self.is_receiving = False
        self.gateway.count_buffered(self, 0)
        if self.task:
            self.task.cancel()

    def _reject(self) -> None:
        if self.rejection and not self.is_answered:
            self.is_answered = True
            self._write(Response.plain_text(*self.rejection))

    async def _relay(self) -> None:
        """Let a worker answer, and write what it answers; whatever goes wrong, the connection does not stay open."""
        try:
            answer = await self._worker_answer()
            self.body.clear()
            self.gateway.count_buffered(self, len(answer.body))
            flushed = self._write(answer)
            async with asyncio.timeout(self.gateway.limits.write):
                await flushed
            self.is_answered = True
        except (TimeoutError, StreamClosedError, HTTPOutputError):
            pass
        finally:
            self.gateway.count_buffered(self, 0)
            if not self.is_answered:
                self.connection.close()

    async def _worker_answer(self) -> Response:
        gateway = self.gateway
        address, scheme = gateway.proxies.visitor(self.connection.context[0], self.headers)  # type: ignore[index]
        headers = request_headers(self.headers, self.start.method, len(self.body), address, scheme)
        try:
            async with asyncio.timeout(gateway.limits.answer), gateway.slots:
                return await fetch(gateway.workers, self.start, headers, bytes(self.body))
        except TimeoutError:
            return Response.plain_text(
                HTTPStatus.SERVICE_UNAVAILABLE, "too busy just now; please try again in a minute"
            )
        except OSError:  # StreamClosedError is one: a worker ended before it answered
            return Response.plain_text(HTTPStatus.BAD_GATEWAY, "the answer was lost; please try again")

    def _write(self, answer: Response) -> asyncio.Future[None]:
        peer = self.connection.context[0]  # type: ignore[index]
        _address, scheme = self.gateway.proxies.visitor(peer, self.headers)
        headers = response_headers(answer.headers, scheme)
        flushed = self.connection.write_headers(answer.start, headers, bytes(answer.body) or None)
        self.connection.finish()
        return flushed


class Response(HTTPMessageDelegate):
    """A whole answer: of a worker, or of the gateway itself."""

    def __init__(self) -> None:
        """Wait for one."""
        self.start = ResponseStartLine("HTTP/1.1", 0, "")
        self.headers, self.body, self.is_complete = HTTPHeaders(), bytearray(), False

    @classmethod
    def plain_text(cls, status: HTTPStatus, text: str, extra: Mapping[str, str] = TEXT) -> Response:
        """Return an answer of one line of plain text."""
        answer = cls()
        answer.start = ResponseStartLine("HTTP/1.1", int(status), status.phrase)
        answer.body += (text + "\n").encode()
        answer.headers = HTTPHeaders({**extra, "Content-Length": str(len(answer.body))})
        return answer

    def headers_received(
        self, start_line: RequestStartLine | ResponseStartLine, headers: HTTPHeaders
    ) -> None:
        """Keep status and headers."""
        assert isinstance(start_line, ResponseStartLine)
        self.start, self.headers = start_line, headers

    def data_received(self, chunk: bytes) -> None:
        """Keep a piece of the body."""
        self.body += chunk

    def finish(self) -> None:
        """Mark the answer as complete."""
        self.is_complete = True


async def fetch(workers: str, start: RequestStartLine, headers: HTTPHeaders, body: bytes) -> Response:
    """Return a worker's answer to a request; raises OSError if it ends before it has answered."""
    stream = IOStream(socket.socket(socket.AF_UNIX, socket.SOCK_STREAM))
    answer = Response()
    try:
        await stream.connect(workers)
        connection = HTTP1Connection(stream, True, HTTP1ConnectionParameters(no_keep_alive=True))
        connection.write_headers(start._replace(path=encoded_target(start.path)), headers, body or None)
        with suppress(HTTPOutputError):
            connection.finish()
        await connection.read_response(answer)
        if not answer.is_complete:
            raise StreamClosedError
        return answer
    finally:
        stream.close()
