"""Spatial information theory index H~: how much less diverse the surroundings of people are than the whole area.

Theil's H with the people within a radius in place of the tract: 0 when all surroundings mirror the area, 1 when none is
mixed. Its profile over radii tells segregation of small scale from that of large scale. Reardon and O'Sullivan (2004);
Lee and others (2008). Each area is looked at by itself: people beyond its border count neither in anyone's surroundings
nor in the whole (docs/decisions/0021).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from fairtown.concepts import GROUPS, Measure, Output, WorkedExample
from fairtown.measures.inputs import Inputs
from fairtown.measures.observations import gather, observe
from fairtown.measures.segregation.entropy import diversity
from fairtown.measures.segregation.estimation.by_area import (
    FIVE_GROUPS,
    LEAST_TRACTS,
    PEOPLE,
    YEARS,
    AreaTracts,
    area_levels,
)
from fairtown.measures.segregation.estimation.counts import (
    AreaLabels,
    Areas,
    Array,
    group_counts,
    part,
    ratio,
    where_several,
)
from fairtown.measures.segregation.estimation.environments import check_radii, environments, nearest
from fairtown.measures.segregation.estimation.ground import POINTS, check_points, points_of

#: Radii of the release, in meters, by the name of their output.
RADII = {
    "within_1_km": 1000.0,
    "within_2_km": 2000.0,
    "within_4_km": 4000.0,
    "within_8_km": 8000.0,
    "within_16_km": 16000.0,
}
#: The two that are compared: Lee and others (2008) take 4,000 and 500 m; tracts show nothing below 2 km.
MACRO, MICRO = "within_8_km", "within_2_km"
#: Where fewer people than this share live in a tract with another within the radius, the surroundings are the tract.
LEAST_WITH_NEIGHBOR = 0.5
#: Towns have too few tracts for surroundings.
LEVELS = ("state", "county", "region")


def spatial_entropy(
    counts: ArrayLike, points: ArrayLike, radii: ArrayLike, areas: AreaLabels = None
) -> Array:
    """Return H~ of each radius, shape (radii, ...), from people per unit and group, shape (..., units, groups).

    `points`: shape (units, 2), meters on a plane; `radii`: meters, any order; `areas` as in `counts`, values of shape
    (radii, ..., areas). Surroundings end at the border of the area: people beyond would be in them but not in the area
    that they are compared with. NaN where an area holds fewer than two groups. As a radius goes to 0 it is Theil's H;
    as it grows beyond all units of the area, 0. In between it can be below 0 by a little: people at the rim have the
    more mixed middle around them.
    Raises FairtownError on negative or missing counts, points missing or in degrees, or radii not above 0.
    """
    people = group_counts(counts)
    where, around = check_points(points, people.shape[-1]), check_radii(radii)
    area = Areas.from_labels(areas, people.shape[-1])
    total = people.sum(axis=0)
    own = np.zeros((len(around), *total.shape))
    for inside in area.units(total.shape[-1]):
        for order, near in environments(people[..., inside], where[inside], around):
            units = inside[order]
            mixed = diversity(np.moveaxis(near, 1, -1))
            own[..., units] = np.where(total[..., units] > 0, mixed, 0) * total[..., units]
    groups = area.sum(people)
    whole = groups.sum(axis=0) * diversity(np.moveaxis(groups, 0, -1))
    return area.answer(where_several(groups, 1 - ratio(area.sum(own), whole)))


def spatial_exposure(counts: ArrayLike, points: ArrayLike, radii: ArrayLike) -> Array:
    """Return mPn*, shape (radii, ..., groups, groups): in the surroundings of the average member of group m, the
    share of group n. The diagonal is spatial isolation; the shares of one m add up to 1.

    Arguments and errors as in `spatial_entropy`. NaN where group m is absent.
    """
    people = group_counts(counts)
    where, around = check_points(points, people.shape[-1]), check_radii(radii)
    met = np.zeros((len(around), *people.shape[1:-1], len(people), len(people)))
    for units, near in environments(people, where, around):
        shares = part(near, near.sum(axis=1, keepdims=True))
        met += np.einsum("m...u,rn...u->r...mn", people[..., units], shares)
    return ratio(met, np.moveaxis(people.sum(axis=-1), 0, -1)[..., None])


def macro_micro(h: ArrayLike, radii: ArrayLike) -> Array:
    """Return H~ at the largest radius over H~ at the smallest, shape (...), from `h` (radii, ...).

    Near 1: segregation of large scale, that lasts over the whole range. Near 0: of small scale. NaN where H~ at the
    smallest radius is not above 0.
    """
    profile, around = np.asarray(h, float), check_radii(radii)
    return ratio(profile[around.argmax()], profile[around.argmin()])[()]


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return H~ of five groups at each radius, and that of 8 km over 2 km, for state, counties and regions."""
    out = []
    radii = np.array(list(RADII.values()))
    levels = [area for area in area_levels(inputs, year) if area.level in LEVELS]
    where = points_of(inputs, levels[0].tracts)  # the same tracts stand behind every level
    for area in levels:
        h = spatial_entropy(area.tracts[list(GROUPS)], where, radii, area.areas)
        h = np.where(_with_neighbor(area, where, radii) < LEAST_WITH_NEIGHBOR, np.nan, h)
        figures = dict(zip(RADII, h, strict=True))
        figures["macro_micro"] = ratio(figures[MACRO], figures[MICRO])
        for name, values in figures.items():
            value = area.blank_where_few(values)
            lonely = np.isnan(value) & (area.n_tracts >= LEAST_TRACTS)
            flag = np.where(lonely, "few_neighbors", area.flag(value))
            out.append(observe(area.places, name, value, group=FIVE_GROUPS, flag=flag))
    return gather(out)


def _with_neighbor(area: AreaTracts, points: Array, radii: Array) -> Array:
    """Return the share of people whose tract has another of the area within each radius, shape (radii, areas)."""
    everyone = area.people.everyone
    away = np.full(len(points), np.inf)
    for inside in area.areas.units(len(points)):
        away[inside] = nearest(points[inside])
    near = (away < radii[:, None]) * everyone
    return ratio(area.areas.sum(near), area.areas.sum(everyone)[np.newaxis])


MEASURE = Measure(
    id="segregation.spatial_entropy",
    title="Spatial segregation by distance",
    summary="How much less mixed the surroundings of the average person are than the whole area, for five groups at "
    "once. Surroundings reach 1 to 16 kilometers.",
    formula="H~ = 1 − sum over tracts of t × (E of the surroundings) / (T × E of the area), E = − sum of p × ln p over "
    "groups. In the surroundings, people of the area at distance d from the tract count (1 − (d / r)²)², up to the "
    "radius r. Macro/micro = H~ at 8 km / H~ at 2 km. A radius is left blank where fewer than half of the people live "
    "in a tract that has another within it.",
    outputs=(
        *(
            Output(name, "score", f"H~ with surroundings of {name.split('_')[1]} km, 0 even to 1 separate")
            for name in RADII
        ),
        Output("macro_micro", "score", "H~ at 8 km over H~ at 2 km: near 1, segregation is of large scale"),
    ),
    years=YEARS,
    reads=POINTS,
    uses=(PEOPLE,),
    references=(
        "S. F. Reardon and D. O'Sullivan, Measures of Spatial Segregation (2004)",
        "B. A. Lee and others, Beyond the Census Tract: Patterns and Determinants of Racial Segregation at Multiple "
        "Geographic Scales (2008)",
    ),
    limits=(
        "Tracts are coarse: five in six people have no other tract within 1 km, so nothing is said of that radius, and "
        "of 2 km in towns and cities only; with blocks, segregation of small scale would be larger.",
        "A tract is the one point in the middle of its boundary.",
        "Each county and region is looked at by itself, as the state is: surroundings end at the border.",
        "At 16 km the surroundings of a small county are most of it, so the figure is near 0, or just below: people at "
        "the rim have the more mixed middle around them.",
        "No margin of error is given for it.",
    ),
    worked=WorkedExample(
        given="Three tracts in a row, 1 km apart, with people of two groups: (90, 10), (50, 50), (10, 90). Within 2 "
        "km, the next tract counts (1 − (1/2)²)² = .5625, the one after it 0.",
        columns=("tract", "share of the first group around", "E of the surroundings"),
        rows=(
            ("1", "(90 + .5625 × 50) / 156.25 = .756", ".5556"),
            ("2", "(50 + .5625 × 100) / 212.5 = .5", ".6931"),
            ("3", "(10 + .5625 × 50) / 156.25 = .244", ".5556"),
        ),
        result="H~ = 1 − 1.8043 / (3 × .6931) = .1322; Theil's H of the same tracts is .3540.",
    ),
    group_words={FIVE_GROUPS: "five groups"},
    margin="later",
    compute=compute,
)
