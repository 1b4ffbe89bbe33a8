"""What is remarkable about a place, in sentences: by the one rule for every place (`reports.remarkable`).

The state itself, which is held against nothing, shows its figures in their order here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fairtown.formatting import COARSE_MARGIN
from fairtown.hub.shelf.figures import Figure, filled_in, number
from fairtown.hub.shelf.findings import remarkable
from fairtown.hub.shelf.labels import area_name
from fairtown.release.reader import OpenRelease, Row
from fairtown.reports import remarkable as rule
from fairtown.scenarios.fair_share.shares import built_in

MOST_FINDINGS = 4
STATE = "state"


@dataclass(frozen=True)
class Wording:
    """The sentences of a figure: beside that of the state or a region, beside that of a neighbor, and by itself."""

    compared: str
    next_door: str
    alone: str


WORDINGS = {
    "opportunity": Wording(
        gettext_noop(
            "%(figure)s of residents live in lower-opportunity neighborhoods. In %(place)s, %(other)s do. Index of "
            "%(period)s."
        ),
        gettext_noop(
            "%(figure)s of residents live in lower-opportunity neighborhoods. Next door in %(place)s, %(other)s do. "
            "Index of %(period)s."
        ),
        gettext_noop("%(figure)s of residents live in lower-opportunity neighborhoods. Index of %(period)s."),
    ),
    "people_of_color": Wording(
        gettext_noop("%(figure)s of residents are people of color. In %(place)s, %(other)s are. %(period)s."),
        gettext_noop(
            "%(figure)s of residents are people of color. Next door in %(place)s, %(other)s are. %(period)s."
        ),
        gettext_noop("%(figure)s of residents are people of color. %(period)s."),
    ),
    "rent_burden": Wording(
        gettext_noop(
            "%(figure)s of renters pay 30%% or more of their income for housing. In %(place)s, %(other)s do. "
            "%(period)s."
        ),
        gettext_noop(
            "%(figure)s of renters pay 30%% or more of their income for housing. Next door in %(place)s, %(other)s "
            "do. %(period)s."
        ),
        gettext_noop("%(figure)s of renters pay 30%% or more of their income for housing. %(period)s."),
    ),
    "assisted": Wording(
        gettext_noop("%(figure)s of homes are assisted. In %(place)s, %(other)s are. %(period)s."),
        gettext_noop("%(figure)s of homes are assisted. Next door in %(place)s, %(other)s are. %(period)s."),
        gettext_noop("%(figure)s of homes are assisted. %(period)s."),
    ),
    "poverty": Wording(
        gettext_noop("%(figure)s of residents live in poverty. In %(place)s, %(other)s do. %(period)s."),
        gettext_noop(
            "%(figure)s of residents live in poverty. Next door in %(place)s, %(other)s do. %(period)s."
        ),
        gettext_noop("%(figure)s of residents live in poverty. %(period)s."),
    ),
    "renters": Wording(
        gettext_noop("%(figure)s of households rent. In %(place)s, %(other)s do. %(period)s."),
        gettext_noop("%(figure)s of households rent. Next door in %(place)s, %(other)s do. %(period)s."),
        gettext_noop("%(figure)s of households rent. %(period)s."),
    ),
    "income": Wording(
        gettext_noop("%(figure)s is the median household income. In %(place)s it is %(other)s. %(period)s."),
        gettext_noop(
            "%(figure)s is the median household income. Next door in %(place)s it is %(other)s. %(period)s."
        ),
        gettext_noop("%(figure)s is the median household income. %(period)s."),
    ),
    "segregation": Wording(
        gettext_noop(
            "%(figure)s of Black or White residents would have to move for both groups to be spread evenly. In "
            "%(place)s, %(other)s would. %(period)s."
        ),
        gettext_noop(
            "%(figure)s of Black or White residents would have to move for both groups to be spread evenly. Next "
            "door in %(place)s, %(other)s would. %(period)s."
        ),
        gettext_noop(
            "%(figure)s of Black or White residents would have to move for both groups to be spread evenly. "
            "%(period)s."
        ),
    ),
}
LINE = gettext_noop(
    "%(figure)s of homes are assisted. Towns at %(line)s or more are exempt from the affordable housing appeals law. "
    "%(period)s."
)
FAIR_SHARE = gettext_noop(
    "%(figure)s homes over ten years is its fair share by “%(method)s”: %(share)s of its households. In the middle "
    "town it is %(middle)s."
)


@dataclass(frozen=True)
class Finding:
    """A remarkable figure in one sentence, which starts with it.

    `message`: the sentence in the reader's language, with placeholders for the `figure` of the place, the one it is
    held against (`other`, None for a line or a fair share) and `names`, the texts. `subject`, `remarkable`: as of the
    rule.
    """

    subject: str
    message: str
    figure: Figure
    other: Figure | None
    names: Mapping[str, str]
    remarkable: float

    @property
    def figures(self) -> dict[str, Figure]:
        """The figures by their placeholders."""
        return {"figure": self.figure} | ({"other": self.other} if self.other else {})

    @property
    def sentence(self) -> SafeString:
        """The sentence as HTML, its figure linked to its explanation."""
        start, rest = self.message.split("%(figure)s", 1)
        texts = {"other": self.other.text} if self.other else {}
        # the number stands in a column of its own, beside what it says
        return format_html(
            "{}{}<span>{}</span>", start, linked(self.figure), filled_in(rest, **texts, **self.names)
        )


def findings_of(release: OpenRelease, row: Row) -> list[Finding]:
    """Return what is most remarkable about a place, the most remarkable first."""
    own = remarkable(release)
    if row["level"] == STATE:
        figures = [(s, f) for s in own.subjects if (f := own.figure(s, row["key"]))]
        return [_alone(release, subject, found) for subject, found in figures[:MOST_FINDINGS]]
    return [_in_words(release, f) for f in rule.one_of_each(own.findings(row["key"]), most=MOST_FINDINGS)]


def _alone(release: OpenRelease, subject: rule.Subject, row: dict[str, object]) -> Finding:
    figure = Figure(row, subject.unit)
    return Finding(
        subject.id, _(WORDINGS[subject.id].alone), figure, None, {"period": _period(release, figure)}, 0.0
    )


def _in_words(release: OpenRelease, finding: rule.Finding) -> Finding:
    if finding.kind == "fair_share":
        return _fair_share(release, finding)
    unit = finding.subject.unit
    figure = Figure(finding.figure, unit)
    names = {"period": _period(release, figure)}
    if finding.comparison is None:
        names["line"] = number(finding.against, unit, COARSE_MARGIN)
        return Finding(finding.subject.id, _(LINE), figure, None, names, finding.remarkable)
    wording = WORDINGS[finding.subject.id]
    names["place"] = area_name(finding.comparison["name"])
    message = wording.next_door if finding.kind == "neighbor" else wording.compared
    return Finding(
        finding.subject.id, _(message), figure, Figure(finding.comparison, unit), names, finding.remarkable
    )


def _fair_share(release: OpenRelease, finding: rule.Finding) -> Finding:
    """Return the homes of a fair share, with the share of households that they are, beside the middle town's."""
    names = {
        "method": _(built_in()[release.profile.method].title),
        "share": number(finding.against + finding.difference, "share"),
        "middle": number(finding.against, "share"),
    }
    return Finding(
        finding.subject.id, _(FAIR_SHARE), Figure(finding.figure, "homes"), None, names, finding.remarkable
    )


def _period(release: OpenRelease, figure: Figure) -> str:
    return str(release.lineages[figure.row["lineage"]]["period"])


def linked(figure: Figure) -> SafeString:
    """Return a figure in large type with its margin, linked to its explanation."""
    margin = format_html(' <span class="moe">{}</span>', figure.margin) if figure.margin else ""
    return format_html('<strong><a class="fig" href="{}">{}{}</a></strong>', figure.href, figure.text, margin)
