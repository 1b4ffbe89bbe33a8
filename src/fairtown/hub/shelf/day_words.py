"""Days of the law in words: a day, or what is known of it where it was not read."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from fairtown.reports.duties import Duty, Period


def day_words(day: date) -> str:
    """Return a day as the page's language writes it."""
    return date_format(day, "DATE_FORMAT")


def weekday_words(day: date) -> str:
    """Return a day with its weekday."""
    return f"{date_format(day, 'l')}, {day_words(day)}"


def when(period: Period) -> str:
    """Return a day, month, year or late year in words; else the days between which it lies."""
    if period.is_day:
        return day_words(period.first)
    if period.is_year:
        return str(period.first.year)
    if period.is_month:
        return date_format(period.first, "YEAR_MONTH_FORMAT")
    if period.is_late:
        return _("late %(year)s") % {"year": period.first.year}
    if period.is_open:
        return _("by %(day)s") % {"day": day_words(period.last)}
    return _("between %(first)s and %(last)s") % _ends(period)


def from_words(start: Period) -> str:
    """Return since when a duty holds."""
    if start.is_day:
        return _("from %(day)s") % {"day": day_words(start.first)}
    if start.is_open:
        return _("since %(day)s or earlier; the first day was not read") % {"day": day_words(start.last)}
    if _is_named(start):
        return _("from %(when)s; the day was not read") % {"when": when(start)}
    return _("from a day between %(first)s and %(last)s that was not read") % _ends(start)


def ended_words(end: Period) -> str:
    """Return when a duty ended."""
    if end.is_day:
        return _("ended; its last day was %(day)s") % {"day": day_words(end.first)}
    return repealed_words(end)


def repealed_words(end: Period) -> str:
    """Return when a duty ended whose last day is not known."""
    if _is_named(end):
        return _("repealed in %(when)s; day not confirmed") % {"when": when(end)}
    return _("repealed between %(first)s and %(last)s; day not confirmed") % _ends(end)


def in_force(duty: Duty) -> str:
    """Return from when to when a duty holds, as far as that was read."""
    if duty.end is None:
        return from_words(duty.start)
    if not duty.end.is_day:
        return f"{from_words(duty.start)}; {repealed_words(duty.end)}"
    last = day_words(duty.end.last)
    if duty.start.is_day:
        return _("from %(first)s to %(last)s") % {"first": day_words(duty.start.first), "last": last}
    return f"{from_words(duty.start)}; " + _("last day: %(day)s") % {"day": last}


def last_due(due: Period) -> str:
    """Return by when something was due last."""
    if due.is_day:
        return _("last on %(day)s") % {"day": day_words(due.first)}
    return _("last in %(when)s, the day is not known") % {"when": when(due)}


def next_due(due: Period) -> str:
    """Return by when something is due next."""
    if due.is_day:
        return _("next on %(day)s") % {"day": day_words(due.first)}
    return _("next in %(when)s, the day is not known") % {"when": when(due)}


def time_element(day: date | Period) -> SafeString:
    """Return a day in words in a `time` element, whose `datetime` is the day as programs write it."""
    period = day if isinstance(day, Period) else Period.of_day(day)
    return format_html('<time datetime="{}">{}</time>', code(period), when(period))


def code(period: Period) -> str:
    """Return a day, month or year as tables and `time` elements have it (2026-11-25, 2026-11), else the last."""
    is_code = period.is_day or period.is_month or period.is_year
    return period.text if is_code else period.last.isoformat()


def _is_named(period: Period) -> bool:
    return period.is_month or period.is_year or period.is_late


def _ends(period: Period) -> dict[str, str]:
    return {"first": day_words(period.first), "last": day_words(period.last)}
