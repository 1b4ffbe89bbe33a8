"""How long it takes to say how sure an opportunity index is: draws, levels and ranks, against its bars and a peer.

The peer is the same Monte Carlo as an analyst writes it, a pandas table per draw, answers compared; its time is that of
`--peer-draws` draws, scaled. The nation's tracts are made up; their memory is that of a process of its own.

    .venv/bin/python benchmarks/opportunity.py [--peer-draws 100]
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from multiprocessing import get_context
from statistics import median

import numpy as np
import pandas as pd

from fairtown.build.inputs import CleanTables
from fairtown.measures.opportunity.index.draws import HowSure, Sampler, draw_index, how_sure
from fairtown.measures.opportunity.index.engine import Figures, prepare, score_tracts
from fairtown.measures.opportunity.oca_2014 import RECIPE
from fairtown.states import state

N_DRAWS, N_US, N_DRAWS_US = 2_000, 85_000, 500
#: Survey error as a share of the spread of an indicator.
ERROR = 0.25
#: Five of the indicators are taken as household-based, as many as the index of today has.
HOUSEHOLDS = (
    "households_not_on_public_assistance", "households_not_in_poverty", "labor_force_employed",
    "owner_occupied_housing", "housing_units_not_vacant",
)  # fmt: skip
SECONDS, SECONDS_US, MEGABYTES_US = 1.5, 120, 4_096
failed: list[str] = []


def figures_of(values: np.ndarray) -> Figures:
    """Return figures (tracts, indicators) with errors of a quarter of the spread of each; some of them go together."""
    errors = np.broadcast_to(ERROR * np.nanstd(values, axis=0), values.shape)
    is_share = (np.nanmin(values, axis=0) >= 0) & (np.nanmax(values, axis=0) <= 1)
    households = np.isin(RECIPE.ids, HOUSEHOLDS)
    plain = Figures.plain(values, RECIPE.ids, errors)
    return prepare(RECIPE, replace(plain, is_share=is_share, is_household_based=households))


def of_2014() -> Figures:
    rows = CleanTables(state("ct")).rows("oca_index.indicators")
    return figures_of(rows.loc[rows.geoid != "", list(RECIPE.ids)].to_numpy())


def of_the_nation() -> Figures:
    """Return made-up tracts: shares of which some are near 0 or 1, and five indicators in other units."""
    rng = np.random.default_rng(7)
    common = rng.normal(size=(N_US, 1))
    values = common + rng.normal(size=(N_US, len(RECIPE.ids)))
    values[:, :7] = 1 / (1 + np.exp(-values[:, :7] - np.linspace(0, 3, 7)))
    return figures_of(values)


def sure_of(figures: Figures, n: int) -> HowSure:
    """Return how sure each tract's level and rank is, from `n` draws."""
    point = score_tracts(RECIPE, figures)
    drawn = draw_index(RECIPE, figures, n)
    return how_sure(point.levels[0], point.scores[0], drawn, figures, RECIPE.n_levels)


def plainly(figures: Figures, n: int) -> tuple[np.ndarray, float]:
    """Return the share of draws in each level, (levels, tracts), by a pandas table per draw, and the seconds taken."""
    samplers = [Sampler(figures, k, RECIPE.correlation) for k in range(len(figures.ids))]
    tables = np.stack([sampler(1, 0, n) for sampler in samplers], axis=-1)
    found, ranks = np.zeros((RECIPE.n_levels, figures.values.shape[1])), []
    start = time.perf_counter()
    for table in tables:
        frame = pd.DataFrame(table, columns=list(figures.ids))
        score = ((frame - frame.mean()) / frame.std()).mean(axis=1)
        level = pd.qcut(score, RECIPE.n_levels, labels=False)
        for i in range(RECIPE.n_levels):
            found[i] += level == i
        ranks.append(score.rank(ascending=False, method="min"))
    pd.DataFrame(ranks).quantile([0.05, 0.95])
    return found / n, time.perf_counter() - start


def timed(call: Callable[[], object], times: int) -> float:
    """Return the median seconds of a call after one to warm up."""
    call()
    durations = []
    for _ in range(times):
        start = time.perf_counter()
        call()
        durations.append(time.perf_counter() - start)
    return median(durations)


def within(what: str, value: float, bar: float, unit: str) -> None:
    print(f"{what:<62} {value:>9.3g} {unit}   bar {bar:g} {unit}")
    if value > bar:
        failed.append(what)


def connecticut(peer_draws: int) -> None:
    figures = of_2014()
    ours = timed(lambda: sure_of(figures, N_DRAWS), 7)
    within(f"829 tracts, 12 indicators, {N_DRAWS:,} draws", ours, SECONDS, "s")
    theirs, seconds = plainly(figures, peer_draws)
    drawn = draw_index(RECIPE, figures, peer_draws, seed=1)
    own = np.stack([(drawn.levels == i + 1).mean(axis=0) for i in range(RECIPE.n_levels)])
    within(
        "  chance of a level beside the peer's, same draws: largest gap",
        float(np.abs(own - theirs).max()),
        0,
        "",
    )
    seconds *= N_DRAWS / peer_draws
    print(f"  the peer, a pandas table per draw: {seconds:.1f} s, {seconds / ours:.0f} times as long")


def _nation(results) -> None:
    figures = of_the_nation()
    start = time.perf_counter()
    sure_of(figures, N_DRAWS_US)
    seconds = time.perf_counter() - start
    results.put((seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024))


def nation() -> None:
    context = get_context("spawn")
    results = context.Queue()
    process = context.Process(target=_nation, args=(results,))
    process.start()
    seconds, memory = results.get(timeout=1_800)
    process.join()
    within(f"{N_US:,} tracts, 12 indicators, {N_DRAWS_US} draws", seconds, SECONDS_US, "s")
    within("  peak memory of the process", memory, MEGABYTES_US, "MB")


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--peer-draws", type=int, default=100, help="draws that the peer makes")
    given = parser.parse_args()
    connecticut(given.peer_draws)
    nation()
    print("missed: " + "; ".join(failed) if failed else "all bars met")
    return len(failed)


if __name__ == "__main__":
    sys.exit(main())
