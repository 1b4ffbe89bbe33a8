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

SOURCE = Source(
    code="ct_edsight",
    title="EdSight: school districts",
    publisher="Connecticut State Department of Education",
    page="https://public-edsight.ct.gov",
    licence="open government data, published for reuse; enrollment as compiled: ODC-By",
    compiled_from="CT-Data-Collaborative/smarter-balanced-by-all-students and "
    "CT-Data-Collaborative/edsight-data (ODC-By); school directory: darrentweng/CTSchoolPerformance15-22 and "
    "JackDougherty/school-search-tool",
    tables=(SMARTER_BALANCED, MEALS),
)
