"""American Community Survey, 5-year estimates: who lives where, homes, income and poverty.

Every figure is a survey estimate with a 90% margin of error. Where the Bureau ties
a total to its population estimates it publishes no margin; the cell is left blank.
"""

from fairtown.concepts import Column, Edition, Source, Table

EDITIONS = (
    Edition(2019, "2015-2019", "2010"),
    Edition(2023, "2019-2023", "2022"),
)


def _cells(unit: str, *cells: tuple[str, str, str]) -> tuple[Column, ...]:
    return tuple(Column(name, unit, meaning, code, has_moe=True) for name, code, meaning in cells)


RACE = Table(
    name="race_ethnicity",
    title="Hispanic or Latino origin by race (B03002)",
    key=("geoid",),
    universe="all residents, group quarters included",
    columns=_cells(
        "people",
        ("pop_total", "B03002_001", "all residents"),
        ("pop_nh_white", "B03002_003", "White alone, not Hispanic or Latino"),
        ("pop_nh_black", "B03002_004", "Black or African American alone, not Hispanic or Latino"),
        ("pop_nh_aian", "B03002_005", "American Indian and Alaska Native alone, not Hispanic or Latino"),
        ("pop_nh_asian", "B03002_006", "Asian alone, not Hispanic or Latino"),
        ("pop_nh_nhpi", "B03002_007", "Native Hawaiian and Pacific Islander alone, not Hispanic or Latino"),
        ("pop_nh_other_race", "B03002_008", "some other race alone, not Hispanic or Latino"),
        ("pop_nh_two_or_more", "B03002_009", "two or more races, not Hispanic or Latino"),
        ("pop_hispanic", "B03002_012", "Hispanic or Latino of any race"),
    ),
    editions=EDITIONS,
    notes="The Bureau publishes no margin for all residents and for Hispanic residents of the state, the "
    "counties and the planning regions: they are controlled to its population estimates.",
)

POVERTY = Table(
    name="poverty",
    title="Ratio of income to the poverty level in the past 12 months (C17002)",
    key=("geoid",),
    universe="people for whom poverty status is determined",
    columns=_cells(
        "people",
        ("poverty_universe", "C17002_001", "people for whom poverty status is determined"),
        ("under_half_poverty", "C17002_002", "income under 0.50 of the poverty level"),
        ("half_to_poverty", "C17002_003", "income from 0.50 to 0.99 of the poverty level"),
    ),
    editions=EDITIONS,
)

TENURE = Table(
    name="tenure",
    title="Tenure (B25003)",
    key=("geoid",),
    universe="occupied housing units",
    columns=_cells(
        "households",
        ("households", "B25003_001", "occupied housing units"),
        ("owner_households", "B25003_002", "owner-occupied"),
        ("renter_households", "B25003_003", "renter-occupied"),
    ),
    editions=EDITIONS,
)

INCOME = Table(
    name="median_household_income",
    title="Median household income in the past 12 months (B19013)",
    key=("geoid",),
    universe="households",
    columns=_cells(
        "dollars",
        (
            "median_household_income_usd",
            "B19013_001",
            "median household income, in dollars of the last year of the period; "
            "250,001 means 250,000 or more",
        ),
    ),
    editions=EDITIONS,
)

HOUSING_COST = Table(
    name="renter_housing_cost",
    title="Tenure by housing costs as a percentage of household income (B25106), renters",
    key=("geoid",),
    universe="renter-occupied housing units",
    columns=_cells(
        "households",
        ("renter_households", "B25106_024", "renter-occupied"),
        ("under_20_percent_income_under_20000", "B25106_026", "income under $20,000, less than 20 percent"),
        ("from_20_to_29_percent_income_under_20000", "B25106_027", "income under $20,000, 20 to 29 percent"),
        ("burdened_income_under_20000", "B25106_028", "income under $20,000, 30 percent or more"),
        (
            "under_20_percent_income_20000_34999",
            "B25106_030",
            "income $20,000 to $34,999, less than 20 percent",
        ),
        (
            "from_20_to_29_percent_income_20000_34999",
            "B25106_031",
            "income $20,000 to $34,999, 20 to 29 percent",
        ),
        ("burdened_income_20000_34999", "B25106_032", "income $20,000 to $34,999, 30 percent or more"),
        (
            "under_20_percent_income_35000_49999",
            "B25106_034",
            "income $35,000 to $49,999, less than 20 percent",
        ),
        (
            "from_20_to_29_percent_income_35000_49999",
            "B25106_035",
            "income $35,000 to $49,999, 20 to 29 percent",
        ),
        ("burdened_income_35000_49999", "B25106_036", "income $35,000 to $49,999, 30 percent or more"),
        (
            "under_20_percent_income_50000_74999",
            "B25106_038",
            "income $50,000 to $74,999, less than 20 percent",
        ),
        (
            "from_20_to_29_percent_income_50000_74999",
            "B25106_039",
            "income $50,000 to $74,999, 20 to 29 percent",
        ),
        ("burdened_income_50000_74999", "B25106_040", "income $50,000 to $74,999, 30 percent or more"),
        (
            "under_20_percent_income_75000_or_more",
            "B25106_042",
            "income $75,000 or more, less than 20 percent",
        ),
        (
            "from_20_to_29_percent_income_75000_or_more",
            "B25106_043",
            "income $75,000 or more, 20 to 29 percent",
        ),
        ("burdened_income_75000_or_more", "B25106_044", "income $75,000 or more, 30 percent or more"),
    ),
    editions=EDITIONS,
)

SOURCE = Source(
    code="acs5",
    title="American Community Survey, 5-year estimates",
    publisher="U.S. Census Bureau",
    page="https://www.census.gov/programs-surveys/acs",
    licence="public domain (work of the United States government)",
    compiled_from="published tables as compiled by DataHaven (CT-Data-Haven/2019acs and 2023acs)",
    tables=(RACE, POVERTY, TENURE, INCOME, HOUSING_COST),
    notes="2015-2019 uses 2010 tracts and the eight historical counties. 2019-2023 uses 2020 tracts "
    "and codes by the nine planning regions, which replaced the counties in 2022.",
)
