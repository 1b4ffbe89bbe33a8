"""Money in whole cents: read as people type it, shown as readers of a language write it. No binary fractions."""

from __future__ import annotations

import re

CENTS = 100
#: Of one gift, in cents: below, a card costs more than it brings and thieves try stolen ones; above, call us.
LEAST, MOST = 5 * CENTS, 25_000 * CENTS
#: Dollars with or without thousands in groups of three, and at most two digits of cents.
AMOUNT = re.compile(
    r"\$?\s*(?P<dollars>\d{1,3}(?:,\d{3})+|\d{1,9})(?:\.(?P<cents>\d{1,2}))?\s*(?:\$|USD|dollars?)?", re.I
)


def cents_of(text: str) -> int:
    """Return the cents of an amount like "25", "$1,250.00" or "12.5"; raises ValueError on anything else.

    "1,50" and "1.250,00" are refused: nobody knows whether their comma parts thousands or cents.
    """
    match = AMOUNT.fullmatch(text.strip())
    if match is None or not match["dollars"].isascii() or not (match["cents"] or "0").isascii():
        raise ValueError("expected dollars like 25 or 12.50")
    return int(match["dollars"].replace(",", "")) * CENTS + int((match["cents"] or "0").ljust(2, "0"))


def dollars(cents: int) -> str:
    """Return an amount for readers: "$25", "$12.50", "$1,250"; Spanish of the United States writes it the same way."""
    sign, whole, rest = "-" if cents < 0 else "", *divmod(abs(cents), CENTS)
    return f"{sign}${whole:,}.{rest:02d}" if rest else f"{sign}${whole:,}"


def exact_dollars(cents: int) -> str:
    """Return an amount with its cents, as receipts and files have it: "$25.00"."""
    return f"{'-' if cents < 0 else ''}${abs(cents) // CENTS:,}.{abs(cents) % CENTS:02d}"
