"""The one shape of every formula here: people per unit in, one value per area out.

A group is an array (..., units); several groups are (..., units, groups). A unit is a tract, a block, a school.
`areas` gives each unit the label of its area, a number or a text, and all areas are answered in one pass, shape
(..., areas): one answer per distinct label, in order of label. Without it all units are one area, shape (...).
Leading axes are replicates: draws of the same places.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from fairtown.concepts import FairtownError
from fairtown.measures.segregation.estimation.passes import (
    LONG_STRETCH,
    label_bounds,
    labels_present,
    stretch_starts,
)

Array = NDArray[np.float64]
LEAST_GROUPS = 2
#: More people than tracts and blocks hold; a table up to here stays in the cache.
SMALL = 1 << 15
#: Whole numbers that span at most so many times the units are counted, which is faster than sorting them.
DENSE_SPAN = 4


@dataclass(frozen=True)
class Areas:
    """The area of each unit as a number from 0 to `n` − 1; `codes` is None where all units are one area.

    Give one in place of labels where areas without units are to have a value too: NaN.
    """

    codes: NDArray[np.intp] | None
    n: int
    #: where the units of each area start, if all of each stand together, in order of area and in long stretches
    starts: NDArray[np.intp] | None = None

    @classmethod
    def from_labels(cls, areas: AreaLabels, n_units: int) -> Areas:
        """Return the areas of `n_units` units, numbered in the order of their labels.

        Raises FairtownError unless there is one label per unit, all known and all numbers or all texts.
        """
        if areas is None:
            return cls(None, 1)
        if isinstance(areas, Areas):
            _check_one_per_unit(areas.labels(n_units), n_units)
            return areas
        labels = np.asarray(areas)
        _check_one_per_unit(labels, n_units)
        if labels.dtype.kind in "iu" and labels.size:
            return cls._of_numbers(labels)
        _check_known(labels)
        try:
            names, codes = np.unique(labels, return_inverse=True)
        except TypeError:
            raise FairtownError(
                "segregation: areas mixes kinds of labels, expected all numbers or all texts; turn them into text first"
            ) from None
        return cls(codes.astype(np.intp, copy=False), len(names))

    @classmethod
    def _of_numbers(cls, labels: NDArray[Any]) -> Areas:
        starts = stretch_starts(labels)
        if starts is not None:
            return cls._of_stretches(labels, starts)
        first, last = label_bounds(labels)
        if last - first >= DENSE_SPAN * len(labels) or last > np.iinfo(np.intp).max:
            names, codes = np.unique(labels, return_inverse=True)
            return cls(codes.astype(np.intp, copy=False), len(names))
        codes = labels.astype(np.intp, copy=False)
        codes = codes - first if first else codes
        has_units = labels_present(codes, last - first + 1)
        if has_units.all():
            return cls(codes, len(has_units))
        return cls((np.cumsum(has_units) - 1)[codes], int(has_units.sum()))

    @classmethod
    def _of_stretches(cls, labels: NDArray[Any], starts: NDArray[np.intp]) -> Areas:
        names, n = labels[starts], len(starts)
        if names[0] == 0 and names[-1] == n - 1:  # they ascend: no number is left out
            return cls(labels.astype(np.intp, copy=False), n, starts)
        return cls(np.repeat(np.arange(n), np.diff(starts, append=len(labels))), n, starts)

    def sum(self, values: Array) -> Array:
        """Return the sum over the units of each area, (..., units) to (..., areas)."""
        if self.codes is None:
            return values.sum(axis=-1, keepdims=True)
        if self._starts is not None:
            total = np.zeros((*values.shape[:-1], self.n))
            total[..., self.codes[self._starts]] = np.add.reduceat(values, self._starts, axis=-1)
            return total
        rows = values.reshape(-1, values.shape[-1])
        cells = self._cells(self.codes, len(rows)) if len(rows) > 1 else self.codes
        total = np.bincount(cells, weights=rows.ravel(), minlength=len(rows) * self.n)
        return total.reshape(*values.shape[:-1], self.n).astype(float, copy=False)

    def _cells(self, codes: NDArray[np.intp], n_rows: int) -> NDArray[np.intp]:
        """Return the number of row and area of each unit of each row; many draws of one size ask for the same."""
        last: NDArray[np.intp] | None = self.__dict__.get("_last_cells")
        if last is None or len(last) != n_rows * len(codes):
            last = (np.arange(n_rows)[:, None] * self.n + codes).ravel()
            object.__setattr__(self, "_last_cells", last)
        return last

    @cached_property
    def _starts(self) -> NDArray[np.intp] | None:
        """Where each area begins, if the units of each stand together in long stretches: then adding up is faster."""
        if self.starts is not None:
            return self.starts
        if self.codes is None or len(self.codes) < LONG_STRETCH * self.n or not len(self.codes):
            return None
        steps = np.diff(self.codes)
        return np.concatenate([[0], np.flatnonzero(steps) + 1]) if steps.min(initial=0) >= 0 else None

    def spread(self, of_area: Array) -> Array:
        """Return to each unit what holds for its area, (..., areas) to (..., units) or (..., 1)."""
        if self.codes is None:
            return of_area
        if self._starts is not None and of_area.ndim == 1:
            sizes = np.diff(self._starts, append=len(self.codes))
            return np.repeat(of_area[self.codes[self._starts]], sizes)
        return of_area[..., self.codes]

    def labels(self, n_units: int) -> NDArray[np.intp]:
        """Return the area of each of `n_units` units, 0 where all are one area."""
        return np.zeros(n_units, np.intp) if self.codes is None else self.codes

    def units(self, n_units: int) -> list[NDArray[np.intp]]:
        """Return the positions of the units of each area, ascending."""
        codes = self.labels(n_units)
        ends = np.cumsum(np.bincount(codes, minlength=self.n))
        return np.split(np.argsort(codes, kind="stable"), ends[:-1])

    def answer(self, of_area: Array) -> Array:
        """Return what the caller gets: without `areas`, no axis of areas."""
        return of_area[..., 0][()] if self.codes is None else of_area


#: Labels of the areas of units, or their numbers; None where all units are one area.
AreaLabels: TypeAlias = ArrayLike | Areas | None


def number_labels(areas: AreaLabels, n_units: int) -> NDArray[np.intp] | Areas | None:
    """Return `areas` with labels turned into numbers once, for an index that is called many times."""
    return areas if areas is None or isinstance(areas, Areas) else Areas.from_labels(areas, n_units).codes


def _check_one_per_unit(labels: NDArray[Any], n_units: int) -> None:
    if labels.shape != (n_units,):
        raise FairtownError(
            f"segregation: areas has shape {labels.shape}, expected {(n_units,)}: one label per unit, as in the counts"
        )


def _check_known(labels: NDArray[Any]) -> None:
    unknown = pd.isna(labels)
    if unknown.any():
        raise FairtownError(
            f"segregation: areas has no label in {int(unknown.sum())} of {len(labels)} units, first at row "
            f"{int(unknown.argmax())}; drop those units or label them first"
        )


def check_counts(*groups: ArrayLike) -> list[Array]:
    """Return the groups as float arrays; FairtownError on unequal shapes, negative or missing counts."""
    given = [array if array.dtype.kind in "iuf" else array.astype(float) for array in map(np.asarray, groups)]
    check_shapes(*given)
    arrays: list[Array] = []
    for i, array in enumerate(given):
        if i and groups[i] is groups[i - 1]:
            arrays.append(arrays[-1])
            continue
        is_whole = array.dtype.kind in "iu"
        if not (array.min(initial=0) >= 0 and (is_whole or array.max(initial=0) < np.inf)):
            refuse_counts(array)
        arrays.append(np.asarray(array, float, order="C"))
    return arrays


def check_shapes(*arrays: NDArray[np.generic]) -> None:
    """Raise FairtownError unless all arrays cover the same units."""
    shapes = [a.shape for a in arrays]
    if len(set(shapes)) > 1:
        sizes = " and ".join(str(s[-1] if s else 0) for s in shapes)
        raise FairtownError(
            f"segregation: groups cover {sizes} units, shapes {', '.join(map(str, shapes))}; join them on "
            "geoid first"
        )


def refuse_counts(*arrays: NDArray[Any]) -> None:
    """Raise FairtownError about counts of which some are none."""
    n_missing = sum(int((~np.isfinite(a)).sum()) for a in arrays)
    n_negative = sum(int((a < 0).sum()) for a in arrays)
    raise FairtownError(
        f"segregation: {n_missing} missing or infinite and {n_negative} negative counts, expected people ≥ 0 in every "
        "unit; drop or mend those units first"
    )


def groups_first(counts: ArrayLike) -> NDArray[np.generic]:
    """Return `counts` (..., units, groups) seen as (groups, ..., units); FairtownError if it has one group only."""
    people = np.asarray(counts)
    if people.ndim < LEAST_GROUPS or people.shape[-1] < LEAST_GROUPS:
        raise FairtownError(
            f"segregation: counts has shape {people.shape}, expected units × groups with at least 2 groups; add "
            "a column of everyone else"
        )
    return people.transpose(-1, *range(people.ndim - 1))


def group_counts(counts: ArrayLike) -> Array:
    """Return `counts` (..., units, groups) as checked floats, groups first."""
    (people,) = check_counts(groups_first(counts))
    return people


def refuse_larger(n_units: int) -> None:
    """Raise FairtownError if a group is larger than everyone in any unit."""
    if n_units:
        raise FairtownError(
            f"segregation: a group is larger than everyone in {n_units} units; give all residents as total"
        )


def group_and_total(x: ArrayLike, total: ArrayLike) -> tuple[Array, Array]:
    """Return group `x` and everyone per unit, checked; FairtownError if the group is larger than everyone."""
    group, everyone = check_counts(x, total)
    refuse_larger(int((group > everyone).sum()))
    return group, everyone


def group_and_rest(x: ArrayLike, total: ArrayLike) -> tuple[Array, Array]:
    """Return group `x` and everyone else per unit, checked as in `group_and_total`."""
    group, everyone = group_and_total(x, total)
    return group, everyone - group


def share_gaps(people: Array, areas: Areas) -> tuple[Array, Array]:
    """Return people by group and area (groups, ..., areas), and p − P of each unit (groups, ..., units).

    p is the share of a group in the unit, P in its area; `people`: shape (groups, ..., units). Weigh the gaps by
    people: an empty unit has one too, of no meaning.
    """
    groups = areas.sum(people)
    shares = part(groups, groups.sum(axis=0))
    return groups, part(people, people.sum(axis=0)) - areas.spread(shares)


def unlike_pairs(groups: Array) -> Array:
    """Return T² × I of `groups` (groups, ..., areas): how many ordered pairs of people are of different groups.

    0 where fewer than two groups are present: an index over it is not defined there.
    """
    return (groups * (groups.sum(axis=0) - groups)).sum(axis=0)


def where_several(groups: Array, values: Array) -> Array:
    """Return `values` (..., areas), NaN where fewer than two of `groups` (groups, ..., areas) are present."""
    return np.where((groups > 0).sum(axis=0) >= LEAST_GROUPS, values, np.nan)


def part(x: Array, total: Array) -> Array:
    """Return x / total, 0 where the unit is empty: nobody there has a part in any sum."""
    if total.size and total.min() > 0:  # a division of all is several times as fast as one of some
        return np.asarray(x / total)
    return np.divide(x, total, out=np.zeros(np.broadcast(x, total).shape), where=total > 0)


def ratio(x: Array, y: Array) -> Array:
    """Return x / y, NaN where y is not above 0: the index is not defined there."""
    return np.divide(x, y, out=np.full(np.broadcast(x, y).shape, np.nan), where=y > 0)


def not_below_0(values: Array) -> Array:
    """Return `values` of an index that is 0 at least, without what rounding took below; NaN stays NaN."""
    return np.maximum(values, 0.0)


def n_log_n(n: NDArray[Any]) -> Array:
    """Return n × ln n in nats, 0 for 0; whole numbers as tracts hold them are looked up, which is faster."""
    if n.dtype.kind in "iu" and n.max(initial=0) < SMALL:
        return n_log_n_table().take(n)
    real = np.asarray(n, float)
    return real * np.log(real + (real == 0))


def total_entropy(people: NDArray[Any]) -> Array:
    """Return t × E in nats of `people` (groups, ...): exactly 0 where there is one group, or nobody."""
    return n_log_n(people.sum(axis=0)) - n_log_n(people).sum(axis=0)


@cache
def n_log_n_table() -> Array:
    """Return n × ln n of the whole numbers below `SMALL`."""
    return n_log_n(np.arange(SMALL, dtype=float))


@cache
def one_over_n_table() -> Array:
    """Return 1 / n of the whole numbers below `SMALL`, and 0 for 0: nobody has a part in any sum."""
    n = np.arange(SMALL, dtype=float)
    return part(np.ones(SMALL), n)
