"""Why a measure has no figures in a state: what it reads is not held there, or it is the law of another state."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from fairtown.concepts import FairtownError

#: The kinds of reasons, and what each says; `what`: a table or a measure; `detail`: the states that have it, its year.
REASONS = {
    "state": "it is a measure of {detail} only",
    "source": "it reads {what}, a table of {detail} only",
    "table": "it reads {what}, which is not held for this state",
    "edition": "it reads {what} of {detail}, which is not held for this state",
    "measure": "it uses {what}, which has no figures for this state",
    "measure_year": "it uses {what} of {detail}, for which there are no figures",
}
#: What is missing in the end, where a measure uses others that have no figures.
MISSING = {
    "state": "a measure of {detail} only",
    "source": "{what}, a table of {detail} only",
    "table": "{what}, which is not held",
    "edition": "{what} of {detail}, which is not held",
}


@dataclass(frozen=True)
class Absence:
    """One reason, of a kind of REASONS."""

    kind: str
    what: str
    detail: str = ""

    def __str__(self) -> str:
        """Return the reason as a clause."""
        return REASONS[self.kind].format(what=self.what, detail=self.detail)


class AbsentError(FairtownError):
    """Something that a measure reads is not there for this state: the measure is left out, and says why."""

    def __init__(self, absence: Absence, where: str = "") -> None:
        """Keep the reason; `where` says what was looked for in which place, to whoever must mend it."""
        super().__init__(f"{absence}: {where}" if where else str(absence))
        self.absence = absence


Rows = dict[str, dict[int, dict[str, Any]]]


def by_measure(rows: Iterable[dict[str, Any]]) -> Rows:
    """Return rows of a release's `absence` by measure and year, each with its `reason` as a clause, and its `cause`.

    `cause`: the row that says what is missing in the end, where a measure uses others that have no figures; else None.
    """
    known: Rows = {}
    for row in rows:
        known.setdefault(row["measure"], {})[row["year"]] = row
    return {
        measure: {year: row | _reason(row, known) for year, row in years.items()}
        for measure, years in known.items()
    }


def _reason(row: dict[str, Any], known: Rows) -> dict[str, Any]:
    cause = _cause(row, known)
    reason = str(Absence(row["kind"], row["what"], row["detail"]))
    if cause is not None:
        reason += "; missing is " + MISSING[cause["kind"]].format(**cause)
    return {"reason": reason, "cause": cause}


def _cause(row: dict[str, Any], known: Rows) -> dict[str, Any] | None:
    """Return the row of the measure behind a row that has no figures by itself; None where the row says all."""
    cause = row
    while cause["kind"] not in MISSING:
        years = known[cause["what"]]
        cause = years[cause["year"] if cause["year"] in years else max(years)]
    return None if cause is row else cause
