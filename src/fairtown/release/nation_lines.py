"""Places of the nation by one index: at both dates, and how it changed where they are the same land at both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from fairtown.release.reader import PARQUET, OpenRelease, Row

#: The value of an index as computed, and without the error of the survey, where its margins are held.
VALUE, CORRECTED = "value", "corrected"
#: The year of the count by voting district, beside the two dates by tract; not every release has it.
DISTRICTS_YEAR = 2020
#: A figure with one of these swings with a few families, or with the survey's error: no map or list shows it.
TOO_SMALL = frozenset({"small_group", "small_share"})
#: The file of all areas with every index, in a release of the nation.
AREAS_CSV = "areas.csv"
#: What its columns by voting district end in.
BY_DISTRICT = f"_{DISTRICTS_YEAR}_by_district"
MEASURES = (
    "segregation.dissimilarity",
    "segregation.entropy",
    "segregation.exposure",
    "segregation.isolation",
)


@dataclass(frozen=True)
class Line:
    """An area with its observation at the later date, and the others where it is the same land: at the earlier date,
    and by voting district.

    `now` is as computed, `corrected` without the error of the survey, with its margin.
    """

    now: Row
    then: Row | None
    by_district: Row | None = None
    corrected: Row | None = None

    @property
    def has_interval(self) -> bool:
        """Whether the later date has a margin."""
        row = self.corrected
        return row is not None and row["value"] is not None and row["moe"] is not None

    @property
    def best(self) -> Row:
        """The observation at the later date that is shown: without the error of the survey where that is known."""
        return self.corrected if self.corrected is not None and self.has_interval else self.now

    @property
    def change(self) -> float | None:
        """The later value less the earlier one; None where either is unknown or of too small a group.

        Its margin is that of the later date: the earlier one is a count of everyone.
        """
        if self.then is None or not (is_shown(self.now) and is_shown(self.then)):
            return None
        return float(self.best["value"] - self.then["value"])

    @property
    def ranked_by(self) -> tuple[float, float]:
        """The value and margin by which places are ranked; without a margin a place has no rank."""
        return float(self.best["value"]), float(self.best["moe"])


def is_shown(row: Row) -> bool:
    """Whether an observation has a value, of groups that are not too small for it."""
    return row["value"] is not None and not TOO_SMALL & set(row["flag"].split(";"))


def years(release: OpenRelease) -> tuple[int, int]:
    """Return the earlier and the later date by tract of a release of the nation."""
    found = release.years_of(MEASURES[0])
    return found[0], found[-1]


def has_districts(release: OpenRelease) -> bool:
    """Return whether a release has figures by voting district."""
    return DISTRICTS_YEAR in release.years_of(MEASURES[0])


def has_margins(release: OpenRelease) -> bool:
    """Return whether the later date has figures without the error of the survey, with their margins."""
    measure, year = MEASURES[0], years(release)[-1]
    found = release.level_rows(measure, year, "state", CORRECTED, group="nh_black|nh_white")
    return any(row["moe"] is not None for row in found)


def lines(release: OpenRelease, measure: str, group: str, level: str) -> list[Line]:
    """Return the areas of a level by an index, those shown in the order of their values, highest first."""
    earlier, later = years(release)
    then, by_district, now, corrected = (
        {row["key"]: row for row in release.level_rows(measure, year, level, output, group=group)}
        for year, output in ((earlier, VALUE), (DISTRICTS_YEAR, VALUE), (later, VALUE), (later, CORRECTED))
    )
    found = [Line(row, then.get(key), by_district.get(key), corrected.get(key)) for key, row in now.items()]
    return sorted(
        found, key=lambda line: (not is_shown(line.now), -(line.best["value"] or 0), line.now["name"])
    )


def write_areas(folder: Path, places: pd.DataFrame, levels: Sequence[str]) -> None:
    """Write the file for everyone, `AREAS_CSV`, into the folder of a release from its Parquet file."""
    table = wide(pd.read_parquet(folder / PARQUET), places, levels)
    table.to_csv(folder / AREAS_CSV, index=False, lineterminator="\n")


def wide(rows: pd.DataFrame, places: pd.DataFrame, levels: Sequence[str]) -> pd.DataFrame:
    """Return areas of some levels, one row each: people, and each index at both dates with its change and flag, and by
    voting district with the flag of that.

    Where margins are held, each index has further columns without the error of the survey, `…_corrected`, with their
    90% margins, `…_moe`; then the change is that of these, and its margin the same.

    `rows`: the observations of a release; `places`: with geoid, vintage and key.
    """
    dates = rows.year[rows.measure == MEASURES[0]]
    earlier, later = dates.min(), dates.max()
    keys = places[["geoid", "vintage", "key"]].astype(rows.geoid.dtype)
    shown = rows.output.isin(["people", VALUE, CORRECTED])
    rows = rows[rows.geo_level.isin(levels) & shown].merge(keys, how="left")
    people = rows[(rows.output == "people") & (rows.year == later)]
    indices = rows[rows.measure.isin(MEASURES)]
    name = (
        indices.measure.str.rpartition(".")[2] + "_" + indices["group"].str.replace("|", "_to_", regex=False)
    )
    indices = indices.assign(index_name=name)
    of_year = {
        year: indices[(indices.year == year) & (indices.output == VALUE)]
        for year in (earlier, DISTRICTS_YEAR, later)
    }
    then, by_district, now = (_by_index(own, "value") for own in of_year.values())
    corrected = indices[(indices.year == later) & (indices.output == CORRECTED)]
    value, moe = _by_index(corrected, "value"), _by_index(corrected, "moe")
    places = of_year[later].drop_duplicates("key").set_index("key")[["geoid", "geo_level", "name"]]
    parts = [
        people.pivot(index="key", columns="group", values="value").add_prefix("people_"),
        now.add_suffix(f"_{later}"),
        value.add_suffix(f"_{later}_corrected"),
        moe.add_suffix(f"_{later}_moe"),
        then.add_suffix(f"_{earlier}"),
        (value.combine_first(now)[now.columns] - then).add_suffix("_change"),
        _by_index(of_year[later], "flag").add_suffix("_flag"),
        by_district.add_suffix(BY_DISTRICT),
        _by_index(of_year[DISTRICTS_YEAR], "flag").add_suffix(f"{BY_DISTRICT}_flag"),
    ]
    return places.join(parts).sort_values(["geo_level", "geoid"], ignore_index=True)


def _by_index(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    """Return a column of observations with a row for each area, by key, and a column for each index."""
    return rows.pivot(index="key", columns="index_name", values=column)
