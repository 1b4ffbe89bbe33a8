"""Units that stand together area by area: numbered in one look, and the same indices as by the slow definition."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairtown import threads
from fairtown.measures.segregation.dissimilarity import dissimilarity
from fairtown.measures.segregation.entropy import theil_h
from fairtown.measures.segregation.estimation import kernels, passes
from fairtown.measures.segregation.estimation.counts import Areas
from fairtown.measures.segregation.isolation import isolation

ways = pytest.mark.parametrize("is_compiled", [False, True], ids=["numpy", "compiled"])


def world(seed: int, scale: float, n_areas: int) -> tuple[np.ndarray, np.ndarray]:
    """Return people of 2,500 units and five groups, and ascending labels with gaps; some units are empty, some areas
    have one unit, the last has nobody."""
    rng = np.random.default_rng(seed)
    counts = rng.integers(0, [2500, 900, 400, 700, 30], (2_500, 5)) * (rng.random((2_500, 1)) > 0.05)
    cuts = np.sort(rng.choice(np.arange(2, len(counts) - 1), n_areas - 1, replace=False))
    cuts = np.union1d(cuts[:-1], [1, len(counts) - 2])
    counts[-2:] = 0
    labels = 3 + 2 * np.searchsorted(cuts, np.arange(len(counts)), "right")
    return (np.asfortranarray(counts * int(scale)) if scale >= 1 else counts * scale), labels


def indices(counts: np.ndarray, areas=None) -> np.ndarray:
    a, b, total = counts[:, 0], counts[:, 1], counts.sum(axis=1)
    return np.array([theil_h(counts, areas), dissimilarity(a, b, areas), isolation(b, total, areas)])


def by_definition(counts: np.ndarray) -> list[float]:
    """Return H, D and isolation of one area, as the literature writes them."""

    def entropy(shares):
        return -sum(p * np.log(p) for p in shares if p > 0)

    lived_in = counts[counts.sum(axis=1) > 0].astype(float)
    total, groups = lived_in.sum(axis=1), lived_in.sum(axis=0)
    own = sum(t * entropy(row / t) for row, t in zip(lived_in, total, strict=True))
    h = 1 - own / (total.sum() * entropy(groups / groups.sum())) if (groups > 0).sum() > 1 else np.nan
    a, b = lived_in[:, 0], lived_in[:, 1]
    d = 0.5 * np.abs(a / groups[0] - b / groups[1]).sum() if groups[0] * groups[1] > 0 else np.nan
    return [h, d, (b / groups[1] * b / total).sum() if groups[1] > 0 else np.nan]


@ways
@settings(deadline=None, max_examples=6)
@given(
    seed=st.integers(0, 999),
    scale=st.sampled_from([1, 0.37, 10**6, 10**10]),
    n_areas=st.sampled_from([9, 70]),
)
def test_every_area_is_as_by_definition(is_compiled, seed, scale, n_areas):
    counts, labels = world(seed, scale, n_areas)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passes, "has_numba", lambda: is_compiled)
        assert Areas.from_labels(labels, len(labels)).starts is not None
        together, whole = indices(counts, labels), indices(counts)
    alone = np.transpose([by_definition(counts[labels == label]) for label in np.unique(labels)])
    assert np.allclose(together, alone, rtol=0, atol=1e-12, equal_nan=True)
    assert np.allclose(whole, by_definition(counts), rtol=0, atol=1e-12)
    assert np.isnan(together[:, -1]).all()


@pytest.mark.parametrize("n_groups", [2, 3, 4, 5])
def test_any_number_of_groups_is_as_by_definition(n_groups):
    counts, labels = world(7, 1, 9)
    counts = counts[:, :n_groups]
    alone = [by_definition(counts[labels == label])[0] for label in np.unique(labels)]
    assert np.allclose(theil_h(counts, labels), alone, rtol=0, atol=1e-12, equal_nan=True)


@ways
@pytest.mark.parametrize(
    ("labels", "together"),
    [
        (np.arange(2_016) // 32, True),
        (np.arange(2_000) // 31, False),
        (np.arange(2_000) // 500 * 7 - 9, True),
        (-(np.arange(2_000) // 500), False),
        (np.arange(2_000) // 500 * 2**61, True),
        ((np.arange(2_000) // 500 * 80).astype(np.uint8), True),
        ((3 - np.arange(2_000) // 500).astype(np.uint8), False),
        (np.arange(2_000) % 3, False),
        (np.zeros(2_000, np.int32), True),
        (np.array([7, 7, 9]), False),
    ],
)
def test_labels_are_numbered_in_their_order(monkeypatch, is_compiled, labels, together):
    monkeypatch.setattr(passes, "has_numba", lambda: is_compiled)
    areas = Areas.from_labels(labels, len(labels))
    names, codes, first = (np.unique(labels, True, True)[i] for i in (0, 2, 1))
    assert areas.n == len(names)
    assert areas.codes.tolist() == codes.tolist()
    assert (areas.starts is not None) == together
    assert areas.starts is None or areas.starts.tolist() == first.tolist()


def test_threads_share_areas_where_they_part_the_units(monkeypatch):
    counts, labels = world(5, 1, 70)
    alone = indices(counts, labels)
    monkeypatch.setattr(kernels, "LEAST_SHARED", 1)
    with threads.limited(3):
        assert np.allclose(indices(counts, labels), alone, rtol=0, atol=1e-12, equal_nan=True)


def test_numpy_takes_units_in_blocks_without_changing_a_bit(monkeypatch):
    counts, labels = world(6, 1, 9)
    counts[7, 0] = 10**9  # its block is not looked up, the others are
    with passes.numpy_alone():
        whole = indices(counts, labels)
        monkeypatch.setattr(kernels, "BLOCK", 100)
        assert indices(counts, labels).tobytes() == whole.tobytes()
