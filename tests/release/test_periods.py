"""Which survey is the latest, and what years stand for: as the release holds them, never as code says."""

import pytest

from fairtown.concepts import FairtownError
from fairtown.data.federal import acs5
from fairtown.data.surveys import survey_years
from fairtown.release.reader import OpenRelease

from ..surveys import HELD


def test_the_latest_survey_is_the_newest_edition_held(release: OpenRelease) -> None:
    assert release.latest() == release.latest("acs5") == max(acs5.YEARS)
    assert release.latest("acs5.poverty_by_age") == max(acs5.YEARS)
    assert release.latest("ct_appeals_list") == 2023


def test_periods_are_those_of_the_editions(release: OpenRelease) -> None:
    assert release.periods() == {edition.year: edition.period for edition in HELD}
    assert release.period(2019) == "2015-2019"
    assert release.period(2019, "ct_edsight.smarter_balanced") == "2018-19"


def test_the_earlier_survey_is_the_newest_that_shares_no_year(release: OpenRelease) -> None:
    first, _ = survey_years(release.period(release.latest()))
    _, last = survey_years(release.period(release.earlier()))
    assert last < first
    between = [year for year in release.periods() if release.earlier() < year < release.latest()]
    assert all(survey_years(release.period(year))[1] >= first for year in between)


def test_the_years_of_a_measure(release: OpenRelease) -> None:
    assert release.years_of("homes.tenure") == [edition.year for edition in HELD]
    assert release.years_of("opportunity.oca_2014") == [2014]


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
    release: OpenRelease, measure: str, year: int, source: str, period: str
) -> None:
    assert release.period_behind(measure, year, source) == period


def test_rows_of_a_table_are_those_of_its_newest_edition(release: OpenRelease) -> None:
    assert release.input_rows("acs5.tenure") == release.input_rows("acs5.tenure", max(acs5.YEARS))
    assert release.input_rows("acs5.tenure") != release.input_rows("acs5.tenure", min(acs5.YEARS))


def test_what_is_not_held_is_said_with_what_is(release: OpenRelease) -> None:
    with pytest.raises(FairtownError, match=r"source 'acs9' is not in this release; there are: acs5, "):
        release.latest("acs9")
    with pytest.raises(
        FairtownError, match=r"acs5 of 2022 is not in this release; there are: 2018, 2019, 2023"
    ):
        release.period(2022)
    with pytest.raises(FairtownError, match=r"homes.tenure of 2023 rests on no table of ct_edsight"):
        release.period_behind("homes.tenure", 2023, "ct_edsight")
    with pytest.raises(FairtownError, match=r"homes.tenure has no year 2021; there are: 2018, 2019, 2023"):
        release.period_behind("homes.tenure", 2021)
    with pytest.raises(FairtownError, match=r"nearest: homes.tenure"):
        release.years_of("homes.tenur")
