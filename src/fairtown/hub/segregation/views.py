"""The page about segregation, and the file of what it ranks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import get_script_prefix, reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from fairtown.drawings import town_map
from fairtown.hub import absent
from fairtown.hub.errors import errors_as_text
from fairtown.hub.page_cache import cached_page
from fairtown.hub.release_access import current_release
from fairtown.hub.segregation import local, ranked, state
from fairtown.hub.segregation.forms import RankingForm
from fairtown.hub.shelf.downloads import csv_response, table_response
from fairtown.hub.shelf.figures import Notes
from fairtown.hub.shelf.segregation_indices import EXPLAINED
from fairtown.release.reader import OpenRelease

#: The sections of the page that no choice of the reader changes, in two halves around the ranking.
HALVES = {"first_half": "segregation/_first_half.html", "second_half": "segregation/_second_half.html"}
#: By release, by what addresses begin with, and by language.
_rendered: dict[tuple[Path, str, str], dict[str, SafeString]] = {}


@cached_page
def segregation(request: HttpRequest) -> HttpResponse:
    """Show what segregation is and where, for the state, its regions, counties, towns and tracts."""
    release = current_release()
    context = _halves(request, release) | {
        "ranked": ranked.table(release, RankingForm.choice(request.GET)),
        "now": release.period(release.latest()),
    }
    return render(request, "segregation/page.html", context)


def _halves(request: HttpRequest, release: OpenRelease) -> dict[str, Any]:
    """Return the sections beside the ranking, rendered once for each release and language."""
    key = (release.path, get_script_prefix(), get_language() or "")
    if key not in _rendered:
        context = _fixed(release)
        _rendered[key] = {name: render_to_string(file, context, request) for name, file in HALVES.items()}
    return dict(_rendered[key])


def _fixed(release: OpenRelease) -> dict[str, Any]:
    key = state.state_key(release)
    figures = state.state_figures(release)
    notes = Notes()
    years = release.surveys()
    before, now = release.period(years[0]), release.period(years[1])
    # a state with one survey has no change to show
    changes = state.changes(figures, key, years) if years[0] != years[1] else []
    return {
        "says": state.headline(figures, key, years[-1]),
        "measures": state.measure_lines(figures, key, years[-1], notes),
        "notes": notes,
        "others": _others(release),
        "map": local.map_tables(release, key),
        "map_size": town_map.size(release),
        "scale": local.scale(release, key),
        "changes": changes,
        "moved": state.moved(changes),
        "change_chart": state.change_chart(changes, [before, now]) if changes else "",
        "recoding": state.recoding(figures, key, years) if changes else None,
        "parts": state.decomposition(release, figures, key),
        "now": now,
        "before": before,
        "absent": absent.measures(release, [m for m in release.absent if m.startswith("segregation.")]),
    }


def _others(release: OpenRelease) -> list[dict[str, Any]]:
    return [
        m
        for m in release.measures.values()
        if m["id"].startswith("segregation.") and m["id"] not in EXPLAINED
    ]


@errors_as_text
def places_csv(request: HttpRequest) -> HttpResponse:
    """Return the ranked places as CSV; a blank is unknown."""
    release = current_release()
    chosen = RankingForm.choice(request.GET)
    name = f"fairtown-segregation-{chosen.level}-{chosen.index.slug}-{release.date}.csv"
    return csv_response(ranked.file_rows(release, chosen), ranked.CSV_COLUMNS, name)


@errors_as_text
def table_file(request: HttpRequest, kind: str) -> HttpResponse:
    """Return the ranked places as the page shows them, as csv or xlsx."""
    chosen = RankingForm.choice(request.GET)
    return table_response(ranked.shown_table(current_release(), chosen, reverse("segregation")), kind)
