"""Subsidized projects of Connecticut, about 2019-2020, with the small ones by tract only.

Records of fewer than five homes, single deed-restricted homes above all, are kept as counts
by tract: no name, no point, nothing that leads to one household's door. Programs
overlap, so the sum of units is not the number of homes.
"""

from fairtown.concepts import Column, Edition, Source, Table

EDITIONS = (Edition(2020, "about 2019-2020", "2010"),)

PROGRAMS = (
    "Deed", "FHA_HUD_Multifamily_Mortgages", "HOME_Investment_Partnerships_Program", "LIHTC", "Other_Federal_Subsidy",
    "Public_Housing", "Rural_Housing_Loans__Section_515", "Rural_Housing_Loans__Section_538", "SRO", "Section_202",
    "Section_236", "Section_8_NonVoucher", "Section_8_Voucher", "State_Subsidy",
)  # fmt: skip

PROJECTS = Table(
    name="projects",
    title="Subsidy records of five homes or more",
    key=("record_id",),
    universe="subsidy records; a building with three programs has three",
    columns=(
        Column("record_id", "number", "row number in the inventory", total=3_141_698),
        Column("name", "text", "project name as recorded", blank=1),
        Column("town", "text", "town", key_of="census_geography.towns.town"),
        Column("lat", "degrees", "latitude, WGS84", least=40.9, most=42.1),
        Column("lon", "degrees", "longitude, WGS84", least=-73.8, most=-71.7),
        Column("units", "homes", "homes in the record", least=5, most=10_000, total=170_048),
        Column("subsidy_class", "text", "program", one_of=PROGRAMS),
        Column("subsidy_subclass", "text", "program detail, or the term of a deed restriction", blank=156),
        Column("restriction_end_date", "date", "latest end date recorded", blank=1007),
        Column("is_at_office", "yes/no", "a housing authority's whole voucher count, located at its office"),
    ),
    editions=EDITIONS,
    rows=1768,
    rules=(
        "inside(point(lon, lat), "
        'census_boundaries.towns.geometry[by(census_geography.towns.geoid, "town")[town]]) == 1',
    ),
)

SMALL = Table(
    name="small_records",
    title="Subsidy records of fewer than five homes, counted by 2010 tract and program",
    key=("geoid", "subsidy_class"),
    universe="subsidy records of fewer than five homes",
    columns=(
        Column("subsidy_class", "text", "program", one_of=PROGRAMS),
        Column("records", "records", "number of records", least=1, total=1_832),
        Column("units", "homes", "homes in these records", total=2_249),
    ),
    editions=EDITIONS,
    places=("tract",),
    rows=311,
    rules=("units <= 4 * records",),
    notes="Placed in the tract that holds the recorded point when the table was made; the point is not kept.",
)

SOURCE = Source(
    code="ct_housing_inventory",
    title="Statewide inventory of subsidized housing",
    publisher="Connecticut Department of Housing, from HUD, USDA, CHFA, state and town lists",
    page="https://portal.ct.gov/doh",
    licence="open government data, published for reuse",
    compiled_from="CT-Data-Haven/ctdoh (statewide housing needs assessment)",
    tables=(PROJECTS, SMALL),
    notes="45 records named Section 8 Vouchers give a housing authority's whole voucher count at its office. "
    "The project names and places are as recorded and sometimes shared.",
)
