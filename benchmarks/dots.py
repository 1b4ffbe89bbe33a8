"""A dot for every resident of Connecticut, in the own tract: how long placing them takes, and where they lie.

.venv/bin/python benchmarks/dots.py
"""

from __future__ import annotations

import sys
import time
from statistics import median

import shapely

from fairtown.build.dots import place_in_each
from fairtown.build.inputs import CleanTables
from fairtown.states import state

BAR_SECONDS, TIMES = 1.5, 7


def main() -> int:
    clean = CleanTables(state("ct"))
    outlines = clean.rows("census_boundaries.tracts")
    shapes = dict(zip(outlines.geoid, shapely.from_wkt(outlines.geometry), strict=True))
    people = clean.rows("acs5.race_ethnicity").set_index("geoid").pop_total
    people = people[people.index.isin(list(shapes))].astype(int)
    places = [shapes[geoid] for geoid in people.index]
    elapsed = []
    for _ in range(TIMES):
        start = time.perf_counter()
        placed = place_in_each(places, people.to_list(), list(people.index))
        elapsed.append(time.perf_counter() - start)
    outside = sum(
        int((~shapely.contains_xy(shape, points)).sum()) for shape, points in zip(places, placed, strict=True)
    )
    n = sum(map(len, placed))
    print(f"{n:,} dots for {int(people.sum()):,} people in {len(places)} tracts: median {median(elapsed):.2f} s "
          f"(bar {BAR_SECONDS}), {outside} outside their own tract")  # fmt: skip
    return int(median(elapsed) > BAR_SECONDS or outside > 0 or n != people.sum())


if __name__ == "__main__":
    sys.exit(main())
