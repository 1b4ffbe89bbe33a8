"""Slow visitors: 500 sockets that drip headers or bodies and 500 idle ones, for 60 s. Bar: p95 of others 300 ms.

    .venv/bin/python benchmarks/slow_clients.py [--seconds 60] [--slow 500] [--idle 500]

A slow socket sends a byte each second, of its headers or of the body of a form, and comes back when it is closed. The
others read pages that are cached and such that are made for each, eight of them at once on a connection each. For
itself: visitors that take a large answer a byte at a time, who come one after the other.
"""

from __future__ import annotations

import argparse
import asyncio
import http.client
import itertools
import multiprocessing
import random
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus

from server import hub

PEOPLE, PAUSE, SEED, BAR = 8, 0.2, 20_261_129, 0.3
#: Seconds over which attackers come.
RAMP = 3.0
PAGES = (
    "/",
    "/map/",
    "/static/site.css",
    "/segregation/",
    "/fair-share/",
    "/zoning/avon/",
    "/tracts/09003500700/",
)
LARGE = "/sources/census_boundaries.tracts/2020.csv"
HEADERS = "GET /towns/avon/ HTTP/1.1\r\nHost: localhost\r\nUser-Agent: " + "x" * 4_000
BODY = (
    "POST /zoning/avon/add/ HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    "Content-Length: 4000\r\n\r\nsays="
)
READER = f"GET {LARGE} HTTP/1.1\r\nHost: localhost\r\n\r\n"


async def attack(kind: str, port: int, until: float) -> None:
    """Hold one connection of a kind after the other."""
    while time.monotonic() < until:
        try:
            await asyncio.sleep(random.uniform(0, RAMP))
            reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2_048)
            await hold(kind, reader, writer, until)
            writer.close()
        except OSError:
            continue


async def hold(kind: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, until: float) -> None:
    """Drip, read slowly or do nothing until the server has had enough."""
    writer.write({"headers": HEADERS[:20], "body": BODY, "idle": "", "reader": READER}[kind].encode())
    while time.monotonic() < until:
        await asyncio.sleep(1)
        if kind == "reader":
            if not await reader.read(1):
                return
        elif reader.at_eof():
            return
        elif kind != "idle":
            writer.write(b"x")
            await writer.drain()


def attackers(port: int, kinds: list[str], seconds: float) -> None:
    """Attack with one socket for each of `kinds`."""

    async def run() -> None:
        until = time.monotonic() + seconds
        await asyncio.gather(*(attack(kind, port, until) for kind in kinds))

    asyncio.run(run())


def visit(port: int, addresses: list[str], until: float) -> list[float]:
    """Return the seconds that one person waits for each page, on one connection, as browsers do."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    out = []
    for address in itertools.cycle(addresses):
        if (start := time.monotonic()) > until:
            return out
        connection.request("GET", address, headers={"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        assert answer.read()
        assert answer.status == HTTPStatus.OK, address
        out.append(time.monotonic() - start)
        time.sleep(PAUSE)
    return out


def honest(port: int, name: str, seconds: float) -> float:
    """Print how long others wait, who read on until the time is over, and return p95 in seconds."""
    from fairtown.release.reader import open_release

    slugs = [town["slug"] for town in open_release().towns]
    chance = random.Random(SEED)
    people = [[*PAGES, *(f"/towns/{slug}/" for slug in chance.sample(slugs, 40))] for _ in range(PEOPLE)]
    until = time.monotonic() + seconds
    with ThreadPoolExecutor(PEOPLE) as pool:
        times = sorted(t for run in pool.map(lambda pages: visit(port, pages, until), people) for t in run)
    late = times[int(0.95 * len(times))]
    print(
        f"{name:<40} p50 {statistics.median(times) * 1000:6.0f} ms   p95 {late * 1000:6.0f} ms   "
        f"({len(times)} answers)",
        flush=True,
    )
    return late


def measure(port: int, name: str, kinds: list[str], seconds: float) -> float:
    """Attack, print how long others wait meanwhile, and return p95 in seconds."""
    crowd = multiprocessing.Process(target=attackers, args=(port, kinds, seconds + 5))
    crowd.start()
    time.sleep(RAMP)
    late = honest(port, name, seconds)
    crowd.join()
    return late


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--slow", type=int, default=500)
    parser.add_argument("--idle", type=int, default=500)
    args = parser.parse_args()
    idle = ["idle"] * args.idle
    with hub() as port:
        for _ in range(PEOPLE):  # what a worker reads once
            visit(port, list(PAGES), time.monotonic() + 2)
        honest(port, "nobody else there", args.seconds / 4)
        late = max(
            measure(port, "headers dripped, and idle", ["headers"] * args.slow + idle, args.seconds),
            measure(port, "bodies dripped, and idle", ["body"] * args.slow + idle, args.seconds),
        )
        measure(port, "answers read slowly", ["reader"] * args.slow, args.seconds / 2)
    print(f"bar: {BAR * 1000:.0f} ms; {'met' if late <= BAR else 'missed'}")


if __name__ == "__main__":
    main()
