"""The five shades of local divergence, in nats: the same for the drawing, its legend and the table beside it."""

from __future__ import annotations

from bisect import bisect_right
from math import log

MEASURE = "segregation.local_divergence"
#: Where a darker shade begins: each is twice the last, and the same in every year.
CUTS = (0.1, 0.2, 0.4, 0.8)


def shade(value: float) -> int:
    """Return the shade of a divergence, 1 (like the state) to 5."""
    return bisect_right(CUTS, value) + 1


def ranges() -> list[str]:
    """Return the range of each shade in figures, lightest first: `0–0.1`, …, `0.8+`."""
    starts = (0.0, *CUTS)
    both = zip(starts, CUTS, strict=False)
    return [f"{low:g}–{high:g}" for low, high in both] + [f"{CUTS[-1]:g}+"]


def of_one_group(share: float) -> float:
    """Return the divergence of a tract where only one group lives, from that group's share of the state."""
    return -log(share)


def has_one_shade(value: float, moe: float | None) -> bool:
    """Whether the whole interval value ± margin has the same shade; False where no margin is known."""
    return moe is not None and shade(max(value - moe, 0)) == shade(value + moe)
