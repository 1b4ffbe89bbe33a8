"""Three outcomes, FALSE, MAYBE and TRUE, and the logic of three values: what cannot be known stays MAYBE.

Outcomes are small whole numbers in that order, so that "and" is the least, "or" the greatest.
Method: S. C. Kleene, Introduction to Metamathematics (1952), section 64, strong tables.
"""

from __future__ import annotations

from functools import reduce

import numpy as np
from numpy.typing import ArrayLike, NDArray

Outcomes = NDArray[np.int8]
FALSE, MAYBE, TRUE = 0, 1, 2
#: Said of what was not looked at; it takes no part in any logic.
NOT_EVALUATED = -1
_MAYBE, _TRUE = np.int8(MAYBE), np.int8(TRUE)
WORDS: dict[int, str] = {FALSE: "FALSE", MAYBE: "MAYBE", TRUE: "TRUE", NOT_EVALUATED: "not evaluated"}


def outcomes(values: ArrayLike) -> Outcomes:
    """Return outcomes as an array of small whole numbers."""
    return np.asarray(values, np.int8)


def both(*parts: Outcomes) -> Outcomes:
    """Return "and" of all parts, TRUE of none; shapes are broadcast."""
    return reduce(np.minimum, parts, outcomes(TRUE))


def either(*parts: Outcomes) -> Outcomes:
    """Return "or" of all parts, FALSE of none; shapes are broadcast."""
    return reduce(np.maximum, parts, outcomes(FALSE))


def opposite(part: Outcomes) -> Outcomes:
    """Return "not": MAYBE stays MAYBE."""
    return outcomes(TRUE - part)


def known(is_true: ArrayLike, is_known: ArrayLike = True) -> Outcomes:
    """Return TRUE or FALSE by `is_true`, MAYBE where not `is_known`."""
    return np.where(is_known, np.multiply(is_true, _TRUE), _MAYBE)
