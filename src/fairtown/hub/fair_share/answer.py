"""The answer of the page: an allocation in sentences, on a map, compared with another, and every town's row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any
from urllib.parse import urlencode

import numpy as np
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fairtown.drawings import charts, town_map
from fairtown.hub.fair_share import forms, sources, table
from fairtown.hub.release_access import current_release, once_a_release
from fairtown.hub.shelf.fair_share_notes import PERCENT, TownStatus, students
from fairtown.hub.shelf.figures import FIGURE_QUERY, number
from fairtown.release.reader import OpenRelease
from fairtown.scenarios.fair_share import shares
from fairtown.scenarios.fair_share.shares import (
    DRAWS,
    PAGE_DRAWS,
    PLAN_YEARS,
    SORTS,
    YOUNG_SHARE,
    FairShare,
    Method,
    Shared,
)

#: Ends of the map's shades: homes of the share per household of the town.
SHADES = (0.02, 0.05, 0.10, 0.15)
MOVED_SHOWN = 15


@once_a_release
def town_figures(release: OpenRelease) -> FairShare:
    """Return the town figures of a release, cached for the life of the process."""
    return FairShare(release)


@dataclass(frozen=True)
class FairShareQuery:
    """What an address asks for: a method, one to compare with, and the order of the table."""

    method: Method
    against: Method
    sort: str

    @cached_property
    def _method_parameters(self) -> list[tuple[str, str]]:
        """The shortest address of the method alone: found by trying each of ours, so once for each answer."""
        return shares.to_query(self.method, forms.usual_method())

    def parameters(self, sort: str) -> list[tuple[str, str]]:
        """Return the parameters of the shortest address that asks for it in this order."""
        out = [*self._method_parameters]
        if self.against.id != _usual_against(out).id:
            out.append(("against", self.against.id))
        return out if sort == SORTS[0] else [*out, ("sort", sort)]


def usual_against(method: Method) -> Method:
    """Return the method that others are compared with, or another one where it is itself what was begun with."""
    return _usual_against(shares.to_query(method, forms.usual_method()))


def _usual_against(address: list[tuple[str, str]]) -> Method:
    usual, other = current_release().profile.fair_share
    return shares.named(other if dict(address)["method"] == usual else usual)


def context(request: HttpRequest, release: OpenRelease, query: FairShareQuery) -> dict[str, Any]:
    """Return what the answer shows; raises FairtownError if the method cannot be computed."""
    fair_share = town_figures(release)
    allocation, other = fair_share.shown(query.method), fair_share.comparison(query.method, query.against)
    ours = shares.same(query.method)
    rows = town_rows(fair_share, allocation, ours)
    address = urlencode(query.parameters(query.sort))
    return (
        _claims(release, query.method)
        | _compared(fair_share, allocation, other)
        | sources.need(release, allocation)
        | {
            "against": query.against,
            "ours": ours,
            "sort": query.sort,
            "sorts": _sorts(query),
            "address": address,
            "cite": f"{reverse('fair-share')}?{address}",
            "need": allocation.need.sum(),
            "summary": _summary(release, allocation, ours),
            "map": town_map.drawing(release, _on_map(rows)),
            "legend": _legend(),
            "body": table.body(in_order(rows, query.sort)),
            "regions": sources.regions(release, allocation, ours),
            "is_partial": bool(allocation.is_interval_partial.any()),
            "draws": DRAWS if ours else PAGE_DRAWS,
            "page_draws": PAGE_DRAWS,
            "year": fair_share.year,
            "permits_period": shares.PERMIT_PERIOD,
        }
    )


def _claims(release: OpenRelease, method: Method) -> dict[str, Any]:
    """Return what the method that was begun with claims, which of it is changed, and what is changed."""
    base, changes = shares.changed(method, forms.usual_method())
    kinds = {change.kind for change in changes}
    return {
        "base_method": base,
        "changes": [forms.change_labels(change, release) for change in changes],
        "claims": [(claim, bool(kinds & set(claim.about))) for claim in base.claims],
    }


def _compared(fair_share: FairShare, allocation: Shared, other: Shared) -> dict[str, Any]:
    """Return the towns that move most against another method, drawn and as rows; none where nothing moves."""
    moves = (allocation.homes != other.homes)[order := shares.furthest(allocation, other)]
    most = order[moves][:MOVED_SHOWN].tolist()
    usual = shares.named(other.method.id)
    return {
        "moved": [_moved(fair_share, allocation, other, i) for i in most],
        "chart": _chart(fair_share, allocation, other, most) if most else "",
        "is_on_same_need": not shares.has_need_of(usual, allocation.method),
    }


def town_rows(fair_share: FairShare, allocation: Shared, ours: Method | None) -> list[dict[str, Any]]:
    """Return one line per town, in the order of their codes."""
    measure = f"fair_share.{ours.id}" if ours else shares.TOWN_FIGURES
    start, permits_query = sources.explain_start(), f"{FIGURE_QUERY}permits_per_year"
    query, ends = (f"{FIGURE_QUERY}homes", ("_lo90", "_hi90")) if ours else ("", ())
    columns = zip(
        fair_share.towns, allocation.homes.tolist(), allocation.lo90.tolist(), allocation.hi90.tolist(),
        allocation.share_of_homes.tolist(), allocation.is_capped.tolist(), allocation.is_exempt.tolist(),
        allocation.is_interval_partial.tolist(),
        allocation.figures.values["permits_per_year"].tolist(), _statuses(allocation), strict=True,
    )  # fmt: skip
    return [
        {
            "key": town["key"],
            "slug": town["slug"],
            "name": town["name"],
            "homes": homes,
            "low": low,
            "high": high,
            "share": part,
            "per_year": homes / PLAN_YEARS,
            "permits": f"{permits:,.0f}",
            "is_capped": capped,
            "is_exempt": exempt,
            "status": status,
            "is_partial": partial and not (exempt and high == 0),
            "explain": f"{start}{measure}/{town['geoid']}/{fair_share.year}/{query}",
            "explain_ends": [
                f"{start}{measure}/{town['geoid']}/{fair_share.year}/{query}{end}" for end in ends
            ],
            "explain_permits": f"{start}{shares.TOWN_FIGURES}/{town['geoid']}/{fair_share.year}/{permits_query}",
        }
        for town, homes, low, high, part, capped, exempt, partial, permits, status in columns
    ]


def _statuses(allocation: Shared) -> list[TownStatus]:
    """Return whether each town is exempt or capped, how sure that is, and whether it is so because of students."""
    values, moe = allocation.figures.values.get(YOUNG_SHARE), allocation.figures.margin(YOUNG_SHARE)
    rests = allocation.rests_on_students
    columns = zip(
        allocation.is_exempt.tolist(), allocation.is_capped.tolist(), allocation.is_open.tolist(),
        allocation.draws.p_exempt.tolist(), allocation.homes_if_not_exempt.tolist(), strict=True,
    )  # fmt: skip
    return [
        TownStatus(*own, students(values[i], moe[i]) if rests[i] and values is not None else "")
        for i, own in enumerate(columns)
    ]


def _on_map(rows: list[dict[str, Any]]) -> dict[str, town_map.Shown]:
    """Return how each town is drawn, by its key: exempt, or shaded by its share per household."""
    exempt, is_open = _("%(name)s: exempt"), _("%(name)s: exempt in %(p)s of the draws of the survey")
    shared = _("%(name)s: %(n)s homes, %(share)s of its households")
    shades = 1 + np.searchsorted(SHADES, [row["share"] for row in rows], side="right")
    out = {}
    for row, shade in zip(rows, shades.tolist(), strict=True):
        classes = "tx" if row["is_exempt"] else f"t{shade} is-held" if row["is_capped"] else f"t{shade}"
        placeholders = {"name": row["name"], "n": f"{row['homes']:,}", "share": number(row["share"], "share")}
        placeholders["p"] = f"{PERCENT * row['status'].p_exempt:.0f}%"
        label = (
            (is_open if row["status"].is_open else exempt) if row["is_exempt"] else shared
        ) % placeholders
        out[row["key"]] = town_map.Shown(classes, label, f"#t-{row['slug']}")
    return out


def _legend() -> list[tuple[str, str]]:
    """Return the map's classes and their labels."""
    ends = [number(s, "share").replace(".0%", "%") for s in SHADES]
    labels = [_("under %(end)s") % {"end": ends[0]}]
    labels += [f"{low}–{high}" for low, high in pairwise(ends)]
    labels.append(_("%(end)s and more") % {"end": ends[-1]})
    shades = [(f"t{i}", text) for i, text in enumerate(labels, start=1)]
    return [*shades, ("tx", _("exempt")), ("is-held", _("held at its cap"))]


def in_order(rows: list[dict[str, Any]], sort: str) -> list[dict[str, Any]]:
    """Return the lines of towns in the order that the reader chose."""
    by: dict[str, Callable[[dict[str, Any]], Any]] = {
        "homes": lambda r: (-r["homes"], r["name"]),
        "share": lambda r: (-r["share"], r["name"]),
    }
    return sorted(rows, key=by.get(sort, lambda r: r["name"]))


def _sorts(query: FairShareQuery) -> list[dict[str, Any]]:
    """Return the orders of the table, each with its address."""
    labels = {"homes": _("most homes first"), "share": _("largest share first"), "name": _("by name")}
    return [
        {
            "label": labels[sort],
            "is_current": sort == query.sort,
            "query": urlencode(query.parameters(sort)),
        }
        for sort in SORTS
    ]


def _summary(release: OpenRelease, allocation: Shared, ours: Method | None) -> list[dict[str, str]]:
    """Return what the method says in some sentences, each with the page that explains it."""
    left = int(allocation.unallocated.sum())
    exempt, capped = int(allocation.is_exempt.sum()), int(allocation.is_capped.sum())
    sentences = {
        "towns_exempt": ngettext("%(n)s town is exempt.", "%(n)s towns are exempt.", exempt) % {"n": exempt}
    }
    if is_open := int(allocation.is_open.sum()):
        message = ngettext(
            "Survey error leaves open whether %(n)s town is exempt; the table says how likely.",
            "Survey error leaves open whether %(n)s towns are exempt; the table says how likely.",
            is_open,
        )
        sentences["p_exempt"] = message % {"n": is_open}
    if capped:
        message = ngettext("%(n)s town is held at its cap.", "%(n)s towns are held at their cap.", capped)
        sentences["towns_capped"] = message % {"n": capped}
    if left:
        message = _("%(n)s homes are left over, because caps and exemptions leave no town to take them.")
        sentences["unallocated"] = message % {"n": f"{left:,}"}
    href = sources.state_page(release, f"fair_share.{ours.id}") if ours else ""
    # how likely an exemption is stands at the towns, not at the state
    return [
        {"text": text, "href": href and f"{href}{FIGURE_QUERY}{output}" if output != "p_exempt" else ""}
        for output, text in sentences.items()
    ]


def _moved(fair_share: FairShare, allocation: Shared, other: Shared, i: int) -> dict[str, Any]:
    """Return a town under both methods."""
    homes, before = int(allocation.homes[i]), int(other.homes[i])
    return fair_share.towns[i] | {
        "homes": f"{homes:,}",
        "other": f"{before:,}",
        "difference": f"{homes - before:+,}".replace("-", "−"),
    }


def _chart(fair_share: FairShare, allocation: Shared, other: Shared, most: list[int]) -> str:
    """Return both shares of the towns that move most, as two marks in a row."""
    before, now = other.share_of_homes, allocation.share_of_homes
    drawn = [
        (fair_share.towns[i]["name"], [charts.Mark("before", before[i]), charts.Mark("point", now[i])])
        for i in most
    ]
    title = _("Towns whose share changes most: homes per household of the town under two methods")
    return charts.dots(drawn, title, _("The table has the numbers."), "moved")
