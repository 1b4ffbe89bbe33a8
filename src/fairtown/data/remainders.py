"""What is left of a county, or of a county subdivision, around the places that decide for themselves.

The survey publishes no row of it, but one for each part of a county subdivision that is in a place or outside of all
(summary level 070): counts of the parts that no governing place has are added up. Boundaries are those of the county
less those of its places.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import shapely

from fairtown.data.places import REST
from fairtown.data.readers.survey_cells import DIGITS, estimate_and_margin

#: Digits of the code of a county subdivision, and of the place, in that of a part.
SUBDIVISION, PLACE = 10, 5
#: Degrees, the last decimal of a written shape.
GRID = 1e-6


def around(rest: pd.Series) -> pd.Series:
    """Return the county, or the county subdivision, that codes of what is left of one are about."""
    return rest.str[: DIGITS["county"]].where(rest.str.endswith(REST), rest)


def with_remainders(
    rows: pd.DataFrame, codes: Sequence[str], cells: Sequence[str], *, are_counts: bool
) -> pd.DataFrame:
    """Return the rows of a survey's table, those of remainders made: level, geoid and cells as text, "" unknown.

    `codes`: of all jurisdictions: seven digits a place, ten what is left. Where no place governs in a county, all of it
    is left, and its published row stands. Elsewhere counts are sums, with the root of the sum of squares of margins, of
    several zeros the largest one (Census Bureau, Understanding and Using ACS Data, 2018, chapter 8); what is no count,
    a median, is not known.
    """
    rest = pd.Series([code for code in codes if len(code) == SUBDIVISION], dtype=object)
    whole = pd.DataFrame({"geoid": rest, "around": around(rest)})
    length = whole.around.str.len().max() if len(whole) else SUBDIVISION
    # where subdivisions are shared out, what is in none of them is water
    whole = whole[whole.around.str.len() == length]
    parts = rows[rows.level == "part"]
    place = parts.geoid.str[:2] + parts.geoid.str[-PLACE:]
    governed = place.isin([code for code in codes if len(code) == DIGITS["place"]])
    divided = set(parts.geoid[governed].str[:length])
    others = rows[~rows.geoid.isin(rest) & (rows.level != "part")]
    published = whole[~whole.around.isin(divided)].merge(rows, left_on="around", right_on="geoid")
    published = published.drop(columns=["geoid_y", "around"]).rename(columns={"geoid_x": "geoid"})
    names = [name for cell in cells for name in estimate_and_margin(cell)]
    left = parts[~governed].assign(around=parts.geoid[~governed].str[:length])
    left = left[left.around.isin(divided)]
    summed = whole[whole.around.isin(left.around)].reset_index(drop=True)
    unknown = summed.assign(**dict.fromkeys(names, ""))
    summed = summed.join(_sums(left, cells), on="around") if are_counts else unknown
    summed = summed.drop(columns="around").assign(level="remainder")
    return pd.concat([others, published.assign(level="remainder"), summed], ignore_index=True)


def _sums(parts: pd.DataFrame, cells: Sequence[str]) -> pd.DataFrame:
    """Return the sums of cells of the parts around each place, as text; unknown where a part is."""
    found = {}
    for cell in cells:
        estimate, margin = estimate_and_margin(cell)
        count, error = (pd.to_numeric(parts[name].replace("", None)) for name in (estimate, margin))
        total = count.groupby(parts.around).sum(skipna=False)
        squares = (error**2).where(count > 0, 0.0).groupby(parts.around).sum(skipna=False)
        of_zeros = (error**2).where(count == 0).groupby(parts.around).max().fillna(0.0)
        found[estimate] = total
        found[margin] = ((squares + of_zeros) ** 0.5).round().clip(lower=1)
    return pd.DataFrame(
        {name: own.map(lambda n: "" if pd.isna(n) else f"{n:.0f}") for name, own in found.items()}
    )


def shapes(codes: Sequence[str], places: pd.DataFrame, areas: pd.DataFrame) -> pd.DataFrame:
    """Return geoid and geometry (WKT) of jurisdictions; what is left is its county or subdivision less the places.

    `places`, `areas`: geoid and geometry, of all places and of counties and subdivisions. What coarse lines leave
    nothing of has no shape.
    """
    own = places[places.geoid.isin(codes)]
    outlines = shapely.from_wkt(own.geometry.to_numpy(object))
    tree = shapely.STRtree(outlines)
    rest = pd.Series([code for code in codes if len(code) == SUBDIVISION], dtype=object)
    whole = pd.DataFrame({"geoid": rest, "around": around(rest)})
    whole = whole.merge(
        areas[["geoid", "geometry"]], left_on="around", right_on="geoid", suffixes=("", "_of")
    )
    found = []
    for code, wkt in zip(whole.geoid, whole.geometry, strict=True):
        area = shapely.from_wkt(wkt)
        inside = shapely.union_all(outlines[tree.query(area, predicate="intersects")], grid_size=GRID)
        left = shapely.difference(area, inside, grid_size=GRID)
        polygons = [
            part for part in getattr(left, "geoms", [left]) if part.geom_type == "Polygon" and part.area > 0
        ]
        if polygons:
            found.append((code, shapely.to_wkt(shapely.MultiPolygon(polygons), rounding_precision=6)))
    rows = pd.DataFrame(found, columns=["geoid", "geometry"])
    return pd.concat([own[["geoid", "geometry"]], rows], ignore_index=True)
