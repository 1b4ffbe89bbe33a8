"""Published facts on zoning: each with who said it and when; words stay words."""

import pytest

TABLES = ("ct_zoning_facts.town_facts", "ct_zoning_facts.statewide_facts")


@pytest.mark.parametrize(("address", "n"), list(zip(TABLES, (45, 40), strict=True)))
def test_every_fact_has_a_source_and_a_date_in_words(clean, address, n):
    rows = clean.rows(address)
    assert len(rows) == n
    assert (rows.source != "").all()
    assert (rows.as_of != "").all()
    assert set(rows.row) == set(range(1, n + 1))


@pytest.mark.parametrize("address", TABLES)
def test_a_number_repeats_the_printed_value_and_words_have_none(clean, address):
    rows = clean.rows(address)
    figures = rows[rows.number.notna()]
    assert figures.value.astype(float).tolist() == figures.number.tolist()
    values = set(rows[rows.number.isna()].value)
    assert values <= {"no", "always", "typically no", "hearing", "about two-thirds"}


@pytest.mark.parametrize("address", TABLES)
def test_a_year_is_one_that_the_date_names(clean, address):
    rows = clean.rows(address)
    dated = rows[rows.as_of_year.notna()]
    assert all(str(int(year)) in date for year, date in zip(dated.as_of_year, dated.as_of, strict=True))
    assert set(rows[rows.as_of_year.isna()].as_of) <= {"undated web copy (amendments to 1991 visible)"}


def test_eighteen_towns_have_a_fact(clean):
    assert clean.rows(TABLES[0]).geoid.nunique() == 18


def test_the_two_releases_of_2021_stay_apart(clean):
    rows = clean.rows(TABLES[1])
    own = rows[(rows.measure == "land_share_1_family_as_of_right") & (rows.as_of_year == 2021)]
    assert own.set_index("as_of").number.to_dict() == {"January 2021": 90.6, "2021 (2,620 districts)": 91.1}
