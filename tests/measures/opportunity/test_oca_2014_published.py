"""The 2014 index as published: its levels, its scores, and what Open Communities Alliance said of it."""

import numpy as np
import pandas as pd
import pytest

from fairtown.measures.opportunity.index.engine import Figures, cuts_of, index
from fairtown.measures.opportunity.oca_2014 import CUTS, INDICATORS, LAND, MEASURE, PUBLISHED, RECIPE

#: level, tracts, lowest score, highest score of the published file
LEVELS = [
    (1, 166, -2.970696, -0.411024),
    (2, 165, -0.406949, 0.018167),
    (3, 166, 0.018662, 0.229705),
    (4, 166, 0.229843, 0.432140),
    (5, 166, 0.434039, 1.577682),
]
COMPONENTS = [2.5833, 1.0526, 0.9919, 0.9760, 0.8644, 0.7534, 0.5534, 0.4528, 0.4384, 0.3793, 0.2920, 0.1875]


@pytest.fixture(scope="module")
def indicators(clean) -> pd.DataFrame:
    return clean.rows("oca_index.indicators")


def by_tract(results, variant: str) -> pd.DataFrame:
    rows = results[MEASURE.id, 2014].rows
    rows = rows[(rows.variant == variant) & ~rows.output.str.startswith("mean_")]
    return rows.pivot(index="geoid", columns="output", values="value")


@pytest.mark.parametrize(("level", "tracts", "lowest", "highest"), LEVELS)
def test_tracts_and_scores_of_each_published_level(results, level, tracts, lowest, highest):
    own = by_tract(results, PUBLISHED).query("level == @level").score
    assert len(own) == tracts
    assert round(own.min(), 6) == lowest
    assert round(own.max(), 6) == highest


@pytest.mark.parametrize("variant", [PUBLISHED, LAND])
def test_scores_agree_with_a_plain_recomputation(results, indicators, variant):
    reference = indicators if variant == PUBLISHED else indicators[indicators.geoid != ""]
    names = list(INDICATORS)
    z = (indicators[names] - reference[names].mean()) / reference[names].std()
    plain = z.assign(score=z.mean(axis=1), geoid=indicators.geoid).query("geoid != ''").set_index("geoid")
    own = by_tract(results, variant).loc[plain.index]
    assert len(own) == 829
    assert (own.score - plain.score).abs().max() <= 1e-12
    for name in names:
        assert (own[f"z_{name}"] - plain[name]).abs().max() <= 1e-12
        assert (own[f"z_{name}"].isna() == plain[name].isna()).all()


def test_fifths_of_the_land_tracts_agree_with_plain_ranks(results):
    land = by_tract(results, LAND)
    plain = pd.qcut(land.score, 5, labels=False) + 1
    assert (land.level == plain).all()


def test_the_two_variants_differ_in_one_tract_of_wallingford(results):
    published, land = by_tract(results, PUBLISHED).level, by_tract(results, LAND).level
    differing = published[published != land[published.index]]
    assert differing.to_dict() == {"09009175400": 3}
    assert land["09009175400"] == 2


def test_the_fixed_cuts_lie_in_the_gaps_between_published_levels():
    gaps = [(LEVELS[i][3], LEVELS[i + 1][2]) for i in range(4)]
    for cut, (below, above) in zip(CUTS.at("2014-12-31"), gaps, strict=True):
        assert below < cut < above


def test_fifths_of_831_and_of_829_rows(indicators):
    scored = index(RECIPE, Figures.plain(indicators[list(INDICATORS)], RECIPE.ids))
    assert (~np.isnan(scored.scores)).sum() == 831
    assert scored.ruler.cuts.round(4).tolist() == [[-0.4069, 0.0187, 0.2297, 0.4321]]
    land = scored.scores[:, (indicators.geoid != "").to_numpy()]
    assert cuts_of(RECIPE, land).round(4).tolist() == [[-0.4086, 0.0188, 0.2298, 0.4329]]


def test_principal_components_of_the_822_complete_tracts(indicators):
    complete = indicators[list(INDICATORS)].dropna()
    assert len(complete) == 822
    z = (complete - complete.mean()) / complete.std()
    spread = np.linalg.svd(z, compute_uv=False) / np.sqrt(len(complete) - 1)
    assert [round(s, 4) for s in spread] == COMPONENTS
    assert f"{spread[0] ** 2 / (spread**2).sum():.2%}" == "55.61%"


@pytest.mark.parametrize(
    ("one", "other", "correlation"),
    [
        ("households_not_in_poverty", "households_not_on_public_assistance", 0.88),
        ("grade3_math_score", "grade3_reading_score", 0.96),
        ("owner_occupied_housing", "employment_access_index", -0.65),
    ],
)
def test_published_correlations(indicators, one, other, correlation):
    assert round(indicators[one].corr(indicators[other]), 2) == correlation


def test_the_change_of_jobs_goes_with_nothing(indicators):
    others = [n for n in INDICATORS if n != "job_change_2009_2012"]
    assert indicators[others].corrwith(indicators.job_change_2009_2012).abs().max() < 0.1


def test_one_indicator_can_decide_a_tract(results):
    tracts = by_tract(results, PUBLISHED)
    assert round(tracts.z_housing_units_not_vacant.min(), 1) == -11.4
    assert round(tracts.z_households_not_in_poverty.min(), 1) == -7.4


def test_land_in_each_level_is_what_was_said(results, clean):
    land = clean.rows("census_geography.tracts_2010").set_index("geoid").land_area_sq_mi
    level = by_tract(results, PUBLISHED).level
    share = land[level.index].groupby(level).sum() / land[level.index].sum()
    assert round(share[1], 2) == 0.02
    assert share[[1, 2]].sum() == pytest.approx(0.20, abs=0.005)
    assert share[[4, 5]].sum() == pytest.approx(0.578, abs=0.005)


def test_incomplete_tracts_and_the_repeated_one_carry_a_flag(results):
    rows = (
        results[MEASURE.id, 2014].rows.query("output == 'score' and variant == @PUBLISHED").set_index("geoid")
    )
    flagged = rows.flag[rows.flag != ""].to_dict()
    assert flagged.pop("09003980000") == "repeats_other_tract"
    assert set(flagged.values()) == {"incomplete"}
    assert len(flagged) == 7
    used = by_tract(results, PUBLISHED).n_indicators
    assert set(used.index[used < 12]) == set(flagged)


def test_no_tract_is_without_a_level(results):
    for variant in (PUBLISHED, LAND):
        assert by_tract(results, variant).level.notna().all()
