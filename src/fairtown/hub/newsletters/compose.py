"""Puts a newsletter together: opening, pages and figures as they are at this moment, in one language."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
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


class Composition:
    """A newsletter put together once: its drafts, what is missing, and what tells whether it changed."""

    def __init__(self, newsletter: Newsletter) -> None:
        """Take a newsletter, as it is stored now."""
        self.newsletter = newsletter
        self.pieces = list(newsletter.pieces.all())

    @cached_property
    def quotable(self) -> dict[str, dict[str, Shown]]:
        """The pages that can be led to, by language and key."""
        codes = [code for code, _name in settings.LANGUAGES]
        return {code: {page.key: page for page in slots.ask(slots.QUOTABLE, code)} for code in codes}

    def page(self, key: str, language: str) -> Shown | None:
        """Return a page by its key in a language, else in another one that it is published in."""
        languages = sorted(self.quotable, key=lambda code: code != language)
        return next((page for code in languages if (page := self.quotable[code].get(key))), None)

    @cached_property
    def drafts(self) -> dict[str, Draft]:
        """The newsletter by language, as it would be sent now."""
        return {code: self._draft(code) for code in self.newsletter.languages}

    def _draft(self, language: str) -> Draft:
        with override(language):
            opening = self.newsletter.text("opening", language).splitlines()
            context = {
                "opening": "\n".join(map(_typed, opening)),
                "pieces": [self._shown(piece, language) for piece in self.pieces],
            }
            body = render_to_string("newsletters/mail/body.txt", context).strip()
        return Draft(language, self.newsletter.text("subject", language), body)

    def _shown(self, piece: Piece, language: str) -> dict[str, Any]:
        """Return what the text of a piece is filled in with."""
        if not piece.page:
            live, found = piece.live, {"sentence": one_line(piece.live.sentence)}
            if live.figure is None:
                return found
            source = {"period": live.period, "release": current_release().date}
            return {
                **found,
                **source,
                "estimate": live.figure.estimate,
                "url": absolute_url(live.figure.href),
            }
        page = self.page(piece.page, language)
        if page is None:
            return {}
        texts = {"title": one_line(page.title), "text": one_line(page.text)}
        return texts | {"kind": page.kind, "url": absolute_url(page.url)}

    @property
    def faults(self) -> list[str]:
        """What keeps it from being sent, in the reader's language."""
        return list(self._faults())

    def _faults(self) -> Iterator[str]:
        names, own = dict(settings.LANGUAGES), self.newsletter
        for code in own.languages:
            if not own.text("subject", code):
                yield _("The subject in %(language)s is missing.") % {"language": names[code]}
            if not own.text("opening", code):
                yield _("The opening in %(language)s is missing.") % {"language": names[code]}
        for piece in self.pieces:
            if piece.page and self.page(piece.page, own.languages[0]) is None:
                yield _("A page that you chose is no longer published. Remove it.")
            elif not piece.page and not piece.live.is_known:
                named = {"what": piece.live.what_label, "place": piece.live.place_label}
                yield _("%(what)s is not known for %(place)s. Choose another place or year.") % named

    @cached_property
    def digest(self) -> str:
        """What tells whether the newsletter, or a figure in it, has changed since somebody looked at it."""
        own = self.newsletter
        texts = [[found.language, found.subject, found.body] for found in self.drafts.values()]
        segment = [own.topic, own.town, own.region, own.language, own.is_public]
        return hashlib.sha256(json.dumps([texts, segment]).encode()).hexdigest()


def _typed(line: str) -> str:
    return TYPED_DASH if line.strip() == SMALL_PRINT else line


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
