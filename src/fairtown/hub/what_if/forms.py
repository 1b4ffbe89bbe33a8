"""The form of a scenario: a method or one's own numbers, who is in need, and every assumption with its range."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fairtown.hub.release_access import current_release
from fairtown.hub.shelf.query import StrictForm
from fairtown.scenarios.fair_share.shares import built_in
from fairtown.scenarios.typed_numbers import written
from fairtown.scenarios.what_if import scenario as scenarios
from fairtown.scenarios.what_if.moves import BOUNDS, PLACES, USUAL
from fairtown.scenarios.what_if.scenario import INCOMES, LABELS, SCALES, Scenario

PLACE_LABELS = {
    "households": gettext_noop("spread like the households that are there now"),
    "renters": gettext_noop("spread like the renters who are there now"),
    "level3": gettext_noop("only in neighborhoods of Moderate opportunity or better, where the town has any"),
}


class WhatIfForm(StrictForm):
    """A scenario; all of it is read by `scenario.read`, as the command reads it."""

    def name_fault(self) -> str:
        """Leave unknown and repeated parameters to the reader of scenarios, which names them by their labels."""
        return ""

    def clean(self) -> dict[str, Any]:
        """Read the address; raises FairtownError, in one line, if there is no such scenario."""
        items = [(name, value) for name, values in self.data.lists() for value in values]
        return {"scenario": scenarios.read(items, current_release().profile.method)}

    @classmethod
    def scenario(cls, data: QueryDict) -> Scenario:
        """Return the scenario that an address asks for; raises FairtownError, in one line, if there is none."""
        found: Scenario = cls.read(data)["scenario"]
        return found


@dataclass(frozen=True)
class Field:
    """A field of the form: its name, label, value, and the range in which it is likely."""

    name: str
    label: str
    value: str
    low: str = ""
    high: str = ""


@dataclass(frozen=True)
class Option:
    """An option of a select."""

    value: str
    label: str
    is_chosen: bool


def context(scenario: Scenario, typed: QueryDict | None = None) -> dict[str, Any]:
    """Return what the form shows of a scenario; `typed`: what was typed in its place, though it cannot be."""
    given = QueryDict() if typed is None else typed

    def chosen(name: str, value: str) -> str:
        return given.get(name, value)

    numbers = []
    for name, bound in BOUNDS.items():
        scale = SCALES.get(name, 1)
        value = chosen(name, written(getattr(scenario.assumed, name), scale))
        ends = (written(end, scale) for end in (bound.low, bound.high))
        numbers.append(Field(name, _(LABELS[name]), value, *ends))
    methods, usual = built_in(current_release().profile.method), scenario.method.id
    method = chosen("method", usual)
    place, income = chosen("place", scenario.assumed.place), chosen("income", scenario.income)
    return {
        "methods": [Option(m.id, _(m.title), m.id == method) for m in methods.values()],
        "is_changed_method": usual not in methods,
        "numbers": numbers,
        "places": [Option(p, _(PLACE_LABELS[p]), p == place) for p in PLACES],
        "incomes": [Option(i, f"${int(i):,}", i == income) for i in INCOMES],
        "own": chosen("own", own_lines(scenario)),
        "labels": {name: _(label) for name, label in LABELS.items()},
    }


def own_lines(scenario: Scenario) -> str:
    """Return one's own numbers with the names of towns, a line for each."""
    names = {t["slug"]: t["name"] for t in current_release().towns}
    return "\n".join(f"{names.get(slug, slug)}: {homes:,}" for slug, homes in scenario.own)


def changed(scenario: Scenario) -> list[tuple[str, str, str, str]]:
    """Return every assumption as cells: its label, its value here, the usual one, its range."""
    lines = []
    for name, bound in BOUNDS.items():
        scale = SCALES.get(name, 1)
        chosen_text, usual = (written(getattr(assumed, name), scale) for assumed in (scenario.assumed, USUAL))
        low, high = (written(end, scale) for end in (bound.low, bound.high))
        lines.append((_(LABELS[name]), chosen_text, usual, f"{low}–{high}"))
    place = {name: _(label) for name, label in PLACE_LABELS.items()}
    lines.append((_(LABELS["place"]), place[scenario.assumed.place], place[USUAL.place], _("all three")))
    return lines
