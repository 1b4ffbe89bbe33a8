"""A town's own pages as a page shows them: where each was seen, of when, and whether a person has opened it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fairtown.hub.shelf.day_words import day_words, when
from fairtown.release.reader import OpenRelease, Row
from fairtown.reports.town_links import Link, town_links

LABELS = {
    "website": gettext_noop("Town website"),
    "rules": gettext_noop("Zoning rules, or the code that holds them"),
    "commission": gettext_noop("Planning and zoning commission, or its office"),
    "agendas": gettext_noop("Agendas and minutes"),
}


@dataclass(frozen=True)
class DisplayedLink:
    """A link with the name of its site, and a sentence on where and when it was seen."""

    url: str
    text: str
    seen: str


def displayed_links(release: OpenRelease, town: Row) -> dict[str, Any]:
    """Return the links of a town: `lines`, one of each subject, and the subjects themselves; empty if none are held."""
    found = town_links(release, town["key"])
    lines = [{"label": _(LABELS[name]), "links": [_displayed(x) for x in own]} for name, own in found.items()]
    return found | {"lines": lines} if found else {}


def _displayed(link: Link) -> DisplayedLink:
    return DisplayedLink(link.url, urlsplit(link.url).netloc.removeprefix("www."), _seen(link))


def _seen(link: Link) -> str:
    if link.opened_on:
        return _("opened on %(day)s") % {"day": day_words(link.opened_on)}
    if link.seen_on is None:
        return _("seen in: %(source)s, without a date; not opened yet") % {"source": link.source}
    names = {"source": link.source, "when": when(link.seen_on)}
    return _("seen in: %(source)s, %(when)s; not opened yet") % names
