"""What a place's first page shows: the figures in which it differs most from the state, and a card for each topic."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from fairtown.hub.places.place import Place
from fairtown.hub.places.topics import topics_of
from fairtown.hub.shelf import day_words, law, town_fair_share
from fairtown.hub.shelf.figures import Figures
from fairtown.hub.shelf.place_findings import CANDIDATES, figure_of, figures_of, findings_of
from fairtown.hub.survey_words import translated
from fairtown.release.reader import OpenRelease


@dataclass(frozen=True)
class Card:
    """A topic in short: its label, one sentence, and the page it opens."""

    label: str
    url: str
    sentence: str | SafeString


def overview(release: OpenRelease, place: Place, has: dict[str, bool]) -> dict[str, Any]:
    """Return findings and cards of a place."""
    shares = town_fair_share.measures(release) if place.is_town else []
    figures = figures_of(release, place.rows, shares, ("people", "homes"))
    return {
        "findings": findings_of(release, figures, place.row),
        "cards": _cards(release, figures, place, has),
    }


def _cards(release: OpenRelease, figures: Figures, place: Place, has: dict[str, bool]) -> list[Card]:
    """Return a card for each topic of a place, and for a town the page on its zoning."""
    sentences = {c.topic: c for c in reversed(CANDIDATES)}
    out = []
    for topic in topics_of(place, has):
        candidate = sentences.get(topic.code)
        own = figure_of(release, figures, place.key, candidate) if candidate else None
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


_OTHERS = {
    "fair-share": _fair_share,
    "duties": lambda release, _figures, place: _duties(release, place),
}
