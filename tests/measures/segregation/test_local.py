"""Local measures: the worked examples, what they must add up to, their margins beside drawn errors, the release."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

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
from fairtown.measures.segregation.entropy import diversity, theil_h
from fairtown.measures.segregation.estimation.by_tract import tracts as tracts_of
from fairtown.measures.uncertainty import standard_error

MODULES = (
    local_entropy, local_divergence, contribution_to_entropy, concentration_at_extremes, local_isolation,
    location_quotient,
)  # fmt: skip
entropy_of, entropy_moe = local_entropy.local_entropy, local_entropy.local_entropy_moe
divergence_of, divergence_moe = local_divergence.local_divergence, local_divergence.local_divergence_moe
contribution = contribution_to_entropy.contribution_to_entropy
contribution_moe = contribution_to_entropy.contribution_to_entropy_moe
ice, ice_moe = (
    concentration_at_extremes.concentration_at_extremes,
    concentration_at_extremes.concentration_at_extremes_moe,
)
isolation, isolation_moe = local_isolation.local_isolation, local_isolation.local_isolation_moe
quotient, shrunk, trust = (
    location_quotient.location_quotient,
    location_quotient.shrunk_quotient,
    location_quotient.trust,
)
TRACTS = np.array([(80, 15, 5), (60, 30, 10), (20, 50, 30), (10, 40, 50)])
BLACK, EVERYONE = TRACTS[:, 1], TRACTS.sum(axis=1)
tracts = npst.arrays(np.int64, (6, 3), elements=st.integers(0, 500))
areas = st.lists(st.integers(0, 2), min_size=6, max_size=6)


def digits(values, n: int = 3) -> list[str]:
    return [f"{v:.{n}f}" for v in values]


def printed(rows, column: int) -> list[float]:
    return [float(row[column].replace("−", "-")) for row in rows[:4]]


def test_the_worked_location_quotient():
    assert digits(quotient(BLACK, EVERYONE)) == ["0.444", "0.889", "1.481", "1.185"]
    rows = location_quotient.MEASURE.worked.rows
    assert quotient(BLACK, EVERYONE).round(3) == pytest.approx(printed(rows, 2))
    assert shrunk(BLACK, EVERYONE).round(3) == pytest.approx(printed(rows, 3))


def test_the_worked_entropy():
    assert digits(diversity(TRACTS), 4) == ["0.6129", "0.8979", "1.0297", "0.9433"]
    rows = local_entropy.MEASURE.worked.rows
    assert entropy_of(TRACTS).round(3) == pytest.approx(printed(rows, 2))
    assert (diversity(TRACTS) / np.log(3)).round(3) == pytest.approx(printed(rows, 2))


def test_the_worked_divergence():
    own = divergence_of(TRACTS)
    assert own.round(4) == pytest.approx(printed(local_divergence.MEASURE.worked.rows, 1))
    assert f"{own.mean():.4f}" == "0.2007"


def test_the_worked_contributions():
    own = contribution(TRACTS)
    assert own.round(4) == pytest.approx(printed(contribution_to_entropy.MEASURE.worked.rows, 2))
    assert f"{own.sum():.4f}" == "0.1873"


def test_the_worked_concentration():
    own = ice(TRACTS[:, 0], BLACK, EVERYONE)
    assert own == pytest.approx(printed(concentration_at_extremes.MEASURE.worked.rows, 2))
    assert f"{ice_moe(own[0], 100, [10, 8, 6], [1, -1, 0]):.2f}" == "0.14"


def test_the_worked_isolation():
    rows = local_isolation.MEASURE.worked.rows
    own = isolation(BLACK, EVERYONE)
    assert own.round(3) == pytest.approx(printed(rows, 2))
    assert (own - 2.0514).round(3) + 2.0514 == pytest.approx(own, abs=1e-3)
    p, of_all = BLACK / EVERYONE, 0.3375
    assert np.log(p**2 / (1 - p**2)).round(3) == pytest.approx(printed(rows, 1))
    odds = (p**2 / (1 - p**2)) / (of_all**2 / (1 - of_all**2))
    assert np.exp(own) == pytest.approx(odds)
    assert f"{odds[2]:.1f}" == "2.6"


@given(tracts, areas)
def test_the_contributions_of_an_area_add_up_to_its_h(people, codes):
    own, h = contribution(people, codes), theil_h(people, codes)
    sums = [own[np.array(codes) == code].sum() for code in np.unique(codes)]
    assert np.allclose(sums, h, atol=1e-10, equal_nan=True)


@given(tracts, areas)
def test_the_mean_divergence_of_an_area_is_h_times_e(people, codes):
    own, total = np.nan_to_num(divergence_of(people, codes)), people.sum(axis=1)
    for code in set(codes):
        inside = np.array(codes) == code
        h = theil_h(people[inside])
        if not np.isnan(h):
            mean = (own * total)[inside].sum() / total[inside].sum()
            assert mean == pytest.approx(h * diversity(people[inside].sum(axis=0)), abs=1e-10)


@given(tracts, areas)
def test_the_mean_quotient_of_an_area_is_one(people, codes):
    group, total = people[:, 0], people.sum(axis=1)
    own = quotient(group, total, codes)
    for code in set(codes):
        lived_in = (np.array(codes) == code) & (total > 0)
        if group[lived_in].sum() > 0:
            assert (own * total)[lived_in].sum() / total[lived_in].sum() == pytest.approx(1)
        else:
            assert np.isnan(own[lived_in]).all()


@given(tracts)
def test_every_measure_stays_in_its_bounds(people):
    total = people.sum(axis=1)
    blank = total == 0
    for values, low, high in (
        (entropy_of(people), 0, 1),
        (divergence_of(people), 0, np.inf),
        (ice(people[:, 0], people[:, 1], total), -1, 1),
    ):
        assert (np.isnan(values) == blank).all()
        assert ((values[~blank] >= low) & (values[~blank] <= high + 1e-12)).all()


@given(tracts, areas)
def test_several_areas_are_answered_as_each_alone(people, codes):
    codes = np.array(codes)
    total = people.sum(axis=1)
    for code in set(codes):
        inside = codes == code
        for together, alone in (
            (divergence_of(people, codes)[inside], divergence_of(people[inside])),
            (contribution(people, codes)[inside], contribution(people[inside])),
            (isolation(people[:, 0], total, codes)[inside], isolation(people[inside, 0], total[inside])),
            (shrunk(people[:, 0], total, codes)[inside], shrunk(people[inside, 0], total[inside])),
        ):
            assert np.allclose(together, alone, atol=1e-9, equal_nan=True)


def test_replicates_are_answered_as_each_alone():
    draws = np.stack([TRACTS, TRACTS[::-1], 2 * TRACTS])
    group, total = draws[..., 1], draws.sum(axis=-1)
    for own, alone in (
        (entropy_of(draws), entropy_of(TRACTS)),
        (divergence_of(draws), divergence_of(TRACTS)),
        (contribution(draws), contribution(TRACTS)),
        (isolation(group, total), isolation(BLACK, EVERYONE)),
        (quotient(group, total), quotient(BLACK, EVERYONE)),
        (shrunk(group, total)[:2], shrunk(BLACK, EVERYONE)),
    ):
        assert own[0] == pytest.approx(alone)
        assert own[1] == pytest.approx(alone[::-1])


@given(tracts)
def test_a_shrunk_quotient_lies_between_the_raw_one_and_one(people):
    group, total = people[:, 0], people.sum(axis=1)
    raw, drawn, weight = quotient(group, total), shrunk(group, total), trust(group, total)
    known = ~np.isnan(raw)
    assert (np.isnan(drawn) == ~known).all()
    assert ((weight[total > 0] >= 0) & (weight[total > 0] <= 1)).all()
    assert (np.abs(drawn - 1)[known] <= np.abs(raw - 1)[known] + 1e-12).all()
    assert ((drawn - 1)[known] * (raw - 1)[known] >= -1e-12).all()


def test_shares_without_spread_are_all_that_of_the_area():
    assert shrunk([10, 20, 30], [100, 200, 300]) == pytest.approx([1, 1, 1])
    assert trust([10, 20, 30], [100, 200, 300]) == pytest.approx([0, 0, 0])


def test_tracts_of_one_kind_each_keep_their_own_share():
    assert trust([50, 0, 70], [50, 60, 70]) == pytest.approx([1, 1, 1])


def test_an_area_of_one_tract_or_one_group_is_left_as_it_is():
    assert shrunk([10], [40]) == pytest.approx([1])
    assert shrunk([10, 20], [10, 20]) == pytest.approx([1, 1])


@pytest.mark.parametrize("likeness", [0.02, 0.2])
def test_the_spread_of_a_beta_binomial_is_found_again(likeness):
    rng = np.random.default_rng(7)
    sizes = rng.integers(20, 200, 20_000)
    strength = 1 / likeness - 1
    group = rng.binomial(sizes, rng.beta(0.3 * strength, 0.7 * strength, len(sizes)))
    expected = sizes / (sizes + strength)
    assert trust(group, sizes) == pytest.approx(expected, abs=0.02)


def test_a_shrunk_share_is_nearer_to_the_truth_than_the_raw_one():
    rng = np.random.default_rng(8)
    truth = rng.beta(0.5, 9.5, 5_000)
    sizes = rng.integers(10, 80, len(truth))
    group = rng.binomial(sizes, truth)
    share = group.sum() / sizes.sum()
    raw, drawn = quotient(group, sizes) * share, shrunk(group, sizes) * share
    assert np.square(drawn - truth).mean() < 0.75 * np.square(raw - truth).mean()


def test_fewer_people_asked_draw_closer_to_the_area():
    group, total = [150, 300, 500, 400], [1000] * 4
    assert (trust(group, total, surveyed=0.02) < trust(group, total)).all()


# ---- margins beside errors drawn at random

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


# ---- bad input


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


# ---- the release


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
