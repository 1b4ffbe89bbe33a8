"""Three headline figures of every town, or of every region: the same in the list of towns and in printed reports."""

from __future__ import annotations

from collections.abc import Sequence

from fairtown.concepts import EVERYONE
from fairtown.hub.places.topics import PUBLISHED
from fairtown.hub.shelf import modern_index
from fairtown.hub.shelf.figures import Figure, Notes
from fairtown.hub.shelf.measure_ids import ACCESS, ASSISTED, PEOPLE
from fairtown.release.reader import OpenRelease

#: The columns from left to right.
ORDER = ("lower", "color", "assisted")


def figures(
    release: OpenRelease, notes: Notes, level: str = "town", names: Sequence[str] = ORDER
) -> dict[str, dict[str, Figure]]:
    """Return the figures of each of these columns by the key of a place of `level`."""
    columns = {
        "assisted": (ASSISTED, release.last_year_of(ASSISTED), "assisted_share", "", ""),
        "lower": _lower_column(release),
        "color": (PEOPLE, release.latest(), "share", "people_of_color", ""),
    }
    found: dict[str, dict[str, Figure]] = {name: {} for name in names}
    for name in names:
        measure, year, output, group, variant = columns[name]
        for row in release.level_rows(measure, year, level, output, variant):
            if row["grp"] == group:
                shown = row | {"measure": measure, "year": year, "output": output, "variant": variant}
                found[name][row["key"]] = Figure(shown, "share", notes)
    return found


def _lower_column(release: OpenRelease) -> tuple[str, int, str, str, str]:
    """Return the figure of lower opportunity: by the index of today, or by that of 2014 where there is no other."""
    if modern_index.index() in release.measures:
        return (
            modern_index.index(),
            release.years_of(modern_index.index())[-1],
            "lower_corrected",
            EVERYONE,
            "",
        )
    return ACCESS, release.latest(), "lower", EVERYONE, PUBLISHED
