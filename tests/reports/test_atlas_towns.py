"""Towns of Vermont's zoning atlas: every district on its town's page, shares that add up, maps that lose no land."""

import re
from dataclasses import replace

import numpy as np
import pytest
import shapely

from fairtown.drawings.atlas_map import WIDTH, Drawn, Shape, drawing
from fairtown.reports.atlas_towns import homes_class, least_lot, slugs, town, towns
from fairtown.reports.zoning_atlas import KINDS, districts, vermont

#: A square unit of a town's map is ten meters by ten.
ACRES_PER_UNIT = 100 / 4046.8564224
STEP = re.compile(r"-?\d+")


def acres_drawn(path: str) -> float:
    """Return the land inside a path of one ring, whose first corner and steps are in units."""
    start, steps = path.removeprefix("M").removesuffix("z").split("l")
    points = [*map(int, STEP.findall(start)), *map(int, STEP.findall(steps))]
    return shapely.Polygon(np.cumsum(np.array(points).reshape(-1, 2), axis=0)).area * ACRES_PER_UNIT


@pytest.fixture(scope="module")
def all_towns():
    return [town(slug) for slug in towns()]


def test_every_district_is_on_the_page_of_one_town(all_towns):
    rows = [own.row for place in all_towns for own in place.districts]
    assert sorted(rows) == list(range(len(districts().districts)))
    assert len(set(slugs().values())) == len(all_towns)


def test_shares_of_a_town_add_up_to_its_land(all_towns):
    for place in all_towns:
        shares = [own.share for own in place.districts if own.share is not None]
        assert sum(shares) == pytest.approx(1 if place.land else 0)
        assert (place.land is None) == (place.map is None) == (not shares)
    assert sum(place.land.acres for place in all_towns if place.land) == pytest.approx(vermont().state.acres)


def test_what_is_drawn_is_what_the_shares_are_of(all_towns):
    """A district with acres has a shape, and the other way round; large ones of one piece keep their land."""
    n_measured = 0
    for place in all_towns:
        for own in place.districts:
            acres = own.district.acres
            assert (own.shape is not None) == (acres is not None)
            if acres and acres > 1_000 and own.shape.path.count("M") == 1:
                assert acres_drawn(own.shape.path) == pytest.approx(acres, rel=0.02)
                n_measured += 1
    assert n_measured > 40


def test_a_town_by_hand():
    """Essex: of its acres, added up from the table, 6,543.1 are AR: one home or two as of right, on three acres."""
    acres = (
        6543.1,
        99.1,
        5060.8,
        2314.6,
        129.5,
        9.1,
        897.5,
        62.3,
        406.5,
        21.1,
        151.5,
        1268.0,
        2346.1,
        10.2,
        12.1,
        644.4,
    )
    own = next(d for d in town("essex-chittenden-county").districts if d.district.district == "AR")
    assert own.share == pytest.approx(6543.1 / sum(acres))
    assert (own.homes_class, own.district.treatments["f3"]) == ("few", "prohibited")
    assert least_lot(own.district, "f1") == ("number", 3, 3)
    assert least_lot(own.district, "f4plus")[0] == ""


@pytest.mark.parametrize(
    ("treated", "expected"),
    [
        (("allowed",) * 4, "four"),
        (("prohibited", "prohibited", "prohibited", "allowed"), "four"),
        (("allowed", "allowed", "hearing", "hearing"), "few"),
        (("allowed", "prohibited", "prohibited", "hearing"), "one"),
        (("prohibited", "hearing", "prohibited", "prohibited"), "hearing"),
        (("prohibited",) * 4, "none"),
        (("prohibited", "prohibited", "prohibited", "silent"), "unknown"),
        (("unknown",) * 4, "unknown"),
    ],
)
def test_the_color_is_of_the_most_homes_as_of_right(treated, expected):
    assert homes_class(dict(zip(KINDS, treated, strict=True))) == expected


def test_a_name_stands_where_it_has_room_and_is_escaped():
    square = Shape("M0 0l100 0 0 100 -100 0z", 50, 50, 50)
    big = Drawn(square, "few", "R&D", "<b>", "district-1")
    text = drawing(100, 50, [big, replace(big, shape=replace(square, radius=1), short="X")])
    assert f'viewBox="0 0 {WIDTH} {WIDTH // 2}"' in text
    assert text.count("<text") == 1
    assert "R&amp;D" in text
    assert "<title>&lt;b&gt;</title>" in text
