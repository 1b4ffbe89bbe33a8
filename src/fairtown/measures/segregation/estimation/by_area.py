"""How an index becomes figures of a release: for state, counties, regions and towns, from people by tract."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fairtown.concepts import GROUPS, Output
from fairtown.data.federal import acs5
from fairtown.data.places import torn
from fairtown.measures.aggregation import PARENTS, SECOND
from fairtown.measures.inputs import Inputs
from fairtown.measures.observations import Columns, gather, join_flags, observe, observe_each
from fairtown.measures.residents.race_ethnicity import PLANNING_DATABASE_YEAR
from fairtown.measures.segregation.estimation.counts import Areas, Array, not_below_0
from fairtown.measures.segregation.estimation.draws import evaluate_draws
from fairtown.measures.segregation.estimation.random_allocation import by_chance
from fairtown.measures.segregation.estimation.survey_error import Interval, Survey, corrected

PEOPLE = "residents.race_ethnicity"
#: The last years of the Planning Database, without margins, and of the surveys with them.
YEARS = (PLANNING_DATABASE_YEAR, *acs5.YEARS)
LEVELS = ("state", "county", "region", "town")
#: The labels of an index over all of `GROUPS`, and over those of a single race and Hispanic residents.
FIVE_GROUPS, FOUR_GROUPS = "five_groups", "four_groups"
#: From 2020 on the Census Bureau records more people as of several races (docs/decisions/0021).
RECODED = "nh_other"
#: With fewer tracts an index says more about the drawing of the tracts than about people.
LEAST_TRACTS = 10
#: With fewer members in an area the index of a group swings with a few families.
FEW_MEMBERS = 1_000
#: With a smaller share of everyone a group is found so seldom in a tract that what the survey adds to an index can
#: hardly be distinguished from segregation: the place is not ranked (docs/decisions/0020).
LEAST_SHARE = 0.03
#: Surveys drawn for the interval of a headline index: its margin is known to about 5%.
N_SURVEYS = 250
#: Indices that differ by less, as a share of themselves, are the same: sums in another order differ so.
SAME = 1e-12
#: The mean of so many random placements is known to a few thousandths of its own size.
N_PLACEMENTS = 50


@dataclass(frozen=True)
class People:
    """People by tract and group, shape (..., tracts, groups) in the order of `GROUPS`."""

    counts: Array

    def group(self, name: str) -> Array:
        """Return the people of a group of `GROUPS`, shape (..., tracts)."""
        return self.counts[..., list(GROUPS).index(name)]

    @cached_property
    def everyone(self) -> Array:
        """All residents, shape (..., tracts)."""
        return self.counts.sum(axis=-1)


#: An index of all areas from the people of their tracts and the area of each tract, shape (..., areas).
Index = Callable[[People, Areas], Array]


def of_each_group(index: Callable[..., Array]) -> dict[str, Index]:
    """Return `index`, of a group, everyone and areas, for each of `GROUPS`."""

    def index_of_group(group: str) -> Index:
        return lambda people, areas: index(people.group(group), people.everyone, areas)

    return {group: index_of_group(group) for group in GROUPS}


def of_five_groups(index: Callable[..., Array]) -> dict[str, Index]:
    """Return `index`, of counts and areas, for all of `GROUPS` at once."""
    return {FIVE_GROUPS: lambda people, areas: index(people.counts, areas)}


def of_four_groups(index: Callable[..., Array]) -> dict[str, Index]:
    """Return `index`, of counts and areas, for all of `GROUPS` but the one whose recording changed in 2020."""
    stable_groups = [i for i, group in enumerate(GROUPS) if group != RECODED]
    return {FOUR_GROUPS: lambda people, areas: index(people.counts[..., stable_groups], areas)}


@dataclass(frozen=True)
class AreaTracts:
    """The areas of one level: their places, their tracts with people, and each tract's area."""

    level: str
    places: pd.DataFrame
    tracts: pd.DataFrame
    codes: NDArray[np.intp]
    #: the level of which there is one place, that all others are parts of
    whole: str = "state"
    #: draws of the tracts where these were drawn with others, see `surveys`; None: they are drawn by themselves
    given: Array | None = None

    @cached_property
    def areas(self) -> Areas:
        """The area of each tract; places without tracts have a value too: NaN."""
        return Areas(self.codes, len(self.places))

    @cached_property
    def people(self) -> People:
        """People of the tracts as published."""
        return People(np.ascontiguousarray(self.tracts[list(GROUPS)].to_numpy(float).T).T)

    @cached_property
    def one_draw(self) -> Array:
        """The people as a single draw (1, tracts, groups): a release comes out of numpy, to the last bit, with or
        without the compiled passes."""
        return self.people.counts[np.newaxis]

    @cached_property
    def margins(self) -> Array:
        """The 90% margins of the people, shape (tracts, groups)."""
        return self.tracts[[g + "_moe" for g in GROUPS]].to_numpy(float)

    @cached_property
    def unmeasured(self) -> NDArray[np.bool_]:
        """Which groups have no margin in any tract, shape (groups,): draws leave their error out."""
        return np.asarray(np.isnan(self.margins).all(axis=0))

    @cached_property
    def drawn(self) -> Array | None:
        """Draws of the truth and of surveys of it (draws, 2, tracts, groups); None where no margins are published."""
        if self.given is not None:
            return self.given
        moes = np.where(self.unmeasured & ~self.unmeasured.all(), 0.0, self.margins)
        return None if np.isnan(moes).any() else _survey(self.people.counts.tobytes(), moes.tobytes())

    def partial(self, evaluate: Callable[[Array], Array]) -> NDArray[np.bool_]:
        """Return which indices would be others without the groups that have no margin, shape (indices,).

        `evaluate`: as in `interval_of`. Their interval leaves the error of those groups out.
        """
        whole = evaluate(self.one_draw)[0]
        if self.drawn is None or not self.unmeasured.any():
            return np.zeros(len(whole), bool)
        rest = evaluate(np.where(self.unmeasured, 0.0, self.one_draw))[0]
        same = np.isclose(whole, rest, rtol=SAME, atol=0, equal_nan=True)
        return np.array([not index.all() for index in same], bool)

    @cached_property
    def placed(self) -> Array:
        """Random placements of the people of each area, (draws, tracts, groups)."""
        placed = by_chance(
            lambda drawn, _: np.ascontiguousarray(np.moveaxis(drawn, -1, -2)),
            self.people.counts, self.areas, N_PLACEMENTS,
        )  # fmt: skip
        return np.moveaxis(placed, -2, -1)

    def small_group(self, label: str, values: Array) -> NDArray[np.object_]:
        """Return the flags of areas with a value where a group named in `label` has few members, or a small share.

        The whole, a state or the nation, has no rank to lose: of it the second is not said.
        """
        named = [list(GROUPS).index(g) for g in label.split("|") if g in GROUPS]
        known = ~np.isnan(values)
        few = (self.members[named] < FEW_MEMBERS).any(axis=0) & known
        small = (self.members[named] < LEAST_SHARE * self.members.sum(axis=0)).any(axis=0) & known
        small &= self.level != self.whole
        return join_flags(np.where(few, "small_group", ""), np.where(small, "small_share", ""))

    def blank_where_few(self, values: Array) -> Array:
        """Return `values` (areas,), blank where an area has fewer than `LEAST_TRACTS` tracts."""
        return np.where(self.n_tracts < LEAST_TRACTS, np.nan, values)

    def flag(self, values: Array) -> NDArray[np.object_]:
        """Return why each of `values` (as blanked) is blank, if it is."""
        absent = np.where(np.isnan(values), "group_absent", "")
        blank = np.where(self.n_tracts < LEAST_TRACTS, "too_few_tracts", absent)
        return join_flags(blank, np.where(self.shared & ~np.isnan(values), "shared_tract", ""))

    @cached_property
    def members(self) -> Array:
        """People of each group in each area, shape (groups, areas)."""
        return self.areas.sum(self.people.counts.T)

    @cached_property
    def shared(self) -> NDArray[np.bool_]:
        """Whether a tract reaches across the border of each area."""
        return self.places.key.isin(list(torn(self.tracts, self.level))).to_numpy()

    @cached_property
    def n_tracts(self) -> NDArray[np.intp]:
        """Tracts with people in each area."""
        return np.bincount(self.codes, minlength=len(self.places))


#: What the formula of a headline index says of its further outputs.
HOW_SURE = (
    " Survey error taken out: the index less the mean of what surveys add to it that are drawn from likely truths, "
    "given estimates and margins of all tracts; margin = 1.645 × their standard deviation / the slope of drawn on true "
    "index (docs/decisions/0010, 0020). By chance: the mean of random placements of everyone."
)


def outputs(unit: str, meaning: str) -> tuple[Output, ...]:
    """Return the outputs of an index that `observe_indices` makes."""
    return (
        Output("value", unit, meaning),
        Output("corrected", unit, "the same with the error of the survey taken out"),
        Output("by_chance", unit, "the same if chance alone had placed everyone"),
    )


def observe_indices(inputs: Inputs, year: int, indices: Mapping[str, Index]) -> pd.DataFrame:
    """Return the figures of one index per group label, for state, counties, regions and towns."""
    return gather([o for area in area_levels(inputs, year) for o in figures(area, indices)])


def observe_values(inputs: Inputs, year: int, indices: Mapping[str, Index]) -> pd.DataFrame:
    """Return one index per group label as computed, without interval, for state, counties, regions and towns."""
    return gather([o for area in area_levels(inputs, year) for o in values_of(area, indices)])


def values_of(area: AreaTracts, indices: Mapping[str, Index]) -> list[Columns]:
    """Return the observations of indices for the areas of one level, as computed."""
    return [_observed(area, "value", _evaluation(area, indices)(area.one_draw)[0], list(indices))]


def figures(area: AreaTracts, indices: Mapping[str, Index]) -> list[Columns]:
    """Return the observations of indices for the areas of one level: as computed, corrected, by chance."""

    evaluate = _evaluation(area, indices)
    interval, random = interval_of(area, evaluate), evaluate_draws(area.placed, evaluate).mean(axis=0)
    partial = area.partial(evaluate)
    out = []
    for i, label in enumerate(indices):
        value = area.blank_where_few(interval.value[i])
        flag = join_flags(area.flag(value), area.small_group(label, value))
        out.append(observe(area.places, "value", value, group=label, flag=flag))
        with_partial = join_flags(flag, np.where(partial[i] & ~np.isnan(value), "interval_partial", ""))
        out.append(observe_corrected(area, "corrected", interval, i, label, with_partial))
        out.append(observe(area.places, "by_chance", area.blank_where_few(random[i]), group=label, flag=flag))
    return out


def chance_of(area: AreaTracts, indices: Mapping[str, Index]) -> list[Columns]:
    """Return the observations of indices for the areas of one level if chance alone had placed everyone."""
    random = evaluate_draws(area.placed, _evaluation(area, indices)).mean(axis=0)
    return [_observed(area, "by_chance", random, list(indices))]


def _observed(area: AreaTracts, output: str, values: Array, labels: Sequence[str]) -> Columns:
    """Return the observations of indices `values` (labels, areas), without margins, each with its flags."""
    value = area.blank_where_few(values)
    small = np.stack([area.small_group(label, own) for label, own in zip(labels, value, strict=True)])
    return observe_each(area.places, output, value, labels, join_flags(area.flag(value), small))


def _evaluation(area: AreaTracts, indices: Mapping[str, Index]) -> Callable[[Array], Array]:
    """Return the function of draws of people that gives their indices, (draws, indices, areas)."""

    def evaluate(counts: Array) -> Array:
        # draws that are stored have half of the digits
        people = People(np.asarray(counts, float))
        return np.stack([index(people, area.areas) for index in indices.values()], axis=-2)

    return evaluate


def interval_of(area: AreaTracts, evaluate: Callable[[Array], Array]) -> Interval:
    """Return indices of the areas corrected for survey error, shape (indices, areas); NaN where no margin is known.

    `evaluate`: people (draws, tracts, groups) to indices (draws, indices, areas).
    """
    values = evaluate(area.one_draw)[0]
    if area.drawn is None:
        return Interval(values, np.full(values.shape, np.nan), np.full(values.shape, np.nan))
    drawn = np.where(area.n_tracts < LEAST_TRACTS, np.nan, evaluate_draws(area.drawn, evaluate))
    return corrected(values, drawn[:, 0], drawn[:, 1])


def observe_corrected(
    area: AreaTracts, output: str, interval: Interval, i: int, label: str, flag: NDArray[np.object_]
) -> Columns:
    """Return index `i` of an interval with its margin, for the areas of a level; below 0 it cannot be."""
    has_margin = np.isnan(area.blank_where_few(interval.value[i])) | (area.drawn is not None)
    own, moe = area.blank_where_few(interval.corrected[i]), area.blank_where_few(interval.moe[i])
    flags = join_flags(flag, np.where(has_margin, "", "no_margin"))
    return observe(area.places, output, not_below_0(own), moe, label, flag=flags)


@lru_cache(maxsize=len(YEARS))
def _survey(counts: bytes, moes: bytes) -> Array:
    """Return draws of people and of surveys of them, cached for all the indices of a period."""
    shape = (-1, len(GROUPS))
    return surveys(np.frombuffer(counts).reshape(shape), np.frombuffer(moes).reshape(shape))


def surveys(counts: Array, margins: Array) -> Array:
    """Return draws of the truth and of surveys of it (draws, 2, tracts, groups), from people and their 90% margins.

    `counts`, `margins`: shape (tracts, groups), of all tracts of a state: how shares are spread over them tells likely
    truths from unlikely ones.
    """
    return Survey.from_estimates(counts, margins).drawn(N_SURVEYS)


def people_rows(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return the observed people of each of `GROUPS` in every place of one period, one row per place and group."""
    rows = inputs.measure(PEOPLE, year)
    return rows[(rows.output == "people") & rows.group.isin(list(GROUPS))]


def tracts(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return people per tract: geoid, vintage, parents' keys, a column per group of `GROUPS` and its margin."""
    both = people_rows(inputs, year).pivot(
        index=["geoid", "vintage"], columns="group", values=["value", "moe"]
    )
    both.columns = [g if kind == "value" else f"{g}_{kind}" for kind, g in both.columns]
    people = both.reset_index()
    places = inputs.places()
    parents = places[(places.level == "tract") & ~places.is_water]
    return people.merge(parents[["geoid", "vintage", *PARENTS, *SECOND]])


def area_levels(inputs: Inputs, year: int) -> list[AreaTracts]:
    """Return state, counties, regions and towns with their tracts, for one period."""
    people, places = inputs.measure(PEOPLE, year), inputs.places()
    cached = _CACHE.get(year)
    # many measures ask for the same levels; cached ones count only for the very same tables
    if cached is None or cached[0] is not people or cached[1] is not places:
        cached = _CACHE[year] = (people, places, _area_levels(tracts(inputs, year), places))
    return cached[2]


_CACHE: dict[int, tuple[pd.DataFrame, pd.DataFrame, list[AreaTracts]]] = {}


def _area_levels(people: pd.DataFrame, places: pd.DataFrame) -> list[AreaTracts]:
    lived_in = people[people[list(GROUPS)].sum(axis=1) > 0]
    vintage = people.vintage.iloc[0]
    levels = []
    for level in (level for level in LEVELS if (places.level == level).any()):
        own = places[places.level == level]
        own = own[own.vintage == vintage] if level in ("town", "state") else own
        index = {key: i for i, key in enumerate(own.key)}
        codes = lived_in[level].map(index).to_numpy(np.intp)
        levels.append(AreaTracts(level, own, lived_in, codes))
    return levels
