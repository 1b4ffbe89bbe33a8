"""Spatial indices: what changes nothing, the compiled pass, memory, and what is refused."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fairtown.concepts import FairtownError
from fairtown.measures.segregation.absolute_centralization import absolute_centralization
from fairtown.measures.segregation.absolute_clustering import absolute_clustering
from fairtown.measures.segregation.absolute_concentration import absolute_concentration
from fairtown.measures.segregation.distance_decay_isolation import distance_decay_isolation
from fairtown.measures.segregation.entropy import theil_h
from fairtown.measures.segregation.estimation import environments, nearness
from fairtown.measures.segregation.estimation.counts import Areas
from fairtown.measures.segregation.spatial_entropy import (
    macro_micro,
    spatial_entropy,
    spatial_exposure,
)

from .spatial_cases import INDICES, ROW, close, worlds

every_index = pytest.mark.parametrize("index", INDICES.values(), ids=INDICES)


@pytest.mark.parametrize("name", INDICES)
@given(worlds(), st.data())
def test_all_areas_in_one_pass_give_the_same_as_one_by_one(name, world, data):
    people, points, land = world
    drawn = data.draw(st.lists(st.integers(0, 3), min_size=len(people), max_size=len(people)))
    areas = np.unique(drawn, return_inverse=True)[1]
    together = INDICES[name](people, points, land, areas)
    alone = [
        INDICES[name](people[areas == a], points[areas == a], land[areas == a])
        for a in range(areas.max() + 1)
    ]
    assert together.shape[-1] == len(alone)
    assert close(together, np.stack(alone, axis=-1))


@every_index
def test_an_area_without_units_has_no_value(index):
    areas = Areas(np.array([0, 2]), 3)
    together = index(np.array([[1, 2, 3], [4, 5, 6]]), np.array([[5e3, 0], [6e3, 0]]), np.ones(2), areas)
    assert np.isnan(together[..., 1]).all()


@every_index
@given(worlds(), st.integers(0, 9))
def test_replicates_are_answered_one_by_one(index, world, seed):
    people, points, land = world
    draws = np.random.default_rng(seed).integers(0, 50, (2, 3, *people.shape))
    together = index(draws, points, land)
    for i, j in np.ndindex(2, 3):
        assert close(together[..., i, j], index(draws[i, j], points, land))


@every_index
@given(worlds(), st.randoms(use_true_random=False))
def test_the_order_of_the_units_changes_nothing(index, world, random):
    order = random.sample(range(len(world[0])), len(world[0]))
    assert close(index(*(given[order] for given in world)), index(*world))


@every_index
@given(worlds(), st.integers(2, 50))
def test_more_people_in_the_same_shares_change_nothing(index, world, times):
    people, points, land = world
    assert close(index(times * people, points, land), index(*world))


@pytest.mark.parametrize("name", [n for n in INDICES if n not in ("delta", "absolute_centralization")])
@given(worlds())
def test_a_unit_of_nobody_changes_nothing(name, world):
    people, points, land = world
    more = np.vstack([people, [[0, 0, 0]]]), np.vstack([points, [[4000, 7000]]]), np.append(land, 2.0)
    assert close(INDICES[name](*more), INDICES[name](*world))


@pytest.mark.parametrize("name", ["absolute_clustering", "distance_decay_isolation", "spatial_entropy"])
@given(worlds(), st.floats(0, 6), st.integers(-50_000, 50_000))
def test_only_distances_matter_not_where_the_map_begins(name, world, angle, away):
    people, points, land = world
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    moved = points @ turn + away
    assume((np.abs(moved) > 200).any())
    assert close(INDICES[name](people, moved, land), INDICES[name](*world), 1e-6)


@given(worlds(), st.integers(2, 9))
def test_the_unit_of_land_does_not_matter_for_concentration(world, times):
    people, points, land = world
    for name in ("delta", "absolute_concentration", "absolute_centralization"):
        assert close(INDICES[name](people, points, times * land), INDICES[name](*world))


@given(worlds())
def test_halves_of_a_unit_in_one_place_change_nothing_in_surroundings(world):
    people, points, land = world
    halves = np.vstack([people, people[:1]]), np.vstack([points, points[:1]]), np.append(land, land[0])
    whole = np.vstack([2 * people[:1], people[1:]])
    assert close(INDICES["spatial_entropy"](*halves), INDICES["spatial_entropy"](whole, points, land))


@given(worlds())
def test_with_a_radius_of_nothing_it_is_theils_h_and_with_one_of_everything_zero(world):
    people, points, _ = world
    points = points + np.arange(len(points))[:, None] * 10_000
    smallest, largest = spatial_entropy(people, points, [1e-3, 1e12])
    assert close(smallest, theil_h(people))
    assert np.isnan(largest) or abs(largest) < 1e-9


def test_a_group_on_its_own_side_is_of_large_scale_and_a_chequerboard_of_small():
    grid = np.array([(x, y) for x in range(20) for y in range(20)])
    sides = np.where((grid[:, :1] < 10), [(100, 0)], [(0, 100)])
    board = np.where((grid.sum(axis=1, keepdims=True) % 2 == 0), [(100, 0)], [(0, 100)])
    radii = [4000, 500]
    large, small = (macro_micro(spatial_entropy(c, 1000 * grid, radii), radii) for c in (sides, board))
    assert large > 0.7
    assert small < 0.05


def test_macro_micro_takes_the_ends_whatever_their_order():
    assert macro_micro([0.1, 0.4, 0.2], [4000, 500, 1000]) == pytest.approx(0.25)
    assert np.isnan(macro_micro([0.1, 0.0], [4000, 500]))


def city(n: int = 1200, seed: int = 1) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    points = np.where(
        rng.random((n, 1)) < 0.5, rng.normal(0, 5000, (n, 2)), rng.uniform(-30_000, 30_000, (n, 2))
    )
    return rng.integers(0, [9, 4000, 300], (n, 3)) * (rng.random((n, 1)) > 0.05), points


@pytest.mark.parametrize("radii", [[500], [8000, 500, 2000], [1e-6, 1e9], [3000, 3000]], ids=str)
def test_the_compiled_pass_gives_what_numpy_gives(monkeypatch, radii):
    people, points = city()
    answers = []
    for least in (10**9, 1):
        monkeypatch.setattr(environments, "LEAST_COMPILED", least)
        answers.append((spatial_entropy(people, points, radii), spatial_exposure(people, points, radii)))
    assert close(answers[0][0], answers[1][0], 1e-12)
    assert close(answers[0][1], answers[1][1], 1e-12)


@given(worlds(), st.lists(st.integers(1, 20_000), min_size=1, max_size=3))
def test_the_compiled_pass_holds_for_any_layout(world, radii):
    people, points, _ = world
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(environments, "LEAST_COMPILED", 1)
        fast = spatial_entropy(people, points, radii)
    assert close(fast, spatial_entropy(people, points, radii))


def test_without_numba_the_surroundings_come_from_numpy(monkeypatch):
    monkeypatch.setattr(environments, "LEAST_COMPILED", 1)
    monkeypatch.setattr(environments, "has_numba", lambda: False)
    monkeypatch.setattr(environments, "_by_grid", None)
    assert spatial_entropy(*city(300), [2000])[0] > 0


@pytest.mark.parametrize("compiled", [False, True])
def test_parts_at_a_time_give_the_same_as_all_at_once(monkeypatch, compiled):
    people, points = city(500)
    land = np.ones(500)
    monkeypatch.setattr(environments, "LEAST_COMPILED", 1 if compiled else 10**9)
    given_ = people, points, land
    names = ("absolute_clustering", "distance_decay_isolation", "spatial_entropy")
    whole = [INDICES[name](*given_) for name in names]
    monkeypatch.setattr(environments, "PAIRS_AT_ONCE", 700)
    monkeypatch.setattr(nearness, "PAIRS_AT_ONCE", 700)
    assert all(close(INDICES[n](*given_), w, 1e-12) for n, w in zip(names, whole, strict=True))


def test_memory_does_not_grow_with_the_pairs():
    people, points = city(1900)
    tracemalloc.start()
    spatial_entropy(people, points, [30_000])
    absolute_clustering(people[:, 0], people.sum(axis=1), points, np.ones(1900))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 100e6


@every_index
@pytest.mark.parametrize("bad", [-1.0, np.nan])
def test_a_negative_or_missing_count_is_refused(index, bad):
    people = np.array([[bad, 1.0, 3.0], [4.0, 5.0, 6.0]])
    with pytest.raises(FairtownError, match=r"^segregation: \d missing or infinite and \d negative counts"):
        index(people, np.array([[1e3, 0], [2e3, 0]]), np.ones(2))


@pytest.mark.parametrize("name", [n for n in INDICES if n != "spatial_entropy"])
@pytest.mark.parametrize(
    ("land", "message"),
    [
        ([1, -2], "0 missing and 1 negative areas of land, expected square miles ≥ 0"),
        ([np.nan, -2], "1 missing and 1 negative"),
        ([1, 2, 3], r"land has shape \(3,\), expected 2 values, one per unit"),
    ],
)
def test_bad_land_is_refused_in_one_line(name, land, message):
    with pytest.raises(FairtownError, match=message) as error:
        INDICES[name](np.array([[1, 2, 3], [4, 5, 6]]), np.array([[1e3, 0], [2e3, 0]]), np.array(land))
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("name", ["absolute_clustering", "distance_decay_isolation", "spatial_entropy"])
@pytest.mark.parametrize(
    ("points", "message"),
    [
        (None, "no points, expected x and y in metres of every unit"),
        ([[1e4, 1e4]], r"points have shape \(1, 2\), expected \(2, 2\)"),
        ([1e4, 2e4], r"points have shape \(2,\)"),
        ([[1e4, 1e4], [1e4, np.nan]], "1 of 2 points have no x or y, first at row 1"),
        (
            [[-72.7, 41.7], [-72.8, 41.8]],
            r"points look like degrees \(first -72.7, 41.7\), expected metres in a projected system; project them",
        ),
    ],
    ids=["none", "too few", "flat", "missing", "degrees"],
)
def test_bad_points_are_refused_in_one_line(name, points, message):
    with pytest.raises(FairtownError, match=message) as error:
        INDICES[name](np.array([[1, 2, 3], [4, 5, 6]]), points, np.ones(2))
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("radii", [[], [0], [1000, -1], [np.nan], [np.inf], [[1000]]], ids=str)
@pytest.mark.parametrize("index", [spatial_entropy, spatial_exposure])
def test_radii_not_above_zero_are_refused(index, radii):
    with pytest.raises(FairtownError, match=r"radii are .*, expected one or more lengths in metres above 0"):
        index([[1, 2], [3, 4]], [[1e4, 0], [2e4, 0]], radii)


@pytest.mark.parametrize("distance", [[1], [1, -1], [1, np.nan]], ids=str)
def test_bad_distances_from_the_center_are_refused(distance):
    with pytest.raises(FairtownError, match="expected 2 distances ≥ 0 from the center, one per unit"):
        absolute_centralization([1, 2], [1, 1], distance)


@pytest.mark.parametrize(
    "name", ["absolute_concentration", "absolute_clustering", "distance_decay_isolation"]
)
def test_a_group_larger_than_everyone_is_refused(name):
    index = {
        "absolute_concentration": lambda x, t: absolute_concentration(x, t, [1, 1]),
        "absolute_clustering": lambda x, t: absolute_clustering(x, t, ROW[:2], [1, 1]),
        "distance_decay_isolation": lambda x, t: distance_decay_isolation(x, t, ROW[:2], [1, 1]),
    }[name]
    with pytest.raises(FairtownError, match="larger than everyone in 1 units"):
        index([5, 1], [4, 4])
