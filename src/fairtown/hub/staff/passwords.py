"""Passwords that a guesser who knows this site would try first: its own words, common ones, rows of keys."""

from __future__ import annotations

import gzip
import re
from functools import cache, cached_property
from itertools import pairwise
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from fairtown.concepts import FairtownError
from fairtown.hub.release_access import current_release

#: What is typed in place of a letter; 1 and ! stand for i and for l, so these two count as one.
SUBSTITUTES = str.maketrans("013457@$!l", "oieastasii")
#: Shorter words stand in other words; a person's own name counts from three letters on.
SHORTEST_WORD, SHORTEST_NAME = 4, 3
SUBJECT_WORDS = (
    "fairtown", "fair", "town", "housing", "house", "homes", "zoning", "opportunity", "segregation", "staff", "admin",
    "administrator", "organization", "organisation", "vivienda", "zonificacion",
)  # fmt: skip
#: Of Django's list, by how often they are found in leaks, the first so many count as words.
N_COMMON_WORDS = 1_000
#: What must be left of a password beside known words, in letters; a digit counts half, the next of a row nothing.
LEAST_LEFT, DIGIT_WEIGHT = 8, 0.5
#: Rows that fingers run along.
ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "0123456789",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn",
)
STEPS = frozenset(a + b for row in ROWS for line in (row, row[::-1]) for a, b in pairwise(line))


class PredictablePasswordValidator:
    """Refuses a password of which little is left once the words that a guesser would try here are taken out.

    These words: of the subject, state and towns, the site's name and organization, the account's own, and common
    passwords; letters written as digits count as letters.
    """

    @cached_property
    def common(self) -> frozenset[str]:
        """The most common passwords that are long enough to be words."""
        passwords = _ranked_passwords()[:N_COMMON_WORDS]
        return frozenset(w for w in passwords if len(w) >= SHORTEST_WORD and w.isalpha())

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError if too little is left."""
        known_words = {*self.common, *site_words(), *_words_of(user)}
        plain = password.casefold()
        replaced = {word.translate(SUBSTITUTES) for word in known_words}
        left = (
            _weight(_without(plain, known_words)),
            _weight(_without(plain.translate(SUBSTITUTES), replaced)),
        )
        if min(left) < LEAST_LEFT:
            raise ValidationError(
                _(
                    "This password is too easy to guess: it is mostly names of towns, words of this site, your name, "
                    "common passwords, years or rows of keys. Add words that have nothing to do with them."
                ),
                code="predictable",
            )

    def get_help_text(self) -> str:
        """Return what to do."""
        return _(
            "Four or five unrelated words make a good password; leave out this site, its towns and your name."
        )


@cache
def _ranked_passwords() -> tuple[str, ...]:
    """Return Django's common passwords, the most frequent first."""
    path = CommonPasswordValidator().DEFAULT_PASSWORD_LIST_PATH
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return tuple(line.strip() for line in lines)


def site_words() -> set[str]:
    """Return the words of this site: its subject, its names, its organization, its state and towns."""
    names = [*SUBJECT_WORDS, *settings.ALLOWED_HOSTS, settings.ORGANIZATION]
    try:
        release = current_release()
        names += [release.state_name, *(str(town["name"]) for town in release.towns)]
    except FairtownError:
        pass  # an account may be made before the first release
    return {word for name in names for word in _words(name)}


def _words_of(user: Any) -> set[str]:
    names = (getattr(user, name, "") or "" for name in ("username", "first_name", "last_name", "email"))
    return {word for name in names for word in _words(name, SHORTEST_NAME)}


def _words(name: str, shortest: int = SHORTEST_WORD) -> set[str]:
    """Return a name run together, and its parts, in small letters."""
    parts = re.findall(r"[^\W\d_]+", name.casefold())
    return {word for word in (*parts, "".join(parts)) if len(word) >= shortest}


def _without(text: str, known_words: set[str]) -> str:
    """Return a text with a space in place of each known word, the longest first."""
    lengths = sorted({len(word) for word in known_words}, reverse=True)
    out, at = [], 0
    while at < len(text):
        length = next((n for n in lengths if text[at : at + n] in known_words), 0)
        out.append(" " if length else text[at])
        at += length or 1
    return "".join(out)


def _weight(text: str) -> float:
    """Return how much there is to guess in a text, in letters."""
    total, before = 0.0, " "
    for letter in text:
        if not letter.isspace() and letter != before and before + letter not in STEPS:
            total += DIGIT_WEIGHT if letter.isdigit() else 1
        before = letter
    return total
