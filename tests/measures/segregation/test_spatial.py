"""Where units lie: concentration, centralization, clustering, and H~ over distance, each against a plain twin."""

from math import dist, exp, log, sqrt

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fairtown.measures.segregation.absolute_centralization import absolute_centralization
from fairtown.measures.segregation.absolute_clustering import absolute_clustering
from fairtown.measures.segregation.absolute_concentration import absolute_concentration
from fairtown.measures.segregation.delta import delta
from fairtown.measures.segregation.distance_decay_isolation import distance_decay_isolation
from fairtown.measures.segregation.entropy import theil_h
from fairtown.measures.segregation.spatial_entropy import (
    spatial_entropy,
    spatial_exposure,
)

from .spatial_cases import INDICES, MILE, ROW, close, plain_concentration, plain_entropy, worlds

BLACK, LAND = [15, 30, 50, 40], [4, 3, 2, 1]


def test_the_worked_example_of_delta():
    assert f"{delta(BLACK, LAND):.4f}" == "0.3667"
    terms = np.abs(np.divide(BLACK, 135) - np.divide(LAND, 10))
    assert [f"{t:.4f}" for t in terms] == ["0.2889", "0.0778", "0.1704", "0.1963"]


def test_the_worked_example_of_concentration():
    lived, least, most = (60 + 90 + 100 + 40) / 135, 300 / 200, 700 / 200
    assert f"{lived:.4f}" == "2.1481"
    assert absolute_concentration(BLACK, [100] * 4, LAND) == pytest.approx(
        1 - (lived - least) / (most - least)
    )
    assert f"{absolute_concentration(BLACK, [100] * 4, LAND):.4f}" == "0.6759"


def test_the_worked_examples_of_clustering_and_of_isolation_with_distance():
    x, own, one, two = [60, 30, 10], exp(-sqrt(0.6)), exp(-1), exp(-2)
    near = [60 * own + 30 * one + 10 * two, 60 * one + 30 * own + 10 * one, 60 * two + 30 * one + 10 * own]
    everyone = [100 * (own + one + two), 100 * (one + own + one), 100 * (two + one + own)]
    assert [f"{v:.4f}" for v in near + everyone] == [
        "40.0431", "39.5782", "23.7654", "96.4104", "119.6649", "96.4104",
    ]  # fmt: skip
    n, m = (sum(w * v for w, v in zip((0.6, 0.3, 0.1), values, strict=True)) for values in (near, everyone))
    e = 100 * sum(everyone) / 100 / 9
    assert (f"{n:.4f}", f"{m:.4f}", f"{e:.4f}") == ("38.2759", "103.3868", "34.7206")
    acl = absolute_clustering(x, [100] * 3, ROW, [1, 1, 1])
    assert acl == pytest.approx((n - e) / (m - e), abs=1e-12)
    assert f"{acl:.4f}" == "0.0518"
    assert f"{distance_decay_isolation(x, [100] * 3, ROW, [1, 1, 1]):.4f}" == "0.3731"


def test_the_worked_example_of_h_over_distance():
    people, points = [(90, 10), (50, 50), (10, 90)], [(5000, 0), (6000, 0), (7000, 0)]
    h = spatial_entropy(people, points, [2000])
    around = -(0.756 * log(0.756) + 0.244 * log(0.244))
    assert f"{around:.4f}" == "0.5556"
    assert h == pytest.approx(1 - (2 * around + log(2)) / (3 * log(2)), abs=1e-12)
    assert f"{h[0]:.4f}" == "0.1322"
    assert f"{theil_h(people):.4f}" == "0.3540"


def test_centralization_by_hand():
    """Half the group on the inner quarter of the land: the area between the curve and the diagonal, twice."""
    assert absolute_centralization([50, 50], [1, 3], [0, 5]) == pytest.approx(0.5 - 0.25)
    assert absolute_centralization([50, 50], [1, 3], [5, 0]) == pytest.approx(0.5 - 0.75)
    assert absolute_centralization([10, 30], [1, 3], [0, 5]) == pytest.approx(0, abs=1e-15)
    assert absolute_centralization([100, 0, 0], [0, 5, 5], [0, 1, 2]) == pytest.approx(1)


def test_units_at_one_distance_are_passed_at_once():
    rings = absolute_centralization([5, 20, 1], [2, 1, 4], [1, 1, 3])
    assert rings == pytest.approx(absolute_centralization([25, 1], [3, 4], [1, 3]))


def plain_nearness(points, land) -> np.ndarray:
    miles = [[dist(p, q) / MILE for q in points] for p in points]
    return np.array(
        [[exp(-(sqrt(0.6 * land[i]) if i == j else d)) for j, d in enumerate(r)] for i, r in enumerate(miles)]
    )


@given(worlds())
def test_concentration_agrees_with_a_plain_twin(world):
    people, _, land = world
    own = absolute_concentration(people[:, 0], people.sum(axis=1), land)
    assert close(own, plain_concentration(people[:, 0], people.sum(axis=1), land))


@given(worlds())
def test_clustering_agrees_with_a_plain_twin(world):
    people, points, land = world
    lived_in = people.sum(axis=1) > 0
    people, c = people[lived_in], plain_nearness(points, land)[np.ix_(lived_in, lived_in)]
    x, t = people[:, 0], people.sum(axis=1)
    own = INDICES["absolute_clustering"](*world)
    assume(len(x) and x.sum())
    chance = x.sum() / len(x) ** 2 * c.sum()
    room = x / x.sum() @ c @ t - chance
    if abs(room) > 1e-9:
        assert own == pytest.approx((x / x.sum() @ c @ x - chance) / room, rel=1e-6, abs=1e-9)


@given(worlds())
def test_isolation_with_distance_agrees_with_morgans_formula(world):
    people, points, land = world
    x, t, c = people[:, 0], people.sum(axis=1), plain_nearness(points, land)
    own = distance_decay_isolation(x, t, points, land)
    if not x.sum():
        assert np.isnan(own)
        return
    k = c * t / (c * t).sum(axis=1, keepdims=True)
    assert own == pytest.approx(x / x.sum() @ k @ (x / np.maximum(t, 1)), abs=1e-12)
    assert -1e-12 <= own <= 1 + 1e-12


def plain_surroundings(people, points, radius) -> np.ndarray:
    d = np.array([[dist(p, q) for q in points] for p in points])
    return np.where(d < radius, (1 - (d / radius) ** 2) ** 2, 0) @ people


@given(worlds(), st.lists(st.integers(1, 20_000), min_size=1, max_size=4), st.data())
def test_h_over_distance_agrees_with_a_dense_twin(world, radii, data):
    people, points, _ = world
    drawn = data.draw(st.lists(st.integers(0, 2), min_size=len(people), max_size=len(people)))
    areas = np.unique(drawn, return_inverse=True)[1]
    own = spatial_entropy(people, points, radii, areas)
    assert own.shape == (len(radii), areas.max() + 1)
    for r, radius in enumerate(radii):
        for area in range(areas.max() + 1):
            inside = areas == area
            counts = people[inside]
            # people beyond the border are in nobody's surroundings, as they are not in the whole
            mixed = plain_entropy(plain_surroundings(counts, points[inside], radius))
            whole = counts.sum() * plain_entropy(counts.sum(axis=0))
            plain = 1 - counts.sum(axis=1) @ mixed / whole if whole > 1e-9 else np.nan
            assert close(own[r, area], plain)


@given(worlds(), st.integers(1, 20_000))
def test_exposure_in_surroundings_agrees_with_a_dense_twin(world, radius):
    people, points, _ = world
    (own,) = spatial_exposure(people, points, radius)
    near = plain_surroundings(people, points, radius)
    shares = near / np.maximum(near.sum(axis=1, keepdims=True), 1e-300)
    with np.errstate(invalid="ignore"):
        assert close(own, people.T @ shares / people.sum(axis=0)[:, None])
    assert close(own.sum(axis=1)[people.sum(axis=0) > 0], 1)
