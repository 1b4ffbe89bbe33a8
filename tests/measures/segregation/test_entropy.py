"""Theil's H: the worked example, the exact split, its kinship with divergence, the state in 2016."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst
from scipy.stats import entropy

from fairtown.concepts import GROUPS, FairtownError
from fairtown.measures.segregation.entropy import FIVE_GROUPS, MEASURE, diversity, nested, split, theil_h
from fairtown.measures.segregation.estimation.by_area import FOUR_GROUPS

TRACTS = np.array([(80, 15, 5), (60, 30, 10), (20, 50, 30), (10, 40, 50)])
TOWNS = [0, 0, 1, 1]
tracts = npst.arrays(np.int64, (6, 3), elements=st.integers(0, 500))
towns = st.lists(st.integers(0, 2), min_size=6, max_size=6)


def divergence(people: np.ndarray) -> float:
    """Return the mean over people of scipy's relative entropy of tract and area."""
    lived_in = people[people.sum(axis=1) > 0]
    area = np.broadcast_to(people.sum(axis=0), lived_in.shape)
    return float(lived_in.sum(axis=1) @ entropy(lived_in, area, axis=1) / people.sum())


def test_the_worked_example():
    assert f"{diversity(TRACTS.sum(axis=0)):.4f}" == "1.0717"
    assert [f"{e:.4f}" for e in diversity(TRACTS)] == ["0.6129", "0.8979", "1.0297", "0.9433"]
    parts = split(TRACTS, TOWNS)
    assert f"{parts.diversity:.4f}" == "1.0717"
    assert f"{parts.h:.4f}" == "0.1873"
    assert f"{parts.between:.4f}" == "0.1649"
    within = [
        200 * diversity(t.sum(axis=0)) / (400 * parts.diversity) * theil_h(t) for t in np.split(TRACTS, 2)
    ]
    assert [f"{w:.4f}" for w in within] == ["0.0113", "0.0112"]
    assert parts.within == pytest.approx(sum(within), abs=1e-12)
    assert f"{parts.between / parts.h:.0%}" == "88%"


def test_the_divergence_of_the_same_tracts():
    assert f"{divergence(TRACTS):.4f}" == "0.2007"


@given(tracts)
def test_h_times_diversity_is_the_divergence(people):
    h = theil_h(people)
    if np.isnan(h):
        assert (people.sum(axis=0) > 0).sum() < 2
    else:
        assert h * diversity(people.sum(axis=0)) == pytest.approx(divergence(people), abs=1e-10)


@given(npst.arrays(np.int64, 5, elements=st.integers(0, 10**6)))
def test_diversity_is_scipys_entropy(people):
    if people.sum() == 0:
        assert np.isnan(diversity(people))
    else:
        assert diversity(people) == pytest.approx(entropy(people), abs=1e-9)
        assert -1e-12 <= diversity(people) <= np.log(5) + 1e-12


@given(tracts, towns)
def test_between_and_within_are_exactly_the_whole(people, parents):
    parts = split(people, np.unique(parents, return_inverse=True)[1])
    if np.isnan(parts.h):
        assert np.isnan(parts.between)
    else:
        assert parts.between + parts.within == pytest.approx(parts.h, abs=1e-15)
        assert parts.between >= -1e-10
        assert parts.within >= -1e-10


@given(tracts, towns)
def test_within_is_the_weighted_h_of_the_towns(people, parents):
    codes = np.unique(parents, return_inverse=True)[1]
    parts = split(people, codes)
    terms = []
    for code in range(codes.max() + 1):
        own = people[codes == code]
        if (own.sum(axis=0) > 0).sum() > 1:
            terms.append(own.sum() * diversity(own.sum(axis=0)) * theil_h(own))
    if not np.isnan(parts.h):
        assert parts.within == pytest.approx(sum(terms) / (people.sum() * parts.diversity), abs=1e-10)


def test_every_tract_its_own_town_leaves_nothing_within():
    assert split(TRACTS, [0, 1, 2, 3]).within == pytest.approx(0, abs=1e-15)


def test_one_town_leaves_nothing_between():
    assert split(TRACTS, [0, 0, 0, 0]).between == pytest.approx(0, abs=1e-15)


def test_the_split_of_two_areas_is_that_of_each():
    both = split(np.vstack([TRACTS, TRACTS[::-1]]), [0, 0, 1, 1, 2, 2, 3, 3], [0] * 4 + [1] * 4)
    alone = split(TRACTS, TOWNS)
    for name in ("diversity", "h", "between", "within"):
        assert getattr(both, name) == pytest.approx([getattr(alone, name)] * 2, abs=1e-15)


@given(npst.arrays(np.int64, (12, 3), elements=st.integers(0, 500)))
def test_parts_of_a_nesting_add_up_and_are_those_of_each_split(people):
    towns, regions = np.repeat(range(6), 2), np.repeat(range(2), 6)
    parts = nested(people, [regions, towns])
    if np.isnan(theil_h(people)):
        assert np.isnan(parts).all()
        return
    assert parts.sum() == pytest.approx(theil_h(people), abs=1e-12)
    assert (parts > -1e-10).all()
    assert parts[0] == pytest.approx(split(people, regions).between, abs=1e-12)
    assert parts[:2].sum() == pytest.approx(split(people, towns).between, abs=1e-12)


def test_a_nesting_of_every_area_in_one_pass_and_of_every_draw():
    towns, areas = [0, 0, 1, 1, 2, 2, 3, 3], [0] * 4 + [1] * 4
    both = nested(np.vstack([TRACTS, TRACTS[::-1]]), [towns], areas)
    alone = nested(TRACTS, [TOWNS])
    assert both.shape == (2, 2)
    assert both == pytest.approx(np.stack([alone, alone], axis=1), abs=1e-14)
    draws = nested(np.stack([TRACTS, 2 * TRACTS]), [TOWNS])
    assert draws == pytest.approx(np.stack([alone, alone], axis=1), abs=1e-14)


def test_a_place_in_two_wider_ones_is_refused():
    with pytest.raises(FairtownError, match="a parent lies in two areas, expected each town inside one"):
        nested(TRACTS, [[0, 1, 1, 1], [0, 0, 1, 1]])


def test_tracts_like_the_area_are_even_and_tracts_of_one_group_separate():
    assert theil_h([[1, 2, 3], [10, 20, 30]]) == pytest.approx(0, abs=1e-14)
    assert theil_h([[7, 0, 0], [0, 5, 0], [0, 0, 9]]) == pytest.approx(1)


@given(tracts, st.permutations(range(3)))
def test_the_order_of_the_groups_changes_nothing(people, order):
    assert np.allclose(theil_h(people[:, order]), theil_h(people), atol=1e-10, equal_nan=True)


def test_with_one_group_it_is_not_defined():
    assert np.isnan(theil_h([[5, 0], [7, 0]]))


@pytest.mark.parametrize(
    ("output", "value", "tolerance"),
    [
        ("diversity", 0.9926, 5e-5),
        ("value", 0.2439, 5e-5),
        ("between_as_computed", 0.1673, 1e-4),
        ("within_as_computed", 0.0766, 5e-5),
        ("share_between_as_computed", 0.686, 5e-4),
    ],
)
def test_the_state_in_2016(results, one, output, value, tolerance):
    own = one(results[MEASURE.id, 2016].rows, "09", output, FIVE_GROUPS).value
    assert own == pytest.approx(value, abs=tolerance)


@pytest.mark.parametrize("year", [2018, 2019, 2023])
def test_the_parts_without_survey_error_add_up_to_h_without_it(results, year):
    """What lies between towns is hardly survey error, what lies within them mostly is."""
    rows = results[MEASURE.id, year].rows
    rows = rows[(rows.geoid.str.len() < 10) & (rows.group == FIVE_GROUPS)]  # towns have no parts
    value = rows.pivot(index=["geoid", "vintage"], columns="output", values="value").dropna(
        subset="corrected"
    )
    moe = rows.pivot(index=["geoid", "vintage"], columns="output", values="moe").reindex(value.index)
    assert len(value) == 18
    np.testing.assert_allclose(value["between"] + value["within"], value["corrected"], atol=1e-12)
    assert (value["between"] <= value["between_as_computed"]).all()
    assert (value["within"] < value["within_as_computed"]).all()
    state = value.loc["09"].iloc[0]
    assert state["share_between"] == pytest.approx(state["between"] / state["corrected"], abs=0.02)
    assert (moe[["between", "within", "share_between"]] > 0).all(axis=None)


def test_the_share_of_segregation_that_lies_between_towns_has_its_margin(results, one):
    """65.4% was that share of H with survey error in it; about 70.0 ± 1.0 by an independent audit of it."""
    rows = results[MEASURE.id, 2023].rows
    own = one(rows, "09", "share_between", FIVE_GROUPS)
    assert one(rows, "09", "share_between_as_computed", FIVE_GROUPS).value == pytest.approx(0.654, abs=5e-4)
    assert own.value == pytest.approx(0.700, abs=0.02)
    assert own.moe == pytest.approx(0.010, abs=0.003)


def test_a_period_without_margins_has_its_parts_as_computed_only(results):
    rows = results[MEASURE.id, 2016].rows
    for name in ("between", "within", "share_between"):
        assert rows[rows.output == name].value.isna().all()
        state = rows[(rows.output == name) & (rows.geoid == "09")]
        assert state.flag.tolist() == ["no_margin"]


def test_about_thirty_percent_of_the_fall_goes_with_the_group_that_is_recorded_anew(results, one):
    """As computed between 2015-2019 and 2019-2023, as an audit has it; less of the fall without survey error."""

    def fall(output: str, group: str, first: int) -> float:
        before, after = (one(results[MEASURE.id, y].rows, "09", output, group).value for y in (first, 2023))
        return before - after

    for first, output, part in ((2019, "value", 0.29), (2018, "value", 0.255), (2018, "corrected", 0.18)):
        own = 1 - fall(output, FOUR_GROUPS, first) / fall(output, FIVE_GROUPS, first)
        assert own == pytest.approx(part, abs=0.01)


def test_h_of_four_groups_leaves_the_recoded_one_out(clean, results, one):
    people = results["residents.race_ethnicity", 2023].rows.query("output == 'people'")
    people = people[people.geoid.isin(clean.places.geoid[clean.places.level == "tract"])]
    counts = people.pivot(index="geoid", columns="group", values="value").fillna(0)
    own = one(results[MEASURE.id, 2023].rows, "09", "value", FOUR_GROUPS).value
    assert own == pytest.approx(theil_h(counts[["nh_white", "nh_black", "nh_asian", "hispanic"]]), abs=1e-12)


@pytest.mark.parametrize("year", [2018, 2019, 2023])
def test_h_of_every_area_agrees_with_scipy(clean, results, year):
    people = results["residents.race_ethnicity", year].rows.query("output == 'people'")
    people = people[people.group.isin(list(GROUPS))].pivot(index="geoid", columns="group", values="value")
    tracts = clean.places[(clean.places.level == "tract") & clean.places.geoid.isin(people.index)]
    vintage = {2018: "2010", 2019: "2010", 2023: "2022"}[year]
    tracts = tracts[tracts.vintage == vintage]
    own = (
        results[MEASURE.id, year]
        .rows.query("output == 'value' and group == 'five_groups'")
        .dropna(subset="value")
    )
    keys = own.merge(clean.places[["geoid", "vintage", "level", "key"]])
    assert len(keys) > 18 + 20
    for area in keys.itertuples():
        counts = people.loc[tracts.geoid[tracts[area.level] == area.key]].to_numpy()
        assert area.value == pytest.approx(divergence(counts) / entropy(counts.sum(axis=0)), abs=1e-12)
