"""Towns and districts, homes and students, and what cannot be compared: by hand, as properties, and Connecticut's."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairtown.concepts import FairtownError
from fairtown.measures.schools.hidden_cells import filled
from fairtown.measures.schools.segregation import CELLS, STATE_ROW, in_groups
from fairtown.measures.schools.towns_and_districts import (
    can_be_compared,
    covered,
    housing_to_students,
    new_share,
    refuse_totals,
    shares_of_towns,
)


def test_a_town_with_two_districts_by_hand():
    found = shares_of_towns(["A", "A", "B"], ["own", "region", "region"], [120, 300, 300], [200, 200, 400])
    np.testing.assert_allclose(found, [120 / 220, 100 / 220, 1])


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4), st.integers(1, 90)), min_size=1, max_size=12))
def test_the_parts_of_a_town_add_up_to_one(rows):
    pairs = {(f"t{t}", f"d{d}"): n for t, d, n in rows}
    enrolled = {d: 10 * n for (_t, d), n in pairs.items()}
    young = {t: n for (t, _d), n in pairs.items()}
    towns, districts = [t for t, _d in pairs], [d for _t, d in pairs]
    found = shares_of_towns(towns, districts, [enrolled[d] for d in districts], [young[t] for t in towns])
    sums = {t: sum(f for f, own in zip(found, towns, strict=True) if own == t) for t in young}
    assert all(s == pytest.approx(1) for s in sums.values())


def test_a_district_that_is_hidden_has_no_part():
    assert np.isnan(shares_of_towns(["U"], ["own"], [np.nan], [90])).all()
    with pytest.raises(FairtownError, match="stand twice"):
        shares_of_towns(["A", "A"], ["own", "own"], [1, 1], [1, 1])


def test_a_row_with_a_total_is_no_district():
    refuse_totals(["A", "B"], [40, np.nan], 1000)
    with pytest.raises(FairtownError, match="B has 538,893 of 538,893 students"):
        refuse_totals(["A", "B"], [40, 538_893], 538_893)


def test_groups_with_too_few_figures_cannot_be_compared():
    groups = [[80, 20], [15, 75], [5, 5]]
    assert covered(groups, [True, True, False]).tolist() == [0.95, 0.95]
    assert can_be_compared(groups, [True, True, False])
    assert not can_be_compared(groups, [True, False, True])


def test_homes_bring_students_by_hand():
    market, affordable = housing_to_students(96, 0.25, 1, 0, 0), housing_to_students(24, 0.6, 1, 0, 0)
    assert (market, affordable) == (24, pytest.approx(14.4))
    # 1,000 students, 100 of them with low incomes; those of the affordable homes have such, too
    assert new_share(1000, 100, market + affordable, affordable) == pytest.approx(0.110, abs=5e-4)
    # no more can leave than are enrolled
    assert housing_to_students(0, 0.5, 1, leaving=30, enrolled=12) == -12
    with pytest.raises(FairtownError, match="leave none"):
        new_share(100, 10, -100, 0)
    with pytest.raises(FairtownError, match="must be ≥ 0"):
        housing_to_students(-1, 0.5, 1, 0, 0)


def test_towns_and_districts_of_connecticut(release):
    rows = release.level_rows("schools.districts", 2022, "town", "of_towns_students", group=None)
    parts: dict[str, list[float]] = {}
    for row in rows:
        if row["value"] is not None:
            parts.setdefault(row["name"], []).append(row["value"])
    assert [sum(len(p) == n for p in parts.values()) for n in (1, 2)] == [141, 27]
    assert "Union" not in parts
    assert all(sum(p) == pytest.approx(1) for p in parts.values())


def test_what_a_region_has_of_tests_is_met_over_scored(release):
    (own,) = [
        row
        for row in release.level_rows("schools.districts", 2019, "town", "tests_met", group="town")
        if row["name"] == "Bridgeport"
    ]
    assert own["value"] == pytest.approx((0.274 * 9330 + 0.157 * 9303) / (9330 + 9303), abs=1e-6)


def test_spending_lacks_hartford_so_that_groups_are_not_compared(clean):
    rows = clean.rows("ct_edsight.districts", 2022)
    rows = rows[(rows.district != STATE_ROW) & rows.students.notna()]
    groups = in_groups(filled(rows[list(CELLS)].to_numpy(float), rows.students.to_numpy(float)))
    known = rows.spending_2015_usd.notna()
    white, black = covered(groups, known)[:2]
    assert (white, black) == (pytest.approx(0.952, abs=5e-4), pytest.approx(0.810, abs=5e-4))
    assert not can_be_compared(groups[:, :2], known)
    assert rows[rows.district == "Hartford School District"].spending_2015_usd.isna().all()


def test_the_state_total_is_refused_where_it_is_left_in(clean):
    rows = clean.rows("ct_edsight.districts", 2022)
    rows = rows[rows.students_2017.notna()]
    state = float(rows[rows.district == STATE_ROW].students_2017.iloc[0])
    with pytest.raises(FairtownError, match=f"{STATE_ROW} has 538,893"):
        refuse_totals(rows.district.tolist(), rows.students_2017, state)
    left = rows[rows.district != STATE_ROW]
    refuse_totals(left.district.tolist(), left.students_2017, state)
