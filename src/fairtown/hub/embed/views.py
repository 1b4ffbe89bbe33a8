"""A chart on a page that anyone may frame, and as a file; no other page of the site may be framed."""

from __future__ import annotations

from csp.decorators import csp_replace, csp_update
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from fairtown.hub.errors import TranslatedError
from fairtown.hub.page_cache import cached_page
from fairtown.hub.shelf.chart_card import ChartCard
from fairtown.hub.shelf.chart_cards import CHARTS, STATE
from fairtown.hub.shelf.query import town_of


def _card(chart: str, place: str) -> ChartCard:
    """Return the chart of a place; raises TranslatedError on another name, and where there are no figures for it."""
    if chart not in CHARTS:
        names = {"chart": chart, "charts": ", ".join(CHARTS)}
        raise TranslatedError(_("There is no chart “%(chart)s”. There are: %(charts)s.") % names)
    slug = place if place == STATE else town_of(place)["slug"]
    card = CHARTS[chart](slug)
    if card is None:
        raise TranslatedError(_("The chart “%(chart)s” has no figures for this place.") % {"chart": chart})
    return card


@csp_replace({"frame-ancestors": ["*"]})  # type: ignore[arg-type]
@cached_page
def page(request: HttpRequest, chart: str, place: str) -> HttpResponse:
    """Show a chart with its title and source, and the way to the site."""
    return render(request, "embed/chart.html", {"card": _card(chart, place)})


# the file holds its colors in a style element of its own; it has no script
@csp_update({"style-src": ["'unsafe-inline'"]})  # type: ignore[arg-type]
@cached_page
def svg(request: HttpRequest, chart: str, place: str) -> HttpResponse:
    """Return a chart as an SVG file."""
    return HttpResponse(_card(chart, place).file, content_type="image/svg+xml")
