"""The compiled passes, see `kernels`: each reads the people once, in blocks that stay in the nearest cache.

They hold no lock, so that several threads can each take a part of the units: those from `begin` to `end`. `codes` is
empty where all units are one area; `starts` holds where the areas start, and nothing where the units of an area do not
stand together (`Areas`).
Tables of what is looked up for whole numbers are None where counts are real: then nothing that needs them is compiled.
The last answers count what must not be: missing or negative counts, groups larger than everyone.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from fairtown.measures.segregation.estimation.compiled_runs import (
    LEAST_TOTAL,
    SHORT_RUN,
    add_gaps,
    add_pair,
    are_long,
    compiled,
    meet_runs,
    tally_runs,
)

BLOCK = 2048
#: So many labels are looked at together: most are alike.
STRIDE = 64


@compiled
def _bits(counts: Any) -> Any:
    """Return every bit that any of the whole counts has: negative if one is, below a power of two if all are."""
    bits = np.int64(0)
    for i in range(len(counts)):
        bits |= np.int64(counts[i])
    return bits


@compiled
def _are_bad(counts: Any) -> bool:
    """Say whether a count is missing, infinite or negative."""
    least = largest = counts[0]
    n_missing = 0
    for i in range(len(counts)):
        n_missing += counts[i] != counts[i]
        least = min(least, counts[i])
        largest = max(largest, counts[i])
    return n_missing > 0 or least < 0 or largest == np.inf


@compiled
def label_bounds(labels: Any) -> Any:
    """See `passes.label_bounds`."""
    least = largest = labels[0]
    for i in range(len(labels)):
        least = min(least, labels[i])
        largest = max(largest, labels[i])
    return least, largest


@compiled
def _ascend(labels: Any) -> bool:
    """Say whether no label is below the one before it."""
    for first in range(1, len(labels), BLOCK):
        current = labels[first : first + BLOCK]
        previous = labels[first - 1 : first - 1 + len(current)]
        n_falls = 0
        for i in range(len(current)):
            n_falls += current[i] < previous[i]
        if n_falls:
            return False
    return True


@compiled
def _stretch_end(labels: Any, start: int, least: int) -> int:
    """Return where the stretch that starts there ends, in labels that ascend: in steps that double, then by halves."""
    step = least
    while start + step < len(labels) and labels[start + step] == labels[start]:
        start += step
        step *= 2
    end = min(start + step, len(labels))
    while start + 1 < end:
        middle = (start + end) // 2
        if labels[middle] == labels[start]:
            start = middle
        else:
            end = middle
    return end


@compiled
def stretch_starts(labels: Any, least: int) -> Any:
    """See `passes.stretch_starts`; none where the labels do not ascend in stretches of `least` units on average."""
    starts = np.empty(len(labels) // least, np.intp)
    if not _ascend(labels):
        return starts[:0]
    n = start = 0
    while start < len(labels):
        if n == len(starts):
            return starts[:0]
        starts[n] = start
        n += 1
        start = _stretch_end(labels, start, least)
    return starts[:n]


@compiled
def labels_present(codes: Any, n: int) -> Any:
    """See `passes.labels_present`."""
    present = np.zeros(n, np.bool_)
    for first in range(0, len(codes), STRIDE):
        block = codes[first : first + STRIDE]
        code = block[0]
        changed = np.int64(0)
        for i in range(len(block)):
            changed |= block[i] ^ code
        if changed:
            for i in range(len(block)):
                present[block[i]] = True
        else:
            present[code] = True
    return present


@compiled
def _first_after(starts: Any, unit: int) -> int:
    """Return how many of the ascending `starts` are not after a unit; numpy's searchsorted compiles slowly."""
    low, high = 0, len(starts)
    while low < high:
        middle = (low + high) // 2
        if starts[middle] <= unit:
            low = middle + 1
        else:
            high = middle
    return low


@compiled
def _find_runs(codes: Any, starts: Any, block: int, n: int, ends: Any) -> Any:
    """Return where the area changes along a block of `n` units from unit `block` on, stored in `ends`.

    `codes`: those of the block; `starts`: as of all units.
    """
    n_runs = 0
    if len(starts):
        for i in range(_first_after(starts, block), len(starts)):
            if starts[i] >= block + n:
                break
            ends[n_runs] = starts[i] - block
            n_runs += 1
        ends[n_runs] = n
        return ends[: n_runs + 1]
    for first in range(1, len(codes), STRIDE):
        last = min(first + STRIDE, len(codes))
        current, previous = codes[first:last], codes[first - 1 : last - 1]
        changed = np.int64(0)
        for i in range(len(current)):
            changed |= current[i] ^ previous[i]
        if not changed:
            continue
        for i in range(len(current)):
            if current[i] != previous[i]:
                ends[n_runs] = first + i
                n_runs += 1
    ends[n_runs] = n
    return ends[: n_runs + 1]


@compiled
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


@compiled
def _add_looked_up(counts: Any, codes: Any, ends: Any, sign: float, table: Any, sums: Any) -> None:
    """Add sign × n ln n of small whole counts to the sums of their areas, from the table."""
    if len(ends) * SHORT_RUN > len(counts) and len(codes):
        for i in range(len(counts)):
            sums[codes[i]] += sign * table[np.uint32(counts[i])]
        return
    start = 0
    for end in ends:
        run = counts[start:end]
        own = 0.0
        for i in range(len(run)):
            own += table[np.uint32(run[i])]
        sums[codes[start] if len(codes) else 0] += sign * own
        start = end


@compiled
def _add_small(people: Any, short: Any, total: Any, codes: Any, ends: Any, table: Any, sums: Any) -> Any:
    """Add a block of whole counts (groups, n) to the sums; return False, with nothing added, where a unit has more
    people than the table, or a count is bad."""
    total[:] = 0
    every = np.int64(0)
    for g in range(len(people)):
        counts, own = people[g], short[g]
        for i in range(len(total)):
            every |= np.int64(counts[i])
            own[i] = np.int32(counts[i])
        for i in range(len(total)):
            total[i] += own[i]
    # as many groups as there are, each below the table, do not overflow 32 bits: then the bits of all tell
    if every < 0 or every >= len(table) or _bits(total) >= len(table):
        return False
    for g in range(len(people)):
        _add(short[g, : len(total)], codes, ends, sums[g])
        _add_looked_up(short[g, : len(total)], codes, ends, -1.0, table, sums[-1])
    _add_looked_up(total, codes, ends, 1.0, table, sums[-1])
    return True


@compiled
def _add_n_log_n(counts: Any, codes: Any, ends: Any, sign: float, sums: Any) -> None:
    """Add sign × n ln n of the counts to the sums of their areas."""
    start = 0
    for end in ends:
        own = 0.0
        for i in range(start, end):
            own += counts[i] * np.log(counts[i]) if counts[i] > 0 else 0.0
        sums[codes[start] if len(codes) else 0] += sign * own
        start = end


@compiled
def _add_any(people: Any, real: Any, total: Any, codes: Any, ends: Any, sums: Any) -> bool:
    """Add a block of any counts (groups, n) to the sums; return False, with nothing added, where one is bad."""
    total[:] = 0
    for g in range(len(people)):
        real[g, : len(total)] = people[g]
        if _are_bad(real[g, : len(total)]):
            return False
    for g in range(len(people)):
        counts = real[g, : len(total)]
        _add(counts, codes, ends, sums[g])
        _add_n_log_n(counts, codes, ends, -1.0, sums[-1])
        for i in range(len(total)):
            total[i] += counts[i]
    _add_n_log_n(total, codes, ends, 1.0, sums[-1])
    return True


@compiled
def group_sums(people: Any, codes: Any, starts: Any, n_areas: int, table: Any, begin: int, end: int) -> Any:
    """See `kernels.group_sums`; `table` holds n × ln n of small whole numbers."""
    n_groups = len(people)
    sums = np.zeros((n_groups + 1, n_areas))
    n_bad = 0
    short, total = np.empty((n_groups, BLOCK), np.int32), np.empty(BLOCK, np.int32)
    real, real_total = np.empty((n_groups, BLOCK)), np.empty(BLOCK)
    all_ends, of_runs = np.empty(BLOCK, np.int64), np.empty((BLOCK, n_groups + 1))
    for first in range(begin, end, BLOCK):
        n = min(BLOCK, end - first)
        areas = codes[first : first + n]
        ends = _find_runs(areas, starts, first, n, all_ends)
        block = people[:, first : first + n]
        if table is not None:
            if are_long(ends, areas, n):
                if tally_runs(people, first, ends, areas, table, total, of_runs, sums):
                    continue
            elif _add_small(block, short, total[:n], areas, ends, table, sums):
                continue
        n_bad += not _add_any(block, real, real_total[:n], areas, ends, sums)
    return sums[:-1], sums[-1], n_bad


@compiled
def pair_sums(
    a: Any, b: Any, codes: Any, starts: Any, n_areas: int, whole: bool, begin: int, end: int
) -> Any:
    """Return the people of either group by area, and the number of bad blocks; `whole`: they are whole numbers."""
    sums = np.zeros((2, n_areas))
    n_bad = 0
    all_ends = np.empty(BLOCK, np.int64)
    for first in range(begin, end, BLOCK):
        last = min(first + BLOCK, end)
        one, two, areas = a[first:last], b[first:last], codes[first:last]
        ends = _find_runs(areas, starts, first, len(one), all_ends)
        if whole and are_long(ends, areas, len(one)):
            n_bad += add_pair(one, two, areas, ends, sums) < 0
            continue
        n_bad += _are_bad(one) or _are_bad(two)
        _add(one, areas, ends, sums[0])
        _add(two, areas, ends, sums[1])
    return sums[0], sums[1], n_bad


@compiled
def _gaps(a: Any, b: Any, codes: Any, ends: Any, per_a: Any, per_b: Any, out: Any) -> None:
    start = 0
    for end in ends:
        area = codes[start] if len(codes) else 0
        one, two, gap, times_a, times_b = a[start:end], b[start:end], out[start:end], per_a[area], per_b[area]
        for i in range(len(one)):
            gap[i] = abs(one[i] * times_a - two[i] * times_b)
        start = end


@compiled
def _one_over(totals: Any) -> Any:
    """Return 1 / total of each area, NaN where it is 0."""
    parts = np.empty(len(totals))
    for area in range(len(totals)):
        parts[area] = 1.0 / totals[area] if totals[area] > 0 else np.nan
    return parts


@compiled
def gap_sums(
    a: Any, b: Any, codes: Any, starts: Any, n_areas: int, total_a: Any, total_b: Any, begin: int, end: int
) -> Any:
    """Return the sum of |a / total_a − b / total_b| by area."""
    per_a, per_b = _one_over(total_a), _one_over(total_b)
    sums = np.zeros(n_areas)
    gaps, all_ends = np.empty(BLOCK), np.empty(BLOCK, np.int64)
    for first in range(begin, end, BLOCK):
        last = min(first + BLOCK, end)
        one, two, areas = a[first:last], b[first:last], codes[first:last]
        ends = _find_runs(areas, starts, first, len(one), all_ends)
        if are_long(ends, areas, len(one)):
            add_gaps(one, two, areas, ends, per_a, per_b, sums)
            continue
        _gaps(one, two, areas, ends, per_a, per_b, gaps)
        _add(gaps[: len(one)], areas, ends, sums)
    return (sums,)


@compiled
def _meet(x: Any, y: Any, total: Any, out: Any) -> int:
    """Put x × y / t into `out`, return how many units are smaller than a group in them."""
    larger = 0
    for i in range(len(x)):
        first, second, everyone = float(x[i]), float(y[i]), float(total[i])
        larger += max(first, second) > everyone
        out[i] = first * second / max(everyone, LEAST_TOTAL)
    return larger


@compiled
def meeting_sums(
    x: Any, y: Any, total: Any, codes: Any, starts: Any, n_areas: int, one_over: Any, begin: int, end: int
) -> Any:
    """See `kernels.meeting_sums`; `one_over` holds 1 / n of small whole numbers."""
    sums = np.zeros((2, n_areas))
    n_bad = n_larger = 0
    met, all_ends = np.empty(BLOCK), np.empty(BLOCK, np.int64)
    of_runs = np.empty((2, BLOCK))
    for first in range(begin, end, BLOCK):
        last = min(first + BLOCK, end)
        one, two, all_, areas = x[first:last], y[first:last], total[first:last], codes[first:last]
        n = len(one)
        ends = _find_runs(areas, starts, first, n, all_ends)
        is_long = are_long(ends, areas, n)
        if (
            one_over is not None
            and is_long
            and meet_runs(one, two, all_, areas, ends, one_over, of_runs, sums)
        ):
            continue
        n_bad += _are_bad(one) or _are_bad(two) or _are_bad(all_)
        n_larger += _meet(one, two, all_, met)
        _add(one, areas, ends, sums[0])
        _add(met[:n], areas, ends, sums[1])
    return sums[0], sums[1], n_bad, n_larger
