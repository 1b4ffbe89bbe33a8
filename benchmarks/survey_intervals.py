"""How often the 90% intervals of segregation hold the truth, when the truth is known.

States of tracts are drawn that could have given the estimates and margins of a period. Each is surveyed many times,
with the weights of the published survey; the margins of each survey are found from it and are off by as much as
margins from 80 replicates are. Its intervals are compared with the state that was drawn.

    .venv/bin/python benchmarks/survey_intervals.py [--states 5] [--surveys 25] [--draws 200]
"""

from __future__ import annotations

import argparse

import numpy as np
import pandas as pd
from tqdm import tqdm

from fairtown.data import states, warehouse
from fairtown.measures import measure
from fairtown.measures.segregation.by_area import LEAST_TRACTS, PEOPLE, AreaTracts, People, area_levels
from fairtown.measures.segregation.dissimilarity import INDICES as DISSIMILARITY
from fairtown.measures.segregation.draws import of_drawn
from fairtown.measures.segregation.entropy import INDICES as ENTROPY
from fairtown.measures.segregation.exposure import INDICES as EXPOSURE
from fairtown.measures.segregation.gini import INDICES as GINI
from fairtown.measures.segregation.isolation import INDICES as ISOLATION
from fairtown.measures.segregation.survey_error import Survey, corrected, weights
from fairtown.outputs.inputs import CleanTables, Inputs

Z_90 = 1.645
#: The margin that the tables print where the survey found nobody.
MARGIN_OF_NOBODY = 13.0
REPLICATES = 80
YEARS = (2019, 2023)
INDICES = {
    **{f"D {k}": v for k, v in DISSIMILARITY.items()},
    **{f"isolation {k}": v for k, v in ISOLATION.items() if k != "nh_other"},
    **{f"exposure {k}": v for k, v in EXPOSURE.items() if k.endswith("|nh_white")},
    "Gini nh_black": GINI["nh_black"],
    **{f"H {k}": v for k, v in ENTROPY.items()},
}


def levels(year: int) -> list[AreaTracts]:
    """Return the areas of each level with the people of their tracts and the margins."""
    clean = CleanTables(states.STATES["ct"], warehouse.FOLDER)
    people = measure(PEOPLE)
    rows = people.compute(Inputs(people, clean, {}), year)
    return list(
        area_levels(Inputs(measure("segregation.dissimilarity"), clean, {(PEOPLE, year): rows}), year)
    )


def of(area: AreaTracts, counts: np.ndarray) -> np.ndarray:
    people = People(counts)
    return np.stack([index(people, area.areas) for index in INDICES.values()], axis=-2)


def survey(truth: np.ndarray, weight: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return estimates and 90% margins (tracts, groups) of one survey of the true people."""
    estimate = weight * rng.poisson(truth / weight)
    margin = np.where(estimate > 0, Z_90 * np.sqrt(weight * estimate), MARGIN_OF_NOBODY)
    return estimate, margin * np.sqrt(rng.chisquare(REPLICATES, margin.shape) / REPLICATES)


def hits(year: int, n_states: int, n_surveys: int, n_draws: int) -> pd.DataFrame:
    """Return, per index and level, the share of intervals that hold the truth, and of plain ones."""
    areas = levels(year)
    counts = areas[0].people.counts
    margins = areas[0].margins
    weight = weights(counts.T, margins.T / Z_90).T
    truths = Survey.of(counts, margins).drawn(n_states, seed=year)[:, 0]
    rng = np.random.default_rng(year)
    found = []
    for truth in tqdm(np.repeat(truths, n_surveys, axis=0), desc=f"surveys of {year}"):
        estimate, margin = survey(truth, weight, rng)
        drawn = Survey.of(estimate, margin).drawn(n_draws, seed=int(rng.integers(2**31)))
        for area in areas:
            true, plain = of(area, truth), of(area, estimate)
            answers = of_drawn(drawn, lambda c, area=area: of(area, c))
            answers[..., area.n_tracts < LEAST_TRACTS] = np.nan
            own = corrected(plain, answers[:, 0], answers[:, 1])
            low, high = np.quantile(answers[:, 1], [0.05, 0.95], axis=0)
            for i, name in enumerate(INDICES):
                kept = ~np.isnan(area.blank_where_few(true[i]))
                inside = np.abs(own.corrected - true)[i] <= own.moe[i]
                naive = ((low <= true) & (true <= high))[i]
                found.append((year, area.level, name, inside[kept].sum(), naive[kept].sum(), kept.sum()))
    return pd.DataFrame(found, columns=["year", "level", "index", "inside", "naive", "n"])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--states", type=int, default=5, help="states drawn per period")
    parser.add_argument("--surveys", type=int, default=25, help="surveys of each")
    parser.add_argument("--draws", type=int, default=200, help="draws per interval")
    given = parser.parse_args()
    found = pd.concat([hits(year, given.states, given.surveys, given.draws) for year in YEARS])

    def share(rows: pd.DataFrame, column: str) -> pd.Series:
        return rows[column] / rows.n

    by_index = found.groupby(["index", "level"], sort=False)[["inside", "naive", "n"]].sum()
    print((100 * share(by_index, "inside")).unstack().round(1).to_string())
    by_level = found.groupby("level", sort=False)[["inside", "naive", "n"]].sum()
    every = found[["inside", "naive", "n"]].sum()
    print(
        "\ncoverage of 90% intervals, in percent (bar: 88 to 92); in brackets of plain percentiles of draws"
    )
    for level, row in by_level.iterrows():
        print(f"  {level}: {100 * row.inside / row.n:.1f} ({100 * row.naive / row.n:.1f})")
    print(
        f"  all {int(every.n)} intervals: {100 * every.inside / every.n:.1f} ({100 * every.naive / every.n:.1f})"
    )


if __name__ == "__main__":
    main()
