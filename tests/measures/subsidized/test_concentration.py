"""Concentration: the worked example, bands at their edges, margins by hand and by draws, and a plain recount."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtri

from fairtown.measures.observations import gather, observe
from fairtown.measures.segregation.dissimilarity import dissimilarity
from fairtown.measures.subsidized.by_opportunity import ALL
from fairtown.measures.subsidized.concentration import DISTINCT, MEASURE, RECORDS
from fairtown.measures.subsidized.kinds_of_tract import (
    BANDS,
    POVERTY_BANDS,
    WAYS,
    dissimilarity_moe,
    mean_poverty,
    membership,
    of_ways,
    over_ways,
)
from fairtown.measures.uncertainty import Z_90

TRACTS = pd.DataFrame({"geoid": ["01", "02", "03", "04"], "vintage": "2010"})
counts = st.lists(st.integers(0, 500), min_size=3, max_size=3)


@pytest.fixture
def concentrated(compute):
    """Tracts 01 and 02 in Alder, 03 and 04 in Birch, all in the north; `homes`: program -> homes recorded by tract."""

    def run(
        homes,
        occupied,
        moe,
        rentals=None,
        level=(1, 2, 4, 5),
        poverty=(0.4, 0.1, 0.05, 0.3),
        recap=(1, 0, 0, 0),
        poverty_moe=0.03,
        color=(0.9, 0.1, 0.1, 0.1),
        color_moe=0.05,
        recap_line=0.3,
    ):
        rentals = occupied if rentals is None else rentals
        inventory = [
            observe(TRACTS, output, values, group=group, variant="near")
            for group, values in homes.items()
            for output in ("homes_recorded", "distinct_homes")
        ]
        observations = {
            ("subsidized.distinct_homes", 2020): gather(inventory),
            ("homes.tenure", 2019): gather(
                [
                    observe(TRACTS, "households", occupied, moe),
                    observe(TRACTS, "renter_households", rentals, moe),
                ]
            ),
            ("residents.poverty", 2019): gather([observe(TRACTS, "poverty_share", poverty, poverty_moe)]),
            ("opportunity.oca_2014", 2014): gather(
                [observe(TRACTS, "level", level, variant="published_rows")]
            ),
            ("opportunity.recap", 2019): gather(
                [
                    observe(TRACTS, "is_recap", recap, variant="metropolitan"),
                    observe(TRACTS, "threshold", recap_line, variant="metropolitan"),
                ]
            ),
            ("residents.race_ethnicity", 2019): gather(
                [observe(TRACTS, "share", color, color_moe, group="people_of_color")]
            ),
        }
        return compute(MEASURE, 2020, {}, observations)

    return run


def test_the_worked_example(concentrated, one):
    rows = concentrated({ALL: [60, 40, 0, 0]}, [200, 800, 0, 0], [30, 60, 0, 0])
    assert one(rows, "09", "share", "very_low", RECORDS).value == 0.6
    base = one(rows, "09", "homes_share", "very_low", RECORDS)
    assert base.value == 0.2
    assert round(base.moe, 3) == 0.027
    ratio = one(rows, "09", "rr_all", "very_low", RECORDS)
    assert ratio.value == pytest.approx(3.0)
    assert round(ratio.moe, 1) == 0.4


def test_the_worked_example_of_a_tract_near_the_line(concentrated, one):
    """A tract that is an R/ECAP with a probability of 90%, the others surely none."""
    moe = 0.03
    rows = concentrated(
        {ALL: [30, 30, 30, 10]},
        [100, 300, 300, 300],
        [0] * 4,
        poverty=(0.3 + ndtri(0.9) * moe / Z_90, 0.1, 0.05, 0.05),
        poverty_moe=moe,
    )
    base, own = (one(rows, "09", output, "recap", RECORDS) for output in ("homes_share", "share"))
    assert (base.value, own.value) == (0.1, 0.3)
    assert 100 * base.moe == pytest.approx(4.9, abs=0.05)
    assert 100 * own.moe == pytest.approx(14.8, abs=0.05)
    # in one of ten surveys no tract is an R/ECAP: nobody can say how sure the ratio is
    ratio = one(rows, "09", "rr_all", "recap", RECORDS)
    assert ratio.value == pytest.approx(3)
    assert np.isnan(ratio.moe)
    assert "unreliable" in ratio.flag
    taken_out = one(rows, "09", "homes_share_corrected", "recap", RECORDS)
    assert 0 <= taken_out.value <= 1
    assert taken_out.moe >= base.moe


def test_an_unknown_error_of_a_tract_with_homes_leaves_the_margins_by_its_kind_unknown(concentrated, one):
    rows = concentrated(
        {ALL: [60, 20, 10, 10]}, [100] * 4, [10] * 4, poverty_moe=0.03, color_moe=(np.nan, 0.05, 0.05, 0.05)
    )
    for output in ("share", "homes_share", "rr_all", "homes_share_corrected"):
        unknown = one(rows, "09", output, "recap", RECORDS)
        assert np.isnan(unknown.moe)
        assert "margin_missing" in unknown.flag
    assert one(rows, "09", "homes_share", "poverty_40_or_more", RECORDS).moe > 0


def test_margins_by_level_are_lower_bounds_and_say_so(concentrated, one):
    rows = concentrated({ALL: [60, 20, 10, 10]}, [100] * 4, [10] * 4)
    for output in ("units", "share", "homes", "homes_share", "rentals_share", "rr_all", "rr_rentals"):
        assert "lower_bound" in one(rows, "09", output, "very_low", RECORDS).flag
        assert "lower_bound" not in one(rows, "09", output, "recap", RECORDS).flag
    assert np.isnan(one(rows, "09", "share", "very_low", RECORDS).moe)
    assert not rows.flag[rows.output.str.endswith("_corrected")].str.contains("lower_bound").any()


def test_every_way_of_telling_tracts_apart_has_its_shares(concentrated, one):
    rows = concentrated({ALL: [60, 20, 10, 10]}, [100, 100, 100, 100], [10] * 4)
    assert one(rows, "09", "share", "poverty_40_or_more", RECORDS).value == 0.6
    assert one(rows, "09", "share", "poverty_10_to_20", RECORDS).value == 0.2
    assert one(rows, "09", "share", "poverty_under_10", RECORDS).value == 0.1
    assert one(rows, "09", "share", "poverty_20_to_30", RECORDS).value == 0
    assert one(rows, "09", "share", "recap", RECORDS).value == 0.6
    assert one(rows, "09", "rr_all", "recap", RECORDS).value == pytest.approx(2.4)
    assert one(rows, "09", "rr_all", "not_recap", RECORDS).value == pytest.approx(0.4 / 0.75)


def test_rentals_are_set_apart_from_all_homes(concentrated, one):
    rows = concentrated({ALL: [50, 50, 0, 0]}, [100, 300, 0, 0], [10] * 4, rentals=[80, 20, 0, 0])
    assert one(rows, "09", "rr_all", "very_low", RECORDS).value == pytest.approx(2)
    assert one(rows, "09", "rr_rentals", "very_low", RECORDS).value == pytest.approx(0.5 / 0.8)
    assert one(rows, "09", "rentals", "very_low", RECORDS).value == 80
    assert one(rows, "09", "rentals_share", "low", RECORDS).value == 0.2


def test_a_program_has_its_own_groups_in_the_state_and_regions_have_all_programs_only(concentrated, one):
    homes = {ALL: [60, 40, 0, 0], "LIHTC": [10, 30, 0, 0]}
    rows = concentrated(homes, [100] * 4, [10] * 4)
    assert one(rows, "09", "share", "LIHTC|low", RECORDS).value == 0.75
    assert one(rows, "09", "rr_all", "LIHTC|low", DISTINCT).value == pytest.approx(3)
    assert one(rows, "north", "share", "low", RECORDS).value == 0.4
    assert not ((rows.geoid == "north") & rows.group.str.startswith("LIHTC")).any()
    assert not (rows.geoid == "south").any(), "no tract has its first town there"


def test_homes_in_a_tract_of_unknown_kind_are_told_and_in_no_share(concentrated, one):
    rows = concentrated(
        {ALL: [60, 40, 900, 0]}, [100] * 4, [10] * 4, level=(1, 2, np.nan, 5), recap=(1, 0, np.nan, 0)
    )
    assert one(rows, "09", "units", "no_level", RECORDS).value == 900
    assert one(rows, "09", "units", "no_recap", RECORDS).value == 900
    assert one(rows, "09", "units", "no_poverty", RECORDS).value == 0
    assert one(rows, "09", "share", "very_low", RECORDS).value == 0.6
    assert one(rows, "09", "homes_share", "very_low", RECORDS).value == pytest.approx(1 / 3)


def test_a_ratio_over_no_homes_is_blank_and_says_why(concentrated, one):
    rows = concentrated({ALL: [60, 0, 0, 0]}, [100] * 4, [10] * 4, level=(1, 1, 1, 1))
    ratio = one(rows, "09", "rr_all", "very_high", RECORDS)
    assert np.isnan(ratio.value)
    assert "no_base" in ratio.flag
    certain = one(rows, "09", "homes_share", "very_low", RECORDS)
    assert (certain.value, certain.flag) == (1, "one_side;lower_bound")
    assert np.isnan(certain.moe)


def test_a_ratio_without_survey_error_shows_no_margin(concentrated, one):
    rows = concentrated({ALL: [60, 40, 0, 0]}, [100] * 4, [10] * 4)
    none = one(rows, "09", "rr_all", "very_high", RECORDS)
    assert none.value == 0
    assert np.isnan(none.moe)


def test_few_homes_carry_a_caution_and_none_at_all_are_a_blank(concentrated, one):
    rows = concentrated({ALL: [49, 0, 0, 0], "LIHTC": [0, 0, 0, 0]}, [100] * 4, [10] * 4)
    assert one(rows, "09", "share", "very_low", RECORDS).flag == "small_base;lower_bound"
    assert "small_base" in one(rows, "09", "rr_all", "very_low", RECORDS).flag
    for output, group in (
        ("share", "LIHTC|low"),
        ("poverty_exposure", "LIHTC"),
        ("dissimilarity_towns", "LIHTC"),
    ):
        blank = one(rows, "09", output, group, RECORDS)
        assert np.isnan(blank.value)
        assert "no_base" in blank.flag


def test_poverty_around_the_average_home_by_hand(concentrated, one):
    rows = concentrated({ALL: [75, 25, 0, 0]}, [100] * 4, [0] * 4, poverty=(0.4, 0.2, 0.1, 0.1))
    own = one(rows, "09", "poverty_exposure", ALL, RECORDS)
    assert own.value == pytest.approx(0.35)
    assert own.moe == pytest.approx(0.03 * np.hypot(0.75, 0.25))
    assert one(rows, "09", "renter_poverty_exposure", ALL, RECORDS).value == pytest.approx(0.2)
    assert one(rows, "09", "household_poverty_exposure", ALL, RECORDS).moe == pytest.approx(0.015)


def test_dissimilarity_over_towns_does_not_see_tracts_of_one_town(concentrated, one):
    rows = concentrated({ALL: [100, 0, 100, 0]}, [100] * 4, [10] * 4)
    assert one(rows, "09", "dissimilarity_tracts", ALL, RECORDS).value == 0.5
    assert one(rows, "09", "dissimilarity_towns", ALL, RECORDS).value == 0


@pytest.mark.parametrize(
    ("poverty", "band"),
    [
        (0.0, "poverty_under_10"),
        (0.0999, "poverty_under_10"),
        (0.10, "poverty_10_to_20"),
        (0.20, "poverty_20_to_30"),
        (0.2999, "poverty_20_to_30"),
        (0.40, "poverty_40_or_more"),
        (1.0, "poverty_40_or_more"),
    ],
)
def test_a_band_begins_at_its_lower_edge(poverty, band):
    kinds = dict(zip(BANDS, membership([3], [poverty], [0])[0], strict=True))
    assert [name for name in POVERTY_BANDS if kinds[name]] == [band]


@given(
    level=st.sampled_from([1, 2, 3, 4, 5, np.nan]),
    poverty=st.one_of(st.floats(0, 1), st.just(np.nan)),
    recap=st.sampled_from([0, 1, np.nan]),
)
def test_a_tract_is_of_one_kind_in_each_way_or_of_none_where_it_is_unknown(level, poverty, recap):
    known = [not np.isnan(v) for v in (level, poverty, recap)]
    assert of_ways(membership([level], [poverty], [recap]))[0].tolist() == known


def test_sums_over_a_way_stand_at_each_of_its_bands():
    by_band = np.arange(len(BANDS), dtype=float)
    sums = over_ways(by_band)
    assert sums.shape == by_band.shape
    assert len(WAYS) == 3
    assert sums[:5].tolist() == [10] * 5
    assert sums[5:10].tolist() == [35] * 5
    assert sums[10:].tolist() == [21] * 2


@given(homes=counts, poverty=st.lists(st.floats(0, 1), min_size=3, max_size=3))
def test_mean_poverty_lies_between_the_tracts_and_ignores_unknown_ones(homes, poverty):
    rates, moe = np.array([*poverty, np.nan]), np.full(4, 0.02)
    mean, margin = mean_poverty([*homes, 99], np.zeros(4), rates, moe)
    if not sum(homes):
        assert np.isnan(mean)
        return
    lived_in = [p for n, p in zip(homes, poverty, strict=True) if n]
    assert min(lived_in) - 1e-12 <= mean <= max(lived_in) + 1e-12
    assert margin <= 0.02 + 1e-12


def test_first_order_margins_agree_with_draws():
    rng = np.random.default_rng(3)
    n = 300
    homes, rentals = rng.integers(0, 200, n).astype(float), rng.integers(200, 900, n).astype(float)
    poverty, moe, rate_moe = rng.uniform(0, 0.5, n), np.full(n, 60.0), np.full(n, 0.05)
    draws = 4000
    drawn = rentals + rng.normal(0, moe / Z_90, (draws, n))
    rates = poverty + rng.normal(0, rate_moe / Z_90, (draws, n))
    means = (drawn * rates).sum(axis=1) / drawn.sum(axis=1)
    assert Z_90 * means.std() == pytest.approx(mean_poverty(rentals, moe, poverty, rate_moe)[1], rel=0.05)
    d = dissimilarity(np.broadcast_to(homes, drawn.shape), drawn)
    assert Z_90 * d.std() == pytest.approx(dissimilarity_moe(homes, rentals, moe), rel=0.06)


@given(homes=counts, rentals=counts)
def test_a_margin_of_dissimilarity_is_there_where_the_figure_is_and_zero_without_survey_error(homes, rentals):
    value, margin = dissimilarity(homes, rentals), dissimilarity_moe(homes, rentals, [0, 0, 0])
    assert np.isnan(value) == np.isnan(margin)
    assert np.isnan(margin) or margin == 0


@pytest.fixture(scope="module")
def rows(results):
    return results[MEASURE.id, 2020].rows


@pytest.mark.parametrize(("variant", "output"), [(RECORDS, "homes_recorded"), (DISTINCT, "distinct_homes")])
def test_homes_by_kind_are_all_homes_once_in_each_way(rows, results, one, variant, output):
    total = one(results["subsidized.distinct_homes", 2020].rows, "09", output, ALL, "near").value
    for unknown, bands in WAYS.items():
        units = [one(rows, "09", "units", band, variant).value for band in (*bands, unknown)]
        assert sum(units) == total
        shares = [one(rows, "09", "share", band, variant).value for band in bands]
        assert sum(shares) == pytest.approx(1)


def test_shares_by_level_are_those_of_the_older_measure(rows, results, one):
    older = results["subsidized.by_opportunity", 2020].rows
    for program in ("LIHTC", "Public_Housing"):
        ours = one(rows, "09", "share", f"{program}|very_low", RECORDS).value
        assert ours == one(older, "09", "very_low", program, "without_office_vouchers").value


def test_all_homes_are_the_households_of_the_survey_in_tracts_with_a_level(rows, results, one):
    tenure = results["homes.tenure", 2019].rows
    for name, output in (("homes", "households"), ("rentals", "renter_households")):
        sums = sum(one(rows, "09", name, band, RECORDS).value for band in WAYS["no_level"])
        assert sums == pytest.approx(one(tenure, "09", output).value)


def test_a_plain_recount_of_poverty_and_ratios(rows, results, one):
    homes = results["subsidized.distinct_homes", 2020].rows.query(
        "output == 'distinct_homes' and group == @ALL"
    )
    homes = homes[homes.geoid.str.len() == 11].set_index("geoid").value
    poverty = (
        results["residents.poverty", 2019].rows.query("output == 'poverty_share'").set_index("geoid").value
    )
    rate = homes.index.map(poverty)
    known = ~np.isnan(rate)
    plain = float((homes[known] * rate[known]).sum() / homes[known].sum())
    assert one(rows, "09", "poverty_exposure", ALL, DISTINCT).value == pytest.approx(plain)
    extreme = one(rows, "09", "share", "poverty_40_or_more", DISTINCT).value
    assert extreme == pytest.approx(homes[known][rate[known] >= 0.4].sum() / homes[known].sum())
    base = one(rows, "09", "homes_share", "poverty_40_or_more", DISTINCT).value
    assert one(rows, "09", "rr_all", "poverty_40_or_more", DISTINCT).value == pytest.approx(extreme / base)
