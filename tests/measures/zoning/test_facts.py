"""Quoted facts: each as printed, with its date and edition, and flagged as quoted."""

import pytest

from fairtown.measures.zoning.statewide_shares import EDITIONS, FACTS, edition
from fairtown.measures.zoning.statewide_shares import MEASURE as STATE
from fairtown.measures.zoning.town_facts import MEASURE as TOWNS


@pytest.mark.parametrize(
    ("year", "group", "shares"),
    [
        (2021, "first_release", (0.906, 0.285, 0.023, 0.020)),
        (2021, "page_2021", (0.911, 0.275, 0.025, 0.021)),
        (2022, "update_2022", (0.906, 0.276, 0.025, 0.022)),
    ],
)
def test_shares_of_the_state_are_as_printed(results, one, year, group, shares):
    rows = results[STATE.id, year].rows
    names = ("one_family_share", "two_family_share", "three_family_share", "four_family_share")
    assert [one(rows, "09", n, group).value for n in names] == pytest.approx(shares)


def test_the_review_of_2013_covers_every_town(results):
    assert results[STATE.id, 2013].rows.value.sum() == 169


def test_every_figure_is_flagged_as_quoted_and_has_an_edition(results):
    for measure in (STATE, TOWNS):
        for year in measure.years:
            assert set(results[measure.id, year].rows.flag) == {"quoted"}
    for year in STATE.years:
        assert "" not in set(results[STATE.id, year].rows.group)


def test_every_fact_of_the_state_that_is_named_is_told(clean, results):
    facts = clean.rows("ct_zoning_facts.statewide_facts")
    named = facts[facts.measure.isin([f for f, *_ in FACTS]) & facts.number.notna()]
    assert sum(len(results[STATE.id, y].rows) for y in STATE.years) == len(named)


def test_an_edition_is_known_by_its_date_and_source():
    assert edition("2022", "Desegregate Connecticut, Connecticut Zoning Atlas, 2022 update") == "update_2022"
    assert edition("2022", "Desegregate Connecticut, Connecticut Zoning Atlas page") == "page_2022"
    assert edition("1999", "someone") == ""
    assert len({name for name, *_ in EDITIONS}) == len(EDITIONS)


def test_facts_on_towns_are_as_printed(results):
    figures = {}
    for year in TOWNS.years:
        for row in results[TOWNS.id, year].rows.itertuples():
            figures[year, row.geoid, row.output, row.group] = row.value
    assert figures == pytest.approx(
        {
            (1995, "0900304300", "least_land_sqft", "R-43"): 43_000,
            (2008, "0900382590", "least_land_sqft", "R-20"): 20_000,
            (2013, "0900337070", "most_homes_per_acre", ""): 300,
            (2013, "0900516050", "most_homes_per_acre", ""): 0.5,
            (2014, "0900382590", "least_land_sqft", "R-80"): 80_000,
            (2021, "0900987700", "two_family_share", ""): 0.002,
            (2021, "0900987700", "multifamily_share", ""): 0.016,
            (2022, "0900150580", "least_land_sqft", "Oenoke Ridge area"): 4 * 43_560,
        }
    )
