"""Towns and their school districts: which part of a town's students each has, and whether groups can be compared.

In some towns the younger students go to the town's own district and the older ones to a regional one. How many of a
regional district's students live in each of its towns is not published: they are taken to be like children of 5 to 17.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fairtown.concepts import FairtownError

Array = NDArray[np.float64]
#: Below this share of any compared group's students with a figure, groups are not compared.
LEAST_COVERED = 0.9
#: A row above this share of the state's students is no district.
LARGEST_DISTRICT = 0.1


def shares_of_towns(
    towns: Sequence[str], districts: Sequence[str], enrolled: ArrayLike, children: ArrayLike
) -> Array:
    """Return σ, the share of its town's students in its district, for each pair of a town and a district, (pairs,).

    `enrolled`: students of the pair's district; `children`: people of 5 to 17 of the pair's town. A district's students
    are split over its towns like children; a town's shares add up to 1. NaN where nothing is known of the town. Raises
    FairtownError on unequal lengths or a pair that stands twice.
    """
    students, young = np.asarray(enrolled, float), np.asarray(children, float)
    if not len(towns) == len(districts) == len(students) == len(young):
        raise FairtownError(
            "schools: towns, districts, students and children differ in number; give one per pair"
        )
    if len(set(zip(towns, districts, strict=True))) < len(towns):
        raise FairtownError("schools: a town and district stand twice; leave one out")
    _names, town = np.unique(np.asarray(towns, str), return_inverse=True)
    _codes, district = np.unique(np.asarray(districts, str), return_inverse=True)
    in_district = np.bincount(district, np.nan_to_num(young))[district]
    with np.errstate(divide="ignore", invalid="ignore"):
        own = students * young / in_district
        of_town = np.bincount(town, np.nan_to_num(own))[town]
        return np.asarray(np.where(of_town > 0, own / of_town, np.nan))


def covered(groups: ArrayLike, is_known: ArrayLike) -> Array:
    """Return the share of each group's students in districts with a figure, (groups,), from (districts, groups)."""
    students = np.asarray(groups, float)
    return np.asarray(students[np.asarray(is_known, bool)].sum(axis=0) / students.sum(axis=0))


def can_be_compared(groups: ArrayLike, is_known: ArrayLike) -> bool:
    """Return whether every group has at least 90% of its students in districts with a figure."""
    return bool((covered(groups, is_known) >= LEAST_COVERED).all())


def refuse_totals(names: Sequence[str], students: ArrayLike, state: float) -> None:
    """Raise FairtownError naming a row with over a tenth of the state's students: it holds a total, not a district."""
    counts = np.asarray(students, float)
    large = np.flatnonzero(np.nan_to_num(counts) > LARGEST_DISTRICT * state)
    if large.size:
        at = int(large[0])
        raise FairtownError(
            f"schools: {names[at]} has {counts[at]:,.0f} of {state:,.0f} students, expected under a tenth: it looks "
            "like a total; leave that row out"
        )


def housing_to_students(
    homes: float, yield_per_home: float, share: float, leaving: float, enrolled: float
) -> float:
    """Return the change of a group's students: homes × students per home × the group's share, less those who leave.

    No more can leave than are enrolled. Raises FairtownError on a negative number or a share above 1.
    """
    if min(homes, yield_per_home, share, leaving, enrolled) < 0 or share > 1:
        raise FairtownError(
            "schools: homes, students per home, share and students must be ≥ 0, the share at most 1"
        )
    return homes * yield_per_home * share - min(leaving, enrolled)


def new_share(students: float, of_group: float, more: float, more_of_group: float) -> float:
    """Return the group's share after a change, (L + dL) / (N + dN); FairtownError unless students are left."""
    if students + more <= 0:
        raise FairtownError(
            f"schools: {students:g} students and a change of {more:g} leave none; give a smaller change"
        )
    return (of_group + more_of_group) / (students + more)
