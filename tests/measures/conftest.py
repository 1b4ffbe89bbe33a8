"""A made-up state of three towns, and a way to run a measure on figures typed into a test."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pandas as pd
import pytest

from fairtown.build.inputs import Inputs
from fairtown.concepts import Measure
from fairtown.data.catalog import Catalog, for_state
from fairtown.data.places import places
from fairtown.states import state

from ..surveys import editions_held

CT = for_state(state("ct"))


@dataclass
class Given:
    """Clean tables as typed, in place of those of a state."""

    tables: dict[str, pd.DataFrame]
    places: pd.DataFrame
    crosswalk_2020_to_2010: pd.DataFrame | None = None
    catalog: Catalog = CT

    state = state("ct")
    catalog = CT

    def years(self, address: str) -> list[int]:
        source, table = CT.table(address)
        return [e.year for e in editions_held(source.code, table)]

    def rows(self, address: str, year: int | None = None) -> pd.DataFrame:
        return self.tables.get(address, pd.DataFrame())


@pytest.fixture(scope="session")
def small_state() -> pd.DataFrame:
    """Wood County with Alder (tracts 01, 02), Birch (03, shared, 04) and Cedar, without a tract; 99 is water."""
    towns = pd.DataFrame(
        {
            "geoid": ["alder", "birch", "cedar"],
            "geoid_2022": ["alder22", "birch22", "cedar22"],
            "town": ["Alder", "Birch", "Cedar"],
            "county_geoid": "wood",
            "county": "Wood",
            "region_geoid": ["north", "north", "south"],
            "region": ["North Planning Region", "North Planning Region", "South Planning Region"],
        }
    )
    tracts = pd.DataFrame(
        {
            "geoid": ["01", "02", "03", "04", "99"],
            "tract_name": ["1", "2", "3", "4", "9900"],
            "town_geoid": ["alder", "alder", "birch", "birch", ""],
            "also_town_geoid": ["", "", "cedar", "", ""],
        }
    )
    new = tracts.iloc[:4].assign(geoid=["21", "22", "23", "24"], geoid_2020=["01", "02", "03", "04"])
    testland = replace(state("ct"), code="xx", name="Testland")
    rows = places(testland, towns, {"2010": tracts, "2022": new})
    # codes this short do not begin with those of an area
    parents = rows[rows.level == "town"].drop_duplicates("key").set_index("key")
    is_tract = rows.level == "tract"
    for level in ("county", "region"):
        rows.loc[is_tract, level] = rows.town[is_tract].map(parents[level]).fillna("")
    return rows


@pytest.fixture
def compute(small_state: pd.DataFrame) -> Callable[..., pd.DataFrame]:
    """Run a measure for a year on typed tables (by address) and typed observations (by measure and year)."""

    def run(measure: Measure, year: int, tables=None, results=None, crosswalk=None) -> pd.DataFrame:
        given = Given(tables or {}, small_state, crosswalk)
        return measure.compute(Inputs(measure, given, results or {}), year)

    return run


@pytest.fixture(scope="session")
def one() -> Callable[..., pd.Series]:
    """Pick the single observation of a place, output, group and variant."""

    def pick(rows: pd.DataFrame, geoid: str, output: str, group: str = "", variant: str = "") -> pd.Series:
        found = rows[
            (rows.geoid == geoid)
            & (rows.output == output)
            & (rows.group == group)
            & (rows.variant == variant)
        ]
        assert len(found) == 1, f"{len(found)} observations of {output} in {geoid}"
        return found.iloc[0]

    return pick
