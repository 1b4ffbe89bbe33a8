"""How the counted needs lie to published ones: which is nearest, and which lie in the study's range."""

from dataclasses import replace

import numpy as np
import pytest

from fairtown.scenarios.fair_share.published_need import published_need
from fairtown.scenarios.fair_share.shares import FairShare


@pytest.fixture
def figures(release):
    return FairShare(release).figures


def test_connecticut(figures):
    """110,172 burdened households under $20,000 lie 9,828 below 120,000; under $35,000 there are 210,826."""
    found = published_need(figures)
    assert (found.low, found.high) == (120_000, 140_000)
    assert (found.nearest, found.homes) == ("burdened_under_20000", 110_172)
    assert (found.study_low, found.study_high) == (120_000, 380_000)
    assert found.within == ("burdened_under_35000", "burdened_under_50000")
    assert "CT Mirror" in found.reference


@pytest.mark.parametrize(
    ("homes", "nearest", "within"),
    [
        ((10_000, 130_000, 300_000, 400_000), "burdened_under_35000", 2),  # inside is nearest of all
        ((60_000, 90_000, 171_000, 400_000), "burdened_under_35000", 1),
        ((60_000, 90_000, 169_000, 400_000), "burdened_under_50000", 1),
        ((2, 4, 6, 8), "burdened_under_75000", 0),
    ],
)
def test_the_nearest_need_is_that_with_the_least_distance_to_the_range(figures, homes, nearest, within):
    needs = {name: np.array([n / 2, n / 2]) for name, n in zip(figures.needs, homes, strict=True)}
    found = published_need(replace(figures, needs=needs))
    assert found.nearest == nearest
    assert len(found.within) == within
