"""Names and codes of jurisdictions and tracts, and the land that tracts of 2020 and 2010 share.

The table `towns` lists the places that decide on housing, whatever a state calls them: county subdivisions, places, or
the rest of a county around its places, whose code is the county's and then 99999. A state whose codes changed while its
places stayed has tables of its own in their stead.
"""

from fairtown.concepts import Column, Edition, Source, Table

TOWN = "census_geography.towns.geoid"
#: Tracts of water have numbers from 9900.
WATER = 'geoid[5:7] == "99"'

TOWNS = Table(
    name="towns",
    title="Jurisdictions with their county",
    key=("geoid",),
    universe="the places that decide on housing",
    columns=(
        Column("town", "text", "name"),
        Column("county_geoid", "code", "county", per="county"),
        Column("county", "text", "county", per="county_geoid"),
        Column("land_area_sq_mi", "square miles", "land area"),
    ),
    editions=(Edition(2020, "2020"),),
    covers=("town",),
)


def _tracts(year: int) -> Table:
    return Table(
        name=f"tracts_{year}",
        title=f"{year} census tracts with their jurisdiction",
        key=("geoid",),
        universe=f"{year} census tracts",
        columns=(
            Column("tract_name", "text", "tract number as printed"),
            Column("town_geoid", "code", "jurisdiction with most of its people", blank=WATER, key_of=TOWN),
            Column("also_town_geoid", "code", "second one it reaches into", blank="any", key_of=TOWN),
            Column("land_area_sq_mi", "square miles", "land area", blank=WATER),
        ),
        editions=(Edition(year, str(year)),),
        rules=("tract_name == tract_name(geoid)",),
    )


TRACTS_2010, TRACTS_2020 = _tracts(2010), _tracts(2020)

RELATIONSHIP = Table(
    name="tract_relationship",
    title="Land and people shared by 2020 and 2010 tracts",
    key=("geoid_2020", "geoid_2010"),
    universe="pairs of tracts that share land",
    columns=(
        Column(
            "geoid_2020", "code", "2020 tract", "GEOID_TRACT_20", key_of="census_geography.tracts_2020.geoid"
        ),
        Column(
            "geoid_2010", "code", "2010 tract", "GEOID_TRACT_10", key_of="census_geography.tracts_2010.geoid"
        ),
        Column("land_m2", "square metres", "land in both", "AREALAND_PART", least=1, step=1),
        Column("people", "people", "residents of 2020 in both, by whole blocks", "POP100"),
        Column("homes", "homes", "homes of 2020 in both, by whole blocks", "HU100"),
    ),
    editions=(Edition(2020, "2020 to 2010", codes=2010),),
)

SHARED = Table(
    name="shared_tracts",
    title="Tracts that lie in several jurisdictions, and how much of each lies in which",
    key=("geoid", "town_geoid"),
    universe="pairs of a tract and a jurisdiction, of the tracts that lie in several",
    columns=(
        Column("town_geoid", "code", "jurisdiction", key_of=TOWN),
        Column(
            "land_share", "share", "land of the tract that lies in it, as a share of the tract", blank="any"
        ),
        Column("people", "people", "people of the census that live in both, from its blocks", blank="any"),
        Column("homes", "homes", "homes of the census that stand in both, from its blocks", blank="any"),
    ),
    editions=(Edition(2010, "2010"), Edition(2020, "2020")),
    places=("tract",),
)

SOURCE = Source(
    code="census_geography",
    title="Census geography: names, codes and relationship files",
    publisher="U.S. Census Bureau",
    page="https://www.census.gov/geographies/reference-files.html",
    licence="public domain (work of the United States government)",
    compiled_from="TIGER/Line and the 2020 to 2010 tract relationship file",
    tables=(TOWNS, TRACTS_2010, TRACTS_2020, RELATIONSHIP, SHARED),
)
