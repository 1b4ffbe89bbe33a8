"""People by race in every census tract of the 50 states and the District of Columbia, at each date that is held."""

from __future__ import annotations

from collections.abc import Mapping

from fairtown.concepts import Edition, Source, Table
from fairtown.data.nation.by_state import PeopleByState, race_columns

#: Characters of a tract's code.
TRACT_DIGITS = 11

#: The full count of 2000; the newest survey. Each has codes of its own: lines of tracts are drawn anew in every census.
COUNT, SURVEY = Edition(2000, "2000", "2000"), Edition(2024, "2020-2024", "2024")
EDITIONS = (COUNT, SURVEY)
#: Everyone in the 50 states and the District of Columbia, as the Bureau prints it.
PEOPLE: Mapping[int, int] = {COUNT.year: 281_421_906, SURVEY.year: 334_844_920}

RACE = Table(
    name="race",
    title="Hispanic origin by race, every tract of the nation (2000 Summary File 1 P8; ACS table B03002)",
    key=("geoid",),
    columns=race_columns(
        (
            "P008001 · B03002_001",
            "P008003 · B03002_003",
            "P008004 · B03002_004",
            "P008006 · B03002_006",
            "P008010 · B03002_012",
            "P008005 + 007 + 008 + 009 · B03002_005 + 007 + 008 + 009",
        )
    ),
    editions=EDITIONS,
    universe="all residents of the 50 states and the District of Columbia, group quarters included",
    notes="2000 is a count of everyone. 2020-2024 is a survey whose margins are not in the file that we hold.",
)

SOURCE = Source(
    code="us_tracts",
    title="Decennial census of 2000, Summary File 1, and American Community Survey 5-year estimates",
    publisher="U.S. Census Bureau",
    page="https://data.census.gov/",
    licence="public domain (work of the United States government)",
    compiled_from="2000: the R package UScensus2000tract; 2020-2024: evictionresearch/neighborhood",
    tables=(RACE,),
)


def _is_code(geoid: str) -> bool:
    return len(geoid) == TRACT_DIGITS and geoid.isdecimal()


TRACTS = PeopleByState(SOURCE, RACE, "tract", _is_code)
ADDRESS = TRACTS.address
file_name, checksum, states_in, sizes = TRACTS.file_name, TRACTS.checksum, TRACTS.states_in, TRACTS.sizes
read, write = TRACTS.read, TRACTS.write
