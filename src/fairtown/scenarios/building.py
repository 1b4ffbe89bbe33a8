"""May this building stand here? Files of the Open Zoning Feed Specification, worked out for a page or a command.

Nothing is kept: the files are read from memory, answered and forgotten.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pandas as pd
import shapely

from fairtown.concepts import FairtownError
from fairtown.data.ozfs.feed import Building, read_building, read_parcels, read_zoning
from fairtown.measures.zoning.ozfs.capacity import ENDS, capacity, rules_of
from fairtown.measures.zoning.ozfs.choices import Choices
from fairtown.measures.zoning.ozfs.evaluate import evaluate
from fairtown.measures.zoning.ozfs.findings import NAMES, REASONS, Evaluation
from fairtown.measures.zoning.ozfs.kleene import FALSE, MAYBE, NOT_EVALUATED, TRUE, WORDS
from fairtown.measures.zoning.ozfs.most import most_of
from fairtown.measures.zoning.ozfs.notices import NOTICES
from fairtown.measures.zoning.ozfs.town import NO_DISTRICT, Town, refuse_elsewhere, town_of
from fairtown.work_budget import TooMuchWorkError, part, spend

__all__ = [
    "CHECK_WORDS",
    "KINDS",
    "MOST_BYTES",
    "MOST_WITH_FIT",
    "NOTICES",
    "REASONS",
    "Cause",
    "District",
    "Tried",
    "drawing",
    "tried",
]
#: The three files, as they are called in the standard.
KINDS = ("zoning", "parcel", "bldg")
#: Largest files of a page, in bytes; a command takes more.
MOST_BYTES: Mapping[str, int] = {"zoning": 5_000_000, "parcel": 20_000_000, "bldg": 200_000}
#: Steps of work on a page, some one and a half seconds: four times what a small town with its parcels takes.
MOST_STEPS = 1_500_000
#: More parcels than this are not asked for room on a page: it would take too long.
MOST_WITH_FIT = 2_000
#: More parcels than this are not drawn.
MOST_DRAWN = 4_000
#: Of the work that is left, what finding the most homes, and then the drawing, may take; steps to draw a corner, and to
#: count the reasons of a check in a district.
HOMES_SHARE, DRAWING_SHARE = 0.9, 0.5
CORNER, COUNTED_CHECK = 3.0, 8.0
WIDTH = 720
MOST_CAUSES = 4
#: What each check looks at.
CHECK_WORDS: Mapping[str, str] = {
    "planned_dev": "planned development",
    "res_type": "type of home",
    "lot_area": "size of the lot",
    "lot_cov_bldg": "share of the lot that is built on",
    "far": "floor area for each foot of lot",
    "height": "height",
    "height_eave": "height of the eaves",
    "stories": "stories",
    "fl_area": "floor area",
    "fl_area_first": "floor area of the first story",
    "fl_area_top": "floor area of the top story",
    "footprint": "ground that the building covers",
    "unit_density": "homes per acre",
    "total_units": "number of homes",
    "units_0bed": "number of studios",
    "units_1bed": "number of homes with one bedroom",
    "units_2bed": "number of homes with two bedrooms",
    "units_3bed": "number of homes with three bedrooms",
    "units_4bed": "number of homes with four bedrooms or more",
    "unit_pct_0bed": "share of studios",
    "unit_pct_1bed": "share of homes with one bedroom",
    "unit_pct_2bed": "share of homes with two bedrooms",
    "unit_pct_3bed": "share of homes with three bedrooms",
    "unit_pct_4bed": "share of homes with four bedrooms or more",
    "unit_size_avg": "average size of the homes",
    "unit_size": "size of each home",
    "parking_enclosed": "parking inside",
    "parking_covered": "parking under a roof",
    "parking_uncovered": "parking in the open",
    "setback_side_sum": "distance to both sides together",
    "setback_front_sum": "distance to front and rear together",
    "setback_dist_boundary": "distance to the edge of the district",
    "bldg_fit": "room between the setbacks",
}
OUTCOMES = (TRUE, MAYBE, FALSE, NOT_EVALUATED)


@dataclass(frozen=True)
class Cause:
    """A check that so many parcels of a district fail, or leave open, for the same reason (a key of REASONS)."""

    check: str
    reason: str
    outcome: str
    n: int


@dataclass(frozen=True)
class District:
    """A district's parcels by outcome, and why: what fails most often first, then what stays open."""

    abbr: str
    name: str
    counts: dict[str, int]
    causes: tuple[Cause, ...]


@dataclass(frozen=True)
class Tried:
    """One building tried on every parcel of a municipality."""

    place: str
    date: str
    building: Building
    evaluation: Evaluation
    with_fit: bool

    @property
    def counts(self) -> dict[str, int]:
        """Parcels by outcome: TRUE, MAYBE, FALSE, not evaluated."""
        return self.evaluation.counts()

    @cached_property
    def most_homes(self) -> tuple[float, float] | None:
        """The most homes that the rules allow on all parcels, strict and relaxed ends; None if unknown on any.

        A screen: setbacks and shapes are left out. None too where it would be too much work for a page.
        """
        if not self.with_fit:
            return None
        try:
            with part(HOMES_SHARE):
                most = most_of(self.evaluation.town)
        except TooMuchWorkError:
            return None
        nothing = np.zeros(len(most.res_type))
        ends = [capacity(rules_of(most, nothing, end)).gross for end in ENDS]
        return None if np.isnan(ends).any() else (float(ends[0].sum()), float(ends[1].sum()))

    @property
    def checks(self) -> dict[str, dict[str, int]]:
        """Parcels by outcome of every check."""
        return {name: self.evaluation.counts(name) for name in self.evaluation.checks}

    @property
    def districts(self) -> list[District]:
        """Every base district that holds parcels."""
        result = self.evaluation
        out = []
        for district, rows in result.town.rows_by_district():
            spend(COUNTED_CHECK * (len(result.checks) + len(OUTCOMES)), "answer")
            counts = {WORDS[o]: int((result.overall[rows] == o).sum()) for o in OUTCOMES}
            causes = (*_causes(result, rows, FALSE), *_causes(result, rows, MAYBE))
            out.append(District(district.abbr, district.name or "", counts, causes))
        return out

    def table(self) -> pd.DataFrame:
        """Return a row per parcel and base district: outcome, failing and undecided checks."""
        return self.evaluation.table()


def _causes(result: Evaluation, rows: np.ndarray, outcome: int) -> list[Cause]:
    """Return the reasons behind an outcome in some rows, the most common first."""
    found = [
        Cause(check.name, NAMES[code], WORDS[outcome], int(n))
        for check in result.checks.values()
        for code, n in enumerate(np.bincount(check.code[rows][check.outcome[rows] == outcome]))
        if n
    ]
    return sorted(found, key=lambda c: -c.n)[:MOST_CAUSES]


def tried(
    files: Mapping[str, bytes | Path],
    most_bytes: Mapping[str, int] | None = None,
    most_with_fit: int | None = None,
) -> Tried:
    """Return a building tried on every parcel; `files`: bytes or path by kind (zoning, parcel, bldg).

    `most_with_fit`: with more parcels than this the building is not fitted between setbacks. Raises FairtownError, in
    one line, on a missing file or what is wrong in one.
    """
    if missing := [kind for kind in KINDS if not files.get(kind)]:
        raise FairtownError(
            f"try a building: the .{missing[0]} file is missing; give all three: .zoning, .parcel, .bldg"
        )
    limit = {kind: {"most_bytes": most_bytes[kind]} if most_bytes else {} for kind in KINDS}
    zoning = read_zoning(files["zoning"], **limit["zoning"])
    parcels = read_parcels(files["parcel"], **limit["parcel"])
    building = read_building(files["bldg"], **limit["bldg"])
    with_fit = most_with_fit is None or len(parcels) <= most_with_fit
    town = town_of(zoning, parcels)
    refuse_elsewhere(town)
    result = evaluate(town, building, Choices(fit="all" if with_fit else "none"))
    return Tried(zoning.muni_name, zoning.date.isoformat(), building, result, result.is_fitted)


def drawing(result: Tried) -> str:
    """Return the parcels in SVG, a class per outcome; blank where that is too much work or none has a shape."""
    town = result.evaluation.town
    if len(town.parcels) > MOST_DRAWN:
        return ""
    try:
        with part(DRAWING_SHARE):
            shapes = town.fitting.ground.shapes
            spend(CORNER * int(shapely.get_num_coordinates(shapes).sum()), "answer")
    except TooMuchWorkError:
        return ""
    return _svg(result, town, shapes)


def _svg(result: Tried, town: Town, shapes: np.ndarray) -> str:
    worst = np.full(len(town.parcels), NOT_EVALUATED, np.int8)
    for row in np.argsort(-result.evaluation.overall, kind="stable"):
        worst[town.parcel[row]] = result.evaluation.overall[row]
    known = np.flatnonzero(~shapely.is_missing(shapes))
    if not len(known):
        return ""
    west, south, east, north = shapely.total_bounds(shapes[known])
    scale = WIDTH / max(east - west, north - south, 1.0)
    width, height = round((east - west) * scale), round((north - south) * scale)
    parts = [
        f'<svg class="parcels" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" aria-hidden="true" '
        'focusable="false">'
    ]
    for i in known:
        lines = "".join(
            "M"
            + "L".join(f"{(x - west) * scale:.1f} {(north - y) * scale:.1f}" for x, y in ring.coords[:-1])
            + "Z"
            for polygon in shapely.get_parts(shapes[i])
            for ring in (polygon.exterior, *polygon.interiors)
        )
        parts.append(f'<path class="o{CLASSES[int(worst[i])]}" d="{lines}"/>')
    return "".join([*parts, "</svg>"])


CLASSES = {TRUE: "yes", MAYBE: "maybe", FALSE: "no", NOT_EVALUATED: "none"}


def outside(result: Tried) -> int:
    """Return how many parcels lie in no base district."""
    return int((result.evaluation.town.district == NO_DISTRICT).sum())
