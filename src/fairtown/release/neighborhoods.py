"""Neighborhoods: the tracts of the newest codes, and the tracts of older codes that held the same land.

The Census Bureau draws tracts anew each ten years and numbers them anew where counties change. The release knows which
land two tracts share from the Bureau's relationship file; where it holds none, each tract stands for itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from fairtown.release.reader import OpenRelease, Row

RELATIONSHIP = "census_geography.tract_relationship"
NEWER, OLDER, LAND = "geoid_2020", "geoid_2010", "land_m2"
#: A smaller share of both tracts is a boundary redrawn, not a place people live (as `data.crosswalks`).
SLIVER_SHARE = 0.01
#: From this share of an older tract's land in one newer tract on, the newer one is the same neighborhood.
NEARLY_ALL = 0.95


@dataclass(frozen=True)
class Overlap:
    """A tract that shares land with another one.

    `share`: of the land of the newer of both (0-1); `of_older`: of the land of the older.
    """

    place: Row
    share: float
    of_older: float

    @property
    def is_same(self) -> bool:
        """Whether both are the same land, to a sliver."""
        return min(self.share, self.of_older) >= 1 - SLIVER_SHARE


class Neighborhoods:
    """Which tracts share land, in an open release; its tables are read once."""

    def __init__(self, release: OpenRelease) -> None:
        """Read nothing yet."""
        self.release = release

    @cached_property
    def _tracts(self) -> dict[tuple[str, str], Row]:
        return {(p["vintage"], p["geoid"]): p for p in self.release.all_places if p["level"] == "tract"}

    @cached_property
    def _overlaps(self) -> tuple[dict[str, list[Overlap]], dict[str, list[Overlap]]]:
        """The older tracts by key of the newer, and the newer by key of the older, most shared land first."""
        older: dict[str, list[Overlap]] = {}
        newer: dict[str, list[Overlap]] = {}
        for new, old, share, of_older in self._shared_land():
            if max(share, of_older) >= SLIVER_SHARE:
                older.setdefault(new["key"], []).append(Overlap(old, share, of_older))
                newer.setdefault(old["key"], []).append(Overlap(new, share, of_older))
        for overlaps in older.values():
            overlaps.sort(key=lambda o: -o.share)
        for overlaps in newer.values():
            overlaps.sort(key=lambda o: -o.of_older)
        return older, newer

    def _shared_land(self) -> list[tuple[Row, Row, float, float]]:
        """Return pairs of a newer and an older tract with the land they share, as shares of either's land."""
        held = [year for address, year in self.release.editions if address == RELATIONSHIP]
        rows = self.release.input_rows(RELATIONSHIP) if held else []
        newest = self.release.profile.vintages[-1]
        by_code = {p["alias"] or p["geoid"]: p for (v, _geoid), p in self._tracts.items() if v == newest}
        land: dict[tuple[str, str], float] = {}
        for row in rows:
            for column in (NEWER, OLDER):
                land[column, row[column]] = land.get((column, row[column]), 0.0) + row[LAND]
        out = []
        for row in rows:
            new, old = by_code.get(row[NEWER]), self._tracts.get((str(row["vintage"]), row[OLDER]))
            if new and old and new["key"] != old["key"] and row[LAND]:
                out.append(
                    (new, old, row[LAND] / land[NEWER, row[NEWER]], row[LAND] / land[OLDER, row[OLDER]])
                )
        return out

    def older(self, tract: Row) -> list[Overlap]:
        """Return the tracts of older codes that held the land of a tract, the one with most of it first."""
        return self._overlaps[0].get(tract["key"], [])

    def newer(self, tract: Row) -> list[Overlap]:
        """Return the tracts of the newest codes among which the land of an older tract is now."""
        return self._overlaps[1].get(tract["key"], [])

    def page_of(self, tract: Row) -> Row:
        """Return the tract whose page is about a tract: its successor where it has one, itself else.

        A successor keeps the older tract's number, or has nearly all of its land; a divided tract has none.
        """
        newer = self.newer(tract)
        same_number = [o for o in newer if o.place["alias"] == tract["geoid"]]
        nearly_all = [o for o in newer if o.of_older >= NEARLY_ALL]
        return next((o.place for o in (*nearly_all, *same_number)), tract)
