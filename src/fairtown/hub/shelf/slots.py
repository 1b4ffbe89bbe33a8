"""Where a page shows what another part of the site has: that part gives plain values, and neither imports the other.

An app registers a function as it starts (`provide`); a view asks for what all of them give (`ask`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

#: Pages that have all words of a text: called with the text, plain, and the language.
FOUND = "found"
#: Pages that a newsletter may lead to, each with its key, the same in every language: called with the language.
QUOTABLE = "quotable"
#: What is new: called with the language.
NEWS = "news"
#: Pages by language, each language with its path: what a site map lists.
PATHS = "paths"
#: Languages that have a page which this one lacks (`languages.others`): called with the path and the language.
ELSEWHERE = "elsewhere"
#: The goal of gifts (`goals.Thermometer`): called with the language.
GOAL = "goal"
#: The next event: called with the language.
NEXT_EVENT = "next-event"
#: Events (`EventFacts`): called with the language and a slug, or with the language and a key.
EVENT_AT, EVENT_OF = "event-at", "event-of"
#: Places left (`PlacesLeft`): called with the facts of an event.
PLACES = "places"
#: What else is stored of an address: a dictionary for each kind, called with the address.
STORED = "stored"
#: Called with an address whose owner wants to be forgotten.
FORGET = "forget"
#: What waits for staff: called with the account that looks, gives `Waiting`.
WAITING = "waiting"


@dataclass(frozen=True)
class Shown:
    """A page to be linked: its title, its path, what kind of page it is, a sentence of it and its day.

    `key`: the same for it in every language, where somebody chooses it.
    """

    title: str
    url: str
    kind: str
    text: str = ""
    day: date | None = None
    key: str = ""


@dataclass(frozen=True)
class Waiting:
    """Work for staff: what it is with how much there is of it, where it is done, and a few of its names.

    `is_urgent`: something is wrong or late, not only waiting.
    """

    title: str
    url: str
    names: tuple[str, ...] = ()
    is_urgent: bool = False


_providers: dict[str, list[Callable[..., list[Any]]]] = {}


def provide(slot: str, function: Callable[..., list[Any]]) -> None:
    """Let a function fill a slot, once however often an app starts."""
    functions = _providers.setdefault(slot, [])
    if function not in functions:
        functions.append(function)


def ask(slot: str, *values: Any) -> list[Any]:
    """Return what fills a slot, in the order in which the apps stand in the settings."""
    return [shown for function in _providers.get(slot, []) for shown in function(*values)]
