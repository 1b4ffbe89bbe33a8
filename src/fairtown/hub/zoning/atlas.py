"""The first whole state whose zoning is read district by district: what its land allows, beside its people."""

from __future__ import annotations

import gzip
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from fairtown.drawings.atlas_map import Drawn, drawing
from fairtown.formatting import UNKNOWN
from fairtown.hub.page_cache import cached_page
from fairtown.hub.shelf.day_words import day_words
from fairtown.hub.shelf.downloads import CSV, file_response
from fairtown.hub.shelf.query import without_parameters
from fairtown.reports.atlas_towns import AtlasDistrict, District, Town, least_lot, slugs, towns
from fairtown.reports.atlas_towns import town as atlas_town
from fairtown.reports.zoning_atlas import KINDS, ORIGIN, TABLE, Atlas, Land, vermont

#: The classes of the map, as tools/tabulate_vermont_zoning.py colors them.
CLASSES = ("four", "few", "one", "hearing", "none", "unknown")


@without_parameters
@cached_page
def page(request: HttpRequest) -> HttpResponse:
    """Show the map of districts, shares of the state's land, what an acre allows, counties with people, every town."""
    atlas = vermont()
    before, after = (own.period for own in atlas.state_people)
    context = {
        "atlas": atlas,
        "origin": ORIGIN,
        "before": before,
        "after": after,
        "legend": list(zip(CLASSES, _legend(), strict=True)),
        "kinds": _kinds(atlas),
        "counties": [(county, _line(county.land) if county.land else None) for county in atlas.counties],
        "towns": [_line(land) for land in atlas.towns],
        "unmapped": [(name, slugs()[county, name]) for county, name in atlas.unmapped],
        "state": _line(atlas.state),
    }
    return render(request, "zoning/atlas.html", context)


@without_parameters
@cached_page
def town(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a town's districts on a map, what each allows, and what share of the land that is."""
    if slug not in towns():
        raise Http404
    own = atlas_town(slug)
    lines = [_district(district) for district in own.districts]
    legend = [
        (name, label)
        for name, label in zip(CLASSES, _legend(), strict=True)
        if any(line["drawn"] and line["own"].homes_class == name for line in lines)
    ]
    days = {own.district.code_date for own in own.districts if not own.is_on_top} - {""}
    context = {
        "town": own,
        "line": _line(own.land) if own.land else None,
        "state": _line(vermont().state),
        "legend": legend,
        "drawing": _drawing(own, lines),
        "base": [line for line in lines if not line["own"].is_on_top],
        "on_top": [line for line in lines if line["own"].is_on_top],
        "dates": [day_words(date.fromisoformat(day)) for day in sorted(days)],
        "origin": ORIGIN,
    }
    return render(request, "zoning/atlas_town.html", context)


@without_parameters
def table(request: HttpRequest) -> HttpResponse:
    """Give the table of all districts as its team published it."""
    return file_response(gzip.decompress(TABLE.read_bytes()), CSV, "vermont-districts.csv")


def _drawing(own: Town, lines: list[dict[str, Any]]) -> str:
    """Return the town's map; blank where its districts were not drawn."""
    if own.map is None:
        return ""
    drawn = [
        Drawn(
            line["own"].shape,
            line["own"].homes_class,
            line["own"].district.district,
            line["title"],
            line["anchor"],
        )
        for line in lines
        if line["drawn"]
    ]
    return drawing(own.map.width, own.map.height, drawn)


def _district(own: AtlasDistrict) -> dict[str, Any]:
    """Return a district as a row of the table."""
    treated = {
        "allowed": _("yes"),
        "hearing": _("after a hearing"),
        "prohibited": _("no"),
        "silent": _("not said"),
        "unknown": _("not known"),
    }
    district = own.district
    return {
        "own": own,
        "anchor": f"district-{own.row}",
        "title": f"{district.name} ({district.district})" if district.name else district.district,
        "drawn": own.shape is not None and not own.is_on_top,
        "acres": None
        if district.acres is None
        else f"{district.acres:,.0f}"
        if district.acres >= 1
        else "<1",
        "kinds": [_treatment(district, kind, treated) for kind in (*KINDS, "adu")],
        "lot": _least_lot(district, "f1"),
        "lot_of_four": _least_lot(district, "f4plus"),
    }


def _treatment(district: District, kind: str, treated: dict[str, str]) -> str:
    """Return whether a kind of home is allowed, and for whom alone where it is for some."""
    answer = treated[district.treatments[kind]]
    if district.treatments[kind] in ("allowed", "hearing"):
        if district.elderly_only[kind]:
            return _("%(allowed)s, for older people only") % {"allowed": answer}
        if district.affordable_only[kind]:
            return _("%(allowed)s, affordable homes only") % {"allowed": answer}
    return answer


def _least_lot(district: District, kind: str) -> str:
    """Return the least lot of a kind of home in acres as people write it."""
    form, low, high = least_lot(district, kind)
    if form == "range" and high is None:
        return _("%(low)s or more") % {"low": f"{low:g}"}
    if form == "range":
        return f"{low:g} – {high:g}"
    return {"number": f"{low:g}", "none": _("none"), "conditions": _("it depends")}.get(form, UNKNOWN)


def _legend() -> list[str]:
    return [
        _("four homes or more as of right"),
        _("two or three homes as of right"),
        _("one home only as of right"),
        _("homes only after a hearing"),
        _("no homes"),
        _("the rules do not say"),
    ]


def _kinds(atlas: Atlas) -> list[dict[str, Any]]:
    """Return a line for each kind of home: what share of the state's land allows it, and what an acre is enough for."""
    labels = (_("one family"), _("two families"), _("three families"), _("four families or more"))
    lines = []
    for kind, label in zip(KINDS, labels, strict=True):
        parts, (least, most) = atlas.state.parts[kind], atlas.on_an_acre[kind]
        rest = parts["silent"] + parts["unknown"]
        lines.append({"label": label, "rest": rest, "on_an_acre": least, "perhaps": most, **parts})
    return lines


def _line(land: Land) -> dict[str, Any]:
    """Return a place as a row of the table."""
    return {
        "land": land,
        "slug": slugs().get((land.county, land.name)),
        "four": land.parts["f4plus"]["allowed"],
        "two": land.parts["f2"]["allowed"],
        "unknown": land.parts["f1"]["silent"] + land.parts["f1"]["unknown"],
        "four_unknown": land.parts["f4plus"]["silent"] + land.parts["f4plus"]["unknown"],
    }
