"""The 2014 index through the engine: the worked example, and the old formulas to the last bit."""

from dataclasses import replace
from hashlib import sha256

import numpy as np
import pandas as pd
import pytest

from fairtown.build.inputs import Inputs
from fairtown.measures.opportunity.index.engine import Figures, score_tracts
from fairtown.measures.opportunity.oca_2014 import (
    CUTS,
    INDICATORS,
    LAND,
    LEVELS,
    MEASURE,
    PUBLISHED,
    RECIPE,
    ruler,
)

FIVE_TRACTS = np.array([[0.95, 70, 80], [0.90, 60, 70], [0.80, 55, 60], [0.70, 45, 50], [0.60, 40, 45]])
#: SHA-256 of the float64 values (little end first, one NaN) in the order of the codes, tract by tract, as the
#: functions of 2014 alone gave them before there was an engine (commit 311544f).
BEFORE = {
    (PUBLISHED, "score"): "2db87b61102db3011205f4b9d1c90d78aa8c0729c6e4dada7868078ebba75e44",
    (PUBLISHED, "level"): "a03337c5a65e7418d0fbb58f22ff3145ccfb0ccba3c90a887acda2928ffb6f74",
    (PUBLISHED, "z"): "8a83d90ca3e977c2ff93addc6032bfa39752269a54f13fc8161279758831cb40",
    (LAND, "score"): "d003e1c140e4a9af76c8f67e0b64e090214f9b4fab5ec6a4261debb641c068bc",
    (LAND, "level"): "bd464468e8bbc2ee50631aac9e69f6bc4e8ce5301dfa4bb36ba691ca90dd72ee",
    (LAND, "z"): "0c9f8c05e9ce9ae935881ca741148b27d4abcb739beb4ccaedfb629da7fb991f",
}


@pytest.fixture(scope="module")
def computed(clean) -> pd.DataFrame:
    return MEASURE.compute(Inputs(MEASURE, clean, {}), 2014)


@pytest.fixture(scope="module")
def indicators(clean) -> pd.DataFrame:
    return clean.rows("oca_index.indicators")


def values_of(computed: pd.DataFrame, variant: str, outputs: list[str]) -> np.ndarray:
    """Return outputs (tracts, outputs) in the order of the codes."""
    rows = computed[(computed.variant == variant) & computed.output.isin(outputs)]
    return rows.pivot(index="geoid", columns="output", values="value").sort_index()[outputs].to_numpy()


# to the last bit


@pytest.mark.parametrize(("variant", "what"), BEFORE)
def test_every_byte_is_as_before_there_was_an_engine(computed, variant, what):
    outputs = [f"z_{name}" for name in INDICATORS] if what == "z" else [what]
    values = values_of(computed, variant, outputs)
    assert values.shape == (829, len(outputs))
    plain = np.where(np.isnan(values), np.nan, values).astype("<f8")
    assert sha256(plain.tobytes()).hexdigest() == BEFORE[variant, what]


@pytest.mark.parametrize("variant", [PUBLISHED, LAND])
def test_the_plain_formulas_give_the_same_bits(computed, indicators, variant):
    """Each z-score, score and level by numpy alone, compared without any tolerance."""
    # the last bit of a sum depends on how its terms lie in memory: as they are read, in the published order
    values = indicators[list(INDICATORS)].to_numpy()
    table = values[(indicators.geoid != "").to_numpy()]
    base = values if variant == PUBLISHED else table
    z = (table - np.nanmean(base, axis=0)) / np.nanstd(base, axis=0, ddof=1)
    known = ~np.isnan(z)
    score = np.where(known, z, 0.0).sum(axis=1) / known.sum(axis=1)
    cuts = CUTS.at("2014-12-31") if variant == PUBLISHED else np.quantile(score, [0.2, 0.4, 0.6, 0.8])
    level = np.searchsorted(cuts, score, side="left") + 1

    in_order = indicators.geoid[indicators.geoid != ""].argsort()
    z, known, score, level = (a[in_order] for a in (z, known, score, level))
    own = values_of(computed, variant, [f"z_{name}" for name in INDICATORS])
    assert ((own == z) | ~known).all()
    assert (np.isnan(own) == ~known).all()
    assert (values_of(computed, variant, ["score"])[:, 0] == score).all()
    assert (values_of(computed, variant, ["level"])[:, 0] == level).all()


# the formula


def by_ruler(values, reference=None, cuts=(-1, 0, 1)):
    table = np.atleast_2d(np.asarray(values, float))
    base = table if reference is None else np.asarray(reference, float)
    three = replace(RECIPE, indicators=RECIPE.indicators[:3])
    return score_tracts(three, Figures.plain(table, three.ids), ruler=ruler(base, cuts), keep=True)


def test_the_worked_example():
    scored = by_ruler(FIVE_TRACTS)
    assert [[f"{v:.3f}" for v in row] for row in scored.standardized[:, 0].T] == [
        ["1.117", "1.340", "1.327"],
        ["0.768", "0.503", "0.629"],
        ["0.070", "0.084", "-0.070"],
        ["-0.629", "-0.754", "-0.768"],
        ["-1.327", "-1.173", "-1.117"],
    ]
    assert [f"{s:.3f}" for s in scored.scores[0]] == ["1.262", "0.633", "0.028", "-0.717", "-1.206"]
    assert scored.levels.tolist() == [[4, 3, 3, 2, 1]]


def test_a_reference_sets_mean_and_spread_without_being_scored():
    reference = [[0.0, 10, 5], [2.0, 20, 5], [4.0, 30, 8]]
    assert by_ruler([[4.0, 20, 6]], reference).standardized[:, 0, 0].tolist() == [1, 0, 0]


def test_a_missing_value_counts_for_nothing_in_mean_and_spread():
    with_hole = np.vstack([FIVE_TRACTS, [[np.nan, 50, np.nan]]])
    scored = by_ruler(with_hole)
    np.testing.assert_array_equal(scored.standardized[0, 0, :5], by_ruler(FIVE_TRACTS).standardized[0, 0])
    assert np.isnan(scored.standardized[[0, 2], 0, 5]).all()
    assert scored.scores[0, 5] == scored.standardized[1, 0, 5]


def test_a_tract_without_any_indicator_has_no_score_and_no_level():
    scored = by_ruler([[np.nan] * 3], FIVE_TRACTS)
    assert np.isnan(scored.scores).all()
    assert np.isnan(scored.levels).all()


def test_its_choices_are_those_that_are_usual():
    assert RECIPE.ids == tuple(INDICATORS)
    assert {(p.domain, p.weight, p.transform) for p in RECIPE.indicators} == {("", 1.0, "none")}
    usual = (RECIPE.standardise, RECIPE.aggregate, RECIPE.missing, RECIPE.winsorise, RECIPE.n_levels)
    assert usual == ("z", "mean", "available_mean", (0, 1), len(LEVELS))
