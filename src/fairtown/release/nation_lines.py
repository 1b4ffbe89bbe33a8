"""Places of the nation by one index: at both dates, and how it changed where they are the same land at both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from fairtown.release.reader import PARQUET, OpenRelease, Row

#: The value of an index as computed: no margins are held, so no survey error is taken out.
VALUE = "value"
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
    """

    now: Row
    then: Row | None
    by_district: Row | None = None

    @property
    def change(self) -> float | None:
        """The later value less the earlier one; None where either is unknown or of too small a group."""
        if self.then is None or not (is_shown(self.now) and is_shown(self.then)):
            return None
        return float(self.now["value"] - self.then["value"])


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


def lines(release: OpenRelease, measure: str, group: str, level: str) -> list[Line]:
    """Return the areas of a level by an index, those shown in the order of their values, highest first."""
    then, by_district, now = (
        {row["key"]: row for row in release.level_rows(measure, year, level, VALUE, group=group)}
        for year in (years(release)[0], DISTRICTS_YEAR, years(release)[1])
    )
    found = [Line(row, then.get(key), by_district.get(key)) for key, row in now.items()]
    return sorted(
        found, key=lambda line: (not is_shown(line.now), -(line.now["value"] or 0), line.now["name"])
    )


def write_areas(folder: Path, places: pd.DataFrame, levels: Sequence[str]) -> None:
    """Write the file for everyone, `AREAS_CSV`, into the folder of a release from its Parquet file."""
    table = wide(pd.read_parquet(folder / PARQUET), places, levels)
    table.to_csv(folder / AREAS_CSV, index=False, lineterminator="\n")


def wide(rows: pd.DataFrame, places: pd.DataFrame, levels: Sequence[str]) -> pd.DataFrame:
    """Return areas of some levels, one row each: people, and each index at both dates with its change and flag, and by
    voting district with the flag of that.

    `rows`: the observations of a release; `places`: with geoid, vintage and key.
    """
    dates = rows.year[rows.measure == MEASURES[0]]
    earlier, later = dates.min(), dates.max()
    keys = places[["geoid", "vintage", "key"]].astype(rows.geoid.dtype)
    rows = rows[rows.geo_level.isin(levels) & rows.output.isin(["people", VALUE])].merge(keys, how="left")
    people = rows[(rows.output == "people") & (rows.year == later)]
    indices = rows[(rows.output == VALUE) & rows.measure.isin(MEASURES)]
    name = (
        indices.measure.str.rpartition(".")[2] + "_" + indices["group"].str.replace("|", "_to_", regex=False)
    )
    of_year = {
        year: indices.assign(index_name=name)[indices.year == year]
        for year in (earlier, DISTRICTS_YEAR, later)
    }
    then, by_district, now = (
        own.pivot(index="key", columns="index_name", values="value") for own in of_year.values()
    )
    places = of_year[later].drop_duplicates("key").set_index("key")[["geoid", "geo_level", "name"]]
    parts = [
        people.pivot(index="key", columns="group", values="value").add_prefix("people_"),
        now.add_suffix(f"_{later}"),
        then.add_suffix(f"_{earlier}"),
        (now - then).add_suffix("_change"),
        of_year[later].pivot(index="key", columns="index_name", values="flag").add_suffix("_flag"),
        by_district.add_suffix(BY_DISTRICT),
        of_year[DISTRICTS_YEAR]
        .pivot(index="key", columns="index_name", values="flag")
        .add_suffix(f"{BY_DISTRICT}_flag"),
    ]
    return places.join(parts).sort_values(["geo_level", "geoid"], ignore_index=True)
