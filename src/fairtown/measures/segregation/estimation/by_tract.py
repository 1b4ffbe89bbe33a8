"""How a local measure becomes figures of a release: per tract, beside the whole state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from fairtown.concepts import GROUPS
from fairtown.measures.inputs import Inputs
from fairtown.measures.observations import UNRELIABLE, Columns, base_flag, join_flags, observe
from fairtown.measures.segregation.estimation.by_area import people_rows
from fairtown.measures.segregation.estimation.counts import Array, ratio
from fairtown.measures.uncertainty import standard_error

#: A signed share whose margin is wider than this says little; its coefficient of variation would not show it:
#: a figure close to 0 is not a vague one.
WIDEST_MARGIN = 0.25


@dataclass(frozen=True)
class Tracts:
    """The tracts of the state at one date: people and 90% margins, shape (tracts, groups) as in `GROUPS`."""

    places: pd.DataFrame
    counts: Array
    moe: Array

    def group(self, name: str) -> tuple[Array, Array]:
        """Return the people of a group of `GROUPS` and their 90% margin, shape (tracts,)."""
        column = list(GROUPS).index(name)
        return self.counts[:, column], self.moe[:, column]

    @property
    def everyone(self) -> Array:
        """All residents, shape (tracts,)."""
        return self.counts.sum(axis=-1)

    @property
    def flag(self) -> np.ndarray:
        """What holds for every figure of a tract: nobody or few people there, no margin known."""
        unknown = np.where(np.isnan(self.moe).any(axis=-1), "no_margin", "")
        return join_flags(base_flag(self.everyone), unknown)

    def observe(self, name: str, value: Array, moe: Any = np.nan, group: str = "", flag: Any = "") -> Columns:
        """Return a figure of every tract; blank where nobody lives."""
        known = np.where(self.everyone > 0, value, np.nan)
        return observe(self.places, name, known, moe, group, flag=join_flags(self.flag, flag))

    def observe_signed(
        self, name: str, value: Array, moe: Array, group: str = "", flag: Any = None
    ) -> Columns:
        """Return a figure that can be below 0, with `flag` in place of the one by its coefficient of variation.

        Without `flag` it is unreliable where its margin is wider than `WIDEST_MARGIN`.
        """
        known = np.where(self.everyone > 0, value, np.nan)
        margin = np.where(np.isnan(known), np.nan, moe)
        cautions = np.where(margin > WIDEST_MARGIN, UNRELIABLE, "") if flag is None else flag
        columns = observe(self.places, name, known, margin, group)
        return {**columns, "flag": join_flags(self.flag, cautions)}


def tracts(inputs: Inputs, year: int) -> Tracts:
    """Return the people of all tracts on land, for one period."""
    rows = people_rows(inputs, year)
    wide = rows.pivot(index=["geoid", "vintage"], columns="group", values=["value", "moe"])
    places = inputs.places()
    own = places.loc[(places.level == "tract") & ~places.is_water, ["geoid", "vintage"]]
    own = own[own.vintage == rows.vintage.iloc[0]].reset_index(drop=True)
    found = wide.reindex(pd.MultiIndex.from_frame(own))
    counts, moe = (found[part][list(GROUPS)].to_numpy(float) for part in ("value", "moe"))
    return Tracts(own, np.nan_to_num(counts), moe)


def first_order(slopes: Array, moe: Array) -> Array:
    """Return the 90% margin of a figure from its slope in each count, shapes (..., groups) to (...).

    The counts are assumed independent, the reference area exact. NaN if any is unknown.
    """
    return np.sqrt(np.square(slopes * moe).sum(axis=-1))


def log_shares(counts: Array, moe: Array) -> Array:
    """Return ln p per unit and group for slopes; NaN where nobody lives.

    A logarithm has no slope at 0: a group with fewer people than its standard error counts as its standard error.
    """
    people = np.fmax(counts, standard_error(moe))
    total = counts.sum(axis=-1, keepdims=True)
    shares = ratio(people, np.broadcast_to(total, people.shape))
    return np.log(np.where(shares > 0, shares, 1.0))
