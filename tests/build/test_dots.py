import hashlib
import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from fairtown import hub
from fairtown.build.dots import counts, place_dots, place_in_each
from fairtown.build.tiles import DOT_SCALES, MAX_ZOOM, Shapes, _dot_lines, dot_points, ground_of
from fairtown.concepts import FairtownError

#: People of the tracts of a town.
tracts = st.lists(st.integers(0, 10_000), min_size=1, max_size=30)
LATITUDE = 41.6
L_SHAPE = shapely.Polygon([(0, 0), (2, 0), (2, 1), (1, 1), (1, 2), (0, 2)])


def people_of(**towns: list[int]) -> pd.DataFrame:
    """Return people per tract as `counts` takes them."""
    rows = [(name, value) for name, values in towns.items() for value in values]
    codes = [f"{i:011d}" for i in range(len(rows))]
    return pd.DataFrame(rows, columns=["town", "value"]).assign(geoid=codes)


@given(tracts, tracts, st.integers(1, 500))
def test_no_dot_is_lost_or_added(one: list[int], other: list[int], per_dot: int) -> None:
    people = people_of(a=one, b=other)
    dots = counts(people, per_dot).groupby(people.town).sum()
    assert dots.to_dict() == {"a": int(sum(one) / per_dot + 0.5), "b": int(sum(other) / per_dot + 0.5)}


@given(tracts, st.integers(1, 500))
def test_each_tract_gets_its_quota_rounded_up_or_down(values: list[int], per_dot: int) -> None:
    dots = counts(people_of(a=values), per_dot).to_numpy()
    total = sum(values)
    quota = np.array(values) * int(total / per_dot + 0.5) / (total or 1)
    assert (dots >= 0).all()
    assert (np.abs(dots - quota) < 1 + 1e-9).all()


def test_equal_remainders_go_to_the_larger_tract_then_to_the_lower_code() -> None:
    assert counts(people_of(a=[5, 15, 15, 5]), 10).tolist() == [0, 2, 2, 0]
    assert counts(people_of(a=[15, 15]), 20).tolist() == [1, 1]
    assert counts(people_of(a=[15, 15, 15]), 18).tolist() == [1, 1, 1]
    assert counts(people_of(a=[5, 5, 5]), 8).tolist() == [1, 1, 0]


@given(st.lists(st.integers(0, 400), min_size=2, max_size=12), st.randoms())
def test_the_order_of_tracts_changes_nothing(values: list[int], random) -> None:  # type: ignore[no-untyped-def]
    people = pd.DataFrame({"geoid": [f"{i:011d}" for i in range(len(values))], "town": "a", "value": values})
    shuffled = people.sample(frac=1, random_state=random.randrange(1000))
    first = dict(zip(people.geoid, counts(people, 25), strict=True))
    second = dict(zip(shuffled.geoid, counts(shuffled, 25), strict=True))
    assert first == second


@pytest.mark.parametrize("count", [np.nan, -1])
def test_a_missing_or_negative_count_is_refused(count: float) -> None:
    with pytest.raises(FairtownError, match="missing or negative"):
        counts(people_of(a=[1, 2]).assign(value=[1.0, count]), 3)


def test_all_dots_lie_inside_and_are_spread_evenly() -> None:
    points = place_dots(L_SHAPE, 6000, "somewhere")
    assert shapely.contains_xy(L_SHAPE, points).all()
    cells = np.floor(points).astype(int)
    _, found = np.unique(cells, axis=0, return_counts=True)
    assert len(found) == 3
    # chi-square with 2 degrees of freedom: 13.8 is exceeded once in a thousand
    assert ((found - 2000) ** 2 / 2000).sum() < 13.8


def test_the_same_seed_gives_the_same_dots_and_another_stream_others() -> None:
    assert (place_dots(L_SHAPE, 10, "a") == place_dots(L_SHAPE, 10, "a")).all()
    assert not (place_dots(L_SHAPE, 10, "a") == place_dots(L_SHAPE, 10, "b")).any()


def test_dots_are_where_they_were() -> None:
    """The sum of the bytes that the first way of placing them gave, a triangle at a time."""
    digest = hashlib.sha256(place_dots(L_SHAPE, 1000, "somewhere").tobytes()).hexdigest()
    assert digest.startswith("8172fc5b63bf6386")


def test_many_shapes_at_once_get_the_dots_of_each_alone() -> None:
    shapes = [shapely.affinity.translate(L_SHAPE, i) for i in range(40)]
    numbers, streams = list(range(40)), [f"shape {i}" for i in range(40)]
    together = place_in_each(shapes, numbers, streams)
    for points, shape, n, stream in zip(together, shapes, numbers, streams, strict=True):
        assert len(points) == n
        assert (points == place_dots(shape, n, stream)).all()


def test_a_sliver_too_thin_for_the_margin_still_gets_its_dots() -> None:
    sliver = shapely.Polygon([(0, 0), (1, 0), (1, 0.00001), (0, 0.00001)])
    assert shapely.intersects_xy(sliver, place_dots(sliver, 20, "thin")).all()


def test_dots_of_every_town_of_connecticut_add_up(results, clean) -> None:  # type: ignore[no-untyped-def]
    rows = results["residents.race_ethnicity", 2023].rows
    rows = rows[(rows.output == "people") & (rows.group == "people_of_color")]
    tracts = clean.places[(clean.places.level == "tract") & (clean.places.vintage == "2022")]
    people = rows.merge(tracts[["geoid", "town"]], on="geoid")
    assert len(people) == 879
    by_town = people.assign(dots=counts(people, 100)).groupby("town")[["value", "dots"]].sum()
    assert len(by_town) == 169
    assert (np.abs(by_town.dots - by_town.value / 100) <= 0.5).all()


def test_the_program_of_the_tiles_gets_every_dot_of_a_scale_once(results, clean) -> None:  # type: ignore[no-untyped-def]
    rows = results["residents.race_ethnicity", 2023].rows
    people = rows[(rows.output == "people") & (rows.group == "people_of_color")]
    tracts = clean.places[(clean.places.level == "tract") & (clean.places.vintage == "2022")]
    color = people.merge(tracts[["geoid", "town"]][~tracts.is_water], on="geoid")[["geoid", "town", "value"]]
    shapes = Shapes(clean)
    written: dict[str, list[list[float]]] = {}
    for line in _dot_lines(shapes, color):
        feature = json.loads(line)
        own = written.setdefault(feature["tippecanoe"]["layer"], [])
        own += feature["geometry"]["coordinates"]
    ground = ground_of(shapes, color)
    for per_dot, _low, _high in DOT_SCALES:
        expected = np.round(dot_points(ground, color, per_dot), 6)
        assert sorted(written[f"dots_{per_dot}"]) == sorted(expected.tolist())


def test_dots_cover_a_third_of_the_densest_tract_at_most(results, clean) -> None:  # type: ignore[no-untyped-def]
    """From the zoom on where the map's script draws each scale of dots, rings and all; and the tiles hold it there."""
    style = (Path(hub.__file__).parent / "frontend" / "style.js").read_text()
    pattern = r"people: (\d+), from: ([\d.]+), radius: ([\d.]+), ring: ([\d.]+)"
    scales = [tuple(map(float, found)) for found in re.findall(pattern, style)]
    assert [people for people, *_ in scales] == [people for people, *_ in DOT_SCALES]
    rows = results["residents.race_ethnicity", 2023].rows
    people = rows[(rows.output == "people") & (rows.group == "people_of_color")].set_index("geoid").value
    shapes = Shapes(clean).newest
    density = max(count / shapes[geoid].area for geoid, count in people.items() if geoid in shapes)
    for (per_dot, zoom, radius, ring), (_people, low, high) in zip(scales, DOT_SCALES, strict=True):
        # a degree of longitude on the screen; one of latitude is longer by 1 / cos of it
        pixels = 512 * 2**zoom / 360
        share = density / per_dot * np.pi * (radius + ring) ** 2 / (pixels**2 / np.cos(np.radians(LATITUDE)))
        assert share < 1 / 3 + 0.01
        assert low <= min(zoom, MAX_ZOOM) <= high + 1
