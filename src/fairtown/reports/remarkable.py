"""What is remarkable about a town, region or county: by one rule, the same for every place, never by taste.

A figure is held against that of the state, of the place's region, of the neighbor that differs most, against the
ten-percent line, and its fair share against that of the middle town. How remarkable a difference is:

    (difference − its 90% margin of error) / (how far apart towns usually are: the range of the middle half of them)

so that what a survey cannot tell apart counts nothing, and dollars, homes and shares can be put in one order. Figures
that are flagged as unreliable, or that hold people of another town, are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import hypot
from typing import Literal

import numpy as np

from fairtown.concepts import EVERYONE, FairtownError
from fairtown.formatting import tells_nothing
from fairtown.release.contents import LONGEST_NAME
from fairtown.release.reader import OpenRelease, Row
from fairtown.reports.neighbors import neighbors

Kind = Literal["state", "region", "neighbor", "line", "fair_share"]
ASSISTED = "subsidized.assisted_share"
HOMES, SHARE_OF_HOUSEHOLDS = "homes", "share_of_households"
HOMES_ENDS = ("homes_lo90", "homes_hi90")
#: Parameter of ASSISTED: the share of assisted homes from which a town is exempt from appeals.
LINE = "exemption_share"
#: Flags of figures that nobody should quote of a town.
NOT_QUOTED = ("unreliable", "shared_tract")
LEVELS = ("town", "county", "region", "state")
MIDDLE_HALF = (25, 75)


@dataclass(frozen=True)
class Subject:
    """A figure that places are compared by; `is_counted`: it has no sampling error of its own."""

    id: str
    measure: str
    output: str
    group: str = ""
    unit: str = "share"
    is_counted: bool = False


#: Equally remarkable differences stand in this order.
SUBJECTS = (
    Subject("opportunity", "opportunity.modern", "lower_corrected", EVERYONE),
    Subject("people_of_color", "residents.race_ethnicity", "share", "people_of_color"),
    Subject("rent_burden", "homes.rent_burden", "rent_burden_share"),
    Subject("assisted", ASSISTED, "assisted_share", is_counted=True),
    Subject("renters", "homes.tenure", "renter_share"),
    Subject("poverty", "residents.poverty", "poverty_share"),
    Subject("income", "residents.median_household_income", "median_household_income_usd", unit="dollars"),
    Subject("segregation", "segregation.dissimilarity", "corrected", "nh_black|nh_white"),
)


@dataclass(frozen=True)
class Finding:
    """A figure of a place against another; rows are observations, so that each leads to its explanation.

    `kind`: what it is held against. `figure`: of the place; the homes of its fair share where that is the kind.
    `comparison`: of the state, region or neighbor (whose name it has); None for a line or a fair share. `against`: the
    value it is held against. `difference`: signed, `margin`: its 90% margin, both in the unit of the subject.
    `remarkable`: 0 where the difference is not larger than its margin.
    """

    subject: Subject
    kind: Kind
    figure: Row
    comparison: Row | None
    against: float
    difference: float
    margin: float
    remarkable: float

    @property
    def is_sure(self) -> bool:
        """Whether the difference is larger than its margin of error."""
        return abs(self.difference) > self.margin

    @property
    def direction(self) -> Literal["above", "below", "alike"]:
        """Where the place stands: `alike` where the difference is not larger than its margin."""
        if not self.is_sure:
            return "alike"
        return "above" if self.difference > 0 else "below"


class Remarkable:
    """The findings of a release; the figures of all its places are read once."""

    def __init__(self, release: OpenRelease) -> None:
        """Keep the release."""
        self.release = release

    @cached_property
    def neighbors(self) -> dict[str, list[Row]]:
        """The towns that share a border with each town, by key."""
        return neighbors(self.release)

    @cached_property
    def fair_share(self) -> Subject:
        """The fair share of towns by the state's method; outputs of its own, the ends of its homes, say its margin."""
        measure = f"fair_share.{self.release.profile.method}"
        return Subject("fair_share", measure, SHARE_OF_HOUSEHOLDS, is_counted=True)

    @cached_property
    def subjects(self) -> list[Subject]:
        """The subjects, opportunity by the state's own index of today."""
        index = self.release.profile.index
        return [replace(s, measure=index) if s.id == "opportunity" else s for s in SUBJECTS]

    @cached_property
    def _places(self) -> dict[str, Row]:
        return {p["key"]: p for p in self.release.all_places}

    @cached_property
    def _rows(self) -> dict[str, dict[str, Row]]:
        """The observation of every place but tracts, by subject and key."""
        return {s.id: self._read(s) for s in (*self.subjects, self.fair_share)}

    def _read(self, subject: Subject) -> dict[str, Row]:
        release = self.release
        if subject.measure not in release.measures:
            return {}
        year = release.last_year_of(subject.measure)
        rows = [
            row
            for level in LEVELS
            for row in release.level_rows(subject.measure, year, level, subject.output, group=subject.group)
        ]
        return {row["key"]: row for row in rows if _is_quotable(row, subject)}

    @cached_property
    def _spreads(self) -> dict[str, float]:
        """The range of the middle half of all towns, by subject; 0 where there are no towns to compare."""
        return {name: self._spread(rows) for name, rows in self._rows.items()}

    def _spread(self, rows: dict[str, Row]) -> float:
        values = self._of_towns(rows)
        return float(np.subtract(*np.percentile(values, MIDDLE_HALF[::-1]))) if values else 0.0

    def _of_towns(self, rows: dict[str, Row]) -> list[float]:
        return [row["value"] for row in rows.values() if row["level"] == "town"]

    def figure(self, subject: Subject, key: str) -> Row | None:
        """Return the figure of a place that may be quoted, None where there is none."""
        return self._rows[subject.id].get(key)

    def findings(self, key: str) -> list[Finding]:
        """Return what the place of this key is held against, the most remarkable first, what is not sure last.

        Raises FairtownError if no place has this key.
        """
        if key not in self._places:
            raise FairtownError(
                f"place {key[:LONGEST_NAME]!r} is unknown; give the key of a town or a wider place"
            )
        found = [f for subject in self.subjects for f in self._of_subject(subject, key)]
        found += [*self._line(key), *self._fair_share(key)]
        return sorted(found, key=lambda f: (-f.remarkable, not f.is_sure))

    def _of_subject(self, subject: Subject, key: str) -> list[Finding]:
        rows = self._rows[subject.id]
        if key not in rows:
            return []
        place = self._places[key]
        wider: tuple[tuple[Kind, str], ...] = (("state", place["state"]), ("region", place["region"]))
        found = [
            self._against(subject, kind, rows[key], rows[other])
            for kind, other in wider
            if other in rows and other != key
        ]
        next_door = [
            self._against(subject, "neighbor", rows[key], rows[t["key"]])
            for t in self.neighbors.get(key, ())
            if t["key"] in rows
        ]
        return found + sorted(next_door, key=lambda f: (-f.remarkable, -abs(f.difference)))[:1]

    def _against(self, subject: Subject, kind: Kind, figure: Row, comparison: Row) -> Finding:
        margin = hypot(figure["moe"] or 0.0, comparison["moe"] or 0.0)
        return self._finding(subject, kind, figure, comparison, comparison["value"], margin)

    def _finding(
        self,
        subject: Subject,
        kind: Kind,
        figure: Row,
        comparison: Row | None,
        against: float,
        margin: float,
        value: float | None = None,
    ) -> Finding:
        """Return a finding; `value`: in the unit of the subject, where `figure` has another."""
        difference = (figure["value"] if value is None else value) - against
        spread = self._spreads[subject.id]
        beyond = max(abs(difference) - margin, 0.0)
        remarkable = beyond / spread if spread else 0.0
        return Finding(subject, kind, figure, comparison, against, difference, margin, remarkable)

    def _line(self, key: str) -> list[Finding]:
        """Return the share of assisted homes of a town against the line of the law, by the latest list."""
        (subject,) = (s for s in self.subjects if s.id == "assisted")
        row = self._rows[subject.id].get(key)
        if row is None or row["level"] != "town":
            return []
        parameters = {p["name"]: p["values"] for p in self.release.measures[ASSISTED]["parameters"]}
        if LINE not in parameters:
            return []
        return [self._finding(subject, "line", row, None, parameters[LINE][max(parameters[LINE])], 0.0)]

    def _fair_share(self, key: str) -> list[Finding]:
        """Return the homes of a town's fair share, as a share of its households against that of the middle town."""
        rows = self._rows[self.fair_share.id]
        if key not in rows or rows[key]["level"] != "town":
            return []
        share = rows[key]["value"]
        homes, margin = self._homes(rows[key])
        if not homes["value"]:
            return []
        middle = float(np.median(self._of_towns(rows)))
        scaled = margin * share / homes["value"]
        return [self._finding(self.fair_share, "fair_share", homes, None, middle, scaled, value=share)]

    @cached_property
    def _home_rows(self) -> dict[str, dict[str, Row]]:
        """The homes of the fair share of every town and the ends of their interval, by key and output."""
        measure = self.fair_share.measure
        found: dict[str, dict[str, Row]] = {}
        year = self.release.last_year_of(measure)
        for row in self.release.level_rows(measure, year, "town", (HOMES, *HOMES_ENDS)):
            found.setdefault(row["key"], {})[row["output"]] = row
        return found

    def _homes(self, row: Row) -> tuple[Row, float]:
        """Return the homes of a town's fair share, and how far the further end of their interval is from them."""
        found = self._home_rows[row["key"]]
        ends = [found[end]["value"] for end in HOMES_ENDS if end in found]
        return found[HOMES], max((abs(end - found[HOMES]["value"]) for end in ends), default=0.0)


def _is_quotable(row: Row, subject: Subject) -> bool:
    """Whether a figure is known, with its margin unless it is counted, and may be quoted of its place."""
    if row["value"] is None or any(flag in row["flag"] for flag in NOT_QUOTED):
        return False
    return subject.is_counted or (row["moe"] is not None and not tells_nothing(row["moe"], subject.unit))


def one_of_each(findings: Iterable[Finding], kinds: Sequence[Kind] = (), most: int = 4) -> list[Finding]:
    """Return the most remarkable sure finding of each subject, at most `most`, one neighbor in all.

    `findings`: the most remarkable first; `kinds`: only these, all if empty.
    """
    best: dict[str, Finding] = {}
    for finding in findings:
        is_second_neighbor = finding.kind == "neighbor" and any(f.kind == "neighbor" for f in best.values())
        if finding.is_sure and (not kinds or finding.kind in kinds) and not is_second_neighbor:
            best.setdefault(finding.subject.id, finding)
    return list(best.values())[:most]
