"""The map page in its three views, and where its town names stand."""

from __future__ import annotations

import json

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from fairtown.hub import absent
from fairtown.hub.page_cache import cached_page
from fairtown.hub.release_access import current_release
from fairtown.hub.shelf.labels import level_labels
from fairtown.hub.shelf.measure_ids import PEOPLE

#: The views of the map, the usual one first, each with its drawing in the release.
DRAWINGS = {"index": "state", "today": "modern", "sure": "sure"}
USUAL = "index"


def _views(address: str) -> list[dict[str, str]]:
    """Return each view: id, label, URL and drawing with its description."""
    release = current_release()
    name, has = {"state_name": release.state_name}, absent.subjects(release)
    survey = {"period": release.period(release.latest())}
    by_level = (
        _(
            "Map of %(state_name)s: census tracts in five shades, darker where opportunity is higher. The large cities "
            "are light, most suburbs dark."
        )
        % name
    )
    by_certainty = (
        _("Map of %(state_name)s: census tracts in three shades, darker where the level is surer.") % name
    )
    plain = _("Map of %(state_name)s: its census tracts and towns.") % name
    labels = {
        "index": (_("Index of 2014"), by_level) if has["index"] else (_("Census tracts"), plain),
        "today": (_("Index of today (%(period)s)") % survey, by_level),
        "sure": (_("How sure is it?"), by_certainty),
    }
    return [
        {
            "id": view,
            "label": label,
            "href": address if view == USUAL else f"{address}?view={view}",
            "drawing": DRAWINGS[view],
            "alt": alt,
        }
        for view, (label, alt) in labels.items()
        if view == USUAL or has["today"]
    ]


@cached_page
def map_page(request: HttpRequest) -> HttpResponse:
    """Show the interactive map; without JavaScript the drawing of the view and the way to the table."""
    release = current_release()
    view = request.GET.get("view", USUAL)
    views = _views(request.path)
    view = view if view in {v["id"] for v in views} else USUAL
    state = release.state_places[0]
    strings = {
        "loading": _("Loading the map…"),
        "error": _(
            "The interactive map cannot run in this browser. The drawing and the table show the same."
        ),
        "dots_100": _("1 blue dot = 100 people of color"),
        "dots_25": _("1 blue dot = 25 people of color"),
        "selected": _("Selected: {name}"),
        "tract": _("Tract %(n)s, %(name)s") % {"n": "{n}", "name": "{name}"},
        "town_page": _("Everything about {name}"),
        "zoom_in": _("Zoom in"),
        "zoom_out": _("Zoom out"),
    }
    context = {
        "bounds": state["bounds"],
        "strings": json.dumps(strings, ensure_ascii=False),
        "levels": list(enumerate(level_labels(), start=1)),
        "towns": release.towns,
        "view": view,
        "views": views,
        "absent": absent.measures(release, absent.indices(release)),
        "has_dots": bool(request.GET.get("dots")),
    }
    return render(request, "maps/map.html", context)


@cached_page
def towns_json(request: HttpRequest) -> HttpResponse:
    """Return name, address, bounds and people of every town; the most populous names win on the map."""
    release = current_release()
    rows = release.level_rows(PEOPLE, release.years_of(PEOPLE)[-1], "town", "people")
    people = {r["key"]: r["value"] for r in rows if r["grp"] == "everyone"}
    out = []
    for town in release.towns:
        west, south, east, north = (float(v) for v in town["bounds"].split(","))
        middle = {"lon": round((west + east) / 2, 5), "lat": round((south + north) / 2, 5)}
        name = {"name": town["name"], "slug": town["slug"], "population": people.get(town["key"])}
        out.append(name | middle | {"bounds": [west, south, east, north]})
    return JsonResponse(out, safe=False)
