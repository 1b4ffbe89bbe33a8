"""What benchmarks of segregation share: the published tracts, their indices, and two ways to survey a known truth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fairtown.build.inputs import CleanTables, Inputs
from fairtown.measures import measure
from fairtown.measures.segregation.dissimilarity import INDICES as DISSIMILARITY
from fairtown.measures.segregation.entropy import INDICES as ENTROPY
from fairtown.measures.segregation.estimation.by_area import PEOPLE, AreaTracts, Index, People, area_levels
from fairtown.measures.segregation.estimation.survey_error import weights
from fairtown.measures.segregation.exposure import INDICES as EXPOSURE
from fairtown.measures.segregation.isolation import INDICES as ISOLATION
from fairtown.states import state

Z_90 = 1.645
#: The margin that the tables print where the survey found nobody.
MARGIN_OF_NOBODY = 13.0
REPLICATES = 80
#: Cells in which fewer were found, (estimate / standard error)², tell the weight of those in which nobody was.
FEW_FOUND = 4
#: Dissimilarity from White residents, isolation of the four groups, their exposure to White residents, and H.
BY_MEASURE: dict[tuple[str, str], Index] = {
    **{("segregation.dissimilarity", g): index for g, index in DISSIMILARITY.items()},
    **{("segregation.isolation", g): index for g, index in ISOLATION.items() if g != "nh_other"},
    **{("segregation.exposure", g): index for g, index in EXPOSURE.items() if g.endswith("|nh_white")},
    ("segregation.entropy", "five_groups"): ENTROPY["five_groups"],
}
INDICES = {f"{m.removeprefix('segregation.')} {g}": index for (m, g), index in BY_MEASURE.items()}


def levels(year: int) -> list[AreaTracts]:
    """Return the areas of each level with the people of their tracts and the margins."""
    clean = CleanTables(state("ct"))
    people = measure(PEOPLE)
    rows = people.compute(Inputs(people, clean, {}), year)
    return list(
        area_levels(Inputs(measure("segregation.dissimilarity"), clean, {(PEOPLE, year): rows}), year)
    )


def values_of_indices(area: AreaTracts, counts: np.ndarray) -> np.ndarray:
    """Return every index of the areas of a level from people of the tracts, (..., indices, areas)."""
    people = People(counts)
    return np.stack([index(people, area.areas) for index in INDICES.values()], axis=-2)


@dataclass(frozen=True)
class Shared:
    """The variance per person of each tract and group, (tracts, groups): of each cell by itself, and as ours has it."""

    own: np.ndarray
    leaning: np.ndarray

    @classmethod
    def from_estimates(cls, estimate: np.ndarray, moe: np.ndarray) -> Shared:
        error = moe / Z_90
        with np.errstate(divide="ignore", invalid="ignore"):
            own = np.where(estimate > 0, error**2 / estimate, np.nan)
            few = np.where(estimate / own < FEW_FOUND, own, np.nan)
        filled = np.where(np.isnan(own), np.nanmedian(few, axis=0), own)
        return cls(np.maximum(filled, 1e-3), weights(estimate.T, error.T).T)

    def at(self, units: np.ndarray) -> Shared:
        """Return those of some tracts, one for each of other units."""
        return Shared(self.own[units], self.leaning[units])


def replicated(moe: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return margins as far off as those found from 80 replicates are."""
    return moe * np.sqrt(rng.chisquare(REPLICATES, moe.shape) / REPLICATES)


def alike(truth: np.ndarray, shared: Shared, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Return a survey in which everyone found in a cell stands for as many: estimates and 90% margins."""
    estimate = shared.own * rng.poisson(truth / shared.own)
    margin = np.where(estimate > 0, Z_90 * np.sqrt(shared.own * estimate), MARGIN_OF_NOBODY)
    return estimate, replicated(margin, rng)


def by_household(
    truth: np.ndarray, shared: Shared, rng: np.random.Generator, shape: float = 0.5
) -> tuple[np.ndarray, np.ndarray]:
    """Return a survey of households that stand for few or for many: estimates and 90% margins.

    What a household stands for is gamma with `shape`: .5 is more skewed than our model has it. As in published tables
    margins are small where few were found, and weights rise with how many were.
    """
    scale = shared.leaning / (shape + 1)
    households = rng.poisson(truth / (shape * scale))
    cell = np.repeat(np.arange(truth.size), households.ravel())
    stand_for = rng.gamma(shape, scale.ravel()[cell])
    estimate, squares = (np.bincount(cell, stand_for**k, truth.size).reshape(truth.shape) for k in (1, 2))
    margin = np.where(estimate > 0, Z_90 * np.sqrt(squares), MARGIN_OF_NOBODY)
    # the tables print whole people: what rounds to nobody is nobody
    margin = np.where(np.rint(estimate) > 0, margin, MARGIN_OF_NOBODY)
    return np.rint(estimate), np.maximum(replicated(margin, rng), 1.0)


#: How a truth is surveyed.
KINDS = {"person by person": alike, "by household": by_household}
