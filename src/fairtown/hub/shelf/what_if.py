"""The what-if that the site begins with, for pages, letters and articles that quote it: figures of a scenario.

Each figure leads to the page of the scenario, as figures of a release lead to their explanation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fairtown.concepts import GROUPS
from fairtown.hub.release_access import current_release, once_a_release
from fairtown.hub.shelf.figures import Figure
from fairtown.release.reader import OpenRelease, Row
from fairtown.scenarios.fair_share.shares import TOWN_FIGURES
from fairtown.scenarios.what_if.indices import ACCESS, DISSIMILARITY, OUTCOMES
from fairtown.scenarios.what_if.plan import Result, WhatIf
from fairtown.scenarios.what_if.world import TILTED, Array

#: Stands where the id of a measure does.
WHAT_IF = "what-if"
SCENARIO = gettext_lazy("This is a scenario, not a forecast.")
NOBODY = ""


@dataclass(frozen=True)
class Quotable:
    """A figure that can be quoted: its unit, whether it is of a town or of the state, its label, and its sentence."""

    unit: str
    is_of_town: bool
    label: Any
    sentence: Any


QUOTABLE: dict[tuple[str, str], Quotable] = {
    ("lower_after", "nh_black"): Quotable(
        "share",
        False,
        gettext_lazy("Black residents in lower-opportunity neighborhoods after a fair share"),
        gettext_lazy(
            "If every town took its fair share, %(value)s of Black residents would live in lower-opportunity "
            "neighborhoods."
        ),
    ),
    ("dissimilarity_after", "nh_black|nh_white"): Quotable(
        "share",
        False,
        gettext_lazy("Dissimilarity of Black and White residents after a fair share"),
        gettext_lazy(
            "If every town took its fair share, %(value)s of Black or White residents would have to move to be spread "
            "alike."
        ),
    ),
    ("households", NOBODY): Quotable(
        "households",
        False,
        gettext_lazy("Households in need that a fair share would find a home"),
        gettext_lazy(
            "If every town took its fair share, %(value)s households in need would find a home elsewhere in their "
            "region."
        ),
    ),
    ("arriving", NOBODY): Quotable(
        "people",
        True,
        gettext_lazy("People in need who would move in with a fair share"),
        gettext_lazy(
            "If every town took its fair share, %(value)s people in need would move to %(place)s from its region."
        ),
    ),
    ("leaving", NOBODY): Quotable(
        "people",
        True,
        gettext_lazy("People in need who would move out with a fair share"),
        gettext_lazy(
            "If every town took its fair share, %(value)s people in need would leave their homes in %(place)s for one "
            "in their region."
        ),
    ),
    ("black_hispanic_after", NOBODY): Quotable(
        "share",
        True,
        gettext_lazy("Black and Hispanic residents after a fair share"),
        gettext_lazy(
            "If every town took its fair share, %(value)s of the residents of %(place)s would be Black or Hispanic."
        ),
    ),
}


@once_a_release
def what_if(release: OpenRelease) -> WhatIf:
    """Return the figures of a release that a plan moves, cached for the life of the process."""
    return WhatIf(release)


def is_held(release: OpenRelease) -> bool:
    """Whether the release has what a plan moves."""
    return TOWN_FIGURES in release.measures and bool(release.profile.method)


@dataclass(frozen=True)
class TownUnderPlan:
    """A town under the usual plan: homes, people who move in and out, Black and Hispanic residents before and after."""

    homes: float
    arriving: float
    leaving: float
    before: float | None
    after: float | None


@once_a_release
def _towns(release: OpenRelease) -> dict[str, TownUnderPlan]:
    """Return what the usual plan brings to each town, by its key."""
    plan = what_if(release)
    scenario = plan.scenario()
    moves, by_town = plan.moves(scenario), plan.world(scenario.income).by_town
    parts = [_part(by_town.sum(people)) for people in (moves.before, moves.after)]
    sums = [by_town.sum(people).sum(axis=0).tolist() for people in (moves.arriving, moves.leaving)]
    rows = zip(plan.fair_share.towns, plan.homes(scenario).tolist(), *sums, *parts, strict=True)
    return {town["key"]: TownUnderPlan(*numbers) for town, *numbers in rows}


def _part(people: Array) -> list[float | None]:
    groups = [list(GROUPS).index(group) for group in TILTED]
    pairs = zip(people[groups].sum(axis=0).tolist(), people.sum(axis=0).tolist(), strict=True)
    return [some / everyone if everyone else None for some, everyone in pairs]


def of_town(release: OpenRelease, key: str) -> TownUnderPlan | None:
    """Return what the usual plan brings to a town, None where it has no fair share."""
    return _towns(release).get(key) if is_held(release) else None


@once_a_release
def _usual(release: OpenRelease) -> Result:
    plan = what_if(release)
    return plan.work_out(plan.scenario())


class ScenarioFigure(Figure):
    """A figure of the usual scenario."""

    @property
    def href(self) -> str:
        """The address of the scenario."""
        return reverse("what-if")


def figure(places: list[Row], output: str, group: str) -> Figure | None:
    """Return a figure of a place, given under all its codes; None where there is none."""
    release, quotable = current_release(), QUOTABLE.get((output, group))
    if quotable is None or not places or not is_held(release):
        return None
    place = places[-1]
    if place["level"] != ("town" if quotable.is_of_town else "state"):
        return None
    value, moe = _of_town(release, place["key"], output) if quotable.is_of_town else _of_state(output)
    row = {
        "value": value, "moe": moe, "flag": "", "measure": WHAT_IF, "geoid": place["geoid"], "output": output,
        "grp": group, "variant": "", "year": what_if(release).year,
    }  # fmt: skip
    return ScenarioFigure(row, quotable.unit)


def _of_town(release: OpenRelease, key: str, output: str) -> tuple[float | None, None]:
    town = of_town(release, key)
    names = {"black_hispanic_after": "after"}
    return (None if town is None else getattr(town, names.get(output, output))), None


def _of_state(output: str) -> tuple[float, float | None]:
    """Return a figure of the state and its margin: today's and that of the change, one added to the other."""
    result = _usual(current_release())
    if output == "households":
        return float(result.moves.households.sum()), None
    outcome = (ACCESS, "nh_black") if output == "lower_after" else (DISSIMILARITY, "nh_black|nh_white")
    at = OUTCOMES.index(outcome)
    moe = float(result.published_moe[at] + result.survey.moe[at])
    return float(result.published[at] + result.change[at]), moe


def is_of_state(output: str, group: str = NOBODY) -> bool:
    """Whether a figure is of the state, not of a town."""
    quotable = QUOTABLE.get((output, group))
    return quotable is not None and not quotable.is_of_town


def label(output: str, group: str) -> str:
    """Return what a figure is of."""
    quotable = QUOTABLE.get((output, group))
    return str(quotable.label) if quotable else output


def sentence(found: Figure, place: str) -> str:
    """Return what a figure says, and that it is no forecast."""
    quotable = QUOTABLE[found.row["output"], found.row["grp"]]
    text = str(quotable.sentence) % {"value": found.estimate, "place": place}
    return _("%(sentence)s %(scenario)s") % {"sentence": text, "scenario": SCENARIO}


def choices() -> list[tuple[str, str]]:
    """Return every figure that can be quoted, output and group joined, with its label."""
    if not is_held(current_release()):
        return []
    return [(f"{WHAT_IF}:{output}:{group}", str(q.label)) for (output, group), q in QUOTABLE.items()]
