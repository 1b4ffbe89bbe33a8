"""Districts on the map: every town is in one of each layer, and codes are those of the Department's figures."""

import numpy as np
import pytest
import shapely

from fairtown.data.geometry.projection import center, equal_area

SQUARE_METERS_PER_MILE = 1609.344**2
#: Region 20 came later than the figures.
LATER = {"Regional School District #20"}


@pytest.fixture(scope="module")
def shapes(clean):
    rows = clean.rows("ct_school_districts.boundaries")
    return rows.assign(shape=shapely.from_wkt(rows.geometry.to_numpy()))


def test_layers(shapes):
    assert shapes.layer.value_counts().to_dict() == {"elementary": 157, "secondary": 139}
    assert shapely.is_valid(shapes["shape"].to_numpy()).all()


@pytest.mark.parametrize("layer", ["elementary", "secondary"])
def test_a_layer_covers_the_state(shapes, layer):
    own = shapes[shapes.layer == layer]["shape"].to_numpy()
    middle = center(*shapely.get_coordinates(own).T)

    def flat(points):
        return np.column_stack(equal_area(points[:, 0], points[:, 1], middle))

    miles = shapely.area(shapely.transform(own, flat)).sum() / SQUARE_METERS_PER_MILE
    assert miles == pytest.approx(4_960, rel=0.02)


def test_codes_are_those_of_the_figures(shapes, clean):
    known = set(clean.rows("ct_edsight.districts").district_code)
    assert not set(shapes.district_code) - known


def test_regional_districts_serve_the_towns_of_the_figures(clean):
    grades = clean.rows("ct_school_districts.regional_grades")
    pairs = clean.rows("ct_edsight.meals")
    served = {
        (row.geoid, int("".join(c for c in row.district if c.isdigit())))
        for row in pairs[pairs.district_type == "regional"].itertuples()
    }
    listed = {
        (row.geoid, int(row.district.rpartition("#")[2]))
        for row in grades[~grades.district.isin(LATER)].itertuples()
    }
    # Region 6 became part of Region 20
    assert {number for _geoid, number in served - listed} == {6}
    assert not listed - served
