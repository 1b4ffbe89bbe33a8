"""The answers of the search for a place with a voucher, four people at it. Bar: p95 within 150 ms.

    .venv/bin/python benchmarks/move.py

1,000 requests of four people at once, mixed: bedrooms, towns, ZIP codes, some of several towns, some that mean nothing,
each part of HUD's rent and each order. Forms are sent as browsers send them.
"""

from __future__ import annotations

import random
import time
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor

from server import hub

from fairtown.release.reader import open_release

PEOPLE, REQUESTS, SEED, BAR = 4, 1_000, 20_261_129, 0.15
ODD = ("06101", "90210", "99", "Xyzzy", "hartfrod", "75 Charter Oak Avenue, Hartford", "")


def forms(person: int, places: list[str]) -> list[bytes]:
    """Return the bodies that a person sends."""
    chance = random.Random(SEED + person)
    out = []
    for _ in range(REQUESTS // PEOPLE):
        typed = {
            "bedrooms": str(chance.randint(0, 4)),
            "place": chance.choice(ODD) if chance.random() < 0.2 else chance.choice(places),
            "work": chance.choice(places) if chance.random() < 0.3 else "",
            "sort": chance.choice(("opportunity", "schools", "near")),
            "part": str(chance.randint(90, 110)),
        }
        if chance.random() < 0.3:
            typed["station"] = "on"
        out.append(urllib.parse.urlencode(typed).encode())
    return out


def visit(port: int, bodies: list[bytes]) -> list[float]:
    """Return the seconds of each answer that one person waits for."""
    out = []
    for body in bodies:
        start = time.perf_counter()
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/move/", body, timeout=60) as answer:
            answer.read()
        out.append(time.perf_counter() - start)
    return out


def main() -> int:
    release = open_release()
    places = [town["name"] for town in release.towns]
    places += sorted({row["zip"] for row in release.input_rows("census_zcta.towns")})
    bodies = [forms(i, places) for i in range(PEOPLE)]
    with hub() as port:
        visit(port, bodies[0][:40])
        with ThreadPoolExecutor(PEOPLE) as pool:
            times = sorted(t for own in pool.map(lambda b: visit(port, b), bodies) for t in own)
    late = times[int(0.95 * len(times))]
    middle = times[len(times) // 2]
    print(
        f"/move/, {PEOPLE} people: p50 {1000 * middle:.0f} ms, p95 {1000 * late:.0f} ms of {len(times)} answers; "
        f"bar {1000 * BAR:.0f} ms: {'met' if late <= BAR else 'missed'}"
    )
    return int(late > BAR)


if __name__ == "__main__":
    raise SystemExit(main())
