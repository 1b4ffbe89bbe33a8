"""What a place's first page shows: what is remarkable about it, and a card for each topic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fairtown.hub.places.place import Place
from fairtown.hub.places.topics import topics_of
from fairtown.hub.shelf import day_words, law, town_fair_share
from fairtown.hub.shelf.figures import Figure, Figures
from fairtown.hub.shelf.headlines import BY_CODE, Headline
from fairtown.hub.shelf.place_findings import WORDINGS, findings_of
from fairtown.hub.shelf.school_districts import school_districts, school_year
from fairtown.hub.survey_words import translated
from fairtown.release.reader import OpenRelease

#: The figure on the card of a topic, and the subject whose sentence tells it.
ON_CARDS = {
    "opportunity": (BY_CODE["lower-opportunity"], "opportunity"),
    "people": (BY_CODE["people-of-color"], "people_of_color"),
    "homes": (BY_CODE["rent-burden"], "rent_burden"),
    "assisted": (BY_CODE["assisted"], "assisted"),
    "segregation": (BY_CODE["dissimilarity-black-white"], "segregation"),
}
#: What the page of a topic adds to a figure that stands above its card.
ADDED = {
    "opportunity": gettext_noop("By group and by neighborhood, and how sure that is."),
    "people_of_color": gettext_noop("Residents by race and ethnicity."),
    "rent_burden": gettext_noop("Rents, incomes, poverty, owners and renters."),
    "assisted": gettext_noop("Over the years, by kind, and among all towns."),
    "segregation": gettext_noop("Between groups, with the survey's error taken out."),
}


@dataclass(frozen=True)
class Card:
    """A topic in short: its label, one sentence, and the page it opens."""

    label: str
    url: str
    sentence: str | SafeString


def overview(release: OpenRelease, place: Place, has: dict[str, bool]) -> dict[str, Any]:
    """Return findings and cards of a place."""
    figures, found = _figures(release, place), findings_of(release, place.row)
    return {"findings": found, "cards": _cards(release, figures, place, has, {f.subject for f in found})}


def _years(release: OpenRelease, measure: str) -> int:
    return release.years_of(measure)[-1] if measure in release.measures else 0


def _figures(release: OpenRelease, place: Place) -> Figures:
    """Return every figure of findings and cards, of the newest years."""
    shares = town_fair_share.measures(release) if place.is_town else []
    headlines = [headline for headline, _subject in ON_CARDS.values()]
    wanted = {h.measure for h in headlines if h.measure in release.measures} | {*shares}
    years = {_years(release, measure) for measure in wanted}
    outputs = {h.output for h in headlines} | {"people", "homes"}
    return Figures(release.observations(sorted(wanted), place.rows, years, outputs), release.measures)


def _get(release: OpenRelease, figures: Figures, key: str, headline: Headline) -> Figure | None:
    year = _years(release, headline.measure)
    figure = figures.get(headline.measure, key, year, headline.output, headline.group)
    return figure if figure and figure.known and not figure.tells_nothing else None


def _cards(
    release: OpenRelease, figures: Figures, place: Place, has: dict[str, bool], above: set[str]
) -> list[Card]:
    """Return a card for each topic of a place, and for a town the page on its zoning.

    `above`: subjects of the findings; a card of one of them says what its page adds, not the figure again.
    """
    out = []
    for topic in topics_of(place, has):
        headline, subject = ON_CARDS.get(topic.code, (None, ""))
        own = _get(release, figures, place.key, headline) if headline else None
        if subject in above:
            text = _(ADDED[subject])
        elif headline and own:
            values = {"figure": own.estimate, "period": headline.period(release, own.row["year"])}
            text = _(WORDINGS[subject].alone) % values
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
