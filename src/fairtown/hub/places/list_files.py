"""The lists of towns and of neighborhoods as files, as their pages show them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from fairtown.hub.page_cache import cached_download
from fairtown.hub.places import neighborhood, town_columns
from fairtown.hub.release_access import current_release
from fairtown.hub.shelf import modern_index
from fairtown.hub.shelf.downloads import table_response
from fairtown.hub.shelf.figures import Notes
from fairtown.hub.shelf.labels import place_label
from fairtown.hub.shelf.measure_ids import ASSISTED, PEOPLE
from fairtown.hub.shelf.query import without_parameters
from fairtown.hub.shelf.shown_table import Column, ShownTable, cell, value
from fairtown.hub.shelf.table_notes import table_notes


@without_parameters
@cached_download
def towns(request: HttpRequest, kind: str) -> HttpResponse:
    """Return every town with the three figures of the list, by name, as csv or xlsx."""
    release = current_release()
    found = town_columns.figures(release, Notes())
    columns = [
        Column(_("Town")), Column(_("Code")),
        Column(_("Residents in lower-opportunity neighborhoods"), "share"),
        Column(_("Residents who are people of color"), "share"), Column(_("Assisted homes"), "share"),
    ]  # fmt: skip
    rows = [
        [t["name"], t["geoid"], *(cell(found[name].get(t["key"])) for name in town_columns.ORDER)]
        for t in release.towns
    ]
    notes = table_notes(release, [modern_index.index(), PEOPLE, ASSISTED], reverse("towns-all"))
    return table_response(ShownTable("towns", _("All towns"), columns, rows, notes), kind)


@without_parameters
@cached_download
def tracts(request: HttpRequest, kind: str) -> HttpResponse:
    """Return every neighborhood with its codes, level and score by the index of today, as csv or xlsx."""
    release = current_release()
    newest = release.profile.vintages[-1]
    places = [p for p in release.all_places if p["level"] == "tract" and p["vintage"] == newest]
    lines = neighborhood.modern_levels(release, places)
    labels = (_("Neighborhood"), _("Code"), _("Older code"), _("Level"), _("How sure?"))
    rows = []
    for place in places:
        line = lines[place["geoid"]]
        rows.append(
            [
                place_label(place["name"]),
                place["geoid"],
                place["alias"],
                line["level_label"],
                line["sure"],
                value(line["score"], "score"),
            ]
        )
    columns = [*(Column(label) for label in labels), Column(_("Score"), "score")]
    notes = table_notes(release, [modern_index.index()], reverse("tracts"))
    return table_response(ShownTable("neighborhoods", _("All neighborhoods"), columns, rows, notes), kind)
