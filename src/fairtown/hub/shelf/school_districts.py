"""School districts and the towns they serve, both ways: for the page of all districts and for each town's own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from fairtown.hub.release_access import once_a_release
from fairtown.hub.shelf.figures import Figure, Figures
from fairtown.release.reader import OpenRelease, Row

MEASURE = "schools.districts"
PAIRS, GRADES, HIGH_SCHOOLS = (
    "ct_edsight.smarter_balanced", "ct_school_districts.regional_grades", "ct_school_districts.designated_high_schools",
)  # fmt: skip
OUTPUTS = (
    "students",
    "of_color",
    "of_color_least",
    "of_color_most",
    "low_income",
    "tests_met",
    "of_towns_students",
)
OWN = "town"


@dataclass
class District:
    """A district: its code and name, whether a region's, the grades of a regional one, its towns and its figures."""

    code: str
    name: str
    kind: str
    grades: str = ""
    towns: list[Row] = field(default_factory=list)
    figures: dict[str, Figure | None] = field(default_factory=dict)

    @property
    def anchor(self) -> str:
        """The id of its row on the page of all districts."""
        return f"d-{self.code}"


@dataclass
class TownDistrict:
    """A district as a town has it: `part` of the town's students that are its, None where that is not known."""

    district: District
    part: Figure | None


class SchoolDistricts:
    """What the release knows of districts and towns, read once."""

    def __init__(self, release: OpenRelease) -> None:
        """Read pairs of towns and districts, figures, grades and designated high schools."""
        self.release = release
        towns = {town["key"]: town for town in release.towns}
        keys = {p["geoid"]: p["key"] for p in release.all_places if p["level"] == "town"}
        rows = [
            row
            for year in release.years_of(MEASURE)
            for row in release.level_rows(MEASURE, year, "town", OUTPUTS, group=None)
        ]
        figures = Figures(rows, release.measures)
        years = {row["output"]: row["year"] for row in rows}
        grades = {_number(row["district"]): row["grades"] for row in release.input_rows(GRADES)}
        self.by_code: dict[str, District] = {}
        self.by_town: dict[str, list[TownDistrict]] = {}
        for row in release.input_rows(PAIRS):
            key, kind = keys[row["geoid"]], row["district_type"]
            found = {o: figures.get(MEASURE, key, years[o], o, kind) for o in OUTPUTS if o in years}
            part = found.pop("of_towns_students", None)
            own = self.by_code.setdefault(
                row["district_code"],
                District(row["district_code"], row["district"], kind, _grades(row, grades), figures=found),
            )
            own.towns.append(towns[key])
            self.by_town.setdefault(key, []).append(TownDistrict(own, part))
        self.years = years
        for own in self.by_code.values():
            own.towns.sort(key=lambda town: town["name"])
        for pairs in self.by_town.values():
            pairs.sort(key=lambda pair: pair.district.kind != OWN)
        self.high_schools = _high_schools(release, keys)

    @property
    def all(self) -> list[District]:
        """Every district by name, regional ones last."""
        return sorted(self.by_code.values(), key=lambda d: (d.kind != OWN, d.name))


def _number(name: str) -> str:
    """Return the number of a regional district, without leading zeros: names write it in two ways."""
    return "".join(c for c in name if c.isdigit()).lstrip("0")


def _grades(row: Row, grades: dict[str, str]) -> str:
    return grades.get(_number(row["district"]), "") if row["district_type"] != OWN else ""


def _high_schools(release: OpenRelease, keys: dict[str, str]) -> dict[str, list[tuple[str, list[str]]]]:
    """Return the high schools that each town designates by its key: districts, each with its schools."""
    found: dict[str, dict[str, list[str]]] = {}
    for row in release.input_rows(HIGH_SCHOOLS):
        found.setdefault(keys[row["geoid"]], {}).setdefault(row["receiving_district"], []).append(
            row["school"]
        )
    return {key: [(name, sorted(own)) for name, own in sorted(by.items())] for key, by in found.items()}


@once_a_release
def school_districts(release: OpenRelease) -> SchoolDistricts:
    """Return the districts of the open release, read once."""
    return SchoolDistricts(release)


def school_years(found: SchoolDistricts) -> dict[str, Any]:
    """Return the school year of each kind of figure, like "2021-22"."""
    return {output: school_year(year) for output, year in found.years.items()}


def school_year(year: int) -> str:
    """Return a school year by the year in which it ends: 2017 is 2016-17."""
    return f"{year - 1}-{year % 100:02}"
