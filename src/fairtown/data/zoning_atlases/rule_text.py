"""Parse rules of a code as numbers, where they are plain numbers; else their text stays.

A text with alternatives ("0.23; 0.06 townhouse"), exceptions or formulas is never reduced to one of its numbers.
"""

from __future__ import annotations

import re
from functools import cache

from fairtown.data.zoning_atlases.record import Conditions, NoLimit, Number, Range, RuleValue

NUMBER = re.compile(r"(\d{1,12}(?:\.\d{0,12})?|\.\d{1,12})\s?%?", re.ASCII)
BETWEEN = re.compile(r"(\d{1,12}(?:\.\d{1,12})?)\s?[-–]\s?(\d{1,12}(?:\.\d{1,12})?)", re.ASCII)
#: How a code that was read says that there is no such rule.
NONE = frozenset({"none", "no limit", "unlimited"})
NOT_TOLD = frozenset({"", "n/a", "na", "nan", "null", "<null>"})
#: A number below zero, which no rule of a code is.
BELOW_ZERO = re.compile(r"[-−]\s?(\d{1,12}(\.\d{0,12})?|\.\d{1,12})", re.ASCII)
#: What the companion column of a rule says of it, where a number alone would mislead.
SEVERAL = ("alternatives", "contextual")
LONGEST = 2_000


@cache
def parse(text: str, kind: str = "") -> RuleValue | None:
    """Return a rule from its text; None where nothing is said. `kind`: what a `_kind` column says, or blank."""
    plain = text.strip()
    if plain.lower() in NOT_TOLD:
        return None
    if plain.lower() in NONE:
        return NoLimit()
    if kind in SEVERAL:
        return Conditions(plain[:LONGEST])
    if found := NUMBER.fullmatch(plain):
        return Number(float(found[1]))
    if found := BETWEEN.fullmatch(plain):
        low, high = sorted((float(found[1]), float(found[2])))
        return Range(low, high) if low < high else Number(low)
    return Conditions(plain[:LONGEST])


def between(low: str, high: str) -> tuple[RuleValue | None, bool]:
    """Return a rule from its lowest and highest value as text, and whether they stood upside down.

    A blank highest value repeats the lowest. A zero says that the code states none.
    """
    values = [parse(v) for v in (low or high, high or low)]
    first, last = values
    if not (isinstance(first, Number) and isinstance(last, Number)):
        span = f"{low} to {high}" if high else low
        return (first if not high or first == last else Conditions(span)), False
    if first.value == last.value:
        return first, False
    least, most = sorted((first.value, last.value))
    return Range(least, most), first.value > last.value
