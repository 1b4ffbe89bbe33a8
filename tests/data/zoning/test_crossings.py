"""What it costs to look where edges cross: no pair that crosses is missed, and groups are not compared."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from fairtown.data.geometry import crossings
from fairtown.work_budget import TooMuchWorkError, budget

#: As much as is counted to a thousandth of a step.
PLENTY = 1e12
numbers = st.floats(-100, 100, width=32)
boxes = st.integers(1, 12).flatmap(
    lambda n: st.tuples(
        arrays(float, (n, 2), elements=numbers),
        arrays(float, (n, 2), elements=numbers),
        arrays(np.intp, n, elements=st.integers(0, 3)),
    )
)


@given(boxes)
def test_no_fewer_pairs_are_counted_than_boxes_overlap(
    drawn: tuple[np.ndarray, np.ndarray, np.ndarray],
) -> None:
    a, b, group = drawn
    low, high = np.minimum(a, b), np.maximum(a, b)
    i, j = np.triu_indices(len(low), 1)
    overlap = (low[i] <= high[j]) & (low[j] <= high[i]) & (group[i] == group[j])[:, np.newaxis]
    counted = crossings.pairs_side_by_side(low, high, group)
    assert counted >= overlap.all(axis=1).sum()
    # rounding of the shift may join what only just does not touch
    near = (low[i] <= high[j] + 1e-9) & (low[j] <= high[i] + 1e-9) & (group[i] == group[j])[:, np.newaxis]
    assert counted <= near.sum(axis=0).min()


def steps(shape: shapely.Geometry, spend_on) -> float:  # type: ignore[no-untyped-def]
    with budget(PLENTY) as counted:
        spend_on(shape)
        return PLENTY - counted.left


def ring_of(points: int, turn: float) -> shapely.Polygon:
    angles = np.arange(points) * turn
    return shapely.Polygon(np.column_stack([np.cos(angles), np.sin(angles)]))


def test_a_ring_that_crosses_itself_everywhere_costs_more_than_a_page_has(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(shapely, "make_valid", lambda _: pytest.fail("it was mended"))
    star = ring_of(301, np.pi * 300 / 301)
    with budget(2e6), pytest.raises(TooMuchWorkError):
        crossings.spend_on_mending(star)


def test_a_plain_ring_costs_little_however_many_corners_it_has() -> None:
    ring = ring_of(20_000, 2 * np.pi / 20_000)
    with budget(100_000):
        crossings.spend_on_checking(ring)
        crossings.spend_on_mending(ring_of(100, 2 * np.pi / 100))


def test_work_is_counted_the_same_each_time() -> None:
    star = ring_of(51, np.pi * 50 / 51)
    for spend_on in (crossings.spend_on_checking, crossings.spend_on_mending):
        assert steps(star, spend_on) == steps(star, spend_on) > 0


def test_parcels_on_each_other_are_not_compared() -> None:
    start = np.tile(np.array([[0.0, 0], [1, 0], [1, 1], [0, 1]]), (500, 1))
    end = np.tile(np.array([[1.0, 0], [1, 1], [0, 1], [0, 0]]), (500, 1))
    group = np.repeat(np.arange(500), 4)
    with budget(10_000):
        crossings.spend_on_widening(start, end, group, 0.1)
    with budget(10_000), pytest.raises(TooMuchWorkError):
        crossings.spend_on_widening(start, end, np.zeros(len(group), np.intp), 0.1)
