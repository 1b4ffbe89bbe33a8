"""Numbers as the Census Bureau prints them: codes and signs where there is none, commas in thousands.

The data API gives negative codes in place of an estimate or a margin, tables print signs. None of them is a number, so
each is read as NaN. Codes and signs: Bureau, "Notes on ACS Estimate and Annotation Values".
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from fairtown.concepts import FairtownError

#: Too few cases, not applicable, no estimate, controlled, median in an open group, no margin.
CODES = (-999999999.0, -888888888.0, -666666666.0, -555555555.0, -333333333.0, -222222222.0)
#: The same in print, and how other programs write a cell without a figure.
SIGNS = frozenset(
    ("", "-", "--", "*", "**", "***", "****", "*****", "N", "(X)", "X", "NA", "N/A", "null", "None")
)
THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d*)?", re.ASCII)
#: Characters of a text that is no number, at most, in the line that says so.
LONGEST_TEXT = 40


def figures(function: str, **given: ArrayLike) -> list[NDArray[np.float64]]:
    """Return figures as arrays of floats, each of its own shape; codes and signs of the Bureau are NaN.

    Texts like "1,234" are read. Raises FairtownError, in one line that names `function` and the argument, on anything
    else that is no number, and where the shapes do not broadcast.
    """
    arrays = [_array(function, name, values) for name, values in given.items()]
    try:
        np.broadcast_shapes(*(array.shape for array in arrays))
    except ValueError:
        shapes = ", ".join(f"{name} {array.shape}" for name, array in zip(given, arrays, strict=True))
        raise FairtownError(f"{function}: shapes are {shapes}; give one figure per place to each") from None
    return arrays


def _array(function: str, name: str, values: ArrayLike) -> NDArray[np.float64]:
    try:
        array = np.asarray(values, float)
    except (TypeError, ValueError):
        array = _read(function, name, values)
    # a code is rare: the whole search only where something is as low as one
    if np.any(array <= max(CODES)):
        array = np.where(np.isin(array, CODES), np.nan, array)
    return array


def _read(function: str, name: str, values: ArrayLike) -> NDArray[np.float64]:
    try:
        cells = np.asarray(values, object)
        return np.array([_number(cell) for cell in cells.flat], float).reshape(cells.shape)
    except (TypeError, ValueError) as error:
        raise FairtownError(
            f"{function}: {name} has {str(error)[:LONGEST_TEXT]}, expected numbers; make what is unknown NaN"
        ) from None


def _number(cell: Any) -> float:
    """Return the number of one cell, NaN where it holds none; ValueError with the cell on what is no number."""
    if isinstance(cell, str):
        bare = cell.strip()
        if bare in SIGNS:
            return np.nan
        cell = bare.replace(",", "") if THOUSANDS.fullmatch(bare) else bare
    if cell is None or cell is pd.NA:
        return np.nan
    try:
        return float(cell)
    except (TypeError, ValueError):
        raise ValueError(repr(cell)) from None
