"""The what-if on Connecticut: its check values, its two ranges, and its addresses."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fairtown.concepts import FairtownError
from fairtown.scenarios.fair_share.shares import built_in
from fairtown.scenarios.what_if.frames import district_table, outcome_table, town_table, tract_table
from fairtown.scenarios.what_if.indices import ACCESS, DISSIMILARITY, ENTROPY, OUTCOMES, outcomes
from fairtown.scenarios.what_if.moves import BOUNDS, PLACES, USUAL, Assumptions, move
from fairtown.scenarios.what_if.plan import Result
from fairtown.scenarios.what_if.ranges import need_draws
from fairtown.scenarios.what_if.scenario import INCOMES, Scenario, read, to_query
from fairtown.scenarios.what_if.students import Following

BLACK, APART = (ACCESS, "nh_black"), (DISSIMILARITY, "nh_black|nh_white")
METHOD = "connecticut_oca"


@pytest.fixture(scope="module")
def result(plan) -> Result:
    return plan.work_out(plan.scenario(f"method={METHOD}"))


def at(values: np.ndarray, outcome: tuple[str, str]) -> float:
    return float(values[OUTCOMES.index(outcome)])


def test_connecticut_by_four_factors(plan, result):
    assert plan.world("35000").need.sum() == pytest.approx(131_830, abs=0.5)
    assert result.homes.sum() == 110_172
    assert result.moves.households.sum() == pytest.approx(55_086, abs=0.5)
    assert result.people == pytest.approx(136_062, abs=0.5)
    assert at(result.before, BLACK) == pytest.approx(0.7324, abs=5e-4)
    assert at(result.after, BLACK) == pytest.approx(0.6842, abs=5e-4)
    assert at(result.before, APART) == pytest.approx(0.6259, abs=5e-4)
    assert at(result.after, APART) == pytest.approx(0.5853, abs=5e-4)


def test_both_ranges_stand_beside_and_hold_the_change(result):
    change = result.after - result.before
    for outcome in (BLACK, APART, (ENTROPY, "")):
        low, high = at(result.assumed.least, outcome), at(result.assumed.most, outcome)
        assert low < at(change, outcome) < high < 0
        assert 0 < at(result.survey.moe, outcome) < (high - low) / 4
    # what separates most is how many of the homes families in need fill
    assert next(iter(result.swings)) == "filled"


def test_h_has_no_margin_where_households_are_more_alike_than_the_published_ones(plan, result, monkeypatch):
    assert plan.household_shape == pytest.approx(1.04, abs=0.05)
    monkeypatch.setitem(plan.__dict__, "household_shape", 3.0)
    moe = plan._change(result.scenario, result.after - result.before).moe
    assert np.isnan(at(moe, (ENTROPY, "")))
    assert at(moe, BLACK) > 0


def test_separation_does_not_rise_whatever_the_method(plan):
    world = plan.world("35000")
    before = outcomes(world, world.people)
    for method in built_in().values():
        homes = plan.homes(Scenario(method))
        after = outcomes(world, move(world, homes).after)
        for outcome in OUTCOMES:
            if outcome[0] in (DISSIMILARITY, ENTROPY):
                assert at(after, outcome) <= at(before, outcome)
        assert Following(plan.districts, world, homes).change(USUAL)[0] <= 0


def test_the_files_hold_what_moved(plan, result):
    towns, tracts, changes = town_table(plan, result), tract_table(plan, result), outcome_table(result)
    assert len(towns) == 169
    assert len(tracts) == 879
    # districts have theirs below those of neighborhoods
    assert len(changes) == len(OUTCOMES) + len(result.students.before)
    assert (changes.change < changes.assumed_most)[changes.assumed_most.notna()].all()
    districts = district_table(result)
    assert districts.everyone_leaving.sum() == pytest.approx(result.students.people, abs=2)
    assert towns.homes.sum() == 110_172
    for rows in (towns, tracts):
        assert rows.everyone_leaving.sum() == pytest.approx(136_062, abs=2)
        assert rows.everyone_arriving.sum() == pytest.approx(136_062, abs=2)


def test_ones_own_numbers(plan):
    result = plan.work_out(plan.scenario("own=Avon: 1,000; simsbury 500"))
    assert result.homes.sum() == 1_500
    assert result.moves.households.sum() == pytest.approx(750)
    with pytest.raises(FairtownError, match=r"Your own numbers \(own\): there is no town 'avn'"):
        plan.work_out(plan.scenario("own=Avn: 3"))


def test_need_is_drawn_around_its_estimate():
    need, error = np.array([40.0, 5, 0, 12]), np.array([20.0, 6, 7, 0])
    drawn = need_draws(need, error, 40_000)
    assert drawn.min() >= 0
    np.testing.assert_allclose(drawn.mean(axis=0), need, atol=0.5)
    np.testing.assert_allclose(drawn.std(axis=0)[:2], error[:2], rtol=0.05)
    assert (drawn[:, 2:] == [0, 12]).all()


@st.composite
def scenarios(draw) -> Scenario:
    numbers = {
        name: draw(st.floats(bound.low, bound.high).map(lambda x: round(x, 4)))
        for name, bound in BOUNDS.items()
    }
    own = draw(st.dictionaries(st.sampled_from(["avon", "new-haven"]), st.integers(0, 10_000), max_size=2))
    method = built_in()[METHOD if own else draw(st.sampled_from(sorted(built_in())))]
    assumed = Assumptions(**numbers, place=draw(st.sampled_from(PLACES)))
    return Scenario(method, tuple(sorted(own.items())), draw(st.sampled_from(INCOMES)), assumed)


@given(scenarios())
@example(replace(read([], METHOD), assumed=Assumptions(refill=0.0312)))
def test_an_address_gives_the_scenario_back(scenario):
    assert read(to_query(scenario), METHOD) == scenario


def test_the_shortest_address_is_that_of_the_method():
    assert to_query(read([], METHOD)) == [("method", METHOD)]
    assert read([("tilt", ""), ("against", "x"), ("sort", "name")], METHOD).assumed == USUAL


@pytest.mark.parametrize(
    ("query", "line"),
    [
        ([("filled", "120")], "(filled) is '120', expected a number from 0 to 100"),
        ([("filled", "-1")], "(filled) is '-1'"),
        ([("household", "nan")], "(household) is 'nan', expected a number from 0.5 to 10"),
        ([("tilt", "1,5")], "(tilt) is '1,5'"),
        ([("place", "roof")], "(place) is 'roof', expected one of households, renters, level3"),
        ([("income", "1")], "(income) is '1'"),
        ([("own", "Avon: -3")], "'Avon: -3' is no town and number of homes"),
        ([("own", "Avon")], "'Avon' is no town"),
        ([("tilt", "1"), ("tilt", "2")], "(tilt) is given 2 times, expected once"),
        ([("charm", "1")], "'charm' in the address is unknown"),
    ],
)
def test_what_cannot_be_is_one_line(query, line):
    with pytest.raises(FairtownError) as error:
        read(query, METHOD)
    assert line in str(error.value)
    assert "\n" not in str(error.value)
