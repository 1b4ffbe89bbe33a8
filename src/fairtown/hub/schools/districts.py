"""School districts: a map of each layer, and a table that links every district to its towns."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from fairtown.drawings import district_map
from fairtown.drawings.town_map import Shown
from fairtown.hub.page_cache import cached_page
from fairtown.hub.release_access import current_release
from fairtown.hub.shelf.figures import number
from fairtown.hub.shelf.query import without_parameters
from fairtown.hub.shelf.school_districts import District, SchoolDistricts, school_districts, school_years

#: Ends of the map's classes, shares of students of color.
SHADES = (0.15, 0.30, 0.50, 0.75)


@without_parameters
@cached_page
def page(request: HttpRequest) -> HttpResponse:
    """Show the districts of younger and of older students on maps, and all of them with their towns."""
    release = current_release()
    found = school_districts(release)
    on_map = {d.code: _shown(d) for d in found.all}
    no_high_school = {code: Shown("tx", *_sends(found, code)) for code in _senders(found)}
    context: dict[str, Any] = {
        "districts": found.all,
        "years": school_years(found),
        "elementary": district_map.drawing(release, "elementary", on_map),
        "secondary": district_map.drawing(release, "secondary", on_map | no_high_school),
        "legend": _legend(),
        "n_senders": len(no_high_school),
    }
    return render(request, "schools/districts.html", context)


def _shown(district: District) -> Shown:
    """Return how a district is drawn: shaded by its share of students of color, plain where that is not known."""
    figure = district.figures.get("of_color")
    if figure is None or not figure.known:
        return Shown("t0", _("%(name)s: not known") % {"name": district.name}, f"#{district.anchor}")
    value = figure.row["value"]
    names = {"name": district.name, "share": number(value, "share")}
    shade = 1 + int(np.searchsorted(SHADES, value, side="right"))
    return Shown(f"t{shade}", _("%(name)s: %(share)s students of color") % names, f"#{district.anchor}")


def _senders(found: SchoolDistricts) -> list[str]:
    """Return the districts of towns that designate a high school elsewhere and are in no regional district."""
    return [
        pairs[0].district.code
        for key, pairs in found.by_town.items()
        if key in found.high_schools and len(pairs) == 1 and pairs[0].district.kind == "town"
    ]


def _sends(found: SchoolDistricts, code: str) -> tuple[str, str]:
    district = found.by_code[code]
    message = _("%(name)s: high schools elsewhere") % {"name": district.name}
    return message, f"#{district.anchor}"


def _legend() -> list[tuple[str, str]]:
    ends = [number(end, "share").replace(".0%", "%") for end in SHADES]
    labels = [_("under %(end)s") % {"end": ends[0]}]
    labels += [f"{low}–{high}" for low, high in pairwise(ends)]
    labels.append(_("%(end)s and more") % {"end": ends[-1]})
    shades = [(f"t{i}", text) for i, text in enumerate(labels, start=1)]
    return [*shades, ("tx", _("high schools elsewhere"))]
