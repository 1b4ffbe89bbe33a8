"""Files of the nation to take away: areas with every index, all observations, and the tables that they are from."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from fairtown.hub.errors import errors_as_text
from fairtown.hub.nation.figures import nation
from fairtown.hub.page_cache import cached_download
from fairtown.hub.shelf.downloads import CSV, file_response
from fairtown.hub.shelf.query import without_parameters
from fairtown.release.nation_lines import AREAS_CSV
from fairtown.release.reader import PARQUET

PARQUET_TYPE = "application/vnd.apache.parquet"


@errors_as_text
@without_parameters
@cached_download
def areas_csv(request: HttpRequest) -> HttpResponse:
    """Return one row for each area with every index at both dates and its change; unknown is blank."""
    release = nation()
    return file_response((release.path / AREAS_CSV).read_bytes(), CSV, f"fairtown-nation-{release.date}.csv")


@errors_as_text
@without_parameters
@cached_download
def observations(request: HttpRequest) -> HttpResponse:
    """Return all observations as Parquet, for DuckDB and pandas."""
    release = nation()
    name = f"fairtown-nation-{release.date}.parquet"
    return file_response((release.path / PARQUET).read_bytes(), PARQUET_TYPE, name)


@without_parameters
@cached_download
def table(request: HttpRequest, name: str) -> HttpResponse:
    """Return the file of a table as it was read, whose checksum an explanation shows."""
    release = nation()
    files = {edition["file"] for edition in release.editions.values()}
    if name not in files:
        raise Http404(name)
    return file_response(release.table_file(name), PARQUET_TYPE, name)
