"""What a state adds for people who met discrimination in housing: time limits of its law, protected groups, offices.

Facts are rows with their law, how sure they are (`concepts.LAW_STATUS`), where they were read and on which day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal


@dataclass(frozen=True)
class TimeLimit:
    """How long after an act something may be filed: `count` days, or years.

    `code`: short name; `what`: what is filed, and where; `law`: what sets it; `note`: what a reader has to know of it;
    `office`: code of the agency that takes it, blank for a court.
    """

    code: str
    what: str
    count: int
    unit: Literal["days", "years"]
    law: str
    url: str
    status: Literal["confirmed", "copy", "reported"]
    source: str
    checked_on: date
    office: str = ""
    note: str = ""


@dataclass(frozen=True)
class Agency:
    """An office that people can call or write to, as it was seen in its own or another public page.

    `needs`: what it helps with, codes of `reports.complaints.NEEDS`; `what_for`: the same in a sentence or two;
    `phone`: the number to call first, blank where none was seen; `other_phone`: more numbers; `seen_on`: the day on
    which the page was read; `note`: what staff should know before they confirm it.
    """

    code: str
    name: str
    needs: tuple[str, ...]
    what_for: str
    seen_in: str
    seen_on: date
    phone: str = ""
    other_phone: str = ""
    tty: str = ""
    address: str = ""
    web: str = ""
    languages: str = ""
    note: str = ""


@dataclass(frozen=True)
class Complaints:
    """What a state has beside federal law: its limits, the groups it adds, its agencies, and what else may run out."""

    limits: tuple[TimeLimit, ...] = ()
    protected: tuple[str, ...] = ()
    agencies: tuple[Agency, ...] = ()
    #: sentences on limits that were not confirmed, and so are not counted
    cautions: tuple[str, ...] = ()
