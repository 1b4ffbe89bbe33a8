"""Agreement of methods that say yes or no of the same places, beyond what chance would give: Cohen's and Fleiss's κ."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fairtown.concepts import FairtownError


def _answers(answers: ArrayLike) -> NDArray[np.float64]:
    found = np.asarray(answers, float)
    if not np.isin(found, (0, 1)).all() or found.shape[-1] == 0:
        raise FairtownError(
            "agreement: expected answers of 0 or 1, of one place or more; leave out what is unknown"
        )
    return found


def cohen_kappa(a: ArrayLike, b: ArrayLike) -> float:
    """Return Cohen's κ of two methods' answers, 0 or 1, shape (places,); 1 is full agreement, 0 that of chance.

    NaN where neither says yes anywhere, or both say yes everywhere: chance alone would agree. Raises FairtownError on
    other answers, or none. Source: J. Cohen (1960).
    """
    one, two = _answers(a), _answers(b)
    if one.shape != two.shape:
        raise FairtownError(f"agreement: {one.size} and {two.size} answers; give both of the same places")
    observed = (one == two).mean()
    yes, also = one.mean(), two.mean()
    by_chance = yes * also + (1 - yes) * (1 - also)
    return float((observed - by_chance) / (1 - by_chance)) if by_chance < 1 else float("nan")


def fleiss_kappa(answers: ArrayLike) -> float:
    """Return Fleiss's κ of several methods' answers, 0 or 1, shape (methods, places); NaN where all say the same.

    Raises FairtownError on fewer than two methods. Source: J. L. Fleiss (1971).
    """
    found = _answers(answers)
    n = len(found)
    if n <= 1:
        raise FairtownError(f"agreement: {n} method, expected two or more")
    yes = found.sum(axis=0)
    pairs = (yes * (yes - 1) + (n - yes) * (n - yes - 1)) / (n * (n - 1))
    p = found.mean()
    by_chance = p * p + (1 - p) * (1 - p)
    return float((pairs.mean() - by_chance) / (1 - by_chance)) if by_chance < 1 else float("nan")
