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


#: Arrays by column: of pandas for codes of places, which stay as they are, of numpy for the rest.
Columns = dict[str, Any]


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
        _texts(places["geoid"]),
        _texts(places["vintage"]),
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
    geoid: Any,
    vintage: Any,
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
    return {
        "geoid": geoid,
        "vintage": vintage,
        "group": np.broadcast_to(np.asarray(group, object), n),
        "output": np.full(n, output, object),
        "variant": np.full(n, variant, object),
        "value": values,
        "moe": moes,
        "flag": _flags(flag, values, moes),
    }


def _texts(column: pd.Series) -> Any:
    return column.array if isinstance(column.dtype, pd.StringDtype) else column.to_numpy(object)


def _flags(flag: Any, values: np.ndarray, moes: np.ndarray) -> np.ndarray:
    """Return the flags of figures: what is said of them, that the margin is too wide, or that nobody is there."""
    flags = np.full(len(values), flag, object)
    weak = _is_unreliable(values, moes)
    if weak.any():
        flags[weak] = join_flags(flags[weak], UNRELIABLE)
    blank = np.isnan(values)
    if blank.any():
        flags[blank & (flags == "")] = NOBODY
    return flags


def unreliable(values: np.ndarray, moes: np.ndarray) -> np.ndarray:
    """Return the flag of figures whose coefficient of variation is over `LARGEST_CV`."""
    return np.where(_is_unreliable(values, moes), UNRELIABLE, "")


def _is_unreliable(values: np.ndarray, moes: np.ndarray) -> NDArray[np.bool_]:
    if np.isnan(moes).all():
        return np.zeros(len(values), bool)
    with np.errstate(divide="ignore", invalid="ignore"):
        cv = standard_error(moes) / np.abs(values)
        return np.asarray(cv > LARGEST_CV)


def base_flag(base: Any) -> np.ndarray:
    """Return what is to be said of shares of `base`: nobody is there, fewer than `LEAST_BASE` are, or nothing."""
    counts = np.asarray(base, float)
    return np.where(counts == 0, NOBODY, np.where(counts < LEAST_BASE, FEW, "")).astype(object)


def gather(observed: Sequence[Columns]) -> pd.DataFrame:
    """Return the long table of a measure from all that it observed."""
    return pd.DataFrame({c: _joined([o[c] for o in observed]) for c in COLUMNS})


def _joined(arrays: Sequence[Any]) -> Any:
    if all(isinstance(array, np.ndarray) for array in arrays):
        return np.concatenate(arrays)
    if len({(type(array), array.dtype) for array in arrays}) == 1:
        # what arrays of pandas are joined by, without a Series around each of a thousand
        return arrays[0]._concat_same_type(arrays)
    return pd.concat([pd.Series(array, copy=False) for array in arrays], ignore_index=True)


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
