"""Exposure to opportunity: the score of the tract in which the average member of a group lives.

The gap between two groups is split exactly into living in other towns, and living in other tracts of the same towns,
after Kitagawa, Components of a Difference Between Two Rates (1955).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from fairtown.concepts import FairtownError
from fairtown.measures.opportunity.index.standardise import Array
from fairtown.measures.uncertainty import share


@dataclass(frozen=True)
class GapSplit:
    """The gap between two groups, in units of the score, and its parts: `between` + `within` = `gap`."""

    gap: float
    between: float
    within: float


def exposure(people: ArrayLike, score: ArrayLike, areas: ArrayLike | None = None) -> Array:
    """Return the mean score of each group's people, shape (groups,), or (areas, groups) if `areas` are given.

    `people` (tracts, groups): counts; `score` (tracts,): any score or percentile, NaN for none. People in tracts
    without a score are left out. `areas` (tracts,): the label of each tract's area, one answer per distinct label in
    order of label; a blank (None, NaN) or a negative number is no area. NaN where a group has no members, or their
    number is unknown in a tract that has a score.
    Raises FairtownError on unequal shapes or a negative count.
    """
    counts, scores = _checked("exposure", people, score)
    own, n = (np.zeros(len(scores), np.intp), 1) if areas is None else _numbered(areas, len(scores))
    included = ~np.isnan(scores) & (own >= 0)
    sums = np.zeros((2, n, counts.shape[1]))
    np.add.at(sums[0], own[included], counts[included] * scores[included, np.newaxis])
    np.add.at(sums[1], own[included], counts[included])
    mean = share(sums[0], sums[1])
    return mean[0] if areas is None else mean


def gap_split(people_a: ArrayLike, people_b: ArrayLike, score: ArrayLike, towns: ArrayLike) -> GapSplit:
    """Return the gap in mean score, group a less group b, split into parts between and within towns.

    All arrays (tracts,); `towns` are names or numbers. With w a group's share that lives in a town and O its mean score
    there: between = Σ (w_a − w_b) (O_a + O_b) / 2; within = Σ (O_a − O_b) (w_a + w_b) / 2. In a town where only one of
    the two groups lives the other is taken to have the same mean there, so that all of it is between towns. Tracts
    without a score are left out. NaN where a group has no members, or their number is unknown.
    Raises FairtownError on unequal shapes or a negative count.
    """
    a, b = np.asarray(people_a, float), np.asarray(people_b, float)
    if a.shape != b.shape:
        raise FairtownError(
            f"gap_split: people have shapes {a.shape} and {b.shape}, expected the same; one per tract"
        )
    counts, scores = _checked("gap_split", np.stack([a, b], axis=-1), score)
    codes, _ = pd.factorize(np.asarray(towns, object), use_na_sentinel=False)
    if codes.shape != scores.shape:
        raise FairtownError(
            f"gap_split: towns have shape {codes.shape}, expected {scores.shape}; one per tract"
        )
    lived_in = ~np.isnan(scores) & ~(counts.sum(axis=1) == 0)
    counts, codes = counts[lived_in], pd.factorize(codes[lived_in])[0]
    if not (counts.sum(axis=0) > 0).all():
        return GapSplit(np.nan, np.nan, np.nan)
    mean = exposure(counts, scores[lived_in], codes)
    members = np.zeros(mean.shape)
    np.add.at(members, codes, counts)
    mean = np.where(members == 0, mean[:, ::-1], mean)
    weight = members / members.sum(axis=0)
    between = float(((weight[:, 0] - weight[:, 1]) * mean.mean(axis=1)).sum())
    within = float(((mean[:, 0] - mean[:, 1]) * weight.mean(axis=1)).sum())
    return GapSplit(between + within, between, within)


def _numbered(areas: ArrayLike, n_tracts: int) -> tuple[NDArray[np.intp], int]:
    """Return the number of each tract's area in order of label, −1 for none, and how many areas there are."""
    labels = np.asarray(areas)
    if labels.shape != (n_tracts,):
        raise FairtownError(
            f"exposure: areas have shape {labels.shape}, expected {(n_tracts,)}; one per tract"
        )
    is_none = labels < 0 if labels.dtype.kind in "iuf" else pd.isna(labels)
    codes, names = pd.factorize(pd.Series(labels, dtype=object).mask(is_none), sort=True)
    return codes.astype(np.intp), len(names)


def _checked(name: str, people: ArrayLike, score: ArrayLike) -> tuple[Array, Array]:
    """Return counts (tracts, groups) and scores (tracts,); raises FairtownError if they cannot be used."""
    counts, scores = np.asarray(people, float), np.asarray(score, float)
    if scores.ndim != 1 or counts.ndim != 2 or len(counts) != len(scores):
        raise FairtownError(
            f"{name}: people have shape {counts.shape} and scores {scores.shape}, expected a row of people by group "
            "for each score"
        )
    if (counts < 0).any():
        raise FairtownError(
            f"{name}: a count of people is {counts.min():g}, expected 0 or more; mend the counts"
        )
    return counts, scores
