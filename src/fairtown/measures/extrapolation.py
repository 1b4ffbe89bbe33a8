"""Simulation and extrapolation: a figure corrected for the error of its survey (Cook and Stefanski 1994).

A figure that sorts places by estimates is off by one dose of survey error; a survey of those estimates would be off by
two. How its mean and variance move from once to twice the error variance shows what a dose does (docs/decisions/0012).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def error_removed(
    once: Array, twice: Array, once_variance: Array, twice_variance: Array
) -> tuple[Array, Array]:
    """Return a figure with two doses of error taken back from its mean with one dose added, and the variance of that.

    Means and variances of the figure over surveys of the estimates, with once and with twice the error variance, all of
    one shape. The variance with one dose is a little short for the line through both, the extrapolated one a little
    long: it is the middle of the two, and never below the first.
    """
    return once - 2 * (twice - once), np.maximum(once_variance, 2 * once_variance - twice_variance / 2)
