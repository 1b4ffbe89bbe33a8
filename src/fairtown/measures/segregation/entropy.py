"""Theil's H: how much less diverse tracts are than the area, for all five groups at once.

0 when every tract mirrors the area, 1 when no tract is mixed. It splits exactly into what lies
between towns and what lies within them. Theil and Finizza (1971); Reardon and Firebaugh (2002).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from fairtown.concepts import GROUPS, Check, FairtownError, Measure, Output, Worked
from fairtown.data.places import GEOGRAPHY
from fairtown.measures.inputs import Inputs
from fairtown.measures.observe import gather, observe
from fairtown.measures.segregation.by_area import (
    PEOPLE,
    YEARS,
    Array,
    area_codes,
    area_levels,
    check_counts,
    sums,
)
from fairtown.measures.uncertainty import share

FIVE_GROUPS = "five_groups"


@dataclass(frozen=True)
class Split:
    """H of each area and its exact split; `diversity` in nats. Numbers, or arrays of shape (areas,)."""

    diversity: Array
    h: Array
    between: Array
    within: Array


def diversity(counts: ArrayLike) -> Array:
    """Return the entropy of `counts` (..., groups) in nats, shape (...,); 0 · ln 0 is 0, nobody is NaN."""
    people = np.asarray(counts, float)
    total = people.sum(axis=-1)
    # E = ln T − Σ n ln n / T, one logarithm per count
    logs = np.log(people, out=np.zeros_like(people), where=people > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.log(total) - (people * logs).sum(axis=-1) / total


def theil_h(counts: ArrayLike, areas: ArrayLike | None = None) -> Array:
    """Return H in [0, 1] from people per unit and group, shape (units, groups).

    `areas`: area 0, 1, 2 … of each unit for one H per area, shape (areas,). Empty units count for nothing.
    NaN where an area holds fewer than two groups. Raises FairtownError on a negative or missing count.
    """
    (people,) = check_counts(counts)
    codes, n = area_codes(areas, len(people))
    groups = sums(people, codes, n)
    overall = diversity(groups)
    total = people.sum(axis=1)
    own = np.where(total > 0, total * np.nan_to_num(diversity(people)), 0.0)
    several = (groups > 0).sum(axis=1) > 1
    with np.errstate(divide="ignore", invalid="ignore"):
        h = 1 - sums(own, codes, n) / (groups.sum(axis=1) * overall)
    index = np.where(several, h, np.nan)
    return index[0] if areas is None else index


def split(counts: ArrayLike, parents: ArrayLike, areas: ArrayLike | None = None) -> Split:
    """Return H with its parts between and within the parents (towns) of the units.

    `counts`: shape (units, groups); `parents`: whole numbers, one per unit, each parent inside one area;
    `areas` as in `theil_h`. between + within = h exactly.
    Raises FairtownError if the labels are not one per unit, or a parent lies in two areas.
    """
    (people,) = check_counts(counts)
    codes, n = area_codes(areas, len(people))
    parent_codes, n_parents = area_codes(parents, len(people))
    area_of_parent = np.zeros(n_parents, np.intp)
    area_of_parent[parent_codes] = codes
    if (area_of_parent[parent_codes] != codes).any():
        raise FairtownError(
            "split: a parent lies in two areas, expected each town inside one; label them apart"
        )
    h = theil_h(people, codes)
    between = theil_h(sums(people, parent_codes, n_parents), area_of_parent)
    parts = (diversity(sums(people, codes, n)), h, between, h - between)
    return Split(*parts) if areas is not None else Split(*(part[0] for part in parts))


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return diversity, H, its two parts and the share between towns, for every area."""
    out = []
    for area in area_levels(inputs, year):
        towns = np.unique(area.tracts.town, return_inverse=True)[1]
        parts = split(area.tracts[list(GROUPS)], towns, area.codes)
        figures = {"diversity": parts.diversity, "h": parts.h}
        if area.level != "town":
            between = share(parts.between, parts.h)
            figures |= {"h_between": parts.between, "h_within": parts.within, "share_between": between}
        for name, values in figures.items():
            value = area.blank_where_few(values)
            out.append(observe(area.places, name, value, group=FIVE_GROUPS, flag=area.flag(value)))
    return gather(out)


def _check(what: str, output: str, value: float, tolerance: float) -> Check:
    return Check(
        what=what,
        published=value,
        tolerance=tolerance,
        source="independent computation from the same figures, see docs/decisions",
        place="09",
        year=2016,
        output=output,
        group=FIVE_GROUPS,
    )


MEASURE = Measure(
    id="segregation.entropy",
    title="Theil's H",
    summary="How much less diverse the average tract is than the whole area, for five groups at once, and how "
    "much of that lies between towns rather than within them.",
    formula="E = − sum of p × ln p over groups. H = sum over tracts of t × (E − E of the tract) / (T × E). "
    "Between towns: the same with towns in place of tracts. Within: the rest, exactly.",
    outputs=(
        Output("diversity", "nats", "E, the diversity of the area"),
        Output("h", "share", "H, 0 even to 1 separate"),
        Output("h_between", "share", "part of H between towns"),
        Output("h_within", "share", "part of H within towns"),
        Output("share_between", "share", "part between towns as a share of H"),
    ),
    years=YEARS,
    reads=GEOGRAPHY,
    uses=(PEOPLE,),
    references=(
        "H. Theil and A. J. Finizza, A Note on the Measurement of Racial Integration of Schools (1971)",
        "S. F. Reardon and G. Firebaugh, Measures of Multigroup Segregation (2002)",
    ),
    limits=(
        "Two tracts that cross town lines carry one town: Norfolk's also covers Canaan, Union's part of Stafford.",
        "No margin of error is given yet; intervals for every index are planned.",
    ),
    worked=Worked(
        given="Four tracts of 100 people (White, Black, Hispanic): (80, 15, 5), (60, 30, 10) in one town, "
        "(20, 50, 30), (10, 40, 50) in another.",
        columns=("quantity", "value"),
        rows=(
            ("E of the area", "1.0717"),
            ("E of the tracts", ".6129, .8979, 1.0297, .9433"),
            ("H", ".1873"),
            ("between the two towns", ".1649"),
            ("within them", ".0113 + .0112"),
        ),
        result="88% of this segregation lies between the two towns.",
    ),
    checks=(
        _check("State, ACS 2012-2016 tracts: H", "h", 0.2439, 0.0005),
        _check("State, ACS 2012-2016 tracts: share of H between towns", "share_between", 0.686, 0.0006),
        _check("State, ACS 2012-2016 tracts: diversity E", "diversity", 0.9926, 0.0006),
    ),
    group_words={FIVE_GROUPS: "five groups"},
    margin="later",
    compute=compute,
)
