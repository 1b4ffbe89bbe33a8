"""What a place's first page shows: the figures in which it differs most from the state, and a card for each topic.

Findings are chosen by rule, never by taste: a difference from the state larger than its own margin of error, the
largest first. The state itself, which has nothing to differ from, shows them in their order here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fairtown.hub.places.place import Place
from fairtown.hub.places.topics import topics_of
from fairtown.hub.shelf import day_words, law, town_fair_share
from fairtown.hub.shelf.figures import Figure, Figures, filled_in
from fairtown.hub.shelf.headlines import BY_CODE, Headline
from fairtown.hub.shelf.school_districts import school_districts, school_year
from fairtown.hub.survey_words import translated
from fairtown.release.intervals import difference
from fairtown.release.reader import OpenRelease

MOST_FINDINGS = 4


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


@dataclass(frozen=True)
class Card:
    """A topic in short: its label, one sentence, and the page it opens."""

    label: str
    url: str
    sentence: str | SafeString


def overview(release: OpenRelease, place: Place, has: dict[str, bool]) -> dict[str, Any]:
    """Return findings and cards of a place."""
    figures = _figures(release, place)
    found = [f for c in CANDIDATES if (f := _finding(release, figures, place, c))]
    if place.level != "state":
        found = sorted((f for f in found if f.gap > 0), key=lambda f: -f.gap)
    return {"findings": found[:MOST_FINDINGS], "cards": _cards(release, figures, place, has)}


def _years(release: OpenRelease, measure: str) -> int:
    return release.years_of(measure)[-1] if measure in release.measures else 0


def _figures(release: OpenRelease, place: Place) -> Figures:
    """Return every figure of findings and cards, of the newest years."""
    shares = town_fair_share.measures(release) if place.is_town else []
    wanted = {c.headline.measure for c in CANDIDATES if c.headline.measure in release.measures} | {*shares}
    years = {_years(release, measure) for measure in wanted}
    outputs = {c.headline.output for c in CANDIDATES} | {"people", "homes"}
    return Figures(release.observations(sorted(wanted), place.rows, years, outputs), release.measures)


def _get(release: OpenRelease, figures: Figures, key: str, candidate: Candidate) -> Figure | None:
    headline = candidate.headline
    year = _years(release, headline.measure)
    figure = figures.get(headline.measure, key, year, headline.output, headline.group)
    return figure if figure and figure.known and not figure.tells_nothing else None


def _finding(release: OpenRelease, figures: Figures, place: Place, candidate: Candidate) -> Finding | None:
    """Return a figure with the state's beside it, and how far apart they are; None where either is not known."""
    own = _get(release, figures, place.key, candidate)
    other = _get(release, figures, place.row["state"], candidate)
    if own is None or other is None:
        return None
    gap, moe = difference(
        other.row["value"], other.row["moe"] or 0.0, own.row["value"], own.row["moe"] or 0.0
    )
    names = {"state": release.state_name, "period": candidate.headline.period(release, own.row["year"])}
    sentence = candidate.alone if place.level == "state" else candidate.compared
    return Finding(_(sentence), own, other, names, abs(gap) if abs(gap) > moe else 0.0)


def linked(figure: Figure) -> SafeString:
    """Return a figure in large type with its margin, linked to its explanation."""
    margin = format_html(' <span class="moe">{}</span>', figure.margin) if figure.margin else ""
    return format_html('<strong><a class="fig" href="{}">{}{}</a></strong>', figure.href, figure.text, margin)


def _cards(release: OpenRelease, figures: Figures, place: Place, has: dict[str, bool]) -> list[Card]:
    """Return a card for each topic of a place, and for a town the page on its zoning."""
    sentences = {c.topic: c for c in reversed(CANDIDATES)}
    out = []
    for topic in topics_of(place, has):
        candidate = sentences.get(topic.code)
        own = _get(release, figures, place.key, candidate) if candidate else None
        if candidate and own:
            values = {"figure": own.estimate, "period": candidate.headline.period(release, own.row["year"])}
            text = _(candidate.alone) % values
        else:
            text = _OTHERS[topic.code](release, figures, place) if topic.code in _OTHERS else ""
        out.append(
            Card(str(topic.label), place.topic_url(topic.code), text or _("What is known, and what is not."))
        )
    if place.is_town and has["zoning"]:
        text = _("What the rules allow, what follows from them, and how to change them.")
        out.append(Card(_("Zoning"), reverse("zoning-town", args=[place.row["slug"]]), text))
    return out


def _fair_share(release: OpenRelease, figures: Figures, place: Place) -> str:
    """Return the range of homes over the methods."""
    measures = town_fair_share.measures(release)
    found = [figures.get(m, place.key, release.latest(), "homes") for m in measures]
    homes = sorted((f for f in found if f and f.known), key=lambda f: float(f.row["value"]))
    if not homes:
        return ""
    values = {"least": homes[0].text, "most": homes[-1].text, "n": len(homes)}
    return _("From %(least)s to %(most)s homes over ten years, by %(n)s methods.") % values


def _duties(release: OpenRelease, place: Place) -> str:
    """Return the next deadline of a town."""
    lines = law.town_lines(release, place.row, law.today())
    line = next((line for line in lines if line["standing"].next_due), None)
    if line is None:
        return ""
    values = {"day": day_words.when(line["standing"].next_due), "duty": translated(line["duty"].title)}
    return _("Next, %(day)s: %(duty)s.") % values


def _schools(release: OpenRelease, place: Place) -> str:
    """Return how many students of color a town's first district has."""
    pairs = school_districts(release).by_town.get(place.key, [])
    figure = next((p.district.figures.get("of_color") for p in pairs), None)
    if not figure or not figure.known:
        return ""
    values = {
        "figure": figure.text,
        "year": school_year(figure.row["year"]),
        "district": pairs[0].district.name,
    }
    return _("%(figure)s of the students of %(district)s are students of color. %(year)s.") % values


_OTHERS = {
    "schools": lambda release, _figures, place: _schools(release, place),
    "fair-share": _fair_share,
    "duties": lambda release, _figures, place: _duties(release, place),
}
