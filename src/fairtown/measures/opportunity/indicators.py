"""The indicators of opportunity by tract: each as published or divided out, with its margin, before any index.

An index is made of these and of nothing else, so that each score can be followed to the figures behind it. Figures of
a town (schools) stand at each of its tracts, and say so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from fairtown.concepts import Measure, Output, WorkedExample
from fairtown.data.places import GEOGRAPHY
from fairtown.data.tract_land import RELATIONSHIP
from fairtown.measures.inputs import Inputs
from fairtown.measures.observations import Columns, base_flag, gather, join_flags, observe
from fairtown.measures.opportunity.index.catalogue import EVERY, INDEX_YEAR, YEARS, indicators_of_year
from fairtown.measures.opportunity.index.recipe import Definition, refuse
from fairtown.measures.opportunity.index.standardise import PERCENT, Array
from fairtown.measures.residents.median_household_income import TOP_CODE_USD
from fairtown.measures.uncertainty import binomial_moe, part_moe, proportion_moe, share, sum_moe

RESIDENTS = "acs5.race_ethnicity"
CHILDREN = "acs5.children"
AGES = ("under_5", "5_to_9", "10_to_14", "15_to_17")
CELLS_OF_CHILDREN = tuple(f"{sex}_{age}" for sex in ("male", "female") for age in AGES)
BASES = ("residents", "children", "residents_per_sq_mi_of_town")
#: Gives the rows of a table for the year of the figures, or for the edition that an indicator pins.
Read = Callable[[str, int], pd.DataFrame]


def evaluate_indicator(
    definition: Definition, year: int, read: Read, places: pd.DataFrame, tracts: pd.DataFrame
) -> tuple[Array, Array, np.ndarray]:
    """Return value, 90% margin and flag of an indicator for `tracts` (rows of places, one vintage), arrays (tracts,).

    NaN is unknown. Raises FairtownError if a column is unknown or the table is of another vintage.
    """
    columns = (*definition.numerator, *definition.denominator)
    tables = {a: read(a, definition.edition or year) for a in definition.tables}
    _refuse_unknown(definition, columns, tables)
    if definition.level == "town":
        return _of_towns(definition, tables, places, tracts)
    cells = pd.DataFrame(index=pd.Index(tracts.geoid))
    for address, rows in tables.items():
        if (found := set(rows.vintage)) != (expected := set(tracts.vintage)):
            what = f"{address} has codes of {'+'.join(found)}, expected {'+'.join(expected)}"
            raise refuse(definition.id, f"{what}; take a table of the same tracts")
        named = {c: c.rpartition(".")[2] for c in columns if c.rpartition(".")[0] == address}
        own = rows[rows.geoid.isin(tracts.geoid)].set_index("geoid").reindex(tracts.geoid)
        for column, name in named.items():
            cells[column] = own[name].to_numpy(float)
            cells[column + "_moe"] = own[name + "_moe"].to_numpy(float) if name + "_moe" in own else np.nan
    value, moe, base = estimate(definition, cells)
    top = np.nan_to_num(value) >= TOP_CODE_USD if definition.unit == "dollars" else np.zeros(len(value), bool)
    value = np.where(top, TOP_CODE_USD - 1, value)
    blank = np.where(np.isnan(value) & (definition.kind == "value"), "not_published", base_flag(base))
    no_margin = np.isnan(moe) & ~np.isnan(value) & ~top
    return value, moe, join_flags(blank, np.where(top, "top_coded", ""), np.where(no_margin, "no_margin", ""))


def _refuse_unknown(
    definition: Definition, columns: tuple[str, ...], tables: Mapping[str, pd.DataFrame]
) -> None:
    for column in columns:
        address, _, name = column.rpartition(".")
        numbers = tables[address].select_dtypes("number").columns
        if name not in (there := [c for c in numbers if not c.endswith("_moe")]):
            raise refuse(definition.id, f"column {name!r} of {address} is unknown; it has {', '.join(there)}")


def estimate(definition: Definition, cells: pd.DataFrame) -> tuple[Array, Array, Array]:
    """Return value, 90% margin and base of a share or of a published value from cells with `_moe`, arrays (tracts,)."""

    def total(columns: tuple[str, ...]) -> tuple[Array, Array]:
        values = cells[list(columns)].to_numpy(float)
        return values.sum(axis=1), sum_moe(cells[[c + "_moe" for c in columns]].to_numpy(float), values)

    x, x_moe = total(definition.numerator)
    if definition.kind == "value":
        return x, x_moe, np.full(len(x), np.inf)
    y, y_moe = total(definition.denominator)
    rest = tuple(c for c in definition.denominator if c not in definition.numerator)
    if set(definition.numerator) < set(definition.denominator):
        return share(x, y), part_moe(x, x_moe, *total(rest)), y
    return share(x, y), proportion_moe(x, x_moe, y, y_moe), y


def _of_towns(
    definition: Definition, tables: Mapping[str, pd.DataFrame], places: pd.DataFrame, tracts: pd.DataFrame
) -> tuple[Array, Array, np.ndarray]:
    """Return the figure of each tract's town, added up over the rows of the town that have all of it.

    The margin is that of a share of so many counted: how far a like number of other pupils would differ by chance.
    """
    rows = next(iter(tables.values()))
    towns = places[places.level == "town"].set_index(["geoid", "vintage"]).key
    key = towns.reindex(pd.MultiIndex.from_frame(rows[["geoid", "vintage"]])).to_numpy()
    numerator, denominator = (
        np.array([rows[c.rpartition(".")[2]].to_numpy(float) for c in columns])
        for columns in (definition.numerator, definition.denominator)
    )
    if definition.kind == "percent":
        numerator = numerator * denominator / PERCENT
    else:
        numerator, denominator = (part.sum(axis=0, keepdims=True) for part in (numerator, denominator))
    whole = ~np.isnan(numerator) & ~np.isnan(denominator)
    x, y = (np.where(whole, part, 0).sum(axis=0) for part in (numerator, denominator))
    parts = pd.DataFrame({"key": key, "x": x, "y": y})
    sums = parts.groupby("key")[["x", "y"]].sum().reindex(tracts.town)
    x, y = sums.x.to_numpy(), sums.y.to_numpy()
    value = share(x, y)
    moe = binomial_moe(value, y / definition.asked)
    return value, moe, np.where(np.isnan(value), "not_published", "town_figure").astype(object)


def tracts_of(places: pd.DataFrame, vintage: str) -> pd.DataFrame:
    """Return the tracts of a vintage that have land, in the order of their codes."""
    rows = places[(places.level == "tract") & (places.vintage == vintage) & ~places.is_water]
    return rows.sort_values("geoid").reset_index(drop=True)


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return every indicator of a year by tract, and the residents and children that levels may be divided by."""
    places = inputs.places()
    first = EVERY[indicators_of_year(year)[0].id]
    vintage = str(inputs.table(first.tables[0], year).vintage.iloc[0])
    tracts = tracts_of(places, vintage)
    out = []
    for definition in indicators_of_year(year):
        value, moe, flag = evaluate_indicator(definition, year, inputs.table, places, tracts)
        out.append(observe(tracts, definition.id, value, moe, flag=flag))
    return gather(out + ([] if year == INDEX_YEAR else _bases(inputs, year, tracts)))


def _bases(inputs: Inputs, year: int, tracts: pd.DataFrame) -> list[Columns]:
    """Return residents, children, and the density of the town around each tract."""
    people = inputs.table(RESIDENTS, year).set_index("geoid").reindex(tracts.geoid)
    children = inputs.table(CHILDREN, year).set_index("geoid").reindex(tracts.geoid)
    cells = children[list(CELLS_OF_CHILDREN)].to_numpy(float)
    margins = children[[c + "_moe" for c in CELLS_OF_CHILDREN]].to_numpy(float)
    land = inputs.tract_land(str(tracts.vintage.iloc[0])).set_index("geoid").land_sq_mi.reindex(tracts.geoid)
    by_town = pd.DataFrame(
        {"town": tracts.town.to_numpy(), "n": people.pop_total.to_numpy(), "land": land.to_numpy()}
    )
    sums = by_town.groupby("town").transform("sum")
    return [
        observe(tracts, "residents", people.pop_total, people.pop_total_moe),
        observe(tracts, "children", cells.sum(axis=1), sum_moe(margins, cells)),
        observe(tracts, "residents_per_sq_mi_of_town", sums.n / sums.land, flag="town_figure"),
    ]


def _read() -> tuple[str, ...]:
    """Return the addresses of all tables behind the indicators."""
    named = [address for definition in EVERY.values() for address in definition.tables]
    return tuple(dict.fromkeys([*named, RESIDENTS, CHILDREN, RELATIONSHIP, *GEOGRAPHY]))


MEASURE = Measure(
    id="opportunity.indicators",
    title="Indicators of opportunity",
    summary="What the opportunity maps are made of: income, schooling, homes, cars and schools, tract by tract, before "
    "anything is put into one score.",
    formula="A share is the sum of its numerator columns over the sum of its denominator columns, with the Census "
    "Bureau's margin for a proportion, or that of a part beside the rest where the total is added up here; of cells in "
    "which nobody was found the largest margin counts, once. Medians are "
    "as published. Schools: published percents of all districts that serve the town, weighted by the tests scored; "
    "margin = 1.645 × √(share × (1 − share) / pupils). Indicators of 2014 are as published, without margins.",
    outputs=(
        *(
            Output(d.id, d.unit, d.title, (*d.numerator, *d.denominator))
            for d in EVERY.values()
        ),
        Output("residents", "people", "all residents", (f"{RESIDENTS}.pop_total",)),
        Output("children", "people", "residents under 18", tuple(f"{CHILDREN}.{c}" for c in CELLS_OF_CHILDREN)),
        Output("residents_per_sq_mi_of_town", "people per square mile", "residents of the town over its land"),
    ),
    years=YEARS,
    reads=_read(),
    references=(
        "U.S. Census Bureau, Understanding and Using ACS Data (2018), chapter 8: margins of sums and proportions",
        "Open Communities Alliance, Opportunity Mapping methodology 2020: scores of a town's districts are added up "
        "over all districts that serve it (points earned / points possible)",
    ),
    limits=(
        "School results are those of the districts that serve a town, in 2018-19, before the pandemic: not of the "
        "school that a child would go to, and not of a school's own work.",
        "Figures of schools and meals are the same in all tracts of a town.",
        "Indicators of 2014 have no margins in what is published.",
        "A median of 250,000 dollars or more is printed as that, without a margin.",
    ),
    worked=WorkedExample(
        given="A town with two districts: 99 tests with 73.7% at grade level, and 484 with 66.1%.",
        columns=("quantity", "calculation", "result"),
        rows=(
            ("pupils at grade level", "0.737 × 99 + 0.661 × 484", "392.9"),
            ("share", "392.9 / 583", "67.4%"),
            ("margin", "1.645 × √(0.674 × 0.326 / 583)", "3.2 points"),
        ),
        result="67.4% of the tested pupils are at grade level, give or take 3.2 points.",
    ),
    compute=compute,
)  # fmt: skip
