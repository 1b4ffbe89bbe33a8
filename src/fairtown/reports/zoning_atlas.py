"""A whole state's zoning as its atlas read it: land by what may be built, by town, with the people of its counties.

Vermont is the first: 1,832 districts of 203 places, 1,295 of them with shapes and so with acres. Acres are added up
exactly, overlays are left out, and what is unknown is told apart: districts that say nothing, and places whose
districts have no shape. The files are kept with the code; tools/tabulate_vermont_zoning.py writes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fairtown.data.zoning_atlases import national
from fairtown.data.zoning_atlases.record import Origin, Zoning
from fairtown.measures.zoning.lot_sizes import ACRE, needing
from fairtown.measures.zoning.shares import PARTS, exact_sum, in_base, one_family, tabulate_zoning

FOLDER = Path(__file__).parent / "atlas_files"
TABLE = FOLDER / "vermont_districts.csv.gz"
STATE = "Vermont"
ORIGIN = Origin(
    "Vermont Zoning Atlas",
    "https://github.com/VERSO-UVM/Vermont-Zoning-Atlas",
    "MIT",
    "all land inside districts, roads and water included",
)
#: Kinds of homes in the order of pages.
KINDS = ("f1", "f2", "f3", "f4plus")


@dataclass(frozen=True)
class Land:
    """The land of a place: acres of base districts, and shares of it, NaN where there is none.

    `parts`: shares by kind of home and treatment (`shares.PARTS`); `one_family_only`: land with one-family homes and no
    other; `acre_at_least`, `acre_at_most`: of the land for one-family homes, what surely, and at most, needs an acre.
    """

    name: str
    county: str
    acres: float
    n_districts: int
    parts: Mapping[str, Mapping[str, float]]
    one_family_only: float
    one_family_unknown: float
    acre_at_least: float
    acre_at_most: float

    @property
    def acres_text(self) -> str:
        """The acres as people write them."""
        return f"{self.acres:,.0f}"


@dataclass(frozen=True)
class People:
    """Residents of a county in a period, and the shares of four groups."""

    period: str
    everyone: int
    white: float
    black: float
    asian: float
    hispanic: float

    @property
    def everyone_text(self) -> str:
        """The people as people write them."""
        return f"{self.everyone:,}"


@dataclass(frozen=True)
class County:
    """A county: its zoned land, and its people then and now."""

    land: Land | None
    name: str
    people: tuple[People, ...]


@dataclass(frozen=True)
class Atlas:
    """The state, its counties and its towns; and what the acres do not hold."""

    state: Land
    state_people: tuple[People, ...]
    counties: tuple[County, ...]
    towns: tuple[Land, ...]
    n_districts: int
    #: districts that lie on top of others, and those without a shape
    n_overlays: int
    n_without_acres: int
    #: county and name of places none of whose districts has a shape: their land is unknown
    unmapped: tuple[tuple[str, str], ...]
    #: as of right, with one acre for each building: share of zoned land that allows it, and that may, by kind of home
    on_an_acre: Mapping[str, tuple[float, float]]

    @property
    def n_districts_text(self) -> str:
        """The number of districts as people write it."""
        return f"{self.n_districts:,}"


@cache
def districts() -> Zoning:
    """Return Vermont's districts as its atlas published them, read once."""
    return national.read(TABLE, ORIGIN)


@cache
def vermont() -> Atlas:
    """Return the atlas of Vermont, computed once."""
    zoning = districts()
    rows = zoning.districts
    has_acres, is_base = rows.acres.notna().to_numpy(), in_base(rows.kind, rows.overlay, "all")
    # two places of different counties have the same name
    places = set(zip(rows.county, rows.jurisdiction, strict=True))
    mapped = set(zip(rows.county[has_acres], rows.jurisdiction[has_acres], strict=True))
    towns = _lands(zoning, ("county", "jurisdiction"))
    people = _people()
    lands = {land.name: land for land in _lands(zoning, ("county",))}
    names = sorted({*lands, *(name for name in people if name)})
    return Atlas(
        state=_lands(zoning, ())[0],
        state_people=people[""],
        counties=tuple(County(lands.get(name), name, people.get(name, ())) for name in names),
        towns=tuple(sorted(towns, key=lambda land: land.name)),
        n_districts=int((has_acres & is_base).sum()),
        n_overlays=int((has_acres & ~is_base).sum()),
        n_without_acres=int((~has_acres).sum()),
        unmapped=tuple(sorted(places - mapped, key=lambda place: (place[1], place[0]))),
        on_an_acre={home: on_an_acre(zoning, home) for home in KINDS},
    )


def _lands(zoning: Zoning, by: tuple[str, ...]) -> list[Land]:
    """Return the land of every place with acres; without `by` that of the state."""
    tables: dict[str, dict[str, Any]] = {}
    for row in tabulate_zoning(zoning, by, "all").to_dict("records"):
        tables.setdefault(_name(row, by), {})[row["homes"]] = row
    # districts without an area make a place in the table, and none in the shares of one family
    alone = {_name(row, by): row for row in one_family(zoning.districts, by, "all").to_dict("records")}
    found, lots = [], _Lots(zoning)
    for place, own in sorted(tables.items()):
        first = next(iter(own.values()))
        if place not in alone or not first["acres"]:
            continue
        shares = {home: {part: float(own[home][f"share_{part}"]) for part in PARTS} for home in KINDS}
        found.append(
            Land(
                str(first[by[-1]]) if by else STATE,
                str(first["county"]) if by else "",
                float(first["acres"]),
                int(first["districts"]),
                shares,
                float(alone[place]["share_one_family_only"]),
                float(alone[place]["share_one_family_only_unknown"]),
                *lots.needing_an_acre({column: first[column] for column in by}),
            )
        )
    return found


def _name(row: Mapping[str, str], by: tuple[str, ...]) -> str:
    return "; ".join(str(row[column]) for column in by)


class _Lots:
    """The least lots of one-family homes, by district: which of them count, and what they ask."""

    def __init__(self, zoning: Zoning) -> None:
        rows = zoning.districts
        self.low, self.high, form = zoning.limits("min_lot", "f1")
        # where no rule was read it may ask for anything, as one in words may
        self.form = np.where(form == "", "conditions", form)
        self.acres = rows.acres.to_numpy(float)
        self.counted = in_base(rows.kind, rows.overlay, "all") & ~np.isnan(self.acres)
        self.counted &= rows.treat_f1.isin(["allowed", "hearing"]).to_numpy()
        self.names = {column: rows[column].to_numpy(object) for column in ("county", "jurisdiction")}

    def needing_an_acre(self, place: Mapping[str, str]) -> tuple[float, float]:
        """Return what share of the land for one-family homes needs an acre for each: surely, and at most."""
        own = self.counted.copy()
        for column, name in place.items():
            own &= self.names[column] == name
        lots = needing(self.acres[own], self.low[own], self.high[own], self.form[own], ACRE)
        return lots.surely, lots.at_most


def on_an_acre(zoning: Zoning, home: str) -> tuple[float, float]:
    """Return the share of zoned land where an acre is enough for a building as of right: surely, and at most.

    It is where the home is allowed and its least lot is an acre or less; it may be where no least lot was read, or the
    rule is in words, or whether the home is allowed is unknown.
    """
    rows = zoning.districts
    counted = in_base(rows.kind, rows.overlay, "all") & rows.acres.notna().to_numpy()
    low, high, form = (values[counted] for values in zoning.limits("min_lot", home))
    treated, acres = rows[f"treat_{home}"].to_numpy(object)[counted], rows.acres.to_numpy(float)[counted]
    is_allowed = treated == "allowed"
    with np.errstate(invalid="ignore"):
        fits = (form == "none") | (high <= ACRE)
        may = (form == "") | (form == "conditions") | (low <= ACRE)
    return (
        _share(acres, is_allowed & fits),
        _share(acres, (is_allowed & (fits | may)) | (treated == "unknown")),
    )


def _share(acres: NDArray[np.float64], which: NDArray[np.bool_]) -> float:
    whole: Fraction = exact_sum(acres)
    return float(exact_sum(acres[which]) / whole)


def _people() -> dict[str, tuple[People, ...]]:
    """Return the people of each county by period, and of the state under a blank name."""
    rows = pd.read_csv(FOLDER / "vermont_people.csv")
    whole = rows.groupby("period").sum(numeric_only=True).reset_index().assign(county="")
    found: dict[str, tuple[People, ...]] = {}
    for county, own in pd.concat([rows, whole]).groupby("county"):
        found[str(county)] = tuple(
            People(
                str(row.period), int(row.pop_total), *(
                    float(getattr(row, f"pop_{group}") / row.pop_total)
                    for group in ("nh_white", "nh_black", "nh_asian", "hispanic")
                ),
            )
            for row in own.sort_values("period").itertuples()
        )  # fmt: skip
    return found
