"""A method of fair share as data: the need, the factors and their weights, who is exempt, caps, floors, rounding.

A method of ours is one file of this folder; anyone's own is an address of `/fair-share/`, or options of `fairtown
scenario fair-share`. Each is checked here, whole, before anything is computed.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from numbers import Real
from typing import Any

from fairtown.concepts import FairtownError
from fairtown.measures.fair_share.allocation.factors import FACTORS
from fairtown.measures.fair_share.allocation.needs import NEEDS, USUAL
from fairtown.measures.fair_share.allocation.whole_homes import METHODS

#: Town figures that a town may be exempt by, when at or above a line.
EXEMPT_BY: dict[str, str] = {
    "poverty_share": "People below the poverty line",
    "assisted_share": "Assisted homes among all homes",
    "people_per_sq_mi": "People per square mile of land",
}
#: How sure a part of a method is, see `concepts.LAW_STATUS`; a copy was not checked against the official text.
VERIFIED, COPY, ASSUMED, UNKNOWN = "verified", "copy", "assumed", "unknown"
#: Longest refusal, and longest text repeated in one.
LONGEST_MESSAGE, LONGEST_TEXT = 1_000, 80
#: The largest finite number.
LARGEST = sys.float_info.max
#: More homes than this are no need of a state.
MOST_HOMES = 100_000_000.0
#: Years over which a plan is usually spread.
PLAN_YEARS = 10


@dataclass(frozen=True)
class Claim:
    """What a method does at one point, whether that is the law's or paper's own rule, and where it is read."""

    part: str
    what: str
    status: str
    source: str = ""
    #: the choices that it is about: factors, scaled, exempt, need, cap, floor, rounding; or none of them
    about: tuple[str, ...] = ()


@dataclass(frozen=True)
class Method:
    """All choices of a fair share.

    `factors`: weight by factor; they are divided by their sum. `need`: a key of `needs.NEEDS`, or "own" with
    `need_homes` for the state. `is_scaled`: factors scale each town's households from .5 to 1.5 instead of being
    shares themselves. `exempt`: lines by town figure, at or above which a town is exempt; `exempt_towns`: slugs.
    Caps are the smaller of `cap_share` × households and `cap_homes`; infinite is none.
    """

    id: str
    title: str
    factors: Mapping[str, float]
    need: str = USUAL
    need_homes: float = 0.0
    is_scaled: bool = False
    exempt: Mapping[str, float] = field(default_factory=dict)
    exempt_towns: tuple[str, ...] = ()
    cap_share: float = math.inf
    cap_homes: float = math.inf
    floor_share: float = 0.0
    rounding: str = METHODS[0]
    claims: tuple[Claim, ...] = ()

    def __post_init__(self) -> None:
        """Refuse, in one line, what cannot be computed."""
        _check(self)

    @property
    def weights(self) -> dict[str, float]:
        """The weights that are not 0, divided by their sum."""
        total = sum(self.factors.values())
        return {name: w / total for name, w in self.factors.items() if w > 0}

    @property
    def figures(self) -> tuple[str, ...]:
        """The town figures that the method needs."""
        needed = [figure for name in self.weights for figure in FACTORS[name].needs]
        return tuple(dict.fromkeys((*needed, *self.exempt, "households")))

    def with_changes(self, **changes: object) -> Method:
        """Return the method with changes, as one's own."""
        return replace(self, **{"claims": (), **changes})  # type: ignore[arg-type]


def refuse(what: str) -> FairtownError:
    """Return the error of a scenario, in one line."""
    return FairtownError(" ".join(f"fair share: {what}".split())[:LONGEST_MESSAGE])


def short_repr(value: object) -> str:
    """Return a value as an error message shows it, truncated where it is long."""
    text = repr(value)
    return text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT] + "…"


def _is_number(value: Any, most: float = math.inf) -> bool:
    """Whether a value is a known number from 0 to `most`."""
    is_real = isinstance(value, Real)
    return bool(is_real and 0 <= value <= most)


def _check(method: Method) -> None:
    if method.need not in (*NEEDS, "own"):
        raise refuse(f"need is {short_repr(method.need)}, expected one of {', '.join(NEEDS)}, or own")
    if method.rounding not in METHODS:
        raise refuse(f"rounding is {short_repr(method.rounding)}, expected one of {', '.join(METHODS)}")
    _check_weights(method)
    for name, line in method.exempt.items():
        if name not in EXEMPT_BY:
            raise refuse(f"exemption by {short_repr(name)} is unknown; there are: {', '.join(EXEMPT_BY)}")
        if not _is_number(line, most=LARGEST):
            raise refuse(
                f"line of exemption by {name} is {short_repr(line)}, expected a finite number of 0 or more"
            )
    _check_bounds(method)


def _check_weights(method: Method) -> None:
    for name, weight in method.factors.items():
        if name not in FACTORS:
            raise refuse(f"factor {short_repr(name)} is unknown; there are: {', '.join(FACTORS)}")
        if not _is_number(weight, most=LARGEST):
            raise refuse(f"weight of {name} is {short_repr(weight)}, expected a finite number of 0 or more")
    total = sum(method.factors.values())
    if not (0 < total < math.inf):
        raise refuse(f"the weights sum to {total:g}, expected more than 0; give at least one factor a weight")


def _check_bounds(method: Method) -> None:
    share, homes, floor = method.cap_share, method.cap_homes, method.floor_share
    if not (_is_number(share) and share > 0):
        raise refuse(f"cap is {short_repr(share)} of a town's households, expected a share above 0, or none")
    if not (_is_number(homes) and homes > 0):
        raise refuse(f"cap is {short_repr(homes)} homes, expected a number above 0, or none")
    if not (_is_number(floor) and floor < 1):
        raise refuse(
            f"floor is {short_repr(floor)} of a town's households, expected a share from 0 to below 1"
        )
    if floor > share:
        raise refuse(f"cap of {share:g} is below the floor of {floor:g}; raise the cap")
    if method.need == "own" and not _is_number(method.need_homes, most=MOST_HOMES):
        raise refuse(
            f"need is {short_repr(method.need_homes)} homes, expected a number from 0 to {MOST_HOMES:,.0f}"
        )
