import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fairtown.measures.fair_share.allocation.allocate import allocate
from fairtown.measures.fair_share.allocation.whole_homes import largest_remainder, webster

TOWN = st.tuples(st.floats(0.0009765625, 1, width=32) | st.just(0), st.integers(0, 5), st.integers(0, 60))


@st.composite
def cases(draw):
    weight, floor, room = np.array(draw(st.lists(TOWN, min_size=2, max_size=8)), float).T
    assume(weight.any())
    need = draw(st.integers(int(floor.sum()), 300))
    return float(need), weight.copy(), floor.copy(), floor + room


def shared(need, weight, floor, cap):
    return allocate([need], weight, floor, cap, np.zeros(len(weight), int)).target[0]


@given(cases())
def test_largest_remainder_is_within_one_home_and_adds_up(case):
    _need, weight, floor, cap = case
    target = shared(*case)
    whole = largest_remainder(target, weight, np.zeros(len(weight), int))
    assert whole.sum() == round(target.sum())
    assert (np.abs(whole - target) < 1 + 1e-6).all()
    assert (whole >= floor).all()
    assert (whole <= np.maximum(cap, floor)).all()


def test_ties_go_to_the_larger_weight_then_to_the_first():
    assert largest_remainder(np.array([1.5, 2.5, 1.5, 0.5]), np.array([1, 2, 1, 1]), np.zeros(4, int)).tolist() == [
        2, 3, 1, 0,
    ]  # fmt: skip


def test_regions_are_rounded_each_by_itself():
    target = np.array([0.6, 0.4, 2.7, 1.3])
    assert largest_remainder(target, target, np.array([0, 0, 1, 1])).tolist() == [1, 0, 3, 1]


def test_a_larger_need_can_take_a_home_with_largest_remainder_but_not_with_webster():
    # the Alabama paradox: the third town loses a home when one more is shared out
    weight = np.array([6.0, 6.0, 2.0])
    none, free, at = np.zeros(3), np.full(3, np.inf), np.zeros(3, int)
    ten, eleven = (largest_remainder(shared(n, weight, none, free), weight, at).tolist() for n in (10, 11))
    assert (ten, eleven) == ([4, 4, 2], [5, 5, 1])
    w10, w11 = (webster(np.array([n]), weight, none, free, at) for n in (10, 11))
    assert (w11 >= w10).all()


def brute(total, weight, floor, cap):
    """Return Webster's homes dealt out one by one."""
    whole = floor.astype(int)
    while whole.sum() < total:
        can = [t for t in range(len(weight)) if weight[t] > 0 and whole[t] < cap[t]]
        if not can:
            break
        whole[max(can, key=lambda t: (weight[t] / (2 * whole[t] + 1), weight[t], -t))] += 1
    return whole


@given(cases())
def test_webster_is_what_dealing_out_one_by_one_gives(case):
    need, weight, floor, cap = case
    got = webster(np.array([int(need)]), weight, floor, cap, np.zeros(len(weight), int))
    assert got.tolist() == brute(int(need), weight, floor, cap).tolist()


@given(cases(), st.lists(st.integers(-40, 0), min_size=8, max_size=8))
def test_webster_deals_out_alike_whatever_the_weights(case, powers):
    need, weight, floor, cap = case
    uneven = weight * 10.0 ** np.array(powers[: len(weight)])
    got = webster(np.array([int(need)]), uneven, floor, cap, np.zeros(len(weight), int))
    assert got.tolist() == brute(int(need), uneven, floor, cap).tolist()


@pytest.mark.parametrize("tiny", [1e-14, 1e-20, 1e-200, 5e-324])
def test_webster_gives_all_where_a_weight_is_nearly_nothing(tiny):
    weight, none, region = np.array([1.0, 1.0, tiny]), np.zeros(3), np.zeros(3, int)
    free = webster(np.array([100_000]), weight, none, np.full(3, np.inf), region)
    assert free.tolist() == [50_000, 50_000, 0]
    held = webster(np.array([100_000]), weight, none, np.array([10, 20, np.inf]), region)
    assert held.tolist() == [10, 20, 99_970]


def test_webster_stays_within_a_cap_of_half_a_home():
    assert webster(np.array([4]), np.ones(2), np.zeros(2), np.array([1.5, 9]), np.zeros(2, int)).tolist() == [
        1,
        3,
    ]


def test_webster_ties_go_to_the_larger_weight_then_to_the_first():
    # 3 / (2 x 1 + 1) = 1 / 1: the larger town has the next home
    weight, none, free, at = np.array([1.0, 3.0, 1.0]), np.zeros(3), np.full(3, np.inf), np.zeros(3, int)
    dealt = [webster(np.array([n]), weight, none, free, at).tolist() for n in range(1, 5)]
    assert dealt == [[0, 1, 0], [0, 2, 0], [1, 2, 0], [1, 2, 1]]


@given(cases(), st.integers(1, 40))
def test_webster_never_takes_a_home(case, more):
    need, weight, floor, cap = case
    region = np.zeros(len(weight), int)
    less = webster(np.array([int(need)]), weight, floor, cap, region)
    larger = webster(np.array([int(need) + more]), weight, floor, cap, region)
    assert (larger >= less).all()
    assert (larger <= np.maximum(cap, floor)).all()


@pytest.mark.parametrize("method", ["largest", "webster"])
def test_nothing_to_share_gives_nothing(method):
    weight, none = np.array([1.0, 2.0]), np.zeros(2)
    if method == "largest":
        assert largest_remainder(none, weight, np.zeros(2, int)).tolist() == [0, 0]
    else:
        assert webster(np.array([0]), weight, none, none + 5, np.zeros(2, int)).tolist() == [0, 0]


def test_webster_of_weights_far_apart_is_soon_done_and_adds_up():
    weight = np.array([1e12, 1.0, 1e-9])
    whole = webster(np.array([100_000_000]), weight, np.zeros(3), np.full(3, np.inf), np.zeros(3, int))
    assert whole.tolist() == [100_000_000, 0, 0]
    capped = webster(np.array([1_000]), weight, np.zeros(3), np.array([10, 20, np.inf]), np.zeros(3, int))
    assert capped.tolist() == [10, 20, 970]
