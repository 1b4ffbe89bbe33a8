"""The answer of a what-if, with four people at it, on a real server. Bar: p95 within 150 ms.

    .venv/bin/python benchmarks/what_if_page.py

Each person takes one of the methods and changes the assumptions at random; no two are alike. Every answer holds two
maps of towns, a strip, school districts, margins from 250 draws of the survey and ranges over 500 sets of assumptions.
Ranges do not depend on what is assumed and are cached by plan; beside it, as a note, people who type their own numbers
each time, for whom they are made anew.
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
TOWNS = ("avon", "darien", "hartford", "west-hartford")
PLACES = ("households", "renters", "level3")


def addresses(person: int, changes: int) -> list[str]:
    """Return the addresses that a person asks for."""
    chance = random.Random(SEED + person)
    out = []
    for _ in range(changes):
        given = {
            "method": chance.choice(METHODS),
            "filled": f"{chance.uniform(25, 75):.1f}",
            "household": f"{chance.uniform(1.8, 2.8):.2f}",
            "tilt": f"{chance.uniform(1, 3):.2f}",
            "refill": f"{chance.uniform(0, 100):.0f}",
            "students": f"{chance.uniform(0.25, 0.9):.2f}",
            "place": chance.choice(PLACES),
        }
        out.append("/what-if/?" + urllib.parse.urlencode(given))
    return out


def own_numbers(person: int, changes: int) -> list[str]:
    """Return addresses of plans that nobody asked for before."""
    chance = random.Random(SEED + person)
    plans = ("\n".join(f"{town}: {chance.randint(10, 3_000)}" for town in TOWNS) for _ in range(changes))
    return ["/what-if/?" + urllib.parse.urlencode({"own": plan}) for plan in plans]


def main() -> None:
    with hub() as port:
        for worker in range(8):
            visit(port, addresses(-1 - worker, len(METHODS)))
        late = p95("answer of a scenario", port, [addresses(i, CHANGES) for i in range(PEOPLE)])
        p95("one person alone", port, [addresses(PEOPLE, CHANGES)])
        p95("own numbers each time", port, [own_numbers(i, CHANGES // 3) for i in range(PEOPLE)])
    print(f"bar: {BAR * 1000:.0f} ms; {'met' if late <= BAR else 'missed'}")


if __name__ == "__main__":
    main()
