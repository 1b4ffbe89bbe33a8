"""Clean tables with a fault put in and the checksum renewed. Claim: 95% of eight kinds are told, in one line each.

Every table is changed in every way that it has room for, twice: a figure made negative; the file cut at a line; two
places exchanged, with the rows put in order again; two columns of a kind exchanged; a figure times ten or divided by a
thousand; a row repeated; a cell blanked; a digit of a code changed, or a column moved down by a row.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import random
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from fairtown.concepts import Edition, FairtownError, Source, Table
from fairtown.data import catalog, clean_tables
from fairtown.data.integrity import TEXT_UNITS
from fairtown.states import state

CT = catalog.for_state(state("ct"))

TIMES = 2
BAR = 0.95
Rows = list[list[str]]
#: Returns what was done to the rows, header first, or nothing where there is no room for it.
Mutation = Callable[[Rows, Table, random.Random], str]


def names_of(table: Table, are_figures: bool) -> list[str]:
    """Return the columns of a table that hold figures, or those that hold text."""
    found = []
    for column in table.columns:
        if (column.unit not in TEXT_UNITS) == are_figures:
            found += [column.name, column.name + "_moe"] if column.has_moe else [column.name]
    return found


def figure(rows: Rows, table: Table, rng: random.Random) -> tuple[int, int] | None:
    """Return row and column of a figure that is not 0."""
    columns = [rows[0].index(name) for name in names_of(table, are_figures=True)]
    cells = [(i, j) for i in range(1, len(rows)) for j in columns if rows[i][j] and float(rows[i][j])]
    return rng.choice(cells) if cells else None


def negative(rows: Rows, table: Table, rng: random.Random) -> str:
    if (at := figure(rows, table, rng)) is None:
        return ""
    i, j = at
    rows[i][j] = rows[i][j].removeprefix("-") if rows[i][j].startswith("-") else "-" + rows[i][j]
    return f"{rows[0][j]} of row {i + 1} is {rows[i][j]}"


def cut(rows: Rows, _table: Table, rng: random.Random) -> str:
    if len(rows) < 3:
        return ""
    at = rng.randrange(2, len(rows))
    n = len(rows) - at
    del rows[at:]
    return f"the last {n} rows are gone"


def places_exchanged(rows: Rows, table: Table, rng: random.Random) -> str:
    codes = [c for c in ("geoid", "geoid_2020", "geoid_2010") if c in rows[0]]
    if not codes:
        return ""
    j = rows[0].index(codes[0])
    first, second = rng.sample(range(1, len(rows)), 2)
    if rows[first][j] == rows[second][j]:
        return ""
    rows[first][j], rows[second][j] = rows[second][j], rows[first][j]
    change = f"{rows[first][j]} and {rows[second][j]} exchanged"
    key = [rows[0].index(k) for k in table.key if k in rows[0]]
    in_order = [[row[k] for k in key] for row in rows[1:]]
    if "row" not in table.key:
        rows[1:] = [row for _, row in sorted(zip(in_order, rows[1:], strict=True), key=lambda pair: pair[0])]
    return change


def columns_exchanged(rows: Rows, table: Table, rng: random.Random) -> str:
    kinds = [names for are in (True, False) if len(names := names_of(table, are)) > 1]
    if not kinds:
        return ""
    names = rng.choice(kinds)
    a, b = (rows[0].index(name) for name in rng.sample(names, 2))
    if all(row[a] == row[b] for row in rows[1:]):
        return ""
    for row in rows[1:]:
        row[a], row[b] = row[b], row[a]
    return f"{rows[0][a]} and {rows[0][b]} exchanged"


def scaled(rows: Rows, table: Table, rng: random.Random) -> str:
    if (at := figure(rows, table, rng)) is None:
        return ""
    i, j = at
    older, factor = rows[i][j], rng.choice([10, 1 / 1000])
    rows[i][j] = f"{float(older) * factor:.15g}"
    return f"{rows[0][j]} of row {i + 1} is {rows[i][j]}, not {older}"


def repeated(rows: Rows, _table: Table, rng: random.Random) -> str:
    at = rng.randrange(1, len(rows))
    rows.insert(rng.randrange(1, len(rows) + 1), list(rows[at]))
    return f"row {at + 1} stands twice"


def blanked(rows: Rows, _table: Table, rng: random.Random) -> str:
    cells = [(i, j) for i in range(1, len(rows)) for j, cell in enumerate(rows[i]) if cell]
    i, j = rng.choice(cells)
    older, rows[i][j] = rows[i][j], ""
    return f"{rows[0][j]} of row {i + 1} is blank, not {older[:30]}"


def moved(rows: Rows, table: Table, rng: random.Random) -> str:
    codes = [j for j, name in enumerate(rows[0]) if "geoid" in name or name.endswith("code")]
    if codes and rng.random() < 0.5:
        i, j = rng.randrange(1, len(rows)), rng.choice(codes)
        older = rows[i][j]
        if not older:
            return ""
        at = rng.randrange(len(older))
        rows[i][j] = older[:at] + str((int(older[at]) + rng.randrange(1, 10)) % 10) + older[at + 1 :]
        return f"{rows[0][j]} of row {i + 1} is {rows[i][j]}, not {older}"
    j = rows[0].index(rng.choice([column.name for column in table.columns]))
    cells = [row[j] for row in rows[1:]]
    if len(set(cells)) == 1:
        return ""
    for row, cell in zip(rows[1:], [cells[-1], *cells[:-1]], strict=True):
        row[j] = cell
    return f"{rows[0][j]} is one row too low"


MUTATIONS: dict[str, Mutation] = {
    "negative": negative,
    "cut at a line": cut,
    "places exchanged": places_exchanged,
    "columns exchanged": columns_exchanged,
    "scaled": scaled,
    "repeated row": repeated,
    "blanked": blanked,
    "code or column moved": moved,
}


def refusal(folder: Path) -> str:
    """Return the line that reading all tables of a folder ends with, nothing if all are taken."""
    try:
        for source in CT.sources.values():
            for table in source.tables:
                for edition in table.editions:
                    clean_tables.read(source.code, table, edition, folder, CT)
    except FairtownError as error:
        return str(error)
    return ""


def renew(folder: Path, name: str, text: str) -> None:
    """Write a table and its checksum."""
    (folder / name).write_text(text)
    sums = clean_tables.checksums(folder) | {name: hashlib.sha256(text.encode()).hexdigest()}
    (folder / clean_tables.CHECKSUMS).write_text(
        "".join(f"{digest}  {file}\n" for file, digest in sums.items())
    )


def mutants(rng: random.Random) -> list[tuple[str, str, str, str]]:
    """Return kind, file, what was done and the new text of every mutation."""
    out = []
    for source in CT.sources.values():
        for table in source.tables:
            for edition in table.editions:
                out += mutants_of(source, table, edition, rng)
    return out


def mutants_of(
    source: Source, table: Table, edition: Edition, rng: random.Random
) -> list[tuple[str, str, str, str]]:
    name = clean_tables.file_name(source.code, table, edition)
    older = (state("ct").folder / name).read_text()
    out = []
    for kind, mutation in MUTATIONS.items():
        for _ in range(TIMES):
            # some choices change nothing: another is made
            for _ in range(20):
                rows = list(csv.reader(io.StringIO(older)))
                done = mutation(rows, table, rng)
                text = io.StringIO()
                csv.writer(text, lineterminator="\n").writerows(rows)
                if done and text.getvalue() != older:
                    out.append((kind, name, done, text.getvalue()))
                    break
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="", help="the beginning of the files' names")
    parser.add_argument("--show", action="store_true", help="what was not told, and each line")
    args = parser.parse_args()
    n, caught, broken = Counter[str](), Counter[str](), 0
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(shutil.copytree(state("ct").folder, Path(temporary) / "tables"))
        assert not (line := refusal(folder)), line
        for kind, name, done, text in mutants(random.Random(args.seed)):
            if not name.startswith(args.only):
                continue
            older = (folder / name).read_text()
            renew(folder, name, text)
            try:
                line = refusal(folder)
            except Exception as error:
                broken += 1
                print(f"TRACEBACK {kind}: {name}: {done}: {type(error).__name__}: {error}", file=sys.stderr)
                line = ""
            renew(folder, name, older)
            n[kind] += 1
            caught[kind] += bool(line) and "\n" not in line
            if args.show:
                print(f"{'refusal' if line else 'NOT TOLD'} {kind}: {name}: {done}\n    {line}")
    for kind in MUTATIONS:
        print(f"{kind:<22} {caught[kind]:>4} of {n[kind]:>4} told")
    print(f"all: {caught.total()} of {n.total()} told, {caught.total() / n.total():.1%} (bar {BAR:.0%})")
    print(f"tracebacks: {broken} (bar 0)")


if __name__ == "__main__":
    main()
