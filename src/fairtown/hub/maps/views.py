"""The map page in its three views, what its panel shows of the state and of a town, and the data behind it."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from fairtown.concepts import EVERYONE
from fairtown.drawings import town_map
from fairtown.hub import absent
from fairtown.hub.maps import panels
from fairtown.hub.page_cache import cached_page
from fairtown.hub.release_access import current_release
from fairtown.hub.shelf.labels import certainty_labels, level_labels
from fairtown.hub.shelf.measure_ids import PEOPLE
from fairtown.hub.shelf.query import town_of

#: The views of the map, the usual one first, each with its drawing in the release.
DRAWINGS = {"today": "modern", "index": "state", "sure": "sure"}
#: Decimals of a share in the data behind the map.
SHARE_DIGITS = 3


def _offered(has: dict[str, bool]) -> list[str]:
    """Return the views that the release has, the usual one first; without any index its plain tracts."""
    return [view for view in DRAWINGS if view == "index" or has["today"]] if has["index"] else ["index"]


def _views(address: str, offered: list[str]) -> list[dict[str, str]]:
    """Return each view: id, label, URL, title, and drawing with its description."""
    texts = _view_texts()
    return [
        {
            "id": view,
            "label": texts[view][0],
            "title": texts[view][1],
            "href": address if view == offered[0] else f"{address}?view={view}",
            "drawing": DRAWINGS[view],
            "alt": texts[view][2],
        }
        for view in offered
    ]


def _view_texts() -> dict[str, tuple[str, str, str]]:
    """Return label, title and description of the drawing of each view."""
    release = current_release()
    name, survey = {"state_name": release.state_name}, {"period": release.period(release.latest())}
    by_level = (
        _(
            "Map of %(state_name)s: census tracts in five shades, darker where opportunity is higher. The large cities "
            "are light, most suburbs dark."
        )
        % name
    )
    published = (
        _("Published map (2014)"), _("Opportunity by neighborhood, published index of 2014"), by_level
    )  # fmt: skip
    plain = _("Map of %(state_name)s: its census tracts and towns.") % name
    return {
        "today": (
            _("Today"),
            _("Opportunity by neighborhood, index of today (%(period)s)") % survey,
            by_level,
        ),
        "index": (
            published
            if absent.subjects(release)["index"]
            else (_("Census tracts"), _("Census tracts"), plain)
        ),
        "sure": (
            _("How sure?"),
            _("How sure the level of each neighborhood is, index of today (%(period)s)") % survey,
            _("Map of %(state_name)s: census tracts in three shades, darker where the level is surer.")
            % name,
        ),
    }


def _strings() -> dict[str, Any]:
    """Return what the map's script says, in the reader's language; {names} are filled there."""
    tract = _("Tract %(n)s, %(name)s") % {"n": "{n}", "name": "{name}"}
    return {
        "loading": _("Loading the map…"),
        "error": _(
            "The interactive map cannot run in this browser. The drawing and the table show the same."
        ),
        "dots": {
            500: _("1 blue dot = 500 people of color"),
            100: _("1 blue dot = 100 people of color"),
            25: _("1 blue dot = 25 people of color"),
        },
        "selected": _("Selected: {name}"),
        "tract": tract,
        "no_tract": _("No tract has the code {geoid}."),
        "levels": [_("%(words)s opportunity") % {"words": label} for label in level_labels()],
        "no_level": _("no level"),
        "sure": [_("How sure? %(sure)s") % {"sure": label} for label in certainty_labels()],
        "people": _("{n} people, {share} people of color"),
        "copied": _("The link to this view is copied."),
        "not_copied": _("The link to this view: {url}"),
        "zoom_in": _("Zoom in"),
        "zoom_out": _("Zoom out"),
    }


@cached_page
def map_page(request: HttpRequest) -> HttpResponse:
    """Show the interactive map; without JavaScript the drawing of the view and the way to the table."""
    release = current_release()
    offered = _offered(absent.subjects(release))
    view = request.GET.get("view", offered[0])
    view = view if view in offered else offered[0]
    state = release.state_places[0]
    context = {
        "bounds": state["bounds"],
        "strings": json.dumps(_strings(), ensure_ascii=False),
        "levels": list(enumerate(level_labels(), start=1)),
        "towns": release.towns,
        "view": view,
        "usual": offered[0],
        "views": _views(request.path, offered),
        "map_size": town_map.size(release),
        "findings": panels.findings(release, state),
        "absent": absent.measures(release, absent.indices(release)),
        "has_dots": bool(request.GET.get("dots")),
    }
    return render(request, "maps/map.html", context)


@cached_page
def town_panel(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a town in short, for the map's side."""
    return render(request, "maps/_town_panel.html", panels.town_context(current_release(), town_of(slug)))


@cached_page
def towns_json(request: HttpRequest) -> HttpResponse:
    """Return name, address, bounds and people of every town; the most populous names win on the map."""
    release = current_release()
    rows = release.level_rows(PEOPLE, release.years_of(PEOPLE)[-1], "town", "people")
    people = {r["key"]: r["value"] for r in rows if r["grp"] == EVERYONE}
    out = []
    for town in release.towns:
        west, south, east, north = (float(v) for v in town["bounds"].split(","))
        middle = {"lon": round((west + east) / 2, 5), "lat": round((south + north) / 2, 5)}
        name = {"name": town["name"], "slug": town["slug"], "population": people.get(town["key"])}
        out.append(name | middle | {"bounds": [west, south, east, north]})
    return JsonResponse(out, safe=False)


@cached_page
def people_json(request: HttpRequest) -> HttpResponse:
    """Return people and the share of people of color of every tract by its code, of the latest survey that has it."""
    release = current_release()
    out: dict[str, list[float]] = {}
    for year in release.years_of(PEOPLE):
        rows = release.level_rows(PEOPLE, year, "tract", ("people", "share"))
        of_everyone = {
            r["geoid"]: r["value"] for r in rows if (r["output"], r["grp"]) == ("people", EVERYONE)
        }
        for row in rows:
            count = of_everyone.get(row["geoid"])
            if (
                (row["output"], row["grp"]) == ("share", "people_of_color")
                and count
                and row["value"] is not None
            ):
                out[row["geoid"]] = [int(count), round(row["value"], SHARE_DIGITS)]
    return JsonResponse(out)
