"""The map of counties by an index, or by its change: the classes, and which of them each county is in."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from django.utils.translation import gettext as _

from fairtown.drawings.county_map import CHANGE, COUNTIES, HEIGHT, MORE, WIDTH, Class, svg
from fairtown.drawings.size import Size
from fairtown.formatting import PERCENT
from fairtown.hub.nation.figures import nation
from fairtown.hub.nation.forms import NOW
from fairtown.hub.shelf.segregation_indices import Index
from fairtown.release.nation_lines import Line, is_shown, lines, years

#: Width and height of the drawing without the legend below it.
SIZE = Size(WIDTH, HEIGHT)
#: Cuts of the change, in points.
CHANGE_CUTS = (-10, -5, 0, 5, 10)


class Shading(NamedTuple):
    """What the map says: its title, its classes in the order of the legend, and the class of each county by code."""

    title: str
    classes: list[Class]
    shades: dict[str, int]


def county_map(index: Index, kind: str) -> str:
    """Return the map of an index as SVG text; `kind`: the later date, or the change since the earlier one."""
    own = shading(index, kind)
    return svg(_paths(nation().path), own.shades, own.classes, own.title, unknown_label())


def unknown_label() -> str:
    """Return what the legend says of counties without a figure."""
    return _("too few people")


def shading(index: Index, kind: str) -> Shading:
    """Return the classes of the map of an index, or of its change, and which of them each county is in."""
    release = nation()
    found = lines(release, index.measure, index.group, "county")
    earlier, later = (release.lineage_of[index.measure, year]["period"] for year in years(release))
    names = {"index": _(index.label), "then": earlier, "now": later}
    if kind == NOW:
        title = _("%(index)s by county, %(now)s") % names
        values, cuts, colors = _now(found), _cuts([*_now(found).values()]), MORE
        labels = [_range(low, high) for low, high in zip([None, *cuts], [*cuts, None], strict=True)]
    else:
        title = _("%(index)s by county: change from %(then)s to %(now)s") % names
        values = {line.now["geoid"]: line.change for line in found if line.change is not None}
        cuts, colors = [cut / PERCENT for cut in CHANGE_CUTS], CHANGE
        labels = _change_labels()
    shades = dict(
        zip(values, np.searchsorted(cuts, list(values.values()), side="right").tolist(), strict=True)
    )
    classes = [Class(color, label) for color, label in zip(colors, labels, strict=True)]
    return Shading(title, classes, shades)


def _now(found: Sequence[Line]) -> dict[str, float]:
    return {line.now["geoid"]: line.best["value"] for line in found if is_shown(line.now)}


def _cuts(values: Sequence[float]) -> list[float]:
    """Return five cuts that put as many counties in each class, rounded to whole percents and never equal."""
    found = (
        np.round(np.quantile(values, np.arange(1, len(MORE)) / len(MORE)), 2) if len(values) else np.zeros(5)
    )
    for i in range(1, len(found)):
        found[i] = max(found[i], found[i - 1] + 1 / PERCENT)
    return [float(cut) for cut in found]


def _range(low: float | None, high: float | None) -> str:
    if low is None:
        return _("under %(n)s%%") % {"n": f"{(high or 0) * PERCENT:.0f}"}
    if high is None:
        return _("%(n)s%% or more") % {"n": f"{low * PERCENT:.0f}"}
    return f"{low * PERCENT:.0f}–{high * PERCENT:.0f}%"


def _change_labels() -> list[str]:
    down, up = _("down %(n)s or more"), _("up %(n)s or more")
    most = {"n": CHANGE_CUTS[-1]}
    return [
        down % most,
        _("down 5 to 10"),
        _("down under 5"),
        _("up under 5"),
        _("up 5 to 10"),
        up % most,
    ]


@cache
def _paths(folder: Path) -> dict[str, str]:
    found: dict[str, str] = json.loads((folder / "maps" / COUNTIES).read_text())
    return found
