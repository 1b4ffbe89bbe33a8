"""Census designated places, cities and boroughs: names that people live under, and the towns they lie in.

A place is no town: Storrs is a part of Mansfield, and Mystic lies in two towns.
"""

from fairtown.concepts import Column, Edition, Source, Table

TOWNS = Table(
    name="towns",
    title="Census places by town, with the people of each part",
    key=("place_geoid", "town_geoid"),
    universe="parts that a census place and a town share",
    columns=(
        Column("place_geoid", "code", "place", "GEOID", like=r"09\d{5}"),
        Column(
            "place",
            "text",
            "name, with its kind",
            "NAME",
            like=r"[A-Z].* (CDP|city|borough).*",
            per="place_geoid",
        ),
        Column(
            "town_geoid",
            "code",
            "town, coded by historical county",
            key_of="census_geography.towns.geoid",
        ),
        Column("people", "people", "people who live in both", "P1"),
        Column("place_people", "people", "people of the place", "P1", per="place_geoid"),
    ),
    editions=(Edition(2020, "2020 census", "2010"),),
    rows=224,
    rules=(
        "people <= place_people",
        'sums(census_places.towns.people, "place_geoid")[place_geoid] == place_people',
    ),
)

SOURCE = Source(
    code="census_places",
    title="Census places of the 2020 census",
    publisher="U.S. Census Bureau",
    page="https://www.census.gov/programs-surveys/bas/information/cdp.html",
    licence="public domain (work of the United States government)",
    compiled_from="CT-Data-Haven/cwi (blocks added up to towns)",
    tables=(TOWNS,),
)
