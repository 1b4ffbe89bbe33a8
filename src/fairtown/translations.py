"""Texts in the languages of the site, without Django: the catalog of the pages, for what a build draws.

Pages and drawings share one catalog of messages. It stands with the hub, whose messages nearly all of it are; only its
file is read here. `python -m fairtown.hub.messages` adds the messages of both.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path

#: Returns an English message in the reader's language, like Django's gettext.
Translate = Callable[[str], str]
ENGLISH = "en"
CATALOGS = Path(__file__).parent / "hub" / "locale"
LANGUAGES = (ENGLISH, *sorted(path.name for path in CATALOGS.iterdir() if path.is_dir()))


def suffix(language: str) -> str:
    """Return what the name of a file in a language has before its ending: `.es`, and nothing in English."""
    return "" if language == ENGLISH else f".{language}"


def catalogs() -> list[Path]:
    """Return the files that the translations stand in, one per language but English."""
    return [_catalog(language) for language in LANGUAGES if language != ENGLISH]


def _catalog(language: str) -> Path:
    return CATALOGS / language / "LC_MESSAGES" / "django.po"


@cache
def translator(language: str) -> Translate:
    """Return the function that translates into one of LANGUAGES; a message without translation stays English."""
    messages = {} if language == ENGLISH else read_catalog(_catalog(language))
    return lambda message: messages.get(message, message)


def read_catalog(path: Path) -> dict[str, str]:
    """Return the translated messages of a .po file, those with a context or a plural left out.

    The file is read as babel writes it: a blank line between entries, each line of a text in double quotes.
    """
    entries: list[dict[str, str]] = [{}]
    field = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        keyword, quote, text = line.partition('"')
        if not line:
            entries.append({})
        elif quote and not line.startswith("#"):
            field = keyword.strip() or field
            entries[-1][field] = entries[-1].get(field, "") + json.loads(quote + text)
    return {e["msgid"]: e["msgstr"] for e in entries if e.keys() == {"msgid", "msgstr"} and e["msgstr"]}
