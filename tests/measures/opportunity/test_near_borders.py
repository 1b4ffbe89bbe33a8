"""Points near a border: by hand, as properties, and Connecticut's schools, stations and subsidized homes."""

import numpy as np
import pytest
import shapely
from numpy.random import default_rng

from fairtown.measures.opportunity.near_borders import lower_bounds, near

#: A Low tract and a High one that meet at x = 0, meters.
TRACTS = [shapely.box(-1000, 0, 0, 1000), shapely.box(0, 0, 1000, 1000)]
LEVEL = np.array([2.0, 4])


def test_four_buildings_by_hand():
    points = [(-40, 500), (-300, 500), (-500, 500), (60, 500)]
    pairs, own = near(points, TRACTS), np.array([0, 0, 0, 1])
    assert sorted(zip(*(p.tolist() for p in pairs), strict=True)) == [
        (0, 0),
        (0, 1),
        (1, 0),
        (2, 0),
        (3, 0),
        (3, 1),
    ]
    assert lower_bounds(LEVEL, own, pairs, [10, 10, 10, 20]) == pytest.approx((0.6, 0.4, 1.0))


def test_a_tract_without_a_level_leaves_nothing_open():
    pairs = near([(-40, 500), (60, 500)], TRACTS)
    assert lower_bounds([2, np.nan], [0, 1], pairs, [1, 1]) == (1, 1, 1)
    assert np.isnan(lower_bounds([np.nan, np.nan], [0, 1], pairs, [1, 1])).all()


def test_the_share_as_placed_lies_between_its_ends():
    rng = default_rng(1)
    tracts = [shapely.box(x, y, x + 300, y + 300) for x in range(0, 1500, 300) for y in range(0, 1500, 300)]
    for _ in range(50):
        points, level = rng.uniform(-50, 1550, (30, 2)), rng.integers(1, 6, len(tracts)).astype(float)
        level[rng.random(len(tracts)) < 0.2] = np.nan
        inside = near(points, tracts, 0)
        own = np.full(len(points), -1)
        own[inside[0]] = inside[1]
        as_placed, least, most = lower_bounds(level, own, near(points, tracts), rng.integers(1, 90, 30))
        assert 0 <= least <= as_placed <= most <= 1


def test_connecticut(release):
    rows = release.observations(["opportunity.near_borders"], release.state_places)
    value = {(r["grp"], r["output"]): r["value"] for r in rows}
    # over one in four of 1,047 school points are within 100 meters of another tract
    assert value["schools", "points"] == 1_047
    assert value["schools", "near_share"] > 0.25
    for kind in ("schools", "stations", "subsidized"):
        assert value[kind, "lower_least"] < value[kind, "lower"] < value[kind, "lower_most"]
    # the 45 records of whole voucher counts sit at offices: they are no homes
    assert value["subsidized", "points"] < 10_000
