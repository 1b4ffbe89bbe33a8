"""Zoned capacity: worked by hand, unknown apart from none, and what may not change it."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from fairtown.concepts import FairtownError
from fairtown.measures.zoning.ozfs.capacity import TREATMENTS, CapacityChoices, Rules, capacity, rules_of
from fairtown.measures.zoning.ozfs.most import most_of

NAN = np.nan
ACRE = 43_560.0


def one(treatment="allowed", lot_sqft=ACRE, **given) -> Rules:
    own = {name: np.array([float(v)]) for name, v in given.items() if name != "is_excluded"}
    if "is_excluded" in given:
        own["is_excluded"] = np.array([given["is_excluded"]])
    return Rules.from_parcels(np.array([float(lot_sqft)]), np.array([treatment]), **own)


@pytest.mark.parametrize(
    ("given", "homes", "binding"),
    [
        ({"min_lot_sqft": 10_000}, 4, "min_lot"),
        ({"min_lot_sqft": 10_890}, 4, "min_lot"),
        ({"far": 0.5}, 17, "far"),  # 0.5 × 43,560 × 0.8 / 1,000 = 17.4
        ({"coverage": 0.3, "stories": 2}, 20, "coverage"),  # 0.3 × 43,560 × 2 × 0.8 / 1,000 = 20.9
        ({"density": 7.9}, 7, "density"),
        ({"most_homes": 12}, 12, "most_homes"),
        ({"parking_ratio": 2, "parking_sqft": 7_000}, 10, "parking"),  # 7,000 / (2 × 350)
        ({"min_lot_sqft": 10_000, "density": 3, "most_homes": 12}, 3, "density"),
        ({"min_lot_sqft": 10_000, "undevelopable_sqft": 20_000}, 2, "min_lot"),
        ({"min_lot_sqft": 10_000, "undevelopable_sqft": 99_000}, 0, "min_lot"),
        ({"density": 8, "is_excluded": True}, 0, "excluded"),
        ({"treatment": "prohibited", "density": 8}, 0, "prohibited"),
        ({"treatment": "prohibited"}, 0, "prohibited"),
    ],
)
def test_the_least_of_the_rules_bounds_the_homes(given, homes, binding):
    found = capacity(one(**given))
    assert (found.homes.tolist(), found.binding.tolist()) == ([homes], [binding])


@pytest.mark.parametrize(
    "given",
    [{}, {"coverage": 0.3}, {"stories": 3}, {"min_lot_sqft": 0}, {"parking_ratio": 0, "parking_sqft": 900},
     {"min_lot_sqft": 2e-309}, {"parking_ratio": 2e-309, "parking_sqft": 9e9}, {"density": 1e308},
     {"treatment": "", "density": 8}, {"lot_sqft": NAN, "density": 8}],
)  # fmt: skip
def test_where_nothing_is_known_the_capacity_is_unknown_and_not_none(given):
    found = capacity(one(**given))
    assert np.isnan([found.homes[0], found.gross[0], found.net[0]]).all()
    assert found.binding[0] == ""
    assert found.total() == {"gross": 0, "net": 0, "parcels": 1, "gross_unknown": 1, "net_unknown": 1}


def test_existing_homes_are_taken_off_down_to_none():
    assert capacity(one(density=8, existing_homes=3)).net.tolist() == [5]
    assert capacity(one(density=8, existing_homes=20)).net.tolist() == [0]
    unknown = capacity(one(density=8))
    assert (unknown.gross[0], np.isnan(unknown.net[0])) == (8, True)


def test_what_needs_a_hearing_counts_by_its_chance_and_by_default_not_at_all():
    rules = one("hearing", density=8, existing_homes=2)
    assert (capacity(rules).homes[0], capacity(rules).gross[0], capacity(rules).net[0]) == (8, 0, 0)
    half = capacity(rules, CapacityChoices(approval_chance=0.5))
    assert (half.gross[0], half.net[0]) == (4, 3)


def test_what_each_rule_allows_by_itself_is_told():
    found = capacity(one(density=8, far=0.5))
    assert {name: term[0] for name, term in found.terms.items() if not np.isnan(term[0])} == {
        "density": 8,
        "far": 17,
    }


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"efficiency": 1.2}, "efficiency is 1.2, expected a share from 0 to 1"),
        ({"approval_chance": -0.1}, "approval_chance is -0.1, expected a share from 0 to 1"),
        ({"home_sqft": 0}, "home_sqft is 0, expected sq ft above 0"),
        ({"parking_space_sqft": np.inf}, "parking_space_sqft is inf, expected sq ft above 0"),
    ],
)
def test_an_assumption_that_cannot_be_is_refused_in_one_line(given, message):
    with pytest.raises(FairtownError, match=f"^capacity: {message}$"):
        CapacityChoices(**given)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {"far": np.array([-1.0])},
            "far of parcel 0 is -1.0, expected a finite number of at least 0, or NaN",
        ),
        ({"far": np.array([np.inf])}, "far of parcel 0 is inf, expected a finite number"),
        ({"far": np.array([1.0, 2.0])}, r"far has shape \(2,\), expected \(1,\) as lot_sqft has"),
        ({"treatment": np.array(["by right"])}, "treatment 'by right' is unknown, expected one of"),
    ],
)
def test_rules_that_cannot_be_are_refused_in_one_line(given, message):
    own = {"treatment": np.array(["allowed"]), **given}
    with pytest.raises(FairtownError, match=f"^capacity: {message}"):
        Rules.from_parcels(np.array([ACRE]), **own)


# what may not change a capacity


@st.composite
def rules_of_parcels(draw, n=12):
    def column(most, blanks=True):
        values = draw(npst.arrays(float, n, elements=st.floats(0, most).map(lambda v: round(v, 2))))
        if blanks:
            values[draw(npst.arrays(bool, n))] = NAN
        return values

    treatments = np.array(draw(st.lists(st.sampled_from(TREATMENTS), min_size=n, max_size=n)))
    return Rules.from_parcels(
        column(200_000), treatments, existing_homes=column(5).round(), min_lot_sqft=column(90_000), far=column(3),
        coverage=column(1), stories=column(6), density=column(40), most_homes=column(20).round(),
        parking_ratio=column(3), parking_sqft=column(9_000), undevelopable_sqft=column(50_000, blanks=False),
        is_excluded=draw(npst.arrays(bool, n)),
    )  # fmt: skip


CHOICES = st.builds(
    CapacityChoices, st.floats(0.1, 1), st.floats(300, 3_000), st.floats(100, 500), st.floats(0, 1)
)


@given(rules_of_parcels(), CHOICES, st.floats(0, 50_000))
def test_a_larger_minimum_lot_never_adds_homes(rules, choices, more):
    before = capacity(rules, choices)
    after = capacity(replace(rules, min_lot_sqft=rules.min_lot_sqft + more), choices)
    for name in ("homes", "gross", "net"):
        a, b = getattr(before, name), getattr(after, name)
        # a minimum lot of 0 is none, so that any other one bounds for the first time
        assert ((b <= a) | np.isnan(a) | np.isnan(b)).all()
        assert (np.isnan(a) >= np.isnan(b)).all()


@given(rules_of_parcels(), CHOICES, st.permutations(range(12)), st.integers(0, 12))
def test_parts_add_up_to_the_whole_in_any_order(rules, choices, order, cut):
    whole = capacity(rules, choices).total()
    parts = [
        capacity(rules.take(np.array(part, int)), choices).total() for part in (order[:cut], order[cut:])
    ]
    assert {name: parts[0][name] + parts[1][name] for name in whole} == pytest.approx(whole)


@given(rules_of_parcels(), CHOICES)
def test_net_is_never_more_than_gross_nor_less_than_none(rules, choices):
    found = capacity(rules, choices)
    known = ~np.isnan(found.net)
    assert (found.net[known] >= 0).all()
    assert (found.net[known] <= found.gross[known]).all()
    assert (found.homes[~np.isnan(found.homes)] == np.floor(found.homes[~np.isnan(found.homes)])).all()
    assert (found.homes[rules.treatment == "prohibited"] == 0).all()
    assert ((found.binding == "") == np.isnan(found.homes)).all()


@given(rules_of_parcels(), CHOICES)
def test_a_parcel_alone_has_the_capacity_that_it_has_among_others(rules, choices):
    together = capacity(rules, choices)
    for row in range(len(rules.lot_sqft)):
        alone = capacity(rules.take(np.array([row])), choices)
        assert alone.gross[0] == pytest.approx(together.gross[row], nan_ok=True)
        assert alone.binding[0] == together.binding[row]


# from a town's own rules


def test_the_capacity_of_paradise_follows_from_the_most_that_may_be_built(paradise):
    most = most_of(paradise)
    none = np.zeros(len(paradise.parcel))
    found = capacity(rules_of(most, none))
    abbrs = np.array([d.abbr for d in paradise.zoning.districts])[paradise.district]
    assert set(found.binding[np.isin(abbrs, ["B-1", "I-1", "I-2", "MU"])]) == {"prohibited"}
    one = np.isin(abbrs, ["A", "R-1"])
    assert (found.homes[one] <= 1).all()
    assert (found.homes <= most.homes.sure).all()
    assert found.total()["gross"] == found.total()["net"] == found.homes.sum()
    at_best = capacity(rules_of(most, none, "at_best"))
    assert (at_best.homes >= found.homes).all()


def test_an_end_that_there_is_not_is_refused_in_one_line(paradise):
    with pytest.raises(
        FairtownError, match=r"^capacity: end is 'middle', expected one of sure, at_best; correct it$"
    ):
        rules_of(most_of(paradise), np.zeros(421), "middle")
