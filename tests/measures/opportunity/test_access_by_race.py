"""Access by race: the worked example, the bars of 2016, and shares that add up."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from fairtown.concepts import GROUPS
from fairtown.measures.observations import gather, observe
from fairtown.measures.opportunity.access_by_race import ALL_GROUPS, MEASURE, shares_by_level
from fairtown.measures.opportunity.oca_2014 import LAND, LEVELS, PUBLISHED

from ...surveys import held

ID = MEASURE.id
TRACTS = pd.DataFrame({"geoid": ["01", "02", "03", "04"], "vintage": "2010"})
#: Percent of each group by level, ACS 2012-2016 people: computed independently, 7 tracts (2,750 people) left out.
BARS_2016 = {
    "nh_black": [47.53, 24.86, 13.08, 10.02, 4.52],
    "hispanic": [45.56, 25.41, 12.76, 9.47, 6.81],
    "nh_asian": [10.27, 22.36, 19.96, 22.82, 24.60],
    "nh_white": [6.44, 18.63, 22.40, 25.56, 26.97],
    "everyone": [16.79, 20.58, 19.87, 21.35, 21.41],
}
LOWER_2016 = {"nh_black": 72.4, "hispanic": 71.1, "nh_white": 25.2, "nh_asian": 32.7}


@pytest.fixture
def access(compute):
    """Tract 01 is Very Low, 02 Low, 03 High; 04 has no level."""

    def run(people, moes):
        index = [observe(TRACTS, "level", [1, 2, 4, np.nan], variant=v) for v in (LAND, PUBLISHED)]
        counted = gather([observe(TRACTS, "people", people, moes, group="nh_black")])
        return compute(
            MEASURE,
            2016,
            results={
                ("opportunity.oca_2014", 2014): gather(index),
                ("residents.race_ethnicity", 2016): counted,
            },
        )

    return run


def test_the_worked_example(access, one):
    rows = access([60, 20, 120, 0], [12, 9, 20, 0])
    lower_share = one(rows, "09", "lower", "nh_black", LAND)
    assert lower_share.value == 0.4
    assert f"{100 * lower_share.moe:.1f}" == "6.0"
    people = one(rows, "09", "people", "nh_black", LAND)
    assert people.value == 200
    assert f"{people.moe:.0f}" == "25"
    assert [one(rows, "09", n, "nh_black", LAND).value for n in LEVELS] == [0.3, 0.1, 0, 0.6, 0]


def test_people_in_a_tract_without_a_level_are_counted_apart(access, one):
    rows = access([60, 20, 120, 50], [12, 9, 20, 7])
    assert one(rows, "09", "people", "nh_black", LAND).value == 200
    assert one(rows, "09", "people_excluded", "nh_black", LAND).value == 50
    assert one(rows, "birch", "people_excluded", "nh_black", LAND).value == 50


def test_an_unknown_margin_in_one_tract_makes_the_margin_of_the_share_unknown(access, one):
    rows = access([60, 20, 120, 0], [12, np.nan, 20, 0])
    assert np.isnan(one(rows, "09", "lower", "nh_black", LAND).moe)
    assert one(rows, "09", "lower", "nh_black", LAND).value == 0.4
    assert one(rows, "birch", "lower", "nh_black", LAND).value == 0


def test_a_town_without_a_tract_says_so_and_stays_blank(access, one):
    row = one(access([60, 20, 120, 0], [12, 9, 20, 0]), "cedar", "people", "nh_black", LAND)
    assert np.isnan(row.value)
    assert "not_published" in row.flag


def test_a_group_of_fewer_than_fifty_carries_a_caution(access, one):
    rows = access([30, 19, 120, 0], [5, 5, 20, 0])
    assert "small_base" in one(rows, "alder", "lower", "nh_black", LAND).flag
    assert "small_base" not in one(rows, "09", "lower", "nh_black", LAND).flag


def test_a_2020_tract_is_divided_by_weight_and_says_so_only_if_its_parts_differ_in_level(compute, one):
    index = [observe(TRACTS, "level", [1, 1, 4, 2], variant=v) for v in (LAND, PUBLISHED)]
    new = pd.DataFrame({"geoid": ["21", "23"], "vintage": "2022"})
    people = gather([observe(new, "people", [100.0, 200.0], [10.0, 20.0], group="nh_black")])
    pairs = [("21", "01", 0.75), ("21", "02", 0.25), ("23", "03", 0.75), ("23", "04", 0.25)]
    rows = compute(
        MEASURE,
        2023,
        results={("opportunity.oca_2014", 2014): gather(index), ("residents.race_ethnicity", 2023): people},
        crosswalk=pd.DataFrame(pairs, columns=["geoid", "geoid_2010", "weight"]).assign(is_divided=True),
    )
    same, different = (one(rows, town, "lower", "nh_black", LAND) for town in ("alder22", "birch22"))
    assert (same.value, different.value) == (1, 0.25)
    assert "area_weighted" not in same.flag
    assert "area_weighted" in different.flag
    # all 200 live in one part: 0 to 100%, a quarter of the land gives a deviation of √(¼ × ¾)
    ends = [one(rows, "birch22", name, "nh_black", LAND).value for name in ("lower_least", "lower_most")]
    assert ends == [0, 1]
    survey = np.hypot(150 * 5, 50 * 15) / 200**2
    assert different.moe == pytest.approx(np.hypot(survey, 1.645 * np.sqrt(0.25 * 0.75)))
    state = one(rows, "09", "lower", "nh_black", LAND)
    assert state.value == pytest.approx(0.5)
    assert [one(rows, "09", n, "nh_black", LAND).value for n in ("lower_least", "lower_most")] == [1 / 3, 1]
    assert np.isnan(same.moe)
    assert not ((rows.geoid == "alder22") & rows.output.isin(["lower_least", "lower_most"])).any()


def test_the_worked_example_with_a_divided_tract(compute, one):
    """The Low tract reaches with a quarter of its land into a High one."""
    index = [observe(TRACTS, "level", [1, 2, 4, 4], variant=v) for v in (LAND, PUBLISHED)]
    new = pd.DataFrame({"geoid": ["21", "22", "23"], "vintage": "2022"})
    people = gather([observe(new, "people", [60.0, 20, 120], 0.0, group="nh_black")])
    pairs = [("21", "01", 1.0), ("22", "02", 0.75), ("22", "04", 0.25), ("23", "03", 1.0)]
    crosswalk = pd.DataFrame(pairs, columns=["geoid", "geoid_2010", "weight"])
    rows = compute(
        MEASURE,
        2023,
        results={("opportunity.oca_2014", 2014): gather(index), ("residents.race_ethnicity", 2023): people},
        crosswalk=crosswalk.assign(is_divided=[False, True, True, False]),
    )
    lower_share, least, most = (
        one(rows, "09", n, "nh_black", LAND) for n in ("lower", "lower_least", "lower_most")
    )
    assert [lower_share.value, least.value, most.value] == pytest.approx([0.375, 0.3, 0.4])
    assert f"{100 * lower_share.moe:.1f}" == "7.1"


people = npst.arrays(float, (4, 5), elements=st.integers(0, 10**6))
margins = npst.arrays(float, (4, 5), elements=st.integers(0, 10**4))


@given(people, margins)
def test_shares_of_the_five_levels_add_up_to_one(counts, moes):
    shares, _ = shares_by_level(counts, moes)
    some = counts.sum(axis=1) > 0
    assert np.allclose(shares[some].sum(axis=1), 1)
    assert np.isnan(shares[~some]).all()


@given(people, margins, st.permutations(range(5)))
def test_the_order_of_the_levels_changes_nothing(counts, moes, order):
    before, after = shares_by_level(counts, moes), shares_by_level(counts[:, order], moes[:, order])
    for a, b in zip(before, after, strict=True):
        assert np.allclose(a[:, order], b, equal_nan=True)


@pytest.mark.parametrize("group", BARS_2016)
def test_the_bars_of_2016_on_the_published_levels(results, one, group):
    rows = results[ID, 2016].rows
    own = [100 * one(rows, "09", n, group, PUBLISHED).value for n in LEVELS]
    assert own == pytest.approx(BARS_2016[group], abs=0.1)


@pytest.mark.parametrize("group", LOWER_2016)
def test_the_lower_two_levels_of_2016(results, one, group):
    own = 100 * one(results[ID, 2016].rows, "09", "lower", group, LAND).value
    assert own == pytest.approx(LOWER_2016[group], abs=0.1)


@pytest.mark.parametrize("year", held(MEASURE.years))
def test_everywhere_the_levels_add_up_to_one_and_lower_is_the_first_two(results, year):
    rows = results[ID, year].rows
    shares = rows[rows.output.isin([*LEVELS, "lower"])]
    wide = shares.pivot(
        index=["geoid", "vintage", "group", "variant"], columns="output", values="value"
    ).dropna()
    assert len(wide) > 2000
    assert (wide[list(LEVELS)].sum(axis=1) - 1).abs().max() < 1e-12
    assert (wide.very_low + wide.low - wide.lower).abs().max() < 1e-12


@pytest.mark.parametrize("year", held(MEASURE.years))
def test_people_with_and_without_a_level_are_everyone(results, one, year):
    rows, residents = results[ID, year].rows, results["residents.race_ethnicity", year].rows
    for group in ALL_GROUPS:
        counted = one(rows, "09", "people", group, LAND).value
        excluded = one(rows, "09", "people_excluded", group, LAND).value
        assert counted + excluded == pytest.approx(one(residents, "09", "people", group).value)


@pytest.mark.parametrize(
    ("table", "year"), [("census_pdb.race_ethnicity", 2016), ("acs5.race_ethnicity", 2019)]
)
@pytest.mark.parametrize("variant", [LAND, PUBLISHED])
def test_the_state_agrees_with_a_plain_recount(clean, results, one, table, year, variant):
    index = results["opportunity.oca_2014", 2014].rows.query("output == 'level' and variant == @variant")
    level = dict(zip(index.geoid, index.value, strict=True))
    cells = clean.rows(table, year)
    tracts = cells[cells.geoid.str.len() == 11]
    for group in ("nh_white", "nh_black", "nh_asian", "hispanic"):
        plain = tracts[f"pop_{group}"].groupby(tracts.geoid.map(level)).sum()
        own = [one(results[ID, year].rows, "09", n, group, variant).value for n in LEVELS]
        assert np.allclose(own, plain / plain.sum(), atol=1e-12)


def test_only_towns_of_divided_tracts_say_area_weighted(results):
    for year in (2016, 2019):
        assert not results[ID, year].rows.flag.str.contains("area_weighted").any()
    flagged = results[ID, 2023].rows.query("flag.str.contains('area_weighted')")
    assert 0 < flagged.geoid.nunique() < 100


def test_what_divided_tracts_leave_open_is_in_the_margin(results, one):
    rows = results[ID, 2023].rows
    black = [one(rows, "09", n, "nh_black", LAND) for n in ("lower", "lower_least", "lower_most")]
    assert [100 * b.value for b in black] == pytest.approx([68.2, 65.2, 68.8], abs=0.05)
    assert 100 * black[0].moe == pytest.approx(1.14, abs=0.01)
    new_milford = [
        100 * one(rows, "0919052630", n, "nh_black", LAND).value
        for n in ("lower", "lower_least", "lower_most")
    ]
    assert new_milford == pytest.approx([20.1, 0, 32.4], abs=0.05)
    bridgeport = one(rows, "0912008070", "lower", "everyone", LAND)
    assert 100 * bridgeport.value == pytest.approx(99.7, abs=0.05)
    assert 100 * bridgeport.moe == pytest.approx(1.6, abs=0.05)


def test_no_share_is_surer_than_the_division_of_its_tracts(results):
    rows = results[ID, 2023].rows
    wide = rows[rows.output.isin(["lower", "lower_least", "lower_most"])].pivot(
        index=["geoid", "group", "variant"], columns="output", values=["value", "moe"]
    )
    wide = wide[wide["value"].lower_least.notna()]
    assert len(wide) > 500
    value, least, most = (wide["value"][n] for n in ("lower", "lower_least", "lower_most"))
    assert (least <= value + 1e-12).all()
    assert (value <= most + 1e-12).all()
    open_ended = (most - least > 1e-9) & wide["value"].lower.notna()
    assert open_ended.sum() > 300
    assert (wide["moe"].lower[open_ended] > 0).all()


@pytest.mark.parametrize("year", [2019, 2023])
def test_margins_by_levels_of_2014_are_lower_bounds(results, year):
    rows = results[ID, year].rows
    by_level = rows[rows.output.isin([*LEVELS, "lower"]) & rows.moe.notna()]
    assert len(by_level) > 1000
    assert by_level.flag.str.contains("lower_bound").all()
    assert not rows.flag[rows.output == "people"].str.contains("lower_bound").any()
    assert not results[ID, 2016].rows.flag.str.contains("lower_bound").any()


def test_every_group_is_there_for_every_area(results):
    rows = results[ID, 2023].rows.query("output == 'lower' and variant == @PUBLISHED")
    assert rows.groupby("group").size().to_dict() == dict.fromkeys(ALL_GROUPS, 1 + 8 + 9 + 169)
    assert set(GROUPS) < set(ALL_GROUPS)


@pytest.mark.parametrize("year", [2019, 2023])
def test_the_two_lower_and_three_higher_levels_have_one_margin(results, year):
    rows = results["opportunity.access_by_race", year].rows
    rows = rows[(rows.variant == LAND) & (rows.geoid.str.len() == 10)]
    wide = rows.pivot(index=["geoid", "group"], columns="output", values=["value", "moe"])
    # no tract of the two highest levels: their shares are 0 without survey error
    only_moderate = wide[wide["moe"].high.isna() & wide["moe"].very_high.isna()]
    assert only_moderate["moe"].lower.notna().sum() > 10
    gap = only_moderate["moe"].lower - only_moderate["moe"].moderate
    assert gap.notna().sum() > 10
    assert gap.abs().max() < 1e-12


def test_a_share_without_survey_error_has_no_margin_of_zero(results):
    rows = results["opportunity.access_by_race", 2019].rows
    assert (rows.moe[rows.output.isin(LEVELS)] > 0).sum() > 1000
    assert not (rows.moe[rows.output.isin([*LEVELS, "lower"])] == 0).any()
    assert rows.flag[rows.output == "lower"].str.contains("one_side").any()


def test_places_whose_border_a_tract_crosses_say_so(results):
    rows = results["opportunity.access_by_race", 2019].rows
    flagged = set(rows.geoid[rows.flag.str.contains("shared_tract")])
    # Norfolk, Union and Stafford; their tracts' other towns, and the regions that Union's tract divides
    assert flagged == {"0900553470", "0901377830", "0901372090", "0900510940", "09110", "09150"}
    later = results["opportunity.access_by_race", 2023].rows
    canaan = later[(later.geoid == "0916010940") & later.value.notna()]
    assert canaan.flag.str.contains("shared_tract").all()


def test_people_counted_whole_have_the_published_margin(results):
    rows = results["opportunity.access_by_race", 2023].rows
    people = rows[(rows.output == "people") & (rows.variant == LAND)].set_index(["geoid", "group"])
    residents = (
        results["residents.race_ethnicity", 2023]
        .rows.query("output == 'people'")
        .set_index(["geoid", "group"])
    )
    for key in (("0911037070", "everyone"), ("09", "nh_black"), ("0911037070", "hispanic")):
        assert people.moe[key] == residents.moe[key]
    assert "controlled" in people.flag["09", "everyone"]
