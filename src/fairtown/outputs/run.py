"""Runs the measures in the order of what they use, and refuses an observation that cannot be right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from graphlib import TopologicalSorter
from typing import Any

import numpy as np
import pandas as pd

from fairtown.concepts import FLAGS, FairtownError, Measure
from fairtown.data import catalog
from fairtown.measures import all_measures
from fairtown.measures.observe import COLUMNS, KEYS, UNRELIABLE, join_flags
from fairtown.outputs.inputs import CleanTables, Inputs

#: Units whose values are shares in [0, 1].
SHARE_UNITS = ("share",)
#: Sources whose year is the last of a period of survey years.
SURVEYS = ("acs5", "census_pdb")
TOLERANCE = 1e-9
#: A share with a wider margin than this says little, whatever its size (docs/decisions/0009).
WIDEST_SHARE_MARGIN = 0.25


@dataclass(frozen=True)
class Made:
    """The observations of one measure for one year, and what was read to make them."""

    measure: Measure
    year: int
    rows: pd.DataFrame
    lineage: dict[str, Any]


def run(clean: CleanTables, progress: Callable[[str], None] = lambda _: None) -> list[Made]:
    """Return what every measure made, in an order where each comes after those it uses."""
    measures = all_measures()
    order = TopologicalSorter({m.id: m.uses for m in measures.values()}).static_order()
    done: dict[tuple[str, int], pd.DataFrame] = {}
    out: list[Made] = []
    lineages: dict[tuple[str, int], dict[str, Any]] = {}
    for measure_id in order:
        measure = measures[measure_id]
        progress(measure_id)
        read: set[str] = set()
        for year in measure.years:
            inputs = Inputs(measure, clean, done)
            rows = _checked(measure, year, measure.compute(inputs, year), clean.places)
            done[measure_id, year] = rows
            lineages[measure_id, year] = _lineage(inputs, year, lineages)
            out.append(Made(measure, year, rows, lineages[measure_id, year]))
            read |= {address for address, _ in inputs.tables} | {m for m, _ in inputs.measures}
            read |= set(inputs.parameters)
        _refuse_unread(measure, read)
    return out


def _lineage(inputs: Inputs, year: int, lineages: dict[tuple[str, int], dict[str, Any]]) -> dict[str, Any]:
    """Return what was read: own tables, and through the measures used, theirs."""
    used = sorted(inputs.measures)
    through: set[tuple[str, int]] = set()
    for key in used:
        through |= {(t[0], t[1]) for t in lineages[key]["tables"] + lineages[key]["through"]}
    read = sorted(inputs.tables | through)
    return {
        "period": _period(year, read),
        "tables": [list(t) for t in sorted(inputs.tables)],
        "measures": [list(m) for m in used],
        "through": [list(t) for t in sorted(through - inputs.tables)],
        "parameters": dict(sorted(inputs.parameters.items())),
    }


def _period(year: int, read: list[tuple[str, int]]) -> str:
    """Return the period that a year stands for, as the table of that year says: 2023 is 2019-2023."""
    for address, table_year in read:
        if table_year == year and address.split(".")[0] in SURVEYS:
            return catalog.table(address)[1].edition(table_year).period
    return str(year)


def _refuse_unread(measure: Measure, read: set[str]) -> None:
    declared = {*measure.reads, *measure.uses, *(p.name for p in measure.parameters)}
    unread = sorted(declared - read)
    if unread:
        raise FairtownError(
            f"measure {measure.id} declares {', '.join(unread)} but never reads it; remove it"
        )


def _checked(measure: Measure, year: int, rows: pd.DataFrame, places: pd.DataFrame) -> pd.DataFrame:
    def refuse(what: str, bad: pd.DataFrame) -> None:
        first = bad[KEYS].iloc[0].to_dict()
        raise FairtownError(
            f"measure {measure.id} {year}: {what} in {len(bad)} observations, first {first}; mend its compute"
        )

    rows = rows[COLUMNS]
    declared = {o.name for o in measure.outputs}
    if unknown := sorted(set(rows.output.unique()) - declared):
        raise FairtownError(f"measure {measure.id} {year}: outputs {unknown} are not declared; add them")
    if unknown := sorted(set(rows.variant.unique()) - set(measure.variants or {""})):
        raise FairtownError(f"measure {measure.id} {year}: variants {unknown} are not declared; add them")
    if (twice := rows[rows.duplicated(KEYS)]).size:
        refuse("the same key twice", twice)
    known = pd.MultiIndex.from_frame(places[["geoid", "vintage"]])
    here = pd.MultiIndex.from_frame(rows[["geoid", "vintage"]])
    if (lost := rows[~here.isin(known)]).size:
        refuse("no such place", lost)
    if (wild := rows[np.isinf(rows.value) | np.isinf(rows.moe) | (rows.moe < 0)]).size:
        refuse("an infinite value or negative margin", wild)
    shares = rows.output.isin([o.name for o in measure.outputs if o.unit in SHARE_UNITS])
    outside = (rows.value < -TOLERANCE) | (rows.value > 1 + TOLERANCE)
    if (bad := rows[shares & outside]).size:
        refuse("a share outside 0 to 1", bad)
    flags = {flag for joined in rows.flag.unique() for flag in joined.split(";") if flag}
    if unknown := sorted(flags - set(FLAGS)):
        raise FairtownError(f"measure {measure.id} {year}: flags {unknown} are not in concepts.FLAGS")
    wide = shares & (rows.moe > WIDEST_SHARE_MARGIN) & ~rows.flag.str.contains(UNRELIABLE)
    flagged = np.where(wide, join_flags(rows.flag.to_numpy(), UNRELIABLE), rows.flag)
    return rows.assign(flag=flagged).reset_index(drop=True)
