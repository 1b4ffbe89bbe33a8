"""What a release says of every index: as computed, survey error taken out, by chance; values published of Hartford."""

import numpy as np
import pytest

from fairtown.concepts import GROUPS
from fairtown.measures.segregation import dissimilarity, entropy, exposure, isolation
from fairtown.measures.segregation.dissimilarity import dissimilarity as index_d

HEADLINE = [m.MEASURE.id for m in (dissimilarity, entropy, exposure, isolation)]
every_headline = pytest.mark.parametrize("measure_id", HEADLINE)
HARTFORD_METRO = ("09003", "09007", "09013")


def wide(rows):
    return rows.pivot(index=["geoid", "vintage", "group"], columns="output", values=["value", "moe", "flag"])


@every_headline
@pytest.mark.parametrize("year", [2018, 2019, 2023])
def test_every_figure_has_its_correction_margin_and_baseline(results, measure_id, year):
    rows = wide(results[measure_id, year].rows)
    known = rows["value", "value"].notna()
    for output in ("corrected", "by_chance"):
        assert (rows["value", output].notna() == known).all()
    assert (rows["moe", "corrected"].notna() == known).all()
    assert (rows["moe", "corrected"][known] > 0).all()


@every_headline
def test_a_period_without_margins_has_no_correction_and_says_so(results, measure_id):
    rows = results[measure_id, 2016].rows.query("output == 'corrected'")
    assert rows.value.isna().all()
    assert rows.flag.str.contains("no_margin|too_few_tracts").all()
    state = rows[rows.geoid == "09"]
    assert set(state.flag) == {"no_margin"}


@pytest.mark.parametrize("measure_id", ["segregation.dissimilarity", "segregation.entropy"])
@pytest.mark.parametrize("year", [2018, 2019, 2023])
def test_survey_error_made_the_state_look_more_segregated_than_it_is(one, results, measure_id, year):
    rows = results[measure_id, year].rows
    for group in rows.group.unique():
        computed, own = (one(rows, "09", name, group) for name in ("value", "corrected"))
        assert 0 < own.value < computed.value - own.moe / 4
        assert own.moe < 0.05


def test_chance_alone_brings_exposure_to_the_share_of_the_other_group(one, results):
    people = results["residents.race_ethnicity", 2023].rows
    white = one(people, "09", "share", "nh_white").value
    met = one(results["segregation.exposure", 2023].rows, "09", "by_chance", "nh_black|nh_white").value
    assert met == pytest.approx(white, abs=0.001)


@every_headline
def test_a_group_of_few_members_is_marked(results, clean, measure_id):
    people = results["residents.race_ethnicity", 2023].rows.query("output == 'people'")
    members = people.set_index(["geoid", "vintage", "group"]).value
    rows = results[measure_id, 2023].rows.query("output == 'value'").dropna(subset="value")
    for row in rows.itertuples():
        named = [g for g in row.group.split("|") if g in GROUPS]
        few = any(members.get((row.geoid, row.vintage, g), np.inf) < 990 for g in named)
        if few:
            assert "small_group" in row.flag


@every_headline
@pytest.mark.parametrize("year", [2018, 2023])
def test_a_group_under_three_percent_is_marked(results, measure_id, year):
    shares = results["residents.race_ethnicity", year].rows.query("output == 'share'")
    shares = shares.set_index(["geoid", "vintage", "group"]).value
    rows = results[measure_id, year].rows.query("output == 'corrected'").dropna(subset="value")
    assert not rows.flag.str.contains("small_share").all()
    for row in rows.itertuples():
        named = [g for g in row.group.split("|") if g in GROUPS]
        least = min((shares.get((row.geoid, row.vintage, g), np.nan) for g in named), default=1.0)
        if row.geoid == "09":
            least = 1.0  # the state is ranked among nobody
        # people by tract and by county differ by a little where a tract reaches across the border
        if abs(least - 0.03) > 0.001:
            assert ("small_share" in row.flag) == (least < 0.03), row


@pytest.mark.parametrize(("group", "published"), [("nh_black", 0.67), ("hispanic", 0.57), ("nh_asian", 0.42)])
def test_hartford_metro_2016_as_apartment_list_published_it(clean, results, group, published):
    """Three counties make the metro area; methods 4.9, from commercialrecord.com."""
    people = results["residents.race_ethnicity", 2016].rows.query("output == 'people'")
    people = people.pivot(index="geoid", columns="group", values="value")
    metro = people[people.index.str[:5].isin(HARTFORD_METRO) & (people.index.str.len() == 11)].fillna(0)
    assert round(float(index_d(metro[group], metro.nh_white)), 2) == published
