"""ACS data profiles, 5-year estimates: homes by the size of their building, as published without margins in our copy.

The profile DP04 prints the same cells as table B25024. The compilation that we hold gives no margins of error, so
nobody can say from it how sure a small town's figure is.
"""

from fairtown.concepts import Column, Edition, Source, Table

STRUCTURE = Table(
    name="units_in_structure",
    title="Homes by number of homes in the building (DP04)",
    key=("geoid",),
    universe="housing units, vacant ones included",
    columns=(
        Column("housing_units", "homes", "all homes", "DP04_0006"),
        Column("units_1_detached", "homes", "1 home, detached", "DP04_0007"),
        Column("units_1_attached", "homes", "1 home, attached", "DP04_0008"),
        Column("units_2", "homes", "2 homes in the building", "DP04_0009"),
        Column("units_3_4", "homes", "3 or 4 homes in the building", "DP04_0010"),
        Column("units_5_9", "homes", "5 to 9 homes in the building", "DP04_0011"),
        Column("units_10_19", "homes", "10 to 19 homes in the building", "DP04_0012"),
        Column("units_20_plus", "homes", "20 or more homes in the building", "DP04_0013"),
        Column(
            "units_mobile_other", "homes", "mobile homes, boats, vans and others", "DP04_0014 + DP04_0015"
        ),
    ),
    editions=(Edition(2020, "2016-2020"),),
    notes="Towns only. No margins of error in our copy.",
    covers=("town",),
    rules=(
        "housing_units == units_1_detached + units_1_attached + units_2 + units_3_4 + units_5_9 + units_10_19 "
        "+ units_20_plus + units_mobile_other",
        "acs5.tenure.households <= 1.1 * housing_units",
        "housing_units <= 2.5 * acs5.tenure.households",
    ),
    totals=(
        "units_1_detached > units_20_plus",
        "units_20_plus > units_3_4",
        "units_3_4 > units_2",
        "units_2 > units_1_attached",
        "units_1_attached > units_5_9",
        "units_5_9 > units_10_19",
        "units_10_19 > units_mobile_other",
    ),
)

RENT = Table(
    name="median_gross_rent",
    title="Median gross rent (DP04)",
    key=("geoid",),
    universe="occupied homes that pay rent",
    columns=(
        Column(
            "median_gross_rent_usd",
            "dollars",
            "median of rent and utilities, a month, of homes of all sizes, old leases too",
            "DP04_0134",
            has_moe=True,
            least=300,
            most=3_501,
            blank=2,
            blank_moe="any",
        ),
    ),
    editions=(Edition(2018, "2014-2018"),),
    notes="Towns only.",
    covers=("town",),
)

SOURCE = Source(
    code="acs5_profile",
    title="American Community Survey, 5-year data profiles",
    publisher="U.S. Census Bureau",
    page="https://www.census.gov/acs/www/data/data-tables-and-tools/data-profiles/",
    licence="public domain (work of the United States government)",
    compiled_from="published profiles",
    tables=(STRUCTURE, RENT),
)
