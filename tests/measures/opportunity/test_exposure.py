"""Exposure to opportunity: the worked example, the split between and within towns, and what must hold of both."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from fairtown.concepts import FairtownError
from fairtown.measures.opportunity.exposure import exposure, gap_split
from fairtown.measures.opportunity.index.engine import Figures, score_tracts
from fairtown.measures.opportunity.index.recipe import Part, Recipe

FIVE = np.array([(0.95, 70, 80), (0.90, 60, 70), (0.80, 55, 60), (0.70, 45, 50), (0.60, 40, 45)])
WHITE, BLACK = np.array([50, 40, 40, 20, 10]), np.array([10, 20, 40, 60, 70])


@pytest.fixture(scope="module")
def score() -> np.ndarray:
    """The scores of the five tracts: the mean of three z-scores."""
    ids = ("a", "b", "c")
    recipe = Recipe("five", "five tracts", tuple(map(Part, ids)), 2023)
    return score_tracts(recipe, Figures.plain(FIVE, ids)).scores[0]


def test_the_worked_example(score):
    assert [f"{s:.3f}" for s in score] == ["1.262", "0.633", "0.028", "-0.717", "-1.206"]
    white, black = exposure(np.stack([WHITE, BLACK], axis=1), score)
    assert (f"{white:.4f}", f"{black:.4f}") == ("0.3945", "-0.5051")
    parts = gap_split(WHITE, BLACK, score, ["x", "x", "y", "y", "y"])
    assert f"{parts.gap:.4f}" == "0.8997"


def test_a_split_by_hand():
    # town x: 3 of 4 a-people and 1 of 4 b-people, mean scores 4 and 2; town y: 1 and 3, mean scores 0 and 0
    parts = gap_split([3, 0, 1], [0, 1, 3], [4, 2, 0], ["x", "x", "y"])
    assert (parts.between, parts.within, parts.gap) == (0.5 * 3, 2 * 0.5, 2.5)


def test_areas_have_an_answer_each(score):
    people = np.stack([WHITE, BLACK], axis=1)
    by_area = exposure(people, score, [1, 1, 0, 0, -1])
    assert by_area.shape == (2, 2)
    assert by_area[1] == pytest.approx(exposure(people[:2], score[:2]))
    assert by_area[0] == pytest.approx(exposure(people[2:4], score[2:4]))


def test_tracts_without_a_score_are_left_out():
    assert exposure([[10], [30], [60]], [1, 2, np.nan]).tolist() == [1.75]
    assert gap_split([1, 1, 5], [1, 0, 0], [0, 1, np.nan], list("abc")).gap == 0.5


def test_an_absent_group_and_an_unknown_count_are_blank():
    assert np.isnan(exposure([[0, 1], [0, 1]], [1, 2])).tolist() == [True, False]
    assert np.isnan(exposure([[np.nan, 1], [1, 1]], [1, 2])).tolist() == [True, False]
    for people in ([0, 0], [np.nan, 1]):
        assert np.isnan(gap_split(people, [1, 1], [1, 2], ["x", "y"]).between)
    assert np.isnan(gap_split([1, 1], [1, 1], [np.nan, np.nan], ["x", "y"]).gap)


@pytest.mark.parametrize(
    ("refused", "message"),
    [
        (lambda: exposure([1, 2], [1, 2]), "a row of people by group"),
        (lambda: exposure([[1], [2]], [1, 2, 3]), "a row of people by group"),
        (lambda: exposure([[1], [-2]], [1, 2]), "a count of people is -2"),
        (lambda: exposure([[1], [2]], [1, 2], [0]), "one per tract"),
        (lambda: gap_split([1, 2], [1], [1, 2], ["x", "y"]), "expected the same"),
        (lambda: gap_split([1, 2], [1, 2], [1, 2], ["x"]), "one per tract"),
    ],
)
def test_what_cannot_be_computed_is_refused_in_one_line(refused, message):
    with pytest.raises(FairtownError, match=message) as error:
        refused()
    assert "\n" not in str(error.value)


counts = npst.arrays(float, (8, 2), elements=st.integers(0, 1000)).filter(lambda x: (x.sum(axis=0) > 0).all())
scores = npst.arrays(float, 8, elements=st.floats(-5, 5, width=32))
towns = npst.arrays(int, 8, elements=st.integers(0, 3))


@given(counts, scores, towns)
def test_the_parts_add_up_to_the_gap(people, score, town):
    parts = gap_split(people[:, 0], people[:, 1], score, town)
    own = exposure(people, score)
    assert parts.gap == parts.between + parts.within
    assert parts.gap == pytest.approx(own[0] - own[1], abs=1e-9)


@given(counts, scores)
def test_in_one_town_all_of_the_gap_is_within(people, score):
    parts = gap_split(people[:, 0], people[:, 1], score, np.zeros(8))
    assert parts.between == pytest.approx(0, abs=1e-9)


@given(counts, scores)
def test_if_each_tract_is_a_town_all_of_the_gap_is_between(people, score):
    parts = gap_split(people[:, 0], people[:, 1], score, np.arange(8))
    assert parts.within == pytest.approx(0, abs=1e-9)


@given(counts, scores, towns, st.permutations(range(8)))
def test_the_order_of_tracts_changes_nothing(people, score, town, order):
    before = gap_split(people[:, 0], people[:, 1], score, town)
    after = gap_split(people[order, 0], people[order, 1], score[order], town[order])
    assert after.between == pytest.approx(before.between, abs=1e-9)
    assert after.within == pytest.approx(before.within, abs=1e-9)
    assert np.allclose(exposure(people[order], score[order]), exposure(people, score), equal_nan=True)


@given(counts, scores, towns)
def test_the_groups_exchanged_turn_every_sign(people, score, town):
    ab, ba = (gap_split(people[:, i], people[:, 1 - i], score, town) for i in (0, 1))
    assert ba.between == pytest.approx(-ab.between, abs=1e-9)
    assert ba.within == pytest.approx(-ab.within, abs=1e-9)


@given(counts, scores)
def test_exposure_lies_among_the_scores(people, score):
    assert (exposure(people, score) >= score.min() - 1e-9).all()
    assert (exposure(people, score) <= score.max() + 1e-9).all()
