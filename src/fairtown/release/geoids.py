"""Census codes as people give them: a spreadsheet took the leading zero, a table put a prefix before them.

A code of a state has 2 digits, of a county 5, of a town 10, of a tract 11.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

LENGTHS = (2, 5, 10, 11)
#: Digits of the number of a tract, at the end of its code: the same under old and new codes.
TRACT_NUMBER = 6
#: What stands before a code in tables of the Bureau: 1400000US09001100100, 14000US09001100100.
PREFIX = re.compile(r"^\d{3}(00|0000)US(?=\d)", re.ASCII | re.IGNORECASE)
#: A spreadsheet's way of keeping text (="0900…", '0900…), and a code that was read as a decimal (9001100100.0).
WRAPPING = re.compile(r"^(?:=?\"(.*)\"|'(.*?)'?)$")
DECIMALS = re.compile(r"(?<=\d)\.0*$", re.ASCII)
#: Digits in which a code may differ from an unknown one that it is suggested for.
MOST_DIGITS_OFF = 2


def readings(text: str) -> list[str]:
    """Return the codes that a text can be meant as, the likeliest first; none where it holds no code."""
    bare = text.strip()
    if wrapped := WRAPPING.match(bare):
        bare = wrapped[1] or wrapped[2] or ""
    bare = re.sub(r"[\s-]", "", PREFIX.sub("", DECIMALS.sub("", bare.strip())))
    if not (bare.isascii() and bare.isdecimal()):
        return []
    found = [bare] if len(bare) in LENGTHS else []
    # no code of another length that lost its zero has the digits of a whole one: 9… is no state
    return [*found, "0" + bare] if len(bare) + 1 in LENGTHS else found


def alike(code: str, known: Iterable[str], n: int = 3) -> list[str]:
    """Return the known codes that an unknown one can be meant as, at most `n`, of the same length, the nearest first.

    Tracts of the same number, else codes with the fewest other digits.
    """
    codes = sorted(k for k in set(known) if len(k) == len(code))
    if len(code) == max(LENGTHS):
        same = [k for k in codes if k[-TRACT_NUMBER:] == code[-TRACT_NUMBER:]]
        if same:
            return same[:n]
    off = {k: sum(a != b for a, b in zip(k, code, strict=True)) for k in codes}
    return [k for k in sorted(codes, key=off.__getitem__) if off[k] <= MOST_DIGITS_OFF][:n]
