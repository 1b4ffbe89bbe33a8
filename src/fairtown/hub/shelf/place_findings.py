"""The figures in which a place differs most from the state, each in one sentence.

Findings are chosen by rule, never by taste: a difference from the state larger than its own margin of error, the
largest first. The state itself, which has nothing to differ from, shows them in their order here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fairtown.hub.shelf.figures import Figure, Figures, filled_in
from fairtown.hub.shelf.headlines import BY_CODE, Headline
from fairtown.release.intervals import difference
from fairtown.release.reader import OpenRelease, Row

MOST_FINDINGS = 4
STATE = "state"


@dataclass(frozen=True)
class Candidate:
    """A figure that may be remarkable: its topic, its sentence with the state's figure beside it, and without."""

    topic: str
    headline: Headline
    compared: str
    alone: str


CANDIDATES = (
    Candidate(
        "opportunity",
        BY_CODE["lower-opportunity"],
        gettext_noop(
            "%(figure)s of residents live in lower-opportunity neighborhoods. In %(state)s, %(other)s do. Index of "
            "%(period)s."
        ),
        gettext_noop("%(figure)s of residents live in lower-opportunity neighborhoods. Index of %(period)s."),
    ),
    Candidate(
        "people",
        BY_CODE["people-of-color"],
        gettext_noop("%(figure)s of residents are people of color. In %(state)s, %(other)s are. %(period)s."),
        gettext_noop("%(figure)s of residents are people of color. %(period)s."),
    ),
    Candidate(
        "homes",
        BY_CODE["rent-burden"],
        gettext_noop(
            "%(figure)s of renters pay 30%% or more of their income for housing. In %(state)s, %(other)s do. "
            "%(period)s."
        ),
        gettext_noop("%(figure)s of renters pay 30%% or more of their income for housing. %(period)s."),
    ),
    Candidate(
        "assisted",
        BY_CODE["assisted"],
        gettext_noop("%(figure)s of homes are assisted. In %(state)s, %(other)s are. %(period)s."),
        gettext_noop("%(figure)s of homes are assisted. %(period)s."),
    ),
    Candidate(
        "homes",
        BY_CODE["poverty"],
        gettext_noop("%(figure)s of residents live in poverty. In %(state)s, %(other)s do. %(period)s."),
        gettext_noop("%(figure)s of residents live in poverty. %(period)s."),
    ),
    Candidate(
        "homes",
        BY_CODE["owners"],
        gettext_noop("%(figure)s of households own their home. In %(state)s, %(other)s do. %(period)s."),
        gettext_noop("%(figure)s of households own their home. %(period)s."),
    ),
    Candidate(
        "segregation",
        BY_CODE["dissimilarity-black-white"],
        gettext_noop(
            "%(figure)s of Black or White residents would have to move for both groups to be spread evenly. In "
            "%(state)s, %(other)s would. %(period)s."
        ),
        gettext_noop(
            "%(figure)s of Black or White residents would have to move for both groups to be spread evenly. "
            "%(period)s."
        ),
    ),
)


@dataclass(frozen=True)
class Finding:
    """A remarkable figure in one sentence, which starts with it; `gap` from the state's, 0 within their margins.

    `message`: the sentence in the reader's language, with placeholders for the `figure` of the place, the state's
    (`other`) and `names`, the texts.
    """

    message: str
    figure: Figure
    other: Figure
    names: dict[str, str]
    gap: float

    @property
    def sentence(self) -> SafeString:
        """The sentence as HTML, its figure linked to its explanation."""
        return filled_in(self.message, figure=linked(self.figure), other=self.other.text, **self.names)


def findings_of(release: OpenRelease, figures: Figures, row: Row) -> list[Finding]:
    """Return what is remarkable about a place, from figures of it and of the state."""
    found = [f for c in CANDIDATES if (f := _finding(release, figures, row, c))]
    if row["level"] != STATE:
        found = sorted((f for f in found if f.gap > 0), key=lambda f: -f.gap)
    return found[:MOST_FINDINGS]


def figures_of(
    release: OpenRelease, rows: Sequence[Row], measures: Sequence[str] = (), outputs: Sequence[str] = ()
) -> Figures:
    """Return every figure of findings of the newest years, and those of other measures and outputs with them.

    `rows`: the place and the state, each under all its codes.
    """
    wanted = {c.headline.measure for c in CANDIDATES if c.headline.measure in release.measures} | {*measures}
    years = {newest_year(release, measure) for measure in wanted}
    every = {c.headline.output for c in CANDIDATES} | {*outputs}
    return Figures(release.observations(sorted(wanted), rows, years, every), release.measures)


def newest_year(release: OpenRelease, measure: str) -> int:
    """Return the newest year of a measure, 0 where the release has none of it."""
    return release.years_of(measure)[-1] if measure in release.measures else 0


def figure_of(release: OpenRelease, figures: Figures, key: str, candidate: Candidate) -> Figure | None:
    """Return the figure of a candidate for a place; None where it is not known, or its margin leaves nothing of it."""
    headline = candidate.headline
    year = newest_year(release, headline.measure)
    figure = figures.get(headline.measure, key, year, headline.output, headline.group)
    return figure if figure and figure.known and not figure.tells_nothing else None


def _finding(release: OpenRelease, figures: Figures, row: Row, candidate: Candidate) -> Finding | None:
    """Return a figure with the state's beside it, and how far apart they are; None where either is not known."""
    own = figure_of(release, figures, row["key"], candidate)
    other = figure_of(release, figures, row["state"], candidate)
    if own is None or other is None:
        return None
    gap, moe = difference(
        other.row["value"], other.row["moe"] or 0.0, own.row["value"], own.row["moe"] or 0.0
    )
    names = {"state": release.state_name, "period": candidate.headline.period(release, own.row["year"])}
    sentence = candidate.alone if row["level"] == STATE else candidate.compared
    return Finding(_(sentence), own, other, names, abs(gap) if abs(gap) > moe else 0.0)


def linked(figure: Figure) -> SafeString:
    """Return a figure in large type with its margin, linked to its explanation."""
    margin = format_html(' <span class="moe">{}</span>', figure.margin) if figure.margin else ""
    return format_html('<strong><a class="fig" href="{}">{}{}</a></strong>', figure.href, figure.text, margin)
