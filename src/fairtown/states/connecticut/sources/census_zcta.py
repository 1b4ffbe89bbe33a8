"""ZIP code tabulation areas: which towns people of a ZIP code live in, from the blocks of the 2020 census.

The Bureau draws areas for ZIP codes that homes have. One that only post office boxes or a single building has is not
here, and an area says where most mail of a code goes, not where every address of it is.
"""

from fairtown.concepts import Column, Edition, Source, Table

TOWNS = Table(
    name="towns",
    title="ZIP code areas by town, with the people and households of each part",
    key=("zip", "town_geoid"),
    universe="parts that a ZIP code tabulation area and a town share",
    columns=(
        Column("zip", "code", "ZIP code tabulation area", "ZCTA5", like=r"06\d{3}"),
        Column(
            "town_geoid",
            "code",
            "town, coded by historical county",
            key_of="census_geography.towns.geoid",
        ),
        Column("people", "people", "people who live in both", "P1", total=3_605_851),
        Column("households", "households", "households in both", "H3", total=1_418_054),
    ),
    editions=(Edition(2020, "2020 census", "2010"),),
    rows=410,
    rules=("households <= people",),
    notes="People of 3,605,944 that the census counted live in no such area: 93.",
)

SOURCE = Source(
    code="census_zcta",
    title="ZIP code tabulation areas of the 2020 census",
    publisher="U.S. Census Bureau",
    page="https://www.census.gov/programs-surveys/geography/guidance/geo-areas/zctas.html",
    licence="public domain (work of the United States government)",
    compiled_from="CT-Data-Haven/cwi (blocks added up to towns)",
    tables=(TOWNS,),
)
