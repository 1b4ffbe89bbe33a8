"""Margins of local measures beside errors drawn at random, and bad input."""

import numpy as np
import pytest

from fairtown.build.inputs import Inputs
from fairtown.concepts import GROUPS, FairtownError
from fairtown.measures.segregation import (
    concentration_at_extremes,
    contribution_to_entropy,
    local_divergence,
    local_entropy,
    local_isolation,
    location_quotient,
)
from fairtown.measures.segregation.entropy import theil_h
from fairtown.measures.segregation.estimation.by_tract import tracts as tracts_of
from fairtown.measures.uncertainty import standard_error

from .local_cases import (
    TRACTS,
    contribution,
    divergence_moe,
    divergence_of,
    entropy_moe,
    entropy_of,
    ice,
    ice_moe,
    isolation,
    isolation_moe,
    quotient,
    shrunk,
)

MODULES = (
    local_entropy, local_divergence, contribution_to_entropy, concentration_at_extremes, local_isolation,
    location_quotient,
)  # fmt: skip
contribution_moe = contribution_to_entropy.contribution_to_entropy_moe
COUNTS = np.array([(2400.0, 700, 200, 600, 150), (500, 1500, 90, 1400, 160), (3100, 60, 300, 200, 80)])
#: Small enough that the first order is nearly all.
MOES = np.array([(120.0, 80, 35, 75, 30), (65, 130, 20, 120, 35), (125, 20, 45, 40, 25)])
RNG = np.random.default_rng(11)
DRAWS = np.maximum(RNG.normal(COUNTS, standard_error(MOES), (20_000, *COUNTS.shape)), 0)
REFERENCE = np.array([(50_000.0, 9_000, 4_000, 15_000, 4_000)])


def beside_reference(function, counts):
    whole = np.broadcast_to(REFERENCE * 1e6, (*counts.shape[:-2], 1, counts.shape[-1]))
    return function(np.concatenate([counts, whole], axis=-2))[..., : counts.shape[-2]]


def of_errors(function) -> np.ndarray:
    return 1.645 * function(DRAWS).std(axis=0)


def group_moes(column: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rest = np.sqrt(np.square(MOES).sum(axis=1) - MOES[:, column] ** 2)
    return COUNTS[:, column], MOES[:, column], rest


def test_the_margin_of_local_entropy():
    assert entropy_moe(COUNTS, MOES) == pytest.approx(of_errors(entropy_of), rel=0.05)


def test_the_margin_of_local_divergence():
    drawn = of_errors(lambda c: beside_reference(divergence_of, c))
    moes = np.vstack([MOES, np.zeros((1, 5))])
    own = divergence_moe(np.vstack([COUNTS, REFERENCE * 1e6]), moes)[:3]
    assert own == pytest.approx(drawn, rel=0.05)


def test_the_margin_of_the_contribution():
    drawn = of_errors(lambda c: beside_reference(contribution, c))
    moes = np.vstack([MOES, np.zeros((1, 5))])
    own = contribution_moe(np.vstack([COUNTS, REFERENCE * 1e6]), moes)[:3]
    assert own == pytest.approx(drawn, rel=0.05)


@pytest.mark.parametrize("signs", [(1, -1, 0, 0, 0), (1, -1, -1, -1, -1)])
def test_the_margin_of_the_concentration(signs):
    second = [g for g, sign in enumerate(signs) if sign < 0]
    value = lambda c: ice(c[..., 0], c[..., second].sum(axis=-1), c.sum(axis=-1))  # noqa: E731
    own = ice_moe(value(COUNTS), COUNTS.sum(axis=1), MOES, signs)
    assert own == pytest.approx(of_errors(value), rel=0.05)


def test_the_margin_of_local_isolation():
    people, moe, rest = group_moes(1)
    own = isolation_moe(people, moe, COUNTS.sum(axis=1), rest)
    drawn = of_errors(lambda c: beside_reference(lambda d: isolation(d[..., 1], d.sum(axis=-1)), c))
    assert own[:2] == pytest.approx(drawn[:2], rel=0.05)


def test_where_the_survey_met_nobody_the_margin_is_rough_but_known():
    counts = np.array([(900.0, 100, 0), (700, 250, 50)])
    moes = np.array([(90.0, 60, 14), (80, 70, 40)])
    drawn = 1.645 * entropy_of(np.abs(RNG.normal(counts, standard_error(moes), (20_000, 2, 3)))).std(axis=0)
    own = entropy_moe(counts, moes)
    assert 0.5 < own[0] / drawn[0] < 2
    assert own[1] == pytest.approx(drawn[1], rel=0.1)


def test_an_unknown_margin_stays_unknown():
    unknown = np.where(np.arange(5) == 2, np.nan, MOES)
    for own in (
        entropy_moe(COUNTS, unknown),
        divergence_moe(COUNTS, unknown),
        contribution_moe(COUNTS, unknown),
        ice_moe(np.zeros(3), COUNTS.sum(axis=1), unknown, (1, -1, 0, 0, 0)),
    ):
        assert np.isnan(own).all()


@pytest.mark.parametrize("function", [entropy_of, divergence_of, contribution])
@pytest.mark.parametrize("bad", [[[5, -1], [2, 3]], [[5, np.nan], [2, 3]], [[5], [2]]])
def test_bad_counts_are_refused(function, bad):
    with pytest.raises(FairtownError, match=r"^segregation: "):
        function(bad)


@pytest.mark.parametrize("function", [quotient, isolation, shrunk])
def test_a_group_larger_than_everyone_is_refused(function):
    with pytest.raises(FairtownError, match="larger than everyone in 1 units"):
        function([5, 9], [5, 8])


def test_two_groups_larger_than_everyone_are_refused():
    with pytest.raises(FairtownError, match="larger than everyone in 1 units"):
        ice([5, 6], [2, 3], [8, 8])


def test_areas_that_do_not_fit_are_refused():
    with pytest.raises(FairtownError, match="areas has shape"):
        divergence_of(TRACTS, [0, 1])


@pytest.mark.parametrize("module", MODULES, ids=lambda m: m.MEASURE.id)
@pytest.mark.parametrize("year", [2016, 2018, 2019, 2023])
def test_every_tract_on_land_has_a_figure_or_a_reason(clean, results, module, year):
    rows = results[module.MEASURE.id, year].rows
    tracts_there = clean.places[(clean.places.level == "tract") & (clean.places.town != "")]
    own = tracts_there[tracts_there.vintage == ("2022" if year == 2023 else "2010")]
    assert set(rows.geoid) == set(own.geoid)
    assert len(rows) % len(own) == 0
    assert rows.flag[rows.value.isna()].str.contains("no_base|group_absent").all()
    known = rows[rows.value.notna()]
    assert known.flag.str.contains("no_margin").eq(known.moe.isna()).all()
    assert known.moe.isna().all() == (year == 2016)


def test_a_tract_without_people_is_blank_and_says_so(results):
    people = results["residents.race_ethnicity", 2019].rows.query(
        "output == 'people' and group == 'everyone'"
    )
    empty = set(people.geoid[people.value == 0])
    for module in MODULES:
        rows = results[module.MEASURE.id, 2019].rows
        own = rows[rows.geoid.isin(empty)]
        assert len(own) > 0
        assert own.value.isna().all()
        assert own.flag.str.contains("no_base").all()


@pytest.mark.parametrize("year", [2016, 2018, 2019, 2023])
def test_the_contributions_of_the_release_add_up_to_h_of_the_state(clean, results, year):
    done = {("residents.race_ethnicity", year): results["residents.race_ethnicity", year].rows}
    counts = tracts_of(Inputs(contribution_to_entropy.MEASURE, clean, done), year).counts
    own = results[contribution_to_entropy.MEASURE.id, year].rows.value.sum()
    assert own == pytest.approx(theil_h(counts), abs=1e-12)


def test_the_quotient_of_the_release_is_share_beside_share(results, one):
    shares = (
        results["residents.race_ethnicity", 2019]
        .rows.query("output == 'share'")
        .set_index(["geoid", "group"])
    )
    rows = results[location_quotient.MEASURE.id, 2019].rows
    raw = rows[(rows.output == "raw") & (rows.group == "nh_black")].set_index("geoid").value.dropna()
    own = shares.value.xs("nh_black", level="group")[raw.index]
    ratio = own / raw
    assert ratio[own > 0].std() < 1e-12


def test_small_shares_are_drawn_towards_the_state(results):
    rows = results[location_quotient.MEASURE.id, 2019].rows.pivot(
        index=["geoid", "group"], columns="output", values="value"
    )
    drawn = (rows.value - 1).abs() / (rows.raw - 1).abs()
    by_group = drawn.groupby("group").median()
    assert by_group.between(0.5, 1).all()
    assert by_group["nh_asian"] < by_group["nh_white"]


def test_concentration_beside_people_of_color_is_twice_the_white_share_less_one(results):
    white = results["residents.race_ethnicity", 2023].rows.query("output == 'share' and group == 'nh_white'")
    rows = results[concentration_at_extremes.MEASURE.id, 2023].rows
    own = rows[rows.group == "nh_white|people_of_color"].set_index("geoid").value.dropna()
    assert own.to_numpy() == pytest.approx(
        2 * white.set_index("geoid").value[own.index].to_numpy() - 1, abs=1e-9
    )


def test_a_figure_close_to_zero_is_not_called_vague(results):
    rows = results[concentration_at_extremes.MEASURE.id, 2019].rows
    near = rows[(rows.value.abs() < 0.02) & (rows.moe < 0.2)]
    assert len(near) > 0
    assert not near.flag.str.contains("unreliable").any()
    assert rows.flag[rows.moe > 0.25].str.contains("unreliable").all()


def test_the_tracts_hold_the_published_people(clean, results):
    measure = local_entropy.MEASURE
    done = {("residents.race_ethnicity", 2019): results["residents.race_ethnicity", 2019].rows}
    tracts = tracts_of(Inputs(measure, clean, done), 2019)
    cells = clean.rows("acs5.race_ethnicity", 2019).set_index("geoid").loc[tracts.places.geoid]
    for group in ("nh_white", "hispanic"):
        people, moe = tracts.group(group)
        assert (people == cells[f"pop_{group}"].to_numpy()).all()
        assert (moe == cells[f"pop_{group}_moe"].to_numpy()).all()
    assert tracts.counts.shape[1] == len(GROUPS)
