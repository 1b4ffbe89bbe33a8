"""People by race in every census tract of the 50 states and the District of Columbia, at each date that is held.

The margins of the newest survey are a table of their own: people are carried without them, and a fetch adds them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from fairtown.concepts import Column, Edition, Source, Table
from fairtown.data.nation.by_state import PeopleByState, TableByState, race_columns

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

#: The cells of B03002 that a count or a part of one is, by the name that a state's own table has for it.
CELLS: Mapping[str, tuple[str, str]] = {
    "pop_total": ("001", "all residents"),
    "pop_nh_white": ("003", "White alone, not Hispanic or Latino"),
    "pop_nh_black": ("004", "Black alone, not Hispanic or Latino"),
    "pop_nh_aian": ("005", "American Indian and Alaska Native alone, not Hispanic or Latino"),
    "pop_nh_asian": ("006", "Asian alone, not Hispanic or Latino"),
    "pop_nh_nhpi": ("007", "Native Hawaiian and Pacific Islander alone, not Hispanic or Latino"),
    "pop_nh_other_race": ("008", "some other race alone, not Hispanic or Latino"),
    "pop_nh_two_or_more": ("009", "two or more races, not Hispanic or Latino"),
    "pop_hispanic": ("012", "Hispanic or Latino of any race"),
}
#: What the name of a margin ends in.
MOE = "_moe"


def _cell_columns(name: str, number: str, meaning: str) -> tuple[Column, Column]:
    estimate = Column(name, "people", meaning, f"B03002_E{number}")
    return estimate, Column(
        f"{name}{MOE}", "people", f"90% margin of error of: {meaning}", f"B03002_M{number}"
    )


CELLS_TABLE = Table(
    name="race_cells",
    title="Hispanic origin by race with margins of error, every tract (ACS table B03002)",
    key=("geoid",),
    columns=tuple(c for name, about in CELLS.items() for c in _cell_columns(name, *about)),
    editions=(SURVEY,),
    universe="all residents of the 50 states and the District of Columbia, group quarters included",
    notes="The cells as the Census Bureau publishes them. A margin of a controlled estimate is 0; one that is not "
    "published is blank.",
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


#: The same source where a fetch brought the margins: they stand in a table of their own.
SOURCE_WITH_MARGINS = replace(
    SOURCE,
    compiled_from="2000: the R package UScensus2000tract; 2020-2024: the table-based summary file",
    tables=(replace(RACE, notes=f"The margins of 2020-2024 are in {CELLS_TABLE.name}."), CELLS_TABLE),
)

TRACTS = PeopleByState(SOURCE, RACE, "tract", _is_code)
MARGINS = TableByState(SOURCE_WITH_MARGINS, CELLS_TABLE, "tract", _is_code)
ADDRESS = TRACTS.address
file_name, checksum, states_in, sizes = TRACTS.file_name, TRACTS.checksum, TRACTS.states_in, TRACTS.sizes
read, write = TRACTS.read, TRACTS.write
