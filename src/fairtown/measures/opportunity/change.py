"""Change: whether tracts gained or lost on a scale that stays as it was in the base years.

Levels are relative, so that they cannot show that all places became better. Here what is usual (means, spreads, bounds
and cuts) is fitted to the base years once, and later figures are held against it. Periods must not share a year.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from fairtown.concepts import FairtownError, Measure, Output, WorkedExample
from fairtown.data import catalog
from fairtown.data.federal import acs5
from fairtown.data.places import GEOGRAPHY, join
from fairtown.data.surveys import PERIOD
from fairtown.measures.aggregation import LEAST_MATCHED
from fairtown.measures.divided_tracts import count_variance, within_bounds
from fairtown.measures.inputs import Inputs
from fairtown.measures.observations import LEAST_BASE, Columns, gather, join_flags, observe
from fairtown.measures.opportunity.index.engine import Figures, Ruler, score_tracts
from fairtown.measures.opportunity.index.recipe import Part, Recipe, refuse
from fairtown.measures.opportunity.index.standardise import Array
from fairtown.measures.opportunity.indicators import tracts_of
from fairtown.measures.uncertainty import (
    Z_90,
    differs,
    overlap,
    part_moe,
    proportion_moe,
    share,
    standard_error,
    sum_moe,
)

#: Ways of standardizing under which a score moves in proportion to a figure.
STRAIGHT = ("z", "z_population", "min_max", "robust_z")
BASE = "census_pdb.poverty_and_tenure"
BASE_YEAR, BASE_PERIOD = catalog.latest(BASE).year, catalog.latest(BASE).period
LATER_YEAR, LATER_PERIOD = acs5.EDITIONS[-1].year, acs5.EDITIONS[-1].period
LATER = {
    "acs5.poverty": ("poverty_universe", "under_half_poverty", "half_to_poverty"),
    "acs5.tenure": ("households", "owner_households", "renter_households"),
}
COUNTS = [column for columns in LATER.values() for column in columns]
BELOW = ["under_half_poverty", "half_to_poverty"]
#: Of each indicator, who is counted in it and who is the rest.
PARTS = (("not_below", "below"), ("owner_households", "renter_households"))
#: Outputs of the least and the most that a score can be, where tracts are divided.
BOUNDS = ("score_later_least", "score_later_most")
WHEREVER = "wherever in their 2020 tract each group lives, survey error apart; only where a tract is divided"
RECIPE = Recipe(
    id="change",
    title=f"Poverty and home ownership on the scale of {BASE_PERIOD}",
    indicators=(Part("poverty_share"), Part("owner_share")),
    year=LATER_YEAR,
    missing="drop",
)


@dataclass(frozen=True)
class Changed:
    """An index at two dates on the scale of the first; arrays (tracts,), NaN unknown.

    `…_se`: standard errors of the scores by the delta method, means, spreads and cuts taken as exact.
    `is_significant`: 1 where the change is real at 90% confidence, 0 where that is not shown.
    """

    score_base: Array
    score_later: Array
    base_se: Array
    later_se: Array
    level_base: Array
    level_later: Array
    change: Array
    is_significant: Array


def change(recipe: Recipe, base: Figures, later: Figures, base_period: str, later_period: str) -> Changed:
    """Return how the index of `recipe` changed from `base` to `later`: prepared figures of the same tracts.

    The ruler (means, spreads, bounds, cuts) is that of `base`. The change is blank where not the same indicators are
    known at both dates; significance is blank, too, where a survey error is unknown.
    Raises FairtownError if the periods ("2012-2016") share a year or are not equally long, or the figures do not match.
    """
    _refuse_shared_years(base_period, later_period)
    if not base.ids == later.ids == recipe.ids or base.values.shape != later.values.shape:
        raise refuse(
            recipe,
            f"figures are {base.ids} {base.values.shape} and {later.ids} {later.values.shape}, expected "
            f"{recipe.ids} of the same tracts; prepare both with this recipe",
        )
    first = score_tracts(recipe, base)
    then = score_tracts(recipe, later, ruler=first.ruler)
    base_se, later_se = (score_error(recipe, figures, first.ruler) for figures in (base, later))
    score_base, score_later = first.scores[0], then.scores[0]
    same = (base.known == later.known).all(axis=0)
    moved = np.where(same, score_later - score_base, np.nan)
    sure = differs(score_later, Z_90 * later_se, score_base, Z_90 * base_se)
    return Changed(
        score_base,
        score_later,
        np.where(np.isnan(score_base), np.nan, base_se),
        np.where(np.isnan(score_later), np.nan, later_se),
        first.levels[0],
        then.levels[0],
        moved,
        np.where(np.isnan(moved), np.nan, sure),
    )


def score_error(recipe: Recipe, figures: Figures, ruler: Ruler) -> Array:
    """Return the standard error of each tract's score on a given ruler, shape (tracts,).

    √(Σ m² + c × Σ m m'), m = w × SE / spread; w is the indicator's part of the whole weight that the tract has, c the
    recipe's correlation, the second sum over all pairs of different household-based indicators. A figure held to a
    bound keeps its error, so that nothing looks surer for that. NaN where an error is unknown, or the recipe's score
    does not move in proportion to its figures (ranks, points, geometric means).
    """
    if recipe.standardise not in STRAIGHT or recipe.aggregate != "mean":
        return np.full(figures.values.shape[1], np.nan)
    weight = weights(recipe, figures)
    spread = np.stack(
        [np.array([s.scale[0, 0] for s in sticks])[figures.areas] for sticks in ruler.yardsticks]
    )
    moved = np.where(weight > 0, weight / spread * figures.errors, 0.0)
    together = moved[figures.is_household_based]
    pairs = np.square(together.sum(axis=0)) - np.square(together).sum(axis=0)
    return np.sqrt(np.square(moved).sum(axis=0) + recipe.correlation * pairs)


def weights(recipe: Recipe, figures: Figures) -> Array:
    """Return the part that each indicator has in the score of each tract, (indicators, tracts); they add up to 1."""
    own = np.array([part.weight for part in recipe.indicators])[:, np.newaxis] * figures.known
    domain = np.array([part.domain for part in recipe.indicators])
    out = np.zeros(own.shape)
    for name, weight in recipe.domain_weights.items():
        inside = domain == name
        out[inside] = weight * np.nan_to_num(share(own[inside], own[inside].sum(axis=0)))
    return np.nan_to_num(share(out, out.sum(axis=0)))


def _refuse_shared_years(base_period: str, later_period: str) -> None:
    """Raise FairtownError, naming the years, if two periods share any, or one of them is none."""
    if not overlap(base_period, later_period):
        return
    found = [match for match in map(PERIOD.fullmatch, (base_period, later_period)) if match]
    first, last = max(int(m[1]) for m in found), min(int(m[2]) for m in found)
    years = ", ".join(str(year) for year in range(first, last + 1))
    raise FairtownError(
        f"change: {base_period} and {later_period} share {years}; take periods without a common year, like "
        f"{BASE_PERIOD} and {LATER_PERIOD}"
    )


def compute(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return score and level of each 2010 tract at both dates, and how many rose and fell in the state."""
    places = inputs.places()
    base_rows = inputs.table(BASE, BASE_YEAR)
    tracts = tracts_of(places, str(base_rows.vintage.iloc[0]))
    then = join(tracts[["geoid", "vintage"]], base_rows, BASE, LEAST_MATCHED)
    now = later_counts(inputs, year).reindex(tracts.geoid)
    homes = np.fmin(then.occupied_units.to_numpy(float), now.households.to_numpy(float))
    people = np.fmin(then.population.to_numpy(float), now.poverty_universe.to_numpy(float))
    enough = (homes >= LEAST_BASE) & (people >= LEAST_BASE)
    base = np.stack([1 - then.poverty_rate.to_numpy(float), 1 - then.renter_share.to_numpy(float)])
    unknown = np.full(base.shape, np.nan)
    first = _figures(base, unknown, enough)
    values, errors = later_shares(now)
    result = change(RECIPE, first, _figures(values, errors, enough), BASE_PERIOD, LATER_PERIOD)
    ends = [
        change(RECIPE, first, _figures(end, unknown, enough), BASE_PERIOD, LATER_PERIOD).score_later
        for end in later_bounds(now, values)
    ]
    is_divided = now.is_divided.fillna(False).to_numpy(bool)
    divided = np.where(is_divided, "area_weighted", "")
    open_ended = is_divided & ~np.isnan(result.score_later)
    state = places[places.level == "state"].drop_duplicates("key", keep="last")
    return gather(
        [
            *_by_tract(tracts, result, divided),
            *(
                observe(tracts[open_ended], name, end[open_ended], flag="area_weighted")
                for name, end in zip(BOUNDS, ends, strict=True)
                if open_ended.any()
            ),
            *_of_state(state, result, divided),
        ]
    )


def later_counts(inputs: Inputs, year: int) -> pd.DataFrame:
    """Return people and homes of later years by 2010 tract, with `_moe`, and whether a divided tract is among them.

    The people and the margin of a 2020 tract are divided among 2010 tracts by the weights of the crosswalk. For each of
    `PARTS` there is also how many people or homes there are at the least (`_least`) and at the most (`_most`), wherever
    they live in their 2020 tract, and the standard deviation that this leaves (`_sd`).
    """
    pieces = inputs.crosswalk_2020_to_2010()
    for address, columns in LATER.items():
        selected = ["geoid", *columns, *(c + "_moe" for c in columns)]
        pieces = pieces.merge(inputs.table(address, year)[selected], on="geoid", validate="many_to_one")
    left_open = _left_open(pieces)
    margins = [c + "_moe" for c in COUNTS]
    both = [*COUNTS, *margins]
    pieces[both] = pieces[both].mul(pieces.weight, axis=0)
    pieces[margins] = pieces[margins] ** 2
    sums = pieces.groupby("geoid_2010")[both].sum(skipna=False)
    sums[margins] = np.sqrt(sums[margins])
    return sums.assign(is_divided=pieces.groupby("geoid_2010").is_divided.any()).join(left_open)


def _left_open(pieces: pd.DataFrame) -> pd.DataFrame:
    """Return what the crosswalk leaves open of the counts of `PARTS`, by 2010 tract; `pieces` hold whole tracts."""
    below = pieces[BELOW].sum(axis=1, skipna=False)
    whole = pieces[["owner_households", "renter_households"]].assign(
        below=below, not_below=pieces.poverty_universe - below
    )
    columns = {}
    for name in sum(PARTS, ()):
        people = whole[name].to_numpy(float)
        columns[f"{name}_least"] = np.where(pieces.is_divided, 0.0, people)
        columns[f"{name}_most"] = people
        columns[f"{name}_sd"] = count_variance(people, pieces.weight)
    sums = pd.DataFrame(columns, index=pieces.index).groupby(pieces.geoid_2010).sum(skipna=False)
    deviations = [c for c in sums if c.endswith("_sd")]
    sums[deviations] = np.sqrt(sums[deviations])
    return sums


def later_bounds(now: pd.DataFrame, values: Array) -> tuple[Array, Array]:
    """Return the least and the most that the shares `values`, as `later_shares` returns them, can be, (2, tracts) each.

    Where all who may live in a tract are on one side, both are the share itself.
    """
    n = {c: now[c].to_numpy(float) for c in now if c.endswith(("_least", "_most"))}
    least = [share(n[f"{a}_least"], n[f"{a}_least"] + n[f"{b}_most"]) for a, b in PARTS]
    most = [share(n[f"{a}_most"], n[f"{a}_most"] + n[f"{b}_least"]) for a, b in PARTS]
    lower, upper = (np.where(np.isnan(end), values, end) for end in (np.stack(least), np.stack(most)))
    return lower, upper


def crosswalk_error(now: pd.DataFrame, values: Array) -> Array:
    """Return the standard error that the crosswalk leaves to the shares `values`, (2, tracts)."""
    whole = {"below": now[BELOW].sum(axis=1, skipna=False), "owner_households": now.owner_households}
    whole |= {"not_below": now.poverty_universe - whole["below"], "renter_households": now.renter_households}
    deviation = [part_moe(whole[a], now[f"{a}_sd"], whole[b], now[f"{b}_sd"]) for a, b in PARTS]
    return standard_error(within_bounds(np.stack(deviation), values, *later_bounds(now, values)))


def later_shares(now: pd.DataFrame) -> tuple[Array, Array]:
    """Return the shares of people not in poverty and of owners, and their standard errors, (2, tracts).

    The error is that of the survey and that of the crosswalk together.
    """
    n = {c: now[c].to_numpy(float) for c in COUNTS}
    moe = {c: now[c + "_moe"].to_numpy(float) for c in COUNTS}
    parts = np.array([n[c] for c in BELOW])
    below, below_moe = parts.sum(axis=0), sum_moe([moe[c] for c in BELOW], parts, axis=0)
    poor_moe = proportion_moe(below, below_moe, n["poverty_universe"], moe["poverty_universe"])
    owner_moe = part_moe(
        n["owner_households"], moe["owner_households"], n["renter_households"], moe["renter_households"]
    )
    values = np.stack(
        [1 - share(below, n["poverty_universe"]), share(n["owner_households"], n["households"])]
    )
    survey = standard_error(np.stack([poor_moe, owner_moe]))
    return values, np.hypot(survey, crosswalk_error(now, values))


def _figures(values: Array, errors: Array, enough: NDArray[np.bool_]) -> Figures:
    """Return the figures of the recipe's indicators, blank in tracts where too few live."""
    known = [np.where(enough, a, np.nan).T for a in (values, errors)]
    figures = Figures.plain(known[0], RECIPE.ids, known[1])
    # poverty and tenure are of the same households
    return replace(figures, is_household_based=np.ones(len(RECIPE.ids), bool))


def _by_tract(tracts: pd.DataFrame, result: Changed, divided: np.ndarray) -> list[Columns]:
    """Return the observations of every tract."""
    blank = np.where(np.isnan(result.change), "no_score", "")
    later = np.where(blank == "", divided, blank)
    unknown = np.where(blank == "", "no_margin", "")
    margin = Z_90 * result.later_se
    # the error of the base years could only widen the margin
    covered = np.where(np.abs(result.change) <= margin, 0.0, np.nan)
    why = np.where(np.isnan(covered), unknown, "")
    return [
        observe(tracts, "score_base", result.score_base, flag=join_flags(blank, unknown)),
        # a score near 0 is not unreliable for that
        observe(tracts, "score_later", result.score_later, flag=later) | {"moe": margin},
        observe(tracts, "change", result.change, flag=join_flags(later, unknown)),
        observe(tracts, "level_base", result.level_base, flag=blank),
        observe(tracts, "level_later", result.level_later, flag=later),
        observe(tracts, "is_significant", covered, flag=join_flags(later, why)),
    ]


def _of_state(state: pd.DataFrame, result: Changed, divided: np.ndarray) -> list[Columns]:
    """Return how many tracts rose, fell and stayed, and the mean change."""
    known = ~np.isnan(result.change)
    step = (result.level_later - result.level_base)[known]
    covered = np.abs(result.change) <= Z_90 * result.later_se
    figures = {
        "rose": (step > 0).sum(),
        "fell": (step < 0).sum(),
        "stayed": (step == 0).sum(),
        "within_margin": covered.sum(),
        "mean_change": result.change[known].mean() if known.any() else np.nan,
    }
    flag = "area_weighted" if (divided[known] != "").any() else ""
    return [observe(state, name, value, flag=flag) for name, value in figures.items()]


MEASURE = Measure(
    id="opportunity.change",
    title="Change on a fixed scale",
    summary=f"Whether neighborhoods have less poverty and more home owners than in {BASE_PERIOD}, on a scale that "
    "stays as it was then, so that all of them can rise.",
    formula="score = mean of two z-scores, people not in poverty and households that own, each (share − mean) / "
    f"standard deviation (n − 1) over the 2010 tracts in {BASE_PERIOD}. {LATER_PERIOD} is held against the same means, "
    f"spreads and level cuts (fifths of the tracts of {BASE_PERIOD}). People and homes of 2020 tracts are divided "
    "among 2010 tracts by land. Margin of the later score = 1.645 × √(p² + o² + 2 × 0.2 × p × o), p and o = 0.5 × SE / "
    "spread of poverty and owners, whose errors are correlated, as the same households are asked "
    "(docs/decisions/0022). SE holds the survey's error and, for divided tracts, that of the division: the poor, the "
    "others, the owners and the renters of a tract are each taken to live wholly in one part, which one with the "
    "probability of its share of the land. No change is shown where it is not larger than the margin.",
    outputs=(
        Output("score_base", "score", f"score in {BASE_PERIOD}"),
        Output("score_later", "score", f"score in {LATER_PERIOD}, on the scale of {BASE_PERIOD}"),
        Output("score_later_least", "score", f"the least that the later score can be, {WHEREVER}", margin="bound"),
        Output("score_later_most", "score", f"the most that the later score can be, {WHEREVER}", margin="bound"),
        Output("change", "score", f"later less base; 1 is a standard deviation among the tracts of {BASE_PERIOD}"),
        Output("level_base", "level", f"level in {BASE_PERIOD}, 1 lowest to 5 highest"),
        Output("level_later", "level", f"level in {LATER_PERIOD} by the cuts of {BASE_PERIOD}"),
        Output(
            "is_significant",
            "class",
            "0: the later margin alone covers the change, so that none is shown; blank: nobody can say, as "
            f"{BASE_PERIOD} "
            "has no margins",
        ),
        Output("rose", "tracts", f"tracts with a higher level than in {BASE_PERIOD}"),
        Output("fell", "tracts", "tracts with a lower level"),
        Output("stayed", "tracts", "tracts with the same level"),
        Output("within_margin", "tracts", "tracts whose change the later margin alone covers"),
        Output("mean_change", "score", "mean change of the tracts, each counted once"),
    ),
    years=(LATER_YEAR,),
    reads=(BASE, *LATER, *GEOGRAPHY, "census_geography.tract_relationship"),
    references=(
        "OECD and JRC, Handbook on Constructing Composite Indicators (2008): standardising on a base year",
        "U.S. Census Bureau, Understanding and Using ACS Data (2018), chapters 4 and 8: comparing periods that do not "
        "overlap; margins of shares",
    ),
    limits=(
        f"The figures of {BASE_PERIOD} that we hold have no margins. So only one thing can be said of a tract: where "
        "the later margin alone covers its change, no change is shown; of no tract can it be said that its change is "
        "real.",
        "Chance makes tracts at the bottom rise and those at the top fall: the fewer people were asked, the more. The "
        "numbers that rose and fell hold this, and have no margin.",
        f"Two indicators only, those held for {BASE_PERIOD}; no other measure's score is compared.",
        "It is a change of places, not of the people in them: owners may have come, and poor people may have left.",
        "115 tracts of 2020 straddle tracts of 2010; their people and homes are divided by land area. They could live "
        "otherwise: margins hold this, and the least and the most that a score can be are far apart.",
        "A tract with fewer than 50 homes, or people, at either date has no score.",
    ),
    worked=WorkedExample(
        given=f"In {BASE_PERIOD} four tracts have 30, 10, 10 and 10% in poverty and 25, 65, 65 and 65% owners: mean "
        f"15% and 55%, deviation 10 and 20 points. In {LATER_PERIOD} the first has 24% (margin 5) and 27% (margin 4), "
        "the second 8% (margin 6) and 65% (margin 4).",
        columns=("quantity", "first tract", "second tract"),
        rows=(
            ("score then", "((15 − 30) / 10 + (25 − 55) / 20) / 2 = −1.50", "(0.5 + 0.5) / 2 = 0.50"),
            ("score now", "((15 − 24) / 10 + (27 − 55) / 20) / 2 = −1.15", "(0.7 + 0.5) / 2 = 0.60"),
            ("change", "0.35", "0.10"),
            ("margin now", "√(0.25² + 0.10² + 0.4 × 0.25 × 0.1) = 0.29", "√(0.30² + 0.10² + 0.4 × 0.30 × 0.1) = 0.33"),
            ("is it shown?", "0.35 > 0.29: nobody can say", "0.10 ≤ 0.33: no"),
        ),
        result="The second tract shows no change. The first may have risen; the margin of "
        f"{BASE_PERIOD} would tell.",
    ),
    compute=compute,
)  # fmt: skip
