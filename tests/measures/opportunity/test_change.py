"""Change on a fixed scale: five tracts by hand, periods that share years, the worked example, Connecticut."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from fairtown.concepts import FairtownError
from fairtown.measures.opportunity.change import (
    BASE_PERIOD,
    LATER_PERIOD,
    MEASURE,
    change,
    score_error,
    weights,
)
from fairtown.measures.opportunity.index.engine import Figures, score_tracts
from fairtown.measures.opportunity.index.recipe import Part, Recipe

ID = MEASURE.id
PERIODS = (BASE_PERIOD, LATER_PERIOD)
ONE = Recipe("one", "one indicator", (Part("a"),), 2023)
TWO = Recipe("two", "two domains", (Part("a", "x", 2), Part("b", "x"), Part("c", "y")), 2023, {"y": 3})


def figures(*rows, ids=("a",), errors=None) -> Figures:
    """Return figures of indicators given as rows, with their standard errors."""
    table = np.array(rows, float).T
    spread = np.zeros(table.shape) if errors is None else np.array(errors, float).T
    return Figures.plain(table, ids, spread)


def test_five_tracts_by_hand():
    base = figures([1, 2, 3, 4, 5], errors=[[0.3] * 5])
    later = figures([2, 2, 3, 4.5, 9], errors=[[0.4, 0.4, np.nan, 0.4, 0.4]])
    changed = change(ONE, base, later, *PERIODS)
    sd = np.sqrt(2.5)
    assert changed.score_base == pytest.approx(np.array([-2, -1, 0, 1, 2]) / sd)
    assert changed.score_later == pytest.approx(np.array([-1, -1, 0, 1.5, 6]) / sd)
    assert changed.change == pytest.approx(np.array([1, 0, 0, 0.5, 4]) / sd)
    assert changed.base_se == pytest.approx(np.full(5, 0.3 / sd))
    assert changed.later_se[[0, 1, 3, 4]] == pytest.approx(np.full(4, 0.4 / sd))
    # change over error: 1 / 0.5 = 2, 0, unknown, 0.5 / 0.5 = 1, 8
    assert np.array_equal(changed.is_significant, [1, 0, np.nan, 0, 1], equal_nan=True)
    assert changed.level_base.tolist() == [1, 2, 3, 4, 5]
    assert changed.level_later.tolist() == [2, 2, 3, 5, 5]


def test_all_can_rise():
    base = figures([1, 2, 3, 4, 5])
    changed = change(ONE, base, figures([11, 12, 13, 14, 15]), *PERIODS)
    assert changed.level_later.tolist() == [5] * 5
    assert (changed.change > 0).all()


def test_bounds_stay_those_of_the_base():
    recipe = replace(ONE, winsorise=(0.0, 0.75))
    base, later = figures([1, 2, 3, 4, 100]), figures([1, 2, 3, 4, 4])
    assert change(recipe, base, later, *PERIODS).change.tolist() == [0] * 5


@pytest.mark.parametrize(
    ("base", "later", "shared"),
    [
        ("2015-2019", "2019-2023", "share 2019;"),
        ("2012-2016", "2014-2018", "share 2014, 2015, 2016;"),
        ("2019-2023", "2015-2019", "share 2019;"),
    ],
)
def test_periods_that_share_years_are_refused_and_the_years_named(base, later, shared):
    own = figures([1, 2, 3, 4, 5])
    with pytest.raises(FairtownError, match=f"{base} and {later} {shared}") as error:
        change(ONE, own, own, base, later)
    assert "\n" not in str(error.value)


def test_periods_of_unequal_length_or_none_are_refused():
    own = figures([1, 2, 3, 4, 5])
    with pytest.raises(FairtownError, match="compare equal periods"):
        change(ONE, own, own, "2012-2016", "2023-2023")
    with pytest.raises(FairtownError, match="expected first and last year"):
        change(ONE, own, own, "2016", "2019-2023")


def test_figures_of_other_tracts_or_indicators_are_refused():
    own = figures([1, 2, 3, 4, 5])
    for other in (figures([1, 2, 3, 4]), figures([1, 2, 3, 4, 5], ids=("b",))):
        with pytest.raises(FairtownError, match=r"expected .* of the same tracts"):
            change(ONE, own, other, *PERIODS)


def test_other_indicators_at_the_two_dates_are_no_change():
    recipe = Recipe("two", "two", (Part("a"), Part("b")), 2023)
    base = figures([1, 2, 3, 4, 5], [1, 2, 3, 4, 5], ids=("a", "b"))
    later = figures([1, 2, 3, 4, 5], [np.nan, 2, 3, 4, 5], ids=("a", "b"))
    changed = change(recipe, base, later, *PERIODS)
    assert np.isnan(changed.change).tolist() == [True, False, False, False, False]
    assert np.isnan(changed.is_significant[0])
    assert not np.isnan(changed.score_later[0])


def test_an_unknown_error_is_never_taken_as_none():
    base = figures([1, 2, 3, 4, 5], errors=[[np.nan] * 5])
    changed = change(ONE, base, figures([9, 9, 9, 9, 9]), *PERIODS)
    assert np.isnan(changed.is_significant).all()
    assert np.isnan(changed.base_se).all()


@pytest.mark.parametrize("how", ["percentile", "threshold"])
def test_of_ranks_and_points_no_error_is_given(how):
    own = figures([1, 2, 3, 4, 5], errors=[[0.1] * 5])
    changed = change(replace(ONE, standardise=how), own, own, *PERIODS)
    assert np.isnan(changed.base_se).all()
    assert changed.change.tolist() == [0] * 5


tables = npst.arrays(float, (3, 9), elements=st.floats(0, 10, width=32)).filter(
    lambda x: (np.ptp(x, axis=1) > 0.1).all()
)


@given(tables, st.integers(0, 2), st.integers(0, 8), st.sampled_from(["z", "z_population", "min_max"]))
def test_the_error_is_how_far_the_score_moves(values, k, tract, how):
    """The engine itself, one figure moved by its standard error, moves the score by the delta method's error."""
    recipe = replace(TWO, standardise=how)
    base = figures(*values, ids=recipe.ids)
    ruler = score_tracts(recipe, base).ruler
    moved = values.copy()
    moved[k, tract] += 0.25
    errors = np.zeros(values.shape)
    errors[k, tract] = 0.25
    before = score_tracts(recipe, base, ruler=ruler).scores[0]
    after = score_tracts(recipe, figures(*moved, ids=recipe.ids), ruler=ruler).scores[0]
    own = score_error(recipe, figures(*values, ids=recipe.ids, errors=errors), ruler)
    assert own == pytest.approx(np.abs(after - before), abs=1e-9)


def test_errors_of_household_based_indicators_add_up_with_their_covariance():
    errors = np.full((3, 9), 0.3)
    own = figures(*np.arange(27).reshape(3, 9) % 7, ids=TWO.ids, errors=errors)
    ruler = score_tracts(TWO, own).ruler
    spread = np.array([stick.scale[0, 0] for (stick,) in ruler.yardsticks])
    m = np.array([2 / 12, 1 / 12, 0.75]) * 0.3 / spread
    alone = score_error(replace(TWO, correlation=0.4), own, ruler)
    assert alone == pytest.approx(np.full(9, np.sqrt((m**2).sum())))
    some_of_them = replace(own, is_household_based=np.array([True, False, True]))
    together = score_error(replace(TWO, correlation=0.4), some_of_them, ruler)
    assert together == pytest.approx(np.full(9, np.sqrt((m**2).sum() + 2 * 0.4 * m[0] * m[2])))


def test_the_weights_are_those_of_the_engine():
    known = figures([1, 1], [1, np.nan], [1, 1], ids=TWO.ids)
    # domain x weighs 1 and y 3; in x the first indicator weighs 2 and the second 1
    assert pytest.approx(np.array([[2 / 12, 1 / 12, 0.75], [0.25, 0, 0.75]])) == weights(TWO, known).T


@given(tables)
def test_without_a_change_nothing_is_found(values):
    own = figures(*values, ids=TWO.ids, errors=np.full(values.shape, 0.1))
    changed = change(TWO, own, own, *PERIODS)
    assert changed.change.tolist() == [0] * 9
    assert changed.is_significant.tolist() == [0] * 9
    assert (changed.level_base == changed.level_later).all()


@given(tables, tables, st.permutations(range(9)))
def test_the_order_of_tracts_changes_nothing(before, after, order):
    one_way = change(TWO, figures(*before, ids=TWO.ids), figures(*after, ids=TWO.ids), *PERIODS)
    other = change(
        TWO, figures(*before[:, order], ids=TWO.ids), figures(*after[:, order], ids=TWO.ids), *PERIODS
    )
    assert other.change == pytest.approx(one_way.change[order], abs=1e-9)


# ---- the measure


@pytest.fixture
def state(compute):
    """Four tracts of the worked example; the 2020 tracts are those of 2010 unless a crosswalk is given."""

    def run(crosswalk=None, then=None, homes=1000):
        base = pd.DataFrame(
            {
                "geoid": ["01", "02", "03", "04"],
                "vintage": "2010",
                "poverty_rate": [0.30, 0.10, 0.10, 0.10],
                "renter_share": [0.75, 0.35, 0.35, 0.35],
                "population": 1000.0,
                "occupied_units": 1000.0,
            }
        )
        now = pd.DataFrame({"geoid": ["21", "22", "23", "24"], "vintage": "2022"})
        below, owners = np.array([240, 80, 100, 100]), np.array([0.27, 0.65, 0.65, 0.65]) * homes
        poverty = now.assign(
            poverty_universe=1000.0, poverty_universe_moe=0.0, under_half_poverty=below,
            under_half_poverty_moe=[50.0, 60, 60, 60], half_to_poverty=0.0, half_to_poverty_moe=0.0,
        )  # fmt: skip
        # owners and renters have one margin together: 40 of 1,000
        part = 40 / np.hypot(owners, homes - owners) * homes
        tenure = now.assign(
            households=homes, households_moe=0.0, owner_households=owners, owner_households_moe=part,
            renter_households=homes - owners, renter_households_moe=part,
        )  # fmt: skip
        same = [("21", "01", 1.0), ("22", "02", 1.0), ("23", "03", 1.0), ("24", "04", 1.0)]
        pairs = pd.DataFrame(crosswalk or same, columns=["geoid", "geoid_2010", "weight"])
        pairs = pairs.assign(is_divided=pairs.groupby("geoid").geoid.transform("size") > 1)
        tables = {
            "census_pdb.poverty_and_tenure": base if then is None else base.assign(**then),
            "acs5.poverty": poverty,
            "acs5.tenure": tenure,
        }
        return compute(MEASURE, 2023, tables=tables, crosswalk=pairs)

    return run


def test_the_worked_example(state, one):
    rows = state()
    for tract, expected in (("01", (-1.5, -1.15, 0.35)), ("02", (0.5, 0.6, 0.1))):
        own = [one(rows, tract, n).value for n in ("score_base", "score_later", "change")]
        assert own == pytest.approx(expected)
    margins = [one(rows, t, "score_later").moe for t in ("01", "02")]
    assert [f"{m:.2f}" for m in margins] == ["0.29", "0.33"]
    first, second = (one(rows, t, "is_significant") for t in ("01", "02"))
    assert np.isnan(first.value)
    assert first.flag == "no_margin"
    assert (second.value, second.flag) == (0, "")
    assert one(rows, "01", "change").flag == "no_margin"
    assert np.isnan(one(rows, "01", "change").moe)


def test_the_state_counts_its_tracts(state, one):
    rows = state()
    numbers = [one(rows, "09", n).value for n in ("rose", "fell", "stayed", "within_margin")]
    assert sum(numbers[:3]) == 4
    assert numbers[3] == 3
    assert one(rows, "09", "mean_change").value == pytest.approx((0.35 + 0.1) / 4)


def test_people_of_a_divided_tract_are_divided_and_it_says_so(state, one):
    pairs = [("21", "01", 0.5), ("21", "02", 0.5), ("22", "02", 1.0), ("23", "03", 1.0), ("24", "04", 1.0)]
    rows = state(crosswalk=pairs)
    # tract 02: 120 + 80 of 1,500 in poverty; 135 + 650 owners of 1,500
    expected = ((0.15 - 200 / 1500) / 0.10 + (785 / 1500 - 0.55) / 0.20) / 2
    assert one(rows, "02", "score_later").value == pytest.approx(expected)
    # the least: no owner and all of the poor and the renters of 21 live there; the most: the other way around
    least = ((0.15 - 320 / (320 + 920)) / 0.10 + (650 / (650 + 350 + 730) - 0.55) / 0.20) / 2
    most = ((0.15 - 80 / (80 + 920 + 760)) / 0.10 + (920 / (920 + 350) - 0.55) / 0.20) / 2
    assert one(rows, "02", "score_later_least").value == pytest.approx(least)
    assert one(rows, "02", "score_later_most").value == pytest.approx(most)
    # the poor of 21, the others, the owners and the renters live in 01 or in 02, either as likely
    poor = np.hypot(1300 * 0.5 * 240, 200 * 0.5 * 760) / 1500**2
    owners = np.hypot(715 * 0.5 * 270, 785 * 0.5 * 730) / 1500**2
    # that is more than the farther bound is away: the most of the poor, and of the owners
    poor_moe, division_moe = 320 / 1240 - 200 / 1500, 920 / 1270 - 785 / 1500
    assert poor_moe < 1.645 * poor
    assert division_moe < 1.645 * owners
    of_owners = np.hypot(0.5 * 40 / np.hypot(270, 730), 40 / np.hypot(650, 350)) * 1000
    owners_moe = np.hypot(715, 785) * of_owners / 1500**2
    of_poor = 0.5 * np.hypot(np.hypot(25, 60) / 1500, poor_moe) / 0.10
    of_owned = 0.5 * np.hypot(owners_moe, division_moe) / 0.20
    together = np.sqrt(of_poor**2 + of_owned**2 + 2 * 0.2 * of_poor * of_owned)
    assert one(rows, "02", "score_later").moe == pytest.approx(together)
    assert not ((rows.geoid == "03") & rows.output.isin(["score_later_least", "score_later_most"])).any()
    assert "area_weighted" in one(rows, "02", "change").flag
    assert "area_weighted" not in one(rows, "02", "score_base").flag
    assert one(rows, "03", "change").flag == "no_margin"
    assert "area_weighted" in one(rows, "09", "rose").flag


def test_a_tract_with_few_homes_has_no_score_and_is_in_no_mean(state, one):
    rows = state(then={"occupied_units": [1000.0, 1000, 1000, 49], "poverty_rate": [0.3, 0.1, 0.1, 1.0]})
    assert np.isnan(one(rows, "04", "change").value)
    assert one(rows, "04", "change").flag == "no_score"
    assert one(rows, "01", "score_base").value == pytest.approx(-2 / np.sqrt(3))
    assert sum(one(rows, "09", n).value for n in ("rose", "fell", "stayed")) == 3


def test_connecticut_rose_fell_and_stayed(results, one):
    rows = results[ID, 2023].rows
    numbers = {n: one(rows, "09", n).value for n in ("rose", "fell", "stayed", "within_margin")}
    assert numbers == {"rose": 146, "fell": 149, "stayed": 528, "within_margin": 590}
    assert one(rows, "09", "mean_change").value == pytest.approx(0.0319, abs=1e-4)


def test_the_state_agrees_with_a_plain_recount(clean, results):
    then = clean.rows("census_pdb.poverty_and_tenure", 2016).set_index("geoid")
    rows = results[ID, 2023].rows
    wide = rows[rows.geoid.str.len() == 11].pivot(index="geoid", columns="output", values="value")
    known = wide.index[wide.change.notna()]
    assert len(known) == 823
    base = then.loc[known, ["poverty_rate", "renter_share"]]
    z = (base.mean() - base) / base.std()
    assert np.allclose(wide.score_base[known], z.mean(axis=1))
    # 2020 tracts that lie whole, and alone, in a tract of 2010 need no weights
    pairs = clean.crosswalk_2020_to_2010
    alone = pairs[~pairs.is_divided & ~pairs.geoid_2010.duplicated(keep=False)].set_index("geoid_2010").geoid
    alone = alone[alone.index.isin(known)]
    assert len(alone) > 500
    poor = clean.rows("acs5.poverty", 2023).set_index("geoid").loc[alone]
    homes = clean.rows("acs5.tenure", 2023).set_index("geoid").loc[alone]
    later = np.stack(
        [
            (poor.under_half_poverty + poor.half_to_poverty) / poor.poverty_universe,
            homes.renter_households / homes.households,
        ],
        axis=1,
    )
    own = ((base.mean().to_numpy() - later) / base.std().to_numpy()).mean(axis=1)
    assert np.allclose(wide.score_later[alone.index], own)


def test_of_no_tract_a_change_is_called_real(results):
    rows = results[ID, 2023].rows.query("output == 'is_significant'")
    assert set(rows.value.dropna()) == {0}
    blank = rows[rows.value.isna()]
    assert blank.flag.str.contains("no_margin|no_score").all()
    assert rows.value.notna().sum() == 590
