"""A town's figures as a file: every observation with its unit, margin, flag and lineage address."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse

from fairtown.concepts import FairtownError
from fairtown.hub.page_cache import cached_download
from fairtown.hub.release_access import current_release
from fairtown.hub.shelf.downloads import csv_response
from fairtown.hub.shelf.query import without_parameters
from fairtown.release.reader import OpenRelease, Row


def _rows(release: OpenRelease, slug: str) -> list[Row]:
    places = [p for p in release.all_places if p["slug"] == slug and p["level"] == "town"]
    if not places:
        raise FairtownError(f"town {slug!r} is unknown")
    return [
        row | {"explain": f"/explain/{measure}/{row['geoid']}/{row['year']}/"}
        for measure in release.measures
        for row in release.listed(measure, places=places)
    ]


@without_parameters
@cached_download
def town_csv(request: HttpRequest, slug: str) -> HttpResponse:
    """Return all figures of a town as CSV; a blank is unknown."""
    release = current_release()
    rows = _rows(release, slug)
    return csv_response(rows, tuple(rows[0]), f"fairtown-{slug}-{release.date}.csv")


@without_parameters
@cached_download
def town_json(request: HttpRequest, slug: str) -> HttpResponse:
    """Return all figures of a town as JSON; null is unknown."""
    release = current_release()
    return JsonResponse({"release": release.date, "observations": _rows(release, slug)})
