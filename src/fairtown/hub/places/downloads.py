"""A town's figures as a file: every observation with its unit, margin, flag and lineage address."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import get_script_prefix
from django.utils.translation import gettext as _

from fairtown.concepts import FairtownError
from fairtown.hub import absent
from fairtown.hub.page_cache import cached_download
from fairtown.hub.places.place import Place, place_of
from fairtown.hub.places.topics import Topic, topics_of
from fairtown.hub.release_access import current_release
from fairtown.hub.shelf.downloads import csv_response, table_response
from fairtown.hub.shelf.figures import Figure
from fairtown.hub.shelf.labels import area_name
from fairtown.hub.shelf.query import without_parameters
from fairtown.hub.shelf.shown_table import UNIT_SIGNS, Cell, Column, ShownTable, cell
from fairtown.hub.shelf.table_notes import table_notes
from fairtown.hub.survey_words import translated
from fairtown.release.reader import OpenRelease, Row


def _rows(release: OpenRelease, slug: str) -> list[Row]:
    places = [p for p in release.all_places if p["slug"] == slug and p["level"] == "town"]
    if not places:
        raise FairtownError(f"town {slug!r} is unknown")
    return [
        row | {"explain": f"{get_script_prefix()}explain/{measure}/{row['geoid']}/{row['year']}/"}
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


@without_parameters
@cached_download
def town_table(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Return the newest figures of a town as pages round them, one row per figure, as csv or xlsx."""
    return _table(place_of(current_release(), slug, is_town=True), kind)


@without_parameters
@cached_download
def place_table(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """Return the same of a region, a county or the state."""
    return _table(place_of(current_release(), slug, is_town=False), kind)


@without_parameters
@cached_download
def town_topic_table(request: HttpRequest, slug: str, topic: str, kind: str) -> HttpResponse:
    """Return the newest figures of one topic of a town as pages round them, as csv or xlsx."""
    return _topic_table(place_of(current_release(), slug, is_town=True), topic, kind)


@without_parameters
@cached_download
def place_topic_table(request: HttpRequest, slug: str, topic: str, kind: str) -> HttpResponse:
    """Return the same of a region, a county or the state."""
    return _topic_table(place_of(current_release(), slug, is_town=False), topic, kind)


def _topic_table(place: Place, code: str, kind: str) -> HttpResponse:
    release = current_release()
    topics = {t.code: t for t in topics_of(place, absent.subjects(release))}
    measures = [m for m in topics[code].measures(release) if m in release.measures] if code in topics else []
    if not measures:
        raise Http404
    return _table(place, kind, measures, topics[code])


def _table(place: Place, kind: str, measures: Sequence[str] = (), topic: Topic | None = None) -> HttpResponse:
    """Return the newest figures of a place by some measures, all by default, as a file."""
    release = current_release()
    shown = list(measures or release.measures)
    labels = (_("Subject"), _("Figure"), _("Group"), _("Years"), _("Value"), _("Unit"))
    rows = [
        _cells(release, release.measures[row["measure"]], row)
        for row in release.observations(shown, place.own)
        if _is_newest(release.measures[row["measure"]], row)
    ]
    title, name, url = area_name(place.row["name"]), place.row["slug"], place.url
    if topic:
        title, name, url = f"{title}: {topic.label}", f"{name}-{topic.code}", place.topic_url(topic.code)
    notes = table_notes(release, shown, url)
    return table_response(ShownTable(name, title, [Column(label) for label in labels], rows, notes), kind)


def _is_newest(measure: Row, row: Row) -> bool:
    """Whether an observation is of the newest year of its measure, by the first of its variants."""
    return row["year"] == measure["years"][-1] and row["variant"] == next(iter(measure["variants"]), "")


def _cells(release: OpenRelease, measure: Row, row: Row) -> list[Cell]:
    output = next(o for o in measure["outputs"] if o["name"] == row["output"])
    unit, group = output["unit"], measure["group_words"].get(row["grp"], row["grp"])
    return [
        translated(measure["title"]),
        translated(output["meaning"]),
        translated(group) if group else None,
        release.lineages[row["lineage"]]["period"],
        cell(Figure(row, unit)),
        UNIT_SIGNS.get(unit) or translated(unit),
    ]
