"""How often the 90% intervals of segregation hold the truth, when the truth is known: a state drawn from our own model.

States of tracts are drawn that could have given the estimates and margins of a period. Each is surveyed many times,
with the weights of the published survey; the margins of each survey are found from it and are off by as much as
margins from 80 replicates are. Its intervals are compared with the state that was drawn. A truth that is not of our own
making is in segregation_census.py.

    .venv/bin/python benchmarks/survey_intervals.py [--states 5] [--surveys 25] [--draws 200]
"""

from __future__ import annotations

import argparse

import numpy as np
import pandas as pd
from segregation_survey import INDICES, KINDS, Shared, levels, values_of_indices
from tqdm import tqdm

from fairtown.measures.segregation.estimation.by_area import LEAST_TRACTS
from fairtown.measures.segregation.estimation.draws import evaluate_draws
from fairtown.measures.segregation.estimation.survey_error import Survey, corrected

YEARS = (2018, 2019, 2023)


def hits(year: int, n_states: int, n_surveys: int, n_draws: int) -> pd.DataFrame:
    """Return, per index and level, the share of intervals that hold the truth, and of plain ones."""
    areas = levels(year)
    counts = areas[0].people.counts
    margins = areas[0].margins
    shared = Shared.from_estimates(counts, margins)
    truths = Survey.from_estimates(counts, margins).drawn(n_states, seed=year)[:, 0]
    rng = np.random.default_rng(year)
    found = []
    for truth in tqdm(np.repeat(truths, n_surveys, axis=0), desc=f"surveys of {year}"):
        for kind, survey in KINDS.items():
            estimate, margin = survey(truth, shared, rng)
            drawn = Survey.from_estimates(estimate, margin).drawn(n_draws, seed=int(rng.integers(2**31)))
            for area in areas:
                true, plain = values_of_indices(area, truth), values_of_indices(area, estimate)
                answers = evaluate_draws(drawn, lambda c, area=area: values_of_indices(area, c))
                answers[..., area.n_tracts < LEAST_TRACTS] = np.nan
                own = corrected(plain, answers[:, 0], answers[:, 1])
                low, high = np.quantile(answers[:, 1], [0.05, 0.95], axis=0)
                for i, name in enumerate(INDICES):
                    known = ~np.isnan(area.blank_where_few(true[i]))
                    inside = np.abs(own.corrected - true)[i] <= own.moe[i]
                    naive = ((low <= true) & (true <= high))[i]
                    counted = inside[known].sum(), naive[known].sum(), known.sum()
                    found.append((kind, area.level, name, *counted))
    return pd.DataFrame(found, columns=["survey", "level", "index", "inside", "naive", "n"])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--states", type=int, default=5, help="states drawn per period")
    parser.add_argument("--surveys", type=int, default=25, help="surveys of each")
    parser.add_argument("--draws", type=int, default=200, help="draws per interval")
    given = parser.parse_args()
    every = pd.concat([hits(year, given.states, given.surveys, given.draws) for year in YEARS])

    def share(rows: pd.DataFrame, column: str) -> pd.Series:
        return rows[column] / rows.n

    for kind, found in every.groupby("survey", sort=False):
        print(f"\nsurveyed {kind}")
        by_index = found.groupby(["index", "level"], sort=False)[["inside", "naive", "n"]].sum()
        print((100 * share(by_index, "inside")).unstack().round(1).to_string())
        by_level = found.groupby("level", sort=False)[["inside", "naive", "n"]].sum()
        total = found[["inside", "naive", "n"]].sum()
        print(
            "coverage of 90% intervals, in percent (bar: 88 to 92); in brackets of plain percentiles of draws"
        )
        for level, row in by_level.iterrows():
            print(f"  {level}: {100 * row.inside / row.n:.1f} ({100 * row.naive / row.n:.1f})")
        print(
            f"  all {int(total.n)} intervals: {100 * total.inside / total.n:.1f} "
            f"({100 * total.naive / total.n:.1f})"
        )


if __name__ == "__main__":
    main()
