"""How people per household found are spread, told by the cells in which a survey found one household."""

import numpy as np
import pytest

from fairtown.measures.segregation.estimation.survey_error import (
    Survey,
    household_shape,
    household_sizes,
)


def surveyed(shape: float, n: int = 3_000) -> tuple[np.ndarray, np.ndarray]:
    """Return cells of two groups in which about two households were found each, and their standard errors."""
    rng = np.random.default_rng(1)
    found = rng.poisson(2, (2, n))
    cell = np.repeat(np.arange(2 * n), found.ravel())
    people = rng.gamma(shape, 40 / shape, len(cell))
    sums = (np.bincount(cell, weight, 2 * n).reshape(2, n) for weight in (people, people**2))
    estimate, squares = sums
    return estimate, np.sqrt(squares)


@pytest.mark.parametrize("shape", [1.0, 3.0, 8.0])
def test_the_shape_of_made_up_households_is_found(shape):
    assert household_shape(*surveyed(shape)) == pytest.approx(shape, rel=0.15)


def test_few_cells_tell_nothing():
    assert household_shape(np.full((2, 5), 20.0), np.full((2, 5), 20.0)) == 1.0


def test_the_same_number_of_people_everywhere_is_bounded():
    assert household_shape(np.full((2, 50), 20.0), np.full((2, 50), 20.0)) == 20.0


def test_a_survey_of_a_truth_is_right_on_average_and_has_its_margin_whatever_the_shape():
    people, moe = np.array([[60.0, 300], [200, 90], [90, 150]]), np.full((3, 2), 40.0)
    survey = Survey.from_estimates(people, moe)
    for shape in (1.0, 3.0):
        truth, again = np.moveaxis(survey.drawn(4_000, 1, shape), 1, 0)
        error = again - truth
        np.testing.assert_allclose(error.mean(axis=0), 0, atol=2)
        expected = np.sqrt(truth.mean(axis=0) * survey.weight.T)
        np.testing.assert_allclose(error.std(axis=0), expected, rtol=0.05)


def test_households_are_drawn_from_those_that_were_found():
    sizes = household_sizes(*surveyed(1.0))
    assert sizes is not None
    assert sizes.mean() == pytest.approx(1)
    assert sizes.var() == pytest.approx(1, rel=0.15)
    assert household_sizes(np.full((2, 5), 20.0), np.full((2, 5), 20.0)) is None
    people, moe = np.array([[60.0, 300], [200, 90], [90, 150]]), np.full((3, 2), 40.0)
    survey = Survey.from_estimates(people, moe)
    # a tail: one household in fifty stands for as many as thirty others
    sizes = np.array([0.6] * 49 + [20.6])
    truth, again = np.moveaxis(survey.drawn(4_000, 1, sizes=sizes), 1, 0)
    np.testing.assert_allclose((again - truth).mean(axis=0), 0, atol=2)
    expected = np.sqrt(truth.mean(axis=0) * survey.weight.T)
    np.testing.assert_allclose((again - truth).std(axis=0), expected, rtol=0.08)
