"""The tables of the agency report: what they hold, what they do not, and that each figure is the release's own."""

import pytest

from fairtown.concepts import FairtownError
from fairtown.hub.shelf.downloads import csv_response
from fairtown.release.reader import OpenRelease
from fairtown.reports import agency_report
from fairtown.reports.agency_report import LEVELS, ReportTable
from fairtown.reports.published_claims import CLAIMS, beside_published


@pytest.fixture(scope="module")
def report(release: OpenRelease) -> dict[str, ReportTable]:
    return {table.id: table for table in agency_report.report(release)}


def value(
    release: OpenRelease, measure: str, year: int, output: str, group: str = "", variant: str = ""
) -> float:
    rows = release.listed(measure, "state", year, variant)
    (row,) = [r for r in rows if r["output"] == output and r["group"] == group]
    return row["value"]


def test_the_seven_tables_come_in_order(report):
    assert list(report) == ["T1", "T2", "T3", "T4", "T5", "T6", "T7"]


@pytest.mark.parametrize("name", ["T1", "T2", "T7"])
def test_what_only_agencies_know_is_named_and_never_a_zero(report, name):
    table = report[name]
    assert table.rows == ()
    assert table.reason.startswith("Not published: agencies report this under Connecticut General Statutes")
    assert "not zero" in table.reason


@pytest.mark.parametrize("name", ["T3", "T4", "T5", "T6"])
def test_every_row_has_every_column_and_every_column_a_meaning(report, name):
    table = report[name]
    assert not table.reason
    assert len(set(table.names)) == len(table.names)
    assert all(set(row) == set(table.names) for row in table.rows)
    assert all(column.meaning and column.unit for column in table.columns)


@pytest.mark.parametrize("name", ["T3", "T4", "T5", "T6"])
def test_a_blank_is_explained_by_a_flag(report, name):
    for row in report[name].rows:
        without = ("flag", "level") if row.get("towns") != "" else ("flag", "net_new_share")
        figures = {k: v for k, v in row.items() if not k.endswith("_moe") and k not in without}
        assert None not in figures.values() or row["flag"] not in ("", "added_up"), row


def test_homes_by_level_are_those_of_the_release(report, release):
    rows = {(r["program"], r["level"]): r for r in report["T3"].rows}
    assert len(rows) == len(report["T3"].rows) == 15 * len(LEVELS)
    very_low = rows["all_programs", "very_low"]
    for name in ("homes_recorded", "distinct_homes", "records", "buildings"):
        assert very_low[name] == value(release, "subsidized.distinct_homes", 2020, name, "very_low", "near")
    assert very_low["rr_all"] == value(
        release, "subsidized.concentration", 2020, "rr_all", "very_low", "records"
    )
    assert very_low["rr_all_moe"] > 0
    lihtc = rows["LIHTC", "high"]
    assert lihtc["homes_recorded"] == value(
        release, "subsidized.by_opportunity", 2020, "units_high", "LIHTC", "without_office_vouchers"
    )
    assert lihtc["share"] == value(
        release, "subsidized.by_opportunity", 2020, "high", "LIHTC", "without_office_vouchers"
    )


def test_net_new_homes_of_both_kinds_of_towns_add_up(report):
    rows = {(r["year"], r["towns"]): r for r in report["T4"].rows}
    assert len(rows) == 22 * 3
    for year in range(2003, 2024):
        kinds = [rows[year, kind]["net_new"] for kind in ("", "high_opportunity_towns", "other_towns")]
        assert kinds[0] == kinds[1] + kinds[2]
    deeds = [
        rows[2023, kind]["net_new_deed_restricted"] for kind in ("", "high_opportunity_towns", "other_towns")
    ]
    assert deeds[0] == deeds[1] + deeds[2]


def test_all_towns_have_no_share_of_themselves_to_tell(report):
    assert "net_new_share" in report["T4"].names
    assert all(r["net_new_share"] is None for r in report["T4"].rows if not r["towns"])


def test_tracts_add_up_to_the_state_by_program(report, release):
    rows = report["T5"].rows
    assert len({(r["geoid"], r["program"]) for r in rows}) == len(rows)
    assert all(r["homes_recorded"] > 0 for r in rows)
    for program in ("all_programs", "LIHTC", "Deed"):
        for name in ("homes_recorded", "distinct_homes"):
            total = sum(r[name] for r in rows if r["program"] == program)
            assert total == value(release, "subsidized.distinct_homes", 2020, name, program, "near")
    assert {r["level"] for r in rows} == set(LEVELS), "every tract has a level"
    assert len({r["town"] for r in rows}) > 100


def test_the_trend_has_a_row_for_every_year(report, release):
    rows = {r["year"]: r for r in report["T6"].rows}
    assert list(rows) == list(range(2002, 2024))
    assert rows[2018]["total_assisted"] == 167_911
    assert rows[2018]["census_housing_units"] == 1_487_891
    assert rows[2018]["towns_at_or_above"] == 29
    assert rows[2023]["gini"] == value(release, "subsidized.balance", 2023, "gini")
    assert rows[2010]["tenant_rental_assistance"] is None
    assert "counted_elsewhere" in rows[2010]["flag"]
    assert "new_census" in rows[2011]["flag"]
    assert rows[2023]["assisted_part"] < rows[2023]["homes_part"]


def test_a_table_can_be_a_file(report):
    table = report["T6"]
    text = csv_response(list(table.rows), table.names, "t6.csv").content.decode()
    assert len(text.splitlines()) == 23
    assert text.splitlines()[9].split(",")[6] == ""


def test_a_release_without_the_measures_says_which_is_missing(release, monkeypatch):
    fewer = {k: v for k, v in release.measures.items() if k != "subsidized.balance"}
    monkeypatch.setitem(release.__dict__, "measures", fewer)
    with pytest.raises(FairtownError, match=r"measure 'subsidized\.balance' is unknown"):
        agency_report.net_new(release)


def test_published_figures_stand_beside_ours_and_are_not_ours(release):
    table = beside_published(release)
    assert {r["claim"] for r in table.rows} == {claim.what for claim in CLAIMS}
    assert all(set(r) == set(table.names) for r in table.rows)
    assert all(r["why_different"].endswith(".") for r in table.rows)
    first = [r for r in table.rows if r["claim"] == CLAIMS[0].what]
    assert len(first) == 15
    lihtc = [r for r in table.rows if r["claim"] == CLAIMS[2].what]
    assert [r["ours"] for r in lihtc] == [
        value(release, "subsidized.distinct_homes", 2020, "distinct_homes", "LIHTC", "near")
    ]
