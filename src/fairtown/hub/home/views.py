"""The front page, the search for a town, and the page for what is not there."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from fairtown.concepts import FairtownError
from fairtown.hub.current import release
from fairtown.hub.figures import Figures, Notes
from fairtown.hub.places import today
from fairtown.hub.places.tables import GROUP_ORDER, access_table
from fairtown.outputs.release import plain

ACCESS_YEAR = 2023
SUGGESTIONS = 5
#: People write "Manchester, CT".
STATE_AFTER = re.compile(r",?\s+(ct|conn\.?|connecticut)\s*$", re.IGNORECASE)


def home(request: HttpRequest) -> HttpResponse:
    """Show what opportunity is, the state in small, and the table by race."""
    opened = release()
    state = [p for p in opened.all_places if p["level"] == "state"]
    notes = Notes()
    access = access_table(opened, state, state[0]["key"], ACCESS_YEAR, notes)
    rows = opened.observations([today.INDEX], state, [ACCESS_YEAR], today.OUTPUTS)
    lines = today.lower(Figures(rows, opened.measures), state[0]["key"], Notes())
    said = {group: line.figures[0] for group, line in zip(GROUP_ORDER, lines, strict=True)}
    context = {
        "today": said,
        "access": access,
        "notes": notes,
        "towns": opened.towns,
        "access_year": ACCESS_YEAR,
    }
    return render(request, "home.html", context)


def search(request: HttpRequest) -> HttpResponse:
    """Go to the town that `q` names; with a typing error, ask which was meant."""
    text = STATE_AFTER.sub("", request.GET.get("q", "")).strip()
    opened = release()
    exact = [t for t in opened.towns if plain(t["name"]) == plain(text)]
    if exact:
        return redirect("town", slug=exact[0]["slug"])
    found = opened.suggest(text, SUGGESTIONS)
    return render(request, "search.html", {"query": text, "found": found, "towns": opened.towns})


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say what was not found, and offer the towns with the nearest names."""
    opened = release()
    last = [part for part in request.path.split("/") if part][-1:]
    text = last[0].replace("-", " ") if last else ""
    near = opened.suggest(text, SUGGESTIONS)
    context = {
        "asked": request.path,
        "why": str(exception) if isinstance(exception, FairtownError) else "",
        "near": near,
        "towns": opened.towns,
        "is_town": "/towns/" in request.path,
    }
    return render(request, "404.html", context, status=404)


def robots(request: HttpRequest) -> HttpResponse:
    """Let every page be found."""
    return HttpResponse("User-agent: *\nAllow: /\n", content_type="text/plain")
