"""What the maps owe to their choices: the worked example, recounts with pandas, and what must add up."""

import numpy as np
import pandas as pd
import pytest

from fairtown.build.inputs import Inputs
from fairtown.measures.opportunity import indicators
from fairtown.measures.opportunity.coherence import RECIPES
from fairtown.measures.opportunity.index.choices import first_order
from fairtown.measures.opportunity.oca_2014 import INDICATORS
from fairtown.measures.opportunity.sensitivity import (
    CHOICE_WORDS,
    DRAWN,
    MEASURE,
    NAMED,
    SUB_AREAS,
    TOGETHER,
    WITH_RANDOM,
)
from fairtown.states import state

from ...surveys import held

YEARS = held(MEASURE.years)
N_TRACTS = {2014: 829, 2023: 879}


@pytest.fixture(scope="module")
def observed(clean) -> dict[int, pd.DataFrame]:
    return {y: indicators.compute(Inputs(indicators.MEASURE, clean, {}), y) for y in YEARS}


@pytest.fixture(scope="module")
def rows(clean, observed) -> dict[int, pd.DataFrame]:
    given = {(indicators.MEASURE.id, year): table for year, table in observed.items()}
    return {year: MEASURE.compute(Inputs(MEASURE, clean, given), year) for year in YEARS}


def of_state(rows: pd.DataFrame, output: str, variant: str = NAMED) -> pd.Series:
    found = rows[(rows.geoid == "09") & (rows.output == output) & (rows.variant == variant)]
    return found.set_index("group").value


def of_tracts(rows: pd.DataFrame, variant: str = NAMED) -> pd.DataFrame:
    found = rows[(rows.geoid != "09") & (rows.variant == variant)]
    return found.pivot(index="geoid", columns="output", values="value")


def test_the_worked_example():
    shift = np.array([[0.0, 4.0], [2.0, 10.0]])  # scale, weights
    scale, weights = first_order(shift)
    assert (shift.mean(), shift.var()) == (4, 14)
    assert [f"{s:.1%}" for s in (scale, weights, 1 - scale - weights)] == ["28.6%", "64.3%", "7.1%"]
    assert np.median([100, 120, 180, 110]) == 115
    shown = {row[0]: row[-1] for row in MEASURE.worked.rows}
    assert shown["scale: share"] == "28.6%"
    assert shown["weights: share"] == "64.3%"
    assert shown["both at once"] == "7.1%"


def test_sub_areas_name_every_indicator_of_2014_once():
    assert set(SUB_AREAS) == set(INDICATORS)
    assert pd.Series(SUB_AREAS).value_counts().to_dict() == {"economy": 5, "neighborhood": 4, "education": 3}


@pytest.mark.parametrize("check", state("ct").checks[MEASURE.id], ids=lambda c: c.group)
def test_the_independent_computation_agrees(rows, check):
    own = of_state(rows[check.year], check.output, check.variant)[check.group]
    assert own == pytest.approx(check.published, abs=check.tolerance)


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("variant", [NAMED, WITH_RANDOM])
def test_shares_add_up_and_options_multiply(rows, year, variant):
    shares = of_state(rows[year], "sobol", variant)
    assert shares.sum() == pytest.approx(1)
    assert (shares >= 0).all()
    options = of_state(rows[year], "options", variant)
    assert set(shares.index) == {*options.index, TOGETHER} <= set(CHOICE_WORDS)
    assert of_state(rows[year], "recipes", variant)[""] == options.prod()
    assert ("reference" in options.index) == (year == 2023)


def test_how_many_recipes_there_are(rows):
    counts = {(y, v): of_state(rows[y], "recipes", v)[""] for y in YEARS for v in (NAMED, WITH_RANDOM)}
    assert counts == {
        (2014, NAMED): 4 * 3 * 2 * 2 * 13,
        (2014, WITH_RANDOM): 4 * 23 * 2 * 2 * 13,
        (2023, NAMED): 4 * 3 * 2 * 2 * 8 * 2,
        (2023, WITH_RANDOM): 4 * 23 * 2 * 2 * 8 * 2,
    }


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("variant", [NAMED, WITH_RANDOM])
def test_every_tract_has_a_share_and_a_band_of_ranks(rows, year, variant):
    table = of_tracts(rows[year], variant)
    assert len(table) == N_TRACTS[year]
    known = table.dropna()
    assert known.share_kept.between(0, 1).all()
    assert (known.rank_lo <= known.median_rank).all()
    assert (known.median_rank <= known.rank_hi).all()
    assert known.rank_lo.min() >= 1
    assert known.rank_hi.max() <= len(known)
    assert of_state(rows[year], "share_kept", variant)[""] == known.share_kept.median()


def test_a_tract_without_a_score_says_so(rows):
    table = rows[2023][rows[2023].geoid != "09"]
    assert table.value.isna().any()
    assert (table.flag.str.contains("no_score") == table.value.isna()).all()


def test_a_tract_that_lacks_an_indicator_says_so(rows):
    flags = rows[2014][rows[2014].output == "rank_lo"].set_index("geoid").flag
    assert flags.str.contains("incomplete").sum() == 2 * (829 - 822)
    assert (flags["09003980000"] == "repeats_other_tract").all()


def test_single_changes_stand_once(rows):
    for year in YEARS:
        shares = of_state(rows[year], "kept")
        assert shares.index.is_unique
        assert set(shares.index) <= set(MEASURE.group_words)
        assert not [g for g in shares.index if "random" in g]
        assert list(of_state(rows[year], "kept", WITH_RANDOM).index) == [DRAWN]
        assert {f"leave_out.{i}" for i in RECIPES[year].ids} <= set(shares.index)
        assert len(shares) == of_state(rows[year], "options").sub(1).sum()


def fifths(score: pd.Series) -> pd.Series:
    return pd.qcut(score, 5, labels=False)


def test_the_region_in_place_of_the_state_recounted_with_pandas(clean, observed, rows):
    """Bounds, means and spreads anew in each planning region; levels and ranks over the state."""
    tracts = indicators.tracts_of(clean.places, "2022")
    wide = observed[2023].pivot(index="geoid", columns="output", values="value").reindex(tracts.geoid)
    region = pd.Series(tracts.region.to_numpy(), index=wide.index)
    table = pd.DataFrame(
        {
            "schools": wide.schools_share,
            "degrees": wide.bachelors_share,
            "income": np.log(wide.median_household_income_usd),
            "poverty": -wide.poverty_share,
            "burden": -wide.cost_burden_share,
            "owners": wide.owner_share,
            "cars": -wide.no_vehicle_share,
        }
    )

    def score(areas: pd.Series) -> pd.Series:
        def z(x: pd.Series) -> pd.Series:
            held = x.clip(x.quantile(0.05), x.quantile(0.95))
            return (held - held.mean()) / held.std()

        scaled = table.groupby(areas).transform(z)
        domains = (["schools", "degrees"], ["income", "poverty", "burden"], ["owners", "cars"])
        total = pd.concat([scaled[list(d)].mean(axis=1) for d in domains], axis=1).mean(axis=1)
        weight = pd.Series([1 / 6, 1 / 6, 1 / 9, 1 / 9, 1 / 9, 1 / 6, 1 / 6], index=table.columns)
        return total.where(table.notna() @ weight >= 0.5)

    state, own = score(pd.Series("", index=wide.index)), score(region)
    known = state.notna()
    share_kept = (fifths(state[known]) == fifths(own[known])).mean()
    assert of_state(rows[2023], "kept")["reference.region"] == pytest.approx(share_kept, abs=1e-12)
    shift = (state.rank(ascending=False) - own.rank(ascending=False)).abs().mean()
    assert of_state(rows[2023], "rank_shift")["reference.region"] == pytest.approx(shift, abs=1e-4)
    order = state.corr(own, method="spearman")
    assert of_state(rows[2023], "spearman")["reference.region"] == pytest.approx(order, abs=1e-12)


def test_what_the_map_of_2014_owes_most(rows):
    named, drawn = (of_state(rows[2014], "sobol", v).drop(TOGETHER) for v in (NAMED, WITH_RANDOM))
    assert (named.idxmax(), drawn.idxmax()) == ("aggregate", "weighting")


def test_what_the_map_of_today_owes_most(rows):
    for variant in (NAMED, WITH_RANDOM):
        assert of_state(rows[2023], "sobol", variant).idxmax() == "reference"
