"""Theil's H: how much less diverse tracts are than the area, for all five groups at once.

0 when every tract mirrors the area, 1 when no tract is mixed. It splits exactly into what lies
between towns and what lies within them. Theil and Finizza (1971); Reardon and Firebaugh (2002).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from fairtown.concepts import FairtownError, Measure, Output, WorkedExample
from fairtown.data.places import GEOGRAPHY
from fairtown.measures.inputs import Inputs
from fairtown.measures.observations import Columns, gather, join_flags, observe
from fairtown.measures.segregation.estimation.by_area import (
    FIVE_GROUPS,
    FOUR_GROUPS,
    HOW_SURE,
    PEOPLE,
    YEARS,
    AreaTracts,
    area_levels,
    figures,
    interval_of,
    observe_corrected,
    of_five_groups,
    of_four_groups,
    outputs,
)
from fairtown.measures.segregation.estimation.counts import (
    AreaLabels,
    Areas,
    Array,
    groups_first,
    not_below_0,
    ratio,
    total_entropy,
)
from fairtown.measures.segregation.estimation.kernels import group_sums
from fairtown.measures.uncertainty import share


@dataclass(frozen=True)
class Split:
    """H of each area and its exact split; `diversity` in nats. Numbers, or arrays of shape (areas,)."""

    diversity: Array
    h: Array
    between: Array
    within: Array


def diversity(counts: ArrayLike) -> Array:
    """Return the entropy of `counts` (..., groups) in nats, shape (...,); 0 · ln 0 is 0, nobody is NaN."""
    return _diversity(np.moveaxis(np.asarray(counts, float), -1, 0))


def _diversity(people: Array) -> Array:
    """Return E = ln T − Σ n ln n / T of `people` (groups, ...): one logarithm per count."""
    return not_below_0(ratio(total_entropy(people), people.sum(axis=0)))


def theil_h(counts: ArrayLike, areas: AreaLabels = None) -> Array:
    """Return H in [0, 1] from people per unit and group, shape (..., units, groups).

    `areas` as in `counts`, one H per area. Empty units count for nothing. NaN where an area holds fewer than two
    groups; 0 in an area of one unit. Raises FairtownError on a negative or missing count.
    """
    people = groups_first(counts)
    area = Areas.from_labels(areas, people.shape[-1])
    groups, own = group_sums(people, area)
    return area.answer(_h(groups, own))


def _h(groups: Array, own: Array) -> Array:
    """Return H of areas from their people (groups, ..., areas) and the sum of t × E of their units."""
    return not_below_0(1 - ratio(own, total_entropy(groups)))


def split(counts: ArrayLike, parents: ArrayLike, areas: AreaLabels = None) -> Split:
    """Return H with its parts between and within the parents (towns) of the units.

    `counts`: shape (..., units, groups); `parents`: whole numbers, one per unit, each parent inside one area;
    `areas` as in `counts`. between + within = h exactly.
    Raises FairtownError if the labels are not one per unit, or a parent lies in two areas.
    """
    people = groups_first(counts)
    area, parent = Areas.from_labels(areas, people.shape[-1]), Areas.from_labels(parents, people.shape[-1])
    of_parent = Areas(_area_of_parent(area, parent), area.n)
    groups, own = group_sums(people, area)
    h = _h(groups, own)
    between = np.minimum(_h(*group_sums(group_sums(people, parent)[0], of_parent)), h)
    return Split(*(area.answer(p) for p in (_diversity(groups), h, between, h - between)))


def nested(counts: ArrayLike, nesting: Sequence[ArrayLike], areas: AreaLabels = None) -> Array:
    """Return the parts of H at every level of a nesting, shape (levels + 1, ...), that add up to H exactly.

    `counts`: shape (..., units, groups); `nesting`: labels of the units, from the widest places to the smallest:
    regions, towns; whole numbers as in `split`; `areas` as in `counts`. The first part lies between the widest places,
    each next one between the places of a level inside those of the level before, the last between the units inside the
    smallest. Raises FairtownError if a place lies in two of the level before.
    """
    people = groups_first(counts)
    inside = Areas.from_labels(areas, people.shape[-1])
    area = inside
    so_far = []
    for labels in nesting:
        place = Areas.from_labels(labels, people.shape[-1])
        _area_of_parent(inside, place)
        of_place = Areas(_area_of_parent(area, place), area.n)
        so_far.append(_h(*group_sums(group_sums(people, place)[0], of_place)))
        inside = place
    so_far.append(_h(*group_sums(people, area)))
    # rounding aside, what lies between places only grows from level to level
    upwards = np.minimum.accumulate(np.stack(so_far)[::-1])[::-1]
    parts = np.diff(upwards, axis=0, prepend=0)
    return np.stack([area.answer(part) for part in parts])


def _area_of_parent(area: Areas, parent: Areas) -> NDArray[np.intp]:
    of_unit = np.asarray(parent.codes, np.intp)
    codes = area.labels(len(of_unit))
    of_parent = np.zeros(parent.n, np.intp)
    of_parent[of_unit] = codes
    if (of_parent[of_unit] != codes).any():
        raise FairtownError(
            "split: a parent lies in two areas, expected each town inside one; label them apart"
        )
    return of_parent


INDICES = of_five_groups(theil_h) | of_four_groups(theil_h)
#: The parts of H of an area, as its outputs are named.
PARTS = ("between", "within", "share_between")


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return H with its figures, diversity, the two parts of H and the share between towns, for every area."""
    out = []
    for area in area_levels(inputs, year):
        out.extend(figures(area, INDICES))
        e = area.blank_where_few(diversity(area.members.T))
        out.append(observe(area.places, "diversity", e, group=FIVE_GROUPS, flag=area.flag(e)))
        if area.level != "town":
            out.extend(_parts(area))
    return gather(out)


def _parts(area: AreaTracts) -> list[Columns]:
    """Return the parts of H of areas between and within their towns, without survey error and as computed."""
    towns = np.unique(area.tracts.town, return_inverse=True)[1]

    def split_draws(counts: Array) -> Array:
        parts = split(counts, towns, area.areas)
        return np.stack([parts.between, parts.within, share(parts.between, parts.h)], axis=-2)

    interval, partial = interval_of(area, split_draws), area.partial(split_draws)
    out = []
    for i, name in enumerate(PARTS):
        value = area.blank_where_few(interval.value[i])
        flag = area.flag(value)
        is_partial = np.where(partial[i] & ~np.isnan(value), "interval_partial", "")
        out.append(observe_corrected(area, name, interval, i, FIVE_GROUPS, join_flags(flag, is_partial)))
        out.append(observe(area.places, f"{name}_as_computed", value, group=FIVE_GROUPS, flag=flag))
    return out


MEASURE = Measure(
    id="segregation.entropy",
    title="Theil's H",
    summary="How much less diverse the average tract is than the whole area, for five groups at once, and how "
    "much of that lies between towns rather than within them.",
    formula="E = − sum of p × ln p over groups. H = sum over tracts of t × (E − E of the tract) / (T × E). "
    "Between towns: the same with towns in place of tracts. Within: the rest, exactly."
    + HOW_SURE
    + " Both parts, and "
    "the share between towns, are corrected like H itself, from the same draws.",
    outputs=(
        *outputs("share", "H, 0 even to 1 separate"),
        Output("diversity", "nats", "E, the diversity of the area"),
        Output("between", "share", "part of H between towns, survey error taken out"),
        Output("between_as_computed", "share", "part of H between towns, as computed"),
        Output("within", "share", "part of H within towns, survey error taken out"),
        Output("within_as_computed", "share", "part of H within towns, as computed"),
        Output("share_between", "share", "part between towns as a share of H, survey error taken out"),
        Output("share_between_as_computed", "share", "part between towns as a share of H, as computed"),
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
        "The margin takes the errors of tracts as independent: for the state or a county it is on the wide side.",
        "From 2020 on the Census Bureau records more people as of several races: that alone lowers H of five groups. H "
        "of four groups leaves those people out.",
    ),
    worked=WorkedExample(
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
    group_words={FIVE_GROUPS: "five groups", FOUR_GROUPS: "four groups, without the multiracial one"},
    margin="corrected",
    compute=compute,
)
