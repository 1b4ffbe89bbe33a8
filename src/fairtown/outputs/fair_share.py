"""Fair shares for a page or a command: any method worked out on the town figures of a release, with the same code.

An address holds a method of ours and what is changed of it, so that it can be shared and run again.
"""

from __future__ import annotations

import math
import pkgutil
from collections.abc import Iterable, Mapping
from functools import cache, cached_property
from importlib import import_module
from typing import Any
from urllib.parse import parse_qsl

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fairtown.concepts import FairtownError
from fairtown.data.places import REGION_SUFFIX, slug
from fairtown.measures import fair_share
from fairtown.measures.fair_share.by_method import JOINED, LAW_DATE, TOWN_FIGURES
from fairtown.measures.fair_share.evaluate import DRAWS, SEED, Shared, worked_out
from fairtown.measures.fair_share.factors import FACTORS
from fairtown.measures.fair_share.figures import SHARES, TownFigures
from fairtown.measures.fair_share.method import (
    EXEMPT_BY,
    LONGEST_TEXT,
    PLAN_YEARS,
    Claim,
    Method,
    refuse,
    told,
)
from fairtown.measures.fair_share.needs import NEEDS
from fairtown.measures.fair_share.town_figures import YEAR
from fairtown.measures.fair_share.whole_homes import METHODS as ROUNDINGS
from fairtown.measures.uncertainty import Z_90
from fairtown.outputs.release import OpenRelease, Row
from fairtown.outputs.typed import number, written

__all__ = [
    "EXEMPT_BY", "FACTORS", "NEEDS", "PAGE_DRAWS", "PLAN_YEARS", "ROUNDINGS", "YEAR", "Claim", "FairShare", "Method",
    "Shared", "built_in", "from_query", "furthest", "is_percent", "moved", "named", "read_address",
    "regions", "same", "table", "to_query",
]  # fmt: skip
#: Draws of a page; the command makes 2,000.
PAGE_DRAWS = 200
USUAL = "connecticut_oca"
OWN = "own"
WEIGHT, LINE, TOWN = "w.", "x.", "town"
KEYS = ("method", "need", "homes", "cap", "cap_homes", "floor", "rounding", "scaled", TOWN)
PERCENT = 100
#: Parameters of the page that are no part of a method.
OF_PAGE = ("against", "go", "sort")
#: Most pairs of an address that are read.
MOST_PAIRS = 400


@cache
def built_in() -> dict[str, Method]:
    """Return the methods of the package by id, the usual one first: every METHOD of `measures/fair_share`."""
    found = {}
    for info in pkgutil.iter_modules(fair_share.__path__):
        method = getattr(import_module(f"{fair_share.__name__}.{info.name}"), "METHOD", None)
        if isinstance(method, Method):
            found[method.id] = method
    return {USUAL: found.pop(USUAL)} | found


class FairShare:
    """The town figures of a release, read once; a method is then a matter of milliseconds."""

    def __init__(self, release: OpenRelease) -> None:
        """Keep the release."""
        self.release = release

    @cached_property
    def figures(self) -> TownFigures:
        """The figures of all towns, in the order of their codes."""
        rows = self.release.query(
            """SELECT p.geoid, p.vintage, o.output, o.value, o.moe, o.flag
            FROM observation o JOIN place p ON p.id = o.place WHERE o.measure = ? AND o.year = ?""",
            TOWN_FIGURES, YEAR,
        )  # fmt: skip
        table = pd.DataFrame(rows).astype({"value": float, "moe": float})
        return TownFigures.of(table, pd.DataFrame(self.release.all_places), JOINED.at(LAW_DATE))

    @cached_property
    def towns(self) -> list[Row]:
        """Key, slug, name and code of every town, in the order of their codes."""
        columns = ["key", "slug", "name", "geoid"]
        return list(self.figures.towns[columns].to_dict("records"))

    @cached_property
    def _usual(self) -> dict[str, Shared]:
        return {}

    def usual(self, method_id: str) -> Shared:
        """Return one of our methods without draws, to compare with; kept."""
        if method_id not in self._usual:
            self._usual[method_id] = self.work_out(named(method_id), 0)
        return self._usual[method_id]

    def work_out(self, method: Method, n: int = DRAWS, seed: int = SEED) -> Shared:
        """Return the method worked out with `n` draws of the survey, 0 for none; FairtownError if it cannot be."""
        return worked_out(method, self.figures, n, seed)


def is_percent(figure: str) -> bool:
    """Whether the line of an exemption is written in percent."""
    return figure in SHARES


def read_address(address: str) -> tuple[Method, Method | None]:
    """Return the method, and the one to compare with, of an address of the page: whole, or what follows its "?".

    Raises FairtownError, in one line, if it cannot be.
    """
    query = _query_of(address)
    try:
        items = parse_qsl(query, keep_blank_values=True, strict_parsing=bool(query))
    except ValueError:
        raise refuse(f"address {told(address)} cannot be read; copy it whole from the page") from None
    if len(items) > MOST_PAIRS:
        raise refuse(f"address holds {len(items):,} parameters, expected at most {MOST_PAIRS}")
    against = [v for k, v in items if k == "against" and v]
    method = from_query((k, v) for k, v in items if k not in OF_PAGE)
    return method, named(against[-1]) if against else None


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
        raise refuse(f"method {told(method_id)} is unknown; there are: {', '.join(built_in())}")
    return built_in()[method_id]


def from_query(items: Iterable[tuple[str, str]]) -> Method:
    """Return the method that an address holds: one of ours, changed where the address says so.

    Raises FairtownError, in one line, on an unknown parameter, text where a number belongs, or what cannot be.
    """
    given: dict[str, list[str]] = {}
    for key, value in items:
        given.setdefault(key, []).append(value.strip())
    one = {key: values[-1] for key, values in given.items()}
    if unknown := [k for k in one if k not in KEYS and not k.startswith((WEIGHT, LINE))]:
        raise refuse(
            f"{told(unknown[0])} in the address is unknown; known: {', '.join(KEYS)}, w.FACTOR, x.FIGURE"
        )
    base = named(one.get("method", USUAL))
    changes: dict[str, Any] = {"need": one["need"]} if "need" in one else {}
    if changes.get("need", base.need) == OWN:
        changes["need_homes"] = _number(one, "homes")
    for key, name, scale in (("cap", "cap_share", PERCENT), ("cap_homes", "cap_homes", 1)):
        if key in one:
            changes[name] = _number(one, key) / scale if one[key] else math.inf
    if "floor" in one:
        changes["floor_share"] = _number(one, "floor") / PERCENT if one["floor"] else 0.0
    if "rounding" in one:
        changes["rounding"] = one["rounding"]
    if "scaled" in one:
        if one["scaled"] not in ("0", "1"):
            raise refuse(f"scaled is {told(one['scaled'])}, expected 0 or 1")
        changes["is_scaled"] = one["scaled"] == "1"
    if TOWN in given:
        names = {slug(name) for names in given[TOWN] for name in names.split(",")}
        changes["exempt_towns"] = tuple(sorted(names - {""}))
    changes |= _mapped(one, WEIGHT, "factors", base.factors, 1, FACTORS)
    changes |= _mapped(one, LINE, "exempt", base.exempt, PERCENT, EXEMPT_BY)
    made = base.but(**changes, id=OWN, title=OWN_TITLE)
    return same(made) or made


OWN_TITLE = "A method of your own"


def _mapped(
    one: Mapping[str, str],
    prefix: str,
    name: str,
    base: Mapping[str, float],
    percent: int,
    known: Mapping[str, Any],
) -> dict[str, dict[str, float]]:
    """Return weights or lines: those of the base, changed where the address says so; a blank one is taken out."""
    keys = [k for k in one if k.startswith(prefix)]
    if not keys:
        return {}
    out = dict(base)
    for key in keys:
        what = key.removeprefix(prefix)
        if what not in known:
            raise refuse(f"{told(key)} in the address is unknown; there are: {', '.join(known)}")
        scale = percent if is_percent(what) else 1
        if one[key]:
            out[what] = _number(one, key) / scale
        else:
            out.pop(what, None)
    return {name: {k: v for k, v in out.items() if v or prefix == LINE}}


def _number(one: Mapping[str, str], key: str) -> float:
    text = one.get(key, "")
    try:
        value = number(text)
    except ValueError:
        raise refuse(f"{key} is {told(text[:LONGEST_TEXT])}, expected a number like 1000 or 2.5") from None
    if not math.isfinite(value):
        raise refuse(f"{key} is {text[:LONGEST_TEXT]}, expected a finite number")
    return value


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


def to_query(method: Method) -> list[tuple[str, str]]:
    """Return the parameters of the address that holds a method; `from_query` gives it back."""
    ours = same(method)
    if ours:
        return [("method", ours.id)]
    return min((_changes(method, base) for base in built_in().values()), key=len)


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


def table(made: Shared, other: Shared | None = None) -> pd.DataFrame:
    """Return one row per town as people take it away; with `other`, its homes and the difference too."""
    figures = made.figures
    towns = figures.towns
    rows = towns[["geoid", "vintage", "name"]].copy()
    rows["region"] = [figures.regions[i] for i in figures.region]
    rows["homes"] = made.homes
    rows["homes_lo90"], rows["homes_hi90"] = made.lo90, made.hi90
    rows["interval_leaves_out_a_figure"] = made.is_interval_partial
    rows["share_of_need"] = made.homes / np.where(made.need > 0, made.need, np.nan)[figures.region]
    rows["share_of_households"] = made.share_of_homes
    rows["homes_per_year"] = made.homes / PLAN_YEARS
    rows["permits_per_year_2013_2017"] = figures.values["permits_per_year"]
    rows["weight"], rows["uncapped"] = made.weight, made.uncapped
    rows["cap"] = np.where(np.isfinite(made.cap), made.cap, np.nan)
    rows["is_capped"], rows["is_exempt"] = made.is_capped, made.is_exempt
    rows["households"] = figures.values["households"]
    for name, part in made.factor_shares.items():
        rows[f"factor_{name}"] = part
    if other is not None:
        rows["homes_other"] = other.homes
        rows["difference"] = made.homes - other.homes
    return rows


def regions(made: Shared) -> list[Row]:
    """Return need with its margin (None if not surveyed), homes and what is left over, by allocation region."""
    figures = made.figures
    _need, errors = figures.need(made.method)
    sums = np.bincount(figures.region, weights=made.homes, minlength=len(figures.regions))
    return [
        {
            "names": [part.removesuffix(REGION_SUFFIX) for part in name.split(" + ")],
            "need": float(made.need[i]),
            "moe": None if np.isnan(errors[i]) else float(Z_90 * errors[i]),
            "homes": float(sums[i]),
            "left": float(made.unallocated[i]),
        }
        for i, name in enumerate(figures.regions)
    ]


def furthest(made: Shared, other: Shared) -> NDArray[np.intp]:
    """Return the towns (their places in the order of codes) by how far their share moves, furthest first.

    How far: the difference of homes per household of the town. Raises FairtownError if the two are not of one release.
    """
    if len(made.homes) != len(other.homes):
        raise FairtownError("fair share: two releases cannot be compared; work both methods out on one")
    return np.argsort(-np.abs(made.share_of_homes - other.share_of_homes), kind="stable")


def moved(made: Shared, other: Shared) -> pd.DataFrame:
    """Return the table of both methods, the towns whose share moves furthest first."""
    rows = table(made, other)
    rows["share_other"] = other.share_of_homes
    return rows.iloc[furthest(made, other)]
