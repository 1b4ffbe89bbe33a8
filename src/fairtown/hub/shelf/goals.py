"""What pages show of a goal: plain values, so that whoever shows one needs to know nothing of gifts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Thermometer:
    """How far a goal is. `value`: what is reached, `of_target`: "of 100 donors", both written out; `percent`: 0 to 100.

    `carried`: how much of it came from before, blank for nothing; `is_practice`: no money moved.
    """

    title: str
    url: str
    value: str
    of_target: str
    percent: int
    carried: str = ""
    why: str = ""
    ends_on: date | None = None
    is_practice: bool = False

    @property
    def filled(self) -> int:
        """How much of the drawn tube is filled, in percent: its end is round and stays within the frame."""
        return min(self.percent, 99)
