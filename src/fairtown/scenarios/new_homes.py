"""What new homes bring to a school district: students, and the share of them with low incomes.

How many students a home brings is not published for the state: it is assumed, open to change, and shown over a range.
Students of affordable homes are taken to have low incomes, those of other homes not to.
"""

from __future__ import annotations

from dataclasses import dataclass

from fairtown.measures.schools.towns_and_districts import housing_to_students, new_share
from fairtown.release.reader import OpenRelease

MEALS, DISTRICTS = "ct_edsight.meals", "schools.districts"
#: Students of public schools per home: what to begin with, and the least and the most of the range.
USUAL_YIELD, LEAST_YIELD, MOST_YIELD = 0.5, 0.25, 0.9
USUAL_HOMES = 100


@dataclass(frozen=True)
class Enrollment:
    """Students of a district and those of them with low incomes; `low` is None where it is not published."""

    code: str
    name: str
    students: float
    low: float | None


@dataclass(frozen=True)
class NewHomes:
    """Homes at market prices and affordable ones, and the students that each of them brings."""

    market: float = 0
    affordable: float = USUAL_HOMES
    market_yield: float = USUAL_YIELD
    affordable_yield: float = USUAL_YIELD


@dataclass(frozen=True)
class NewStudents:
    """Students that come, and the share with low incomes before and after; None where it is not known before."""

    students: float
    before: float | None
    after: float | None


def enrollments(release: OpenRelease) -> dict[str, Enrollment]:
    """Return the districts with known enrollment by code, in order of name."""
    rows = {row["district_code"]: row for row in release.input_rows(MEALS) if row["students"]}
    found = (
        Enrollment(code, row["district"], row["students"], row["eligible_for_free_or_reduced_meals"])
        for code, row in rows.items()
    )
    return {own.code: own for own in sorted(found, key=lambda own: own.name)}


def work_out(district: Enrollment, homes: NewHomes) -> NewStudents:
    """Return what the homes bring to a district; FairtownError on negative numbers."""
    market = housing_to_students(homes.market, homes.market_yield, 1, 0, 0)
    affordable = housing_to_students(homes.affordable, homes.affordable_yield, 1, 0, 0)
    before = after = None
    if district.low is not None:
        before = district.low / district.students
        after = new_share(district.students, district.low, market + affordable, affordable)
    return NewStudents(market + affordable, before, after)


def ends(district: Enrollment, homes: NewHomes) -> tuple[NewStudents, NewStudents]:
    """Return the same where every home brings the least, and the most, of the range."""
    least, most = (
        work_out(district, NewHomes(homes.market, homes.affordable, share, share))
        for share in (LEAST_YIELD, MOST_YIELD)
    )
    return least, most
