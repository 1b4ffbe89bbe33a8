"""From 2020 tracts to 2010 tracts nobody is lost; a point is placed in its tract or refused."""

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from fairtown.concepts import FairtownError
from fairtown.data import crosswalks

SQUARES = pd.DataFrame(
    {
        "geoid": ["west", "east"],
        "geometry": ["POLYGON ((0 0, 1 0, 1 1, 0 1, 0 0))", "POLYGON ((1 0, 2 0, 2 1, 1 1, 1 0))"],
    }
)


def crosswalk(pairs: list[tuple[str, str, float]], tracts: list[str] | None = None) -> pd.DataFrame:
    relationship = pd.DataFrame(pairs, columns=["geoid_2020", "geoid_2010", "land_m2"])
    codes = sorted(set(relationship.geoid_2020)) if tracts is None else tracts
    return crosswalks.tracts_2020_to_2010(
        relationship, pd.DataFrame({"geoid": [f"new {c}" for c in codes], "geoid_2020": codes})
    )


def test_a_straddling_tract_is_divided_by_land():
    parts = crosswalk([("A", "a", 300.0), ("A", "b", 100.0), ("B", "b", 50.0)])
    assert parts.geoid.tolist() == ["new A", "new A", "new B"]
    assert parts.geoid_2010.tolist() == ["a", "b", "b"]
    assert parts.weight.tolist() == [0.75, 0.25, 1.0]
    assert parts.is_divided.tolist() == [True, True, False]


def test_where_people_are_known_they_divide_a_tract_and_land_where_nobody_lives():
    pairs = [("A", "a", 300, 10), ("A", "b", 100, 30), ("B", "b", 50, 7), ("B", "c", 150, 0)]
    pairs += [("C", "c", 10, 0), ("C", "d", 30, 0)]
    relationship = pd.DataFrame(pairs, columns=["geoid_2020", "geoid_2010", "land_m2", "people"])
    codes = sorted(set(relationship.geoid_2020))
    parts = crosswalks.tracts_2020_to_2010(relationship, pd.DataFrame({"geoid": codes, "geoid_2020": codes}))
    assert list(zip(parts.geoid, parts.geoid_2010, parts.weight, parts.is_divided, strict=True)) == [
        ("A", "a", 0.25, True),
        ("A", "b", 0.75, True),
        ("B", "b", 1.0, False),
        ("C", "c", 0.25, True),
        ("C", "d", 0.75, True),
    ]


def test_a_sliver_counts_for_nothing_and_does_not_divide_the_tract():
    parts = crosswalk([("A", "a", 995.0), ("A", "b", 5.0)])
    assert parts.geoid_2010.tolist() == ["a"]
    assert parts.weight.tolist() == [1.0]
    assert parts.is_divided.tolist() == [False]


def test_a_part_of_exactly_one_percent_is_kept():
    assert crosswalk([("A", "a", 990.0), ("A", "b", 10.0)]).weight.tolist() == [0.99, 0.01]


def test_a_tract_without_a_partner_is_refused_by_name():
    with pytest.raises(FairtownError, match=r"1 tracts without a partner, first new C; complete census_geog"):
        crosswalk([("A", "a", 1.0)], tracts=["A", "C"])


def test_a_tract_that_shares_no_land_is_refused():
    with pytest.raises(FairtownError, match="new A"):
        crosswalk([("A", "a", 0.0), ("B", "b", 1.0)])


lands = st.dictionaries(
    st.tuples(st.sampled_from("ABCD"), st.sampled_from("abcd")), st.integers(1, 10**6), min_size=1
)


@settings(max_examples=15)
@given(land=lands, people=st.lists(st.integers(0, 10**5), min_size=4, max_size=4))
def test_weights_add_up_to_one_and_people_are_conserved(land, people):
    parts = crosswalk([(new, old, float(m2)) for (new, old), m2 in land.items()])
    assert np.allclose(parts.groupby("geoid").weight.sum(), 1, atol=1e-12)
    assert (parts.weight > 0).all()
    in_tract = {f"new {code}": n for code, n in zip("ABCD", people, strict=True)}
    carried = (parts.geoid.map(in_tract) * parts.weight).groupby(parts.geoid_2010).sum()
    assert carried.sum() == pytest.approx(sum(in_tract[g] for g in parts.geoid.unique()))


def test_connecticut_weights_add_up_to_one_in_every_tract(clean):
    parts = clean.crosswalk_2020_to_2010
    sums = parts.groupby("geoid").weight.sum()
    assert len(sums) == 879
    assert np.allclose(sums, 1, atol=1e-12)


def test_all_people_of_2023_arrive_in_2010_tracts_with_land(clean):
    parts = clean.crosswalk_2020_to_2010
    people = clean.rows("acs5.race_ethnicity", 2023).set_index("geoid").pop_total
    assert (people.loc[parts.geoid].to_numpy() * parts.weight).sum() == pytest.approx(3_598_348)
    assert set(parts.geoid_2010) <= set(clean.rows("census_boundaries.tracts", 2010).geoid)


def test_a_point_goes_to_the_tract_that_holds_it():
    assert crosswalks.tracts_of_points([0.5, 1.5], [0.5, 0.5], SQUARES) == ["west", "east"]


def test_a_point_just_off_the_shore_goes_to_the_nearest_tract():
    assert crosswalks.tracts_of_points([2.009], [0.5], SQUARES) == ["east"]


def test_a_point_far_away_is_refused_with_its_place_and_the_number_of_such_points():
    with pytest.raises(FairtownError) as error:
        crosswalks.tracts_of_points([0.5, 2.5, 9.0], [0.5, 0.25, 9.0], SQUARES)
    line = str(error.value)
    assert line.startswith("point 0.25000, 2.50000 lies in no tract, 2 in all")
    assert "\n" not in line


def test_exchanged_latitude_and_longitude_are_refused(clean):
    boundaries = clean.rows("census_boundaries.tracts", 2010)
    with pytest.raises(FairtownError, match="latitude and longitude are not exchanged"):
        crosswalks.tracts_of_points([41.76], [-72.68], boundaries)


def test_a_point_of_unknown_place_is_refused():
    with pytest.raises(FairtownError):
        crosswalks.tracts_of_points([np.nan], [np.nan], SQUARES)


def holds(ring: np.ndarray, x: float, y: float) -> bool:
    """Count the edges that a ray to the east crosses."""
    x0, y0, x1, y1 = ring[:-1, 0], ring[:-1, 1], ring[1:, 0], ring[1:, 1]
    crossed = (y0 > y) != (y1 > y)
    at = x0[crossed] + (y - y0[crossed]) / (y1[crossed] - y0[crossed]) * (x1[crossed] - x0[crossed])
    return bool((at > x).sum() % 2)


def test_projects_lie_in_the_tract_that_a_plain_ray_test_finds(clean):
    boundaries = clean.rows("census_boundaries.tracts", 2010)
    shapes = shapely.from_wkt(boundaries.geometry.to_numpy())
    rings = {
        geoid: [np.array(r.coords) for part in shape.geoms for r in (part.exterior, *part.interiors)]
        for geoid, shape in zip(boundaries.geoid, shapes, strict=True)
    }
    projects = clean.rows("ct_housing_inventory.projects")
    found = crosswalks.tracts_of_points(projects.lon, projects.lat, boundaries)
    inside = [
        sum(holds(ring, x, y) for ring in rings[geoid]) % 2
        for geoid, x, y in zip(found, projects.lon, projects.lat, strict=True)
    ]
    off_shore = [i for i, is_inside in enumerate(inside) if not is_inside]
    assert len(inside) == len(projects)
    assert len(off_shore) <= 5
    state = shapely.unary_union(shapes)
    points = shapely.points(projects.lon, projects.lat)[off_shore]
    assert not shapely.covers(shapely.buffer(state, -1e-6), points).any()
