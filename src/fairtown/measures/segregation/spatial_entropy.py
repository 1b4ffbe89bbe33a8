"""Spatial information theory index H~: how much less diverse the surroundings of people are than the whole area.

Theil's H with the people within a radius in place of the tract: 0 when all surroundings mirror the area, 1 when none is
mixed. Its profile over radii tells segregation of small scale from that of large scale. Reardon and O'Sullivan (2004);
Lee and others (2008).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from fairtown.concepts import GROUPS, Measure, Output, Worked
from fairtown.measures.inputs import Inputs
from fairtown.measures.observe import gather, observe
from fairtown.measures.segregation.by_area import FIVE_GROUPS, PEOPLE, YEARS, area_levels
from fairtown.measures.segregation.counts import (
    AreaLabels,
    Areas,
    Array,
    group_counts,
    part,
    ratio,
    where_several,
)
from fairtown.measures.segregation.entropy import diversity
from fairtown.measures.segregation.environments import check_radii, environments
from fairtown.measures.segregation.ground import POINTS, check_points, points_of

#: Radii of the release, in metres, by the name of their output. Tracts are too coarse for less.
RADII = {
    "within_1_km": 1000.0,
    "within_2_km": 2000.0,
    "within_4_km": 4000.0,
    "within_8_km": 8000.0,
    "within_16_km": 16000.0,
}
#: The two that are compared: Lee and others (2008) take 4,000 and 500 m; tracts do not show 500 m.
MACRO, MICRO = "within_4_km", "within_1_km"
#: Towns have too few tracts for surroundings.
LEVELS = ("state", "county", "region")


def spatial_entropy(
    counts: ArrayLike, points: ArrayLike, radii: ArrayLike, areas: AreaLabels = None
) -> Array:
    """Return H~ of each radius, shape (radii, ...), from people per unit and group, shape (..., units, groups).

    `points`: shape (units, 2), metres on a plane; `radii`: metres, any order; `areas` as in `counts`, answers of shape
    (radii, ..., areas). Surroundings are made of all units given, those of other areas too; diversity is weighed over
    the area's own units and compared with the area's own. So H~ of an area can be slightly below 0. NaN where an area
    holds fewer than two groups. As a radius goes to 0 it is Theil's H; as it grows beyond all units of one area, 0.
    Raises FairtownError on negative or missing counts, points missing or in degrees, or radii not above 0.
    """
    people = group_counts(counts)
    where, around = check_points(points, people.shape[-1]), check_radii(radii)
    area = Areas.of(areas, people.shape[-1])
    total = people.sum(axis=0)
    own = np.zeros((len(around), *total.shape))
    for units, near in environments(people, where, around):
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
    """Return H~ of five groups at each radius, and that of 4 km over 1 km, for state, counties and regions."""
    out = []
    radii = list(RADII.values())
    levels = [area for area in area_levels(inputs, year) if area.level in LEVELS]
    where = points_of(inputs, levels[0].tracts)  # the same tracts stand behind every level
    for area in levels:
        h = spatial_entropy(area.tracts[list(GROUPS)], where, radii, area.areas)
        figures = dict(zip(RADII, h, strict=True))
        figures["macro_micro"] = ratio(figures[MACRO], figures[MICRO])
        for name, values in figures.items():
            value = area.blank_where_few(values)
            out.append(observe(area.places, name, value, group=FIVE_GROUPS, flag=area.flag(value)))
    return gather(out)


MEASURE = Measure(
    id="segregation.spatial_entropy",
    title="Spatial segregation by distance",
    summary="How much less diverse the surroundings of the average person are than the whole area, for five groups at "
    "once, with surroundings of 1 to 16 kilometers.",
    formula="H~ = 1 − sum over tracts of t × (E of the surroundings) / (T × E of the area), E = − sum of p × ln p over "
    "groups. In the surroundings, people at distance d from the tract count (1 − (d / r)²)², up to the radius r. "
    "Macro/micro = H~ at 4 km / H~ at 1 km.",
    outputs=(
        *(
            Output(name, "score", f"H~ with surroundings of {name.split('_')[1]} km, 0 even to 1 separate")
            for name in RADII
        ),
        Output("macro_micro", "score", "H~ at 4 km over H~ at 1 km: near 1, segregation is of large scale"),
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
        "Tracts are coarse: at 1 or 2 km the surroundings of most are little more than the tract itself; with blocks, "
        "segregation of small scale would be larger.",
        "A tract is the one point in the middle of its boundary.",
        "Surroundings reach over the borders of counties and regions, but not over those of the state.",
        "Next to a more diverse county or region the figure can fall below 0: the surroundings are more diverse than "
        "the area itself.",
        "No margin of error is given for it.",
    ),
    worked=Worked(
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
