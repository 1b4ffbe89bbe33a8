"""The Zoning Hub's pages to read: the primer, a town, towns side by side, what follows from rules."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from fairtown.concepts import FairtownError
from fairtown.drawings import charts
from fairtown.hub.errors import TranslatedError, error_message
from fairtown.hub.release_access import current_release
from fairtown.hub.shelf.figures import Figures, Notes
from fairtown.hub.shelf.query import town_of
from fairtown.hub.shelf.zoning_facts import zoning
from fairtown.hub.shelf.zoning_records import zoning_records
from fairtown.hub.zoning import known
from fairtown.hub.zoning.comparison import compare as compare_with_state
from fairtown.hub.zoning.comparison import drawing
from fairtown.hub.zoning.forms import CompareForm, IndexForm
from fairtown.hub.zoning.links import displayed_links
from fairtown.hub.zoning.words import WORDS
from fairtown.release.reader import OpenRelease
from fairtown.reports.town_zoning import STATE

#: The edition of the atlas whose shares are drawn, and the kinds of homes in it.
EDITION, EDITION_YEAR = "update_2022", 2022
KINDS = ("one_family_share", "two_family_share", "three_family_share", "four_family_share")
MOST_COMPARED = 4
BAD_REQUEST = 400


@never_cache
def index(request: HttpRequest) -> HttpResponse:
    """Show the words of zoning with pictures, what is known of the state, and the way to every town."""
    release = current_release()
    if slug := IndexForm.read(request.GET)["town"]:
        return redirect("zoning-town", slug=town_of(slug)["slug"])
    rows = known.counts(release, zoning_records().n_shown_by_town())
    context = {
        "pictured": [w for w in WORDS if w.picture],
        "plain": [w for w in WORDS if not w.picture],
        "state": _state(release),
        "towns": release.towns,
        "known": [r for r in rows if r["facts"] or r["maps"] or r["sent"]],
        "n_unknown": sum(1 for r in rows if not (r["facts"] or r["maps"] or r["sent"])),
        "hearings": known.named(known.hearings()),
    }
    return render(request, "zoning/index.html", context)


def _state(release: OpenRelease) -> dict[str, Any]:
    """Return the published shares of the state's land by kind of home, drawn and as figures."""
    places = release.state_places
    figures = Figures(release.observations([STATE], places), release.measures)
    notes = Notes()
    meanings = {o["name"]: o["meaning"] for o in release.measures[STATE]["outputs"]}
    found = [
        (_(meanings[kind]), figures.get(STATE, places[0]["key"], EDITION_YEAR, kind, EDITION, notes))
        for kind in KINDS
    ]
    lines = [(label, figure) for label, figure in found if figure is not None and figure.known]
    short = (_("one family"), _("two families"), _("three families"), _("four families or more"))
    chart = charts.bars(
        [(word, figure.row["value"], None) for word, (_label, figure) in zip(short, lines, strict=False)],
        _("Share of the land where a home is allowed as of right"),
        _("By how many families live in the building. The table has the numbers."),
        "state-zoning",
    )
    also = [
        (_(meanings[o]), figures.get(STATE, places[0]["key"], EDITION_YEAR, o, EDITION, notes))
        for o in ("only_one_family_share", "towns_only_one_family")
    ]
    return {"lines": [*lines, *((w, f) for w, f in also if f)], "chart": chart, "notes": notes}


@never_cache
def town(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what is known of a town's zoning, by whom and from when, and what is not known."""
    release, town = current_release(), town_of(slug)
    town_zoning, comparison = zoning(release), compare_with_state(release, town)
    context = known.known_and_unknown(release, town) | {
        "town": town,
        "maps": [known.old_map(release, town, year) for year in town_zoning.years(town["key"])],
        "lists": town_zoning.lists.get(town["key"], []),
        "change": known.change(release, town),
        "hearings": known.hearings([town["key"]]),
        "links": displayed_links(release, town),
        "comparison": comparison,
        "drawing": drawing([(town, comparison)]),
    }
    return render(request, "zoning/town.html", context)


@never_cache
def compare(request: HttpRequest) -> HttpResponse:
    """Show up to four towns side by side: what is known of each, and the figures beside it."""
    release = current_release()
    slugs = list(dict.fromkeys(s for s in request.GET.getlist("town") if s))
    error, status, towns = None, HttpResponse.status_code, []
    try:
        CompareForm.read(request.GET)
        if len(slugs) > MOST_COMPARED:
            message = _("%(n)s towns are too many; choose at most %(most)s.")
            raise TranslatedError(message % {"n": len(slugs), "most": MOST_COMPARED})
        towns = [town_of(slug) for slug in slugs]
    except FairtownError as failure:
        error, status = error_message(failure), BAD_REQUEST
    notes = Notes()
    columns: list[dict[str, Any]] = [
        {
            "town": t,
            "comparison": compare_with_state(release, t, notes),
            "subjects": known.subjects(release, t),
        }
        for t in towns
    ]
    context = {
        "columns": columns,
        "rules": _rules(columns),
        "figures": _figures(columns),
        "notes": notes,
        "drawing": drawing([(c["town"], c["comparison"]) for c in columns]) if columns else "",
        "chosen": [*(t["slug"] for t in towns), *[""] * (MOST_COMPARED - len(towns))],
        "towns": release.towns,
        "error": error,
    }
    return render(request, "zoning/compare.html", context, status=status)


def _rules(columns: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return a row for each subject with what is known of it in every town."""
    by_id: dict[str, dict[str, Any]] = {}
    for column in columns:
        for s in column["subjects"]:
            by_id.setdefault(s["id"], {"label": s["label"]})[column["town"]["key"]] = s
    towns = [column["town"] for column in columns]
    return [
        {"label": row["label"], "cells": [(town, row.get(town["key"], {})) for town in towns]}
        for row in by_id.values()
    ]


def _figures(columns: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return a row for each figure: every town's, then the state's."""
    labels = dict.fromkeys(line.label for column in columns for line in column["comparison"].lines)
    out = []
    for label in labels:
        lines = [next((x for x in c["comparison"].lines if x.label == label), None) for c in columns]
        state = next(line.figures["state"] for line in lines if line)
        when = next(line.when for line in lines if line)
        out.append(
            {
                "label": label,
                "when": when,
                "word": next(line.word for line in lines if line),
                "cells": [*(line.figures["town"] if line else None for line in lines), state],
            }
        )
    return out
