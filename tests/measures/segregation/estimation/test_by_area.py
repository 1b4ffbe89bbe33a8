"""What holds for every index of segregation: its range, and what must not change it."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from fairtown.concepts import FairtownError
from fairtown.measures.segregation.atkinson import atkinson
from fairtown.measures.segregation.correlation_ratio import correlation_ratio
from fairtown.measures.segregation.delta import delta
from fairtown.measures.segregation.dissimilarity import dissimilarity
from fairtown.measures.segregation.divergence import divergence
from fairtown.measures.segregation.entropy import diversity, nested, split, theil_h
from fairtown.measures.segregation.estimation.counts import Areas, check_counts
from fairtown.measures.segregation.exposure import exposure
from fairtown.measures.segregation.gini import gini
from fairtown.measures.segregation.isolation import isolation
from fairtown.measures.segregation.local_divergence import local_divergence
from fairtown.measures.segregation.local_entropy import local_entropy
from fairtown.measures.segregation.multigroup_dissimilarity import multigroup_dissimilarity
from fairtown.measures.segregation.multigroup_gini import multigroup_gini
from fairtown.measures.segregation.mutual_information import mutual_information
from fairtown.measures.segregation.normalized_exposure import normalized_exposure
from fairtown.measures.segregation.relative_diversity import relative_diversity
from fairtown.measures.segregation.squared_coefficient_of_variation import squared_coefficient_of_variation
from fairtown.measures.subsidized.balance import lorenz_gini

#: Each index from people by tract (rows) and three groups (columns).
INDICES = {
    "dissimilarity": lambda c, areas=None: dissimilarity(c[..., 0], c[..., 1], areas),
    "exposure": lambda c, areas=None: exposure(c[..., 0], c[..., 1], c.sum(axis=-1), areas),
    "isolation": lambda c, areas=None: isolation(c[..., 0], c.sum(axis=-1), areas),
    "gini": lambda c, areas=None: gini(c[..., 0], c.sum(axis=-1), areas),
    "atkinson": lambda c, areas=None: atkinson(c[..., 0], c.sum(axis=-1), areas),
    "atkinson_low": lambda c, areas=None: atkinson(c[..., 0], c.sum(axis=-1), areas, shape=0.1),
    "atkinson_high": lambda c, areas=None: atkinson(c[..., 0], c.sum(axis=-1), areas, shape=0.9),
    "correlation_ratio": lambda c, areas=None: correlation_ratio(c[..., 0], c.sum(axis=-1), areas),
    "theil_h": theil_h,
    "mutual_information": mutual_information,
    "divergence": divergence,
    "relative_diversity": relative_diversity,
    "normalized_exposure": normalized_exposure,
    "multigroup_dissimilarity": multigroup_dissimilarity,
    "multigroup_gini": multigroup_gini,
    "squared_coefficient_of_variation": squared_coefficient_of_variation,
}
#: The largest value of those in nats; of all others it is 1.
LARGEST = {"mutual_information": np.log(3), "divergence": np.log(3)}
EVENNESS = tuple(name for name in INDICES if name != "exposure")
#: 0 where there is nothing to be uneven between.
ZERO_IN_ONE_TRACT = tuple(name for name in INDICES if name not in ("exposure", "isolation"))
every_index = pytest.mark.parametrize("index", INDICES.values(), ids=INDICES)

tracts = npst.arrays(
    np.int64, st.tuples(st.integers(1, 8), st.just(3)), elements=st.integers(0, 500) | st.just(0)
)


def close(a, b) -> bool:
    return np.allclose(a, b, rtol=0, atol=1e-10, equal_nan=True)


@pytest.mark.parametrize("name", INDICES)
@given(tracts)
def test_it_lies_between_zero_and_its_largest_value_or_is_not_defined(name, people):
    value = INDICES[name](people)
    assert np.isnan(value) or 0 <= value <= LARGEST.get(name, 1) + 1e-10


@pytest.mark.parametrize("name", ZERO_IN_ONE_TRACT)
@given(npst.arrays(np.int64, 3, elements=st.integers(0, 500)), st.integers(1, 1000))
def test_rounding_takes_it_nowhere_below_zero(name, people, n_tracts):
    # theil_h of 1,000 tracts of 3 and 7 people was -4.2e-15: pysal/segregation, issue 178
    value = INDICES[name](np.tile(people, (n_tracts, 1)))
    assert np.isnan(value) or 0 <= value < 1e-10


def test_a_thousand_tracts_alike_are_even():
    for row in ([3, 7], [1, 2], [333, 1], [1, 2, 4]):
        assert theil_h([row] * 1000) >= 0
        assert mutual_information([row] * 1000) >= 0
    # a compiled pass adds one unit after the other
    assert theil_h([[3, 7]] * 1000) == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize(
    "parts",
    [
        lambda c, places: vars(split(c, places)).values(),
        lambda c, places: nested(c, [places // 2, places]),
        lambda c, _: [diversity(c)],
        lambda c, _: [local_divergence(c)],
        lambda c, _: [local_entropy(c)],
        lambda c, _: [lorenz_gini(c[:, 0], c.sum(axis=1))],
        lambda c, _: [delta(c[:, 0], c.sum(axis=1))],
    ],
    ids=["split", "nested", "diversity", "local_divergence", "local_entropy", "lorenz_gini", "delta"],
)
@given(npst.arrays(np.int64, 3, elements=st.integers(1, 500)), st.integers(1, 1000))
def test_rounding_takes_no_part_and_no_figure_of_a_tract_below_zero(parts, people, n_tracts):
    for values in parts(np.tile(people, (n_tracts, 1)), np.arange(n_tracts) % 4):
        assert (np.asarray(values) >= 0).all()


@pytest.mark.parametrize("name", EVENNESS)
def test_three_groups_of_one_size_that_share_no_tract_reach_its_largest_value(name):
    assert INDICES[name](7 * np.eye(3)) == pytest.approx(LARGEST.get(name, 1), abs=1e-15)


@pytest.mark.parametrize("name", ZERO_IN_ONE_TRACT)
@given(npst.arrays(np.int64, (1, 3), elements=st.integers(1, 10**6)))
def test_one_tract_is_even(name, people):
    assert INDICES[name](people) == pytest.approx(0, abs=1e-11)
    together = INDICES[name](np.vstack([people, people + 1]), [1, 0])
    assert together == pytest.approx([0, 0], abs=1e-11)


@every_index
@given(tracts, st.integers(2, 50))
def test_more_people_in_the_same_shares_change_nothing(index, people, times):
    assert close(index(times * people), index(people))


@every_index
@given(tracts, st.randoms(use_true_random=False))
def test_the_order_of_the_tracts_changes_nothing(index, people, random):
    order = random.sample(range(len(people)), len(people))
    assert close(index(people[order]), index(people))


@every_index
@given(tracts)
def test_splitting_a_tract_evenly_changes_nothing(index, halves):
    whole = np.vstack([2 * halves[:1], halves[1:]])
    split = np.vstack([halves[:1], halves])
    assert close(index(split), index(whole))


@every_index
@given(tracts)
def test_a_tract_of_nobody_changes_nothing(index, people):
    assert close(index(np.vstack([people, [[0, 0, 0]]])), index(people))


@pytest.mark.parametrize("name", EVENNESS)
@given(tracts)
def test_merging_two_tracts_never_makes_it_larger(name, people):
    assume(len(people) > 1)
    merged = np.vstack([people[:2].sum(axis=0), people[2:]])
    before, after = INDICES[name](people), INDICES[name](merged)
    assert np.isnan(before) == np.isnan(after)
    assert np.isnan(before) or after <= before + 1e-10


@every_index
@given(tracts, st.data())
def test_all_areas_in_one_pass_give_the_same_as_one_by_one(index, people, data):
    drawn = data.draw(st.lists(st.integers(0, 3), min_size=len(people), max_size=len(people)))
    areas = np.unique(drawn, return_inverse=True)[1]
    together = index(people, areas)
    alone = [index(people[areas == area]) for area in range(areas.max() + 1)]
    assert together.shape == (len(alone),)
    assert close(together, alone)


@every_index
@given(st.data(), st.integers(1, 3), st.integers(1, 6))
def test_replicates_give_the_same_as_one_by_one(index, data, n_replicates, n_tracts):
    people = data.draw(
        npst.arrays(np.int64, (2, n_replicates, n_tracts, 3), elements=st.integers(0, 500) | st.just(0))
    )
    drawn = data.draw(st.lists(st.integers(0, 2), min_size=n_tracts, max_size=n_tracts))
    areas = np.unique(drawn, return_inverse=True)[1]
    whole, together = index(people), index(people, areas)
    assert whole.shape == (2, n_replicates)
    assert together.shape == (2, n_replicates, areas.max() + 1)
    for i, j in np.ndindex(whole.shape):
        assert close(whole[i, j], index(people[i, j]))
        assert close(together[i, j], index(people[i, j], areas))


@pytest.mark.parametrize("name", INDICES)
def test_an_area_without_tracts_has_no_value(name):
    together = INDICES[name](np.array([[1, 2, 3], [4, 5, 6]]), Areas(np.array([0, 2]), 3))
    assert np.isnan(together).tolist() == [False, True, False]


@pytest.mark.parametrize("name", ZERO_IN_ONE_TRACT)
def test_where_everyone_belongs_to_one_group_there_is_no_value(name):
    assert np.isnan(INDICES[name](np.array([[5, 0, 0], [7, 0, 0]])))


@every_index
def test_of_no_tracts_there_is_no_value(index):
    assert np.isnan(index(np.zeros((0, 3))))


@every_index
def test_where_a_group_is_absent_there_is_no_value(index):
    assert np.isnan(index(np.array([[0, 0, 5], [0, 0, 7]])))


@every_index
@pytest.mark.parametrize("bad", [-1.0, np.nan, np.inf])
def test_a_negative_or_missing_count_is_refused(index, bad):
    with pytest.raises(
        FairtownError,
        match=r"^segregation: \d missing or infinite and \d negative counts, expected people ≥ 0",
    ):
        index(np.array([[bad, 1.0, 3.0], [4.0, 5.0, 6.0]]))


def test_groups_of_different_tracts_are_refused_with_both_numbers():
    with pytest.raises(
        FairtownError,
        match=r"groups cover 833 and 829 units, shapes .*; join them on geoid first",
    ):
        check_counts(np.ones(833), np.ones(829))


@pytest.mark.parametrize(
    ("areas", "message"),
    [
        ([0], r"areas has shape \(1,\), expected \(2,\): one label per unit"),
        ([[0, 1]], r"areas has shape \(1, 2\), expected \(2,\)"),
        (Areas(np.zeros(3, np.intp), 1), r"areas has shape \(3,\), expected \(2,\)"),
        ([1.0, np.nan], "areas has no label in 1 of 2 units, first at row 1"),
        ([None, "Hartford"], "areas has no label in 1 of 2 units, first at row 0"),
        (np.array(["Hartford", 9], object), "areas mixes kinds of labels"),
    ],
    ids=str,
)
def test_areas_that_do_not_label_every_unit_are_refused_in_one_line(areas, message):
    with pytest.raises(FairtownError, match=message) as error:
        Areas.from_labels(areas, 2)
    assert "\n" not in str(error.value)


def test_sums_are_by_area_whatever_stands_before_the_units():
    area = Areas.from_labels([0, 1, 0], 3)
    assert area.sum(np.array([1.0, 2.0, 4.0])).tolist() == [5, 2]
    assert area.sum(np.array([[1.0, 2.0, 4.0], [9.0, 8.0, 7.0]])).tolist() == [[5, 2], [16, 8]]
    assert Areas.from_labels(None, 3).sum(np.array([[1.0, 2.0, 4.0]])).tolist() == [[7]]


MEASURES = (
    "entropy",
    *(name for name in INDICES if name not in ("theil_h", "atkinson_low", "atkinson_high")),
)


@pytest.mark.parametrize("name", MEASURES)
@pytest.mark.parametrize("year", [2016, 2018, 2019, 2023])
def test_towns_of_fewer_than_ten_tracts_get_no_index_and_say_why(clean, results, name, year):
    people = results["residents.race_ethnicity", year].rows
    people = people.query("output == 'people' and group == 'everyone' and value > 0")
    lived_in = people.merge(clean.places[clean.places.level == "tract"])
    tracts_of_town = lived_in.groupby("town").size()
    large = set(tracts_of_town.index[tracts_of_town >= 10])
    rows = results[f"segregation.{name}", year].rows.merge(clean.places[["geoid", "vintage", "level", "key"]])
    towns = rows[rows.level == "town"]
    assert set(towns.key[towns.value.notna()]) == large
    assert set(towns.flag[~towns.key.isin(large)]) == {"too_few_tracts"}
    blank = rows[(rows.level != "town") & rows.value.isna()]
    assert blank.flag.str.contains("no_margin").all()
    assert not blank.output.isin(["value"]).any()
