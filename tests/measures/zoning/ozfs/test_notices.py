"""What a reader of zoning files should know: odd rules, words that cannot be; parcels alone or among others."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairtown.data.ozfs.feed import (
    Alternative,
    Constraint,
    Definition,
)
from fairtown.measures.zoning.ozfs.choices import CHECKS
from fairtown.measures.zoning.ozfs.evaluate import evaluate, evaluate_parcel
from fairtown.measures.zoning.ozfs.findings import REASONS, as_records
from fairtown.measures.zoning.ozfs.kleene import FALSE, TRUE, WORDS
from fairtown.measures.zoning.ozfs.notices import NOTICES, notices_of
from fairtown.measures.zoning.ozfs.town import town_of

from .evaluate_cases import (
    DEFINITIONS,
    DUPLEX,
    NO_FIT,
    WORDY,
    at_least,
    at_most,
    district,
    finding,
    parcels,
    zoning,
)


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
