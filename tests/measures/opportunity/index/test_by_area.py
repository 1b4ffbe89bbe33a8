"""Who lives where: by hand on three made-up towns, and on Connecticut against a plain recomputation."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from fairtown.concepts import EVERYONE, GROUPS, PEOPLE_OF_COLOR
from fairtown.measures.observations import gather, observe
from fairtown.measures.opportunity.index.by_area import (
    ALL_GROUPS,
    AreaPeople,
    PeopleIn,
    area_columns,
    area_outputs,
    lower_levels,
    mean_percentile,
    share_of,
)
from fairtown.measures.opportunity.index.draws import Drawn
from fairtown.measures.opportunity.index.engine import Figures, Ruler, Scored
from fairtown.measures.opportunity.index.evaluate import DRAWS_OF_SHARES, Evaluated, evaluate
from fairtown.measures.opportunity.index.recipe import Part, Recipe
from fairtown.measures.opportunity.indicators import tracts_of
from fairtown.measures.opportunity.modern import RECIPE as MODERN

Z_90 = 1.645
RECIPE = Recipe("r", "R", (Part("a"),), 2023)
NAN = np.nan
LEVELS = [1, 2, 4, NAN]
COUNTS = {"nh_black": [60, 20, 120, 50], "nh_white": [10, 0, 30, 5]}
MOES = {"nh_black": [12, 9, 20, 7], "nh_white": [5, 3, 6, 2]}


@pytest.fixture
def tracts(small_state) -> pd.DataFrame:
    return tracts_of(small_state, "2022")


@pytest.fixture
def people(tracts) -> pd.DataFrame:
    rows = []
    for group in ALL_GROUPS:
        both = {g: np.array(COUNTS.get(g, [0] * 4), float) for g in GROUPS}
        margins = {g: np.array(MOES.get(g, [0] * 4), float) for g in GROUPS}
        chosen = {EVERYONE: list(GROUPS), PEOPLE_OF_COLOR: [g for g in GROUPS if g != "nh_white"]}
        own = chosen.get(group, [group])
        moe = np.sqrt(sum(margins[g] ** 2 for g in own))
        rows.append(observe(tracts, "people", sum(both[g] for g in own), moe, group=group))
        rows.append(observe(tracts, "share", 0.5, group=group))
    return gather(rows)


def evaluated(tracts, levels=LEVELS, once=None, twice=None, scores=None) -> Evaluated:
    """Return an index as typed: levels of the map, and of draws with once and twice the error."""
    levels = np.array([levels], float)
    scores = levels.copy() if scores is None else np.array([scores], float)
    point = Scored(scores, levels, {}, None, Ruler((), ()))
    figures = Figures.plain(np.ones((4, 1)), ("a",))

    def drawn(given):
        if given is None:
            return None
        levels = np.array(given, float)
        return Drawn(levels.astype(np.float32), np.nan_to_num(levels).astype(np.int8))

    return Evaluated(RECIPE, figures, tracts, point, drawn(once), drawn(twice))


@pytest.fixture
def area(small_state, tracts, people):
    def run(index: Evaluated) -> AreaPeople:
        return AreaPeople(index, PeopleIn(people, small_state, tracts))

    return run


def at(area: AreaPeople, values, key: str, group: str) -> float:
    return values[area.places.key.tolist().index(key), ALL_GROUPS.index(group)]


def rows_of(index, people, places) -> pd.DataFrame:
    return gather(area_columns(index, people, places))


# by hand


def test_the_share_in_some_levels(tracts, area):
    index = evaluated(tracts)
    own = area(index)
    lower_share = share_of(index, own, 1, 2)
    assert at(own, lower_share.value, "09", "nh_black") == 80 / 200
    assert at(own, lower_share.value, "north", "nh_white") == 10 / 40
    assert at(own, lower_share.value, "wood", EVERYONE) == 90 / 240
    assert at(own, lower_share.value, "09-alder", "nh_black") == 1
    assert at(own, lower_share.value, "09-birch", "nh_black") == 0
    assert np.isnan(at(own, lower_share.value, "09", "nh_asian"))
    assert np.isnan(lower_share.value[own.places.key.tolist().index("south")]).all()


def test_without_draws_the_margin_is_that_of_the_counts(tracts, area):
    index = evaluated(tracts)
    own = area(index)
    lower_share = share_of(index, own, 1, 2)
    np.testing.assert_array_equal(lower_share.corrected, lower_share.value)
    # 80 ± 15 beside 120 ± 20
    assert at(own, lower_share.moe, "09", "nh_black") == pytest.approx(np.hypot(120 * 15, 80 * 20) / 200**2)


def test_survey_error_is_taken_back_from_once_and_twice_its_dose(tracts, area):
    once = [[1, 2, 4, NAN], [1, 3, 4, NAN], [1, 2, 4, NAN], [1, 3, 2, NAN]]
    twice = [[1, 3, 2, NAN], [3, 3, 4, NAN]]
    index = evaluated(tracts, once=once, twice=twice)
    own = area(index)
    lower_share = share_of(index, own, 1, 2)
    shares_once = np.array([80, 60, 80, 180]) / 200
    shares_twice = np.array([180, 0]) / 200
    corrected = shares_once.mean() - 2 * (shares_twice.mean() - shares_once.mean())
    assert at(own, lower_share.value, "09", "nh_black") == 0.4
    assert at(own, lower_share.corrected, "09", "nh_black") == pytest.approx(corrected)
    of_counts = np.hypot(120 * 15, 80 * 20) / 200**2
    expected = np.hypot(Z_90 * shares_once.std(), of_counts)
    assert at(own, lower_share.moe, "09", "nh_black") == pytest.approx(expected)


def test_draws_that_never_differ_leave_the_share_as_it_is(tracts, area):
    index = evaluated(tracts, once=[LEVELS] * 5, twice=[LEVELS] * 5)
    own = area(index)
    for found in (share_of(index, own, 1, 2), mean_percentile(index, own)):
        np.testing.assert_allclose(found.corrected, found.value, atol=1e-12)


def test_a_margin_stands_on_as_many_draws_with_once_as_with_twice_the_error(tracts, area):
    once = np.array([LEVELS] * DRAWS_OF_SHARES + [[5, 5, 5, NAN]] * 100)
    index = evaluated(tracts, once=once, twice=[LEVELS] * 5)
    lower_share = share_of(index, area(index), 1, 2)
    np.testing.assert_allclose(lower_share.corrected, lower_share.value, atol=1e-12)


def test_the_percentile_in_which_the_average_member_lives(tracts, area):
    index = evaluated(tracts, scores=[-1, 0.5, 2, NAN])
    own = area(index)
    found = mean_percentile(index, own)
    # percentiles 1/6, 3/6, 5/6 of the three tracts with a score
    assert at(own, found.value, "09", "nh_black") == pytest.approx(
        (60 / 6 + 20 / 2 + 120 * 5 / 6) / 200 * 100
    )
    assert at(own, found.value, "09-birch", "nh_white") == pytest.approx(500 / 6)
    mean = at(own, found.value, "09", "nh_black") / 100
    from_counts = np.sqrt(
        sum((m * (p - mean)) ** 2 for m, p in zip([12, 9, 20], [1 / 6, 1 / 2, 5 / 6], strict=True))
    )
    assert at(own, found.moe, "09", "nh_black") == pytest.approx(from_counts / 200 * 100)


def test_tracts_of_equal_score_share_a_percentile(tracts, area):
    index = evaluated(tracts, scores=[1, 1, 2, NAN])
    own = area(index)
    assert at(own, mean_percentile(index, own).value, "09-alder", "nh_black") == pytest.approx(100 / 3)


@pytest.mark.parametrize(("n_levels", "n_lower"), [(5, 2), (4, 1), (2, 1), (3, 1), (10, 4)])
def test_two_of_five_levels_are_called_lower_and_so_in_proportion(n_levels, n_lower):
    assert lower_levels(replace(RECIPE, n_levels=n_levels)) == n_lower


# what is written down


def test_places_without_a_tract_or_without_anyone_say_so(tracts, people, small_state, one):
    rows = rows_of(evaluated(tracts), people, small_state)
    for output in ("lower", "lower_corrected", "people", "people_excluded"):
        row = one(rows, "cedar22", output, "nh_black")
        assert np.isnan(row.value)
        assert row.flag == "not_published"
    assert one(rows, "09", "lower", "nh_asian").flag == "no_base"
    assert one(rows, "09", "lower", "nh_white").flag == "small_base"
    assert one(rows, "09", "lower", "nh_black").flag == ""


def test_a_share_in_which_all_tracts_agree_has_no_margin_and_says_so(tracts, people, small_state, one):
    rows = rows_of(evaluated(tracts, once=[LEVELS] * 3, twice=[LEVELS] * 3), people, small_state)
    row = one(rows, "alder22", "lower_corrected", "nh_black")
    assert row.value == 1
    assert np.isnan(row.moe)
    assert row.flag == "one_side"


def test_levels_are_given_for_large_areas_and_lower_ones_for_all(tracts, people, small_state):
    rows = rows_of(evaluated(tracts), people, small_state).merge(small_state[["geoid", "vintage", "level"]])
    assert set(rows.level[rows.output == "lower"]) == {"state", "county", "region", "town"}
    assert set(rows.level[rows.output.str.startswith("level_")]) == {"state", "county", "region"}
    assert set(rows.output) == {o.name for o in area_outputs(RECIPE, ("a", "b", "c", "d", "e"))}


def test_shares_of_all_levels_sum_to_one(tracts, people, small_state, area):
    rng = np.random.default_rng(3)
    once, twice = (np.where(np.isnan(LEVELS), NAN, rng.integers(1, 6, (30, 4))) for _ in range(2))
    index = evaluated(tracts, once=once, twice=twice)
    own = area(index)
    shares = [share_of(index, own, i, i) for i in range(1, 6)]
    known = ~np.isnan(shares[0].value)
    assert known.any()
    for which in ("value", "corrected"):
        np.testing.assert_allclose(sum(getattr(s, which) for s in shares)[known], 1, atol=1e-12)
    lower_share = share_of(index, own, 1, 2)
    for which in ("value", "corrected"):
        both = getattr(shares[0], which) + getattr(shares[1], which)
        np.testing.assert_allclose(getattr(lower_share, which), both, atol=1e-12)


def test_a_corrected_share_stays_a_share(tracts, people, small_state):
    once, twice = [[1, 1, 4, NAN]] * 4, [[4, 4, 4, NAN]] * 4
    rows = rows_of(evaluated(tracts, once=once, twice=twice), people, small_state)
    corrected = rows[rows.output.str.endswith("_corrected")].dropna(subset="value")
    shares = corrected[~corrected.output.str.startswith("mean")]
    assert shares.value.between(0, 1).all()
    assert shares.value.max() == 1


def test_people_with_and_without_a_level_are_all_people(tracts, people, small_state, one):
    rows = rows_of(evaluated(tracts), people, small_state)
    found = [one(rows, "09", name, "nh_black") for name in ("people", "people_excluded")]
    assert [f.value for f in found] == [200, 50]
    assert [f.moe for f in found] == pytest.approx([25, 7])
    assert one(rows, "birch22", "people_excluded", "nh_white").value == 5


def test_the_order_of_the_people_changes_nothing(tracts, people, small_state):
    index = evaluated(tracts, once=[LEVELS] * 2, twice=[LEVELS] * 2)
    turned = people.sample(frac=1, random_state=2)
    pd.testing.assert_frame_equal(rows_of(index, people, small_state), rows_of(index, turned, small_state))


# Connecticut


@pytest.fixture(scope="module")
def plain(modern_2023, people_2023, tracts_2023) -> pd.DataFrame:
    """Return tracts with region and county, score, level, percentile and the people of each group."""
    wide = modern_2023[
        modern_2023.output.isin(["score", "level"]) & modern_2023.geoid.isin(tracts_2023.geoid)
    ]
    index = wide.pivot(index="geoid", columns="output", values="value")
    people = people_2023[people_2023.output == "people"].pivot(index="geoid", columns="group", values="value")
    table = tracts_2023.set_index("geoid")[["state", "county", "region", "town"]]
    table = table.join(index.rename(columns={"level": "n"})).join(people)
    below = table.score.map(lambda s: (table.score < s).sum() + (table.score == s).sum() / 2)
    return table.assign(percentile=(below / table.score.notna().sum() * 100).where(table.score.notna()))


@pytest.fixture(scope="module")
def by_place(modern_2023, clean) -> pd.DataFrame:
    """Return the outputs of areas, with the key of each."""
    places = clean.places[["geoid", "vintage", "level", "key"]]
    return modern_2023.merge(places).set_index(["key", "group", "output"]).value.sort_index()


def test_shares_and_percentiles_of_every_place_and_group_as_a_plain_loop_has_them(plain, by_place):
    compared = 0
    for level in ("state", "county", "region", "town"):
        for key, own in plain.groupby(level):
            scored = own[own.n.notna()]
            for group in ALL_GROUPS:
                everyone = scored[group].sum()
                assert by_place[key, group, "people"] == everyone
                assert (
                    by_place[key, group, "people"] + by_place[key, group, "people_excluded"]
                    == own[group].sum()
                )
                if everyone == 0:
                    assert np.isnan(by_place[key, group, "lower"])
                    continue
                lower_share = scored[group][scored.n <= 2].sum() / everyone
                assert by_place[key, group, "lower"] == pytest.approx(lower_share, abs=1e-12)
                mean = (scored[group] * scored.percentile).sum() / everyone
                assert by_place[key, group, "mean_percentile"] == pytest.approx(mean, abs=1e-9)
                if level != "town":
                    for n in range(1, 6):
                        share = scored[group][scored.n == n].sum() / everyone
                        assert by_place[key, group, f"level_{n}"] == pytest.approx(share, abs=1e-12)
                compared += 1
    assert compared > 1_000


def test_people_of_the_state_are_all_its_residents(by_place):
    everyone = by_place["09", EVERYONE, "people"] + by_place["09", EVERYONE, "people_excluded"]
    assert everyone == 3_598_348
    assert by_place["09", EVERYONE, "people_excluded"] / everyone < 0.01


def test_corrected_shares_are_near_those_of_the_map(by_place):
    for group in ALL_GROUPS:
        assert by_place["09", group, "lower_corrected"] == pytest.approx(
            by_place["09", group, "lower"], abs=0.05
        )
    # error mixes the levels: without it the groups live further apart
    gap = {
        w: by_place["09", "nh_black", w] - by_place["09", "nh_white", w] for w in ("lower", "lower_corrected")
    }
    assert gap["lower_corrected"] > gap["lower"] > 0.4


def test_a_town_of_one_level_has_all_or_nobody_in_the_lower_ones(plain, by_place):
    of_one = plain.dropna(subset="n").groupby("town").n.agg(["nunique", "first"]).query("nunique == 1")
    assert len(of_one) > 30
    for town, level in of_one["first"].items():
        assert by_place[town, EVERYONE, "lower"] == (level <= 2)


def test_without_error_corrected_and_shown_shares_are_the_same(
    indicators_2023, tracts_2023, people_2023, clean
):
    index = evaluate(MODERN, indicators_2023.assign(moe=0.0), tracts_2023, n=10)
    assert index.draws is None
    area = AreaPeople(index, PeopleIn(people_2023, clean.places, tracts_2023))
    for found in (share_of(index, area, 1, 2), mean_percentile(index, area)):
        np.testing.assert_array_equal(found.corrected, found.value)
