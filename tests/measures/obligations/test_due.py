"""Due dates of dated law: only while it is in force, by the day asked, and never a judgment without a record."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairtown.concepts import FairtownError
from fairtown.data.periods import Period, years_after
from fairtown.measures.obligations.due import STANDINGS, Duty, Record, coming, standing


def day_of(year: int, month: int, day: int) -> Period:
    return Period.of_day(date(year, month, day))


PLAN = Duty(
    "plan", "Plan", "town", "CGS 1", "A plan.", day_of(2017, 7, 24), day_of(2025, 11, 26), day_of(2022, 6, 1), 5,
    "calendar", "confirmed", "", "a page", date(2026, 11, 25),
)  # fmt: skip
POCD = replace(PLAN, id="pocd", end=None, first_due=None, every_years=10, counts_from="adoption")
YEARLY = replace(PLAN, id="yearly", end=None, first_due=day_of(2024, 3, 31), every_years=1)
ONCE = replace(PLAN, id="once", end=None, first_due=day_of(2026, 7, 1), every_years=None)
RULE = replace(PLAN, id="rule", end=None, first_due=None, every_years=None, counts_from="")
#: Days that were not read: the first one, the last one, and that by which something is due.
VAGUE = replace(PLAN, id="vague", start=Period.parse("2017"), end=Period.parse("2025-11-13/2025-12-31"))
MONTH = replace(VAGUE, id="month", end=None, first_due=Period.parse("2026-12"), every_years=2)
OLD = replace(RULE, id="old", start=Period.parse("../2015-07-01"))
ALL = [PLAN, POCD, YEARLY, ONCE, RULE, VAGUE, MONTH, OLD]
DAYS = st.dates(date(2015, 1, 1), date(2045, 12, 31))


def not_filed(day: date) -> Record:
    return Record(day, "not_filed", None, "a paper")


def filed(day: date, on: date | None = None) -> Record:
    return Record(day, "filed", on, "a list")


def test_the_plan_of_2022_and_its_repeal():
    on = date(2022, 6, 1)
    assert standing(PLAN, on - timedelta(1)).kind == "not_due"
    after = standing(PLAN, on + timedelta(1))
    assert (after.kind, after.last_due) == ("not_found", Period.of_day(on))
    # the second round never came: the law was repealed before
    assert standing(PLAN, date(2025, 11, 26)).next_due is None
    assert standing(PLAN, date(2025, 11, 27)).kind == "ended"
    assert standing(PLAN, date(2017, 7, 23)).kind == "future"


def test_on_its_last_day_a_thing_is_still_due():
    on = date(2022, 6, 1)
    today = standing(PLAN, on, [not_filed(on)])
    assert (today.kind, today.last_due, today.next_due) == ("not_due", None, Period.of_day(on))
    assert standing(PLAN, on + timedelta(1), [not_filed(on)]).kind == "reported_not_filed"
    assert coming([PLAN], on, 1) == [(Period.of_day(on), PLAN)]


def test_before_the_first_day_nobody_is_late_whatever_was_reported():
    assert standing(PLAN, date(2021, 1, 1), [not_filed(date(2020, 5, 1))]).kind == "not_due"
    assert standing(PLAN, date(2021, 1, 1), [filed(date(2020, 5, 1))]).kind == "filed"


def test_a_report_is_told_with_its_day_and_only_after_it():
    records = [not_filed(date(2022, 6, 1)), filed(date(2023, 5, 17))]
    assert standing(PLAN, date(2022, 9, 1), records).kind == "reported_not_filed"
    assert standing(PLAN, date(2023, 6, 1), records).kind == "filed"
    assert standing(PLAN, date(2022, 9, 1), records).record.as_of == date(2022, 6, 1)


def test_a_filing_counts_for_its_own_period():
    records = [filed(date(2024, 4, 2), date(2024, 3, 20))]
    assert standing(YEARLY, date(2024, 12, 1), records).kind == "filed"
    assert standing(YEARLY, date(2025, 4, 1), records).kind == "not_found"


def test_an_early_filing_is_for_the_day_that_follows():
    records = [filed(date(2022, 1, 10))]
    assert standing(PLAN, date(2022, 7, 1), records).kind == "filed"


def test_a_late_filing_is_not_for_the_day_after_it_too():
    late = [filed(date(2024, 4, 15))]
    assert standing(YEARLY, date(2024, 12, 1), late).kind == "filed"
    assert standing(YEARLY, date(2025, 4, 1), late).kind == "not_found"
    # in the second half of the year it is the early one of the next
    assert standing(YEARLY, date(2025, 4, 1), [filed(date(2024, 10, 15))]).kind == "filed"


def test_a_new_list_that_names_an_old_filing_makes_it_no_newer():
    records = [filed(date(2025, 4, 2), date(2024, 3, 20))]
    assert standing(YEARLY, date(2025, 4, 3), records).kind == "not_found"


def test_years_from_adoption_run_from_the_last_one():
    assert standing(POCD, date(2026, 1, 1)).kind == "adoption_not_found"
    records = [filed(date(2010, 1, 1), date(2009, 5, 1)), filed(date(2019, 8, 1), date(2019, 6, 3))]
    assert standing(POCD, date(2026, 1, 1), records).next_due == day_of(2029, 6, 3)
    assert standing(POCD, date(2026, 1, 1), records).kind == "filed"
    late = standing(POCD, date(2030, 1, 1), records)
    assert (late.kind, late.last_due) == ("not_found", day_of(2029, 6, 3))
    # the years run from the next adoption: nobody can say when the one after it is due
    assert late.next_due is None


def test_a_rule_without_a_day_just_holds():
    assert standing(RULE, date(2026, 1, 1)).kind == "standing"


def test_what_is_due_once_is_due_once():
    assert ONCE.due_dates(date(2060, 1, 1)) == [day_of(2026, 7, 1)]
    assert standing(ONCE, date(2030, 1, 1)).next_due is None


def test_29_february_is_28_february_in_other_years():
    assert years_after(date(2024, 2, 29), 1) == date(2025, 2, 28)
    assert years_after(date(2024, 2, 29), 4) == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (date(2016, 12, 31), "future"),
        (date(2017, 1, 1), "start_unknown"),
        (date(2017, 12, 30), "start_unknown"),
        (date(2017, 12, 31), "not_due"),
        (date(2025, 11, 13), "not_found"),
        (date(2025, 11, 14), "end_unknown"),
        (date(2025, 12, 31), "end_unknown"),
        (date(2026, 1, 1), "ended"),
    ],
)
def test_between_the_days_that_it_can_be_a_duty_is_neither_in_force_nor_ended(day, kind):
    assert standing(VAGUE, day).kind == kind


def test_a_rule_older_than_what_was_read_may_have_been_in_force_before():
    assert standing(OLD, date(1900, 1, 1)).kind == "start_unknown"
    assert standing(OLD, date(2015, 7, 1)).kind == "standing"


def test_what_is_due_in_a_month_is_due_until_its_end():
    december = Period.parse("2026-12")
    assert standing(MONTH, date(2026, 12, 31)).next_due == december
    assert standing(MONTH, date(2027, 1, 1)).last_due == december
    assert standing(MONTH, date(2027, 1, 1)).next_due == Period.parse("2028-12")
    assert coming([MONTH], date(2026, 11, 25), 36) == [(december, MONTH)]
    assert coming([MONTH], date(2026, 11, 25), 35) == []


def test_nothing_is_due_after_the_last_day_that_the_law_can_have():
    late = replace(VAGUE, first_due=day_of(2025, 12, 1), every_years=1)
    assert late.due_dates(date(2040, 1, 1)) == [day_of(2025, 12, 1)]


@given(DAYS, st.sampled_from(ALL), st.lists(DAYS, max_size=4), st.booleans())
def test_every_day_has_a_standing_that_judges_nobody(day, duty, days, is_filed):
    records = [filed(d) if is_filed else not_filed(d) for d in days]
    found = standing(duty, day, records)
    assert found.kind in STANDINGS
    assert "compl" not in STANDINGS[found.kind]
    if found.kind in ("filed", "reported_not_filed"):
        assert found.record is not None
    if found.record is not None:
        assert found.record.as_of <= day
    if found.kind == "reported_not_filed":
        assert found.record.as_of >= found.last_due.last
    if found.last_due:
        due = found.last_due.last
        assert due < day
        assert duty.holds_on(due) or due < duty.start.last or (duty.end and duty.end.first < due)
    if found.next_due:
        assert found.next_due.last >= day


@given(st.sampled_from(ALL), DAYS, DAYS, st.none() | DAYS)
def test_due_dates_rise_end_with_the_law_and_only_grow(duty, one, other, adopted):
    before, after = (duty.due_dates(day, adopted) for day in sorted((one, other)))
    assert after == sorted(set(after), key=lambda due: due.last)
    assert after[: len(before)] == before
    assert all(duty.end is None or due.last <= duty.end.last for due in after)
    if duty.counts_from == "adoption":
        assert after in ([], [Period.of_day(years_after(adopted, 10))] if adopted else [])


@given(DAYS, st.sampled_from(ALL), st.lists(DAYS, max_size=3), DAYS)
def test_what_was_not_yet_said_changes_nothing(day, duty, days, later):
    records = [filed(d) for d in days if d <= day]
    after = [not_filed(max(later, day + timedelta(1)))]
    assert standing(duty, day, records + after) == standing(duty, day, records)


@given(DAYS, st.integers(1, 3000))
def test_coming_days_are_from_today_within_the_span_and_in_order(day, span):
    found = [due.last for due, _duty in coming(ALL, day, span)]
    assert found == sorted(found)
    assert all(day <= due <= day + timedelta(span) for due in found)


def test_a_span_of_no_days_is_refused():
    with pytest.raises(FairtownError, match="days is 0, expected a number above 0"):
        coming([PLAN], date(2026, 1, 1), 0)
