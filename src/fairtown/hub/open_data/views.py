"""Take the data: the page, the dictionary, the archive, and the descriptions that programs read."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import get_script_prefix, reverse
from django.utils.translation import gettext as _

from fairtown.concepts import FLAGS
from fairtown.hub import evaluations
from fairtown.hub.errors import text_error
from fairtown.hub.open_data.archive import archive, archive_name
from fairtown.hub.page_cache import cached_download, cached_page
from fairtown.hub.release_access import current_release
from fairtown.hub.shelf.downloads import csv_response, file_response
from fairtown.hub.shelf.query import without_parameters
from fairtown.hub.site_url import absolute_url
from fairtown.release import package
from fairtown.release.reader import PARQUET, OpenRelease, Row

DICTIONARY_COLUMNS = ("kind", "id", "name", "unit", "meaning", "years")
MEGA = 1_000_000


@cached_page
def page(request: HttpRequest) -> HttpResponse:
    """Show every way to take the figures: tables, the whole release, an API, Python."""
    release = current_release()
    context = {
        "n_measures": len(release.measures),
        "n_tables": len(release.editions),
        "archive_stem": archive_name(release).removesuffix(".zip"),
        "parquet": _folder(release) + PARQUET,
        "parquet_mb": f"{(release.path / PARQUET).stat().st_size / MEGA:.0f}",
        "town": release.towns[0],
        "measure": next(iter(release.measures)),
    }
    return render(request, "open_data/page.html", context)


@cached_page
def dictionary(request: HttpRequest) -> HttpResponse:
    """Show what every name in the files means: measures with their figures and groups, flags, tables with columns."""
    release = current_release()
    tables: dict[str, dict[str, Any]] = {}
    for edition in release.editions.values():
        source, table = package.table_of(release, edition)
        found = tables.setdefault(edition["address"], {"source": source, "table": table, "periods": []})
        found["periods"].append(edition["period"])
        found["fields"] = package.fields(release, edition)
    context = {
        "measures": list(release.measures.values()),
        "flags": [(name, _(text)) for name, text in FLAGS.items()],
        "tables": tables,
        "observed": list(package.OBSERVED.items()),
    }
    return render(request, "open_data/dictionary.html", context)


@without_parameters
@cached_download
def dictionary_csv(request: HttpRequest) -> HttpResponse:
    """Return the dictionary as one table: a row for each figure, group, flag and column."""
    return csv_response(_entries(current_release()), DICTIONARY_COLUMNS, "fairtown-dictionary.csv")


def _entries(release: OpenRelease) -> Iterator[Row]:
    for name, measure in release.measures.items():
        years = " ".join(map(str, measure["years"]))
        for output in measure["outputs"]:
            described = {"name": output["name"], "unit": output["unit"], "meaning": output["meaning"]}
            yield {"kind": "output", "id": name, "years": years, **described}
        for group, meaning in measure["group_words"].items():
            yield {"kind": "group", "id": name, "name": group, "meaning": meaning}
    for flag, text in FLAGS.items():
        yield {"kind": "flag", "name": flag, "meaning": text}
    for (address, year), edition in release.editions.items():
        for field in package.fields(release, edition):
            described = {"name": field.name, "unit": field.unit, "meaning": field.meaning}
            yield {"kind": "column", "id": address, "years": str(year), **described}


@without_parameters
def whole_release(request: HttpRequest, name: str) -> HttpResponse:
    """Return the archive of the release that is shown; who asks while others wait for heavy work is told so."""
    release = current_release()
    if f"{name}.zip" != archive_name(release):
        return text_error(f"there is no {name[:60]}.zip; see {reverse('data')}", HTTPStatus.NOT_FOUND)
    try:
        content = archive().read_bytes()
    except evaluations.BusyError:
        response = text_error(
            _("Busy just now. Please try again in a few seconds."), HTTPStatus.SERVICE_UNAVAILABLE
        )
        response["Retry-After"] = str(evaluations.RETRY_AFTER)
        return response
    # it is compressed already: gzip would only take time
    request.META.pop("HTTP_ACCEPT_ENCODING", None)
    return file_response(content, "application/zip", archive_name(release))


@without_parameters
@cached_download
def data_package(request: HttpRequest) -> HttpResponse:
    """Return the Frictionless data package, whose paths lead to the files of this very release."""
    release = current_release()
    return JsonResponse(package.data_package(release, absolute_url(""), absolute_url(_folder(release))))


@without_parameters
@cached_download
def csvw(request: HttpRequest) -> HttpResponse:
    """Return the metadata of the source tables as CSV on the Web."""
    release = current_release()
    return JsonResponse(
        package.csvw(release, absolute_url(_folder(release))), content_type="application/csvm+json"
    )


@without_parameters
@cached_download
def catalog(request: HttpRequest) -> HttpResponse:
    """Return the DCAT catalog."""
    release = current_release()
    path = reverse("data-archive", args=[archive_name(release).removesuffix(".zip")])
    found = package.catalog(release, absolute_url(""), absolute_url(path), absolute_url(_folder(release)))
    return JsonResponse(found, content_type="application/ld+json")


def _folder(release: OpenRelease) -> str:
    """Return the path under which the files of a release stay."""
    return f"{get_script_prefix()}release/{release.path.name}/"
