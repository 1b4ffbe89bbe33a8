"""Runs the measures in dependency order and validates their observations."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from graphlib import TopologicalSorter
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fairtown import states
from fairtown.build.cache import Cache, Result, code_behind, from_bytes, measure_key, to_bytes
from fairtown.build.inputs import CleanTables, Inputs
from fairtown.build.workers import workers
from fairtown.concepts import FLAGS, FairtownError, Measure
from fairtown.data.places import GEOGRAPHY
from fairtown.measures import all_measures
from fairtown.measures.observations import COLUMNS, KEYS, UNRELIABLE, join_flags
from fairtown.measures.segregation.estimation.passes import numpy_alone
from fairtown.release.absence import Absence, AbsentError
from fairtown.threads import one_for_blas

#: Units whose values are shares in [0, 1].
SHARE_UNITS = ("share",)
#: Sources whose year is the last of a period of survey years.
SURVEYS = ("acs5", "census_pdb")
TOLERANCE = 1e-9
#: What measures import when they first need it.
USED_BY_MANY = ("scipy.special", "scipy.sparse")
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
    # tables, places and code are read once, so that no process reads them again
    clean.read_all(_cache, _before_any)
    _ = clean.places
    measures = all_measures()
    uses = {m.id: m.uses for m in measures.values()}
    order = list(TopologicalSorter(uses).static_order())
    results = _side_by_side(uses, order, progress)
    absent = {(m, year): why for m in order for year, why in results[m].absent.items()}
    return Run(_in_order(order, measures, results), absent)


def _side_by_side(
    uses: Mapping[str, tuple[str, ...]], order: list[str], progress: Callable[[str], None]
) -> dict[str, Result]:
    """Return the results of measures by id; raises what the first in `order` raised of those that raise anything."""
    contents: dict[str, bytes] = {}
    results: dict[str, Result] = {}
    faults: dict[str, Exception] = {}
    with workers() as pool:
        waiting = TopologicalSorter(uses)
        waiting.prepare()
        ready: list[str] = []
        while waiting.is_active():
            ready += waiting.get_ready()
            if faults:
                # processes end in any order: whatever comes before the fault is tried too, nothing after it
                first = min(faults, key=order.index)
                ready = [m for m in ready if order.index(m) < order.index(first)]
                if not ready and not pool.is_at_work:
                    raise faults[first]
            while ready and pool.is_free:
                measure_id = _next(ready, pool.last_of_next, pool.at_work, uses)
                ready.remove(measure_id)
                pool.start(measure_id, _result, measure_id, {u: contents[u] for u in uses[measure_id]})
            # what came is read while the processes are at the next
            results |= {m: from_bytes(contents[m]) for m in contents.keys() - results.keys()}
            for measure_id, outcome in pool.outcomes().items():
                if isinstance(outcome, Exception):
                    faults[measure_id] = outcome
                    continue
                contents[measure_id] = outcome
                progress(measure_id)
                waiting.done(measure_id)
    return results | {m: from_bytes(contents[m]) for m in contents.keys() - results.keys()}


def _next(ready: list[str], last: str, at_work: list[str], uses: Mapping[str, tuple[str, ...]]) -> str:
    """Return which of the measures that are ready a process takes that did `last`, while others are `at_work`.

    Its own domain comes first, as it has at hand what measures of one domain share (the draws of a survey take longer
    than most measures); then one that no other process is at; then what others wait for; then the longest, which would
    else run alone at the end.
    """
    awaited = {used for m in uses for used in uses[m]}
    own, busy = _domain(last), {_domain(m) for m in at_work}
    measures = all_measures()

    def rank(m: str) -> tuple[bool, bool, bool, bool, int]:
        return (
            _domain(m) != own,
            _domain(m) in busy,
            m not in awaited,
            not measures[m].is_long,
            -len(measures[m].years) * len(uses[m]),
        )

    return min(ready, key=rank)


def _domain(measure_id: str) -> str:
    return measure_id.partition(".")[0]


def _before_any() -> None:
    """Do once what every process would else do for itself."""
    for module in USED_BY_MANY:
        importlib.import_module(module)
    for measure_id in all_measures():
        if _cache.is_on:
            code_behind(measure_id)


def _result(measure_id: str, used: dict[str, bytes]) -> bytes:
    """Return a measure's result, from the cache or computed; `used` are the results of the measures it uses."""
    assert _clean is not None
    measure = all_measures()[measure_id]
    if not _cache.is_on:
        return to_bytes(_compute(measure, used))
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
            with numpy_alone(), one_for_blas():
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
    """Return the observations of a year, those with the widest margins flagged; FairtownError if any cannot be."""

    def refuse(what: str, bad: NDArray[np.bool_]) -> None:
        first = rows.loc[bad, KEYS].iloc[0].to_dict()
        raise FairtownError(
            f"measure {measure.id} {year}: {what} in {int(bad.sum())} observations, first {first}; mend its compute"
        )

    rows = rows[COLUMNS].reset_index(drop=True)
    # each text is looked at once, however many rows have it
    codes, texts = _numbered(rows, [*KEYS, "flag"])
    if unknown := sorted({*texts["output"]} - {o.name for o in measure.outputs}):
        raise FairtownError(f"measure {measure.id} {year}: outputs {unknown} are not declared; add them")
    if unknown := sorted({*texts["variant"]} - set(measure.variants or {""})):
        raise FairtownError(f"measure {measure.id} {year}: variants {unknown} are not declared; add them")
    key = _combined([codes[name] for name in KEYS], [len(texts[name]) for name in KEYS])
    if (twice := pd.Series(key).duplicated().to_numpy()).any():
        refuse("the same key twice", twice)
    if (lost := _lost(codes, texts, places)).any():
        refuse("no such place", lost)
    value, moe = rows["value"].to_numpy(float), rows["moe"].to_numpy(float)
    if (wild := np.isinf(value) | np.isinf(moe) | (moe < 0)).any():
        refuse("an infinite value or negative margin", wild)
    of_shares = {o.name for o in measure.outputs if o.unit in SHARE_UNITS}
    shares = np.array([name in of_shares for name in texts["output"]], bool)[codes["output"]]
    if (bad := shares & ((value < -TOLERANCE) | (value > 1 + TOLERANCE))).any():
        refuse("a share outside 0 to 1", bad)
    if unknown := sorted({flag for joined in texts["flag"] for flag in joined.split(";")} - {*FLAGS, ""}):
        raise FairtownError(f"measure {measure.id} {year}: flags {unknown} are not in concepts.FLAGS")
    marked = np.array([UNRELIABLE in flag for flag in texts["flag"]], bool)[codes["flag"]]
    wide = shares & (moe > WIDEST_SHARE_MARGIN) & ~marked
    if not wide.any():
        return rows
    flagged = join_flags(rows.flag.to_numpy(object), np.where(wide, UNRELIABLE, ""))
    return rows.assign(flag=flagged)


def _numbered(
    rows: pd.DataFrame, columns: list[str]
) -> tuple[dict[str, NDArray[np.intp]], dict[str, NDArray[np.object_]]]:
    """Return the distinct texts of columns, and which of them each row has."""
    found = {name: pd.factorize(rows[name], use_na_sentinel=False) for name in columns}
    return {n: codes for n, (codes, _) in found.items()}, {
        n: np.asarray(texts, object) for n, (_, texts) in found.items()
    }


def _combined(codes: list[NDArray[np.intp]], sizes: list[int]) -> NDArray[np.intp]:
    """Return one number for each combination of numbers."""
    whole = np.zeros(len(codes[0]), np.intp)
    for code, size in zip(codes, sizes, strict=True):
        whole = whole * size + code
    return whole


def _lost(
    codes: dict[str, NDArray[np.intp]], texts: dict[str, NDArray[np.object_]], places: pd.DataFrame
) -> NDArray[np.bool_]:
    """Return which rows are of a place that does not exist."""
    pair = _combined([codes["geoid"], codes["vintage"]], [len(texts["geoid"]), len(texts["vintage"])])
    number, pairs = pd.factorize(pair)
    known = _keys_of(places)
    geoids, vintages = np.divmod(pairs, max(len(texts["vintage"]), 1))
    keys = zip(texts["geoid"][geoids], texts["vintage"][vintages], strict=True)
    return np.array([key not in known for key in keys], bool)[number]


#: Code and vintage of the places of the run at work, which are the same for all its measures.
_known: tuple[pd.DataFrame, set[tuple[str, str]]] | None = None


def _keys_of(places: pd.DataFrame) -> set[tuple[str, str]]:
    global _known
    if _known is None or _known[0] is not places:
        _known = places, set(zip(places.geoid, places.vintage, strict=True))
    return _known[1]
