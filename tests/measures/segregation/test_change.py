"""Change: the published numbers of Elbers' schools, the worked example, what the parts must do, the release."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from fairtown.concepts import GROUPS, FairtownError
from fairtown.data.federal import acs5
from fairtown.measures.divided_tracts import TractParts
from fairtown.measures.segregation.change import (
    EARLIER,
    LATER,
    MEASURE,
    N_DRAWS,
    SHOWN,
    Dates,
    Parts,
    carried,
    change,
    fit,
    interval_of,
)
from fairtown.measures.segregation.entropy import split, theil_h
from fairtown.measures.segregation.estimation.counts import Areas
from fairtown.measures.segregation.estimation.survey_error import Interval, Survey
from fairtown.measures.segregation.local_divergence import local_divergence
from fairtown.measures.segregation.mutual_information import mutual_information
from fairtown.measures.uncertainty import overlap

PEERS = Path(__file__).parents[2] / "data" / "peers"
PARTS = ("additions", "removals", "group_marginal", "unit_marginal", "structural")
#: How close the fitted margins of the R package come, as a part of everyone (its default `precision`).
OF_THE_PACKAGE = 1e-3
tables = npst.arrays(np.int64, (5, 3), elements=st.integers(1, 400))
BEFORE, AFTER = np.array([(80, 20), (20, 80)]), np.array([(160, 20), (40, 80)])


def values(parts: Parts) -> np.ndarray:
    return np.array([getattr(parts, name) for name in PARTS])


def surveyed_by_household(truth: np.ndarray, weight: float, rng) -> tuple[np.ndarray, np.ndarray]:
    """Return estimates and 90% margins of a survey of households that stand for few or many people."""
    households = rng.poisson(2 * truth / weight)
    cell = np.repeat(np.arange(truth.size), households.ravel())
    stand_for = rng.exponential(weight / 2, len(cell))
    people, squares = (np.bincount(cell, stand_for**k, truth.size).reshape(truth.shape) for k in (1, 2))
    return people, np.where(people > 0, 1.645 * np.sqrt(squares), 13.0)


def m_of(people: np.ndarray) -> float:
    """Return M of people (groups, units), written out."""
    p = people / people.sum()
    expected = p.sum(axis=0) * p.sum(axis=1, keepdims=True)
    return float((p[p > 0] * np.log(p[p > 0] / expected[p > 0])).sum())


@pytest.fixture(scope="module")
def schools() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Pupils by state and school (rows) and race, of both years on the same rows."""
    wide = [
        pd.read_csv(PEERS / f"schools_{year}.csv.gz").pivot_table(
            index=["state", "school"], columns="race", values="n", aggfunc="sum", fill_value=0
        )
        for year in (2000, 2005)
    ]
    every = wide[0].index.union(wide[1].index)
    return wide[0].reindex(every, fill_value=0), wide[1].reindex(every, fill_value=0)


# ---- published numbers


def test_published_segregation_of_the_schools(schools):
    pupils = schools[0]
    states = np.unique(pupils.index.get_level_values("state"), return_inverse=True)[1]
    m, h = mutual_information(pupils), theil_h(pupils)
    assert (f"{m:.3f}", f"{h:.3f}") == ("0.426", "0.419")
    m_between = mutual_information(pupils.groupby("state").sum())
    h_between = split(pupils, states).between
    assert (f"{m_between:.4f}", f"{h_between:.4f}") == ("0.0992", "0.0977")
    assert (f"{m - m_between:.3f}", f"{h - h_between:.3f}") == ("0.326", "0.321")


def test_published_local_segregation_of_each_race(schools):
    """The printed scores are less their bias, as found by drawing the pupils again (bootstrap)."""
    pupils = schools[0].to_numpy()
    chances = (pupils / pupils.sum()).ravel()
    draws = np.random.default_rng(1).multinomial(pupils.sum(), chances, size=100).reshape(100, *pupils.shape)
    bias = mutual_information(draws).mean() - mutual_information(pupils)
    assert bias == pytest.approx(0.00361, abs=5e-5)
    scores = local_divergence(pupils.T)
    known = draws.swapaxes(1, 2)[:, :, pupils.sum(axis=1) > 0]
    corrected = 2 * scores - np.mean([local_divergence(d) for d in known], axis=0)
    published = {"asian": 0.591, "black": 0.876, "hisp": 0.771, "native": 1.352, "white": 0.183}
    assert list(schools[0].columns) == list(published)
    assert corrected == pytest.approx(list(published.values()), abs=0.003)
    assert scores @ pupils.sum(axis=0) / pupils.sum() == pytest.approx(mutual_information(pupils))


def test_published_change_of_the_schools(schools):
    """All but the parting of the margins, at the precision of the package; see the next two tests."""
    parts = change(*schools, tolerance=OF_THE_PACKAGE)
    assert f"{parts.before:.5f}" == "0.42554"
    assert f"{parts.after:.5f}" == "0.41339"
    assert f"{parts.difference:.5f}" == "-0.01215"
    assert f"{parts.additions:.5f}" == "-0.00341"
    assert f"{parts.removals:.5f}" == "-0.01141"
    assert f"{parts.structural:.5f}" == "-0.00349"
    both = parts.group_marginal + parts.unit_marginal
    assert both == pytest.approx(0.01787 - 0.01171, abs=1e-5)


def test_published_parting_of_the_margins(schools):
    """The package starts each fit with groups or units by the toss of a coin. When a fit of the groups alone starts
    with the units, its first step divides by the unit shares of the other date (as stored in `ipf_compute`), and
    stops early somewhere else. With that start in one of the two fits of the groups the printed parts come out.
    """
    first, second = (s.to_numpy(float).T for s in schools)
    both = (first.sum(axis=0) > 0) & (second.sum(axis=0) > 0)
    old, new = (t[:, both] / t[:, both].sum() for t in (first, second))
    whole = Areas.from_labels(None, old.shape[1])

    def m_fitted(people, units, groups, slipped=False):
        start = people * units.sum(axis=0) / new.sum(axis=0) if slipped else people
        return m_of(fit(start, units.sum(axis=0), groups.sum(axis=1)[:, None], whole, OF_THE_PACKAGE))

    corner = m_fitted(old, new, new), m_fitted(new, old, old)
    marginal = (corner[0] - m_of(old) + m_of(new) - corner[1]) / 2
    units_alone = m_fitted(old, new, old), m_fitted(new, old, new)
    groups_alone = m_fitted(old, old, new, slipped=True), m_fitted(new, new, old)
    lead = (groups_alone[0] - units_alone[0] + units_alone[1] - groups_alone[1]) / 2
    assert f"{(marginal + lead) / 2:.5f}" == "0.01787"
    assert f"{(marginal - lead) / 2:.5f}" == "-0.01171"


def test_fitted_to_the_end_the_schools_grew_a_little_more_apart(schools):
    """The printed parts hold for the loose fit of the package only: the structural one turns its sign."""
    parts = change(*schools)
    rounded = [f"{v:.5f}" for v in values(parts)]
    assert rounded == ["-0.00341", "-0.01141", "0.01625", "-0.01674", "0.00315"]
    assert values(change(*schools, tolerance=1e-12)) == pytest.approx(values(parts), abs=1e-6)


# ---- what the parts must do


def test_the_worked_example():
    parts = change(BEFORE, AFTER)
    shown = dict(MEASURE.worked.rows)
    own = {
        "M before": parts.before,
        "M after": parts.after,
        "groups": parts.group_marginal,
        "tracts": parts.unit_marginal,
        "structure": parts.structural,
    }
    assert {k: f"{v + 0.0:.4f}".replace("-0.0000", "0.0000") for k, v in own.items()} == {
        k: v.replace("−", "-").replace(".", "0.") for k, v in shown.items()
    }
    assert f"{parts.difference:.4f}" == "-0.0201"


@given(tables, tables)
def test_the_parts_add_up_to_the_difference(before, after):
    parts = change(before, after)
    assert values(parts).sum() == pytest.approx(parts.difference, abs=1e-14)
    assert parts.difference == pytest.approx(
        mutual_information(after) - mutual_information(before), abs=1e-14
    )


@given(tables)
def test_without_change_all_parts_are_zero(before):
    assert values(change(before, before)) == pytest.approx(np.zeros(5), abs=1e-12)
    assert values(change(before, 3 * before)) == pytest.approx(np.zeros(5), abs=1e-12)


@given(tables, tables)
def test_exchanging_the_dates_turns_every_sign(before, after):
    there, back = change(before, after), change(after, before)
    assert values(there)[2:] == pytest.approx(-values(back)[2:], abs=1e-14)
    assert there.difference == pytest.approx(-back.difference, abs=1e-14)


@given(tables, tables)
def test_exchanging_units_and_groups_exchanges_their_parts(before, after):
    one, other = change(before, after), change(before.T, after.T)
    assert other.structural == pytest.approx(one.structural, abs=1e-6)
    assert other.group_marginal == pytest.approx(one.unit_marginal, abs=1e-6)


@given(tables, st.permutations(range(5)), st.permutations(range(3)))
def test_the_order_of_units_and_groups_changes_nothing(before, units, groups):
    after = before[::-1] + 7
    own = change(before[units][:, groups], after[units][:, groups])
    assert values(own) == pytest.approx(values(change(before, after)), abs=1e-8)


@given(
    tables,
    npst.arrays(float, 3, elements=st.floats(0.2, 5)),
    npst.arrays(float, 5, elements=st.floats(0.2, 5)),
)
def test_scaled_groups_and_tracts_leave_the_structure_as_it_is(before, groups, units):
    parts = change(before, before * groups * units[:, None])
    assert parts.structural == pytest.approx(0, abs=1e-7)


def fitted(table: np.ndarray, units: np.ndarray, groups: np.ndarray) -> np.ndarray:
    whole = Areas.from_labels(None, len(table))
    shares = units / units.sum(), (groups / groups.sum())[:, None]
    return fit(table.T.astype(float), *shares, whole, 1e-13).T


@given(tables, npst.arrays(float, 3, elements=st.floats(0.2, 5)))
def test_other_groups_in_tracts_of_the_same_size_are_all_the_groups_doing(before, groups):
    after = fitted(before, before.sum(axis=1), before.sum(axis=0) * groups)
    parts = change(before, after)
    assert values(parts) == pytest.approx([0, 0, parts.difference, 0, 0], abs=1e-7)


@given(tables, npst.arrays(float, 5, elements=st.floats(0.2, 5)))
def test_tracts_of_other_sizes_with_the_same_groups_are_all_the_tracts_doing(before, units):
    after = fitted(before, before.sum(axis=1) * units, before.sum(axis=0))
    parts = change(before, after)
    assert values(parts) == pytest.approx([0, 0, 0, parts.difference, 0], abs=1e-7)


@given(tables, tables)
def test_the_same_margins_leave_all_to_the_structure(before, other):
    after = fitted(other, before.sum(axis=1), before.sum(axis=0))
    parts = change(before, after)
    assert values(parts) == pytest.approx([0, 0, 0, 0, parts.difference], abs=1e-7)


@given(tables, tables)
def test_several_areas_are_answered_as_each_alone(before, after):
    together = change(np.vstack([before, after]), np.vstack([after, before[::-1]]), [0] * 5 + [1] * 5)
    alone = change(before, after), change(after, before[::-1])
    own = values(together)
    assert own == pytest.approx(np.transpose([values(p) for p in alone]), abs=1e-7)


def test_a_tract_that_comes_is_an_addition_and_one_that_goes_a_removal():
    old = np.array([(80, 20), (20, 80), (0, 0), (50, 5)])
    new = np.array([(80, 20), (20, 80), (10, 60), (0, 0)])
    parts = change(old, new)
    unchanged = mutual_information(old[:2])
    assert parts.additions == pytest.approx(mutual_information(new) - unchanged)
    assert parts.removals == pytest.approx(unchanged - mutual_information(old))
    assert values(parts)[2:] == pytest.approx(np.zeros(3), abs=1e-12)


def test_a_group_that_comes_is_an_addition_even_with_a_tract_of_its_own():
    old = np.array([(80, 20, 0), (20, 80, 0), (5, 5, 0)])
    new = np.array([(80, 20, 7), (20, 80, 0), (0, 0, 9)])
    parts = change(old, new)
    assert parts.additions == pytest.approx(mutual_information(new) - mutual_information(new[:2, :2]))
    assert values(parts).sum() == pytest.approx(parts.difference)


def test_an_area_of_one_group_has_no_change():
    parts = change([[5, 0], [6, 0]], [[5, 0], [7, 0]])
    assert np.isnan(values(parts)).all()


# ---- bad input


def test_different_units_are_refused():
    with pytest.raises(
        FairtownError, match=r"before has shape \(2, 2\), after \(3, 2\); give both the same units"
    ):
        change([[1, 2], [3, 4]], [[1, 2], [3, 4], [5, 6]])


@pytest.mark.parametrize("bad", [[[1, -2], [3, 4]], [[1, np.nan], [3, 4]], [[1], [3]]])
def test_bad_counts_are_refused(bad):
    with pytest.raises(FairtownError, match=r"^segregation: "):
        change(bad, bad)


def test_a_table_that_cannot_be_fitted_is_refused(monkeypatch):
    monkeypatch.setattr("fairtown.measures.segregation.change.MOST_ROUNDS", 50)
    with pytest.raises(FairtownError, match=r"after 50 rounds a unit is .* too many empty cells"):
        change([[10, 0], [0, 10]], [[10, 30], [5, 10]])


# ---- the release


@pytest.mark.parametrize("ending", ["", "_as_computed"])
def test_the_parts_of_the_release_add_up(results, ending):
    rows = results[MEASURE.id, 2023].rows
    wide = rows.pivot(index=["geoid", "vintage"], columns="output", values="value")
    wide = wide[[f"{name}{ending}" for name in SHOWN]].set_axis(list(SHOWN), axis=1)
    assert len(wide) == 1 + 8 + 9
    assert wide.notna().all(axis=None)
    sums = wide.group_marginal + wide.unit_marginal + wide.structural
    assert (sums - wide.difference).abs().max() < 1e-12
    assert (wide.after - wide.before - wide.difference).abs().max() < 1e-12
    state = rows[rows.geoid == "09"]
    assert (state.flag == "area_weighted").all()


def test_the_dates_share_no_survey_year_and_every_part_has_a_margin(results, one):
    assert overlap(*(acs5.RACE.edition(year).period for year in (EARLIER, LATER))) == 0
    rows = results[MEASURE.id, 2023].rows
    own = rows[rows.output.isin(list(SHOWN))]
    assert (own.moe > 0).all()
    assert rows[~rows.output.isin(list(SHOWN))].moe.isna().all()
    # survey error hides a part of the fall: tracts of 2010 mix the later survey more than the earlier one
    structural = one(rows, "09", "structural", "five_groups")
    assert structural.value == pytest.approx(-0.025, abs=0.003)
    assert structural.moe == pytest.approx(0.005, abs=0.0015)
    before, after = (one(rows, "09", name, "five_groups") for name in ("before", "after"))
    # .1997 with what land mixes left in
    assert after.value == pytest.approx(0.2005, abs=0.0004)
    difference = one(rows, "09", "difference", "five_groups")
    assert difference.moe == pytest.approx(np.hypot(before.moe, after.moe), rel=0.25)


def test_draws_are_parted_as_each_alone():
    rng = np.random.default_rng(4)
    before, after = rng.integers(1, 400, (2, 3, 10, 3))
    areas = [0] * 5 + [1] * 5
    together = values(change(before, after, areas))
    for i in range(3):
        alone = values(change(before[i], after[i], areas))
        assert together[:, i] == pytest.approx(alone, abs=1e-7)


def test_intervals_of_the_parts_hold_the_truth_about_nine_times_in_ten():
    """Two states of tracts, both surveyed by household; the parts of the true change are known."""
    rng = np.random.default_rng(8)
    areas = Areas(np.repeat(np.arange(4), 40), 4)
    held = []
    for seed in range(12):
        size = rng.integers(2_000, 6_000, 160)
        share = rng.dirichlet([1.2, 0.4, 0.4], 160)
        grown = [share * k for k in ([1, 1, 1], [1, 1.1, 1.3])]
        truths = np.stack([size[:, None] * g / g.sum(axis=1, keepdims=True) for g in grown])
        found = [surveyed_by_household(truth, 30.0, rng) for truth in truths]
        drawn = [Survey.from_estimates(*one).drawn(N_DRAWS, seed) for one in found]
        dates = Dates(pd.DataFrame(), np.stack([f[0] for f in found]), np.stack(drawn, axis=2))
        interval = interval_of(dates, areas)
        parts = change(*truths, areas)
        true = np.stack([getattr(parts, name) for name in SHOWN])
        held.append(np.abs(interval.corrected - true) <= interval.moe)
    assert 0.84 <= np.mean(held) <= 0.97


PIECES = pd.DataFrame(
    {
        "geoid": ["a", "b", "c", "c"],
        "geoid_2010": ["A", "B", "A", "B"],
        "weight": [1.0, 1.0, 0.5, 0.5],
        "is_divided": [False, False, True, True],
    }
)


def one_divided(before: np.ndarray, later: np.ndarray, pieces: pd.DataFrame, n: int) -> Interval:
    """Return the interval of two tracts A and B, both dates counted without error, `later` on tracts a, b and c."""
    parts = TractParts.between(pieces, pd.Series(["A", "B"]), pd.Series(["a", "b", "c"][: len(later)]))
    drawn = tuple(np.tile(p, (n, 2, 1, 1)) for p in (before, later))
    dates = carried(pd.DataFrame({"geoid": ["A", "B"]}), parts, (before, later), drawn)
    return interval_of(dates, Areas(np.zeros(2, int), 1))


def test_two_tracts_and_one_divided_by_hand():
    """Of 100 Black residents of c a share s lives in A, beta distributed with a = b = 2 (.5 / .2 − .5); 100 White
    residents live in a, 100 in b: M is a known function of s, whose mean and spread are integrals."""
    before, later = np.array([[100.0, 50], [100, 50]]), np.array([[100.0, 0], [100, 0], [0, 100]])
    interval = one_divided(before, later, PIECES, 600)
    after = list(SHOWN).index("after")
    s = (np.arange(4000) + 0.5) / 4000
    chance = 6 * s * (1 - s) / len(s)
    m = np.array([m_of(np.array([[100, 100], [100 * x, 100 * (1 - x)]])) for x in s])
    mean = (chance * m).sum()
    assert interval.value[after, 0] == pytest.approx(0, abs=1e-12)
    assert interval.corrected[after, 0] == pytest.approx(mean, rel=0.05)
    # one area's slope cannot be told where the land's figure does not vary: it is held to the least
    sd = np.sqrt((chance * (m - mean) ** 2).sum())
    assert interval.moe[after, 0] == pytest.approx(1.645 * sd / 0.7, rel=0.1)


def test_without_a_divided_tract_there_is_no_error_of_land():
    pieces = PIECES.iloc[:2]
    interval = one_divided(BEFORE.astype(float), AFTER.astype(float), pieces, 5)
    assert interval.corrected.tobytes() == interval.value.tobytes()
    assert (interval.moe == 0).all()


def test_no_tract_of_2010_was_lived_in_at_one_date_only(clean, results):
    """Else additions and removals would have to be shown."""
    people = results["residents.race_ethnicity", EARLIER].rows.query(
        "output == 'people' and group == 'everyone'"
    )
    lived_in = set(people.geoid[(people.value > 0) & (people.geoid.str.len() == 11)])
    later = results["residents.race_ethnicity", 2023].rows.query("output == 'people' and group == 'everyone'")
    pieces = clean.crosswalk_2020_to_2010.merge(later[later.value > 0], on="geoid")
    assert set(pieces.geoid_2010) == lived_in


@pytest.mark.parametrize(
    ("year", "output", "tolerance"),
    [(EARLIER, "before_as_computed", 1e-12), (LATER, "after_as_computed", 0.05)],
)
def test_the_state_is_that_of_its_own_tracts(clean, results, one, year, output, tolerance):
    """Exactly before, nearly after: carried to the tracts of 2010, people look a little less apart."""
    people = results["residents.race_ethnicity", year].rows.query("output == 'people'")
    people = people[people.geoid.isin(clean.places.geoid[clean.places.level == "tract"])]
    counts = people.pivot(index="geoid", columns="group", values="value")[list(GROUPS)]
    shown = one(results[MEASURE.id, 2023].rows, "09", output, "five_groups").value
    own = mutual_information(counts.fillna(0))
    assert shown == pytest.approx(own, rel=tolerance)
    assert shown <= own + tolerance


def test_everyone_is_carried_to_the_tracts_of_2010(clean):
    assert clean.crosswalk_2020_to_2010.groupby("geoid").weight.sum().to_numpy() == pytest.approx(1)
