"""The laboratory's answer to a change, with four people at it, on a real server. Bar: p95 within 200 ms.

    .venv/bin/python benchmarks/laboratory.py

Each person changes indicators, weights and the scale at random; no two recipes are alike. The answer without draws
is what follows every change; the draws of survey error follow when the person rests.
"""

from __future__ import annotations

import random
import statistics
import time
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor

from server import hub

PEOPLE, CHANGES, SEED = 4, 60, 20_240_601
DOMAINS = {
    "schools_share": "education",
    "bachelors_share": "education",
    "median_household_income_usd": "economy",
    "poverty_share": "economy",
    "cost_burden_share": "economy",
    "owner_share": "homes",
    "no_vehicle_share": "homes",
    "twice_poverty_share": "economy",
    "english_share": "education",
}
SCALES = ("z", "percentile", "min_max", "robust_z")
WEIGHTS = (0.25, 0.5, 1, 1.5, 2, 3)


def address(chance: random.Random) -> str:
    """Return the parameters of a recipe made at random."""
    given = [("year", "2023"), ("trim", "5"), ("least", "0.5"), ("standardise", chance.choice(SCALES))]
    for name in chance.sample(sorted(DOMAINS), 7):
        given += [("use", name), (f"w.{name}", str(chance.choice(WEIGHTS))), (f"d.{name}", DOMAINS[name])]
    return urllib.parse.urlencode(given)


def visit(port: int, seed: int, changes: int, more: str) -> list[float]:
    """Return the seconds of each answer that a person waits for."""
    chance = random.Random(seed)
    out = []
    for _ in range(changes):
        url = f"http://127.0.0.1:{port}/map/lab/answer/?{address(chance)}{more}"
        start = time.perf_counter()
        with urllib.request.urlopen(url, timeout=60) as answer:
            answer.read()
        out.append(time.perf_counter() - start)
    return out


def told(name: str, port: int, changes: int, more: str) -> float:
    with ThreadPoolExecutor(PEOPLE) as pool:
        runs = pool.map(lambda i: visit(port, SEED + i, changes, more), range(PEOPLE))
        times = sorted(t for run in runs for t in run)
    p95 = times[int(0.95 * len(times))]
    print(
        f"{name:<40} p50 {statistics.median(times) * 1000:6.0f} ms   p95 {p95 * 1000:6.0f} ms   ({len(times)} answers)"
    )
    return p95


def main() -> None:
    with hub() as port:
        visit(port, 1, 3, "")
        p95 = told("answer to a change", port, CHANGES, "")
        told("the same with 200 draws of the survey", port, CHANGES // 4, "&sure=1")
    print(f"bar: 200 ms for the answer to a change; {'met' if p95 <= 0.2 else 'missed'}")


if __name__ == "__main__":
    main()
