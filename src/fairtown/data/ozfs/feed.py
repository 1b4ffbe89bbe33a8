"""Open Zoning Feed Specification (OZFS) 0.5: readers of .zoning, .parcel and .bldg files.

Each takes bytes or text, or the path of a file (a `Path`, `.gz` too), and gives frozen records in the units of the
standard: feet, square feet, acres, degrees. Numbers and truth values may be quoted. Errors are one line.
Files from before 0.5 are turned into the present layout first (`ozfs_before_05.py`).
Source: vibe-lab-gsd/ozfs-standard (CC0), version 0.5.0.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import shapely

from fairtown.data.geometry.coordinates import WGS84, datum_of
from fairtown.data.ozfs import before_05
from fairtown.data.ozfs.building import Building, Level, Unit, read_building
from fairtown.data.ozfs.parcels import Parcels, read_parcels
from fairtown.data.ozfs.shapes import district_shape
from fairtown.data.ozfs.strict_json import (
    Given,
    as_list,
    as_object,
    item,
    load_json,
    name_of,
    number,
    quoted,
    refuse,
    text,
    truth,
)
from fairtown.work_budget import spend

__all__ = [
    "Alternative", "Building", "Constraint", "Definition", "District", "Level", "Parcels", "Unit", "Zoning",
    "read_building", "read_parcels", "read_zoning",
]  # fmt: skip

#: Largest file that is parsed, in bytes: a larger one is refused unread.
MOST_BYTES_ZONING = 64_000_000
#: Years of the standard that we know; a later one may say things that we would not see.
KNOWN_VERSION, FIRST_VERSION = (0, 5), (0, 5)
VERSION = re.compile(r"(\d{1,4})\.(\d{1,4})(\.\d{1,4})?", re.ASCII)
DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
MIN_MAX = ("", "min", "max")
#: Longest condition or expression that is stored; the rest of a longer one is cut off, and it is never evaluated.
LONGEST_RULE = 2_000
#: Texts of one condition or expression, and of all rules of a file: more are no town's, and would never end.
MOST_IN_A_RULE, MOST_TEXTS = 100, 20_000
#: Kinds of rules, and types of homes, that a district may name: the standard has some forty, and five.
MOST_KINDS = 200
#: Steps to read a district, and a letter of a rule, which is parsed some times.
DISTRICT, LETTER = 230.0, 1.0
#: Names of older files and of the standard's own table, and the name used here.
OTHER_NAMES: dict[str, str] = {
    "lot_size": "lot_area",
    "unit_qty": "total_units",
    "floors": "stories",
    **{f"unit_{n}bed_qty": f"units_{n}bed" for n in range(5)},
}
#: Keys of an alternative as the standard and older drafts spell them.
ALTERNATIVE_KEYS: dict[str, str] = {
    "expression": "expression", "expressions": "expression", "condition": "condition", "conditions": "condition",
    "min_max": "min_max", "select": "min_max", "criterion": "min_max",
}  # fmt: skip


@dataclass(frozen=True)
class Alternative:
    """One alternative of a limit: its expressions, the conditions that must all hold, and which value governs."""

    expressions: tuple[str, ...]
    conditions: tuple[str, ...] = ()
    #: "min" or "max" of the expressions governs; "" where they form a range
    min_max: str = ""


@dataclass(frozen=True)
class Constraint:
    """What a district asks of one quantity: alternatives for the least and for the most; either may be empty."""

    name: str
    minimum: tuple[Alternative, ...] = ()
    maximum: tuple[Alternative, ...] = ()


@dataclass(frozen=True)
class Definition:
    """How a quantity is reckoned in this municipality, if all conditions hold."""

    expression: str
    conditions: tuple[str, ...] = ()


@dataclass(frozen=True)
class District:
    """A zoning district. `res_types`: allowed residential types, none if empty. `shape`: in degrees, or none."""

    abbr: str
    name: str = ""
    planned_dev: bool = False
    overlay: bool = False
    res_types: tuple[str, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    shape: shapely.Geometry | None = None


@dataclass(frozen=True)
class Zoning:
    """The rules of one municipality, as in force on `date`.

    `version`: of the file; "" if it was from before 0.5 and has been converted. `repaired`: codes of districts whose
    shape had to be mended.
    """

    muni_name: str
    date: dt.date
    version: str
    definitions: Mapping[str, tuple[Definition, ...]]
    districts: tuple[District, ...]
    repaired: tuple[str, ...] = ()
    #: of the positions in the file: NAD83 is treated as WGS84
    datum: str = WGS84


def read_zoning(given: Given, most_bytes: int = MOST_BYTES_ZONING) -> Zoning:
    """Return the rules in a .zoning file.

    Raises FairtownError, in one line, on a missing key, a value of the wrong kind, a bad date, an unknown version or
    a shape that cannot be repaired.
    """
    where = name_of(given, "zoning")
    whole_file = load_json(given, "zoning", most_bytes)
    version = _version(where, whole_file)
    if not version:
        whole_file = before_05.convert(where, whole_file)
    if whole_file.get("type") != "FeatureCollection":
        raise refuse(where, f"type is {quoted(whole_file.get('type'))}, expected 'FeatureCollection'")
    datum = datum_of(where, whole_file.get("crs"))
    districts, repaired = [], []
    for i, feature in enumerate(as_list(where, "features", item(where, whole_file, "features")), 1):
        district, was_repaired = _district(where, i, feature)
        districts.append(district)
        if was_repaired:
            repaired.append(district.abbr)
    if not districts:
        raise refuse(where, "features is empty, expected one feature per district; add them")
    definitions = _definitions(where, as_object(where, "definitions", item(where, whole_file, "definitions")))
    _refuse_more(where, "the file", _n_texts(definitions, districts), MOST_TEXTS, "part it by district")
    return Zoning(
        text(where, "muni_name", item(where, whole_file, "muni_name")),
        _date(where, item(where, whole_file, "date")),
        version,
        definitions,
        tuple(districts),
        tuple(repaired),
        datum,
    )


def _version(where: str, given: Mapping[str, Any]) -> str:
    """Return the version of a file, "" if it is from before 0.5."""
    if given.get("version") is None:
        return ""
    version = str(given["version"]).strip()
    match = VERSION.fullmatch(version)
    if not match:
        raise refuse(where, f"version is {quoted(given['version'])}, expected one like '0.5.0'; correct it")
    own = (int(match[1]), int(match[2]))
    if own > KNOWN_VERSION:
        raise refuse(where, f"version is {version!r}, expected 0.5 or older; newer rules may be misread")
    return version if own >= FIRST_VERSION else ""


def _date(where: str, value: Any) -> dt.date:
    if isinstance(value, str) and DATE.fullmatch(value):
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            pass
    raise refuse(where, f"date is {quoted(value)}, expected a day as YYYY-MM-DD; correct it")


def _definitions(where: str, given: Mapping[str, Any]) -> dict[str, tuple[Definition, ...]]:
    definitions: dict[str, tuple[Definition, ...]] = {}
    for name, rows in given.items():
        at = f"{where}: definition of {text(where, 'a definition', name)}"
        entries = []
        given_rows = as_list(at, "it", rows)
        _refuse_more(at, "it", len(given_rows), MOST_IN_A_RULE, "leave some out")
        for row in given_rows:
            entry = _alternative(at, row)
            if len(entry.expressions) != 1:
                raise refuse(at, f"an entry has {len(entry.expressions)} expressions, expected one")
            entries.append(Definition(entry.expressions[0], entry.conditions))
        definitions[name] = tuple(entries)
    return definitions


def _district(where: str, i: int, feature: Any) -> tuple[District, bool]:
    spend(DISTRICT, "reading")
    at = f"{where}: feature {i}"
    own = as_object(at, "properties", item(at, as_object(at, "it", feature), "properties"))
    abbr = text(at, "dist_abbr", item(at, own, "dist_abbr"))
    at = f"{where}: district {abbr}"
    shape, was_repaired = district_shape(at, feature.get("geometry"))
    allowed = own.get("res_types_allowed")
    types = [] if allowed is None else [allowed] if isinstance(allowed, str) else allowed
    _refuse_more(
        at, "res_types_allowed", len(as_list(at, "res_types_allowed", types)), MOST_KINDS, "leave some out"
    )
    given = as_object(at, "constraints", {} if own.get("constraints") is None else own["constraints"])
    _refuse_more(at, "constraints", len(given), MOST_KINDS, "leave some out", "rules")
    constraints: dict[str, Constraint] = {}
    for name, limits in given.items():
        constraint = _constraint(at, OTHER_NAMES.get(name, name), limits)
        if constraint.name in constraints:
            raise refuse(
                at,
                f"{quoted(name)} is another name of {constraint.name}, which is there too; keep one of them",
            )
        constraints[constraint.name] = constraint
    return District(
        abbr,
        text(at, "dist_name", own["dist_name"]) if own.get("dist_name") else "",
        truth(at, "planned_dev", own.get("planned_dev")),
        truth(at, "overlay", own.get("overlay")),
        tuple(text(at, "res_types_allowed", t) for t in types),
        tuple(constraints.values()),
        shape,
    ), was_repaired


def _constraint(where: str, name: str, limits: Any) -> Constraint:
    at = f"{where}: constraint {text(where, 'a constraint', name)}"
    given = as_object(at, "it", limits)
    if unknown := [key for key in given if key not in ("min_val", "max_val")]:
        raise refuse(at, f"key {quoted(unknown[0])} is unknown, expected min_val or max_val; rename it")
    sides = []
    for key in ("min_val", "max_val"):
        rows = [] if given.get(key) is None else as_list(at, key, given[key])
        sides.append(tuple(_alternative(f"{at}: {key}", row) for row in rows))
    return Constraint(name, *sides)


def _refuse_more(where: str, what: str, n: int, most: int, remedy: str, noun: str = "texts") -> None:
    """Refuse more texts than the rules of a town have: each is computed on every parcel."""
    if n > most:
        raise refuse(where, f"{what} has {n:,} {noun}, expected at most {most:,}; {remedy}")


def _n_texts(definitions: Mapping[str, tuple[Definition, ...]], districts: list[District]) -> int:
    """Return how many conditions and expressions a file has."""
    of_districts = sum(
        len(alternative.expressions) + len(alternative.conditions)
        for district in districts
        for constraint in district.constraints
        for alternative in (*constraint.minimum, *constraint.maximum)
    )
    return of_districts + sum(1 + len(entry.conditions) for rows in definitions.values() for entry in rows)


def _alternative(where: str, row: Any) -> Alternative:
    given: dict[str, Any] = {}
    for key, value in as_object(where, "an alternative", row).items():
        known = ALTERNATIVE_KEYS.get(key)
        if known is None:
            raise refuse(
                where, f"key {quoted(key)} is unknown, expected expression, condition or min_max; rename it"
            )
        if known in given:
            raise refuse(where, f"{known} stands twice under two names; keep one of them")
        given[known] = value
    expressions = _rules(where, "expression", item(where, given, "expression"))
    if not expressions:
        raise refuse(where, "expression is an empty list, expected at least one; add it")
    governs = "" if given.get("min_max") is None else given["min_max"]
    if governs not in MIN_MAX:
        raise refuse(where, f"min_max is {quoted(governs)}, expected 'min' or 'max'; correct it")
    return Alternative(expressions, _rules(where, "condition", given.get("condition")), governs)


def _rules(where: str, key: str, value: Any) -> tuple[str, ...]:
    """Return the texts of one condition or expression, or of a list of them; cut where they are too long."""
    rows = [] if value is None else value if isinstance(value, list) else [value]
    _refuse_more(where, key, len(rows), MOST_IN_A_RULE, "part the rule")
    texts = []
    for row in rows:
        if isinstance(row, int | float) and not isinstance(row, bool):
            number(where, key, row)
            row = repr(row)
        if not isinstance(row, str):
            raise refuse(where, f"{key} is {quoted(row)}, expected a text or a number; correct it")
        texts.append(row.strip()[:LONGEST_RULE])
        spend(LETTER * (1 + len(texts[-1])), "rules")
    return tuple(texts)
