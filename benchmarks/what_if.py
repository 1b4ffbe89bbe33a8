"""The what-if: speed of a scenario and of its survey interval, and how often that interval holds a known truth.

    .venv/bin/python benchmarks/what_if.py [--surveys 40] [--households published ten_states exponential lognormal]

The truth is not the model's own: each tract's mix is its estimate, drawn towards its town's. It is surveyed by
households, with margins as replicates give them: the sum of squares of the households found. How households are spread
is what the survey itself published: a cell in which one was found, its estimate as large as its standard error, is that
household. "published": those of Connecticut, 2019-2023, 183 cells. "ten_states": 4,019 of ten states, 2014-2018, whose
tail is heavier (kurtosis 15; exponential 9). "lognormal", of the same spread, has a tail that no published table shows
(28; 16 to 138 in samples as large).
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace

import numpy as np

from fairtown.measures.segregation.estimation.survey_error import (
    ONE_FOUND,
    Survey,
    corrected,
    household_shape,
    household_sizes,
    weights,
)
from fairtown.measures.uncertainty import Z_90, standard_error
from fairtown.release.reader import open_release
from fairtown.scenarios.what_if.indices import BETWEEN, HEADLINES, outcomes
from fairtown.scenarios.what_if.moves import move
from fairtown.scenarios.what_if.plan import WhatIf
from fairtown.scenarios.what_if.ranges import N_SURVEYS, Draws, need_draws

BAR_SCENARIO, BAR_DRAWS = 0.005, 0.150
#: The squared coefficient of variation of people per household found: cells with one in them, 2019-2023.
SPREAD = 0.96
#: Percentiles of people in cells of one household over their mean, by state and group: White, Black, Asian and Hispanic
#: residents of tracts of ten states, ACS 2014-2018 (B03002).
TEN_STATES = {
    0: 0.054, 1: 0.094, 2.5: 0.135, 5: 0.177, 10: 0.226, 20: 0.332, 30: 0.422, 40: 0.531, 50: 0.664, 60: 0.823,
    70: 1.04, 80: 1.432, 85: 1.715, 90: 2.107, 92.5: 2.45, 95: 2.94, 97: 3.836, 98: 4.508, 99: 5.435, 99.5: 6.484,
    99.8: 7.291, 100: 9.927,
}  # fmt: skip
LEAST, MOST = ONE_FOUND
SHOWN = (*HEADLINES, (BETWEEN, ""))
#: How much of each tract's own mix the truth keeps; the rest is its town's.
KEPT = (1.0, 0.7)
RUNS = 20


def speed(plan: WhatIf) -> None:
    """Print the time of a scenario with its measures, and of its interval."""
    scenario = plan.scenario("")
    world, homes = plan.world(scenario.income), plan.homes(scenario)
    plan.work_out(scenario)
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        outcomes(world, move(world, homes).after)
        times.append(time.perf_counter() - start)
    print(f"scenario with measures: {min(times) * 1000:.1f} ms (bar {BAR_SCENARIO * 1000:.0f})")
    truth, _again = plan.drawn
    worlds = truth.in_need(world.need)
    times = []
    for _ in range(RUNS // 4):
        start = time.perf_counter()
        truth.changes(worlds, homes)
        times.append(time.perf_counter() - start)
    both = 2 * min(times) * 1000
    print(f"{2 * N_SURVEYS} draws: {both:.0f} ms (bar {BAR_DRAWS * 1000:.0f})")


def of_one_household(people: np.ndarray, error: np.ndarray) -> np.ndarray:
    """Return people in the cells (groups, tracts) in which one household was found, over their group's mean."""
    found = np.divide(people**2, error**2, out=np.zeros_like(people), where=error > 0)
    is_one = (people > 0) & (found >= LEAST) & (found < MOST)
    return np.concatenate([own[cells] / own[cells].mean() for own, cells in zip(people, is_one, strict=True)])


def households(
    rng: np.random.Generator, kind: str, n: int, published: np.ndarray
) -> tuple[np.ndarray, float]:
    """Return `n` households as parts of their mean, and their mean as a part of mean square over mean.

    `published`: households of Connecticut, for that kind.
    """
    if kind == "lognormal":
        sigma = np.sqrt(np.log1p(SPREAD))
        return rng.lognormal(-(sigma**2) / 2, sigma, n), 1 / (1 + SPREAD)
    if kind in ("published", "ten_states"):
        line = published
        if kind == "ten_states":
            line = np.interp(np.linspace(0, 100, 100_001), list(TEN_STATES), list(TEN_STATES.values()))
        return rng.choice(line, n) / line.mean(), float(line.mean() ** 2 / np.square(line).mean())
    shape = 3 if kind == "gamma3" else 1
    return rng.gamma(shape, 1 / shape, n), shape / (shape + 1)


def surveyed(
    rng: np.random.Generator, truth: np.ndarray, weight: np.ndarray, kind: str, published: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return a survey of a truth by households of a kind, and its margins."""
    mean = households(rng, kind, 0, published)[1] * weight
    n = rng.poisson(truth / mean)
    cell = np.repeat(np.arange(n.size), n.ravel())
    sizes = households(rng, kind, len(cell), published)[0] * mean.ravel()[cell]
    found, squares = (np.bincount(cell, w, n.size).reshape(n.shape) for w in (sizes, sizes**2))
    variance = np.where(n > 0, squares, np.square(weight) / 2)
    return found, np.sqrt(variance) * Z_90


def coverage(plan: WhatIf, kept: float, n: int, kind: str, first: int = 0) -> None:
    """Print how often the interval holds the change of a known truth, and its mean error."""
    scenario = plan.scenario("")
    world, homes = plan.world(scenario.income), plan.homes(scenario)
    people, moes = plan._wide
    need, need_moe = plan._need(scenario.income)
    weight, published = weights(people, standard_error(moes)), of_one_household(people, standard_error(moes))
    need_weight = weights(need[None], standard_error(need_moe)[None])[0]
    total = people.sum(axis=0)
    town = world.by_town
    of_town = (town.sum(people) / np.maximum(town.sum(total), 1))[:, world.town] * total
    true_people = kept * people + (1 - kept) * of_town

    def change(at: np.ndarray, in_need: np.ndarray) -> np.ndarray:
        own = replace(world, people=at, need=in_need)
        return outcomes(own, move(own, homes).after, SHOWN) - outcomes(own, at, SHOWN)

    truth, hits, errors = change(true_people, need), [], []
    for k in range(first, first + n):
        rng = np.random.default_rng(k)
        found, margins = surveyed(rng, true_people, weight, kind, published)
        found_need, need_margins = surveyed(rng, need, need_weight, kind, published)
        drawn = Survey.from_estimates(found.T, margins.T).drawn(
            N_SURVEYS,
            k,
            household_shape(found, standard_error(margins)),
            household_sizes(found, standard_error(margins)),
        )
        both = [Draws(world, np.moveaxis(drawn[:, i], -1, -2), SHOWN) for i in range(2)]
        needs = need_draws(found_need, standard_error(need_margins), N_SURVEYS, k)
        parts = [
            draws.changes(draws.in_need(need_of), homes)
            for draws, need_of in zip(both, (found_need, needs), strict=True)
        ]
        interval = corrected(change(found, found_need), *parts)
        hits.append(np.abs(interval.corrected - truth) <= interval.moe)
        errors.append(interval.corrected - truth)
    shown = zip(SHOWN, np.mean(hits, axis=0), np.mean(errors, axis=0), strict=True)
    error_of_share = np.std(np.mean(hits, axis=1), ddof=1) / np.sqrt(n)
    print(
        f"{kind}, truth keeps {kept:.0%}: held in {np.mean(hits):.1%} ± {error_of_share:.1%} of all, {n} surveys"
    )
    for outcome, share, error in shown:
        print(
            f"{kind}, truth keeps {kept:.0%}: {' '.join(outcome):<34} held in {share:.0%}, mean error {error:+.4f}"
        )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--surveys", type=int, default=40)
    parser.add_argument("--first", type=int, default=0, help="the seed of the first survey")
    parser.add_argument("--households", nargs="*", default=["published", "ten_states"])
    arguments = parser.parse_args()
    plan = WhatIf(open_release())
    speed(plan)
    for kind in arguments.households:
        for kept in KEPT:
            coverage(plan, kept, arguments.surveys, kind, arguments.first)


if __name__ == "__main__":
    main()
