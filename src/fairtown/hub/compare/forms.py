"""What the address of a comparison may ask for: two to six places and one figure."""

from __future__ import annotations

from collections.abc import Collection

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from fairtown.hub.release_access import current_release
from fairtown.hub.shelf.query import OptionField, StrictForm, shortened
from fairtown.release.reader import Row

MOST_PLACES = 6
LEVELS = ("town", "region", "county", "state")


class CompareForm(StrictForm):
    """`place`, repeated, by slug; `figure`, one of those that the release has."""

    place = forms.Field(required=False)
    figure = OptionField("figure")
    repeatable = ("place",)

    def __init__(self, data: QueryDict, figures: Collection[str]) -> None:
        """Take the figures that there are, the usual one first."""
        super().__init__(data)
        field = self.fields["figure"]
        field.options, field.initial = figures, next(iter(figures))  # type: ignore[attr-defined]

    def clean_place(self) -> list[Row]:
        """Return the places in the order given, each once, a blank left out; raises ValidationError on others."""
        slugs = dict.fromkeys(s.casefold() for s in self.data.getlist("place") if s.strip())
        if len(slugs) > MOST_PLACES:
            message = _("Compare at most %(n)s places; %(given)s are given.")
            raise forms.ValidationError(message % {"n": MOST_PLACES, "given": len(slugs)})
        by_slug = {p["slug"]: p for p in current_release().all_places if p["level"] in LEVELS}
        for slug in slugs:
            if slug not in by_slug:
                message = _("There is no place %(text)s; see the list of places.")
                raise forms.ValidationError(message % {"text": shortened(slug)})
        return [by_slug[slug] for slug in slugs]
