"""Zoning read and tabulated. Claim: Kauai's 1,952 shapes in at most 2 s, Virginia's 1,024 districts in at most 1 s.

.venv/bin/python benchmarks/zoning.py
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from statistics import median

from fairtown.data.zoning_atlases import national
from fairtown.data.zoning_atlases.record import Origin
from fairtown.measures.zoning.shares import BASES, tabulate_zoning

FOLDER = Path(__file__).parents[1] / "tests" / "data" / "zoning" / "atlas"
RUNS = 5
CASES = (
    ("hawaii_kauai_zoning.geojson.gz", ("jurisdiction",), 2.0),
    ("virginia_districts.csv.gz", ("region", "jurisdiction"), 1.0),
)


def main() -> int:
    origin = Origin("benchmark", "", "", "land", "2024")
    slow = 0
    for name, by, limit in CASES:
        times = []
        for _ in range(RUNS):
            start = time.perf_counter()
            zoning = national.read(FOLDER / name, origin)
            rows = sum(len(tabulate_zoning(zoning, by, base)) for base in BASES)
            times.append(time.perf_counter() - start)
        print(
            f"{name}: {len(zoning.districts)} districts, {rows} rows of shares: median {median(times):.2f} s of {RUNS} "
            f"(from {min(times):.2f} to {max(times):.2f}); limit {limit:.0f} s"
        )
        slow += median(times) > limit
    return int(slow > 0)


if __name__ == "__main__":
    sys.exit(main())
