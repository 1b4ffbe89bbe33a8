"""Deadlines after discrimination: golden days, worked on a calendar by hand (42 USC 3610 and 3613, CGS 46a-82)."""

from datetime import date

import pytest

from fairtown.reports import complaints


def days(act: date) -> dict[str, date]:
    return {deadline.limit.code: deadline.last for deadline in complaints.deadlines(act, "ct")}


@pytest.mark.parametrize(
    ("act", "commission", "hud", "court"),
    [
        # an ordinary year: 300 days from 10 March are 21 of March, 30, 31, 30, 31, 31, 30, 31, 30, 31 and 4 of January
        ("2025-03-10", "2026-01-04", "2026-03-10", "2027-03-10"),
        # over a 29 February: a day earlier by the calendar
        ("2024-01-31", "2024-11-26", "2025-01-31", "2026-01-31"),
        ("2023-12-31", "2024-10-26", "2024-12-31", "2025-12-31"),
        # on a 29 February: years end on the 28th, or on the 29th of the next leap year
        ("2024-02-29", "2024-12-25", "2025-02-28", "2026-02-28"),
        # the day before it
        ("2024-02-28", "2024-12-24", "2025-02-28", "2026-02-28"),
        # ends of months
        ("2025-04-30", "2026-02-24", "2026-04-30", "2027-04-30"),
        ("2025-05-31", "2026-03-27", "2026-05-31", "2027-05-31"),
        # the days on which clocks change
        ("2025-03-09", "2026-01-03", "2026-03-09", "2027-03-09"),
        ("2025-11-02", "2026-08-29", "2026-11-02", "2027-11-02"),
        # a century without a leap day
        ("2099-12-31", "2100-10-27", "2100-12-31", "2101-12-31"),
    ],
)
def test_golden_deadlines(act: str, commission: str, hud: str, court: str) -> None:
    found = {code: day.isoformat() for code, day in days(date.fromisoformat(act)).items()}
    assert found == {"commission": commission, "hud": hud, "court": court}


def test_deadlines_come_in_their_order() -> None:
    found = complaints.deadlines(date(2025, 3, 10), "ct")
    assert [deadline.limit.code for deadline in found] == ["commission", "hud", "court"]
    assert found[0].days_left(date(2026, 1, 4)) == 0
    assert found[0].days_left(date(2026, 1, 5)) == -1


@pytest.mark.parametrize(
    ("last", "safe"),
    [
        ("2026-01-02", "2026-01-02"),
        ("2026-01-03", "2026-01-02"),
        ("2026-01-04", "2026-01-02"),
        ("2026-01-05",) * 2,
    ],
)
def test_a_weekend_is_left_by_the_friday_before(last: str, safe: str) -> None:
    deadline = complaints.Deadline(complaints.LIMITS[0], date.fromisoformat(last))
    assert deadline.safe.isoformat() == safe


def test_an_unknown_part_of_a_date_is_the_earliest_that_it_can_be() -> None:
    assert complaints.earliest_day(2025, None, None) == date(2025, 1, 1)
    assert complaints.earliest_day(2025, 5, None) == date(2025, 5, 1)
    assert complaints.earliest_day(2024, 2, 29) == date(2024, 2, 29)
    with pytest.raises(ValueError, match="day is out of range"):
        complaints.earliest_day(2025, 2, 29)


def test_a_state_that_is_not_carried_has_federal_law() -> None:
    assert [limit.code for limit in complaints.limits("zz")] == ["hud", "court"]
    assert [agency.code for agency in complaints.agencies("zz")] == ["hud", "doj"]


def test_every_agency_can_be_reached_and_says_where_it_was_seen() -> None:
    for agency in complaints.agencies("ct"):
        assert agency.phone or agency.web or agency.code == "right_to_counsel", agency.name
        assert agency.seen_in
        assert set(agency.needs) <= set(complaints.NEEDS)
    known = {agency.code for agency in complaints.agencies("ct")}
    assert {limit.office for limit in complaints.limits("ct") if limit.office} <= known
