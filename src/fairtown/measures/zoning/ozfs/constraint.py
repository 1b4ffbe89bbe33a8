"""From the alternatives of a rule to its limit, [lo, hi] or nothing, and from limit and value to TRUE, FALSE or MAYBE.

A limit is a range where the file does not say which of several values governs: the building then surely passes, surely
fails, or may do either. All arrays have shape (parcels,), or () where all parcels are alike.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from fairtown.data.ozfs.feed import Alternative
from fairtown.measures.zoning.ozfs.kleene import FALSE, MAYBE, TRUE, Outcomes, both, outcomes
from fairtown.measures.zoning.ozfs.values import Array, Variables, condition, figure_of
from fairtown.work_budget import spend

#: Limits are rounded to this many decimals, as the standard's own program does.
DECIMALS = 4
#: Sums and products differ from the exact value by less than this share; so close is equal.
TIE = 1e-9
#: Steps for an alternative, and for a parcel that it is asked of.
ALTERNATIVE, CELL = 40.0, 0.03
Mask = NDArray[np.bool_]


def _nothing() -> Array:
    return np.array(np.nan)


@dataclass(frozen=True, eq=False)
class Limit:
    """The least or the most that a rule asks for: between `lo` and `hi`; NaN where it asks for nothing.

    -inf and inf where an expression that counts could not be evaluated. `texts`: what of the rule was not understood,
    each with the parcels where it counts.
    """

    lo: Array = field(default_factory=_nothing)
    hi: Array = field(default_factory=_nothing)
    texts: tuple[tuple[Mask, str], ...] = ()

    @property
    def is_asked(self) -> Mask:
        """Where something is asked for at all."""
        return ~np.isnan(self.lo)


def resolve(alternatives: tuple[Alternative, ...], variables: Variables, unread: str = "maybe") -> Limit:
    """Return the limit that alternatives evaluate to.

    A single alternative counts whatever its condition says. Of several, the first whose conditions all hold governs,
    so those that may hold and stand before it count with it, and where none surely holds all that may hold do.
    `unread`: an expression that counts and cannot be evaluated leaves the limit open ("maybe"), or asks for nothing
    ("no_requirement", the rule of the standard).
    """
    if not alternatives:
        return Limit()
    rows = variables["lot_area"].size if "lot_area" in variables else 1
    spend(len(alternatives) * (ALTERNATIVE + CELL * rows), "rules")
    holds = [both(*(condition(c, variables) for c in a.conditions)) for a in alternatives]
    used = _used(holds)
    lows, highs, texts = [], [], []
    for alternative, counts, held in zip(alternatives, used, holds, strict=True):
        lo, hi, unclear = _range(alternative, variables, unread)
        has_limit = counts & ~np.isnan(lo)
        lows.append(np.where(has_limit, lo, np.inf))
        highs.append(np.where(has_limit, hi, -np.inf))
        texts += [(counts & mask, text) for mask, text in unclear]
        texts += [(counts & mask, text) for mask, text in _unclear(alternative, held, variables)]
    lo, hi = _least(lows), -_least([-high for high in highs])
    is_asked = ~((lo == np.inf) & (hi == -np.inf))
    lo, hi = (np.where(is_asked, v, np.nan).round(DECIMALS) for v in (lo, hi))
    return Limit(lo, hi, tuple((mask, text) for mask, text in texts if mask.any()))


def _least(rows: list[Array]) -> Array:
    least = rows[0]
    for row in rows[1:]:
        least = np.minimum(least, row)
    return least


def _used(holds: list[Outcomes]) -> list[Mask]:
    """Return where each alternative counts: where it may hold and none before it surely does."""
    if len(holds) == 1:
        return [np.ones(holds[0].shape, bool)]
    is_settled = np.zeros(np.broadcast_shapes(*(h.shape for h in holds)), bool)
    used = []
    for held in holds:
        used.append((held != FALSE) & ~is_settled)
        is_settled = is_settled | (held == TRUE)
    return used


def _range(
    alternative: Alternative, variables: Variables, unread: str
) -> tuple[Array, Array, list[tuple[Mask, str]]]:
    """Return the least and greatest value of an alternative, and the texts that could not be evaluated."""
    found = [figure_of(e, variables) for e in alternative.expressions]
    missing = [np.isnan(v) for v in found]
    texts = list(zip(missing, alternative.expressions, strict=True))
    lo = _least([np.where(m, np.inf, v) for m, v in zip(missing, found, strict=True)])
    hi = -_least([np.where(m, np.inf, -v) for m, v in zip(missing, found, strict=True)])
    if alternative.min_max == "min":
        hi = np.where(lo == np.inf, hi, lo)
    elif alternative.min_max == "max":
        lo = np.where(hi == -np.inf, lo, hi)
    has_missing, has_none = np.logical_or.reduce(np.broadcast_arrays(*missing)), lo == np.inf
    if unread == "maybe":
        # the missing one may be anything: with "max" it can only raise what is known, with "min" only lower it
        lo = np.where(has_missing & ((alternative.min_max != "max") | has_none), -np.inf, lo)
        hi = np.where(has_missing & ((alternative.min_max != "min") | has_none), np.inf, hi)
    else:
        lo, hi = np.where(has_none, np.nan, lo), np.where(has_none, np.nan, hi)
    return lo, hi, texts


def _unclear(alternative: Alternative, held: Outcomes, variables: Variables) -> list[tuple[Mask, str]]:
    """Return the conditions whose truth is unknown, where the alternative as a whole is."""
    if not (held == MAYBE).any():
        return []
    own = ((condition(text, variables), text) for text in alternative.conditions)
    return [((held == MAYBE) & (truth == MAYBE), text) for truth, text in own]


def at_least(value: Array, limit: Limit) -> Outcomes:
    """Return whether a value reaches a minimum: TRUE at `hi` or more, FALSE below `lo`, else or unknown MAYBE.

    An unknown value reaches a minimum of 0: no quantity of a zoning code is negative.
    """
    return _compared(value, limit.lo, limit.hi, limit.is_asked, limit.hi <= 0)


def at_most(value: Array, limit: Limit) -> Outcomes:
    """Return whether a value keeps a maximum: TRUE at `lo` or less, FALSE above `hi`, else or unknown MAYBE."""
    return _compared(-value, -limit.hi, -limit.lo, limit.is_asked, np.zeros((), bool))


def _compared(value: Array, lo: Array, hi: Array, is_asked: Mask, is_given: Mask) -> Outcomes:
    with np.errstate(invalid="ignore"):
        reaches_hi = (value >= hi - _tie(hi)) | is_given
        below_lo = value < lo - _tie(lo)
    found = np.where(reaches_hi, TRUE, np.where(below_lo, FALSE, MAYBE))
    return outcomes(np.where(is_asked, found, TRUE))


def _tie(limit: Array) -> Array:
    return TIE * np.where(np.isfinite(limit), np.maximum(np.abs(limit), 1), 0)


def checked(value: Array, minimum: Limit, maximum: Limit) -> Outcomes:
    """Return FALSE if either side is, else MAYBE if either is, else TRUE."""
    return both(at_least(value, minimum), at_most(value, maximum))
