"""How far people of divided tracts live from where land puts them, and whether the change of segregation holds it.

1. Clustering: surveys of 2015-2019 by tracts of 2010 and of 2016-2020 by tracts of 2020 share four of five years. What
   people carried by land are more or less than those found there, beyond what undivided tracts differ by, as a part of
   what whole parts would give: the `clustering` of `divided_tracts.drawn_weights`, with a 90% margin (jackknife).
2. Coverage: voting districts of the 2020 count, neighbors by number, lie side by side in each divided tract, their land
   by a density of their own; the lines of 2010 cut it at the crosswalk's land. So it is known who lives where. Both
   dates are surveyed with the published margins. Counted is how often 90% intervals hold the parts of the true change:
   by land with the land's error left out, by land with it, and by the people of each part (as where blocks are held).

    .venv/bin/python benchmarks/divided_tracts.py --survey acs5_2016_2020.csv.gz
    .venv/bin/python benchmarks/divided_tracts.py --districts us_voting_districts_2020_race.csv.gz [--surveys 40]

The survey: level, geoid, variable, estimate, moe (tracts with the counties of before 2022). The counts: as for
segregation_census.py.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
from segregation_survey import KINDS, Shared, levels
from tqdm import tqdm

from fairtown.build.inputs import CleanTables
from fairtown.concepts import GROUPS
from fairtown.measures.divided_tracts import TractParts
from fairtown.measures.segregation.change import (
    EARLIER,
    LATER,
    N_DRAWS,
    SHOWN,
    Dates,
    carried,
    change,
    interval_of,
)
from fairtown.measures.segregation.estimation.by_area import AreaTracts
from fairtown.measures.segregation.estimation.counts import Areas
from fairtown.measures.segregation.estimation.survey_error import Survey
from fairtown.states import state

SURVEY_BEFORE = 2019
CELLS = {"nh_white": "003", "nh_black": "004", "nh_asian": "006", "hispanic": "012"}
Z_90 = 1.645
#: Voting districts in a divided tract, and the standard deviation of the logarithm of their density.
N_BLOCKS, SPREAD_OF_DENSITY = 12, 1.0
WAYS = ("by land, its error left out", "by land", "by the people of each part")


class Carried:
    """People carried by land from tracts of 2020 to those of 2010, beside those found there, each (tracts, groups).

    `found`: people by 2010 tract and group; `later`: by 2020 tract; `crosswalk`: as `CleanTables` has it.
    """

    def __init__(self, found: pd.DataFrame, later: pd.DataFrame, crosswalk: pd.DataFrame):
        self.older, self.weight = crosswalk.geoid_2010.to_numpy(), crosswalk.weight.to_numpy()
        self.people = later.reindex(crosswalk.geoid).to_numpy(float)
        by_land = self._by_tract(self.people * self.weight[:, np.newaxis])
        own = found.reindex(by_land.index).to_numpy(float)
        self.is_divided = by_land.index.isin(self.older[crosswalk.is_divided])
        self.gap, self.size = by_land.to_numpy() - own, (by_land.to_numpy() + own) / 2

    def _by_tract(self, parts: np.ndarray) -> pd.DataFrame:
        return pd.DataFrame(parts).groupby(self.older).sum()

    def clustering(self, first: list[int], second: list[int]) -> tuple[float, float]:
        """Return how far pairs of groups (the same twice: each group) live together, and the 90% margin."""
        product = self.gap[:, first] * self.gap[:, second]
        size = np.sqrt(self.size[:, first] * self.size[:, second])
        usual = product[~self.is_divided].sum(axis=0) / size[~self.is_divided].sum(axis=0)
        more = (product - usual * size)[self.is_divided].sum(axis=1)
        spread = (self.weight * (1 - self.weight))[:, np.newaxis]
        whole = self._by_tract(self.people[:, first] * self.people[:, second] * spread).to_numpy()
        most = whole[self.is_divided].sum(axis=1)
        without = (more.sum() - more) / (most.sum() - most)
        n = len(more)
        jackknife = (n - 1) / n * np.square(without - without.mean()).sum()
        return float(more.sum() / most.sum()), float(Z_90 * np.sqrt(jackknife))


def of_surveys(file: Path) -> None:
    """Print the clustering between the survey that is held and the one of `file`."""
    clean = CleanTables(state("ct"))
    columns = [f"pop_{g}" for g in CELLS]
    found = clean.rows("acs5.race_ethnicity", SURVEY_BEFORE).set_index("geoid")[columns]
    cells = pd.read_csv(file, dtype={"geoid": str})
    cells = cells[cells.level == "tract"].pivot(index="geoid", columns="variable", values="estimate")
    later = cells[[f"B03002_{number}" for number in CELLS.values()]].set_axis(columns, axis=1)
    old_codes = clean.rows("census_geography.tracts_2020").set_index("geoid").geoid_2020
    crosswalk = clean.crosswalk_2020_to_2010
    crosswalk = crosswalk.assign(geoid=crosswalk.geoid.map(old_codes))
    carried_by_land = Carried(found, later, crosswalk)
    every = list(range(len(CELLS)))
    pairs = list(combinations(every, 2))
    rows = {"all four groups": (every, every)} | {g: ([i], [i]) for i, g in enumerate(CELLS)}
    rows["one group with another"] = ([a for a, _ in pairs], [b for _, b in pairs])
    for label, groups in rows.items():
        value, margin = carried_by_land.clustering(*groups)
        print(f"{label}: {value:.3f} ± {margin:.3f}")


class Truth:
    """People of both dates where they are known to live: on tracts of 2020, in the parts of each, on those of 2010."""

    def __init__(
        self, old: AreaTracts, new: AreaTracts, parts: TractParts, districts: pd.DataFrame, seed: int
    ):
        rng = np.random.default_rng(seed)
        counties = {code: own[list(GROUPS)].to_numpy() for code, own in districts.groupby("county_fips")}
        county = parts.pieces.geoid_2010.str[:5].to_numpy()
        self.before, self.later = old.people.counts, new.people.counts.copy()
        self.in_parts = self.later[parts.columns] * parts.pieces.weight.to_numpy()[:, np.newaxis]
        for tract in np.unique(parts.columns[parts.pieces.is_divided]):
            own = np.flatnonzero(parts.columns == tract)
            lived = _of_blocks(counties[county[own[0]]], parts.pieces.weight.to_numpy()[own], rng)
            lived *= self.later[tract].sum() / lived.sum()
            self.later[tract], self.in_parts[own] = lived.sum(axis=0), lived
        self.after = np.zeros_like(self.before)
        np.add.at(self.after, parts.rows, self.in_parts)

    def by_people(self, parts: TractParts) -> TractParts:
        """Return the parts with the share of the tract's people in each as its weight."""
        whole = np.maximum(self.later[parts.columns].sum(axis=1), 1)
        weight = np.where(parts.pieces.is_divided, self.in_parts.sum(axis=1) / whole, parts.pieces.weight)
        return replace(parts, pieces=parts.pieces.assign(weight=weight))

    def clustering(self, parts: TractParts) -> float:
        """Return how far people live together in one part, 0 as the land, 1 all of each group."""
        weight = parts.pieces.weight.to_numpy()[:, np.newaxis]
        people = self.later[parts.columns]
        square = np.square(self.in_parts - people * weight).sum()
        return float(square / (np.square(people) * weight * (1 - weight)).sum())

    def errors(self, parts: TractParts) -> list[float]:
        """Return how many people of a group a divided tract's part is off (root mean square), by land, by people."""
        is_divided = parts.pieces.is_divided.to_numpy(bool)
        gaps = [
            self.in_parts - self.later[parts.columns] * one.pieces.weight.to_numpy()[:, np.newaxis]
            for one in (parts, self.by_people(parts))
        ]
        return [float(np.sqrt(np.square(gap[is_divided]).mean())) for gap in gaps]


def _of_blocks(districts: np.ndarray, weight: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return people (parts, groups) of neighboring districts along a line of land that is cut into `weight`."""
    start = rng.integers(len(districts) - N_BLOCKS)
    people = districts[start : start + N_BLOCKS]
    land = people.sum(axis=1) / rng.lognormal(0, SPREAD_OF_DENSITY, N_BLOCKS)
    ends = np.r_[0, land.cumsum()] / land.sum()
    order = rng.permutation(len(weight))
    cuts = np.r_[0, weight[order].cumsum()]
    low, high = cuts[:-1, np.newaxis], cuts[1:, np.newaxis]
    shared = np.clip(np.minimum(high, ends[1:]) - np.maximum(low, ends[:-1]), 0, None)
    out = np.empty((len(weight), people.shape[1]))
    out[order] = shared / np.diff(ends) @ people
    return out


def of_ways(
    tracts: pd.DataFrame, parts: TractParts, truth: Truth, surveys: list[Survey], seed: int
) -> list[Dates]:
    """Return the dates of each of `WAYS`."""
    people, drawn = tuple(s.estimate.T for s in surveys), tuple(s.drawn(N_DRAWS, seed) for s in surveys)
    by_land = carried(tracts, parts, people, drawn)
    left_out = by_land.drawn.copy()
    left_out[:, 0, 1] = parts.by_weight(drawn[1][:, 0])
    return [
        replace(by_land, drawn=left_out),
        by_land,
        carried(tracts, truth.by_people(parts), people, drawn),
    ]


def of_districts(file: Path, n_surveys: int) -> None:
    """Print how many intervals of each way hold the truth, their error and margin, for state, counties, regions."""
    old, new = levels(EARLIER)[0], levels(LATER)[0]
    crosswalk = CleanTables(state("ct")).crosswalk_2020_to_2010
    parts = TractParts.between(crosswalk, old.tracts.geoid, new.tracts.geoid)
    districts = pd.read_csv(file, dtype={"county_fips": str})
    districts = districts[(districts.state == "CT") & (districts.pop_total > 0)].sort_values("unit_id")
    districts = districts.rename(columns={f"pop_{g}": g for g in GROUPS})
    levels_of = {level: pd.factorize(old.tracts[level])[0] for level in ("state", "county", "region")}
    shared = [Shared.from_estimates(one.people.counts, one.margins) for one in (old, new)]
    found, together, off = [], [], []
    for seed in tqdm(range(n_surveys)):
        truth = Truth(old, new, parts, districts, seed)
        together.append(truth.clustering(parts))
        off.append(truth.errors(parts))
        kind = list(KINDS)[seed % len(KINDS)]
        rng = np.random.default_rng([1, seed])
        surveyed = [KINDS[kind](t, s, rng) for t, s in zip((truth.before, truth.later), shared, strict=True)]
        ways = of_ways(old.tracts, parts, truth, [Survey.from_estimates(*one) for one in surveyed], seed)
        for level, codes in levels_of.items():
            areas = Areas(codes, int(codes.max()) + 1)
            true = change(truth.before, truth.after, areas)
            for way, dates in zip(WAYS, ways, strict=True):
                interval = interval_of(dates, areas)
                for i, name in enumerate(SHOWN):
                    error = interval.corrected[i] - getattr(true, name)
                    found += [(way, level, name, e, m) for e, m in zip(error, interval.moe[i], strict=True)]
    table = pd.DataFrame(found, columns=["way", "level", "part", "error", "moe"])
    table["held"] = table.error.abs() <= table.moe
    grouped = table.groupby(["way", "level", "part"], sort=False)
    summary = grouped.agg(
        held=("held", "mean"), bias=("error", "mean"), moe=("moe", "mean"), n=("held", "size")
    )
    summary["rms"] = grouped.error.agg(lambda e: np.sqrt(np.square(e).mean()))
    print(summary.round({"held": 3, "bias": 5, "moe": 5, "rms": 5}).to_string())
    print(f"clustering of the truths: {np.mean(together):.3f}")
    print("people of a group in a part off by {:.0f} by land, {:.0f} by people".format(*np.mean(off, axis=0)))
    print(table.groupby("way", sort=False).held.mean().round(4).to_string())


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--survey", type=Path, help="ACS 2016-2020 by tract of 2020")
    parser.add_argument("--districts", type=Path, help="2020 counts by voting district")
    parser.add_argument("--surveys", type=int, default=40, help="surveys of a truth each (40)")
    options = parser.parse_args()
    if options.survey:
        of_surveys(options.survey)
    if options.districts:
        of_districts(options.districts, options.surveys)
