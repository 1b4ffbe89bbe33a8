"""Fair shares for a page or a command: any method worked out on the town figures of a release, with the same code.

An address holds a method of ours and what is changed of it (`fair_share_address`).
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fairtown.concepts import FairtownError
from fairtown.measures.fair_share.allocation.by_method import JOINED, LAW_DATE, REGION_SUFFIX, TOWN_FIGURES
from fairtown.measures.fair_share.allocation.evaluate import DRAWS, SEED, DrawSummary, Shared, evaluate
from fairtown.measures.fair_share.allocation.factors import FACTORS
from fairtown.measures.fair_share.allocation.figures import TownFigures
from fairtown.measures.fair_share.allocation.method import EXEMPT_BY, PLAN_YEARS, Claim, Method
from fairtown.measures.fair_share.allocation.needs import NEEDS
from fairtown.measures.fair_share.allocation.whole_homes import METHODS as ROUNDINGS
from fairtown.measures.fair_share.town_figures import PERMIT_PERIOD, YOUNG_SHARE
from fairtown.measures.uncertainty import Z_90
from fairtown.release.reader import OpenRelease, Row
from fairtown.scenarios.fair_share.fields import CannotBe, is_percent
from fairtown.scenarios.fair_share.url import (  # fmt: skip
    KEYS,
    OF_PAGE,
    OWN,
    OWN_TITLE,
    SORTS,
    Address,
    Change,
    built_in,
    changed,
    from_query,
    named,
    read,
    read_address,
    same,
    to_query,
)

__all__ = [
    "DRAWS", "EXEMPT_BY", "FACTORS", "KEYS", "NEEDS", "OF_PAGE", "OWN", "OWN_TITLE", "PAGE_DRAWS", "PERMIT_PERIOD",
    "PLAN_YEARS", "ROUNDINGS", "SORTS", "TOWN_FIGURES", "YOUNG_SHARE", "Address", "CannotBe", "Change", "Claim",
    "FairShare", "Method", "Shared", "built_in", "changed", "from_query", "furthest", "has_need_of", "is_percent",
    "moved", "named", "read", "read_address", "regions", "same", "table", "to_query",
]  # fmt: skip
#: Draws of a page for a method of one's own; a release holds 2,000 of each of ours.
PAGE_DRAWS = 200


class FairShare:
    """The town figures of a release, read once; a method is then a matter of milliseconds."""

    def __init__(self, release: OpenRelease) -> None:
        """Keep the release."""
        self.release = release

    @cached_property
    def year(self) -> int:
        """The year of the town figures: that of the latest survey."""
        return self.release.years_of(TOWN_FIGURES)[-1]

    @cached_property
    def figures(self) -> TownFigures:
        """The figures of all towns, in the order of their codes; FairtownError on why the release has none."""
        self.release.measure(TOWN_FIGURES)
        rows = self.release.plain_rows(TOWN_FIGURES, self.year)
        table = pd.DataFrame(rows).astype({"value": float, "moe": float})
        return TownFigures.from_observations(
            table, pd.DataFrame(self.release.all_places).astype({"is_water": bool}), JOINED.at(LAW_DATE)
        )

    @cached_property
    def towns(self) -> list[Row]:
        """Key, slug, name and code of every town, in the order of their codes."""
        columns = ["key", "slug", "name", "geoid"]
        return list(self.figures.towns[columns].to_dict("records"))

    @cached_property
    def _usual(self) -> dict[str, Shared]:
        return {}

    def usual(self, method_id: str) -> Shared:
        """Return one of our methods without draws, to compare with; cached."""
        if method_id not in self._usual:
            self._usual[method_id] = self.work_out(named(method_id), 0)
        return self._usual[method_id]

    def work_out(self, method: Method, n: int = DRAWS, seed: int = SEED) -> Shared:
        """Evaluate a method with `n` draws of the survey, 0 for none; FairtownError if it is invalid."""
        return evaluate(method, self.figures, n, seed)

    def shown(self, method: Method) -> Shared:
        """Return the method as a page and its file show it: one of ours with the intervals of the release itself."""
        ours = same(method)
        if ours is None:
            return self.work_out(method, PAGE_DRAWS)
        measure, codes = f"fair_share.{ours.id}", self.figures.towns.geoid
        if measure not in self.release.measures:
            return self.work_out(ours)
        found = {}
        for output in ("homes_lo90", "homes_hi90", "p_exempt", "homes_if_not_exempt"):
            rows = self.release.level_rows(measure, self.year, "town", output)
            values = {row["geoid"]: row["value"] for row in rows}
            found[output] = pd.Series(values, dtype=float).reindex(codes).to_numpy()
        exact = self.work_out(ours, 0)
        # who is exempt by a list, or by nothing, is so in every draw
        p_exempt = np.where(np.isnan(found["p_exempt"]), exact.is_exempt, found["p_exempt"])
        low, high, median = (found[name] for name in ("homes_lo90", "homes_hi90", "homes_if_not_exempt"))
        return replace(exact, draws=DrawSummary(p_exempt, low, high, median))

    def comparison(self, method: Method, against: Method) -> Shared:
        """Return one of our methods to compare `method` with, without draws: on the same need, whosever that is."""
        if has_need_of(against, method):
            return self.usual(against.id)
        changes = {"need": method.need, "need_homes": method.need_homes}
        return self.work_out(against.with_changes(**changes, id=against.id, title=against.title), 0)


def has_need_of(method: Method, other: Method) -> bool:
    """Whether two methods share out the same need."""
    return method.need == other.need and (method.need != OWN or method.need_homes == other.need_homes)


def table(allocation: Shared, other: Shared | None = None) -> pd.DataFrame:
    """Return one row per town as people take it away; with `other`, its homes and the difference too."""
    figures = allocation.figures
    towns = figures.towns
    rows = towns[["geoid", "vintage", "name"]].copy()
    rows["region"] = [figures.regions[i] for i in figures.region]
    rows["homes"] = allocation.homes
    rows["homes_lo90"], rows["homes_hi90"] = allocation.lo90, allocation.hi90
    rows["interval_leaves_out_a_figure"] = allocation.is_interval_partial
    rows["share_of_need"] = (
        allocation.homes / np.where(allocation.need > 0, allocation.need, np.nan)[figures.region]
    )
    rows["share_of_households"] = allocation.share_of_homes
    rows["homes_per_year"] = allocation.homes / PLAN_YEARS
    rows[f"permits_per_year_{PERMIT_PERIOD.replace('-', '_')}"] = figures.values["permits_per_year"]
    rows["weight"], rows["uncapped"] = allocation.weight, allocation.uncapped
    rows["cap"] = np.where(np.isfinite(allocation.cap), allocation.cap, np.nan)
    rows["is_capped"], rows["is_exempt"] = allocation.is_capped, allocation.is_exempt
    rows["p_exempt"], rows["homes_if_not_exempt"] = allocation.draws.p_exempt, allocation.homes_if_not_exempt
    rows["rests_on_students"] = allocation.rests_on_students
    rows["households"] = figures.values["households"]
    for name, part in allocation.factor_shares.items():
        rows[f"factor_{name}"] = part
    if other is not None:
        rows["homes_other"] = other.homes
        rows["difference"] = allocation.homes - other.homes
    return rows


def regions(allocation: Shared) -> list[Row]:
    """Return need with its margin (None if not surveyed), homes and what is left over, by allocation region."""
    figures = allocation.figures
    _need, errors = figures.need(allocation.method)
    sums = np.bincount(figures.region, weights=allocation.homes, minlength=len(figures.regions))
    return [
        {
            "names": [part.removesuffix(REGION_SUFFIX) for part in name.split(" + ")],
            "need": float(allocation.need[i]),
            "moe": None if np.isnan(errors[i]) else float(Z_90 * errors[i]),
            "homes": float(sums[i]),
            "left": float(allocation.unallocated[i]),
        }
        for i, name in enumerate(figures.regions)
    ]


def furthest(allocation: Shared, other: Shared) -> NDArray[np.intp]:
    """Return the towns (their places in the order of codes) by how far their share moves, furthest first.

    How far: the difference of homes per household of the town. Raises FairtownError if the two are not of one release.
    """
    if len(allocation.homes) != len(other.homes):
        raise FairtownError("fair share: two releases cannot be compared; work both methods out on one")
    return np.argsort(-np.abs(allocation.share_of_homes - other.share_of_homes), kind="stable")


def moved(allocation: Shared, other: Shared) -> pd.DataFrame:
    """Return the table of both methods, the towns whose share moves furthest first."""
    rows = table(allocation, other)
    rows["share_other"] = other.share_of_homes
    return rows.iloc[furthest(allocation, other)]
