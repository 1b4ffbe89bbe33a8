"""Gini, Atkinson and the correlation ratio: the worked examples, plain twins over all pairs, what they are akin to."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from fairtown.concepts import FairtownError
from fairtown.measures.segregation.atkinson import atkinson
from fairtown.measures.segregation.correlation_ratio import MEASURE as CORRELATION_RATIO
from fairtown.measures.segregation.correlation_ratio import correlation_ratio
from fairtown.measures.segregation.dissimilarity import dissimilarity
from fairtown.measures.segregation.estimation.counts import Areas
from fairtown.measures.segregation.gini import gini
from fairtown.measures.segregation.isolation import isolation

BLACK, EVERYONE = np.array([15, 30, 50, 40]), np.array([100, 100, 100, 100])
INDICES = {"gini": gini, "atkinson": atkinson, "correlation_ratio": correlation_ratio}
every_index = pytest.mark.parametrize("index", INDICES.values(), ids=INDICES)
group_and_rest = npst.arrays(
    np.int64, st.tuples(st.integers(1, 12), st.just(2)), elements=st.integers(0, 500) | st.just(0)
)
shapes = st.sampled_from([0.1, 0.25, 0.5, 0.75, 0.9])


def gini_of_all_pairs(x, total) -> float:
    """Return G as it is defined: a units × units matrix of gaps."""
    p = np.divide(x, total, out=np.zeros(len(x)), where=total > 0)
    gaps = total[:, None] * total * np.abs(p[:, None] - p)
    share = x.sum() / total.sum()
    return gaps.sum() / (2 * total.sum() ** 2 * share * (1 - share))


def defined(people) -> bool:
    """Tell whether both the group and anyone else are there."""
    return bool((people.sum(axis=0) > 0).all())


def test_the_worked_example_of_the_gini():
    p = BLACK / EVERYONE
    gaps = [100 * 100 * abs(p[i] - p[j]) for i in range(4) for j in range(i + 1, 4)]
    assert [f"{g:.0f}" for g in gaps] == ["1500", "3500", "2500", "2000", "1000", "1000"]
    assert sum(gaps) == pytest.approx(11_500)
    assert f"{gini(BLACK, EVERYONE):.4f}" == f"{11_500 / (135 * 265):.4f}" == "0.3215"


def test_the_worked_example_of_atkinson():
    roots = np.sqrt(BLACK / 135 * (EVERYONE - BLACK) / 265)
    assert [f"{r:.4f}" for r in roots] == ["0.1888", "0.2423", "0.2644", "0.2590"]
    assert f"{roots.sum():.4f}" == "0.9544"
    assert f"{atkinson(BLACK, EVERYONE):.4f}" == "0.0891"
    assert f"{atkinson(BLACK, EVERYONE, shape=0.1):.4f}" == "0.0194"
    assert f"{atkinson(BLACK, EVERYONE, shape=0.9):.4f}" == "0.1465"


def test_the_worked_example_of_the_correlation_ratio():
    assert f"{isolation(BLACK, EVERYONE) - 0.3375:.4f}" == "0.0495"
    assert f"{correlation_ratio(BLACK, EVERYONE):.4f}" == "0.0748"


@given(group_and_rest)
def test_sorting_gives_the_gini_of_all_pairs(people):
    group, total = people[:, 0], people.sum(axis=1)
    value = gini(group, total)
    assert np.isnan(value) == (not defined(people))
    assert not defined(people) or value == pytest.approx(gini_of_all_pairs(group, total), abs=1e-12)


@given(group_and_rest, st.integers(2, 4), st.data())
def test_sorting_within_areas_gives_the_gini_of_all_pairs_of_each(people, n_areas, data):
    areas = np.array(data.draw(st.lists(st.integers(0, n_areas), min_size=len(people), max_size=len(people))))
    group, total = people[:, 0], people.sum(axis=1)
    for area, value in enumerate(gini(group, total, Areas(areas, n_areas + 1))):
        own = areas == area
        assert np.isnan(value) == (not defined(people[own]))
        assert np.isnan(value) or value == pytest.approx(gini_of_all_pairs(group[own], total[own]), abs=1e-12)


@given(group_and_rest)
def test_the_gini_is_at_least_the_dissimilarity_from_everyone_else(people):
    if defined(people):
        d, g = dissimilarity(*people.T), gini(people[:, 0], people.sum(axis=1))
        assert d - 1e-12 <= g <= 2 * d - d**2 + 1e-12


def test_two_tracts_have_a_gini_like_their_dissimilarity():
    assert gini([1, 5], [7, 8]) == pytest.approx(dissimilarity([1, 5], [6, 3]), abs=1e-15)


@given(group_and_rest, shapes)
def test_atkinson_agrees_with_the_formula_in_shares(people, shape):
    if defined(people):
        people = people[people.sum(axis=1) > 0]
        t, p, share = people.sum(axis=1), people[:, 0] / people.sum(axis=1), people[:, 0].sum() / people.sum()
        alike = abs(((1 - p) ** (1 - shape) * p**shape * t / (share * t.sum())).sum()) ** (1 / (1 - shape))
        plain = 1 - share / (1 - share) * alike
        assert atkinson(people[:, 0], t, shape=shape) == pytest.approx(plain, abs=1e-10)


@given(group_and_rest, st.sampled_from([0.1, 0.25, 0.5]))
def test_atkinson_of_everyone_else_has_the_other_shape(people, shape):
    group, rest = people.T
    ours, theirs = atkinson(group, group + rest, shape=shape), atkinson(rest, group + rest, shape=1 - shape)
    assert theirs == pytest.approx(1 - (1 - ours) ** ((1 - shape) / shape), abs=1e-10, nan_ok=True)


@pytest.mark.parametrize("shape", [0, 1, -0.5, 2, np.nan, np.inf])
def test_a_shape_that_is_none_is_refused(shape):
    with pytest.raises(FairtownError, match=f"^segregation: Atkinson's shape is {shape}, expected above 0"):
        atkinson(BLACK, EVERYONE, shape=shape)


@given(group_and_rest)
def test_the_correlation_ratio_is_isolation_above_the_share_of_the_group(people):
    if defined(people):
        group, total = people[:, 0], people.sum(axis=1)
        share = group.sum() / total.sum()
        plain = (isolation(group, total) - share) / (1 - share)
        assert correlation_ratio(group, total) == pytest.approx(plain, abs=1e-10)


def test_the_correlation_ratio_keeps_its_digits_where_nearly_all_belong():
    n = 10**5
    total = np.full(n, 4000)
    group = total - np.eye(1, n, dtype=int)[0]
    # One person lives apart from the group in one tract of 4,000: (xPx − P) / (1 − P) by hand.
    exact = (1 / 4000 - 1 / (4000 * n)) / (1 - 1 / (4000 * n))
    assert correlation_ratio(group, total) == pytest.approx(exact, abs=1e-13)


@every_index
@given(group_and_rest)
def test_the_group_and_everyone_else_are_equally_uneven(index, people):
    group, rest = people.T
    ours, theirs = index(group, group + rest), index(rest, group + rest)
    assert ours == pytest.approx(theirs, abs=1e-12, nan_ok=True)


@every_index
def test_a_group_larger_than_everyone_is_refused(index):
    with pytest.raises(FairtownError, match="a group is larger than everyone in 1 units; give all residents"):
        index([3, 5], [4, 4])


@every_index
def test_groups_of_different_tracts_are_refused(index):
    with pytest.raises(FairtownError, match="groups cover 2 and 3 units"):
        index([3, 5], [4, 6, 7])


@every_index
def test_numbers_with_decimals_and_large_ones_are_taken(index):
    assert index(BLACK * 0.37, EVERYONE * 0.37) == pytest.approx(index(BLACK, EVERYONE), abs=1e-12)
    assert index(BLACK * 10**9, EVERYONE * 10**9) == pytest.approx(index(BLACK, EVERYONE), abs=1e-12)


def test_the_correlation_ratio_of_the_state_in_2016(results, one):
    value = one(results[CORRELATION_RATIO.id, 2016].rows, "09", "value", "nh_black").value
    assert f"{value:.3f}" == "0.234"
