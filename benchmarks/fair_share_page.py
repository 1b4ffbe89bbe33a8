"""The answer of a fair-share scenario, with four people at it, on a real server. Bar: p95 within 150 ms.

    .venv/bin/python benchmarks/fair_share_page.py

Each person takes one of the methods and changes weights, need, caps and exemptions at random; no two are alike.
Every answer holds the map, 169 towns with intervals from 200 draws of the survey, and a comparison with another method.
"""

from __future__ import annotations

import random
import urllib.parse

from server import hub, p95, visit

PEOPLE, CHANGES, SEED, BAR = 4, 60, 20_240_601, 0.15
METHODS = (
    "connecticut_oca",
    "connecticut_equal_growth",
    "new_jersey_round4",
    "california_abag",
    "opportunity_weighted",
)
FACTORS = ("ratables", "income", "multifamily_gap", "low_poverty", "jobs", "land", "opportunity", "transit")
NEEDS = ("burdened_under_20000", "burdened_under_35000", "econorthwest_baseline")


def addresses(person: int, changes: int) -> list[str]:
    """Return the addresses that a person asks for."""
    chance = random.Random(SEED + person)
    out = []
    for _ in range(changes):
        given = [("method", chance.choice(METHODS)), ("need", chance.choice(NEEDS))]
        given += [(f"w.{name}", f"{chance.uniform(0, 3):.2f}") for name in chance.sample(FACTORS, 4)]
        given += [("cap", str(chance.randint(8, 30))), ("against", chance.choice(METHODS))]
        out.append("/fair-share/answer/?" + urllib.parse.urlencode(given))
    return out


def main() -> None:
    with hub() as port:
        for worker in range(8):
            visit(port, addresses(-1 - worker, 2))
        late = p95("answer of a scenario", port, [addresses(i, CHANGES) for i in range(PEOPLE)])
        p95("one person alone", port, [addresses(PEOPLE, CHANGES)])
    print(f"bar: {BAR * 1000:.0f} ms; {'met' if late <= BAR else 'missed'}")


if __name__ == "__main__":
    main()
