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
from fairtown.outputs.workers import workers

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


@dataclass(frozen=True)
class Done:
    """What one measure made in all its years, and what it read: tables, measures and parameters by year."""

    rows: dict[int, pd.DataFrame]
    inputs: dict[int, tuple[set[tuple[str, int]], set[tuple[str, int]], dict[str, Any]]]


#: The clean tables of the run at work.
_clean: CleanTables | None = None


def run(clean: CleanTables, progress: Callable[[str], None] = lambda _: None) -> list[Made]:
    """Return what every measure made, in an order where each comes after those it uses.

    Measures that do not use each other run side by side, in processes of their own where the system can fork.
    """
    global _clean
    measures = all_measures()
    uses = {m.id: m.uses for m in measures.values()}
    order = list(TopologicalSorter(uses).static_order())
    clean.read_all()
    # forked processes find them here
    _clean, _ = clean, clean.places
    made: dict[str, Done] = {}
    with workers() as pool:
        waiting = TopologicalSorter(uses)
        waiting.prepare()
        ready: list[str] = []
        while waiting.is_active():
            # the longest first: a measure of many years would else run alone at the end
            ready = sorted(
                [*ready, *waiting.get_ready()], key=lambda m: -len(measures[m].years) * len(uses[m])
            )
            while ready and pool.is_free:
                measure_id = ready.pop(0)
                given = {(u, y): rows for u in uses[measure_id] for y, rows in made[u].rows.items()}
                pool.start(measure_id, _compute, measure_id, given)
            for measure_id, done in pool.answers().items():
                made[measure_id] = done
                progress(measure_id)
                waiting.done(measure_id)
    return _in_order(order, measures, made)


def _compute(measure_id: str, given: dict[tuple[str, int], pd.DataFrame]) -> Done:
    """Return what a measure makes of the clean tables and of what others made."""
    assert _clean is not None
    measure, clean = all_measures()[measure_id], _clean
    done = Done({}, {})
    read: set[str] = set()
    for year in measure.years:
        inputs = Inputs(measure, clean, given)
        done.rows[year] = _checked(measure, year, measure.compute(inputs, year), clean.places)
        done.inputs[year] = (inputs.tables, inputs.measures, inputs.parameters)
        read |= {address for address, _ in inputs.tables} | {m for m, _ in inputs.measures}
        read |= set(inputs.parameters)
    _refuse_unread(measure, read)
    return done


def _in_order(order: list[str], measures: dict[str, Measure], made: dict[str, Done]) -> list[Made]:
    lineages: dict[tuple[str, int], dict[str, Any]] = {}
    out = []
    for measure_id in order:
        for year in measures[measure_id].years:
            done = made[measure_id]
            lineages[measure_id, year] = _lineage(*done.inputs[year], year, lineages)
            out.append(Made(measures[measure_id], year, done.rows[year], lineages[measure_id, year]))
    return out


def _lineage(
    tables: set[tuple[str, int]],
    measures: set[tuple[str, int]],
    parameters: dict[str, Any],
    year: int,
    lineages: dict[tuple[str, int], dict[str, Any]],
) -> dict[str, Any]:
    """Return what was read: own tables, and through the measures used, theirs."""
    used = sorted(measures)
    through: set[tuple[str, int]] = set()
    for key in used:
        through |= {(t[0], t[1]) for t in lineages[key]["tables"] + lineages[key]["through"]}
    read = sorted(tables | through)
    return {
        "period": _period(year, read),
        "tables": [list(t) for t in sorted(tables)],
        "measures": [list(m) for m in used],
        "through": [list(t) for t in sorted(through - tables)],
        "parameters": dict(sorted(parameters.items())),
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
