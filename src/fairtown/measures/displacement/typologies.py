"""Changing neighborhoods: what four methods of the literature say, each without the figures that are not held.

Never one label: each tract has the number of methods that see change, and how many of their criteria are met by more
than the margin of error. Rents, home values and the age of homes by tract are missing, so a method is only "like" its
model.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd

from fairtown.concepts import Measure, Output, WorkedExample
from fairtown.data.places import GEOGRAPHY
from fairtown.measures.displacement.agreement import cohen_kappa, fleiss_kappa
from fairtown.measures.displacement.criteria import METHODS, Survey, Verdict, line_of_area, verdicts
from fairtown.measures.divided_tracts import CLUSTERING, count_variance
from fairtown.measures.inputs import Inputs
from fairtown.measures.observations import Columns, gather, observe
from fairtown.measures.uncertainty import Z_90, part_moe, proportion_moe, share

RACE, POVERTY, TENURE = "acs5.race_ethnicity", "acs5.poverty", "acs5.tenure"
EDUCATION, INCOME = "acs5.education", "acs5.median_household_income"
AREAS, TYPES = "omb_areas.counties", "ct_town_types.types"
RELATIONSHIP = "census_geography.tract_relationship"
BEFORE_YEAR, YEAR, AREAS_YEAR, TYPES_YEAR = 2019, 2023, 2013, 2010
CORE, LEAST_PEOPLE = "Urban core", 500
MEDIAN = 0.5
COUNTY_DIGITS = 5
COUNTS = ("people", "color", "known", "low", "households", "renters", "adults", "college")
#: What each count is made of: table, columns to add, columns to take off.
PARTS = {
    "people": (RACE, ("pop_total",), ()),
    "color": (RACE, ("pop_total",), ("pop_nh_white",)),
    "known": (POVERTY, ("poverty_universe",), ()),
    "low": (POVERTY, ("poverty_universe",), ("twice_poverty_or_more",)),
    "households": (TENURE, ("households",), ()),
    "renters": (TENURE, ("renter_households",), ()),
    "adults": (EDUCATION, ("adults_25_or_older",), ()),
    "college": (EDUCATION, ("bachelors_degree", "graduate_degree"), ()),
}
SHARES = {"college": "adults", "low": "known", "color": "people", "renters": "households"}
PAIRS = {f"{a}_{b}": f"{METHODS[a]}, {METHODS[b]}" for a, b in combinations(METHODS, 2)}
#: Classes of a tract.
NOT_ELIGIBLE, ELIGIBLE, CHANGING = 0.0, 1.0, 2.0


def read(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return the counts of tracts with their margins, and the median income, by geoid."""
    out = {}
    for name, (address, added, removed) in PARTS.items():
        rows = inputs.table(address, year).set_index("geoid")
        out[name] = rows[list(added)].sum(axis=1) - rows[list(removed)].sum(axis=1)
        out[f"{name}_moe"] = np.sqrt(sum(rows[f"{c}_moe"] ** 2 for c in (*added, *removed)))
    incomes = inputs.table(INCOME, year).set_index("geoid")
    out["median"] = incomes.median_household_income_usd
    out["median_moe"] = incomes.median_household_income_usd_moe
    return pd.DataFrame(out).astype(float)


def on_older_tracts(cells: pd.DataFrame, links: pd.DataFrame) -> pd.DataFrame:
    """Return counts on 2010 tracts by the crosswalk's weights, and the household-weighted mean of medians.

    `links`: geoid, geoid_2010, weight, is_divided. A median is blank if that of a part with households is. `…_moe` is
    the margin of the survey, `…_land` that of where people of divided tracts live, see `_left_open`.
    """
    parts = links.merge(cells, left_on="geoid", right_index=True)
    whole = parts.copy()
    for name in COUNTS:
        parts[name] *= parts.weight
        parts[f"{name}_moe"] = (parts[f"{name}_moe"] * parts.weight) ** 2
    lived = parts.households > 0
    parts["known_median"] = np.where(lived, parts["median"], 0.0)
    parts["dollars"] = parts.known_median * parts.households
    parts["dollars_moe"] = np.where(lived, (parts.median_moe * parts.households) ** 2, 0.0)
    columns = [*COUNTS, *(f"{n}_moe" for n in COUNTS), "dollars", "dollars_moe"]
    found = parts.groupby("geoid_2010")[columns].agg(lambda column: column.sum(skipna=False))
    for name in COUNTS:
        found[f"{name}_moe"] = np.sqrt(found[f"{name}_moe"])
    found["median"] = share(found.dollars, found.households)
    found["median_moe"] = share(np.sqrt(found.dollars_moe), found.households)
    found["is_divided"] = parts.groupby("geoid_2010").is_divided.any()
    return found.join(_left_open(whole, found["median"]))


def _left_open(parts: pd.DataFrame, median: pd.Series) -> pd.DataFrame:
    """Return the 90% margins that divided tracts leave to each 2010 tract, by geoid.

    `parts`: whole 2020 tracts, a row per part; `median`: income by 2010 tract. `…_land` of those in a share of
    `SHARES`, `…_rest_land` of the others, who live apart from them; `median_land` of the mean of medians.
    """
    variances = {}
    for part, whole in SHARES.items():
        for name, people in (("", parts[part]), ("_rest", parts[whole] - parts[part])):
            variances[f"{part}{name}_land"] = count_variance(people, parts.weight)
    apart = np.nan_to_num(parts["median"] - parts.geoid_2010.map(median))
    variances["median_land"] = count_variance(parts.households * apart, parts.weight)
    sums = pd.DataFrame(variances, index=parts.index).groupby(parts.geoid_2010).sum()
    margins = Z_90 * np.sqrt(CLUSTERING * sums)
    households = (parts.households * parts.weight).groupby(parts.geoid_2010).sum()
    return margins.assign(median_land=share(margins.median_land, households))


def survey(cells: pd.DataFrame, areas: np.ndarray) -> Survey:
    """Return the figures of tracts as the criteria take them; income relative to the area's median tract.

    Margins hold the survey's error and, where `cells` has it, that of divided tracts.
    """

    def land(name: str) -> pd.Series:
        return cells[f"{name}_land"] if f"{name}_land" in cells else pd.Series(0.0, cells.index)

    figures = {}
    for part, whole in SHARES.items():
        figures[part] = share(cells[part], cells[whole])
        sampling = proportion_moe(cells[part], cells[f"{part}_moe"], cells[whole], cells[f"{whole}_moe"])
        divided = part_moe(cells[part], land(part), cells[whole] - cells[part], land(f"{part}_rest"))
        figures[f"{part}_moe"] = np.hypot(sampling, divided)
    middle = line_of_area(cells["median"], areas, MEDIAN)
    return Survey(
        **figures,
        income=cells["median"].to_numpy() / middle,
        income_moe=np.hypot(cells.median_moe, land("median")).to_numpy() / middle,
        low_people=cells.low.to_numpy(),
        low_people_moe=np.hypot(cells.low_moe, land("low")).to_numpy(),
    )


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return what the methods say of each tract of the older map, and their agreement, for the state."""
    places = inputs.places()
    before = read(inputs, BEFORE_YEAR)
    after = on_older_tracts(read(inputs, year), inputs.crosswalk_2020_to_2010())
    vintage = inputs.table(TENURE, BEFORE_YEAR).vintage.iloc[0]
    tracts = places[(places.level == "tract") & (places.vintage == vintage) & ~places.is_water]
    first, later = before.reindex(tracts.geoid), after.reindex(tracts.geoid)
    needed = [*COUNTS, "median"]
    bases = (first[list(SHARES.values())] > 0).all(axis=1) & (later[list(SHARES.values())] > 0).all(axis=1)
    known = first[needed].notna().all(axis=1) & later[needed].notna().all(axis=1) & bases
    is_in = (known & (first.people >= LEAST_PEOPLE)).to_numpy()
    own, first, later = tracts[is_in], first[is_in], later[is_in]
    codes = inputs.table(AREAS, AREAS_YEAR).set_index("geoid").area_code
    areas = own.geoid.str[:COUNTY_DIGITS].map(codes).to_numpy(str)
    is_core = own.town.isin(_cores(inputs, places)).to_numpy()
    found = verdicts(survey(first, areas), survey(later, areas), areas, is_core)
    state = places[(places.level == "state") & (places.vintage == vintage)]
    divided = np.where(later.is_divided.to_numpy(bool), "area_weighted", "")
    left_out = observe(tracts[~is_in], "methods", np.nan, flag="no_score")
    return gather([*_by_tract(own, found, divided), left_out, *_of_state(state, found, is_core)])


def _cores(inputs: Inputs, places: pd.DataFrame) -> pd.Series:
    types = inputs.table(TYPES, TYPES_YEAR)
    cores = types[types.town_type == CORE][["geoid", "vintage"]]
    return cores.merge(places[["geoid", "vintage", "key"]]).key


def _by_tract(tracts: pd.DataFrame, found: dict[str, Verdict], flag: np.ndarray) -> list[Columns]:
    changing = np.array([v.is_changing for v in found.values()])
    n = changing.sum(axis=0)
    out = [observe(tracts, "methods", n, flag=flag)]
    for name, verdict in found.items():
        seen = np.where(verdict.is_changing, CHANGING, np.where(verdict.is_eligible, ELIGIBLE, NOT_ELIGIBLE))
        out.append(observe(tracts, "class", seen, group=name, flag=flag))
    some = n > 0
    for output, values in (
        ("criteria_beyond", [v.beyond for v in found.values()]),
        ("criteria", [v.criteria for v in found.values()]),
    ):
        total = (np.array(values) * changing).sum(axis=0)
        out.append(observe(tracts[some], output, total[some], flag=flag[some]))
    return out


def _of_state(state: pd.DataFrame, found: dict[str, Verdict], is_core: np.ndarray) -> list[Columns]:
    out = [observe(state, "tracts", len(is_core)), observe(state, "core_tracts", is_core.sum())]
    for name, verdict in found.items():
        out.append(observe(state, "eligible", verdict.is_eligible.sum(), group=name))
        out.append(observe(state, "changing", verdict.is_changing.sum(), group=name))
    answers = {name: verdict.is_changing[is_core].astype(float) for name, verdict in found.items()}
    for (a, b), pair in zip(combinations(METHODS, 2), PAIRS, strict=True):
        out.append(observe(state, "kappa", cohen_kappa(answers[a], answers[b]), group=pair))
    out.append(observe(state, "kappa_of_all", fleiss_kappa(list(answers.values()))))
    counts = np.sum([v.is_changing for v in found.values()], axis=0)
    for n in range(len(found) + 1):
        out.append(observe(state, "tracts_by_methods", (counts == n).sum(), group=f"methods_{n}"))
    return out


MEASURE = Measure(
    id="displacement.typologies",
    states=("ct",),
    title="Changing neighborhoods by four methods",
    summary="Where four methods of the literature, each without the figures that we do not have, see a neighborhood of "
    "lower incomes change, and how far they agree.",
    formula="On tracts of 2010 with 500 people or more; lines are medians and quantiles of the metropolitan area. "
    "Income is relative to the area's median tract. Freeman-like: core city, income below the median; the share of "
    "college graduates grew by more than the median. Governing-like: core city, income at or below the 40th "
    "percentile; college in the upper third of growth. NCRC-like: core city, income and college at or below the 40th "
    "percentile; growth of college and of relative income above the 60th. UDP-like: anywhere, at least three of: more "
    "people below twice the poverty level, more people of color, more renters than the median, no more graduates than "
    "it; growth of college and of relative income above the median, and fewer people below twice the poverty level. "
    "The margin is that of the surveys and of where people of divided tracts live. "
    "Agreement: Cohen's κ by pair and Fleiss's κ of all, over tracts of core cities.",
    outputs=(
        Output("methods", "number", "methods of four that see the tract changing", margin="signs"),
        Output(
            "class",
            "class",
            "2 changing, 1 could have changed and did not, 0 not of the kind",
            margin="signs",
        ),
        Output(
            "criteria_beyond",
            "number",
            "criteria of these methods met by more than their margin of error",
            margin="chance",
        ),
        Output("criteria", "number", "criteria of these methods that are met", margin="signs"),
        Output("tracts", "number", "tracts with 500 people or more and every figure"),
        Output("core_tracts", "number", "tracts of core cities among them"),
        Output("eligible", "number", "tracts that the method looks at"),
        Output("changing", "number", "tracts that the method sees changing"),
        Output("tracts_by_methods", "number", "tracts by the number of methods that see change"),
        Output("kappa", "score", "agreement of two methods over tracts of core cities: 1 is full, 0 chance"),
        Output("kappa_of_all", "score", "agreement of the four methods over tracts of core cities"),
    ),
    years=(YEAR,),
    reads=(RACE, POVERTY, TENURE, EDUCATION, INCOME, AREAS, TYPES, RELATIONSHIP, *GEOGRAPHY),
    references=(
        "L. Freeman, Displacement or Succession? (2005)",
        "Governing, Gentrification in America (2015)",
        "National Community Reinvestment Coalition, Shifting Neighborhoods (2019)",
        "Urban Displacement Project, Housing Precarity and Displacement typology (2018)",
        "J. Cohen, A Coefficient of Agreement for Nominal Scales (1960); J. L. Fleiss (1971)",
    ),
    limits=(
        "No rents, home values or age of homes by tract are held: each method lacks some of its criteria.",
        "The two surveys share the year 2019 and are four years apart: most changes are small beside their error.",
        "Tracts of 2020 that cross the lines of 2010 are divided by land, and their medians by households. The margin "
        "holds what that leaves open of counts and shares, but not that incomes differ within a tract.",
        "Nothing is said of who is at risk: for that rents are needed.",
    ),
    worked=WorkedExample(
        given="Of ten tracts one method sees the first three changing, another the first, second and fourth.",
        columns=("quantity", "value"),
        rows=(
            ("same answer", ".80"),
            ("by chance: .3 × .3 + .7 × .7", ".58"),
            ("κ: (.80 − .58) / (1 − .58)", ".5238"),
        ),
        result="The methods agree about half as much as they could beyond chance.",
    ),
    group_words=METHODS
    | PAIRS
    | {
        "methods_0": "by none",
        "methods_1": "by 1 of 4",
        "methods_2": "by 2 of 4",
        "methods_3": "by 3 of 4",
        "methods_4": "by 4 of 4",
    },
    margin="count",
    compute=compute,
)
