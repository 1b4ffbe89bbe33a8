"""Low-income schoolmates by school, and schools by the town of their building: by hand, and Connecticut's."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairtown.measures.schools.schoolmates import low_income, schoolmates
from fairtown.measures.segregation.entropy import split

NAN = float("nan")


def test_two_schools_of_one_district_by_hand():
    groups, low, students = np.array([[80.0, 20], [20, 80]]), np.array([10.0, 60]), np.array([100.0, 100])
    np.testing.assert_allclose(schoolmates(groups, low, students), [0.20, 0.50])
    together = schoolmates(groups.sum(axis=0)[np.newaxis], [low.sum()], [students.sum()])
    np.testing.assert_allclose(together, [0.35, 0.35])


def test_hidden_meals_lie_between_their_bounds():
    # who pays in full is known: so are all others, though free and reduced are hidden; else each hidden cell has one
    kinds = [[NAN, NAN, 40], [25, NAN, NAN], [30, 10, 60]]
    found, least, most = low_income(kinds, [50, 35, 100])
    assert (found[0], least[0], most[0]) == (10, 10, 10)
    assert (least[1], most[1]) == (26, 34)
    assert least[1] <= found[1] <= most[1]
    assert (found[2], least[2], most[2]) == (40, 40, 40)


@given(st.lists(st.tuples(*(st.integers(0, 90),) * 3), min_size=1, max_size=8), st.integers(0, 7))
def test_bounds_hold_what_was_hidden(rows, seed):
    cells = np.array(rows, float) + 1
    hidden = cells.copy()
    rng = np.random.default_rng(seed)
    # two cells of a row at least, as the Department does
    for row in hidden[rng.random(len(rows)) < 0.6]:
        row[rng.permutation(3)[: rng.integers(2, 4)]] = NAN
    found, least, most = low_income(hidden, cells.sum(axis=1))
    truth = cells[:, :2].sum(axis=1)
    assert (least <= truth).all()
    assert (truth <= most).all()
    assert ((least - 1e-9 <= found) & (found <= most + 1e-9)).all()


def test_a_magnet_counts_for_the_town_where_it_stands():
    counts = np.array([[90, 10], [20, 80], [40, 60]], float)
    by_town = split(counts, [0, 0, 1])
    assert (by_town.h, by_town.between) == (pytest.approx(0.2794, abs=5e-5), pytest.approx(0.0145, abs=5e-5))
    assert split(counts, [0, 1, 2]).within == pytest.approx(0, abs=1e-12)


@pytest.fixture(scope="module")
def value(release):
    rows = release.observations(["schools.schoolmates", "schools.buildings"], release.state_places)

    def found(output, group=""):
        (row,) = [r for r in rows if (r["output"], r["grp"]) == (output, group)]
        return row["value"]

    return found


def test_connecticut(value):
    for group in ("white", "black", "asian", "hispanic", "other"):
        least, most = value("in_school_least", group), value("in_school_most", group)
        assert least <= value("in_school", group) <= most < least + 0.02
    # the gap is wider by school than by district: schools within a district differ too
    by_school = value("in_school", "black") - value("in_school", "white")
    by_district = value("in_district", "black") - value("in_district", "white")
    assert by_school > by_district > 0.2
    # between districts as choices by hand have it from the districts' own meals, .526 and .256
    assert value("in_district", "black") == pytest.approx(0.526, abs=0.02)
    assert value("in_district", "white") == pytest.approx(0.256, abs=0.01)


def test_buildings_of_connecticut(value):
    five = "five_groups"
    assert value("students") + value("students_without_a_point") == 534_803
    assert value("students") / 534_803 > 0.97
    assert 0 < value("between_towns", five) < value("between_districts", five) < value("h", five)
