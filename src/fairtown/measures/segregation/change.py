"""Change: why segregation is larger or smaller than at an earlier date.

The change of mutual information M splits into what new shares of the groups in the whole area did, what new shares
of the tracts did, and what is left: people of different groups living apart more or less (structural). Elbers (2021).
A table of one date is given the margins of the other by iterative proportional fitting, which leaves the odds of
groups between tracts as they are; each part is the mean over the ways in which the margins and the structure can be
exchanged (Shapley): structure beside both margins first, then the one margin beside the other.

The parts printed for the schools of the R package `segregation` come from fits that stop at 0.001 of everyone; fitted
to the end the structural part has the other sign (tests/measures/segregation/test_change.py has both).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from fairtown.concepts import FairtownError, Measure, Output, WorkedExample
from fairtown.data.federal import acs5
from fairtown.data.places import GEOGRAPHY, torn
from fairtown.data.surveys import earlier_apart
from fairtown.measures.divided_tracts import TractParts
from fairtown.measures.inputs import Inputs
from fairtown.measures.observations import Columns, gather, join_flags, observe
from fairtown.measures.segregation.estimation.by_area import (
    FIVE_GROUPS,
    LEAST_TRACTS,
    PEOPLE,
    AreaTracts,
    area_levels,
)
from fairtown.measures.segregation.estimation.counts import (
    AreaLabels,
    Areas,
    Array,
    group_counts,
    not_below_0,
    part,
)
from fairtown.measures.segregation.estimation.draws import SEED, evaluate_draws
from fairtown.measures.segregation.estimation.survey_error import Interval, corrected
from fairtown.measures.segregation.mutual_information import mutual_information

#: The latest survey, and the latest before it that shares no year with it.
PERIODS = {edition.year: edition.period for edition in acs5.EDITIONS}
LATER = acs5.YEARS[-1]
EARLIER = earlier_apart(PERIODS, LATER)
LEVELS = ("state", "county", "region")
#: How close a fitted margin comes to its target, as a part of everyone in the area.
TOLERANCE = 1e-9
MOST_ROUNDS = 20_000
#: Draws of both surveys for the margins, which are then known to about 7%; fitted less closely than the figures.
N_DRAWS, TOLERANCE_OF_DRAWS = 100, 1e-6


@dataclass(frozen=True)
class Parts:
    """M of each area at two dates in nats, and the parts of its change, which add up exactly.

    Numbers, or arrays of shape (areas,); NaN where M is not defined.
    """

    before: Array
    after: Array
    additions: Array
    removals: Array
    group_marginal: Array
    unit_marginal: Array
    structural: Array

    @property
    def difference(self) -> Array:
        """M after less M before."""
        return self.after - self.before


class Table(NamedTuple):
    """People of one date in the units and groups that both dates have, (groups, ..., units); each margin as shares."""

    people: Array
    of_units: Array
    of_groups: Array


def change(
    before: ArrayLike, after: ArrayLike, areas: AreaLabels = None, tolerance: float = TOLERANCE
) -> Parts:
    """Return the parts of the change of M from `before` to `after`, people per unit and group, (..., units, groups).

    The rows of both are the same units; a unit that is absent at one date is a row of zeros there, and what its
    coming or going does to M is an addition or a removal. The same holds for a group that is absent from an area.
    `areas` as in `counts`, one value per area. `tolerance`: how close fitted margins come, as a part of everyone.
    Raises FairtownError on unequal shapes, a negative or missing count, one group only, or where no table has the
    structure of one date and the margins of the other.
    """
    first, second = group_counts(before), group_counts(after)
    if first.shape != second.shape:
        raise FairtownError(
            f"change: before has shape {np.shape(before)}, after {np.shape(after)}; give both the same units, "
            "zeros where one is absent"
        )
    area = Areas.from_labels(areas, first.shape[-1])
    m_before, m_after = _m(first, area), _m(second, area)
    old, new = _in_both(first, second, area)
    m_old, m_new = _m(old.people, area), _m(new.people, area)

    def hybrid(people: Table, units: Table, groups: Table) -> Array:
        fitted = fit(people.people, units.of_units, groups.of_groups, area, tolerance)
        return _m(fitted, area)

    old_in_new, new_in_old = hybrid(old, new, new), hybrid(new, old, old)
    structural = ((new_in_old - m_old) + (m_new - old_in_new)) / 2
    marginal = ((old_in_new - m_old) + (m_new - new_in_old)) / 2
    # what both margins did is parted by what the one does more than the other
    lead = (hybrid(old, old, new) - hybrid(old, new, old) + hybrid(new, old, new) - hybrid(new, new, old)) / 2
    parts = (m_after - m_new, m_old - m_before, (marginal + lead) / 2, (marginal - lead) / 2, structural)
    return Parts(*(area.answer(p) for p in (m_before, m_after, *parts)))


def fit(people: Array, of_units: Array, of_groups: Array, area: Areas, tolerance: float = TOLERANCE) -> Array:
    """Return `people` (groups, ..., units) scaled until units and groups have the given shares of each area.

    `of_units`: (..., units), `of_groups`: (groups, ..., areas). An empty cell stays empty: nobody can be scaled up.
    Each round scales the groups, then the units; after the groups, the units are looked at.
    Raises FairtownError if the shares are not reached in `MOST_ROUNDS` rounds.
    """
    table = part(people, area.spread(area.sum(people).sum(axis=0)))
    for _ in range(MOST_ROUNDS):
        table = table * area.spread(part(of_groups, area.sum(table)))
        units = table.sum(axis=0)
        gap = np.abs(units - of_units).max(initial=0)
        if gap <= tolerance:
            return table
        table = table * part(of_units, units)
    raise FairtownError(
        f"change: after {MOST_ROUNDS} rounds a unit is {gap:.1e} of everyone away from its share, expected at most "
        f"{tolerance:.0e}; too many empty cells: join small units or groups first"
    )


def _in_both(first: Array, second: Array, area: Areas) -> tuple[Table, Table]:
    """Return both dates without the units, and the groups of an area, that one of them does not have."""
    n_cells = -1
    while n_cells != (n_cells := int((first > 0).sum() + (second > 0).sum())):
        units = (first.sum(axis=0) > 0) & (second.sum(axis=0) > 0)
        groups = area.spread(np.minimum(area.sum(first), area.sum(second))) > 0
        first, second = first * (units & groups), second * (units & groups)
    return _table(first, area), _table(second, area)


def _table(people: Array, area: Areas) -> Table:
    groups = area.sum(people)
    total = groups.sum(axis=0)
    return Table(people, part(people.sum(axis=0), area.spread(total)), part(groups, total))


def _m(people: Array, area: Areas) -> Array:
    """Return M of each area, shape (..., areas), from people (groups, ..., units)."""
    return mutual_information(np.moveaxis(people, 0, -1), Areas(area.labels(people.shape[-1]), area.n))


@dataclass(frozen=True)
class Dates:
    """People of the earlier and the later survey on the same tracts of 2010, and what those tracts are.

    `counts`: (2, tracts, groups); `drawn`: draws of both dates, (draws, 2 truths and surveys, 2, tracts, groups).
    Estimates and drawn surveys are carried by the crosswalk, drawn truths by drawn weights: what the first is less than
    the second is the error of the survey and of the crosswalk together.
    """

    tracts: pd.DataFrame
    counts: Array
    drawn: Array


def _dates(inputs: Inputs) -> Dates:
    old, new = (area_levels(inputs, year)[0] for year in (EARLIER, LATER))
    parts = TractParts.between(inputs.crosswalk_2020_to_2010(), old.tracts.geoid, new.tracts.geoid)
    tracts = old.tracts.assign(is_divided=False)
    is_divided = parts.pieces.is_divided.to_numpy(bool)
    tracts.iloc[parts.rows[is_divided], tracts.columns.get_loc("is_divided")] = True
    people, drawn = (old.people.counts, new.people.counts), (_drawn(old), _drawn(new))
    return carried(tracts, parts, people, drawn)


def carried(
    tracts: pd.DataFrame, parts: TractParts, people: tuple[Array, Array], drawn: tuple[Array, Array]
) -> Dates:
    """Return both dates on the older `tracts`, from estimates and draws of each on its own tracts.

    `people`: (tracts, groups) each; `drawn`: (draws, 2 truths and surveys, tracts, groups) each.
    """
    counts = np.stack([people[0], parts.by_weight(people[1])])
    truths, surveys = drawn[1][:, 0], drawn[1][:, 1]
    later = np.stack([parts.by_draws(truths, SEED), parts.by_weight(surveys)], axis=1)
    return Dates(tracts, counts, np.stack([drawn[0], later], axis=2))


def _drawn(area: AreaTracts) -> Array:
    if area.drawn is None or area.unmeasured.any():
        raise FairtownError("change: a survey has no margins, expected both to have them; choose other dates")
    return area.drawn[:N_DRAWS]


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return the change to `year` for state, counties and regions with enough tracts, all on 2010 tracts."""
    dates = _dates(inputs)
    places = inputs.places()
    out = []
    for level in LEVELS:
        own = places[places.level == level].drop_duplicates("key", keep="last")
        areas = Areas(pd.Index(own.key).get_indexer(dates.tracts[level]), len(own))
        out += _figures(own, dates.tracts, level, interval_of(dates, areas), areas)
    return gather(out)


def interval_of(dates: Dates, areas: Areas) -> Interval:
    """Return the parts of `SHOWN`, as computed and corrected for survey error, shape (parts, areas)."""

    def shown(counts: Array, tolerance: float = TOLERANCE_OF_DRAWS) -> Array:
        parts = change(counts[..., 0, :, :], counts[..., 1, :, :], areas, tolerance)
        return np.stack([getattr(parts, name) for name in SHOWN], axis=-2)

    drawn = evaluate_draws(dates.drawn, shown)
    return corrected(shown(dates.counts, TOLERANCE), drawn[:, 0], drawn[:, 1])


def _figures(
    places: pd.DataFrame, tracts: pd.DataFrame, level: str, parts: Interval, areas: Areas
) -> list[Columns]:
    few = np.bincount(areas.labels(len(tracts)), minlength=len(places)) < LEAST_TRACTS
    shared = places.key.isin(list(torn(tracts, level))).to_numpy()
    divided = places.key.isin(list(tracts[tracts.is_divided][level])).to_numpy()
    cautions = join_flags(np.where(shared, "shared_tract", ""), np.where(divided, "area_weighted", ""))
    why = np.where(few, "too_few_tracts", "group_absent")
    out = []
    for i, name in enumerate(SHOWN):
        own, moe, plain = (np.where(few, np.nan, v[i]) for v in (parts.corrected, parts.moe, parts.value))
        flag = np.where(np.isnan(own), why, cautions)
        if name in ("before", "after"):
            out.append(observe(places, name, not_below_0(own), moe, group=FIVE_GROUPS, flag=flag))
        else:
            # a change near 0 is not a vague one: what it says is whether it is larger than its margin
            out.append({**observe(places, name, own, moe, group=FIVE_GROUPS), "flag": flag})
        out.append(observe(places, f"{name}_as_computed", plain, group=FIVE_GROUPS, flag=flag))
    return out


#: What is shown of the parts, with its meaning.
SHOWN = {
    "before": f"mutual information in {PERIODS[EARLIER]}",
    "after": f"mutual information in {PERIODS[LATER]}, on the tracts of 2010",
    "difference": "after less before",
    "group_marginal": "due to other shares of the groups in the area",
    "unit_marginal": "due to other shares of the tracts in the area",
    "structural": "due to people of different groups living more apart, or, below 0, less",
}

MEASURE = Measure(
    id="segregation.change",
    title="Change of segregation",
    summary=f"How much segregation changed from {PERIODS[EARLIER]} to {PERIODS[LATER]}, as mutual information. It has "
    "three parts: groups that grew or shrank, tracts that grew or shrank, and people who live more or less apart.",
    formula="M after − M before = groups + tracts + structure. Each table of people by tract and group is scaled until "
    "it has the totals of the other date, which leaves the odds of groups between tracts as they are. Structure = mean "
    "of the change of M at the totals of either date. What the totals did is parted between groups and tracts by "
    "exchanging one before the other, in both orders. Survey error is taken out of each part, and its margin found, as "
    "for the indices, by draws of both surveys. The error of bringing 2020 tracts to those of 2010 is in both: in the "
    "draws each group of a divided tract lives in its parts in shares around the weights w of the crosswalk (land, or "
    "people where blocks are held), with variance .2 × w × (1 − w).",
    outputs=tuple(
        output
        for name, meaning in SHOWN.items()
        for output in (
            Output(name, "nats", f"{meaning}, survey error taken out"),
            Output(f"{name}_as_computed", "nats", f"{meaning}, as computed", margin="corrected"),
        )
    ),
    years=(LATER,),
    reads=(*GEOGRAPHY, "census_geography.tract_relationship"),
    uses=(PEOPLE,),
    references=(
        "B. Elbers, A Method for Studying Differences in Segregation Across Time and Space (2021)",
        "W. E. Deming and F. F. Stephan, On a Least Squares Adjustment of a Sampled Frequency Table (1940)",
        "T. Karmel and M. Maclachlan, Occupational Sex Segregation: Increasing or Decreasing? (1988)",
    ),
    limits=(
        "The margin takes the errors of tracts as independent: for the state or a county it is on the wide side.",
        f"People of {PERIODS[LATER]} are brought to the tracts of 2010 by land area where a tract is divided. How "
        "far a group then lives together in one part (.2) was found between two surveys of one state. Where land "
        "misleads alike in many tracts, the margin is too small.",
        "From 2020 on the Census Bureau records more people as of several races. Part of the change of the "
        "groups is a change of the question.",
        "It is a way of counting, not a finding about causes.",
    ),
    worked=WorkedExample(
        given="Two tracts with White and Black residents. Before they are (80, 20) and (20, 80). After they are "
        "(160, 20) and (40, 80): twice as many White residents in each tract.",
        columns=("quantity", "nats"),
        rows=(
            ("M before", ".1927"),
            ("M after", ".1726"),
            ("groups", "−.0211"),
            ("tracts", ".0010"),
            ("structure", ".0000"),
        ),
        result="M fell by .0201 because White residents are now two in three, not because people live less apart.",
    ),
    group_words={FIVE_GROUPS: "five groups"},
    compute=compute,
    is_long=True,
)
