"""Recipes as files and as addresses: what a person writes, shares or keeps, read with every check, or not at all."""

from __future__ import annotations

import json
import pkgutil
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from fairtown.concepts import FairtownError
from fairtown.data.delimited import decode
from fairtown.measures import opportunity
from fairtown.measures.opportunity.index.catalogue import (
    EVERY,
    INDEX_YEAR,
    SURVEY_YEARS,
    YEARS,
    indicators_of_year,
)
from fairtown.measures.opportunity.index.recipe import Recipe, from_mapping, refuse, to_mapping

#: Largest recipe file read, in bytes: a real one has about a thousand.
LARGEST = 100_000
#: Id and title of a recipe that an address holds.
OWN, OWN_TITLE = "own", "My recipe"
#: Keys of an address that hold one choice as it stands.
PLAIN = ("standardise", "aggregate", "missing", "reference", "levels")
#: Keys of an address that hold a number, and the names of these choices in a recipe.
NUMBERS = {"cap": "cap", "least": "least_share", "correlation": "correlation"}
USE, WEIGHT, DOMAIN, TRANSFORM, DOMAIN_WEIGHT = "use", "w.", "d.", "t.", "dw."
KEYS = ("year", "trim", "low", "high", "cap", "least", "n", "cuts", "correlation", "title", *PLAIN, USE)
PERCENT = 100


@cache
def built_in() -> dict[str, Recipe]:
    """Return the recipes of the package by id: every measure of `measures/opportunity` that gives their levels."""
    found = {}
    for info in pkgutil.iter_modules(opportunity.__path__):
        module = import_module(f"{opportunity.__name__}.{info.name}")
        recipe, measure = getattr(module, "RECIPE", None), getattr(module, "MEASURE", None)
        if isinstance(recipe, Recipe) and measure and any(o.name == "level" for o in measure.outputs):
            found[recipe.id] = recipe
    return found


def read(name: str) -> Recipe:
    """Return a built-in recipe by id, or that of a TOML file.

    Raises FairtownError if there is no such file, it is not TOML, or the recipe is invalid.
    """
    if name in built_in():
        return built_in()[name]
    path = Path(name)
    if not path.is_file():
        known = ", ".join(built_in())
        raise FairtownError(f"recipe {name!r}: no such file, and not one of ours: {known}")
    if path.stat().st_size > LARGEST:
        raise FairtownError(f"recipe {name!r}: larger than {LARGEST:,} bytes, expected a few lines of TOML")
    try:
        return from_mapping(tomllib.loads(decode(f"recipe {name!r}", path.read_bytes())))
    except tomllib.TOMLDecodeError as error:
        raise FairtownError(f"recipe {name!r}: not a TOML file ({error}); mend that line") from None


def text(recipe: Recipe) -> str:
    """Return a recipe as TOML, which `read` gives back."""
    plain = to_mapping(recipe)
    tables = {k: plain.pop(k) for k in ("indicators", "define") if k in plain}
    domains = plain.pop("domains", None)
    lines = [
        "# A recipe of fairtown. Run it: fairtown scenario opportunity --recipe FILE",
        *(f"{key} = {_toml(value)}" for key, value in plain.items()),
    ]
    if domains:
        lines += ["", "[domains]", *(f"{_toml(k)} = {_toml(v)}" for k, v in domains.items())]
    for name, rows in tables.items():
        for row in rows:
            lines += ["", f"[[{name}]]", *(f"{key} = {_toml(value)}" for key, value in row.items())]
    return "\n".join(lines) + "\n"


def _toml(value: Any) -> str:
    """Return a value as TOML writes it: texts as in JSON, which TOML reads the same."""
    if isinstance(value, tuple | list):
        return "[" + ", ".join(_toml(v) for v in value) + "]"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return repr(value)


def from_query(items: Iterable[tuple[str, str]]) -> Recipe:
    """Return the recipe that an address holds, see `to_query`.

    Raises FairtownError on an unknown parameter, text where a number belongs, or an invalid recipe.
    """
    given: dict[str, list[str]] = {}
    for key, value in items:
        given.setdefault(key, []).append(value)
    _refuse_unknown(given)
    one = {k: v[-1] for k, v in given.items()}
    mapping: dict[str, Any] = {"id": OWN, "title": one.get("title", "").strip() or OWN_TITLE}
    mapping["year"] = _whole(one, "year")
    if mapping["year"] not in YEARS:
        raise refuse(OWN, f"no indicators of {mapping['year']}; years: {', '.join(map(str, YEARS))}")
    mapping |= {key: one[key] for key in PLAIN if key in one}
    if trim := _number(one, "trim", "0") / PERCENT:
        mapping["winsorise"] = [trim, 1 - trim]
    elif "low" in one or "high" in one:
        mapping["winsorise"] = [_number(one, "low", "0"), _number(one, "high", "1")]
    mapping |= {name: _number(one, key) for key, name in NUMBERS.items() if key in one}
    if mapping.get("levels") == "cuts":
        # a form sends its number of levels and its cuts whether or not they are in use
        mapping["cuts"] = [_number({"cuts": part}, "cuts") for part in one.get("cuts", "").split(",")]
        mapping["n_levels"] = len(mapping["cuts"]) + 1
    elif "n" in one:
        mapping["n_levels"] = _whole(one, "n")
    _refuse_unknown_indicators(given, mapping["year"])
    mapping["indicators"] = [_indicator(name, one) for name in given.get(USE, [])]
    weights = {k.removeprefix(DOMAIN_WEIGHT): _number(one, k) for k in one if k.startswith(DOMAIN_WEIGHT)}
    used = {row["domain"] for row in mapping["indicators"]}
    if weights := {k: v for k, v in weights.items() if k in used}:
        mapping["domains"] = weights
    return from_mapping(mapping)


def _refuse_unknown(given: Mapping[str, list[str]]) -> None:
    prefixes = (WEIGHT, DOMAIN, TRANSFORM, DOMAIN_WEIGHT)
    unknown = [k for k in given if k not in KEYS and not k.startswith(prefixes)]
    if unknown:
        raise refuse(OWN, f"{unknown[0]!r} in the address is unknown; known: {', '.join(KEYS)}, w.INDICATOR")
    if "year" not in given:
        raise refuse(OWN, f"the address has no year; add one, like year={SURVEY_YEARS[-1]}")


def _refuse_unknown_indicators(given: Mapping[str, list[str]], year: int) -> None:
    """Refuse an indicator that the year does not know; what is said of one of another year may stand."""
    there = [d.id for d in indicators_of_year(year)]
    if unknown := [name for name in given.get(USE, []) if name not in there]:
        raise refuse(OWN, f"indicator {unknown[0]!r} is unknown; there are: {', '.join(there)}")
    for prefix in (WEIGHT, DOMAIN, TRANSFORM):
        named = [k for k in given if k.startswith(prefix) and k.removeprefix(prefix) not in EVERY]
        if named:
            raise refuse(
                OWN, f"{named[0]!r} in the address is of no indicator; there are: {', '.join(there)}"
            )


def _indicator(name: str, one: Mapping[str, str]) -> dict[str, Any]:
    out: dict[str, Any] = {
        "id": name,
        "weight": _number(one, WEIGHT + name, "1"),
        "domain": one.get(DOMAIN + name, ""),
    }
    if TRANSFORM + name in one:
        out["transform"] = one[TRANSFORM + name]
    return out


def _number(one: Mapping[str, str], key: str, otherwise: str = "") -> float:
    value = one.get(key, otherwise)
    try:
        return float(value)
    except ValueError:
        raise refuse(OWN, f"{key} in the address is {value!r}, expected a number") from None


def _whole(one: Mapping[str, str], key: str) -> int:
    number = _number(one, key)
    if not number.is_integer():
        raise refuse(OWN, f"{key} in the address is {one[key]!r}, expected a whole number")
    return int(number)


def to_query(recipe: Recipe) -> list[tuple[str, str]]:
    """Return the parameters of the address that holds a recipe; `from_query` gives it back, but for its id.

    Raises FairtownError if the recipe defines indicators of its own: no address is long enough for them.
    """
    if recipe.define:
        raise refuse(recipe, "it defines indicators of its own, which no address can hold; share the file")
    plain = to_mapping(recipe)
    out = [("year", str(recipe.year))]
    out += [(key, str(plain[key])) for key in PLAIN if key in plain]
    low, high = recipe.winsorise
    if "winsorise" in plain and low == 1 - high:
        out.append(("trim", f"{low * PERCENT:g}"))
    elif "winsorise" in plain:
        out += [("low", f"{low:g}"), ("high", f"{high:g}")]
    for key, name in {**NUMBERS, "n": "n_levels"}.items():
        if name in plain and not (recipe.cuts and key == "n"):
            out.append((key, f"{plain[name]:g}"))
    if recipe.cuts:
        out.append(("cuts", ",".join(repr(c) for c in recipe.cuts)))
    for part in recipe.indicators:
        out.append((USE, part.id))
        if part.weight != 1:
            out.append((WEIGHT + part.id, f"{part.weight:g}"))
        if part.domain:
            out.append((DOMAIN + part.id, part.domain))
        if part.transform != "none":
            out.append((TRANSFORM + part.id, part.transform))
    out += [(DOMAIN_WEIGHT + name, f"{w:g}") for name, w in recipe.domains.items()]
    return out


def is_same(one: Recipe, other: Recipe) -> bool:
    """Whether two recipes make the same index: all but their ids and titles."""
    return replace(one, id=other.id, title=other.title) == other


def of_same_year(year: int) -> list[Recipe]:
    """Return the built-in recipes that figures of a year can serve, set to that year."""
    ids = {d.id for d in indicators_of_year(year)}
    return [r.for_year(year) for r in built_in().values() if set(r.ids) <= ids]


def years_alike(year: int, held: Iterable[int]) -> list[int]:
    """Return the years, of those held, with the same indicators as a year has: what a recipe can be moved to."""
    return [other for other in held if indicators_of_year(other) == indicators_of_year(year)]


def is_of_survey(year: int) -> bool:
    """Whether the figures of a year are of a survey, not of the published index."""
    return year != INDEX_YEAR


def usual(year: int, indices: Iterable[str]) -> Recipe:
    """Return the recipe that others of a year are compared with: the first of `indices` that its figures serve."""
    there = {recipe.id: recipe for recipe in of_same_year(year)}
    return next(there[name] for name in (*indices, *there) if name in there)
