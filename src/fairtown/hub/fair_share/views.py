"""Fair shares: a method chosen, changed, compared and shared; the same as fragment, file and address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import numpy as np
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fairtown.concepts import FairtownError
from fairtown.hub.current import release
from fairtown.hub.fair_share import form, table
from fairtown.hub.figures import number
from fairtown.outputs import charts, fair_share, town_map
from fairtown.outputs.fair_share import PAGE_DRAWS, PLAN_YEARS, YEAR, FairShare, Method, Shared
from fairtown.outputs.release import OpenRelease

SORTS = ("homes", "name", "share")
#: Ends of the map's shades: homes of the share per household of the town.
SHADES = (0.02, 0.05, 0.10, 0.15)
MOVED_SHOWN = 15
USUAL_AGAINST, OTHER_AGAINST = "connecticut_oca", "new_jersey_round4"


@lru_cache(maxsize=2)
def _town_figures(path: Path) -> FairShare:
    return FairShare(release())


def town_figures(opened: OpenRelease) -> FairShare:
    """Return the town figures of a release, kept for the life of the process."""
    return _town_figures(opened.path)


@dataclass(frozen=True)
class Asked:
    """What an address asks for: a method, one to compare with, and the order of the table."""

    method: Method
    against: Method
    sort: str

    @property
    def query(self) -> list[tuple[str, str]]:
        """The parameters of the shortest address that asks for it."""
        out = fair_share.to_query(self.method)
        if self.against.id != _usual_against(self.method):
            out.append(("against", self.against.id))
        return out if self.sort == SORTS[0] else [*out, ("sort", self.sort)]


def _usual_against(method: Method) -> str:
    """Return the method that others are compared with, or another one where it is itself what was begun with."""
    begun_with = dict(fair_share.to_query(method))["method"]
    return USUAL_AGAINST if begun_with != USUAL_AGAINST else OTHER_AGAINST


def asked(request: HttpRequest) -> Asked:
    """Return what the address asks for; raises FairtownError if the method cannot be."""
    items = [(k, v) for k in request.GET for v in request.GET.getlist(k) if k not in fair_share.OF_PAGE]
    method = fair_share.from_query(items)
    against = request.GET.get("against", "")
    sort = request.GET.get("sort", "")
    return Asked(
        method,
        fair_share.named(against or _usual_against(method)),
        sort if sort in SORTS else SORTS[0],
    )


def page(request: HttpRequest) -> HttpResponse:
    """Show the form, the map and every town's share; a method that cannot be is told in one line."""
    opened = release()
    try:
        of = asked(request)
        answer, status = _answer(opened, of), HttpResponse.status_code
        if "go" in request.GET:
            return HttpResponseRedirect(f"{request.path}?{urlencode(of.query)}#answer")
    except FairtownError as error:
        usual = fair_share.from_query([])
        of, status = Asked(usual, fair_share.named(_usual_against(usual)), SORTS[0]), 400
        answer = _answer(opened, of) | {"error": str(error)}
    lines = form.factors(of.method)
    context = answer | {
        "starts": form.starts(of.method, request.path),
        "base": dict(fair_share.to_query(of.method))["method"],
        "needs": form.needs(of.method),
        "own_homes": form.own_homes(of.method, answer["need"]),
        "factors": [line for line in lines if line.is_chosen],
        "more_factors": [line for line in lines if not line.is_chosen],
        "lines": form.lines(of.method),
        "bounds": form.bounds(of.method),
        "roundings": form.roundings(of.method),
        "exempt_names": form.town_names(of.method, opened),
        "others": fair_share.built_in().values(),
    }
    return render(request, "fair_share/page.html", context, status=status)


def answer(request: HttpRequest) -> HttpResponse:
    """Return what changes with the method, for the page to put in place."""
    try:
        return render(request, "fair_share/_answer.html", _answer(release(), asked(request)))
    except FairtownError as error:
        return render(request, "lab/_error.html", {"error": str(error)}, status=400)


def _answer(opened: OpenRelease, of: Asked) -> dict[str, Any]:
    """Return the context of the answer."""
    here = town_figures(opened)
    made = here.work_out(of.method, PAGE_DRAWS)
    other = here.usual(of.against.id)
    ours = fair_share.same(of.method)
    rows = _rows(here, made, ours)
    most = fair_share.furthest(made, other)[:MOVED_SHOWN].tolist()
    return {
        "method": of.method,
        "against": of.against,
        "ours": ours,
        "sort": of.sort,
        "sorts": _sorts(of),
        "address": urlencode(of.query),
        "need": made.need.sum(),
        "said": _said(made),
        "map": town_map.drawing(opened, {r["key"]: _shown(r) for r in rows}),
        "legend": _legend(),
        "body": table.body(_sorted(rows, of.sort)),
        "regions": fair_share.regions(made),
        "claims": (ours or fair_share.named(dict(fair_share.to_query(of.method))["method"])).claims,
        "is_partial": bool(made.is_interval_partial.any()),
        "moved": [_moved(here, made, other, i) for i in most],
        "chart": _chart(here, made, other, most),
        "draws": PAGE_DRAWS,
        "year": YEAR,
    }


def _rows(here: FairShare, made: Shared, ours: Method | None) -> list[dict[str, Any]]:
    """Return one line per town, in the order of their codes."""
    measure = f"fair_share.{ours.id}" if ours else "fair_share.town_figures"
    start = reverse("explain", args=["MEASURE", "PLACE", 0]).split("MEASURE")[0]
    anchor = "#homes" if ours else ""
    columns = zip(
        here.towns, made.homes.tolist(), made.lo90.tolist(), made.hi90.tolist(), made.share_of_homes.tolist(),
        made.is_capped.tolist(), made.is_exempt.tolist(), made.is_interval_partial.tolist(),
        made.figures.values["permits_per_year"].tolist(), strict=True,
    )  # fmt: skip
    return [
        {
            "key": town["key"],
            "slug": town["slug"],
            "name": town["name"],
            "homes": homes,
            "interval": _interval(low, high),
            "share": part,
            "per_year": f"{homes / PLAN_YEARS:,.0f}" if homes >= PLAN_YEARS else "&lt;1",
            "permits": f"{permits:,.0f}",
            "is_capped": capped,
            "is_exempt": exempt,
            "is_partial": partial and not exempt,
            "explain": f"{start}{measure}/{town['geoid']}/{YEAR}/{anchor}",
        }
        for town, homes, low, high, part, capped, exempt, partial, permits in columns
    ]


def _interval(low: float, high: float) -> str:
    if np.isnan(low) or np.isnan(high):
        return "–"
    return f"{low:,.0f}–{high:,.0f}"


def _shown(row: dict[str, Any]) -> town_map.Shown:
    """Return how a town is drawn: exempt, or shaded by its share per household."""
    if row["is_exempt"]:
        told = _("%(name)s: exempt") % row
        return town_map.Shown("tx", told, f"#t-{row['slug']}")
    shade = 1 + int(np.searchsorted(SHADES, row["share"], side="right"))
    words = {"name": row["name"], "n": f"{row['homes']:,}", "share": number(row["share"], "share")}
    told = _("%(name)s: %(n)s homes, %(share)s of its households") % words
    return town_map.Shown(f"t{shade}" + (" is-held" if row["is_capped"] else ""), told, f"#t-{row['slug']}")


def _legend() -> list[tuple[str, str]]:
    """Return the map's classes and their words."""
    ends = [number(s, "share").replace(".0%", "%") for s in SHADES]
    words = [_("under %(end)s") % {"end": ends[0]}]
    words += [f"{low}–{high}" for low, high in pairwise(ends)]
    words.append(_("%(end)s and more") % {"end": ends[-1]})
    shades = [(f"t{i}", text) for i, text in enumerate(words, start=1)]
    return [*shades, ("tx", _("exempt")), ("is-held", _("held at its cap"))]


def _sorted(rows: list[dict[str, Any]], sort: str) -> list[dict[str, Any]]:
    by: dict[str, Callable[[dict[str, Any]], Any]] = {
        "homes": lambda r: (-r["homes"], r["name"]),
        "share": lambda r: (-r["share"], r["name"]),
    }
    return sorted(rows, key=by.get(sort, lambda r: r["name"]))


def _sorts(of: Asked) -> list[dict[str, Any]]:
    """Return the orders of the table, each with its address."""
    words = {"homes": _("most homes first"), "share": _("largest share first"), "name": _("by name")}
    return [
        {
            "words": words[sort],
            "is_here": sort == of.sort,
            "query": urlencode(Asked(of.method, of.against, sort).query),
        }
        for sort in SORTS
    ]


def _said(made: Shared) -> list[str]:
    """Return what the method says in some sentences."""
    need, left = int(made.need.sum()), int(made.unallocated.sum())
    exempt, capped = int(made.is_exempt.sum()), int(made.is_capped.sum())
    source = fair_share.NEEDS.get(made.method.need)
    out = [
        _("%(n)s homes are shared out over ten years: %(need)s.")
        % {"n": f"{need:,}", "need": _(source.title) if source else _("a number of your own")},
        ngettext("%(n)s town is exempt.", "%(n)s towns are exempt.", exempt) % {"n": exempt},
    ]
    if capped:
        out.append(
            ngettext("%(n)s town is held at its cap.", "%(n)s towns are held at their cap.", capped)
            % {"n": capped}
        )
    if left:
        out.append(
            _("%(n)s homes are left over, because caps and exemptions leave no town to take them.")
            % {"n": f"{left:,}"}
        )
    return out


def _moved(here: FairShare, made: Shared, other: Shared, i: int) -> dict[str, Any]:
    """Return a town under both methods."""
    homes, before = int(made.homes[i]), int(other.homes[i])
    return here.towns[i] | {
        "homes": f"{homes:,}",
        "other": f"{before:,}",
        "difference": f"{homes - before:+,}".replace("-", "−"),
    }


def _chart(here: FairShare, made: Shared, other: Shared, most: list[int]) -> str:
    """Return both shares of the towns that move most, as two marks in a row."""
    before, now = other.share_of_homes, made.share_of_homes
    drawn = [
        (here.towns[i]["name"], [charts.Mark("before", before[i]), charts.Mark("point", now[i])])
        for i in most
    ]
    title = _("Towns that move most: homes per household of the town under two methods")
    return charts.dots(drawn, title, _("The table has the numbers."), "moved")


def towns_csv(request: HttpRequest) -> HttpResponse:
    """Return every town's share under both methods as CSV; a blank is unknown."""
    opened = release()
    of = asked(request)
    here = town_figures(opened)
    rows = fair_share.table(here.work_out(of.method), here.usual(of.against.id))
    response = HttpResponse(
        rows.to_csv(index=False, lineterminator="\n"), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = (
        f'attachment; filename="fairtown-fair-share-{of.method.id}-{opened.date}.csv"'
    )
    return response
