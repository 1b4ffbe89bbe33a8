"""A scenario carried out on a release: before and after, why it moved, how sure, and which tracts it would empty."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl

import numpy as np
import pandas as pd

from fairtown.concepts import GROUPS, FairtownError
from fairtown.measures.fair_share.allocation.evaluate import target_draws
from fairtown.measures.segregation.estimation.survey_error import (
    Interval,
    Survey,
    corrected,
    household_shape,
    household_sizes,
)
from fairtown.measures.uncertainty import standard_error
from fairtown.release.reader import OpenRelease
from fairtown.scenarios.fair_share.shares import FairShare
from fairtown.scenarios.what_if.indices import (
    ACCESS,
    BETWEEN,
    DISSIMILARITY,
    ENTROPY,
    HEADLINES,
    ISOLATION,
    OUTCOMES,
    Outcome,
    Reason,
    outcomes,
    reason,
)
from fairtown.scenarios.what_if.moves import OVERREACH, USUAL, Assumptions, Moves, move
from fairtown.scenarios.what_if.ranges import (
    N_SURVEYS,
    SEED,
    Draws,
    Spread,
    assumption_range,
    need_draws,
    swings,
)
from fairtown.scenarios.what_if.scenario import USUAL_INCOME, InvalidScenario, Scenario, read, to_query
from fairtown.scenarios.what_if.students import Districts, Following, StudentResult
from fairtown.scenarios.what_if.world import Array, World

PEOPLE, TENURE, COSTS = "residents.race_ethnicity", "acs5.tenure", "acs5.renter_housing_cost"
#: Incomes of the table of housing costs, each with the columns of all lower ones: burdened renters below it.
BANDS = {"20000": "under_20000", "35000": "20000_34999", "50000": "35000_49999", "75000": "50000_74999"}
#: Lowest level of the tracts where homes stand by the choice "level3".
LEVEL3 = 3
#: The shape of households found above which H has no margin: benchmarks/what_if.py.
MOST_ALIKE = 1.5
#: Plans whose ranges are cached.
MOST_CACHED = 64
FIVE_GROUPS = "five_groups"
#: Where the release publishes an outcome: measure, output, the output with survey error taken out.
PUBLISHED = {
    DISSIMILARITY: ("segregation.dissimilarity", "corrected"),
    ISOLATION: ("segregation.isolation", "corrected"),
    ENTROPY: ("segregation.entropy", "corrected"),
    BETWEEN: ("segregation.entropy", "between"),
}


def published_as(release: OpenRelease, outcome: Outcome) -> tuple[str, str, str]:
    """Return measure, output and group of an outcome as the release publishes it, survey error taken out."""
    kind, group = outcome
    own = (release.profile.index, "lower_corrected") if kind == ACCESS else PUBLISHED[kind]
    return *own, group or FIVE_GROUPS


@dataclass(frozen=True)
class Result:
    """A scenario carried out; arrays of outcomes are in the order of `OUTCOMES`.

    `year`: of the figures. `homes`: of the plan, (towns,). `before`, `after`: as the survey's estimates give them.
    `published`, `published_moe`: before, with survey error taken out, as the release has it. `survey`: the change with
    its 90% margin. `assumed`: the spread over assumptions; `swings`: over each alone, of `HEADLINES`. `lost`: see
    `Moves.lost`.
    """

    scenario: Scenario
    year: int
    homes: Array
    moves: Moves
    before: Array
    after: Array
    published: Array
    published_moe: Array
    survey: Interval
    assumed: Spread
    swings: dict[str, tuple[Array, Array]]
    #: after with no vacated home taken again, and with all of them, of `indices.HEADLINES`
    refilled: tuple[Array, Array]
    reason: Reason
    lost: Array
    #: what becomes of school districts, None where the release has none
    students: StudentResult | None

    @property
    def change(self) -> Array:
        """The change of each outcome, survey error taken out."""
        return self.survey.corrected

    @property
    def people(self) -> float:
        """How many people move."""
        return float(self.moves.leaving.sum())

    @property
    def emptied(self) -> np.ndarray:
        """The tracts that would lose over a fifth of their people, those that lose most first."""
        order = np.argsort(-self.lost, kind="stable")
        return order[self.lost[order] > OVERREACH]


class WhatIf:
    """The figures of a release that a plan moves, read once; a scenario is then a matter of milliseconds."""

    def __init__(self, release: OpenRelease) -> None:
        """Keep the release."""
        self.release, self.fair_share = release, FairShare(release)
        self._cached: OrderedDict[Any, Any] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def year(self) -> int:
        """The year of the figures: that of the latest survey."""
        return self.fair_share.year

    @cached_property
    def tracts(self) -> pd.DataFrame:
        """The tracts that have people, in the order of their codes, with their places."""
        rows = self._people
        places = pd.DataFrame(self.release.all_places)
        own = places[(places.level == "tract") & places.geoid.isin(rows.geoid)]
        return own[own.vintage == rows.vintage.iloc[0]].sort_values("geoid").reset_index(drop=True)

    @cached_property
    def _people(self) -> pd.DataFrame:
        rows = pd.DataFrame(self.release.plain_rows(PEOPLE, self.year, "tract"))
        return rows[(rows.output == "people") & rows.group.isin(list(GROUPS))]

    def _of_tracts(self, address: str) -> pd.DataFrame:
        rows = pd.DataFrame(self.release.input_rows(address, self.year)).set_index("geoid")
        return rows.reindex(self.tracts.geoid)

    @cached_property
    def _wide(self) -> tuple[Array, Array]:
        """People and their margins, (groups, tracts)."""
        found = (self._people.pivot(index="geoid", columns="group", values=v) for v in ("value", "moe"))
        people, moes = (t.reindex(self.tracts.geoid)[list(GROUPS)].to_numpy(float).T for t in found)
        return np.ascontiguousarray(people), moes

    def _need(self, income: str) -> tuple[Array, Array]:
        """Return renters in need below an income and the margin of their sum, (tracts,)."""
        found: tuple[Array, Array] = self._once(("need", income), lambda: self._read_need(income))
        return found

    def _read_need(self, income: str) -> tuple[Array, Array]:
        costs, names = self._of_tracts(COSTS), list(BANDS)
        columns = [f"burdened_income_{BANDS[band]}" for band in names[: names.index(income) + 1]]
        moes = costs[[f"{column}_moe" for column in columns]].to_numpy(float)
        return costs[columns].to_numpy(float).sum(axis=1), np.sqrt((moes**2).sum(axis=1))

    def world(self, income: str) -> World:
        """Return the figures as the survey estimates them, with renters in need below an income."""
        return self._once(("world", income), lambda: self._world(income))

    def _world(self, income: str) -> World:
        index = self.release.profile.index
        year = self.release.years_of(index)[-1]
        levels = pd.Series(
            {r["geoid"]: r["value"] for r in self.release.level_rows(index, year, "tract", "level")}
        )
        level = levels.reindex(self.tracts.geoid).to_numpy(float)
        tenure = self._of_tracts(TENURE)
        households, renters = (tenure[c].to_numpy(float) for c in ("households", "renter_households"))
        places = {
            "households": households,
            "renters": renters,
            "level3": np.where(level >= LEVEL3, households, 0.0),
        }
        towns = self.fair_share.figures.towns
        town = pd.Index(towns.key).get_indexer(self.tracts.town).astype(np.intp)
        if (town < 0).any():
            raise FairtownError(
                "what if: a tract lies in no town that has fair-share figures; build the release anew"
            )
        names = tuple(self.fair_share.figures.names)
        return World(
            self._wide[0], self._need(income)[0], places, level, town, self.fair_share.figures.region, names
        )

    @cached_property
    def household_shape(self) -> float:
        """How people per household found are spread: 1 is exponential, more is more alike."""
        people, moes = self._wide
        return household_shape(people, standard_error(moes))

    @cached_property
    def drawn(self) -> tuple[Draws, Draws]:
        """Draws of the truth, given the survey, and a survey of each."""
        people, moes = self._wide
        sizes = household_sizes(people, standard_error(moes))
        both = Survey.from_estimates(people.T, moes.T).drawn(N_SURVEYS, SEED, self.household_shape, sizes)
        world = self.world(USUAL_INCOME)
        truth, again = (Draws(world, np.moveaxis(both[:, i], -1, -2)) for i in range(2))
        return truth, again

    def _drawn_worlds(self, income: str) -> tuple[list[World], list[World]]:
        """Return the draws of the truth with renters in need as estimated, and surveys of them with draws of these."""
        truth, again = self.drawn
        return truth.in_need(self._need(income)[0]), again.in_need(self._drawn_need(income))

    @cached_property
    def districts(self) -> Districts | None:
        """The school districts of the release, None where it has none."""
        figures = self.fair_share.figures
        towns = figures.towns
        return Districts.of_release(self.release, list(towns.geoid), list(towns.key), figures.region)

    def _students(self, scenario: Scenario, world: World, homes: Array) -> StudentResult | None:
        if self.districts is None:
            return None
        drawn = self._once(
            ("drawn need of towns", scenario.income),
            lambda: world.with_draws(world.people, self._drawn_need(scenario.income)).single(),
        )
        usual = Following(self.districts, world, homes)
        spread = self._once(
            ("spread of students", homes.tobytes(), scenario.income), lambda: usual.single().spread()
        )
        surveyed = Following(self.districts, drawn, self._drawn_homes(scenario)).single()
        return usual.result(scenario.assumed, surveyed, spread)

    def _change(self, scenario: Scenario, change: Array) -> Interval:
        """Return the change of each outcome without the survey's error, and its margin; `change`: as estimated.

        H and its part between towns have no margin (NaN) where households found are more alike than exponential ones:
        on surveys of a known truth theirs held it too seldom there.
        """
        truth, again = self.drawn
        worlds = self._once(("drawn worlds", scenario.income), lambda: self._drawn_worlds(scenario.income))
        true = truth.changes(worlds[0], self.homes(scenario), scenario.assumed)
        found = again.changes(worlds[1], self._drawn_homes(scenario), scenario.assumed)
        interval = corrected(change, true, found)
        if self.household_shape <= MOST_ALIKE:
            return interval
        unsure = [kind in (ENTROPY, BETWEEN) for kind, _group in OUTCOMES]
        return replace(interval, moe=np.where(unsure, np.nan, interval.moe))

    def homes(self, scenario: Scenario) -> Array:
        """Return the homes of each town; raises FairtownError on a town that there is not."""
        figures = self.fair_share.figures
        if not scenario.own:
            key = ("homes", *self._plan_key(scenario))
            shared: Array = self._once(key, lambda: self.fair_share.work_out(scenario.method, 0).homes)
            return shared.astype(float)
        given = dict(scenario.own)
        if unknown := sorted(set(given) - set(figures.slugs)):
            raise InvalidScenario("town", "own", text=repr(unknown[0]))
        return np.array([float(given.get(slug, 0)) for slug in figures.slugs])

    @staticmethod
    def _plan_key(scenario: Scenario) -> tuple[tuple[str, str], ...]:
        """Return what names the plan of a scenario, whatever is assumed."""
        return tuple(to_query(replace(scenario, assumed=USUAL, income=USUAL_INCOME)))

    def _drawn_homes(self, scenario: Scenario) -> Array:
        if scenario.own:
            return self.homes(scenario)
        found = self._once(
            ("drawn homes", *self._plan_key(scenario)),
            lambda: target_draws(scenario.method, self.fair_share.figures, N_SURVEYS, SEED),
        )
        return np.asarray(found if len(found) > 1 else found[0])

    def _drawn_need(self, income: str) -> Array:
        """Return draws of renters in need, (draws, tracts)."""
        need, moe = self._need(income)
        return np.asarray(
            self._once(("drawn need", income), lambda: need_draws(need, standard_error(moe), N_SURVEYS))
        )

    @cached_property
    def published(self) -> tuple[Array, Array]:
        """Each outcome as the release publishes it, survey error taken out, and its margin; NaN where it does not."""
        state = [p for p in self.release.state_places if p["vintage"] == self.tracts.vintage.iloc[0]]
        where = [published_as(self.release, outcome) for outcome in OUTCOMES]
        rows = self.release.observations(
            {m for m, _o, _g in where}, state, [self.year], {o for _m, o, _g in where}
        )
        found = {(r["measure"], r["output"], r["grp"]): r for r in rows}
        own = [found.get(names) for names in where]
        values = [
            [np.nan if r is None or r[name] is None else float(r[name]) for r in own]
            for name in ("value", "moe")
        ]
        return np.array(values[0]), np.array(values[1])

    def moves(self, scenario: Scenario) -> Moves:
        """Return who moves where, without ranges; raises FairtownError as `work_out`."""
        return move(self.world(scenario.income), self.homes(scenario), scenario.assumed)

    def work_out(self, scenario: Scenario) -> Result:
        """Carry out a scenario; raises FairtownError, in one line, if there is none such."""
        world, homes = self.world(scenario.income), self.homes(scenario)
        moves = move(world, homes, scenario.assumed)
        before = self._once(("before", ""), lambda: outcomes(world, world.people))
        after = outcomes(world, moves.after)
        survey = self._once(("survey", *to_query(scenario)), lambda: self._change(scenario, after - before))
        assumed, swung = self._once(
            ("range", homes.tobytes(), scenario.income), lambda: self._ranges(world, homes)
        )
        return Result(
            scenario, self.year, homes, moves, before, after, *self.published, survey, assumed, swung,
            self._refilled(world, homes, scenario.assumed), reason(world, moves), moves.lost,
            self._once(("students", *to_query(scenario)), lambda: self._students(scenario, world, homes)),
        )  # fmt: skip

    @staticmethod
    def _refilled(world: World, homes: Array, assumed: Assumptions) -> tuple[Array, Array]:
        both = move(world, homes, replace(assumed, refill=np.array([0.0, 1.0])))
        none, every = outcomes(world, both.after, HEADLINES)
        return none, every

    def _ranges(self, world: World, homes: Array) -> tuple[Spread, dict[str, tuple[Array, Array]]]:
        before = outcomes(world, world.people, HEADLINES)
        return assumption_range(world, homes), dict(swings(world, homes, before))

    def _once(self, key: Any, make: Callable[[], Any]) -> Any:
        """Return what was computed for a key, or make it: the last some are kept."""
        with self._lock:
            if key in self._cached:
                self._cached.move_to_end(key)
                return self._cached[key]
        result = make()
        with self._lock:
            self._cached[key] = result
            while len(self._cached) > MOST_CACHED:
                self._cached.popitem(last=False)
        return result

    def scenario(self, address: str = "") -> Scenario:
        """Return the scenario that an address of the page asks for; raises FairtownError, in one line."""
        query = address.partition("?")[2] or ("" if "=" not in address else address)
        return read(parse_qsl(query, keep_blank_values=True), self.release.profile.method)
