"""Who would learn with whom: the part of the answer on school districts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from fairtown.concepts import GROUPS
from fairtown.formatting import format_points
from fairtown.hub.shelf.figures import Figure, Figures, number
from fairtown.hub.shelf.school_districts import school_year
from fairtown.hub.what_if.tables import SHORT, between, counts_and_shares
from fairtown.release.reader import OpenRelease
from fairtown.scenarios.what_if.frames import black_and_hispanic
from fairtown.scenarios.what_if.students import (
    OUTCOMES,
    OWN,
    PUBLISHED_H,
    WHITE_MATES,
    YEAR,
    H,
    StudentResult,
)

#: Districts that the page names; the file has all.
SHOWN = 20
HEADLINE, OF_ALL = (WHITE_MATES, 1), (H, -1)


@dataclass(frozen=True)
class StudentLine:
    """An outcome of districts: its label, before, after, the change with the survey's margin, its range."""

    label: str
    before: float
    after: float
    change: float
    moe: float
    least: float
    most: float

    @property
    def change_points(self) -> str:
        """The change in points with its sign, and the margin that the survey leaves."""
        return format_points(self.change, self.moe)

    @property
    def assumed(self) -> str:
        """The least and the most change over all assumptions, in points."""
        return between(self.least, self.most)


def context(release: OpenRelease, students: StudentResult | None) -> dict[str, Any]:
    """Return what the answer shows of districts; nothing where the release has none."""
    if students is None:
        return {}
    found = dict(zip(OUTCOMES, lines(students), strict=True))
    return {
        "students": students,
        "student_lines": [
            (
                line.label,
                number(line.before, "share"),
                number(line.after, "share"),
                line.change_points,
                line.assumed,
            )
            for line in found.values()
        ],
        "mates": found[HEADLINE],
        "student_h": found[OF_ALL],
        "published_h": published_h(release),
        "district_lines": _districts(students),
        "student_year": school_year(YEAR),
    }


def lines(students: StudentResult) -> list[StudentLine]:
    """Return a line for each outcome."""
    labels = {
        H: _("Theil's H of five groups, between school districts"),
        OWN: _("%(group)s: own group in the district of the average student"),
        WHITE_MATES: _("%(group)s: White students in the district of the average student"),
    }
    groups = [_(SHORT[group]) for group in GROUPS]
    rows = zip(
        OUTCOMES, students.before.tolist(), students.after.tolist(), students.change.tolist(),
        students.moe.tolist(), students.least.tolist(), students.most.tolist(), strict=True,
    )  # fmt: skip
    return [
        StudentLine(labels[kind] % {"group": groups[group]}, *numbers) for (kind, group), *numbers in rows
    ]


def published_h(release: OpenRelease) -> Figure | None:
    """Return Theil's H between districts as the release publishes it: the scenario's own before."""
    measure, output, group = PUBLISHED_H
    rows = release.observations([measure], release.state_places, [YEAR], [output])
    return Figures(rows, release.measures).get(measure, release.state_places[0]["key"], YEAR, output, group)


def _districts(students: StudentResult) -> list[tuple[str, ...]]:
    """Return the districts whose share of Black and Hispanic students changes most, as cells."""
    moves, names = students.moves, students.districts.names
    before, after = black_and_hispanic(moves.before), black_and_hispanic(moves.after)
    n_before, n_after = moves.before.sum(axis=0), moves.after.sum(axis=0)
    order = sorted(range(len(names)), key=lambda i: -abs(after[i] - before[i]))
    return [
        (
            names[i],
            *counts_and_shares(float(n_before[i]), float(n_after[i]), float(before[i]), float(after[i])),
            format_points(float(after[i] - before[i]), None),
        )
        for i in order[:SHOWN]
    ]
