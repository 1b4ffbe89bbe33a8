"""A fair share as an address: a method of ours and what is changed of it, to be shared, cited and run again."""

from __future__ import annotations

import math
import pkgutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any
from urllib.parse import parse_qsl

from fairtown.data.places import slug
from fairtown.measures import fair_share
from fairtown.measures.fair_share.allocation.factors import FACTORS
from fairtown.measures.fair_share.allocation.method import EXEMPT_BY, Method, refuse, short_repr
from fairtown.scenarios.fair_share.fields import (  # fmt: skip
    BOUNDS,
    CAP,
    FIELDS,
    FLOOR,
    HOMES,
    LINE,
    PERCENT,
    TOWN,
    WEIGHT,
    is_percent,
    refuse_crossed,
    refuse_twice,
)
from fairtown.scenarios.typed_numbers import written

OWN = "own"
OWN_TITLE = "A method of your own"
KEYS = ("method", "need", "homes", "cap", "cap_homes", "floor", "rounding", "scaled", TOWN)
#: Parameters of the page that are no part of a method.
OF_PAGE = ("against", "go", "sort")
SORTS = ("homes", "name", "share")
#: Most pairs of an address that are read.
MOST_PAIRS = 400


@cache
def built_in(usual: str = "") -> dict[str, Method]:
    """Return the methods of the package by id, the usual one first: every METHOD of `measures/fair_share`.

    `usual`: the method that the pages of a state begin with, if it has one.
    """
    found = {}
    for info in pkgutil.iter_modules(fair_share.__path__):
        method = getattr(import_module(f"{fair_share.__name__}.{info.name}"), "METHOD", None)
        if isinstance(method, Method):
            found[method.id] = method
    return {name: found[name] for name in sorted(found, key=lambda name: name != usual)}


@dataclass(frozen=True)
class Address:
    """What an address of the page asks for: a method, one to compare with if it names one, the order of the table."""

    method: Method
    against: Method | None
    sort: str


def read(items: Iterable[tuple[str, str]], usual: str = "") -> Address:
    """Return what the parameters of an address of the page ask for; raises FairtownError, in one line.

    `usual`: the method of an address that names none.
    """
    given: dict[str, list[str]] = {}
    for key, value in items:
        given.setdefault(key, []).append(value.strip())
    refuse_twice(given)
    of_page = {key: given.pop(key)[0] for key in OF_PAGE if key in given}
    sort = of_page.get("sort", "")
    if sort and sort not in SORTS:
        raise refuse(f"sort is {short_repr(sort)}, expected one of {', '.join(SORTS)}")
    # a form that is sent sends its hidden field too
    if "go" in of_page and given.get("need", [OWN]) != [OWN]:
        given.pop(HOMES.key, None)
    method = from_query(((key, value) for key, values in given.items() for value in values), usual)
    against = of_page.get("against", "")
    return Address(method, named(against) if against else None, sort or SORTS[0])


def read_address(address: str, usual: str = "") -> tuple[Method, Method | None]:
    """Return the method, and the one to compare with, of an address of the page: whole, or what follows its "?".

    `usual`: the method of an address that names none. Raises FairtownError, in one line, if it is invalid.
    """
    query = _query_of(address)
    try:
        items = parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query))
    except ValueError:
        raise refuse(f"address {short_repr(address)} cannot be read; copy it whole from the page") from None
    if len(items) > MOST_PAIRS:
        raise refuse(f"address holds {len(items):,} parameters, expected at most {MOST_PAIRS}")
    found = read(items, usual)
    return found.method, found.against


def _query_of(address: str) -> str:
    """Return the parameters of an address: what follows its "?", all of it where that was left out, or none."""
    bare = address.strip().partition("#")[0]
    before, _mark, after = bare.partition("?")
    if "=" in before:
        return bare.strip("&")
    # an address of the page without a question mark is that of the usual method
    return after.strip("&") if after or "/" in before else before


def named(method_id: str) -> Method:
    """Return one of our methods; FairtownError names those there are."""
    if method_id not in built_in():
        raise refuse(f"method {short_repr(method_id)} is unknown; there are: {', '.join(built_in())}")
    return built_in()[method_id]


def from_query(items: Iterable[tuple[str, str]], usual: str = "") -> Method:
    """Return the method that an address holds: one of ours, `usual` if it names none, changed where it says so.

    Raises FairtownError, in one line, on an unknown parameter, one given twice, or an invalid value.
    """
    given: dict[str, list[str]] = {}
    for key, value in items:
        given.setdefault(key, []).append(value.strip())
    refuse_twice(given)
    one = {key: values[-1] for key, values in given.items()}
    if unknown := [k for k in one if k not in KEYS and not k.startswith((WEIGHT, LINE))]:
        raise refuse(
            f"{short_repr(unknown[0])} in the address is unknown; known: {', '.join(KEYS)}, w.FACTOR, x.FIGURE"
        )
    base = named(one.get("method", usual))
    changes = _need(one, base) | _bounds(one) | _ways(one)
    refuse_crossed(base, changes)
    if TOWN in given:
        names = {slug(name) for names in given[TOWN] for name in names.split(",")}
        changes["exempt_towns"] = tuple(sorted(names - {""}))
    changes |= _mapped(one, WEIGHT, "factors", base.factors, FACTORS)
    changes |= _mapped(one, LINE, "exempt", base.exempt, EXEMPT_BY)
    method = base.with_changes(**changes, id=OWN, title=OWN_TITLE)
    return same(method) or method


def _need(one: Mapping[str, str], base: Method) -> dict[str, Any]:
    """Return the need that is asked for: a number of homes is one of one's own, beside another it is refused."""
    need = one.get("need", OWN if HOMES.key in one else base.need)
    if need == OWN:
        return {"need": OWN, "need_homes": HOMES.value(one.get(HOMES.key, ""))}
    if HOMES.key in one:
        raise refuse(
            f"{HOMES.named()} is given, but need is {short_repr(need)}; say need=own, or leave homes out"
        )
    return {"need": need}


def _bounds(one: Mapping[str, str]) -> dict[str, Any]:
    """Return the caps and the floor that are asked for; a blank one is none."""
    names = {CAP.key: "cap_share", FLOOR.key: "floor_share"}
    out = {}
    for field in BOUNDS:
        if field.key in one:
            none = 0.0 if field is FLOOR else math.inf
            out[names.get(field.key, field.key)] = field.value(one[field.key]) if one[field.key] else none
    return out


def _ways(one: Mapping[str, str]) -> dict[str, Any]:
    """Return how a factor counts and how homes become whole, where that is asked for."""
    out: dict[str, Any] = {"rounding": one["rounding"]} if "rounding" in one else {}
    if "scaled" in one:
        if one["scaled"] not in ("0", "1"):
            raise refuse(f"scaled is {short_repr(one['scaled'])}, expected 0 or 1")
        out["is_scaled"] = one["scaled"] == "1"
    return out


def _mapped(
    one: Mapping[str, str], prefix: str, name: str, base: Mapping[str, float], known: Mapping[str, Any]
) -> dict[str, dict[str, float]]:
    """Return weights or lines: those of the base, changed where the address says so; a blank one is taken out."""
    keys = [k for k in one if k.startswith(prefix)]
    if not keys:
        return {}
    out = dict(base)
    for key in keys:
        what = key.removeprefix(prefix)
        if what not in known:
            raise refuse(f"{short_repr(key)} in the address is unknown; there are: {', '.join(known)}")
        if one[key]:
            out[what] = FIELDS[key].value(one[key])
        else:
            out.pop(what, None)
    return {name: {k: v for k, v in out.items() if v or prefix == LINE}}


def same(method: Method) -> Method | None:
    """Return the method of ours that gives the same shares, or None."""
    for ours in built_in().values():
        if _choices(ours) == _choices(method):
            return ours
    return None


def _choices(method: Method) -> tuple[Any, ...]:
    weights = {k: round(w, 12) for k, w in sorted(method.weights.items())}
    exempt = {k: round(v, 12) for k, v in sorted(method.exempt.items())}
    homes = method.need_homes if method.need == OWN else 0.0
    bounds = (method.cap_share, method.cap_homes, method.floor_share)
    return (
        weights,
        exempt,
        method.exempt_towns,
        method.need,
        homes,
        method.is_scaled,
        bounds,
        method.rounding,
    )


def to_query(method: Method, usual: str = "") -> list[tuple[str, str]]:
    """Return the parameters of the shortest address that holds a method, from `usual` on if others are no shorter.

    `from_query` gives the method back.
    """
    ours = same(method)
    if ours:
        return [("method", ours.id)]
    return min((_changes(method, base) for base in built_in(usual).values()), key=len)


def _changes(method: Method, base: Method) -> list[tuple[str, str]]:
    """Return the parameters of the address that holds a method as a change of one of ours."""
    out = [("method", base.id)]
    if method.need != base.need or method.need == OWN:
        out.append(("need", method.need))
    if method.need == OWN:
        out.append(("homes", written(method.need_homes)))
    for name in dict.fromkeys((*base.factors, *method.factors)):
        if method.factors.get(name, 0) != base.factors.get(name, 0):
            out.append((WEIGHT + name, written(method.factors.get(name, 0))))
    for name in dict.fromkeys((*base.exempt, *method.exempt)):
        if method.exempt.get(name) != base.exempt.get(name):
            line = method.exempt.get(name)
            scale = PERCENT if is_percent(name) else 1
            out.append((LINE + name, "" if line is None else written(line, scale)))
    out += [(TOWN, name) for name in method.exempt_towns] or ([(TOWN, "")] if base.exempt_towns else [])
    for key, name, scale in (("cap", "cap_share", PERCENT), ("cap_homes", "cap_homes", 1)):
        value = getattr(method, name)
        if value != getattr(base, name):
            out.append((key, written(value, scale) if math.isfinite(value) else ""))
    if method.floor_share != base.floor_share:
        out.append(("floor", written(method.floor_share, PERCENT)))
    if method.rounding != base.rounding:
        out.append(("rounding", method.rounding))
    if method.is_scaled != base.is_scaled:
        out.append(("scaled", str(int(method.is_scaled))))
    return out


@dataclass(frozen=True)
class Change:
    """A choice that differs from a method of ours: its name in an address, what it is there, and what it is now.

    `kind`: what a claim of that method would be about.
    """

    key: str
    was: str
    now: str

    @property
    def kind(self) -> str:
        """Which part of a method it is: `factors`, `exempt`, `need`, `cap`, or its own name."""
        if self.key.startswith(WEIGHT):
            return "factors"
        if self.key.startswith(LINE) or self.key == TOWN:
            return "exempt"
        return {HOMES.key: "need", "cap_homes": CAP.key}.get(self.key, self.key)


def changed(method: Method, usual: str = "") -> tuple[Method, list[Change]]:
    """Return the method of ours that an address of `method` begins with, and what is changed of it."""
    base = named(dict(to_query(method, usual))["method"])
    now, was = (_joined(_changes(one, other)) for one, other in ((method, base), (base, method)))
    keys = [key for key in dict.fromkeys((*now, *was)) if now.get(key, "") != was.get(key, "")]
    return base, [Change(key, was.get(key, ""), now.get(key, "")) for key in keys]


def _joined(pairs: list[tuple[str, str]]) -> dict[str, str]:
    """Return parameters by name, towns in one text."""
    out = {key: value for key, value in pairs if key not in ("method", TOWN)}
    towns = ", ".join(value for key, value in pairs if key == TOWN and value)
    return out | ({TOWN: towns} if towns else {})
