"""The what-if: speed of a scenario and of its survey interval, and how often that interval holds a known truth.

    .venv/bin/python benchmarks/what_if.py [--surveys 40]

The truth is not the model's own: each tract's mix is its estimate, drawn towards its town's. It is surveyed with
households of gamma-distributed size, where the model has exponential ones.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace

import numpy as np

from fairtown.measures.segregation.estimation.survey_error import Survey, corrected, weights
from fairtown.measures.uncertainty import Z_90, standard_error
from fairtown.release.reader import open_release
from fairtown.scenarios.what_if.indices import HEADLINES, outcomes
from fairtown.scenarios.what_if.moves import move
from fairtown.scenarios.what_if.plan import WhatIf
from fairtown.scenarios.what_if.ranges import N_SURVEYS, changes, drawn_outcomes, need_draws

BAR_SCENARIO, BAR_DRAWS = 0.005, 0.150
#: Households of a survey: gamma of this shape, against 1 in the model.
SHAPE = 3
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
    before = drawn_outcomes(truth)
    times = []
    for _ in range(RUNS // 4):
        start = time.perf_counter()
        changes(truth, homes, before)
        times.append(time.perf_counter() - start)
    both = 2 * min(times) * 1000
    print(f"{2 * N_SURVEYS} draws: {both:.0f} ms (bar {BAR_DRAWS * 1000:.0f})")


def surveyed(
    rng: np.random.Generator, truth: np.ndarray, weight: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return a survey of a truth and its margins, as households of gamma size give them."""
    mean = SHAPE / (SHAPE + 1) * weight
    n = rng.poisson(truth / mean)
    found = np.where(n > 0, rng.gamma(np.maximum(SHAPE * n, 1), mean / SHAPE), 0.0)
    variance = np.where(n > 0, found * weight, np.square(weight) / 2)
    return found, np.sqrt(variance) * Z_90


def coverage(plan: WhatIf, kept: float, n: int) -> None:
    """Print how often the interval holds the change of a known truth, and its mean error."""
    scenario = plan.scenario("")
    world, homes = plan.world(scenario.income), plan.homes(scenario)
    people, moes = plan._wide
    need, need_moe = plan._need(scenario.income)
    weight = weights(people, standard_error(moes))
    need_weight = weights(need[None], standard_error(need_moe)[None])[0]
    total = people.sum(axis=0)
    town = world.by_town
    of_town = (town.sum(people) / np.maximum(town.sum(total), 1))[:, world.town] * total
    true_people = kept * people + (1 - kept) * of_town

    def change(at: np.ndarray, in_need: np.ndarray) -> np.ndarray:
        own = replace(world, people=at, need=in_need)
        return outcomes(own, move(own, homes).after, HEADLINES) - outcomes(own, at, HEADLINES)

    truth, hits, errors = change(true_people, need), [], []
    for k in range(n):
        rng = np.random.default_rng(k)
        found, margins = surveyed(rng, true_people, weight)
        found_need, need_margins = surveyed(rng, need, need_weight)
        drawn = Survey.from_estimates(found.T, margins.T).drawn(N_SURVEYS, k)
        both = [np.ascontiguousarray(np.moveaxis(drawn[:, i], -1, -2)) for i in range(2)]
        needs = need_draws(found_need, standard_error(need_margins), N_SURVEYS, k)
        worlds = [replace(world, people=both[0], need=found_need), replace(world, people=both[1], need=needs)]
        parts = [changes(w, homes, drawn_outcomes(w, HEADLINES), wanted=HEADLINES) for w in worlds]
        interval = corrected(change(found, found_need), *parts)
        hits.append(np.abs(interval.corrected - truth) <= interval.moe)
        errors.append(interval.corrected - truth)
    shown = zip(HEADLINES, np.mean(hits, axis=0), np.mean(errors, axis=0), strict=True)
    for outcome, share, error in shown:
        print(f"truth keeps {kept:.0%}: {' '.join(outcome):<34} held in {share:.0%}, mean error {error:+.4f}")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--surveys", type=int, default=40)
    arguments = parser.parse_args()
    plan = WhatIf(open_release())
    speed(plan)
    for kept in KEPT:
        coverage(plan, kept, arguments.surveys)


if __name__ == "__main__":
    main()
