import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairtown.drawings import divergence_shades
from fairtown.release.intervals import difference, part_of_change, rank_ranges


def test_a_difference_has_the_margin_of_both() -> None:
    assert difference(0.60, 0.03, 0.55, 0.04) == (pytest.approx(-0.05), pytest.approx(0.05))


def test_what_part_of_a_change_is_gone_where_something_is_left_out() -> None:
    assert part_of_change(-0.04, -0.03) == pytest.approx(0.25)
    assert part_of_change(-0.04, -0.05) == pytest.approx(-0.25)


def test_places_whose_intervals_touch_share_their_ranks() -> None:
    assert rank_ranges([(0.9, 0.01), (0.5, 0.1), (0.45, 0.1), (0.1, 0.01)]) == [
        (1, 1),
        (2, 3),
        (2, 3),
        (4, 4),
    ]
    assert rank_ranges([(0.1, 0.01), (0.9, 0.01)], is_low_first=True) == [(1, 1), (2, 2)]


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 0.3)), max_size=12), st.booleans())
def test_the_rank_by_value_lies_within_the_ranks_that_are_possible(
    places: list[tuple[float, float]], is_low_first: bool
) -> None:
    ranks = rank_ranges(places, is_low_first)
    order = sorted(range(len(places)), key=lambda i: places[i][0] * (1 if is_low_first else -1))
    for rank, i in enumerate(order, start=1):
        assert ranks[i][0] <= rank <= ranks[i][1]


def test_shades_begin_where_they_say() -> None:
    assert [divergence_shades.shade(v) for v in (0, 0.099, 0.1, 0.2, 0.4, 0.8, 3)] == [1, 1, 2, 3, 4, 5, 5]
    assert divergence_shades.ranges() == ["0–0.1", "0.1–0.2", "0.2–0.4", "0.4–0.8", "0.8+"]


def test_a_tract_of_one_group_only_diverges_by_the_logarithm_of_its_share() -> None:
    assert divergence_shades.of_one_group(0.5) == pytest.approx(math.log(2))


def test_a_shade_is_sure_only_where_the_whole_interval_has_it() -> None:
    assert divergence_shades.has_one_shade(0.15, 0.04)
    assert not divergence_shades.has_one_shade(0.15, 0.06)
    assert not divergence_shades.has_one_shade(0.15, None)
