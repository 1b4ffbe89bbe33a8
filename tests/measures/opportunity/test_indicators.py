"""Indicators by tract: by hand on three made-up towns, and on the figures of Connecticut against what is published."""

import numpy as np
import pandas as pd
import pytest

from fairtown.build.inputs import Inputs
from fairtown.concepts import FairtownError
from fairtown.measures.opportunity.index.catalogue import (
    EVERY,
    INDEX,
    INDEX_YEAR,
    OCA_2014,
    SURVEY,
    indicators_of_year,
)
from fairtown.measures.opportunity.index.recipe import Definition
from fairtown.measures.opportunity.indicators import MEASURE, evaluate_indicator, tracts_of

Z_90 = 1.645
POOR = Definition(
    "poor", "Poor", ("acs5.poverty.deep", "acs5.poverty.near"), ("acs5.poverty.universe",), direction=-1
)
BURDEN = Definition("burden", "Burdened", ("acs5.rent.over",), ("acs5.rent.over", "acs5.rent.under"), -1)
INCOME = Definition("income", "Income", ("acs5.income.usd",), kind="value", unit="dollars")
TESTS = Definition(
    "tests",
    "At grade level",
    ("edsight.tests.english", "edsight.tests.math"),
    ("edsight.tests.english_tests", "edsight.tests.math_tests"),
    kind="percent",
    level="town",
    edition=2019,
    asked=2,
)
MEALS = Definition(
    "meals",
    "Eligible",
    ("edsight.meals.free", "edsight.meals.reduced"),
    ("edsight.meals.pupils",),
    level="town",
)
NAN = np.nan


def by_tract(**columns) -> pd.DataFrame:
    """Return rows of tracts 01 to 04; a pair of lists is a column with its margins."""
    rows = {"geoid": ["01", "02", "03", "04"], "vintage": "2010"}
    for name, values in columns.items():
        if isinstance(values, tuple):
            rows[name], rows[name + "_moe"] = values
        else:
            rows[name] = values
    return pd.DataFrame(rows)


def by_town(*rows, columns) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["geoid", *columns]).assign(vintage="2010", district="some district")


@pytest.fixture
def indicator(small_state):
    """Work out an indicator on typed tables; returns value, margin and flag per tract, and years asked for."""

    def run(definition, **tables):
        reads = []

        def read(address, year):
            reads.append(year)
            return tables[address.partition(".")[2]]

        found = evaluate_indicator(definition, 2023, read, small_state, tracts_of(small_state, "2010"))
        return *(list(a) for a in found), reads

    return run


# by hand


def test_a_share_of_a_published_total_has_the_margin_of_a_proportion(indicator):
    table = by_tract(
        deep=([30.0, 0, 0, 5], [12.0, 12, 12, 5]),
        near=([20.0, 0, 0, 5], [16.0, 13, 12, 0]),
        universe=([500.0, 400, 0, 40], [60.0, 40, 12, 9]),
    )
    value, moe, flag, reads = indicator(POOR, poverty=table)
    assert value[:2] == [0.1, 0]
    assert np.isnan(value[2])
    assert np.isnan(moe[2])
    assert moe[0] == pytest.approx(np.sqrt(12**2 + 16**2 - (0.1 * 60) ** 2) / 500)
    # of cells in which nobody was found the largest margin counts once
    assert moe[1] == pytest.approx(13 / 400)
    assert flag == ["", "", "no_base", "small_base"]
    assert reads == [2023]


def test_a_share_of_a_total_added_up_has_the_margin_of_a_part_beside_the_rest(indicator):
    table = by_tract(over=([30.0, 0, 5, 8], [6.0, 4, 1, 1]), under=([60.0, 80, 0, NAN], [9.0, 9, 4, NAN]))
    value, moe, flag, _ = indicator(BURDEN, rent=table)
    assert value[:3] == pytest.approx([1 / 3, 0, 1])
    assert np.isnan(value[3])
    assert moe[0] == pytest.approx(np.sqrt((60 * 6) ** 2 + (30 * 9) ** 2) / 90**2)
    assert moe[2] > 0
    assert flag[:3] == ["", "", "small_base"]


def test_a_share_and_its_complement_have_the_same_margin(indicator):
    table = by_tract(over=([30.0] * 4, [6.0] * 4), under=([60.0] * 4, [9.0] * 4))
    rest = Definition("rest", "Not burdened", ("acs5.rent.under",), BURDEN.denominator)
    assert indicator(BURDEN, rent=table)[1] == pytest.approx(indicator(rest, rent=table)[1])


def test_a_published_figure_stays_as_it_is_and_a_top_code_says_so(indicator):
    table = by_tract(usd=([60_000.0, 250_001, NAN, 40_000], [5_000.0, NAN, NAN, NAN]))
    value, moe, flag, _ = indicator(INCOME, income=table)
    assert value[:2] == [60_000, 250_000]
    assert value[3] == 40_000
    assert np.isnan(value[2])
    assert moe[0] == 5_000
    assert np.isnan(moe[1:]).all()
    assert flag == ["", "top_coded", "not_published", "no_margin"]


def test_a_figure_without_any_margin_says_so(indicator):
    flag = indicator(POOR, poverty=by_tract(deep=[1.0] * 4, near=[1.0] * 4, universe=[90.0] * 4))[2]
    assert flag == ["no_margin"] * 4


def test_a_tract_that_the_table_lacks_is_blank(indicator):
    value, moe, flag, _ = indicator(INCOME, income=by_tract(usd=([1.0] * 4, [1.0] * 4)).iloc[:2])
    assert value[:2] == [1, 1]
    assert np.isnan([*value[2:], *moe[2:]]).all()
    assert flag[2:] == ["not_published"] * 2


def test_figures_of_a_town_add_up_all_its_districts_and_stand_at_each_of_its_tracts(indicator):
    columns = ["english", "english_tests", "math", "math_tests"]
    table = by_town(
        ("alder", 73.7, 99.0, 70.0, 100.0),
        ("alder", 66.1, 484.0, NAN, NAN),
        ("cedar", 50.0, 10.0, 50.0, 10.0),
        columns=columns,
    )
    value, moe, flag, reads = indicator(TESTS, tests=table)
    tests = 99 + 484 + 100
    share = (0.737 * 99 + 0.661 * 484 + 0.7 * 100) / tests
    assert value[:2] == pytest.approx([share, share])
    # each pupil is asked in two subjects
    assert moe[:2] == pytest.approx([Z_90 * np.sqrt(share * (1 - share) / (tests / 2))] * 2)
    assert np.isnan(value[2:]).all()
    assert flag == ["town_figure", "town_figure", "not_published", "not_published"]
    assert reads == [2019]


def test_counts_of_a_town_are_added_up_over_one_total(indicator):
    table = by_town(
        ("alder", 30.0, 10.0, 100.0),
        ("alder", 5.0, NAN, 100.0),
        ("birch", 0.0, 0.0, 0.0),
        columns=["free", "reduced", "pupils"],
    )
    value, moe, flag, _ = indicator(MEALS, meals=table)
    assert value[:2] == pytest.approx([0.4, 0.4])
    assert moe[0] == pytest.approx(Z_90 * np.sqrt(0.24 / 100))
    assert np.isnan(value[2:]).all()
    assert flag == ["town_figure", "town_figure", "not_published", "not_published"]


# what is refused


def test_an_unknown_column_is_refused_with_those_there_are(indicator):
    wrong = Definition("poor", "Poor", ("acs5.poverty.very",), ("acs5.poverty.universe",))
    table = by_tract(deep=([1.0] * 4, [1.0] * 4), universe=([1.0] * 4, [1.0] * 4))
    with pytest.raises(FairtownError) as error:
        indicator(wrong, poverty=table)
    assert str(error.value) == "recipe poor: column 'very' of acs5.poverty is unknown; it has deep, universe"


@pytest.mark.parametrize("column", ["geoid", "vintage", "district", "free_moe"])
def test_a_column_of_codes_texts_or_margins_is_no_figure(indicator, column):
    wrong = Definition(
        "meals", "Eligible", (f"edsight.meals.{column}",), ("edsight.meals.pupils",), level="town"
    )
    table = by_town(("alder", 30.0, 2.0, 100.0), columns=["free", "free_moe", "pupils"])
    with pytest.raises(
        FairtownError, match=f"column '{column}' of edsight.meals is unknown; it has free, pupils"
    ):
        indicator(wrong, meals=table)


def test_codes_of_another_vintage_are_refused(indicator):
    table = by_tract(usd=([1.0] * 4, [1.0] * 4)).assign(vintage="2022")
    with pytest.raises(FairtownError, match=r"acs5.income has codes of 2022, expected 2010; take a table of"):
        indicator(INCOME, income=table)


# the figures of Connecticut


@pytest.fixture(scope="module")
def wide(indicators_2023) -> pd.DataFrame:
    return indicators_2023.pivot(index="geoid", columns="output", values="value")


def state(clean, address: str) -> pd.Series:
    rows = clean.rows(address, 2023)
    return rows[rows.geoid == "09"].iloc[0]


@pytest.mark.parametrize(
    "definition", [d for d in SURVEY if d.kind == "share" and d.level == "tract"], ids=lambda d: d.id
)
def test_numerators_of_all_tracts_add_up_to_the_published_figure_of_the_state(clean, wide, definition):
    address = definition.tables[0]
    cells = {a: clean.rows(a, 2023).set_index("geoid") for a in definition.tables}

    def total(columns, place):
        return sum(cells[c.rpartition(".")[0]].loc[place, c.rpartition(".")[2]] for c in columns)

    own = (wide[definition.id] * total(definition.denominator, wide.index)).sum()
    assert address.startswith("acs5.")
    assert own == pytest.approx(total(definition.numerator, "09"), abs=1e-3)


def test_people_below_the_poverty_line_in_connecticut(clean, wide):
    universe = clean.rows("acs5.poverty", 2023).set_index("geoid").poverty_universe
    assert (wide.poverty_share * universe[wide.index]).sum() == pytest.approx(174_116 + 177_832, abs=1e-3)
    assert universe[wide.index].sum() == 3_510_193


def test_residents_and_children_of_connecticut(wide):
    assert wide.residents.sum() == 3_598_348
    # 92,968 + 98,690 + 111,538 + 71,618 boys and 88,272 + 96,700 + 105,759 + 68,453 girls
    assert wide.children.sum() == 374_814 + 359_184


def test_schooling_in_a_tract_of_berlin_by_hand(indicators_2023, one):
    # 411 ± 129 bachelor's and 447 ± 207 higher degrees among 2,126 ± 267 adults
    found = one(indicators_2023, "09110400101", "bachelors_share")
    assert found.value == (411 + 447) / 2_126
    assert found.moe == pytest.approx(np.sqrt(129**2 + 207**2 - (858 / 2_126 * 267) ** 2) / 2_126)
    assert found.flag == ""


def test_schools_of_a_town_with_two_districts_by_hand(indicators_2023, clean, one):
    town = clean.places[(clean.places.name == "Barkhamsted") & (clean.places.vintage == "2022")].key.iloc[0]
    tracts = tracts_of(clean.places, "2022")
    tract = tracts.geoid[tracts.town == town].iloc[0]
    english = 0.652 * 135 + 0.720 * 279
    math = 0.578 * 135 + 0.468 * 278
    assert one(indicators_2023, tract, "schools_share").value == pytest.approx((english + math) / 827)
    assert one(indicators_2023, tract, "english_share").value == pytest.approx(english / 414)
    assert one(indicators_2023, tract, "math_share").value == pytest.approx(math / 413)


def test_the_density_of_a_town_is_its_residents_over_its_land(wide, clean):
    tracts = tracts_of(clean.places, "2022").set_index("geoid")
    land = Inputs(MEASURE, clean, {}).tract_land("2022").set_index("geoid").land_sq_mi
    hartford = tracts.index[tracts.town == "09-37070"]
    expected = wide.residents[hartford].sum() / land[hartford].sum()
    assert wide.residents_per_sq_mi_of_town[hartford].unique() == pytest.approx(expected)
    assert 6_000 < expected < 8_000


def test_figures_of_a_town_are_the_same_in_all_its_tracts_and_say_so(indicators_2023, clean):
    town = tracts_of(clean.places, "2022").set_index("geoid").town
    of_towns = [d.id for d in SURVEY if d.level == "town"]
    rows = indicators_2023[indicators_2023.output.isin([*of_towns, "residents_per_sq_mi_of_town"])]
    assert set(of_towns) == {"schools_share", "english_share", "math_share", "school_meals_share"}
    by = rows.assign(town=rows.geoid.map(town)).groupby(["output", "town"])
    assert (by.value.nunique(dropna=False) == 1).all()
    assert rows.flag[rows.value.notna()].str.contains("town_figure").all()
    assert (rows.flag[rows.value.isna()] == "not_published").all()


def test_every_blank_and_every_missing_margin_says_why(indicators_2023):
    blank = indicators_2023[indicators_2023.value.isna()]
    assert set(blank.flag) == {"no_base", "not_published"}
    without = indicators_2023[indicators_2023.moe.isna() & indicators_2023.value.notna()]
    assert set(without.output) == {"median_household_income_usd", "residents_per_sq_mi_of_town"}
    assert set(without.flag) == {"top_coded", "town_figure"}
    top = without[without.flag == "top_coded"]
    assert len(top) == 30
    assert (top.value == 250_000).all()


def test_every_indicator_stands_at_every_tract_once(indicators_2023, clean):
    tracts = tracts_of(clean.places, "2022").geoid
    assert len(tracts) == 879
    assert (indicators_2023.groupby("output").geoid.agg(list).map(lambda g: g == list(tracts))).all()
    assert set(indicators_2023.output) == {d.id for d in indicators_of_year(2023)} | {
        "residents",
        "children",
        "residents_per_sq_mi_of_town",
    }


def test_shares_are_shares(indicators_2023):
    rows = indicators_2023[indicators_2023.output.str.endswith("_share")].dropna(subset="value")
    assert rows.value.between(0, 1).all()
    assert (rows.moe > 0).all()


def test_indicators_of_2014_are_as_published_without_margins(clean):
    rows = MEASURE.compute(Inputs(MEASURE, clean, {}), INDEX_YEAR)
    assert set(rows.output) == set(OCA_2014) == {d.id for d in INDEX}
    assert rows.moe.isna().all()
    table = clean.rows("oca_index.indicators").query("geoid != ''").set_index("geoid").sort_index()
    own = rows.pivot(index="geoid", columns="output", values="value")[list(OCA_2014)]
    # land tracts of today's places: all 829 of the index
    pd.testing.assert_frame_equal(own.loc[table.index], table[list(OCA_2014)], check_names=False)
    assert set(rows.flag[rows.value.isna()]) == {"not_published"}


def test_of_each_indicator_it_is_said_which_way_is_better():
    worse = {i for i, d in EVERY.items() if d.direction == -1}
    assert worse == {
        "poverty_share",
        "no_diploma_share",
        "cost_burden_share",
        "no_vehicle_share",
        "school_meals_share",
    }
