"""The allocator: a need divided among towns in proportion to weights, between a floor and a cap, exactly.

Each town gets clip(λ × weight, floor, cap), where λ makes the sum equal the need. The sum is piecewise linear in λ, so
λ is found by sorting the points where a town leaves its floor or meets its cap: no iteration. What caps leave over is
reported, never spread in silence. Everything works on many draws at once: arrays are (draws, towns).
Method: docs/fair-share.md, "One allocator".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from fairtown.concepts import FairtownError

Array = NDArray[np.float64]
#: A slope of the sum below this share of the largest one is what rounding left of zero.
FLAT = 1e-12


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
    areas = np.asarray(region, np.intp)
    needs = np.atleast_2d(np.asarray(need, float))
    w, low, high = (np.atleast_2d(np.asarray(a, float)) for a in (weight, floor, cap))
    _refuse(needs, w, low, high, areas, towns, regions)
    n = max(a.shape[0] for a in (needs, w, low, high))
    w, low, high = (np.broadcast_to(a, (n, len(areas))) for a in (w, low, high))
    needs = np.broadcast_to(needs, (n, needs.shape[1]))
    target = np.empty((n, len(areas)))
    unallocated = np.empty(needs.shape)
    for r in range(needs.shape[1]):
        at = np.flatnonzero(areas == r)
        of_region = needs[:, r], w[:, at], low[:, at], high[:, at]
        target[:, at], unallocated[:, r] = _region(*of_region, _named(regions, r, "region"))
    is_capped = (w > 0) & (target >= high)
    return Allocation(target, is_capped, (target <= low) & (low > 0) & ~is_capped, unallocated)


def _region(need: Array, weight: Array, floor: Array, cap: Array, name: str) -> tuple[Array, Array]:
    """Return (draws, towns) targets of one region and (draws,) homes left over."""
    most = np.where(weight > 0, cap, floor)
    least, room = floor.sum(axis=1), most.sum(axis=1)
    if (least > need * (1 + FLAT)).any():
        i = int(np.argmax(least - need))
        raise FairtownError(
            f"fair share: floors of {name} add up to {least[i]:,.0f} homes, more than its need of {need[i]:,.0f}; "
            "lower the floor or raise the need"
        )
    goal = np.minimum(need, room)
    scale = _scale(goal, weight, floor, most, least)
    target = np.clip(scale[:, None] * weight, floor, most)
    full = need >= room
    target[full] = most[full]
    return target, np.where(full, need - room, 0.0)


def _scale(goal: Array, weight: Array, floor: Array, most: Array, least: Array) -> Array:
    """Return λ, (draws,): the scale of the weights at which the clipped sum meets `goal`."""
    has = weight > 0
    with np.errstate(divide="ignore", invalid="ignore"):
        # a town without weight never moves: its points stand at 0 with no slope
        leaves = np.where(has, floor / weight, 0.0)
        meets = np.where(has, most / weight, 0.0)
    point = np.concatenate([leaves, meets], axis=1)
    slope = np.concatenate([np.where(has, weight, 0.0), np.where(has, -weight, 0.0)], axis=1)
    order = np.argsort(point, axis=1, kind="stable")
    point, slope = np.take_along_axis(point, order, 1), np.take_along_axis(slope, order, 1)
    rise = np.cumsum(slope, axis=1)
    rise[rise < FLAT * weight.max(axis=1, keepdims=True, initial=0)] = 0.0
    with np.errstate(invalid="ignore"):
        steps = np.where(rise[:, :-1] > 0, rise[:, :-1] * np.diff(point, axis=1), 0.0)
    value = least[:, None] + np.concatenate([np.zeros((len(goal), 1)), np.cumsum(steps, axis=1)], axis=1)
    # from the last point whose sum is not above the goal, go on at that slope
    k = np.maximum((value <= goal[:, None]).sum(axis=1) - 1, 0)
    i = np.arange(len(goal))
    more, up = goal - value[i, k], rise[i, k]
    return point[i, k] + np.divide(more, up, out=np.zeros_like(more), where=up > 0)


def _refuse(
    need: Array, weight: Array, floor: Array, cap: Array, region: NDArray[np.intp],
    towns: Sequence[str], regions: Sequence[str],
) -> None:  # fmt: skip
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
