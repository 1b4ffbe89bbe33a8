"""The map page, and where its town names stand."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from fairtown.hub.current import release
from fairtown.hub.places.tables import level_words

PEOPLE, PEOPLE_YEAR = "residents.race_ethnicity", 2023


def map_page(request: HttpRequest) -> HttpResponse:
    """Show the interactive map; without JavaScript the drawing and the way to the table."""
    opened = release()
    state = next(p for p in opened.all_places if p["level"] == "state")
    strings = {
        "loading": _("Loading the map…"),
        "error": _(
            "The interactive map cannot run in this browser. The drawing and the table show the same."
        ),
        "dots_100": _("1 blue dot = 100 people of color"),
        "dots_25": _("1 blue dot = 25 people of color"),
        "selected": _("Selected: {name}"),
        "town_page": _("Everything about {name}"),
        "zoom_in": _("Zoom in"),
        "zoom_out": _("Zoom out"),
    }
    context = {
        "bounds": state["bounds"],
        "strings": json.dumps(strings, ensure_ascii=False),
        "level_words": json.dumps(level_words(), ensure_ascii=False),
        "levels": list(enumerate(level_words(), start=1)),
        "towns": opened.towns,
        "drawing": "state-dots" if request.GET.get("dots") else "state",
    }
    return render(request, "map.html", context)


def towns_json(request: HttpRequest) -> HttpResponse:
    """Return name, address, bounds and people of every town; the most populous names win on the map."""
    opened = release()
    rows = opened.level_rows(PEOPLE, PEOPLE_YEAR, "town", "people")
    people = {r["key"]: r["value"] for r in rows if r["grp"] == "everyone"}
    out = []
    for town in opened.towns:
        west, south, east, north = (float(v) for v in town["bounds"].split(","))
        middle = {"lon": round((west + east) / 2, 5), "lat": round((south + north) / 2, 5)}
        name = {"name": town["name"], "slug": town["slug"], "population": people.get(town["key"])}
        out.append(name | middle | {"bounds": [west, south, east, north]})
    return JsonResponse(out, safe=False)
