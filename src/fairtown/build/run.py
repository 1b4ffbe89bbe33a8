"""Runs the measures in dependency order and validates their observations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from graphlib import TopologicalSorter
from typing import Any

import numpy as np
import pandas as pd

from fairtown import states
from fairtown.build.cache import Cache, Result, code_behind, from_bytes, measure_key, to_bytes
from fairtown.build.inputs import CleanTables, Inputs
from fairtown.build.workers import workers
from fairtown.concepts import FLAGS, FairtownError, Measure
from fairtown.data.places import GEOGRAPHY
from fairtown.measures import all_measures
from fairtown.measures.observations import COLUMNS, KEYS, UNRELIABLE, join_flags
from fairtown.release.absence import Absence, AbsentError

#: Units whose values are shares in [0, 1].
SHARE_UNITS = ("share",)
#: Sources whose year is the last of a period of survey years.
SURVEYS = ("acs5", "census_pdb")
TOLERANCE = 1e-9
#: A share with a wider margin than this says little, whatever its size (docs/decisions/0009).
WIDEST_SHARE_MARGIN = 0.25


@dataclass(frozen=True)
class MeasureResult:
    """The observations of one measure for one year, and its lineage."""

    measure: Measure
    year: int
    rows: pd.DataFrame
    lineage: dict[str, Any]


@dataclass(frozen=True)
class Run:
    """The results of all measures in dependency order, and why measures have nothing for a year, by id and year."""

    results: list[MeasureResult]
    absent: dict[tuple[str, int], Absence]


#: The clean tables and the cache of the run at work; a forked process finds them here.
_clean: CleanTables | None = None
_cache: Cache = Cache(None)


def run(
    clean: CleanTables, progress: Callable[[str], None] = lambda _: None, cache: Cache | None = None
) -> Run:
    """Run every measure and return the results in dependency order.

    A measure runs for the years whose tables the state holds, if it is one of the state's; else there is a reason.
    Measures that do not use each other run side by side, in processes of their own where the system can fork. What
    `cache` holds of the same code, tables and results is not computed again; without one nothing is cached.
    """
    global _clean, _cache
    _clean, _cache = clean, cache or Cache(None)
    clean.read_all(_cache)
    # tables, places and code are read once, so that no process reads them again
    _ = clean.places
    measures = all_measures()
    uses = {m.id: m.uses for m in measures.values()}
    for measure_id in measures:
        code_behind(measure_id)
    contents: dict[str, bytes] = {}
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
                pool.start(measure_id, _result, measure_id, {u: contents[u] for u in uses[measure_id]})
            for measure_id, content in pool.answers().items():
                contents[measure_id] = content
                progress(measure_id)
                waiting.done(measure_id)
    order = list(TopologicalSorter(uses).static_order())
    results = {m: from_bytes(content) for m, content in contents.items()}
    absent = {(m, year): why for m in order for year, why in results[m].absent.items()}
    return Run(_in_order(order, measures, results), absent)


def _result(measure_id: str, used: dict[str, bytes]) -> bytes:
    """Return a measure's result, from the cache or computed; `used` are the results of the measures it uses."""
    assert _clean is not None
    measure = all_measures()[measure_id]
    editions = [(a, year) for a in (*measure.reads, *GEOGRAPHY) for year in _clean.years(a)]
    tables = [_clean.clean(*edition).sha256 for edition in editions]
    key = measure_key(measure, [_clean.state.fingerprint, *tables], used)
    return _cache.get(measure_id, key, lambda: to_bytes(_compute(measure, used)))


#: Results as tables; many measures use the same ones, and find here what they share of them.
_parsed = lru_cache(maxsize=16)(from_bytes)


def _compute(measure: Measure, used: dict[str, bytes]) -> Result:
    """Compute a measure from the clean tables and the results of others."""
    assert _clean is not None
    others = {u: _parsed(content) for u, content in used.items()}
    given = {(u, y): rows for u, other in others.items() for y, rows in other.rows.items()}
    absent = {(u, y) for u, other in others.items() for y in other.absent}
    result = Result({}, {})
    if absence := _not_here(measure, others):
        return Result({}, {}, dict.fromkeys(measure.years, absence))
    read: set[str] = set()
    for year in measure.years:
        inputs = Inputs(measure, _clean, given, absent)
        try:
            rows = measure.compute(inputs, year)
        except AbsentError as error:
            result.absent[year] = error.absence
            continue
        result.rows[year] = _checked(measure, year, rows, _clean.places)
        result.inputs[year] = (inputs.tables, inputs.measures, inputs.parameters)
        read |= {address for address, _ in inputs.tables} | {m for m, _ in inputs.measures}
        read |= set(inputs.parameters)
    if not result.absent:
        _refuse_unread(measure, {*read, *_geography_not_held(_clean)})
    return result


def _not_here(measure: Measure, others: dict[str, Result]) -> Absence | None:
    """Return why a measure has nothing in this state for any year, or None where its years have to be tried."""
    assert _clean is not None
    if measure.states and _clean.state.code not in measure.states:
        known = [states.state(code).name for code in measure.states]
        return Absence("state", measure.id, " and ".join(known))
    for name, other in others.items():
        if other.absent and not other.rows:
            return Absence("measure", name)
    return None


def _geography_not_held(clean: CleanTables) -> list[str]:
    return [address for address in GEOGRAPHY if not clean.years(address)]


def _in_order(
    order: list[str], measures: dict[str, Measure], results: dict[str, Result]
) -> list[MeasureResult]:
    lineages: dict[tuple[str, int], dict[str, Any]] = {}
    out = []
    for measure_id in order:
        result = results[measure_id]
        for year in result.rows:
            lineages[measure_id, year] = _lineage(*result.inputs[year], year, lineages)
            out.append(
                MeasureResult(measures[measure_id], year, result.rows[year], lineages[measure_id, year])
            )
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
    assert _clean is not None
    for address, table_year in read:
        if table_year == year and address.split(".")[0] in SURVEYS:
            return _clean.catalog.table(address)[1].edition(table_year).period
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
    named = rows[["geoid", "vintage"]].drop_duplicates()
    known = (
        named.merge(places[["geoid", "vintage"]], how="left", indicator="found").found.to_numpy() == "both"
    )
    if (lost := named[~known]).size:
        refuse("no such place", rows.loc[lost.index])
    if (wild := rows[np.isinf(rows.value) | np.isinf(rows.moe) | (rows.moe < 0)]).size:
        refuse("an infinite value or negative margin", wild)
    shares = rows.output.isin([o.name for o in measure.outputs if o.unit in SHARE_UNITS])
    outside = (rows.value < -TOLERANCE) | (rows.value > 1 + TOLERANCE)
    if (bad := rows[shares & outside]).size:
        refuse("a share outside 0 to 1", bad)
    flags = {flag for joined in rows.flag.unique() for flag in joined.split(";") if flag}
    if unknown := sorted(flags - set(FLAGS)):
        raise FairtownError(f"measure {measure.id} {year}: flags {unknown} are not in concepts.FLAGS")
    marked = [flag for flag in rows.flag.unique() if UNRELIABLE in flag]
    wide = shares & (rows.moe > WIDEST_SHARE_MARGIN) & ~rows.flag.isin(marked)
    flagged = join_flags(rows.flag.to_numpy(object), np.where(wide, UNRELIABLE, ""))
    return rows.assign(flag=flagged).reset_index(drop=True)
