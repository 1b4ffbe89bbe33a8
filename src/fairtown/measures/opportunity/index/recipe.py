"""A recipe: every choice that an opportunity index rests on, as data.

Which indicators, how they are made comparable, weighted and added up, and where the levels divide. A recipe of
our own is one file of this folder; anyone's is a TOML file (`fairtown scenario opportunity --recipe FILE`) or an
address of the laboratory page. Each is checked here, whole, before anything is computed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from fairtown.concepts import FairtownError

STANDARDISE: dict[str, str] = {
    "z": "z-score, spread with n − 1",
    "z_population": "z-score, spread with n",
    "min_max": "from 0 at the lowest to 1 at the highest",
    "percentile": "percentile rank, 0 to 100",
    "robust_z": "distance from the median in 1.4826 × median absolute deviation",
    "threshold": "1 above the median of the reference area, else 0",
}
AGGREGATE: dict[str, str] = {
    "mean": "weighted mean",
    "geometric": "weighted geometric mean, each indicator first set to 1-100",
}
MISSING: dict[str, str] = {
    "available_mean": "mean of the indicators that a tract has",
    "drop": "no score unless all are there",
    "impute_median": "the median of the reference area stands in",
}
REFERENCE: dict[str, str] = {
    "state": "the whole state",
    "region": "each region by itself",
    "county": "each county by itself",
    "region_or_rural": "each region by itself, the rural tracts of all of them together",
}
LEVELS: dict[str, str] = {
    "tracts": "each level holds an equal share of the tracts",
    "people": "each level holds an equal share of the residents",
    "children": "each level holds an equal share of the children",
    "cuts": "levels divide at fixed scores",
}
KINDS: dict[str, str] = {
    "share": "the sum of the numerator columns over the sum of the denominator columns",
    "value": "one column as published, without a denominator",
    "percent": "published percents, weighted by the counts behind them in the denominator",
}
LEVEL_OF = ("tract", "town")
TRANSFORM: dict[str, str] = {"none": "as it is", "log": "natural logarithm"}
FIVE = 5
MOST_LEVELS = 10
#: Correlation of the survey errors of household-based indicators in a tract: docs/decisions/0022.
CORRELATION = 0.2
#: Longest text of a recipe's title, and of a name in it.
LONGEST_TEXT = 200
#: Longest refusal.
LONGEST_MESSAGE = 1_000


@dataclass(frozen=True)
class Part:
    """An indicator of a recipe: which one, in which domain, with which weight."""

    id: str
    domain: str = ""
    weight: float = 1.0
    transform: str = "none"


@dataclass(frozen=True)
class Definition:
    """How an indicator is made of published columns, and whether more of it is better (`direction` 1) or less (−1).

    Columns are whole addresses (`acs5.tenure.owner_households`). `kind`: see `KINDS`. `level` says whether the figure
    is of the tract or of its town, and is then added up over the table's rows of that town; `edition` pins the year
    of the table where it is not the year of the recipe; `asked` is how often one person counts in the denominator.
    `household_based` says that the survey asks households for it, so that its error goes with those of other such
    indicators in a tract (see `Recipe.correlation`).
    """

    id: str
    title: str
    numerator: tuple[str, ...]
    denominator: tuple[str, ...] = ()
    direction: int = 1
    kind: str = "share"
    unit: str = "share"
    level: str = "tract"
    edition: int = 0
    asked: int = 1
    household_based: bool = False

    @property
    def tables(self) -> tuple[str, ...]:
        """The addresses of the tables that it reads, in order."""
        return tuple(dict.fromkeys(c.rpartition(".")[0] for c in (*self.numerator, *self.denominator)))

    def __post_init__(self) -> None:
        """Refuse, in one line, what cannot be computed."""
        for name, value, known in (("kind", self.kind, KINDS), ("level", self.level, LEVEL_OF)):
            if value not in known:
                raise refuse(self.id, f"{name} is {value!r}, expected one of {', '.join(known)}")
        if self.direction not in (1, -1):
            raise refuse(self.id, f"direction is {self.direction}, expected 1 (more is better) or -1")
        if self.asked < 1:
            raise refuse(self.id, f"asked is {self.asked}, expected 1 or more: how often each person counts")
        if self.edition < 0:
            raise refuse(self.id, f"edition is {self.edition}, expected a year, or 0 for that of the recipe")
        if not self.numerator or bool(self.denominator) == (self.kind == "value"):
            raise refuse(self.id, f"kind {self.kind!r} is {KINDS[self.kind]}; name such columns")
        if self.kind == "value" and self.unit == "share":
            raise refuse(self.id, "kind 'value' has the unit 'share'; say its own, like dollars")
        for column in (*self.numerator, *self.denominator):
            parts = column.split(".")
            if len(parts) != len(("source", "table", "column")) or not all(parts):
                raise refuse(self.id, f"column {column!r} is no address, expected source.table.column")
        self._check_town()

    def _check_town(self) -> None:
        is_town = self.level == "town"
        if self.kind == "percent" and not is_town:
            raise refuse(
                self.id, "kind 'percent' is for figures of towns; say level = 'town', or name counts"
            )
        if self.kind == "value" and is_town:
            raise refuse(self.id, "kind 'value' is for figures of tracts; of towns name percents or counts")
        if self.kind == "percent" and len(self.numerator) != len(self.denominator):
            counts = f"{len(self.numerator)} percents with {len(self.denominator)} counts"
            raise refuse(self.id, f"{counts}; name the count behind each percent, in the same order")
        if is_town and self.household_based:
            raise refuse(
                self.id, "household_based is for figures of tracts; leave it out, or say level = 'tract'"
            )
        if is_town and len(self.tables) > 1:
            raise refuse(
                self.id, f"figures of towns come from one table, not from {' and '.join(self.tables)}"
            )


@dataclass(frozen=True)
class Recipe:
    """All choices of an index; `year` is the last year of the period of its figures.

    `correlation`: of the survey errors of household-based indicators in a tract, 0 to 1. It moves no score or level,
    only how sure they are.
    """

    id: str
    title: str
    indicators: tuple[Part, ...]
    year: int
    domains: Mapping[str, float] = field(default_factory=dict)
    standardise: str = "z"
    winsorise: tuple[float, float] = (0.0, 1.0)
    cap: float = math.inf
    aggregate: str = "mean"
    missing: str = "available_mean"
    least_share: float = 0.0
    reference: str = "state"
    levels: str = "tracts"
    n_levels: int = FIVE
    cuts: tuple[float, ...] = ()
    define: tuple[Definition, ...] = ()
    correlation: float = CORRELATION

    def __post_init__(self) -> None:
        """Refuse, in one line, what cannot be computed."""
        _check(self)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the indicators, in order."""
        return tuple(part.id for part in self.indicators)

    @property
    def domain_weights(self) -> dict[str, float]:
        """Weight of each domain in use, in order; 1 where none is given."""
        names = dict.fromkeys(part.domain for part in self.indicators)
        return {name: float(self.domains.get(name, 1.0)) for name in names}

    def for_year(self, year: int) -> Recipe:
        """Return the same recipe for the figures of another year."""
        return replace(self, year=year)

    def without(self, indicator: str) -> Recipe:
        """Return the recipe without an indicator."""
        return replace(self, indicators=tuple(p for p in self.indicators if p.id != indicator))


def refuse(recipe: Recipe | str, what: str) -> FairtownError:
    """Return the error of a recipe, in one line."""
    name = recipe if isinstance(recipe, str) else recipe.id
    line = " ".join(f"recipe {name[:LONGEST_TEXT]}: {what}".split())
    return FairtownError(line[:LONGEST_MESSAGE])


def _check(recipe: Recipe) -> None:
    choices = (
        ("standardise", STANDARDISE), ("aggregate", AGGREGATE), ("missing", MISSING), ("reference", REFERENCE),
        ("levels", LEVELS),
    )  # fmt: skip
    for name, known in choices:
        if getattr(recipe, name) not in known:
            raise refuse(recipe, f"{name} is {getattr(recipe, name)!r}, expected one of {', '.join(known)}")
    if not recipe.indicators:
        raise refuse(recipe, "it names no indicator; name at least one")
    if twice := [i for i in recipe.ids if recipe.ids.count(i) > 1]:
        raise refuse(recipe, f"indicator {twice[0]!r} stands twice; name it once, with its weight")
    defined = [d.id for d in recipe.define]
    if twice := [i for i in defined if defined.count(i) > 1]:
        raise refuse(recipe, f"indicator {twice[0]!r} is defined twice; define it once")
    _check_weights(recipe)
    _check_numbers(recipe)


def _check_weights(recipe: Recipe) -> None:
    named = [(f"weight of {p.id}", p.weight) for p in recipe.indicators]
    named += [(f"weight of domain {name!r}", w) for name, w in recipe.domains.items()]
    for name, weight in named:
        if not (math.isfinite(weight) and weight >= 0):
            raise refuse(recipe, f"{name} is {weight}, expected a finite number ≥ 0")
    for name in recipe.domains:
        if name not in recipe.domain_weights:
            raise refuse(recipe, f"domain {name!r} has a weight but no indicator; leave it out")
    total = sum(p.weight * recipe.domain_weights[p.domain] for p in recipe.indicators)
    if not total > 0:
        raise refuse(
            recipe, "the weights sum to 0, expected more; give at least one indicator a weight above 0"
        )
    if not math.isfinite(total):
        raise refuse(recipe, "the weights sum to inf, expected a finite number; give smaller ones")
    for part in recipe.indicators:
        if part.transform not in TRANSFORM:
            known = ", ".join(TRANSFORM)
            raise refuse(recipe, f"transform of {part.id} is {part.transform!r}, expected one of {known}")


def _check_numbers(recipe: Recipe) -> None:
    low, high = recipe.winsorise
    if not 0 <= low < high <= 1:
        raise refuse(recipe, f"winsorise is {low} to {high}, expected two shares with 0 ≤ low < high ≤ 1")
    if not recipe.cap > 0:
        raise refuse(recipe, f"cap is {recipe.cap}, expected a number above 0")
    if not 0 <= recipe.least_share <= 1:
        raise refuse(recipe, f"least_share is {recipe.least_share}, expected a share from 0 to 1")
    if not 0 <= recipe.correlation <= 1:
        raise refuse(recipe, f"correlation is {recipe.correlation}, expected a number from 0 to 1")
    if recipe.levels == "cuts":
        steps = all(a < b for a, b in zip(recipe.cuts, recipe.cuts[1:], strict=False))
        if not (recipe.cuts and steps and all(map(math.isfinite, recipe.cuts))):
            raise refuse(recipe, f"cuts are {list(recipe.cuts)}, expected finite scores that rise")
        if len(recipe.cuts) + 1 != recipe.n_levels:
            raise refuse(
                recipe, f"{len(recipe.cuts)} cuts make {len(recipe.cuts) + 1} levels, not {recipe.n_levels}"
            )
    elif recipe.cuts:
        raise refuse(
            recipe, f"cuts are given but levels is {recipe.levels!r}; leave out the cuts, or say cuts"
        )
    if not 1 < recipe.n_levels <= MOST_LEVELS:
        raise refuse(
            recipe, f"n_levels is {recipe.n_levels}, expected a whole number from 2 to {MOST_LEVELS}"
        )


def from_mapping(given: Mapping[str, Any]) -> Recipe:
    """Return the recipe that a TOML file or an address holds; raises FairtownError naming what is wrong where."""
    name = str(given.get("id", "without an id"))
    known = {f.name for f in fields(Recipe)}
    if unknown := [k for k in given if k not in known]:
        raise refuse(name, f"key {_short_repr(unknown[0])} is unknown; known: {', '.join(sorted(known))}")
    for needed in ("id", "title", "year", "indicators"):
        if needed not in given:
            raise refuse(name, f"{needed} is missing; add it")
    values: dict[str, Any] = {k: _plain(name, k, v) for k, v in given.items()}
    values["indicators"] = tuple(_made(name, Part, row) for row in _tables(name, "indicators", given))
    if "define" in given:
        values["define"] = tuple(_made(name, Definition, row) for row in _tables(name, "define", given))
    return Recipe(**values)


#: What a key of a recipe must hold; the others hold text.
NUMBERS = ("weight", "cap", "least_share", "correlation")
WHOLE = ("year", "n_levels", "direction", "edition", "asked")
SWITCHES = ("household_based",)
LISTS = ("winsorise", "cuts")
TEXTS = ("numerator", "denominator")
BY_HAND = ("indicators", "define")


def _plain(name: str, key: str, value: Any) -> Any:
    """Return a value of the kind that its key needs; raises FairtownError if it is another."""

    def number(v: Any) -> float:
        if isinstance(v, bool) or not isinstance(v, int | float):
            raise refuse(name, f"{key} is {_short_repr(v)}, expected a number")
        try:
            return float(v)
        except OverflowError:
            raise refuse(name, f"{key} is {_short_repr(v)}, expected a smaller number") from None

    if key in BY_HAND:
        return value
    if key in NUMBERS:
        return number(value)
    if key in WHOLE:
        if isinstance(value, bool) or not isinstance(value, int):
            raise refuse(name, f"{key} is {_short_repr(value)}, expected a whole number")
        return value
    if key in SWITCHES:
        if not isinstance(value, bool):
            raise refuse(name, f"{key} is {_short_repr(value)}, expected true or false")
        return value
    if key in LISTS or key in TEXTS:
        if not isinstance(value, list | tuple):
            raise refuse(name, f"{key} is {_short_repr(value)}, expected a list")
        if key == "winsorise" and len(value) != len(("low", "high")):
            raise refuse(name, f"winsorise holds {len(value)} numbers, expected two: low and high")
        return tuple(str(v) if key in TEXTS else number(v) for v in value)
    if key == "domains":
        if not isinstance(value, Mapping):
            raise refuse(name, f"domains is {_short_repr(value)}, expected names with weights")
        return {str(k): number(v) for k, v in value.items()}
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        raise refuse(
            name, f"{key} is {str(value)[:LONGEST_TEXT]!r}, expected a text of up to {LONGEST_TEXT} letters"
        )
    return value


def _short_repr(value: Any) -> str:
    """Return a value as an error message shows it, truncated where it is long."""
    text = repr(value)
    return text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT] + "…"


def _tables(name: str, key: str, given: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    rows = given[key]
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise refuse(name, f"{key} is {_short_repr(rows)}, expected a list of tables, each with an id")
    return rows


def _made(name: str, kind: type, row: Mapping[str, Any]) -> Any:
    known = {f.name for f in fields(kind)}
    if unknown := [k for k in row if k not in known]:
        raise refuse(
            name, f"{_short_repr(unknown[0])} of an indicator is unknown; known: {', '.join(sorted(known))}"
        )
    needed = ("id",) if kind is Part else ("id", "title", "numerator")
    if missing := [k for k in needed if k not in row]:
        raise refuse(name, f"an indicator has no {missing[0]}; add it")
    return kind(**{k: _plain(name, k, v) for k, v in row.items()})


def to_mapping(recipe: Recipe) -> dict[str, Any]:
    """Return the recipe as plain values, defaults left out; `from_mapping` gives it back."""
    out = _without_defaults(recipe)
    if "domains" in out:
        out["domains"] = dict(recipe.domains)
    out["indicators"] = [_without_defaults(part) for part in recipe.indicators]
    if recipe.define:
        out["define"] = [_without_defaults(d) for d in recipe.define]
    return out


def _without_defaults(item: Recipe | Part | Definition) -> dict[str, Any]:
    values = {f.name: (getattr(item, f.name), f.default) for f in fields(item)}
    # an empty mapping is a default too, but a dataclass cannot say so
    return {k: v for k, (v, default) in values.items() if v != default and v != {}}
