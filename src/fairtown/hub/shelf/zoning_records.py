"""Contributions on zoning that staff reviewed, and hearings, as pages for everyone show them.

The app that stores them connects itself when it starts. No page imports it: pages see these fields, nothing of reviews.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol


@dataclass(frozen=True)
class ShownContribution:
    """A fact or a correction that staff show; `as_of`: the day of the rule, where its source says one."""

    subject: str
    is_correction: bool
    district: str
    says: str
    source: str
    source_url: str
    as_of: date | None


@dataclass(frozen=True)
class Hearing:
    """A public hearing or meeting of a town's zoning body; `town`: its key. Moments know their time zone."""

    id: int
    town: str
    begins_at: datetime
    body: str
    about: str
    place: str
    url: str
    source: str
    is_cancelled: bool
    changed_at: datetime


class ZoningRecords(Protocol):
    """What an app that stores contributions and hearings answers."""

    def shown_contributions(self, town: str) -> list[ShownContribution]:
        """Return the contributions to the town of this key that staff show, newest first."""

    def n_shown_by_town(self) -> dict[str, int]:
        """Return how many contributions staff show, by key of the town."""

    def hearings(self, since: datetime, towns: Iterable[str] | None, most: int) -> list[Hearing]:
        """Return at most `most` hearings that begin at `since` or later, soonest first; `towns`: keys, None for all."""


_connected: list[ZoningRecords] = []


def connect(records: ZoningRecords) -> None:
    """Let pages ask `records` from now on."""
    _connected[:] = [records]


def zoning_records() -> ZoningRecords:
    """Return what is connected; IndexError if no app is."""
    return _connected[0]
