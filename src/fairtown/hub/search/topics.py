"""What the site has besides places, by the words of its title: pages, measures, duties and terms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fairtown.hub import absent, sections
from fairtown.hub.shelf import glossary, law, slots
from fairtown.hub.survey_words import translated
from fairtown.release.reader import OpenRelease, plain

MOST = 8
#: Letters of the shortest word that is looked for among others.
SHORTEST = 3


@dataclass(frozen=True)
class Topic:
    """A page, measure, duty or term: its title and kind in the reader's language, its URL, and other words for it."""

    title: str
    kind: str
    url: str
    other_words: str = ""


def find(release: OpenRelease, text: str) -> list[Topic]:
    """Return the topics that have all words of a text in their titles, the closest title first."""
    wanted = plain(text)
    tokens = [t for t in wanted.split() if len(t) >= SHORTEST] or wanted.split()
    found = [topic for source in SOURCES for topic in source(release) if tokens and _has_all(topic, tokens)]
    known = sorted(found, key=lambda topic: _distance(topic, wanted))[:MOST]
    urls = {topic.url for topic in known}
    written = slots.ask(slots.FOUND, wanted, get_language()) if wanted else []
    return known + [Topic(page.title, page.kind, page.url) for page in written if page.url not in urls]


def is_title(topic: Topic, text: str) -> bool:
    """Whether a text is the title itself."""
    return plain(topic.title) == plain(text)


def _has_all(topic: Topic, tokens: list[str]) -> bool:
    spoken = plain(f"{topic.title} {topic.other_words}").split()
    return all(any(word.startswith(token) for word in spoken) for token in tokens)


def _distance(topic: Topic, wanted: str) -> int:
    title = plain(topic.title)
    return 0 if title == wanted else 1 if title.startswith(wanted) else 2


def _pages(release: OpenRelease) -> Iterator[Topic]:
    for page in sections.pages(absent.subjects(release)):
        yield Topic(str(page.label), _("Page"), page.url, page.route)


def _measures(release: OpenRelease) -> Iterator[Topic]:
    for measure in release.measures.values():
        names = f"{measure['title']} {measure['id'].replace('_', ' ')}"
        yield Topic(
            translated(measure["title"]), _("Measure"), reverse("method", args=[measure["id"]]), names
        )


def _duties(release: OpenRelease) -> Iterator[Topic]:
    if absent.subjects(release)["duties"]:
        start, duties, day = reverse("duties"), law.law(release), law.today()
        # the page shows those in force
        for duty in [standing.duty for standing in (*duties.town("", day), *duties.others(day))]:
            yield Topic(
                translated(duty.title), _("Duty"), f"{start}#d-{duty.id}", f"{duty.title} {duty.statute}"
            )


def _terms(release: OpenRelease) -> Iterator[Topic]:
    for term in glossary.terms(absent.subjects(release)):
        yield Topic(term.title, _("Term"), f"{reverse('glossary')}#{term.id}", term.name)


#: Each gives its topics.
SOURCES = (_pages, _measures, _duties, _terms)
