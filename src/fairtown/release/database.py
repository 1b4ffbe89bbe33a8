"""The database of a release: one connection a thread, and the observations in it.

Only SQLite from the standard library: a page needs a few rows, not a data frame.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from fairtown.concepts import FairtownError

DATABASE = "release.sqlite"

Row = dict[str, Any]


class ReleaseDatabase:
    """The database of a release opened for reading. Threads share it; `queries` counts the queries of this thread."""

    def __init__(self, path: Path) -> None:
        """Open the release in folder `path`; raises FairtownError if there is none."""
        self.path = path
        self.date = path.name
        if not (path / DATABASE).exists():
            raise FairtownError(f"{path}: no release here, expected {DATABASE}; run `fairtown build`")
        self._local = threading.local()

    @property
    def queries(self) -> int:
        """Queries that this thread has run."""
        return getattr(self._local, "queries", 0)

    def query(self, sql: str, *values: Any) -> list[Row]:
        """Return the rows of one query as dictionaries."""
        db = getattr(self._local, "db", None)
        if db is None:
            db = sqlite3.connect(f"file:{self.path / DATABASE}?mode=ro&immutable=1", uri=True)
            self._local.db = db
        self._local.queries = self.queries + 1
        found = db.execute(sql, values)
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found]

    def close(self) -> None:
        """Close this thread's connection; the next query opens another."""
        db = getattr(self._local, "db", None)
        if db is not None:
            db.close()
            del self._local.db

    def observations(
        self,
        measures: Iterable[str],
        places: Iterable[Row],
        years: Iterable[int] | None = None,
        outputs: Iterable[str] | None = None,
    ) -> list[Row]:
        """Return observations of some measures for some places, in one query."""
        measures, ids = list(measures), [p["id"] for p in places]
        sql = f"""SELECT o.*, p.geoid, p.vintage, p.level, p.name, p.key FROM observation o
            JOIN place p ON p.id = o.place
            WHERE o.place IN ({marks(ids)}) AND o.measure IN ({marks(measures)})"""  # noqa: S608
        values: list[Any] = [*ids, *measures]
        conditions: tuple[tuple[str, Iterable[Any] | None], ...] = (("year", years), ("output", outputs))
        for column, wanted in conditions:
            if wanted is not None:
                chosen = list(wanted)
                sql += f" AND o.{column} IN ({marks(chosen)})"
                values += chosen
        return self.query(sql + " ORDER BY o.place, o.measure, o.year, o.variant, o.grp, o.output", *values)

    def series_of(self, measure: str, variant: str, levels: Iterable[str]) -> list[Row]:
        """Return output and `grp` of each series of a measure that has a figure for a place of one of the levels."""
        chosen = list(levels)
        return self.query(
            f"""SELECT DISTINCT s.output, s.grp FROM series s WHERE s.measure = ? AND s.variant = ? AND EXISTS (
            SELECT 1 FROM place p JOIN figure f ON f.place = p.id AND f.series = s.id
            WHERE p.level IN ({marks(chosen)}))""",  # noqa: S608
            measure, variant, *chosen,
        )  # fmt: skip

    def levels_of(self, measure: str) -> list[str]:
        """Return the levels of places that a measure has figures for."""
        rows = self.query(
            "SELECT DISTINCT p.level FROM observation o JOIN place p ON p.id = o.place WHERE o.measure = ?",
            measure,
        )
        return sorted(r["level"] for r in rows)

    def level_rows(
        self,
        measure: str,
        year: int,
        level: str,
        outputs: str | Sequence[str],
        variant: str | None = "",
        group: str | None = None,
    ) -> list[Row]:
        """Return observations for every place of a level, each with its place, in one query.

        `outputs`: one, or several; `variant`, `group`: None for all.
        """
        wanted = [outputs] if isinstance(outputs, str) else list(outputs)
        values: list[Any] = [measure, year, level, *wanted]
        where = f"o.measure = ? AND o.year = ? AND p.level = ? AND o.output IN ({marks(wanted)})"
        for column, value in (("o.variant", variant), ("o.grp", group)):
            if value is not None:
                where += f" AND {column} = ?"
                values.append(value)
        return self.query(
            f"SELECT o.*, p.* FROM observation o JOIN place p ON p.id = o.place WHERE {where} ORDER BY p.geoid",  # noqa: S608
            *values,
        )  # fmt: skip

    def plain_rows(self, measure: str, year: int, level: str | None = None) -> list[Row]:
        """Return all observations of a measure in a year, for a data frame: codes, words, value, margin and flag."""
        at_level, values = (" AND p.level = ?", [level]) if level else ("", [])
        return self.query(
            f"""SELECT p.geoid, p.vintage, o.grp AS "group", o.output, o.variant, o.value, o.moe, o.flag
            FROM observation o JOIN place p ON p.id = o.place
            WHERE o.measure = ? AND o.year = ?{at_level}""",  # noqa: S608
            measure, year, *values,
        )  # fmt: skip


def marks(values: Iterable[Any]) -> str:
    """Return a question mark for each value of an IN list."""
    return ", ".join("?" for _ in values)
