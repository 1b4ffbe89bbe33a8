"""Residents by race and ethnicity: the worked example, groups that add up, margins that stay honest."""

import numpy as np
import pandas as pd
import pytest

from fairtown.concepts import EVERYONE, GROUPS, PEOPLE_OF_COLOR
from fairtown.measures.residents.race_ethnicity import MEASURE, OTHER_PARTS, people_of_color_moe

from ...surveys import held

YEARS = held(MEASURE.years)


def town(total, white, geoid="alder"):
    """Give the rest of the people as Black, with the margin 9, and every other cell as 0 with margin 3."""
    cells = dict.fromkeys([*OTHER_PARTS, "pop_nh_asian", "pop_hispanic"], (0, 3))
    cells |= {"pop_total": total, "pop_nh_white": white, "pop_nh_black": (total[0] - white[0], 9)}
    row = {"geoid": geoid, "vintage": "2010"}
    for name, (count, moe) in cells.items():
        row |= {name: float(count), f"{name}_moe": float(moe)}
    return {"acs5.race_ethnicity": pd.DataFrame([row])}


def test_the_worked_example(compute, one):
    tables = town((1000, 50), (600, 40))
    cells = {"pop_hispanic": (250, 30), "pop_nh_black": (100, 24), "pop_nh_asian": (50, 18)}
    for name, (count, moe) in (cells | dict.fromkeys(OTHER_PARTS, (0, 0))).items():
        tables["acs5.race_ethnicity"][[name, f"{name}_moe"]] = [float(count), float(moe)]
    rows = compute(MEASURE, 2019, tables)
    count = one(rows, "alder", "people", PEOPLE_OF_COLOR)
    share = one(rows, "alder", "share", PEOPLE_OF_COLOR)
    assert count.value == 400
    assert f"{count.moe:.0f}" == "42"
    assert share.value == 0.4
    assert f"{100 * share.moe:.1f}" == "2.6"
    assert share.moe == one(rows, "alder", "share", "nh_white").moe


def test_the_small_groups_are_put_together_with_their_margins(compute, one):
    other = one(compute(MEASURE, 2019, town((1000, 50), (600, 40))), "alder", "people", "nh_other")
    assert (other.value, other.moe) == (0, 3)  # four empty cells: one margin


def test_a_controlled_total_adds_nothing_to_the_margin_of_a_share(compute, one):
    rows = compute(MEASURE, 2019, town((1000, np.nan), (600, 40), geoid="09"))
    share = one(rows, "09", "share", PEOPLE_OF_COLOR)
    assert share.moe == pytest.approx(40 / 1000)
    everyone = one(rows, "09", "people", EVERYONE)
    assert np.isnan(everyone.moe)
    assert everyone.flag == "controlled"


def test_an_unknown_margin_of_a_town_is_not_taken_for_a_controlled_one(compute, one):
    rows = compute(MEASURE, 2019, town((1000, np.nan), (600, 40)))
    assert np.isnan(one(rows, "alder", "share", PEOPLE_OF_COLOR).moe)


def test_people_of_color_have_the_margin_of_their_groups_or_of_white_residents_where_the_total_is_certain():
    people, moes = np.array([[8.0, 9.0], [8.0, 9.0]]), np.array([[3.0, 4.0], [3.0, 4.0]])
    white, total = np.array([7.0, 7.0]), np.array([9.0, 0.0])
    assert people_of_color_moe(people, moes, white, total).tolist() == [5, 7]
    assert people_of_color_moe(0 * people, moes, white, total).tolist() == [4, 7]


@pytest.mark.parametrize(
    ("year", "people"), [(2016, 3_588_570), (2018, 3_581_504), (2019, 3_575_074), (2023, 3_598_348)]
)
def test_people_of_the_state(results, one, year, people):
    assert one(results["residents.race_ethnicity", year].rows, "09", "people", EVERYONE).value == people


def test_groups_of_2015_2019(results):
    rows = results["residents.race_ethnicity", 2019].rows.query("geoid == '09' and output == 'people'")
    people = rows.set_index("group").value
    assert people[list(GROUPS)].tolist() == [2_392_013, 354_120, 159_989, 574_240, 94_712]
    assert people[PEOPLE_OF_COLOR] == 3_575_074 - 2_392_013


@pytest.mark.parametrize("year", YEARS)
def test_the_five_groups_make_up_everyone_everywhere(results, year):
    rows = results["residents.race_ethnicity", year].rows
    for output in ("people", "share"):
        wide = rows[rows.output == output].pivot(index=["geoid", "vintage"], columns="group", values="value")
        everyone = wide[EVERYONE] if output == "people" else 1.0
        gap = (wide[list(GROUPS)].sum(axis=1, skipna=False) - everyone).dropna()
        assert len(gap) > 900
        assert gap.abs().max() < 1e-9


def test_the_planning_database_gives_no_margin_and_says_so(results):
    rows = results["residents.race_ethnicity", 2016].rows
    assert rows.moe.isna().all()
    assert rows.flag.str.contains("no_margin").all()


@pytest.mark.parametrize("year", [2018, 2019, 2023])
def test_a_known_figure_without_a_margin_is_a_controlled_one(results, year):
    rows = results["residents.race_ethnicity", year].rows
    without = rows[rows.value.notna() & rows.moe.isna()]
    assert len(without) > 0
    assert set(without.flag) == {"controlled"}
    assert set(without.group) == {EVERYONE, "hispanic"}


@pytest.mark.parametrize("year", [2018, 2019, 2023])
def test_the_count_of_people_of_color_is_never_surer_than_nothing_nor_wider_than_the_difference(
    results, year
):
    rows = results["residents.race_ethnicity", year].rows.query("output == 'people'")
    moe = rows.pivot(index=["geoid", "vintage"], columns="group", values="moe")
    towns = moe[moe.index.get_level_values("geoid").str.len() == 10]
    assert len(towns) == 169
    assert towns[PEOPLE_OF_COLOR].notna().all()
    assert (towns[PEOPLE_OF_COLOR] >= towns[["nh_black", "hispanic", "nh_asian"]].max(axis=1)).all()
