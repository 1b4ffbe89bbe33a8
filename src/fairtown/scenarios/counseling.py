"""What counseling for families with vouchers costs per additional move to opportunity, and what a budget pays for.

Every number is the reader's to change. Those to begin with are of one experiment, in Seattle and King County.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isinf, isnan

from fairtown.concepts import FairtownError
from fairtown.measures.vouchers.counselling import (
    SEATTLE_COST,
    SEATTLE_N_WITH,
    SEATTLE_N_WITHOUT,
    SEATTLE_SOURCE,
    SEATTLE_WITH,
    SEATTLE_WITHOUT,
    cost_per_move,
    moves_of_budget,
)

SOURCE = SEATTLE_SOURCE
#: The plan of the founding organization: two million dollars a year, of which a part is for data.
BUDGET, FIXED = 2_000_000, 250_000


@dataclass(frozen=True)
class Counseling:
    """Dollars per family, shares that move to opportunity with and without counseling, and of how many families.

    `stays`: share of those moves that last. `budget`, `fixed`: dollars, and those of them that go to other things.
    """

    cost: float = SEATTLE_COST
    share_with: float = SEATTLE_WITH
    n_with: float = SEATTLE_N_WITH
    share_without: float = SEATTLE_WITHOUT
    n_without: float = SEATTLE_N_WITHOUT
    stays: float = 1.0
    budget: float = BUDGET
    fixed: float = FIXED


@dataclass(frozen=True)
class CounselingResult:
    """Dollars per additional move with the ends of its 90% interval; vouchers and moves that the budget pays for.

    `high` is None where there is no upper limit; all three are None where counseling brings no additional moves.
    """

    cost: float | None
    low: float | None
    high: float | None
    vouchers: float
    moves: float


def work_out(options: Counseling) -> CounselingResult:
    """Return what the options lead to; FairtownError on shares outside 0 to 1, or costs that are not above 0."""
    if options.cost <= 0 or not 0 < options.stays <= 1 or options.budget < 0 or options.fixed < 0:
        raise FairtownError(
            "counseling: expected a cost above 0, a share that stays above 0 and at most 1, and no negative budget"
        )
    found = cost_per_move(
        options.cost, options.share_with, options.n_with, options.share_without, options.n_without
    )
    dollars = [
        None if isnan(v) or isinf(v) else v / options.stays for v in (found.cost, found.low, found.high)
    ]
    moves = moves_of_budget(
        options.budget, options.fixed, options.cost, options.share_with, options.share_without
    )
    vouchers = max(0.0, options.budget - options.fixed) / options.cost
    return CounselingResult(dollars[0], dollars[1], dollars[2], vouchers, moves * options.stays)
