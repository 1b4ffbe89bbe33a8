"""Compiled passes over whole counts whose units stand area by area, in runs: each run in one loop, without a copy.

They see at the end whether a count was negative or too large for what they assumed: then nothing was added, and the
general passes (`compiled`) take the block.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import njit

#: Runs of units of one area shorter than this are added up unit by unit.
SHORT_RUN = 8
#: Above 0, so that nobody over nobody is 0.
LEAST_TOTAL = 1e-300
#: So many groups, those of the tables by race, are taken in one loop; any other number in pairs.
RACES = 5
#: Sums may be taken in any order, which lets several be taken at once; NaN is still seen.
IN_ANY_ORDER = {"reassoc", "contract", "nsz"}
compiled = njit(cache=True, nogil=True, fastmath=IN_ANY_ORDER)


@compiled
def are_long(ends: Any, codes: Any, n: int) -> bool:
    """Say whether the runs of `n` units that end there are long enough to be taken one by one."""
    return len(codes) == 0 or len(ends) * SHORT_RUN <= n


@compiled
def _tally(counts: Any, table: Any) -> Any:
    """Return every bit that any count has, the sum of the counts, and the sum of n ln n.

    The last is right where all are below the length of `table`, a power of two: the bits tell. Nothing is stored in the
    loop, so that several are looked up at once.
    """
    mask = np.uint64(len(table) - 1)
    bits = whole = np.int64(0)
    own = 0.0
    for i in range(len(counts)):
        count = np.int64(counts[i])
        bits |= count
        whole += count
        own += table[np.uint64(count) & mask]
    return bits, whole, own


@compiled
def _tally_two(one: Any, two: Any, table: Any) -> Any:
    """Return what `_tally` does of two groups at once: the bits of both, the sum of each, n ln n of both."""
    mask = np.uint64(len(table) - 1)
    bits = whole_one = whole_two = np.int64(0)
    own = 0.0
    for i in range(len(one)):
        first, second = np.int64(one[i]), np.int64(two[i])
        bits |= first | second
        whole_one += first
        whole_two += second
        own += table[np.uint64(first) & mask] + table[np.uint64(second) & mask]
    return bits, whole_one, whole_two, own


@compiled
def _tally_groups(people: Any, first: int, last: int, table: Any, sums: Any) -> Any:
    """Put the people of each group in the units from `first` to `last` into `sums`; return every bit and n ln n."""
    n_groups = len(people)
    every = np.int64(0)
    own = 0.0
    for g in range(0, n_groups - 1, 2):
        bits, sums[g], sums[g + 1], of_both = _tally_two(
            people[g, first:last], people[g + 1, first:last], table
        )
        every |= bits
        own += of_both
    if n_groups % 2:
        bits, sums[n_groups - 1], of_last = _tally(people[n_groups - 1, first:last], table)
        every |= bits
        own += of_last
    return every, own


@compiled
def _add_up(people: Any, first: int, total: Any) -> None:
    """Leave the people of each unit from `first` on in `total`, as 32 bits."""
    n_groups, last = len(people), first + len(total)
    one, two = people[0, first:last], people[1, first:last]
    for i in range(len(total)):
        total[i] = np.int32(one[i] + two[i])
    for g in range(2, n_groups - 1, 2):
        one, two = people[g, first:last], people[g + 1, first:last]
        for i in range(len(total)):
            total[i] += np.int32(one[i] + two[i])
    if n_groups % 2:
        one = people[n_groups - 1, first:last]
        for i in range(len(total)):
            total[i] += np.int32(one[i])


@compiled
def _tally_five(people: Any, first: int, last: int, table: Any, sums: Any) -> Any:
    """Put the people of five groups in the units from `first` to `last` into `sums`; return every bit and t × E.

    One loop takes all groups and their total. It stores nothing, so that several units are looked up at once.
    """
    # a row at a time: of a block of all rows numba forgets that a row's units stand one after the other
    one, two, three = people[0, first:last], people[1, first:last], people[2, first:last]
    four, five = people[-2, first:last], people[-1, first:last]
    mask = np.uint64(len(table) - 1)
    bits = in_one = in_two = in_three = in_four = in_five = np.int64(0)
    own = 0.0
    for i in range(len(one)):
        a, b, c, d, e = (
            np.int64(one[i]),
            np.int64(two[i]),
            np.int64(three[i]),
            np.int64(four[i]),
            np.int64(five[i]),
        )
        total = a + b + c + d + e
        bits |= a | b | c | d | e | total
        in_one += a
        in_two += b
        in_three += c
        in_four += d
        in_five += e
        own += table[np.uint64(total) & mask]
        own -= table[np.uint64(a) & mask] + table[np.uint64(b) & mask] + table[np.uint64(c) & mask]
        own -= table[np.uint64(d) & mask] + table[np.uint64(e) & mask]
    for group, whole in enumerate((in_one, in_two, in_three, in_four, in_five)):
        sums[group] = whole
    return bits, own


@compiled
def _tally_in_pairs(people: Any, first: int, ends: Any, table: Any, total: Any, of_runs: Any) -> Any:
    """Do what `_tally_five` does for any number of groups, run by run; return every bit."""
    n_groups = len(people)
    every = np.int64(0)
    start = 0
    for r in range(len(ends)):
        bits, own = _tally_groups(people, first + start, first + ends[r], table, of_runs[r, :n_groups])
        every |= bits
        of_runs[r, n_groups] = -own
        start = ends[r]
    _add_up(people, first, total[:start])
    start = 0
    for r in range(len(ends)):
        bits, _, own = _tally(total[start : ends[r]], table)
        every |= bits
        of_runs[r, n_groups] += own
        start = ends[r]
    return every


@compiled
def tally_runs(
    people: Any, first: int, ends: Any, codes: Any, table: Any, total: Any, of_runs: Any, sums: Any
) -> bool:
    """Add a block of whole counts in runs to the sums; return False, with nothing added, where one is large or bad."""
    n_groups = len(people)
    every = np.int64(0)
    if n_groups == RACES:
        start = 0
        for r in range(len(ends)):
            bits, of_runs[r, RACES] = _tally_five(
                people, first + start, first + ends[r], table, of_runs[r, :RACES]
            )
            every |= bits
            start = ends[r]
    else:
        every = _tally_in_pairs(people, first, ends, table, total, of_runs)
    if every < 0 or every >= len(table):
        return False
    start = 0
    for r in range(len(ends)):
        area = codes[start] if len(codes) else 0
        for g in range(n_groups + 1):
            sums[g, area] += of_runs[r, g]
        start = ends[r]
    return True


@compiled
def add_pair(one: Any, two: Any, codes: Any, ends: Any, sums: Any) -> Any:
    """Add whole counts of two groups in runs to their sums; return every bit that any has."""
    every = np.int64(0)
    start = 0
    for end in ends:
        bits = whole_one = whole_two = np.int64(0)
        x, y = one[start:end], two[start:end]
        for i in range(len(x)):
            count_x, count_y = np.int64(x[i]), np.int64(y[i])
            bits |= count_x | count_y
            whole_one += count_x
            whole_two += count_y
        area = codes[start] if len(codes) else 0
        sums[0, area] += whole_one
        sums[1, area] += whole_two
        every |= bits
        start = end
    return every


@compiled
def add_gaps(one: Any, two: Any, codes: Any, ends: Any, per_a: Any, per_b: Any, sums: Any) -> None:
    """Add |a × per_a − b × per_b| of counts in runs to the sums of their areas."""
    start = 0
    for end in ends:
        area = codes[start] if len(codes) else 0
        x, y, times_a, times_b = one[start:end], two[start:end], per_a[area], per_b[area]
        whole = 0.0
        for i in range(len(x)):
            whole += abs(float(x[i]) * times_a - float(y[i]) * times_b)
        sums[area] += whole
        start = end


@compiled
def meet_runs(
    x: Any, y: Any, total: Any, codes: Any, ends: Any, one_over: Any, of_runs: Any, sums: Any
) -> bool:
    """Add a block of whole counts in runs: those of x, and x × y / t; return False, with nothing added, where a count
    is bad, a total not in `one_over` (1 / n), or a group is larger than everyone in its unit."""
    mask = np.uint64(len(one_over) - 1)
    every = np.int64(0)
    start = 0
    for r in range(len(ends)):
        end = ends[r]
        one, two, all_ = x[start:end], y[start:end], total[start:end]
        bits = whole = np.int64(0)
        met = 0.0
        for i in range(len(one)):
            first, second, everyone = np.int64(one[i]), np.int64(two[i]), np.int64(all_[i])
            # what is left of everyone is negative where a group is larger
            bits |= first | second | everyone | (everyone - first) | (everyone - second)
            whole += first
            met += float(first) * float(second) * one_over[np.uint64(everyone) & mask]
        of_runs[0, r] = whole
        of_runs[1, r] = met
        every |= bits
        start = end
    if every < 0 or every >= len(one_over):
        return False
    start = 0
    for r in range(len(ends)):
        area = codes[start] if len(codes) else 0
        sums[0, area] += of_runs[0, r]
        sums[1, area] += of_runs[1, r]
        start = ends[r]
    return True
