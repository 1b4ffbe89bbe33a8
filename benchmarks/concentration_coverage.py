"""How often the 90% intervals of homes by kind of neighborhood hold the truth, when the truth is known.

Two truths: the published figures of 2015-2019 themselves, and likelier ones, whose poverty and people of color are
drawn given the published estimates with their spread over all tracts as the prior (empirical Bayes): they scatter less
than estimates do. Each is surveyed with the published errors, and the procedure of the release is run on every
survey: figures as counted with their margin, and with the survey error taken out.

    .venv/bin/python benchmarks/concentration_coverage.py [--surveys 400]
"""

from __future__ import annotations

import argparse
from dataclasses import replace

import numpy as np
import pandas as pd
from tqdm import tqdm

from fairtown.build.inputs import CleanTables, Inputs
from fairtown.measures import measure
from fairtown.measures.subsidized.concentration import (
    DISTINCT,
    HOMES,
    MEASURE,
    homes_by_tract,
    tracts_with_kinds,
)
from fairtown.measures.subsidized.kinds_by_chance import moments, spreads
from fairtown.measures.subsidized.kinds_of_tract import SURVEYED, Tracts
from fairtown.measures.uncertainty import standard_error
from fairtown.states import state

YEAR = 2020
OUTPUTS = ("share", "homes_share", "rr_all", "rentals_share", "rr_rentals")
BANDS = [band for bands in SURVEYED.values() for band in bands]
#: Points at which the prior of a share is held, and steps towards the likeliest prior.
GRID = np.linspace(0.001, 0.999, 500)
STEPS = 60


def connecticut() -> tuple[Tracts, np.ndarray]:
    """Return the 2010 tracts with kinds and errors, and the distinct subsidized homes of all programs in each."""
    clean = CleanTables(state("ct"))
    rows: dict[tuple[str, int], pd.DataFrame] = {}

    def compute(measure_id: str) -> None:
        found = measure(measure_id)
        for used in found.uses:
            if not any(name == used for name, _ in rows):
                compute(used)
        for year in found.years if found is not MEASURE else ():
            rows[measure_id, year] = found.compute(Inputs(found, clean, rows), year)

    compute(MEASURE.id)
    inputs = Inputs(MEASURE, clean, rows)
    tracts = tracts_with_kinds(inputs)
    homes = homes_by_tract(rows[HOMES, YEAR], DISTINCT, tracts)
    return tracts, homes.loc[["all_programs"]].to_numpy()


def likely(estimate: np.ndarray, error: np.ndarray) -> np.ndarray:
    """Return the cumulative probability of each point of the grid given the estimates, (tracts, points)."""
    likelihood = np.exp(-np.square((estimate[:, None] - GRID) / error[:, None]) / 2) + 1e-300
    prior = np.full(len(GRID), 1 / len(GRID))
    for _ in range(STEPS):
        prior = (likelihood * prior / (likelihood @ prior)[:, None]).mean(axis=0)
    return (likelihood * prior / (likelihood @ prior)[:, None]).cumsum(axis=1)


def truth(tracts: Tracts, of_shares: dict[str, np.ndarray], rng: np.random.Generator) -> Tracts:
    """Return tracts with true shares drawn from their cumulative probabilities."""
    drawn = {}
    for name, cumulative in of_shares.items():
        at = (cumulative < rng.random((len(cumulative), 1))).sum(axis=1).clip(max=len(GRID) - 1)
        drawn[name] = np.where(np.isnan(getattr(tracts, name)), np.nan, GRID[at])
    return replace(tracts, **drawn)


def survey(true: Tracts, rng: np.random.Generator) -> Tracts:
    """Return what a survey of the published size finds."""

    def found(name: str, most: float) -> np.ndarray:
        error = np.nan_to_num(standard_error(getattr(true, f"{name}_moe")))
        return np.clip(getattr(true, name) + error * rng.standard_normal(len(error)), 0.0, most)

    return replace(
        true,
        **{name: found(name, 1.0) for name in ("poverty", "color")},
        **{name: found(name, np.inf) for name in ("homes", "rentals")},
    )


def counted(tracts: Tracts, units: np.ndarray) -> dict[str, np.ndarray]:
    """Return the figures as counted: those of a survey without error."""
    return {name: moment.mean for name, moment in moments(tracts, units, dose=0.0).items()}


def hits(tracts: Tracts, units: np.ndarray, n: int, is_likely: bool) -> pd.DataFrame:
    """Return, per output, band and kind of interval, the share that holds the truth, and how wide it is."""
    shares = {}
    for name in ("poverty", "color") if is_likely else ():
        error = np.maximum(np.nan_to_num(standard_error(getattr(tracts, f"{name}_moe"))), 1e-3)
        shares[name] = likely(np.nan_to_num(getattr(tracts, name)), error)
    rows = []
    for number in tqdm(range(n), desc="likelier truths" if is_likely else "published truth"):
        rng = np.random.default_rng([YEAR, number])
        true = truth(tracts, shares, rng)
        expected, seen = counted(true, units), survey(true, rng)
        value, spread = counted(seen, units), spreads(seen, units)
        for name in OUTPUTS:
            gap = np.ravel(value[name] - expected[name])
            held = np.abs(gap) <= np.ravel(spread[name].moe)
            corrected = np.ravel(spread[name].corrected - expected[name])
            held_corrected = np.abs(corrected) <= np.ravel(spread[name].corrected_moe)
            rows += zip([name] * len(BANDS), BANDS, held, held_corrected, gap, corrected, strict=True)
    return pd.DataFrame(rows, columns=["output", "band", "counted", "corrected", "off", "off_corrected"])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--surveys", type=int, default=400, help="surveys of each truth")
    given = parser.parse_args()
    tracts, units = connecticut()
    for is_likely in (False, True):
        found = hits(tracts, units, given.surveys, is_likely)
        print("held in percent, and how far off on average: as counted, with survey error taken out")
        table = found.groupby(["output", "band"], sort=False).mean()
        table[["counted", "corrected"]] *= 100
        print(table.round({"counted": 0, "corrected": 0, "off": 4, "off_corrected": 4}).to_string())
        print(
            found.groupby("output", sort=False)[["counted", "corrected"]].mean().mul(100).round(1).to_string()
        )
        print(found[["counted", "corrected"]].mean().mul(100).round(1).to_string(), flush=True)


if __name__ == "__main__":
    main()
