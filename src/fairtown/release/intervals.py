"""What two intervals say of each other: a difference with its margin, and the ranks that a place can have."""

from __future__ import annotations

from collections.abc import Sequence
from math import hypot

import numpy as np


def difference(before: float, before_moe: float, after: float, after_moe: float) -> tuple[float, float]:
    """Return after − before with its 90% margin √(m₁² + m₂²), as of two independent surveys.

    Of periods that share survey years the true margin is smaller: taken without them it is on the safe side.
    """
    return after - before, hypot(before_moe, after_moe)


def part_of_change(whole: float, rest: float) -> float:
    """Return what part of the change `whole` is gone where something is left out and only `rest` is left of it."""
    return 1 - rest / whole


def rank_ranges(
    intervals: Sequence[tuple[float, float]], is_low_first: bool = False
) -> list[tuple[int, int]]:
    """Return the first and last rank that each (value, margin) can have: another place is only ahead of it where their
    difference is larger than its margin. Rank 1 is the highest value, or with `is_low_first` the lowest."""
    value, moe = np.array(intervals, float).reshape(-1, 2).T
    out = []
    for own, own_moe in intervals:
        gaps, margins = (own - value if is_low_first else value - own), np.hypot(own_moe, moe)
        out.append((int((gaps > margins).sum()) + 1, len(value) - int((gaps < -margins).sum())))
    return out
