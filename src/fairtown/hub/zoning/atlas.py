"""The first whole state whose zoning is read district by district: what its land allows, beside its people."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from fairtown.hub.page_cache import cached_page
from fairtown.hub.shelf.query import without_parameters
from fairtown.reports.zoning_atlas import KINDS, ORIGIN, Atlas, Land, vermont

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
        "state": _line(atlas.state),
    }
    return render(request, "zoning/atlas.html", context)


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
        "four": land.parts["f4plus"]["allowed"],
        "two": land.parts["f2"]["allowed"],
        "unknown": land.parts["f1"]["silent"] + land.parts["f1"]["unknown"],
    }
