"""Homes by kind of tract, where the kind is an estimate: what the chance of the wrong kind adds to a margin.

Poverty and people of color decide in which poverty band a tract is and whether it is an R/ECAP. Both are surveyed, so
that a tract near a line can be on its wrong side, and takes its subsidized homes and all its other homes along: shares
of both, and their ratios, err together. Tracts err apart, so that variances are sums over tracts.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fairtown.measures.extrapolation import error_removed
from fairtown.measures.opportunity.index.standardise import Array
from fairtown.measures.opportunity.recap import p_at_least
from fairtown.measures.subsidized.kinds_of_tract import POVERTY_EDGES, SURVEYED, Tracts, over_ways
from fairtown.measures.uncertainty import TAIL_90, Z_90, share, standard_error

#: How many times the published error variance.
ONCE, TWICE = 1.0, 2.0
#: How much the variance of a ratio grows with the variance of its denominator (in parts of its square): second order.
SWING = 3
#: The ratios, and the shares of all homes or rentals that they are over.
RATIOS = {"rr_all": "homes", "rr_rentals": "rentals"}


@dataclass(frozen=True)
class Spread:
    """How sure a figure is: its 90% margin, and the figure corrected for survey error and the margin of that."""

    moe: Array
    corrected: Array
    corrected_moe: Array


@dataclass(frozen=True)
class Moments:
    """Mean and variance of a figure over surveys of the estimates."""

    mean: Array
    variance: Array


def chances(tracts: Tracts, dose: float = ONCE) -> Array:
    """Return how likely each tract is of each kind of `SURVEYED`, (tracts, bands), at `dose` times the error variance.

    Errors are normal, those of poverty and people of color independent; the lines of an R/ECAP are held as they are.
    Of a tract whose kind is not known 0; one whose error is not known is of the kind that its estimates say.
    """
    poverty_moe, color_moe = (np.sqrt(dose) * moe for moe in (tracts.poverty_moe, tracts.color_moe))
    reaches = [p_at_least(tracts.poverty, poverty_moe, edge) for edge in POVERTY_EDGES]
    bands = -np.diff([np.ones(len(tracts.poverty)), *reaches, np.zeros(len(tracts.poverty))], axis=0)
    is_poor = p_at_least(tracts.poverty, poverty_moe, tracts.recap_line)
    recap = is_poor * p_at_least(tracts.color, color_moe, tracts.color_line)
    by_chance = np.stack([*bands, recap, 1 - recap], axis=-1)
    found = tracts.kinds[:, -by_chance.shape[1] :]
    return np.where(over_ways(found, SURVEYED) > 0, np.where(np.isnan(by_chance), found, by_chance), 0.0)


def spreads(tracts: Tracts, units: Array) -> dict[str, Spread]:
    """Return how sure the figures of an area are, by output, over the bands of `SURVEYED`.

    `units` (programs, tracts): subsidized homes, counts. Figures of programs have shape (programs, bands), those of all
    homes or rentals (bands,). The margin of a ratio is NaN where more than 5% of surveys would find no homes at all in
    the kind of tract.
    """
    once, twice = (moments(tracts, units, dose) for dose in (ONCE, TWICE))
    out = {name: _spread(once[name], twice[name], is_share=name.endswith("share")) for name in once}
    for ratio, name in RATIOS.items():
        base = out[f"{name}_share"].corrected
        vanishes = _nobody(chances(tracts), getattr(tracts, name)) > TAIL_90
        out[ratio] = Spread(
            np.where(vanishes, np.nan, out[ratio].moe),
            share(out["share"].corrected, base),
            np.where(vanishes, np.nan, out[ratio].corrected_moe),
        )
    return out


def moments(tracts: Tracts, units: Array, dose: float) -> dict[str, Moments]:
    """Return mean and variance of each output over surveys with `dose` times the error variance.

    With p the chance of a tract to be of a kind, h its homes of n in all, and S their expected share, the variance of
    the share is Σ p (1 − p) (h / n)² + Σ SE² (p (1 − S)² + (1 − p) S²) / n². That of a ratio over S is of first order,
    times 1 + 3 variance of S / S²: a small S swings it more upwards than down.
    """
    chance = chances(tracts, dose)
    other = np.where(over_ways(chance, SURVEYED) > 0, 1 - chance, 0.0)
    wrong = chance * other
    counted = units @ chance
    part, weight = _part(units, chance)
    out = {
        "units": Moments(counted, np.square(units) @ wrong),
        "share": Moments(part, np.einsum("ptb,tb->pb", np.square(weight), wrong)),
    }
    for ratio, name in RATIOS.items():
        homes = getattr(tracts, name)
        error = dose * np.square(standard_error(getattr(tracts, f"{name}_moe")))
        (base,), (own,) = _part(homes[np.newaxis], chance)
        total = over_ways(homes @ chance, SURVEYED)
        of_counts = share(error @ (chance * np.square(1 - base) + other * np.square(base)), total**2)
        out[name] = Moments(homes @ chance, np.square(homes) @ wrong + error @ chance)
        of_base = (np.square(own) * wrong).sum(axis=0) + of_counts
        out[f"{name}_share"] = Moments(base, of_base)
        times = share(part, base)
        moved = np.einsum("ptb,tb->pb", np.square(weight - times[:, np.newaxis] * own), wrong)
        first_order = share(moved + np.square(times) * of_counts, np.square(base))
        out[ratio] = Moments(times, first_order * (1 + SWING * share(of_base, np.square(base))))
    return out


def _part(homes: Array, chance: Array) -> tuple[Array, Array]:
    """Return the expected share of homes (rows, tracts) in each band, and the part of each tract in all of its way."""
    total = over_ways(homes @ chance, SURVEYED)
    is_known = over_ways(chance, SURVEYED) > 0
    return share(homes @ chance, total), share(homes[..., np.newaxis] * is_known, total[:, np.newaxis])


def _nobody(chance: Array, homes: Array) -> Array:
    """Return the probability that no tract with homes is of a kind, (bands,)."""
    return np.asarray(np.prod(1 - chance[homes > 0], axis=0))


def _spread(once: Moments, twice: Moments, is_share: bool) -> Spread:
    corrected, variance = error_removed(once.mean, twice.mean, once.variance, twice.variance)
    within = np.clip(corrected, 0.0, 1.0) if is_share else corrected
    return Spread(Z_90 * np.sqrt(once.variance), within, Z_90 * np.sqrt(variance))
