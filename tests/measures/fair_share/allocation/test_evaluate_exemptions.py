"""A method on made-up regions: exemptions that survey error leaves open, order and units."""

import numpy as np
import pytest
from scipy.stats import norm

from fairtown.concepts import FairtownError
from fairtown.measures.fair_share.allocation.evaluate import evaluate
from fairtown.measures.fair_share.allocation.figures import TownFigures
from fairtown.measures.fair_share.allocation.method import Method

from .evaluate_cases import EQUAL, rows


def near_the_line(places, poverty: float, **more) -> TownFigures:
    """Return figures in which town B has this poverty, give or take 3 points, and all others 5%."""
    seen = rows(poverty_share=([0.05, poverty, 0.05, 0.05, 0.05], [0.0, 0.03, 0.0, 0.0, 0.0], ""), **more)
    return TownFigures.from_observations(seen, places)


POOR_EXEMPT = EQUAL.with_changes(exempt={"poverty_share": 0.2})


@pytest.mark.parametrize("poverty", [0.18, 0.19, 0.2, 0.21, 0.22])
def test_how_often_a_town_near_the_line_is_exempt(places, poverty):
    result = evaluate(POOR_EXEMPT, near_the_line(places, poverty), n=4_000)
    assert result.is_exempt.tolist() == [False, poverty >= 0.2, False, False, False]
    assert result.is_open.tolist() == [False, True, False, False, False]
    assert result.draws.p_exempt[1] == pytest.approx(norm.cdf((poverty - 0.2) / (0.03 / 1.645)), abs=0.02)
    # of its region's need of 400 ± 82 it takes three quarters if it takes part, and its neighbor the rest
    assert result.homes_if_not_exempt[1] == pytest.approx(300, abs=2)
    assert result.lo90[1] == pytest.approx(300 - 0.75 * 82.25, abs=6)
    assert result.hi90[1] == pytest.approx(300 + 0.75 * 82.25, abs=6)
    assert result.homes[1] == (0 if poverty >= 0.2 else 300)


@pytest.mark.parametrize(("poverty", "p", "homes"), [(0.10, 0.0, 300), (0.30, 1.0, np.nan)])
def test_a_town_far_from_the_line_is_exempt_for_sure_or_not_at_all(places, poverty, p, homes):
    result = evaluate(POOR_EXEMPT, near_the_line(places, poverty), n=500)
    assert result.draws.p_exempt[1] == p
    assert not result.is_open.any()
    assert result.homes_if_not_exempt[1] == pytest.approx(homes, nan_ok=True)
    assert (result.hi90[1] == 0) == (p == 1)


def test_without_draws_nobody_says_how_sure_an_exemption_is(places):
    result = evaluate(POOR_EXEMPT, near_the_line(places, 0.21), n=0)
    assert np.isnan(result.draws.p_exempt).all()
    assert not result.is_open.any()
    assert np.isnan(result.homes_if_not_exempt[1])


@pytest.mark.parametrize(
    ("young", "without", "poverty", "rests"),
    [
        (0.7, 0.09, 0.22, True),  # exempt by the estimate
        (0.7, 0.09, 0.18, True),  # perhaps exempt
        (0.7, 0.09, 0.10, False),  # surely not exempt
        (0.5, 0.09, 0.22, False),  # no more than half
        (0.7, 0.21, 0.22, False),  # exempt without them, too
        (np.nan, np.nan, 0.22, False),
    ],
)
def test_an_exemption_rests_on_students_where_it_would_not_stand_without_them(
    places, young, without, poverty, rests
):
    none = [np.nan] * 5
    more = {
        "poor_18_to_24_share": ([0.1, young, 0.1, 0.1, 0.1], none, ""),
        "poverty_share_without_18_to_24": ([0.05, without, 0.05, 0.05, 0.05], none, ""),
    }
    result = evaluate(POOR_EXEMPT, near_the_line(places, poverty, **more), n=500)
    assert result.rests_on_students.tolist() == [False, rests, False, False, False]
    assert not evaluate(EQUAL, near_the_line(places, poverty, **more), n=0).rests_on_students.any()


def test_rows_in_any_order_give_the_same(places, figures):
    turned = TownFigures.from_observations(
        rows().sample(frac=1, random_state=3), places.sample(frac=1, random_state=4)
    )
    assert evaluate(EQUAL, turned, n=50).homes.tolist() == evaluate(EQUAL, figures, n=50).homes.tolist()
    np.testing.assert_array_equal(evaluate(EQUAL, turned, n=50).lo90, evaluate(EQUAL, figures, n=50).lo90)


@pytest.mark.parametrize("unit", [1e-6, 0.3, 1e9])
def test_the_unit_of_a_factor_does_not_matter(places, figures, unit):
    method = Method("m", "M", {"homes": 2, "low_poverty": 1})
    other = rows()
    other.loc[other.output == "census_housing_units", "value"] *= unit
    result = evaluate(method, TownFigures.from_observations(other, places), n=0)
    np.testing.assert_allclose(result.target, evaluate(method, figures, n=0).target)


def test_a_need_of_nothing_gives_nothing(figures):
    result = evaluate(EQUAL.with_changes(need="own", need_homes=0), figures, n=10)
    assert result.homes.sum() == result.unallocated.sum() == 0
    assert not result.is_capped.any()


def test_absecon_gets_22_homes_as_in_the_workbook_of_new_jersey(places):
    """Region 6 of New Jersey, fourth round: need 1,889; shares of 0.97%, 1.11% and 1.44%, whose mean is 1.17%."""
    parts = {"grand_list_usd": 0.0097, "private_land_sq_mi": 0.0111, "census_housing_units": 0.0144}
    others = np.array([0.25, 0.25, 0.5])
    seen = rows(
        **{name: ([p, *(1 - p) * others, 7.0], [np.nan] * 5, "") for name, p in parts.items()},
        households=([1e5] * 5, [np.nan] * 5, ""),
    )
    seen.loc[seen.output.str.startswith("burdened"), "value"] = [1889.0, 0.0, 0.0] * 4
    joined = TownFigures.from_observations(seen, places, (("r1", "r2"),))
    method = Method("m", "M", {"ratables": 1, "land": 1, "homes": 1}, cap_share=0.2, cap_homes=1000)
    result = evaluate(method, joined, n=0)
    assert result.need.tolist() == [1889, 0]
    assert result.weight[0] == pytest.approx(0.0117, abs=0.00005)
    assert result.homes[0] == 22


def test_a_floor_above_the_cap_in_homes_is_refused_by_the_name_of_a_town(figures):
    with pytest.raises(
        FairtownError, match=r"the cap of 3 homes is below the floor of .*households\); raise the cap"
    ):
        evaluate(EQUAL.with_changes(cap_homes=3, floor_share=0.01), figures, n=0)
