"""Building Permits Survey: new homes that towns authorized, by year and size of building, 2001-2017."""

from fairtown.concepts import Column, Edition, Source, Table

PERMITS = Table(
    name="permits",
    title="New homes authorized by building permits",
    key=("geoid", "year"),
    universe="new housing units authorized; no demolitions taken off",
    columns=(
        Column("year", "year", "calendar year", least=2001, most=2017),
        Column("permits_1_unit", "homes", "in buildings of one home"),
        Column("permits_2_4_unit", "homes", "in buildings of two to four homes"),
        Column("permits_5plus_unit", "homes", "in buildings of five homes or more"),
        Column("permits_total", "homes", "all new homes"),
    ),
    editions=(Edition(2017, "2001-2017"),),
    covers=("town",),
    rules=(
        "permits_total == permits_1_unit + permits_2_4_unit + permits_5plus_unit",
        "permits_total <= 0.06 * acs5_profile.units_in_structure.housing_units",
    ),
    totals=("permits_1_unit > permits_5plus_unit", "permits_5plus_unit > permits_2_4_unit"),
)

SOURCE = Source(
    code="census_bps",
    title="Building Permits Survey",
    publisher="U.S. Census Bureau, published for Connecticut's towns by the Department of Economic and Community "
    "Development",
    page="https://www.census.gov/construction/bps/",
    licence="public domain (work of the United States government)",
    compiled_from="CT-Data-Haven/ctdoh",
    tables=(PERMITS,),
)
