"""How often the 90% intervals of the opportunity index of today hold the truth, when the truth is known.

The published indicators of 2019-2023 and the people of each tract are taken to be the truth. They are surveyed many
times, with the errors that are published; the whole procedure is run on each survey, as for a release: levels, ranks,
and who lives where with the survey error taken out. Its intervals are compared with the index of the truth.

One truth has its tracts on either side of a cut as they happen to fall, which no survey can tell: for a region that is
off by the same in all its surveys. With `--truths` each survey has a truth of its own, the published one moved once by
its error.

`--correlation` is that of the errors of household-based indicators in the surveys, `--assumed` the one that the draws
take for granted: with `--correlation 0.4 --assumed 0` one sees how far chances say too much when errors go together.

    .venv/bin/python benchmarks/opportunity_coverage.py [--surveys 60] [--draws 400] [--truths] [--people-known]
        [--correlation 0.2] [--assumed 0.2]
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from tqdm import tqdm

from fairtown.build.inputs import CleanTables, Inputs
from fairtown.concepts import GROUPS
from fairtown.measures import measure
from fairtown.measures.opportunity import indicators
from fairtown.measures.opportunity.index.by_area import (
    ALL_GROUPS,
    AreaPeople,
    PeopleIn,
    Shares,
    lower_levels,
    mean_percentile,
    share_of,
)
from fairtown.measures.opportunity.index.by_recipe import PEOPLE
from fairtown.measures.opportunity.index.draws import LEANING, STABLE, Sampler
from fairtown.measures.opportunity.index.engine import Figures, prepare
from fairtown.measures.opportunity.index.evaluate import Evaluated, evaluate_figures
from fairtown.measures.opportunity.index.figures import figures_of
from fairtown.measures.opportunity.index.recipe import CORRELATION, Recipe
from fairtown.measures.opportunity.modern import RECIPE
from fairtown.states import state

Z_90 = 1.645
YEAR = 2023
#: The margin that the tables print where the survey found nobody.
MARGIN_OF_NOBODY = 13.0
AREAS = ("state", "region")
THIRDS = ("highest third", "middle third", "lowest third")
BAR = (88.0, 92.0)
OWN = list(GROUPS)
#: Bands of the chance that a level is said to have, with the class that pages give it.
BANDS = {
    "stable, 95% or more": (0.95, 1.01),
    "stable, 90 to 95%": (STABLE, 0.95),
    "leaning, 60 to 90%": (LEANING, STABLE),
    "uncertain, under 60%": (0.0, LEANING),
}
#: Streams of surveys and of truths, apart from those of draws.
FIRST_SURVEY, FIRST_TRUTH = 1_000_000, 2_000_000


@dataclass(frozen=True)
class Truth:
    """Indicators (as observed and as prepared), people with margins (tracts, groups), and where tracts are."""

    every: Figures
    ready: Figures
    people: np.ndarray
    margins: np.ndarray
    places: pd.DataFrame
    tracts: pd.DataFrame


def truth() -> Truth:
    clean = CleanTables(state("ct"))
    rows = indicators.MEASURE.compute(Inputs(indicators.MEASURE, clean, {}), YEAR)
    people = measure(PEOPLE)
    counted = people.compute(Inputs(people, clean, {}), YEAR)
    tracts = indicators.tracts_of(clean.places, str(rows.vintage.iloc[0]))
    counted = counted[(counted.output == "people") & counted.geoid.isin(tracts.geoid)]
    wide = [
        counted.pivot(index="geoid", columns="group", values=c).loc[tracts.geoid, OWN].to_numpy(float)
        for c in ("value", "moe")
    ]
    every = figures_of(RECIPE, rows, tracts)
    return Truth(every, prepare(RECIPE, every), *wide, clean.places, tracts)


def surveyed(truth: Truth, seed: int, correlation: float) -> Figures:
    """Return the indicators that a survey finds; logarithms are drawn as such and turned back."""
    values, errors = truth.every.values.copy(), truth.every.errors.copy()
    for k, part in enumerate(RECIPE.indicators):
        found = Sampler(truth.ready, k, correlation)(seed, 0, 1)[0]
        row = truth.every.ids.index(part.id)
        is_log = part.transform == "log"
        values[row] = np.exp(found) if is_log else found
        errors[row] = truth.ready.errors[k] * (values[row] if is_log else 1.0)
    return replace(truth.every, values=values, errors=errors)


def moved(truth: Truth, survey: int, correlation: float) -> Truth:
    """Return another truth that the published figures could stem from."""
    every = surveyed(truth, FIRST_TRUTH + survey, correlation)
    return replace(truth, every=every, ready=prepare(RECIPE, every))


def people_of(truth: Truth, counts: np.ndarray, margins: np.ndarray) -> PeopleIn:
    """Return people (tracts, groups) with margins, everyone and people of color added up, in state and regions."""
    color = [g != "nh_white" for g in OWN]
    sums = {"everyone": [True] * len(OWN), "people_of_color": color}
    rows = [
        pd.DataFrame({
            "geoid": truth.tracts.geoid, "output": "people", "group": group,
            "value": counts[:, chosen].sum(axis=1), "moe": np.sqrt((margins[:, chosen] ** 2).sum(axis=1)),
        })
        for group in ALL_GROUPS
        for chosen in [np.array(sums.get(group, [g == group for g in OWN]))]
    ]  # fmt: skip
    return PeopleIn(pd.concat(rows), truth.places, truth.tracts, AREAS)


def people_found(truth: Truth, survey: int, is_known: bool) -> PeopleIn:
    """Return the people that a survey finds: each found stands for as many as its published margin says."""
    if is_known:
        return people_of(truth, truth.people, np.zeros(truth.people.shape))
    rng = np.random.default_rng([YEAR, survey])
    weight = np.where(truth.people > 0, (truth.margins / Z_90) ** 2 / np.maximum(truth.people, 1), 1.0)
    found = weight * rng.poisson(truth.people / weight)
    return people_of(truth, found, np.where(found > 0, Z_90 * np.sqrt(weight * found), MARGIN_OF_NOBODY))


def shares(index: Evaluated, people: PeopleIn) -> tuple[dict[str, Shares], np.ndarray]:
    """Return figures of areas and groups by name, and the level of each area."""
    area = AreaPeople(index, people)
    found = {
        "lower": share_of(index, area, 1, lower_levels(RECIPE)),
        "mean_percentile": mean_percentile(index, area),
    }
    return found, area.places.level.to_numpy()


def ranks(scores: np.ndarray) -> np.ndarray:
    return pd.Series(-scores).rank(method="min").to_numpy()


def third_of(rank: np.ndarray) -> np.ndarray:
    """Return in which third of the true ranks each tract is."""
    return np.array(THIRDS)[np.minimum((3 * (rank - 1) // rank.max()).astype(int), 2)]


def of_tracts(index: Evaluated, true: Evaluated) -> list[tuple]:
    """Return kind, part, how many intervals hold the truth, how many plain ones (none), and of how many.

    Of levels: how many are right, and how many were said to be.
    """
    sure = index.sure
    assert sure is not None
    has = ~np.isnan(true.scores)
    rank = ranks(true.scores)
    inside = ((sure.rank_lo90 <= rank) & (rank <= sure.rank_hi90))[has]
    third = third_of(rank[has])
    found = [("rank of a tract", p, inside[third == p].sum(), 0, (third == p).sum()) for p in THIRDS]
    is_right = index.levels == true.levels
    for part, (low, high) in BANDS.items():
        inside = has & (sure.p_shown >= low) & (sure.p_shown < high)
        found.append(("level", part, is_right[inside].sum(), sure.p_shown[inside].sum(), inside.sum()))
    return found


def of_areas(index: Evaluated, people: PeopleIn, expected: dict[str, Shares]) -> list[tuple]:
    """Return the same of who lives where, in the state and in regions."""
    found = []
    own, level = shares(index, people)
    for name, figure in own.items():
        true = expected[name].value
        known = ~np.isnan(figure.moe) & ~np.isnan(true)
        corrected = (np.abs(figure.corrected - true) <= figure.moe) & known
        plain = (np.abs(figure.value - true) <= figure.moe) & known
        for part in AREAS:
            counts = (a[level == part].sum() for a in (corrected, plain, known))
            found.append((f"{name}, error taken out", part, *counts))
    return found


def hits(published: Truth, given: argparse.Namespace) -> pd.DataFrame:
    """Return, per kind of interval and part of it, how many hold the truth, how many plain ones, and of how many."""
    recipe: Recipe = replace(RECIPE, correlation=given.assumed)
    everyone = people_of(published, published.people, np.zeros(published.people.shape))
    found = []
    for survey in tqdm(range(given.surveys), desc="surveys"):
        truth = moved(published, survey, given.correlation) if given.truths else published
        true = evaluate_figures(recipe, truth.every, truth.tracts, 0)
        figures = surveyed(truth, FIRST_SURVEY + survey, given.correlation)
        index = evaluate_figures(recipe, figures, truth.tracts, given.draws, seed=survey)
        found += of_tracts(index, true)
        found += of_areas(index, people_found(truth, survey, given.people_known), shares(true, everyone)[0])
    return pd.DataFrame(found, columns=["kind", "part", "inside", "plain", "n"])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--surveys", type=int, default=60, help="surveys of the truth")
    parser.add_argument("--draws", type=int, default=400, help="draws per survey")
    parser.add_argument("--truths", action="store_true", help="a truth of its own for each survey")
    parser.add_argument("--people-known", action="store_true", help="count people without error")
    parser.add_argument("--correlation", type=float, default=CORRELATION, help="of errors in the surveys")
    parser.add_argument("--assumed", type=float, default=CORRELATION, help="the same, as the draws have it")
    found = hits(truth(), parser.parse_args())
    print(
        f"share that holds the truth, in percent (bar: {BAR[0]:g} to {BAR[1]:g}); in brackets as the map shows it; of "
        "levels the share that is right, in brackets the share said to be"
    )
    sums = found.groupby(["kind", "part"], sort=False)[["inside", "plain", "n"]].sum()
    for (kind, part), row in sums.iterrows():
        plain = f" ({100 * row.plain / row.n:.1f})" if row.plain else ""
        print(f"  {f'{kind}, {part}':<50} {100 * row.inside / row.n:.1f}{plain} of {int(row.n)}")


if __name__ == "__main__":
    main()
