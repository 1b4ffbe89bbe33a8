"""Reads a release: the one way in which commands, the hub and Python look at published figures.

Its places here; what it holds is read by `contents`, which surveys those are by `periods`, observations by `database`.
"""

from __future__ import annotations

import difflib
import os
import re
import sqlite3
import unicodedata
from collections.abc import Iterable
from contextlib import closing, suppress
from functools import cached_property
from pathlib import Path
from typing import Any

from fairtown.concepts import LEVELS, FairtownError
from fairtown.release import geoids
from fairtown.release.contents import LONGEST_NAME
from fairtown.release.database import DATABASE, Row, marks
from fairtown.release.periods import Periods
from fairtown.release.profile import Profile
from fairtown.states import all_states

#: The same observations as in the database, for programs: pandas, DuckDB, exports.
PARQUET = "observations.parquet"
MANIFEST = "MANIFEST.sha256"
VARIABLE = "FAIRTOWN_RELEASES"
DEFAULT_FOLDER = "releases"
NAME = re.compile(r"(\d{4}-\d\d-\d\d)(?:\.(\d+))?$")
#: The name of a folder with the releases of one state: its two letters.
STATE = re.compile("[a-z]{2}")
#: How alike (0-1) a name must be to be suggested for a mistyped one.
ALIKE = 0.7


def releases_folder(folder: str | Path | None = None) -> Path:
    """Return the folder of releases: the one given, else $FAIRTOWN_RELEASES, else ./releases.

    Where there is no ./releases, a checkout of the repository offers its own.
    """
    named = folder or os.environ.get(VARIABLE)
    if named:
        return Path(named)
    folder_of_releases, checkout = Path(DEFAULT_FOLDER), Path(__file__).parents[3]
    if not folder_of_releases.exists() and (checkout / "pyproject.toml").exists():
        return checkout / DEFAULT_FOLDER
    return folder_of_releases


def latest(folder: Path) -> Path | None:
    """Return the newest complete release of a folder, or None."""
    found = _complete(folder)
    return found[-1] if found else None


def _complete(folder: Path) -> list[Path]:
    """Return the complete releases of a folder, the newest last."""
    found = []
    for path in folder.iterdir() if folder.is_dir() else ():
        match = NAME.match(path.name)
        if match and (path / MANIFEST).exists():
            found.append((match[1], int(match[2] or 1), path))
    return [path for *_, path in sorted(found)]


def states_in(folder: Path) -> dict[str, str]:
    """Return code and name of the states whose releases a folder holds; there should be one."""
    found = {}
    for path in _complete(folder):
        if (path / DATABASE).exists():
            release = OpenRelease(path)
            with closing(release), suppress(sqlite3.Error):  # a damaged one is told when it is opened
                found[release.state] = release.state_name
    return found


def folders_of_states(folder: Path) -> dict[str, Path]:
    """Return where the releases of each state are, by its code: in a folder of that name, or in `folder` itself.

    The default state comes first. Empty where no folder of a state's name has any: then `folder` is a release, or
    holds those of one state.
    """
    own = [path for path in folder.iterdir() if STATE.fullmatch(path.name)] if folder.is_dir() else []
    found = {path.name: path for path in own if latest(path)}
    if not found:
        return {}
    found |= dict.fromkeys(states_in(folder), folder)
    usual = [code for code, own in all_states().items() if own.is_default and code in found]
    return {code: found[code] for code in dict.fromkeys((*usual, *sorted(found)))}


def shown_releases(folder: Path) -> list[OpenRelease]:
    """Return the newest release of each state that a folder holds; raises FairtownError as `open_release`."""
    return [open_release(path) for path in folders_of_states(folder).values() or [folder]]


class OpenRelease(Periods):
    """A release opened for reading. Threads share it; `queries` counts the queries of this thread."""

    def __repr__(self) -> str:
        """Return e.g. `<release 2026-11-21 of Rhode Island>`."""
        return f"<release {self.date} of {self.state_name}>"

    @cached_property
    def profile(self) -> Profile:
        """What the release says of its state."""
        return Profile.of(self.meta)

    @cached_property
    def all_places(self) -> list[Row]:
        """Every place, largest level first."""
        rows = self.query("SELECT * FROM place")
        return sorted(rows, key=lambda r: (-LEVELS.index(r["level"]), r["name"], r["vintage"]))

    @cached_property
    def state_places(self) -> list[Row]:
        """The state under each of its codes, the oldest first."""
        return [p for p in self.all_places if p["level"] == "state"]

    @cached_property
    def towns(self) -> list[Row]:
        """The towns by name, one row each."""
        seen: dict[str, Row] = {}
        for row in self.all_places:
            if row["level"] == "town":
                seen.setdefault(row["key"], row)
        return sorted(seen.values(), key=lambda r: r["name"])

    @cached_property
    def _by_name(self) -> dict[str, list[Row]]:
        names: dict[str, list[Row]] = {}
        for row in self.all_places:
            for name in {row["slug"], row["geoid"], row["alias"], row["key"], plain(row["name"])} - {""}:
                names.setdefault(name, []).append(row)
        return names

    def find_places(self, text: str) -> list[Row]:
        """Return all codes of the place that `text` names: a geoid, a slug or a name.

        A geoid may lack the leading zero that a spreadsheet took, or have a prefix (`release.geoids`).
        Raises FairtownError naming the nearest places.
        """
        for name in (text.strip(), plain(text), *geoids.readings(text)):
            if name in self._by_name:
                named = self._by_name[name]
                # a code of its own goes before the older code of another tract
                keys = {r["key"] for r in named if r["alias"] != name} or {r["key"] for r in named}
                found = [r for r in self.all_places if r["key"] in keys]
                top = found[0]["level"]
                return [r for r in found if r["level"] == top] if name == plain(text) else found
        shown = repr(text[:LONGEST_NAME])
        if codes := self.suggest_codes(text):
            meant = " or ".join(f"{r['geoid']} ({r['name']})" for r in codes)
            raise FairtownError(f"place {shown} is unknown; did you mean {meant}? See `fairtown list places`")
        near = ", ".join(r["name"] for r in self.suggest(text)) or "none is alike"
        raise FairtownError(f"place {shown} is unknown; nearest: {near}; see `fairtown list places`")

    def suggest_codes(self, text: str) -> list[Row]:
        """Return the places whose codes are most like the one that `text` holds; none where it holds none."""
        codes = geoids.readings(text)
        by_code = {r["geoid"]: r for r in self.all_places} if codes else {}
        return [by_code[code] for wanted in codes for code in geoids.alike(wanted, by_code)]

    def suggest(self, text: str, n: int = 5) -> list[Row]:
        """Return the towns whose names are most like `text`, typing errors allowed, best first."""
        wanted = plain(text)
        if not wanted:
            return []
        names = {plain(t["name"]): t for t in self.towns}
        starts = [name for name in names if name.startswith(wanted)]
        inside = [name for name in names if wanted in name and name not in starts]
        close = difflib.get_close_matches(wanted, names, n=n, cutoff=ALIKE)
        return [names[name] for name in dict.fromkeys([*starts, *inside, *close])][:n]

    def listed(
        self,
        measure: str,
        level: str | None = None,
        year: int | None = None,
        variant: str | None = None,
        places: Iterable[Row] | None = None,
        limit: int = -1,
        offset: int = 0,
    ) -> list[Row]:
        """Return observations of a measure as people take them away: place, period, group, value, unit, flag.

        Raises FairtownError on an unknown measure, level, year or variant, naming those there are.
        """
        content = self.published(measure, level, year, variant)
        where: list[str] = ["o.measure = ?"]
        values: list[Any] = [measure]
        for column, wanted in (("p.level", level), ("o.year", year), ("o.variant", variant)):
            if wanted is not None:
                where.append(f"{column} = ?")
                values.append(wanted)
        if places is not None:
            ids = [p["id"] for p in places]
            where.append(f"p.id IN ({marks(ids)})")
            values += ids
        rows = self.query(
            f"""SELECT p.geoid, p.vintage, p.level AS geo_level, p.name, o.measure, o.year, l.period, o.variant,
            o.grp AS "group", o.output, o.value, o.moe, '' AS unit, o.flag
            FROM observation o JOIN place p ON p.id = o.place JOIN lineage l ON l.id = o.lineage
            WHERE {" AND ".join(where)}
            ORDER BY o.year, p.id, o.variant, o.grp, o.output LIMIT ? OFFSET ?""",  # noqa: S608
            *values, limit, offset,
        )  # fmt: skip
        units = {o["name"]: o["unit"] for o in content["outputs"]}
        return [row | {"unit": units[row["output"]]} for row in rows]

    def input_rows(
        self, address: str, year: int | None = None, geoids: Iterable[str] | None = None
    ) -> list[Row]:
        """Return rows of a clean table as it was read, its newest edition by default: all, or those of some geoids."""
        held = [y for a, y in self.editions if a == address and year in (None, y)]
        if not held:
            raise FairtownError(f"table {address} is not held for {self.state_name}")
        table = self.editions[address, max(held)]["input_table"]
        if geoids is None:
            return self.query(f'SELECT * FROM "{table}"')  # noqa: S608
        wanted = list(geoids)
        return self.query(f'SELECT * FROM "{table}" WHERE geoid IN ({marks(wanted)})', *wanted)  # noqa: S608

    def table_file(self, name: str) -> bytes:
        """Return the bytes of a clean table as it was read."""
        return (self.path / "tables" / name).read_bytes()


def plain(text: str) -> str:
    """Return a name without case, accents and punctuation, for comparing."""
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", " ", bare).strip()


def open_release(path: str | Path | None = None) -> OpenRelease:
    """Open a release: `path` is a release or a folder of releases, default as `releases_folder`.

    Raises FairtownError if there is none, or if the folder has releases of several states.
    """
    folder = releases_folder(path)
    if (folder / DATABASE).exists():
        return OpenRelease(folder)
    found = latest(folder)
    if found is None and (states := folders_of_states(folder)):
        named = ", ".join(str(path) for path in states.values())
        raise FairtownError(
            f"{folder}: holds releases of states; name the folder of one with --release: {named}"
        )
    if found is None:
        raise FairtownError(
            f"{folder}: no release here; run `fairtown build`, or name its folder with --release or ${VARIABLE}"
        )
    if len(names := sorted(states_in(folder).values())) > 1:
        raise FairtownError(f"{folder}: holds releases of {' and '.join(names)}; name the one to open")
    return OpenRelease(found)
