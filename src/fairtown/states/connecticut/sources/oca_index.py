"""The twelve indicators of the 2014 Connecticut Opportunity Index, in its 835 published rows.

The rows stand as the Open Communities Alliance published them: 829 land tracts, four
empty rows of water, and two incomplete extra rows for the two tracts called 9800. The
published standardization ran over all of them, so a replication needs every row.
"""

from fairtown.concepts import Column, Edition, Source, Table

ACS_2012 = "U.S. Census Bureau, ACS 5-year 2008-2012"
LAI = "HUD Location Affordability Index v2 (about 2012)"
CMT = "Connecticut State Department of Education, Connecticut Mastery Test 2013"

POVERTY = (
    "(acs5.poverty.under_half_poverty[geoid] + acs5.poverty.half_to_poverty[geoid]) "
    "/ acs5.poverty.poverty_universe[geoid]"
)

INDICATORS = Table(
    name="indicators",
    title="Twelve indicators by 2010 tract, oriented so that more was treated as better",
    key=("row",),
    universe="rows of the published table",
    columns=(
        Column("row", "number", "order in the published table"),
        Column(
            "geoid",
            "code",
            "2010 tract; blank for the four water rows and the two extra rows of 9800",
            blank=6,
            key_of="census_geography.tracts_2010.geoid",
        ),
        Column("tract_name", "text", "tract number as published"),
        Column(
            "town",
            "text",
            "town as published; blank in five rows",
            blank=5,
            key_of="census_geography.towns.town",
        ),
        Column(
            "adults_with_college_degree",
            "share",
            "people aged 25-64 with some college, an associate degree or higher; the publisher's "
            'label "college degree" is narrower than the figures',
            "B23006 (_016 + _023) / _001",
            official=ACS_2012,
            least=0.1,
            blank=6,
        ),
        Column(
            "households_not_on_public_assistance",
            "share",
            "households without cash public assistance or SNAP",
            "1 - B19058_002 / _001",
            official=ACS_2012,
            least=0.2,
            blank=8,
        ),
        Column(
            "households_not_in_poverty",
            "share",
            "households not below the poverty line",
            "1 - B17017_002 / _001",
            official=ACS_2012,
            blank=8,
        ),
        Column(
            "labor_force_employed",
            "share",
            "labor force that is employed",
            "1 - B23025_005 / _002",
            official=ACS_2012 + " according to the publisher",
            least=0.6,
            blank=8,
        ),
        Column(
            "owner_occupied_housing",
            "share",
            "people in occupied housing who live in owner-occupied homes",
            "B25008_002 / _001",
            official=ACS_2012,
            blank=8,
        ),
        Column(
            "housing_units_not_vacant",
            "share",
            "housing units that are not vacant",
            "1 - B25002_003 / _001",
            official=ACS_2012,
            blank=7,
        ),
        Column(
            "employment_access_index",
            "index",
            "access to jobs, jobs weighted down by squared distance; block groups averaged by households",
            "LAI employment access",
            official=LAI,
            least=3000,
            most=120000,
            blank=6,
        ),
        Column(
            "job_diversity_index",
            "index",
            "local mix of twenty job sectors; block groups averaged by households",
            "LAI job diversity",
            official=LAI,
            least=1500,
            most=5500,
            blank=6,
        ),
        Column(
            "job_change_2009_2012",
            "ratio",
            "change of jobs in the town from 2009 to 2012 (0.10 = ten percent more)",
            "annual average employment",
            official="Connecticut Department of Labor, Quarterly Census of Employment and Wages",
            least=-0.4,
            most=0.9,
            blank=6,
            per="town",
        ),
        Column(
            "grade3_math_score",
            "score",
            "average third-grade mathematics score",
            official=CMT,
            least=200,
            most=400,
            blank=7,
            per="town",
        ),
        Column(
            "grade3_reading_score",
            "score",
            "average third-grade reading score",
            official=CMT,
            least=200,
            most=400,
            blank=8,
            per="town",
        ),
        Column(
            "one_minus_crime_rate",
            "share",
            "1 minus reported crimes per resident of the town, 2010",
            "1 - total rate / 100,000",
            official="Connecticut Uniform Crime Reports 2010",
            least=0.9,
            blank=5,
            per="town",
        ),
    ),
    editions=(Edition(2014, "about 2008-2013", "2010"),),
    rows=835,
    rules=(
        "row == position",
        "tract_name == tract_name(geoid)",
        "town == census_geography.towns.town[census_geography.tracts_2010.town_geoid[geoid]]",
        f"abs(households_not_in_poverty - 1 + {POVERTY}) <= 0.5",
        "abs(owner_occupied_housing - acs5.tenure.owner_households[geoid] / acs5.tenure.households[geoid]) <= 0.45",
    ),
    notes="In published order. One tract (1428, New Haven) has no town in the published table and so no "
    "town-level indicators. Tract 9800 of Windsor Locks repeats the survey and access values of tract 9800 "
    "of Groton.",
)

SOURCE = Source(
    code="oca_index",
    title="Connecticut Opportunity Index 2014, inputs as published",
    publisher="Open Communities Alliance, from U.S. Census Bureau, HUD and Connecticut agencies",
    page="https://www.ctoca.org/opportunity_methodology",
    licence="government figures, published for reuse; compilation under the MIT licence",
    compiled_from="sgaul/opportunity and JackDougherty/ctoca-opp-index",
    tables=(INDICATORS,),
)
