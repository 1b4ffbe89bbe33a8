"""What the cells and rows of a clean table must be, as its columns and the table itself declare (`concepts`).

A checksum says that a file is the one that was written, not that what was written makes sense: a negative income, a
column one row too low, two codes exchanged. Each fault is told in one line: file, row, column, what was found, what was
expected.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from fairtown.concepts import Column, FairtownError, Table
from fairtown.data import rules
from fairtown.data.rules import MissingTable, Others

#: Units whose cells are text.
TEXT_UNITS = ("text", "code", "date", "period", "WKT")
#: Bounds of figures by their unit, and what they are multiples of: None where the unit does not say.
COUNT = (0.0, None, 1.0)
UNITS: dict[str, tuple[float | None, float | None, float | None]] = {
    **dict.fromkeys(
        (
            "people",
            "households",
            "homes",
            "students",
            "tests",
            "records",
            "lots",
            "stations",
            "towns",
            "number",
        ),
        COUNT,
    ),
    "share": (0.0, 1.0, None),
    "percent": (0.0, 100.0, None),
    "dollars": (0.0, None, None),
    "acres": (0.0, None, None),
    "square feet": (0.0, None, None),
    "square miles": (0.0, None, None),
    "square metres": (0.0, None, None),
    "yes/no": (0.0, 1.0, 1.0),
    "year": (1600.0, 2100.0, 1.0),
    "calendar year": (1600.0, 2100.0, 1.0),
    "degrees": (-180.0, 180.0, None),
}
DATE = r"(19|20|21)\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
CODE = r"[0-9]+"
#: What a column says whose cells may all be blank.
ANY = "any"
#: Levels by the digits of their codes.
DIGITS = {"state": 2, "county": 5, "town": 10, "tract": 11}
TOWNS = "census_geography.towns"
TRACTS = ("census_geography.tracts_2010", "census_geography.tracts_2020")
#: Two columns are reported as exchanged if they are so much less alike to their namesakes than to each other's.
EXCHANGED = 1.2
#: Characters of a cell that are repeated.
LONGEST_CELL = 40
#: Characters of a rule that are repeated: it is found by its beginning.
LONGEST_RULE = 160
MEND = "restore the row from the source, or mend the declaration of its source"


@dataclass(frozen=True)
class Checked:
    """A table at hand: its file, its declaration, its rows, and the tables around it."""

    file: str
    table: Table
    rows: pd.DataFrame
    others: Others

    def refuse(self, row: int, column: str, found: Any, expected: str) -> FairtownError:
        """Return the line on one cell; `row` from 0."""
        shown = f"{found:.15g}" if isinstance(found, float) else repr(str(found)[:LONGEST_CELL])
        if found == "" or found != found:
            shown = "blank"
        return FairtownError(f"{self.file}: row {row + 2}, {column}: {shown}, expected {expected}; {MEND}")


def check_cells(file: str, table: Table, rows: pd.DataFrame) -> None:
    """Raise FairtownError at the first cell that its column does not allow, or if rows are missing or too many."""
    at_hand = Checked(file, table, rows, lambda _: None)
    if table.rows and len(rows) != table.rows:
        raise FairtownError(
            f"{file}: {len(rows)} rows, expected {table.rows}; restore the file from the source"
        )
    if "geoid" in rows and not any(column.name == "geoid" for column in table.columns):
        _check_texts(at_hand, Column("geoid", "code", ""))
    for column in table.columns:
        if column.unit in TEXT_UNITS:
            _check_texts(at_hand, column)
        else:
            for name in (column.name, column.name + "_moe") if column.has_moe else (column.name,):
                _check_figures(at_hand, column, name)


def check_tables(
    file: str, table: Table, rows: pd.DataFrame, others: Others, namesakes: Iterable[str]
) -> None:
    """Raise FairtownError at the first row that does not fit the others, or the tables around it.

    `others`: gives the rows of those that `named_by` names; a table whose file is not in the folder is left out: what
    reads it says so. `namesakes`: tables whose columns of the same name are the most alike.
    """
    at_hand = Checked(file, table, rows, others)
    for check in (_check_places, _check_blanks, _check_keys, _check_rules, _check_totals, _check_levels):
        check(at_hand)
    for address in namesakes:
        _check_likeness(at_hand, address)


def named_by(table: Table) -> frozenset[str]:
    """Return the tables that the declaration of one names."""
    named = {name.rpartition(".")[0] for column in table.columns if (name := column.key_of)}
    texts = [*table.rules, *(rule for column in table.columns for rule in _blank_rules(column))]
    for rule in texts:
        named |= rules.tables_of(rule)
    if table.covers or table.places or table.adds_up or table.resembles:
        named |= {TOWNS, *TRACTS}
    return frozenset({*named, *table.resembles, table.same_keys} - {""})


def _blank_rules(column: Column) -> list[str]:
    return [blank for blank in (column.blank, column.blank_moe) if isinstance(blank, str) and blank != ANY]


def _check_texts(at_hand: Checked, column: Column) -> None:
    values = at_hand.rows[column.name]
    filled = values != ""
    like = column.like or {"date": DATE, "code": CODE}.get(column.unit, "")
    if like:
        odd = filled & ~values.str.fullmatch(like)
        if odd.any():
            row = int(odd.to_numpy().argmax())
            raise at_hand.refuse(row, column.name, values.iloc[row], f"a {column.unit} like {like}")
    if column.one_of:
        odd = filled & ~values.isin(column.one_of)
        if odd.any():
            row = int(odd.to_numpy().argmax())
            raise at_hand.refuse(row, column.name, values.iloc[row], "one of " + ", ".join(column.one_of))
    _check_number_of_blanks(at_hand, column.name, ~filled, column.blank)
    if column.per:
        _check_per(at_hand, column)


def _check_per(at_hand: Checked, column: Column) -> None:
    """Raise FairtownError at a row whose value differs from that of an earlier row with the same `per`."""
    by = [column.per] if isinstance(column.per, str) else list(column.per)
    rows = at_hand.rows[(at_hand.rows[by] != "").all(axis=1)]
    first = rows.groupby(by)[column.name].transform("first")
    odd = (rows[column.name] != first) & rows[column.name].notna()
    if odd.any():
        row = int(odd.index[odd.to_numpy().argmax()])
        where = " ".join(str(rows[name][row])[:LONGEST_CELL] for name in by)
        expected = f"{str(first[row])[:LONGEST_CELL]} as in other rows of {'+'.join(by)} {where}"
        raise at_hand.refuse(row, column.name, rows[column.name][row], expected)


def _check_figures(at_hand: Checked, column: Column, name: str) -> None:
    values = at_hand.rows[name].to_numpy(float)
    by_unit = UNITS.get(column.unit, (None, None, None))
    least = by_unit[0] if column.least is None else column.least
    most = by_unit[1] if column.most is None else column.most
    step = by_unit[2] if column.step is None else column.step
    if name != column.name:
        # a margin is as wide as its figure is large, or wider; none is 0 where there is a survey
        least, most = 1e-9, None
    blanks = column.blank if name == column.name else column.blank_moe
    _check_number_of_blanks(at_hand, name, np.isnan(values), blanks)
    with np.errstate(invalid="ignore"):
        for odd, expected in (
            (values < (-np.inf if least is None else least), f"{least} or more"),
            (values > (np.inf if most is None else most), f"{most} or less"),
            (_off_step(values, step), f"a multiple of {step:g}" if step else ""),
        ):
            if odd.any():
                row = int(odd.argmax())
                raise at_hand.refuse(row, name, float(values[row]), f"{expected} {column.unit}")
    if column.per and name == column.name:
        _check_per(at_hand, column)


def _off_step(values: np.ndarray, step: float | None) -> np.ndarray:
    if not step:
        return np.zeros(len(values), bool)
    parts = values / step
    # large figures have fewer digits left for the rest
    return np.abs(parts - np.round(parts)) > np.maximum(rules.TOLERANCE, 4 * np.spacing(np.abs(parts)))


def _check_number_of_blanks(at_hand: Checked, name: str, is_blank: Any, allowed: int | str) -> None:
    n = int(np.count_nonzero(is_blank))
    if isinstance(allowed, int) and n > allowed:
        row = int(np.flatnonzero(is_blank)[0])
        expected = f"a value in all rows but {allowed}" if allowed else "a value in every row"
        raise at_hand.refuse(row, name, "", f"{expected}, blank are {n}")


def _check_blanks(at_hand: Checked) -> None:
    """Raise FairtownError at the first blank cell in a row where its column may not be blank."""
    for column in at_hand.table.columns:
        for name, rule in ((column.name, column.blank), (column.name + "_moe", column.blank_moe)):
            if not isinstance(rule, str) or rule == ANY:
                continue
            values = at_hand.rows[name]
            is_blank = (values == "") if column.unit in TEXT_UNITS else values.isna()
            try:
                allowed = rules.holds(rule, at_hand.rows, at_hand.table.key, at_hand.others)
            except MissingTable:
                continue
            odd = is_blank.to_numpy() & ~allowed
            if odd.any():
                raise at_hand.refuse(int(odd.argmax()), name, "", f"a value unless {rule}")


def _check_keys(at_hand: Checked) -> None:
    """Raise FairtownError at the first code, or key of the table, that the table it belongs to does not have."""
    table = at_hand.table
    if table.same_keys and (there := at_hand.others(table.same_keys)) is not None:
        key = list(table.key)
        ours, theirs = (pd.MultiIndex.from_frame(rows[key]) for rows in (at_hand.rows, there))
        if len(odd := ours.symmetric_difference(theirs)):
            raise FairtownError(
                f"{at_hand.file}: {'+'.join(key)} {' '.join(map(str, odd[:1].to_frame().iloc[0]))} stands here or in "
                f"{table.same_keys}, expected in both; {MEND}"
            )
    for column in at_hand.table.columns:
        if not column.key_of:
            continue
        address, _, name = column.key_of.rpartition(".")
        there = at_hand.others(address)
        if there is None:
            continue
        values = at_hand.rows[column.name]
        odd = ~values.isin([*there[name].to_numpy(object), ""]).to_numpy()
        if odd.any():
            row = int(odd.argmax())
            raise at_hand.refuse(row, column.name, values.iloc[row], f"a {name} of {address}")


def _check_rules(at_hand: Checked) -> None:
    table = at_hand.table
    keys = at_hand.rows[list(table.key)]
    odd = set()
    if table.as_published:
        odd = {
            i for i, key in enumerate(keys.itertuples(index=False, name=None)) if key in table.as_published
        }
    for rule in table.rules:
        try:
            broken = rules.broken(rule, at_hand.rows, table.key, at_hand.others, odd)
        except MissingTable:
            continue
        if broken is not None:
            where = " ".join(str(part)[:LONGEST_CELL] for part in keys.iloc[broken.row])
            sides = " and ".join(_side(side) for side in (broken.left, broken.right))
            raise FairtownError(
                f"{at_hand.file}: row {broken.row + 2} ({where}): expected {_shown(rule)}, the sides are {sides}; "
                f"{MEND}"
            )


def _check_totals(at_hand: Checked) -> None:
    """Raise FairtownError where the sum of a column is not as declared, by itself or beside the sums of others."""
    figures = at_hand.rows.select_dtypes("number").sum().to_frame().T
    declared = [f"{c.name} == {c.total!r}" for c in at_hand.table.columns if c.total is not None]
    for rule in (*declared, *at_hand.table.totals):
        broken = rules.broken(rule, figures, (), at_hand.others)
        if broken is not None:
            raise FairtownError(
                f"{at_hand.file}: expected {rule} in the sum of all rows, the sides are {_side(broken.left)} and "
                f"{_side(broken.right)}; look for a wrong figure or exchanged columns, or mend the declaration"
            )


def _shown(rule: str) -> str:
    return rule if len(rule) <= LONGEST_RULE else rule[:LONGEST_RULE] + " …"


def _side(value: Any) -> str:
    return f"{value:.12g}" if isinstance(value, float | np.floating) else repr(str(value)[:LONGEST_CELL])


def _check_places(at_hand: Checked) -> None:
    """Raise FairtownError at a code of no place of the levels declared, or where one of those covered is missing."""
    table, rows = at_hand.table, at_hand.rows
    levels = (*table.covers, *table.places)
    known = _places(at_hand, levels)
    if known is None:
        return
    for row, geoid in zip(rows.index, rows.geoid.to_numpy(object), strict=True):
        if geoid not in known and not _is_water(geoid, table):
            raise at_hand.refuse(int(row), "geoid", geoid, "the code of a " + ", ".join(levels))
    covered = _places(at_hand, table.covers) or set()
    for when, own in _years(rows, table):
        missing = sorted(covered - set(own.geoid))
        if missing:
            raise FairtownError(
                f"{at_hand.file}: {len(missing)} places are missing{when}, the first is {missing[0]}; "
                "restore the file from the source"
            )


def _years(rows: pd.DataFrame, table: Table) -> Iterator[tuple[str, pd.DataFrame]]:
    if "year" not in table.key:
        yield "", rows
        return
    for year in range(int(rows.year.min()), int(rows.year.max()) + 1):
        yield f" in {year}", rows[rows.year == year]


def _is_water(geoid: str, table: Table) -> bool:
    """Whether a code is that of a tract of water, which geography lists for some years only."""
    return "tract" in table.covers and len(geoid) == DIGITS["tract"] and geoid[5:7] == "99"


def _places(at_hand: Checked, levels: tuple[str, ...]) -> set[str] | None:
    """Return the codes of all places of some levels, in the vintage of the table; None where no table lists them."""
    towns = at_hand.others(TOWNS)
    every = [at_hand.others(address) for address in TRACTS]
    vintages = set(at_hand.rows.vintage.unique())
    own = [tracts for tracts in every if tracts is not None and set(tracts.vintage.unique()) == vintages]
    if not levels or towns is None or not own:
        return None
    name = f"geoid_{at_hand.rows.vintage.iloc[0]}"
    tracts = own[0].geoid
    codes: dict[str, pd.Series] = {
        "state": tracts.str[: DIGITS["state"]],
        "county": tracts.str[: DIGITS["county"]],
        "town": towns.get(name, towns.geoid),
        "tract": tracts,
        "land tract": tracts[tracts.str[5:7] != "99"],
    }
    return {code for level in levels for code in codes[level].to_numpy(object)}


def _check_levels(at_hand: Checked) -> None:
    """Raise FairtownError where counts of smaller places do not add up to that of the place around them."""
    if not at_hand.table.adds_up:
        return
    names = [c.name for c in at_hand.table.columns if UNITS.get(c.unit) == COUNT]
    rows = at_hand.rows.set_index("geoid")[names]
    digits = rows.index.str.len()
    pairs = [("county", "state"), ("tract", "county")]
    towns = at_hand.others(TOWNS)
    if (
        towns is None or (towns.geoid.str.len() == DIGITS["town"]).all()
    ):  # the code of a place has no county in it
        pairs.insert(1, ("town", "county"))
    for inner, outer in pairs:
        parts, around = rows[digits == DIGITS[inner]], rows[digits == DIGITS[outer]]
        sums = parts.groupby(parts.index.str[: DIGITS[outer]]).sum().reindex(around.index)
        off = (sums - around).abs().to_numpy() > 0.5
        if off.any():
            place, column = (int(i) for i in np.argwhere(off)[0])
            geoid, name = around.index[place], names[column]
            raise FairtownError(
                f"{at_hand.file}: {name} of {geoid} is {around[name][geoid]:,.0f}, expected "
                f"{sums[name][geoid]:,.0f}, the sum of its {inner} rows; {MEND}"
            )


def _check_likeness(at_hand: Checked, address: str) -> None:
    """Raise FairtownError where two columns are more alike to each other's namesakes elsewhere than to their own."""
    there = at_hand.others(address)
    # rows of ZIP codes are no places
    if there is None or "geoid" not in at_hand.rows or "geoid" not in there:
        return
    names = [n for n in at_hand.rows.select_dtypes("number") if n in there and n != "year"]
    same_codes = set(at_hand.rows.vintage) == set(there.vintage)
    ours, theirs = (_by_place(at_hand, rows, names, same_codes) for rows in (at_hand.rows, there))
    both = ours.index.intersection(theirs.index)
    # roots, so that the largest places do not decide alone
    a, b = (np.sqrt(rows.loc[both].to_numpy(float).clip(min=0)) for rows in (ours, theirs))
    away = np.nansum((a[:, :, None] - b[:, None, :]) ** 2, axis=0)
    for i, j in combinations(range(len(names)), 2):
        if away[i, i] + away[j, j] > EXCHANGED * (away[i, j] + away[j, i]):
            raise FairtownError(
                f"{at_hand.file}: columns {names[i]} and {names[j]} look exchanged: each is more like the other one in "
                f"{address}; restore the file from the source"
            )


def _by_place(at_hand: Checked, rows: pd.DataFrame, names: list[str], same_codes: bool) -> pd.DataFrame:
    """Return columns by place: of all places where the codes are the same, else of towns by their older codes."""
    towns = at_hand.others(TOWNS)
    if same_codes or towns is None:
        return rows.set_index("geoid")[names]
    newer = [name for name in towns if name.startswith("geoid_")]
    older = {code: geoid for name in newer for code, geoid in zip(towns[name], towns.geoid, strict=True)}
    own = rows[rows.geoid.isin([*towns.geoid, *older])]
    return own.set_index(own.geoid.map(lambda code: older.get(code, code)))[names]
