"""Rules that rows of a clean table keep, written as comparisons: `households == owner_households + renter_households`.

A name is a column of the table; `acs5.tenure.households` is a column of another table for the same place (and year), in
its edition of the same codes that is nearest in time; `census_geography.towns.town[town_geoid]` looks one up by another
column, and where that is not the first of the other table, `by(census_geography.towns.geoid, "town")[town]` does.
`sums(table.column, "by")[key]` adds up another table's column. `geoid[:5]` is the beginning of a code, `position` the
number of a row; the functions are those of FUNCTIONS. What is blank on either side is unknown, and keeps every rule.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

#: Figures are equal if they differ by no more than this part, or this much near 0: they were rounded in print.
TOLERANCE = 1e-6
EARTH_RADIUS_M = 6_371_008.8
SQUARE_METERS_OF = {"sq_mi": 2_589_988.110336, "acres": 4_046.8564224}
#: Columns of shapes that are held as parsed.
MOST_SHAPES = 4
#: Places of the digits of a tract's number in its code, before and after the point.
TRACT = slice(5, 9), slice(9, 11)
TRACT_CODE = re.compile(r"\d{11}", re.ASCII)

Array = NDArray[Any]
#: Gives the rows of another table by its address: `acs5.tenure`, in the edition that belongs to the one at hand, or
#: `acs5.tenure@2019`; None where its file is not there.
Others = Callable[[str], pd.DataFrame | None]


class MissingTable(Exception):
    """A rule names a table whose file is not in the folder."""


@dataclass(frozen=True)
class Broken:
    """The first row that breaks a rule: its number from 0, and what either side is."""

    row: int
    left: Any
    right: Any


@cache
def parse(rule: str) -> tuple[ast.expr, str, ast.expr]:
    """Return left side, operator and right side of a rule; raises ValueError if it is no single comparison."""
    node = ast.parse(rule, mode="eval").body
    if not isinstance(node, ast.Compare) or len(node.ops) != 1:
        raise ValueError(f"{rule!r} is no comparison of two sides")
    return node.left, type(node.ops[0]).__name__, node.comparators[0]


@cache
def tables_of(rule: str) -> frozenset[str]:
    """Return the other tables that a rule names: `acs5.tenure`."""
    nodes = ast.walk(ast.parse(rule, mode="eval"))
    names = [ast.unparse(node).split(".") for node in nodes if isinstance(node, ast.Attribute)]
    return frozenset(".".join(parts[:2]) for parts in names if len(parts) == 3)


def broken(
    rule: str, rows: pd.DataFrame, key: tuple[str, ...], others: Others, excepted: Collection[int] = ()
) -> Broken | None:
    """Return the first row that breaks a rule, but those excepted by their number from 0; None where there is none.

    Raises MissingTable if it names a table that is not there.
    """
    left, holds, right = _compared(rule, rows, key, others)
    holds[list(excepted)] = True
    if holds.all():
        return None
    row = int((~holds).argmax())
    return Broken(row, left[row], right[row])


def holds(rule: str, rows: pd.DataFrame, key: tuple[str, ...], others: Others) -> NDArray[np.bool_]:
    """Return the rows that keep a rule; raises MissingTable if it names a table that is not there."""
    return _compared(rule, rows, key, others)[1]


def _compared(
    rule: str, rows: pd.DataFrame, key: tuple[str, ...], others: Others
) -> tuple[Array, Array, Array]:
    left_side, comparison, right_side = parse(rule)
    scope = Scope(rows, key, others)
    left, right, _ = np.broadcast_arrays(scope.value(left_side), scope.value(right_side), np.empty(len(rows)))
    return left, _kept(left, comparison, right) | _blank(left) | _blank(right), right


def _kept(left: Array, comparison: str, right: Array) -> NDArray[np.bool_]:
    if left.dtype == object:
        return np.asarray(COMPARISONS[comparison](left.astype(str), right.astype(str)), bool)
    room = np.maximum(np.abs(right), 1) * TOLERANCE
    with np.errstate(invalid="ignore"):
        if comparison in ("Eq", "NotEq"):
            return (np.abs(left - right) <= room) == (comparison == "Eq")
        shifted = right + {"LtE": room, "GtE": -room}.get(comparison, 0)
        return np.asarray(COMPARISONS[comparison](left, shifted), bool)


def _blank(values: Array) -> NDArray[np.bool_]:
    return (values == "") if values.dtype == object else np.isnan(values)


@dataclass(frozen=True)
class Scope:
    """The rows that a rule speaks of, and the tables around them."""

    rows: pd.DataFrame
    key: tuple[str, ...]
    others: Others

    def value(self, node: ast.expr) -> Array:
        """Return what a part of a rule is in every row: floats, or text as objects."""
        match node:
            case ast.Constant(value):
                return np.asarray(value, object if isinstance(value, str) else float)
            case ast.UnaryOp(ast.USub(), operand):
                return -self.value(operand)
            case ast.Name("position"):
                return np.arange(1.0, len(self.rows) + 1)
            case ast.Name(name):
                return _values(self.rows[name])
            case ast.BinOp(left, sign, right):
                with np.errstate(divide="ignore", invalid="ignore"):
                    return OPERATORS[type(sign).__name__](self.value(left), self.value(right))
            case ast.Attribute():
                return self.looked_up(self.series(node, self.shared(node)), self.shared(node))
            case ast.Subscript(what, ast.Slice() as part):
                return _texts(self.value(what), slice(*(_whole(end) for end in (part.lower, part.upper))))
            case ast.Subscript(ast.Attribute() as what, by):
                table = self.table(what)
                return _aligned(table.set_index(table.columns[0])[what.attr], self.value(by))
            case ast.Subscript(ast.Call(ast.Name("by"), [ast.Attribute() as what, ast.Constant(by)]), at):
                return _aligned(self.table(what).set_index(by)[what.attr], self.value(at))
            case ast.Subscript(ast.Call(ast.Name("sums"), [ast.Attribute() as what, ast.Constant(by)]), at):
                return _aligned(self.table(what).groupby(by)[what.attr].sum(), self.value(at))
            case ast.Call(ast.Name(name), arguments):
                return FUNCTIONS[name](*(self.value(argument) for argument in arguments))
        raise ValueError(f"{ast.unparse(node)!r} cannot stand in a rule")

    def table(self, node: ast.Attribute) -> pd.DataFrame:
        """Return the rows of the table whose column a part of a rule names."""
        rows = self.others(ast.unparse(node.value))
        if rows is None:
            raise MissingTable
        return rows

    def shared(self, node: ast.Attribute) -> list[str]:
        """Return the columns by which rows of another table belong to those at hand."""
        there = self.table(node).columns
        return [name for name in self.key if name in there]

    def series(self, node: ast.Attribute, by: list[str]) -> pd.Series:
        """Return a column of another table, indexed by columns."""
        return self.table(node).set_index(by)[node.attr]

    def looked_up(self, values: pd.Series, by: list[str]) -> Array:
        """Return values for the rows at hand, by the columns that both have; unknown where there are none."""
        at = self.rows[by[0]] if len(by) == 1 else pd.MultiIndex.from_frame(self.rows[by])
        return _aligned(values, at)


def _aligned(values: pd.Series, at: Any) -> Array:
    return _values(values[~values.index.duplicated()].reindex(at))


def _values(column: pd.Series) -> Array:
    if pd.api.types.is_numeric_dtype(column):
        return column.to_numpy(float)
    return column.fillna("").to_numpy(object)


def _whole(node: ast.expr | None) -> int | None:
    return None if node is None else int(ast.literal_eval(node))


def _texts(values: Array, part: slice) -> Array:
    return np.array([text[part] for text in values], object)


def _number(texts: Array) -> Array:
    return pd.to_numeric(pd.Series(texts).str.replace(",", ""), errors="coerce").to_numpy(float)


def _first_number(texts: Array) -> Array:
    return pd.Series(texts).str.extract(r"(\d+)")[0].astype(float).to_numpy()


def _tract_name(codes: Array) -> Array:
    """Return the number of a tract as printed: 09001010101 is 101.01, 09001020000 is 200."""
    whole, part = TRACT
    names = [
        f"{int(c[whole])}.{c[part]}".removesuffix(".00") if TRACT_CODE.fullmatch(c) else "" for c in codes
    ]
    return np.array(names, object)


def _area(unit: str) -> Callable[[Array], Array]:
    """Return a function of shapes as WKT in degrees: their area on a globe, in `unit`."""

    def area(texts: Array) -> Array:
        shapes = _shapes(texts)
        of_degree = (np.pi / 180 * EARTH_RADIUS_M) ** 2 / SQUARE_METERS_OF[unit]
        latitude = np.radians(shapely.bounds(shapes)[:, [1, 3]].mean(axis=1))
        return shapely.area(shapes) * of_degree * np.cos(latitude)

    return area


def _shapes(texts: Array) -> Array:
    return _parsed_shapes(tuple(texts))


@lru_cache(maxsize=MOST_SHAPES)
def _parsed_shapes(texts: tuple[str, ...]) -> Array:
    """Return shapes from WKT; several rules ask for those of one column."""
    shapes = np.asarray(shapely.from_wkt([text or None for text in texts], on_invalid="ignore"), object)
    shapes.flags.writeable = False
    return shapes


def _inside(texts: Array, around: Array) -> Array:
    """Return 1 where a point of each shape lies in the shape around it, 0 where not, NaN where either is unknown.

    A shape that crosses itself lies nowhere.
    """
    inner, outer = _shapes(texts), _shapes(around)
    known = ~(shapely.is_missing(inner) | shapely.is_missing(outer))
    sound = known & shapely.is_valid(inner) & shapely.is_valid(outer)
    found = np.where(known, 0.0, np.nan)
    found[sound] = shapely.covers(outer[sound], shapely.point_on_surface(inner[sound]))
    return found


def _point(lon: Array, lat: Array) -> Array:
    return np.array([f"POINT ({x} {y})" for x, y in zip(lon, lat, strict=True)], object)


def _stands_in(figures: Array, texts: Array) -> Array:
    """Return 1 where the text names the figure, 0 where not, NaN where there is no figure."""
    found = [f"{f:g}" in t if f == f else np.nan for f, t in zip(figures, texts, strict=True)]
    return np.array(found, float)


FUNCTIONS: dict[str, Callable[..., Array]] = {
    "abs": np.abs,
    "max": np.fmax,
    "number": _number,
    "first_number": _first_number,
    "length": lambda texts: np.array([len(text) for text in texts], float),
    "tract_name": _tract_name,
    "area_sq_mi": _area("sq_mi"),
    "area_acres": _area("acres"),
    "inside": _inside,
    "point": _point,
    "stands_in": _stands_in,
}
OPERATORS: dict[str, Callable[..., Array]] = {
    "Add": operator.add,
    "Sub": operator.sub,
    "Mult": operator.mul,
    "Div": operator.truediv,
    "Pow": operator.pow,
}
COMPARISONS: dict[str, Callable[..., Any]] = {
    "Eq": operator.eq,
    "NotEq": operator.ne,
    "Lt": operator.lt,
    "LtE": operator.le,
    "Gt": operator.gt,
    "GtE": operator.ge,
}
