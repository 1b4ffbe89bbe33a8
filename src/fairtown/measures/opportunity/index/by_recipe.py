"""How a recipe becomes a measure: its rows by tract and by area, its outputs, and the texts that all recipes share."""

from __future__ import annotations

import numpy as np
import pandas as pd

from fairtown.concepts import Output
from fairtown.measures.inputs import Inputs
from fairtown.measures.observations import Columns, gather, join_flags, observe
from fairtown.measures.opportunity.index.by_area import area_columns, area_outputs
from fairtown.measures.opportunity.index.catalogue import EVERY
from fairtown.measures.opportunity.index.evaluate import Evaluated, evaluate
from fairtown.measures.opportunity.index.recipe import CORRELATION, Recipe
from fairtown.measures.opportunity.index.standardise import Array
from fairtown.measures.opportunity.indicators import tracts_of
from fairtown.measures.uncertainty import Z_90
from fairtown.vocabulary import OPPORTUNITY_LEVELS

INDICATORS, PEOPLE = "opportunity.indicators", "residents.race_ethnicity"
WORDS: dict[int, tuple[str, ...]] = {
    5: OPPORTUNITY_LEVELS,
    4: ("Low Resource", "Moderate Resource", "High Resource", "Highest Resource"),
}
#: Units of the score and of an indicator as standardized, where they are not standard deviations.
UNITS = {
    "percentile": ("percentile", "percentile"),
    "threshold": ("share", "share"),
    "min_max": ("share", "share"),
}
HOW_SURE = (
    " How sure: 2,000 draws move every figure by its survey error (a town's once for all its tracts; shares near 0 or "
    "1 by a beta distribution) and make the index anew, with its own means, spreads and cuts. Survey error taken out "
    "of shares and percentiles: draws with once and twice the error variance show how much each dose moves them, and "
    "two doses are taken back from the first; margin = 1.645 × √(2 × the variance with once − half of that with "
    "twice), with that of the counts of people."
)
CORRELATED = (
    f" Errors of income, poverty, housing costs, tenure and cars of a tract are drawn with a correlation of "
    f"{CORRELATION:g}, as the same households are asked."
)
REFERENCES = (
    "OECD and JRC, Handbook on Constructing Composite Indicators (2008)",
    "U.S. Census Bureau, Understanding and Using ACS Data (2018), chapter 8: margins of error",
    "J. Cook and L. Stefanski, Simulation-extrapolation estimation in parametric measurement error models, JASA 89 "
    "(1994); docs/decisions/0012 and 0022",
)
LIMITS = (
    "Levels are relative: the same share of tracts is in each level in any year, however good all become.",
    f"Errors of income, poverty, housing costs, tenure and cars of a tract are drawn with one correlation, "
    f"{CORRELATION:g}, which is about the mean of those found between surveys a year apart. Income and housing costs "
    "go together more than that, cars and tenure less; errors of other indicators are drawn as if independent.",
    "A tract with a figure of unknown margin has no probability.",
)


def words_of(recipe: Recipe) -> tuple[str, ...]:
    """Return the names of a recipe's levels, lowest first."""
    return WORDS.get(recipe.n_levels) or tuple(f"Level {i}" for i in range(1, recipe.n_levels + 1))


def compute(recipe: Recipe, inputs: Inputs, year: int) -> pd.DataFrame:
    """Return everything that a release says of a recipe for one year."""
    recipe = recipe.for_year(year)
    observed = inputs.measure(INDICATORS, year)
    places = inputs.places()
    tracts = tracts_of(places, str(observed.vintage.iloc[0]))
    index = evaluate(recipe, observed, tracts)
    rows = tract_columns(index)
    if index.draws is not None:
        rows += area_columns(index, inputs.measure(PEOPLE, year), places)
    return gather(rows)


def tract_columns(index: Evaluated) -> list[Columns]:
    """Return the observations of every tract: score, level, rank, indicators, and how sure each is."""
    tracts, recipe, sure = index.tracts, index.recipe, index.sure
    used = index.figures.known.sum(axis=0)
    few = join_flags(
        np.where(np.isnan(index.scores), "no_score", ""),
        np.where((used < len(recipe.indicators)) & (used > 0), "incomplete", ""),
    )
    rank = np.where(np.isnan(index.scores), np.nan, pd.Series(-index.scores).rank(method="min").to_numpy())
    score_moe = np.nan if sure is None else Z_90 * sure.score_se
    figures: dict[str, tuple[Array, Array | float]] = {
        "score": (index.scores, score_moe),
        "level": (index.levels, np.nan),
        "rank": (rank, np.nan),
        "n_indicators": (used.astype(float), np.nan),
    }
    if len(index.point.domains) > 1:
        figures |= {f"domain_{name}": (d[0], np.nan) for name, d in index.point.domains.items()}
    standardized = index.point.standardized
    if standardized is not None:
        figures |= {f"z_{i}": (standardized[k, 0], np.nan) for k, i in enumerate(recipe.ids)}
    rows = [_plain(tracts, name, *pair, few) for name, pair in figures.items()]
    if sure is not None:
        unknown = np.where(np.isnan(sure.p_shown) & ~np.isnan(index.scores), "margin_missing", "")
        flag = join_flags(few, unknown)
        outputs: dict[str, Array] = {f"p_level_{i}": p for i, p in enumerate(sure.p_level, start=1)}
        outputs |= {"p_shown": sure.p_shown, "certainty": sure.certainty}
        outputs |= {"rank_lo90": sure.rank_lo90, "rank_hi90": sure.rank_hi90}
        rows += [_plain(tracts, name, value, np.nan, flag) for name, value in outputs.items()]
    return rows


def _plain(tracts: pd.DataFrame, name: str, value: Array, moe: Array | float, flag: np.ndarray) -> Columns:
    """Return an observation whose flag is ours alone: a score near 0 is not unreliable for that."""
    observation = observe(tracts, name, value, np.nan, flag=flag)
    return observation | {"moe": np.broadcast_to(np.asarray(moe, float), len(tracts))}


def outputs(recipe: Recipe, is_sure: bool = True) -> tuple[Output, ...]:
    """Return the outputs that a recipe's measure declares."""
    labels = words_of(recipe)
    listed = ", ".join(f"{i} {w}" for i, w in enumerate(labels, start=1))
    titles = {i: EVERY[i].title for i in recipe.ids}
    of_score, of_indicator = UNITS.get(recipe.standardise, ("score", "standard deviations"))
    out = [
        Output("score", of_score, "the indicators together; higher is better"),
        Output("level", "level", listed),
        Output("rank", "rank", "place among all tracts of the state, 1 is the highest score"),
        Output("n_indicators", "indicators", f"how many of the {len(titles)} indicators the tract has"),
    ]
    domains = list(recipe.domain_weights)
    if len(domains) > 1:
        out += [Output(f"domain_{d}", of_score, f"score of the domain {d} alone") for d in domains]
    out += [
        Output(f"z_{i}", of_indicator, f"{t}: as standardised, more is better") for i, t in titles.items()
    ]
    if not is_sure:
        return tuple(out)
    out += [
        Output(f"p_level_{i}", "share", f"share of draws of the survey in which the tract is {w}")
        for i, w in enumerate(labels, start=1)
    ]
    out += [
        Output("p_shown", "share", "share of draws in which the tract has the level shown"),
        Output("certainty", "class", "2 stable (at least 90% of draws), 1 leaning (60 to 90%), 0 uncertain"),
        Output("rank_lo90", "rank", "90% interval of the rank: best end"),
        Output("rank_hi90", "rank", "90% interval of the rank: worst end"),
    ]
    return (*out, *area_outputs(recipe, labels))
