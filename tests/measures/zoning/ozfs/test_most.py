"""The most that may be built: homes, floor area, height, coverage and stories, worked by hand and against trying."""

import datetime as dt

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from fairtown.data.ozfs.feed import Alternative, Constraint, District, Zoning
from fairtown.data.ozfs.parcels import Parcels
from fairtown.measures.zoning.ozfs.constraint import checked, resolve
from fairtown.measures.zoning.ozfs.homes import HOMES_OF_TYPE, MOST_TRIED, most_homes
from fairtown.measures.zoning.ozfs.kleene import MAYBE, TRUE, both
from fairtown.measures.zoning.ozfs.most import BOUNDED, most_of
from fairtown.measures.zoning.ozfs.town import town_of

NAN, INF = np.nan, np.inf


def rule(name: str, low=(), high=(), when=(), governs="") -> Constraint:
    def side(values):
        return (Alternative(tuple(map(str, values)), tuple(when), governs),) if values else ()

    return Constraint(name, side(low), side(high))


def homes(res_type: str, *rules: Constraint, acres=(0.1, 0.5, 2.0)):
    lots = {"lot_area": np.array(acres, float), "res_type": np.array(res_type)}
    sure, at_best, binding = most_homes({r.name: r for r in rules}, lots, res_type)
    return sure.tolist(), at_best.tolist(), binding.tolist()


def town(*rules: Constraint, types=("4_plus",), acres=(0.1, 0.5, 2.0), **given):
    n = len(acres)
    district = District("R", res_types=types, constraints=rules, shape=shapely.box(0, 0, 1, 1), **given)
    sizes = np.full(n, 100.0)
    parcels = Parcels(
        np.array([f"p{i}" for i in range(n)], object), np.linspace(0.1, 0.9, n), np.full(n, 0.5), sizes, sizes,
        np.array(acres, float), np.zeros(n + 1, int), np.zeros(0, int), np.empty(0, object),
    )  # fmt: skip
    return town_of(Zoning("Anytown", dt.date(2026, 1, 1), "0.5.0", {}, (district,)), parcels)


# homes


def test_density_times_area_bounds_the_homes():
    sure, at_best, binding = homes("4_plus", rule("unit_density", high=[10]))
    assert sure == at_best == [0, 5, 20]
    assert binding == ["unit_density"] * 3


def test_a_whole_product_is_not_lost_to_rounding():
    assert homes("4_plus", rule("unit_density", high=[70]), acres=(0.1,))[0] == [7]


def test_the_number_of_homes_may_be_capped_and_must_be_reached():
    assert homes("4_plus", rule("total_units", high=[10]))[0] == [10, 10, 10]
    assert homes("4_plus", rule("total_units", low=[6], high=[10]), rule("unit_density", high=[10]))[0] == [
        0,
        0,
        10,
    ]
    sure, _, binding = homes("1_unit", rule("total_units", low=[3], high=[10]))
    assert (sure, binding) == ([0] * 3, ["total_units"] * 3)


def test_a_type_bounds_the_homes_by_itself():
    sure, _, binding = homes("2_unit", rule("unit_density", high=[10]))
    assert sure == [0, 2, 2]
    assert binding == ["unit_density", "res_type", "res_type"]


def test_no_rule_leaves_no_bound():
    assert homes("townhome") == ([INF] * 3, [INF] * 3, [""] * 3)
    assert homes("cottage court", rule("lot_area", low=[0.3])) == (
        [0, INF, INF], [0, INF, INF], ["lot_area", "", ""]
    )  # fmt: skip


def test_a_lot_for_each_home_is_tried_number_by_number():
    sure, _, binding = homes("townhome", rule("lot_area", low=["0.07 * total_units"]))
    assert (sure, binding) == ([0, 7, 28], ["lot_area"] * 3)
    larger = rule("lot_area", low=[0.23, "0.03 * total_units"], governs="max")
    assert homes("4_plus", larger)[0] == [0, 16, 66]


def test_very_many_homes_are_found_by_halving():
    each = rule("lot_area", low=["0.001 * total_units"])
    assert homes("4_plus", each, acres=(0.499, 0.5, 0.501, 7.3))[0] == [499, 500, 501, 7300]
    assert homes("4_plus", each, rule("unit_density", high=[999]), acres=(7.3,))[0] == [7292]
    assert MOST_TRIED == 500


def test_a_range_gives_what_is_sure_and_what_is_possible():
    sure, at_best, _ = homes("4_plus", rule("unit_density", high=[10, 20]))
    assert (sure, at_best) == ([0, 5, 20], [0, 10, 40])


def test_what_is_unknown_stays_unknown_but_for_what_is_known():
    sure, at_best, binding = homes("4_plus", rule("unit_density", high=[10]), acres=(NAN,))
    assert np.isnan([sure[0], at_best[0]]).all()
    assert binding == ["unit_density"]
    capped = (rule("unit_density", high=["see appendix"]), rule("total_units", high=[8]))
    sure, at_best, _ = homes("4_plus", *capped, acres=(1,))
    assert np.isnan(sure[0])
    assert at_best == [8]


expressions = st.sampled_from(
    ["3", "6", "0.05 * total_units", "10 * lot_area", "total_units", "40", "0.2", "words here"]
)
limits = st.lists(expressions, min_size=1, max_size=2)
rules_of_homes = st.builds(
    lambda names, lows, highs: [rule(n, lo, hi) for n, lo, hi in zip(names, lows, highs, strict=True)],
    st.just(("lot_area", "unit_density", "total_units")),
    st.lists(st.one_of(st.just([]), limits), min_size=3, max_size=3),
    st.lists(st.one_of(st.just([]), limits), min_size=3, max_size=3),
)


@given(rules_of_homes, st.sampled_from(sorted(HOMES_OF_TYPE)), st.sampled_from([0.1, 0.5, 1.0, 3.0]))
def test_the_bound_is_the_one_found_by_trying_every_number(rules, res_type, acres):
    few, many = HOMES_OF_TYPE[res_type]
    sure, at_best, _ = homes(res_type, *rules, acres=(acres,))
    passing = {TRUE: 0, MAYBE: 0}
    for n in range(few, int(min(many, 130)) + 1):
        own = {"lot_area": np.array(acres), "total_units": np.array(float(n)), "unit_density": np.array(n / acres),
               "res_type": np.array(res_type)}  # fmt: skip
        outcome = both(
            *(checked(own[r.name], resolve(r.minimum, own), resolve(r.maximum, own)) for r in rules)
        )
        for least in passing:
            passing[least] = n if outcome >= least else passing[least]
    for found, least in ((sure[0], TRUE), (at_best[0], MAYBE)):
        if not np.isnan(found):
            assert found == passing[least] or passing[least] == 130 < found


# a town


def test_the_other_bounds_are_those_worked_by_hand():
    most = most_of(town(
        rule("height", high=[35]), rule("stories", high=[2, 3]), rule("lot_cov_bldg", high=[50]),
        rule("far", high=[0.8]), acres=(0.5,),
    )).by_type["4_plus"]  # fmt: skip
    assert set(most) == set(BOUNDED)
    found = {q: (b.sure[0], b.at_best[0], b.rule[0]) for q, b in most.items()}
    assert found["height"] == (35, 35, "height")
    assert found["stories"] == (2, 3, "stories")
    assert found["coverage"] == (50, 50, "lot_cov_bldg")
    assert found["far"] == (0.8, 0.8, "far")
    assert found["floor_area"][:2] == pytest.approx((0.8 * 21_780, 0.8 * 21_780))
    assert found["floor_area"][2] == "far"


def test_floor_area_is_bounded_by_the_hardest_of_its_rules():
    def floor_area(*rules):
        own = most_of(town(*rules, acres=(1.0,))).by_type["4_plus"]["floor_area"]
        return own.sure[0], own.at_best[0], own.rule[0]

    assert floor_area() == (INF, INF, "")
    assert floor_area(rule("fl_area", high=[9_000])) == (9_000, 9_000, "fl_area")
    assert floor_area(rule("far", high=[0.1]))[0] == pytest.approx(4_356)
    assert floor_area(rule("lot_cov_bldg", high=[50])) == (INF, INF, "")
    covered = floor_area(rule("lot_cov_bldg", high=[50]), rule("stories", high=[1, 4]))
    assert covered == (21_780, 87_120, "lot_cov_bldg")
    unread = floor_area(rule("far", high=["see appendix"]), rule("fl_area", high=[9_000]))
    assert np.isnan(unread[0])
    assert unread[1:] == (9_000, "far")
    assert floor_area(rule("lot_cov_bldg", high=[0])) == (0, 0, "lot_cov_bldg")


def test_the_type_with_most_homes_is_told():
    both = most_of(town(rule("lot_area", low=[0.3]), types=("1_unit", "3_unit")))
    assert both.res_type.tolist() == ["1_unit", "3_unit", "3_unit"]
    assert both.homes.sure.tolist() == [0, 3, 3]
    assert both.homes.rule.tolist() == ["lot_area", "res_type", "res_type"]
    assert both.by_type["1_unit"]["homes"].sure.tolist() == [0, 1, 1]


def test_where_no_type_is_allowed_the_most_is_none_and_where_it_is_negotiated_unknown():
    none = most_of(town(types=()))
    assert (none.homes.sure.tolist(), none.homes.rule.tolist()) == ([0] * 3, ["res_type"] * 3)
    planned = most_of(town(planned_dev=True))
    assert np.isnan(planned.homes.at_best).all()
    assert planned.homes.rule.tolist() == ["planned_dev"] * 3


def test_the_most_of_paradise_is_what_its_rules_say(paradise):
    most = most_of(paradise)
    abbrs = np.array([d.abbr for d in paradise.zoning.districts])[paradise.district]
    acres = paradise.lots.area_acres[paradise.parcel]
    one = {"A": 2.0, "R-1": 0.17}
    for abbr, least in one.items():
        own = abbrs == abbr
        # one home needs the least lot, and density allows it where half an acre's or 4.5 homes' worth is there
        enough = (acres >= least) & (acres * (0.5 if abbr == "A" else 4.5) >= 1 - 1e-9)
        assert most.homes.sure[own].tolist() == enough[own].astype(int).tolist()
    for abbr in ("B-1", "I-1", "I-2", "MU"):
        assert (most.homes.at_best[abbrs == abbr] == 0).all()
    own = abbrs == "R-2"
    by_density = np.floor(23 * acres[own] + 1e-9)
    by_lot = np.floor(acres[own] / 0.03 + 1e-9)
    expected = np.minimum(np.minimum(by_density, by_lot), 10)
    three = (acres[own] >= 0.23).astype(int) * 3
    townhomes = np.where(acres[own] >= 0.21, np.floor(acres[own] / 0.07 + 1e-9), 0)
    plus = np.where((acres[own] >= 0.23) & (expected >= 4), expected, 0)
    assert (
        most.homes.sure[own].tolist()
        == np.maximum.reduce([plus, three, np.minimum(townhomes, np.minimum(by_density, 10))]).tolist()
    )
    assert (most.by_type["4_plus"]["stories"].sure[own] == 1).all()
    assert (most.by_type["4_plus"]["stories"].at_best[own] == 100).all()
