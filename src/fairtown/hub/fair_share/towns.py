"""My towns under several methods: a sentence, a chart and a table, at an address to share.

The figures are those of the release; a method that a reader changed is computed on the page of fair shares.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fairtown.drawings import charts
from fairtown.hub.errors import TranslatedError, errors_as_text
from fairtown.hub.page_cache import cached_page
from fairtown.hub.release_access import current_release
from fairtown.hub.shelf import town_fair_share
from fairtown.hub.shelf.downloads import table_response
from fairtown.hub.shelf.figures import Figures, Notes
from fairtown.hub.shelf.query import StrictForm, shortened, town_of
from fairtown.hub.shelf.shown_table import Column, ShownTable, cell
from fairtown.hub.shelf.table_notes import table_notes
from fairtown.release.reader import OpenRelease, Row
from fairtown.scenarios.fair_share.shares import built_in

MOST_TOWNS = 4
MEASURE = "fair_share."
#: The ends of an interval beside the number that they are of.
LOW, HIGH = "homes_lo90", "homes_hi90"


class TownsForm(StrictForm):
    """`town`, repeated, by slug; `method`, repeated, all where none is given."""

    town = forms.Field(required=False)
    method = forms.Field(required=False)
    repeatable = ("town", "method")

    def clean_town(self) -> list[Row]:
        """Return the towns in the order given, each once, a blank left out; raises ValidationError on others."""
        slugs = dict.fromkeys(s.casefold() for s in self.data.getlist("town") if s.strip())
        if len(slugs) > MOST_TOWNS:
            message = _("%(n)s towns are too many; choose at most %(most)s.")
            raise forms.ValidationError(message % {"n": len(slugs), "most": MOST_TOWNS})
        try:
            return [town_of(slug) for slug in slugs]
        except TranslatedError as error:
            raise forms.ValidationError(str(error)) from None

    def clean_method(self) -> list[str]:
        """Return the methods in the order of the release; raises ValidationError on an unknown one."""
        held = methods(current_release())
        chosen = [m for m in self.data.getlist("method") if m]
        for method in chosen:
            if method not in held:
                message = _("There is no method %(text)s; there are: %(names)s.")
                raise forms.ValidationError(message % {"text": shortened(method), "names": ", ".join(held)})
        return [m for m in held if not chosen or m in chosen]


def methods(release: OpenRelease) -> dict[str, str]:
    """Return the titles of the methods that the release holds by their names, the usual one first."""
    held = town_fair_share.measures(release)
    return {m.id: _(m.title) for m in built_in(release.profile.method).values() if f"{MEASURE}{m.id}" in held}


@dataclass(frozen=True)
class Choice:
    """A town with its share by each method: lines of `town_fair_share.table` by the name of the method."""

    town: Row
    lines: dict[str, dict[str, Any]]

    def homes(self, method: str, output: str = "homes") -> float:
        """Return the homes of a method, 0 where they are not known."""
        line = self.lines.get(method)
        figure = line["figures"][output] if line else None
        return float(figure.row["value"]) if figure and figure.known else 0.0

    def share(self, method: str, output: str = "homes") -> float:
        """Return the homes of a method, or an end of their interval, as a share of the town's households."""
        return self.homes(method, output) / self._households if self._households else 0.0

    @property
    def _households(self) -> float:
        for method, line in self.lines.items():
            share = line["figures"]["share_of_households"]
            if share and share.known and share.row["value"]:
                return self.homes(method) / float(share.row["value"])
        return 0.0


@cached_page
def page(request: HttpRequest) -> HttpResponse:
    """Show the towns of the address under its methods; an address with blanks leads to the one without them."""
    release = current_release()
    form = TownsForm(request.GET)
    error = form.fault()
    query = (TownsForm(QueryDict()) if error else form).values()
    towns, chosen = query["town"], query["method"]
    if not error and any(not v for values in request.GET.lists() for v in values[1]):
        return HttpResponseRedirect(_address(release, towns, chosen))
    titles = methods(release)
    context: dict[str, Any] = {
        "error": error,
        "methods": [(code, title, code in chosen) for code, title in titles.items()],
        "slots": [*(t["slug"] for t in towns), *[""] * (MOST_TOWNS - len(towns))],
        "towns": release.towns,
        "address": (address := _address(release, towns, chosen)),
        "query": address.partition("?")[2],
    }
    if towns:
        context |= _answer(release, towns, chosen)
    status = HTTPStatus.BAD_REQUEST if error else HTTPStatus.OK
    return render(request, "fair_share/towns.html", context, status=status)


def _address(release: OpenRelease, towns: list[Row], chosen: list[str]) -> str:
    """Return the shortest address of a view, to share."""
    query = [("town", t["slug"]) for t in towns]
    if len(chosen) < len(methods(release)):
        query += [("method", m) for m in chosen]
    return reverse("fair-share-towns") + (f"?{urlencode(query)}" if query else "")


def choices(release: OpenRelease, towns: list[Row], notes: Notes) -> list[Choice]:
    """Return towns with their shares by every method of the release."""
    keys = {t["key"] for t in towns}
    places = [p for p in release.all_places if p["key"] in keys and p["level"] == "town"]
    measures = (*town_fair_share.measures(release), town_fair_share.TOWN_FIGURES)
    outputs = {*town_fair_share.OUTPUTS, town_fair_share.YOUNG_SHARE}
    figures = Figures(release.observations(measures, places, [release.latest()], outputs), release.measures)
    tables = [town_fair_share.table(release, figures, t["key"], notes) for t in towns]
    return [
        Choice(town, {line["method"]: line for line in lines})
        for town, lines in zip(towns, tables, strict=True)
    ]


def _answer(release: OpenRelease, towns: list[Row], chosen: list[str]) -> dict[str, Any]:
    notes, titles = Notes(), methods(release)
    found = choices(release, towns, notes)
    rows = [
        {"method": m, "title": titles[m], "cells": [(c.town, c.lines.get(m)) for c in found]} for m in chosen
    ]
    drawn = [
        (titles[m], [charts.Mark(f"a{n}", c.share(m), lane=n - 1) for n, c in enumerate(found, start=1)])
        for m in chosen
    ]
    title = _("Homes per household of the town, by method")
    verdict, *more = sentences(found, chosen)
    return {
        "found": found,
        "verdict": verdict,
        "more": more,
        "rows": rows,
        "notes": notes,
        "chart": charts.dots(drawn, title, _("A dot for each town. The table has the numbers."), "towns"),
        "period": release.period(release.latest()),
    }


def sentences(found: list[Choice], chosen: list[str]) -> list[str]:
    """Return what the methods say of each town, and which town has the largest share for its size."""
    out = [_of_town(choice, chosen) for choice in found]
    return [_largest(found, chosen), *out] if len(found) > 1 else out


def _of_town(choice: Choice, chosen: list[str]) -> str:
    homes = sorted(choice.homes(m) for m in chosen)
    values = {"town": choice.town["name"], "least": f"{homes[0]:,.0f}", "most": f"{homes[-1]:,.0f}"}
    if homes[0] == homes[-1]:
        return _("%(town)s would plan for %(most)s homes over ten years.") % values
    message = ngettext(
        "%(town)s would plan for %(least)s to %(most)s homes over ten years, by %(n)s method.",
        "%(town)s would plan for %(least)s to %(most)s homes over ten years: it depends on which of %(n)s methods.",
        len(chosen),
    )
    return message % (values | {"n": len(chosen)})


def _largest(found: list[Choice], chosen: list[str]) -> str:
    """Return which town has the largest share for its size, and by how many methods more than the survey's error."""
    first = [town for m in chosen if (town := _surely_first(found, m))]
    if not first:
        return _("Which town has the largest share for its size cannot be told, within the survey's error.")
    most = max(dict.fromkeys(first), key=first.count)
    message = _(
        "For its size, %(town)s has the largest share by %(n)s of %(total)s methods, by more than the survey's error."
    )
    return message % {"town": most, "n": first.count(most), "total": len(chosen)}


def _surely_first(found: list[Choice], method: str) -> str:
    """Return the town whose interval lies above that of every other, blank where there is none."""
    for choice in found:
        others = [c.share(method, HIGH) for c in found if c is not choice]
        if choice.share(method, LOW) > max(others):
            return str(choice.town["name"])
    return ""


@errors_as_text
def table_file(request: HttpRequest, kind: str) -> HttpResponse:
    """Return the table of the address as the page shows it, as csv or xlsx; one row for a town and a method."""
    release = current_release()
    query = TownsForm.read(request.GET)
    titles = methods(release)
    columns = [
        Column(_("Town")), Column(_("Code")), Column(_("Method")), Column(_("Homes"), "homes"),
        Column(_("90% interval, lower end"), "homes"), Column(_("90% interval, upper end"), "homes"),
        Column(_("Share of its households"), "share"), Column(_("Note")),
    ]  # fmt: skip
    names = ("homes", LOW, HIGH, "share_of_households")
    rows = [
        [c.town["name"], c.town["geoid"], titles[m], *(cell(line["figures"][n]) for n in names), line["note"]]
        for c in choices(release, query["town"], Notes())
        for m in query["method"]
        if (line := c.lines.get(m))
    ]
    measures = [f"{MEASURE}{m}" for m in query["method"]]
    notes = table_notes(release, measures, _address(release, query["town"], query["method"]))
    return table_response(
        ShownTable("fair-share-my-towns", _("My towns by every method"), columns, rows, notes), kind
    )
