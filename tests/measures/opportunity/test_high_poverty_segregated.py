"""High-poverty and segregated tracts: the worked example, quotients, draws, and a recount of Connecticut."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from fairtown.concepts import EVERYONE, GROUPS, PEOPLE_OF_COLOR
from fairtown.measures.observations import gather, observe
from fairtown.measures.opportunity.high_poverty_segregated import (
    HELD,
    MEASURE,
    is_overlay,
    p_over,
    quotients,
    shares,
)
from fairtown.measures.opportunity.recap import p_at_least

from ...surveys import held

ID = MEASURE.id
TRACTS = pd.DataFrame({"geoid": ["01", "02", "03", "04"], "vintage": "2010"})
#: White, Black, Asian, Hispanic and other residents of each tract: in all 20% Black and 30% Hispanic.
PEOPLE = np.array(
    [[540, 260, 0, 200, 0], [420, 180, 0, 400, 0], [520, 180, 0, 300, 0], [520, 180, 0, 300, 0]], float
)
MOE = np.zeros((4, 5))
MOE[0, 1] = 66
WOOD = ["wood"] * 4


@pytest.fixture
def state(compute):
    """The first tract has 34% in poverty, with a standard error of 4 points; the others 5%."""

    def run(below=(340, 50, 50, 50), moe=MOE):
        poverty = TRACTS.assign(
            poverty_universe=1000,
            poverty_universe_moe=0.0,
            under_half_poverty=below,
            under_half_poverty_moe=40 * 1.645,
            half_to_poverty=0.0,
            half_to_poverty_moe=0.0,
        )
        rows = [observe(TRACTS, "people", PEOPLE[:, i], moe[:, i], g) for i, g in enumerate(GROUPS)]
        rows += [
            observe(TRACTS, "people", PEOPLE[:, 1:].sum(axis=1), 10, PEOPLE_OF_COLOR),
            observe(TRACTS, "people", 1000.0, 10, EVERYONE),
            observe(TRACTS, "share", PEOPLE[:, 1:].sum(axis=1) / 1000, 0.01, PEOPLE_OF_COLOR),
        ]
        results = {("residents.race_ethnicity", 2019): gather(rows)}
        return compute(MEASURE, 2019, tables={"acs5.poverty": poverty}, results=results)

    return run


def test_the_groups_stand_in_the_order_of_the_example():
    assert list(GROUPS) == ["nh_white", "nh_black", "nh_asian", "hispanic", "nh_other"]


def test_the_worked_example(state, one):
    rows = state()
    own = [one(rows, "01", "quotient", g).value for g in ("nh_black", "hispanic", PEOPLE_OF_COLOR)]
    assert [f"{q:.2f}" for q in own] == ["1.30", "0.67", "0.92"]
    assert one(rows, "01", "is_overlay").value == 1
    assert f"{p_at_least(np.array(0.34), np.array(0.04 * 1.645), 0.3):.3f}" == "0.841"
    assert round(2000 * p_over(PEOPLE, MOE, WOOD, 1.25)[0]) == 1293
    assert f"{one(rows, '01', 'p_overlay').value:.3f}" == "0.544"
    assert [one(rows, t, "is_overlay").value for t in ("02", "03", "04")] == [0, 0, 0]
    number = one(rows, "09", "overlay_tracts")
    assert number.value == 1
    chances = np.array([one(rows, t, "p_overlay").value for t in ("01", "02", "03", "04")])
    assert number.moe == pytest.approx(1.645 * np.sqrt((chances * (1 - chances)).sum()))
    assert one(rows, "birch", "overlay_tracts").value == 0


def test_draws_come_near_what_can_be_worked_out():
    # Black / (Black + 740) > 0.25 from 246.7 people on
    expected = p_at_least(np.array(260.0), np.array(66.0), 740 / 3)
    assert p_over(PEOPLE, MOE, WOOD, 1.25, n=20_000)[0] == pytest.approx(float(expected), abs=0.01)


def test_a_group_that_the_county_does_not_have_is_over_represented_nowhere(state, one):
    row = one(state(), "01", "quotient", "nh_asian")
    assert np.isnan(row.value)
    assert row.flag == "group_absent"


def test_an_unknown_margin_leaves_the_probability_blank(state, one):
    moe = MOE.copy()
    moe[0, 4] = np.nan
    rows = state(moe=moe)
    row = one(rows, "01", "p_overlay")
    assert np.isnan(row.value)
    assert row.flag == "margin_missing"
    assert one(rows, "01", "is_overlay").value == 1
    assert one(rows, "02", "p_overlay").value == pytest.approx(0, abs=1e-6)


def test_poverty_counts_at_its_line_and_a_quotient_only_above():
    over, at = np.array([[1.26, 1, 1, 1]]), np.array([[1.25, 1, 1, np.nan]])
    assert is_overlay(np.array([0.3]), over, 0.3, 1.25) == 1
    assert is_overlay(np.array([0.2999]), over, 0.3, 1.25) == 0
    assert is_overlay(np.array([0.3]), at, 0.3, 1.25) == 0
    assert np.isnan(is_overlay(np.array([np.nan]), over, 0.3, 1.25))
    assert np.isnan(is_overlay(np.array([0.3]), np.full((1, 4), np.nan), 0.3, 1.25))


def test_each_tract_is_held_against_its_own_county():
    people = np.array([[50, 50, 0, 0, 0], [100, 0, 0, 0, 0], [0, 100, 0, 0, 0]], float)
    assert quotients(people, ["a", "a", "b"])[:, 0].tolist() == [2, 0, 1]


def test_people_of_color_are_everyone_but_white():
    assert shares(np.array([60, 10, 5, 20, 5.0])).tolist() == pytest.approx([0.1, 0.2, 0.05, 0.4])


people = npst.arrays(float, (4, 5), elements=st.integers(1, 1000))


@given(people)
def test_without_survey_error_the_draws_say_what_is_shown(counts):
    above = (quotients(counts, WOOD) > 1.25).any(axis=1)
    near = np.isclose(quotients(counts, WOOD), 1.25).any(axis=1)
    assert (p_over(counts, np.zeros((4, 5)), WOOD, 1.25, n=3) == above)[~near].all()


@given(people)
def test_the_quotients_of_a_county_average_to_one(counts):
    weight = counts.sum(axis=1) / counts.sum()
    assert np.allclose((quotients(counts, WOOD) * weight[:, None]).sum(axis=0), 1)


@given(people)
def test_twice_the_people_everywhere_change_no_quotient(counts):
    assert np.allclose(quotients(2 * counts, WOOD), quotients(counts, WOOD))


@pytest.mark.parametrize(("year", "n"), [(2019, 63), (2023, 68)])
def test_the_state_agrees_with_a_plain_recount(clean, results, one, year, n):
    cells = clean.rows("acs5.poverty", year).set_index("geoid")
    people = clean.rows("acs5.race_ethnicity", year).set_index("geoid")
    places = clean.places
    vintage = "2022" if year == 2023 else "2010"
    tracts = places[(places.level == "tract") & (places.vintage == vintage) & (places.town != "")]
    county = tracts.set_index("geoid").county
    cells, people = cells.loc[county.index], people.loc[county.index]
    poor = (cells.under_half_poverty + cells.half_to_poverty) / cells.poverty_universe
    over = pd.Series(False, index=county.index)
    counts = people.assign(color=people.pop_total - people.pop_nh_white)
    for column in ("pop_nh_black", "pop_hispanic", "pop_nh_asian", "color"):
        of_county = counts[column].groupby(county).transform("sum") / counts.pop_total.groupby(
            county
        ).transform("sum")
        over |= counts[column] / counts.pop_total / of_county > 1.25
    found = county.index[(poor >= 0.3) & over & (cells.poverty_universe >= 100)]
    rows = results[ID, year].rows
    assert set(rows.geoid[(rows.output == "is_overlay") & (rows.value == 1)]) == set(found)
    assert one(rows, "09", "overlay_tracts").value == len(found) == n


@pytest.mark.parametrize("year", held(MEASURE.years))
def test_every_tract_has_four_quotients_and_towns_add_up(results, one, year):
    rows = results[ID, year].rows
    assert set(rows.group[rows.output == "quotient"]) == set(HELD)
    towns = rows[(rows.output == "overlay_tracts") & (rows.geoid.str.len() == 10)]
    assert towns.value.sum() == one(rows, "09", "overlay_tracts").value
    chances = rows[rows.output == "p_overlay"].value.dropna()
    assert chances.between(0, 1).all()
    assert len(chances) > 800
