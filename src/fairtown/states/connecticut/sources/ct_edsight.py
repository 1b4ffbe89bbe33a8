"""EdSight: test results and school meals by school district and the towns that it serves, Connecticut.

A row is a town and a district that serves it, so a regional district stands once for each of
its towns with the figures of the whole district: add up districts, never rows. In 27 towns
two districts stand side by side, the town's own and a regional one.
"""

from fairtown.concepts import Column, Edition, Source, Table

LEFT_OUT = (
    "Districts that serve no town in particular are left out: charter schools, the technical system, regional "
    "service centers, state agencies and endowed academies. A regional district repeats in each of its towns."
)

DISTRICT = (
    Column("district_code", "code", "code of the district", "District Code", like=r"\d{7}", per="district"),
    Column(
        "district",
        "text",
        "name of the district",
        "District",
        like=".*(School District|Regional).*",
        per="district_code",
    ),
    Column("district_type", "text", "town or regional", one_of=("town", "regional"), per="district_code"),
)

SMARTER_BALANCED = Table(
    name="smarter_balanced",
    title="Smarter Balanced tests, grades 3 to 8, by town and district",
    key=("geoid", "district_code"),
    universe="scored tests of all students in grades 3 to 8",
    columns=(
        *DISTRICT,
        Column(
            "met_or_exceeded_english_percent",
            "percent",
            "scored tests in English at level 3 or 4 (met or exceeded)",
            "Level 3&4 Met or Exceeded %, ELA",
            step=0.1,
            blank=11,
            per="district_code",
        ),
        Column(
            "met_or_exceeded_math_percent",
            "percent",
            "scored tests in mathematics at level 3 or 4 (met or exceeded)",
            "Level 3&4 Met or Exceeded %, Math",
            step=0.1,
            blank=13,
            per="district_code",
        ),
        Column(
            "scored_tests_english",
            "tests",
            "scored tests in English",
            "Total Number with Scored Tests, ELA",
            blank=5,
            per="district_code",
        ),
        Column(
            "scored_tests_math",
            "tests",
            "scored tests in mathematics",
            "Total Number with Scored Tests, Math",
            blank=11,
            per="district_code",
        ),
    ),
    editions=(Edition(2019, "2018-19", "2010"),),
    covers=("town",),
    same_keys="ct_edsight.meals",
    rules=(
        "abs(scored_tests_math - scored_tests_english) <= 0.03 * scored_tests_english",
        "scored_tests_english <= ct_edsight.meals.students",
        "met_or_exceeded_math_percent <= met_or_exceeded_english_percent + 10",
        "met_or_exceeded_english_percent <= met_or_exceeded_math_percent + 35",
    ),
    totals=(
        "met_or_exceeded_english_percent > met_or_exceeded_math_percent",
        "scored_tests_english > scored_tests_math",
    ),
    notes=f"{LEFT_OUT} Blank: suppressed (Region 1; mathematics in Scotland and Union), or no line for the "
    "district in the published table (Regions 9 and 19).",
)

MEALS = Table(
    name="meals",
    title="Students eligible for free or reduced-price meals, by town and district",
    key=("geoid", "district_code"),
    universe="students of the district",
    columns=(
        *DISTRICT,
        Column("students", "students", "all students", "Total", blank=1, per="district_code"),
        Column(
            "eligible_for_free_or_reduced_meals",
            "students",
            "students eligible for free or reduced-price meals",
            "Free, Reduced",
            blank=11,
            per="district_code",
        ),
    ),
    editions=(Edition(2017, "2016-17", "2010"),),
    covers=("town",),
    same_keys="ct_edsight.smarter_balanced",
    rules=(
        "eligible_for_free_or_reduced_meals <= 0.9 * students",
        "district == ct_edsight.smarter_balanced.district",
        "ct_edsight.smarter_balanced.scored_tests_english <= students",
    ),
    notes=f"{LEFT_OUT} Blank: suppressed; Union has neither figure. New Haven: those eligible for reduced-price "
    "meals are suppressed, so the figure is of free meals only. New Canaan: none eligible, as published.",
)

RACES = (
    ("american_indian", "American Indian or Alaska Native"),
    ("asian", "Asian"),
    ("black", "Black"),
    ("hispanic", "Hispanic, of any race"),
    ("pacific_islander", "Native Hawaiian or Pacific Islander"),
    ("two_or_more", "two or more races"),
    ("white", "White"),
)
#: Cells of 1 to 5 students are hidden, and another one beside a single hidden cell, which can be larger.
HIDDEN = (
    "Blank: hidden by the Department, where a cell holds 1 to 5 students, or to protect such a cell. At least two are "
    "hidden in a row with any, so that a hidden cell can hold more than five."
)


def _races(blank: int | str) -> tuple[Column, ...]:
    return tuple(Column(name, "students", f"students, {race}", blank=blank) for name, race in RACES)


ENROLLMENT = Table(
    name="enrollment",
    title="Students by race, by school and year",
    key=("year", "school_code"),
    universe="students on 1 October, of schools whose total is published",
    columns=(
        Column("year", "year", "calendar year in which the school year ends", least=2008, most=2017),
        Column("school_code", "code", "code of the school", like=r"\d{7}"),
        Column("district_code", "code", "code of the district", like=r"\d{7}"),
        *_races("any"),
        Column("students", "students", "all students", least=1),
        Column("hidden_cells", "number", "cells of the row that are hidden", most=7),
    ),
    editions=(Edition(2017, "2007-08 to 2016-17", "2010"),),
    rows=11_744,
    notes=HIDDEN
    + " Until 2009-10 there were no columns of Pacific Islanders and of two or more races: they are 0 "
    "there. Students whose race is not reported are in the total only.",
)

DISTRICTS = Table(
    name="districts",
    title="Students by race in 2021-22, meals in 2016-17 and spending in 2014-15, by district",
    key=("district",),
    universe="students on 1 October",
    columns=(
        Column("district", "text", "name of the district"),
        Column("district_code", "code", "code of the district, if it has one", like=r"\d{7}", blank="any"),
        Column("district_type", "text", "what it is"),
        *_races("any"),
        Column("students", "students", "all students, 2021-22", blank="any"),
        Column("students_2017", "students", "all students, 2016-17", blank="any"),
        Column("meals_2017", "students", "eligible for free or reduced-price meals, 2016-17", blank="any"),
        Column("spending_2015_usd", "dollars", "spending per student, 2014-15", most=60_000, blank="any"),
    ),
    editions=(Edition(2022, "2021-22", "2010"),),
    rows=201,
    notes=HIDDEN
    + " The row of the Department of Mental Health and Addiction Services holds the state's total of "
    "2016-17, as published: measures leave it out by name. Union is hidden whole. Spending "
    "lacks Hartford.",
)

SCHOOLS = Table(
    name="schools",
    title="Where schools stand",
    key=("geoid", "school_code"),
    universe="schools with a point; programs and placements elsewhere have none",
    columns=(
        Column("school_code", "code", "code of the school", like=r"\d{7}"),
        Column("name", "text", "name of the school"),
        Column("is_magnet", "yes/no", "whether it is an interdistrict magnet", blank=26),
        Column("lat", "degrees", "latitude", least=40.9, most=42.1),
        Column("lon", "degrees", "longitude", least=-73.8, most=-71.7),
        Column(
            "located_by", "text", "who placed it", one_of=("CSDE Education Directory", "DataHaven geocode")
        ),
    ),
    editions=(Edition(2017, "2016-17", "2010"),),
    places=("town",),
    rows=1_047,
    notes="The town is that of the building, which need not be one that the district serves.",
)

SCHOOL_MEALS = Table(
    name="school_meals",
    title="Students by eligibility for free or reduced-price meals, by school",
    key=("school_code",),
    universe="students on 1 October, of schools whose total is published",
    columns=(
        Column("school_code", "code", "code of the school", like=r"\d{7}"),
        Column("free", "students", "eligible for free meals", blank="any"),
        Column("reduced", "students", "eligible for reduced-price meals", blank="any"),
        Column("not_eligible", "students", "not eligible", blank="any"),
        Column("students", "students", "all students", least=1),
    ),
    editions=(Edition(2017, "2016-17", "2010"),),
    rows=1_316,
    notes="Blank: hidden by the Department, or none: it publishes no zero here for some schools.",
)

SOURCE = Source(
    code="ct_edsight",
    title="EdSight: school districts",
    publisher="Connecticut State Department of Education",
    page="https://public-edsight.ct.gov",
    licence="open government data, published for reuse; enrollment as compiled: ODC-By",
    compiled_from="CT-Data-Collaborative/smarter-balanced-by-all-students and "
    "CT-Data-Collaborative/edsight-data (ODC-By); school directory: darrentweng/CTSchoolPerformance15-22 and "
    "JackDougherty/school-search-tool",
    tables=(SMARTER_BALANCED, MEALS, ENROLLMENT, DISTRICTS, SCHOOLS, SCHOOL_MEALS),
)
