"""Which surveys Connecticut holds: measures declare the years of every state, and run where tables are."""

from collections.abc import Iterable

from fairtown.concepts import Edition, Table
from fairtown.data import homes_and_schools
from fairtown.data.federal import acs5, census_pdb
from fairtown.measures.opportunity.index.catalogue import INDEX_YEAR
from fairtown.states import state

FOLDER = state("ct").folder
HELD = tuple(e for e in acs5.EDITIONS if (FOLDER / f"acs5.tenure.{e.year}.csv").exists())
NOT_HELD = set(acs5.EDITIONS) - set(HELD)
#: Tables that Connecticut has in no edition: it has sources of its own in their stead.
FETCHED = set(homes_and_schools.TABLES) - {"hud_rents.zips"}
#: Years of measures that are made of surveys, or of the published index, and of nothing yearly.
SURVEYS = {INDEX_YEAR, census_pdb.RACE.editions[0].year, *acs5.YEARS}


def editions_held(source: str, table: Table) -> list[Edition]:
    """Return the editions of a table that Connecticut holds: all but those that only fetched states have."""
    if f"{source}.{table.name}" in FETCHED:
        return []
    return [e for e in table.editions if source != "acs5" or e.year not in {gone.year for gone in NOT_HELD}]


def held(years: Iterable[int]) -> tuple[int, ...]:
    """Return the years of a measure that Connecticut has figures of."""
    declared = tuple(years)
    gone = {edition.year for edition in NOT_HELD}
    return tuple(year for year in declared if year not in gone) if set(declared) <= SURVEYS else declared
