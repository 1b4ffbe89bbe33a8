"""The record: what is not given is unknown, what cannot be right is refused, what is odd is named."""

import numpy as np
import pytest

from fairtown.concepts import FairtownError
from fairtown.data.zoning_atlases.assemble import assemble, in_force
from fairtown.data.zoning_atlases.record import COLUMNS, HOMES, Number, Origin, Range, Rule, rule_row

PLAIN = {"jurisdiction": ["Alder", "Alder"], "district": ["R-1", "R-2"]}


def refusal(origin, **columns) -> str:
    with pytest.raises(FairtownError) as error:
        assemble("Alder", origin, {**PLAIN, **columns})
    assert "\n" not in str(error.value)
    return str(error.value)


def test_what_is_not_given_is_unknown_and_never_prohibited(origin):
    zoning = assemble("Alder", origin, PLAIN)
    assert list(zoning.districts.columns) == list(COLUMNS)
    district = zoning.district(0)
    assert set(district.treatments.values()) == {"unknown"}
    assert set(district.elderly_only.values()) == {None}
    assert (district.kind, district.overlay, district.acres, district.geometry) == (
        "unknown",
        None,
        None,
        None,
    )
    assert (district.source, district.url, district.code_date) == (origin.source, origin.url, "2024-03-01")


def test_a_district_has_its_rules_and_no_other(origin):
    rules = [
        rule_row(1, "f1", "min_lot", "acres", Range(0.5, None)),
        rule_row(0, "", "max_height", "feet", Number(35.0)),
    ]
    zoning = assemble("Alder", origin, PLAIN, rules)
    assert zoning.district(0).rules == (Rule("", "max_height", "feet", Number(35.0)),)
    assert zoning.district(1).rules == (Rule("f1", "min_lot", "acres", Range(0.5, None)),)
    low, high, form = zoning.limits("min_lot", "f1")
    assert np.isnan(low[0])
    assert (low[1], high[1], form.tolist()) == (0.5, np.inf, ["", "range"])


def test_a_district_that_is_not_there_is_refused(origin):
    with pytest.raises(FairtownError, match="no district 2; expected 0 to 1"):
        assemble("Alder", origin, PLAIN).district(2)


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ({"district": ["R-1", ""]}, "row 2 (Alder, ?) has no district; name it"),
        ({"jurisdiction": ["", ""]}, "row 1 (?, R-1) has no jurisdiction, and 1 more"),
        ({"kind": ["residential", "homes"]}, "has a kind that is none of residential"),
        ({"treat_f2": ["allowed", "maybe"]}, "row 2 (Alder, R-2) has treat_f2 that is none of allowed"),
        ({"acres": [1.0, -2.0]}, "has land that is no area: -2.0"),
        ({"acres": [1.0, np.inf]}, "has land that is no area"),
        (
            {"code_date": ["", "spring"]},
            "code_date that is no day or year: 'spring'; write it like 2023-08-31",
        ),
        ({"code_date": ["2023-02-30", ""]}, "code_date that is no day or year"),
        ({"valid_from": ["2020", "2020"], "valid_to": ["", "2019-12-31"]}, "valid_to before valid_from"),
        ({"jurisdiction": [], "district": []}, "no district; expected at least one"),
    ],
)
def test_what_cannot_be_right_is_refused_in_one_line(origin, columns, says):
    assert says in refusal(origin, **columns)


def test_a_district_that_says_two_things_is_refused(origin):
    line = refusal(origin, district=["R-1", "R-1"], treat_f2=["allowed", "prohibited"], file_row=[4, 9])
    assert line == (
        "Alder: row 4 (Alder, R-1) and row 9 (Alder, R-1) contradict each other in treat_f2: allowed and prohibited; "
        "keep the rule in force, or date both with valid_from"
    )


def test_a_district_that_stands_twice_in_a_table_would_count_twice(origin):
    line = refusal(origin, district=["R-1", "R-1"])
    assert "row 1 (Alder, R-1) stands again in row 2 (Alder, R-1), and its land would count twice" in line


def test_two_dated_versions_of_a_district_may_stand_together(origin):
    columns = {**PLAIN, "district": ["R-1", "R-1"], "treat_f2": ["prohibited", "allowed"]}
    dated = {**columns, "valid_from": ["1990-01-01", "2022-01-01"], "valid_to": ["2021-12-31", ""]}
    assert len(assemble("Alder", origin, dated).districts) == 2


@pytest.mark.parametrize(
    ("day", "treated"),
    [
        ("1990-01-01", "prohibited"),
        ("2021", "prohibited"),
        ("2021-12-31", "prohibited"),
        ("2022-01-01", "allowed"),
        ("2030", "allowed"),
    ],
)
def test_one_version_is_in_force_on_a_day(origin, day, treated):
    columns = {
        "jurisdiction": ["Alder"] * 3,
        "district": ["R-1", "R-1", "R-2"],
        "treat_f2": ["prohibited", "allowed", "hearing"],
        "acres": [10.0, 10.0, 5.0],
        "valid_from": ["1990", "2022-01-01", ""],
        "valid_to": ["2021", "", ""],
    }
    rules = [rule_row(i, "f1", "min_lot", "acres", Number(float(i))) for i in range(3)]
    zoning = assemble("Alder", origin, columns, rules)
    assert any("take those in force on a day" in note for note in zoning.notes)
    current = in_force(zoning, day)
    assert current.districts.treat_f2.tolist() == [treated, "hearing"]
    assert current.districts.acres.sum() == 15
    assert current.limits("min_lot", "f1")[0].tolist() == [0 if treated == "prohibited" else 1, 2]


def test_a_day_before_all_rules_and_a_day_that_is_none_are_refused(origin):
    columns = {**PLAIN, "valid_from": ["1990", "1990"]}
    zoning = assemble("Alder", origin, columns)
    with pytest.raises(FairtownError, match="no district was in force on 1989-12-31"):
        in_force(zoning, "1989-12-31")
    with pytest.raises(FairtownError, match="'today' is no day or year"):
        in_force(zoning, "today")


def test_what_is_odd_is_kept_and_named(origin):
    columns = {
        **PLAIN,
        "kind": ["nonresidential", "residential"],
        "overlay": [False, False],
        "acres": [5.0, np.nan],
        "single_family_only": [True, None],
        "treat_f1": ["allowed", "prohibited"],
        "treat_f2": ["allowed", "prohibited"],
        "treat_f3": ["prohibited"] * 2,
        "treat_f4plus": ["prohibited"] * 2,
    }
    notes = assemble("Alder", Origin("s", "", "", "land"), columns).notes
    assert [n.split(" (")[0] for n in notes] == [
        "1 of 2 rows marked as single-family only, yet other homes are allowed as of right: row 1",
        "1 of 2 rows classed as land for homes, yet no kind of home is allowed: row 2",
        "1 of 2 rows classed as not for homes, yet some homes are allowed: row 1",
        "1 of 2 rows without an area: in no share: row 2",
        "2 of 2 rows without a date of the code: no change over time can be told: row 1",
    ]


def test_homes_are_named_in_words():
    assert list(HOMES) == ["f1", "f2", "f3", "f4plus", "adu"]
