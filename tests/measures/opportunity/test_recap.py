"""R/ECAPs: the worked example, the lines, probabilities, who lives in them, and recounts of Connecticut."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from fairtown.concepts import GROUPS, PEOPLE_OF_COLOR
from fairtown.measures.observations import gather, observe
from fairtown.measures.opportunity.access_by_race import ALL_GROUPS
from fairtown.measures.opportunity.recap import (
    FORTY_PERCENT,
    MEASURE,
    METROPOLITAN,
    is_recap,
    p_at_least,
    threshold,
)

from ...surveys import held

ID = MEASURE.id
TRACTS = pd.DataFrame({"geoid": ["01", "02", "03", "04"], "vintage": "2010"})
AREAS = pd.DataFrame({"geoid": ["wood"], "area_code": ["1"]})
#: A standard error of 5 points.
MARGIN = 5 * 0.01645
POORER = [20, 30, 40, 300]


@pytest.fixture
def state(compute):
    """1,000 people in each tract, so many of them poor; the shares of people of color as given."""

    def run(below=POORER, color=(0.1, 0.2, 0.3, 0.6), universe=1000, people_moe=10.0, color_moe=MARGIN):
        poverty = TRACTS.assign(
            poverty_universe=universe,
            poverty_universe_moe=0.0,
            under_half_poverty=0.0,
            under_half_poverty_moe=0.0,
            half_to_poverty=below,
            half_to_poverty_moe=1000 * MARGIN,
        )
        share = np.array(color)
        rows = [observe(TRACTS, "share", share, color_moe, PEOPLE_OF_COLOR)]
        for group in ALL_GROUPS:
            people = {"nh_white": 1000 * (1 - share), "everyone": 1000.0}.get(group, 1000 * share)
            rows.append(observe(TRACTS, "people", people, people_moe, group))
        return compute(
            MEASURE,
            2019,
            tables={"acs5.poverty": poverty, "omb_areas.counties": AREAS},
            results={("residents.race_ethnicity", 2019): gather(rows)},
        )

    return run


def test_the_worked_example(state, one):
    rows = state()
    line, found, chance = (
        one(rows, "04", n, variant=METROPOLITAN) for n in ("threshold", "is_recap", "p_recap")
    )
    assert line.value == pytest.approx(0.2925)
    assert found.value == 1
    assert f"{chance.value:.3f}" == "0.547"
    assert one(rows, "04", "threshold", variant=FORTY_PERCENT).value == 0.4
    assert one(rows, "04", "is_recap", variant=FORTY_PERCENT).value == 0
    assert [one(rows, t, "is_recap", variant=METROPOLITAN).value for t in ("01", "02", "03")] == [0, 0, 0]
    recaps = one(rows, "09", "recaps", variant=METROPOLITAN)
    assert recaps.value == 1
    assert f"{recaps.moe:.1f}" == "0.8"
    assert one(rows, "09", "recaps", variant=FORTY_PERCENT).value == 0


def test_the_share_of_a_group_and_its_margin(state, one):
    rows = state()
    black = one(rows, "09", "people_share", "nh_black", METROPOLITAN)
    assert black.value == pytest.approx(600 / 1200)
    # 600 (10) in the tract, 600 (10, 10, 10) in the others; the tract is one with a probability of 0.547
    counts = np.hypot(600 * 10, 600 * np.sqrt(300)) / 1200**2
    p = one(rows, "04", "p_recap", variant=METROPOLITAN).value
    assert black.moe == pytest.approx(np.hypot(counts, 1.645 * np.sqrt(p * (1 - p)) * 600 / 1200), rel=1e-6)
    none = one(rows, "alder", "people_share", "nh_black", METROPOLITAN)
    assert (none.value, none.flag) == (0, "one_side")
    assert np.isnan(none.moe)


def test_a_number_of_none_is_sure_where_no_tract_is_near_a_line_and_else_has_a_margin(state, one):
    rows = state()
    sure = one(rows, "alder", "recaps", variant=METROPOLITAN)
    assert (sure.value, sure.flag) == (0, "one_side")
    assert np.isnan(sure.moe)
    near = one(rows, "09", "recaps", variant=FORTY_PERCENT)
    assert near.value == 0
    p = one(rows, "04", "p_recap", variant=FORTY_PERCENT).value
    assert near.moe == pytest.approx(1.645 * np.sqrt(p * (1 - p)), rel=1e-6)
    assert "unreliable" not in near.flag


def test_a_number_of_tracts_has_no_margin_where_one_is_unknown(state, one):
    row = one(state(color_moe=[MARGIN, MARGIN, MARGIN, np.nan]), "09", "recaps", variant=METROPOLITAN)
    assert row.value == 1
    assert np.isnan(row.moe)
    assert "margin_missing" in row.flag


def test_a_town_without_a_tract_has_no_number(state, one):
    row = one(state(), "cedar", "recaps", variant=METROPOLITAN)
    assert np.isnan(row.value)
    assert "not_published" in row.flag


def test_a_tract_of_few_people_is_not_judged_and_moves_no_line(state, one):
    rows = state(below=[20, 30, 90, 300], universe=[1000, 1000, 99, 1000])
    row = one(rows, "03", "is_recap", variant=METROPOLITAN)
    assert np.isnan(row.value)
    assert row.flag == "no_score"
    assert one(rows, "01", "threshold", variant=METROPOLITAN).value == pytest.approx(0.35)
    share = one(rows, "09", "people_share", "nh_black", METROPOLITAN)
    assert share.value == 0
    assert state(below=[20, 30, 90, 300], universe=[1000, 1000, 100, 1000]).query(
        "geoid == '03' and output == 'is_recap' and variant == @METROPOLITAN"
    ).value.tolist() == [0]


def test_an_unknown_margin_leaves_the_probability_blank_and_nothing_else(state, one):
    rows = state(color_moe=[MARGIN, MARGIN, MARGIN, np.nan], people_moe=[10, 10, 10, np.nan])
    chance = one(rows, "04", "p_recap", variant=METROPOLITAN)
    assert np.isnan(chance.value)
    assert chance.flag == "margin_missing"
    assert one(rows, "04", "is_recap", variant=METROPOLITAN).value == 1
    share = one(rows, "09", "people_share", "nh_black", METROPOLITAN)
    assert share.value == 0.5
    assert np.isnan(share.moe)
    assert "margin_missing" in share.flag


def test_both_lines_are_reached_at_them_and_not_below():
    color, poverty = np.array([0.5, 0.4999, 0.5, np.nan]), np.array([0.4, 0.4, 0.3999, 0.4])
    assert is_recap(color, poverty, 0.5, np.full(4, 0.4)).tolist()[:3] == [1, 0, 0]
    assert np.isnan(is_recap(color, poverty, 0.5, np.full(4, 0.4))[3])


def test_the_line_is_that_of_the_area_each_tract_counting_once():
    lines = threshold([0.1, 0.2, np.nan, 0.05, 0.06], ["a", "a", "a", "b", "b"], 0.4, 3)
    assert lines == pytest.approx([0.4, 0.4, 0.4, 0.165, 0.165])


def test_probabilities_at_the_line_without_error_and_unknown():
    value, moe = np.array([0.4, 0.5, 0.3, 0.5, np.nan]), np.array([0.1, 0.0, 0.0, np.nan, 0.1])
    assert p_at_least(value, moe, 0.4)[:3].tolist() == [0.5, 1, 0]
    assert np.isnan(p_at_least(value, moe, 0.4)[3:]).all()


rates = npst.arrays(float, 6, elements=st.floats(0, 1))


@given(rates, st.floats(0.001, 0.3))
def test_a_tract_beyond_its_line_is_more_likely_so_than_not(values, moe):
    chance = p_at_least(values, np.full(6, moe), 0.4)
    assert ((chance >= 0.5) == (values >= 0.4)).all()
    assert ((chance >= 0) & (chance <= 1)).all()


@given(rates, st.permutations(range(6)))
def test_the_order_of_tracts_changes_no_line(poverty, order):
    area = np.array(["a", "a", "b", "b", "b", "a"])
    lines = threshold(poverty, area, 0.4, 3)
    assert np.allclose(threshold(poverty[order], area[order], 0.4, 3), lines[order])


# ---- Connecticut


def recount(clean, year: int) -> pd.DataFrame:
    """Return county, poverty and share of people of color of each tract, from the clean tables."""
    if year == 2016:
        poverty = clean.rows("census_pdb.poverty_and_tenure", year).set_index("geoid").poverty_rate
        people = clean.rows("census_pdb.race_ethnicity", year).set_index("geoid")
    else:
        cells = clean.rows("acs5.poverty", year).set_index("geoid")
        poverty = (cells.under_half_poverty + cells.half_to_poverty) / cells.poverty_universe
        poverty = poverty.where(cells.poverty_universe >= 100)
        people = clean.rows("acs5.race_ethnicity", year).set_index("geoid")
    places = clean.places
    vintage = "2022" if year == 2023 else "2010"
    tracts = places[(places.level == "tract") & (places.vintage == vintage) & (places.town != "")]
    tracts = tracts.set_index("geoid")[["county"]]
    return tracts.assign(poverty=poverty, color=1 - people.pop_nh_white / people.pop_total)


@pytest.mark.parametrize(("year", "by_line", "by_forty"), [(2016, 47, 31), (2019, 39, 22), (2023, 43, 18)])
def test_the_state_agrees_with_a_plain_recount(clean, results, one, year, by_line, by_forty):
    tracts = recount(clean, year)
    # Hartford, Middlesex and Tolland counties are one metropolitan area
    area = tracts.county.replace({"09007": "09003", "09013": "09003"})
    mean = tracts.groupby(area).poverty.transform("mean")
    color = tracts.color >= 0.5
    rows = results[ID, year].rows
    for variant, line, n in (
        (METROPOLITAN, np.minimum(0.4, 3 * mean), by_line),
        (FORTY_PERCENT, 0.4, by_forty),
    ):
        found = tracts[color & (tracts.poverty >= line)]
        assert one(rows, "09", "recaps", variant=variant).value == len(found) == n
        own = rows.query("output == 'is_recap' and variant == @variant and value == 1")
        assert set(own.geoid) == set(found.index)


def test_34_tracts_have_forty_percent_in_poverty_in_2016(clean):
    tracts = recount(clean, 2016)
    assert [(tracts.poverty >= line).sum() for line in (0.4, 0.3, 0.2)] == [34, 83, 151]


def test_the_groups_in_them_agree_with_a_plain_recount(clean, results, one):
    rows = results[ID, 2019].rows
    inside = set(rows.query("output == 'is_recap' and variant == @METROPOLITAN and value == 1").geoid)
    judged = set(rows.query("output == 'is_recap' and variant == @METROPOLITAN and value >= 0").geoid)
    people = clean.rows("acs5.race_ethnicity", 2019).set_index("geoid")
    for group in ("nh_white", "nh_black", "hispanic", "nh_asian"):
        count = people[f"pop_{group}"]
        expected = count[list(inside)].sum() / count[list(judged)].sum()
        assert one(rows, "09", "people_share", group, METROPOLITAN).value == pytest.approx(expected)


@pytest.mark.parametrize("year", held(MEASURE.years))
def test_counties_and_towns_add_up_to_the_state(results, one, year):
    rows = results[ID, year].rows.query("output == 'recaps' and variant == @METROPOLITAN")
    state = one(rows, "09", "recaps", variant=METROPOLITAN).value
    assert rows.value[rows.geoid.str.len() == 10].sum() == state
    counties_and_regions = rows[rows.geoid.str.len() == 5]
    assert len(counties_and_regions) == 8 + 9
    assert counties_and_regions.value.sum() == 2 * state


def test_of_2016_neither_margin_nor_probability_is_said(results):
    rows = results[ID, 2016].rows
    assert rows.moe.isna().all()
    chances = rows[rows.output == "p_recap"]
    assert chances.value.isna().all()
    assert chances.flag.str.contains("no_margin|no_base").all()


@pytest.mark.parametrize("year", [2019, 2023])
def test_the_chance_agrees_with_what_is_shown(results, year):
    rows = results[ID, year].rows.query("variant == @METROPOLITAN")
    wide = rows[rows.geoid.str.len() == 11].pivot(index="geoid", columns="output", values="value").dropna()
    # two chances over one half can be under one half together, but not under a quarter
    assert wide.p_recap[wide.is_recap == 1].min() >= 0.25
    assert wide.p_recap[wide.is_recap == 0].max() < 0.5
    assert ((wide.p_recap >= 0) & (wide.p_recap <= 1)).all()


def test_every_group_is_there_for_every_area(results):
    rows = results[ID, 2023].rows.query("output == 'people_share' and variant == @METROPOLITAN")
    assert rows.groupby("group").size().to_dict() == dict.fromkeys(ALL_GROUPS, 1 + 8 + 9 + 169)
    assert set(GROUPS) < set(ALL_GROUPS)
