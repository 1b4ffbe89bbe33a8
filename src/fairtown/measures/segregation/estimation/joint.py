"""Several indices of the same people at once: they share the sums that each of them needs.

For many draws of places that were checked before: counts are taken as they are, in the precision that they have.
tests/measures/segregation/estimation/test_joint.py holds each of them to the formula of its own file.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

#: What leaves one unit arrives in another: each move is counted twice.
HALF = 0.5


@dataclass(frozen=True, eq=False)
class Joint:
    """People of several groups in the units of one area, (..., groups, units): none missing, none below 0."""

    people: NDArray[Any]

    @cached_property
    def everyone(self) -> NDArray[Any]:
        """Everyone in each unit, (..., units)."""
        return self.people.sum(axis=-2)

    @cached_property
    def totals(self) -> NDArray[Any]:
        """People of each group, (..., groups), in double precision: few numbers, from which all others are taken."""
        return self.people.sum(axis=-1).astype(float)

    @cached_property
    def shares(self) -> NDArray[Any]:
        """Each group's share of its unit, shape of `people`; 0 where nobody lives."""
        per_person = _ratio(np.ones_like(self.everyone), self.everyone)
        return np.asarray(self.people * per_person[..., np.newaxis, :])

    @cached_property
    def parts(self) -> NDArray[Any]:
        """Each unit's part of its group, shape of `people`; 0 where the group is absent."""
        per_person = _ratio(np.ones_like(self.totals), self.totals).astype(self.people.dtype)
        return np.asarray(self.people * per_person[..., np.newaxis])

    def theil_h(self) -> NDArray[Any]:
        """Return Theil's H of all groups, (...); NaN where there are fewer than two."""
        # t × E of a unit is − Σ n ln (n / t); where nobody is of a group, 0 × ln of a number above 0
        logs = np.maximum(self.shares, np.finfo(self.shares.dtype).tiny)
        np.log(logs, out=logs)
        own = -_dot(self.people, logs).sum(axis=-1)
        part = _ratio(self.totals, self.totals.sum(axis=-1, keepdims=True))
        logs = np.log(np.where(part > 0, part, 1.0))
        diversity = -(self.totals * logs).sum(axis=-1)
        return np.maximum(1 - _ratio(own, diversity, np.nan), 0.0)

    def isolation(self) -> NDArray[Any]:
        """Return the isolation of each group, (..., groups); NaN where it is absent."""
        return np.minimum(_ratio(_dot(self.people, self.shares), self.totals, np.nan), 1.0)

    def exposure(self, group: int) -> NDArray[Any]:
        """Return the exposure of each group to one group, (..., groups); NaN where it is absent."""
        met = _dot(self.people, self.shares[..., group : group + 1, :])
        return np.minimum(_ratio(met, self.totals, np.nan), 1.0)

    def dissimilarity(self, first: int, second: int) -> NDArray[Any]:
        """Return the dissimilarity of two groups, (...); NaN where either is absent."""
        gap = self.parts[..., first, :] - self.parts[..., second, :]
        gaps = np.abs(gap, out=gap).sum(axis=-1)
        known = self.totals[..., first] * self.totals[..., second] > 0
        return np.where(known, HALF * gaps.astype(float), np.nan)


def _dot(x: NDArray[Any], y: NDArray[Any]) -> NDArray[Any]:
    """Return Σ x × y over units, (...), in double precision."""
    return np.einsum("...t,...t->...", x, y).astype(float)


def _ratio(x: NDArray[Any], y: NDArray[Any], otherwise: float = 0.0) -> NDArray[Any]:
    if not otherwise:
        # a masked division would be several times slower than one by infinity
        return np.asarray(x / np.where(y > 0, y, np.asarray(np.inf, y.dtype)))
    return np.divide(
        x, y, out=np.full(np.broadcast_shapes(x.shape, y.shape), otherwise, x.dtype), where=y > 0
    )
