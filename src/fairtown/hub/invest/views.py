"""Invest without displacing: where poverty is, what is changing by four methods, where help to buy would reach."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from fairtown.drawings import charts
from fairtown.hub.invest import changing
from fairtown.hub.page_cache import cached_page
from fairtown.hub.release_access import current_release
from fairtown.hub.shelf.figures import Figure, Figures
from fairtown.hub.shelf.query import without_parameters
from fairtown.release.reader import OpenRelease

MIXING, BANDS = "displacement.income_mixing", "displacement.poverty_bands"
EXTREMES = "displacement.poor_and_affluent"


@without_parameters
@cached_page
def page(request: HttpRequest) -> HttpResponse:
    """Show how far apart incomes live, and how many neighborhoods are in each band of poverty."""
    release = current_release()
    year = release.last_year_of(BANDS)
    state = release.state_places
    figures = Figures(release.observations([MIXING, BANDS], state, [year]), release.measures)
    years = release.years_of(MIXING)
    over = Figures(release.observations([MIXING], state, years, ["h_observed"]), release.measures)

    def get(measure: str, output: str, group: str = "") -> Figure | None:
        return figures.get(measure, state[0]["key"], year, output, group)

    bands = [
        {"name": _(label), "tracts": get(BANDS, "tracts", group), "people": get(BANDS, "people", group)}
        for group, label in release.measure(BANDS)["group_words"].items()
    ]
    incomes = [
        {"name": _(label), "below": get(MIXING, "below", group), "h": get(MIXING, "h", group)}
        for group, label in release.measure(MIXING)["group_words"].items()
    ]
    context: dict[str, Any] = {
        "extremes": _extremes(release, year),
        "period": release.period(year),
        "observed": get(MIXING, "h_observed"),
        "years": [
            {"period": release.period(y), "figure": over.get(MIXING, state[0]["key"], y, "h_observed")}
            for y in reversed(years)
        ],
        "high": get(BANDS, "tracts_high"),
        "surely": get(BANDS, "tracts_surely_high"),
        "bands": bands,
        "incomes": incomes,
        "chart": _chart(bands),
    }
    if changing.TYPOLOGIES in release.measures:
        context |= {"changing": changing.changing(release), "ownership": changing.ownership(release)}
    return render(request, "invest/page.html", context)


def _extremes(release: OpenRelease, year: int) -> dict[str, Figure | None]:
    """Return how many neighborhoods are poor, affluent, and of unknown income; None where that is not measured."""
    state = release.state_places
    figures = Figures(release.observations([EXTREMES], state, [year]), release.measures)
    names = ("poor", "affluent", "unknown")
    return {name: figures.get(EXTREMES, state[0]["key"], year, name) for name in names}


def _chart(bands: list[dict[str, Any]]) -> str:
    """Return the share of people in each band of poverty."""
    people = [(b["name"], b["people"].row["value"]) for b in bands if b["people"]]
    total = sum(n for _name, n in people)
    rows = [(name, n / total, None) for name, n in people] if total else []
    title = _("People by the poverty of their neighborhood")
    return charts.bars(rows, title, _("The table has the numbers."), "bands")
