"""Names and codes of towns and tracts, and the ways from one code or boundary to another.

In 2022 nine planning regions replaced eight counties in Connecticut's codes: boundaries stayed,
codes changed. Between 2010 and 2020 some tracts were split or moved as well.
"""

from fairtown.concepts import Column, Edition, Source, Table

TOWN = "census_geography.towns.geoid"
#: Tracts of water have numbers from 9900.
WATER = 'geoid[5:7] == "99"'
LAND_OF_2010 = 'sums(census_geography.tract_relationship.land_m2, "geoid_2010")[geoid]'
TRACT_LAND = "census_geography.tracts_2010.land_area_sq_mi[geoid_2010]"

TOWNS = Table(
    name="towns",
    title="Towns with their historical county and planning region",
    key=("geoid",),
    universe="towns (county subdivisions)",
    columns=(
        Column("geoid_2022", "code", "the same town, coded by planning region"),
        Column("town", "text", "name"),
        Column("county_geoid", "code", "historical county", per="county"),
        Column("county", "text", "historical county", per="county_geoid"),
        Column("region_geoid", "code", "planning region", per="region"),
        Column("region", "text", "planning region", like=".* Planning Region", per="region_geoid"),
        Column("land_area_sq_mi", "square miles", "land area"),
    ),
    editions=(Edition(2022, "codes of 2010 and 2022", "2010"),),
    covers=("town",),
    rules=(
        "county_geoid == geoid[:5]",
        "region_geoid == geoid_2022[:5]",
        "geoid_2022[-5:] == geoid[-5:]",
    ),
)

TRACTS_2010 = Table(
    name="tracts_2010",
    title="2010 census tracts with their town",
    key=("geoid",),
    universe="2010 census tracts",
    columns=(
        Column("tract_name", "text", "tract number as printed"),
        Column("town_geoid", "code", "town; blank for water", blank=WATER, key_of=TOWN),
        Column("land_area_sq_mi", "square miles", "land area", blank=WATER),
        Column(
            "also_town_geoid",
            "code",
            "second town that the tract covers or reaches into; blank for all but two",
            blank="any",
            key_of=TOWN,
        ),
    ),
    editions=(Edition(2010, "2010", "2010"),),
    rules=(
        "tract_name == tract_name(geoid)",
        "town_geoid[:5] == geoid[:5]",
        f"abs({LAND_OF_2010} / 2589988.11 - land_area_sq_mi) <= 0.1 * land_area_sq_mi",
    ),
    notes="Two tracts cross town lines and carry one town: 09005425600 (Norfolk) also covers all of Canaan, "
    "09013890201 (Union) also covers part of Stafford.",
)

TRACTS_2020 = Table(
    name="tracts_2020",
    title="2020 census tracts with their town and both codes",
    key=("geoid",),
    universe="2020 census tracts with land",
    columns=(
        Column(
            "geoid_2020",
            "code",
            "the same tract, coded by historical county",
            key_of="census_geography.tract_relationship.geoid_2020",
        ),
        Column("tract_name", "text", "tract number as printed"),
        Column("town_geoid", "code", "town, coded by historical county", key_of=TOWN),
    ),
    editions=(Edition(2020, "2020 tracts, codes of 2022", "2022"),),
    rules=(
        "tract_name == tract_name(geoid)",
        "geoid_2020[-6:] == geoid[-6:]",
        "geoid_2020[:5] == town_geoid[:5]",
        "geoid[:5] == census_geography.towns.region_geoid[town_geoid]",
    ),
)

RELATIONSHIP = Table(
    name="tract_relationship",
    title="Land shared by 2020 and 2010 tracts",
    key=("geoid_2020", "geoid_2010"),
    universe="pairs of tracts that share land",
    columns=(
        Column(
            "geoid_2020",
            "code",
            "2020 tract, coded by historical county",
            "GEOID_TRACT_20",
            key_of="census_geography.tracts_2020.geoid_2020",
        ),
        Column(
            "geoid_2010", "code", "2010 tract", "GEOID_TRACT_10", key_of="census_geography.tracts_2010.geoid"
        ),
        Column("land_m2", "square metres", "land in both", "AREALAND_PART", least=1, step=1),
    ),
    editions=(Edition(2020, "2020 to 2010", "2010"),),
    rules=(f"abs({LAND_OF_2010[:-7]}[geoid_2010] / 2589988.11 - {TRACT_LAND}) <= 0.1 * {TRACT_LAND}",),
)

SOURCE = Source(
    code="census_geography",
    title="Census geography: names, codes and relationship files",
    publisher="U.S. Census Bureau; Connecticut Office of Policy and Management (planning regions)",
    page="https://www.census.gov/geographies/reference-files.html",
    licence="public domain; open government data",
    compiled_from="TIGER/Line, the 2020 to 2010 tract relationship file, and "
    "CT-Data-Collaborative/ct-town-to-planning-region",
    tables=(TOWNS, TRACTS_2010, TRACTS_2020, RELATIONSHIP),
)
