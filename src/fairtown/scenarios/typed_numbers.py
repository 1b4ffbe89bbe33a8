"""Numbers as people type them and as addresses hold them: read strictly, and written so that they are read back."""

from __future__ import annotations

import re

#: Digits of a number in an address, the fewest that give it back are taken.
DIGITS = (10, 12, 15, 16, 17)
#: More than this is no number of homes or people.
MOST_WHOLE = 1e12
#: Commas part thousands: anything else with a comma (1,5 for one and a half) could be meant in two ways.
THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?", re.ASCII)


def number(text: str) -> float:
    """Return the number that `text` writes, like 1000, 1,000 or 2.5.

    Raises ValueError on anything else, also on 1,5: whoever writes so means one and a half, not fifteen.
    """
    bare = text.strip()
    if "_" in bare or ("," in bare and not THOUSANDS.fullmatch(bare)):
        raise ValueError(f"{text!r} is no number")
    try:
        return float(bare.replace(",", ""))
    except ValueError:
        raise ValueError(f"{text!r} is no number") from None


def whole(text: str, most: float = MOST_WHOLE) -> int:
    """Return the whole number of things that `text` writes, like 2, 1,000 or 2.0 as spreadsheets write it.

    Raises ValueError on anything else: a fraction, a number below 0 or above `most`.
    """
    value = number(text)
    if not (0 <= value <= most and value.is_integer()):
        raise ValueError(f"{text!r} is no whole number from 0 to {most:,.0f}")
    return int(value)


#: What stands between groups of three digits where a comma does not: spaces of several widths.
SPACES = re.compile(r"(?<=\d)[ \u00a0\u202f](?=\d{3}(\D|$))")
#: Groups of three after points are thousands in Spanish and fractions in English.
POINTS = re.compile(r"[1-9]\d{0,2}(\.\d{3})+", re.ASCII)


def amount(text: str) -> float:
    """Return a large number as people type it: also $1,560 and 40 000.

    Raises ValueError on anything else, also on 40.000: it is forty thousand to some and forty to others.
    """
    bare = SPACES.sub(",", text.strip().removeprefix("$").strip())
    if POINTS.fullmatch(bare):
        raise ValueError(f"{text!r} can be read in two ways")
    return number(bare)


def written(value: float, scale: float = 1) -> str:
    """Return the shortest text whose number, divided by `scale`, is `value`: 0.2 is 20 where `scale` is 100."""
    texts = [f"{value * scale:.{digits}g}" for digits in DIGITS]
    return next((text for text in texts if float(text) / scale == value), texts[-1])
