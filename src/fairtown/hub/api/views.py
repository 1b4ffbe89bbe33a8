"""The JSON API, version 1: places, measures, observations, explain. Its description is OpenAPI."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import get_script_prefix
from ninja import NinjaAPI, Query, Schema
from ninja.errors import ValidationError

from fairtown.concepts import LEVELS, FairtownError
from fairtown.hub.page_cache import cached_page
from fairtown.hub.release_access import current_release
from fairtown.release.explain import explain

LIMIT = 5000
#: More than any release holds, and within what its database can count.
MOST_OFFSET = 10**9
#: Bounds of the query parameter `year`; a year that a measure does not have is answered with 404.
FIRST_YEAR, LAST_YEAR = 1, 9999
#: The measure of the examples, and the table that it reads: there is no release without them.
EXAMPLE = "residents.race_ethnicity"

api = NinjaAPI(
    title="fairtown",
    version="1",
    description="Published figures on opportunity, segregation and assisted homes. Unknown is null, never 0.",
    docs_url=None,
    urls_namespace="api-1",
)


class PlaceOut(Schema):
    """A place under one of its codes."""

    geoid: str
    vintage: str
    level: str
    name: str
    slug: str
    key: str


class MeasureOut(Schema):
    """A measure in short."""

    id: str
    title: str
    summary: str
    formula: str
    margin_formula: str = ""
    years: list[int]
    outputs: list[dict[str, Any]]
    variants: dict[str, str]
    file: str


class ObservationOut(Schema):
    """One published value."""

    geoid: str
    vintage: str
    geo_level: str
    name: str
    measure: str
    year: int
    period: str
    variant: str
    group: str
    output: str
    value: float | None
    moe: float | None
    unit: str
    flag: str
    explain: str


class Page(Schema):
    """A page of observations; `next` is the offset of the next one, or null."""

    release: str
    count: int
    next: int | None
    observations: list[ObservationOut]


class Problem(Schema):
    """What was not found, in one line that names what there is."""

    detail: str


class Fault(Schema):
    """What is wrong with one part of a question: where it stands, and what was expected."""

    type: str
    loc: list[str | int]
    msg: str
    ctx: dict[str, Any] | None = None


class Faults(Schema):
    """Everything that is wrong with a question."""

    detail: list[Fault]


MISSING = {404: Problem}
WRONG = {422: Faults}
Year = Annotated[int | None, Query(ge=FIRST_YEAR, le=LAST_YEAR)]


@api.exception_handler(FairtownError)
def _unknown(request: HttpRequest, error: FairtownError) -> HttpResponse:
    return api.create_response(request, {"detail": str(error)}, status=404)


@api.get("/places", response={200: list[PlaceOut], **WRONG}, tags=["places"])
@cached_page
def places(request: HttpRequest, level: str = "", q: str = "") -> Any:
    """Places of a level, or those that `q` names (a geoid, a name, a name with a typing error)."""
    release = current_release()
    if level and level not in LEVELS:
        message = f"level {level!r} is unknown; there are: {', '.join(LEVELS)}"
        raise ValidationError([{"type": "enum", "loc": ["query", "level"], "msg": message}])
    rows = release.all_places
    if q:
        try:
            rows = release.find_places(q)
        except FairtownError:
            rows = release.suggest(q)
    return [r for r in rows if not level or r["level"] == level]


@api.get("/measures", response=list[MeasureOut], tags=["measures"])
@cached_page
def measures(request: HttpRequest) -> Any:
    """All measures."""
    return list(current_release().measures.values())


@api.get("/measures/{measure}", response={200: dict[str, Any], **MISSING}, tags=["measures"])
@cached_page
def measure(request: HttpRequest, measure: str) -> dict[str, Any]:
    """One measure with its worked example, references, limits and checks."""
    return current_release().measure(measure)


@api.get("/observations", response={200: Page, **MISSING, **WRONG}, tags=["observations"])
def observations(
    request: HttpRequest,
    measure: str,
    level: str = "",
    place: str = "",
    year: Year = None,
    variant: str | None = None,
    offset: int = Query(0, ge=0, le=MOST_OFFSET),
    limit: int = Query(1000, ge=1, le=LIMIT),
) -> Any:
    """Observations of a measure, for a place or for all places of a level."""
    release = current_release()
    named = release.find_places(place) if place else None
    rows = release.listed(measure, level or None, year, variant, named, limit + 1, offset)
    shown = [
        r | {"explain": f"{get_script_prefix()}explain/{measure}/{r['geoid']}/{r['year']}/"}
        for r in rows[:limit]
    ]
    more = offset + limit if len(rows) > limit else None
    return {"release": release.date, "count": len(shown), "next": more, "observations": shown}


@api.get("/explain/{measure}/{place}", response={200: dict[str, Any], **MISSING, **WRONG}, tags=["explain"])
def explain_place(request: HttpRequest, measure: str, place: str, year: Year = None) -> dict[str, Any]:
    """A value with its formula, and every table, column, year, file and checksum behind it."""
    return explain(current_release(), measure, place, year)


@cached_page
def docs(request: HttpRequest) -> HttpResponse:
    """Show the API in a page: each address with an example that the release answers."""
    release = current_release()
    year = release.years_of(EXAMPLE)[-1]
    context = {
        "schema": api.get_openapi_schema(),
        "measure": EXAMPLE,
        "year": year,
        "town": release.towns[0],
    }
    return render(request, "api/docs.html", context)
