"""A method on three made-up regions: exemptions, caps, draws and the marks of intervals."""

import numpy as np
import pandas as pd
import pytest

from fairtown.concepts import FairtownError
from fairtown.measures.fair_share.evaluate import worked_out
from fairtown.measures.fair_share.figures import TownFigures
from fairtown.measures.fair_share.method import Method
from fairtown.measures.fair_share.needs import NEEDS

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
    return TownFigures.of(rows(), places)


EQUAL = Method("m", "M", {"homes": 1})


def test_homes_follow_the_weight_in_each_region(figures):
    made = worked_out(EQUAL, figures, n=0)
    assert made.need.tolist() == [400, 300, 50]
    assert made.homes.tolist() == [100, 300, 150, 150, 50]
    assert made.unallocated.tolist() == [0, 0, 0]
    assert np.isnan(made.lo90).all()


def test_exempt_towns_get_nothing_and_the_others_all(figures):
    made = worked_out(EQUAL.but(exempt={"poverty_share": 0.2}, exempt_towns=("c",)), figures, n=0)
    assert made.is_exempt.tolist() == [False, True, True, False, False]
    assert made.homes.tolist() == [400, 0, 0, 300, 50]


def test_a_region_of_exempt_towns_leaves_its_need(figures):
    made = worked_out(EQUAL.but(exempt_towns=("e",)), figures, n=0)
    assert made.unallocated.tolist() == [0, 0, 50]
    assert not made.is_capped[4]


def test_the_smaller_cap_holds(figures):
    made = worked_out(EQUAL.but(cap_share=0.06, cap_homes=100), figures, n=0)
    assert made.cap.tolist() == [60, 100, 100, 100, 30]
    assert made.homes.tolist() == [60, 100, 100, 100, 30]
    assert made.unallocated.tolist() == [240, 100, 20]
    assert made.is_capped.all()


def test_joined_regions_share_one_need(places):
    made = worked_out(EQUAL, TownFigures.of(rows(), places, (("r1", "r3"),)), n=0)
    assert made.figures.regions == ("r1 + r3", "r2")
    assert made.need.tolist() == [450, 300]
    assert made.homes[[0, 1, 4]].sum() == 450


def test_the_need_of_joined_regions_has_the_margin_of_a_sum(places):
    joined = TownFigures.of(rows(), places, (("r1", "r3"),))
    need, error = joined.need(EQUAL)
    assert need.tolist() == [450, 300]
    assert error == pytest.approx([np.hypot(82.25, 16.45) / 1.645, 20])


def test_a_published_need_is_divided_by_region_to_the_last_home_and_has_no_error(figures):
    need, error = figures.need(EQUAL.but(need="own", need_homes=1000))
    assert need.sum() == 1000
    assert need.tolist() == [533, 400, 67]
    assert np.isnan(error).all()
    made = worked_out(EQUAL.but(need="own", need_homes=1000), figures, n=200)
    # homes of a census do not move: neither does anything
    assert (made.lo90 == made.hi90).all()


def test_draws_are_the_same_for_the_same_seed_and_hold_the_share(figures):
    one, two = (worked_out(EQUAL, figures, n=400, seed=7) for _ in range(2))
    np.testing.assert_array_equal(one.lo90, two.lo90)
    assert (one.lo90 <= one.target).all()
    assert (one.hi90 >= one.target).all()
    other = worked_out(EQUAL, figures, n=400, seed=8)
    assert (other.lo90 != one.lo90).any()


def test_the_interval_of_a_plain_share_is_that_of_its_need(figures):
    made = worked_out(EQUAL, figures, n=20_000)
    # a quarter of 400 ± 82.25
    assert made.lo90[0] == pytest.approx(100 - 82.25 / 4, abs=0.6)
    assert made.hi90[0] == pytest.approx(100 + 82.25 / 4, abs=0.6)


def test_many_draws_in_pieces_are_as_at_once(figures, monkeypatch):
    whole = worked_out(EQUAL.but(exempt={"poverty_share": 0.1}), figures, n=500)
    monkeypatch.setattr("fairtown.measures.fair_share.evaluate.AT_ONCE", 77)
    pieces = worked_out(EQUAL.but(exempt={"poverty_share": 0.1}), figures, n=500)
    np.testing.assert_array_equal(whole.hi90, pieces.hi90)


def test_an_interval_without_a_published_margin_is_marked_in_its_region(places):
    method = Method("m", "M", {"multifamily_gap": 1, "homes": 1})
    assert worked_out(method, TownFigures.of(rows(), places), n=0).is_interval_partial.all()
    flags = ["top_coded", "", "", "", ""]
    some = rows(
        median_household_income_usd=([250e3, 5e4, 5e4, 5e4, 5e4], [np.nan, 1e3, 1e3, 1e3, 1e3], flags)
    )
    made = worked_out(Method("m", "M", {"income": 1}), TownFigures.of(some, places), n=0)
    assert made.is_interval_partial.tolist() == [True, True, False, False, False]


def test_a_draw_of_a_need_below_the_floors_is_held_at_them(places):
    small = rows()
    small.loc[small.output.str.startswith("burdened"), "value"] = [60.0, 45.0, 8.0] * 4
    made = worked_out(EQUAL.but(floor_share=0.01), TownFigures.of(small, places), n=300)
    assert (made.lo90 >= np.floor(0.01 * (np.array(HOUSEHOLDS) - 200))).all()


def test_floors_above_the_need_are_refused(figures):
    with pytest.raises(FairtownError, match=r"floors of r1 add up to 800 homes, more than its need of 400"):
        worked_out(EQUAL.but(floor_share=0.2), figures, n=0)


def test_an_unknown_town_is_refused(figures):
    with pytest.raises(FairtownError, match="town 'nowhere' is unknown; name it as in its address"):
        worked_out(EQUAL.but(exempt_towns=("nowhere",)), figures, n=0)


def test_webster_gives_as_many_homes(figures):
    made = worked_out(EQUAL.but(rounding="webster"), figures, n=0)
    assert made.homes.sum() == 750


def test_intervals_hold_the_truth_in_nine_of_ten_surveys(places):
    """The survey found what it found around a truth; its interval is to hold that truth."""
    truth = TownFigures.of(rows(), places)
    method = Method("m", "M", {"low_poverty": 1})
    exact = worked_out(method, truth, n=0).target
    chance = np.random.default_rng(20240601)
    held = []
    for _ in range(150):
        seen = rows()
        has = seen.moe.notna()
        seen.loc[has, "value"] += seen.moe[has] / 1.645 * chance.standard_normal(has.sum())
        made = worked_out(method, TownFigures.of(seen, places), n=300)
        held.append((made.lo90 <= exact) & (exact <= made.hi90))
    # 750 intervals of three independent needs: ± 3 standard errors of 450 at least
    assert 0.86 <= np.mean(held) <= 0.94


@pytest.mark.parametrize("rounding", ["largest_remainder", "webster"])
def test_a_cap_in_parts_of_a_home_is_one_of_whole_homes(figures, rounding):
    made = worked_out(EQUAL.but(cap_homes=99.7, rounding=rounding), figures, n=0)
    assert made.homes.tolist() == [99, 99, 99, 99, 50]
    assert made.unallocated.tolist() == [202, 102, 0]
