"""The quantities of a building on parcels, by the names that expressions use (section 2 of the description).

Lengths in ft, areas in sq ft, lots in acres, coverage and shares of homes in percentage points.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np

from fairtown.data.ozfs.building import ROOFS
from fairtown.data.ozfs.feed import Building, Definition, Parcels
from fairtown.measures.zoning.ozfs.expression import Word, parse
from fairtown.measures.zoning.ozfs.kleene import MAYBE, TRUE, both, outcomes
from fairtown.measures.zoning.ozfs.values import Value, as_text, condition, figure_of, value_of
from fairtown.units import SQFT_PER_ACRE

PERCENT = 100.0
#: The last class of bedrooms holds this many or more.
MOST_BEDROOMS = 4
#: What the ground floor of a building covers: the area of level 1, or its width times its depth.
FOOTPRINTS = ("level_1", "width_x_depth")
#: What a municipality may define, and whether it comes to a word.
RES_TYPE = "res_type"
DEFINED: dict[str, bool] = {"height": False, RES_TYPE: True}
CORNER, INTERIOR = "corner", "interior"
#: The words that quantities can be, apart from the type of homes, which a municipality defines.
WORDS_OF: dict[str, Collection[str]] = {"roof_type": ROOFS, "lot_type": (CORNER, INTERIOR)}


@dataclass(frozen=True, eq=False)
class Lots:
    """What expressions may ask of parcels, each of shape (parcels,) or (); NaN and "" unknown."""

    area_acres: Value
    width_ft: Value
    depth_ft: Value
    kind: Value

    @classmethod
    def from_parcels(cls, parcels: Parcels) -> Lots:
        """Return the lots of parcels. A corner lot has an exterior side; without known sides the kind is unknown."""
        kind = np.where(parcels.is_corner, CORNER, np.where(parcels.is_classified, INTERIOR, ""))
        return cls(parcels.lot_area_acres, parcels.lot_width_ft, parcels.lot_depth_ft, kind)

    def take(self, rows: Value) -> Lots:
        """Return some of the lots."""
        return Lots(*(v[rows] for v in (self.area_acres, self.width_ft, self.depth_ft, self.kind)))


def building_quantities(building: Building, footprint: str = "level_1") -> dict[str, Value]:
    """Return the quantities that a building has on any parcel, each of no dimension.

    `footprint`: a key of FOOTPRINTS; a building without a level 1 covers nothing by its level 1.
    """
    levels = {level.level: level.gross_fl_area_sqft for level in building.levels}
    top = max(levels)
    qty = np.array([u.qty for u in building.units], float)
    bedrooms = np.array([u.bedrooms for u in building.units], float)
    sizes = np.array([u.fl_area_sqft for u in building.units])
    total = qty.sum()
    first = levels.get(1, 0.0)
    found: dict[str, object] = {
        "bldg_width": building.width_ft,
        "bldg_depth": building.depth_ft,
        "stories": top,
        "fl_area": sum(levels.values()),
        "fl_area_first": first,
        "footprint": building.width_ft * building.depth_ft if footprint == "width_x_depth" else first,
        "fl_area_top": levels[top] if top > 1 else 0.0,
        "total_units": total,
        "total_bedrooms": (bedrooms * qty).sum(),
        "unit_size_avg": (sizes * qty).sum() / total,
        "min_unit_size": sizes.min(),
        "max_unit_size": sizes.max(),
        "n_outside_entry": qty[[u.outside_entry for u in building.units]].sum(),
        "n_ground_entry": qty[[u.entry_level == 1 for u in building.units]].sum(),
        "parking_enclosed": building.parking,
    }
    for n in range(MOST_BEDROOMS + 1):
        own = qty[np.minimum(bedrooms, MOST_BEDROOMS) == n].sum()
        found[f"units_{n}bed"] = own
        found[f"unit_pct_{n}bed"] = own / total * PERCENT
    quantities = {name: np.array(value, float) for name, value in found.items()}
    return {**quantities, **_heights(building), "sep_platting": outcomes(TRUE * int(building.sep_platting))}


def _heights(building: Building) -> dict[str, Value]:
    top = building.height_top_ft
    heights = {
        "height_top": top,
        "height_plate": building.height_plate_ft,
        "height_eave": top if building.height_eave_ft is None else building.height_eave_ft,
        "height_deck": top if building.height_deck_ft is None else building.height_deck_ft,
        "height_tower": 0.0 if building.height_tower_ft is None else building.height_tower_ft,
    }
    return {name: np.array(v, float) for name, v in heights.items()} | {
        "roof_type": np.array(building.roof_type)
    }


def on_lots(of_any: Mapping[str, Value], lots: Lots, abbr: str) -> dict[str, Value]:
    """Return the quantities of a building on lots of a district, those of the building alone among them."""
    lot_sqft = lots.area_acres * SQFT_PER_ACRE
    return {
        **of_any,
        "lot_area": lots.area_acres,
        "lot_width": lots.width_ft,
        "lot_depth": lots.depth_ft,
        "lot_type": lots.kind,
        "lot_cov_bldg": of_any["footprint"] / lot_sqft * PERCENT,
        "unit_density": of_any["total_units"] / lots.area_acres,
        "far": of_any["fl_area"] / lot_sqft,
        "dist_abbr": np.array(abbr),
    }


def with_definitions(
    variables: Mapping[str, Value], definitions: Mapping[str, tuple[Definition, ...]]
) -> dict[str, Value]:
    """Return the variables and those that the municipality defines, `height` and `res_type`, in the file's order.

    The first entry whose conditions are all true gives the value; without one it is unknown, and where an entry before
    it may hold and gives another value.
    """
    extended = dict(variables)
    for name, entries in definitions.items():
        if name in DEFINED:
            extended[name] = _defined(DEFINED[name], entries, extended)
    return extended


def _defined(in_words: bool, entries: tuple[Definition, ...], variables: Mapping[str, Value]) -> Value:
    unknown: Value = np.array("" if in_words else np.nan)
    found, is_settled = unknown, np.zeros((), bool)
    possible: list[tuple[Value, Value]] = []
    for entry in entries:
        holds = both(*(condition(c, variables) for c in entry.conditions))
        value = _entry(in_words, entry.expression, variables)
        possible.append(((holds == MAYBE) & ~is_settled, value))
        found = np.where((holds == TRUE) & ~is_settled, value, found)
        is_settled = is_settled | (holds == TRUE)
    for may_hold, value in possible:
        found = np.where(may_hold & (value != found), unknown, found)
    return found


def _entry(in_words: bool, expression: str, variables: Mapping[str, Value]) -> Value:
    return as_text(value_of(parse(expression), variables)) if in_words else figure_of(expression, variables)


def types_of(definitions: Mapping[str, tuple[Definition, ...]]) -> frozenset[str] | None:
    """Return the types of homes that a municipality defines; none if it defines no type, or not by plain words."""
    trees = [parse(entry.expression).tree for entry in definitions.get(RES_TYPE, ())]
    names = [tree.value for tree in trees if isinstance(tree, Word)]
    return frozenset(names) if names and len(names) == len(trees) else None
