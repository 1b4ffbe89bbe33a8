"""Definitions on tap: the first use of each listed word in a page's prose opens what the glossary says of it.

Where a word stands in a table, a heading, a link or a drawing alone, a row at the end of the page leads to the
glossary. The words are in `term_words.py`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache, lru_cache
from typing import NamedTuple

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from fairtown.hub.shelf import glossary
from fairtown.hub.shelf.term_words import FIRST, WORDS

#: Tags; drawings are taken whole: no word is marked in them, and a map of towns has thousands of tags.
# without possessive quantifiers: Python before 3.11.5 matches them wrongly (gh-106052)
TAGS = re.compile(r"""(<(?:[^<>"']|"[^"]*"|'[^']*')*>)""")
NAME = re.compile(r"</?([a-zA-Z0-9]+)")
VOID = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})
PROSE = frozenset({"p", "li", "dd", "figcaption"})
#: A button may not stand in these, or would not be looked for there.
NO_BUTTON = frozenset(
    {
        "a",
        "button",
        "code",
        "label",
        "nav",
        "option",
        "pre",
        "script",
        "style",
        "summary",
        "svg",
        "table",
        "textarea",
    }
)
#: Nobody reads these as words of the page: what is quoted, hidden, or copied elsewhere.
UNREAD = re.compile(
    r'\shidden[\s>]|\spopover[\s>]|class="[^"]*\b(?:hidden-words|cite-text|citation|chart-text)\b'
)
UNREAD_ELEMENTS = frozenset({"script", "style", "svg", "pre", "code", "option", "textarea"})
#: A table with any of these is read tag by tag.
UNREAD_WITHIN = re.compile(
    rf"{UNREAD.pattern}|<(?:{'|'.join(sorted(UNREAD_ELEMENTS))}|table[^>]*>(?s:.)*<table)\b"
)
#: The page of the glossary and the primer of zoning define these in place.
DEFINED = (re.compile(r'<(?:dt|article)[^>]* id="(?:w-)?([\w-]+)"'), re.compile(r'id="term-([\w-]+)"'))
BUTTON = '<button type="button" class="term" popovertarget="term-{}">{}</button>'
POPOVER = '<div popover id="term-{}" class="definition"><b>{}</b> {} <a href="{}">{}</a></div>'


@cache
def _pattern(language: str) -> re.Pattern[str]:
    """Return the pattern of all listed words in a language, one named group for each term."""
    groups = (f"(?P<{term.replace('-', '_')}>{patterns[language]})" for term, patterns in WORDS.items())
    return re.compile(rf"(?<![\w./=-])(?=[{FIRST[language]}])(?:{'|'.join(groups)})(?![\w/-])", re.IGNORECASE)


class _Element(NamedTuple):
    """What a tag says: its element, whether it closes it, and whether words in it are read, prose, may be buttons."""

    name: str
    closes: bool
    is_read: bool
    is_prose: bool
    is_free: bool


# a page has thousands of tags, nearly all of them the same few
@lru_cache(maxsize=2_048)
def _element(tag: str) -> _Element | None:
    """Return the element that a tag opens or closes, None where it does neither: a void one."""
    found = NAME.match(tag)
    if not found or found[1] in VOID or tag.endswith("/>"):
        return None
    name = found[1]
    is_read = name not in UNREAD_ELEMENTS and not UNREAD.search(tag)
    is_free = name not in NO_BUTTON and not re.fullmatch("h[1-6]", name)
    return _Element(name, tag.startswith("</"), is_read, name in PROSE, is_free)


class _Marker:
    """Walks through a page and marks the first use of each word in prose."""

    def __init__(self, language: str, terms: Collection[str]) -> None:
        self.pattern = _pattern(language)
        self.terms = set(terms)
        self.marked: list[str] = []
        self.elsewhere: set[str] = set()
        #: of each open element: its name, whether words in it are read, prose, and may become buttons
        self.open: list[tuple[str, bool, bool, bool]] = [("", True, False, True)]

    def tag(self, tag: str) -> None:
        """Open or close an element."""
        found = _element(tag)
        if found is None:
            return
        if found.closes:
            if len(self.open) > 1:
                self.open.pop()
            return
        _name, is_read, is_prose, is_free = self.open[-1]
        self.open.append(
            (found.name, is_read and found.is_read, is_prose or found.is_prose, is_free and found.is_free)
        )

    def table(self, table: str) -> bool:
        """Note the words of a table, none of which may be a button; False if some of it is not read."""
        if UNREAD_WITHIN.search(table):
            return False
        if self.open[-1][1]:
            # what no word reaches over stands where a tag stood
            self.pattern.sub(self._note, TAGS.sub("\0", table))
        return True

    def text(self, text: str) -> str:
        """Return a text with the words that it is the first to use as buttons."""
        _name, is_read, is_prose, is_free = self.open[-1]
        if not is_read or text.isspace():
            return text
        return self.pattern.sub(self._button if is_prose and is_free else self._note, text)

    def _button(self, match: re.Match[str]) -> str:
        term = str(match.lastgroup).replace("_", "-")
        if term not in self.terms or term in self.marked:
            return match[0]
        self.marked.append(term)
        # the words of a page that is HTML already
        return BUTTON.format(term, match[0])

    def _note(self, match: re.Match[str]) -> str:
        self.elsewhere.add(str(match.lastgroup).replace("_", "-"))
        return match[0]


def with_definitions(html: str, language: str, has: dict[str, bool]) -> SafeString:
    """Return the main part of a page with the definitions of its words; `has`: see `absent.subjects`."""
    return _with_definitions(html, language, tuple(sorted(has.items())), reverse("glossary"))


# pages that are made anew each time, like the front page, are mostly the same page
@lru_cache(maxsize=32)
def _with_definitions(html: str, language: str, held: tuple[tuple[str, bool], ...], url: str) -> SafeString:
    terms = glossary.terms(dict(held))
    known = {term.id for term in terms}
    defined = {term for pattern in DEFINED for term in pattern.findall(html)}
    marker = _Marker(language, WORDS.keys() & known - defined)
    parts: list[str] = []
    # no word becomes a button in a table: all its words are looked for at once
    for part, table in _apart(html, "table"):
        parts += _walk(part, marker)
        parts += [table] if not table or marker.table(table) else _walk(table, marker)
    more = gettext("All terms")
    shown = [glossary.BY_ID[term] for term in marker.marked]
    popovers = [(t.id, t.title, gettext(t.definition), f"{url}#{t.id}", more) for t in shown]
    rest = [t for t in terms if t.id in marker.terms & marker.elsewhere - set(marker.marked)]
    return SafeString("".join(parts)) + format_html_join("\n", POPOVER, popovers) + _row(rest, url)


def _walk(html: str, marker: _Marker) -> Iterator[str]:
    """Yield the tags and the texts of a part of a page, these with the words that they are the first to use."""
    for part, drawing in _apart(html, "svg"):
        for n, piece in enumerate(TAGS.split(part)):
            if n % 2:
                marker.tag(piece)
            yield piece if n % 2 else marker.text(piece)
        yield drawing


def _apart(html: str, element: str) -> Iterator[tuple[str, str]]:
    """Yield what stands before each element of a name, and it; after the last what is left, and nothing."""
    at, closing = 0, f"</{element}>"
    while (start := html.find(f"<{element}", at)) >= 0 and (end := html.find(closing, start)) >= 0:
        end += len(closing)
        yield html[at:start], html[start:end]
        at = end
    yield html[at:], ""


def _row(terms: list[glossary.Term], url: str) -> SafeString:
    """Return a row of links to the glossary, nothing where there are no terms."""
    if not terms:
        return SafeString("")
    links = format_html_join(" · ", '<a href="{}#{}">{}</a>', ((url, term.id, term.title) for term in terms))
    return format_html(
        '<div class="wide"><p class="take words-here">{} {}</p></div>',
        gettext("What these words mean:"),
        links,
    )
