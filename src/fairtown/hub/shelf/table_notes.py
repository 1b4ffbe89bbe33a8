"""What goes along with a table: its page, who published what it is made of and on which terms, what words mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from fairtown.hub.site_url import absolute_url
from fairtown.hub.survey_words import translated
from fairtown.release.reader import OpenRelease, Row

Note = tuple[str, str]


def table_notes(
    release: OpenRelease, measures: Iterable[str], page: str, more: Iterable[Note] = ()
) -> list[Note]:
    """Return label and text of each note. `measures`: ids of those shown; `page`: the path of the page, with choices.

    `more`: what is to be said of this table alone.
    """
    shown = [release.measures[measure] for measure in measures if measure in release.measures]
    cite = _("fairtown %(state)s, release %(date)s, %(url)s")
    url = absolute_url(page)
    return [
        (_("Page"), url),
        (_("Release"), release.date),
        (_("How to cite"), cite % {"state": release.state_name, "date": release.date, "url": url}),
        *more,
        *((translated(measure["title"]), _definition(measure)) for measure in shown),
        *_sources(release, shown),
        (_("Margin of error"), _("At 90% confidence: the error of asking some households instead of all.")),
        (_("Blank cell"), _("unknown, never zero")),
        (_("Codes of places"), _("texts, not numbers: a zero at the start belongs to the code")),
    ]


def _definition(measure: Row) -> str:
    url = absolute_url(reverse("method", args=[measure["id"]]))
    return f"{translated(measure['summary'])} {url}"


def _sources(release: OpenRelease, measures: list[Row]) -> Iterator[Note]:
    """Yield a note for each source that measures read, by themselves or through others."""
    codes = {
        table.partition(".")[0]: table for measure in measures for table in tables_behind(release, measure)
    }
    for code in codes:
        source = release.sources[code]
        terms = _("%(publisher)s: %(title)s. Terms: %(terms)s. %(url)s")
        yield (
            _("Source"),
            terms
            % {
                "publisher": source["publisher"],
                "title": translated(source["title"]),
                "terms": translated(source["licence"]),
                "url": source["page"],
            },
        )


def tables_behind(release: OpenRelease, measure: Row) -> list[str]:
    """Return the ids of all tables that a measure rests on, its own first, then those of the measures it uses."""
    tables = dict.fromkeys(measure["reads"])
    for used in measure["uses"]:
        tables |= dict.fromkeys(tables_behind(release, release.measures[used]))
    return list(tables)
