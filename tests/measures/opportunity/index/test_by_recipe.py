"""A recipe as a measure: the worked examples, the index of today against plain pandas, and what it says of itself."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from fairtown.measures import all_measures
from fairtown.measures.observations import gather
from fairtown.measures.opportunity import low_poverty, modern, oca_2020_like, percentile, threshold
from fairtown.measures.opportunity.index.by_recipe import WORDS, outputs, tract_columns
from fairtown.measures.opportunity.index.catalogue import EVERY, SURVEY_YEARS
from fairtown.measures.opportunity.index.engine import Figures, index, levels_of
from fairtown.measures.opportunity.index.evaluate import Evaluated, evaluate

Z_90 = 1.645
OURS = [low_poverty, modern, oca_2020_like, percentile, threshold]
NAN = np.nan


# worked examples of the measures


def test_the_worked_example_of_low_poverty():
    poverty = np.tile([0.05, 0.10, 0.10, 0.20, 0.40], 2)[:, None]
    scores = index(low_poverty.RECIPE, Figures.plain(1 - poverty, ("poverty_share",))).scores[0]
    assert scores[:5].tolist() == pytest.approx([90, 60, 60, 30, 10])
    assert f"{low_poverty.MEASURE.worked.rows[0][2]}" == "90"


def test_the_worked_example_of_points():
    own, medians = [0.82, 0.44, 0.52, 0.48, 0.61], np.array([0.79, 0.41, 0.55, 0.48, 0.58])
    others = medians + np.linspace(-0.2, 0.2, 11)[:, None] * np.ones(5)
    # a tract of the median each, five below and five above: with the tract itself the median stays theirs
    table = np.vstack([own, others, medians + np.where(np.array(own) > medians, -0.01, 0.01)])
    scored = index(replace(threshold.RECIPE, reference="state"), Figures.plain(table, threshold.RECIPE.ids))
    assert scored.standardized[:, 0, 0].tolist() == [1, 1, 0, 0, 1]
    assert scored.scores[0, 0] == pytest.approx(0.60)
    assert WORDS[4][int(scored.levels[0, 0]) - 1] == "Moderate Resource"


@pytest.mark.parametrize(
    ("points", "level"), [(0, 1), (1, 1), (2, 2), (3, 2), (4, 3), (5, 4)], ids=lambda v: str(v)
)
def test_points_and_their_levels(points, level):
    assert levels_of(np.array([[points / 5]]), np.array([threshold.CUTS])) == level


@pytest.mark.parametrize(("points", "level"), [(3, 1), (4, 2), (5, 2), (6, 3), (7, 3), (8, 4), (9, 4)])
def test_of_nine_points_the_levels_are_those_of_california(points, level):
    assert levels_of(np.array([[points / 9]]), np.array([threshold.CUTS])) == level


# the index of today


@pytest.fixture(scope="module")
def tracts_of_today(modern_2023, tracts_2023) -> pd.DataFrame:
    rows = modern_2023[modern_2023.geoid.isin(tracts_2023.geoid)]
    return rows.pivot(index="geoid", columns="output", values="value")


@pytest.fixture(scope="module")
def flags(modern_2023, tracts_2023) -> pd.DataFrame:
    rows = modern_2023[modern_2023.geoid.isin(tracts_2023.geoid)]
    return rows.pivot(index="geoid", columns="output", values="flag")


@pytest.fixture(scope="module")
def plain(indicators_2023) -> pd.DataFrame:
    """Return the index of today by pandas: winsorized, standardized, averaged by domain."""
    wide = indicators_2023.pivot(index="geoid", columns="output", values="value")[list(modern.RECIPE.ids)]
    worse = [i for i in wide.columns if EVERY[i].direction < 0]
    wide[worse] = -wide[worse]
    wide["median_household_income_usd"] = np.log(wide.median_household_income_usd)
    held = wide.clip(wide.quantile(0.05), wide.quantile(0.95), axis=1)
    z = (held - held.mean()) / held.std()
    domain = pd.Series({p.id: p.domain for p in modern.RECIPE.indicators})
    domains = z.T.groupby(domain).mean().T
    score = domains.mean(axis=1).where(z.notna().mean(axis=1) >= 0.5)
    return z.add_prefix("z_").join(domains.add_prefix("domain_")).assign(score=score)


def test_scores_domains_and_z_scores_as_pandas_has_them(tracts_of_today, plain):
    own = tracts_of_today[plain.columns]
    pd.testing.assert_frame_equal(own, plain.sort_index(), check_names=False, rtol=0, atol=1e-12)


def test_levels_are_fifths_and_ranks_count_from_the_highest(tracts_of_today, plain):
    fifths = pd.qcut(plain.score, 5, labels=False) + 1
    pd.testing.assert_series_equal(tracts_of_today.level, fifths, check_names=False, check_dtype=False)
    rank = plain.score.rank(ascending=False, method="min")
    pd.testing.assert_series_equal(tracts_of_today["rank"], rank, check_names=False)
    assert tracts_of_today["rank"].min() == 1


def test_chances_sum_to_one_and_the_shown_one_is_that_of_the_level(tracts_of_today):
    sure = tracts_of_today.dropna(subset="p_shown")
    p = sure[[f"p_level_{i}" for i in range(1, 6)]]
    assert p.sum(axis=1).to_numpy() == pytest.approx(1)
    shown = p.to_numpy()[np.arange(len(p)), sure.level.astype(int) - 1]
    np.testing.assert_array_equal(sure.p_shown, shown)
    classes = np.select([sure.p_shown >= 0.9, sure.p_shown >= 0.6], [2, 1], 0)
    np.testing.assert_array_equal(sure.certainty, classes)
    assert set(classes) == {0, 1, 2}


def test_the_shown_rank_lies_within_its_interval(tracts_of_today):
    sure = tracts_of_today.dropna(subset="p_shown")
    inside = (sure.rank_lo90 <= sure["rank"]) & (sure["rank"] <= sure.rank_hi90)
    assert inside.mean() > 0.99
    assert (sure.rank_lo90 >= 1).all()
    assert (sure.rank_hi90 <= tracts_of_today.score.notna().sum()).all()


def test_tracts_near_a_cut_are_less_sure(tracts_of_today):
    sure = tracts_of_today.dropna(subset="p_shown")
    cuts = np.quantile(tracts_of_today.score.dropna(), [0.2, 0.4, 0.6, 0.8])
    near = np.abs(sure.score.to_numpy()[:, None] - cuts).min(axis=1) < 0.02
    assert near.sum() > 20
    assert sure.p_shown[near].mean() < 0.6 < sure.p_shown[~near].mean()


def test_tracts_say_what_is_missing(tracts_of_today, flags):
    used, scored = tracts_of_today.n_indicators, tracts_of_today.score.notna()
    assert (flags.score.str.contains("no_score") == ~scored).all()
    assert (flags.score.str.contains("incomplete") == ((used < 7) & (used > 0))).all()
    assert not flags.stack().str.contains("unreliable").any()


def test_a_tract_with_a_figure_of_unknown_margin_says_so(indicators_2023, tracts_2023):
    tract = "09110400101"
    blank = (indicators_2023.geoid == tract) & (indicators_2023.output == "poverty_share")
    observed = indicators_2023.assign(moe=indicators_2023.moe.where(~blank))
    rows = gather(tract_columns(evaluate(modern.RECIPE, observed, tracts_2023, n=20)))
    flagged = rows[rows.flag.str.contains("margin_missing")]
    assert set(flagged.geoid) == {tract}
    sure = {"certainty", "p_shown", "rank_lo90", "rank_hi90", *(f"p_level_{i}" for i in range(1, 6))}
    assert set(flagged.output) == sure
    assert flagged.value.isna().all()
    score = rows[(rows.geoid == tract) & (rows.output == "score")].iloc[0]
    assert not np.isnan(score.value)
    assert np.isnan(score.moe)


def test_margins_of_scores_are_1645_times_their_spread_over_draws(
    modern_2023, indicators_2023, tracts_2023, one
):
    index = evaluate(modern.RECIPE, indicators_2023, tracts_2023)
    scores = modern_2023[modern_2023.output == "score"].set_index("geoid")
    spread = index.draws.scores.std(axis=0)
    moe = scores.moe[tracts_2023.geoid].to_numpy()
    assert moe[~np.isnan(moe)] == pytest.approx(Z_90 * spread[~np.isnan(moe)])
    assert np.isnan(moe).sum() == np.isnan(index.sure.p_shown).sum()


# what measures declare


@pytest.mark.parametrize("ours", OURS, ids=lambda m: m.RECIPE.id)
def test_a_measure_declares_what_its_recipe_gives(ours):
    assert ours.MEASURE.outputs == outputs(ours.RECIPE)
    assert ours.MEASURE.id == f"opportunity.{ours.RECIPE.id}"
    assert all_measures()[ours.MEASURE.id] is ours.MEASURE
    assert len({o.name for o in ours.MEASURE.outputs}) == len(ours.MEASURE.outputs)


def test_what_is_made_is_what_is_declared(modern_2023):
    assert set(modern_2023.output) == {o.name for o in modern.MEASURE.outputs}
    assert modern.MEASURE.years == SURVEY_YEARS


def test_without_draws_nothing_is_said_of_how_sure(indicators_2023, tracts_2023):
    index = evaluate(modern.RECIPE, indicators_2023, tracts_2023, n=0)
    rows = gather(tract_columns(index))
    assert set(rows.output) == {o.name for o in outputs(modern.RECIPE, is_sure=False)}
    assert rows.moe.isna().all()


def test_equal_scores_share_a_rank():
    recipe = low_poverty.RECIPE
    figures = Figures.plain(np.repeat([0.5, 0.7, 0.9], [3, 4, 5])[:, None], recipe.ids)
    tracts = pd.DataFrame({"geoid": [f"{i:02}" for i in range(12)], "vintage": "2022"})
    rows = gather(tract_columns(Evaluated(recipe, figures, tracts, index(recipe, figures), None, None)))
    rank = rows[rows.output == "rank"].value.tolist()
    assert rank == [10] * 3 + [6] * 4 + [1] * 5


@pytest.mark.parametrize(
    ("ours", "units"),
    [
        (modern, ("score", "standard deviations")),
        (percentile, ("percentile", "percentile")),
        (threshold, ("share", "share")),
    ],
    ids=lambda v: getattr(v, "__name__", ""),
)
def test_units_are_those_of_the_standard(ours, units):
    by_name = {o.name: o for o in ours.MEASURE.outputs}
    assert (by_name["score"].unit, by_name["z_bachelors_share"].unit) == units
