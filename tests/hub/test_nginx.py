"""The settings of nginx in the docs, with a real nginx before a running hub."""

import http.client
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import pytest

from .conftest import folder_of_releases
from .gateway_site import rest
from .running_hub import OLD, Hub, free_port

NGINX = shutil.which("nginx") or ("/usr/sbin/nginx" if Path("/usr/sbin/nginx").exists() else None)
DOCUMENTED = Path(__file__).parents[2] / "docs" / "nginx.conf"
AROUND = """
daemon off; user root; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 4096; }}
http {{
    client_body_temp_path {folder}/bodies; proxy_temp_path {folder}/answers;
    fastcgi_temp_path {folder}/a; uwsgi_temp_path {folder}/b; scgi_temp_path {folder}/c;
    include {folder}/site.conf;
}}
"""
HOST = "town.example"


class Front:
    """nginx with the documented settings; only ports, folders and deadlines are others."""

    def __init__(self, folder: Path, hub: Hub) -> None:
        self.plain, self.secure, self.certificate = free_port(), free_port(), folder / "fullchain.pem"
        key = [
            "openssl",
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "2",
            "-subj",
            f"/CN={HOST}",
        ]
        subprocess.run(
            [*key, "-addext", f"subjectAltName=DNS:{HOST}", "-keyout", str(folder / "privkey.pem"), "-out",
             str(self.certificate)], check=True, capture_output=True,
        )  # fmt: skip
        text = DOCUMENTED.read_text()
        for documented, replacement in (
            ("    listen [::]:80;\n", ""),
            ("    listen [::]:443 ssl;\n", ""),
            ("listen 80;", f"listen 127.0.0.1:{self.plain};"),
            ("listen 443 ssl;", f"listen 127.0.0.1:{self.secure} ssl;"),
            ("/etc/letsencrypt/live/town.example", str(folder)),
            ("/var/log/nginx/error.log", str(folder / "error.log")),
            ("http://127.0.0.1:8000", f"http://127.0.0.1:{hub.port}"),
            ("client_header_timeout 15s", "client_header_timeout 1s"),
            ("client_body_timeout 15s", "client_body_timeout 1s"),
            ("keepalive_timeout 15s", "keepalive_timeout 1s"),
        ):
            assert documented in text
            text = text.replace(documented, replacement)
        (folder / "site.conf").write_text(text)
        (folder / "nginx.conf").write_text(AROUND.format(folder=folder))
        self.process = subprocess.Popen([str(NGINX), "-c", str(folder / "nginx.conf")])
        end = time.monotonic() + 30
        while socket.socket().connect_ex(("127.0.0.1", self.secure)):
            assert time.monotonic() < end, (folder / "error.log").read_text()
            time.sleep(0.05)

    def socket(self) -> ssl.SSLSocket:
        context = ssl.create_default_context(cafile=str(self.certificate))
        plain = socket.create_connection(("127.0.0.1", self.secure), timeout=30)
        return context.wrap_socket(plain, server_hostname=HOST)

    def ask(self, path: str, **headers: str) -> tuple[int, http.client.HTTPMessage, bytes]:
        connection = http.client.HTTPConnection(HOST)
        connection.sock = self.socket()
        connection.request("GET", path, headers={k.replace("_", "-"): v for k, v in headers.items()})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory, release_folder: Path) -> Iterator[Front]:
    if NGINX is None or shutil.which("openssl") is None:
        pytest.skip("no nginx: as root, apt-get install nginx-light openssl")
    folder = tmp_path_factory.mktemp("nginx")
    own = {"FAIRTOWN_PROXIES": "127.0.0.1", "FAIRTOWN_HTTPS": "1", "FAIRTOWN_HOSTS": HOST}
    with folder_of_releases(release_folder, "nginx") as releases:
        hub = Hub(folder, releases, **own)
        try:
            started = Front(folder, hub)
            yield started
            started.process.terminate()
            started.process.wait()
        finally:
            hub.stop()


def test_the_documented_settings_serve_pages_safely_and_in_time(front: Front) -> None:
    status, headers, body = front.ask("/towns/avon/", X_Forwarded_For="9.9.9.9", X_Forwarded_Proto="http")
    assert (status, b"<h1>Avon</h1>" in body) == (HTTPStatus.OK, True)
    assert headers["Strict-Transport-Security"] == "max-age=31536000"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert b"https://town.example/duties/avon.atom" in front.ask("/duties/avon.atom")[2]
    status, headers, body = front.ask(f"/release/{OLD}/tiles/dots.pmtiles", Range="bytes=0-6")
    assert (status, body) == (HTTPStatus.PARTIAL_CONTENT, b"PMTiles")
    assert "immutable" in headers["Cache-Control"]
    assert "Strict-Transport-Security" in headers
    plain = http.client.HTTPConnection("127.0.0.1", front.plain)
    plain.request("GET", "/map/?a=1", headers={"Host": HOST})
    answer = plain.getresponse()
    assert (answer.status, answer.headers["Location"]) == (301, "https://town.example/map/?a=1")
    connection = http.client.HTTPConnection(HOST)
    connection.sock = front.socket()
    connection.request("GET", "/sources/", headers={"SCRIPT_NAME": "/es"})
    assert connection.getresponse().read() == front.ask("/sources/")[2], (
        "nginx drops names with an underscore"
    )


FORM = f"POST /zoning/avon/add/ HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 900\r\n\r\nsays"


def test_slow_visitors_of_nginx_stop_nobody_and_are_sent_away(front: Front) -> None:
    slow = [front.socket() for _ in range(30)]
    for connection, start in zip(slow, 10 * ("", "GET / HTTP/1.1\r\nHost: town", FORM), strict=True):
        connection.sendall(start.encode())
    for _ in range(8):
        assert front.ask("/")[0] == HTTPStatus.OK
    for connection in slow:
        rest(connection)  # raises TimeoutError if it stays open
        connection.close()
