"""The server's worker: a connection waits for whoever has a free thread, and readers who only wait take none."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

APPLICATION = """
import os, time
def application(environ, start):
    time.sleep(0.4 if environ["PATH_INFO"] == "/slow" else 0)
    body = str(os.getpid()).encode()
    start("200 OK", [("Content-Length", str(len(body)))])
    return [body]
"""
WORKERS, THREADS = 2, 2


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    folder: Path = tmp_path_factory.mktemp("worker")
    (folder / "slow_application.py").write_text(APPLICATION)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number = int(probe.getsockname()[1])
    command = [
        sys.executable, "-m", "gunicorn", "slow_application:application", f"--bind=127.0.0.1:{number}",
        f"--workers={WORKERS}", f"--threads={THREADS}", "--worker-class=fairtown.hub.worker.FreeThreadWorker",
        "--log-level=error", "--keep-alive=30",
    ]  # fmt: skip
    server = subprocess.Popen(command, cwd=folder, env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)})
    end = time.monotonic() + 60
    while True:
        try:
            asked(number)
            break
        except OSError:
            assert time.monotonic() < end, "gunicorn did not start"
            time.sleep(0.1)
    yield number
    server.terminate()
    server.wait()


def asked(port: int, path: str = "/") -> str:
    """Return the process that answered."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path, headers={"Connection": "close"})
    return connection.getresponse().read().decode()


def test_people_who_ask_at_once_are_spread_over_the_workers(port: int) -> None:
    for _ in range(4):
        with ThreadPoolExecutor(WORKERS * THREADS) as people:
            by_worker = Counter(people.map(lambda _: asked(port, "/slow"), range(WORKERS * THREADS)))
        assert sorted(by_worker.values()) == [THREADS] * WORKERS


def test_open_connections_of_readers_who_ask_nothing_keep_nobody_out(port: int) -> None:
    open_ones = []
    for _ in range(5 * WORKERS * THREADS):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", "/")
        assert connection.getresponse().read()
        open_ones.append(connection)
    start = time.monotonic()
    assert asked(port)
    assert time.monotonic() - start < 10
    for connection in open_ones:
        connection.request("GET", "/")
        assert connection.getresponse().read()
        connection.close()
