"""How sure the indices of segregation are, by the count of the 2020 census: what a benchmark found, kept with the code.

The files are written by benchmarks/segregation_census.py, which reads the counts; here they are read and summed up.
Source of the counts: U.S. Census Bureau, 2020 census, P.L. 94-171, by voting district, as compiled by
alarm-redist/census-2020 (CC BY-SA 4.0).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas as pd

FOLDER = Path(__file__).parent / "evidence_files"
#: Columns of the comparison: shares, `moe` of `ours`; `…_in_2020` on the line between the surveys around the census.
COMPARISON = (
    "measure", "group", "geoid", "census", "ours", "moe", "as_computed", "ours_in_2020", "as_computed_in_2020",
)  # fmt: skip
#: Columns of the coverage: how many of `n` surveys of the counts gave an interval that holds them.
COVERAGE = ("survey", "measure", "group", "geoid", "held", "n")
#: The surveys around the census that the stored comparison is of, and the middle year of the later one.
SURVEYS, MIDDLE = ("2015-2019", "2019-2023"), 2021
DIGITS = "%.6f"
PERCENT = 100
#: So many values above the counts are named.
N_FURTHEST = 3


@dataclass(frozen=True)
class AgainstCensus:
    """Published values beside the counts: how many of `n` intervals hold them, and the mean distance as a share."""

    n: int
    held: int
    held_in_2020: int
    error: float
    error_as_computed: float

    @property
    def points(self) -> str:
        """The mean distance in points."""
        return f"{PERCENT * self.error:.1f}"

    @property
    def points_as_computed(self) -> str:
        """The mean distance of the figures as computed, in points."""
        return f"{PERCENT * self.error_as_computed:.1f}"


@dataclass(frozen=True)
class Covered:
    """How often intervals held the counts when these were surveyed, as shares; `survey` in the words of the file."""

    survey: str
    n: int
    counties: float
    state: float


@dataclass(frozen=True)
class Compared:
    """A published value of a place beside the counts, as shares."""

    geoid: str
    group: str
    census: float
    ours: float
    moe: float
    as_computed: float

    @property
    def is_held(self) -> bool:
        """Whether the interval holds the counts."""
        return abs(self.ours - self.census) <= self.moe


@dataclass(frozen=True)
class Evidence:
    """What is known of how sure a measure is: by itself, with the other measures, and place by place."""

    own: AgainstCensus
    every: AgainstCensus
    covered: list[Covered]
    rows: list[Compared]

    @property
    def furthest_above(self) -> list[Compared]:
        """The values that are most above the counts, the furthest first."""
        above = [row for row in self.rows if row.ours > row.census]
        return sorted(above, key=lambda row: row.census - row.ours)[:N_FURTHEST]


def of_measure(measure: str, state: str) -> Evidence | None:
    """Return the evidence on a measure in a state from the stored files, or None; `state`: its code."""
    every = comparison()
    every = every[every.geoid.str.startswith(state)]
    own = every[every.measure == measure]
    if own.empty:
        return None
    surveyed = coverage()
    columns = ["geoid", "group", "census", "ours", "moe", "as_computed"]
    return Evidence(
        own=against_census(own),
        every=against_census(every),
        covered=covered(surveyed[surveyed.measure == measure], state),
        rows=[Compared(*row) for row in own[columns].itertuples(index=False, name=None)],
    )


@cache
def comparison() -> pd.DataFrame:
    """Return the stored comparison, a row per measure, group and place."""
    return _read("segregation_against_census.csv", COMPARISON)


@cache
def coverage() -> pd.DataFrame:
    """Return the stored coverage, a row per survey, measure, group and place."""
    return _read("segregation_coverage.csv", COVERAGE)


def against_census(rows: pd.DataFrame) -> AgainstCensus:
    """Return the sum of `rows` of the comparison."""

    def held(ours: pd.Series) -> int:
        return int(((ours - rows.census).abs() <= rows.moe).sum())

    return AgainstCensus(
        n=len(rows),
        held=held(rows.ours),
        held_in_2020=held(rows.ours_in_2020),
        error=float((rows.ours_in_2020 - rows.census).abs().mean()),
        error_as_computed=float((rows.as_computed_in_2020 - rows.census).abs().mean()),
    )


def covered(rows: pd.DataFrame, state: str) -> list[Covered]:
    """Return how often intervals held, for each survey of `rows` of the coverage; `state`: the code of the state."""
    out = []
    for survey, own in rows.groupby("survey", sort=False):
        is_state = own.geoid == state
        counties, whole = (float(o.held.sum() / o.n.sum()) for o in (own[~is_state], own[is_state]))
        out.append(Covered(str(survey), int(own.n.sum()), counties, whole))
    return out


def write(compared: pd.DataFrame, found: pd.DataFrame) -> None:
    """Keep what a run of the benchmark found."""
    FOLDER.mkdir(exist_ok=True)
    for name, rows in (("segregation_against_census.csv", compared), ("segregation_coverage.csv", found)):
        rows.to_csv(FOLDER / name, index=False, float_format=DIGITS, lineterminator="\n")


def _read(name: str, columns: tuple[str, ...]) -> pd.DataFrame:
    return pd.read_csv(FOLDER / name, dtype={"geoid": str})[list(columns)]
