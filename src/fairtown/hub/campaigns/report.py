"""The report on lobbying for the election under IRC 501(h): hours and costs by year, and the limits of the statute.

Source of the limits: 26 U.S.C. 4911(c)(2) and (c)(4), https://uscode.house.gov/view.xhtml?req=26+USC+4911
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from fairtown.hub.campaigns.models import LobbyTime
from fairtown.hub.shelf.downloads import safe_cell

#: Up to so many dollars of exempt-purpose expenditures, this share of what lies above the step before.
STEPS = (
    (Decimal(500_000), Decimal("0.20")),
    (Decimal(1_000_000), Decimal("0.15")),
    (Decimal(1_500_000), Decimal("0.10")),
    (None, Decimal("0.05")),
)
MOST = Decimal(1_000_000)
GRASSROOTS_SHARE = Decimal("0.25")
CENT = Decimal("0.01")
SOURCE = "26 U.S.C. 4911(c)(2), (c)(4) and (d)(2); https://uscode.house.gov/view.xhtml?req=26+USC+4911"
FORMULA = "dollars = hours x rate + cost; an exempt activity counts toward neither limit"
LIMIT_FORMULA = (
    "lobbying limit = 20% of the first $500,000 of exempt-purpose expenditures, 15% of the next $500,000, 10% of the "
    "next $500,000, 5% of the rest, at most $1,000,000; grassroots limit = 25% of it"
)


@dataclass(frozen=True)
class YearTotals:
    """Dollars and hours of one calendar year. `exempt`: of what is no lobbying under the statute."""

    year: int
    direct: Decimal
    grassroots: Decimal
    exempt: Decimal
    hours: Decimal

    @property
    def lobbying(self) -> Decimal:
        """What counts toward the limit: direct and grassroots together."""
        return self.direct + self.grassroots


def dollars(row: LobbyTime) -> Decimal:
    """Return hours x rate + cost, in dollars and cents."""
    return (row.hours * row.rate + row.cost).quantize(CENT, ROUND_HALF_UP)


def lobbying_limit(exempt_purpose: Decimal) -> Decimal:
    """Return the lobbying nontaxable amount, in dollars, of a year's exempt-purpose expenditures."""
    limit, before = Decimal(0), Decimal(0)
    for upto, share in STEPS:
        top = exempt_purpose if upto is None else min(exempt_purpose, upto)
        limit += max(top - before, Decimal(0)) * share
        before = top
    return min(limit, MOST).quantize(CENT, ROUND_HALF_UP)


def grassroots_limit(exempt_purpose: Decimal) -> Decimal:
    """Return the grass roots nontaxable amount, in dollars, of a year's exempt-purpose expenditures."""
    return (lobbying_limit(exempt_purpose) * GRASSROOTS_SHARE).quantize(CENT, ROUND_HALF_UP)


def totals(rows: Iterable[LobbyTime]) -> list[YearTotals]:
    """Return the totals of each calendar year, the newest first."""
    by_year: dict[int, list[LobbyTime]] = {}
    for row in rows:
        by_year.setdefault(row.day.year, []).append(row)
    return [_year_totals(year, by_year[year]) for year in sorted(by_year, reverse=True)]


def _year_totals(year: int, rows: list[LobbyTime]) -> YearTotals:
    def of_kind(kind: str) -> Decimal:
        return sum((dollars(r) for r in rows if r.kind == kind and not r.exception), Decimal(0))

    return YearTotals(
        year,
        of_kind(LobbyTime.Kind.DIRECT),
        of_kind(LobbyTime.Kind.GRASSROOTS),
        sum((dollars(r) for r in rows if r.exception), Decimal(0)),
        sum((r.hours for r in rows), Decimal(0)),
    )


def report_csv(rows: Iterable[LobbyTime], exempt_purpose: Decimal | None = None) -> str:
    """Return the report as CSV: totals by year, each activity, formula and source.

    `exempt_purpose`: dollars of a year, for the limits; None leaves them out, since the site does not know it.
    """
    found, file = list(rows), io.StringIO()
    table = csv.writer(file, lineterminator="\r\n")
    table.writerow(["year", "direct_usd", "grassroots_usd", "lobbying_usd", "exempt_usd", "hours"])
    for year in totals(found):
        table.writerow([year.year, year.direct, year.grassroots, year.lobbying, year.exempt, year.hours])
    table.writerow([])
    table.writerow(["day", "what", "kind", "exception", "hours", "rate_usd", "cost_usd", "dollars"])
    table.writerows(_activity(row) for row in found)
    table.writerow([])
    table.writerows(_notes(exempt_purpose))
    return file.getvalue()


def _activity(row: LobbyTime) -> list[object]:
    own = [row.day.isoformat(), safe_cell(row.what), row.kind, row.exception]
    return [*own, row.hours, row.rate, row.cost, dollars(row)]


def _notes(exempt_purpose: Decimal | None) -> Iterator[list[object]]:
    yield ["formula", FORMULA]
    if exempt_purpose is None:
        yield ["limits", "left out: the year's exempt-purpose expenditures were not given"]
    else:
        yield ["exempt_purpose_usd", exempt_purpose]
        yield ["lobbying_limit_usd", lobbying_limit(exempt_purpose)]
        yield ["grassroots_limit_usd", grassroots_limit(exempt_purpose)]
    yield ["limits_formula", LIMIT_FORMULA]
    yield ["source", SOURCE]
    yield ["note", "calendar years; where the tax year differs, or in doubt, ask counsel"]
