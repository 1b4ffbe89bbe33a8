"""What is the most that may be built here? Bounds on homes, floor area, height, coverage and stories of a parcel.

They follow from the numbers in the rules of the parcel's district, for each type of home allowed there. Setbacks,
parking and the shape of the parcel are left out, so a building this large need not fit. A rule that depends on what
only a building could say, or on plain words, leaves its bound open.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from fairtown.data.ozfs.feed import Constraint, District
from fairtown.measures.zoning.ozfs.building import PERCENT, Lots
from fairtown.measures.zoning.ozfs.choices import PLANNED, RES_TYPE
from fairtown.measures.zoning.ozfs.constraint import Limit, resolve
from fairtown.measures.zoning.ozfs.homes import ANY_NUMBER, HOMES, HOMES_OF_TYPE, most_homes
from fairtown.measures.zoning.ozfs.town import Rows, Town
from fairtown.measures.zoning.ozfs.values import Array, Value
from fairtown.units import SQFT_PER_ACRE
from fairtown.work_budget import spend

#: What is bounded: homes; sq ft; ft; percentage points of the lot; number.
BOUNDED: dict[str, str] = {
    "homes": "homes",
    "floor_area": "sq ft",
    "far": "ratio",
    "height": "ft",
    "coverage": "percentage points",
    "stories": "stories",
}
#: Steps for a type of homes in a district, for a row of it, and for each row of the town if the type is new.
TYPE, TYPE_ROW, NEW_TYPE_ROW = 1_000.0, 1.5, 0.05
#: The rule that bounds a quantity by itself.
OF_RULE: dict[str, str] = {"far": "far", "height": "height", "coverage": "lot_cov_bldg", "stories": "stories"}


@dataclass(eq=False)
class Bound:
    """The most of a quantity, shape (rows,): what surely may be built, what at best, and the rule that binds.

    inf where no rule bounds it, NaN where it is unknown: a rule could not be evaluated, or there is no base district.
    """

    sure: Array
    at_best: Array
    rule: NDArray[np.object_]

    @classmethod
    def unknown(cls, n: int) -> Bound:
        """Return a bound of `n` rows of which nothing is known."""
        rule = np.empty(n, object)
        rule[:] = ""
        return cls(np.full(n, np.nan), np.full(n, np.nan), rule)

    def put(self, rows: Rows, sure: Value, at_best: Value, rule: object) -> None:
        """Write down the bound of some rows."""
        self.sure[rows], self.at_best[rows], self.rule[rows] = sure, at_best, rule


@dataclass(frozen=True, eq=False)
class Most:
    """The most that may be built in each row of a town, by type of home and over all of them.

    `by_type`: type -> quantity -> bound, NaN where the type is not allowed; `homes`: the most of any type that is
    allowed, 0 where none is; `res_type`: the type that it belongs to, "" if none.
    """

    town: Town
    homes: Bound
    res_type: NDArray[np.object_]
    by_type: dict[str, dict[str, Bound]] = field(repr=False)


def most_of(town: Town) -> Most:
    """Return the most that may be built in each row of a town; unknown in planned developments and in no district."""
    n = len(town.parcel)
    best = Bound.unknown(n)
    types = Bound.unknown(n).rule
    by_type: dict[str, dict[str, Bound]] = {}
    for district, rows in town.rows_by_district():
        if district.planned_dev:
            best.rule[rows] = PLANNED
            continue
        best.put(rows, np.array(0.0), np.array(0.0), RES_TYPE)
        lots = town.lots.take(town.parcel[rows])
        for name in district.res_types:
            spend(TYPE + TYPE_ROW * len(rows) + (0 if name in by_type else NEW_TYPE_ROW * n), "rules")
            if name not in by_type:
                by_type[name] = {q: Bound.unknown(n) for q in BOUNDED}
            bounds = by_type[name]
            _bounds(district, name, lots, rows, bounds)
            own = bounds["homes"]
            # what is unknown could be more than anything known
            more = np.isnan(own.at_best[rows]) | (own.at_best[rows] > best.at_best[rows])
            same = own.at_best[rows] == best.at_best[rows]
            more |= same & ((own.sure[rows] > best.sure[rows]) | (types[rows] == ""))
            more &= ~np.isnan(best.at_best[rows])
            at = rows[more]
            best.put(at, own.sure[at], own.at_best[at], own.rule[at])
            types[at] = name
    return Most(town, best, types, by_type)


def _bounds(district: District, res_type: str, lots: Lots, rows: Rows, into: dict[str, Bound]) -> None:
    rules = {c.name: c for c in district.constraints}
    of_lots: dict[str, Value] = {
        "lot_area": lots.area_acres,
        "lot_width": lots.width_ft,
        "lot_depth": lots.depth_ft,
        "lot_type": lots.kind,
        "dist_abbr": np.array(district.abbr),
        RES_TYPE: np.array(res_type),
    }
    into["homes"].put(rows, *most_homes(rules, of_lots, res_type))
    few, many = HOMES_OF_TYPE.get(res_type, ANY_NUMBER)
    if few == many:
        of_lots[HOMES] = np.array(float(few))
    shape = (len(rows),)
    own: dict[str, tuple[Array, Array]] = {}
    for quantity, name in OF_RULE.items():
        sure, at_best = upper(rules.get(name), of_lots)
        own[quantity] = np.broadcast_to(sure, shape), np.broadcast_to(at_best, shape)
        into[quantity].put(rows, sure, at_best, np.where(np.isinf(own[quantity][0]), "", name))
    _floor_area(rules, of_lots, own, rows, into["floor_area"])


def _floor_area(
    rules: dict[str, Constraint],
    of_lots: dict[str, Value],
    own: dict[str, tuple[Array, Array]],
    rows: Rows,
    into: Bound,
) -> None:
    """Write down the least of what floor area ratio, floor area, and coverage with stories allow."""
    lot_sqft = of_lots["lot_area"] * SQFT_PER_ACRE
    area = upper(rules.get("fl_area"), of_lots)
    names = np.array(["far", "fl_area", "lot_cov_bldg"], object)
    tables = []
    for end in (0, 1):
        share = own["coverage"][end] / PERCENT
        # where nothing may be covered, no number of stories makes floor area of it
        covered = share * lot_sqft * np.where(share == 0, 0, own["stories"][end])
        tables.append(np.stack(np.broadcast_arrays(own["far"][end] * lot_sqft, area[end], covered)))
    sure, known = tables[0].min(axis=0), np.where(np.isnan(tables[1]), np.inf, tables[1]).min(axis=0)
    # an unknown rule may be the harder one, so nothing is sure; what is known still bounds what is possible
    at_best = np.where(np.isinf(known) & np.isnan(tables[1]).any(axis=0), np.nan, known)
    binding = np.where(np.isnan(tables[0]), -np.inf, tables[0]).argmin(axis=0)
    into.put(rows, sure, at_best, np.where(np.isinf(sure), "", names[binding]))


def upper(constraint: Constraint | None, variables: dict[str, Value]) -> tuple[Array, Array]:
    """Return the sure and the best upper end of a rule; inf without one, NaN where it could not be evaluated."""
    if constraint is None:
        return np.array(np.inf), np.array(np.inf)
    return _ends(resolve(constraint.maximum, variables))


def _ends(limit: Limit) -> tuple[Array, Array]:
    sure = np.where(np.isnan(limit.lo), np.inf, np.where(limit.lo == -np.inf, np.nan, limit.lo))
    at_best = np.where(np.isnan(limit.hi), np.inf, np.where(limit.hi == np.inf, np.nan, limit.hi))
    return sure, at_best
