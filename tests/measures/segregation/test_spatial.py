"""Where units lie: concentration, centralization, clustering, and H~ over distance, each against a plain twin."""

import tracemalloc
import warnings
from math import dist, exp, log, sqrt

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from fairtown.concepts import GROUPS, FairtownError
from fairtown.measures import measure
from fairtown.measures.segregation.absolute_centralization import absolute_centralization
from fairtown.measures.segregation.absolute_clustering import absolute_clustering
from fairtown.measures.segregation.absolute_concentration import absolute_concentration
from fairtown.measures.segregation.delta import delta
from fairtown.measures.segregation.distance_decay_isolation import distance_decay_isolation
from fairtown.measures.segregation.entropy import theil_h
from fairtown.measures.segregation.estimation import environments, nearness
from fairtown.measures.segregation.estimation.counts import Areas
from fairtown.measures.segregation.estimation.ground import MINORITIES
from fairtown.measures.segregation.spatial_entropy import (
    RADII,
    macro_micro,
    spatial_entropy,
    spatial_exposure,
)

MILE = 1609.344
BLACK, LAND = [15, 30, 50, 40], [4, 3, 2, 1]
ROW = [(10_000, 0), (10_000 + MILE, 0), (10_000 + 2 * MILE, 0)]
NAMES = ("delta", "absolute_concentration", "absolute_clustering", "distance_decay_isolation")
ALL = (*NAMES, "spatial_entropy")

#: Each index from people (units × 3 groups), points, land; several areas at once where given.
INDICES = {
    "delta": lambda c, p, a, areas=None: delta(c[..., 0], a, areas),
    "absolute_concentration": lambda c, p, a, areas=None: absolute_concentration(
        c[..., 0], c.sum(axis=-1), a, areas
    ),
    "absolute_centralization": lambda c, p, a, areas=None: absolute_centralization(
        c[..., 0], a, np.hypot(*p.T), areas
    ),
    "absolute_clustering": lambda c, p, a, areas=None: absolute_clustering(
        c[..., 0], c.sum(axis=-1), p, a, areas
    ),
    "distance_decay_isolation": lambda c, p, a, areas=None: distance_decay_isolation(
        c[..., 0], c.sum(axis=-1), p, a, areas
    ),
    "spatial_entropy": lambda c, p, a, areas=None: spatial_entropy(c, p, [2000, 9000], areas),
}
every_index = pytest.mark.parametrize("index", INDICES.values(), ids=INDICES)


@st.composite
def worlds(draw, most: int = 9):
    """People of three groups, points within 12 × 12 km, square miles of land."""
    n = draw(st.integers(1, most))
    people = draw(npst.arrays(np.int64, (n, 3), elements=st.integers(0, 500) | st.just(0)))
    points = 1000 + 10.0 * draw(npst.arrays(np.int64, (n, 2), elements=st.integers(0, 1200)))
    return people, points, draw(npst.arrays(np.int64, n, elements=st.integers(1, 60))) / 7


def close(a, b, to: float = 1e-9) -> bool:
    return np.allclose(a, b, rtol=0, atol=to, equal_nan=True)


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


def plain_concentration(x, t, a) -> float:
    """Massey and Denton's ACO, unit by unit; None where it is not defined."""
    order = sorted(range(len(x)), key=lambda i: (a[i], t[i]))

    def mean_land(units) -> float:
        used, people = [], 0
        for i in units:
            if people >= sum(x):
                break
            used, people = [*used, i], people + t[i]
        return sum(t[i] * a[i] for i in used) / people if people else np.nan

    least, most = mean_land(order), mean_land(order[::-1])
    if not sum(x) or not most - least > 1e-12:
        return np.nan
    return 1 - (sum(x * a) / sum(x) - least) / (most - least)


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


def plain_entropy(people) -> np.ndarray:
    shares = people / np.maximum(people.sum(axis=-1, keepdims=True), 1e-300)
    return -(shares * np.log(np.where(shares > 0, shares, 1))).sum(axis=-1)


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


# What PySAL gives: the same where it keeps to the literature, and what it does where it does not.


@pytest.fixture(scope="module")
def peer():
    """Squares of different size on a plane, as PySAL wants them, and PySAL's measures of one group."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        singlegroup = pytest.importorskip("segregation.singlegroup")
        geopandas = pytest.importorskip("geopandas")
        import shapely

        rng = np.random.default_rng(5)
        corner = np.arange(30) * 4000.0
        side = rng.uniform(500, 3900, 30)
        boxes = shapely.box(corner, corner[::-1], corner + side, corner[::-1] + side)
        frame = geopandas.GeoDataFrame(
            {"x": rng.integers(1, 200, 30), "t": rng.integers(200, 900, 30)}, geometry=boxes, crs=32618
        )
    return singlegroup, frame


def of_peer(peer, name: str, **options) -> float:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return getattr(peer[0], name)(peer[1], "x", "t", **options).statistic


def test_pysal_agrees_on_delta_concentration_and_centralization(peer):
    frame = peer[1]
    x, t, land = frame.x.to_numpy(), frame.t.to_numpy(), frame.area.to_numpy()
    centroids = np.column_stack([frame.centroid.x, frame.centroid.y])
    away = np.hypot(*(centroids - centroids.mean(axis=0)).T)
    assert delta(x, land) == pytest.approx(of_peer(peer, "Delta"), abs=1e-12)
    assert absolute_concentration(x, t, land) == pytest.approx(
        of_peer(peer, "AbsoluteConcentration"), abs=1e-12
    )
    assert absolute_centralization(x, land, away) == pytest.approx(
        of_peer(peer, "AbsoluteCentralization", center="mean"), abs=1e-12
    )


def test_pysal_gives_nearer_tracts_less_weight_so_it_is_no_witness_for_distance(peer):
    """By hand: tracts at 0, 1 and 3 miles. exp(−d) of the first: .37 for the next, .05 for the far one.

    PySAL divides each distance by the sum of those of the other tract, 1 / (1 + 2) and 3 / (3 + 2), and takes
    1 − exp(−that): .28 for the next, .45 for the far one. A map ten times as large changes nothing.
    """
    from segregation.util.util import generate_distance_matrix

    singlegroup, frame = peer
    import shapely

    half = MILE / 4
    at = np.array([0, MILE, 3 * MILE]) + 10_000
    row = (
        frame.iloc[:3]
        .set_geometry(shapely.box(at - half, -half, at + half, half))
        .assign(x=[60, 30, 10], t=[100, 100, 100])
    )
    theirs = 1 - generate_distance_matrix(row)
    assert theirs[0, 1:] == pytest.approx([1 - exp(-1 / 3), 1 - exp(-3 / 5)])
    assert theirs[0, 1] < theirs[0, 2]
    x, t, land = np.array([60, 30, 10]), np.full(3, 100), np.full(3, 0.25)
    c = np.array([[0, 1, 3], [1, 0, 2], [3, 2, 0]])
    c = np.where(np.eye(3) > 0, exp(-sqrt(0.6 * 0.25)), np.exp(-c.astype(float)))
    morgan = sum(x[i] / 100 * (c[i] @ x) / (c[i] @ t) for i in range(3))
    points = np.column_stack([at, np.zeros(3)])
    assert distance_decay_isolation(x, t, points, land) == pytest.approx(morgan, abs=1e-12)
    chance = 100 / 9 * c.sum()
    clustering = (x / 100 @ c @ x - chance) / (x / 100 @ c @ t - chance)
    assert absolute_clustering(x, t, points, land) == pytest.approx(clustering, abs=1e-12)
    for name, right in (("DistanceDecayIsolation", morgan), ("AbsoluteClustering", clustering)):
        assert abs(of_peer((singlegroup, row), name) - right) > 0.01
    moved = row.set_geometry(row.geometry.scale(10, 10, origin=(0, 0)))
    assert generate_distance_matrix(moved) == pytest.approx(generate_distance_matrix(row))


# The figures of the release.


@pytest.fixture(scope="module")
def figures(clean):
    from fairtown.build.inputs import Inputs

    race = measure("residents.race_ethnicity")
    rows_of = {(race.id, year): race.compute(Inputs(race, clean, {}), year) for year in (2016, 2023)}
    for name in ALL:
        index = measure(f"segregation.{name}")
        for year in (2016, 2023):
            rows = index.compute(Inputs(index, clean, rows_of), year)
            rows_of[name, year] = rows.merge(clean.places[["geoid", "vintage", "level", "key"]])
    return rows_of


def tracts_of(clean, figures, year):
    vintage = {2016: "2010", 2023: "2022"}[year]
    rows = figures["residents.race_ethnicity", year].query("output == 'people'")
    people = rows[rows.group.isin(list(GROUPS))].pivot(index="geoid", columns="group", values="value")
    tracts = clean.places[(clean.places.level == "tract") & (clean.places.vintage == vintage)]
    return tracts.merge(people[list(GROUPS)], left_on="geoid", right_index=True).query("town != ''")


@pytest.mark.parametrize("year", [2016, 2023])
def test_areas_agree_with_a_plain_recomputation(clean, figures, year):
    tracts = tracts_of(clean, figures, year)
    tracts = tracts[tracts[list(GROUPS)].sum(axis=1) > 0]
    vintage = tracts.vintage.iloc[0]
    points = clean.tract_points({"2010": 2010, "2022": 2020}[vintage]).set_index("geoid")
    if vintage == "2010":
        land = clean.rows("census_geography.tracts_2010").set_index("geoid").land_area_sq_mi
    else:
        shared = clean.rows("census_geography.tract_relationship").groupby("geoid_2020").land_m2.sum()
        codes = clean.rows("census_geography.tracts_2020").set_index("geoid").geoid_2020
        land = codes.map(shared) / MILE**2
    for level in ("state", "county"):
        for area, own in tracts.groupby(level):
            a, p = land[own.geoid].to_numpy(), points.loc[own.geoid, ["x_m", "y_m"]].to_numpy()
            t = own[list(GROUPS)].sum(axis=1).to_numpy()
            for group in MINORITIES:
                x = own[group].to_numpy()
                plain = {
                    "delta": np.abs(x / x.sum() - a / a.sum()).sum() / 2,
                    "absolute_concentration": plain_concentration(x, t, a),
                    "absolute_clustering": absolute_clustering(x, t, p, a),
                    "distance_decay_isolation": distance_decay_isolation(x, t, p, a),
                }
                for name, value in plain.items():
                    rows = figures[name, year]
                    rows = rows[(rows.key == area) & (rows.group == group)]
                    assert rows.value.tolist() == pytest.approx([value], abs=1e-9)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("year", [2016, 2023])
def test_towns_of_fewer_than_ten_tracts_get_no_index_and_say_why(clean, figures, name, year):
    tracts = tracts_of(clean, figures, year)
    sizes = tracts[tracts[list(GROUPS)].sum(axis=1) > 0].groupby("town").size()
    rows = figures[name, year]
    towns = rows[rows.level == "town"]
    large = towns.key.isin(list(sizes.index[sizes >= 10]))
    assert towns.value[large].notna().all()
    assert towns.value[~large].isna().all()
    assert set(towns.flag[~large]) == {"too_few_tracts"}
    assert rows.value[rows.level != "town"].notna().all()


def people_and_points(clean, figures, year):
    tracts = tracts_of(clean, figures, year)
    tracts = tracts[tracts[list(GROUPS)].sum(axis=1) > 0]
    points = clean.tract_points({2016: 2010, 2023: 2020}[year]).set_index("geoid")
    return tracts, points.loc[tracts.geoid, ["x_m", "y_m"]].to_numpy()


def test_h_over_distance_of_counties_ends_at_their_border_and_is_blank_where_few_have_a_neighbor(
    clean, figures
):
    tracts, xy = people_and_points(clean, figures, 2023)
    rows = figures["spatial_entropy", 2023]
    assert set(rows.level) == {"state", "county", "region"}
    n_blank = 0
    for county in tracts.county.unique():
        inside = (tracts.county == county).to_numpy()
        own, everyone = (
            tracts.loc[inside, list(GROUPS)].to_numpy(),
            tracts.loc[inside, list(GROUPS)].sum(axis=1),
        )
        away = np.sqrt(np.square(xy[inside, None] - xy[inside]).sum(axis=2))
        for name, radius in RADII.items():
            mixed = plain_entropy(np.square(np.clip(1 - (away / radius) ** 2, 0, None)) @ own)
            plain = 1 - everyone @ mixed / (own.sum() * plain_entropy(own.sum(axis=0)))
            found = rows[(rows.key == county) & (rows.output == name)].iloc[0]
            has_neighbor = (away < radius).sum(axis=1) > 1
            if everyone[has_neighbor].sum() / everyone.sum() < 0.5:
                n_blank += 1
                assert np.isnan(found.value)
                assert found.flag == "few_neighbors"
            else:
                assert found.value == pytest.approx(plain, abs=1e-9)
    # 1 km in all eight counties, 2 km in the five rural ones, 4 km in Tolland and Windham
    assert n_blank == 15


def test_five_in_six_people_have_no_other_tract_within_one_km(clean, figures):
    """83% by an audit: so that radius is blank everywhere, and rural areas have no ratio."""
    tracts, xy = people_and_points(clean, figures, 2023)
    everyone = tracts[list(GROUPS)].sum(axis=1).to_numpy()
    away = np.sqrt(np.square(xy[:, None] - xy).sum(axis=2))
    alone = (away < 1000).sum(axis=1) == 1
    assert everyone[alone].sum() / everyone.sum() == pytest.approx(0.83, abs=0.005)
    wide = figures["spatial_entropy", 2023].pivot(index="key", columns="output", values="value")
    assert wide.within_1_km.isna().all()
    assert wide.macro_micro.isna().tolist() == wide.within_2_km.isna().tolist()
    rural = ["09005", "09007", "09013", "09015", "09130", "09150", "09160"]
    assert wide.macro_micro[rural].isna().all()
    assert wide.macro_micro[["09", "09001", "09003", "09009", "09110", "09120"]].notna().all()


@pytest.mark.parametrize("year", [2016, 2023])
def test_the_profile_of_the_state_falls_from_theils_h(figures, clean, year):
    tracts = tracts_of(clean, figures, year)
    state = figures["spatial_entropy", year].query("level == 'state'").set_index("output").value
    profile = [theil_h(tracts[list(GROUPS)].to_numpy()), *state[list(RADII)[1:]]]
    assert (np.diff(profile) < 0).all()
    assert state.macro_micro == pytest.approx(state.within_8_km / state.within_2_km)
