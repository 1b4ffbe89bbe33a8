"""The compiled passes give what their twins in numpy give, and refuse what they refuse."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fairtown.concepts import FairtownError
from fairtown.measures.segregation.dissimilarity import dissimilarity
from fairtown.measures.segregation.entropy import theil_h
from fairtown.measures.segregation.estimation import passes
from fairtown.measures.segregation.exposure import exposure

INDICES = {
    "theil_h": theil_h,
    "dissimilarity": lambda c, areas=None: dissimilarity(c[:, 0], c[:, 1], areas),
    "exposure": lambda c, areas=None: exposure(c[:, 0], c[:, 1], c.sum(axis=1), areas),
}
every_index = pytest.mark.parametrize("index", INDICES.values(), ids=INDICES)


@pytest.fixture
def both(monkeypatch):
    """Return an index computed in numpy and compiled, whatever the size."""
    monkeypatch.setattr(passes, "LEAST_COMPILED", 1)

    def compute(index, *given):
        monkeypatch.setattr(passes, "has_numba", lambda: False)
        twin = index(*given)
        monkeypatch.setattr(passes, "has_numba", lambda: True)
        return twin, index(*given)

    return compute


def people(seed: int, kind: str, order: str) -> np.ndarray:
    rng = np.random.default_rng(seed)
    counts = rng.integers(0, [3, 4000, 40_000, 9], (5_000, 4)) * (rng.random((5_000, 1)) > 0.05)
    scale = 0.37 if kind == "float64" else 1
    return np.asarray((counts * scale).astype(kind), order=order)


@every_index
@pytest.mark.parametrize(("kind", "order"), [("int64", "F"), ("uint16", "C"), ("float64", "C")])
def test_they_agree_on_every_kind_and_order_of_counts(both, index, kind, order):
    counts = people(1, kind, order)
    twin, fast = both(index, counts)
    assert fast == pytest.approx(twin, abs=1e-12)


@every_index
@settings(deadline=None, max_examples=25)
@given(seed=st.integers(0, 99), n_areas=st.sampled_from([1, 7, 900]), ordered=st.booleans())
def test_they_agree_in_every_area(index, seed, n_areas, ordered):
    counts = people(seed, "int64", "F")
    areas = np.random.default_rng(seed).integers(0, n_areas, len(counts))
    areas = np.sort(areas) if ordered else areas
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passes, "LEAST_COMPILED", 1)
        patch.setattr(passes, "has_numba", lambda: False)
        twin = index(counts, areas)
        patch.setattr(passes, "has_numba", lambda: True)
        fast = index(counts, areas)
    assert np.allclose(fast, twin, rtol=0, atol=1e-11, equal_nan=True)


@every_index
@pytest.mark.parametrize(
    ("kind", "bad"), [("int64", -1), ("float64", -1.0), ("float64", np.nan), ("float64", np.inf)]
)
@pytest.mark.parametrize("compiled", [False, True])
def test_both_refuse_bad_counts_in_the_same_words(monkeypatch, index, kind, bad, compiled):
    monkeypatch.setattr(passes, "LEAST_COMPILED", 1)
    monkeypatch.setattr(passes, "has_numba", lambda: compiled)
    counts = people(2, kind, "F" if kind == "int64" else "C")
    counts[3, 0] = bad
    with pytest.raises(FairtownError, match=r"^segregation: \d missing or infinite and \d negative counts"):
        index(counts)


def test_the_compiled_pass_refuses_a_group_larger_than_everyone(monkeypatch):
    monkeypatch.setattr(passes, "LEAST_COMPILED", 1)
    with pytest.raises(FairtownError, match="larger than everyone in 2 units"):
        exposure([5, 9, 1], [5, 1, 8], [4, 10, 7])


def test_without_numba_the_answers_come_from_numpy(monkeypatch):
    monkeypatch.setattr(passes, "find_spec", lambda name: None)
    passes.has_numba.cache_clear()
    assert not passes.has_numba()
    assert theil_h(people(3, "int64", "C")) > 0
    monkeypatch.undo()
    passes.has_numba.cache_clear()


def test_what_is_published_comes_out_of_numpy(monkeypatch):
    monkeypatch.setattr(passes, "has_numba", lambda: True)
    counts = people(1, "int64", "F")
    with passes.numpy_alone():
        alone = theil_h(counts)
    monkeypatch.setattr(passes, "has_numba", lambda: False)
    assert alone == theil_h(counts)
