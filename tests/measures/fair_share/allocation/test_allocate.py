"""The allocator: worked by hand, against bisection, and every invariant of methods' section on fair share."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fairtown.concepts import FairtownError
from fairtown.measures.fair_share.allocation.allocate import allocate

#: Towns A, B and C of the worked example; D is exempt.
WEIGHT = [0.3068, 0.4174, 0.2758, 0.0]
CAP = [800, 1800, 500, 0]
ONE = [0, 0, 0, 0]


def one(need, weight, floor=None, cap=None, **named):
    n = len(weight)
    return allocate(
        [need], weight, np.zeros(n) if floor is None else floor, np.full(n, np.inf) if cap is None else cap,
        np.zeros(n, int), **named,
    )  # fmt: skip


TOWN = st.tuples(st.floats(0, 1, width=32), st.integers(0, 40), st.integers(0, 400))


@st.composite
def cases(draw, least=2):
    weight, floor, room = np.array(draw(st.lists(TOWN, min_size=least, max_size=9)), float).T
    assume(weight.max() > 1e-3)
    need = draw(st.integers(int(floor.sum()), 4000))
    return float(need), weight.copy(), floor.copy(), floor + room


def bisected(need, weight, floor, cap):
    """Return what 200 halvings of the scale give."""
    goal = min(need, np.where(weight > 0, cap, floor).sum())
    low, high = 0.0, 1e12
    for _ in range(200):
        middle = (low + high) / 2
        total = np.where(weight > 0, np.clip(middle * weight, floor, cap), floor).sum()
        low, high = (middle, high) if total < goal else (low, middle)
    return np.where(weight > 0, np.clip(high * weight, floor, cap), floor)


def test_worked_example_of_2500_homes():
    free = one(2500, WEIGHT[:3])
    assert free.target[0].round().tolist() == [767, 1044, 690]
    allocation = one(2500, WEIGHT, ONE, CAP)
    assert allocation.target[0] == pytest.approx([800, 1200, 500, 0])
    assert allocation.is_capped[0].tolist() == [True, False, True, False]
    assert allocation.unallocated.tolist() == [[0.0]]


def test_worked_example_of_4000_homes_leaves_900():
    allocation = one(4000, WEIGHT, ONE, CAP)
    assert allocation.target[0].tolist() == [800, 1800, 500, 0]
    assert allocation.unallocated.tolist() == [[900.0]]


@given(cases())
def test_shares_and_what_is_left_over_are_the_need(case):
    need, weight, floor, cap = case
    allocation = one(need, weight, floor, cap)
    assert allocation.target.sum() + allocation.unallocated.sum() == pytest.approx(need, abs=1e-6)
    assert (allocation.unallocated >= 0).all()
    assert (allocation.target >= floor - 1e-9).all()
    assert (allocation.target <= np.maximum(cap, floor) + 1e-9).all()


@given(cases())
def test_the_breakpoints_give_what_bisection_gives(case):
    need, weight, floor, cap = case
    # a scale of a weight of a millionth is beyond what halving can find
    assume(weight[weight > 0].min() > 1e-3)
    np.testing.assert_allclose(
        one(need, weight, floor, cap).target[0], bisected(need, weight, floor, cap), atol=1e-5
    )


@given(cases(), st.lists(st.integers(-300, 0), min_size=9, max_size=9))
def test_weights_of_any_size_lose_nothing(case, powers):
    need, weight, floor, cap = case
    uneven = weight * 10.0 ** np.array(powers[: len(weight)])
    allocation = one(need, uneven, floor, cap)
    room = np.where(uneven > 0, cap, floor).sum()
    assert allocation.target.sum() == pytest.approx(min(need, room), rel=1e-12)
    assert allocation.unallocated.sum() == max(need - room, 0)


def test_what_a_cap_holds_back_goes_to_a_town_of_nearly_no_weight():
    for tiny in (1e-9, 1e-13, 1e-100, 5e-324):
        allocation = one(100, [1.0, tiny], cap=[50, np.inf])
        assert allocation.target[0].tolist() == [50, 50]
        assert allocation.is_capped[0].tolist() == [True, False]


@given(cases())
def test_flags_say_where_a_town_is_held(case):
    need, weight, floor, cap = case
    allocation = one(need, weight, floor, cap)
    target = allocation.target[0]
    np.testing.assert_array_equal(allocation.is_capped[0], (weight > 0) & (target == cap))
    np.testing.assert_array_equal(
        allocation.is_floored[0], (floor > 0) & (target == floor) & ~allocation.is_capped[0]
    )
    free = (weight > 0) & (target > floor) & (target < cap)
    if free.any():
        scale = target[free] / weight[free]
        assert scale == pytest.approx(scale[0], rel=1e-6)
        # who is held at a floor would get less without it, who is held at a cap more
        assert (scale[0] * weight[allocation.is_floored[0]] <= floor[allocation.is_floored[0]] + 1e-6).all()
        capped = allocation.is_capped[0] & (cap > floor)
        assert (scale[0] * weight[capped] >= cap[capped] - 1e-6).all()


@given(cases(), st.integers(1, 300))
def test_a_larger_need_lowers_nobody(case, more):
    need, weight, floor, cap = case
    less, larger = one(need, weight, floor, cap), one(need + more, weight, floor, cap)
    assert (larger.target >= less.target - 1e-6).all()


@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_the_towns_changes_nothing(case, chance):
    need, weight, floor, cap = case
    order = list(range(len(weight)))
    chance.shuffle(order)
    turned = one(need, weight[order], floor[order], cap[order]).target[0]
    np.testing.assert_allclose(turned, one(need, weight, floor, cap).target[0][order], atol=1e-6)


@given(cases(), st.floats(1e-3, 1e3))
def test_only_proportions_of_weights_count(case, scale):
    need, weight, floor, cap = case
    scaled = one(need, weight * scale, floor, cap).target
    np.testing.assert_allclose(scaled, one(need, weight, floor, cap).target, rtol=1e-6, atol=1e-5)


@given(cases())
def test_towns_alike_get_the_same(case):
    need, weight, floor, cap = case
    weight[1], floor[1], cap[1] = weight[0], floor[0], cap[0]
    assume(floor.sum() <= need)
    assert one(need, weight, floor, cap).target[0, 0] == pytest.approx(
        one(need, weight, floor, cap).target[0, 1]
    )


@given(cases())
def test_a_town_without_weight_changes_nothing(case):
    need, weight, floor, cap = case
    with_it = one(need, np.append(weight, 0), np.append(floor, 0), np.append(cap, 50)).target[0]
    np.testing.assert_allclose(with_it[:-1], one(need, weight, floor, cap).target[0], atol=1e-9)
    assert with_it[-1] == 0


@given(cases(), st.floats(0, 1))
def test_capping_one_town_never_lowers_another(case, part):
    need, weight, floor, cap = case
    tighter = cap.copy()
    tighter[0] = floor[0] + np.floor((cap[0] - floor[0]) * part)
    before, after = one(need, weight, floor, cap).target[0], one(need, weight, floor, tighter).target[0]
    assert (after[1:] >= before[1:] - 1e-6).all()


@given(cases(), st.floats(0.1, 0.9))
def test_a_town_split_in_proportion_keeps_its_sum(case, part):
    need, weight, floor, _cap = case
    floor[:] = 0
    halves = np.append(weight[0] * np.array([part, 1 - part]), weight[1:])
    whole, split = one(need, weight, floor), one(need, halves)
    assert split.target[0, :2].sum() == pytest.approx(whole.target[0, 0], abs=1e-6)


@given(cases(), st.floats(0.1, 0.9))
def test_a_town_split_in_proportion_with_its_bounds_keeps_its_sum_under_caps_too(case, part):
    need, weight, floor, cap = case
    parts = np.array([part, 1 - part])
    split = [np.append(a[0] * parts, a[1:]) for a in (weight, floor, cap)]
    whole = one(need, weight, floor, cap).target[0]
    again = one(need, *split).target[0]
    np.testing.assert_allclose(again[:2].sum(), whole[0], atol=1e-6)
    np.testing.assert_allclose(again[2:], whole[1:], atol=1e-6)


@given(st.lists(cases(least=5), min_size=2, max_size=5))
def test_many_draws_at_once_are_each_by_itself(several):
    n = min(len(case[1]) for case in several)
    needs = np.array([max(case[0], case[2][:n].sum()) for case in several])
    weight, floor, cap = (np.stack([case[i][:n] for case in several]) for i in (1, 2, 3))
    together = allocate(needs[:, None], weight, floor, cap, np.zeros(n, int)).target
    alone = [one(*row).target[0] for row in zip(needs, weight, floor, cap, strict=True)]
    np.testing.assert_array_equal(together, alone)


def test_each_region_has_its_own_need():
    allocation = allocate([100, 40], [1, 3, 1, 1], [0] * 4, [np.inf] * 4, [0, 0, 1, 1])
    assert allocation.target[0].tolist() == [25, 75, 20, 20]


def test_draws_of_the_need_alone_are_each_by_itself():
    needs = np.array([[2500.0], [4000.0], [0.0]])
    allocation = allocate(needs, WEIGHT, ONE, CAP, ONE)
    assert allocation.target == pytest.approx(
        np.array([[800, 1200, 500, 0], [800, 1800, 500, 0], [0, 0, 0, 0]])
    )
    assert allocation.unallocated.tolist() == [[0], [900], [0]]


def test_a_region_without_towns_leaves_its_need():
    allocation = allocate([10, 40], [1, 1], [0, 0], [9, 9], [0, 0])
    assert allocation.target.tolist() == [[5, 5]]
    assert allocation.unallocated.tolist() == [[0, 40]]
    assert allocate([10], [], [], [], []).unallocated.tolist() == [[10]]


def test_a_region_without_any_weight_leaves_its_need():
    allocation = allocate([10, 40], [1, 0, 0], [0] * 3, [np.inf] * 3, [0, 1, 1])
    assert allocation.unallocated.tolist() == [[0, 40]]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"need": [-1]}, "need of North is -1, expected a number of 0 or more"),
        ({"need": [np.nan]}, "need of North is nan"),
        ({"need": [np.inf]}, "need of North is inf"),
        ({"weight": [1, -0.5]}, "weight of Birch is -0.5, expected a number of 0 or more"),
        ({"weight": [1, np.inf]}, "weight of Birch is inf"),
        ({"floor": [0, np.nan]}, "floor of Birch is nan"),
        ({"cap": [np.nan, 3]}, "cap of Alder is nan"),
        ({"cap": [5, 9], "floor": [7, 0]}, "the cap of Alder is 5 homes, below its floor of 7"),
        ({"floor": [60, 60]}, "floors of North add up to 120 homes, more than its need of 100"),
        ({"region": [0, 1]}, "region numbers go from 0 to 1, expected 0 to 0"),
        ({"region": [-1, 0]}, "region numbers go from -1 to 0, expected 0 to 0"),
        ({"region": [0, 0.5]}, "region is no row of whole numbers"),
        ({"region": [0, np.nan]}, "region is no row of whole numbers"),
        ({"region": [[0, 0]]}, "region is no row of whole numbers"),
        ({"weight": [1, 1, 1]}, "weight covers 3 towns, expected 2"),
        ({"weight": np.ones((1, 2, 2))}, "weight covers 2 towns, expected 2"),
        ({"need": np.ones((1, 1, 1))}, "need has 3 dimensions, expected draws and regions"),
        ({"weight": np.ones((2, 2)), "cap": np.ones((3, 2))}, "draws differ: 2 of weight, 3 of cap"),
        ({"need": ["many"]}, "need holds what is no number"),
        ({"weight": [None, {}]}, "weight holds what is no number"),
    ],
)
def test_what_cannot_be_is_told_in_one_line(changes, message):
    given_ = {"need": [100], "weight": [1, 1], "floor": [0, 0], "cap": [99, 99], "region": [0, 0]} | changes
    with pytest.raises(FairtownError) as error:
        allocate(**given_, towns=["Alder", "Birch"], regions=["North"])
    assert message in str(error.value)
    assert "\n" not in str(error.value)
