"""A state over the years: the dates of the nation's release, and between them the surveys of the state's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from fairtown.hub.nation.figures import figure
from fairtown.hub.release_access import current_release
from fairtown.hub.shelf.figures import Figure
from fairtown.hub.shelf.segregation_indices import INDICES, Index
from fairtown.release.nation_lines import CORRECTED, DISTRICTS_YEAR, VALUE
from fairtown.release.reader import OpenRelease, Row


@dataclass(frozen=True)
class Date:
    """A column of the table: a period, its year, and whether it comes from the nation's release."""

    year: int
    period: str
    is_of_nation: bool

    @property
    def is_by_district(self) -> bool:
        """Whether its figures are by voting district, not by tract."""
        return self.is_of_nation and self.year == DISTRICTS_YEAR


def history(nation: OpenRelease, state: str) -> dict[str, Any]:
    """Return the indices of a state, by its two digits: the dates, and a row for each index with a figure at each.

    Figures of surveys with margins are those without survey error, with the figure as computed beside, `plain`.
    """
    dates = _dates(nation, state)
    rows = [{"label": _(index.label), "cells": _cells(nation, state, index, dates)} for index in INDICES]
    return {"dates": dates, "rows": rows, "has_own": any(not date.is_of_nation for date in dates)}


def _dates(nation: OpenRelease, state: str) -> list[Date]:
    measure = INDICES[0].measure
    found = [
        Date(year, nation.lineage_of[measure, year]["period"], True) for year in nation.years_of(measure)
    ]
    own = current_release()
    if own.state_places and own.state_places[0]["geoid"] == state and measure in own.measures:
        found += [Date(y, own.lineage_of[measure, y]["period"], False) for y in own.years_of(measure)]
    return sorted(found, key=lambda date: date.year)


def _cells(nation: OpenRelease, state: str, index: Index, dates: list[Date]) -> list[dict[str, Any]]:
    return [_cell(nation, state, index, date) for date in dates]


def _cell(nation: OpenRelease, state: str, index: Index, date: Date) -> dict[str, Any]:
    release, shown = (nation, figure) if date.is_of_nation else (current_release(), _own)
    corrected = _row(release, state, index, date.year, CORRECTED)
    plain = shown(_row(release, state, index, date.year, VALUE))
    if corrected is None or corrected["value"] is None or corrected["moe"] is None:
        return {"figure": plain, "plain": None}
    return {"figure": shown(corrected), "plain": plain}


def _own(row: Row | None) -> Figure | None:
    return None if row is None else Figure(row, "share")


def _row(release: OpenRelease, state: str, index: Index, year: int, output: str) -> Row | None:
    rows = release.level_rows(index.measure, year, "state", output, group=index.group)
    return next((row for row in rows if row["geoid"] == state), None)
