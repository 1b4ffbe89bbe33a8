"""Which survey is the latest, and what years stand for: as the release holds them, never as code says."""

import pytest

from fairtown.concepts import FairtownError
from fairtown.data.federal import acs5
from fairtown.data.surveys import survey_years
from fairtown.release.reader import OpenRelease


def test_the_latest_survey_is_the_newest_edition_held(opened: OpenRelease) -> None:
    assert opened.latest() == opened.latest("acs5") == max(acs5.YEARS)
    assert opened.latest("acs5.poverty_by_age") == max(acs5.YEARS)
    assert opened.latest("ct_appeals_list") == 2023


def test_periods_are_those_of_the_editions(opened: OpenRelease) -> None:
    assert opened.periods() == {edition.year: edition.period for edition in acs5.EDITIONS}
    assert opened.period(2019) == "2015-2019"
    assert opened.period(2019, "ct_edsight.smarter_balanced") == "2018-19"


def test_the_earlier_survey_is_the_newest_that_shares_no_year(opened: OpenRelease) -> None:
    first, _ = survey_years(opened.period(opened.latest()))
    _, last = survey_years(opened.period(opened.earlier()))
    assert last < first
    between = [year for year in opened.periods() if opened.earlier() < year < opened.latest()]
    assert all(survey_years(opened.period(year))[1] >= first for year in between)


def test_the_years_of_a_measure(opened: OpenRelease) -> None:
    assert opened.years_of("homes.tenure") == sorted(acs5.YEARS)
    assert opened.years_of("opportunity.oca_2014") == [2014]


@pytest.mark.parametrize(
    ("measure", "year", "source", "period"),
    [
        ("residents.poverty", 2019, "acs5", "2015-2019"),
        ("opportunity.modern", 2023, "acs5", "2019-2023"),
        ("opportunity.modern", 2023, "ct_edsight.smarter_balanced", "2018-19"),
        # what a measure reads through others counts
        ("subsidized.concentration", 2020, "acs5", "2015-2019"),
        ("segregation.change", 2023, "acs5", "2019-2023"),
    ],
)
def test_the_period_behind_a_measure_is_that_of_what_it_read(
    opened: OpenRelease, measure: str, year: int, source: str, period: str
) -> None:
    assert opened.period_behind(measure, year, source) == period


def test_rows_of_a_table_are_those_of_its_newest_edition(opened: OpenRelease) -> None:
    assert opened.input_rows("acs5.tenure") == opened.input_rows("acs5.tenure", max(acs5.YEARS))
    assert opened.input_rows("acs5.tenure") != opened.input_rows("acs5.tenure", min(acs5.YEARS))


def test_what_is_not_held_is_said_with_what_is(opened: OpenRelease) -> None:
    with pytest.raises(FairtownError, match=r"source 'acs9' is not in this release; there are: acs5, "):
        opened.latest("acs9")
    with pytest.raises(
        FairtownError, match=r"acs5 of 2022 is not in this release; there are: 2018, 2019, 2023"
    ):
        opened.period(2022)
    with pytest.raises(FairtownError, match=r"homes.tenure of 2023 rests on no table of ct_edsight"):
        opened.period_behind("homes.tenure", 2023, "ct_edsight")
    with pytest.raises(FairtownError, match=r"homes.tenure has no year 2022; there are: 2018, 2019, 2023"):
        opened.period_behind("homes.tenure", 2022)
    with pytest.raises(FairtownError, match=r"nearest: homes.tenure"):
        opened.years_of("homes.tenur")
