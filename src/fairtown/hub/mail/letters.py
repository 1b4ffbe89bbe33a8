"""What a mail says: one plain template per mail gives its subject, its text and its HTML.

The template's first line is `Subject: …`, then a blank line, then paragraphs. A line `[Label] URL` is a button, a line
`(Label) URL` a link, a line that begins with `- ` an entry of a list, one that begins with `## ` a heading, and `-- `
begins the small print.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string
from django.utils.html import escape, format_html, linebreaks, urlize
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import override

from fairtown.hub.organisation import organisation
from fairtown.hub.release_access import current_release
from fairtown.hub.shelf.text import lines

SUBJECT = "Subject:"
LONGEST_SUBJECT = 200
BUTTON = re.compile(r"^\[(?P<label>[^\]]+)\] (?P<url>https?://\S+)$")
LINK = re.compile(r"^\((?P<label>[^()]+)\) (?P<url>https?://\S+)$")
HEADING, ENTRY, SMALL = "## ", "- ", "-- "
BLANK_LINES = re.compile(r"\n{3,}")


class UnsafeSubjectError(ValueError):
    """A subject holds a line break or another control character, which could add headers."""

    def __init__(self) -> None:
        """Say so, without the text."""
        super().__init__("mail: the subject holds a line break or a control character")


@dataclass(frozen=True)
class Letter:
    """A mail without an address: subject on one line, text and HTML, in one language."""

    subject: str
    text: str
    html: str
    language: str

    def __post_init__(self) -> None:
        """Raise UnsafeSubjectError where the subject is more than one line of letters."""
        if "\n" in self.subject or lines(self.subject) != self.subject:
            raise UnsafeSubjectError


def write(template: str, language: str, context: Mapping[str, Any]) -> Letter:
    """Return the letter of a template in a language; raises UnsafeSubjectError on a subject of several lines."""
    with override(language):
        # templates are plain text (`autoescape off`); their HTML is made from that, every letter escaped
        own = {"language": language, "imprint": imprint()}
        source = render_to_string(template, {**context, **own})
        head, _blank, body = source.lstrip().partition("\n\n")
        if not head.startswith(SUBJECT):
            raise UnsafeSubjectError
        return letter(head.removeprefix(SUBJECT).strip(), body, language)


def imprint() -> str:
    """Return name and postal address of the organisation on one line, which mail to many has to carry."""
    sender = organisation(current_release().state)
    return ", ".join([sender.name, *sender.address])


def letter(subject: str, body: str, language: str) -> Letter:
    """Return the letter of a subject and a body as templates have it."""
    body = _tidied(body)
    content = html_content(body)
    html = render_to_string("mail/frame.html", {"subject": subject, "content": content, "language": language})
    return Letter(subject[:LONGEST_SUBJECT], _plain(body), html, language)


def html_content(body: str) -> SafeString:
    """Return the HTML of a body as templates have it, without a frame, everything in it escaped."""
    return mark_safe("\n".join(_html_blocks(_tidied(body))))  # noqa: S308 - each block escapes its text


def _tidied(body: str) -> str:
    return BLANK_LINES.sub("\n\n", "\n".join(line.strip() for line in body.strip().splitlines()))


def typed_letter(subject: str, text: str, note: str, language: str) -> Letter:
    """Return the letter of a text that someone typed, where no mark of ours means anything, above a note of ours."""
    content = mark_safe(linebreaks(f"{text}\n\n{note}", autoescape=True))  # noqa: S308 - it escapes all
    html = render_to_string("mail/frame.html", {"subject": subject, "content": content, "language": language})
    return Letter(subject, f"{text}\n\n{SMALL}\n{note}\n", html, language)


def _plain(body: str) -> str:
    """Return the text for readers of plain mail: a button is its label and the URL on a line of its own."""
    plain = []
    for line in body.splitlines():
        if match := BUTTON.match(line) or LINK.match(line):
            plain += [f"{match['label']}:", match["url"]]
        else:
            plain.append("-- " if line == SMALL.strip() else line.removeprefix(HEADING))
    return "\n".join(plain) + "\n"


def _html_blocks(body: str) -> Iterator[SafeString]:
    """Yield the HTML of each paragraph, everything in it escaped."""
    is_small = False
    for paragraph in body.split("\n\n"):
        rows = paragraph.splitlines()
        if rows and rows[0] == SMALL.strip():
            is_small, rows = True, rows[1:]
        if not rows:
            continue
        if all(line.startswith(ENTRY) for line in rows):
            entries = mark_safe("".join(f"<li>{_linked(line[len(ENTRY) :])}</li>" for line in rows))  # noqa: S308
            yield format_html("<ul>{}</ul>", entries)
        elif rows[0].startswith(HEADING):
            yield format_html("<h2>{}</h2>", rows[0].removeprefix(HEADING))
        else:
            yield _paragraph(rows, is_small)


def _paragraph(rows: list[str], is_small: bool) -> SafeString:
    parts = []
    for line in rows:
        button, link = BUTTON.match(line), LINK.match(line)
        if match := link or (button if is_small else None):
            parts.append(format_html('<a href="{}">{}</a>', match["url"], match["label"]))
        elif button:
            parts.append(format_html('<a class="button" href="{}">{}</a>', button["url"], button["label"]))
        else:
            parts.append(_linked(line))
    inner = mark_safe("<br>\n".join(parts))  # noqa: S308
    return format_html('<p class="small">{}</p>', inner) if is_small else format_html("<p>{}</p>", inner)


def _linked(line: str) -> SafeString:
    """Return a line escaped, addresses in it as links."""
    return mark_safe(urlize(escape(line), autoescape=False))  # noqa: S308
