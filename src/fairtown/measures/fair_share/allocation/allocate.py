"""The allocator: a need divided among towns in proportion to weights, between a floor and a cap, exactly.

Each town gets clip(λ × weight, floor, cap), where λ makes the sum equal the need. The sum is piecewise linear in λ: the
points where a town leaves its floor or meets its cap are sorted, the last one that does not give too much is found by
halving the list, and the towns that move beyond it divide the rest by their weights. What caps leave over is reported,
never spread in silence. Everything works on many draws at once: arrays are (draws, towns).
Method: docs/fair-share.md, "One allocator".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fairtown.concepts import FairtownError

Array = NDArray[np.float64]
#: Floors above the need by no more than this share are above it by rounding only.
ROUNDING = 1e-12
#: A weight counts as no less than this share of the largest one, so that no point is beyond what numbers hold.
LEAST_WEIGHT = 1e-200


@dataclass(frozen=True)
class Allocation:
    """What each town gets, real-valued.

    `target`, `is_capped`, `is_floored`: (draws, towns); `unallocated`: (draws, regions), the need that caps left over.
    """

    target: Array
    is_capped: NDArray[np.bool_]
    is_floored: NDArray[np.bool_]
    unallocated: Array


def allocate(
    need: ArrayLike, weight: ArrayLike, floor: ArrayLike, cap: ArrayLike, region: ArrayLike,
    towns: Sequence[str] = (), regions: Sequence[str] = (),
) -> Allocation:  # fmt: skip
    """Return the allocation of each region's need to its towns.

    `need`: (regions,) or (draws, regions), homes; `weight`, `floor`, `cap`: (towns,) or (draws, towns), weight without
    unit, an infinite cap is none; `region`: (towns,), the number of each town's region from 0. A town of weight 0 gets
    its floor. `towns`, `regions`: names for messages.
    Raises FairtownError, in one line, on shapes that differ, on a negative, unknown or infinite figure, where a cap is
    below a floor, and where floors together exceed the need.
    """
    areas = _areas(region)
    needs, w, low, high = _numbers(need=need, weight=weight, floor=floor, cap=cap)
    _refuse(needs, w, low, high, areas, towns, regions)
    n = max(a.shape[0] for a in (needs, w, low, high))
    w, low, high = (np.broadcast_to(a, (n, len(areas))) for a in (w, low, high))
    needs = np.broadcast_to(needs, (n, needs.shape[1]))
    target = np.empty((n, len(areas)))
    unallocated = needs.copy()
    for r in np.unique(areas):
        at = np.flatnonzero(areas == r)
        # contiguous by row, so that a draw's sum does not depend on the other draws
        own_w, own_low, own_high = (np.ascontiguousarray(a[:, at]) for a in (w, low, high))
        name = _named(regions, r, "region")
        target[:, at], unallocated[:, r] = _region(needs[:, r], own_w, own_low, own_high, name)
    is_capped = (w > 0) & (target >= high)
    return Allocation(target, is_capped, (target <= low) & (low > 0) & ~is_capped, unallocated)


def _region(need: Array, weight: Array, floor: Array, cap: Array, name: str) -> tuple[Array, Array]:
    """Return (draws, towns) targets of one region and (draws,) homes left over."""
    most = np.where(weight > 0, cap, floor)
    least, room = floor.sum(axis=1), most.sum(axis=1)
    if (least > need * (1 + ROUNDING)).any():
        i = int(np.argmax(least - need))
        raise FairtownError(
            f"fair share: floors of {name} add up to {least[i]:,.0f} homes, more than its need of {need[i]:,.0f}; "
            "lower the floor or raise the need"
        )
    target = _shared_out(np.minimum(need, room), weight, floor, most)
    full = need >= room
    target[full] = most[full]
    return target, np.where(full, need - room, 0.0)


def _shared_out(goal: Array, weight: Array, floor: Array, most: Array) -> Array:
    """Return (draws, towns) targets that add up to `goal`, (draws,), between the sums of `floor` and of `most`."""
    has = weight > 0
    largest = np.where(has, weight, LEAST_WEIGHT).max(axis=1, keepdims=True)
    w = np.where(has, np.maximum(weight / largest, LEAST_WEIGHT), 1.0)
    # a town without weight never moves: it stands at its cap, which is its floor, from 0 on
    leaves, meets = np.where(has, floor / w, 0.0), np.where(has, most / w, 0.0)
    reached = _last_reached(goal, np.sort(np.concatenate([leaves, meets], axis=1), axis=1), w, floor, most)
    moves = (leaves <= reached) & (reached < meets)
    still = np.where(moves, 0.0, np.where(meets <= reached, most, floor))
    rest, moving = goal - still.sum(axis=1), np.where(moves, w, 0.0)
    total = moving.sum(axis=1, keepdims=True)
    part = np.divide(moving, total, out=np.zeros_like(moving), where=total > 0)
    return np.asarray(np.clip(np.where(moves, part * rest[:, None], still), floor, most), float)


def _last_reached(goal: Array, point: Array, weight: Array, floor: Array, most: Array) -> Array:
    """Return the last of each draw's sorted points, as (draws, 1), at which the clipped sum is not above `goal`."""
    row = np.arange(len(goal))
    low, high = np.zeros(len(goal), np.intp), np.full(len(goal), point.shape[1])
    for _ in range(point.shape[1].bit_length()):
        middle = (low + high) // 2
        fits = np.clip(point[row, middle, None] * weight, floor, most).sum(axis=1) <= goal
        low, high = np.where(fits, middle, low), np.where(fits, high, middle)
    return np.asarray(point[row, low, None], float)


def _numbers(**given: ArrayLike) -> tuple[Array, ...]:
    """Return each as numbers by draw, (draws, ...)."""
    out = {}
    for name, figures in given.items():
        try:
            out[name] = np.atleast_2d(np.asarray(figures, float))
        except (TypeError, ValueError):
            raise FairtownError(
                f"fair share: {name} holds what is no number, expected numbers of 0 or more; mend that figure"
            ) from None
    draws = {name: len(a) for name, a in out.items() if len(a) != 1}
    if len(set(draws.values())) > 1:
        counts = ", ".join(f"{n} of {name}" for name, n in draws.items())
        raise FairtownError(
            f"fair share: numbers of draws differ: {counts}; give as many draws of each, or one row that serves for all"
        )
    return tuple(out.values())


def _areas(region: ArrayLike) -> NDArray[np.intp]:
    numbers = np.asarray(region)
    if numbers.ndim != 1 or (numbers.size and numbers.dtype.kind not in "iu"):
        raise FairtownError(
            "fair share: region is no row of whole numbers, expected the number of each town's region from 0; "
            "number the regions"
        )
    return numbers.astype(np.intp)


def _refuse(
    need: Array, weight: Array, floor: Array, cap: Array, region: NDArray[np.intp],
    towns: Sequence[str], regions: Sequence[str],
) -> None:  # fmt: skip
    if need.ndim > 2:
        raise FairtownError(
            f"fair share: need has {need.ndim} dimensions, expected draws and regions; give one number for each region"
        )
    for name, given in (("weight", weight), ("floor", floor), ("cap", cap)):
        if given.ndim > 2 or given.shape[1] != len(region):
            raise FairtownError(
                f"fair share: {name} covers {given.shape[-1]} towns, expected {len(region)} as in region; give one "
                "figure for each town"
            )
    if len(region) and not 0 <= region.min() <= region.max() < need.shape[1]:
        raise FairtownError(
            f"fair share: region numbers go from {region.min()} to {region.max()}, expected 0 to "
            f"{need.shape[1] - 1}; give a need for each region"
        )
    for name, given, names in (("need", need, regions), ("weight", weight, towns), ("floor", floor, towns)):
        _refuse_wild(name, given, ~(np.isfinite(given) & (given >= 0)), names)
    _refuse_wild("cap", cap, ~(cap >= 0), towns)
    if (under := np.broadcast_to(cap, np.broadcast_shapes(cap.shape, floor.shape)) < floor).any():
        _i, at = np.argwhere(under)[0]
        raise FairtownError(
            f"fair share: the cap of {_named(towns, at, 'town')} is {cap[min(_i, len(cap) - 1), at]:,.0f} homes, "
            f"below its floor of {floor[min(_i, len(floor) - 1), at]:,.0f}; raise the cap or lower the floor"
        )


def _refuse_wild(what: str, given: Array, wild: NDArray[np.bool_], names: Sequence[str]) -> None:
    if wild.any():
        i, at = np.argwhere(wild)[0]
        raise FairtownError(
            f"fair share: {what} of {_named(names, at, 'place')} is {given[i, at]:g}, expected a number of 0 or "
            "more; mend that figure"
        )


def _named(names: Sequence[str], at: int, what: str) -> str:
    return names[at] if at < len(names) else f"{what} {at}"
