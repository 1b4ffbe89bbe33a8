"""Law as rows: each with its days, its statute, how sure it is, and where it was read."""

import importlib.util
import re
from pathlib import Path

import pytest

from fairtown.data.federal import us_fair_housing
from fairtown.data.periods import Period
from fairtown.states.connecticut.sources import ct_housing_law

LAW = [
    ("ct_housing_law.duties", ("from_date", "to_date", "first_due", "checked_on")),
    ("ct_housing_law.zoning_duties", ("from_date", "to_date", "checked_on")),
    ("ct_housing_law.zoning_steps", ("checked_on",)),
    ("ct_housing_law.filings", ("as_of", "filed_on")),
    ("ct_housing_law.filing_counts", ("as_of",)),
    ("us_fair_housing.affh_timeline", ("date", "checked_on")),
]


@pytest.mark.parametrize(("address", "days"), LAW)
def test_days_are_days_and_every_row_has_a_source(clean, address, days):
    rows = clean.rows(address)
    assert len(rows)
    for name in days:
        for text in rows[name]:
            assert text == "" or Period.parse(text)
    assert (rows.source != "").all()
    if "status" in rows:
        assert set(rows.status) <= {"confirmed", "copy", "reported"}
    if "checked_on" in rows:
        assert (rows.checked_on != "").all()
    if "statute" in rows:
        assert (rows.statute != "").all()
    if {"from_date", "to_date"} <= set(rows):
        ended = rows[rows.to_date != ""]
        assert all(
            Period.parse(r.from_date).first <= Period.parse(r.to_date).last for r in ended.itertuples()
        )


def test_plans_were_due_in_june_2022_and_are_repealed(clean):
    rows = clean.rows("ct_housing_law.duties").set_index("duty")
    plan = rows.loc["affordable_housing_plan"]
    assert (plan.first_due, plan.every_years) == ("2022-06-01", 5)
    # not before the Senate passed the act, and not after the year
    assert plan.to_date == "2025-11-13/2025-12-31"
    assert "took effect was not read" in plan.note
    assert rows.loc["housing_growth_plan"].from_date == plan.to_date


def test_what_rests_on_the_act_of_2025_is_told_as_reported(clean):
    rows = clean.rows("ct_housing_law.duties")
    new = rows[rows.statute.str.contains("25-1")]
    assert len(new) == 3
    assert (new.status == "reported").all()


def test_duties_without_a_day_have_no_period(clean):
    rows = clean.rows("ct_housing_law.duties")
    assert (rows[rows.counts_from == ""].first_due == "").all()
    assert rows[rows.counts_from == "adoption"].every_years.tolist() == [10]


def test_nothing_is_due_before_the_law_holds_or_after_it_ended(clean):
    rows = clean.rows("ct_housing_law.duties")
    due = rows[rows.first_due != ""]
    assert len(due) >= 6
    for row in due.itertuples():
        assert Period.parse(row.from_date).first <= Period.parse(row.first_due).last
        assert not row.to_date or Period.parse(row.first_due).last <= Period.parse(row.to_date).first


def test_each_duty_has_one_row_for_each_time_and_someone_who_has_it(clean):
    rows = clean.rows("ct_housing_law.duties")
    assert len(rows) == 12
    assert rows.duty.is_unique
    assert set(rows.who) <= {"town", "region", "state"}
    assert set(rows.counts_from) <= {"", "calendar", "adoption"}
    assert clean.rows("ct_housing_law.zoning_duties").kind.value_counts().to_dict() == {
        "must": 10,
        "must_not": 6,
        "may": 1,
    }


def test_counts_of_filed_plans_only_rise_and_never_pass_all_towns(clean):
    rows = clean.rows("ct_housing_law.filing_counts").sort_values("as_of")
    assert rows.towns_filed.is_monotonic_increasing
    assert (rows.towns_filed <= rows.towns).all()
    assert set(rows.towns) == {169}


def test_the_federal_timeline_begins_with_the_act_of_1968(clean):
    rows = clean.rows("us_fair_housing.affh_timeline")
    assert len(rows) == 13
    assert rows.date.min() == "1968-04-11"
    assert not rows.duplicated(["date", "event"]).any()


def test_the_rule_of_2020_is_cited_as_itself_and_the_notices_of_may_2018_are_both_there(clean):
    rows = clean.rows("us_fair_housing.affh_timeline").set_index("date")
    assert rows.loc["2020-08-07"].citation == "85 FR 47899"
    assert "2529-AB01" in rows.loc["2021-07-31"].citation
    assert set(rows.loc["2018-05-23"].citation) == {"83 FR 23922", "document 2018-11145"}
    # the day of the decision was not seen
    assert "Carson" in rows.loc["2018-08"].citation


#: Where the law itself stands, and where agencies of the state and the Congress print it.
OFFICIAL = re.compile(
    r"https://(www\.cga\.ct\.gov|cga\.ct\.gov|uscode\.house\.gov|www\.federalregister\.gov|www\.govinfo\.gov)/"
)


@pytest.mark.parametrize(
    "address", [address for address, _days in LAW if not address.split(".")[1].startswith("filing")]
)
def test_addresses_are_official_and_say_how_they_were_seen(clean, address):
    rows = clean.rows(address)
    assert ((rows.url == "") == (rows.url_status == "")).all()
    assert set(rows.url_status) <= {"", "verified", "chapter", "pattern"}
    named = [*rows.url, *rows.get("supplement_url", [])]
    assert any(named)
    assert all(OFFICIAL.match(url) for url in named if url)


def test_only_what_was_read_in_the_official_text_is_confirmed(clean):
    rows = [
        (r.url_status, r.source)
        for address, _days in LAW
        if "status" in clean.rows(address)
        for r in clean.rows(address).itertuples()
        if r.status == "confirmed"
    ]
    assert {status for status, _source in rows} == {"verified"}
    assert {source.split(";")[0] for _status, source in rows} == {
        "CGS 8-30g", "federalregister.gov", "govinfo.gov",
    }  # fmt: skip


#: Sites of copies of the law: they are read where nothing else is at hand, and are no citation.
COPIES = (
    "courtgpt", "fastlaw", "justia", "laws9", "legiplex", "elaws", "usregs", "instalawyer", "casetext", "keepinglaw",
    "govregs", "wikisource", "thefederalregister", "frtracker", "docplayer",
)  # fmt: skip


@pytest.mark.parametrize("address", [address for address, _days in LAW])
def test_no_law_is_cited_to_a_site_of_copies(clean, address):
    text = " ".join(" ".join(column) for _name, column in clean.rows(address).select_dtypes("str").items())
    assert not [site for site in COPIES if site in text]


def test_what_was_read_in_a_copy_says_so_and_is_never_confirmed(clean):
    found = [
        r.status
        for address, _days in LAW
        if "status" in clean.rows(address)
        for r in clean.rows(address).itertuples()
        if re.search(r"\bcop(y|ies)\b", r.source)
    ]
    assert len(found) > 20
    assert set(found) <= {"copy", "reported"}


def test_the_report_of_homes_counts_homes_permitted_and_names_what_follows(clean):
    row = clean.rows("ct_housing_law.duties").set_index("duty").loc["unit_report"]
    assert "how many homes it permitted" in row.text
    assert "discretionary money" in row.text
    assert "unless that is waived" in row.text
    assert "built" not in row.title


def test_chapters_and_years_are_those_that_were_found(clean):
    rows = clean.rows("ct_housing_law.duties").set_index("duty")
    for duty in ("agency_report", "agencies_further_integration"):
        assert "127c" in rows.loc[duty].note
        assert "chap_127c.htm" in rows.loc[duty].url
    assert "for five, the second time and after" in rows.loc["appeals_procedure"].text


def test_the_columns_of_days_are_periods():
    for table in (*ct_housing_law.SOURCE.tables, *us_fair_housing.SOURCE.tables):
        units = {c.name: c.unit for c in table.columns}
        assert {units[n] for n in ("from_date", "to_date", "first_due", "date") if n in units} <= {"period"}


def test_filings_are_the_towns_that_were_named(clean):
    rows = clean.rows("ct_housing_law.filings")
    assert rows.groupby("as_of").size().to_dict() == {"2022-06-01": 32, "2022-09-15": 7, "2023-05-17": 8}
    assert len(rows) == 47
    assert set(rows.said) == {"not_filed"}
    assert set(rows.geoid) <= set(clean.rows("census_geography.towns").geoid_2022)


def test_no_text_calls_a_town_noncompliant(clean):
    for address, _days in LAW:
        for column in clean.rows(address).select_dtypes("str"):
            text = " ".join(clean.rows(address)[column])
            assert not re.search(r"non-?complian|violat", text, re.IGNORECASE)


def test_the_tool_that_writes_the_law_says_what_the_tables_say(clean):
    path = Path(__file__).parents[4] / "tools" / "tabulate_law.py"
    spec = importlib.util.spec_from_file_location("tabulate_law", path)
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    rows = clean.rows("ct_housing_law.duties").set_index("duty")
    assert {d["duty"] for d in tool.DUTIES} == set(rows.index)
    for duty in tool.DUTIES:
        for name in ("statute", "text", "from_date", "to_date", "first_due", "status", "note", "source"):
            assert rows.loc[duty["duty"]][name] == duty.get(name, ""), (duty["duty"], name)
        assert rows.loc[duty["duty"]].checked_on == duty.get("checked_on", tool.CHECKED)
    zoning = clean.rows("ct_housing_law.zoning_duties")
    columns = ["item", "kind", "text", "statute", "status", "source"]
    assert set(zoning[columns].itertuples(index=False, name=None)) == {tuple(row) for row in tool.ZONING}
    timeline = clean.rows("us_fair_housing.affh_timeline")[["date", "event", "citation", "status", "source"]]
    assert list(timeline.itertuples(index=False, name=None)) == [row[:5] for row in tool.TIMELINE]
