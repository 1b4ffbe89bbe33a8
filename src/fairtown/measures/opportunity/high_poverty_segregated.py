"""High-poverty and segregated tracts, in the manner of the overlay of California's TCAC/HCD opportunity map.

At least 30 percent are poor, and Black, Hispanic, Asian or all people of color are a larger part of the tract than of
its county by more than a quarter. It is laid over a map of opportunity, not mixed into its scores.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from fairtown.concepts import GROUPS, PEOPLE_OF_COLOR, Measure, Output, Parameter, WorkedExample
from fairtown.data.places import GEOGRAPHY
from fairtown.measures.inputs import Inputs
from fairtown.measures.observations import gather, observe
from fairtown.measures.opportunity.access_by_race import ALL_GROUPS, AREAS
from fairtown.measures.opportunity.index.catalogue import SURVEY_YEARS
from fairtown.measures.opportunity.index.draws import DRAWS, SEED, chunks, stream
from fairtown.measures.opportunity.index.standardise import Array
from fairtown.measures.opportunity.recap import (
    LEAST_PEOPLE,
    PEOPLE,
    SURVEY,
    InArea,
    p_at_least,
    tracts_with_poverty,
)
from fairtown.measures.uncertainty import share, standard_error

WHITE = list(GROUPS).index("nh_white")
#: Groups whose share is held against the county's; the last is everyone but White, not Hispanic.
HELD = ("nh_black", "hispanic", "nh_asian", PEOPLE_OF_COLOR)
POVERTY_LINE = Parameter(
    "poverty_line",
    "share",
    {"2017-01-01": 0.30},
    "CTCAC/HCD opportunity map, as told by the AFFH Mapping Tool (2025); taken to hold since the first map, of 2017",
)
QUOTIENT = Parameter(
    "location_quotient_line",
    "times",
    {"2017-01-01": 1.25},
    "an assumption: the number that we know of; the AFFH Mapping Tool (2025) says overrepresentation relative to the "
    "county, without a number",
)


def shares(people: Array) -> Array:
    """Return the shares of the groups `HELD`, shape (..., 4), from people (..., groups) as in `GROUPS`."""
    total = people.sum(axis=-1)
    parts = [people[..., list(GROUPS).index(g)] for g in HELD[:-1]]
    parts.append(total - people[..., WHITE])
    return share(np.stack(parts, axis=-1), total[..., np.newaxis])


def quotients(people: Array, county: ArrayLike) -> Array:
    """Return how many times the county's share each of the groups `HELD` has, shape (tracts, 4).

    `people` (tracts, groups) as in `GROUPS`. NaN where nobody lives, or the county has no member.
    """
    return share(shares(people), _of_county(people, county))


def _of_county(people: Array, county: ArrayLike) -> Array:
    """Return the shares of each tract's county, (tracts, 4)."""
    codes, _ = pd.factorize(np.asarray(county))
    sums = np.zeros((codes.max(initial=-1) + 1, people.shape[1]))
    np.add.at(sums, codes, np.nan_to_num(people))
    return shares(sums)[codes]


def is_overlay(poverty: Array, quotient: Array, line: float, times: float) -> Array:
    """Return 1 where poverty reaches `line` and one of the quotients (tracts, 4) is above `times`, else 0.

    A group that the county does not have is over-represented nowhere. NaN where poverty is unknown or nobody lives.
    """
    known = ~np.isnan(poverty) & ~np.isnan(quotient).all(axis=-1)
    return np.where(known, (poverty >= line) & (quotient > times).any(axis=-1), np.nan)


def p_over(people: Array, moe: Array, county: ArrayLike, times: float, n: int = DRAWS) -> Array:
    """Return the share of `n` draws in which one of the quotients is above `times`, shape (tracts,).

    Each draw moves the people of every group by its survey error, not below 0; the county stays as it is. The groups
    of a tract are drawn together, as people of color are three of them. NaN where a margin is unknown, or nobody lives.
    """
    line = times * _of_county(people, county)
    error = np.nan_to_num(standard_error(moe))
    above = np.zeros(len(people))
    for chunk, size in enumerate(chunks(n, people.size)):
        drawn = stream(SEED, "people by group", chunk).standard_normal((size, *people.shape)) * error
        above += (shares(np.maximum(people + drawn, 0.0)) > line).any(axis=-1).sum(axis=0)
    blank = np.isnan(moe).any(axis=-1) | ~(people.sum(axis=-1) > 0)
    return np.where(blank, np.nan, above / n)


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return which tracts are high-poverty and segregated, how sure that is, and how many there are."""
    tracts = tracts_with_poverty(inputs, year, inputs.parameter(LEAST_PEOPLE, year))
    line, times = (float(inputs.parameter(p, year)) for p in (POVERTY_LINE, QUOTIENT))
    columns: NDArray[np.intp] = np.array([ALL_GROUPS.index(g) for g in GROUPS])
    people, moe = tracts.people[:, columns], tracts.people_moe[:, columns]
    quotient = quotients(people, tracts.places.county)
    found = is_overlay(tracts.poverty, quotient, line, times)
    chance = p_at_least(tracts.poverty, tracts.poverty_moe, line) * p_over(
        people, moe, tracts.places.county, times
    )
    out = [
        observe(tracts.places, "is_overlay", found, flag=tracts.flag),
        observe(tracts.places, "p_overlay", chance, flag=tracts.unsure(chance)),
        *(
            observe(tracts.places, "quotient", quotient[:, i], group=group, flag=_why(quotient[:, i], people))
            for i, group in enumerate(HELD)
        ),
    ]
    for level in AREAS:
        out.append(InArea(inputs.places(), level, tracts, found, chance).number("overlay_tracts"))
    return gather(out)


def _why(quotient: Array, people: Array) -> NDArray[np.object_]:
    absent = np.isnan(quotient) & (people.sum(axis=-1) > 0)
    return np.where(absent, "group_absent", "").astype(object)


MEASURE = Measure(
    id="opportunity.high_poverty_segregated",
    title="High-poverty and segregated tracts",
    summary="Poor tracts that are segregated too: at least 30% are in poverty, and people of color, or one group of "
    "them, stand out against the county. California's map for placing affordable homes marks such tracts.",
    formula="A tract counts if poverty ≥ 30% and, for Black, Hispanic, Asian residents or all people of color, share "
    "of the tract / share of the county > 1.25. Probability = P(poverty ≥ 30%), with a normal error by the Bureau's "
    "margin of a proportion, × the share of 2,000 draws of the people of every group, each moved by its survey error, "
    "in which one quotient at least is over 1.25; the county is held as it is, and the two are taken as independent. "
    "Margin of the number of tracts: 1.645 × √(sum over tracts of probability × (1 − probability)).",
    outputs=(
        Output("is_overlay", "yes/no", "poverty reaches its line, and one group at least is over-represented"),
        Output("p_overlay", "share", "probability of both, given the survey's error in poverty and in the groups"),
        Output("quotient", "score", "times the group's share of the county that it has in the tract"),
        Output("overlay_tracts", "tracts", "how many tracts are high-poverty and segregated"),
    ),
    years=SURVEY_YEARS,
    reads=(SURVEY, *GEOGRAPHY),
    uses=(PEOPLE,),
    parameters=(POVERTY_LINE, QUOTIENT, LEAST_PEOPLE),
    references=(
        "Othering & Belonging Institute, AFFH Mapping Tool (2025), belonging.berkeley.edu: high-poverty and "
        "segregated, 30% below the federal poverty line and overrepresentation of Black, Hispanic, Asian or all people "
        "of color relative to the county",
        "U.S. Census Bureau, Understanding and Using ACS Data (2018), chapter 8: margins of proportions",
    ),
    limits=(
        "That a group stands out from 1.25 times its share of the county is an assumption. California's "
        "present number was not read in the original.",
        "One small group is enough: where 2% of the county is Asian, 3% of a tract is over-represented.",
        "The tract is held against its county. A county where most residents are people of color has few "
        "such tracts. Where over 80% are, no tract can hold 1.25 times that share.",
        "Students who live off campus count as poor. A tract where poverty is known for fewer than 100 people is not "
        "judged: a decision of ours.",
        "The probability takes errors of groups, and of poverty, as independent of each other, and the county as "
        "exact. The margin of the number of tracts holds the chance of each to be on the wrong side of a line, as if "
        "tracts erred apart.",
        "It names what a place lacks and who was left there, and is no reason to keep homes or money from it.",
    ),
    worked=WorkedExample(
        given="1,000 people, 34% in poverty (standard error 4 points). 26% are Black and 20% Hispanic, in the county "
        "20% and 30%. The margin of the 260 Black residents is 66; let the other counts be exact.",
        columns=("quantity", "calculation", "result"),
        rows=(
            ("poverty", "34 ≥ 30", "yes"),
            ("Black residents", "26 / 20", "1.30"),
            ("Hispanic residents", "20 / 30", "0.67"),
            ("all people of color", "46 / 50", "0.92"),
            ("over-represented", "1.30 > 1.25", "yes"),
            ("probability of the first", "Φ((34 − 30) / 4)", "0.841"),
            ("probability of the second, by draws", "1,293 / 2,000", "0.647"),
            ("probability of both", "0.841 × 0.647", "0.544"),
        ),
        result="The tract is high-poverty and segregated, with a probability of 54%.",
    ),
    compute=compute,
)  # fmt: skip
