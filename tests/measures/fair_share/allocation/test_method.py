import math

import numpy as np
import pytest

from fairtown.concepts import FairtownError
from fairtown.measures.fair_share.allocation.method import Method
from fairtown.scenarios.fair_share.shares import built_in

PLAIN = {"id": "m", "title": "M", "factors": {"homes": 1.0}}


def test_weights_are_divided_by_their_sum_and_zeros_left_out():
    method = Method("m", "M", {"homes": 3, "jobs": 1, "land": 0})
    assert method.weights == {"homes": 0.75, "jobs": 0.25}
    assert set(method.figures) == {"census_housing_units", "households", "access_to_jobs"}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"factors": {}}, "the weights sum to 0, expected more than 0"),
        ({"factors": {"homes": 0}}, "the weights sum to 0"),
        (
            {"factors": {"homes": -1, "jobs": 2}},
            "weight of homes is -1, expected a finite number of 0 or more",
        ),
        ({"factors": {"homes": math.nan}}, "weight of homes is nan"),
        ({"factors": {"homes": math.inf}}, "weight of homes is inf"),
        ({"factors": {"homes": 1e308, "jobs": 1e308}}, "the weights sum to inf"),
        ({"factors": {"charm": 1}}, "factor 'charm' is unknown; there are: ratables"),
        ({"need": "much"}, "need is 'much', expected one of burdened_under_20000"),
        ({"need": "own", "need_homes": -1}, "need is -1 homes, expected a number from 0 to 100,000,000"),
        ({"need": "own", "need_homes": math.nan}, "need is nan homes"),
        ({"exempt": {"charm": 1}}, "exemption by 'charm' is unknown; there are: poverty_share"),
        ({"exempt": {"poverty_share": -0.1}}, "line of exemption by poverty_share is -0.1"),
        ({"cap_share": 0}, "cap is 0 of a town's households, expected a share above 0, or none"),
        ({"cap_share": math.nan}, "cap is nan of a town's households"),
        ({"cap_homes": -5}, "cap is -5 homes, expected a number above 0, or none"),
        ({"floor_share": 1}, "floor is 1 of a town's households, expected a share from 0 to below 1"),
        ({"floor_share": 0.3, "cap_share": 0.2}, "cap of 0.2 is below the floor of 0.3"),
        ({"factors": {"homes": "much"}}, "weight of homes is 'much', expected a finite number of 0 or more"),
        ({"factors": {"homes": 10**400}}, "weight of homes is 1000000"),
        ({"need": "own", "need_homes": "many"}, "need is 'many' homes, expected a number from 0"),
        ({"need": "own", "need_homes": math.inf}, "need is inf homes"),
        (
            {"exempt": {"poverty_share": "poor"}},
            "line of exemption by poverty_share is 'poor', expected a finite",
        ),
        ({"exempt": {"poverty_share": math.nan}}, "line of exemption by poverty_share is nan"),
        ({"cap_share": "a fifth"}, "cap is 'a fifth' of a town's households"),
        ({"cap_homes": None}, "cap is None homes, expected a number above 0, or none"),
        ({"floor_share": "some"}, "floor is 'some' of a town's households"),
        ({"floor_share": -0.1}, "floor is -0.1 of a town's households"),
        ({"rounding": "up"}, "rounding is 'up', expected one of largest_remainder, webster"),
    ],
)
def test_a_method_that_cannot_be_is_told_in_one_line(changes, message):
    with pytest.raises(FairtownError) as error:
        Method(**PLAIN | changes)
    assert message in str(error.value)
    assert str(error.value).startswith("fair share: ")
    assert "\n" not in str(error.value)


def test_a_long_text_is_cut_in_a_refusal():
    with pytest.raises(FairtownError) as error:
        Method("m", "M", {"x" * 5_000: 1})
    assert len(str(error.value)) < 500


def test_whole_numbers_of_any_kind_are_numbers():
    assert Method("m", "M", {"homes": np.int64(3), "jobs": np.float64(1)}).weights == {
        "homes": 0.75,
        "jobs": 0.25,
    }


def test_each_of_ours_says_of_each_part_whether_it_is_the_law():
    assert len(built_in()) == 5
    for method in built_in().values():
        assert method.claims
        assert {c.status for c in method.claims} <= {"verified", "copy", "assumed", "unknown"}
        # what was read says where
        assert all(c.source for c in method.claims if c.status in ("verified", "copy")), method.id


def test_a_method_of_ones_own_claims_nothing():
    assert built_in()["connecticut_oca"].with_changes(rounding="webster").claims == ()
