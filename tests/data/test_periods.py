"""Days of the law as they are known: written as in ISO 8601-2, read or refused in one line."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairtown.concepts import FairtownError
from fairtown.data.periods import Period, years_after

DAYS = st.dates(date(1900, 1, 1), date(2090, 12, 31))
#: Every form that a period can have.
PERIODS = st.one_of(
    DAYS.map(Period.of_day),
    DAYS.map(lambda d: Period.parse(f"{d:%Y-%m}")),
    DAYS.map(lambda d: Period.parse(f"{d.year}")),
    DAYS.map(lambda d: Period.parse(f"../{d}")),
    st.tuples(DAYS, DAYS).map(lambda d: Period.parse(f"{min(d)}/{max(d)}")),
)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024-03-31", date(2024, 3, 31), date(2024, 3, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("1991", date(1991, 1, 1), date(1991, 12, 31)),
        ("2025-11-13/2025-12-31", date(2025, 11, 13), date(2025, 12, 31)),
        ("2025-11/2026", date(2025, 11, 1), date(2026, 12, 31)),
        ("../2023-12-31", date.min, date(2023, 12, 31)),
    ],
)
def test_a_day_a_month_a_year_or_two_ends(text, first, last):
    found = Period.parse(text)
    assert (found.first, found.last, found.text) == (first, last, text)


@pytest.mark.parametrize(
    "text",
    ["", "x", "25-11-13", "2025-13", "2025-02-30", "2025-00", "0000", "2025-12-31/2025-11-13", "2025/", "/2025",
     "../..", "2025/..", "2025-11-13/2025-11-14/2025-11-15", "2025-11-13 ", "２０２５", "20251113"],
)  # fmt: skip
def test_what_is_no_day_is_told_in_one_line(text):
    with pytest.raises(FairtownError, match="is none; write it like 2026-11-25, 2026-11, 2026") as error:
        Period.parse(text)
    assert "\n" not in str(error.value)


def test_a_period_knows_its_form():
    def forms(text: str) -> set[str]:
        period = Period.parse(text)
        return {name for name in ("day", "month", "year", "late", "open") if getattr(period, f"is_{name}")}

    assert forms("2026-11-25") == {"day"}
    assert forms("2026-11") == {"month"}
    assert forms("2026-12") == {"month", "late"}
    assert forms("2026") == {"year"}
    assert forms("2025-11-13/2025-12-31") == {"late"}
    assert forms("2025-11-13/2025-12-30") == set()
    assert forms("../2023-12-31") == {"open"}


@given(st.text(max_size=30) | st.from_regex(r"[0-9./-]{0,25}", fullmatch=True))
def test_any_text_is_a_period_or_one_line(text):
    message = ""
    try:
        period = Period.parse(text)
    except FairtownError as error:
        message = str(error)
    assert "\n" not in message
    assert message or period.first <= period.last


@given(PERIODS)
def test_a_period_is_read_as_it_is_written(period):
    assert Period.parse(period.text) == period


@given(PERIODS, st.integers(0, 60))
def test_years_later_it_is_the_same_form_and_both_ends_move(period, n):
    later = period.years_later(n)
    assert (later.is_day, later.is_year, later.is_open) == (period.is_day, period.is_year, period.is_open)
    assert later.first == (date.min if period.is_open else years_after(period.first, n))
    assert later.last.year == period.last.year + n
    # the last of February is in some years a day later
    assert later.last - years_after(period.last, n) <= timedelta(days=1)


@given(DAYS, st.integers(0, 60))
def test_years_later_a_day_is_the_same_or_the_last_of_february(day, n):
    later = years_after(day, n)
    assert (later.year, later.month) == (day.year + n, day.month)
    assert later.day == day.day or (day.month, day.day, later.day) == (2, 29, 28)
