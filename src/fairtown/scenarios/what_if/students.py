"""Who would learn with whom: students follow the homes that families leave and find, from district to district.

A home that a family leaves takes its students out of the districts of its town, mixed as the district's own students
are; residents' mix would ask some districts for more White students than they have. They arrive in the districts of
the towns that take homes, as the pool of the region is mixed. Districts that serve no town, charter schools and
magnets, stay as they are.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from fairtown.measures.opportunity.index.catalogue import MEALS
from fairtown.measures.schools.hidden_cells import filled
from fairtown.measures.schools.segregation import (
    CELLS,
    DISTRICTS,
    DISTRICTS_YEAR,
    STATE_ROW,
    in_groups,
)
from fairtown.measures.schools.towns_and_districts import shares_of_towns
from fairtown.measures.segregation.estimation.joint import Joint
from fairtown.measures.uncertainty import Z_90
from fairtown.release.reader import OpenRelease
from fairtown.scenarios.what_if.moves import USUAL, Assumptions, against, leave, ratio, tilted
from fairtown.scenarios.what_if.ranges import SINGLE, alternatives, points
from fairtown.scenarios.what_if.world import Array, Codes, Stretches, World

#: Where the release publishes Theil's H of students between districts: measure, output, group.
PUBLISHED_H = ("schools.segregation", "between", "five_groups")
AGES = "acs5.children"
#: People of school age, 5 to 17 years old.
SCHOOL_AGE = tuple(f"{sex}_{age}" for sex in ("male", "female") for age in ("5_to_9", "10_to_14", "15_to_17"))
#: The year in which the school year of the districts ends.
YEAR = DISTRICTS_YEAR
#: Groups in the order of the table of districts, and of `GROUPS`.
WHITE = 0
H, OWN, WHITE_MATES = "h", "own", "white"
#: What is measured of districts, of which group: its number, or -1 of all.
OUTCOMES: tuple[tuple[str, int], ...] = (
    (H, -1), *((OWN, g) for g in range(4)), *((WHITE_MATES, g) for g in (1, 2, 3)),
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Districts:
    """School districts with their students, (groups, districts), and the towns that they serve.

    `town`, `district`, `part`: for each pair of a town and a district that serves it, their numbers and the part of the
    town's students who go there; it sums to 1 in each town that has any. `region`: the region of each town.
    """

    names: tuple[str, ...]
    students: Array
    town: Codes
    district: Codes
    part: Array
    region: Codes

    @cached_property
    def by_district(self) -> Stretches:
        """The pairs of each district."""
        return Stretches(self.district, len(self.names))

    @cached_property
    def by_region(self) -> Stretches:
        """The pairs of each region."""
        return Stretches(self.region[self.town], int(self.region.max()) + 1)

    @cached_property
    def _cells(self) -> Stretches:
        """The pairs of each region and district, region by region."""
        return Stretches(
            self.region[self.town] * len(self.names) + self.district, self.by_region.n * len(self.names)
        )

    def of_regions(self, of_pairs: Array) -> Array:
        """Return the sum of pairs by region and district, (..., pairs) to (..., regions, districts)."""
        found = self._cells.sum(of_pairs)
        return found.reshape(*found.shape[:-1], self.by_region.n, len(self.names))

    @cached_property
    def before(self) -> Array:
        """Each of `OUTCOMES` before anybody moves, (outcomes,)."""
        return outcomes(self.students)

    @cached_property
    def single(self) -> Districts:
        """The same in single precision: seven digits are more than a margin or a range has."""
        return replace(self, students=self.students.astype(SINGLE), part=self.part.astype(SINGLE))

    @property
    def serves(self) -> np.ndarray:
        """Which districts serve a town, (districts,): the others stay as they are."""
        out = np.zeros(len(self.names), bool)
        out[self.district[self.part > 0]] = True
        return out

    @classmethod
    def of_release(
        cls, release: OpenRelease, geoids: list[str], keys: list[str], region: Codes
    ) -> Districts | None:
        """Read the districts of a release, None where it holds none.

        `geoids`, `keys`: codes of the towns in the survey, and what they have under all codes; `region`: (towns,).
        """
        held = {address for address, _year in release.editions}
        if not {DISTRICTS, MEALS, AGES} <= held:
            return None
        rows = pd.DataFrame(release.input_rows(DISTRICTS, DISTRICTS_YEAR))
        rows = rows[(rows.district != STATE_ROW) & rows.students.notna()].reset_index(drop=True)
        cells, totals = rows[list(CELLS)].to_numpy(float), rows.students.to_numpy(float)
        ages = pd.DataFrame(release.input_rows(AGES)).set_index("geoid").reindex(geoids)
        children = ages[list(SCHOOL_AGE)].to_numpy(float).sum(axis=1)
        served = pd.DataFrame(release.input_rows(MEALS))
        key = {p["geoid"]: p["key"] for p in release.all_places if p["vintage"] == served.vintage.iloc[0]}
        town = pd.Index(keys).get_indexer(served.geoid.map(key)).astype(np.intp)
        codes = rows.district_code.where(rows.district_code != "", rows.district)
        district = pd.Index(codes).get_indexer(served.district_code).astype(np.intp)
        # a district that is hidden whole serves nobody here
        known = (town >= 0) & (district >= 0)
        town, district = town[known], district[known]
        part = parts(town, district, totals, children)
        return cls(
            tuple(rows.district), in_groups(filled(cells, totals)).T.copy(), town, district, part, region
        )


def parts(town: Codes, district: Codes, enrolled: Array, children: Array) -> Array:
    """Return the part of its town's students in each pair of a town and a district, (pairs,); it sums to 1 in a town.

    `enrolled`: students (districts,), `children`: people of school age (towns,). 0 where nothing is known of a town.
    """
    towns, districts = [str(code) for code in town], [str(code) for code in district]
    found = shares_of_towns(towns, districts, enrolled[district], children[town])
    return np.asarray(np.nan_to_num(found))


@dataclass(frozen=True)
class StudentMoves:
    """Students before, leaving, arriving and after, each (..., groups, districts)."""

    before: Array
    leaving: Array
    arriving: Array
    after: Array


def follow(districts: Districts, vacated: Array, homes: Array, assumed: Assumptions = USUAL) -> StudentMoves:
    """Let students follow homes: `vacated` by families and `homes` of the plan, both (..., towns).

    A district has no more students to lose than it has of a group. A region without homes in a town with a district
    moves nobody.
    """
    town, part = districts.town, districts.part
    odds = tilted(districts.students, assumed)
    mix = ratio(odds, odds.sum(axis=-2, keepdims=True))
    come = homes[..., town] * part
    total = districts.by_region.spread(districts.by_region.sum(come))
    precision = districts.students.dtype
    flow = np.where(total > 0, against(assumed.students, 1, precision) * vacated[..., town] * part, 0.0)
    # all towns of a district lose its own mix: its students are taken once, then by region
    wanted = districts.by_district.sum(flow)[..., np.newaxis, :] * mix
    # nearly always nobody is short of students, and a division of all that leave can be spared
    is_short = bool((wanted > districts.students).any())
    gone = np.minimum(wanted, districts.students) if is_short else wanted
    per_student = mix * ratio(gone, wanted) if is_short else mix
    pool = per_student @ np.swapaxes(districts.of_regions(flow), -1, -2)
    come_in = pool @ districts.of_regions(ratio(come, total))
    stay = 1 - against(assumed.refill, 2, precision)
    after = np.maximum(districts.students - stay * gone, 0.0) + come_in
    return StudentMoves(districts.students, gone, come_in, after)


def outcomes(students: Array) -> Array:
    """Return each of `OUTCOMES` of `students` (..., groups, districts), shape (..., outcomes)."""
    joint = Joint(students)
    own, white = joint.isolation(), joint.exposure(WHITE)
    of_groups = {OWN: own, WHITE_MATES: white}
    h = joint.theil_h()
    return np.stack([h if kind == H else of_groups[kind][..., group] for kind, group in OUTCOMES], axis=-1)


@dataclass(frozen=True)
class StudentSpread:
    """The least and the most change of each of `OUTCOMES` over all assumptions, and over each alone, by its name."""

    least: Array
    most: Array
    swings: dict[str, tuple[Array, Array]]


@dataclass(frozen=True)
class StudentResult:
    """What becomes of districts; arrays in the order of `OUTCOMES`.

    `moe`: the 90% margin of the change that the survey leaves, of households in need and of the plan's need: enrollment
    is counted. `least`, `most`: the change over all assumptions. `refilled`: the change with no vacated home taken
    again, and with all of them. `swings`: the least and the most change as one assumption goes from end to end.
    """

    districts: Districts
    moves: StudentMoves
    before: Array
    change: Array
    moe: Array
    least: Array
    most: Array
    refilled: tuple[Array, Array]
    swings: dict[str, tuple[Array, Array]]

    @property
    def after(self) -> Array:
        """Each outcome after the plan."""
        return self.before + self.change

    @property
    def people(self) -> float:
        """How many students move."""
        return float(self.moves.leaving.sum())


class Following:
    """Students of some districts and homes of a plan, for any assumptions."""

    def __init__(self, districts: Districts, world: World, homes: Array) -> None:
        """`homes`: of the plan, (..., towns)."""
        self.districts, self.world, self.homes = districts, world, homes
        self.before = districts.before

    def single(self) -> Following:
        """Return the same in single precision, for margins and ranges."""
        return Following(self.districts.single, self.world.single(), self.homes.astype(SINGLE))

    def moves(self, assumed: Assumptions) -> StudentMoves:
        """Return where students go."""
        vacated, _households, _short = leave(self.world, self.homes, assumed)
        return follow(self.districts, self.world.by_town.sum(vacated), self.homes, assumed)

    def change(self, assumed: Assumptions) -> Array:
        """Return the change of each outcome, (..., outcomes)."""
        return outcomes(self.moves(assumed).after) - self.before

    def spread(self) -> StudentSpread:
        """Return how far the change goes over all assumptions, and over each alone."""
        found = np.concatenate([self.change(some) for some in points().values()])
        swung = {
            name: np.stack([self.change(one) for one in choices]) for name, choices in alternatives().items()
        }
        ends = {name: (changes.min(axis=0), changes.max(axis=0)) for name, changes in swung.items()}
        return StudentSpread(found.min(axis=0), found.max(axis=0), ends)

    def result(self, assumed: Assumptions, drawn: Following, spread: StudentSpread) -> StudentResult:
        """Carry a plan out; `drawn`: the same with draws of need and of homes."""
        moves = self.moves(assumed)
        none, every = (self.change(replace(assumed, refill=part)) for part in (0.0, 1.0))
        return StudentResult(
            self.districts, moves, self.before, outcomes(moves.after) - self.before,
            Z_90 * drawn.change(assumed).std(axis=0), spread.least, spread.most, (none, every), spread.swings,
        )  # fmt: skip
