"""The indicators that recipes may name: what each is made of, and which way is better."""

from __future__ import annotations

from fairtown.data import catalog
from fairtown.data.federal import acs5
from fairtown.measures.opportunity.index.recipe import Definition

INCOMES = ("under_20000", "20000_34999", "35000_49999", "50000_74999", "75000_or_more")
BURDENED = tuple(
    f"acs5.{tenure}_housing_cost.burdened_income_{income}"
    for tenure in ("owner", "renter")
    for income in INCOMES
)
WITHIN_MEANS = tuple(
    f"acs5.{tenure}_housing_cost.{cost}_income_{income}"
    for tenure in ("owner", "renter")
    for income in INCOMES
    for cost in ("under_20_percent", "from_20_to_29_percent")
)
TESTS = "ct_edsight.smarter_balanced"
MEALS = "ct_edsight.meals"
TEST_YEAR, MEALS_YEAR = catalog.latest(TESTS).year, catalog.latest(MEALS).year
OCA_TABLE = "oca_index.indicators"
#: The years that indicators are kept for: that of the published index, and the last years of the surveys that did not
#: end before the school results beside them.
INDEX_YEAR, INDEX_VINTAGE = catalog.latest(OCA_TABLE).year, catalog.latest(OCA_TABLE).vintage
SURVEY_YEARS = tuple(year for year in acs5.YEARS if year >= TEST_YEAR)
YEARS = (INDEX_YEAR, *SURVEY_YEARS)


def _tests(name: str, title: str, *subjects: str) -> Definition:
    return Definition(
        name, title, tuple(f"{TESTS}.met_or_exceeded_{s}_percent" for s in subjects),
        tuple(f"{TESTS}.scored_tests_{s}" for s in subjects),
        kind="percent", level="town", edition=TEST_YEAR, asked=len(subjects),
    )  # fmt: skip


SURVEY: tuple[Definition, ...] = (
    Definition(
        "poverty_share", "People below the poverty line",
        ("acs5.poverty.under_half_poverty", "acs5.poverty.half_to_poverty"), ("acs5.poverty.poverty_universe",), -1,
        household_based=True,
    ),
    Definition(
        "twice_poverty_share", "People with at least twice the poverty line",
        ("acs5.poverty.twice_poverty_or_more",), ("acs5.poverty.poverty_universe",), household_based=True,
    ),
    Definition(
        "median_household_income_usd", "Median household income",
        ("acs5.median_household_income.median_household_income_usd",), kind="value", unit="dollars",
        household_based=True,
    ),
    Definition(
        "bachelors_share", "Adults 25 and older with a bachelor's degree or more",
        ("acs5.education.bachelors_degree", "acs5.education.graduate_degree"),
        ("acs5.education.adults_25_or_older",),
    ),
    Definition(
        "no_diploma_share", "Adults 25 and older without a high school diploma",
        ("acs5.education.no_high_school_diploma",), ("acs5.education.adults_25_or_older",), -1,
    ),
    Definition(
        "owner_share", "Households that own their home",
        ("acs5.tenure.owner_households",), ("acs5.tenure.households",), household_based=True,
    ),
    Definition(
        "cost_burden_share", "Households that pay 30 percent or more of their income for housing",
        BURDENED, (*BURDENED, *WITHIN_MEANS), -1, household_based=True,
    ),
    Definition(
        "no_vehicle_share", "Households without a car",
        ("acs5.vehicles.households_without_vehicle",), ("acs5.vehicles.households",), -1, household_based=True,
    ),
    _tests("schools_share", "Pupils at grade level in English and mathematics, grades 3-8", "english", "math"),
    _tests("english_share", "Pupils at grade level in English, grades 3-8", "english"),
    _tests("math_share", "Pupils at grade level in mathematics, grades 3-8", "math"),
    Definition(
        "school_meals_share", "Pupils eligible for free or reduced-price school meals",
        (f"{MEALS}.eligible_for_free_or_reduced_meals",), (f"{MEALS}.students",),
        -1, level="town", edition=MEALS_YEAR,
    ),
)  # fmt: skip

OCA_2014: dict[str, str] = {
    "adults_with_college_degree": "Adults 25-64 with at least some college",
    "households_not_on_public_assistance": "Households without public assistance or SNAP",
    "households_not_in_poverty": "Households not in poverty",
    "labor_force_employed": "Labor force that is employed",
    "owner_occupied_housing": "People in owner-occupied homes",
    "housing_units_not_vacant": "Homes that are not vacant",
    "employment_access_index": "Access to jobs",
    "job_diversity_index": "Diversity of jobs nearby",
    "job_change_2009_2012": "Change of jobs in the town, 2009-2012",
    "grade3_math_score": "Third-grade mathematics score",
    "grade3_reading_score": "Third-grade reading score",
    "one_minus_crime_rate": "Lack of reported crime in the town",
}
INDEX: tuple[Definition, ...] = tuple(
    Definition(name, title, (f"{OCA_TABLE}.{name}",), kind="value", unit="as published")
    for name, title in OCA_2014.items()
)


def indicators_of_year(year: int) -> tuple[Definition, ...]:
    """Return the indicators of the figures of a year."""
    return INDEX if year == INDEX_YEAR else SURVEY


EVERY: dict[str, Definition] = {d.id: d for d in (*SURVEY, *INDEX)}
