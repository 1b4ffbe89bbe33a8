"""What the indices say of the state: now, by measure, and at each period."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from fairtown.drawings import charts
from fairtown.formatting import format_points
from fairtown.hub.shelf.figures import Figure, Figures, Notes
from fairtown.hub.shelf.lines import Line
from fairtown.hub.shelf.segregation_indices import (
    DISSIMILARITY,
    ENTROPY,
    EXPLAINED,
    EXPOSURE,
    FIVE,
    FOUR,
    HEADLINE,
    INDICES,
    ISOLATION,
    Index,
)
from fairtown.release.intervals import difference, part_of_change
from fairtown.release.reader import OpenRelease

CHANGE = "segregation.change"
CHANGE_PARTS = ("difference", "structural", "group_marginal", "unit_marginal")


def state_figures(release: OpenRelease) -> Figures:
    """Return the explained measures for the state at every period, in one query."""
    state = release.state_places
    return Figures(release.observations([*EXPLAINED, CHANGE], state), release.measures)


def state_key(release: OpenRelease) -> str:
    """Return the key of the state."""
    return release.state_places[0]["key"]


def headline(figures: Figures, key: str, year: int) -> dict[str, Figure | None]:
    """Return the figures of the page's first sentences."""

    def now(measure: str, group: str, output: str = "corrected") -> Figure | None:
        return figures.get(measure, key, year, output, group)

    return {
        "black_white": now(DISSIMILARITY, "nh_black|nh_white"),
        "black_white_chance": now(DISSIMILARITY, "nh_black|nh_white", "by_chance"),
        "black_meets_white": now(EXPOSURE, "nh_black|nh_white"),
        "white_meets_white": now(ISOLATION, "nh_white"),
        "white_chance": now(ISOLATION, "nh_white", "by_chance"),
        "black_meets_black": now(ISOLATION, "nh_black"),
        "black_chance": now(ISOLATION, "nh_black", "by_chance"),
        "between": now(ENTROPY, FIVE, "share_between"),
    }


def measure_lines(figures: Figures, key: str, year: int, notes: Notes) -> list[Line]:
    """Return every index of the page for the state: corrected, by chance, as computed."""
    return [
        Line(
            _(index.label),
            {
                o: figures.get(index.measure, key, year, o, index.group, notes)
                for o in ("corrected", "by_chance", "value")
            },
        )
        for index in INDICES
    ]


@dataclass
class Change:
    """One index in two surveys; `direction` is lower, higher, or unsure where it moved less than its margin."""

    index: Index
    as_computed: list[Figure | None]
    corrected: list[Figure | None]
    shown: str = ""
    direction: str = ""

    @property
    def label(self) -> str:
        """The index in words."""
        return _(self.index.label)

    @property
    def meaning(self) -> str:
        """Whether people live more or less apart by this index; low exposure is more."""
        if self.direction not in ("lower", "higher"):
            return "unsure"
        return "less" if (self.direction == "lower") != self.index.is_low_first else "more"

    @property
    def verdict(self) -> str:
        """The direction in words; nothing where a margin is unknown."""
        labels = {"lower": _("lower"), "higher": _("higher"), "unsure": _("cannot be told from survey error")}
        return labels.get(self.direction, "")


def changes(figures: Figures, key: str, years: tuple[int, int]) -> list[Change]:
    """Return the headline indices of two surveys, the earlier one first, with the change between them."""
    return [_change(figures, key, index, years) for index in HEADLINE]


def _change(figures: Figures, key: str, index: Index, years: tuple[int, int]) -> Change:
    plain, corrected = (
        [figures.get(index.measure, key, year, output, index.group) for year in years]
        for output in ("value", "corrected")
    )
    moved = _moved(*corrected)
    if moved is None:
        return Change(index, plain, corrected)
    value, moe = moved
    direction = "unsure" if abs(value) <= moe else "higher" if value > 0 else "lower"
    return Change(index, plain, corrected, format_points(value, moe), direction)


def _moved(before: Figure | None, after: Figure | None) -> tuple[float, float] | None:
    """Return the change between two figures with its margin, or None where either is unknown."""
    if before and after and before.row["moe"] is not None and after.row["moe"] is not None:
        return difference(before.row["value"], before.row["moe"], after.row["value"], after.row["moe"])
    return None


def recoding(figures: Figures, key: str, years: tuple[int, int]) -> dict[str, str] | None:
    """Return how far H fell with and without the multiracial group, in points, and what part of the fall goes with it.

    From 2020 on the Census Bureau records more people as of several races. None where H did not fall.
    """
    moved = {
        group: _moved(*(figures.get(ENTROPY, key, year, "corrected", group) for year in years))
        for group in (FIVE, FOUR)
    }
    five, four = moved[FIVE], moved[FOUR]
    if five is None or four is None or not five[0] < four[0] < 0:
        return None
    return {
        "five": format_points(five[0], five[1], signed=False),
        "four": format_points(four[0], four[1], signed=False),
        "part": f"{part_of_change(five[0], four[0]):.0%}",
    }


def moved(found: list[Change]) -> dict[str, list[str]]:
    """Return the labels of the indices by whether people live more or less apart than before."""
    out: dict[str, list[str]] = {}
    for change in found:
        out.setdefault(change.meaning, []).append(change.label)
    return out


def change_chart(found: list[Change], periods: list[str]) -> str:
    """Return the two periods of each index with their margins, one below the other."""
    rows = []
    for change in found:
        marks = []
        for lane, (kind, figure) in enumerate(zip(("before", "point"), change.corrected, strict=True)):
            if figure and figure.known:
                marks.append(charts.Mark(kind, figure.row["value"], figure.row["moe"], lane))
        rows.append((change.label, marks))
    return charts.dots(
        rows,
        _("Indices of the state at each period"),
        _("For each index two marks, one below the other: %(periods)s. The table below has the numbers.")
        % {"periods": ", ".join(periods)},
        "change",
    )


def decomposition(release: OpenRelease, figures: Figures, key: str) -> dict[str, Any] | None:
    """Return why mutual information changed, part by part, or None if the release does not tell."""
    if CHANGE not in release.measures:
        return None
    content = release.measures[CHANGE]
    found = {
        o["name"]: figures.get(CHANGE, key, content["years"][-1], o["name"], FIVE) for o in content["outputs"]
    }
    if any(found.get(part) is None or not found[part].known for part in CHANGE_PARTS):  # type: ignore[union-attr]
        return None
    return found
