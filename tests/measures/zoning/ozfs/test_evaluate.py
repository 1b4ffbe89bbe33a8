"""One building on every parcel: districts, checks, reasons, the overall rule, and what is the same one by one."""

from dataclasses import replace

import numpy as np
import pytest

from fairtown.concepts import FairtownError
from fairtown.data.ozfs.feed import (
    Alternative,
    Constraint,
)
from fairtown.measures.zoning.ozfs.choices import Choices
from fairtown.measures.zoning.ozfs.evaluate import evaluate, evaluate_parcel
from fairtown.measures.zoning.ozfs.findings import REASONS, as_records
from fairtown.measures.zoning.ozfs.kleene import FALSE, MAYBE, NOT_EVALUATED, TRUE
from fairtown.measures.zoning.ozfs.town import NO_DISTRICT, town_of

from .evaluate_cases import (
    DEFINITIONS,
    DUPLEX,
    NO_FIT,
    WORDY,
    at_least,
    at_most,
    district,
    evaluated,
    finding,
    parcels,
    zoning,
)


def test_a_parcel_lies_in_the_district_that_holds_its_centroid():
    both = zoning(district("W", east=0.5), district("E", west=0.5))
    town = town_of(both, parcels(0.2, 0.8, 3.0))
    assert town.district.tolist() == [0, 1, NO_DISTRICT]
    found = evaluate(town, DUPLEX, NO_FIT)
    assert found.overall.tolist() == [TRUE, TRUE, NOT_EVALUATED]
    assert [found.district_of(row) for row in range(3)] == ["W", "E", ""]
    assert found.findings(2) == []
    assert found.counts() == {"TRUE": 2, "MAYBE": 0, "FALSE": 0, "not evaluated": 1}


def test_a_parcel_in_two_base_districts_is_told_of_twice():
    """On a shared border too: neither district is left out."""
    both = zoning(
        district("W", at_most("height", 20), east=0.5), district("E", at_most("height", 50), west=0.5)
    )
    found = evaluate(town_of(both, parcels(0.5)), DUPLEX, NO_FIT)
    assert found.overall.tolist() == [FALSE, TRUE]
    assert found.rows_of("p0").tolist() == [0, 1]
    assert {n.code: n.value for n in found.notices}["two_districts"] == 1


def test_overlays_are_told_of_but_not_applied():
    town = town_of(zoning(district(), district("O", at_most("height", 1), overlay=True)), parcels(0.3, 0.6))
    found = evaluate(town, DUPLEX, NO_FIT)
    assert found.overall.tolist() == [TRUE, TRUE]
    assert [(n.district, n.value) for n in found.notices if n.code == "overlay"] == [("O", 2)]


def test_a_planned_development_is_false_and_nothing_else_is_said():
    found = evaluated(at_most("height", 1), planned_dev=True)
    assert found.overall.tolist() == [FALSE]
    assert [(f.check, f.outcome, f.reason) for f in found.findings(0)] == [
        ("planned_dev", "FALSE", "planned_development")
    ]
    assert found.outcome("height").tolist() == [NOT_EVALUATED]


def test_a_district_without_a_shape_holds_no_parcel():
    town = town_of(zoning(replace(district(), shape=None)), parcels(0.5))
    assert town.district.tolist() == [NO_DISTRICT]


@pytest.mark.parametrize(
    ("types", "outcome", "reason"),
    [
        (("2_unit",), "TRUE", "type_allowed"),
        (("1_unit",), "FALSE", "type_not_allowed"),
        (("12_unit",), "FALSE", "type_undefined"),
        (("1_unit", "12_unit"), "FALSE", "type_undefined"),
        (("2_unit", "12_unit"), "TRUE", "type_allowed"),
        ((), "FALSE", "no_homes_allowed"),
    ],
)
def test_the_type_of_home_must_be_one_of_those_allowed(types, outcome, reason):
    own = finding("res_type", types=types)
    assert (own.outcome, own.reason) == (outcome, reason)


def test_a_type_that_the_definitions_do_not_settle_is_a_maybe():
    own = finding("res_type", definitions={})
    assert (own.outcome, own.reason) == ("MAYBE", "type_unknown")


@pytest.mark.parametrize(
    ("rule", "outcome", "reason"),
    [
        (at_most("height", 30), "TRUE", "passes"),
        (at_most("height", 29.9), "FALSE", "above_maximum"),
        (at_least("height", 31), "FALSE", "below_minimum"),
        (at_most("height", 20, 40), "MAYBE", "between_maximums"),
        (at_least("height", 20, 40), "MAYBE", "between_minimums"),
        (at_most("height", "as tall as the oaks"), "MAYBE", "limit_unread"),
        (at_most("height", "10 / 0"), "MAYBE", "limit_unread"),
        (Constraint("height"), "TRUE", "not_asked"),
        (Constraint("height", at_least("", 40).minimum, at_most("", 20).maximum), "FALSE", "below_minimum"),
    ],
)  # fmt: skip
def test_a_rule_passes_fails_or_stays_open_with_its_reason(rule, outcome, reason):
    own = finding("height", rule)
    assert (own.outcome, own.reason, own.value) == (outcome, reason, 30)
    assert reason in REASONS


def test_an_unknown_value_is_a_maybe_and_never_a_no():
    own = finding("lot_area", at_least("lot_area", 1), acres=np.nan)
    assert (own.outcome, own.reason, own.value) == ("MAYBE", "value_unknown", None)
    own = finding("height", at_most("height", 10), definitions={"res_type": DEFINITIONS["res_type"]})
    assert (own.outcome, own.reason) == ("MAYBE", "value_unknown")


def test_plain_words_that_leave_a_check_open_are_told():
    rule = Constraint(
        "height", maximum=(Alternative(("20",), (WORDY,)), Alternative(("40",), (WORDY, "1 < 2")))
    )
    own = finding("height", rule)
    assert (own.outcome, own.maximum, own.texts) == ("MAYBE", (20, 40), (WORDY,))
    settled = finding("height", replace(rule, maximum=(Alternative(("40",), (WORDY,)), Alternative(("50",)))))
    assert (settled.outcome, settled.maximum, settled.texts) == ("TRUE", (40, 50), ())


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("parking_uncovered", "not_checkable"),
        ("parking_covered", "not_checkable"),
        ("setback_side_sum", "not_checkable"),
        ("setback_dist_boundary", "not_checkable"),
        ("number_of_trees", "unknown_rule"),
    ],
)
def test_a_rule_that_cannot_be_checked_is_a_maybe_unless_it_asks_for_nothing(name, reason):
    own = finding(name, at_least(name, 2))
    assert (own.outcome, own.reason, own.minimum) == ("MAYBE", reason, (2, 2))
    assert finding(name, at_least(name, 0)).outcome == "TRUE"
    assert (
        finding(name, at_least(name, 2, when="1 > 2")).outcome == "MAYBE"
    )  # alone, its condition is not looked at
    never = Constraint(name, minimum=(Alternative(("2",), ("1 > 2",)), Alternative(("3",), ("1 > 2",))))
    assert finding(name, never).outcome == "TRUE"


def test_the_size_of_each_type_of_home_is_checked_and_the_worst_is_told():
    by_bedrooms = Constraint(
        "unit_size",
        minimum=(Alternative(("500",), ("bedrooms == 0",)), Alternative(("1000",), ("bedrooms > 0",))),
    )
    own = finding("unit_size", by_bedrooms)
    assert (own.outcome, own.value, own.minimum) == ("FALSE", 900, (1000, 1000))
    assert finding("unit_size", at_least("unit_size", 600)).outcome == "TRUE"
    assert finding("unit_size", at_least("unit_size", 700)).value == 600


def test_bedrooms_are_unknown_outside_of_the_size_of_homes():
    assert finding("height", at_most("height", "10 * bedrooms")).reason == "limit_unread"


def test_one_no_makes_a_no_and_else_one_maybe_a_maybe():
    yes, maybe, no = at_most("height", 40), at_most("far", "see appendix"), at_most("stories", 1)
    assert evaluated(yes).overall == [TRUE]
    assert evaluated(yes, maybe).overall == [MAYBE]
    assert evaluated(yes, maybe, no).overall == [FALSE]
    assert evaluated(yes, maybe, no, choices=Choices(fit="none", checks=("height",))).overall == [TRUE]
    assert evaluated(yes, maybe, no).names(FALSE) == [("stories",)]
    assert evaluated(yes, maybe, no).names(MAYBE) == [("far",)]


def test_a_rule_that_a_district_does_not_have_is_kept_there():
    both = zoning(district("W", at_most("height", 20), east=0.5), district("E", west=0.500001))
    found = evaluate(town_of(both, parcels(0.2, 0.8)), DUPLEX, NO_FIT)
    assert found.outcome("height").tolist() == [FALSE, TRUE]
    assert next(f for f in found.findings(1) if f.check == "height").reason == "no_rule"
    assert found.outcome("far").tolist() == [TRUE, TRUE]


def test_what_cannot_be_read_asks_for_nothing_if_that_is_chosen():
    choices = Choices(fit="none", unread="no_requirement")
    assert evaluated(at_most("height", "as tall as the oaks"), choices=choices).overall == [TRUE]


def test_room_is_a_maybe_where_sides_or_shape_are_unknown():
    own = finding("bldg_fit", at_least("setback_rear", 5), choices=Choices())
    assert (own.outcome, own.reason) == ("MAYBE", "sides_unknown")
    own = finding("bldg_fit", choices=Choices())
    assert (own.outcome, own.reason) == ("MAYBE", "shape_unknown")


def test_room_is_asked_for_where_it_can_still_decide(paradise, buildings):
    everywhere = evaluate(paradise, buildings["4_fam_wide"])
    needed = evaluate(paradise, buildings["4_fam_wide"], Choices(fit="where_needed"))
    assert (everywhere.overall == needed.overall).all()
    n_asked = [int((e.outcome("bldg_fit") != NOT_EVALUATED).sum()) for e in (everywhere, needed)]
    assert n_asked == [421, 421 - evaluate(paradise, buildings["4_fam_wide"], NO_FIT).counts()["FALSE"]]


def test_words_that_leave_setbacks_open_are_told_where_room_hangs_on_them(paradise, buildings):
    found = evaluate(paradise, buildings["2_fam"])
    fit = found.checks["bldg_fit"]
    row = next(
        r for r in np.flatnonzero(fit.outcome == MAYBE) if found.findings(r)[-1].reason == "room_if_relaxed"
    )
    assert "streets" in found.findings(row)[-1].texts[0]


def test_a_table_tells_every_row(paradise, buildings):
    table = evaluate(paradise, buildings["2_fam"], NO_FIT).table()
    assert list(table.columns) == ["parcel_id", "district", "outcome", "failing", "undecided"]
    assert len(table) == 421
    first = table[table.parcel_id == "Wise_County_combined_parcel_10451"].iloc[0]
    assert first.tolist()[1:] == ["R-1", "FALSE", "res_type, height, unit_density", ""]


def test_findings_are_plain_values_without_what_is_empty():
    rows = as_records(evaluated(at_most("height", "as tall as the oaks")).findings(0))
    assert rows[1] == {
        "check": "height", "outcome": "MAYBE", "reason": "limit_unread", "value": 30.0, "maximum": [None, None],
        "texts": ["as tall as the oaks"],
    }  # fmt: skip


def test_a_parcel_that_is_not_there_is_refused_in_one_line():
    for ask in (
        lambda: evaluated().rows_of("nowhere"),
        lambda: evaluate_parcel(zoning(district()), parcels(0.5), "no\nwhere", DUPLEX),
    ):
        with pytest.raises(FairtownError, match=r"^evaluation: no parcel 'no ?where' among 1; take an id"):
            ask()


@pytest.mark.parametrize(
    "given", [{"footprint": "roof"}, {"fit": "some"}, {"unread": "no"}, {"checks": ("height", "hight")}]
)
def test_a_choice_that_there_is_not_is_refused_in_one_line(given):
    with pytest.raises(FairtownError, match=r"^choices: .* expected one of .*; correct it$"):
        Choices(**given)
