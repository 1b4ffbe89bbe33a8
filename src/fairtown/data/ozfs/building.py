"""The .bldg file of the Open Zoning Feed Specification: one proposed building, its homes and its levels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

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
    truth,
    whole,
)

#: Largest file that is parsed, in bytes: a larger one is refused unread.
MOST_BYTES_BLDG = 1_000_000
ROOFS = ("flat", "skillion", "mansard", "hip", "gable", "gambrel")
#: What every building must say of itself, in the order of `Building`.
MEASURES = ("height_top", "height_plate", "width", "depth")


@dataclass(frozen=True)
class Unit:
    """One type of home: floor area in sq ft, bedrooms, the level of its entry, and how many there are."""

    fl_area_sqft: float
    bedrooms: int
    entry_level: int
    outside_entry: bool
    qty: int


@dataclass(frozen=True)
class Level:
    """One level: 1, 2, … up and −1, −2, … down, with its gross floor area in sq ft."""

    level: int
    gross_fl_area_sqft: float


@dataclass(frozen=True)
class Building:
    """A proposed building; heights, width and depth in ft, none where the file does not say."""

    height_top_ft: float
    height_plate_ft: float
    width_ft: float
    depth_ft: float
    units: tuple[Unit, ...]
    levels: tuple[Level, ...]
    height_eave_ft: float | None = None
    height_deck_ft: float | None = None
    height_tower_ft: float | None = None
    roof_type: str = "flat"
    parking: int = 0
    sep_platting: bool = False


def read_building(given: Given, most_bytes: int = MOST_BYTES_BLDG) -> Building:
    """Return the building in a .bldg file.

    Raises FairtownError, in one line, on a missing key, a value of the wrong kind, a repeated level, no unit
    or no level.
    """
    where = name_of(given, "bldg")
    whole_file = load_json(given, "bldg", most_bytes)
    parts = {key: item(where, whole_file, key) for key in ("bldg_info", "unit_info", "level_info")}
    at = f"{where}: bldg_info"
    info = as_object(at, "it", parts["bldg_info"])
    roof = "flat" if info.get("roof_type") is None else info["roof_type"]
    if roof not in ROOFS:
        raise refuse(at, f"roof_type is {quoted(roof)}, expected one of {', '.join(ROOFS)}")
    heights = {
        key: None if info.get(key) is None else number(at, key, info[key], 0.0)
        for key in ("height_eave", "height_deck", "height_tower")
    }
    top, plate, width, depth = (number(at, key, item(at, info, key), 0.0, above=True) for key in MEASURES)
    return Building(
        top,
        plate,
        width,
        depth,
        units=_units(where, parts["unit_info"]),
        levels=_levels(where, parts["level_info"]),
        height_eave_ft=heights["height_eave"],
        height_deck_ft=heights["height_deck"],
        height_tower_ft=heights["height_tower"],
        roof_type=roof,
        parking=0 if info.get("parking") is None else whole(at, "parking", info["parking"], 0),
        sep_platting=truth(at, "sep_platting", info.get("sep_platting")),
    )


def _units(where: str, given: Any) -> tuple[Unit, ...]:
    units = []
    for i, row in enumerate(as_list(where, "unit_info", given), 1):
        at = f"{where}: unit_info {i}"
        own = as_object(at, "it", row)
        units.append(
            Unit(
                number(at, "fl_area", item(at, own, "fl_area"), 0.0, above=True),
                whole(at, "bedrooms", item(at, own, "bedrooms"), 0),
                whole(at, "entry_level", item(at, own, "entry_level")),
                truth(at, "outside_entry", item(at, own, "outside_entry")),
                whole(at, "qty", item(at, own, "qty"), 1),
            )
        )
    if not units:
        raise refuse(where, "unit_info is empty, expected at least one type of home; add it")
    return tuple(units)


def _levels(where: str, given: Any) -> tuple[Level, ...]:
    levels: dict[int, Level] = {}
    for i, row in enumerate(as_list(where, "level_info", given), 1):
        at = f"{where}: level_info {i}"
        own = as_object(at, "it", row)
        level = whole(at, "level", item(at, own, "level"))
        if level == 0 or level in levels:
            why = "which is no level" if level == 0 else "which is there already"
            raise refuse(at, f"level is {level}, {why}; expected 1, 2, … up or -1, -2, … down, each once")
        levels[level] = Level(level, number(at, "gross_fl_area", item(at, own, "gross_fl_area"), 0.0))
    if not levels:
        raise refuse(where, "level_info is empty, expected at least one level; add it")
    return tuple(levels.values())
