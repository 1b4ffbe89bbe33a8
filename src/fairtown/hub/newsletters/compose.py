"""Puts a newsletter together: opening, pages and figures as they are at this moment, in one language."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from fairtown.hub.mail import letters
from fairtown.hub.mail.circulars import PREFERENCES_MARK, UNSUBSCRIBE_MARK
from fairtown.hub.mail.letters import Letter
from fairtown.hub.newsletters.models import Newsletter, Piece
from fairtown.hub.release_access import current_release
from fairtown.hub.shelf import slots
from fairtown.hub.shelf.slots import Shown
from fairtown.hub.shelf.text import one_line
from fairtown.hub.site_url import absolute_url

#: The sign before the small print in a letter, and what stands for it where someone typed it.
SMALL_PRINT, TYPED_DASH = "--", "—"


@dataclass(frozen=True)
class Draft:
    """A newsletter in one language: its subject, and its body as letters have it, without the small print."""

    language: str
    subject: str
    body: str


def draft(newsletter: Newsletter, language: str) -> Draft:
    """Return a newsletter in a language, as it would be sent now."""
    with override(language):
        opening = "\n".join(_typed(line) for line in newsletter.text("opening", language).splitlines())
        context = {
            "opening": opening,
            "pieces": [_shown(piece, language) for piece in newsletter.pieces.all()],
        }
        body = render_to_string("newsletters/mail/body.txt", context).strip()
    return Draft(language, newsletter.text("subject", language), body)


def _typed(line: str) -> str:
    return TYPED_DASH if line.strip() == SMALL_PRINT else line


def page_shown(key: str, language: str) -> Shown | None:
    """Return a page by its key in a language, else in another one that it is published in."""
    codes = [code for code, _name in settings.LANGUAGES]
    for code in sorted(codes, key=lambda code: code != language):
        if found := next((page for page in slots.ask(slots.QUOTABLE, code) if page.key == key), None):
            return found
    return None


def _shown(piece: Piece, language: str) -> dict[str, Any]:
    """Return what the text of a piece is filled in with."""
    if not piece.page:
        live, found = piece.live, {"sentence": one_line(piece.live.sentence)}
        if live.figure is None:
            return found
        source = {"period": live.period, "release": current_release().date}
        return {**found, **source, "estimate": live.figure.estimate, "url": absolute_url(live.figure.href)}
    page = page_shown(piece.page, language)
    if page is None:
        return {}
    return {
        "title": one_line(page.title), "text": one_line(page.text), "kind": page.kind, "url": absolute_url(page.url),
    }  # fmt: skip


def letter_of(found: Draft, online_url: str = "") -> Letter:
    """Return the letter of a newsletter, with marks where each reader's own links are written in."""
    with override(found.language):
        context = {
            "site_url": settings.SITE_URL,
            "unsubscribe_url": absolute_url(reverse("unsubscribe", args=[UNSUBSCRIBE_MARK])),
            "preferences_url": absolute_url(reverse("you", args=[PREFERENCES_MARK])),
            "online_url": online_url,
            "imprint": letters.imprint(),
        }
        end = render_to_string("newsletters/mail/end.txt", context)
    return letters.letter(found.subject, f"{found.body}\n\n{end.strip()}", found.language)


def faults(newsletter: Newsletter) -> list[str]:
    """Return what keeps a newsletter from being sent, in the reader's language."""
    return list(_faults(newsletter))


def _faults(newsletter: Newsletter) -> Iterator[str]:
    names = dict(settings.LANGUAGES)
    for code in newsletter.languages:
        if not newsletter.text("subject", code):
            yield _("The subject in %(language)s is missing.") % {"language": names[code]}
        if not newsletter.text("opening", code):
            yield _("The opening in %(language)s is missing.") % {"language": names[code]}
    for piece in newsletter.pieces.all():
        if piece.page and page_shown(piece.page, newsletter.languages[0]) is None:
            yield _("A page that you chose is no longer published. Remove it.")
        elif not piece.page and not piece.live.is_known:
            named = {"what": piece.live.what_label, "place": piece.live.place_label}
            yield _("%(what)s is not known for %(place)s. Choose another place or year.") % named


def digest(newsletter: Newsletter) -> str:
    """Return what tells whether a newsletter, or a figure in it, has changed since somebody looked at it."""
    drafts = [draft(newsletter, code) for code in newsletter.languages]
    texts = [[found.language, found.subject, found.body] for found in drafts]
    segment = [
        newsletter.topic,
        newsletter.town,
        newsletter.region,
        newsletter.language,
        newsletter.is_public,
    ]
    return hashlib.sha256(json.dumps([texts, segment]).encode()).hexdigest()
