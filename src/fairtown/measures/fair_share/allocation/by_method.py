"""How a method becomes a measure: its rows for towns, regions and the state, its outputs, and what all methods say."""

from __future__ import annotations

import numpy as np
import pandas as pd

from fairtown.concepts import Output, Parameter
from fairtown.measures.fair_share.allocation.evaluate import Shared, evaluate
from fairtown.measures.fair_share.allocation.factors import FACTORS
from fairtown.measures.fair_share.allocation.figures import TownFigures
from fairtown.measures.fair_share.allocation.method import PLAN_YEARS, Method
from fairtown.measures.fair_share.town_figures import YEAR, is_surveyed
from fairtown.measures.inputs import Inputs
from fairtown.measures.observations import Columns, gather, join_flags, observe
from fairtown.measures.uncertainty import Z_90, share

TOWN_FIGURES = "fair_share.town_figures"
YEARS = (YEAR,)
#: Methods are applied as the law stood at the end of this year, to the latest figures.
LAW_YEAR = 2025
LAW_DATE = f"{LAW_YEAR}-12-31"
#: How the names of the regions end.
REGION_SUFFIX = " Planning Region"
#: Planning regions whose towns share one need.
JOINED = Parameter(
    name="joined_regions",
    unit="region codes",
    values={"2023-06-29": (("09120", "09190"),)},
    reference="CGS 4-68ii (Public Act 23-207, section 18): the Western and the Greater Bridgeport (Metropolitan) "
    "planning regions are considered one region.",
)
#: How weights become homes, whatever the weights are made of.
SHARED_OUT = (
    " Weight = Σ factor weight × share. Homes = need × weight, held between floor and cap: what a cap holds back goes "
    "to the other towns in proportion to their weights, exactly, and what no town can take is reported as "
    "unallocated. Whole homes by largest remainder. The 90% interval holds what 2,000 draws of the survey give, from "
    "the 5th to the 95th percentile, for the home count before rounding."
)
#: How an exemption that depends on a surveyed figure is shown.
OPEN = (
    " Where a town is exempt in some draws and not in others, in 5 to 95% of them, that share of draws is given, and "
    "its homes and their interval are those of the draws in which it is not."
)
HOW = (
    " Each factor is a town's share of its region's sum; a factor that is zero for a whole region tells nothing "
    "there, and the others count for more." + SHARED_OUT
)
MARGIN = (
    "Margin of a region's need, where the survey counts it: √(sum of the squared margins of its planning regions). The "
    "homes of a town have an interval instead."
)
LIMITS = (
    "A share is a plan for homes, not a forecast, a permit or a finding against a town.",
    "The interval holds survey error only, not doubt about the method: compare methods for that.",
    "Where a figure of the region has no published margin (multifamily homes, incomes printed as 250,000 or more) "
    "the interval leaves its error out and is too narrow; such rows are marked.",
    "Need counts households that are here now; it says nothing of those who left, or could not come.",
)
REFERENCES = (
    "M. Balinski and H. P. Young, Fair Representation (1982): largest remainder and Webster's method",
    "U.S. Census Bureau, Understanding and Using ACS Data (2018), chapter 8: margins of error",
    "docs/fair-share.md: each method against its law or paper",
)


def compute(
    method: Method, inputs: Inputs, year: int, parameters: tuple[Parameter, ...] = ()
) -> pd.DataFrame:
    """Return everything that a release says of a method; `parameters`: those it uses, for the lineage."""
    for parameter in parameters:
        inputs.parameter(parameter, LAW_YEAR)
    places = inputs.places()
    joined = inputs.parameter(JOINED, LAW_YEAR)
    figures = TownFigures.from_observations(inputs.measure(TOWN_FIGURES, year), places, joined)
    return gather(rows_of(evaluate(method, figures), places))


def rows_of(result: Shared, places: pd.DataFrame) -> list[Columns]:
    """Return the observations of an evaluated method."""
    towns, exempt = result.figures.towns, result.is_exempt
    # an exempt town that some draws do not exempt has an interval too
    has_interval = ~exempt | (result.hi90 > 0)
    is_open = np.where(result.is_open, "open_exemption", "")
    partial = np.where(result.is_interval_partial & has_interval, "interval_partial", "")
    cap = np.where(np.isfinite(result.cap), result.cap, np.nan)
    plain = {
        "homes": result.homes.astype(float),
        "share_of_need": share(result.homes, result.need[result.figures.region]),
        "share_of_households": result.share_of_homes,
        "homes_per_year": result.homes / PLAN_YEARS,
        "uncapped": result.uncapped,
        "is_capped": result.is_capped.astype(float),
        "is_exempt": exempt.astype(float),
    }
    out = [observe(towns, name, value) for name, value in plain.items()]
    out.append(observe(towns, "cap", cap, flag=np.where(np.isnan(cap), "no_cap", "")))
    if is_surveyed(result.method.exempt):
        if_not = result.homes_if_not_exempt
        out.append(observe(towns, "p_exempt", result.draws.p_exempt))
        flag = join_flags(np.where(np.isnan(if_not), "surely_exempt", ""), is_open)
        out.append(observe(towns, "homes_if_not_exempt", if_not, flag=flag))
    if "poverty_share" in result.method.exempt:
        out.append(observe(towns, "rests_on_students", result.rests_on_students.astype(float)))
    out += [
        observe(towns, name, v, flag=join_flags(partial, is_open))
        for name, v in (("homes_lo90", result.lo90), ("homes_hi90", result.hi90))
    ]
    for name, part in result.factor_shares.items():
        out.append(observe(towns, f"factor_{name}", part))
    return out + _areas(result, places)


def _areas(result: Shared, places: pd.DataFrame) -> list[Columns]:
    """Return need, homes and what is left over, for planning regions and the state."""
    towns, n = result.figures.towns, result.figures.region
    moe = Z_90 * result.figures.need(result.method)[1]
    sums = pd.Series(result.homes.astype(float)).groupby(towns.region.to_numpy()).sum()
    regions = places[(places.level == "region") & places.key.isin(sums.index)].drop_duplicates("geoid")
    number = dict(zip(towns.region, n, strict=True))
    indices = np.array([number[key] for key in regions.key])
    together = pd.Series(indices).duplicated(keep=False).to_numpy()
    flag = np.where(together, "joined_region", "")
    state = places[(places.level == "state") & (places.vintage == towns.vintage.iloc[0])]
    return [
        observe(regions, "homes", sums.reindex(regions.key), flag=flag),
        observe(
            regions,
            "need",
            np.where(together, np.nan, result.need[indices]),
            np.where(together, np.nan, moe[indices]),
            flag=flag,
        ),
        observe(regions, "unallocated", np.where(together, np.nan, result.unallocated[indices]), flag=flag),
        observe(state, "homes", result.homes.sum()),
        observe(state, "need", result.need.sum()),
        observe(state, "unallocated", result.unallocated.sum()),
        observe(state, "towns_exempt", result.is_exempt.sum()),
        observe(state, "towns_capped", result.is_capped.sum()),
    ]


def _exemption(method: Method) -> list[Output]:
    """Return the outputs on an exemption that hangs on a surveyed figure."""
    out = []
    if is_surveyed(method.exempt):
        out += [
            Output(
                "p_exempt",
                "share",
                "share of draws of the survey in which the town is exempt",
                margin="chance",
            ),
            Output(
                "homes_if_not_exempt",
                "homes",
                "homes of the share if the town is not exempt: by the estimate, or where that exempts it the middle "
                "of the draws that do not",
            ),
        ]
    if "poverty_share" in method.exempt:
        meaning = (
            "exempt, or perhaps so, because of students: more than half of its poor people are 18 to 24, and without "
            "that age its poverty is below the line"
        )
        out.append(Output("rests_on_students", "yes/no", meaning))
    return out


def outputs(method: Method) -> tuple[Output, ...]:
    """Return the outputs that a method's measure declares."""
    return (
        Output("homes", "homes", "homes of the town's share, whole"),
        Output("share_of_need", "share", "of the need of the allocation region"),
        Output("share_of_households", "share", "homes of the share against the town's households"),
        Output("homes_per_year", "homes", f"homes per year over {PLAN_YEARS} years"),
        Output("homes_lo90", "homes", "lower end of the 90% interval", margin="end"),
        Output("homes_hi90", "homes", "upper end of the 90% interval", margin="end"),
        Output("uncapped", "homes", "need × weight, before caps and floors"),
        Output("cap", "homes", "the most that the method asks of the town"),
        Output("is_capped", "yes/no", "held at the cap"),
        Output("is_exempt", "yes/no", "exempt: takes no part"),
        *_exemption(method),
        *(
            Output(
                f"factor_{name}",
                "share",
                f"{FACTORS[name].title}: share of the region's sum",
                margin="interval" if is_surveyed((*FACTORS[name].needs, *method.exempt)) else "count",
            )
            for name in method.weights
        ),
        Output("need", "homes", "need that is shared out", margin="later"),
        Output("unallocated", "homes", "need that no town can take under its cap", margin="later"),
        Output("towns_exempt", "towns", "exempt towns", margin="later"),
        Output("towns_capped", "towns", "towns held at their cap", margin="later"),
    )
