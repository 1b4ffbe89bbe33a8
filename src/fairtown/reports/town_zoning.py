"""What is known of a town's zoning, from when and by whom, and what is not: facts, old maps, steps of a change.

Facts are quoted with their source. A subject without a fact is not known: never allowed, never forbidden.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from io import BytesIO

import pandas as pd
import shapely

from fairtown.data.geometry.polygons import acres
from fairtown.measures.uncertainty import differs
from fairtown.measures.zoning.implications import (
    AFFORDABLE,
    FULL_YEAR_HOURS,
    homes_on,
    inclusion,
    land_cost_per_home,
    rent_to_carry,
    wage_for_rent,
)
from fairtown.measures.zoning.town_facts import OUTPUTS
from fairtown.release.reader import OpenRelease, Row
from fairtown.reports.duties import link_of

__all__ = [
    "AFFORDABLE", "FULL_YEAR_HOURS", "MEANINGS", "SUBJECTS", "UNITS", "VALUE_LABELS", "Fact", "ZoneRule", "Zoning",
    "differs", "homes_on", "inclusion", "land_cost_per_home", "rent_to_carry", "wage_for_rent",
]  # fmt: skip
FACTS, LISTS, ZONES = "ct_zoning_facts.town_facts", "on_the_line.zone_list", "on_the_line.zones"
STEPS = "ct_housing_law.zoning_steps"
MEASURE, SHARES, CHANGE, STATE = (
    "zoning.town_facts", "zoning.historical_shares", "zoning.historical_change", "zoning.statewide_shares",
)  # fmt: skip
#: What a resident asks of a town's zoning, in the order of the page.
SUBJECTS = {
    "homes": "Which homes are allowed, and how",
    "lot": "Minimum lot, and other sizes",
    "accessory": "Accessory apartments",
    "parking": "Parking",
    "map": "Where the districts lie today",
}
#: A fact's name in the table: its subject and its label.
MEANINGS = {
    "multifamily_3plus_allowed": ("homes", "Multifamily homes (three families or more)"),
    "duplex_share_of_town": ("homes", "Land where two-family homes are allowed"),
    "multifamily_share_of_town": (
        "homes",
        "Land where multifamily homes (three families or more) may be built",
    ),
    "single_family_needs_commission_approval": ("homes", "One-family homes need the commission's approval"),
    "multifamily_needs_commission_approval": ("homes", "Multifamily buildings need its approval"),
    "multifamily_max_density": ("homes", "Maximum density of multifamily buildings"),
    "two_family_treatment": ("homes", "Two-family homes"),
    "min_lot": ("lot", "Minimum lot"),
    "lot_area_per_dwelling": ("lot", "Minimum land per home"),
    "min_frontage": ("lot", "Minimum frontage (width along the street)"),
    "max_height": ("lot", "Maximum height"),
}
#: Labels of the values that the sources give in words.
VALUE_LABELS = {
    "no": "not allowed",
    "typically no": "usually not",
    "always": "always",
    "hearing": "only after a hearing",
}
UNITS = {
    "percent of town land": "percent of the town's land",
    "units per acre": "homes per acre",
    "square feet": "square feet",
    "feet": "feet",
    "acres": "acres",
}


@dataclass(frozen=True)
class Fact:
    """A published fact: what it is about, its value with unit or in words, of when, by whom."""

    subject: str
    meaning: str
    value: str
    number: float | None
    unit: str
    district: str
    as_of: str
    year: int | None
    source: str
    url: str
    note: str
    output: str

    @property
    def is_explained(self) -> bool:
        """Whether the release explains it as a figure of its own."""
        return bool(self.output and self.number is not None and self.year)


@dataclass(frozen=True)
class ZoneRule:
    """A zone of an old list: its name and the minimum land per family, in square feet."""

    year: int
    zone: str
    least: float
    note: str


class Zoning:
    """The zoning of a release, read once."""

    def __init__(self, release: OpenRelease) -> None:
        """Keep the release."""
        self.release = release

    @cached_property
    def keys(self) -> dict[tuple[str, str], str]:
        """The key of a place by geoid and vintage."""
        return {(p["geoid"], p["vintage"]): p["key"] for p in self.release.all_places}

    @cached_property
    def facts(self) -> dict[str, list[Fact]]:
        """Facts by the key of their town, in the order of subjects, newest first."""
        out: dict[str, list[Fact]] = {}
        for row in self.release.input_rows(FACTS):
            subject, meaning = MEANINGS[row["measure"]]
            number, year = row["number"], row["as_of_year"]
            fact = Fact(
                subject, meaning, row["value"], number, row["unit"], row["district"], row["as_of"],
                int(year) if year else None, row["source"], row["url"], row["note"], OUTPUTS.get(row["measure"], ""),
            )  # fmt: skip
            out.setdefault(self.keys[row["geoid"], row["vintage"]], []).append(fact)
        order = list(SUBJECTS)
        for found in out.values():
            found.sort(key=lambda f: (order.index(f.subject), -(f.year or 0)))
        return out

    @cached_property
    def lists(self) -> dict[str, list[ZoneRule]]:
        """Zones of the 1950s by town, from old lists without a map."""
        out: dict[str, list[ZoneRule]] = {}
        for row in self.release.input_rows(LISTS):
            rule = ZoneRule(int(row["year"]), row["zone"], row["min_land_per_family_sqft"], row["note"])
            out.setdefault(self.keys[row["geoid"], row["vintage"]], []).append(rule)
        for found in out.values():
            found.sort(key=lambda r: (r.year, r.least))
        return out

    @cached_property
    def zones(self) -> dict[tuple[str, int], pd.DataFrame]:
        """Districts of old maps by town and year; from the file, for the release's tables hold no shapes."""
        data = self.release.table_file(self.release.editions[ZONES, self.release.latest(ZONES)]["file"])
        rows = pd.read_csv(BytesIO(data), dtype=str, keep_default_na=False)
        rows["min_land_per_family_sqft"] = pd.to_numeric(rows.min_land_per_family_sqft)
        # measured as the shares are: the file's own acres are rounded, and would differ from them in a table
        rows["acres"] = acres(shapely.from_wkt(rows.geometry.to_numpy(object)))
        return {
            (self.keys[geoid, vintage], int(year)): own.reset_index(drop=True)
            for (geoid, vintage, year), own in rows.groupby(["geoid", "vintage", "year"])
        }

    @cached_property
    def steps(self) -> list[Row]:
        """The steps of a change of zoning rules, in order, each with the `link` of its law that was seen."""
        rows = sorted(self.release.input_rows(STEPS), key=lambda r: r["step"])
        return [row | {"link": link_of(row)} for row in rows]

    def years(self, key: str) -> list[int]:
        """Return the years of a town's old maps, newest first."""
        return sorted((year for town, year in self.zones if town == key), reverse=True)
