"""Simulation and extrapolation: a figure corrected for the error of its survey (Cook and Stefanski 1994).

A figure that sorts places by estimates holds one unit of survey error variance; a survey of those estimates would hold
two. How its mean and variance move from once to twice the added error variance shows the effect of a unit
(docs/decisions/0012).
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def error_removed(
    once: Array, twice: Array, once_variance: Array, twice_variance: Array
) -> tuple[Array, Array]:
    """Return the figure extrapolated to no survey error, and the variance of that.

    `once`, `twice`: its mean over surveys of the estimates with once and with twice the error variance; the variances
    over the same; all of one shape. The estimates have one unit of error already, so that the figure is two units back
    from `once`. The variance at `once` is a little too small for the line through both, the extrapolated one a little
    too large: their mean is returned, and never less than the first.
    """
    return once - 2 * (twice - once), np.maximum(once_variance, 2 * once_variance - twice_variance / 2)
