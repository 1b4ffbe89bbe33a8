"""Homes by kind of tract: margins against surveys drawn one by one, the product's own chances, and known truths."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from scipy.special import ndtr

from fairtown.build.inputs import Inputs
from fairtown.measures.subsidized.concentration import (
    DISTINCT,
    HOMES,
    MEASURE,
    homes_by_tract,
    tracts_with_kinds,
)
from fairtown.measures.subsidized.kinds_by_chance import TWICE, chances, moments, spreads
from fairtown.measures.subsidized.kinds_of_tract import BANDS, POVERTY_EDGES, SURVEYED, Tracts, over_ways
from fairtown.measures.uncertainty import Z_90

NAMES = [band for bands in SURVEYED.values() for band in bands]
AT = {band: i for i, band in enumerate(NAMES)}
#: Figures of the state: output, band, value to half its last digit, and margin with its tolerance.
EXPECTED = [
    ("homes_share", "recap", 0.032, 0.0005, 0.007, 0.0005),
    ("homes_share", "poverty_under_10", 0.676, 0.0005, 0.015, 0.0005),
    ("rr_all", "poverty_40_or_more", 5.02, 0.005, 0.8, 0.06),
    ("rr_all", "recap", 4.43, 0.005, 0.65, 0.015),
    ("share", "recap", 0.143, 0.0005, 0.034, 0.0015),
]


def of_tracts(poverty, moe, homes, homes_moe=0.0, color=1.0, color_moe=0.01) -> Tracts:
    """Return tracts with as many homes as rentals, an R/ECAP from 40% of poverty on."""
    n = len(poverty)
    columns = {"poverty": poverty, "poverty_moe": moe, "color": color, "color_moe": color_moe}
    columns |= {"color_line": 0.5, "recap_line": 0.4, "homes": homes, "homes_moe": homes_moe}
    columns |= {"rentals": homes, "rentals_moe": homes_moe}
    plain = {name: np.broadcast_to(np.asarray(v, float), n).copy() for name, v in columns.items()}
    recap = ((plain["poverty"] >= 0.4) & (plain["color"] >= 0.5)).astype(float)
    recap[np.isnan(plain["poverty"])] = np.nan
    return Tracts(pd.DataFrame(index=range(n)), level=np.full(n, 3.0), recap=recap, **plain)


def counted(tracts: Tracts, units) -> dict[str, np.ndarray]:
    """Return the figures as counted: those of a survey without error."""
    return {name: result.mean for name, result in moments(tracts, np.asarray(units, float), dose=0.0).items()}


def surveyed(tracts: Tracts, rng: np.random.Generator, dose: float = 1.0) -> Tracts:
    """Return what one survey of the tracts finds, all of their figures moved by their own errors."""

    def found(name: str) -> np.ndarray:
        error = np.sqrt(dose) * getattr(tracts, f"{name}_moe") / Z_90
        return getattr(tracts, name) + error * rng.standard_normal(len(error))

    return replace(tracts, **{name: found(name) for name in ("poverty", "color", "homes", "rentals")})


def drawn(tracts: Tracts, units: np.ndarray, n: int, dose: float = 1.0) -> dict[str, np.ndarray]:
    """Return the figures of `n` surveys, drawn one by one and counted."""
    rng = np.random.default_rng(11)
    every = [counted(surveyed(tracts, rng, dose), units) for _ in range(n)]
    return {name: np.stack([found[name] for found in every]) for name in every[0]}


def test_without_a_dose_of_error_the_kinds_are_those_of_the_estimates():
    tracts = of_tracts([0.05, 0.4, np.nan, 0.2], 0.02, [10, 20, 40, 80], homes_moe=5.0)
    assert (chances(tracts, 0.0) == tracts.kinds[:, list(BANDS).index(NAMES[0]) :]).all()
    assert (moments(tracts, np.ones((1, 4)), 0.0)["homes_share"].variance == 0).all()


@given(
    npst.arrays(float, 6, elements=st.floats(0, 1)),
    npst.arrays(float, 6, elements=st.floats(0, 0.3)),
    npst.arrays(float, 6, elements=st.floats(0, 1)),
    st.sampled_from([0.0, 1.0, TWICE]),
)
def test_chances_of_a_way_add_up_to_one(poverty, moe, color, dose):
    chance = chances(of_tracts(poverty, moe, np.ones(6), color=color), dose)
    assert (chance >= -1e-12).all()
    assert over_ways(chance, SURVEYED) == pytest.approx(np.ones(chance.shape))


def test_the_chance_of_the_wrong_side_by_hand():
    """A tract that is an R/ECAP with a probability of 90% holds a tenth of all homes and 30% of the program's."""
    moe = 0.03
    tracts = of_tracts([0.4 + 1.2815515655 * moe / Z_90, 0.05], moe, [100, 900])
    assert chances(tracts)[0, AT["recap"]] == pytest.approx(0.9)
    spread = spreads(tracts, np.array([[30.0, 70]]))
    assert f"{100 * spread['homes_share'].moe[AT['recap']]:.1f}" == "4.9"
    assert f"{100 * spread['share'].moe[0, AT['recap']]:.1f}" == "14.8"
    # in one of ten surveys no tract is an R/ECAP: nobody can say how sure the ratio is
    assert np.isnan(spread["rr_all"].moe[0, AT["recap"]])
    assert spread["rr_all"].moe[0, AT["not_recap"]] > 0


def test_a_tract_takes_both_kinds_of_homes_along():
    """Where half of both is in the one tract that can change sides, the ratio is 1 whatever the survey finds."""
    tracts = of_tracts([0.44, 0.05], 0.03, [500, 500])
    spread = spreads(tracts, np.array([[50.0, 50]]))
    assert spread["share"].moe[0, AT["recap"]] > 0.05
    assert spread["rr_all"].moe[0, AT["recap"]] == pytest.approx(0, abs=1e-9)


def test_the_error_of_the_counts_is_in_the_margin():
    tracts = of_tracts([0.05, 0.25], 1e-9, [100, 300], homes_moe=[30.0, 40.0])
    moe = spreads(tracts, np.array([[1.0, 1]]))["homes_share"].moe[AT["poverty_under_10"]]
    assert moe == pytest.approx(np.hypot(300 * 30, 100 * 40) / 400**2)


def test_homes_in_a_tract_of_unknown_kind_are_in_no_share_and_in_no_margin():
    known = of_tracts([0.05, 0.25], 0.02, [100, 300], homes_moe=[30.0, 40.0])
    more = of_tracts([0.05, 0.25, np.nan], 0.02, [100, 300, 5_000], homes_moe=[30.0, 40.0, 900.0])
    one, other = (spreads(t, np.ones((1, len(t.homes)))) for t in (known, more))
    for name in ("share", "homes_share", "homes", "rr_all"):
        assert np.array_equal(one[name].moe, other[name].moe, equal_nan=True), name


def test_an_unknown_error_is_named_where_the_kind_is_known():
    tracts = of_tracts([0.1, np.nan, 0.4], [np.nan, np.nan, 0.05], [1, 1, 1], color_moe=[0.1, 0.1, np.nan])
    assert tracts.no_error.tolist() == [[True, True], [False, False], [False, True]]
    assert chances(tracts)[0].tolist() == tracts.kinds[0, 5:].tolist()


@pytest.fixture(scope="module")
def a_state() -> tuple[Tracts, np.ndarray]:
    """600 tracts with few poor ones, as there are, and two programs that stand where people are poor."""
    rng = np.random.default_rng(8)
    poverty = rng.beta(1.1, 8, 600)
    moe, homes = rng.uniform(0.04, 0.09, 600), rng.integers(500, 3000, 600)
    tracts = of_tracts(poverty, moe, homes, 150.0, np.clip(poverty * 3, 0, 1), 0.1)
    units = np.rint(tracts.homes * poverty * rng.uniform(0, 1, (2, 600)))
    return tracts, units


@pytest.mark.parametrize("dose", [1.0, TWICE])
def test_means_and_variances_are_those_of_surveys_drawn_one_by_one(a_state, dose):
    tracts, units = a_state
    formula, surveys = moments(tracts, units, dose), drawn(tracts, units, 1_500, dose)
    for name in ("units", "share", "homes", "homes_share", "rr_all"):
        mean, deviation = surveys[name].mean(axis=0), surveys[name].std(axis=0)
        # the mean of a ratio is a little more than the ratio of means
        tolerance = {"rel": 0.06} if name == "rr_all" else {"abs": 0.1 * deviation.max()}
        assert formula[name].mean == pytest.approx(mean, **tolerance), name
        assert np.sqrt(formula[name].variance) == pytest.approx(deviation, rel=0.08), name


def test_intervals_hold_known_truths(a_state):
    """As counted an interval is too sure, as errors push one way; with the error taken out it holds."""
    published, _units = a_state
    held, held_corrected = [], []
    for number in range(60):
        rng = np.random.default_rng([5, number])
        true = replace(published, poverty=rng.beta(1.1, 8, 600))
        true = replace(true, color=np.clip(true.poverty * 3, 0, 1))
        own = np.rint(true.homes * true.poverty * rng.uniform(0, 1, (1, 600)))
        seen = surveyed(true, rng)
        expected, value, spread = counted(true, own), counted(seen, own), spreads(seen, own)
        for name in ("share", "homes_share", "rr_all"):
            held.append(np.abs(value[name] - expected[name]) <= spread[name].moe)
            off = np.abs(spread[name].corrected - expected[name])
            held_corrected.append(off <= spread[name].corrected_moe)
    as_counted, corrected = (np.mean([np.mean(h) for h in hits]) for hits in (held, held_corrected))
    assert 0.6 < as_counted < 0.85
    assert 0.86 < corrected < 0.94


def test_the_margins_of_the_state(results, one):
    rows = results[MEASURE.id, 2020].rows
    for output, band, value, digit, moe, tolerance in EXPECTED:
        found = one(rows, "09", output, band, DISTINCT)
        assert found.value == pytest.approx(value, abs=digit), (output, band)
        assert found.moe == pytest.approx(moe, abs=tolerance), (output, band)


@pytest.fixture(scope="module")
def connecticut(results, clean) -> tuple[Tracts, np.ndarray]:
    """The 2010 tracts of Connecticut and the distinct homes of all programs."""
    tracts = tracts_with_kinds(Inputs(MEASURE, clean, {key: m.rows for key, m in results.items()}))
    return tracts, homes_by_tract(results[HOMES, 2020].rows, DISTINCT, tracts).loc[
        ["all_programs"]
    ].to_numpy()


def test_the_chance_of_a_recap_is_the_published_probability(results, connecticut):
    tracts, _units = connecticut
    rows = results["opportunity.recap", 2019].rows.query("output == 'p_recap' and variant == 'metropolitan'")
    published = rows.set_index("geoid").value.reindex(tracts.places.geoid).to_numpy()
    known = ~np.isnan(published)
    assert known.sum() > 800
    assert chances(tracts)[known, AT["recap"]] == pytest.approx(published[known])


def test_the_chance_of_a_band_is_that_of_the_normal_error(connecticut):
    tracts, _units = connecticut
    ends = np.array([-np.inf, *POVERTY_EDGES, np.inf])
    with np.errstate(divide="ignore"):
        z = (ends - tracts.poverty[:, np.newaxis]) / (tracts.poverty_moe[:, np.newaxis] / Z_90)
    known = ~np.isnan(tracts.poverty)
    assert chances(tracts)[known, :5] == pytest.approx(np.diff(ndtr(z), axis=1)[known])
    assert (chances(tracts)[~known, :5] == 0).all()


def test_figures_without_error_are_those_of_the_release(results, connecticut, one):
    found, rows = counted(*connecticut), results[MEASURE.id, 2020].rows
    for name in ("share", "homes_share", "rr_all", "rr_rentals"):
        for band, value in zip(NAMES, np.ravel(found[name]), strict=True):
            assert one(rows, "09", name, band, DISTINCT).value == pytest.approx(value, abs=1e-12)


def test_margins_of_the_state_are_those_of_surveys_drawn_one_by_one(connecticut):
    tracts, units = connecticut
    complete = replace(
        tracts, **{n: np.nan_to_num(getattr(tracts, n)) for n in ("poverty_moe", "color_moe", "homes_moe")}
    )
    spread, surveys = spreads(complete, units), drawn(complete, units, 600)
    for name in ("share", "homes_share", "rr_all", "rr_rentals"):
        assert np.ravel(spread[name].moe) == pytest.approx(
            Z_90 * np.ravel(surveys[name].std(axis=0)), rel=0.12
        )
