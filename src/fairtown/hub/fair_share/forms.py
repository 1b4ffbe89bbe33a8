"""The form of a fair share: every choice of the method, with its label."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fairtown.hub.release_access import current_release
from fairtown.hub.shelf.query import StrictForm
from fairtown.release.reader import OpenRelease
from fairtown.scenarios.fair_share.fields import BOUNDS, FIELDS, LINE, TOWN, WEIGHT
from fairtown.scenarios.fair_share.published_need import PublishedNeed
from fairtown.scenarios.fair_share.shares import (  # fmt: skip
    EXEMPT_BY,
    FACTORS,
    NEEDS,
    OWN,
    ROUNDINGS,
    SORTS,
    Address,
    Change,
    Method,
    built_in,
    is_percent,
    read,
)
from fairtown.scenarios.typed_numbers import written

PERCENT = 100
OWN_NEED_WORDS = gettext_noop("A number of your own for the whole state")
ROUNDING_WORDS = {
    "largest_remainder": gettext_noop("largest remainder"),
    "webster": gettext_noop("Webster's method"),
}


class FairShareForm(StrictForm):
    """A method, one to compare it with, and the order of the table.

    All of it is read by `fair_share.read`, as the command reads it; that names what it does not know or finds twice.
    """

    def name_fault(self) -> str:
        """Leave unknown and repeated parameters to the reader of methods, which tells them by their labels."""
        return ""

    def clean(self) -> dict[str, Any]:
        """Read the address; raises FairtownError, in one line, if the method cannot be."""
        items = ((name, value) for name, values in self.data.lists() for value in values)
        return {"address": read(items, usual_method())}

    @classmethod
    def address(cls, data: QueryDict) -> Address:
        """Return what an address asks for; raises FairtownError, in one line, if it cannot be."""
        address: Address = cls.read(data)["address"]
        return address


def usual_method() -> str:
    """Return the method that the pages of the state begin with."""
    return current_release().profile.method


@dataclass(frozen=True)
class Choice:
    """An option of a select, or a field with its label and value."""

    name: str
    label: str
    value: str = ""
    is_chosen: bool = False
    unit: str = ""


def starts(method: Method | None, path: str) -> list[Choice]:
    """Return the methods to begin from, each with its address; `method`: the one that is shown, if any is."""
    current = method.id if method else ""
    return [
        Choice(m.id, _(m.title), f"{path}?{urlencode([('method', m.id)])}", m.id == current)
        for m in built_in(usual_method()).values()
    ]


def needs(method: Method, published: PublishedNeed) -> list[Choice]:
    """Return the needs that can be shared out; the counted one that is nearest to published numbers says so."""
    labels = {name: _(need.title) for name, need in NEEDS.items()} | {OWN: _(OWN_NEED_WORDS)}
    low, high = f"{published.low:,.0f}", f"{published.high:,.0f}"
    nearest = _("%(need)s (nearest to what others published: %(low)s to %(high)s)")
    labels[published.nearest] = nearest % {"need": labels[published.nearest], "low": low, "high": high}
    return [Choice(name, text, is_chosen=name == method.need) for name, text in labels.items()]


def own_homes(method: Method, need: float) -> str:
    """Return the number to begin with where a need of one's own is chosen: that of the method, or the need so far."""
    return written(method.need_homes if method.need == OWN else need)


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
    for name, label in EXEMPT_BY.items():
        line = method.exempt.get(name)
        scale = PERCENT if is_percent(name) else 1
        unit = "%" if is_percent(name) else ""
        out.append(Choice(f"x.{name}", _(label), "" if line is None else written(line, scale), unit=unit))
    return out


def bounds(method: Method) -> list[Choice]:
    """Return caps and floor, blank where there is none."""

    def text(value: float, scale: float = 1) -> str:
        return written(value, scale) if math.isfinite(value) and value else ""

    values = {
        "cap": text(method.cap_share, PERCENT),
        "cap_homes": text(method.cap_homes),
        "floor": text(method.floor_share, PERCENT),
    }
    return [Choice(field.key, _(field.label), values[field.key]) for field in BOUNDS]


def roundings(method: Method) -> list[Choice]:
    """Return the ways to whole homes."""
    return [Choice(name, _(ROUNDING_WORDS[name]), is_chosen=name == method.rounding) for name in ROUNDINGS]


def town_names(method: Method, release: OpenRelease) -> str:
    """Return the names of the towns that are exempt by name."""
    names = {t["slug"]: t["name"] for t in release.towns}
    return ", ".join(names.get(slug, slug) for slug in method.exempt_towns)


def context(
    method: Method, against: Method, need: float, sort: str, release: OpenRelease, published: PublishedNeed
) -> dict[str, Any]:
    """Return what the form shows of a method."""
    return {
        "needs": needs(method, published),
        "published": published,
        "nearest_income": f"{NEEDS[published.nearest].income_usd:,}",
        "within_incomes": get_text_list([f"${NEEDS[n].income_usd:,}" for n in published.within], _("or")),
        "own_homes": own_homes(method, need),
        "factor_fields": factors(method),
        "lines": lines(method),
        "bounds": bounds(method),
        "roundings": roundings(method),
        "exempt_names": town_names(method, release),
        "others": [
            Choice(m.id, _(m.title), is_chosen=m.id == against.id) for m in built_in(usual_method()).values()
        ],
        "is_scaled": method.is_scaled,
        "sort": sort,
    }


def as_typed(shown: dict[str, Any], query: QueryDict) -> dict[str, Any]:
    """Return what the form shows with what was typed in its place, though it cannot be: nobody types it twice."""

    def field(choice: Choice) -> Choice:
        return replace(choice, value=query.get(choice.name, choice.value))

    def chosen(choices: list[Choice], name: str) -> list[Choice]:
        typed = query.get(name)
        known = typed in [c.name for c in choices]
        return [replace(c, is_chosen=c.name == typed) for c in choices] if known else choices

    texts = {name: [field(c) for c in shown[name]] for name in ("factor_fields", "lines", "bounds")}
    selects = {"needs": "need", "roundings": "rounding", "others": "against"}
    return (
        shown
        | texts
        | {
            **{name: chosen(shown[name], parameter) for name, parameter in selects.items()},
            "own_homes": query.get("homes", shown["own_homes"]),
            "exempt_names": ", ".join(query.getlist(TOWN)) if TOWN in query else shown["exempt_names"],
            "is_scaled": query.get("scaled", str(int(shown["is_scaled"]))) == "1",
            "sort": query.get("sort", "") if query.get("sort", "") in SORTS else shown["sort"],
        }
    )


def change_labels(change: Change, release: OpenRelease) -> dict[str, str]:
    """Return the labels of a changed choice: its name, what it was, and what it is now."""
    if change.key == "need":
        titles = {name: _(need.title) for name, need in NEEDS.items()} | {OWN: _(OWN_NEED_WORDS)}
        return _worded(_("Homes that are needed"), titles[change.was], titles[change.now])
    if change.key == "rounding":
        return _worded(_("Whole homes by"), _(ROUNDING_WORDS[change.was]), _(ROUNDING_WORDS[change.now]))
    if change.key == "scaled":
        ways = {
            "0": _("as the town's share of the region"),
            "1": _("scaling the town's households from ½ to 1½ (Bay Area)"),
        }
        return _worded(_("How a factor counts"), ways[change.was], ways[change.now])
    if change.key == TOWN:
        names = {t["slug"]: t["name"] for t in release.towns}
        was, now = (", ".join(names.get(s, s) for s in text.split(", ")) for text in (change.was, change.now))
        return _worded(_("Exempt towns, by commas"), was or _("none"), now or _("none"))
    return _number_changed(change)


def _number_changed(change: Change) -> dict[str, str]:
    """Return the labels of a changed number, in the unit that is typed."""
    field = FIELDS[change.key]
    name = _(field.label)
    if change.key.startswith(LINE):
        name = _("Exempt at or above: %(words)s") % {"words": name}
    if change.key.startswith(WEIGHT):
        name = _("Weight: %(words)s") % {"words": name}
    unit = "%" if field.scale == PERCENT else ""

    def text(value: str) -> str:
        if not value or (change.key == "floor" and value == "0"):
            return _("none")
        return f"{float(value):,.10g}" + unit

    return _worded(name, "–" if change.key == "homes" else text(change.was), text(change.now))


def _worded(name: str, was: str, now: str) -> dict[str, str]:
    return {"name": name, "was": was, "now": now}
