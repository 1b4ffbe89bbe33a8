"""What an evaluation found: outcomes with their reasons as codes and numbers, rendered as text elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fairtown.concepts import FairtownError
from fairtown.measures.zoning.ozfs.constraint import Limit, Mask
from fairtown.measures.zoning.ozfs.kleene import FALSE, MAYBE, NOT_EVALUATED, TRUE, WORDS, Outcomes, outcomes
from fairtown.measures.zoning.ozfs.notices import Notice
from fairtown.measures.zoning.ozfs.town import NO_DISTRICT, Rows, Town
from fairtown.measures.zoning.ozfs.values import Array
from fairtown.work_budget import spend

#: Why a check came out as it did; a place in this list is the code of an array.
REASONS: dict[str, str] = {
    "": "not looked at",
    "passes": "the value keeps the rule",
    "no_rule": "the district has no such rule",
    "not_asked": "the rule asks nothing of this building",
    "below_minimum": "the value is below the least that the rule asks for",
    "above_maximum": "the value is above the most that the rule allows",
    "between_minimums": "whether the value is enough depends on what the file does not settle",
    "between_maximums": "whether the value is too much depends on what the file does not settle",
    "value_unknown": "the value of this building on this parcel is unknown",
    "limit_unread": "the rule could not be read as a formula",
    "not_checkable": "the files do not hold what this rule needs",
    "unknown_rule": "the standard has no rule of this name",
    "type_allowed": "the district allows this type of home",
    "type_not_allowed": "the district does not allow this type of home",
    "type_undefined": "the district does not allow this type of home, and it allows one that the file does not define",
    "no_homes_allowed": "the district names no type of home that it allows",
    "type_unknown": "the definitions do not say which type of home this is",
    "planned_development": "what may be built in this district is negotiated",
    "room": "the building fits between the strict setbacks",
    "room_if_relaxed": "the building fits only if the lower setbacks hold",
    "no_room": "the building does not fit between the setbacks",
    "sides_unknown": "it is not known which side of the parcel is the front",
    "shape_unknown": "the edges of the parcel do not close",
}
CODES: dict[str, int] = {name: i for i, name in enumerate(REASONS)}
NAMES = tuple(REASONS)
#: Steps to write down a row, and a letter of the names of its checks.
ROW, LETTER = 2.0, 0.03
#: Longest id that is quoted in a refusal.
LONGEST_ID = 100


@dataclass(eq=False)
class Check:
    """One check of all rows, arrays of shape (rows,); filled district by district.

    `lo` and `hi` of the minimum and of the maximum are NaN where the rule asks for none. `texts`: what of the rules was
    not understood, each with the rows where it counts.
    """

    name: str
    outcome: Outcomes
    code: NDArray[np.int8]
    value: Array
    minimum: Limit
    maximum: Limit
    texts: list[tuple[Mask, str]] = field(default_factory=list)

    @classmethod
    def empty(cls, name: str, n: int) -> Check:
        """Return a check of `n` rows that looked at none of them."""

        def blank() -> Array:
            return np.full(n, np.nan)

        nothing = np.full(n, NOT_EVALUATED, np.int8)
        minimum, maximum = Limit(blank(), blank()), Limit(blank(), blank())
        return cls(name, nothing, np.zeros(n, np.int8), blank(), minimum, maximum)

    def put(self, rows: Rows, outcome: Outcomes, code: NDArray[np.int8] | int) -> None:
        """Write down the outcome of some rows and its reason."""
        self.outcome[rows], self.code[rows] = outcome, code


@dataclass(frozen=True)
class Finding:
    """One check of one parcel: the outcome, its reason and its numbers; None where there is no such number."""

    check: str
    outcome: str
    reason: str
    value: float | None = None
    minimum: tuple[float, float] | None = None
    maximum: tuple[float, float] | None = None
    texts: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Evaluation:
    """One building on every parcel of a town: a row per parcel and base district, as in `Town`.

    `overall`: FALSE if any check is, else MAYBE if any is, else TRUE; NOT_EVALUATED where there is no base district.
    """

    town: Town
    overall: Outcomes
    checks: Mapping[str, Check]
    #: where the rules of a district were gone through, shape (rows,)
    is_looked_at: Mask
    notices: tuple[Notice, ...] = ()
    #: whether the building was looked for room on the ground
    is_fitted: bool = False

    def outcome(self, check: str = "") -> Outcomes:
        """Return the outcomes of a check, shape (rows,), or overall; TRUE where no district has such a rule."""
        if not check:
            return self.overall
        if check in self.checks:
            return self.checks[check].outcome
        return outcomes(np.where(self.is_looked_at, TRUE, NOT_EVALUATED))

    def counts(self, check: str = "") -> dict[str, int]:
        """Return how many rows have each outcome, of one check or overall; rows not evaluated too."""
        found = self.outcome(check)
        return {WORDS[o]: int((found == o).sum()) for o in (TRUE, MAYBE, FALSE, NOT_EVALUATED)}

    def rows_of(self, parcel_id: str) -> Rows:
        """Return the rows of a parcel; raises FairtownError if there is no such parcel."""
        positions = np.flatnonzero(self.town.parcels.ids == parcel_id)
        if not len(positions):
            raise no_parcel(parcel_id, len(self.town.parcels))
        return np.flatnonzero(np.isin(self.town.parcel, positions))

    def district_of(self, row: int) -> str:
        """Return the code of a row's base district, "" if there is none."""
        i = self.town.district[row]
        return "" if i == NO_DISTRICT else self.town.zoning.districts[i].abbr

    def findings(self, row: int) -> list[Finding]:
        """Return every check of a row that was looked at, in the order of the checks."""
        checks = [c for c in self.checks.values() if c.outcome[row] != NOT_EVALUATED]
        return [_finding(check, row) for check in checks]

    def names(self, outcome: int) -> list[tuple[str, ...]]:
        """Return the names of the checks of each row that have an outcome."""
        if not self.checks:
            return [()] * len(self.overall)
        found = np.stack([c.outcome == outcome for c in self.checks.values()], axis=1)
        packed = np.packbits(found, axis=1)
        keys = packed.view(f"V{packed.shape[1]}").ravel()
        _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
        names = np.array(list(self.checks), object)
        distinct = [tuple(names[found[i]]) for i in first]
        return [distinct[i] for i in inverse.tolist()]

    def table(self) -> pd.DataFrame:
        """Return a table with a row per parcel and base district: outcome, failing and undecided checks."""
        named = ((c.outcome == FALSE) | (c.outcome == MAYBE) for c in self.checks.values())
        letters = sum(len(name) * int(n.sum()) for name, n in zip(self.checks, named, strict=True))
        spend(ROW * len(self.overall) + LETTER * letters, "answer")
        abbrs = np.array([*(d.abbr for d in self.town.zoning.districts), ""], object)
        return pd.DataFrame(
            {
                "parcel_id": self.town.parcels.ids[self.town.parcel],
                "district": abbrs[self.town.district],
                "outcome": [WORDS[o] for o in self.overall.tolist()],
                "failing": [", ".join(names) for names in self.names(FALSE)],
                "undecided": [", ".join(names) for names in self.names(MAYBE)],
            }
        )


def no_parcel(parcel_id: str, n: int) -> FairtownError:
    """Return the error of an id that no parcel has, in one line."""
    shown_id = " ".join(parcel_id[:LONGEST_ID].split())
    return FairtownError(f"evaluation: no parcel {shown_id!r} among {n:,}; take an id of the .parcel file")


def _finding(check: Check, row: int) -> Finding:
    def number(values: Array) -> float | None:
        return None if np.isnan(values[row]) else float(values[row])

    def both(limit: Limit) -> tuple[float, float] | None:
        return None if np.isnan(limit.lo[row]) else (float(limit.lo[row]), float(limit.hi[row]))

    outcome = int(check.outcome[row])
    texts = tuple(dict.fromkeys(t for mask, t in check.texts if mask[row])) if outcome == MAYBE else ()
    return Finding(
        check.name, WORDS[outcome], NAMES[check.code[row]], number(check.value), both(check.minimum),
        both(check.maximum), texts,
    )  # fmt: skip


def as_records(findings: list[Finding]) -> list[dict[str, Any]]:
    """Return findings as plain values, for JSON: what is empty is left out; a limit without end is null."""

    def plain(pair: tuple[float, float] | None) -> list[float | None] | None:
        return None if pair is None else [v if np.isfinite(v) else None for v in pair]

    rows = []
    for f in findings:
        row = {
            "check": f.check, "outcome": f.outcome, "reason": f.reason, "value": f.value,
            "minimum": plain(f.minimum), "maximum": plain(f.maximum), "texts": list(f.texts),
        }  # fmt: skip
        rows.append({key: v for key, v in row.items() if v not in (None, [])})
    return rows
