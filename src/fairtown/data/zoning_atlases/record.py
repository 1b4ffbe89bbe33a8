"""One zoning record: districts with what each allows, their rules as numbers, their shapes or none, and their source.

Every reader fills the same tables, so that shares, lot sizes and changes are computed one way for all of them. A rule
that was not read is unknown, never prohibited. `assemble.py` is the one door: what comes through it is checked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fairtown.concepts import FairtownError

#: What a home is called in the record, and its label.
HOMES: dict[str, str] = {
    "f1": "one-family homes",
    "f2": "two-family homes",
    "f3": "three-family homes",
    "f4plus": "homes for four families or more",
    "adu": "accessory homes",
}
TREATMENTS: dict[str, str] = {
    "allowed": "as of right, with no more than a review by staff",
    "hearing": "only after a public hearing",
    "prohibited": "not allowed",
    "silent": "the rules say nothing on it",
    "unknown": "not read, or not known",
}
KINDS: dict[str, str] = {
    "residential": "mainly for homes",
    "mixed": "homes among other uses",
    "nonresidential": "not for homes",
    "overlay": "on top of other districts, without a say on use",
    "unknown": "not classified",
}
FLAGS = ("overlay", "mapped", "extinct", "single_family_only")
TEXT = (
    "region", "county", "jurisdiction", "district", "name", "kind", "code_date", "valid_from", "valid_to",
    "source", "url",
)  # fmt: skip
TREATMENT_COLUMNS = tuple(f"treat_{h}" for h in HOMES)
LIMIT_COLUMNS = tuple(f"{limit}_{h}" for limit in ("elderly_only", "affordable_only") for h in HOMES)
#: The columns of `Zoning.districts`: text, acres, what is allowed, yes/no/unknown, and the row of the file.
COLUMNS = (*TEXT, "acres", *TREATMENT_COLUMNS, *FLAGS, *LIMIT_COLUMNS, "file_row")
#: The columns of `Zoning.rules`: one row per rule; `row` counts districts from 0.
RULE_COLUMNS = ("row", "homes", "rule", "unit", "form", "low", "high", "text")


@dataclass(frozen=True)
class Number:
    """A rule that is one number."""

    value: float


@dataclass(frozen=True)
class Range:
    """A rule between two numbers, as where it depends on sewers; `high` None is open."""

    low: float
    high: float | None


@dataclass(frozen=True)
class Conditions:
    """A rule in words: alternatives, exceptions, formulas. It stays as published and is never guessed at."""

    text: str


@dataclass(frozen=True)
class NoLimit:
    """The code was read and sets no such rule."""


RuleValue = Number | Range | Conditions | NoLimit


@dataclass(frozen=True)
class Rule:
    """One rule of a district: `homes` is one of `HOMES`, or blank where it holds for all."""

    homes: str
    rule: str
    unit: str
    value: RuleValue


@dataclass(frozen=True)
class Origin:
    """Where zoning comes from. `land` says what its acres are acres of; `code_date` is ISO, or a year, or blank."""

    source: str
    url: str
    licence: str
    land: str
    code_date: str = ""


@dataclass(frozen=True)
class District:
    """One district by itself, for a page or a report."""

    jurisdiction: str
    district: str
    name: str
    kind: str
    overlay: bool | None
    acres: float | None
    treatments: Mapping[str, str]
    elderly_only: Mapping[str, bool | None]
    affordable_only: Mapping[str, bool | None]
    rules: tuple[Rule, ...]
    geometry: Any
    source: str
    url: str
    code_date: str
    valid_from: str
    valid_to: str


@dataclass(frozen=True)
class Zoning:
    """All districts of one source: tables, shapes in the same order or None, and what was repaired or is odd."""

    name: str
    origin: Origin
    districts: pd.DataFrame
    rules: pd.DataFrame
    geometry: NDArray[np.object_] | None
    notes: tuple[str, ...]

    def limits(self, rule: str, homes: str) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[Any]]:
        """Return lowest and highest value of a rule and its form per district; NaN and "" where there is none.

        A range that is open above has infinity as its highest value.
        """
        own = self.rules[(self.rules.rule == rule) & (self.rules.homes == homes)]
        low, high = np.full(len(self.districts), np.nan), np.full(len(self.districts), np.nan)
        form = np.full(len(self.districts), "", object)
        at = own.row.to_numpy(int)
        low[at], high[at], form[at] = own.low, own.high, own.form
        return low, high, form

    def district(self, row: int) -> District:
        """Return the district of a row; raises FairtownError if there is none."""
        if not 0 <= row < len(self.districts):
            raise FairtownError(f"{self.name}: no district {row}; expected 0 to {len(self.districts) - 1}")
        values = self.districts.iloc[row]
        plain = (
            "jurisdiction",
            "district",
            "name",
            "kind",
            "source",
            "url",
            "code_date",
            "valid_from",
            "valid_to",
        )
        return District(
            **{c: str(values[c]) for c in plain},
            overlay=_known(values.overlay),
            acres=None if np.isnan(values.acres) else float(values.acres),
            treatments={h: str(values[f"treat_{h}"]) for h in HOMES},
            elderly_only={h: _known(values[f"elderly_only_{h}"]) for h in HOMES},
            affordable_only={h: _known(values[f"affordable_only_{h}"]) for h in HOMES},
            rules=tuple(
                Rule(r.homes, r.rule, r.unit, rule_value(r.form, r.low, r.high, r.text))
                for r in self.rules[self.rules.row == row].itertuples()
            ),
            geometry=None if self.geometry is None else self.geometry[row],
        )  # fmt: skip


def _known(value: Any) -> bool | None:
    return None if pd.isna(value) else bool(value)


def rule_value(form: str, low: float, high: float, text: str) -> RuleValue:
    """Return the value of a rule from a row of `Zoning.rules`."""
    if form == "number":
        return Number(float(low))
    if form == "range":
        return Range(float(low), None if np.isinf(high) else float(high))
    return NoLimit() if form == "none" else Conditions(text)


def rule_row(row: int, homes: str, rule: str, unit: str, value: RuleValue) -> tuple[Any, ...]:
    """Return the row of `Zoning.rules` that holds a value."""
    if isinstance(value, Number):
        return row, homes, rule, unit, "number", value.value, value.value, f"{value.value:g}"
    if isinstance(value, Range):
        high = np.inf if value.high is None else value.high
        return row, homes, rule, unit, "range", value.low, high, f"{value.low:g} to {high:g}"
    if isinstance(value, NoLimit):
        return row, homes, rule, unit, "none", np.nan, np.nan, "none"
    return row, homes, rule, unit, "conditions", np.nan, np.nan, value.text


def districts_frame(columns: Mapping[str, Any], n: int, origin: Origin) -> pd.DataFrame:
    """Return `n` districts with every column of the record; what is not given is blank, unknown or the origin's."""
    rows = pd.DataFrame(index=range(n))
    own = {"code_date": origin.code_date, "source": origin.source, "url": origin.url, "kind": "unknown"}
    for name in COLUMNS:
        given = columns.get(name)
        if name in TEXT:
            rows[name] = np.asarray(own.get(name, "") if given is None else given, object)
        elif name in TREATMENT_COLUMNS:
            rows[name] = np.asarray("unknown" if given is None else given, object)
        elif name in FLAGS or name in LIMIT_COLUMNS:
            rows[name] = pd.array([pd.NA] * n if given is None else list(given), dtype="boolean")
        elif name == "acres":
            rows[name] = np.asarray(np.nan if given is None else given, float)
        else:
            rows[name] = np.arange(1, n + 1) if given is None else given
    blank = rows.code_date == ""
    rows.loc[blank, "code_date"] = origin.code_date
    return rows
