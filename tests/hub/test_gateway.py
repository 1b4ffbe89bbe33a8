"""The gateway on real sockets: slow visitors cost nobody else anything, and what reaches a worker is whole and true."""

import json
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tornado.httputil import HTTPHeaders

from fairtown.concepts import FairtownError
from fairtown.hub.forwarded import Proxies
from fairtown.hub.gateway import Limits
from fairtown.hub.wsgi import behind_gateway

from . import gateway_site
from .gateway_site import THREADS, WORKERS, Site, Workers, rest

DEADLINE, WRITE = 0.6, 1.0
HASTY = Limits(header=DEADLINE, body=DEADLINE)
PATIENT = Limits(header=30, body=30, answer=30, write=30, body_bytes=2_000_000)
FORM = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\nsays"
GET = b"GET /%s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
LOCAL = Proxies((ip_network("127.0.0.0/8"), ip_network("::1")))


@pytest.fixture(scope="module")
def workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workers]:
    started = Workers(tmp_path_factory.mktemp("workers"))
    yield started
    started.stop()


@pytest.fixture
def open_site(workers: Workers) -> Iterator[Callable[..., Site]]:
    release: list[Site] = []

    def start(*given: object) -> Site:
        release.append(Site(workers, *given))  # type: ignore[arg-type]
        return release[-1]

    yield start
    for site in release:
        site.stop()


@pytest.fixture
def site(open_site: Callable[..., Site]) -> Site:
    return open_site(PATIENT)


@pytest.fixture
def hasty(open_site: Callable[..., Site]) -> Site:
    return open_site(HASTY)


def seen(answer: gateway_site.Reply) -> dict[str, str]:
    return json.loads(answer.body)  # type: ignore[no-any-return]


def test_the_gateway_loads_nothing_of_what_it_stands_before() -> None:
    """Each start of the site begins with it, and it stays in memory as long as the site runs."""
    program = "import sys, fairtown.hub.serve; print([n for n in ('pandas', 'scipy', 'wagtail') if n in sys.modules])"
    found = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert found.stdout.strip() == "[]"


def test_people_who_ask_at_once_are_spread_over_the_workers(site: Site) -> None:
    for _ in range(4):
        with ThreadPoolExecutor(WORKERS * THREADS) as people:
            by_worker = Counter(
                people.map(lambda _: seen(site.ask("/slow"))["pid"], range(WORKERS * THREADS))
            )
        assert sorted(by_worker.values()) == [THREADS] * WORKERS


def test_open_connections_of_readers_who_ask_nothing_keep_nobody_out(open_site: Callable[..., Site]) -> None:
    site = open_site(PATIENT)
    request = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
    open_ones = [site.socket(request) for _ in range(5 * WORKERS * THREADS)]
    for connection in open_ones:
        assert connection.recv(65_536).startswith(b"HTTP/1.1 200")
    assert site.ask().status == 200
    for connection in open_ones:
        connection.sendall(request)
        assert connection.recv(65_536).startswith(b"HTTP/1.1 200")
        connection.close()


@pytest.mark.parametrize("start", [b"", b"GET / HTTP/1.1\r\nHost:", FORM], ids=["idle", "headers", "body"])
def test_many_slow_sockets_stop_nobody_and_end_at_their_deadline(hasty: Site, start: bytes) -> None:
    """More than there are threads, each dripping a byte now and then, so that it is never idle."""
    began = time.monotonic()
    slow = [hasty.socket(start) for _ in range(10 * WORKERS * THREADS)]
    for _ in range(3):
        assert hasty.ask().status == 200
        for connection in slow if start else ():
            connection.sendall(b"x")
    for connection in slow:
        assert rest(connection) == b""
        connection.close()
    assert time.monotonic() - began >= DEADLINE - 0.1


def test_a_connection_is_closed_when_no_next_request_comes(hasty: Site) -> None:
    with hasty.socket(b"GET /deaf HTTP/1.1\r\nHost: x\r\n\r\n") as connection:
        assert rest(connection).endswith(b"not read")


def test_a_dripped_next_request_ends_at_its_deadline_too(hasty: Site) -> None:
    with hasty.socket(b"GET /deaf HTTP/1.1\r\nHost: x\r\n\r\nGET /de") as connection:
        assert rest(connection).endswith(b"not read")


def test_answers_that_are_read_slowly_take_no_thread_and_end_at_their_deadline(
    open_site: Callable[..., Site],
) -> None:
    site = open_site(Limits(write=WRITE))
    slow = []
    for _ in range(2 * WORKERS * THREADS):
        connection = socket.socket()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        connection.settimeout(30)
        connection.connect(("127.0.0.1", site.port))
        connection.sendall(GET % b"large")
        slow.append(connection)
    assert site.ask().status == 200
    time.sleep(WRITE)
    for connection in slow:
        assert len(rest(connection)) < 8_000_000
        connection.close()
    assert open_site(PATIENT).ask("/large").body == b"x" * 8_000_000, "who reads on gets everything"


def test_with_too_many_connections_the_oldest_unfinished_one_makes_room(
    open_site: Callable[..., Site],
) -> None:
    site = open_site(Limits(header=30, body=30, connections=5))
    waiting = [site.socket(b"GET / HT") for _ in range(5)]
    for _ in range(3):
        assert site.ask().status == 200
    assert rest(waiting[0]) == b""
    for connection in waiting:
        connection.close()


def test_bodies_in_memory_are_bounded_by_dropping_the_oldest(open_site: Callable[..., Site]) -> None:
    site = open_site(Limits(header=30, body=30, buffered_bytes=3_000_000))
    start = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000001\r\n\r\n" + b"x" * 1_000_000
    held = [site.socket(start)]
    until = time.monotonic() + 30
    while sum(site.gateway.buffered.values()) < 1_000_000 and time.monotonic() < until:
        time.sleep(0.01)
    held += [site.socket(start) for _ in range(5)]
    assert rest(held[0]) == b""
    assert len(site.ask("/", "POST", b"y" * 900_000).body) > 900_000
    assert sum(site.gateway.buffered.values()) <= 3_000_000
    for connection in held:
        connection.close()


def test_a_body_that_is_too_large_is_told_so_after_it_was_sent(site: Site) -> None:
    answer = site.ask("/", "POST", b"x" * 20_000_000)
    assert (answer.status, answer.body) == (413, b"too large: at most 2 MB\n")
    pieces = b"100000\r\n" + b"x" * 2**20 + b"\r\n"
    start = b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert b"413 Request Entity Too Large" in site.raw(start + 3 * pieces + b"0\r\n\r\n")
    endless = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999999\r\n\r\n"
    assert b"413 Request Entity Too Large" in site.raw(endless), "nobody waits for that much"


def test_a_body_comes_through_whole_in_one_piece_or_many(site: Site) -> None:
    body = "¿cuántos? ".encode() * 100_000
    assert seen(site.ask("/", "POST", body))["body"] == body.decode()
    start = b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
    answer = site.raw(start + b"4\r\nsays\r\n1\r\n!\r\n0\r\n\r\n")
    environ = json.loads(answer.partition(b"\r\n\r\n")[2])
    assert (environ["body"], environ["CONTENT_LENGTH"]) == ("says!", "5")
    assert "HTTP_TRANSFER_ENCODING" not in environ


@pytest.mark.parametrize("peer", ["", "192.0.2.7"])
def test_a_body_that_no_page_reads_is_read_before_the_answer_goes(peer: str, settings) -> None:  # type: ignore[no-untyped-def]
    """Who still sends when the connection is closed loses the answer."""
    settings.HTTPS = True
    passed: dict[str, object] = {}

    def page(environ: dict[str, object], start: object) -> list[bytes]:
        passed.update(environ)
        return [b"not read"]

    body = BytesIO(b"x" * 1_500_000)
    environ = {"wsgi.input": body, "HTTP_X_FORWARDED_FOR": "203.0.113.9", "REMOTE_ADDR": peer}
    assert list(behind_gateway(page)(environ, print)) == [b"not read"]  # type: ignore[arg-type]
    assert body.read() == b""
    assert passed["REMOTE_ADDR"] == (peer or "203.0.113.9"), (
        "of a socket of its own, gunicorn knows the address"
    )
    assert passed["wsgi.url_scheme"] == "https"


def test_answers_come_through_as_they_are(site: Site) -> None:
    answer = site.ask("/")
    assert answer.headers.get_all("Set-Cookie") == ["a=1", "b=2"]
    assert "Server" not in answer.headers
    assert site.ask("/stream").body == b"piecepiecepiece"
    assert (site.ask("/same").status, site.ask("/same").body) == (304, b"")
    head = site.ask("/", "HEAD")
    assert (head.body, int(head.headers["Content-Length"]) > 100) == (b"", True)
    assert seen(site.ask("/a%20b?c=%F1&d=1"))["QUERY_STRING"] == "c=%F1&d=1"
    answer = site.raw(b"GET /caf\xc3\xa9?x=\xc3\xb1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["RAW_URI"] == "/caf%C3%A9?x=%C3%B1"


def test_a_worker_that_dies_costs_one_answer(site: Site) -> None:
    assert site.ask("/dies").status == 502
    for _ in range(2 * WORKERS * THREADS):
        assert site.ask().status == 200


@pytest.mark.parametrize(
    ("request_", "why"),
    [
        (b"GET / HTTP/1.1\r\nHost: x\r\nSCRIPT_NAME: /es\r\n", b"underscore"),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX_Forwarded_Proto: https\r\n", b"underscore"),
        (b"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n", b""),
        (b"GET / HTTP/1.1\r\n", b"expected one Host header"),
        (b"GET http://elsewhere/ HTTP/1.1\r\nHost: x\r\n", b"starts with /"),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n", b""),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nContent-Length: 5\r\n", b""),
        (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -4\r\n", b""),
        (b"nonsense\r\n", b""),
    ],
)  # fmt: skip
def test_what_two_servers_could_read_in_two_ways_is_refused(site: Site, request_: bytes, why: bytes) -> None:
    answer = site.raw(request_ + b"Connection: close\r\n\r\n0\r\n\r\n")
    assert answer.startswith(b"HTTP/1.1 400")
    assert why in answer
    assert answer.count(b"HTTP/1.1") == 1


def test_who_asks_and_how_is_believed_of_proxies_alone(open_site: Callable[..., Site]) -> None:
    claims = {"X_Forwarded_For": "203.0.113.9, 127.0.0.2", "X_Forwarded_Proto": "https", "Forwarded": "for=6",
              "X_Forwarded_Host": "evil", "X_Forwarded_Ssl": "on", "X_Real_Ip": "9.9.9.9"}  # fmt: skip
    environ = seen(open_site(PATIENT).ask(**claims))
    assert (environ["HTTP_X_FORWARDED_FOR"], environ["wsgi.url_scheme"]) == ("127.0.0.1", "http")
    environ = seen(open_site(PATIENT, LOCAL).ask(**claims))
    assert (environ["HTTP_X_FORWARDED_FOR"], environ["wsgi.url_scheme"]) == ("203.0.113.9", "https")
    assert not {"HTTP_FORWARDED", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_SSL", "HTTP_X_REAL_IP"} & set(
        environ
    )
    assert environ["SCRIPT_NAME"] == ""


def test_every_answer_has_the_headers_of_security(open_site: Callable[..., Site]) -> None:
    for site, is_https in ((open_site(PATIENT), False), (open_site(PATIENT, LOCAL), True)):
        for answer in (site.ask(X_Forwarded_Proto="https"), site.ask(A_B="", X_Forwarded_Proto="https")):
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Referrer-Policy"] == "same-origin"
            assert "camera=()" in answer.headers["Permissions-Policy"]
            assert ("Strict-Transport-Security" in answer.headers) is is_https


NETWORKS = (ip_network("127.0.0.0/8"), ip_network("10.0.0.0/8"), ip_network("::1"))
ADDRESSES = st.ip_addresses().map(str) | st.sampled_from(["127.0.0.1", "10.1.2.3", "::1"])
JUNK = st.sampled_from(["", "unknown", "1.2.3", "_hidden", "1.2.3.4:80"])


@given(peer=ADDRESSES, chain=st.lists(ADDRESSES | JUNK, max_size=4), scheme=st.text("htps,", max_size=12))
def test_a_visitor_is_the_last_address_that_is_no_proxy(peer: str, chain: list[str], scheme: str) -> None:
    headers = HTTPHeaders({"X-Forwarded-For": ", ".join(chain), "X-Forwarded-Proto": scheme})
    assert Proxies().visitor(peer, headers) == (peer, "http")
    address, seen_scheme = Proxies(NETWORKS).visitor(peer, headers)
    is_proxy = {a: any(ip_address(a) in network for network in NETWORKS) for a in (peer, address)}
    assert address in (peer, *chain)
    assert is_proxy[peer] or (address, seen_scheme) == (peer, "http")
    if address != peer:
        assert not is_proxy[address]
        after = chain[len(chain) - chain[::-1].index(address) :]
        assert all(any(ip_address(a) in network for network in NETWORKS) for a in after)


def test_a_proxy_that_is_no_address_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Proxies.read({"FAIRTOWN_PROXIES": " 10.0.0.0/8, ::1 "}).networks[1] == ip_network("::1")
    with pytest.raises(FairtownError, match=r"FAIRTOWN_PROXIES: 'nginx' is no address or network"):
        Proxies.read({"FAIRTOWN_PROXIES": "nginx"})
