"""What fair shares are made of: one row of figures per town, with margins, before any method.

Survey figures have the margins of the survey, counts have none, and what is published without a margin says so. The
need by region is counted from the same survey.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from fairtown.concepts import EVERYONE, Measure, Output, WorkedExample
from fairtown.data import catalog
from fairtown.data.federal import acs5
from fairtown.data.places import GEOGRAPHY, join
from fairtown.measures.fair_share.allocation.needs import UNDER
from fairtown.measures.inputs import Inputs
from fairtown.measures.observations import Columns, gather, observe
from fairtown.measures.opportunity.index.catalogue import INCOMES, INDEX_VINTAGE, OCA_TABLE
from fairtown.measures.subsidized import assisted_share
from fairtown.measures.uncertainty import Z_90, proportion_moe, share, sum_moe

YEAR = acs5.YEARS[-1]
TENURES = ("owner", "renter")
OPPORTUNITY, PERCENTILE, CORRECTED = "opportunity.modern", "mean_percentile", "mean_percentile_corrected"
HIGH = ("p_level_4", "p_level_5")
FIRST_HIGH_LEVEL = 4
#: Tables that are not of the survey's years, each in its newest edition.
STRUCTURE, GRAND_LIST, LAND = "acs5_profile.units_in_structure", "ct_opm.grand_list", "ct_deep.town_land"
TOWNS, JOBS, PERMITS = "census_geography.towns", OCA_TABLE, "census_bps.permits"
PERMITS_YEAR = catalog.latest(PERMITS).year
#: The newest survey by the tracts of the index that access to jobs is of.
HOUSEHOLDS_YEAR = catalog.latest("acs5.tenure", INDEX_VINTAGE).year
MULTIFAMILY = ("units_3_4", "units_5_9", "units_10_19", "units_20_plus")
#: Years of permits that are averaged, and their period.
PERMIT_YEARS = 5
PERMIT_PERIOD = f"{PERMITS_YEAR - PERMIT_YEARS + 1}-{PERMITS_YEAR}"
#: What is counted, or read from lists and maps, for every town: no survey, so no margin.
COUNTED = (
    "assisted_share", "census_housing_units", "total_assisted", "grand_list_usd", "private_land_sq_mi",
    "transit_stations", "permits_per_year",
)  # fmt: skip
#: People of 18 to 24 below the poverty line: where they are most of a town's poor, these are its students.
YOUNG_POOR = (
    "under_half_18_to_24", "half_to_three_quarters_18_to_24", "three_quarters_to_poverty_18_to_24",
)  # fmt: skip
POOR = ("under_half_poverty", "half_to_poverty")
YOUNG_SHARE, WITHOUT_YOUNG = "poor_18_to_24_share", "poverty_share_without_18_to_24"
LISTED, LIST_YEAR = "subsidized.assisted_share", assisted_share.TABLE_YEAR
#: Outputs that are copied from other measures: measure and output by the name they have here.
COPIED = {
    "households": ("homes.tenure", "households", ""),
    "median_household_income_usd": (
        "residents.median_household_income", "median_household_income_usd", "",
    ),
    "poverty_share": ("residents.poverty", "poverty_share", ""),
    "assisted_share": (LISTED, "assisted_share", ""),
    "census_housing_units": (LISTED, "census_housing_units", ""),
    "total_assisted": (LISTED, "total_assisted", ""),
}  # fmt: skip


def is_surveyed(figures: Iterable[str]) -> bool:
    """Whether any of some figures comes from the survey, or from what others made of a survey."""
    return any(figure not in COUNTED for figure in figures)


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return the figures of every town, and the need of every region."""
    places = inputs.places()
    towns = places[(places.level == "town") & (places.vintage == "2022")].sort_values("geoid")
    out = [_copied(inputs, year, towns, name) for name in COPIED]
    out += [_percentile(inputs, year, towns), _high(inputs, year, places, towns)]
    out += [*_young_poor(inputs, year, towns), _jobs(inputs, places, towns), *_of_tables(inputs, towns)]
    return gather([*out, *_needs(inputs, year, places)])


def _by_key(towns: pd.DataFrame, keys: pd.Series, values: pd.Series) -> np.ndarray:
    """Return values in the order of the towns, found by the key that a town keeps while its code changes."""
    return pd.Series(values.to_numpy(), index=keys.to_numpy()).reindex(towns.key).to_numpy(float)


def _copied(inputs: Inputs, year: int, towns: pd.DataFrame, name: str) -> Columns:
    measure, output, group = COPIED[name]
    rows = inputs.measure(measure, LIST_YEAR if measure == LISTED else year)
    places = inputs.places()
    rows = rows[(rows.output == output) & (rows.group == group)]
    rows = rows.merge(places[places.level == "town"][["geoid", "vintage", "key"]], on=["geoid", "vintage"])
    flag = pd.Series(rows.flag.to_numpy(), index=rows.key.to_numpy()).reindex(towns.key).to_numpy(object)
    value, moe = (_by_key(towns, rows.key, rows[c]) for c in ("value", "moe"))
    return observe(towns, name, value, moe, flag=flag)


def _percentile(inputs: Inputs, year: int, towns: pd.DataFrame) -> Columns:
    """Return the percentile of the average resident's tract, 0 to 100, survey error taken out where it is known.

    Its margin is that of the figure without the error of the survey, so that the two belong together.
    """
    rows = inputs.measure(OPPORTUNITY, year)
    rows = rows[(rows.group == EVERYONE) & rows.geoid.isin(towns.geoid)]
    wide = rows.pivot(index="geoid", columns="output", values=["value", "moe"]).reindex(towns.geoid)
    value = wide["value", CORRECTED].fillna(wide["value", PERCENTILE]).to_numpy(float)
    return observe(towns, "opportunity_percentile", value, wide["moe", CORRECTED].to_numpy(float))


def _high(inputs: Inputs, year: int, places: pd.DataFrame, towns: pd.DataFrame) -> Columns:
    """Return the share of households in tracts of the two highest levels; margin from the chances of each level.

    Tracts change level independently of each other, as far as draws of the survey tell.
    """
    tracts = places[(places.level == "tract") & (places.vintage == towns.vintage.iloc[0])]
    index = inputs.measure(OPPORTUNITY, year)
    index = index[index.geoid.isin(tracts.geoid)].pivot(index="geoid", columns="output", values="value")
    homes = inputs.measure("homes.tenure", year)
    homes = homes[homes.output == "households"].set_index("geoid").value
    rows = tracts.assign(
        level=tracts.geoid.map(index.level),
        chance=tracts.geoid.map(index[list(HIGH)].sum(axis=1, min_count=len(HIGH))),
        households=tracts.geoid.map(homes),
    )
    rows = rows[rows.level.notna()]
    rows = rows.assign(
        high=rows.households * (rows.level >= FIRST_HIGH_LEVEL),
        spread=rows.households**2 * rows.chance * (1 - rows.chance),
    )
    sums = rows.groupby("town")[["households", "high", "spread"]].sum(min_count=1).reindex(towns.key)
    moe = Z_90 * np.sqrt(sums.spread.to_numpy()) / sums.households.to_numpy()
    return observe(towns, "high_opportunity_share", share(sums.high, sums.households), moe)


def _young_poor(inputs: Inputs, year: int, towns: pd.DataFrame) -> list[Columns]:
    """Return the share of poor people who are 18 to 24, and the poverty of everyone else.

    Margins of everyone else are those of a difference, √(m² + m²): a little too wide, as the one is part of the other.
    """
    everyone = inputs.table("acs5.poverty", year).set_index("geoid").loc[towns.geoid]
    young = inputs.table("acs5.poverty_by_age", year).set_index("geoid").loc[towns.geoid]

    def total(rows: pd.DataFrame, columns: tuple[str, ...]) -> tuple[np.ndarray, np.ndarray]:
        cells = rows[list(columns)].to_numpy(float)
        return cells.sum(axis=1), sum_moe(rows[[c + "_moe" for c in columns]].to_numpy(float), cells)

    poor, poor_moe = total(everyone, POOR)
    of_them, of_them_moe = total(young, YOUNG_POOR)
    people, people_moe = total(everyone, ("poverty_universe",))
    aged, aged_moe = total(young, ("people_18_to_24",))
    rest, rest_moe = poor - of_them, np.hypot(poor_moe, of_them_moe)
    others, others_moe = people - aged, np.hypot(people_moe, aged_moe)
    moe = proportion_moe(of_them, of_them_moe, poor, poor_moe)
    moe_of_others = proportion_moe(rest, rest_moe, others, others_moe)
    return [
        observe(towns, YOUNG_SHARE, share(of_them, poor), moe),
        observe(towns, WITHOUT_YOUNG, share(rest, others), moe_of_others),
    ]


def _jobs(inputs: Inputs, places: pd.DataFrame, towns: pd.DataFrame) -> Columns:
    """Return the mean access to jobs over the households of the town's 2010 tracts; of a neighbor where it has none."""
    index = inputs.table(JOBS, catalog.latest(JOBS).year).set_index("geoid").employment_access_index
    homes = inputs.table("acs5.tenure", HOUSEHOLDS_YEAR).set_index("geoid").households
    tracts = places[(places.level == "tract") & (places.vintage == "2010") & (places.town != "")]
    rows = tracts.assign(
        access=tracts.geoid.map(index[index.index != ""]).astype(float), households=tracts.geoid.map(homes)
    )
    # a tract that covers a second town is the only one with figures of it
    second = rows[rows.also_town != ""].assign(town=lambda r: r.also_town)
    without = second[~second.town.isin(rows.town)]
    rows = pd.concat([rows, without])
    rows = rows[rows.access.notna() & (rows.households > 0)]
    sums = (rows.access * rows.households).groupby(rows.town).sum() / rows.households.groupby(rows.town).sum()
    value = sums.reindex(towns.key).to_numpy(float)
    return observe(
        towns, "access_to_jobs", value, flag=np.where(towns.key.isin(without.town), "shared_tract", "")
    )


def _of_tables(inputs: Inputs, towns: pd.DataFrame) -> list[Columns]:
    """Return what is read from tables of towns: structure, grand list, land, stations, permits."""
    places = inputs.places()
    own = places[(places.level == "town") & (places.vintage == "2010")][["geoid", "vintage", "key"]]

    def keyed(address: str) -> pd.DataFrame:
        return join(inputs.table(address, catalog.latest(address).year), own, MEASURE.id)

    structure = keyed(STRUCTURE)
    multifamily = pd.Series(share(structure[list(MULTIFAMILY)].sum(axis=1), structure.housing_units))
    grand = keyed(GRAND_LIST)
    land = keyed(LAND)
    areas = keyed(TOWNS)
    square_miles = pd.Series(_by_key(towns, areas.key, areas.land_area_sq_mi))
    private = square_miles * (1 - _by_key(towns, land.key, land.state_federal_land_share))
    people = inputs.measure("residents.race_ethnicity", YEAR)
    people = people[(people.output == "people") & (people.group == EVERYONE)].set_index("geoid")
    residents = people.value.reindex(towns.geoid).to_numpy()
    moe = people.moe.reindex(towns.geoid).to_numpy() / square_miles.to_numpy()
    permits = keyed(PERMITS)
    permits = (
        permits[permits.year > PERMITS_YEAR - PERMIT_YEARS]
        .groupby("key", as_index=False)
        .permits_total.mean()
    )
    return [
        observe(towns, "multifamily_share", _by_key(towns, structure.key, multifamily), flag="no_margin"),
        observe(towns, "grand_list_usd", _by_key(towns, grand.key, grand.equalized_net_grand_list_usd)),
        observe(towns, "private_land_sq_mi", private),
        observe(towns, "transit_stations", _by_key(towns, land.key, land.transit_stations)),
        observe(towns, "people_per_sq_mi", residents / square_miles.to_numpy(), moe),
        observe(towns, "permits_per_year", _by_key(towns, permits.key, permits.permits_total)),
    ]


def _needs(inputs: Inputs, year: int, places: pd.DataFrame) -> list[Columns]:
    """Return burdened households under each income, for every town, region and the state, as the survey gives them."""
    tables = [inputs.table(f"acs5.{tenure}_housing_cost", year).set_index("geoid") for tenure in TENURES]
    rows = places[places.level.isin(["town", "region", "state"]) & (places.vintage == "2022")]
    rows = rows.drop_duplicates("geoid")
    out = []
    for usd, n in UNDER.items():
        names = [f"burdened_income_{income}" for income in INCOMES[:n]]
        values = np.concatenate([t.loc[rows.geoid, names].to_numpy(float) for t in tables], axis=1)
        moes = np.concatenate(
            [t.loc[rows.geoid, [name + "_moe" for name in names]].to_numpy(float) for t in tables], axis=1
        )
        out.append(observe(rows, f"burdened_under_{usd}", values.sum(axis=1), sum_moe(moes, values)))
    return out


MEASURE = Measure(
    id="fair_share.town_figures",
    title="What fair shares are made of",
    summary="One row of figures for each town that any method of fair share may use, with its margins, and the need "
    "of each region.",
    formula="Households, income, poverty, people: as in their own measures. Share of homes in buildings of three or "
    "more = homes in buildings of 3-4, 5-9, 10-19 and 20 or more homes / all homes; mobile homes are not among them. "
    "Land that is not public = land area × (1 − share of state and federal land). High opportunity = households in "
    "tracts of the two highest levels of the index of today / households in tracts with a level; its margin is 1.645 "
    "× √(Σ households² × p × (1 − p)) / households, p being the share of draws in which the tract is in these "
    "levels. Poverty of the young = people of 18 to 24 below the poverty line (B17024) / all below it (C17002). Access "
    "to jobs = mean over households of the 2014 index's employment access. Need = households under an income that pay "
    "30 percent or more of it for housing (B25106), owners and renters, margins by the Bureau's formula for sums.",
    outputs=(
        Output("households", "households", "occupied homes"),
        Output("median_household_income_usd", "dollars", "median household income"),
        Output("poverty_share", "share", "people below the poverty line"),
        Output(YOUNG_SHARE, "share", "of the people below the poverty line those of 18 to 24"),
        Output(WITHOUT_YOUNG, "share", "people below the poverty line among those who are not 18 to 24"),
        Output(
            "assisted_share",
            "share",
            f"assisted homes among the homes of the census, {LIST_YEAR}",
            margin="count",
        ),
        Output("census_housing_units", "homes", "homes of the 2020 census", margin="count"),
        Output("total_assisted", "homes", f"assisted homes, {LIST_YEAR}", margin="count"),
        Output(
            "opportunity_percentile",
            "percentile",
            "percentile of the average resident's tract, index of today, survey error taken out",
        ),
        Output(
            "high_opportunity_share",
            "share",
            "households in tracts of the two highest levels, index of today",
        ),
        Output(
            "access_to_jobs", "as published", "access to jobs, mean over households; jobs weighed by distance"
        ),
        Output("multifamily_share", "share", "homes in buildings of three or more, 2016-2020"),
        Output("grand_list_usd", "dollars", "equalized net grand list, fiscal year 2017-18", margin="count"),
        Output(
            "private_land_sq_mi",
            "square miles",
            "land that is neither the state's nor the United States'",
            margin="count",
        ),
        Output(
            "transit_stations",
            "stations",
            "rail and CTfastrak stations, some of them planned",
            margin="count",
        ),
        Output("people_per_sq_mi", "people per square mile", "people per square mile of land"),
        Output(
            "permits_per_year",
            "homes",
            f"new homes authorized by permits per year, mean of {PERMIT_PERIOD}",
            margin="count",
        ),
        *(
            Output(
                f"burdened_under_{usd}",
                "households",
                f"households with an income under ${int(usd):,} that pay 30 percent or more of it for housing",
            )
            for usd in UNDER
        ),
    ),
    years=(YEAR,),
    reads=(
        "acs5.owner_housing_cost",
        "acs5.poverty",
        "acs5.poverty_by_age",
        "acs5.renter_housing_cost",
        "acs5.tenure",
        "acs5_profile.units_in_structure",
        "census_bps.permits",
        "ct_deep.town_land",
        "ct_opm.grand_list",
        "oca_index.indicators",
        *GEOGRAPHY,
    ),
    uses=(
        "homes.tenure",
        "opportunity.modern",
        "residents.median_household_income",
        "residents.poverty",
        "residents.race_ethnicity",
        "subsidized.assisted_share",
    ),
    references=(
        "U.S. Census Bureau, American Community Survey, tables B25106, B25003, B19013, C17002, B17024, DP04",
        "Connecticut Office of Policy and Management, Municipal Fiscal Indicators",
        "docs/fair-share.md",
    ),
    limits=(
        "HUD's CHAS tables (households at or below 30 percent of the area's median that pay half of their income) "
        "are not held: the need counts households by income in dollars that pay 30 percent or more.",
        "The share of homes in larger buildings is published without margins in our copy.",
        "Figures are of several years: the grand list of 2017-18, buildings of 2016-2020, jobs of about 2012.",
        "Canaan had no tract of its own in 2010: its access to jobs is that of the tract it shares with Norfolk.",
    ),
    worked=WorkedExample(
        given="A town of 4 square miles, a quarter of it state forest, with 1,000 homes: 60 in buildings of 3-4 "
        "homes, 40 in buildings of 5-9. Two tracts: 600 households in a High tract (sure in 90% of draws), 400 in a "
        "Low one (High in 10%).",
        columns=("figure", "calculation", "result"),
        rows=(
            ("buildings of three or more", "(60 + 40) / 1,000", "10%"),
            ("land that is not public", "4 × (1 − 0.25)", "3 square miles"),
            ("high opportunity", "600 / 1,000", "60%"),
            ("its margin", "1.645 × √(600² × .9 × .1 + 400² × .1 × .9) / 1,000", "35.6 points"),
        ),
        result="60% of households live in high-opportunity tracts, give or take 36 points: a town of two tracts is "
        "unsure.",
    ),
    compute=compute,
)
