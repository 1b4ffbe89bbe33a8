"""Where a housing voucher could go: each town's payment standards, neighborhoods, schools, stations and distance.

A payment standard is what the housing authority pays at most, rent and utilities together. It is HUD's rent for the ZIP
code times a part that the authority chooses. Nothing here is asked of anyone but the bedrooms and where to begin.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from math import cos, hypot, radians

from fairtown.concepts import FairtownError
from fairtown.data.federal.hud_rents import BEDROOMS
from fairtown.measures.vouchers.rules import LEAST_STANDARD, MOST_STANDARD, payment_standard
from fairtown.release.reader import OpenRelease, Row

ZIPS, PARTS, TENURE, TESTS, STATIONS = (
    "hud_rents.zips", "census_zcta.towns", "acs5.tenure", "ct_edsight.smarter_balanced", "ct_stations.stations",
)  # fmt: skip
REACH, MEDIANS = "vouchers.reach", "acs5_profile.median_gross_rent"
#: High and Very High.
GOOD_LEVEL = 4
MILES_PER_DEGREE = 69.05
#: A ZIP code counts for a town from this share of the ZIP code's people on, or of the town's.
LEAST_SHARE = 0.05
PERCENT = 100
#: Payment standards whose towns are kept in memory: some bedrooms, each with some percents of HUD's rent.
STANDARDS_KEPT = 32
SORTS = ("opportunity", "schools", "near")
USUAL_BEDROOMS = 2

__all__ = [
    "BEDROOMS",
    "LEAST_STANDARD",
    "MOST_STANDARD",
    "SORTS",
    "USUAL_BEDROOMS",
    "Destination",
    "MoveGuide",
]


@dataclass(frozen=True)
class Destination:
    """A town: ZIP codes with what a voucher pays there, dollars a month, and what families ask about.

    `renters`: its rented homes; `high`: those of them in High and Very High tracts. `schools`: share of scored tests of
    its districts at grade level. `reach`: 2, 1 or 0 as in `vouchers.reach`, of two bedrooms; None where a figure is
    unknown.
    """

    town: Row
    zips: tuple[tuple[str, float], ...]
    renters: float
    high: float
    schools: float | None
    stations: tuple[str, ...]
    reach: int | None
    miles: float | None = None

    @property
    def least(self) -> float:
        """The lowest payment standard of its ZIP codes."""
        return min(rent for _zip, rent in self.zips)

    @property
    def most(self) -> float:
        """The highest payment standard of its ZIP codes."""
        return max(rent for _zip, rent in self.zips)


class MoveGuide:
    """What a release knows of every town for a family that looks for one, read once."""

    def __init__(self, release: OpenRelease) -> None:
        """Keep the release."""
        self.release = release
        self._of_all = lru_cache(maxsize=STANDARDS_KEPT)(self._destinations)

    @cached_property
    def year(self) -> int:
        """The fiscal year of the rents by ZIP code."""
        return self.release.latest(ZIPS)

    @property
    def reach_year(self) -> int:
        """The year of what a payment standard reaches."""
        return self.release.last_year_of(REACH)

    @property
    def tests_period(self) -> str:
        """The school year of the tests."""
        return self.release.period(self.release.latest(TESTS), TESTS)

    @property
    def rents_period(self) -> str:
        """The years of the rents that say what a payment standard reaches."""
        return self.release.period(self.release.latest(MEDIANS), MEDIANS)

    @cached_property
    def _rents(self) -> dict[str, Row]:
        return {row["zip"]: row for row in self.release.input_rows(ZIPS)}

    @cached_property
    def _keys(self) -> dict[str, str]:
        """The key of each town by its geoid, of every vintage."""
        return {p["geoid"]: p["key"] for p in self.release.all_places if p["level"] == "town"}

    @cached_property
    def _parts(self) -> dict[str, list[str]]:
        """The ZIP codes of each town by its key, those with most people first."""
        rows = self.release.input_rows(PARTS)
        of_zip: dict[str, float] = {}
        of_town: dict[str, float] = {}
        for row in rows:
            of_zip[row["zip"]] = of_zip.get(row["zip"], 0) + row["people"]
            of_town[row["town_geoid"]] = of_town.get(row["town_geoid"], 0) + row["people"]
        found: dict[str, list[str]] = {}
        for row in sorted(rows, key=lambda r: -r["people"]):
            share = max(row["people"] / of_zip[row["zip"]], row["people"] / of_town[row["town_geoid"]])
            if share >= LEAST_SHARE:
                found.setdefault(self._keys[row["town_geoid"]], []).append(row["zip"])
        return found

    def is_post_office(self, code: str) -> bool:
        """Whether a ZIP code has a rent of HUD's but no homes of the census: post office boxes have such."""
        return code in self._rents and not any(code in zips for zips in self._parts.values())

    @cached_property
    def _renters(self) -> dict[str, tuple[float, float]]:
        """Renters of each town by key, and those in High and Very High tracts."""
        index = self.release.profile.index
        rows = self.release.level_rows(index, self.release.years_of(index)[-1], "tract", "level")
        renters = {row["geoid"]: row["renter_households"] for row in self.release.input_rows(TENURE)}
        found: dict[str, tuple[float, float]] = {}
        for row in rows:
            own = renters.get(row["geoid"]) or 0.0
            every, high = found.get(row["town"], (0.0, 0.0))
            is_high = row["value"] is not None and row["value"] >= GOOD_LEVEL
            found[row["town"]] = (every + own, high + own * is_high)
        return found

    @cached_property
    def _schools(self) -> dict[str, float]:
        """Share of scored tests at grade level in the districts of each town, by key."""
        met: dict[str, float] = {}
        scored: dict[str, float] = {}
        for row in self.release.input_rows(TESTS):
            for subject in ("english", "math"):
                share, tests = row[f"met_or_exceeded_{subject}_percent"], row[f"scored_tests_{subject}"]
                if share is not None and tests:
                    key = self._keys[row["geoid"]]
                    met[key] = met.get(key, 0.0) + share / PERCENT * tests
                    scored[key] = scored.get(key, 0.0) + tests
        return {key: met[key] / scored[key] for key in met}

    @cached_property
    def _stations(self) -> dict[str, list[str]]:
        """The stations of each town, by key."""
        found: dict[str, list[str]] = {}
        for row in self.release.input_rows(STATIONS):
            found.setdefault(self._keys[row["geoid"]], []).append(row["station"])
        return found

    @cached_property
    def _reach(self) -> dict[str, int]:
        if REACH not in self.release.measures:
            return {}
        rows = self.release.level_rows(REACH, self.release.years_of(REACH)[-1], "town", "safmr_reach")
        return {row["key"]: int(row["value"]) for row in rows if row["value"] is not None}

    def destinations(
        self,
        bedrooms: int,
        start: Row | None,
        part: float = 1.0,
        sort: str = SORTS[0],
        with_station: bool = False,
    ) -> list[Destination]:
        """Return the towns that have a payment standard, in an order; ties by name.

        `start`: a town to measure from. `part`: of HUD's rent. Raises FairtownError on bedrooms or a part out of
        bounds.
        """
        if bedrooms not in BEDROOMS:
            raise FairtownError(f"move: {bedrooms} bedrooms, expected {BEDROOMS[0]} to {BEDROOMS[-1]}")
        found = self._of_all(bedrooms, part).values()
        fitting = [d for d in found if d.zips and (d.stations or not with_station)]
        if start:
            fitting = [replace(d, miles=_miles(start, d.town)) for d in fitting]
        by = {
            "opportunity": lambda d: (-d.high, d.town["name"]),
            "schools": lambda d: (-(d.schools or 0.0), d.town["name"]),
            "near": lambda d: (d.miles if d.miles is not None else 0.0, d.town["name"]),
        }
        return sorted(fitting, key=by[sort])

    def destination(self, key: str, bedrooms: int, part: float = 1.0) -> Destination:
        """Return a town by its key, without a distance."""
        return self._of_all(bedrooms, part)[key]

    def _destinations(self, bedrooms: int, part: float) -> dict[str, Destination]:
        """Return every town by its key, without a distance."""
        return {town["key"]: self._destination(town, bedrooms, part) for town in self.release.towns}

    def _destination(self, town: Row, bedrooms: int, part: float) -> Destination:
        zips = tuple(
            (code, float(payment_standard(self._rents[code][f"safmr_{bedrooms}br_usd"], part)))
            for code in self._parts.get(town["key"], [])
            if code in self._rents
        )
        every, high = self._renters.get(town["key"], (0.0, 0.0))
        schools, reach = self._schools.get(town["key"]), self._reach.get(town["key"])
        stations = tuple(self._stations.get(town["key"], ()))
        return Destination(town, zips, every, high, schools, stations, reach)


def _miles(a: Row, b: Row) -> float:
    """Return the straight line between the middles of two towns, in miles."""
    (ax, ay), (bx, by) = _middle(a), _middle(b)
    east = (ax - bx) * cos(radians((ay + by) / 2))
    return MILES_PER_DEGREE * hypot(east, ay - by)


def _middle(town: Row) -> tuple[float, float]:
    west, south, east, north = map(float, town["bounds"].split(","))
    return (west + east) / 2, (south + north) / 2
