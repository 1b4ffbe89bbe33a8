"""The compiled passes, see `kernels`: one reading of the people, on every core, sums kept per core.

Work goes in blocks that stay in the nearest cache. `codes` is empty where all units are one area. The last
answers of each pass count what must not be: missing or negative counts, groups larger than everyone.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit, prange

BLOCK = 2048
#: Runs of units of one area shorter than this are added up unit by unit.
SHORT_RUN = 8
#: Above 0, so that nobody over nobody is 0.
LEAST_TOTAL = 1e-300
#: People of either group and their gaps; members and whom they meet.
N_GAP_SUMS, N_MEETING_SUMS = 3, 2
#: Sums may be taken in any order, which lets several be taken at once; NaN is still seen.
IN_ANY_ORDER = {"reassoc", "contract", "nsz"}
serial = njit(cache=True, fastmath=IN_ANY_ORDER)
parallel = njit(cache=True, fastmath=IN_ANY_ORDER, parallel=True)


@serial
def _range(counts: Any) -> tuple[bool, float]:
    """Return whether a count is missing or negative, and the largest."""
    least = largest = counts[0]
    n_missing = 0
    for i in range(len(counts)):
        n_missing += counts[i] != counts[i]
        least = min(least, counts[i])
        largest = max(largest, counts[i])
    return n_missing > 0 or least < 0, float(largest)


@serial
def _find_runs(codes: Any, n: int, ends: Any) -> int:
    """Put into `ends` where the area changes along a block of `n` units, return the number of runs."""
    n_runs = 0
    for i in range(1, len(codes)):
        if codes[i] != codes[i - 1]:
            ends[n_runs] = i
            n_runs += 1
    ends[n_runs] = n
    return n_runs + 1


@serial
def _add(values: Any, codes: Any, ends: Any, sums: Any) -> None:
    """Add the values of units to the sums of their areas, run by run where the runs are long."""
    if len(ends) * SHORT_RUN > len(values) and len(codes):
        for i in range(len(values)):
            sums[codes[i]] += values[i]
        return
    start = 0
    for end in ends:
        run = values[start:end]
        whole = run[0] - run[0]
        for i in range(len(run)):
            whole += run[i]
        sums[codes[start] if len(codes) else 0] += whole
        start = end


@serial
def _add_n_log_n(counts: Any, sign: float, look_up: bool, table: Any, out: Any) -> None:
    """Add sign × n ln n of the counts to `out`; `look_up` where all are small whole numbers."""
    if look_up:
        for i in range(len(counts)):
            out[i] += sign * table[np.uint64(counts[i])]
    else:
        for i in range(len(counts)):
            count = float(counts[i])
            out[i] += sign * count * np.log(count) if count > 0 else 0.0


@parallel
def group_sums(people: Any, codes: Any, n_areas: int, table: Any, whole: bool, parts: int) -> Any:
    """See `kernels.group_sums`; `table` holds n × ln n of small whole numbers, `whole`: all counts are whole."""
    n_groups, n_units = people.shape
    sums = np.zeros((parts, n_groups + 1, n_areas))
    n_bad = np.zeros(parts, np.int64)
    for part in prange(parts):
        copies, totals = np.empty(BLOCK, people.dtype), np.empty(BLOCK, people.dtype)
        owns, all_ends = np.empty(BLOCK), np.empty(BLOCK, np.int64)
        for first in range(part * n_units // parts, (part + 1) * n_units // parts, BLOCK):
            last = min(first + BLOCK, (part + 1) * n_units // parts)
            total, own, areas = totals[: last - first], owns[: last - first], codes[first:last]
            ends = all_ends[: _find_runs(areas, last - first, all_ends)]
            counts = copies[: last - first]
            total[:] = 0
            own[:] = 0
            most = 0.0
            for g in range(n_groups):
                counts[:] = people[g, first:last]
                bad, largest = _range(counts)
                if bad:
                    n_bad[part] += 1
                    continue
                most += largest
                _add_n_log_n(counts, -1.0, whole and largest < len(table), table, own)
                _add(counts, areas, ends, sums[part, g])
                for i in range(len(counts)):
                    total[i] += counts[i]
            _add_n_log_n(total, 1.0, whole and most < len(table), table, own)
            _add(own, areas, ends, sums[part, n_groups])
    of_area = sums.sum(axis=0)
    return of_area[:n_groups], of_area[n_groups], n_bad.sum()


@serial
def _gaps(a: Any, b: Any, codes: Any, ends: Any, per_a: Any, per_b: Any, out: Any) -> None:
    start = 0
    for end in ends:
        area = codes[start] if len(codes) else 0
        first, second, gap, times_a, times_b = (
            a[start:end],
            b[start:end],
            out[start:end],
            per_a[area],
            per_b[area],
        )
        for i in range(len(first)):
            gap[i] = abs(first[i] * times_a - second[i] * times_b)
        start = end


@parallel
def gap_sums(a: Any, b: Any, codes: Any, n_areas: int, parts: int) -> Any:
    """See `kernels.gap_sums`."""
    n_units = len(a)
    sums = np.zeros((N_GAP_SUMS, parts, n_areas))
    n_bad = np.zeros(parts, np.int64)
    for part in prange(parts):
        all_ends = np.empty(BLOCK, np.int64)
        for first in range(part * n_units // parts, (part + 1) * n_units // parts, BLOCK):
            last = min(first + BLOCK, (part + 1) * n_units // parts)
            n_bad[part] += _range(a[first:last])[0] or _range(b[first:last])[0]
            areas = codes[first:last]
            ends = all_ends[: _find_runs(areas, last - first, all_ends)]
            _add(a[first:last], areas, ends, sums[0, part])
            _add(b[first:last], areas, ends, sums[1, part])
    total_a, total_b = sums[0].sum(axis=0), sums[1].sum(axis=0)
    per_a, per_b = 1 / total_a, 1 / total_b
    for part in prange(parts):
        gaps, all_ends = np.empty(BLOCK), np.empty(BLOCK, np.int64)
        for first in range(part * n_units // parts, (part + 1) * n_units // parts, BLOCK):
            last = min(first + BLOCK, (part + 1) * n_units // parts)
            gap, areas = gaps[: last - first], codes[first:last]
            ends = all_ends[: _find_runs(areas, last - first, all_ends)]
            _gaps(a[first:last], b[first:last], areas, ends, per_a, per_b, gap)
            _add(gap, areas, ends, sums[2, part])
    return total_a, total_b, sums[2].sum(axis=0), n_bad.sum()


@serial
def _meet(x: Any, y: Any, total: Any, out: Any) -> int:
    """Put x × y / t into `out`, return how many units are smaller than a group in them."""
    larger = 0
    for i in range(len(x)):
        first, second, everyone = float(x[i]), float(y[i]), float(total[i])
        larger += max(first, second) > everyone
        out[i] = first * second / max(everyone, LEAST_TOTAL)
    return larger


@parallel
def meeting_sums(x: Any, y: Any, total: Any, codes: Any, n_areas: int, parts: int) -> Any:
    """See `kernels.meeting_sums`."""
    n_units = len(x)
    sums = np.zeros((N_MEETING_SUMS, parts, n_areas))
    n_bad = np.zeros(parts, np.int64)
    n_larger = np.zeros(parts, np.int64)
    for part in prange(parts):
        mets, all_ends = np.empty(BLOCK), np.empty(BLOCK, np.int64)
        for first in range(part * n_units // parts, (part + 1) * n_units // parts, BLOCK):
            last = min(first + BLOCK, (part + 1) * n_units // parts)
            met, areas = mets[: last - first], codes[first:last]
            ends = all_ends[: _find_runs(areas, last - first, all_ends)]
            bad = _range(x[first:last])[0] or _range(y[first:last])[0] or _range(total[first:last])[0]
            n_bad[part] += bad
            n_larger[part] += _meet(x[first:last], y[first:last], total[first:last], met)
            _add(x[first:last], areas, ends, sums[0, part])
            _add(met, areas, ends, sums[1, part])
    return sums[0].sum(axis=0), sums[1].sum(axis=0), n_bad.sum(), n_larger.sum()
