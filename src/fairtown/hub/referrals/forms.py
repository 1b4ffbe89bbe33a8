"""The form of a deadline: month, day and year of the last thing that happened, as far as it is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.dates import MONTHS
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from fairtown.hub.shelf.text_fields import OneLine
from fairtown.reports.complaints import earliest_day

#: Nothing that is older can still be filed anywhere.
OLDEST_YEAR = 1968
LONGEST = 10


def month_choices() -> list[tuple[str, Any]]:
    """Return number and name of each month, after one for whoever does not know it."""
    return [("", _("I don't know")), *((str(number), name) for number, name in MONTHS.items())]


@dataclass(frozen=True)
class ActDay:
    """The day to count from: `earliest`, the first that it can have been; `is_exact`: whether the day was given."""

    earliest: date
    is_exact: bool


class ActForm(forms.Form):
    """When the last thing happened. `clean` leaves an `ActDay` in `act`."""

    month = forms.ChoiceField(choices=month_choices, required=False)
    day = OneLine(required=False, max_length=LONGEST)
    year = OneLine(required=False, max_length=LONGEST)

    act: ActDay

    def clean_day(self) -> int | None:
        """Return the day of the month; raises ValidationError if it is no number."""
        return self._number("day", _("Write the day as a number, like 9. Leave it blank if you don't know."))

    def clean_year(self) -> int | None:
        """Return the year; raises ValidationError if it is not one of four digits."""
        message = _("Write the year with four digits, like %(year)s.") % {"year": localdate().year}
        year = self._number("year", message)
        if year is not None and year < OLDEST_YEAR:
            raise forms.ValidationError(message)
        return year

    def _number(self, name: str, message: str) -> int | None:
        text = self.cleaned_data[name]
        if not text:
            return None
        if not (text.isascii() and text.isdecimal() and len(text) <= len("2000")):
            raise forms.ValidationError(message)
        return int(text)

    def clean(self) -> dict[str, Any]:
        """Find the day to count from; a part that is not known is the earliest that it can be."""
        if self.errors:
            return self.cleaned_data
        year, day = self.cleaned_data["year"], self.cleaned_data["day"]
        month = int(self.cleaned_data["month"]) if self.cleaned_data["month"] else None
        if year is None:
            self.add_error("year", _("Give at least the year. If you don't know it, call today."))
        elif day is not None and month is None:
            self.add_error("month", _("Give the month too, or leave the day blank."))
        else:
            self._set_act(year, month, day)
        return self.cleaned_data

    def _set_act(self, year: int, month: int | None, day: int | None) -> None:
        try:
            earliest = earliest_day(year, month, day)
        except ValueError:
            self.add_error("day", _("The calendar has no such day. Check the day and the month."))
            return
        if earliest > localdate():
            self.add_error("year", _("This day is yet to come. Check the year."))
            return
        self.act = ActDay(earliest, is_exact=day is not None)
