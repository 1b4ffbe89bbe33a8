"""Location quotient: how many times the state's share a group has in a tract.

1 as in the state, 2 twice that. A share of few people is drawn towards the state's by empirical Bayes: shares of
tracts are taken as spread by a beta distribution, whose strength is found from the spread itself by the method of
moments of Kleinman (1973).
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from fairtown.concepts import Measure, Output, WorkedExample
from fairtown.data.places import GEOGRAPHY
from fairtown.measures.inputs import Inputs
from fairtown.measures.observations import gather
from fairtown.measures.segregation.estimation.by_area import PEOPLE, YEARS
from fairtown.measures.segregation.estimation.by_tract import tracts
from fairtown.measures.segregation.estimation.counts import AreaLabels, Areas, Array, group_and_total, ratio
from fairtown.measures.uncertainty import part_moe

SHOWN = ("nh_white", "nh_black", "hispanic", "nh_asian")
#: What a five-year survey says about a tract is worth a simple random sample of this part of its people: the
#: median over the tracts of one state of p × (1 − p) / (squared standard error × t), 2015-2019 and 2019-2023.
SURVEYED = 0.02


def location_quotient(group: ArrayLike, total: ArrayLike, areas: AreaLabels = None) -> Array:
    """Return LQ = p / P ≥ 0 per unit, shapes (..., units), as it is in the counts.

    `group`, `total`: people per unit; `areas` as in `counts`: the reference area of each unit. NaN where nobody
    lives, or the area has no member of the group.
    Raises FairtownError on unequal shapes, a negative or missing count, or a group larger than everyone.
    """
    people, everyone, area = _checked(group, total, areas)
    return ratio(ratio(people, everyone), area.spread(ratio(area.sum(people), area.sum(everyone))))


def shrunk_quotient(
    group: ArrayLike, total: ArrayLike, areas: AreaLabels = None, surveyed: float = 1
) -> Array:
    """Return LQ with p drawn towards P: 1 + (p / P − 1) × `trust`; else as `location_quotient`."""
    return 1 + (location_quotient(group, total, areas) - 1) * trust(group, total, areas, surveyed)


def trust(group: ArrayLike, total: ArrayLike, areas: AreaLabels = None, surveyed: float = 1) -> Array:
    """Return the weight in [0, 1] of a unit's own share: n ρ / (1 + (n − 1) ρ) of n = `surveyed` × t people.

    ρ is how alike two people of a unit are, in excess of chance: 1 / (α + β + 1) of the beta distribution, by the
    method of moments over the units of the area. Where the shares spread no more than by chance, or not at all,
    ρ is 0 and nothing is left of the unit's own share; ρ is 1 where no unit is mixed, and where it cannot be known:
    in an area of one unit, or of one group. NaN where nobody lives.
    """
    people, everyone, area = _checked(group, total, areas)
    n = everyone * surveyed
    spread_of = area.spread(_likeness(people * surveyed, n, area))
    own = np.maximum(n * spread_of, 0)
    return np.where(everyone > 0, ratio(own, 1 - spread_of + own), np.nan)


def _likeness(people: Array, n: Array, area: Areas) -> Array:
    """Return ρ of each area; weights are the people themselves (Kleinman 1973, weights w = n)."""
    sizes = area.sum(n)
    share = ratio(area.sum(people), sizes)
    gap = np.where(n > 0, ratio(people, n) - area.spread(share), 0)
    by_chance = area.sum((n > 0).astype(float)) - 1
    largest = sizes - ratio(area.sum(n**2), sizes)
    excess = ratio(area.sum(n * gap**2), share * (1 - share)) - by_chance
    likeness = ratio(excess, largest - by_chance)
    return np.where(np.isnan(likeness), 1.0, np.clip(likeness, 0, 1))


def _checked(group: ArrayLike, total: ArrayLike, areas: AreaLabels) -> tuple[Array, Array, Areas]:
    people, everyone = group_and_total(group, total)
    return people, everyone, Areas.from_labels(areas, people.shape[-1])


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return the quotient of four groups in every tract for one period, shrunk and raw."""
    data = tracts(inputs, year)
    everyone = data.everyone
    out = []
    for group in SHOWN:
        people, moe = data.group(group)
        rest_moe = np.sqrt(np.maximum(np.square(data.moe).sum(axis=1) - moe**2, 0))
        # of a group that nobody in the state is of, nothing is known
        share = people.sum() / everyone.sum() or np.nan
        margin = part_moe(people, moe, everyone - people, rest_moe) / share
        own = trust(people, everyone, surveyed=SURVEYED)
        shrunk = shrunk_quotient(people, everyone, surveyed=SURVEYED)
        out.append(data.observe("value", shrunk, margin * own, group))
        out.append(data.observe("raw", location_quotient(people, everyone), margin, group))
    return gather(out)


MEASURE = Measure(
    id="segregation.location_quotient",
    title="Location quotient",
    summary="How many times its share of the state a group has in a tract: 1 as in the state, 2 twice as large.",
    formula="LQ = p / P, where p is the group's share of the tract and P its share of the state. The figure shown "
    "first draws p towards P, the more so the fewer people the survey stands on: 1 + (p / P − 1) × n ρ / "
    "(1 + (n − 1) ρ), where n is 2% of the people of the tract, and ρ says how much more the shares of tracts differ "
    "than by chance.",
    outputs=(
        Output(
            "value",
            "score",
            "times the group's share of the state, drawn towards 1 where few people were asked",
        ),
        Output("raw", "score", "times the group's share of the state, as surveyed"),
    ),
    years=YEARS,
    reads=GEOGRAPHY,
    uses=(PEOPLE,),
    references=(
        "J. C. Kleinman, Proportions with Extraneous Variance: Single and Independent Samples (1973)",
        "R. J. Marshall, Mapping Disease and Mortality Rates Using Empirical Bayes Estimators (1991)",
        "U.S. Census Bureau, Understanding and Using ACS Data (2018), chapter 8: margins of shares",
    ),
    limits=(
        "A group that is small in the state can have a high quotient and still be few people.",
        "That a survey tells as much as a plain sample of 2% of a tract's people is the median of one state's "
        "tracts; in some tracts it tells more, in others less.",
        "The margin takes the mix of the state, and how much the shares of tracts differ, as exact.",
    ),
    worked=WorkedExample(
        given="Four tracts of 100 people, with 15, 30, 50 and 40 Black residents (135 of 400, P = .3375).",
        columns=("tract", "p", "p / P", "drawn towards 1, all 100 people asked"),
        rows=(
            ("1", ".15", ".444", ".495"),
            ("2", ".30", ".889", ".899"),
            ("3", ".50", "1.481", "1.438"),
            ("4", ".40", "1.185", "1.168"),
        ),
        result="The Black share of the third tract is 1.48 times that of all four; drawn towards 1, 1.44 times.",
    ),
    compute=compute,
    margin_formula="Margin of LQ: the margin of p, divided by P, and for the figure shown times n ρ / (1 + (n − 1) ρ). "
    "Margin of p: √((rest × margin of the group)² + (group × margin of the rest)²) / (group + rest)².",
)
