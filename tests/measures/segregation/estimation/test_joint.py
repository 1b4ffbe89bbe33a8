"""Indices of the same people at once: each as its own formula gives it, in double and in single precision."""

import numpy as np
import pytest
from numpy.random import default_rng

from fairtown.measures.segregation.dissimilarity import dissimilarity
from fairtown.measures.segregation.entropy import theil_h
from fairtown.measures.segregation.estimation.joint import Joint
from fairtown.measures.segregation.exposure import exposure
from fairtown.measures.segregation.isolation import isolation

#: Single precision has seven digits; sums of hundreds of units lose one or two.
CLOSE = {np.float64: 1e-12, np.float32: 2e-5}


def some_people(seed: int) -> np.ndarray:
    """Return people of 3 draws, 4 groups and up to 60 units: some units empty, a group absent from a draw."""
    rng = default_rng(seed)
    shape = (3, 4, rng.integers(1, 61))
    people = rng.gamma(0.4, 300, shape) * (rng.random(shape) < 0.8)
    people[0, rng.integers(0, 4)] = 0
    people[..., rng.random(shape[-1]) < 0.1] = 0
    return people


@pytest.mark.parametrize("kind", [np.float64, np.float32])
def test_each_index_is_that_of_its_own_formula(kind):
    for seed in range(100):
        people = some_people(seed).astype(kind)
        joint, near = Joint(people), {"atol": CLOSE[kind], "rtol": 0, "equal_nan": True}
        exact = people.astype(float)
        everyone = np.maximum(exact.sum(axis=1, keepdims=True), exact.max(axis=1, keepdims=True))
        np.testing.assert_allclose(joint.theil_h(), theil_h(np.moveaxis(exact, 1, 2)), **near)
        np.testing.assert_allclose(
            joint.isolation(), isolation(exact, np.broadcast_to(everyone, exact.shape)), **near
        )
        one = np.broadcast_to(exact[:, 2:3], exact.shape)
        expected = exposure(exact, one, np.broadcast_to(everyone, exact.shape))
        np.testing.assert_allclose(joint.exposure(2), expected, **near)
        np.testing.assert_allclose(joint.dissimilarity(0, 1), dissimilarity(exact[:, 0], exact[:, 1]), **near)
