"""What people type, cleaned before it is stored: no control characters, one kind of line break, or one line."""

from __future__ import annotations

import re
import unicodedata

#: Breaks of lines and paragraphs in Unicode, and as browsers send them.
BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
#: Cc: control characters, which no feed may hold; Cf: those that turn or hide letters; Cs: halves of letters.
LEFT_OUT = ("Cc", "Cf", "Cs")
#: Stands where letters were garbled on their way.
UNREADABLE = "\ufffd"
#: Joins letters of some scripts, and parts of one sign: it hides nothing.
KEPT = "\u200c\u200d\n"


def lines(text: str) -> str:
    """Return a text with plain line breaks and without what cannot be seen."""
    if text.isascii() and text.isprintable():
        return text
    plain = BREAKS.sub("\n", text).replace("\t", " ")
    return "".join(c for c in plain if c in KEPT or unicodedata.category(c) not in LEFT_OUT)


def one_line(text: str) -> str:
    """Return a text as one line without what cannot be seen."""
    return " ".join(lines(text).split())
