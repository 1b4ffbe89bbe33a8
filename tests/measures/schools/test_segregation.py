"""Schools: worked by hand, hidden cells and their bounds, and Connecticut's check values."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairtown.concepts import FairtownError
from fairtown.measures.schools.hidden_cells import bounds, filled
from fairtown.measures.schools.segregation import (
    STATE_ROW,
    intensely_segregated,
    low_income_schoolmates,
)
from fairtown.measures.segregation.entropy import split

NAN = float("nan")
#: White and Asian are hidden in a school of 60; of the state 90 White and 10 Asian students are known.
CELLS, TOTALS = [[NAN, 30, NAN, 20, 0], [90, 5, 10, 5, 0]], [60, 110]


def test_two_districts_by_hand():
    counts = np.array([[90, 10], [70, 30], [20, 80], [40, 60]], float)
    parts = split(counts, [0, 0, 1, 1])
    assert parts.h == pytest.approx(0.23367, abs=5e-6)
    assert parts.between == pytest.approx(0.19256, abs=5e-6)
    assert parts.within == pytest.approx(0.02356 + 0.01755, abs=1e-5)


def test_hidden_cells_by_hand():
    assert filled(CELLS, TOTALS)[0].tolist() == [9, 30, 1, 20, 0]
    least, most = bounds(CELLS, TOTALS)
    assert (least[0].tolist(), most[0].tolist()) == ([1, 30, 1, 20, 0], [9, 30, 9, 20, 0])
    # 85.0% to 98.3% of color: it may be 90% or more
    assert intensely_segregated(np.array(CELLS[:1]), np.array([60.0])) == (0, 1)


@given(
    st.lists(
        st.lists(st.one_of(st.none(), st.integers(0, 50)), min_size=3, max_size=3), min_size=1, max_size=6
    )
)
def test_filled_rows_add_up_and_lie_within_bounds(rows):
    cells = np.array([[NAN if c is None else c for c in row] for row in rows], float)
    hidden = np.isnan(cells).sum(axis=1)
    totals = np.nansum(cells, axis=1) + 4 * hidden
    done = filled(cells, totals)
    np.testing.assert_allclose(done.sum(axis=1), totals)
    least, most = bounds(cells, totals)
    assert (least <= most).all()
    assert (done <= np.where(np.isnan(cells), 4 * hidden[:, None], cells) + 1e-9).all()


def test_a_row_with_more_students_by_race_than_in_all():
    with pytest.raises(FairtownError, match="row 2 has 110 students by race and 100 in all"):
        filled(CELLS, [60, 100])


def test_low_income_schoolmates_by_hand():
    found = low_income_schoolmates(
        np.array([[90.0, 10], [10, 90], [5, 5]]), np.array([20, 60, NAN]), np.array([100.0, 100, 10])
    )
    np.testing.assert_allclose(found, [0.24, 0.56])


@pytest.fixture(scope="module")
def value(release):
    rows = release.observations(["schools.segregation"], release.state_places)

    def found(output, year=2017, group=""):
        (row,) = [r for r in rows if (r["output"], r["year"], r["grp"]) == (output, year, group)]
        return row["value"]

    return found


def test_connecticut(value):
    five = "five_groups"
    assert value("students") == 534_803
    assert value("hidden_students") == 10_834
    assert value("h", group=five) == pytest.approx(0.2341, abs=5e-4)
    assert value("between", group=five) == pytest.approx(0.2009, abs=5e-4)
    assert value("within", group=five) == pytest.approx(0.0333, abs=5e-4)
    assert value("share_between", group=five) == pytest.approx(0.858, abs=5e-4)
    # so what lies between districts is not only that charters and centers stand apart
    assert value("share_between_local", group=five) == pytest.approx(0.8616, abs=5e-4)
    assert (value("intense_certain"), value("intense_possible"), value("large_schools")) == (99, 108, 1076)
    assert value("low_income_schoolmates", group="black") == pytest.approx(0.526, abs=5e-4)
    assert value("low_income_schoolmates", group="white") == pytest.approx(0.256, abs=1e-3)
    assert 0.18 < value("between", 2022, five) < 0.21


def test_the_state_stands_in_one_row_of_the_districts(clean):
    rows = clean.rows("ct_edsight.districts", 2022)
    assert rows[rows.district == STATE_ROW].students_2017.tolist() == [538_893]
    assert rows[rows.district == STATE_ROW].meals_2017.tolist() == [193_240]
    others = rows[rows.district != STATE_ROW]
    assert others.students_2017.max() < 0.1 * 538_893
    assert others[others.district.str.startswith("Union")].students.isna().all()


def test_hidden_cells_are_not_all_small(clean):
    rows = clean.rows("ct_edsight.enrollment", 2017)
    rows = rows[rows.year == 2017]
    cells = rows[
        ["white", "black", "asian", "hispanic", "american_indian", "pacific_islander", "two_or_more"]
    ]
    hidden = cells.isna().sum(axis=1)
    assert (len(rows), hidden.sum(), (hidden > 0).sum()) == (1316, 2461, 1076)
    rest = rows.students - cells.sum(axis=1)
    assert (rest > 5 * hidden).sum() == 307
    assert (hidden != 1).all()
