"""What argues for homes: two sheets for a hearing, and the town's remarkable figures that fit each of them.

Which figures there are follows from one rule for every town (`reports.remarkable`). A sheet takes only those that speak
for its cause, and of these the most remarkable: it never argues against the people who hold it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from fairtown.formatting import COARSE_MARGIN
from fairtown.hub.shelf.figures import Figure, number
from fairtown.hub.shelf.findings import remarkable
from fairtown.release.reader import OpenRelease, Row
from fairtown.reports.remarkable import Finding, one_of_each

#: So many figures are as many as listeners keep.
MOST_FIGURES = 3
#: Spoken dollars are rounded to so many digits before the point.
THOUSANDS = -3


@dataclass(frozen=True)
class Sheet:
    """A cause at a hearing: its name in the address, its texts, and which side of a comparison argues for it."""

    id: str
    title: Promise
    use: Promise
    argues: Mapping[str, str]


#: A town with few homes for people of modest means argues for opening it; one that already has many does not.
FEW_LIVE_IN_IT = {
    "assisted": "below",
    "opportunity": "below",
    "people_of_color": "below",
    "renters": "below",
    "income": "above",
}
SHEETS = {
    sheet.id: sheet
    for sheet in (
        Sheet(
            "homes",
            gettext_lazy("For a proposal to build homes"),
            gettext_lazy("A plan or a rule that would let more homes, or more kinds of homes, be built."),
            FEW_LIVE_IN_IT | {"rent_burden": "above", "fair_share": "above"},
        ),
        Sheet(
            "rule",
            gettext_lazy("Against a rule that keeps homes out"),
            gettext_lazy("A large minimum lot, a ban on apartments, a cap, a moratorium on building."),
            FEW_LIVE_IN_IT | {"poverty": "below"},
        ),
    )
}
#: What a speaker holds the town against; a region is no place that listeners know.
KINDS = ("state", "neighbor", "line", "fair_share")
LABELS = {
    "assisted": gettext_noop("Homes on the state's list of affordable homes"),
    "opportunity": gettext_noop("Residents in lower-opportunity neighborhoods"),
    "people_of_color": gettext_noop("People of color"),
    "renters": gettext_noop("Households that rent"),
    "rent_burden": gettext_noop("Renters who pay 30% or more of their income for housing"),
    "poverty": gettext_noop("People in poverty"),
    "income": gettext_noop("Median household income"),
    "fair_share": gettext_noop("Fair share of new affordable homes"),
}
SENTENCES = {
    ("assisted", "line"): gettext_noop(
        "In %(town)s, %(figure)s of homes count as affordable on the state's list. Below %(other_figure)s, the "
        "affordable housing appeals law applies."
    ),
    ("assisted", "neighbor"): gettext_noop(
        "In %(town)s, %(figure)s of homes count as affordable on the state's list. Next door in %(other)s, it is "
        "%(other_figure)s."
    ),
    ("assisted", "state"): gettext_noop(
        "In %(town)s, %(figure)s of homes count as affordable on the state's list. In all of %(other)s, it is "
        "%(other_figure)s."
    ),
    ("opportunity", "neighbor"): gettext_noop(
        "In %(town)s, %(figure)s of residents live in lower-opportunity neighborhoods. Next door in %(other)s, it is "
        "%(other_figure)s."
    ),
    ("opportunity", "state"): gettext_noop(
        "In %(town)s, %(figure)s of residents live in lower-opportunity neighborhoods. In all of %(other)s, it is "
        "%(other_figure)s."
    ),
    ("people_of_color", "neighbor"): gettext_noop(
        "In %(town)s, %(figure)s of residents are people of color. Next door in %(other)s, it is %(other_figure)s."
    ),
    ("people_of_color", "state"): gettext_noop(
        "In %(town)s, %(figure)s of residents are people of color. In all of %(other)s, it is %(other_figure)s."
    ),
    ("renters", "neighbor"): gettext_noop(
        "In %(town)s, %(figure)s of households rent. Next door in %(other)s, it is %(other_figure)s."
    ),
    ("renters", "state"): gettext_noop(
        "In %(town)s, %(figure)s of households rent. In all of %(other)s, it is %(other_figure)s."
    ),
    ("rent_burden", "neighbor"): gettext_noop(
        "In %(town)s, %(figure)s of renters spend 30 percent or more of their income on housing. Next door in "
        "%(other)s, it is %(other_figure)s."
    ),
    ("rent_burden", "state"): gettext_noop(
        "In %(town)s, %(figure)s of renters spend 30 percent or more of their income on housing. In all of %(other)s, "
        "it is %(other_figure)s."
    ),
    ("poverty", "neighbor"): gettext_noop(
        "In %(town)s, %(figure)s of residents live in poverty. Next door in %(other)s, it is %(other_figure)s."
    ),
    ("poverty", "state"): gettext_noop(
        "In %(town)s, %(figure)s of residents live in poverty. In all of %(other)s, it is %(other_figure)s."
    ),
    ("income", "neighbor"): gettext_noop(
        "In %(town)s, the median household income is %(figure)s. Next door in %(other)s, it is %(other_figure)s."
    ),
    ("income", "state"): gettext_noop(
        "In %(town)s, the median household income is %(figure)s. In all of %(other)s, it is %(other_figure)s."
    ),
    ("fair_share", "fair_share"): gettext_noop(
        "By one published method, %(town)s's fair share of the affordable homes that its region needs is %(figure)s "
        "over ten years."
    ),
}


@dataclass(frozen=True)
class Argument:
    """A figure of the town that argues for a cause: to be spoken, and the figures with their margins and sources."""

    finding: Finding
    label: str
    spoken: str
    figure: Figure
    comparison: Figure | None


def arguments(release: OpenRelease, town: Row, sheet: Sheet) -> list[Argument]:
    """Return what a speaker says of a town for a cause, the most remarkable first; empty if nothing argues for it."""
    return [_argument(town, f) for f in chosen(remarkable(release).findings(town["key"]), sheet)]


def chosen(findings: Iterable[Finding], sheet: Sheet) -> list[Finding]:
    """Return the most remarkable findings that argue for a cause: one of each subject, and one neighbor in all."""
    return one_of_each([f for f in findings if _argues(f, sheet)], most=MOST_FIGURES)


def _argues(finding: Finding, sheet: Sheet) -> bool:
    return finding.kind in KINDS and sheet.argues.get(finding.subject.id) == finding.direction


def _argument(town: Row, finding: Finding) -> Argument:
    unit = "homes" if finding.kind == "fair_share" else finding.subject.unit
    figure = Figure(finding.figure, unit)
    comparison = Figure(finding.comparison, unit) if finding.comparison else None
    against = _spoken(comparison, finding) if comparison else number(finding.against, unit, COARSE_MARGIN)
    names = {
        "town": town["name"],
        "figure": _spoken(figure, finding),
        "other": finding.comparison["name"] if finding.comparison else "",
        "other_figure": against,
    }
    sentence = _(SENTENCES[finding.subject.id, finding.kind]) % names
    return Argument(finding, _(LABELS[finding.subject.id]), sentence, figure, comparison)


def _spoken(figure: Figure, finding: Finding) -> str:
    """Return a figure as people say it: a count as it is, a survey's figure as about so many percent or dollars."""
    if finding.subject.is_counted or figure.row["value"] in (0, 1):
        return figure.text
    if figure.unit == "share":
        rounded = number(figure.row["value"], "share", COARSE_MARGIN)
        return figure.text if rounded == "0%" else _("about %(figure)s") % {"figure": rounded}
    return _("about %(figure)s") % {"figure": number(round(figure.row["value"], THOUSANDS), figure.unit)}


@dataclass(frozen=True)
class Source:
    """A figure of an argument with the whole address that explains it."""

    label: str
    place: str
    period: str
    figure: Figure
    url: str


def sources(request: HttpRequest, release: OpenRelease, found: Iterable[Argument]) -> list[Source]:
    """Return every figure of some arguments with its source, the town's before the one it is compared with."""
    return [
        Source(
            argument.label,
            figure.row["name"],
            release.lineages[figure.row["lineage"]]["period"],
            figure,
            request.build_absolute_uri(figure.href),
        )
        for argument in found
        for figure in (argument.figure, argument.comparison)
        if figure is not None
    ]


def letter_lines(request: HttpRequest, release: OpenRelease, found: Iterable[Argument]) -> list[str]:
    """Return arguments as lines of a letter: figures with their margins, and the addresses that explain them."""
    return [_letter_line(argument, sources(request, release, [argument])) for argument in found]


def _letter_line(argument: Argument, own: list[Source]) -> str:
    addresses = "\n".join(f"  {source.url}" for source in own)
    if argument.comparison is None:
        return f"- {argument.spoken}\n{addresses}"
    town, state = own
    line = _("%(what)s, %(when)s: %(here)s in %(town)s, %(there)s in %(state)s.") % {
        "what": argument.label,
        "when": town.period,
        "here": argument.figure.estimate,
        "town": town.place,
        "there": argument.comparison.estimate,
        "state": state.place,
    }
    return f"- {line}\n{addresses}"
