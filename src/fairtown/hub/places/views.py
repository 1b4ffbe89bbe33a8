"""Lists of towns and neighborhoods, and the page of a neighborhood."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from fairtown.hub import absent
from fairtown.hub.page_cache import cached_page
from fairtown.hub.places import neighborhood, surroundings, tables, town_columns
from fairtown.hub.places.topics import INDEX, PUBLISHED, published_levels
from fairtown.hub.release_access import current_release
from fairtown.hub.shelf.figures import Figure, Notes
from fairtown.hub.shelf.labels import level_labels
from fairtown.hub.shelf.measure_ids import ASSISTED
from fairtown.hub.shelf.neighborhoods import neighborhoods
from fairtown.release.reader import OpenRelease, Row

TOWN_SORTS = {
    "name": None,
    "assisted": "subsidized.assisted_share",
    "lower": "opportunity.modern",
    "color": "residents.race_ethnicity",
}
#: Digits of the code of a tract.
GEOID_DIGITS = 11
TRACT_SORTS = ("name", "score", "level")
#: Neighborhoods on a page of their list.
ON_A_PAGE = 100
FIRST, LAST = -1e9, 1e9


@cached_page
def towns(request: HttpRequest) -> HttpResponse:
    """List the towns by first letter, each with one figure; an address that sorts them leads to the table."""
    if "sort" in request.GET:
        return redirect(f"{reverse('towns-all')}?{urlencode({'sort': request.GET['sort']})}")
    notes = Notes()
    lines = _town_lines(notes, ["lower"])
    by_letter = groupby(lines, key=lambda line: line.town["name"][0])
    context = {
        "lines": lines,
        "letters": [(letter, list(of_letter)) for letter, of_letter in by_letter],
        "has_share": any(line.figures["lower"] for line in lines),
        "notes": notes,
    }
    return render(request, "places/towns.html", context)


@cached_page
def towns_all(request: HttpRequest) -> HttpResponse:
    """Show all towns in a table of three headline figures, in the order of `sort`."""
    sort = request.GET.get("sort", "name")
    sort = sort if sort in TOWN_SORTS else "name"
    notes, list_year = Notes(), current_release().last_year_of(ASSISTED)
    lines = _town_lines(notes, town_columns.ORDER)
    if sort != "name":
        lines.sort(key=lambda line: -_value(line.figures[sort]))
    context = {"lines": lines, "sort": sort, "notes": notes, "list_year": list_year}
    return render(request, "places/towns_all.html", context)


def _town_lines(notes: Notes, names: Sequence[str]) -> list[tables.TownLine]:
    """Return a line for each town, by name, with the figures of these names."""
    release = current_release()
    found = town_columns.figures(release, notes, names=names)
    # what is to be said of all of a column is said once
    notes.settle(found["lower"].values())
    return [tables.TownLine(t, {n: found[n].get(t["key"]) for n in names}) for t in release.towns]


def _value(figure: Figure | None) -> float:
    return figure.row["value"] if figure and figure.known else FIRST


@cached_page
def tracts(request: HttpRequest) -> HttpResponse:
    """List all neighborhoods with their level today; with `index=published` the tracts of the index of 2014."""
    release = current_release()
    has = absent.subjects(release)
    sort = request.GET.get("sort", "name")
    sort = sort if sort in TRACT_SORTS else "name"
    is_published = has["index"] and (request.GET.get("index") == "published" or not has["today"])
    rows = _published_rows(release) if is_published else _rows_of_today(release)
    if sort != "name":
        rows.sort(key=lambda r: (r[sort] is None, -(r[sort] or 0)))
    else:
        rows.sort(key=lambda r: (r["name"].split(", ")[-1], r["geoid"]))
    query = ([("index", "published")] if is_published else []) + ([("sort", sort)] if sort != "name" else [])
    context = {
        "rows": Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page")),
        "query": f"?{urlencode([*query, ('page', '')])}",
        "sort": sort,
        "is_published": is_published,
        "has_level": is_published or has["today"],
        "period": release.period(release.latest()),
        "tracts_url": reverse("tracts"),
    }
    return render(request, "places/tracts.html", context)


def _published_rows(release: OpenRelease) -> list[Row]:
    found = release.level_rows(INDEX, release.last_year_of(INDEX), "tract", ("level", "score"), PUBLISHED)
    own, places = neighborhoods(release), {row["geoid"]: row for row in found}
    return [row | {"page": own.page_of(places[row["geoid"]])["geoid"]} for row in published_levels(found)]


def _rows_of_today(release: OpenRelease) -> list[Row]:
    newest = release.profile.vintages[-1]
    tracts = [p for p in release.all_places if p["level"] == "tract" and p["vintage"] == newest]
    lines = neighborhood.modern_levels(release, tracts)
    names = ("level", "score", "level_label")
    return [p | {n: lines[p["geoid"]][n] for n in names} | {"page": p["geoid"]} for p in tracts]


@cached_page
def tract(request: HttpRequest, geoid: str) -> HttpResponse:
    """Show a neighborhood under all its codes; an older code of the same land, or one without its zero, leads there."""
    own = neighborhood.tracts_of(geoid)[0]
    page = neighborhoods(current_release()).page_of(own)
    if page["geoid"] != geoid:
        return redirect("tract", geoid=page["geoid"])
    context = neighborhood.page_context(page)
    drawn = [line["place"] for line in context["newer"]] or [page]
    context["levels"] = level_labels()
    context["around"] = surroundings.surroundings(current_release(), drawn)
    return render(request, "places/tract.html", context)


@cached_page
def tract_panel(request: HttpRequest, geoid: str) -> HttpResponse:
    """Show the same in short, for the map's side, of the very tract that has the code."""
    if len(geoid) < GEOID_DIGITS:
        return redirect("tract-panel", geoid=neighborhood.tracts_of(geoid)[0]["geoid"])
    return render(request, "places/_tract_panel.html", neighborhood.tract_context(geoid))
