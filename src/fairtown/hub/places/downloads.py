"""A town's figures as a file: every observation with its unit, margin, flag and lineage address."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse

from fairtown.concepts import FairtownError
from fairtown.hub.current import release
from fairtown.hub.page_cache import cached_download
from fairtown.hub.shelf.downloads import csv_response
from fairtown.hub.shelf.query import without_parameters
from fairtown.release.reader import OpenRelease, Row


def _rows(opened: OpenRelease, slug: str) -> list[Row]:
    places = [p for p in opened.all_places if p["slug"] == slug and p["level"] == "town"]
    if not places:
        raise FairtownError(f"town {slug!r} is unknown")
    return [
        row | {"explain": f"/explain/{measure}/{row['geoid']}/{row['year']}/"}
        for measure in opened.measures
        for row in opened.listed(measure, places=places)
    ]


@without_parameters
@cached_download
def town_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """Return all figures of a town as CSV; a blank is unknown."""
    opened = release()
    rows = _rows(opened, slug)
    return csv_response(rows, tuple(rows[0]), f"fairtown-{slug}-{opened.date}.csv")


@without_parameters
@cached_download
def town_json(request: HttpRequest, slug: str) -> HttpResponse:
    """Return all figures of a town as JSON; null is unknown."""
    opened = release()
    return JsonResponse({"release": opened.date, "observations": _rows(opened, slug)})
