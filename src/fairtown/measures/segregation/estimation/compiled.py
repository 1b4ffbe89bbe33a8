"""The compiled passes, see `kernels`: each reads the people once, in blocks that stay in the nearest cache.

They hold no lock, so that several threads can each take a part of the units. `codes` is empty where all units are one
area; `starts` holds where the areas start, and nothing where the units of an area do not stand together (`Areas`);
`whole` says that all counts are whole numbers. The last answers count what must not be: missing or negative counts,
groups larger than everyone.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from fairtown.measures.segregation.estimation.compiled_runs import (
    LEAST_TOTAL,
    MOST_32,
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
def _range(counts: Any, whole: bool) -> Any:
    """Return whether a count is missing or negative, and a bound that none is above."""
    if whole:
        # every bit that any count has: negative if one is, below a power of two if all are
        bits = np.int64(0)
        for i in range(len(counts)):
            bits |= np.int64(counts[i])
        return bits < 0, float(bits)
    least = largest = counts[0]
    n_missing = 0
    for i in range(len(counts)):
        n_missing += counts[i] != counts[i]
        least = min(least, counts[i])
        largest = max(largest, counts[i])
    return n_missing > 0 or least < 0 or largest == np.inf, float(largest)


@compiled
def _shorten(counts: Any, whole: bool, short: Any) -> Any:
    """Return what `_range` does, and leave the counts as 32 bits in `short` if they are whole."""
    if not whole:
        return _range(counts, False)
    bits = np.int64(0)
    for i in range(len(counts)):
        bits |= np.int64(counts[i])
        short[i] = np.int32(counts[i])
    return bits < 0, float(bits)


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
def _find_runs(codes: Any, starts: Any, block: int, n: int, ends: Any) -> Any:
    """Return where the area changes along a block of `n` units from unit `block` on, stored in `ends`.

    `codes`: those of the block; `starts`: as of all units.
    """
    n_runs = 0
    if len(starts):
        for i in range(np.searchsorted(starts, block, "right"), len(starts)):
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
def _n_log_n(count: Any) -> float:
    return float(count) * np.log(float(count)) if count > 0 else 0.0


@compiled
def _add_n_log_n(
    counts: Any, codes: Any, ends: Any, sign: float, look_up: bool, table: Any, sums: Any
) -> None:
    """Add sign × n ln n of the counts to the sums of their areas; `look_up` where all are small whole numbers."""
    if len(ends) * SHORT_RUN > len(counts) and len(codes):
        for i in range(len(counts)):
            sums[codes[i]] += sign * (table[np.uint32(counts[i])] if look_up else _n_log_n(counts[i]))
        return
    start = 0
    for end in ends:
        run = counts[start:end]
        own = 0.0
        if look_up:
            for i in range(len(run)):
                own += table[np.uint32(run[i])]
        else:
            for i in range(len(run)):
                own += _n_log_n(run[i])
        sums[codes[start] if len(codes) else 0] += sign * own
        start = end


@compiled
def _add_group(
    counts: Any, total: Any, codes: Any, ends: Any, look_up: bool, table: Any, sums: Any, g: int
) -> None:
    """Add one group of a block: to its own sums, to the entropy of its units, and to the `total` of each unit."""
    _add(counts, codes, ends, sums[g])
    _add_n_log_n(counts, codes, ends, -1.0, look_up, table, sums[-1])
    for i in range(len(counts)):
        total[i] += counts[i]


@compiled
def group_sums(people: Any, codes: Any, starts: Any, n_areas: int, whole: bool, table: Any) -> Any:
    """See `kernels.group_sums`; `table` holds n × ln n of small whole numbers."""
    n_groups, n_units = people.shape
    sums = np.zeros((n_groups + 1, n_areas))
    n_bad = 0
    short, total = np.empty((n_groups, BLOCK), np.int32), np.empty(BLOCK, np.int32)
    long, long_total = np.empty(BLOCK, people.dtype), np.empty(BLOCK, people.dtype)
    all_ends, all_totals = np.empty(BLOCK, np.int64), np.empty(BLOCK, np.int32)
    of_runs = np.empty((BLOCK, n_groups + 1))
    for first in range(0, n_units, BLOCK):
        n = min(BLOCK, n_units - first)
        areas = codes[first : first + n]
        ends = _find_runs(areas, starts, first, n, all_ends)
        is_fast = whole and are_long(ends, areas, n)
        if is_fast and tally_runs(people, first, ends, areas, table, all_totals, of_runs, sums):
            continue
        most = 0.0
        for g in range(n_groups):
            bad, bound = _shorten(people[g, first : first + n], whole, short[g])
            n_bad += bad
            most += bound
        if n_bad:
            continue
        if whole and most < MOST_32:
            total[:n] = 0
            for g in range(n_groups):
                _add_group(short[g, :n], total[:n], areas, ends, most < len(table), table, sums, g)
            small = most < len(table) or _range(total[:n], whole)[1] < len(table)
            _add_n_log_n(total[:n], areas, ends, 1.0, small, table, sums[-1])
        else:
            long_total[:n] = 0
            for g in range(n_groups):
                long[:n] = people[g, first : first + n]
                _add_group(long[:n], long_total[:n], areas, ends, False, table, sums, g)
            _add_n_log_n(long_total[:n], areas, ends, 1.0, False, table, sums[-1])
    return sums[:-1], sums[-1], n_bad


@compiled
def pair_sums(a: Any, b: Any, codes: Any, starts: Any, n_areas: int, whole: bool) -> Any:
    """Return the people of either group by area, the largest bound of a count, and the number of bad blocks."""
    sums = np.zeros((2, n_areas))
    n_bad = 0
    most = 0.0
    all_ends = np.empty(BLOCK, np.int64)
    for first in range(0, len(a), BLOCK):
        one, two, areas = a[first : first + BLOCK], b[first : first + BLOCK], codes[first : first + BLOCK]
        ends = _find_runs(areas, starts, first, len(one), all_ends)
        if whole and are_long(ends, areas, len(one)):
            bits = add_pair(one, two, areas, ends, sums)
            n_bad += bits < 0
            most = max(most, float(bits))
            continue
        bad_one, bound_one = _range(one, whole)
        bad_two, bound_two = _range(two, whole)
        n_bad += bad_one or bad_two
        most = max(most, bound_one, bound_two)
        _add(one, areas, ends, sums[0])
        _add(two, areas, ends, sums[1])
    return sums[0], sums[1], most, n_bad


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
    parts = np.full(len(totals), np.nan)
    for area in range(len(totals)):
        if totals[area] > 0:
            parts[area] = 1.0 / totals[area]
    return parts


@compiled
def gap_sums(
    a: Any, b: Any, codes: Any, starts: Any, n_areas: int, short: bool, total_a: Any, total_b: Any
) -> Any:
    """Return the sum of |a / total_a − b / total_b| by area; `short`: all counts are whole and of 32 bits."""
    per_a, per_b = _one_over(total_a), _one_over(total_b)
    sums = np.zeros(n_areas)
    gaps, all_ends = np.empty(BLOCK), np.empty(BLOCK, np.int64)
    short_a, short_b = np.empty(BLOCK, np.int32), np.empty(BLOCK, np.int32)
    for first in range(0, len(a), BLOCK):
        one, two, areas = a[first : first + BLOCK], b[first : first + BLOCK], codes[first : first + BLOCK]
        n = len(one)
        ends = _find_runs(areas, starts, first, n, all_ends)
        if short and are_long(ends, areas, n):
            add_gaps(one, two, areas, ends, per_a, per_b, sums)
            continue
        if short:
            short_a[:n] = one
            short_b[:n] = two
            _gaps(short_a[:n], short_b[:n], areas, ends, per_a, per_b, gaps)
        else:
            _gaps(one, two, areas, ends, per_a, per_b, gaps)
        _add(gaps[:n], areas, ends, sums)
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
    x: Any, y: Any, total: Any, codes: Any, starts: Any, n_areas: int, whole: bool, one_over: Any
) -> Any:
    """See `kernels.meeting_sums`."""
    sums = np.zeros((2, n_areas))
    n_bad = n_larger = 0
    met, all_ends = np.empty(BLOCK), np.empty(BLOCK, np.int64)
    of_runs = np.empty((2, BLOCK))
    short_x, short_y, short_t = (
        np.empty(BLOCK, np.int32),
        np.empty(BLOCK, np.int32),
        np.empty(BLOCK, np.int32),
    )
    for first in range(0, len(x), BLOCK):
        one, two, all_ = x[first : first + BLOCK], y[first : first + BLOCK], total[first : first + BLOCK]
        n = len(one)
        areas = codes[first : first + BLOCK]
        ends = _find_runs(areas, starts, first, n, all_ends)
        is_fast = whole and are_long(ends, areas, n)
        if is_fast and meet_runs(one, two, all_, areas, ends, one_over, of_runs, sums):
            continue
        bad_x, _ = _range(one, whole)
        bad_y, _ = _range(two, whole)
        bad_t, bound = _range(all_, whole)
        n_bad += bad_x or bad_y or bad_t
        if whole and bound < MOST_32:
            short_x[:n] = one
            short_y[:n] = two
            short_t[:n] = all_
            n_larger += _meet(short_x[:n], short_y[:n], short_t[:n], met)
        else:
            n_larger += _meet(one, two, all_, met)
        _add(one, areas, ends, sums[0])
        _add(met[:n], areas, ends, sums[1])
    return sums[0], sums[1], n_bad, n_larger
