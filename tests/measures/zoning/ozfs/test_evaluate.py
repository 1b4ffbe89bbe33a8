"""One building on every parcel: districts, checks, reasons, the overall rule, and what is the same one by one."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from fairtown.concepts import FairtownError
from fairtown.data.ozfs.feed import (
    Alternative,
    Building,
    Constraint,
    Definition,
    District,
    Level,
    Unit,
    Zoning,
)
from fairtown.data.ozfs.parcels import Parcels
from fairtown.measures.zoning.ozfs.choices import CHECKS, Choices
from fairtown.measures.zoning.ozfs.evaluate import evaluate, evaluate_parcel
from fairtown.measures.zoning.ozfs.findings import REASONS, as_records
from fairtown.measures.zoning.ozfs.kleene import FALSE, MAYBE, NOT_EVALUATED, TRUE, WORDS
from fairtown.measures.zoning.ozfs.notices import NOTICES, notices_of
from fairtown.measures.zoning.ozfs.town import NO_DISTRICT, town_of

WORDY = "if the board finds it fitting"
NO_FIT = Choices(fit="none")
DUPLEX = Building(
    height_top_ft=30,
    height_plate_ft=25,
    width_ft=30,
    depth_ft=40,
    units=(Unit(900, 2, 1, True, 1), Unit(600, 0, 2, True, 1)),
    levels=(Level(1, 1000), Level(2, 800)),
)
DEFINITIONS = {
    "height": (Definition("height_top"),),
    "res_type": (
        Definition("'1_unit'", ("total_units == 1",)),
        Definition("'2_unit'", ("total_units == 2",)),
    ),
}


def at_most(name: str, *values, when: str = "") -> Constraint:
    return Constraint(name, maximum=(Alternative(tuple(map(str, values)), (when,) if when else ()),))


def at_least(name: str, *values, when: str = "") -> Constraint:
    return Constraint(name, minimum=(Alternative(tuple(map(str, values)), (when,) if when else ()),))


def district(abbr="R", *rules, west=0.0, east=1.0, types=("1_unit", "2_unit"), **given) -> District:
    return District(abbr, res_types=types, constraints=rules, shape=shapely.box(west, 0, east, 1), **given)


def zoning(*districts, definitions=None) -> Zoning:
    entries = DEFINITIONS if definitions is None else definitions
    return Zoning("Anytown", dt.date(2026, 1, 1), "0.5.0", entries, districts)


def parcels(*lon, acres=0.5, lat=0.5) -> Parcels:
    n = len(lon)
    ids = np.array([f"p{i}" for i in range(n)], object)
    area = np.broadcast_to(np.asarray(acres, float), n).copy()
    sizes = np.full(n, 100.0)
    start, none = np.zeros(n + 1, int), np.empty(0, object)
    return Parcels(
        ids, np.array(lon, float), np.full(n, lat), sizes, sizes, area, start, np.zeros(0, int), none
    )


def evaluated(*rules, building=DUPLEX, choices=NO_FIT, acres=0.5, definitions=None, **given):
    town = town_of(zoning(district("R", *rules, **given), definitions=definitions), parcels(0.5, acres=acres))
    return evaluate(town, building, choices)


def finding(check: str, *rules, **given):
    found = evaluated(*rules, **given)
    return next(f for f in found.findings(0) if f.check == check)


# districts


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


# checks and their reasons


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


# what comes out


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


# notices


def test_what_a_reader_should_know_of_paradise_is_told(paradise, buildings):
    found = notices_of(paradise.zoning, buildings["12_fam"])
    notices = {(n.code, n.district, n.rule) for n in found}
    assert {
        ("stories_like_height", "B-1", "stories"),
        ("constant_condition", "B-1", "setback_rear"),
        ("not_checkable", "R-2", "parking_uncovered"),
        ("plain_words", "R-2", "stories"),
        ("no_rules", "MU", ""),
        ("no_level_1", "", ""),
    } <= notices
    assert {n.code for n in found} <= set(NOTICES)
    assert next(n.value for n in found if n.code == "stories_like_height") == 35
    assert len([n for n in found if n.code == "stories_like_height"]) == 1


def test_what_a_reader_should_know_of_cockrell_hill_is_told(cockrell_hill):
    codes = {(n.code, n.district) for n in notices_of(cockrell_hill.zoning)}
    assert {("converted", ""), ("no_shape", "R"), ("no_shape", "PD")} <= codes


def test_odd_rules_are_told():
    rules = (
        Constraint("height", at_least("height", 50).minimum, at_most("height", 40).maximum),
        at_most("unit_pct_0bed", 0.25),
        at_most("setback_rear", 10),
        at_most("trees", 1),
        at_most("far", "1 + frontage"),
        at_most("stories", "two and a half"),
    )
    town = zoning(district("R", *rules), definitions={"story": (Definition("1"),)})
    notices = {(n.code, n.rule, n.text) for n in notices_of(replace(town, repaired=("R",)))}
    assert notices == {
        ("mended", "", ""),
        ("minimum_above_maximum", "height", ""),
        ("percent_like_fraction", "unit_pct_0bed", ""),
        ("maximum_setback", "setback_rear", ""),
        ("unknown_rule", "trees", ""),
        ("unknown_name", "far", "frontage"),
        ("unread_expression", "stories", "two and a half"),
        ("unknown_definition", "story", ""),
        ("not_defined", "height", ""),
        ("not_defined", "res_type", ""),
    }


def test_rules_that_nobody_can_mean_are_told_and_leave_the_check_open():
    rules = (
        at_least("lot_area", "-1"),
        at_most("height", "20-30"),
        at_least("setback_front", "10 - 20"),
        at_most("far", "0.5", when="stories == 1-2"),
    )
    town = zoning(district("R", *rules, types=("2_Unit", "1_unit")))
    found = {(n.code, n.rule, n.text) for n in notices_of(town)}
    assert {
        ("negative_limit", "lot_area", "-1"),
        ("range_as_subtraction", "height", "20-30"),
        ("range_as_subtraction", "setback_front", "10 - 20"),
        ("range_as_subtraction", "far", "stories == 1-2"),
        ("undefined_type", "res_type", "2_Unit"),
    } <= found
    for name, rule in (("lot_area", rules[0]), ("height", rules[1])):
        own = finding(name, rule)
        assert (own.outcome, own.reason, own.texts) == ("MAYBE", "limit_unread", (rule_text(rule),))


def test_where_a_file_defines_no_types_or_by_a_formula_no_type_is_called_undefined():
    for definitions in ({}, {"res_type": (Definition("'1_unit'"), Definition("roof_type"))}):
        town = zoning(district("R", types=("2_Unit",)), definitions=definitions)
        assert not [n for n in notices_of(town) if n.code == "undefined_type"]


def test_words_that_a_quantity_cannot_be_are_told_wherever_a_rule_asks_for_them():
    rules = (
        at_most("height", 20, when="res_type == '2_Unit'"),
        at_most("far", 1, when="lot_type == 'corner' or roof_type == 'dome'"),
        at_most("stories", 2, when="res_type == '2_unit' and frontage == 'long'"),
    )
    town = zoning(district("R", *rules))
    assert [(n.rule, n.text) for n in notices_of(town) if n.code == "undefined_word"] == [
        ("height", "res_type == '2_Unit'"),
        ("far", "lot_type == 'corner' or roof_type == 'dome'"),
    ]
    defined = DEFINITIONS | {"height": (Definition("height_top", ("roof_type == 'flatt'",)),)}
    notices = notices_of(zoning(district("R"), definitions=defined))
    assert [(n.district, n.rule) for n in notices if n.code == "undefined_word"] == [("", "height")]


def test_where_a_file_defines_no_types_any_word_may_be_one():
    town = zoning(district("R", at_most("height", 20, when="res_type == '2_Unit'")), definitions={})
    assert not [n for n in notices_of(town) if n.code == "undefined_word"]


def test_the_published_files_ask_for_no_word_that_cannot_be(paradise, cockrell_hill):
    for town in (paradise, cockrell_hill):
        assert not [n for n in notices_of(town.zoning) if n.code == "undefined_word"]


def rule_text(rule: Constraint) -> str:
    return (*rule.minimum, *rule.maximum)[0].expressions[0]


# Cockrell Hill


def test_a_converted_file_is_evaluated_like_any_other(cockrell_hill, buildings):
    found = evaluate(cockrell_hill, buildings["4_fam_wide"], NO_FIT)
    assert found.counts("res_type") == {"TRUE": 229, "MAYBE": 0, "FALSE": 790, "not evaluated": 0}
    area = cockrell_hill.lots.area_acres[cockrell_hill.parcel]
    in_m = np.array([found.district_of(row) == "R-M" for row in range(len(area))])
    assert (found.outcome("lot_area")[in_m] == np.where(area[in_m] >= 0.18, TRUE, FALSE)).all()
    row = np.flatnonzero(in_m)[0]
    own = {f.check: f for f in found.findings(row)}
    assert own["lot_area"].minimum == pytest.approx((0.18, 0.18))
    assert own["stories"].reason == "above_maximum"
    assert own["parking_uncovered"].minimum == (8, 8)


# all parcels at once, or one by one

EXPRESSIONS = st.sampled_from(
    [
        "1",
        "30",
        "0.5",
        "20 * lot_area",
        "0.1 * lot_width",
        "total_units",
        "see appendix",
        "1 / (lot_area - 0.5)",
    ]
)
CONDITIONS = st.sampled_from(
    [
        WORDY,
        "lot_area > 0.4",
        "lot_type == 'corner'",
        "res_type == '2_unit'",
        "3 < 2",
        "stories > 1 or far < 0.1",
    ]
)
ALTERNATIVES = st.lists(
    st.builds(
        Alternative,
        st.lists(EXPRESSIONS, min_size=1, max_size=2).map(tuple),
        st.lists(CONDITIONS, max_size=2).map(tuple),
        st.sampled_from(["", "min", "max"]),
    ),
    max_size=3,
).map(tuple)
RULES = st.lists(
    st.builds(Constraint, st.sampled_from([c for c in CHECKS if c not in ("res_type", "bldg_fit")] + ["trees"]),
              ALTERNATIVES, ALTERNATIVES), max_size=4, unique_by=lambda c: c.name)  # fmt: skip
AREAS = st.lists(st.sampled_from([0.1, 0.5, 1.0, 40.0, np.nan]), min_size=1, max_size=6)


@given(RULES, AREAS)
def test_a_parcel_alone_comes_out_as_among_others(rules, areas):
    rules_of_town = zoning(district("R", *rules))
    own = parcels(*np.linspace(0.1, 0.9, len(areas)), acres=areas)
    together = evaluate(town_of(rules_of_town, own), DUPLEX, NO_FIT)
    for row, name in enumerate(own.ids):
        alone = evaluate_parcel(rules_of_town, own, name, DUPLEX, NO_FIT)
        assert alone.overall[0] == together.overall[row]
        assert as_records(alone.findings(0)) == as_records(together.findings(row))


@given(RULES, AREAS)
def test_the_overall_outcome_is_the_worst_of_all_checks(rules, areas):
    found = evaluate(town_of(zoning(district("R", *rules)), parcels(*np.linspace(0.1, 0.9, len(areas)), acres=areas)),
                     DUPLEX, NO_FIT)  # fmt: skip
    for row in range(len(areas)):
        own = [f.outcome for f in found.findings(row)]
        worst = "FALSE" if "FALSE" in own else "MAYBE" if "MAYBE" in own else "TRUE"
        assert WORDS[int(found.overall[row])] == worst
        assert set(found.names(FALSE)[row]) == {f.check for f in found.findings(row) if f.outcome == "FALSE"}
        assert {f.reason for f in found.findings(row)} <= set(REASONS)


def test_real_parcels_alone_come_out_as_among_others_with_room_too(paradise, buildings):
    together = evaluate(paradise, buildings["4_fam_tall"])
    for row in range(0, 421, 23):
        name = paradise.parcels.ids[paradise.parcel[row]]
        alone = evaluate_parcel(paradise.zoning, paradise.parcels, name, buildings["4_fam_tall"])
        assert as_records(alone.findings(0)) == [
            r for r in as_records(together.findings(row)) if r["reason"] != "no_rule"
        ]
