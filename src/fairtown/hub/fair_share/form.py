"""The form of a fair share: every choice of the method, with the words that a reader sees."""

from __future__ import annotations

import math
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fairtown.outputs.fair_share import (
    EXEMPT_BY,
    FACTORS,
    NEEDS,
    ROUNDINGS,
    Method,
    built_in,
    is_percent,
)  # fmt: skip
from fairtown.outputs.release import OpenRelease
from fairtown.outputs.typed import written

PERCENT = 100
OWN_NEED = "own"
OWN_NEED_WORDS = gettext_noop("A number of your own for the whole state")
ROUNDING_WORDS = {
    "largest_remainder": gettext_noop("largest remainder"),
    "webster": gettext_noop("Webster's method"),
}


@dataclass(frozen=True)
class Choice:
    """An option of a select, or a field with its label and value."""

    name: str
    words: str
    value: str = ""
    is_chosen: bool = False
    unit: str = ""


def starts(method: Method, path: str) -> list[Choice]:
    """Return the methods to begin from, each with its address."""
    return [
        Choice(m.id, _(m.title), f"{path}?{urlencode([('method', m.id)])}", m.id == method.id)
        for m in built_in().values()
    ]


def needs(method: Method) -> list[Choice]:
    """Return the needs that can be shared out."""
    words = {name: need.title for name, need in NEEDS.items()} | {OWN_NEED: OWN_NEED_WORDS}
    return [Choice(name, _(text), is_chosen=name == method.need) for name, text in words.items()]


def own_homes(method: Method, need: float) -> str:
    """Return the number to begin with where a need of one's own is chosen: that of the method, or the need so far."""
    return written(method.need_homes if method.need == OWN_NEED else need)


def factors(method: Method) -> list[Choice]:
    """Return every factor with its weight, those in use first."""
    lines = [
        Choice(
            f"w.{name}",
            _(factor.title),
            written(method.factors.get(name, 0)),
            method.factors.get(name, 0) > 0,
        )
        for name, factor in FACTORS.items()
    ]
    return sorted(lines, key=lambda line: not line.is_chosen)


def lines(method: Method) -> list[Choice]:
    """Return the lines at which a town is exempt, blank where there is none."""
    out = []
    for name, words in EXEMPT_BY.items():
        line = method.exempt.get(name)
        scale = PERCENT if is_percent(name) else 1
        unit = "%" if is_percent(name) else ""
        out.append(Choice(f"x.{name}", _(words), "" if line is None else written(line, scale), unit=unit))
    return out


def bounds(method: Method) -> list[Choice]:
    """Return caps and floor, blank where there is none."""

    def text(value: float, scale: float = 1) -> str:
        return written(value, scale) if math.isfinite(value) and value else ""

    return [
        Choice("cap", _("Cap, percent of the town's households"), text(method.cap_share, PERCENT)),
        Choice("cap_homes", _("Cap, homes"), text(method.cap_homes)),
        Choice("floor", _("Floor, percent of the town's households"), text(method.floor_share, PERCENT)),
    ]


def roundings(method: Method) -> list[Choice]:
    """Return the ways to whole homes."""
    return [Choice(name, _(ROUNDING_WORDS[name]), is_chosen=name == method.rounding) for name in ROUNDINGS]


def town_names(method: Method, opened: OpenRelease) -> str:
    """Return the names of the towns that are exempt by name."""
    names = {t["slug"]: t["name"] for t in opened.towns}
    return ", ".join(names.get(slug, slug) for slug in method.exempt_towns)
