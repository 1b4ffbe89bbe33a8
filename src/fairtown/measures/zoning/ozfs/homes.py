"""How many homes may stand on a parcel at most, by its district's rules on lot area, density and number of homes.

Rules may depend on the number of homes itself ("0.07 acres for each"): then numbers are tried one by one. Elsewhere the
bound follows at once. A number of homes is sure if every rule surely holds, possible if none surely fails.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fairtown.data.ozfs.feed import Constraint
from fairtown.measures.zoning.ozfs.choices import RES_TYPE
from fairtown.measures.zoning.ozfs.constraint import Limit, at_least, at_most, resolve
from fairtown.measures.zoning.ozfs.expression import parse
from fairtown.measures.zoning.ozfs.kleene import MAYBE, TRUE, Outcomes, both
from fairtown.measures.zoning.ozfs.values import Array, Value

#: Fewest and most homes of a type; a type that is not here may have any number.
HOMES_OF_TYPE: dict[str, tuple[int, float]] = {
    "1_unit": (1, 1), "2_unit": (2, 2), "3_unit": (3, 3), "4_plus": (4, np.inf), "townhome": (3, np.inf),
}  # fmt: skip
ANY_NUMBER = (1, np.inf)
#: Numbers of homes tried one by one where rules depend on them; above, rules are taken to get only harder, up to the
#: second number, and what passes there is not bounded.
MOST_TRIED, MOST_HOMES = 500, 1_000_000
#: After so many numbers refused on every parcel, no larger one is tried.
MOST_REFUSED = 25
#: The outcome that a number of homes needs to be sure, and to be possible.
ENDS = (TRUE, MAYBE)
HOMES, AREA = "total_units", "lot_area"
RULES = (AREA, "unit_density", HOMES)
#: A product so little below a whole number is that number.
TIE = 1e-9


def most_homes(
    rules: dict[str, Constraint], of_lots: dict[str, Value], res_type: str
) -> tuple[Array, Array, NDArray[np.object_]]:
    """Return the number of homes of a type that surely may stand, the most at best, and the rule that binds.

    Shape (parcels,) each: 0 where not even the fewest may, inf where no rule bounds them, NaN where that hangs on a
    rule that could not be evaluated or on an unknown lot area. `of_lots`: what expressions may ask of the parcels.
    """
    homes = _Homes({name: rules[name] for name in RULES if name in rules}, of_lots)
    few, many = HOMES_OF_TYPE.get(res_type, ANY_NUMBER)
    sure, at_best = homes.most(few, many)
    next_one = np.where(sure > 0, sure + 1, few)
    rule = np.full(homes.n, "", object)
    for name, outcome in reversed(homes.outcomes(next_one).items()):
        rule[np.broadcast_to(outcome != TRUE, rule.shape)] = name
    rule[next_one > many] = RES_TYPE
    rule[np.isinf(sure)] = ""
    unknown = homes.unknown(few)
    return np.where(unknown, np.nan, sure), np.where(unknown & np.isinf(at_best), np.nan, at_best), rule


@dataclass(frozen=True, eq=False)
class _Homes:
    """The rules of a district that bear on the number of homes, on its parcels."""

    rules: dict[str, Constraint]
    of_lots: dict[str, Value]

    @property
    def n(self) -> int:
        """The number of parcels."""
        return len(self.of_lots[AREA])

    def limits(self, n_homes: Value) -> dict[str, tuple[Array, Limit, Limit]]:
        """Return value, minimum and maximum of each rule for numbers of homes, shape (parcels,) or ()."""
        area = self.of_lots[AREA]
        variables = {**self.of_lots, HOMES: n_homes, "unit_density": n_homes / area}
        return {
            name: (np.asarray(variables[name]), resolve(c.minimum, variables), resolve(c.maximum, variables))
            for name, c in self.rules.items()
        }

    def outcomes(self, n_homes: Value) -> dict[str, Outcomes]:
        """Return whether each rule holds for numbers of homes."""
        return {k: both(at_least(v, lo), at_most(v, hi)) for k, (v, lo, hi) in self.limits(n_homes).items()}

    def unknown(self, few: int) -> NDArray[np.bool_]:
        """Return where a rule that asks for something has no value or could not be evaluated, shape (parcels,)."""
        found = np.zeros(self.n, bool)
        for value, *limits in self.limits(np.array(float(few))).values():
            for limit in limits:
                found |= limit.is_asked & (np.isnan(value) | np.isinf(limit.lo) | np.isinf(limit.hi))
        return found

    def most(self, few: int, many: float) -> tuple[Array, Array]:
        """Return the most homes for which every rule surely holds, and for which none surely fails; 0 if none."""
        caps = [np.minimum(self._cap(least), many) for least in ENDS]
        if any(_depends(c) for c in self.rules.values()):
            sure, at_best = self._tried(few, caps)
        else:
            sure, at_best = (
                np.where((cap >= few) & (self._outcome(np.maximum(cap, few)) >= least), cap, 0)
                for cap, least in zip(caps, ENDS, strict=True)
            )
        return sure, at_best

    def _tried(self, few: int, caps: list[Array]) -> list[Array]:
        """Return the same by trying one number after the other."""
        last = int(np.minimum(caps[-1], MOST_TRIED).max(initial=few))
        found = [np.zeros(self.n), np.zeros(self.n)]
        passed = few
        for number in range(few, last + 1):
            outcome = self._outcome(np.array(float(number)))
            for i, (cap, least) in enumerate(zip(caps, ENDS, strict=True)):
                passes = (outcome >= least) & (number <= cap)
                found[i] = np.where(passes, number, found[i])
                passed = number if passes.any() else passed
            if number > passed + MOST_REFUSED:
                return found
        if last < MOST_TRIED:
            return found
        return [self._beyond(f, cap, least) for f, cap, least in zip(found, caps, ENDS, strict=True)]

    def _beyond(self, found: Array, cap: Array, least: int) -> Array:
        """Return the most homes where the last number tried still passes: by halving what is between."""
        low, high = np.full(self.n, float(MOST_TRIED)), np.minimum(cap, MOST_HOMES)
        while (high - low > 1).any():
            middle = np.floor((low + high) / 2)
            passes = self._outcome(middle) >= least
            low, high = np.where(passes, middle, low), np.where(passes, high, middle)
        low = np.where(self._outcome(high) >= least, np.where(high < MOST_HOMES, high, np.inf), low)
        return np.where((found == MOST_TRIED) & (cap > MOST_TRIED), low, found)

    def _outcome(self, n_homes: Value) -> Outcomes:
        return both(*self.outcomes(n_homes).values())

    def _cap(self, least: int) -> Array:
        """Return the most homes by the rules that do not depend on their number."""
        cap = np.full(self.n, np.inf)
        given = self.limits(np.array(np.nan))
        for name, per_home in (("unit_density", self.of_lots[AREA]), (HOMES, np.array(1.0))):
            if name in given and not _depends(self.rules[name]):
                limit = given[name][-1]
                end = (limit.lo if least == TRUE else limit.hi) * per_home
                cap = np.minimum(cap, np.where(np.isfinite(end), np.floor(end + TIE), np.inf))
        return cap


def _depends(constraint: Constraint) -> bool:
    """Return whether a rule looks at the number of homes."""
    alternatives = (*constraint.minimum, *constraint.maximum)
    return any(HOMES in parse(text).names for a in alternatives for text in (*a.conditions, *a.expressions))
