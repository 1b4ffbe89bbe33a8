"""The long table that every measure returns: one row per place, group, output and variant."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fairtown.measures.uncertainty import standard_error

#: One column of flags needs no joining.
ENOUGH_TO_JOIN = 2
KEYS = ["geoid", "vintage", "group", "output", "variant"]
#: Below this many people or homes a share is shown with a caution.
LEAST_BASE = 50
NOBODY, FEW, UNRELIABLE = "no_base", "small_base", "unreliable"
#: Sorted by levels whose error was not published: the margin leaves it out.
LOWER_BOUND = "lower_bound"
#: A standard error over this share of the figure makes it say little: our decision (docs/decisions/0009).
LARGEST_CV = 0.40
COLUMNS = [*KEYS, "value", "moe", "flag"]


Columns = dict[str, np.ndarray]


def observe(
    places: pd.DataFrame,
    output: str,
    value: Any,
    moe: Any = np.nan,
    group: Any = "",
    variant: str = "",
    flag: Any = "",
) -> Columns:
    """Return observations of one output, one per row of `places` (with `geoid` and `vintage`).

    `value`, `moe`, `group` and `flag` are a scalar or one per row; NaN is "unknown". A blank without a
    flag is a share of nobody, and says so; a figure with too wide a margin says that.
    """
    return _columns(
        places.geoid.to_numpy(object),
        places.vintage.to_numpy(object),
        output,
        value,
        moe,
        group,
        variant,
        flag,
    )


def observe_each(
    places: pd.DataFrame, output: str, values: NDArray[Any], groups: Sequence[str], flags: NDArray[Any]
) -> Columns:
    """Return observations without margins of one output for several groups, `values` and `flags` (groups, places).

    The rows of the first group come first, as if each had been observed alone.
    """
    geoid, vintage = (np.tile(places[c].to_numpy(object), len(groups)) for c in ("geoid", "vintage"))
    group = np.repeat(np.asarray(groups, object), len(places))
    return _columns(geoid, vintage, output, values.ravel(), np.nan, group, "", flags.ravel())


def _columns(
    geoid: NDArray[Any],
    vintage: NDArray[Any],
    output: str,
    value: Any,
    moe: Any,
    group: Any,
    variant: str,
    flag: Any,
) -> Columns:
    n = len(geoid)
    values = np.broadcast_to(np.asarray(value, float), n)
    moes = np.broadcast_to(np.asarray(moe, float), n)
    flags = join_flags(np.broadcast_to(np.asarray(flag, object), n), unreliable(values, moes))
    return {
        "geoid": geoid,
        "vintage": vintage,
        "group": np.broadcast_to(np.asarray(group, object), n),
        "output": np.full(n, output, object),
        "variant": np.full(n, variant, object),
        "value": values,
        "moe": moes,
        "flag": np.where(np.isnan(values) & (flags == ""), NOBODY, flags),
    }


def unreliable(values: np.ndarray, moes: np.ndarray) -> np.ndarray:
    """Return the flag of figures whose coefficient of variation is over `LARGEST_CV`."""
    with np.errstate(divide="ignore", invalid="ignore"):
        cv = standard_error(moes) / np.abs(values)
    return np.where(cv > LARGEST_CV, UNRELIABLE, "")


def base_flag(base: Any) -> np.ndarray:
    """Return what is to be said of shares of `base`: nobody is there, fewer than `LEAST_BASE` are, or nothing."""
    counts = np.asarray(base, float)
    return np.where(counts == 0, NOBODY, np.where(counts < LEAST_BASE, FEW, "")).astype(object)


def gather(observed: Sequence[Columns]) -> pd.DataFrame:
    """Return the long table of a measure from all that it observed."""
    return pd.DataFrame({c: np.concatenate([o[c] for o in observed]) for c in COLUMNS})


def join_flags(*flags: Any) -> np.ndarray:
    """Return flags joined by ";", blank ones left out; flags of several shapes are broadcast."""
    every = np.broadcast_arrays(*[np.asarray(f, dtype=object) for f in flags])
    columns = [c for c in every if (c != "").any()]
    if len(columns) < ENOUGH_TO_JOIN:
        return (columns or list(every))[0].copy()
    code = np.zeros(every[0].size, np.intp)
    for column in columns:
        own, values = pd.factorize(column.ravel())
        code = code * len(values) + own
    # each combination is joined once: there are few, and many rows of each
    number, first = _first_of_each(code)
    rows = zip(*(column.ravel()[first] for column in columns), strict=True)
    joined = [";".join(dict.fromkeys(flag for flag in row if flag)) for row in rows]
    return np.array(joined, dtype=object)[number].reshape(every[0].shape)


def _first_of_each(code: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return which distinct code each row has, and the first row of each."""
    number, values = pd.factorize(code)
    first = np.empty(len(values), np.intp)
    first[number[::-1]] = np.arange(len(code))[::-1]
    return number, first
