"""Rectangles in polygons, at any angle, against plain search; parcels and setbacks on the ground."""

import numpy as np
import pytest
import shapely
from hypothesis import assume, given
from hypothesis import strategies as st
from shapely import affinity

from fairtown.data.geometry.projection import center, equal_area
from fairtown.data.ozfs.feed import Parcels
from fairtown.data.ozfs.parcels import SIDES
from fairtown.measures.zoning.ozfs.constraint import Limit
from fairtown.measures.zoning.ozfs.fit import Fitting, Setbacks, setbacks_of
from fairtown.measures.zoning.ozfs.ground import METERS_PER_FT, ground_of, left_by_setbacks
from fairtown.measures.zoning.ozfs.kleene import FALSE, MAYBE, TRUE
from fairtown.measures.zoning.ozfs.rectangle import CLOSE_M, MOST_WIDENED, SLACK_M, Room, room_of

#: Twice what a no may be off on each side, and what a yes may stick out.
NEAR = 2 * (CLOSE_M + SLACK_M)
SQUARE = shapely.box(0, 0, 20, 20)
ELL = shapely.Polygon([(0, 0), (30, 0), (30, 10), (10, 10), (10, 30), (0, 30)])


def holds(piece, width: float, depth: float) -> bool:
    room = room_of(piece)
    return room is not None and room.holds(width, depth)


# by hand


@pytest.mark.parametrize(
    ("piece", "size", "fits"),
    [
        (SQUARE, (20, 20), True),
        (SQUARE, (20.05, 10), False),
        (SQUARE, (26, 1.9), True),
        (SQUARE, (20.05, 19.9), False),
        (SQUARE, (28, 0.2), True),
        (SQUARE, (28.3, 0.2), False),
        (affinity.rotate(SQUARE, 37), (20, 20), True),
        (ELL, (10, 30), True),
        (ELL, (30, 10), True),
        (ELL, (10.1, 20), False),
        (ELL, (10.1, 9.9), True),
        (ELL, (14, 10), True),
        (ELL, (12, 12), False),
        (SQUARE.difference(shapely.box(9, 9, 11, 11)), (9, 20), True),
        (SQUARE.difference(shapely.box(9, 9, 11, 11)), (9.1, 9.1), False),
        (SQUARE.difference(shapely.box(9, 9, 11, 11)), (12, 12), False),
        (shapely.Point(0, 0).buffer(10, quad_segs=64), (12, 15.9), True),
        (shapely.Point(0, 0).buffer(10, quad_segs=64), (12, 16.1), False),
        (shapely.Polygon([(0, 0), (30, 0), (0, 40)]), (15, 20), True),
        (shapely.Polygon([(0, 0), (30, 0), (0, 40)]), (15.1, 20.1), False),
    ],
)
def test_a_rectangle_fits_or_not_as_worked_by_hand(piece, size, fits):
    assert holds(piece, *size) is fits
    assert holds(piece, *size[::-1]) is fits


def test_no_ground_holds_nothing():
    for piece in (None, shapely.Polygon(), shapely.LineString([(0, 0), (9, 9)]), shapely.box(0, 0, 5, 0)):
        assert not holds(piece, 1, 1)


def test_a_yes_does_not_hang_on_the_last_millimeter():
    """Whoever builds exactly what the setbacks leave may do so, wherever the parcel lies."""
    for angle, east in ((0, 0), (33.3, 9_000), (71.2, -20_000)):
        piece = affinity.translate(affinity.rotate(shapely.box(0, 0, 10.668, 12.192), angle), east, east)
        assert holds(piece, 35 * METERS_PER_FT, 40 * METERS_PER_FT)


# against plain search

lengths = st.floats(3, 20).map(lambda v: round(v, 2))


@st.composite
def pieces(draw):
    """Draw stars and L-shapes, with a few corners bitten off, turned and moved."""
    n = draw(st.integers(4, 9))
    radii = draw(st.lists(st.floats(5, 25), min_size=n, max_size=n))
    turn = np.linspace(0, 2 * np.pi, n, endpoint=False)
    piece = shapely.Polygon(np.column_stack([radii * np.cos(turn), radii * np.sin(turn)]))
    if draw(st.booleans()):
        bite = shapely.Point(draw(st.floats(-15, 15)), draw(st.floats(-15, 15))).buffer(draw(st.floats(2, 8)))
        parts = shapely.get_parts(piece.difference(bite))
        piece = parts[np.argmax(shapely.area(parts))]
    return affinity.rotate(piece, draw(st.floats(0, 90)), origin=(0, 0))


def found_by_search(piece, width: float, depth: float) -> bool:
    """Lay the rectangle at many places and angles; a yes is true, a no may be luck."""
    low_x, low_y, high_x, high_y = piece.bounds
    x, y, turn = np.meshgrid(
        np.linspace(low_x, high_x, 23),
        np.linspace(low_y, high_y, 23),
        np.linspace(0, np.pi, 36, endpoint=False),
    )
    x, y, turn = x.ravel(), y.ravel(), turn.ravel()
    corners = np.array([(1, 1), (1, -1), (-1, -1), (-1, 1)]) * (width / 2, depth / 2)
    east = x[:, None] + np.cos(turn)[:, None] * corners[:, 0] - np.sin(turn)[:, None] * corners[:, 1]
    north = y[:, None] + np.sin(turn)[:, None] * corners[:, 0] + np.cos(turn)[:, None] * corners[:, 1]
    shapely.prepare(piece)
    return bool(shapely.contains(piece, shapely.polygons(np.stack([east, north], axis=-1))).any())


@given(pieces(), lengths, lengths)
def test_what_a_search_finds_is_found(piece, width, depth):
    if found_by_search(piece, width, depth):
        assert holds(piece, width, depth)


@given(pieces(), st.floats(0.3, 0.95), st.floats(0.5, 2))
def test_what_fits_is_really_inside(piece, share, shape):
    """A yes is checked by the largest rectangle of this shape: at its own angle it lies within the piece."""
    room = Room(piece)
    side = share * np.sqrt(piece.area * shape)
    assume(room.holds(side, side / shape))
    grown = shapely.buffer(piece, 3 * SLACK_M, join_style="mitre")
    half = np.array([side, side / shape]) / 2
    angles = np.concatenate([room.turns, np.arange(0, np.pi, np.pi / 720)])
    able = angles[room.hull.fits(angles, half)]
    assert len(able)
    if room.is_convex:
        angle = able[0]
        middle = (
            shapely.get_coordinates(room.hull.region(angle, np.maximum(half - SLACK_M, 0)))[0] + room.middle
        )
        placed = affinity.rotate(
            shapely.box(*(middle - half + SLACK_M), *(middle + half - SLACK_M)), np.degrees(angle)
        )
        assert grown.contains(placed)


@given(pieces(), lengths, lengths, st.floats(0, 5), st.floats(0, 5))
def test_a_smaller_rectangle_fits_wherever_a_larger_one_does(piece, width, depth, less_wide, less_deep):
    if holds(piece, width, depth):
        assert holds(piece, max(width - less_wide - NEAR, 0.1), max(depth - less_deep - NEAR, 0.1))


@given(pieces(), lengths, lengths, st.floats(0, 360), st.floats(-5_000, 5_000), st.floats(-5_000, 5_000))
def test_turning_and_moving_the_piece_changes_nothing(piece, width, depth, angle, east, north):
    moved = affinity.translate(affinity.rotate(piece, angle, origin=(0, 0)), east, north)
    if holds(piece, width, depth):
        assert holds(moved, width - NEAR, depth - NEAR)
    else:
        assert not holds(moved, width + NEAR, depth + NEAR)
    assert holds(piece, width, depth) == holds(piece, depth, width)


def test_a_hairline_case_of_a_round_piece_ends():
    """Every angle comes within a hair: the number of angles is limited, and the answer still a no."""
    ring = shapely.Point(0, 0).buffer(15.2, quad_segs=24).difference(shapely.box(14, -1, 16, 1))
    room = Room(ring)
    calls = []
    widened = room._fits_widened
    room._fits_widened = lambda *given: calls.append(1) or widened(*given)
    assert not room.holds(20.0, 22.96)
    assert len(calls) < 6 * MOST_WIDENED


# parcels on the ground


def parcels_of(*rings, sides, at=(-97.69, 33.15)) -> Parcels:
    """Make parcels from rings in meters around a place, one edge per side."""
    scale = np.array([1 / (111_320 * np.cos(np.radians(at[1]))), 1 / 110_900])
    lines, start = [], [0]
    for ring in rings:
        places = np.array(ring, float) * scale + at
        lines += [shapely.LineString(places[[i, (i + 1) % len(ring)]]) for i in range(len(ring))]
        start.append(len(lines))
    n = len(rings)
    middle = np.array([np.mean(np.array(ring, float) * scale + at, axis=0) for ring in rings])
    known = np.full(n, 100.0)
    return Parcels(
        np.array([f"p{i}" for i in range(n)], object), middle[:, 0], middle[:, 1], known, known, known,
        np.array(start), np.array([SIDES.index(s) for s in sides]), np.array(lines, object),
    )  # fmt: skip


FOUR = ("front", "exterior side", "rear", "interior side")
LOT = [(0, 0), (30, 0), (30, 40), (0, 40)]


def test_a_parcel_is_drawn_from_its_edges_in_any_order_and_direction():
    parcels = parcels_of(LOT, sides=FOUR)
    plain = ground_of(parcels).shapes[0]
    assert plain.area == pytest.approx(1200, rel=0.005)
    turned = shapely.reverse(parcels.edge_line[[2, 0, 3, 1]])
    mixed = Parcels(*(getattr(parcels, f) for f in ("ids", "lon", "lat", "lot_width_ft", "lot_depth_ft",
                      "lot_area_acres", "edge_start", "edge_side")), turned)  # fmt: skip
    assert ground_of(mixed).shapes[0].symmetric_difference(plain).area < 1e-6


def test_edges_that_miss_each_other_by_a_millimeter_close_and_by_a_meter_do_not():
    for gap, closes in ((0.001, True), (1.0, False)):
        parcels = parcels_of(LOT, sides=FOUR)
        moved = affinity.translate(parcels.edge_line[2], gap / 111_320, 0)
        parcels.edge_line[2] = moved
        fitting = Fitting(parcels, ground_of(parcels))
        assert fitting.no_shape(np.array([0]))[0] == (not closes)
        none = setbacks_of({}, 1)
        assert fitting.fits(np.array([0]), none, 20, 20)[0] == (TRUE if closes else MAYBE)


def test_a_parcel_without_edges_has_no_shape():
    empty = Parcels(np.array(["a"], object), *(np.ones(1) for _ in range(5)), np.array([0, 0]), np.zeros(0, int),
                    np.zeros(0, object))  # fmt: skip
    assert not empty.is_classified.any()
    assert ground_of(empty).shapes.tolist() == [None]


def test_the_areas_of_paradise_are_those_of_its_file(paradise):
    """The file's plane shows areas 0.31 % too small everywhere; ours keeps areas."""
    acres = shapely.area(paradise.fitting.ground.shapes) / 4_046.8564224
    ratio = acres / paradise.parcels.lot_area_acres
    assert ratio.min() == pytest.approx(1.0031, abs=1e-4)
    assert ratio.max() == pytest.approx(1.0031, abs=1e-4)


def test_lengths_on_the_plane_of_a_town_are_true_to_a_millimeter_on_a_parcel():
    geod = pytest.importorskip("pyproj").Geod(ellps="WGS84")
    lon, lat = np.array([-97.9, -97.8995, -97.9]), np.array([33.3, 33.3, 33.3004])
    x, y = equal_area(lon, lat, center([-97.69], [33.15]))
    for i in (1, 2):
        true = geod.inv(lon[0], lat[0], lon[i], lat[i])[2]
        assert np.hypot(x[i] - x[0], y[i] - y[0]) == pytest.approx(true, abs=1e-3)


def test_setbacks_leave_the_rectangle_worked_by_hand():
    parcels = parcels_of(LOT, sides=FOUR)
    ground = ground_of(parcels)
    setback_ft = np.array([[10.0], [6.0], [0.0], [5.0], [0.0]]) / METERS_PER_FT
    (left,) = left_by_setbacks(ground, parcels, np.array([0]), setback_ft)
    assert left.area == pytest.approx((30 - 5) * (40 - 16), rel=0.005)
    everything = np.full((5, 1), 30 / METERS_PER_FT)
    assert left_by_setbacks(ground, parcels, np.array([0]), everything).tolist() == [None]


def test_the_largest_of_several_pieces_is_kept():
    waist = [(0, 0), (20, 0), (20, 9), (14, 10), (20, 11), (20, 31), (0, 31), (0, 11), (6, 10), (0, 9)]
    parcels = parcels_of(waist, sides=["interior side"] * 10)
    (left,) = left_by_setbacks(
        ground_of(parcels), parcels, np.array([0]), np.full((5, 1), 4.2 / METERS_PER_FT)
    )
    assert left.geom_type == "Polygon"
    assert left.centroid.y > 0


def limits(**values) -> dict[str, Limit]:
    return {name: Limit(np.array(float(lo)), np.array(float(hi))) for name, (lo, hi) in values.items()}


def test_both_ends_of_setbacks_are_tried():
    """The lot is 30 × 40 m; rear setbacks of 20 to 60 ft leave 33.9 or 21.7 m of its depth."""
    parcels = parcels_of(LOT, LOT, LOT, sides=FOUR * 3)
    setbacks = setbacks_of(limits(setback_rear=(20, 60)), 3)
    fitting = Fitting(parcels, ground_of(parcels))
    rows = np.arange(3)
    for depth_m, outcome in ((21.5, TRUE), (30, MAYBE), (34.5, FALSE)):
        found = fitting.fits(rows, setbacks, 28 / METERS_PER_FT, depth_m / METERS_PER_FT)
        assert found.tolist() == [outcome] * 3


def test_a_setback_that_could_not_be_read_leaves_a_maybe_at_best():
    parcels = parcels_of(LOT, sides=FOUR)
    fitting = Fitting(parcels, ground_of(parcels))
    setbacks = setbacks_of(limits(setback_rear=(-np.inf, np.inf), setback_front=(10, 10)), 1)
    assert setbacks.lo[:, 0].tolist() == [10, 0, 0, 0, 0]
    assert setbacks.hi[:, 0].tolist() == [10, np.inf, 0, 0, np.inf]
    assert fitting.fits(np.array([0]), setbacks, 20, 20).tolist() == [MAYBE]
    assert fitting.fits(np.array([0]), setbacks, 200, 200).tolist() == [FALSE]


def test_an_edge_of_unknown_side_among_known_ones_has_the_range_of_all_sides():
    found = setbacks_of(limits(setback_front=(25, 35), setback_rear=(10, 10), setback_side_int=(5, 5)), 1)
    assert (found.lo[-1, 0], found.hi[-1, 0]) == (0, 35)
    assert len(found.lo) == len(SIDES)


@given(
    st.lists(st.floats(0, 60), min_size=4, max_size=4),
    st.lists(st.floats(0, 20), min_size=4, max_size=4),
    st.floats(10, 90),
    st.floats(10, 90),
)
def test_a_larger_setback_never_makes_room(setback_ft, more_ft, width_ft, depth_ft):
    skew = [(0, 0), (33, 4), (30, 40), (14, 36), (-3, 41)]
    parcels = parcels_of(skew, sides=(*FOUR, "interior side"))
    fitting = Fitting(parcels, ground_of(parcels))

    def fits(setback, slack):
        ends = np.array([*setback, 0.0])[:, np.newaxis]
        size = max(width_ft - slack, 1), max(depth_ft - slack, 1)
        return fitting.fits(np.array([0]), Setbacks(ends, ends), *size)[0]

    # arcs are drawn with chords, so that a larger arc may stand back by some centimeters less
    if fits([s + m for s, m in zip(setback_ft, more_ft, strict=True)], 0) == TRUE:
        assert fits(setback_ft, 1.0) == TRUE


def test_what_setbacks_leave_is_kept_for_the_next_building(paradise):
    fitting = Fitting(paradise.parcels, paradise.fitting.ground)
    rows = np.flatnonzero(paradise.parcels.is_classified)[:5]
    setbacks = setbacks_of(limits(setback_front=(25, 25)), 5)
    first = fitting.rooms(rows, setbacks.hi)
    assert all(a is b for a, b in zip(first, fitting.rooms(rows, setbacks.hi), strict=True))
