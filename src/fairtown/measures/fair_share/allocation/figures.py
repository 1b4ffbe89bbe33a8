"""Town figures as arrays: values, survey errors, allocation regions and needs; and draws of the survey."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fairtown.measures.fair_share.allocation.factors import Array
from fairtown.measures.fair_share.allocation.method import Method
from fairtown.measures.fair_share.allocation.needs import DIVIDED_BY, NEEDS
from fairtown.measures.opportunity.index.draws import stream
from fairtown.measures.uncertainty import Z_90, share, standard_error, sum_moe

SHARES = ("poverty_share", "multifamily_share", "high_opportunity_share", "assisted_share")
#: The most that a draw of a figure can be: all of them.
MOST = dict.fromkeys(SHARES, 1.0) | {"opportunity_percentile": 100.0}
#: Surveyed figures whose margin nobody publishes, or not in our copy: the interval leaves their error out, and says so.
NO_MARGIN = ("no_margin", "top_coded")


@dataclass(frozen=True, eq=False)
class TownFigures:
    """The figures of all towns of a state in the order of their codes.

    `values`, `errors` (standard errors): (towns,) by figure; NaN is an unknown error. `region`: (towns,), the number of
    the allocation region from 0; `regions`: their names. `needs`, `need_errors`: (regions,) by need counted from the
    survey. `without_margin`: towns whose surveyed figure has no published margin, by figure.
    """

    towns: pd.DataFrame
    region: NDArray[np.intp]
    regions: tuple[str, ...]
    values: Mapping[str, Array]
    errors: Mapping[str, Array]
    needs: Mapping[str, Array]
    need_errors: Mapping[str, Array]
    without_margin: Mapping[str, NDArray[np.bool_]]

    @cached_property
    def names(self) -> list[str]:
        """The names of the towns."""
        return list(self.towns.name)

    @cached_property
    def slugs(self) -> list[str]:
        """The names of the towns as in addresses."""
        return list(self.towns.slug)

    @classmethod
    def from_observations(
        cls, rows: pd.DataFrame, places: pd.DataFrame, joined: tuple[tuple[str, ...], ...] = ()
    ) -> TownFigures:
        """Read observations of `fair_share.town_figures`; `joined`: region keys that are one allocation region."""
        towns = places[(places.level == "town") & places.geoid.isin(rows.geoid)].sort_values("geoid")
        region, regions = _regions(towns, places, joined)
        own = rows[rows.geoid.isin(towns.geoid)]

        def wide(column: str) -> pd.DataFrame:
            return own.pivot(index="geoid", columns="output", values=column).reindex(towns.geoid)

        value, moe, flag = wide("value"), wide("moe"), wide("flag")
        names = list(value.columns)
        needs, need_errors = _needs(rows, places, region, towns)
        return cls(
            towns.reset_index(drop=True), region, regions,
            {n: value[n].to_numpy(float) for n in names},
            {n: standard_error(moe[n].to_numpy(float)) for n in names},
            needs, need_errors,
            {n: flag[n].str.contains("|".join(NO_MARGIN)).to_numpy(bool) for n in names},
        )  # fmt: skip

    def margin(self, name: str) -> Array:
        """Return the 90% margin of a figure, (towns,); NaN where it is unknown, or the figure is not there."""
        return np.asarray(Z_90 * self.errors.get(name, np.full(len(self.towns), np.nan)))

    def need(self, method: Method) -> tuple[Array, Array]:
        """Return the need of each region in whole homes, and its standard error; NaN error if nobody publishes one."""
        if method.need in self.needs:
            return np.round(self.needs[method.need]), self.need_errors[method.need]
        total = _total(method)
        part = share(self.needs[DIVIDED_BY], self.needs[DIVIDED_BY].sum())
        whole = np.floor(total * part)
        order = np.argsort(-(total * part - whole), kind="stable")
        whole[order[: round(total - whole.sum())]] += 1
        return whole, np.full(len(part), np.nan)

    def counted(self, method: Method) -> str:
        """Return the need, counted from the survey, that the method shares out or divides a published number by."""
        return method.need if method.need in self.needs else DIVIDED_BY

    def draws(self, name: str, n: int, seed: int) -> Array:
        """Return `n` draws of a figure, (n, towns): what the same survey might have found; counts stay as they are."""
        value, error = self.values[name], np.nan_to_num(self.errors[name])
        if not error.any():
            return value[np.newaxis]
        out = value + error * stream(seed, name, 0).standard_normal((n, len(value)))
        return np.asarray(np.clip(out, 0.0, MOST.get(name, np.inf)), float)

    def need_draws(self, method: Method, n: int, seed: int) -> Array:
        """Return `n` draws of the need, (n, regions), homes.

        A published number has no error, but what it is divided by has: its draws add up to it, by region they differ.
        """
        name = self.counted(method)
        need, error = np.round(self.needs[name]), self.need_errors[name]
        if np.isnan(error).all():
            return self.need(method)[0][np.newaxis]
        drawn = need + np.nan_to_num(error) * stream(seed, name, 0).standard_normal((n, len(need)))
        whole = np.round(np.maximum(drawn, 0.0))
        if name == method.need:
            return np.asarray(whole, float)
        # a survey that finds nobody in need anywhere says nothing of where they are
        whole = np.where(whole.any(axis=1, keepdims=True), whole, need)
        return _total(method) * share(whole, whole.sum(axis=1, keepdims=True))


def _total(method: Method) -> float:
    """Return the latest published number of a need, or one's own, homes of the state."""
    published = NEEDS[method.need].published if method.need in NEEDS else None
    return float(published.values[max(published.values)] if published else method.need_homes)


def _regions(
    towns: pd.DataFrame, places: pd.DataFrame, joined: tuple[tuple[str, ...], ...]
) -> tuple[NDArray[np.intp], tuple[str, ...]]:
    """Return each town's allocation region and the names of the regions."""
    names = places[places.level == "region"].drop_duplicates("key").set_index("key").name
    group_of = {key: (key,) for key in names.index} | {key: group for group in joined for key in group}
    groups = sorted({group_of[key] for key in towns.region})
    number = {group: i for i, group in enumerate(groups)}
    labels = np.array([number[group_of[key]] for key in towns.region], np.intp)
    return labels, tuple(" + ".join(names[key] for key in group) for group in groups)


def _needs(
    rows: pd.DataFrame, places: pd.DataFrame, region: NDArray[np.intp], towns: pd.DataFrame
) -> tuple[dict[str, Array], dict[str, Array]]:
    """Return the needs that the survey counts by allocation region, and their standard errors."""
    number = dict(zip(towns.region, region, strict=True))
    areas = places[(places.level == "region") & places.geoid.isin(rows.geoid)].drop_duplicates("geoid")
    values, errors = {}, {}
    for name in (n for n in NEEDS if NEEDS[n].published is None):
        own = rows[rows.output == name].set_index("geoid").reindex(areas.geoid)
        groups = areas.key.map(number).to_numpy()
        n = region.max() + 1
        parts = [np.flatnonzero(groups == i) for i in range(n)]
        found, moe = own.value.to_numpy(float), own.moe.to_numpy(float)
        values[name] = np.array([found[p].sum() for p in parts])
        errors[name] = standard_error([float(sum_moe(moe[p], found[p])) for p in parts])
    return values, errors
