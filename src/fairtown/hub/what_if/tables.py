"""The table of what a scenario changes, as lines of the page and as a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fairtown.formatting import UNKNOWN, format_points
from fairtown.hub.shelf.figures import Figure, Figures, linked, number
from fairtown.hub.shelf.shown_table import Column, ShownTable, value
from fairtown.hub.shelf.table_notes import table_notes
from fairtown.release.reader import OpenRelease
from fairtown.scenarios.what_if.indices import (
    ACCESS,
    BETWEEN,
    DISSIMILARITY,
    ENTROPY,
    ISOLATION,
    OUTCOMES,
    Outcome,
)
from fairtown.scenarios.what_if.plan import Result, published_as


@dataclass(frozen=True)
class Line:
    """An outcome: its label, before as published, after, the change with its margin, its range over assumptions."""

    outcome: Outcome
    label: str
    before: Figure | None
    after: float
    change: float
    moe: float | None
    #: change of the least and the most assumptions; NaN where the outcome is not defined
    least: float
    most: float
    #: between them lie nine of ten sets of assumptions
    low: float
    high: float
    #: as the survey's estimates give it, without taking its error out
    estimated: tuple[float, float]

    @property
    def change_points(self) -> str:
        """The change in points with its sign, and the margin that the survey leaves."""
        return format_points(self.change, self.moe)

    @property
    def assumed(self) -> str:
        """The least and the most change over all assumptions, in points."""
        return UNKNOWN if np.isnan(self.least) else between(self.least, self.most)

    @property
    def mostly(self) -> str:
        """Between which changes nine of ten sets of assumptions lie; blank where there are none."""
        if np.isnan(self.low):
            return ""
        return _("nine of ten: %(range)s") % {"range": between(self.low, self.high)}


def points(change: float) -> str:
    """Return a difference of shares in points: −4.8."""
    return UNKNOWN if np.isnan(change) else format_points(change, None)


def between(low: float, high: float) -> str:
    """Return two differences of shares in points: −11.7 to −1.7."""
    return _("%(low)s to %(high)s") % {"low": points(low), "high": points(high)}


def labels() -> dict[str, str]:
    """Return what each kind of outcome is called; the group stands in it."""
    return {
        ACCESS: _("%(group)s: in lower-opportunity neighborhoods"),
        DISSIMILARITY: _("%(group)s: dissimilarity"),
        ISOLATION: _("%(group)s: isolation"),
        ENTROPY: _("Theil's H of five groups, between neighborhoods"),
        BETWEEN: _("Theil's H of five groups, between towns"),
    }


#: Groups as the labels of tables and charts name them: all but the fourth are of people who are not Hispanic.
SHORT = {
    "nh_white": gettext_noop("White"),
    "nh_black": gettext_noop("Black"),
    "nh_asian": gettext_noop("Asian"),
    "hispanic": gettext_noop("Hispanic"),
    "nh_other": gettext_noop("all others"),
}


def group_of(group: str) -> str:
    """Return a group, or two, in words."""
    return _(" and ").join(_(SHORT[one]) for one in group.split("|")) if group else ""


def lines(release: OpenRelease, result: Result) -> list[Line]:
    """Return a line for each outcome."""
    state = release.state_places
    where = {outcome: published_as(release, outcome) for outcome in OUTCOMES}
    rows = release.observations(
        {m for m, _o, _g in where.values()}, state, None, {o for _m, o, _g in where.values()}
    )
    figures, key = Figures(rows, release.measures), state[0]["key"]
    out, names = [], labels()
    for i, outcome in enumerate(OUTCOMES):
        measure, output, group = where[outcome]
        assumed = result.assumed
        ends = (assumed.least, assumed.most, assumed.low, assumed.high)
        least, most, low, high = (float(end[i]) for end in ends)
        line = Line(
            outcome=outcome,
            label=names[outcome[0]] % {"group": group_of(outcome[1])},
            before=figures.get(measure, key, result.year, output, group),
            after=float(result.published[i] + result.change[i]),
            change=float(result.change[i]),
            moe=None if np.isnan(result.survey.moe[i]) else float(result.survey.moe[i]),
            least=least,
            most=most,
            low=low,
            high=high,
            estimated=(float(result.before[i]), float(result.after[i])),
        )
        out.append(line)
    return out


def cells(lines: list[Line]) -> list[tuple[Any, ...]]:
    """Return the lines of the survey as cells: what is measured, today, after, change, range."""
    return [
        (
            line.label,
            UNKNOWN if line.before is None else linked(line.before),
            number(line.after, "share"),
            line.change_points,
            range_cell(line.assumed, line.mostly),
        )
        for line in lines
    ]


def range_cell(assumed: str, mostly: str) -> SafeString | str:
    """Return the range over assumptions as a cell, and under it where nine of ten lie."""
    return format_html('{}<br><span class="quiet">{}</span>', assumed, mostly) if mostly else assumed


def counts_and_shares(n_before: float, n_after: float, before: float, after: float) -> tuple[str, ...]:
    """Return people and shares before and after, as cells."""
    return f"{n_before:,.0f}", f"{n_after:,.0f}", number(before, "share"), number(after, "share")


def shown_table(release: OpenRelease, result: Result, query: str) -> ShownTable:
    """Return what changes as a file: the lines of the page with the estimates themselves beside them."""
    columns = [
        Column(_("What is measured")), Column(_("Today"), "share"), Column(_("After"), "share"),
        Column(_("Change, points")),
        Column(_("Range over assumptions, points")), Column(_("Today, as estimated"), "share"),
        Column(_("After, as estimated"), "share"),
    ]  # fmt: skip
    rows: list[Any] = [
        [
            line.label, value(_value(line.before), "share", _moe(line.before)), value(line.after, "share"),
            line.change_points, line.assumed,
            *(value(v, "share") for v in line.estimated),
        ]
        for line in lines(release, result)
    ]  # fmt: skip
    notes = table_notes(
        release,
        {published_as(release, outcome)[0] for outcome in OUTCOMES},
        f"{reverse('what-if')}?{query}",
        [(_("What it is"), _("A scenario, not a forecast."))],
    )
    return ShownTable("what-if-as-shown", _("What integration would bring"), columns, rows, notes)


def _value(figure: Figure | None) -> float | None:
    return figure.row["value"] if figure else None


def _moe(figure: Figure | None) -> float | None:
    return figure.row["moe"] if figure else None
