"""American Community Survey, 5-year estimates: who lives where, homes, income, poverty, education and cars.

Every figure is a survey estimate with a 90% margin of error. Where the Bureau ties
a total to its population estimates it publishes no margin; the cell is left blank.
"""

from fairtown.concepts import Column, Edition, Source, Table

EDITIONS = (
    Edition(2018, "2014-2018"),
    Edition(2019, "2015-2019"),
    Edition(2022, "2018-2022"),
    Edition(2023, "2019-2023"),
)
YEARS = tuple(edition.year for edition in EDITIONS)
#: Poverty by age is held from this survey on.
BY_AGE = tuple(edition for edition in EDITIONS if edition.year >= 2023)


#: Every place of these levels has a row.
LEVELS = ("state", "county", "town", "tract")
#: Only the state and the areas its codes begin with, mostly counties, can be controlled to population estimates.
CONTROLLED = "length(geoid) <= 5"
#: A margin of a count is at most so many of its roots: a sample's error grows with the root of what it counts. People
#: of one household are alike, so that counts of people vary more than counts of households. The largest that were found
#: in 23,000 tracts of eleven states are 53 roots of people (a count of 1 in Rhode Island), 26 of households.
MOST_ROOTS = 60
MOST_ROOTS_OF_HOUSEHOLDS = 30


def _cells(unit: str, *cells: tuple[str, str, str]) -> tuple[Column, ...]:
    return tuple(
        Column(name, unit, meaning, code, has_moe=True, blank_moe=CONTROLLED) for name, code, meaning in cells
    )


def _counts(
    name: str,
    title: str,
    universe: str,
    columns: tuple[Column, ...],
    *rules: str,
    notes: str = "",
    roots: int = MOST_ROOTS,
    editions: tuple[Edition, ...] = EDITIONS,
) -> Table:
    """Return a table of counts: every place once, each count the sum of smaller places, margins of a sample's size."""
    margins = (f"{c.name}_moe <= {roots} * max({c.name}, 1) ** 0.5" for c in columns)
    return Table(
        name=name,
        title=title,
        key=("geoid",),
        columns=columns,
        editions=editions,
        universe=universe,
        notes=notes,
        covers=LEVELS,
        same_keys="acs5.race_ethnicity" if name == "tenure" else "acs5.tenure",
        adds_up=True,
        rules=(*rules, *margins),
    )


#: The incomes and the shares of it that go to housing, as B25106 lists them for owners and then for renters.
COST_INCOMES = (
    ("under_20000", "under $20,000"),
    ("20000_34999", "$20,000 to $34,999"),
    ("35000_49999", "$35,000 to $49,999"),
    ("50000_74999", "$50,000 to $74,999"),
    ("75000_or_more", "$75,000 or more"),
)
COST_BANDS = (
    ("under_20_percent", "less than 20 percent"),
    ("from_20_to_29_percent", "20 to 29 percent"),
    ("burdened", "30 percent or more"),
)


def _cost_cells(total: int) -> tuple[tuple[str, str, str], ...]:
    """Return the cells of B25106 by income and share for owners or renters, whose total is cell `total`."""
    return tuple(
        (
            f"{band}_income_{income}",
            f"B25106_{total + 4 * i + j:03}",
            f"income {income_words}, {band_words}",
        )
        for i, (income, income_words) in enumerate(COST_INCOMES)
        for j, (band, band_words) in enumerate(COST_BANDS, start=2)
    )


RACE = _counts(
    "race_ethnicity",
    "Hispanic or Latino origin by race (B03002)",
    "all residents, group quarters included",
    _cells(
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
    "pop_total == pop_nh_white + pop_nh_black + pop_nh_aian + pop_nh_asian + pop_nh_nhpi + pop_nh_other_race "
    "+ pop_nh_two_or_more + pop_hispanic",
    notes="The Bureau publishes no margin for all residents and for Hispanic residents of the state and "
    "its counties: they are controlled to its population estimates.",
)

POVERTY = _counts(
    "poverty",
    "Ratio of income to the poverty level in the past 12 months (C17002)",
    "people for whom poverty status is determined",
    _cells(
        "people",
        ("poverty_universe", "C17002_001", "people for whom poverty status is determined"),
        ("under_half_poverty", "C17002_002", "income under 0.50 of the poverty level"),
        ("half_to_poverty", "C17002_003", "income from 0.50 to 0.99 of the poverty level"),
        ("twice_poverty_or_more", "C17002_008", "income of 2.00 of the poverty level and over"),
    ),
    "under_half_poverty + half_to_poverty + twice_poverty_or_more <= poverty_universe",
    "poverty_universe <= acs5.race_ethnicity.pop_total",
)

POVERTY_BY_AGE = _counts(
    "poverty_by_age",
    "Age by ratio of income to poverty level in the past 12 months (B17024), people of 18 to 24",
    "people for whom poverty status is determined",
    _cells(
        "people",
        ("people_18_to_24", "B17024_041", "people of 18 to 24 for whom poverty status is determined"),
        ("under_half_18_to_24", "B17024_042", "of 18 to 24, income under 0.50 of the poverty level"),
        ("half_to_three_quarters_18_to_24", "B17024_043", "of 18 to 24, income from 0.50 to 0.74 of it"),
        ("three_quarters_to_poverty_18_to_24", "B17024_044", "of 18 to 24, income from 0.75 to 0.99 of it"),
    ),
    "under_half_18_to_24 + half_to_three_quarters_18_to_24 + three_quarters_to_poverty_18_to_24 <= people_18_to_24",
    "people_18_to_24 <= acs5.poverty.poverty_universe",
    "under_half_18_to_24 <= acs5.poverty.under_half_poverty",
    editions=BY_AGE,
    notes="Students in dormitories are outside the universe; students who rent are in it.",
)

TENURE = _counts(
    "tenure",
    "Tenure (B25003)",
    "occupied housing units",
    _cells(
        "households",
        ("households", "B25003_001", "occupied housing units"),
        ("owner_households", "B25003_002", "owner-occupied"),
        ("renter_households", "B25003_003", "renter-occupied"),
    ),
    "households == owner_households + renter_households",
    roots=MOST_ROOTS_OF_HOUSEHOLDS,
)

#: The median goes with the share of households that have $75,000 or more: where all do it is twelve times that where
#: none does.
TOP = " + ".join(
    f"acs5.{kind}_housing_cost.{band}_income_75000_or_more"
    for kind in ("owner", "renter")
    for band, _ in COST_BANDS
)
MEDIAN_BY_INCOMES = f"75_000 * 12 ** (({TOP}) / acs5.tenure.households - 0.5)"

INCOME = Table(
    name="median_household_income",
    title="Median household income in the past 12 months (B19013)",
    key=("geoid",),
    universe="households",
    columns=(
        Column(
            "median_household_income_usd",
            "dollars",
            "median household income, in dollars of the last year of the period; "
            "250,001 means 250,000 or more",
            "B19013_001",
            has_moe=True,
            least=2_500,
            most=250_001,
            step=1,
            blank="acs5.tenure.households < 200",
            blank_moe="median_household_income_usd == 250001",
        ),
    ),
    editions=EDITIONS,
    covers=LEVELS,
    same_keys="acs5.tenure",
    rules=(
        "median_household_income_usd_moe <= median_household_income_usd",
        f"median_household_income_usd >= 0.3 * {MEDIAN_BY_INCOMES}",
        f"median_household_income_usd <= 2 * {MEDIAN_BY_INCOMES}",
    ),
)

RENTER_COST = _counts(
    "renter_housing_cost",
    "Tenure by housing costs as a percentage of household income (B25106), renters",
    "renter-occupied housing units",
    _cells("households", ("renter_households", "B25106_024", "renter-occupied"), *_cost_cells(24)),
    "renter_households == acs5.tenure.renter_households",
    f"{' + '.join(name for name, _, _ in _cost_cells(24))} <= renter_households",
)

OWNER_COST = _counts(
    "owner_housing_cost",
    "Tenure by housing costs as a percentage of household income (B25106), owners",
    "owner-occupied housing units",
    _cells("households", ("owner_households", "B25106_002", "owner-occupied"), *_cost_cells(2)),
    "owner_households == acs5.tenure.owner_households",
    f"{' + '.join(name for name, _, _ in _cost_cells(2))} <= owner_households",
)

EDUCATION = _counts(
    "education",
    "Place of birth by educational attainment (B06009)",
    "residents 25 and older",
    _cells(
        "people",
        ("adults_25_or_older", "B06009_001", "residents 25 and older"),
        ("no_high_school_diploma", "B06009_002", "less than high school graduate"),
        ("bachelors_degree", "B06009_005", "bachelor's degree, no higher one"),
        ("graduate_degree", "B06009_006", "graduate or professional degree"),
    ),
    "no_high_school_diploma + bachelors_degree + graduate_degree <= adults_25_or_older",
    "adults_25_or_older <= acs5.race_ethnicity.pop_total",
)

VEHICLES = _counts(
    "vehicles",
    "Household size by vehicles available (B08201)",
    "households",
    _cells(
        "households",
        ("households", "B08201_001", "all households"),
        ("households_without_vehicle", "B08201_002", "no vehicle available"),
    ),
    "households == acs5.tenure.households",
    "households_without_vehicle <= households",
    roots=MOST_ROOTS_OF_HOUSEHOLDS,
)

CHILDREN = _counts(
    "children",
    "Sex by age (B01001), people under 18",
    "all residents, group quarters included",
    _cells(
        "people",
        ("male_under_5", "B01001_003", "male, under 5 years"),
        ("male_5_to_9", "B01001_004", "male, 5 to 9 years"),
        ("male_10_to_14", "B01001_005", "male, 10 to 14 years"),
        ("male_15_to_17", "B01001_006", "male, 15 to 17 years"),
        ("female_under_5", "B01001_027", "female, under 5 years"),
        ("female_5_to_9", "B01001_028", "female, 5 to 9 years"),
        ("female_10_to_14", "B01001_029", "female, 10 to 14 years"),
        ("female_15_to_17", "B01001_030", "female, 15 to 17 years"),
    ),
    "male_under_5 + male_5_to_9 + male_10_to_14 + male_15_to_17 + female_under_5 + female_5_to_9 + female_10_to_14 "
    "+ female_15_to_17 + acs5.education.adults_25_or_older <= acs5.race_ethnicity.pop_total",
)

SOURCE = Source(
    code="acs5",
    title="American Community Survey, 5-year estimates",
    publisher="U.S. Census Bureau",
    page="https://www.census.gov/programs-surveys/acs",
    licence="public domain (work of the United States government)",
    compiled_from="the table-based summary file",
    tables=(
        RACE,
        POVERTY,
        POVERTY_BY_AGE,
        TENURE,
        INCOME,
        RENTER_COST,
        OWNER_COST,
        EDUCATION,
        VEHICLES,
        CHILDREN,
    ),
    notes="2014-2018 and 2015-2019 use 2010 tracts, later ones use 2020 tracts.",
)
