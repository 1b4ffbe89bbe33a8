"""Where a number comes from: a page that opens with one figure, and its card alone for the popover of other pages."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from fairtown.hub.page_cache import cached_page
from fairtown.hub.places.figure_card import Explained, in_order
from fairtown.hub.release_access import current_release
from fairtown.hub.shelf.figures import Notes
from fairtown.hub.shelf.place_urls import url_of
from fairtown.hub.shelf.query import StrictForm
from fairtown.hub.shelf.sentences import SELF_EVIDENT
from fairtown.hub.templatetags.fairtown_tags import place_name
from fairtown.release.explain import explain
from fairtown.release.reader import Row

#: A release as citations name it.
RELEASE = r"^\d{4}-\d\d-\d\d(\.\d{1,3})?$"


class ExplainQuery(StrictForm):
    """The figure that the page opens with, by its anchor, and the release of the citation that led to it."""

    figure = forms.CharField(required=False)
    release = forms.RegexField(
        RELEASE,
        required=False,
        error_messages={"invalid": _("release: give the day of a release, like 2026-11-29")},
    )


# an address with a question mark is never cached: however many figures there are, the cache holds pages without one
@cached_page
def page(request: HttpRequest, measure: str, place: str, year: int) -> HttpResponse:
    """Show one figure, how sure it is and how to cite it, then all that stands behind it."""
    query = ExplainQuery.read(request.GET)
    explained = _explained(measure, place, year)
    chosen = explained.chosen(query["figure"])
    notes, variants = Notes(), explained.content["variants"]
    context = {
        "found": explained.found,
        "rows": _rows(explained, notes),
        "card": explained.card(chosen),
        "cited_release": query["release"] if query["release"] != explained.release.date else "",
        "notes": notes,
        "ways": list(enumerate(variants.values(), start=1)),
        "place_url": _place_url(explained),
    }
    return render(request, "places/explain.html", context)


@cached_page
def card(request: HttpRequest, measure: str, place: str, year: int) -> HttpResponse:
    """Show the card alone, as a fragment of a page."""
    query = ExplainQuery.read(request.GET)
    explained = _explained(measure, place, year)
    chosen = explained.chosen(query["figure"])
    context = {"found": explained.found, "card": explained.card(chosen), "is_popover": True}
    return render(request, "places/_figure_card.html", context)


def _explained(measure: str, place: str, year: int) -> Explained:
    release = current_release()
    found = explain(release, measure, place, year)
    content = release.measures[measure]
    found["values"] = in_order(found["values"], content)
    return Explained(release, found, content, place_name(found["place"]["name"]))


def _rows(explained: Explained, notes: Notes) -> list[Row]:
    """Return the rows of the table of all figures, their letters of notes settled."""
    values = explained.values
    notes.settle_flags([value["flag"] for value in values if value["value"] is not None])
    ways = {name: n for n, name in enumerate(explained.content["variants"], start=1)}
    return [
        value
        | {
            "unit_words": "" if value["unit"] in SELF_EVIDENT else value["unit"],
            "way": ways.get(value["variant"], ""),
            "mark": notes.mark(value["flag"]),
        }
        for value in values
    ]


def _place_url(explained: Explained) -> str:
    """Return the address of the page of the place that the figures are of."""
    release, geoid = explained.release, explained.found["place"]["geoid"]
    return next((url_of(p) for p in release.all_places if p["geoid"] == geoid), "")
