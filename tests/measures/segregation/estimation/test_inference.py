"""What chance and survey error do to an index: baselines, corrections, intervals, comparisons."""

import numpy as np
import pytest
from scipy.stats import binom, gamma, poisson

from fairtown import threads
from fairtown.concepts import FairtownError
from fairtown.measures.segregation.dissimilarity import dissimilarity
from fairtown.measures.segregation.entropy import theil_h
from fairtown.measures.segregation.estimation.bias_correction import bias_corrected
from fairtown.measures.segregation.estimation.comparison import dates_differ, difference, places_differ
from fairtown.measures.segregation.estimation.draws import of_group, of_two_groups
from fairtown.measures.segregation.estimation.random_allocation import by_chance, systematic
from fairtown.measures.segregation.estimation.survey_error import (
    Interval,
    Survey,
    corrected,
    interval,
    log_density,
    weights,
)
from fairtown.measures.segregation.isolation import isolation

Z_90 = 1.645


d = of_two_groups(dissimilarity)


def people(n_units: int, seed: int = 1, mean: float = 400) -> np.ndarray:
    """Return whole people of three groups, unevenly spread."""
    rng = np.random.default_rng(seed)
    return rng.poisson(mean * rng.dirichlet([4, 1, 0.5], n_units)).astype(float)


def surveyed(truth: np.ndarray, weight: np.ndarray, rng) -> tuple[np.ndarray, np.ndarray]:
    """Return estimates and 90% margins of a survey whose people asked stand for `weight` each."""
    estimate = weight * rng.poisson(truth / weight)
    return estimate, Z_90 * weight * np.sqrt(np.maximum(estimate / weight, 1))


# chance


def test_the_baseline_of_dissimilarity_is_the_mean_gap_of_binomials():
    rng = np.random.default_rng(3)
    total = rng.integers(20, 90, 400)
    own = rng.binomial(total, 0.2)
    share = own.sum() / total.sum()
    gaps = sum(np.abs(np.arange(t + 1) - t * share) @ binom.pmf(np.arange(t + 1), t, share) for t in total)
    expected = gaps / (2 * total.sum() * share * (1 - share))
    drawn = by_chance(d, np.stack([own, total - own], axis=1), n=2_000)
    assert drawn.shape == (2_000,)
    assert drawn.mean() == pytest.approx(expected, rel=0.01)


def test_random_placements_keep_the_people_of_every_unit_and_use_the_shares_of_its_area():
    counts, areas = people(60), np.repeat([0, 1, 2], 20)
    seen = by_chance(lambda drawn, _: drawn, counts, areas, n=300)
    assert (seen.sum(axis=-1) == np.rint(counts.sum(axis=1))).all()
    for area in range(3):
        own = counts[areas == area]
        drawn = seen[:, areas == area].sum(axis=(0, 1))
        assert drawn / drawn.sum() == pytest.approx(own.sum(axis=0) / own.sum(), abs=0.005)


def test_the_baseline_of_each_area_is_that_of_the_area_alone():
    counts, areas = people(90, mean=60), np.repeat([0, 1, 2], 30)
    together = by_chance(theil_h, counts, areas, n=400).mean(axis=0)
    alone = [by_chance(theil_h, counts[areas == a], n=400).mean() for a in range(3)]
    assert together == pytest.approx(alone, rel=0.06)


def test_systematic_segregation_starts_at_chance_and_ends_complete():
    assert systematic([0.05, 1.0, 0.0], 0.05).tolist() == pytest.approx([0, 1, -0.05 / 0.95])


def test_bias_correction_takes_off_much_of_what_chance_added():
    rng = np.random.default_rng(5)
    total = np.full(300, 100)
    own = rng.binomial(total, 0.3)
    counts = np.stack([own, total - own], axis=1)
    assert d(counts) > 0.08
    assert 0 < bias_corrected(d, counts, n=200) < 0.7 * d(counts)


def test_bias_correction_of_each_area_is_that_of_the_area_alone_whatever_the_order():
    counts, areas = people(60, mean=50), np.tile([2, 0, 1], 20)
    together = bias_corrected(d, counts, areas, n=600)
    alone = [bias_corrected(d, counts[areas == a], n=600) for a in range(3)]
    assert together == pytest.approx(alone, abs=0.01)


def test_bias_correction_draws_keep_the_people_of_each_group():
    counts, areas = people(40), np.tile([0, 1], 20)
    seen = []
    bias_corrected(lambda c, _: seen.append(c) or c[..., 0, 0], counts, areas, n=20)
    for drawn in seen[1:]:
        for area in (0, 1):
            own = drawn[:, areas == area].sum(axis=1)
            assert (own == counts[areas == area].sum(axis=0)).all()


# survey error


def test_a_survey_drawn_again_is_unbiased_and_has_the_published_spread():
    rng = np.random.default_rng(2)
    truth = people(300, mean=2_000)
    estimate, moe = surveyed(truth, np.full(truth.shape, 25.0), rng)
    drawn = Survey.from_estimates(estimate, moe).drawn(400)
    assert drawn.shape == (400, 2, *truth.shape)
    likely, again = drawn[:, 0], drawn[:, 1]
    assert again.mean(axis=(0, 1)) == pytest.approx(likely.mean(axis=(0, 1)), rel=0.01)
    assert likely.mean(axis=(0, 1)) == pytest.approx(estimate.mean(axis=0), rel=0.03)
    large = estimate > 500
    spread = (again - likely).std(axis=0)
    assert np.median(spread[large] / (moe / Z_90)[large]) == pytest.approx(1, abs=0.1)
    assert (likely >= 0).all()


def test_the_drawn_truths_are_spread_as_the_truth_and_not_as_the_estimates():
    rng = np.random.default_rng(7)
    truth = people(600, mean=2_000)
    estimate, moe = surveyed(truth, np.full(truth.shape, 40.0), rng)
    shares = [
        c[..., 2] / c.sum(axis=-1)
        for c in (truth, estimate, Survey.from_estimates(estimate, moe).drawn(50)[:, 0])
    ]
    true, estimated, likely = shares[0].std(), shares[1].std(), shares[2].std(axis=1).mean()
    assert abs(likely - true) < (estimated - true) / 2


def test_intervals_cover_the_truth_about_nine_times_in_ten():
    rng = np.random.default_rng(11)
    areas = np.repeat(np.arange(8), 40)
    hits, raw = [], []
    for seed in range(25):
        truth = people(320, seed, mean=3_000)
        weight = rng.gamma(4, 8, truth.shape) + 1
        estimate, moe = surveyed(truth, weight, rng)
        for index in (d, theil_h):
            found = interval(index, estimate, moe, areas, n=120, seed=seed)
            hits.append(np.abs(found.corrected - index(truth, areas)) <= found.moe)
            raw.append(np.abs(found.value - index(truth, areas)) <= found.moe)
    assert 0.86 <= np.mean(hits) <= 0.94
    assert np.mean(raw) < 0.80


def found_by_household(truth: np.ndarray, weight: np.ndarray, rng) -> tuple[np.ndarray, np.ndarray]:
    """Return estimates and 90% margins of a survey of households that stand for many or for few, λ × `weight` in all.

    As published tables are: where few were found their weights, and so the margin, are small by chance.
    """
    households = rng.poisson(2 * truth / weight)
    cell = np.repeat(np.arange(truth.size), households.ravel())
    stand_for = rng.exponential(weight.ravel()[cell] / 2)
    estimate, squares = (np.bincount(cell, stand_for**k, truth.size).reshape(truth.shape) for k in (1, 2))
    return estimate, np.where(estimate > 0, Z_90 * np.sqrt(squares), 13.0)


def test_the_density_is_that_of_a_poisson_number_of_exponentials():
    truth, weight = np.array([3.0, 40.0, 700.0]), 50.0
    n = np.arange(1, 400)[:, None]
    for found in (1.0, 30.0, 500.0):
        exact = (poisson.pmf(n, 2 * truth / weight) * gamma.pdf(found, n, scale=weight / 2)).sum(axis=0)
        log = log_density(np.array(found), truth, np.array(weight))
        assert np.exp(log - log[0]) == pytest.approx(exact / exact[0], rel=1e-9)
    nobody = log_density(np.array(0.0), truth, np.array(weight))
    assert np.exp(nobody) == pytest.approx(poisson.pmf(0, 2 * truth / weight))


def test_a_cell_in_which_few_were_found_leans_on_the_weight_of_its_group():
    # Thompson, 2019-2023: 1 Black resident ± 3 by the survey, 72 by the 2020 census
    found, moe = np.array([[1.0, 0, 180, 1200, 60]]), np.array([[3.0, 14, 160, 120, 75]])
    own = weights(found, moe / Z_90)[0]
    shared = ((moe / Z_90)[0, [0, 2, 4]] ** 2).sum() / found[0, [0, 2, 4]].sum()
    assert own[1] == pytest.approx(shared)
    assert own[0] == pytest.approx((1 + 10 * shared) / (1 / 1.823678**2 + 10), rel=1e-4)
    assert own[3] == pytest.approx((1200 + 10 * shared) / ((1200 / 72.948) ** 2 + 10), rel=1e-4)
    assert weights(found, np.zeros(found.shape)).tolist() == [[1e-3] * 5]


def test_a_small_group_found_by_household_is_held_and_hardly_taken_for_more_segregated():
    rng = np.random.default_rng(5)
    areas = np.repeat(np.arange(4), 50)
    raw, missed, held = [], [], []
    for seed in range(20):
        share = rng.beta(1.5, 60, 200)
        truth = np.stack([4_000 * share, 4_000 * (1 - share)], axis=1)
        estimate, moe = found_by_household(truth, np.full(truth.shape, 80.0), rng)
        found = interval(d, estimate, moe, areas, n=100, seed=seed)
        raw.append(found.value - d(truth, areas))
        missed.append(found.corrected - d(truth, areas))
        held.append(np.abs(missed[-1]) <= found.moe)
    # cells in which few were found, with their margins taken as they are, left +0.05 and held 78% (docs/decisions/0020)
    assert np.mean(raw) > 0.12
    assert abs(np.mean(missed)) < 0.02
    assert 0.85 <= np.mean(held) <= 0.98


def test_counts_without_error_are_left_as_they_are():
    counts = people(50)
    found = interval(theil_h, counts, np.zeros(counts.shape), n=50)
    assert found.corrected == found.value
    assert found.moe == 0


def test_more_error_means_a_wider_interval_and_a_larger_correction():
    counts = people(80, mean=3_000)
    moes = [Z_90 * np.sqrt(w * np.maximum(counts, w)) for w in (5, 20, 60)]
    found = [interval(theil_h, counts, moe, n=200) for moe in moes]
    assert found[0].moe < found[1].moe < found[2].moe
    assert found[0].corrected > found[1].corrected > found[2].corrected


def test_an_index_that_some_draw_leaves_undefined_has_no_interval():
    truth = np.array([[0.5, np.nan], [0.4, 0.3], [0.6, 0.2]])
    found = corrected(np.array([0.5, 0.2]), truth, truth + np.array([[0.01], [0.02], [0.03]]))
    assert np.isnan(found.corrected).tolist() == [False, True]
    assert np.isnan(found.moe).tolist() == [False, True]


@pytest.mark.parametrize("bad", [np.nan, -1.0])
def test_margins_that_are_missing_or_negative_are_refused(bad):
    moe = np.ones((4, 3))
    moe[1, 2] = bad
    with pytest.raises(FairtownError, match="1 margins are missing or negative, expected one ≥ 0 per count"):
        interval(theil_h, people(4), moe)


# comparisons


def test_a_difference_has_the_margin_of_both_and_the_p_of_a_normal():
    first = Interval(np.array(0.61), np.array(0.60), np.array(0.03))
    second = Interval(np.array(0.56), np.array(0.55), np.array(0.04))
    found = difference(first, second)
    assert found.value == pytest.approx(-0.05)
    assert found.moe == pytest.approx(0.05)
    assert found.p == pytest.approx(0.1, abs=1e-3)
    assert difference(first, second, shared_years=0.19).moe == pytest.approx(0.045)


@pytest.mark.parametrize("share", [-0.1, 1.0])
def test_a_share_of_years_outside_0_to_1_is_refused(share):
    same = Interval(np.array(0.5), np.array(0.5), np.array(0.1))
    with pytest.raises(FairtownError, match=r"shared_years is .*, expected a share from 0 to below 1"):
        difference(same, same, share)


def test_places_dealt_from_one_pack_do_not_differ_and_opposite_ones_do():
    units = people(80, mean=900)
    assert places_differ(theil_h, units[::2], units[1::2], n=199) > 0.05
    even = np.tile(units.sum(axis=0), (40, 1))
    assert places_differ(theil_h, units, even, n=199) == 1 / 200


def test_p_values_of_equal_places_are_small_as_rarely_as_they_say():
    rng = np.random.default_rng(17)
    units = people(40, mean=500)
    found = [
        places_differ(d, units[order[:20]], units[order[20:]], n=99, seed=int(order[0]))
        for order in (rng.permutation(40) for _ in range(60))
    ]
    assert np.mean(np.array(found) <= 0.10) < 0.22


def test_nothing_changed_between_the_same_dates_and_much_when_all_mix():
    units = people(80)
    assert dates_differ(theil_h, units, units, n=99) == 1.0
    mixed = np.outer(units.sum(axis=1), units.sum(axis=0) / units.sum())
    assert dates_differ(theil_h, units, mixed, n=199) == 1 / 200


# all draws


def test_an_index_of_a_group_and_everyone_is_taken_from_the_column_of_the_group():
    counts, areas = people(30), np.repeat([0, 1], 15)
    own = isolation(counts[:, 2], counts.sum(axis=1), areas)
    assert of_group(isolation, 2)(counts, areas).tolist() == own.tolist()


@pytest.mark.parametrize(
    "answer",
    [
        lambda seed: by_chance(theil_h, people(30), n=70, seed=seed).tolist(),
        lambda seed: bias_corrected(theil_h, people(30), n=70, seed=seed).tolist(),
        lambda seed: interval(theil_h, people(30), np.full((30, 3), 30.0), n=70, seed=seed).moe.tolist(),
        lambda seed: places_differ(d, people(20), people(20, 2), n=70, seed=seed),
    ],
    ids=["by_chance", "bias_corrected", "interval", "places_differ"],
)
def test_a_seed_decides_the_answer_on_any_number_of_cores(monkeypatch, answer):
    monkeypatch.setattr(threads, "_most", 4)
    several = answer(5)
    monkeypatch.setattr(threads, "_most", 1)
    assert answer(5) == several
    assert answer(6) != several


@pytest.mark.parametrize("n", [0, 1])
def test_too_few_draws_are_refused(n):
    with pytest.raises(FairtownError, match=f"n is {n}, expected a whole number from 2; 500 is usual"):
        by_chance(theil_h, people(10), n=n)
