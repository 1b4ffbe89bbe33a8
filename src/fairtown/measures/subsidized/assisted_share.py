"""Assisted share: assisted homes of a town against its homes, and the ten-percent line.

The share is total assisted homes / homes of the last census that the state uses. A town with at
least ten percent (unrounded) is exempt from the appeals procedure of CGS 8-30g.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from fairtown.concepts import Check, Measure, Output, Parameter, WorkedExample
from fairtown.data import catalog
from fairtown.data.places import GEOGRAPHY, join
from fairtown.data.surveys import survey_years
from fairtown.measures.inputs import Inputs
from fairtown.measures.observations import Columns, gather, join_flags, observe
from fairtown.measures.uncertainty import share

LIST = "ct_appeals_list.assisted_units"
TABLE_YEAR, PERIOD = catalog.latest(LIST).year, catalog.latest(LIST).period
YEARS = tuple(range(survey_years(PERIOD)[0], TABLE_YEAR + 1))
TENANT = "tenant_rental_assistance"
TYPES = (
    "governmentally_assisted",
    TENANT,
    "chfa_usda_mortgages",
    "deed_restricted",
)
SUMS = ("total_assisted", "census_housing_units", *TYPES)

TEN_PERCENT = Parameter(
    name="exemption_share",
    unit="share",
    values={"2002-01-01": 0.10},
    reference="CGS 8-30g: towns where at least ten percent of homes are assisted are exempt; in force throughout the "
    "years of the list that we hold.",
)


def is_exempt(assisted: np.ndarray, homes: np.ndarray, line: float) -> np.ndarray:
    """Return 1 where assisted / homes is at least `line`, unrounded, else 0; NaN where unknown."""
    part = share(assisted, homes)
    return np.where(np.isnan(part), np.nan, (part >= line).astype(float))


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return homes by type, share and the line for every town of a year, with sums for larger areas."""
    rows = inputs.table(LIST, TABLE_YEAR)
    rows = rows[rows.year == year]
    places = inputs.places()
    own = places[(places.level == "town") & (places.vintage == rows.vintage.iloc[0])]
    towns = join(rows, own, MEASURE.id)
    line = inputs.parameter(TEN_PERCENT, year)
    exempt = is_exempt(towns.total_assisted.to_numpy(), towns.census_housing_units.to_numpy(), line)
    towns = towns.assign(exempt=exempt)
    parts = towns[list(TYPES)].sum(axis=1, skipna=True)
    flag = join_flags(
        np.where(parts > towns.total_assisted, "parts_exceed_total", ""),
    )
    out = [*_figures(towns, flag), observe(towns, "is_exempt", exempt, flag=flag)]
    for level in ("county", "region", "state"):
        own = places[(places.level == level)].drop_duplicates("key", keep="first")
        sums = towns.groupby(level)[list(SUMS)].sum(skipna=False)
        counts = towns.groupby(level).exempt.agg(["sum", "count"])
        area = own.merge(sums, left_on="key", right_index=True)
        area = area.merge(counts, left_on="key", right_index=True)
        out += _figures(area, "added_up")
        out.append(observe(area, "towns_at_or_above", area["sum"], flag="added_up"))
        out.append(observe(area, "towns_below", area["count"] - area["sum"], flag="added_up"))
    return gather(out)


def _figures(rows: pd.DataFrame, flag: Any) -> list[Columns]:
    assisted = share(rows.total_assisted, rows.census_housing_units)
    out = [observe(rows, "assisted_share", assisted, flag=flag)]
    for name in SUMS:
        why = "counted_elsewhere" if name == TENANT and rows[name].isna().all() else "not_published"
        missing = np.where(rows[name].isna(), why, "")
        out.append(observe(rows, name, rows[name], flag=join_flags(flag, missing)))
    return out


def _check(what: str, year: int, output: str, value: float, tolerance: float = 0.5) -> Check:
    return Check(what, value, tolerance, "Affordable Housing Appeals List", "09", year, output)


MEASURE = Measure(
    id="subsidized.assisted_share",
    states=("ct",),
    title="Assisted homes",
    summary="Assisted homes as a share of all homes in the town, by year, against the state's ten-percent line.",
    formula="assisted share = total assisted homes / homes of the census that the state uses for the year, not "
    "rounded. At or above 10 percent the town is exempt from the appeals procedure.",
    outputs=(
        Output("assisted_share", "share", "assisted homes among all homes, unrounded"),
        Output("total_assisted", "homes", "assisted homes of all four types"),
        Output("census_housing_units", "homes", "homes of the census that the state uses"),
        Output("governmentally_assisted", "homes", "governmentally assisted homes"),
        Output("tenant_rental_assistance", "homes", "tenant rental assistance"),
        Output("chfa_usda_mortgages", "homes", "homes with CHFA or USDA mortgages"),
        Output("deed_restricted", "homes", "homes with a deed restriction"),
        Output("is_exempt", "yes/no", "at or above the ten-percent line"),
        Output("towns_at_or_above", "towns", "towns at or above the line"),
        Output("towns_below", "towns", "towns below the line"),
    ),
    years=YEARS,
    reads=(LIST, *GEOGRAPHY),
    parameters=(TEN_PERCENT,),
    references=("Connecticut General Statutes, section 8-30g", f"Affordable Housing Appeals List, {PERIOD}"),
    limits=(
        "The number of all homes is frozen between censuses: 2000 through 2010, 2010 through 2022, 2020 in 2023. A "
        "jump in 2023 can be the new census.",
        "The list counts mortgages and vouchers, not only affordable homes; it says nothing of rents or who may live "
        "there.",
        "Tenant rental assistance stands apart only from 2011; before, it was among governmentally assisted.",
    ),
    worked=WorkedExample(
        given="A town of 5,000 homes: 300 governmentally assisted, 100 with tenant assistance, 80 with CHFA or USDA "
        "mortgages, 20 deed-restricted.",
        columns=("quantity", "calculation", "result"),
        rows=(
            ("total assisted", "300 + 100 + 80 + 20", "500"),
            ("assisted share", "500 / 5,000", "10%"),
        ),
        result="Exactly ten percent is at the line: the town is exempt.",
    ),
    checks=(
        _check("Towns at or above ten percent, 2023", 2023, "towns_at_or_above", 28),
        _check("Assisted homes, 2023", 2023, "total_assisted", 175548),
        _check("Homes of the 2020 census", 2023, "census_housing_units", 1530197),
        _check("Towns at or above ten percent, 2019", 2019, "towns_at_or_above", 30),
        _check("Assisted homes, 2019", 2019, "total_assisted", 172277),
        _check("Towns at or above ten percent, 2018", 2018, "towns_at_or_above", 29),
        _check("Assisted homes, 2018", 2018, "total_assisted", 167911),
        _check("Homes of the 2010 census", 2018, "census_housing_units", 1487891),
        _check("Towns at or above ten percent, 2017", 2017, "towns_at_or_above", 30),
        _check("Assisted homes, 2017", 2017, "total_assisted", 168576),
        _check("Towns at or above ten percent, 2013", 2013, "towns_at_or_above", 31),
        _check("Assisted homes, 2012", 2012, "total_assisted", 161379),
        _check("Assisted share of the state, 2012", 2012, "assisted_share", 0.1085, 0.00005),
    ),
    margin="count",
    compute=compute,
)
