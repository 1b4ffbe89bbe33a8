import gzip
from pathlib import Path

import numpy as np
import resvg_py
import shapely
from hypothesis import given
from hypothesis import strategies as st

from fairtown.drawings.svg_map import Projection, corners, path

FRAME = Projection((0, 0, 1, 1), 900)
RINGS = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=3, max_size=30)


@given(st.lists(RINGS, min_size=1, max_size=3))
def test_a_path_keeps_every_corner_to_a_tenth_of_a_pixel(rings: list[list[tuple[float, float]]]) -> None:
    shape = shapely.MultiPolygon([shapely.Polygon(ring) for ring in rings])
    tenths = [np.round(FRAME(np.array(ring)), 1) for ring in rings]
    expected = [np.vstack([ring[:1], ring[1:][np.diff(ring, axis=0).any(axis=1)]]) for ring in tenths]
    assert np.allclose(corners(path(shape, FRAME)), np.concatenate(expected), atol=1e-6)


def test_a_path_is_short_and_holes_are_rings_of_their_own() -> None:
    square = shapely.Polygon([(0, 0), (0.05, 0.3), (1, 1), (1, 0)], [[(0.2, 0.1), (0.4, 0.1), (0.4, 0.15)]])
    assert path(square, FRAME) == "M0 900l45-270 855-630 0 900zM180 810l180 0 0-45z"


def test_a_ring_smaller_than_a_tenth_of_a_pixel_is_a_point() -> None:
    speck = shapely.Polygon([(0.5, 0.5), (0.50001, 0.5), (0.5, 0.50001)])
    assert path(speck, FRAME) == "M450 450z"


def test_nothing_has_no_path() -> None:
    assert path(shapely.Polygon(), FRAME) == ""


def test_drawings_of_a_release_are_there_compressed_too(release_folder: Path) -> None:
    drawings = sorted((release_folder / "maps").rglob("*.svg"))
    assert len(drawings) > 100
    for drawing in drawings[:20]:
        assert gzip.decompress(Path(f"{drawing}.gz").read_bytes()) == drawing.read_bytes()
    assert resvg_py.svg_to_bytes(svg_string=drawings[0].read_text()).startswith(b"\x89PNG")
