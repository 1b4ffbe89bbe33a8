"""Absolute centralization: whether a group lives nearer to a center than the land lies. Massey and Denton (1988), ACE.

Above 0 when it lives towards the center, below 0 when towards the edge, 0 when its density is the same at every
distance. A function only: no release has it. It says how far people live from the central business district, of which
the Census Bureau last published a list in 1982; a state, a county or a town has several centers or none, and the
answer changes with the choice. The densest tract or the mean of all people would be a center of our making, and a
figure about a choice. Whoever knows the center of a place gives the distances from it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from fairtown.concepts import FairtownError
from fairtown.measures.segregation.estimation.counts import AreaLabels, Areas, Array, check_counts, ratio
from fairtown.measures.segregation.estimation.ground import check_land


def absolute_centralization(
    x: ArrayLike, land: ArrayLike, distance: ArrayLike, areas: AreaLabels = None
) -> Array:
    """Return ACE in [-1, 1] from a group's people, the land and the distance from the center of each unit.

    `x`: shape (..., units); `land`, `distance`: shape (units,), in any unit; `areas` as in `counts`, each with its own
    center, one value per area. Units at the same distance are passed at once. NaN where the group or all land is
    absent; 0 in an area of one unit. Raises FairtownError on a negative or missing count, land or distance.
    """
    (group,) = check_counts(x)
    ground = check_land(land, group.shape[-1])
    away = _check_distance(distance, len(ground))
    area = Areas.from_labels(areas, len(ground))
    codes = area.labels(len(ground))
    order = np.lexsort((away, codes))
    inner = Areas(None if area.codes is None else codes[order], area.n)
    is_new = np.diff(codes[order], prepend=-1) != 0
    start = np.maximum.accumulate(np.where(is_new, np.arange(len(order)), 0))
    is_ring = is_new | (np.diff(away[order], prepend=-1) != 0)
    ring = np.maximum.accumulate(np.where(is_ring, np.arange(len(order)), 0))
    people, space = group[..., order], ground[order]
    people_within, space_within = ((v.cumsum(-1) - v)[..., ring] for v in (people, space))
    people_within -= (people.cumsum(-1) - people)[..., start]
    space_within -= (space.cumsum(-1) - space)[..., start]
    crossed = inner.sum(people_within * space - people * space_within)
    return area.answer(ratio(crossed, inner.sum(people) * inner.sum(space)))


def _check_distance(distance: ArrayLike, n_units: int) -> Array:
    away = np.asarray(distance, float)
    if away.shape != (n_units,) or not (np.isfinite(away) & (away >= 0)).all():
        n_bad = int((~(np.isfinite(away) & (away >= 0))).sum())
        raise FairtownError(
            f"segregation: distance has shape {away.shape} with {n_bad} missing or negative values, expected "
            f"{n_units} distances ≥ 0 from the center, one per unit"
        )
    return away
