"""The factors that a fair share may hang on: a figure of each town, as a share of its region.

Each factor is a plain function of town figures, arrays (draws, towns), named as in `town_figures`. A factor is an
amount (a share of the region's sum), so that its unit does not matter. Rates are turned into amounts by the town's
households.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fairtown.concepts import FairtownError
from fairtown.measures.uncertainty import share

Array = NDArray[np.float64]
Figures = Mapping[str, Array]
#: New Jersey measures incomes from 100 dollars below the lowest of the region.
BELOW_LOWEST_USD = 100.0
#: ABAG scales a factor from half to one and a half.
SCALE_FROM, SCALE_TO = 0.5, 1.5


def ratables(figures: Figures, region: NDArray[np.intp]) -> Array:
    """Return the full value of taxable property, dollars."""
    return figures["grand_list_usd"]


def income(figures: Figures, region: NDArray[np.intp]) -> Array:
    """Return households × median income; against the region's median, which is the same for all of its towns."""
    return figures["households"] * figures["median_household_income_usd"]


def income_gap(figures: Figures, region: NDArray[np.intp]) -> Array:
    """Return how far the median income is above 100 dollars below the region's lowest, dollars."""
    median = figures["median_household_income_usd"]
    gap = np.empty_like(median)
    for r in np.unique(region):
        at = region == r
        gap[:, at] = median[:, at] - (median[:, at].min(axis=1, keepdims=True) - BELOW_LOWEST_USD)
    return gap


def income_gap_by_households(figures: Figures, region: NDArray[np.intp]) -> Array:
    """Return `income_gap` × households."""
    return income_gap(figures, region) * figures["households"]


def multifamily_gap(figures: Figures, region: NDArray[np.intp]) -> Array:
    """Return households × how far the share of homes in buildings of 3 or more is below the region's; at least 0."""
    homes, part = figures["households"], figures["multifamily_share"]
    gap = np.empty(np.broadcast_shapes(homes.shape, part.shape))
    for r in np.unique(region):
        at = region == r
        mean = share((homes[:, at] * part[:, at]).sum(axis=1), homes[:, at].sum(axis=1))
        gap[:, at] = np.maximum(mean[:, None] - part[:, at], 0)
    return homes * gap


def low_poverty(figures: Figures, region: NDArray[np.intp]) -> Array:
    """Return households × the share of people who are not in poverty."""
    return figures["households"] * (1 - figures["poverty_share"])


def high_opportunity(figures: Figures, region: NDArray[np.intp]) -> Array:
    """Return the households in tracts of the two highest opportunity levels."""
    return figures["households"] * figures["high_opportunity_share"]


def opportunity(figures: Figures, region: NDArray[np.intp]) -> Array:
    """Return households × the percentile of the average resident's tract."""
    return figures["households"] * figures["opportunity_percentile"]


def jobs(figures: Figures, region: NDArray[np.intp]) -> Array:
    """Return households × access to jobs nearby."""
    return figures["households"] * figures["access_to_jobs"]


def transit(figures: Figures, region: NDArray[np.intp]) -> Array:
    """Return the rail and busway stations of the town."""
    return figures["transit_stations"]


def land(figures: Figures, region: NDArray[np.intp]) -> Array:
    """Return the land that is neither the state's nor the United States', square miles."""
    return figures["private_land_sq_mi"]


def homes(figures: Figures, region: NDArray[np.intp]) -> Array:
    """Return the homes of the census."""
    return figures["census_housing_units"]


def households(figures: Figures, region: NDArray[np.intp]) -> Array:
    """Return the households."""
    return figures["households"]


@dataclass(frozen=True)
class Factor:
    """A factor: its title, the town figures that it needs, and the function that makes an amount of them.

    `is_rate`: the amount is a rate as it stands; else its rate is the amount per household.
    """

    title: str
    needs: tuple[str, ...]
    amount: Callable[[Figures, NDArray[np.intp]], Array]
    is_rate: bool = False


FACTORS: dict[str, Factor] = {
    "ratables": Factor("Taxable property", ("grand_list_usd",), ratables),
    "income": Factor("Income", ("households", "median_household_income_usd"), income),
    "income_gap": Factor(
        "Income above the region's lowest, per town", ("median_household_income_usd",), income_gap
    ),
    "income_gap_by_households": Factor(
        "Income above the region's lowest, by households",
        ("households", "median_household_income_usd"),
        income_gap_by_households,
    ),
    "multifamily_gap": Factor(
        "Few homes in buildings of three or more", ("households", "multifamily_share"), multifamily_gap
    ),
    "low_poverty": Factor("Little poverty", ("households", "poverty_share"), low_poverty),
    "high_opportunity": Factor(
        "Homes in high-opportunity tracts", ("households", "high_opportunity_share"), high_opportunity
    ),
    "opportunity": Factor("Opportunity of the average resident", ("households", "opportunity_percentile"), opportunity),
    "jobs": Factor("Access to jobs", ("households", "access_to_jobs"), jobs),
    "transit": Factor("Transit stations", ("transit_stations",), transit, is_rate=True),
    "land": Factor("Land that is not public", ("private_land_sq_mi",), land),
    "homes": Factor("Homes of the census", ("census_housing_units",), homes),
    "households": Factor("Households", ("households",), households),
}  # fmt: skip


def shares(
    amount: Array, eligible: NDArray[np.bool_], region: NDArray[np.intp], name: str, towns: Sequence[str] = ()
) -> tuple[Array, NDArray[np.bool_]]:
    """Return each eligible town's share of its region's amount, (draws, towns), and where the region has any.

    Other towns have 0. The shares of a region add up to 1, or are 0 where none of its eligible towns has any amount:
    the factor then has no effect there. Raises FairtownError on a negative, unknown or infinite amount.
    """
    if (wild := eligible & ~(np.isfinite(amount) & (amount >= 0))).any():
        i, at = np.argwhere(wild)[0]
        town = towns[at] if at < len(towns) else f"town {at}"
        raise FairtownError(
            f"fair share: factor {name} of {town} is {amount[i, at]:g}, expected a number of 0 or more; mend that "
            "figure, or take the factor out"
        )
    counted = np.where(eligible, amount, 0.0)
    total = np.empty_like(counted)
    for r in np.unique(region):
        at = np.flatnonzero(region == r)
        total[:, at] = counted[:, at].sum(axis=1, keepdims=True)
    return np.nan_to_num(share(counted, total)), total > 0


def scale_rate(rate: Array, base: Array, eligible: NDArray[np.bool_], region: NDArray[np.intp]) -> Array:
    """Return `base` × a rate scaled from .5 (the region's lowest) to 1.5 (its highest), as ABAG does; (draws, towns).

    Lowest and highest are of the eligible towns of each draw. Where all rates of a region are alike the scale is 1. A
    town without a base has 0; an unknown rate stays unknown. Method: 6th cycle Regional Housing Needs Allocation.
    """
    rate, base, eligible = np.broadcast_arrays(rate, base, eligible)
    counts = eligible & ~np.isnan(rate) & (base > 0)
    part = np.empty(rate.shape)
    for r in np.unique(region):
        at = np.flatnonzero(region == r)
        low = np.where(counts[:, at], rate[:, at], np.inf).min(axis=1, keepdims=True)
        high = np.where(counts[:, at], rate[:, at], -np.inf).max(axis=1, keepdims=True)
        with np.errstate(invalid="ignore", divide="ignore"):
            part[:, at] = np.where(high > low, (rate[:, at] - low) / (high - low), 0.5)
    scale = SCALE_FROM + (SCALE_TO - SCALE_FROM) * np.where(np.isnan(rate), np.nan, part)
    return np.where(eligible & (base != 0), base * scale, 0.0)
