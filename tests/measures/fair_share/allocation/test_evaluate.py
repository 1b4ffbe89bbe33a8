"""A method on three made-up regions: exemptions, caps, draws and the marks of intervals."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from fairtown.concepts import FairtownError
from fairtown.measures.fair_share.allocation.evaluate import evaluate
from fairtown.measures.fair_share.allocation.figures import TownFigures
from fairtown.measures.fair_share.allocation.method import Method
from fairtown.measures.fair_share.allocation.needs import NEEDS

NAMES = ["a", "b", "c", "d", "e"]
REGIONS = ["r1", "r1", "r2", "r2", "r3"]
HOUSEHOLDS = [1000.0, 3000.0, 2000.0, 2000.0, 500.0]


@pytest.fixture(scope="module")
def places() -> pd.DataFrame:
    towns = pd.DataFrame({"geoid": NAMES, "key": NAMES, "name": [n.upper() for n in NAMES], "slug": NAMES,
                          "region": REGIONS, "level": "town"})  # fmt: skip
    keys = sorted(set(REGIONS))
    regions = pd.DataFrame(
        {"geoid": keys, "key": keys, "name": keys, "slug": keys, "region": "", "level": "region"}
    )
    return pd.concat([towns, regions]).assign(vintage="2022")


def rows(**changes) -> pd.DataFrame:
    """Return observations of town figures: value, margin and flag by output."""
    figures = {
        "households": (HOUSEHOLDS, [50.0] * 5, ""),
        "census_housing_units": ([1100.0, 3300.0, 2200.0, 2200.0, 550.0], [np.nan] * 5, ""),
        "poverty_share": ([0.05, 0.30, 0.10, 0.10, 0.10], [0.02] * 5, ""),
        "multifamily_share": ([0.1, 0.5, 0.2, 0.3, 0.0], [np.nan] * 5, "no_margin"),
        "permits_per_year": ([1.0] * 5, [np.nan] * 5, ""),
    } | changes
    out = [
        pd.DataFrame({"geoid": NAMES, "output": name, "value": v, "moe": m, "flag": f})
        for name, (v, m, f) in figures.items()
    ]
    for name in (n for n in NEEDS if NEEDS[n].published is None):
        need = pd.DataFrame({"geoid": ["r1", "r2", "r3"], "output": name, "value": [400.0, 300.0, 50.0],
                             "moe": [82.25, 32.9, 16.45], "flag": ""})  # fmt: skip
        out.append(need)
    return pd.concat(out, ignore_index=True).assign(vintage="2022")


@pytest.fixture(scope="module")
def figures(places) -> TownFigures:
    return TownFigures.from_observations(rows(), places)


EQUAL = Method("m", "M", {"homes": 1})


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


# exemptions that survey error leaves open


def near_the_line(places, poverty: float, **more) -> TownFigures:
    """Return figures in which town B has this poverty, give or take 3 points, and all others 5%."""
    seen = rows(poverty_share=([0.05, poverty, 0.05, 0.05, 0.05], [0.0, 0.03, 0.0, 0.0, 0.0], ""), **more)
    return TownFigures.from_observations(seen, places)


POOR_EXEMPT = EQUAL.with_changes(exempt={"poverty_share": 0.2})


@pytest.mark.parametrize("poverty", [0.18, 0.19, 0.2, 0.21, 0.22])
def test_how_often_a_town_near_the_line_is_exempt(places, poverty):
    result = evaluate(POOR_EXEMPT, near_the_line(places, poverty), n=4_000)
    assert result.is_exempt.tolist() == [False, poverty >= 0.2, False, False, False]
    assert result.is_open.tolist() == [False, True, False, False, False]
    assert result.draws.p_exempt[1] == pytest.approx(norm.cdf((poverty - 0.2) / (0.03 / 1.645)), abs=0.02)
    # of its region's need of 400 ± 82 it takes three quarters if it takes part, and its neighbor the rest
    assert result.homes_if_not_exempt[1] == pytest.approx(300, abs=2)
    assert result.lo90[1] == pytest.approx(300 - 0.75 * 82.25, abs=6)
    assert result.hi90[1] == pytest.approx(300 + 0.75 * 82.25, abs=6)
    assert result.homes[1] == (0 if poverty >= 0.2 else 300)


@pytest.mark.parametrize(("poverty", "p", "homes"), [(0.10, 0.0, 300), (0.30, 1.0, np.nan)])
def test_a_town_far_from_the_line_is_exempt_for_sure_or_not_at_all(places, poverty, p, homes):
    result = evaluate(POOR_EXEMPT, near_the_line(places, poverty), n=500)
    assert result.draws.p_exempt[1] == p
    assert not result.is_open.any()
    assert result.homes_if_not_exempt[1] == pytest.approx(homes, nan_ok=True)
    assert (result.hi90[1] == 0) == (p == 1)


def test_without_draws_nobody_says_how_sure_an_exemption_is(places):
    result = evaluate(POOR_EXEMPT, near_the_line(places, 0.21), n=0)
    assert np.isnan(result.draws.p_exempt).all()
    assert not result.is_open.any()
    assert np.isnan(result.homes_if_not_exempt[1])


@pytest.mark.parametrize(
    ("young", "without", "poverty", "rests"),
    [
        (0.7, 0.09, 0.22, True),  # exempt by the estimate
        (0.7, 0.09, 0.18, True),  # perhaps exempt
        (0.7, 0.09, 0.10, False),  # surely not exempt
        (0.5, 0.09, 0.22, False),  # no more than half
        (0.7, 0.21, 0.22, False),  # exempt without them, too
        (np.nan, np.nan, 0.22, False),
    ],
)
def test_an_exemption_rests_on_students_where_it_would_not_stand_without_them(
    places, young, without, poverty, rests
):
    none = [np.nan] * 5
    more = {
        "poor_18_to_24_share": ([0.1, young, 0.1, 0.1, 0.1], none, ""),
        "poverty_share_without_18_to_24": ([0.05, without, 0.05, 0.05, 0.05], none, ""),
    }
    result = evaluate(POOR_EXEMPT, near_the_line(places, poverty, **more), n=500)
    assert result.rests_on_students.tolist() == [False, rests, False, False, False]
    assert not evaluate(EQUAL, near_the_line(places, poverty, **more), n=0).rests_on_students.any()


def test_rows_in_any_order_give_the_same(places, figures):
    turned = TownFigures.from_observations(
        rows().sample(frac=1, random_state=3), places.sample(frac=1, random_state=4)
    )
    assert evaluate(EQUAL, turned, n=50).homes.tolist() == evaluate(EQUAL, figures, n=50).homes.tolist()
    np.testing.assert_array_equal(evaluate(EQUAL, turned, n=50).lo90, evaluate(EQUAL, figures, n=50).lo90)


@pytest.mark.parametrize("unit", [1e-6, 0.3, 1e9])
def test_the_unit_of_a_factor_does_not_matter(places, figures, unit):
    method = Method("m", "M", {"homes": 2, "low_poverty": 1})
    other = rows()
    other.loc[other.output == "census_housing_units", "value"] *= unit
    result = evaluate(method, TownFigures.from_observations(other, places), n=0)
    np.testing.assert_allclose(result.target, evaluate(method, figures, n=0).target)


def test_a_need_of_nothing_gives_nothing(figures):
    result = evaluate(EQUAL.with_changes(need="own", need_homes=0), figures, n=10)
    assert result.homes.sum() == result.unallocated.sum() == 0
    assert not result.is_capped.any()


def test_absecon_gets_22_homes_as_in_the_workbook_of_new_jersey(places):
    """Region 6 of New Jersey, fourth round: need 1,889; shares of 0.97%, 1.11% and 1.44%, whose mean is 1.17%."""
    parts = {"grand_list_usd": 0.0097, "private_land_sq_mi": 0.0111, "census_housing_units": 0.0144}
    others = np.array([0.25, 0.25, 0.5])
    seen = rows(
        **{name: ([p, *(1 - p) * others, 7.0], [np.nan] * 5, "") for name, p in parts.items()},
        households=([1e5] * 5, [np.nan] * 5, ""),
    )
    seen.loc[seen.output.str.startswith("burdened"), "value"] = [1889.0, 0.0, 0.0] * 4
    joined = TownFigures.from_observations(seen, places, (("r1", "r2"),))
    method = Method("m", "M", {"ratables": 1, "land": 1, "homes": 1}, cap_share=0.2, cap_homes=1000)
    result = evaluate(method, joined, n=0)
    assert result.need.tolist() == [1889, 0]
    assert result.weight[0] == pytest.approx(0.0117, abs=0.00005)
    assert result.homes[0] == 22


def test_a_floor_above_the_cap_in_homes_is_refused_by_the_name_of_a_town(figures):
    with pytest.raises(
        FairtownError, match=r"the cap of 3 homes is below the floor of .*households\); raise the cap"
    ):
        evaluate(EQUAL.with_changes(cap_homes=3, floor_share=0.01), figures, n=0)
