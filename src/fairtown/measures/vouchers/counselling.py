"""What another move to opportunity costs: counselling per family over the difference that it makes.

The interval of the difference is Newcombe's (1998), from Wilson's interval of each share; that of the cost is its
inverse. A difference that may be none has no upper limit of cost, and one that is none has no cost.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot, inf, nan, sqrt

from fairtown.concepts import FairtownError
from fairtown.measures.uncertainty import Z_90

#: The experiment in Seattle and King County: dollars per family, shares that moved to high opportunity with and without
#: counselling. Group sizes were not checked against the paper.
SEATTLE_COST, SEATTLE_WITH, SEATTLE_WITHOUT, SEATTLE_N_WITH, SEATTLE_N_WITHOUT = 2_660, 0.53, 0.15, 222, 208
SEATTLE_SOURCE = "P. Bergman and others, Creating Moves to Opportunity (2024)"
FOUR = 4


@dataclass(frozen=True)
class CostOfMove:
    """Dollars per additional move, and its 90% interval; `high` infinite where there is no upper limit.

    All are NaN where counselling brings no additional moves.
    """

    cost: float
    low: float
    high: float


def wilson(share: float, n: float) -> tuple[float, float]:
    """Return Wilson's 90% interval of a share of `n`; FairtownError unless 0 ≤ share ≤ 1 and n > 0."""
    if not (0 <= share <= 1 and n > 0):
        raise FairtownError(
            f"vouchers: {share:g} of {n:g} is no share of a group, expected 0 to 1 of one or more"
        )
    square = Z_90 * Z_90
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = Z_90 / (1 + square / n) * sqrt(share * (1 - share) / n + square / (FOUR * n * n))
    return middle - half, middle + half


def cost_per_move(
    cost: float, share_with: float, n_with: float, share_without: float, n_without: float
) -> CostOfMove:
    """Return what an additional move costs: `cost` per family / (share with − share without counselling)."""
    low_with, high_with = wilson(share_with, n_with)
    low_without, high_without = wilson(share_without, n_without)
    difference = share_with - share_without
    if difference <= 0:
        return CostOfMove(nan, nan, nan)
    least = difference - hypot(share_with - low_with, high_without - share_without)
    most = difference + hypot(high_with - share_with, share_without - low_without)
    return CostOfMove(cost / difference, cost / most, cost / least if least > 0 else inf)


def moves_of_budget(
    budget: float, fixed: float, cost: float, share_with: float, share_without: float
) -> float:
    """Return the additional moves that a budget pays for, after `fixed` costs; never below 0."""
    return max(0.0, budget - fixed) / cost * max(0.0, share_with - share_without)
