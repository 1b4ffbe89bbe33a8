"""Which towns share a border, from the outlines of towns that a release was built with."""

from __future__ import annotations

from io import BytesIO

import pandas as pd
import shapely

from fairtown.release.reader import OpenRelease, Row

OUTLINES = "census_boundaries.towns"


def neighbors(release: OpenRelease) -> dict[str, list[Row]]:
    """Return the towns that share a border with each town (by key), by name; two that only meet at a corner share none.

    A border may run along a river. Empty where the release holds no outlines of towns.
    """
    held = [year for address, year in release.editions if address == OUTLINES]
    if not held:
        return {}
    data = release.table_file(release.editions[OUTLINES, max(held)]["file"])
    outlines = pd.read_csv(BytesIO(data), dtype=str, keep_default_na=False)
    shapes = shapely.from_wkt(outlines.geometry.to_numpy(object))
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    borders = shapely.length(shapely.intersection(shapes[first], shapes[second]))
    shares_border = (borders > 0) & (first != second)
    keys = {(p["geoid"], p["vintage"]): p["key"] for p in release.all_places}
    own = [keys[place] for place in zip(outlines.geoid, outlines.vintage, strict=True)]
    found: dict[str, set[str]] = {}
    for a, b in zip(first[shares_border], second[shares_border], strict=True):
        found.setdefault(own[a], set()).add(own[b])
    return {key: [t for t in release.towns if t["key"] in others] for key, others in found.items()}
