"""Towns that share a census tract: where the people of a tract are counted that lies in several."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from fairtown.hub.shelf.place_urls import url_of
from fairtown.release.reader import OpenRelease, Row

SHARED, PEOPLE = "census_geography.shared_tracts", "acs5.race_ethnicity"


@dataclass(frozen=True)
class Named:
    """A place as a link: its name and address."""

    name: str
    url: str

    @classmethod
    def of(cls, rows: Iterable[Row]) -> list[Named]:
        """Return the links of places, in the order of their names."""
        return [cls(row["name"], url_of(row)) for row in sorted(rows, key=lambda row: str(row["name"]))]


@dataclass(frozen=True)
class SharedTract:
    """A tract that a town shares: the towns it lies in besides, and where all of its people are counted.

    `is_only`: the town has no other tract, and none that is counted in it; `has_own_figures`: the survey published
    figures of the town itself, so that only those made from tracts miss anybody.
    """

    tract: Row
    others: list[Named]
    counted_in: Named
    is_counted_here: bool
    is_only: bool
    has_own_figures: bool = False

    @property
    def number(self) -> str:
        """The number of the tract as printed."""
        return str(self.tract["name"]).removeprefix("Tract ").split(",")[0]


def shared_tracts(release: OpenRelease, town: Row) -> list[SharedTract]:
    """Return the tracts that a town shares with others; none where the state has no table of them."""
    if not any(address == SHARED for address, _year in release.editions):
        return []
    rows = release.input_rows(SHARED)
    towns = {t["geoid"]: t for t in release.towns}
    tracts = {(p["geoid"], p["vintage"]): p for p in release.all_places if p["level"] == "tract"}
    own = {(r["geoid"], r["vintage"]) for r in rows if r["town_geoid"] == town["geoid"]}
    has_tract = any(p["town"] == town["key"] for p in tracts.values())
    is_published = any(release.input_rows(*table, geoids=[town["geoid"]]) for table in _surveys(release))
    found = []
    for key in sorted(own):
        tract = tracts[key]
        inside = [towns[r["town_geoid"]] for r in rows if (r["geoid"], r["vintage"]) == key]
        main = next(t for t in towns.values() if t["key"] == tract["town"])
        others = Named.of(t for t in inside if t["key"] != town["key"])
        is_here = main["key"] == town["key"]
        found.append(SharedTract(tract, others, Named.of([main])[0], is_here, not has_tract, is_published))
    return found


def _surveys(release: OpenRelease) -> list[tuple[str, int]]:
    """Return the newest survey of people that a release holds, if any."""
    years = [year for address, year in release.editions if address == PEOPLE]
    return [(PEOPLE, max(years))] if years else []
