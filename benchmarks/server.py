"""A website on a free port of this machine, for the benchmarks that visit one."""

from __future__ import annotations

import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def hub(workers: int = 2) -> Iterator[int]:
    """Serve the latest release; give the port once it answers, and stop at the end."""
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "fairtown.cli.commands",
        "hub",
        "--port",
        str(port),
        "--workers",
        str(workers),
    ]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        for _ in range(200):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}/robots.txt")
                break
            except OSError:
                time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait()


def visit(port: int, addresses: Sequence[str]) -> list[float]:
    """Return the seconds of each answer that one person waits for, one after the other."""
    out = []
    for address in addresses:
        start = time.perf_counter()
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{address}", timeout=60) as answer:
            answer.read()
        out.append(time.perf_counter() - start)
    return out


def p95(name: str, port: int, people: Sequence[Sequence[str]]) -> float:
    """Let several people ask at once, each for their addresses; print median and p95 and return p95, in seconds."""
    with ThreadPoolExecutor(len(people)) as pool:
        times = sorted(t for run in pool.map(lambda own: visit(port, own), people) for t in run)
    late = times[int(0.95 * len(times))]
    print(
        f"{name:<40} p50 {statistics.median(times) * 1000:6.0f} ms   p95 {late * 1000:6.0f} ms   ({len(times)} answers)"
    )
    return late
