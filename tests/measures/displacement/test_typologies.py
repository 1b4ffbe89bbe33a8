"""Changing neighborhoods: agreement worked by hand, criteria and their margins, and Connecticut's check values."""

from math import isnan

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairtown.concepts import FairtownError
from fairtown.measures.displacement import typologies
from fairtown.measures.displacement.agreement import cohen_kappa, fleiss_kappa
from fairtown.measures.displacement.criteria import Survey, line_of_area, over, under, verdicts
from fairtown.measures.displacement.ownership_help import standing
from fairtown.measures.displacement.typologies import COUNTS, on_older_tracts

YES, ALSO = [1, 1, 1, 0, 0, 0, 0, 0, 0, 0], [1, 1, 0, 1, 0, 0, 0, 0, 0, 0]


def test_agreement_by_hand():
    assert cohen_kappa(YES, ALSO) == pytest.approx(0.5238, abs=5e-5)
    # of two methods Fleiss takes their mean share, here the same
    assert fleiss_kappa([YES, ALSO]) == pytest.approx(0.5238, abs=5e-5)
    assert isnan(cohen_kappa([0, 0, 0], [0, 0, 0]))
    assert isnan(fleiss_kappa([[0, 0], [0, 0], [0, 0]]))


@given(st.lists(st.tuples(st.integers(0, 1), st.integers(0, 1)), min_size=2, max_size=30))
def test_agreement_is_symmetric_and_at_most_1(pairs):
    a, b = np.array(pairs).T
    one, other = cohen_kappa(a, b), cohen_kappa(b, a)
    assert (isnan(one) and isnan(other)) or (one == pytest.approx(other) and one <= 1)
    assert isnan(cohen_kappa(a, a)) or cohen_kappa(a, a) == pytest.approx(1)


def test_no_answers():
    with pytest.raises(FairtownError, match="answers of 0 or 1"):
        cohen_kappa([0, float("nan")], [0, 1])
    with pytest.raises(FairtownError, match="1 method, expected two"):
        fleiss_kappa([[0, 1]])


def test_lines_are_those_of_the_area():
    line = line_of_area([1.0, 2, 3, 4, 10], ["a", "a", "a", "a", "b"], 0.4)
    np.testing.assert_allclose(line, [2.2, 2.2, 2.2, 2.2, 10])


def test_beyond_the_margin_is_more_than_met():
    found = over(np.array([0.5, 0.5, 0.5, 0.4]), np.array([0.05, 0.2, np.nan, 0.01]), 0.4)
    assert found.is_met.tolist() == [True, True, True, False]
    assert found.is_beyond.tolist() == [True, False, False, False]
    assert under(np.array([0.4]), np.array([0.0]), 0.4, or_at=True).is_met.all()
    assert not under(np.array([0.4]), np.array([0.0]), 0.4).is_met.any()


def survey(college, income, low=(0.5, 0.4, 0.1, 0.1), low_people=(500, 400, 100, 100)):
    """Return four tracts: two poorer, with more renters and people of color, and two others; small margins."""
    sides, small = np.array([0.8, 0.7, 0.2, 0.1]), np.full(4, 0.01)
    return Survey(
        np.array(college), small, np.array(income), small, np.array(low), small, sides, small, sides, small,
        np.array(low_people, float), np.full(4, 10.0),
    )  # fmt: skip


def test_four_tracts_by_hand():
    """The first gains graduates and income and loses people with low incomes; the second stays; two are well off."""
    before = survey([0.10, 0.15, 0.50, 0.60], [0.6, 0.7, 1.3, 1.5])
    after = survey([0.30, 0.152, 0.51, 0.61], [0.9, 0.7, 1.3, 1.5], low_people=(300, 400, 100, 100))
    found = verdicts(before, after, ["one"] * 4, [True] * 4)
    for name, verdict in found.items():
        assert verdict.is_changing.tolist() == [True, False, False, False], name
        assert verdict.is_eligible.tolist() == [True, True, False, False], name
    assert [v.criteria[0] for v in found.values()] == [2, 2, 4, 7]
    # every sign of the first is larger than its margin
    assert [v.beyond[0] for v in found.values()] == [2, 2, 4, 7]
    elsewhere = verdicts(before, after, ["one"] * 4, [False] * 4)
    assert [v.is_changing[0] for v in elsewhere.values()] == [False, False, False, True]


def test_help_is_held_back_where_a_method_sees_change():
    assert standing(np.array([False, True, True]), np.array([False, False, True])).tolist() == [2, 1, 0]


def test_the_margin_of_a_divided_tract_by_hand():
    """Half of tract b lies in A and half in B: each group's part there has the variance .2 × n² × ½ × ½."""
    counts = dict.fromkeys(COUNTS, 0.0) | {"adults": 100.0, "college": 40.0, "households": 50.0}
    cells = pd.DataFrame({"a": counts, "b": counts | {"college": 80.0}}).T
    cells[[f"{n}_moe" for n in COUNTS]] = 0.0
    cells = cells.assign(median=[60_000.0, 90_000], median_moe=0.0)
    links = pd.DataFrame(
        {
            "geoid": ["a", "b", "b"],
            "geoid_2010": ["A", "A", "B"],
            "weight": [1, 0.5, 0.5],
            "is_divided": [0, 1, 1],
        }
    )
    found = on_older_tracts(cells, links)
    first = found.loc["A"]
    assert (first.college, first.adults, first["median"]) == (80, 150, 70_000)
    sd = np.sqrt(0.2) / 2
    assert first.college_land == pytest.approx(1.645 * 80 * sd)
    assert first.college_rest_land == pytest.approx(1.645 * 20 * sd)
    # 50 households, 20,000 dollars above the mean of A, of the 75 that are expected there
    assert first.median_land == pytest.approx(1.645 * 50 * 20_000 * sd / 75)
    margin = np.hypot(70 * first.college_land, 80 * first.college_rest_land) / 150**2
    with np.errstate(invalid="ignore", divide="ignore"):
        after, alone = (typologies.survey(c, np.array(["one"] * 2)) for c in (found, cells))
    assert after.college_moe[0] == pytest.approx(margin)
    assert after.income_moe[0] == pytest.approx(first.median_land / 80_000)
    assert alone.college_moe.tolist() == [0, 0]


@pytest.fixture(scope="module")
def value(release):
    rows = release.observations(
        ["displacement.typologies", "displacement.ownership_help"], release.state_places, [2023]
    )

    def found(output, group=""):
        (row,) = [r for r in rows if (r["output"], r["grp"]) == (output, group)]
        return row["value"]

    return found


def test_connecticut(value):
    assert (value("tracts"), value("core_tracts")) == (821, 162)
    assert value("eligible", "freeman") == 152
    assert value("changing", "freeman") == pytest.approx(64, abs=2)
    assert value("kappa", "freeman_governing") == pytest.approx(0.756, abs=0.03)
    assert sum(value("tracts_by_methods", f"methods_{n}") for n in range(5)) == 821


def test_crosswalk_of_connecticut(clean):
    links = clean.crosswalk_2020_to_2010
    by = links.groupby("geoid_2010")
    divided, parts = by.is_divided.any(), by.size()
    assert divided.sum() == 198
    assert ((parts == 1) & ~divided).sum() == 600
    assert ((parts > 1) & ~divided).sum() == 31


def test_where_help_to_buy_would_reach(value):
    assert (value("high_poverty"), value("changing_among")) == (67, 26)
    assert value("high_poverty") - value("changing_among") == 41
    assert value("open") + value("held_back") + value("students_among") == 67


def test_mansfields_campus_is_of_students(release):
    rows = release.level_rows("displacement.ownership_help", 2023, "tract", "standing")
    students = [row for row in rows if row["value"] == 0]
    assert {row["town"] for row in students} == {t["key"] for t in release.towns if t["name"] == "Mansfield"}
    assert len(students) == 2
