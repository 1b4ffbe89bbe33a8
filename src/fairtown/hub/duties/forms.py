"""What the addresses of duties may ask for: a day, a duty and which towns, or new homes for points."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from fairtown.hub.shelf.query import FlagField, NumberField, OptionField, StrictForm, TownField, shortened
from fairtown.reports import duties

#: Kinds of standing that a reader may pick towns by: those in which towns differ.
KINDS = ("reported_not_filed", "filed", "not_found", "exempt", "standing")
#: More new homes of a kind than any town has.
MOST_HOMES = 1e6


class DayField(forms.Field):
    """A day on which the law stood; None where none is named."""

    def clean(self, value: str | None) -> date | None:
        """Return the day; raises ValidationError on what is no day, or one outside what is known of the law."""
        text = (value or "").strip()
        if not text:
            return None
        first, last = duties.EARLIEST, duties.LATEST
        try:
            day = date.fromisoformat(text)
        except ValueError:
            message = _("day is %(text)s, expected one like 2026-11-25")
            raise forms.ValidationError(message % {"text": shortened(text)}) from None
        if not first <= day <= last:
            message = _("day is %(text)s, expected one from %(first)s to %(last)s")
            raise forms.ValidationError(message % {"text": shortened(text), "first": first, "last": last})
        return day


class DayForm(StrictForm):
    """A day."""

    on = DayField()


class BoardForm(StrictForm):
    """A duty on a day, for one town, the towns of a region, or of a kind of standing.

    Each blank for all; a blank duty is the one that says most on that day.
    """

    town = TownField(required=False)
    duty = OptionField("duty", required=False)
    region = OptionField("region", required=False)
    kind = OptionField("kind", KINDS, required=False)
    on = DayField()

    def __init__(self, data: QueryDict, known: Collection[str], regions: Collection[str]) -> None:
        """Take the short names of all duties and of all regions."""
        super().__init__(data)
        self.fields["duty"].options, self.fields["region"].options = known, regions  # type: ignore[attr-defined]


class PointsForm(StrictForm):
    """A town and its new homes by kind; `repeat`: it had a moratorium before."""

    town = TownField()
    repeat = FlagField()

    def __init__(self, data: QueryDict) -> None:
        """Add a field for each kind of homes that the law gives points for."""
        super().__init__(data)
        options: dict[str, Any] = {
            "most": MOST_HOMES,
            "least": 0,
            "whole": True,
            "blank": 0,
            "required": False,
        }
        self.fields |= {name: NumberField(_(k.title), "120", **options) for name, k in duties.KINDS.items()}
        self.order_fields(["town", *duties.KINDS, "repeat"])
