"""The checks of one building on the parcels of each district, written into arrays over all parcels of a town."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from fairtown.data.ozfs.feed import Building, Constraint, District
from fairtown.measures.zoning.ozfs.building import building_quantities, on_lots, types_of, with_definitions
from fairtown.measures.zoning.ozfs.choices import (
    FIT,
    NOT_CHECKABLE,
    PLANNED,
    QUANTITIES,
    RES_TYPE,
    UNIT_SIZE,
    Choices,
)
from fairtown.measures.zoning.ozfs.constraint import Limit, Mask, at_least, at_most, resolve
from fairtown.measures.zoning.ozfs.findings import CODES, Check
from fairtown.measures.zoning.ozfs.fit import SETBACKS, Setbacks, setbacks_of
from fairtown.measures.zoning.ozfs.kleene import (
    FALSE,
    MAYBE,
    NOT_EVALUATED,
    TRUE,
    Outcomes,
    both,
    known,
    outcomes,
)
from fairtown.measures.zoning.ozfs.town import Rows, Town
from fairtown.measures.zoning.ozfs.values import Array, Value, Variables, numbers
from fairtown.work_budget import spend

NO_VALUE = np.array(np.nan)
#: Steps for a district with parcels, for a check and for each of its rows, and for a row of a text that is reported.
DISTRICT, CHECK, CHECK_ROW, TEXT_ROW = 150.0, 50.0, 0.06, 0.003


@dataclass(eq=False)
class Between:
    """What a district asks of the sides of its parcels."""

    rows: Rows
    setbacks: Setbacks
    is_asked: bool
    texts: list[tuple[Mask, str]] = field(default_factory=list)


class Run:
    """One building on a town; `checks` fill up as the districts are gone through."""

    def __init__(self, town: Town, building: Building, choices: Choices) -> None:
        self.town = town
        self.building = building
        self.choices = choices
        self.n = len(town.parcel)
        self.building_quantities = building_quantities(building, choices.footprint)
        self.types = types_of(town.zoning.definitions)
        self.checks: dict[str, Check] = {}
        self.is_looked_at = np.zeros(self.n, bool)
        self.between: list[Between] = []

    def check(self, name: str) -> Check:
        """Return a check by name, empty on first access."""
        if name not in self.checks:
            spend(CHECK + CHECK_ROW * self.n, "rules")
            self.checks[name] = Check.empty(name, self.n)
        return self.checks[name]

    def district(self, district: District, rows: Rows) -> None:
        """Make every check but that of room on the parcels of a district."""
        spend(DISTRICT, "rules")
        if district.planned_dev:
            self.check(PLANNED).put(rows, outcomes(FALSE), CODES["planned_development"])
            return
        self.is_looked_at[rows] = True
        lots = self.town.lots.take(self.town.parcel[rows])
        variables = on_lots(self.building_quantities, lots, district.abbr)
        variables = with_definitions(variables, self.town.zoning.definitions)
        if self.choices.makes(RES_TYPE):
            self._res_type(district, rows, variables)
        limits = {}
        for constraint in district.constraints:
            if constraint.name in SETBACKS:
                limits[constraint.name] = resolve(constraint.minimum, variables, self.choices.unread)
            elif self.choices.makes(constraint.name):
                self._constraint(constraint, rows, variables)
        texts = [(self._spread(rows, mask), text) for limit in limits.values() for mask, text in limit.texts]
        self.between.append(Between(rows, setbacks_of(limits, len(rows)), bool(limits), texts))

    def close(self) -> None:
        """Record that a rule which a district does not have is met there."""
        for name, check in self.checks.items():
            if name not in (PLANNED, FIT):
                rows = np.flatnonzero(self.is_looked_at & (check.outcome == NOT_EVALUATED))
                check.put(rows, outcomes(TRUE), CODES["no_rule"])

    def _res_type(self, district: District, rows: Rows, variables: Variables) -> None:
        own = variables.get(RES_TYPE, np.array(""))
        if not district.res_types:
            found, code = outcomes(FALSE), np.array(CODES["no_homes_allowed"])
        else:
            found = known(np.isin(own, np.array(district.res_types)), own != "")
            is_defined = self.types is None or self.types >= set(district.res_types)
            refused = "type_not_allowed" if is_defined else "type_undefined"
            code = _picked(found, refused, "type_unknown", "type_allowed")
        self.check(RES_TYPE).put(rows, found, code)

    def _constraint(self, constraint: Constraint, rows: Rows, variables: Mapping[str, Value]) -> None:
        name = constraint.name
        if name == UNIT_SIZE:
            for unit in self.building.units:
                own = {**variables, "bedrooms": np.array(float(unit.bedrooms))}
                self._held(constraint, np.array(unit.fl_area_sqft), rows, own)
        elif name in QUANTITIES:
            self._held(constraint, numbers(variables.get(name, NO_VALUE)), rows, variables)
        else:
            instead = "not_checkable" if name in NOT_CHECKABLE else "unknown_rule"
            self._held(constraint, NO_VALUE, rows, variables, instead)

    def _held(
        self,
        constraint: Constraint,
        value: Array,
        rows: Rows,
        variables: Variables,
        no_value: str = "value_unknown",
    ) -> None:
        """Hold a value against a rule; where it was held against it before, the worse outcome stays."""
        minimum = resolve(constraint.minimum, variables, self.choices.unread)
        maximum = resolve(constraint.maximum, variables, self.choices.unread)
        low, high = at_least(value, minimum), at_most(value, maximum)
        shape = (len(rows),)
        found = np.broadcast_to(both(low, high), shape)
        code = np.broadcast_to(_reason(value, minimum, maximum, low, high, no_value), shape)
        check = self.check(constraint.name)
        before = check.outcome[rows]
        worse = (before == NOT_EVALUATED) | (found < before)
        at = rows[worse]
        check.put(at, found[worse], code[worse])
        numbers_of = (
            (check.value, value), (check.minimum.lo, minimum.lo), (check.minimum.hi, minimum.hi),
            (check.maximum.lo, maximum.lo), (check.maximum.hi, maximum.hi),
        )  # fmt: skip
        for column, given in numbers_of:
            column[at] = np.broadcast_to(given, shape)[worse]
        check.texts += [(self._spread(rows, mask), text) for mask, text in (*minimum.texts, *maximum.texts)]

    def _spread(self, rows: Rows, mask: Mask) -> Mask:
        """Return a mask over the rows of a district as one over all rows."""
        spend(1 + TEXT_ROW * self.n, "rules")
        found = np.zeros(self.n, bool)
        found[rows] = mask
        return found

    def fit(self, wanted: Mask) -> None:
        """Ask the parcels of the rows wanted for room, shape (rows,)."""
        size = self.building.width_ft, self.building.depth_ft
        fitting, classified = self.town.fitting, self.town.parcels.is_classified
        for between in self.between:
            own = np.flatnonzero(wanted[between.rows])
            rows = between.rows[own]
            parcels = self.town.parcel[rows]
            known_sides = classified[parcels] | (not between.is_asked)
            check = self.check(FIT)
            check.put(rows, outcomes(MAYBE), CODES["sides_unknown"])
            with_sides = own[known_sides]
            rows, parcels = rows[known_sides], parcels[known_sides]
            setbacks = Setbacks(between.setbacks.lo[:, with_sides], between.setbacks.hi[:, with_sides])
            found = fitting.fits(parcels, setbacks, *size)
            code = _picked(found, "no_room", "room_if_relaxed", "room")
            check.put(rows, found, np.where(fitting.no_shape(parcels), CODES["shape_unknown"], code))
            check.texts += between.texts


def _picked(found: Outcomes, *names: str) -> NDArray[np.intp]:
    """Return the code of each outcome, from names for FALSE, MAYBE and TRUE."""
    return np.array([CODES[name] for name in names])[found]


def _reason(
    value: Array, minimum: Limit, maximum: Limit, low: Outcomes, high: Outcomes, no_value: str
) -> NDArray[np.intp]:
    """Return the reason of each outcome: that of the worse side, of the minimum where both are as bad."""
    is_low = low <= high
    unread = np.where(
        is_low, np.isinf(minimum.lo) | np.isinf(minimum.hi), np.isinf(maximum.lo) | np.isinf(maximum.hi)
    )
    between = np.where(is_low, CODES["between_minimums"], CODES["between_maximums"])
    maybe = np.where(np.isnan(value), CODES[no_value], np.where(unread, CODES["limit_unread"], between))
    false = np.where(is_low, CODES["below_minimum"], CODES["above_maximum"])
    true = np.where(minimum.is_asked | maximum.is_asked, CODES["passes"], CODES["not_asked"])
    worse = both(low, high)
    return np.where(worse == TRUE, true, np.where(worse == FALSE, false, maybe))
