"""How much land a home must have: classes of least lots, and the land that needs an acre or more for each home.

Many codes say 40,000 square feet where people say an acre, the "builder's acre" of 0.92: both lines are told.
A rule that depends on sewers or other conditions has a lowest and a highest value: what needs an acre lies between two
shares. A zero or a blank says that the code states none; a rule in words is told apart and never guessed at.
Classes: Connecticut Zoning Atlas, edges at 20,000, 40,000 and 80,000 square feet in acres of two decimals.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fairtown.concepts import FairtownError
from fairtown.measures.zoning.shares import exact_sum

#: The two lines, in acres.
ACRE, BUILDERS_ACRE = 1.0, 0.92
#: Atlases give acres to two decimals.
DECIMALS = 2
#: Classes of the least lot by their lower edge in acres.
CLASSES: dict[str, float] = {
    "up_to_0.46": 0.0,
    "0.47_to_0.91": 0.47,
    "0.92_to_1.83": 0.92,
    "1.84_or_more": 1.84,
}
NONE_STATED, CONDITIONS, NOT_TOLD = "none_stated", "conditions", "not_told"
EVERY_CLASS = (NONE_STATED, *CLASSES, CONDITIONS, NOT_TOLD)


@dataclass(frozen=True)
class Needing:
    """Land where a home needs at least so much: surely, at most, and where the rule is in words or not stated."""

    surely: float
    at_most: float
    in_words: float
    acres: float


def lot_class(low: ArrayLike, form: ArrayLike) -> NDArray[np.object_]:
    """Return the class of the least lot, shape (districts,).

    `low`: lowest least lot in acres, NaN where none; `form`: number, range, conditions, none or blank, as from
    `Zoning.limits`.
    """
    lots, forms = np.asarray(low, float), np.asarray(form, object)
    edges = np.array([*CLASSES.values()])
    rounded = np.round(np.nan_to_num(lots), DECIMALS)
    at = np.searchsorted(edges, rounded, side="right") - 1
    if (rounded < 0).any():
        raise FairtownError(
            f"lot_class: a least lot is {rounded.min():g} acres, expected 0 or more; mend the rule"
        )
    out = np.array([*CLASSES], object)[at]
    out[(rounded == 0) | (forms == "none")] = NONE_STATED
    out[forms == ""] = NOT_TOLD
    out[forms == "conditions"] = CONDITIONS
    return out


def land_by_class(acres: ArrayLike, classes: ArrayLike) -> dict[str, Fraction]:
    """Return exact acres of each class; they add up to all of the land."""
    land, labels = np.asarray(acres, float), np.asarray(classes, object)
    return {name: exact_sum(land[labels == name]) for name in EVERY_CLASS}


def needing(acres: ArrayLike, low: ArrayLike, high: ArrayLike, form: ArrayLike, line: float) -> Needing:
    """Return the shares of land where a home needs at least `line` acres, shape (districts,) each.

    `surely`: even the lowest value is at or over the line; `at_most`: the highest is, or the rule is in words. Values
    count in two decimals, as atlases give them: 40,000 square feet are 0.92. NaN where there is no land.
    """
    land = np.asarray(acres, float)
    least, most = (np.round(np.asarray(v, float), DECIMALS) for v in (low, high))
    in_words = np.asarray(form, object) == CONDITIONS
    total = exact_sum(land)

    def part(which: Any) -> float:
        return float(exact_sum(land[which]) / total) if total else float("nan")

    return Needing(part(least >= line), part((most >= line) | in_words), part(in_words), float(total))
