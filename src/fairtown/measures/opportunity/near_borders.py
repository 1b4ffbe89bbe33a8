"""Points near the border of a neighborhood: schools, stations and subsidized homes whose tract is not sure.

Borders are drawn for a map of 1:500,000, and addresses are placed along streets, which are themselves often borders. A
point nearer than 100 meters to another tract may lie in either. What depends on its tract then has two ends.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import shapely
from numpy.typing import ArrayLike, NDArray

from fairtown.concepts import Measure, Output, WorkedExample
from fairtown.data import catalog
from fairtown.data.geometry.projection import center, equal_area
from fairtown.data.places import GEOGRAPHY
from fairtown.measures.inputs import Inputs
from fairtown.measures.observations import Columns, gather, observe
from fairtown.measures.opportunity.index.catalogue import SURVEY_YEARS
from fairtown.measures.uncertainty import share

Array = NDArray[np.float64]
INDEX, TRACTS, BOUNDARY_YEAR = "opportunity.modern", "census_boundaries.tracts", 2020
SCHOOLS, STATIONS, PROJECTS = "ct_edsight.schools", "ct_stations.stations", "ct_housing_inventory.projects"
YEARS = SURVEY_YEARS[-1:]
#: Levels that are called lower: Very Low and Low.
LOWER = 2
#: Meters between a point and another tract within which the point may lie in that tract.
LOCATION_ERROR = 100.0
KINDS = {"schools": "schools", "stations": "stations", "subsidized": "subsidized homes"}


def near(
    points: ArrayLike, shapes: ArrayLike, distance: float = LOCATION_ERROR
) -> tuple[NDArray[np.intp], ...]:
    """Return each pair of a point and a shape that lies within `distance` of it, or holds it: (points, shapes).

    `points`: (n, 2) on a plane; `shapes`: polygons on it, in the same unit as `distance`.
    """
    tree = shapely.STRtree(np.asarray(shapes, object))
    found = tree.query(shapely.points(np.asarray(points, float)), predicate="dwithin", distance=distance)
    return found[0], found[1]


def lower_bounds(
    level: ArrayLike, own: ArrayLike, pairs: tuple[NDArray[np.intp], ...], weight: ArrayLike
) -> tuple[float, float, float]:
    """Return the share of `weight` in lower-level tracts: as placed, at least, and at most.

    `level`: (shapes,), NaN without one; `own`: the shape that holds each point, −1 for none; `pairs`: see `near`. At
    least: every tract that a point may lie in is lower; at most: one of them is. Points in no tract with a level are
    left out.
    """
    levels, weights, holds = np.asarray(level, float), np.asarray(weight, float), np.asarray(own, np.intp)
    placed = np.where(holds >= 0, levels[holds], np.nan)
    known = ~np.isnan(placed)
    point, shape = pairs
    has_level = ~np.isnan(levels[shape])
    low = levels[shape] <= LOWER
    may = np.bincount(point[has_level & low], minlength=len(weights)) > 0
    may_not = np.bincount(point[has_level & ~low], minlength=len(weights)) > 0
    total = weights[known].sum()
    ends = (known & (placed <= LOWER), known & may & ~may_not, known & may)
    if not total:
        return np.nan, np.nan, np.nan
    found = [float(weights[end].sum() / total) for end in ends]
    return found[0], found[1], found[2]


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return, for each kind of point, how many are near a border and the lower-opportunity share with its two ends."""
    places = inputs.places()
    index = inputs.measure(INDEX, year)
    levels = index[index.output == "level"].set_index("geoid").value
    tracts = inputs.table(TRACTS, BOUNDARY_YEAR)
    state = places[(places.level == "state") & (places.vintage == tracts.vintage.iloc[0])]
    shapes = shapely.from_wkt(tracts.geometry.to_numpy())
    middle = center(*shapely.get_coordinates(shapes).T)

    def flat(lon_lat: Array) -> Array:
        return np.column_stack(equal_area(lon_lat[:, 0], lon_lat[:, 1], middle))

    plane = shapely.transform(shapes, flat)
    level = tracts.geoid.map(levels).to_numpy(float)
    out = []
    for kind, (lon_lat, weight) in _points(inputs).items():
        out += _of_kind(state, kind, flat(lon_lat), weight, plane, level)
    return gather(out)


def _points(inputs: Inputs) -> dict[str, tuple[Array, Array]]:
    """Return the points of each kind in degrees, (n, 2), and what each counts for, (n,)."""
    year = {address: catalog.latest(address).year for address in (SCHOOLS, STATIONS, PROJECTS)}
    schools, stations, projects = (inputs.table(address, year[address]) for address in year)
    # whole voucher counts at an office say nothing about where homes are
    projects = projects[projects.is_at_office == 0]
    rows = {"schools": schools, "stations": stations, "subsidized": projects}
    weights = {"subsidized": projects.units.to_numpy(float)}
    return {
        kind: (own[["lon", "lat"]].to_numpy(float), weights.get(kind, np.ones(len(own))))
        for kind, own in rows.items()
    }


def _of_kind(
    state: pd.DataFrame, kind: str, points: Array, weight: Array, plane: NDArray[np.object_], level: Array
) -> list[Columns]:
    own = np.full(len(points), -1, np.intp)
    inside = near(points, plane, 0.0)
    own[inside[0]] = inside[1]
    pairs = near(points, plane)
    is_near = np.bincount(pairs[0], minlength=len(points)) > 1
    as_placed, least, most = lower_bounds(level, own, pairs, weight)
    figures = {
        "points": len(points),
        "near": is_near.sum(),
        "near_share": share(weight[is_near].sum(), weight.sum()),
        "lower": as_placed,
        "lower_least": least,
        "lower_most": most,
    }
    return [observe(state, name, value, group=kind) for name, value in figures.items()]


MEASURE = Measure(
    id="opportunity.near_borders",
    states=("ct",),
    title="Points near the border of a neighborhood",
    summary="How many schools, stations and subsidized homes stand within 100 meters of another neighborhood, and "
    "what that leaves open of the share in lower-opportunity neighborhoods.",
    formula="A point is near where two tracts or more lie within 100 meters of it, on an equal-area plane. The share "
    "in lower-opportunity tracts is taken by the tract that holds the point; at least: all tracts within 100 meters "
    "are lower; at most: one of them is. Homes are counted by units, schools and stations each as one.",
    outputs=(
        Output("points", "number", "points of the kind"),
        Output("near", "number", "points within 100 meters of another tract"),
        Output("near_share", "share", "the same as a share, homes by units"),
        Output("lower", "share", "share in lower-opportunity tracts, each point in the tract that holds it"),
        Output(
            "lower_least", "share", "the same if every point near a border lies in the higher of its tracts"
        ),
        Output(
            "lower_most", "share", "the same if every point near a border lies in the lower of its tracts"
        ),
    ),
    years=YEARS,
    reads=(TRACTS, SCHOOLS, STATIONS, PROJECTS, *GEOGRAPHY),
    uses=(INDEX,),
    references=("U.S. Census Bureau, cartographic boundary files at 1:500,000",),
    limits=(
        "That a point is near a border does not say that it is placed wrongly, and one in the wrong street may be "
        "farther off than 100 meters.",
        "The two ends take every point near a border at its worst: the truth lies between them.",
    ),
    worked=WorkedExample(
        given="Two tracts meet at a street: one Low, one High. Three buildings stand in the Low one, 40, 300 and 500 "
        "meters from the street, with 10 homes each; one in the High one, 60 meters from it, with 20.",
        columns=("quantity", "homes", "share of 50"),
        rows=(
            ("as placed", "30", ".60"),
            ("at least", "20", ".40"),
            ("at most", "50", "1.00"),
        ),
        result="Between 40 and 100 percent of the homes are in a lower-opportunity tract.",
    ),
    group_words=KINDS,
    margin="count",
    compute=compute,
)
