"""The zoning of one town of a whole state's atlas: its districts on a map, what each allows, and its shares of land."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from fairtown.data.places import slug as slug_of
from fairtown.data.zoning_atlases.record import District, NoLimit, Number, Range
from fairtown.drawings.atlas_map import Shape
from fairtown.measures.zoning.shares import in_base
from fairtown.reports.zoning_atlas import FOLDER, KINDS, Land, vermont
from fairtown.reports.zoning_atlas import districts as all_districts

#: Outlines of districts by their row in the table, as tools/tabulate_vermont_zoning.py writes them.
SHAPES = FOLDER / "vermont_shapes.json.gz"
Key = tuple[str, str]


@dataclass(frozen=True)
class TownMap:
    """The size of a town's map in its own units of ten meters, and its shapes by row of the table."""

    width: int
    height: int
    shapes: Mapping[int, Shape]


@dataclass(frozen=True)
class AtlasDistrict:
    """A district of a town: what its land allows, and how it is drawn, if it is.

    `share`: of the land in the town's base districts; None where the acres are unknown or it lies on top of others.
    """

    row: int
    district: District
    homes_class: str
    is_on_top: bool
    share: float | None
    shape: Shape | None


@dataclass(frozen=True)
class Town:
    """A town of the atlas; `land` and `map` are None where its districts were not drawn."""

    slug: str
    name: str
    county: str
    land: Land | None
    map: TownMap | None
    districts: tuple[AtlasDistrict, ...]


def homes_class(treatments: Mapping[str, str]) -> str:
    """Return the most homes that a district allows as of right: four, few, one; else hearing, none or unknown."""
    treated = {kind: treatments.get(kind) or "" for kind in KINDS}
    if treated["f4plus"] == "allowed":
        return "four"
    if "allowed" in (treated["f2"], treated["f3"]):
        return "few"
    if treated["f1"] == "allowed":
        return "one"
    if "hearing" in treated.values():
        return "hearing"
    return "none" if set(treated.values()) == {"prohibited"} else "unknown"


def least_lot(district: District, homes: str) -> tuple[str, float, float | None]:
    """Return the least lot of a kind of home in acres: how it is written, lowest and highest.

    "number", "range" (open above where the highest is None), "none" where there is no least lot, "conditions" where it
    is in words, and "" where it was not read.
    """
    for rule in district.rules:
        if rule.rule == "min_lot" and rule.homes == homes:
            value = rule.value
            if isinstance(value, Number):
                return "number", value.value, value.value
            if isinstance(value, Range):
                return "range", value.low, value.high
            return ("none" if isinstance(value, NoLimit) else "conditions"), 0.0, None
    return "", 0.0, None


@cache
def towns() -> dict[str, Key]:
    """Return county and name of every town of the atlas by its slug, in the order of names."""
    rows = all_districts().districts
    keys = sorted(set(zip(rows.county, rows.jurisdiction, strict=True)), key=lambda key: (key[1], key[0]))
    names = [name for _county, name in keys]
    found = {}
    for county, name in keys:
        found[slug_of(name if names.count(name) == 1 else f"{name} {county} county")] = (county, name)
    return found


@cache
def slugs() -> dict[Key, str]:
    """Return the slug of every town by county and name."""
    return {key: slug for slug, key in towns().items()}


@cache
def town(slug: str) -> Town:
    """Return a town of the atlas with its districts, the largest first; raises KeyError if there is none."""
    county, name = towns()[slug]
    zoning, drawn = all_districts(), _maps().get(f"{county};{name}")
    rows = zoning.districts
    own = (rows.county == county) & (rows.jurisdiction == name)
    land = next((land for land in vermont().towns if (land.county, land.name) == (county, name)), None)
    is_base = in_base(rows.kind, rows.overlay, "all")
    found = []
    for row in own.to_numpy().nonzero()[0].tolist():
        district = zoning.district(row)
        counts = bool(is_base[row]) and district.acres is not None and land is not None
        found.append(
            AtlasDistrict(
                row,
                district,
                homes_class(district.treatments),
                not is_base[row],
                (district.acres or 0) / land.acres if counts and land else None,
                drawn.shapes.get(row) if drawn else None,
            )
        )
    return Town(slug, name, county, land, drawn, tuple(sorted(found, key=_largest_first)))


def _largest_first(own: AtlasDistrict) -> tuple[bool, float, str, str]:
    return own.is_on_top, -(own.district.acres or 0), own.district.district, own.district.code_date


@cache
def _maps() -> dict[str, TownMap]:
    raw = json.loads(gzip.decompress(SHAPES.read_bytes()))
    return {
        name: TownMap(
            drawn["width"],
            drawn["height"],
            {int(row): Shape(*shape) for row, shape in drawn["shapes"].items()},
        )
        for name, drawn in raw.items()
    }
