"""May this building stand here? One building on every parcel of a town, district by district, in one pass.

Every check comes out TRUE, FALSE or MAYBE with its reason. Overall it is FALSE if any check is FALSE, else MAYBE if any
is MAYBE, else TRUE. A rule that cannot be checked from the files makes a MAYBE: what is unknown is never forbidden.
Source: the Open Zoning Feed Specification 0.5.0.
"""

from __future__ import annotations

import numpy as np

from fairtown.data.ozfs.feed import Building, Parcels, Zoning
from fairtown.measures.zoning.ozfs.checks import Run
from fairtown.measures.zoning.ozfs.choices import CHECKS, FIT, PLANNED, STANDARD, Choices
from fairtown.measures.zoning.ozfs.findings import Check, Evaluation, no_parcel
from fairtown.measures.zoning.ozfs.kleene import FALSE, NOT_EVALUATED, TRUE, Outcomes, outcomes
from fairtown.measures.zoning.ozfs.notices import notices_of
from fairtown.measures.zoning.ozfs.town import Town, town_of
from fairtown.work_budget import TooMuchWorkError, part

#: Of the work that is left after the rules, what looking for room may take at most.
FIT_SHARE = 0.7


def evaluate(town: Town, building: Building, choices: Choices = STANDARD) -> Evaluation:
    """Return whether a building may stand on each parcel of a town, with every check and its reason.

    A parcel in no base district is not evaluated; one in two has two rows; a planned development is FALSE.
    """
    run = Run(town, building, choices)
    for district, rows in town.rows_by_district():
        run.district(district, rows)
    run.close()
    overall = _overall(run.checks, run.n)
    is_fitted = choices.fit != "none" and choices.makes(FIT) and _fit(run, overall)
    if is_fitted:
        overall = _overall(run.checks, run.n)
    # a district without any rule or check of its own allows what nothing forbids
    overall = np.where(run.is_looked_at & (overall == NOT_EVALUATED), TRUE, overall)
    notices = notices_of(town.zoning, building, town)
    return Evaluation(town, outcomes(overall), _in_order(run.checks), run.is_looked_at, notices, is_fitted)


def _fit(run: Run, overall: Outcomes) -> bool:
    """Look for room on the ground, and return whether there was work left for it; else no parcel is looked at."""
    try:
        with part(FIT_SHARE):
            run.fit(run.is_looked_at & ((overall != FALSE) | (run.choices.fit == "all")))
    except TooMuchWorkError:
        run.checks.pop(FIT, None)
        return False
    return True


def _in_order(checks: dict[str, Check]) -> dict[str, Check]:
    """Return checks in the order of CHECKS, whichever district came first; rules of other names before that of room."""
    place = {name: i for i, name in enumerate((PLANNED, *CHECKS))}
    return dict(sorted(checks.items(), key=lambda own: place.get(own[0], place[FIT] - 0.5)))


def _overall(checks: dict[str, Check], n: int) -> Outcomes:
    """Return the worst outcome of all checks, shape (rows,); NOT_EVALUATED where there is none."""
    worst = np.full(n, TRUE + 1, np.int8)
    for check in checks.values():
        worst = np.where(check.outcome == NOT_EVALUATED, worst, np.minimum(worst, check.outcome))
    return outcomes(np.where(worst > TRUE, NOT_EVALUATED, worst))


def evaluate_parcel(
    zoning: Zoning, parcels: Parcels, parcel_id: str, building: Building, choices: Choices = STANDARD
) -> Evaluation:
    """Return whether a building may stand on one parcel; raises FairtownError if there is no such parcel."""
    at = np.flatnonzero(parcels.ids == parcel_id)
    if not len(at):
        raise no_parcel(parcel_id, len(parcels))
    return evaluate(town_of(zoning, parcels.take(at)), building, choices)
