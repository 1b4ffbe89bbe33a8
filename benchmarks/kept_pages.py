"""What hostile requests leave in memory. Bar: cached pages take at most 64 MB in each worker.

    .venv/bin/python benchmarks/kept_pages.py

Asks a hub with one worker for its largest files and pages under many names, ports and headers, then for thousands of
different pages, and prints the memory of the worker after each.
"""

from __future__ import annotations

import http.client
import subprocess
from pathlib import Path

from server import hub

MEGA, BAR = 1_000_000, 64
LARGE = (
    "/methods/opportunity.modern.csv",
    "/methods/residents.race_ethnicity.csv",
    "/api/v1/places",
    "/fair-share/",
)


def memory(port: int) -> float:
    """Return the private memory of the worker in MB: what it shares with others, it has not taken."""
    (hub_process,) = children_that(lambda command: f"--port {port}" in command.replace("\0", " "))
    (arbiter,) = children(hub_process)
    (worker,) = children(arbiter)
    lines = Path(f"/proc/{worker}/smaps_rollup").read_text().splitlines()
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_")) * 1024 / MEGA


def children(parent: int) -> list[int]:
    found = subprocess.run(["pgrep", "-P", str(parent)], capture_output=True, text=True, check=False)
    return [int(pid) for pid in found.stdout.split()]


def children_that(fits) -> list[int]:  # type: ignore[no-untyped-def]
    out = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if "fairtown.cli.commands" in (command := path.read_text()) and fits(command):
                out.append(int(path.parent.name))
        except OSError:
            continue
    return out


def ask(port: int, address: str, host: str, encoding: str) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    connection.request("GET", address, headers={"Host": host, "Accept-Encoding": encoding})
    connection.getresponse().read()
    connection.close()


def main() -> None:
    from fairtown.release.reader import open_release

    release = open_release()
    towns = [f"{prefix}/towns/{t['slug']}/" for t in release.towns for prefix in ("", "/es")]
    tracts = [f"{prefix}/tracts/{p['geoid']}/" for p in release.all_places if p["level"] == "tract"
              for prefix in ("", "/es")]  # fmt: skip
    with hub(workers=1) as port:
        for address in LARGE:
            ask(port, address, "localhost", "gzip")
        before = memory(port)
        print(f"worker after its first requests: {before:.0f} MB")
        for number in range(200):
            ask(port, LARGE[number % len(LARGE)], f"localhost:{number + 1}", ("gzip", "identity")[number % 2])
        hostile = memory(port) - before
        print(f"after 200 requests for {len(LARGE)} large answers by 200 hosts: {hostile:+.0f} MB")
        before = memory(port)
        for address in [*towns, *tracts]:
            ask(port, address, "localhost", "gzip")
        many = memory(port) - before
        print(f"after {len(towns) + len(tracts)} different pages: {many:+.0f} MB")
    print(f"bar: {BAR} MB; {'met' if max(hostile, many) <= BAR else 'missed'}")


if __name__ == "__main__":
    main()
