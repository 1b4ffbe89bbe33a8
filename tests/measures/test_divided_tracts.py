"""Divided tracts: bounds against every way to live, the variance against draws, no margin beyond a bound."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairtown.concepts import FairtownError
from fairtown.data.crosswalks import tracts_2020_to_2010
from fairtown.measures.divided_tracts import (
    CLUSTERING,
    TractParts,
    count_variance,
    drawn_weights,
    share_bounds,
    share_variance,
    within_bounds,
)
from fairtown.measures.uncertainty import Z_90

#: Land in parts of the class, of others and of none, in tenths.
lands = st.tuples(st.integers(0, 10), st.integers(0, 10)).map(
    lambda t: (min(t), max(t) - min(t), 10 - max(t))
)
tracts = st.lists(st.tuples(st.integers(0, 50), lands), min_size=1, max_size=5)


def every_share(people: np.ndarray, land: np.ndarray) -> list[float]:
    """Return the share of every way in which each tract's people live in one kind of its land."""
    found = []
    for kinds in product(*[np.flatnonzero(row) for row in land]):
        inside, outside = (sum(n for n, k in zip(people, kinds, strict=True) if k == kind) for kind in (0, 1))
        if inside + outside:
            found.append(inside / (inside + outside))
    return found


@given(tracts)
def test_the_bounds_are_the_ends_of_all_ways_to_live(given_tracts):
    people = np.array([n for n, _ in given_tracts], float)
    land = np.array([row for _, row in given_tracts]) / 10
    ends = every_share(people, land)
    bounds = share_bounds(people, land[:, 0], land[:, 1])
    sums = [b.sum() for b in bounds]
    for inside, everyone, end in ((sums[0], sums[1], min), (sums[2], sums[3], max)):
        if everyone:
            assert inside / everyone == pytest.approx(end(ends))


def test_bounds_by_hand():
    """60 people wholly outside, 100 divided: the share is 0 at the least, and 100 / 160 at the most."""
    bounds = share_bounds([60, 100], [0, 0.3], [1, 0.7])
    assert [b.sum() for b in bounds] == [0, 160, 100, 160]


def test_people_who_may_live_where_there_is_no_class_are_left_out_where_that_moves_the_share():
    bounds = share_bounds([100], [0.5], [0.0])
    assert [float(b[0]) for b in bounds] == [0, 0, 100, 100]


def test_the_variance_is_that_of_draws():
    pieces = pd.DataFrame({"geoid": ["a", "a", "b", "b", "b", "c"], "weight": [0.3, 0.7, 0.2, 0.3, 0.5, 1.0]})
    people = np.repeat([50.0, 80, 200], [2, 3, 1])[:, np.newaxis]
    weights = drawn_weights(pieces, 1, 40_000, 7)
    living = (weights * people)[..., 0]
    inside = living[:, [0, 2]].sum(axis=1)
    variance = share_variance([50, 80], [0.3, 0.2], [0.7, 0.8], 31 / 330).sum() / 330**2
    assert (inside / 330).var() == pytest.approx(variance, rel=0.03)
    assert (inside / 330).mean() == pytest.approx(31 / 330, rel=0.02)
    assert living[:, 2].var() == pytest.approx(count_variance(80, 0.2), rel=0.03)


def test_where_some_land_is_of_no_class_the_variance_is_near_that_of_draws():
    """60 of 1,060 people are divided among the class, another and none; 1,000 others hold the share steady."""
    pieces = pd.DataFrame({"geoid": "a", "weight": [0.5, 0.3, 0.2]})
    living = drawn_weights(pieces, 1, 40_000, 3)[..., 0] * 60
    shares = (400 + living[:, 0]) / (1000 + living[:, 0] + living[:, 1])
    by_land = (400 + 30) / 1048
    variance = share_variance(60, 0.5, 0.3, by_land) / 1048**2
    assert shares.var() == pytest.approx(float(variance), rel=0.06)


def test_each_group_lives_in_one_part_and_groups_do_not_follow_each_other():
    pieces = pd.DataFrame({"geoid": ["a", "a", "b"], "weight": [0.25, 0.75, 1.0]})
    weights = drawn_weights(pieces, 2, 4_000, 1)
    assert set(np.unique(weights)) == {0.0, 1.0}
    assert (weights[:, :2].sum(axis=1) == 1).all()
    assert (weights[:, 2] == 1).all()
    assert weights[:, 0].mean(axis=0) == pytest.approx([0.25, 0.25], abs=0.03)
    assert np.corrcoef(weights[:, 0].T)[0, 1] == pytest.approx(0, abs=0.05)
    assert drawn_weights(pieces, 2, 10, 1).tobytes() == drawn_weights(pieces, 2, 10, 1).tobytes()


def test_a_margin_ends_where_the_bounds_do():
    assert within_bounds(0.5, 0.2, 0.1, 0.6) == pytest.approx(0.4)
    assert within_bounds(0.01, 0.2, 0.1, 0.6) == pytest.approx(0.01 * Z_90)
    assert within_bounds(1e-12, 1.0, 1.0, 1.0) == 0


@given(st.integers(0, 10**6), st.floats(0, 1), st.floats(0, 1))
def test_an_undivided_tract_adds_nothing(people, share, part):
    for inside in (0.0, 1.0):
        bounds = share_bounds(people, inside, 1 - inside)
        assert [float(b) for b in bounds] == [people * inside, people, people * inside, people]
        assert share_variance(people, inside, 1 - inside, share) == pytest.approx(0, abs=1e-6 * people**2)
    assert count_variance(people, part) <= people**2 / 4 + 1e-9


#: Tract a lies in A, tract b a fourth in A and the rest in B, tract c in B.
PIECES = pd.DataFrame(
    {
        "geoid": ["a", "b", "b", "c"],
        "geoid_2010": ["A", "A", "B", "B"],
        "weight": [1.0, 0.25, 0.75, 1.0],
        "is_divided": [False, True, True, False],
    }
)
LIVED = np.array([[30.0, 10], [100, 40], [20, 60]])


def tract_parts(pieces: pd.DataFrame) -> TractParts:
    return TractParts.between(pieces, pd.Series(["A", "B"]), pd.Series(["a", "b", "c"]))


def test_people_by_weight_by_hand():
    assert tract_parts(PIECES).by_weight(LIVED).tolist() == [[30 + 25, 10 + 10], [20 + 75, 60 + 30]]
    assert tract_parts(PIECES).by_weight(np.stack([LIVED, 2 * LIVED]))[1].tolist() == [[110, 40], [190, 180]]


def test_drawn_people_have_the_mean_of_the_weights_and_the_variance_of_the_clustering():
    """Of 100 and 40 people of b, apart from each other, a fourth lives in A on average; the rest is known."""
    drawn = tract_parts(PIECES).by_draws(np.tile(LIVED, (20_000, 1, 1)), 3)
    assert drawn.mean(axis=0) == pytest.approx(tract_parts(PIECES).by_weight(LIVED), rel=0.01)
    assert drawn.sum(axis=1) == pytest.approx(np.tile(LIVED.sum(axis=0), (20_000, 1)))
    variance = CLUSTERING * count_variance([100, 40], 0.25)
    assert drawn[:, 0].var(axis=0) == pytest.approx(variance, rel=0.05)
    assert np.corrcoef(drawn[:, 0].T)[0, 1] == pytest.approx(0, abs=0.03)
    assert drawn[:, 0].min() >= 10
    assert np.all(drawn[:, 0].max(axis=0) <= [130, 50])


def test_without_a_divided_tract_draws_are_the_same_bytes():
    whole = PIECES.iloc[[0, 2, 3]].assign(weight=1.0, is_divided=False)
    people = np.random.default_rng(5).random((7, 3, 2)) * 1000
    parts = tract_parts(whole)
    assert parts.by_draws(people, 1).tobytes() == parts.by_weight(people).tobytes()


def test_weights_by_people_leave_the_smaller_error():
    """Half of the land of b is in A, where 10 of its 140 people live by the blocks; c has no land in A."""
    land = pd.DataFrame(
        {
            "geoid_2020": ["a", "b", "b", "c"],
            "geoid_2010": ["A", "A", "B", "B"],
            "land_m2": [5, 3, 3, 9],
            "people": [40, 10, 130, 80],
        }
    )
    tracts = pd.DataFrame({"geoid": ["a", "b", "c"]})
    by_land, by_people = (
        tract_parts(tracts_2020_to_2010(rows, tracts)) for rows in (land.drop(columns="people"), land)
    )
    everyone = np.tile(LIVED.sum(axis=1)[:, np.newaxis], (4000, 1, 1))
    assert by_land.by_weight(everyone[0])[0] == pytest.approx(40 + 70)
    assert by_people.by_weight(everyone[0])[0] == pytest.approx(40 + 10)
    deviations = [parts.by_draws(everyone, 2)[:, 0].std() for parts in (by_land, by_people)]
    expected = [np.sqrt(CLUSTERING * count_variance(140, w)) for w in (1 / 2, 10 / 140)]
    assert deviations == pytest.approx(expected, rel=0.06)
    in_one_part = tract_parts(tracts_2020_to_2010(land.assign(people=[40, 0, 140, 80]), tracts))
    assert in_one_part.by_draws(everyone, 2)[:, 0].std() == 0


def test_a_part_where_nobody_lived_and_a_clustering_that_cannot_be_are_refused():
    with pytest.raises(FairtownError, match="1 parts of tracts lie where nobody lived before, expected none"):
        TractParts.between(PIECES[:2], pd.Series(["B"]), pd.Series(["a"]))
    for clustering in (0.0, 1.5, np.nan):
        with pytest.raises(FairtownError, match="expected over 0 and up to 1"):
            drawn_weights(PIECES, 1, 2, 1, clustering)
