"""The laboratory's answer to a change, with four people at it, on a real server. Bar: p95 within 200 ms.

    .venv/bin/python benchmarks/laboratory.py

Each person changes indicators, weights and the scale at random; no two recipes are alike. The answer without draws
is what follows every change; the draws of survey error follow when the person rests.
"""

from __future__ import annotations

import random
import urllib.parse

from server import hub, p95, visit

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


def addresses(person: int, changes: int, more: str) -> list[str]:
    """Return the addresses that a person asks for."""
    chance = random.Random(SEED + person)
    return [f"/map/lab/answer/?{address(chance)}{more}" for _ in range(changes)]


def main() -> None:
    with hub() as port:
        visit(port, addresses(-1, 3, ""))
        late = p95("answer to a change", port, [addresses(i, CHANGES, "") for i in range(PEOPLE)])
        p95(
            "the same with 200 draws of the survey",
            port,
            [addresses(i, CHANGES // 4, "&sure=1") for i in range(PEOPLE)],
        )
    print(f"bar: 200 ms for the answer to a change; {'met' if late <= 0.2 else 'missed'}")


if __name__ == "__main__":
    main()
