"""Indices of several groups: the worked examples, plain twins, and what they are to each other."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from scipy.stats import chi2_contingency, entropy

from fairtown.concepts import FairtownError
from fairtown.measures.segregation.correlation_ratio import correlation_ratio
from fairtown.measures.segregation.dissimilarity import dissimilarity
from fairtown.measures.segregation.divergence import divergence
from fairtown.measures.segregation.entropy import diversity, theil_h
from fairtown.measures.segregation.gini import gini
from fairtown.measures.segregation.multigroup_dissimilarity import multigroup_dissimilarity
from fairtown.measures.segregation.multigroup_gini import multigroup_gini
from fairtown.measures.segregation.mutual_information import mutual_information
from fairtown.measures.segregation.normalized_exposure import normalized_exposure
from fairtown.measures.segregation.relative_diversity import relative_diversity
from fairtown.measures.segregation.squared_coefficient_of_variation import squared_coefficient_of_variation

TRACTS = np.array([(80, 15, 5), (60, 30, 10), (20, 50, 30), (10, 40, 50)])
VALUES = {
    mutual_information: "0.2007",
    divergence: "0.2007",
    relative_diversity: "0.2008",
    normalized_exposure: "0.2092",
    multigroup_dissimilarity: "0.4237",
    multigroup_gini: "0.5007",
    squared_coefficient_of_variation: "0.1879",
}
every_index = pytest.mark.parametrize("index", VALUES, ids=lambda f: f.__name__)
tracts = npst.arrays(
    np.int64, st.tuples(st.integers(1, 8), st.just(3)), elements=st.integers(0, 500) | st.just(0)
)
two_groups = npst.arrays(
    np.int64, st.tuples(st.integers(1, 8), st.just(2)), elements=st.integers(0, 500) | st.just(0)
)


def close(a, b) -> bool:
    return np.allclose(a, b, rtol=0, atol=1e-10, equal_nan=True)


def lived_in(people):
    """Return the tracts with people and the groups with people; drops the example if fewer than two groups are left."""
    left = people[people.sum(axis=1) > 0][:, people.sum(axis=0) > 0]
    assume(left.shape[1] > 1)
    return left


def shares(people):
    """Return t, T, p, P and I of the formulas."""
    t, of_area = people.sum(axis=1, keepdims=True), people.sum(axis=0) / people.sum()
    return t, people.sum(), people / t, of_area, (of_area * (1 - of_area)).sum()


@pytest.mark.parametrize(("index", "value"), VALUES.items(), ids=lambda x: getattr(x, "__name__", x))
def test_the_worked_example(index, value):
    assert f"{index(TRACTS):.4f}" == value


def test_the_rows_of_the_worked_examples():
    t, _, p, of_area, _ = shares(TRACTS)
    assert [f"{d:.4f}" for d in (p * np.log(p / of_area)).sum(axis=1)] == [
        "0.3065",
        "0.0851",
        "0.1159",
        "0.2955",
    ]
    assert [f"{d:.4f}" for d in (p * np.log(p / of_area)).sum(axis=1) / 4] == [
        "0.0766", "0.0213", "0.0290", "0.0739",
    ]  # fmt: skip
    squares, gaps = ((p - of_area) ** 2).mean(axis=0), np.abs(p - of_area).mean(axis=0)
    even = of_area * (1 - of_area)
    for row, printed in {
        (*squares, squares.sum()): ["0.0819", "0.0167", "0.0317", "0.1303"],
        (*even, even.sum()): ["0.2444", "0.2236", "0.1811", "0.6491"],
        (*squares / (1 - of_area), (squares / (1 - of_area)).sum()): ["0.1424", "0.0252", "0.0416", "0.2092"],
        (*squares / of_area, (squares / of_area).sum()): ["0.1926", "0.0495", "0.1336", "0.3757"],
        (*gaps, gaps.sum()): ["0.2750", "0.1125", "0.1625", "0.5500"],
    }.items():
        assert [f"{v:.4f}" for v in row] == printed
    pairs = np.abs(p[:, None] - p).sum(axis=(0, 1)) / 2
    assert [f"{v:.2f}" for v in (*pairs, pairs.sum())] == ["2.50", "1.15", "1.55", "5.20"]
    assert 400**2 * even == pytest.approx([39_100, 35_775, 28_975])
    assert f"{52_000 / 103_850:.4f}" == "0.5007"
    assert f"{diversity(TRACTS).mean():.4f}" == "0.8710"
    assert t.ravel().tolist() == [100] * 4


@given(tracts)
def test_divergence_is_mutual_information_is_h_times_diversity(people):
    d = divergence(people)
    assert close(d, mutual_information(people))
    assert np.isnan(d) or close(d, theil_h(people) * diversity(people.sum(axis=0)))


@given(tracts)
def test_divergence_is_the_mean_of_scipys_relative_entropy(people):
    people = lived_in(people)
    area = np.broadcast_to(people.sum(axis=0), people.shape)
    plain = people.sum(axis=1) @ entropy(people, area, axis=1) / people.sum()
    assert divergence(people) == pytest.approx(plain, abs=1e-12)


@given(tracts)
def test_mutual_information_is_at_most_the_diversity_of_the_area(people):
    value = mutual_information(people)
    assert np.isnan(value) or value <= diversity(people.sum(axis=0)) + 1e-12


@given(tracts)
def test_sorting_gives_the_multigroup_gini_of_all_pairs(people):
    people = lived_in(people)
    t, total, p, _, interaction = shares(people)
    gaps = (t * t.T)[..., None] * np.abs(p[:, None] - p)
    plain = gaps.sum() / (2 * total**2 * interaction)
    assert multigroup_gini(people) == pytest.approx(plain, abs=1e-12)


@given(tracts)
def test_the_others_agree_with_their_formulas(people):
    people = lived_in(people)
    t, total, p, of_area, interaction = shares(people)
    squares = t * (p - of_area) ** 2
    assert close(relative_diversity(people), squares.sum() / (total * interaction))
    assert close(normalized_exposure(people), (squares / (total * (1 - of_area))).sum())
    assert close(
        squared_coefficient_of_variation(people),
        (squares / (total * (people.shape[1] - 1) * of_area)).sum(),
    )
    gaps = t * np.abs(p - of_area)
    assert close(multigroup_dissimilarity(people), gaps.sum() / (2 * total * interaction))


@given(tracts)
def test_the_squared_coefficient_of_variation_is_pearsons_chi_squared(people):
    people = lived_in(people)
    chi_squared = chi2_contingency(people, correction=False).statistic
    assert close(squared_coefficient_of_variation(people), chi_squared / people.sum() / (people.shape[1] - 1))


@given(tracts)
def test_several_groups_are_the_weighed_mean_of_each_against_everyone_else(people):
    people = lived_in(people)
    total, of_area = people.sum(axis=1), people.sum(axis=0) / people.sum()
    weights = of_area * (1 - of_area)
    for several, one in {
        multigroup_gini: lambda x: gini(x, total),
        multigroup_dissimilarity: lambda x: dissimilarity(x, total - x),
        relative_diversity: lambda x: correlation_ratio(x, total),
    }.items():
        assert close(several(people), np.average([one(x) for x in people.T], weights=weights))
    each = [correlation_ratio(x, total) for x in people.T]
    assert close(normalized_exposure(people), np.average(each, weights=of_area))
    assert close(squared_coefficient_of_variation(people), np.average(each, weights=1 - of_area))


@given(two_groups)
def test_with_two_groups_they_are_those_of_two_groups(people):
    group, total = people[:, 0], people.sum(axis=1)
    assert close(multigroup_dissimilarity(people), dissimilarity(*people.T))
    assert close(multigroup_gini(people), gini(group, total))
    for index in (relative_diversity, normalized_exposure, squared_coefficient_of_variation):
        assert close(index(people), correlation_ratio(group, total))


@every_index
@given(tracts, st.permutations(range(3)))
def test_the_order_of_the_groups_changes_nothing(index, people, order):
    assert close(index(people[:, order]), index(people))


@every_index
@given(tracts)
def test_a_group_of_nobody_changes_nothing(index, people):
    assert close(index(np.column_stack([people, np.zeros(len(people))])), index(people))


@every_index
def test_tracts_like_the_area_are_even(index):
    assert index([[1, 2, 3], [10, 20, 30], [7, 14, 21]]) == pytest.approx(0, abs=1e-15)


@every_index
def test_one_group_only_is_refused(index):
    with pytest.raises(FairtownError, match="expected units × groups with at least 2 groups"):
        index([[5], [7]])


@every_index
def test_it_is_made_for_every_county_in_the_release(results, clean, index):
    rows = results[f"segregation.{index.__name__}", 2023].rows.query("output == 'value'")
    counties = rows.merge(clean.places.loc[clean.places.level == "county", ["geoid", "vintage"]])
    assert len(counties) == 8
    assert counties.value.between(0, 1).all()
