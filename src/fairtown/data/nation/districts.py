"""People by race in every voting district of 48 states and the District of Columbia, as counted in 2020.

A second look at the same areas: a count of everyone, where the newest figures by tract are a survey without margins.
Districts are no tracts: states draw them for elections, many hold fewer people, and their sizes differ by state.
"""

from __future__ import annotations

from collections.abc import Mapping

from fairtown.concepts import Edition, Source, Table
from fairtown.data.nation.by_state import COUNTY_DIGITS, PeopleByState, race_columns

#: Codes of counties are those of the count of 2020.
EDITION = Edition(2020, "2020", "2020")
#: Everyone in them, as the compilation says.
PEOPLE: Mapping[int, int] = {EDITION.year: 287_673_802}

RACE = Table(
    name="race",
    title="Hispanic origin by race, every voting district (2020 census, P.L. 94-171, table P2)",
    key=("geoid",),
    columns=race_columns(
        ("P0020001", "P0020005", "P0020006", "P0020008", "P0020002", "P0020007 + 009 + 010 + 011")
    ),
    editions=(EDITION,),
    universe="all residents of 48 states and the District of Columbia; California and Oregon are not held",
    notes="A count of everyone. Hawaii has no voting districts: block groups stand in for them.",
)

SOURCE = Source(
    code="us_voting_districts",
    title="Decennial census of 2020, redistricting data (P.L. 94-171), by voting district",
    publisher="U.S. Census Bureau",
    page="https://www.census.gov/programs-surveys/decennial-census/about/rdo/summary-files.html",
    licence="figures: public domain (work of the United States government); compilation: CC BY-SA 4.0",
    compiled_from="alarm-redist/census-2020",
    tables=(RACE,),
)


def _is_code(geoid: str) -> bool:
    return len(geoid) > COUNTY_DIGITS and geoid[:COUNTY_DIGITS].isdecimal()


DISTRICTS = PeopleByState(SOURCE, RACE, "voting district", _is_code)
