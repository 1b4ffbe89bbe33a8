import pytest

from fairtown.measures.obligations.housing_plans import DATES, MEASURE

NAMED = {"2022-06-01": 32, "2022-09-15": 7, "2023-01-31": 0, "2023-05-17": 8, "2024-06-02": 0}


@pytest.fixture(scope="module")
def rows(results):
    return {year: results[MEASURE.id, year].rows for year in MEASURE.years}


@pytest.mark.parametrize(
    ("day", "filed"),
    [("2022-06-01", 81), ("2022-09-15", 114), ("2023-01-31", 133), ("2023-05-17", 135), ("2024-06-02", 158)],
)
def test_plans_on_record(rows, one, day, filed):
    reported = rows[int(day[:4])]
    assert one(reported, "09", "towns_filed", day).value == filed
    assert one(reported, "09", "share_filed", day).value == pytest.approx(filed / 169)
    assert one(reported, "09", "towns_named", day).value == NAMED[day]


def test_a_town_that_nobody_named_is_unknown_and_never_late(rows):
    for reported in rows.values():
        towns = reported[reported.output == "named_as_not_filed"]
        assert towns.groupby("group").size().eq(169).all()
        blank = towns[towns.value.isna()]
        assert (blank.flag == "not_found").all()
        assert set(towns.value.dropna()) <= {1.0}


def test_every_report_belongs_to_a_year_of_the_measure():
    assert {int(day[:4]) for day in DATES} == set(MEASURE.years)
