"""The letter of a campaign: its template with the figures of a town, each with its source, for the sender to edit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from fairtown.hub.campaigns.models import Campaign
from fairtown.hub.release_access import current_release
from fairtown.hub.shelf.live_figures import of_town
from fairtown.hub.site_url import absolute_url
from fairtown.release.reader import Row

#: What a template may have filled in; a figure of any measure is chosen beside it, not named in it.
MARKS = ("[[town]]", "[[state]]", "[[figures]]", "[[sources]]")
#: The sources of a letter with the line above that names them: nobody reads addresses aloud on the phone.
LIST_OF_SOURCES = re.compile(r"(?:^[^\n]*:[ \t]*\n)?\[\[sources\]\]", re.MULTILINE)
MARK = re.compile(r"\[\[[^\[\]]*\]\]")
#: Words in single brackets ask the sender for own ones; a number in brackets is a source.
PROMPT = re.compile(r"(?<!\[)\[(?!\d+\])[^\[\]]+\](?!\])")


@dataclass(frozen=True)
class CitedFigure:
    """A figure of a town that has a value: its number in the letter, its sentence, and its permanent URL."""

    n: int
    sentence: str
    url: str

    @property
    def source(self) -> str:
        """The line that cites it."""
        message = _("[%(n)s] fairtown, release %(date)s: %(url)s")
        return message % {"n": self.n, "date": current_release().date, "url": self.url}


def cited_figures(campaign: Campaign, town: Row) -> list[CitedFigure]:
    """Return the figures of a campaign for a town, in its order; what is not known is left out."""
    found = [of_town(row.what, str(town["slug"])) for row in campaign.figures.all()]
    known = [live for live in found if live.figure is not None and live.is_known]
    return [
        CitedFigure(n, live.sentence, absolute_url(live.figure.href))
        for n, live in enumerate(known, start=1)
        if live.figure is not None
    ]


def filled_template(campaign: Campaign, town: Row) -> str:
    """Return the letter of a campaign in the reader's language, its marks filled in for a town."""
    figures = cited_figures(campaign, town)
    values = {
        "[[figures]]": "\n".join(f"- {figure.sentence} [{figure.n}]" for figure in figures),
        "[[sources]]": "\n".join(figure.source for figure in figures),
    }
    return _filled(campaign.text("template"), town, values)


def call_script(campaign: Campaign, town: Row, figures: Sequence[CitedFigure]) -> str:
    """Return the same to be said on the phone: its figures as sentences, without the list of their sources."""
    template = LIST_OF_SOURCES.sub("", campaign.text("template"))
    return _filled(template, town, {"[[figures]]": "\n".join(figure.sentence for figure in figures)})


def _filled(template: str, town: Row, values: dict[str, str]) -> str:
    """Return a template with its marks filled in; a mark without a value is left out."""
    values |= {"[[town]]": str(town["name"]), "[[state]]": str(current_release().state_name)}
    return MARK.sub(lambda mark: values.get(mark[0], ""), template).strip()


def unknown_marks(template: str) -> list[str]:
    """Return the marks of a template that nothing is filled in for."""
    return [mark for mark in dict.fromkeys(MARK.findall(template)) if mark not in MARKS]


def prompts_left(campaign: Campaign, body: str) -> list[str]:
    """Return the prompts of the template that the sender neither replaced nor deleted."""
    return [prompt for prompt in PROMPT.findall(campaign.text("template")) if prompt in body]
