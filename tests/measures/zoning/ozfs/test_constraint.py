"""From alternatives to a limit, and from limit and value to TRUE, FALSE or MAYBE."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairtown.data.ozfs.feed import Alternative
from fairtown.measures.zoning.ozfs.constraint import Limit, at_least, at_most, checked, resolve
from fairtown.measures.zoning.ozfs.kleene import FALSE, MAYBE, TRUE, outcomes

NAN, INF = np.nan, np.inf
WORDS = "depends on proximity to residential districts"
VARIABLES = {
    "total_units": np.array(4.0),
    "stories": np.array(3.0),
    "res_type": np.array("4_plus"),
    "lot_depth": np.array([100.0, NAN]),
    "lot_area": np.array([0.2, 1.0]),
}


def rule(*expressions, when=(), governs="") -> Alternative:
    return Alternative(tuple(map(str, expressions)), (when,) if isinstance(when, str) else when, governs)


def limit(*alternatives, **given) -> list[tuple[float, float]]:
    found = resolve(alternatives, {**VARIABLES, **given})
    lo, hi = np.broadcast_arrays(found.lo, found.hi)
    return list(zip(np.atleast_1d(lo).tolist(), np.atleast_1d(hi).tolist(), strict=True))


def test_no_alternative_asks_for_nothing():
    assert np.isnan(limit()).all()


def test_a_single_alternative_counts_whatever_its_condition_says():
    for when in ("1 > 2", WORDS, "total_units == 4"):
        assert limit(rule(25, when=when)) == [(25, 25)]
    assert limit(rule(1, 100, when=WORDS)) == [(1, 100)]


def test_the_first_alternative_that_holds_governs_and_those_that_may_hold_before_it_may_too():
    held, maybe, no = "total_units == 4", WORDS, "total_units == 5"
    assert limit(rule(1, when=no), rule(2, when=held), rule(3, when=held)) == [(2, 2)]
    assert limit(rule(1, when=maybe), rule(2, when=held)) == [(1, 2)]
    assert limit(rule(10, when=maybe), rule(5)) == [(5, 10)]
    assert limit(rule(5), rule(10, when=maybe)) == [(5, 5)]
    assert limit(rule(1, when=no), rule(9, when=maybe), rule(2, when=held), rule(20, when=maybe)) == [(2, 9)]
    assert limit(rule(1), rule(2, when=held)) == [(1, 1)]


def test_a_limit_below_zero_or_two_numbers_with_a_minus_ask_for_what_nobody_knows():
    for text in ("-1", "-0.5", "3 - 10", "0 - 1", "10-20", "20-10", "1 - 2 - 3"):
        assert limit(rule(text)) == [(-INF, INF)]
        assert np.isnan(resolve((rule(text),), VARIABLES, "no_requirement").lo)
    assert limit(rule(0)) == limit(rule("-0")) == [(0, 0)]
    # what depends on a lot may come to less than nothing there: it asks for nothing
    assert limit(rule("lot_area - 0.5")) == [(-0.3, -0.3), (0.5, 0.5)]


def test_alternatives_that_may_hold_count_together_and_those_that_do_not_are_dropped():
    assert limit(rule(1, when=WORDS), rule(5, when="3 < 2"), rule(2, when=WORDS)) == [(1, 2)]
    assert limit(rule(0, when="3 < 2"), rule(0, 15, when=("3 > 2", WORDS))) == [(0, 15)]
    assert limit(rule(0, when=("3 < 2", WORDS)), rule(7, when=WORDS)) == [(7, 7)]


def test_all_conditions_of_an_alternative_must_hold():
    assert limit(rule(1, when=("stories > 1", "total_units == 5")), rule(2)) == [(2, 2)]
    assert limit(rule(1, when=("stories > 1", "total_units == 4")), rule(2)) == [(1, 1)]


def test_nothing_left_asks_for_nothing():
    assert np.isnan(limit(rule(1, when="3 < 2"), rule(2, when="total_units == 5"))).all()


def test_min_or_max_governs_or_else_values_form_a_range():
    assert limit(rule(0.23, "0.03 * total_units", governs="max")) == [(0.23, 0.23)]
    assert limit(rule(0.23, "0.03 * total_units", governs="min")) == [(0.12, 0.12)]
    assert limit(rule(0.23, "0.03 * total_units")) == [(0.12, 0.23)]
    assert limit(rule(25, 25, 60)) == [(25, 60)]


def test_limits_are_rounded_to_four_decimals():
    assert limit(rule("1 / 3")) == [(0.3333, 0.3333)]
    assert limit(rule("2 / 3")) == [(0.6667, 0.6667)]


def test_parcels_may_differ_in_what_counts():
    small = rule(10, when="lot_area < 0.5")
    assert limit(small, rule(20, when="lot_area >= 0.5")) == [(10, 10), (20, 20)]
    assert limit(rule("0.2 * lot_depth", 25)) == [(20, 25), (-INF, INF)]


def test_what_cannot_be_evaluated_leaves_the_limit_open():
    assert limit(rule("0.2 * lot_depth", 30, governs="max")) == [(30, 30), (30, INF)]
    assert limit(rule("0.2 * lot_depth", 30, governs="min")) == [(20, 20), (-INF, 30)]
    assert limit(rule("see section 4")) == [(-INF, INF)]
    assert limit(rule("total_units / 0")) == [(-INF, INF)]
    assert limit(rule("see section 4", governs="max")) == [(-INF, INF)]


def test_what_cannot_be_evaluated_asks_for_nothing_if_that_is_chosen():
    found = resolve((rule("see section 4"),), VARIABLES, "no_requirement")
    assert np.isnan(found.lo)
    assert not found.is_asked
    found = resolve((rule(0, "0.2 * lot_depth", 25),), VARIABLES, "no_requirement")
    assert (found.lo.tolist(), found.hi.tolist()) == ([0, 0], [25, 25])


def test_what_was_not_understood_is_told_where_it_counts():
    assert not resolve((rule(2), rule(1, when=WORDS)), VARIABLES).texts
    ((mask, text),) = resolve((rule(1, when=WORDS), rule(2)), VARIABLES).texts
    assert (mask, text) == (True, WORDS)
    found = resolve((rule(1, when="lot_depth > 50"), rule(2, when=WORDS)), VARIABLES)
    assert [(mask.tolist(), text) for mask, text in found.texts] == [
        ([False, True], "lot_depth > 50"),
        ([False, True], WORDS),
    ]
    (unread,) = resolve((rule("0.2 * lot_depth"),), VARIABLES).texts
    assert (unread[0].tolist(), unread[1]) == ([False, True], "0.2 * lot_depth")


# comparing

RANGE = Limit(np.array(10.0), np.array(20.0))


def test_a_minimum_and_a_maximum_have_three_outcomes():
    values = np.array([9.99, 10, 15, 20, 20.01, NAN])
    assert at_least(values, RANGE).tolist() == [FALSE, MAYBE, MAYBE, TRUE, TRUE, MAYBE]
    assert at_most(values, RANGE).tolist() == [TRUE, TRUE, MAYBE, MAYBE, FALSE, MAYBE]
    assert checked(values, RANGE, RANGE).tolist() == [FALSE, MAYBE, MAYBE, MAYBE, FALSE, MAYBE]
    assert checked(values, Limit(), Limit()).tolist() == [TRUE] * 6


def test_an_open_limit_is_never_settled_from_its_open_side():
    values = np.array([0.0, 1e9, NAN])
    wide = Limit(np.array(-INF), np.array(INF))
    assert at_least(values, wide).tolist() == at_most(values, wide).tolist() == [MAYBE] * 3
    assert at_least(values, Limit(np.array(5.0), np.array(INF))).tolist() == [FALSE, MAYBE, MAYBE]


def test_an_unknown_value_reaches_a_minimum_of_nothing():
    assert at_least(np.array(NAN), Limit(np.array(0.0), np.array(0.0))) == TRUE
    assert at_most(np.array(NAN), Limit(np.array(0.0), np.array(0.0))) == MAYBE


def test_rounding_of_sums_decides_nothing():
    assert at_most(np.array(0.1 + 0.2), Limit(np.array(0.3), np.array(0.3))) == TRUE
    assert at_least(np.array(3 * 0.1), Limit(np.array(0.3), np.array(0.3))) == TRUE


figures = st.floats(-100, 100).map(lambda v: round(v, 3))
ends = st.tuples(figures, figures).map(sorted)


@given(figures.map(abs), ends, ends)
def test_a_wider_range_settles_less(value, inner, outer):
    lo, hi = min(inner[0], outer[0]), max(inner[1], outer[1])
    for compare in (at_least, at_most):
        narrow = compare(np.array(value), Limit(*map(np.array, inner)))
        wide = compare(np.array(value), Limit(np.array(lo), np.array(hi)))
        assert wide in (narrow, MAYBE)


@given(figures, figures, ends)
def test_more_is_never_worse_for_a_minimum_nor_better_for_a_maximum(a, b, limits):
    own = Limit(*map(np.array, limits))
    low, high = np.array(sorted((a, b)))
    assert at_least(low, own) <= at_least(high, own)
    assert at_most(low, own) >= at_most(high, own)


texts = st.sampled_from([WORDS, "3 < 2", "3 > 2", "total_units == 4", "lot_depth > 50", "lot_area > 0.5"])
alternatives = st.builds(
    Alternative,
    st.lists(st.sampled_from(["1", "5", "0.2 * lot_depth", "10 * lot_area", "a b", "1 / 0"]), min_size=1, max_size=3)
    .map(tuple),
    st.lists(texts, max_size=2).map(tuple),
    st.sampled_from(["", "min", "max"]),
)  # fmt: skip


@given(st.lists(alternatives, max_size=4).map(tuple), st.sampled_from(["maybe", "no_requirement"]))
def test_all_parcels_at_once_have_the_limits_of_one_by_one(rules, unread):
    together = resolve(rules, VARIABLES, unread)
    for i in range(2):
        one = {name: v if v.ndim == 0 else v[i] for name, v in VARIABLES.items()}
        alone = resolve(rules, {name: np.asarray(v) for name, v in one.items()}, unread)
        for end in ("lo", "hi"):
            own = np.broadcast_to(getattr(together, end), 2)[i]
            assert own == pytest.approx(getattr(alone, end).item(), nan_ok=True)
        mine = {text for mask, text in together.texts if np.broadcast_to(mask, 2)[i]}
        assert mine == {text for mask, text in alone.texts if mask}


@given(st.lists(alternatives, max_size=4).map(tuple))
def test_a_limit_is_nothing_or_a_range(rules):
    found = resolve(rules, VARIABLES)
    has_limit = found.is_asked
    assert (np.isnan(found.lo) == np.isnan(found.hi)).all()
    assert (found.lo <= found.hi)[has_limit].all()
    assert outcomes(checked(np.array([3.0, NAN]), found, found)).shape == (2,)
