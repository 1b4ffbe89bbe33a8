"""The form of the laboratory: every choice of a recipe with its label and its current option."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from fairtown.hub.release_access import current_release
from fairtown.hub.shelf.query import FlagField, OptionField, StrictForm
from fairtown.scenarios.opportunity import recipes
from fairtown.scenarios.opportunity.laboratory import Laboratory, Recipe

#: Percent held back at either end.
TRIMS = ("0", "2", "5", "10")
#: Weights of the sliders; one of an address that is larger, or lies between two steps, stays what it is.
MOST_WEIGHT = 4
#: Correlations of the survey errors of household-based indicators.
CORRELATIONS = ("0", "0.1", "0.2", "0.4")
STEP = 0.25
FINE_STEP = 0.01


@dataclass(frozen=True)
class LabQuery:
    """A recipe, one to compare it with, and whether to draw the survey."""

    recipe: Recipe
    against: Recipe
    is_sure: bool = False


class LabForm(StrictForm):
    """A recipe and how it is shown. What is of the recipe is refused by `recipes`, as in the command."""

    sure = FlagField()
    repeatable = (recipes.USE,)

    def is_known(self, name: str) -> bool:
        """Return true: `recipes` names what it does not know."""
        return True

    def clean(self) -> dict[str, Any]:
        """Read the recipe and the one to compare it with; raises FairtownError if the recipe cannot be."""
        data = self.data.copy()
        against = data.pop("against", [None])[-1]
        data.pop("sure", None)
        items = [(name, value) for name, values in data.lists() for value in values]
        indices = current_release().profile.indices
        recipe = recipes.from_query(items) if items else recipes.built_in()[indices[0]]
        others = {r.id: r for r in recipes.of_same_year(recipe.year)}
        # one of ours goes by its name
        recipe = next((r for r in others.values() if recipes.is_same(r, recipe)), recipe)
        chosen = OptionField("against", others, required=False).clean(against)
        comparison = others[chosen] if chosen else recipes.usual(recipe.year, indices)
        return self.cleaned_data | {"query": LabQuery(recipe, comparison, self.cleaned_data["sure"])}

    @classmethod
    def query(cls, data: QueryDict) -> LabQuery:
        """Return what an address asks for; raises FairtownError, in one line, if it cannot be."""
        query: LabQuery = cls.read(data)["query"]
        return query


@dataclass(frozen=True)
class Option:
    """One option of a choice."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Line:
    """An indicator in the form."""

    id: str
    title: str
    better: str
    town: bool
    used: bool
    weight: str
    most: str
    step: str
    domain: str
    transform: str


def choices(recipe: Recipe) -> list[dict[str, Any]]:
    """Return the choices that are select fields: name, label and options."""
    low = recipe.winsorise[0]
    current = {
        "standardise": recipe.standardise,
        "trim": f"{low * recipes.PERCENT:g}",
        "aggregate": recipe.aggregate,
        "missing": recipe.missing,
        "least": f"{recipe.least_share:g}",
        "reference": recipe.reference,
        "levels": recipe.levels,
        "correlation": f"{recipe.correlation:g}",
    }
    return [
        {"name": name, "label": label, "options": _options(options, current[name])}
        for name, label, options in _choices()
    ]


def _options(options: dict[str, str], chosen: str) -> list[Option]:
    known = options if chosen in options else options | {chosen: chosen}
    return [Option(value, label, value == chosen) for value, label in known.items()]


Choice = tuple[str, str, dict[str, str]]


def _choices() -> tuple[Choice, ...]:
    """Return the choices in their order: name, label, and the label of each option."""
    trims = {
        t: _("as they are") if t == "0" else _("%(percent)s%% at each end") % {"percent": t} for t in TRIMS
    }
    least = {"0": _("any"), "0.5": _("half of the weight"), "0.75": _("three quarters"), "1": _("all of it")}
    missing = {
        "available_mean": _("use those there are"),
        "drop": _("no score"),
        "impute_median": _("take the median"),
    }
    return (
        _scale(),
        ("trim", _("Extreme values"), trims),
        ("aggregate", _("Add up by"), {"mean": _("mean"), "geometric": _("geometric mean")}),
        ("missing", _("Where figures are missing"), missing),
        ("least", _("At least known"), least),
        *_areas_and_levels(),
        _correlation(),
    )


def _scale() -> Choice:
    options = {
        "z": _("z-score (n − 1)"),
        "z_population": _("z-score (n)"),
        "min_max": _("lowest 0, highest 1"),
        "percentile": _("percentile rank"),
        "robust_z": _("distance from the median"),
        "threshold": _("a point above the median"),
    }
    return "standardise", _("One scale"), options


def _areas_and_levels() -> tuple[Choice, Choice]:
    areas = {"state": _("the state")}
    for level, label in current_release().profile.areas.items():
        areas[level] = _("each %(area)s") % {"area": _(label)}
    areas["region_or_rural"] = _("region, rural apart")
    levels = {
        "tracts": _("tracts"),
        "people": _("residents"),
        "children": _("children"),
        "cuts": _("fixed cuts"),
    }
    return ("reference", _("Compare within"), areas), ("levels", _("Levels hold equal shares of"), levels)


def _correlation() -> Choice:
    usual = f"{Recipe.correlation:g}"
    options = {c: c for c in CORRELATIONS} | {
        "0": _("not at all"),
        usual: _("as surveys show (%(correlation)s)") % {"correlation": usual},
    }
    return "correlation", _("Survey errors of households go together"), options


def domain_labels(recipe: Recipe) -> dict[str, str]:
    """Return the domains that an indicator can be put in: ours, and others that the recipe has."""
    labels = {
        "": _("none"),
        "education": _("Education"),
        "economy": _("Economy"),
        "employment": _("Employment"),
        "homes": _("Homes"),
        "neighborhood": _("Neighborhood"),
    }
    return labels | {part.domain: part.domain for part in recipe.indicators if part.domain not in labels}


def hidden_fields(recipe: Recipe) -> list[tuple[str, str]]:
    """Return the choices of a recipe that the form has no field for, to be sent along with it."""
    plain = recipes.to_query(recipe)
    return [(k, v) for k, v in plain if k in ("cap", "n") or k.startswith(recipes.DOMAIN_WEIGHT)]


def lines(recipe: Recipe, laboratory: Laboratory) -> list[Line]:
    """Return every indicator of the year: those in use first, as the recipe names them."""
    parts = {part.id: part for part in recipe.indicators}
    out = []
    for definition in laboratory.definitions:
        part = parts.get(definition.id)
        weight = part.weight if part else 1.0
        out.append(
            Line(
                definition.id,
                _(definition.title),
                _("more is better") if definition.direction > 0 else _("less is better"),
                definition.level == "town",
                part is not None,
                f"{weight:g}",
                f"{max(MOST_WEIGHT, weight):g}",
                f"{FINE_STEP if weight % STEP else STEP:g}",
                part.domain if part else "",
                part.transform if part else "none",
            )
        )
    return sorted(out, key=lambda line: recipe.ids.index(line.id) if line.used else len(recipe.ids))


def starts(recipe: Recipe, address: str) -> list[dict[str, Any]]:
    """Return the recipes to begin from, those of the state first: title, URL, and whether it is the current one."""
    every = recipes.built_in()
    ours = [every[name] for name in dict.fromkeys((*current_release().profile.indices, *every))]
    return [
        {
            "id": r.id,
            "title": _(r.title),
            "href": f"{address}?{urlencode(recipes.to_query(r))}",
            "is_current": recipes.is_same(r, recipe),
        }
        for r in ours
    ]
