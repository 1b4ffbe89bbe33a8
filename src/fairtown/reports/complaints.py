"""Housing discrimination: until when a complaint or a suit can be filed, who is protected, and who helps.

The federal part holds in every state; a state's own limits, groups and offices stand in its folder. No legal advice:
each last day is the earliest that the law can mean, since time that does not count is left out (tolling).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from fairtown.data.periods import years_after
from fairtown.states import all_states
from fairtown.states.complaints import Agency, Complaints, TimeLimit

READ = date.fromisoformat("2026-11-28")
SATURDAY = 5

#: What people need, by code, as pages name it.
NEEDS = {
    "complaint": "File a complaint",
    "lawyer": "Free advice or a lawyer",
    "eviction": "I'm being evicted",
    "voucher": "They won't take my voucher",
    "disability": "It's about a disability",
    "harassment": "Sexual harassment",
    "shelter": "A place to stay, and other help",
}

#: 42 USC 3604.
PROTECTED = (
    "race",
    "color",
    "religion",
    "sex",
    "national origin",
    "disability",
    "having children under 18, or being pregnant",
)

LIMITS = (
    TimeLimit(
        code="hud",
        what="A complaint with the U.S. Department of Housing and Urban Development (HUD)",
        count=1,
        unit="years",
        law="42 USC 3610; 24 CFR 103.35",
        url="https://uscode.house.gov/view.xhtml?req=granuleid:USC-prelim-title42-section3610&num=0&edition=prelim",
        status="copy",
        source="24 CFR part 103, in a copy",
        checked_on=READ,
        office="hud",
    ),
    TimeLimit(
        code="court",
        what="A lawsuit in federal or state court under the Fair Housing Act",
        count=2,
        unit="years",
        law="42 USC 3613",
        url="https://uscode.house.gov/view.xhtml?req=granuleid:USC-prelim-title42-section3613&num=0&edition=prelim",
        status="copy",
        source="42 USC 3613, in copies",
        checked_on=READ,
        note="Time during which HUD has your complaint does not count. We leave that out, so your real last day can "
        "only be later.",
    ),
)

AGENCIES = (
    Agency(
        code="hud",
        name="U.S. Department of Housing and Urban Development (HUD), Fair Housing",
        needs=("complaint",),
        what_for="Takes complaints under the federal Fair Housing Act, from every state.",
        phone="800-669-9777",
        tty="800-877-8339",
        seen_in="ctoca.org/know_your_rights (phone); portal.ct.gov/chro (TTY)",
        seen_on=READ,
        note="Its form online is there in other languages too; the address was seen only in part, so none is given.",
    ),
    Agency(
        code="doj",
        name="U.S. Department of Justice, Housing and Civil Enforcement Section",
        needs=("harassment",),
        what_for="Sexual harassment by a landlord, a manager or anyone else with power over your home.",
        phone="844-380-6178",
        other_phone="833-591-0291",
        web="https://www.justice.gov/crt/housing-and-civil-enforcement-section",
        seen_in="justice.gov, own page",
        seen_on=READ,
        note="844-380-6178 is for sexual harassment, 833-591-0291 for other discrimination in housing.",
    ),
)


@dataclass(frozen=True)
class Deadline:
    """The last day of a limit. `safe`: the same, or the Friday before where it falls on a weekend."""

    limit: TimeLimit
    last: date

    @property
    def safe(self) -> date:
        """The last working day of the limit; holidays are not known here."""
        return self.last - timedelta(days=max(0, self.last.weekday() - SATURDAY + 1))

    def days_left(self, today: date) -> int:
        """Return days from today to the last day; 0 on that day, negative once it is over."""
        return (self.last - today).days


def of_state(code: str) -> Complaints:
    """Return what a state adds to federal law; nothing for one that is not carried. `code`: its two letters."""
    found = all_states().get(code)
    return found.complaints if found else Complaints()


def limits(code: str) -> tuple[TimeLimit, ...]:
    """Return the time limits of a state and of federal law."""
    return (*of_state(code).limits, *LIMITS)


def agencies(code: str) -> tuple[Agency, ...]:
    """Return the offices of a state and the federal ones, those to call first in front."""
    own = of_state(code).agencies
    first = tuple(agency for agency in own if "complaint" in agency.needs)
    return (*first, *AGENCIES, *(agency for agency in own if agency not in first))


def last_day(act: date, limit: TimeLimit) -> date:
    """Return the last day of a limit whose first day is the one after the act.

    A year ends on the day of the same date; after 29 February, on the 28th.
    """
    if limit.unit == "days":
        return act + timedelta(days=limit.count)
    return years_after(act, limit.count)


def deadlines(act: date, code: str) -> list[Deadline]:
    """Return the deadlines after an act, the first one first."""
    return sorted((Deadline(limit, last_day(act, limit)) for limit in limits(code)), key=lambda d: d.last)


def earliest_day(year: int, month: int | None, day: int | None) -> date:
    """Return the first day that an act can have happened on; raises ValueError if the calendar has no such day."""
    return date(year, month or 1, day or 1)


def messages() -> Iterator[str]:
    """Yield the texts of every state that pages show."""
    yield from NEEDS.values()
    own = [state.complaints for state in all_states().values()]
    for part in (Complaints(LIMITS, PROTECTED, AGENCIES), *own):
        yield from (text for limit in part.limits for text in (limit.what, limit.note) if text)
        yield from (*part.protected, *part.cautions)
        yield from (text for agency in part.agencies for text in (agency.what_for, agency.languages) if text)
