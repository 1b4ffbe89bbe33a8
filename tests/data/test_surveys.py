"""Surveys in time: a change is measured between surveys that share no year."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fairtown.concepts import FairtownError
from fairtown.data import catalog
from fairtown.data.surveys import earlier_apart, survey_years

HELD = {2018: "2014-2018", 2019: "2015-2019", 2023: "2019-2023"}


@pytest.mark.parametrize(
    ("more", "year", "earlier"),
    [
        ({}, 2023, 2018),
        ({2024: "2020-2024"}, 2024, 2019),
        ({2024: "2020-2024"}, 2023, 2018),
        ({2028: "2024-2028"}, 2028, 2023),
        ({2016: "2012-2016"}, 2023, 2018),
        ({2012: "2010-2012"}, 2018, 2012),
    ],
)
def test_the_newest_earlier_survey_without_a_common_year(
    more: dict[int, str], year: int, earlier: int
) -> None:
    assert earlier_apart(HELD | more, year) == earlier


@given(st.sets(st.integers(1990, 2060), min_size=2), st.integers(1, 6))
def test_no_survey_in_between_shares_no_year(years: set[int], length: int) -> None:
    periods = {year: f"{year - length + 1}-{year}" for year in years}
    latest = max(years)
    if not (apart := [year for year in years if year <= latest - length]):
        with pytest.raises(FairtownError, match="none before it shares no year with it"):
            earlier_apart(periods, latest)
    else:
        assert earlier_apart(periods, latest) == max(apart)


def test_a_first_survey_has_none_before_it() -> None:
    with pytest.raises(
        FairtownError, match=r"survey 2014-2018: none before it .* there are: 2014-2018, 2015-2019, "
    ):
        earlier_apart(HELD, 2018)


def test_what_is_no_period_is_refused() -> None:
    with pytest.raises(FairtownError, match="period is '2018-19', expected first and last year"):
        survey_years("2018-19")


def test_the_newest_edition_of_a_table_and_of_a_vintage() -> None:
    editions = catalog.table("acs5.tenure")[1].editions
    assert catalog.latest("acs5.tenure").year == max(e.year for e in editions)
    assert catalog.latest("acs5.tenure", "2010").period == "2015-2019"
    with pytest.raises(FairtownError, match=r"table acs5.tenure: no edition of vintage '1990'"):
        catalog.latest("acs5.tenure", "1990")
    with pytest.raises(FairtownError, match="source 'acs9' is unknown"):
        catalog.latest("acs9.tenure")
