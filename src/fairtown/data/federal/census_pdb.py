"""Census Planning Database 2018: race and ethnicity, poverty and tenure by tract, ACS 2012-2016, without margins.

The database prints a tract's total and each group's percentage with two decimals. The
counts by race are total times percentage, rounded to a whole person; that can move a count
by one person in tracts above 10,000 people. Poverty and renters stay shares, as printed.
It carries no margin of error for any of them.
"""

from fairtown.concepts import Column, Edition, Source, Table

RACE = Table(
    name="race_ethnicity",
    title="Race and Hispanic origin by tract, ACS 2012-2016",
    key=("geoid",),
    universe="all residents, group quarters included",
    columns=(
        Column("pop_total", "people", "all residents", "Tot_Population_ACS_12_16"),
        Column("pop_nh_white", "people", "White alone, not Hispanic", "pct_NH_White_alone_ACS_12_16"),
        Column("pop_nh_black", "people", "Black alone, not Hispanic", "pct_NH_Blk_alone_ACS_12_16"),
        Column("pop_nh_asian", "people", "Asian alone, not Hispanic", "pct_NH_Asian_alone_ACS_12_16"),
        Column("pop_hispanic", "people", "Hispanic or Latino of any race", "pct_Hispanic_ACS_12_16"),
        Column("pop_nh_other", "people", "everyone else: the remainder of the total", ""),
    ),
    editions=(Edition(2016, "2012-2016"),),
    covers=("tract",),
    rules=(
        "pop_total == pop_nh_white + pop_nh_black + pop_nh_asian + pop_hispanic + pop_nh_other",
        "pop_total == census_pdb.poverty_and_tenure.population",
    ),
    resembles=("acs5.race_ethnicity",),
    notes="Counts are the published total times the published percentage.",
)

#: The same share some years later: no neighborhood changes by more than a quarter.
POVERTY_LATER = (
    "(acs5.poverty.under_half_poverty + acs5.poverty.half_to_poverty) / acs5.poverty.poverty_universe"
)

POVERTY_AND_TENURE = Table(
    name="poverty_and_tenure",
    title="People in poverty and rented homes by tract, ACS 2012-2016",
    key=("geoid",),
    universe="residents; occupied housing units",
    columns=(
        Column(
            "poverty_rate",
            "share",
            "people below the poverty level, of those for whom poverty status is determined",
            "pct_Prs_Blw_Pov_Lev_ACS_12_16",
            step=0.0001,
            blank="occupied_units == 0",
        ),
        Column(
            "renter_share",
            "share",
            "occupied housing units that are rented",
            "pct_Renter_Occp_HU_ACS_12_16",
            step=0.0001,
            blank="occupied_units == 0",
        ),
        Column("population", "people", "all residents", "Tot_Population_ACS_12_16"),
        Column("occupied_units", "homes", "occupied housing units", "Tot_Occp_Units_ACS_12_16"),
    ),
    editions=(Edition(2016, "2012-2016"),),
    covers=("tract",),
    rules=(
        "population == census_pdb.race_ethnicity.pop_total",
        f"abs(poverty_rate - {POVERTY_LATER}) <= 0.25",
        "abs(renter_share - acs5.tenure.renter_households / acs5.tenure.households) <= 0.2",
        "occupied_units <= 2.2 * acs5.tenure.households + 100",
        "acs5.tenure.households <= 2.2 * occupied_units + 100",
    ),
    notes="Shares from 0 to 1 are the published percentages; the database prints two decimals of a percent. No "
    "margins. The people for whom poverty status is determined are not counted here. Tracts without such "
    "people or without occupied homes have no share.",
)

SOURCE = Source(
    code="census_pdb",
    title="Census Planning Database 2018 (ACS 2012-2016)",
    publisher="U.S. Census Bureau",
    page="https://www.census.gov/topics/research/guidance/planning-databases.html",
    licence="public domain (work of the United States government)",
    compiled_from="the 2018 Planning Database as kept in CTOpenData/census_map",
    tables=(RACE, POVERTY_AND_TENURE),
)
