"""Law as rows: each with its days, its statute, how sure it is, and where it was read."""

import re
from datetime import date

import pytest

LAW = [
    ("ct_housing_law.duties", ("from_date", "to_date", "first_due", "checked_on")),
    ("ct_housing_law.zoning_duties", ("from_date", "to_date", "checked_on")),
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
            assert text == "" or date.fromisoformat(text)
    assert (rows.source != "").all()
    if "status" in rows:
        assert set(rows.status) <= {"confirmed", "reported"}
    if {"from_date", "to_date"} <= set(rows):
        ended = rows[rows.to_date != ""]
        assert (ended.from_date <= ended.to_date).all()


def test_plans_were_due_in_june_2022_and_are_repealed(clean):
    rows = clean.rows("ct_housing_law.duties").set_index("duty")
    plan = rows.loc["affordable_housing_plan"]
    assert (plan.first_due, plan.every_years, plan.to_date) == ("2022-06-01", 5, "2025-11-26")
    assert "was not read in the act" in plan.note
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


def test_filings_are_the_towns_that_were_named(clean):
    rows = clean.rows("ct_housing_law.filings")
    assert rows.groupby("as_of").size().to_dict() == {"2022-06-01": 32, "2022-09-15": 7, "2023-05-17": 8}
    assert set(rows.geoid) <= set(clean.rows("census_geography.towns").geoid_2022)


def test_no_text_calls_a_town_noncompliant(clean):
    for address, _days in LAW:
        for column in clean.rows(address).select_dtypes("str"):
            text = " ".join(clean.rows(address)[column])
            assert not re.search(r"non-?complian|violat", text, re.IGNORECASE)
