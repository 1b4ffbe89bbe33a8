"""Evaluate a method on town figures: each town's share, whole homes, and the interval that survey error leaves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial

import numpy as np
from numpy.typing import NDArray

from fairtown.measures.fair_share.allocation.allocate import Allocation, allocate
from fairtown.measures.fair_share.allocation.factors import FACTORS, Array, scale_rate, shares
from fairtown.measures.fair_share.allocation.figures import TownFigures
from fairtown.measures.fair_share.allocation.method import Method, refuse, short_repr
from fairtown.measures.fair_share.allocation.whole_homes import NEARLY, largest_remainder, webster
from fairtown.measures.fair_share.town_figures import WITHOUT_YOUNG, YOUNG_SHARE
from fairtown.measures.uncertainty import share

SEED = 20_240_601
DRAWS = 2_000
#: Ends of the 90% interval, in percent.
ENDS = (5.0, 95.0)
#: A town is exempt for sure from this share of draws on, and surely not below the other; between them it is open.
SURELY_NOT, SURELY = 0.05, 0.95
#: A town whose poor people are of 18 to 24 by more than this share is a college town.
MOST = 0.5
#: Draws computed at once: bounds memory.
AT_ONCE = 1_000
#: Cached shares of factors in draws: some of each method, 20 MB in all.
MOST_CACHED = 64
PERCENT = 100
#: Who is exempt: figures with the line from which on, and towns by name.
Freed = tuple[tuple[tuple[str, float], ...], tuple[str, ...]]


@dataclass(frozen=True)
class DrawSummary:
    """What draws of the survey say of each town's share before rounding; arrays (towns,), NaN if none were made.

    `p_exempt`: share of draws in which it is exempt. `lo90`, `hi90`, `median`: of all draws, or, where the exemption is
    open, of those in which it is not exempt.
    """

    p_exempt: Array
    lo90: Array
    hi90: Array
    median: Array


def is_open(p_exempt: Array) -> NDArray[np.bool_]:
    """Return where survey error leaves open whether a town is exempt; False where that is unknown."""
    return np.asarray((p_exempt > SURELY_NOT) & (p_exempt < SURELY))


@dataclass(frozen=True)
class Shared:
    """An evaluated method; arrays are (towns,), `need` and `unallocated` (regions,).

    `factor_shares`: each factor's share of the region, by factor. `weight`: the town's share before caps.
    `uncapped`: need × weight, homes. `homes`: whole homes. `is_interval_partial`: a surveyed figure of the region has
    no published margin, so that the interval is too narrow. `draws`: what draws of the survey say.
    """

    method: Method
    figures: TownFigures
    need: Array
    is_exempt: NDArray[np.bool_]
    factor_shares: dict[str, Array]
    weight: Array
    uncapped: Array
    cap: Array
    floor: Array
    target: Array
    is_capped: NDArray[np.bool_]
    homes: NDArray[np.int64]
    unallocated: Array
    is_interval_partial: NDArray[np.bool_]
    draws: DrawSummary

    @property
    def lo90(self) -> Array:
        """The lower end of the 90% interval, NaN if no draws were made."""
        return self.draws.lo90

    @property
    def hi90(self) -> Array:
        """The upper end of the 90% interval, NaN if no draws were made."""
        return self.draws.hi90

    @property
    def is_open(self) -> NDArray[np.bool_]:
        """Whether survey error leaves open if the town is exempt; its interval is then that of its share if not."""
        return is_open(self.draws.p_exempt)

    @property
    def homes_if_not_exempt(self) -> Array:
        """Homes of the town if it is not exempt: by the estimate, or the median of draws; NaN where it surely is."""
        drawn = np.where(self.is_open, np.round(self.draws.median), np.nan)
        return np.where(self.is_exempt, drawn, self.homes)

    @property
    def rests_on_students(self) -> NDArray[np.bool_]:
        """Whether the town is, or may be, exempt by its poverty for the sake of people of 18 to 24 alone.

        These are more than half of its poor people, and without them its poverty is below the line.
        """
        line, values = self.method.exempt.get("poverty_share"), self.figures.values
        if line is None or YOUNG_SHARE not in values:
            return np.zeros(len(self.is_exempt), bool)
        is_young = (values[YOUNG_SHARE] > MOST) & (values[WITHOUT_YOUNG] < line)
        return is_young & ((self.is_exempt & (values["poverty_share"] >= line)) | self.is_open)

    @property
    def share_of_homes(self) -> Array:
        """Homes of the share among the town's households."""
        return share(self.homes, self.figures.values["households"])


def evaluate(method: Method, figures: TownFigures, n: int = DRAWS, seed: int = SEED) -> Shared:
    """Return the shares of a method on town figures, with `n` draws of the survey for the interval, 0 for none.

    Raises FairtownError, in one line, on what cannot be: see `allocate` and `factors.shares`.
    """
    figures_now = {name: figures.values[name][np.newaxis] for name in method.figures}
    need, _error = figures.need(method)
    exempt = _exempt(_freed(method), figures, figures_now)
    parts, weight = _weights(method, partial(_part, method.is_scaled, figures, figures_now, exempt))
    _refuse_crossed(method, figures, exempt[0])
    floor, cap = _bounds(method, figures_now["households"], exempt)
    allocation = _allocate(method, figures, need[np.newaxis], weight, floor, cap)
    return Shared(
        method, figures, need, exempt[0], {k: v[0] for k, v in parts.items()}, weight[0],
        need[figures.region] * weight[0], cap[0], floor[0], allocation.target[0], allocation.is_capped[0],
        _whole(method, figures, allocation, weight[0], floor[0], cap[0]), allocation.unallocated[0],
        _partial(method, figures), _draw_summary(method, figures, n, seed),
    )  # fmt: skip


def _freed(method: Method) -> Freed:
    return tuple(method.exempt.items()), method.exempt_towns


def _exempt(freed: Freed, figures: TownFigures, values: Mapping[str, Array]) -> NDArray[np.bool_]:
    """Return exempt towns, (draws, towns); FairtownError on an unknown town, or a figure that is not known."""
    lines, towns = freed
    named = set(towns)
    unknown = sorted(named.difference(figures.slugs))
    if unknown:
        raise refuse(f"town {short_repr(unknown[0])} is unknown; name it as in its address, like new-haven")
    out = np.array([[slug in named for slug in figures.slugs]])
    for name, line in lines:
        if (blank := np.isnan(values[name]).any(axis=0) & ~out.all(axis=0)).any():
            town = figures.names[int(np.argmax(blank))]
            raise refuse(
                f"{name} of {town} is not known, expected a number to say whether it is exempt; name the "
                "town as exempt, or take that line out"
            )
        out = out | (values[name] >= line)
    return np.asarray(out)


def _part(
    is_scaled: bool, figures: TownFigures, values: Mapping[str, Array], exempt: NDArray[np.bool_], name: str
) -> tuple[Array, NDArray[np.bool_]]:
    """Return each town's share of a factor, (draws, towns), and where its region has any of it."""
    factor = FACTORS[name]
    amount = factor.amount(values, figures.region)
    eligible = np.broadcast_to(~exempt, np.broadcast_shapes(exempt.shape, amount.shape))
    amount = np.broadcast_to(amount, eligible.shape)
    if is_scaled:
        rate = amount if factor.is_rate else share(amount, values["households"])
        amount = scale_rate(rate, values["households"], eligible, figures.region)
    return shares(amount, eligible, figures.region, name, figures.names)


@lru_cache(maxsize=MOST_CACHED)
def _cached_part(
    is_scaled: bool, figures: TownFigures, freed: Freed, n: int, seed: int, name: str
) -> tuple[Array, NDArray[np.bool_]]:
    """Return the shares of draws, cached and read-only: changes of weights, need or caps use them again."""
    needed = {*FACTORS[name].needs, "households", *(figure for figure, _line in freed[0])}
    values = {figure: figures.draws(figure, n, seed) for figure in needed}
    arrays = _part(is_scaled, figures, values, _exempt(freed, figures, values), name)
    for array in arrays:
        array.flags.writeable = False
    return arrays


def _weights(
    method: Method, part: Callable[[str], tuple[Array, NDArray[np.bool_]]]
) -> tuple[dict[str, Array], Array]:
    """Return each factor's shares and the towns' weights, (draws, towns); a factor without any amount is left out."""
    parts: dict[str, Array] = {}
    total, used = np.zeros((1, 1)), np.zeros((1, 1))
    for name, weight in method.weights.items():
        parts[name], has_any = part(name)
        total = total + weight * parts[name]
        used = used + weight * has_any
    with np.errstate(invalid="ignore", divide="ignore"):
        return parts, np.where(used > 0, total / used, 0.0)


def _bounds(method: Method, households: Array, exempt: NDArray[np.bool_]) -> tuple[Array, Array]:
    """Return whole floors and caps, (draws, towns); those of exempt towns are 0."""
    of_share = (
        method.cap_share * households if np.isfinite(method.cap_share) else np.full_like(households, np.inf)
    )
    # 57 percent of 100 households are 57 homes, though the product of the two numbers is a little less
    cap = np.floor(np.minimum(of_share, method.cap_homes) + NEARLY)
    floor = np.minimum(np.floor(method.floor_share * households + NEARLY), cap)
    return np.where(exempt, 0.0, floor), np.where(exempt, 0.0, cap)


def _refuse_crossed(method: Method, figures: TownFigures, exempt: NDArray[np.bool_]) -> None:
    """Refuse a floor above the cap in homes, naming the first town; draws of the survey are held at the cap instead."""
    floor = np.floor(method.floor_share * figures.values["households"] + NEARLY)
    if (over := ~exempt & (floor > np.floor(method.cap_homes + NEARLY))).any():
        at = int(np.argmax(over))
        part = f"{method.floor_share * PERCENT:.10g} percent of its households"
        raise refuse(
            f"the cap of {method.cap_homes:,.10g} homes is below the floor of {figures.names[at]}, "
            f"{floor[at]:,.0f} homes ({part}); raise the cap or lower the floor"
        )


def _allocate(
    method: Method, figures: TownFigures, need: Array, weight: Array, floor: Array, cap: Array
) -> Allocation:
    return allocate(need, weight, floor, cap, figures.region, figures.names, figures.regions)


def _whole(
    method: Method, figures: TownFigures, allocation: Allocation, weight: Array, floor: Array, cap: Array
) -> NDArray[np.int64]:
    if method.rounding == "largest_remainder":
        return largest_remainder(allocation.target[0], weight, figures.region)
    sums = np.bincount(figures.region, weights=allocation.target[0], minlength=len(figures.regions))
    return webster(np.round(sums).astype(np.int64), weight, floor, cap, figures.region)


def _draw_summary(method: Method, figures: TownFigures, n: int, seed: int) -> DrawSummary:
    """Return how often each town is exempt, and the middle and the ends of its real-valued share."""
    if not n:
        blank = np.full(len(figures.towns), np.nan)
        return DrawSummary(blank, blank, blank, blank)
    targets, exempt = _targets(method, figures, n, seed)
    p_exempt = exempt.mean(axis=0)
    low, middle, high = np.percentile(targets, (ENDS[0], PERCENT / 2, ENDS[1]), axis=0)
    for town in np.flatnonzero(is_open(p_exempt)):
        own = targets[~exempt[:, town], town]
        low[town], middle[town], high[town] = np.percentile(own, (ENDS[0], PERCENT / 2, ENDS[1]))
    return DrawSummary(p_exempt, low, high, middle)


def target_draws(method: Method, figures: TownFigures, n: int = DRAWS, seed: int = SEED) -> Array:
    """Return each town's real-valued share in each draw of the survey, (n, towns), or one row that serves for all."""
    return _targets(method, figures, n, seed)[0]


def _targets(method: Method, figures: TownFigures, n: int, seed: int) -> tuple[Array, NDArray[np.bool_]]:
    """Return each town's real-valued share in each draw, and whether it is exempt, (n, towns), or one row for all."""
    freed, needs, is_cached = _freed(method), figures.need_draws(method, n, seed), n <= AT_ONCE
    # where the shares of factors are cached, their own figures need not be drawn again
    names = {"households", *method.exempt} if is_cached else method.figures
    drawn = {name: figures.draws(name, n, seed) for name in names}
    targets, exempts = [], []
    for start in range(0, n, AT_ONCE):
        values = {name: _rows(draws, start) for name, draws in drawn.items()}
        exempt = _exempt(freed, figures, values)
        part = (
            partial(_cached_part, method.is_scaled, figures, freed, n, seed)
            if is_cached
            else partial(_part, method.is_scaled, figures, values, exempt)
        )
        _parts, weight = _weights(method, part)
        target = _draw_targets(method, figures, _rows(needs, start), values, exempt, weight)
        targets.append(target)
        exempts.append(np.broadcast_to(exempt, target.shape))
    return np.concatenate(targets), np.concatenate(exempts)


def _rows(draws: Array, start: int) -> Array:
    """Return some draws of many; what has no error has one row that serves for all."""
    return draws if len(draws) == 1 else draws[start : start + AT_ONCE]


def _draw_targets(
    method: Method, figures: TownFigures, need: Array, values: Mapping[str, Array], exempt: NDArray[np.bool_],
    weight: Array,
) -> Array:  # fmt: skip
    floor, cap = _bounds(method, values["households"], exempt)
    # a draw of a small need cannot be below the floors
    sums = np.zeros((max(len(need), len(floor)), len(figures.regions)))
    for r in range(sums.shape[1]):
        sums[:, r] = floor[:, figures.region == r].sum(axis=1)
    return _allocate(method, figures, np.maximum(need, sums), weight, floor, cap).target


def _partial(method: Method, figures: TownFigures) -> NDArray[np.bool_]:
    """Return towns in whose region a surveyed figure in use, or the need, has no published margin."""
    out = np.isnan(figures.need_errors[figures.counted(method)])[figures.region]
    for name in method.figures:
        regions = np.unique(figures.region[figures.without_margin[name]])
        out |= np.isin(figures.region, regions)
    return out
