"""A method on three made-up regions: exemptions, caps, draws and the marks of intervals."""

from dataclasses import replace

import numpy as np
import pytest

from fairtown.concepts import FairtownError
from fairtown.measures.fair_share.allocation.evaluate import evaluate
from fairtown.measures.fair_share.allocation.figures import TownFigures
from fairtown.measures.fair_share.allocation.method import Method

from .evaluate_cases import EQUAL, HOUSEHOLDS, NAMES, rows


def test_homes_follow_the_weight_in_each_region(figures):
    result = evaluate(EQUAL, figures, n=0)
    assert result.need.tolist() == [400, 300, 50]
    assert result.homes.tolist() == [100, 300, 150, 150, 50]
    assert result.unallocated.tolist() == [0, 0, 0]
    assert np.isnan(result.lo90).all()


def test_exempt_towns_get_nothing_and_the_others_all(figures):
    result = evaluate(EQUAL.with_changes(exempt={"poverty_share": 0.2}, exempt_towns=("c",)), figures, n=0)
    assert result.is_exempt.tolist() == [False, True, True, False, False]
    assert result.homes.tolist() == [400, 0, 0, 300, 50]


def test_a_region_of_exempt_towns_leaves_its_need(figures):
    result = evaluate(EQUAL.with_changes(exempt_towns=("e",)), figures, n=0)
    assert result.unallocated.tolist() == [0, 0, 50]
    assert not result.is_capped[4]


def test_the_smaller_cap_holds(figures):
    result = evaluate(EQUAL.with_changes(cap_share=0.06, cap_homes=100), figures, n=0)
    assert result.cap.tolist() == [60, 100, 100, 100, 30]
    assert result.homes.tolist() == [60, 100, 100, 100, 30]
    assert result.unallocated.tolist() == [240, 100, 20]
    assert result.is_capped.all()


def test_joined_regions_share_one_need(places):
    result = evaluate(EQUAL, TownFigures.from_observations(rows(), places, (("r1", "r3"),)), n=0)
    assert result.figures.regions == ("r1 + r3", "r2")
    assert result.need.tolist() == [450, 300]
    assert result.homes[[0, 1, 4]].sum() == 450


def test_the_need_of_joined_regions_has_the_margin_of_a_sum(places):
    joined = TownFigures.from_observations(rows(), places, (("r1", "r3"),))
    need, error = joined.need(EQUAL)
    assert need.tolist() == [450, 300]
    assert error == pytest.approx([np.hypot(82.25, 16.45) / 1.645, 20])


def test_a_published_need_is_divided_by_region_to_the_last_home_and_has_no_error(figures, places):
    need, error = figures.need(EQUAL.with_changes(need="own", need_homes=1000))
    assert need.sum() == 1000
    assert need.tolist() == [533, 400, 67]
    assert np.isnan(error).all()
    whole = TownFigures.from_observations(rows(), places, (("r1", "r2", "r3"),))
    result = evaluate(EQUAL.with_changes(need="own", need_homes=1000), whole, n=200)
    # homes of a census do not move: where nothing is divided by region, neither does anything
    np.testing.assert_allclose(result.lo90, result.hi90)


def test_the_division_of_a_published_need_by_region_has_the_error_of_the_count(figures):
    method = EQUAL.with_changes(need="own", need_homes=1000)
    result = evaluate(method, figures, n=20_000)
    # town e is a region: 50 of 750 ± 16.45, the rest 700 ± 88.6, so 66.7 homes ± 21.9
    moe = 1000 * np.hypot(700 * 16.45, 50 * np.hypot(82.25, 32.9)) / 750**2
    assert result.hi90[4] - result.lo90[4] == pytest.approx(2 * moe, rel=0.03)


def test_intervals_of_a_published_need_hold_the_truth_too(figures):
    method = EQUAL.with_changes(need="own", need_homes=1000)
    exact = evaluate(method, figures, n=0).target
    chance = np.random.default_rng(20240601)
    seen = (evaluate(method, surveyed(figures, chance), n=300) for _ in range(300))
    held = [(result.lo90 <= exact) & (exact <= result.hi90) for result in seen]
    # two parts of three are free, 600 intervals: three points are 2.4 standard errors
    assert 0.87 <= np.mean(held) <= 0.93


def test_draws_are_the_same_for_the_same_seed_and_hold_the_share(figures):
    one, two = (evaluate(EQUAL, figures, n=400, seed=7) for _ in range(2))
    np.testing.assert_array_equal(one.lo90, two.lo90)
    assert (one.lo90 <= one.target).all()
    assert (one.hi90 >= one.target).all()
    other = evaluate(EQUAL, figures, n=400, seed=8)
    assert (other.lo90 != one.lo90).any()


def test_the_interval_of_a_plain_share_is_that_of_its_need(figures):
    result = evaluate(EQUAL, figures, n=20_000)
    # a quarter of 400 ± 82.25
    assert result.lo90[0] == pytest.approx(100 - 82.25 / 4, abs=0.6)
    assert result.hi90[0] == pytest.approx(100 + 82.25 / 4, abs=0.6)


def test_many_draws_in_pieces_are_as_at_once(figures, monkeypatch):
    whole = evaluate(EQUAL.with_changes(exempt={"poverty_share": 0.1}), figures, n=500)
    monkeypatch.setattr("fairtown.measures.fair_share.allocation.evaluate.AT_ONCE", 77)
    pieces = evaluate(EQUAL.with_changes(exempt={"poverty_share": 0.1}), figures, n=500)
    np.testing.assert_array_equal(whole.hi90, pieces.hi90)


def test_what_was_asked_before_changes_no_interval(figures, places):
    methods = [
        EQUAL,
        EQUAL.with_changes(exempt={"poverty_share": 0.1}),
        EQUAL.with_changes(exempt={"poverty_share": 0.2}),
        EQUAL.with_changes(exempt_towns=(NAMES[0],)),
        Method("m", "M", {"low_poverty": 2, "homes": 1}, is_scaled=True),
        Method("m", "M", {"low_poverty": 1, "homes": 3}),
    ]
    first = [evaluate(m, figures, n=100) for m in methods]
    others = TownFigures.from_observations(
        rows(poverty_share=([0.3, 0.1, 0.2, 0.1, 0.1], [0.02] * 5, "")), places
    )
    for m in methods:
        evaluate(m, others, n=100)
        evaluate(m, figures, n=100, seed=7)
    for m, result in reversed(list(zip(methods, first, strict=True))):
        again = evaluate(m, TownFigures.from_observations(rows(), places), n=100)
        np.testing.assert_array_equal(again.hi90, result.hi90)
        np.testing.assert_array_equal(evaluate(m, figures, n=100).lo90, result.lo90)
    assert len({result.hi90.tobytes() for result in first}) == len(methods)


def test_an_interval_without_a_published_margin_is_marked_in_its_region(places):
    method = Method("m", "M", {"multifamily_gap": 1, "homes": 1})
    assert evaluate(method, TownFigures.from_observations(rows(), places), n=0).is_interval_partial.all()
    flags = ["top_coded", "", "", "", ""]
    some = rows(
        median_household_income_usd=([250e3, 5e4, 5e4, 5e4, 5e4], [np.nan, 1e3, 1e3, 1e3, 1e3], flags)
    )
    result = evaluate(Method("m", "M", {"income": 1}), TownFigures.from_observations(some, places), n=0)
    assert result.is_interval_partial.tolist() == [True, True, False, False, False]


def test_a_draw_of_a_need_below_the_floors_is_held_at_them(places):
    small = rows()
    small.loc[small.output.str.startswith("burdened"), "value"] = [60.0, 45.0, 8.0] * 4
    result = evaluate(
        EQUAL.with_changes(floor_share=0.01), TownFigures.from_observations(small, places), n=300
    )
    assert (result.lo90 >= np.floor(0.01 * (np.array(HOUSEHOLDS) - 200))).all()


def test_floors_above_the_need_are_refused(figures):
    with pytest.raises(FairtownError, match=r"floors of r1 add up to 800 homes, more than its need of 400"):
        evaluate(EQUAL.with_changes(floor_share=0.2), figures, n=0)


def test_an_unknown_town_is_refused(figures):
    with pytest.raises(FairtownError, match="town 'nowhere' is unknown; name it as in its address"):
        evaluate(EQUAL.with_changes(exempt_towns=("nowhere",)), figures, n=0)


def test_webster_gives_as_many_homes(figures):
    result = evaluate(EQUAL.with_changes(rounding="webster"), figures, n=0)
    assert result.homes.sum() == 750


def surveyed(truth: TownFigures, chance: np.random.Generator) -> TownFigures:
    """Return what a survey finds where `of` is the truth."""
    values = {
        k: v + np.nan_to_num(truth.errors[k]) * chance.standard_normal(len(v))
        for k, v in truth.values.items()
    }
    needs = {k: v + truth.need_errors[k] * chance.standard_normal(len(v)) for k, v in truth.needs.items()}
    return replace(truth, values=values, needs=needs)


def test_intervals_hold_the_truth_in_nine_of_ten_surveys(figures):
    """The survey found what it found around a truth; its interval is to hold that truth."""
    method = Method("m", "M", {"low_poverty": 1})
    exact = evaluate(method, figures, n=0).target
    chance = np.random.default_rng(20240601)
    held = []
    for _ in range(400):
        result = evaluate(method, surveyed(figures, chance), n=300)
        held.append((result.lo90 <= exact) & (exact <= result.hi90))
    # three regions with a need of their own: 1,200 independent intervals, two points are 2.3 standard errors
    assert 0.88 <= np.mean(held) <= 0.92


def test_no_town_is_above_a_cap_of_half_a_home(figures):
    result = evaluate(EQUAL.with_changes(cap_homes=100.5), figures, n=0)
    assert result.cap.tolist() == [100] * 5
    assert result.homes.max() == 100
    none = evaluate(EQUAL.with_changes(cap_homes=0.5), figures, n=0)
    assert none.homes.sum() == 0
    assert none.unallocated.tolist() == none.need.tolist()


def test_a_share_of_households_is_not_rounded_down_by_the_arithmetic(places):
    # 0.57 x 100 is 56.99999999999999 to a computer
    a_hundred = TownFigures.from_observations(rows(households=([100.0] * 5, [np.nan] * 5, "")), places)
    assert evaluate(EQUAL.with_changes(cap_share=0.57), a_hundred, n=0).cap.tolist() == [57] * 5
    assert evaluate(EQUAL.with_changes(floor_share=0.29), a_hundred, n=0).floor.tolist() == [29] * 5


def test_a_town_without_households_has_no_share_of_them_and_no_cap_where_none_is_set(places):
    empty = rows(households=([0.0, *HOUSEHOLDS[1:]], [np.nan] * 5, ""))
    method = Method("m", "M", {"low_poverty": 1, "homes": 1}, is_scaled=True)
    result = evaluate(method, TownFigures.from_observations(empty, places), n=20)
    assert result.homes.tolist()[:2] == [0, 400]
    assert np.isnan(result.share_of_homes[0])
    assert np.isinf(result.cap).all()


def test_a_town_of_unknown_poverty_is_not_silently_taken_part(places):
    unknown = TownFigures.from_observations(
        rows(poverty_share=([0.05, np.nan, 0.1, 0.1, 0.1], [0.02] * 5, "")), places
    )
    with pytest.raises(
        FairtownError, match="poverty_share of B is not known, expected a number to say whether it is"
    ):
        evaluate(EQUAL.with_changes(exempt={"poverty_share": 0.2}), unknown, n=0)
    result = evaluate(EQUAL.with_changes(exempt={"poverty_share": 0.2}, exempt_towns=("b",)), unknown, n=50)
    assert result.homes.tolist()[:2] == [400, 0]
    with pytest.raises(
        FairtownError, match=r"factor low_poverty of B is nan, expected a number of 0 or more"
    ):
        evaluate(Method("m", "M", {"low_poverty": 1}), unknown, n=0)


def test_a_need_without_a_published_margin_marks_its_region(places):
    seen = rows()
    seen.loc[seen.output.str.startswith("burdened") & (seen.geoid == "r2"), "moe"] = np.nan
    result = evaluate(EQUAL, TownFigures.from_observations(seen, places), n=100)
    assert result.is_interval_partial.tolist() == [False, False, True, True, False]
    assert (result.lo90 < result.hi90).tolist() == [True, True, False, False, True]


def test_scaled_draws_are_those_of_each_draw_by_itself(places):
    """A town that is exempt in some draws sets no lowest or highest rate in those."""
    method = Method("m", "M", {"low_poverty": 1}, is_scaled=True, exempt={"poverty_share": 0.1})
    figures, n, seed = TownFigures.from_observations(rows(), places, (("r1", "r2", "r3"),)), 60, 5
    drawn = {name: figures.draws(name, n, seed) for name in method.figures}
    exempt = drawn["poverty_share"] >= 0.1
    assert exempt.any(axis=1).any()
    assert len(np.unique(exempt, axis=0)) > 2
    targets = []
    for i in range(n):
        once = replace(figures, values=figures.values | {k: v[i % len(v)] for k, v in drawn.items()})
        need = figures.need_draws(method, n, seed)[i]
        once = replace(once, needs=figures.needs | {method.need: need})
        targets.append(evaluate(method, once, n=0).target)
    result = evaluate(method, figures, n=n, seed=seed)
    p_exempt = exempt.mean(axis=0)
    np.testing.assert_array_equal(result.draws.p_exempt, p_exempt)
    for town, p in enumerate(p_exempt):
        # where the exemption is open the interval is that of the share if there is none
        rows_of_town = ~exempt[:, town] if 0.05 < p < 0.95 else slice(None)
        low, high = np.percentile(np.array(targets)[rows_of_town, town], [5, 95])
        assert (result.lo90[town], result.hi90[town]) == pytest.approx((low, high), abs=1e-9)
