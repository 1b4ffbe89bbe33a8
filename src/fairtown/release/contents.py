"""What a release holds, beside its places and observations: its state, measures, sources, editions and lineages."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable
from functools import cached_property

from fairtown.concepts import LEVELS, FairtownError
from fairtown.release import absence
from fairtown.release.database import ReleaseDatabase, Row

#: Characters of an unknown name that are repeated.
LONGEST_NAME = 40


class Contents(ReleaseDatabase):
    """A release opened for reading, as far as its tables of contents go."""

    @cached_property
    def meta(self) -> dict[str, str]:
        """Name, code and flags of the state."""
        return {r["name"]: r["value"] for r in self.query("SELECT * FROM meta")}

    @cached_property
    def publisher_files(self) -> dict[str, list[Row]]:
        """The publishers' files that clean tables were made of, by the table's file, as far as they were fetched."""
        return json.loads(self.meta.get("publisher_files", "{}"))

    @property
    def state(self) -> str:
        """The two-letter code of the state."""
        return self.meta["state"]

    @property
    def state_name(self) -> str:
        """The name of the state."""
        return self.meta["name"]

    @cached_property
    def measures(self) -> dict[str, Row]:
        """Every measure by id."""
        rows = self.query("SELECT * FROM measure ORDER BY id")
        return {r["id"]: json.loads(r["content"]) for r in rows}

    @cached_property
    def absences(self) -> dict[str, dict[int, Row]]:
        """Why measures have no figures here, by measure and year: title, kind, what, detail, and `reason`, a clause."""
        # older releases have none
        has_any = self.query("SELECT 1 FROM sqlite_master WHERE name = 'absence'")
        rows = self.query("SELECT * FROM absence ORDER BY measure, year") if has_any else []
        return absence.by_measure(rows)

    @cached_property
    def absent(self) -> dict[str, Row]:
        """The measures that have no figures here for any year, by id: title and why, as of the last year."""
        return {m: years[max(years)] for m, years in self.absences.items() if m not in self.measures}

    @cached_property
    def sources(self) -> dict[str, Row]:
        """Every source by code."""
        rows = self.query("SELECT * FROM source ORDER BY code")
        return {r["code"]: json.loads(r["content"]) for r in rows}

    def source_of(self, measure_id: str) -> Row:
        """Return the source of the table that a measure reads first: places come after it."""
        return self.sources[self.measure(measure_id)["reads"][0].partition(".")[0]]

    @cached_property
    def editions(self) -> dict[tuple[str, int], Row]:
        """Every edition of a table that was read, by address and year."""
        return {(r["address"], r["year"]): r for r in self.query("SELECT * FROM edition")}

    @cached_property
    def _lineage_rows(self) -> list[Row]:
        rows = self.query("SELECT id, measure, year, content FROM lineage")
        return [{**row, "content": json.loads(row["content"])} for row in rows]

    @cached_property
    def lineages(self) -> dict[int, Row]:
        """Every lineage by its number."""
        return {row["id"]: row["content"] for row in self._lineage_rows}

    @cached_property
    def lineage_of(self) -> dict[tuple[str, int], Row]:
        """Every lineage by measure and year."""
        return {(row["measure"], row["year"]): row["content"] for row in self._lineage_rows}

    def measure(self, measure_id: str) -> Row:
        """Return a measure; FairtownError names the nearest ids."""
        if measure_id in self.measures:
            return self.measures[measure_id]
        if measure_id in self.absent:
            why = self.absent[measure_id]["reason"]
            raise FairtownError(f"measure {measure_id} has no figures for {self.state_name}: {why}")
        raise FairtownError(
            f"measure {measure_id!r} is unknown; {_nearest(measure_id, self.measures)}; "
            "see `fairtown list measures`"
        )

    def published(
        self, measure_id: str, level: str | None = None, year: int | None = None, variant: str | None = None
    ) -> Row:
        """Return a measure that may be asked for a level, a year and a variant, None being all.

        Raises FairtownError on an unknown measure, level, year or variant, naming those there are.
        """
        content = self.measure(measure_id)
        if level is not None and level not in LEVELS:
            raise FairtownError(f"level {level!r} is unknown; there are: {', '.join(LEVELS)}")
        if year is not None and year not in content["years"]:
            years = ", ".join(map(str, content["years"]))
            why = self.absences.get(measure_id, {}).get(year, {}).get("reason", "")
            raise FairtownError(
                f"{measure_id} has no year {year}{why and f', because {why}'}; there are: {years}"
            )
        if variant and variant not in content["variants"]:
            there = ", ".join(content["variants"]) or "none"
            raise FairtownError(f"{measure_id} has no variant {variant[:LONGEST_NAME]!r}; there are: {there}")
        return content


def _nearest(text: str, names: Iterable[str]) -> str:
    close = difflib.get_close_matches(text, list(names), n=3, cutoff=0.4)
    return f"nearest: {', '.join(close)}" if close else f"there are: {', '.join(names)}"
