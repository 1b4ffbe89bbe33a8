"""What the map owes to each of its choices: the part of the laboratory page that stands in the release."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from fairtown.drawings import charts
from fairtown.hub.shelf.figures import Figure, Figures
from fairtown.hub.shelf.lines import Line
from fairtown.release.reader import OpenRelease
from fairtown.scenarios.opportunity import recipes

SENSITIVITY, COHERENCE = "opportunity.sensitivity", "opportunity.coherence"
TOGETHER, WEIGHTS, DRAWN, FIRST = "together", "weighting", "weighting.drawn", "component_1"
#: Outputs that are shown: one query brings them all.
OF_STATE = ("recipes", "share_kept", "alpha", "component_share")
OF_CHOICE = ("options", "sobol")
OF_CHANGE = ("kept", "rank_shift", "spearman")
OF_INDICATOR = ("weight", "effective_weight", "with_rest", "runs_against")
#: Single changes that stand open; the others can be unfolded.
SHOWN = 6


class _Found:
    """The figures of the state for a year, and the labels of their groups."""

    def __init__(self, release: OpenRelease, year: int) -> None:
        """Read both measures in one query."""
        state = release.state_places
        wanted = (*OF_STATE, *OF_CHOICE, *OF_CHANGE, *OF_INDICATOR)
        self.rows = release.observations([SENSITIVITY, COHERENCE], state, [year], wanted)
        self.figures = Figures(self.rows, release.measures)
        self.key, self.year = state[0]["key"], year
        self.labels = {m: release.measures[m]["group_words"] for m in (SENSITIVITY, COHERENCE)}

    def get(self, measure: str, output: str, group: str = "") -> Figure | None:
        """Return a figure of the first variant."""
        return self.figures.get(measure, self.key, self.year, output, group)

    def drawn(self, output: str, group: str = "") -> Figure | None:
        """Return a figure with weights drawn at random as well."""
        return self.figures.other_variant(SENSITIVITY, self.key, self.year, output, group)

    def groups(self, measure: str, output: str) -> list[str]:
        """Return the groups that an output has in the first variant."""
        rows = self.figures.rows
        return [group for m, _key, _year, o, group in rows if (m, o) == (measure, output)]

    def line(self, measure: str, group: str, outputs: tuple[str, ...]) -> Line:
        """Return the row of a group: its label and its figures."""
        return Line(self.label(measure, group), {o: self.get(measure, o, group) for o in outputs})

    def label(self, measure: str, group: str) -> str:
        """Return the label of a group in the reader's language."""
        return _(self.labels[measure].get(group, group))


def section(release: OpenRelease, year: int) -> dict[str, Any] | None:
    """Return what the release says of the choices behind the index of a year; None where it says nothing."""
    if any(year not in release.measures.get(m, {"years": []})["years"] for m in (SENSITIVITY, COHERENCE)):
        return None
    found = _Found(release, year)
    if not found.rows:
        return None
    choices, changes = _choices(found), _changes(found)
    index = recipes.usual(year, release.profile.indices)
    title = release.measures[f"opportunity.{index.id}"]["title"]
    return {
        "title": _(title),
        "recipes": found.get(SENSITIVITY, "recipes"),
        "kept": found.get(SENSITIVITY, "share_kept"),
        "recipes_drawn": found.drawn("recipes"),
        "kept_drawn": found.drawn("share_kept"),
        "weights_drawn": found.drawn("sobol", WEIGHTS),
        "choices": choices,
        "chart": _chart(choices),
        "changes": changes[:SHOWN],
        "more_changes": changes[SHOWN:],
        "indicators": _indicators(found),
        "alpha": found.get(COHERENCE, "alpha"),
        "first": found.get(COHERENCE, "component_share", FIRST),
        "links": {"sensitivity": SENSITIVITY, "coherence": COHERENCE},
    }


def _choices(found: _Found) -> list[Line]:
    """Return each choice with the options tried and its share, largest first, and what is left."""
    groups = found.groups(SENSITIVITY, "sobol")
    groups.sort(key=lambda g: (g == TOGETHER, -_value(found.get(SENSITIVITY, "sobol", g))))
    return [found.line(SENSITIVITY, group, OF_CHOICE) for group in groups]


def _changes(found: _Found) -> list[Line]:
    """Return each single change, those first under which fewest tracts keep their level."""
    lines = [found.line(SENSITIVITY, group, OF_CHANGE) for group in found.groups(SENSITIVITY, "kept")]
    if found.drawn("kept", DRAWN):
        lines.append(Line(found.label(SENSITIVITY, DRAWN), {o: found.drawn(o, DRAWN) for o in OF_CHANGE}))
    return sorted(lines, key=lambda line: _value(line.figures["kept"]))


def _indicators(found: _Found) -> list[Line]:
    """Return each indicator with its weights, its correlation with the rest, and whether it runs against it."""
    groups = found.groups(COHERENCE, "effective_weight")
    groups.sort(key=lambda g: -_value(found.get(COHERENCE, "effective_weight", g)))
    return [found.line(COHERENCE, group, OF_INDICATOR) for group in groups]


def _value(figure: Figure | None) -> float:
    return float(figure.row["value"]) if figure and figure.known else 0.0


def _chart(choices: list[Line]) -> str:
    drawn = [(line.label, _value(line.figures["sobol"]), None) for line in choices]
    if not drawn:
        return ""
    return charts.bars(
        drawn,
        _("Share of the differences between the maps that comes from each choice"),
        _("One bar for each choice, the longest first. The table has the numbers."),
        "lab-choices",
    )
