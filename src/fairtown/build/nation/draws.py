"""Surveys drawn for the nation: of each state by itself, as its own release draws them, and put together for what
crosses the borders of states.

A state's draws tell its own figures, those of its counties and of the metropolitan areas inside it. For the others so
many are written down as fit the memory of one worker for all tracts of the nation, and removed when all is done.
"""

from __future__ import annotations

import io
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fairtown.build.cache import Cache
from fairtown.build.nation.tasks import Task
from fairtown.concepts import GROUPS
from fairtown.data.nation.tracts import MOE
from fairtown.measures.segregation.estimation.by_area import N_SURVEYS, surveys
from fairtown.measures.segregation.estimation.counts import Array
from fairtown.measures.segregation.estimation.draws import SEED

#: Surveys of the whole nation: all tracts take 340 MB, and a margin is known to 7%.
N_ACROSS = 100
#: The digits of a stored draw: half of those that are computed with.
STORED = np.float32
COUNTS = [f"pop_{group}" for group in GROUPS]
MARGINS = [f"{count}{MOE}" for count in COUNTS]


def lived_in(rows: pd.DataFrame) -> NDArray[np.bool_]:
    """Return which tracts have people."""
    return rows[COUNTS].sum(axis=1).to_numpy() > 0


def have_margins(rows: pd.DataFrame) -> bool:
    """Return whether the margins of tracts with people are known, all of them."""
    return MARGINS[0] in rows and bool(rows.loc[lived_in(rows), MARGINS].notna().all(axis=None))


def of_state(rows: pd.DataFrame) -> Array:
    """Return draws of the tracts with people of a state, sorted by code: (draws, 2, tracts, groups)."""
    own = rows[lived_in(rows)]
    return surveys(*(np.ascontiguousarray(own[names].to_numpy(float)) for names in (COUNTS, MARGINS)))


def part(drawn: Array, is_in: NDArray[np.bool_]) -> Array:
    """Return the draws of some tracts, which lie in memory as those of all do."""
    return np.moveaxis(np.moveaxis(drawn, -1, -2)[..., is_in], -2, -1)


def store(root: Path, people: Task, drawn: Array) -> None:
    """Write down the draws of a state for what crosses its borders; `people`: the task that made its tracts."""
    Cache(root).write(_name(people), people.key, _packed(_across(people, drawn)))


def across(root: Path, needs: Sequence[Task], rows: Sequence[pd.DataFrame]) -> Array:
    """Return draws of the tracts with people of all states, in their order: (draws, 2, tracts, groups).

    `needs`: the tasks that made the tracts of each state, `rows`. What is not written down is drawn again.
    """
    sizes = [int(lived_in(own).sum()) for own in rows]
    every: NDArray[Any] = np.empty((N_ACROSS, 2, len(GROUPS), sum(sizes)), STORED)
    start = 0
    for people, own, size in zip(needs, rows, sizes, strict=True):
        content = Cache(root).read(_name(people), people.key)
        found = _across(people, of_state(own)) if content is None else np.load(io.BytesIO(content))
        every[..., start : start + size] = found
        start += size
    return np.moveaxis(every, -2, -1)


def forget(root: Path, needs: Sequence[Task]) -> None:
    """Remove what was written down: it is large, and can be drawn again."""
    for people in needs:
        shutil.rmtree(root / _name(people), ignore_errors=True)


def _across(people: Task, drawn: Array) -> NDArray[np.float32]:
    """Return some draws of a state in an order of its own, (draws, 2, groups, tracts).

    All states are drawn from the same stream of random numbers: the first draw of one and that of another would err
    alike, and together more than two surveys do.
    """
    order = np.random.default_rng([SEED, int(people.place)]).permutation(N_SURVEYS)[:N_ACROSS]
    return np.ascontiguousarray(np.moveaxis(drawn[order], -1, -2), STORED)


def _packed(drawn: NDArray[np.float32]) -> bytes:
    file = io.BytesIO()
    np.save(file, drawn)
    return file.getvalue()


def _name(people: Task) -> str:
    return f"nation-draws-{people.place}"
