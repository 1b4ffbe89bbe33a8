"""Districts, rules and parcels for tests of a building on every parcel."""

from __future__ import annotations

import datetime as dt

import numpy as np
import shapely

from fairtown.data.ozfs.feed import (
    Alternative,
    Building,
    Constraint,
    Definition,
    District,
    Level,
    Unit,
    Zoning,
)
from fairtown.data.ozfs.parcels import Parcels
from fairtown.measures.zoning.ozfs.choices import Choices
from fairtown.measures.zoning.ozfs.evaluate import evaluate
from fairtown.measures.zoning.ozfs.town import town_of

WORDY = "if the board finds it fitting"
NO_FIT = Choices(fit="none")
DUPLEX = Building(
    height_top_ft=30,
    height_plate_ft=25,
    width_ft=30,
    depth_ft=40,
    units=(Unit(900, 2, 1, True, 1), Unit(600, 0, 2, True, 1)),
    levels=(Level(1, 1000), Level(2, 800)),
)


DEFINITIONS = {
    "height": (Definition("height_top"),),
    "res_type": (
        Definition("'1_unit'", ("total_units == 1",)),
        Definition("'2_unit'", ("total_units == 2",)),
    ),
}


def at_most(name: str, *values, when: str = "") -> Constraint:
    return Constraint(name, maximum=(Alternative(tuple(map(str, values)), (when,) if when else ()),))


def at_least(name: str, *values, when: str = "") -> Constraint:
    return Constraint(name, minimum=(Alternative(tuple(map(str, values)), (when,) if when else ()),))


def district(abbr="R", *rules, west=0.0, east=1.0, types=("1_unit", "2_unit"), **given) -> District:
    return District(abbr, res_types=types, constraints=rules, shape=shapely.box(west, 0, east, 1), **given)


def zoning(*districts, definitions=None) -> Zoning:
    entries = DEFINITIONS if definitions is None else definitions
    return Zoning("Anytown", dt.date(2026, 1, 1), "0.5.0", entries, districts)


def parcels(*lon, acres=0.5, lat=0.5) -> Parcels:
    n = len(lon)
    ids = np.array([f"p{i}" for i in range(n)], object)
    area = np.broadcast_to(np.asarray(acres, float), n).copy()
    sizes = np.full(n, 100.0)
    start, none = np.zeros(n + 1, int), np.empty(0, object)
    return Parcels(
        ids, np.array(lon, float), np.full(n, lat), sizes, sizes, area, start, np.zeros(0, int), none
    )


def evaluated(*rules, building=DUPLEX, choices=NO_FIT, acres=0.5, definitions=None, **given):
    town = town_of(zoning(district("R", *rules, **given), definitions=definitions), parcels(0.5, acres=acres))
    return evaluate(town, building, choices)


def finding(check: str, *rules, **given):
    found = evaluated(*rules, **given)
    return next(f for f in found.findings(0) if f.check == check)
