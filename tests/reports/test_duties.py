from datetime import date, timedelta

import pytest

from fairtown.concepts import FairtownError
from fairtown.release.reader import OpenRelease
from fairtown.reports.duties import DUTIES, Duties, link_of

PLAN = "affordable_housing_plan"


@pytest.fixture(scope="module")
def law(release: OpenRelease) -> Duties:
    return Duties(release)


def test_the_board_tells_32_towns_that_the_press_named(law, release):
    lines = law.board(PLAN, date(2022, 6, 2), release.towns)
    kinds = [line.standing.kind for line in lines]
    assert kinds.count("reported_not_filed") == 32
    assert kinds.count("not_found") == 169 - 32


def test_before_the_day_nobody_is_late_and_after_the_repeal_it_has_ended(law, release):
    assert {x.standing.kind for x in law.board(PLAN, date(2022, 5, 31), release.towns)} == {"not_due"}
    assert {x.standing.kind for x in law.board(PLAN, date(2026, 1, 1), release.towns)} == {"ended"}


def test_the_day_of_the_repeal_is_not_known(law, release):
    def kinds(day: date) -> set[str]:
        return {x.standing.kind for x in law.board(PLAN, day, release.towns)}

    assert kinds(date(2025, 11, 13)) == {"not_found", "reported_not_filed"}
    assert (
        kinds(date(2025, 11, 14)) == kinds(date(2025, 11, 27)) == kinds(date(2025, 12, 31)) == {"end_unknown"}
    )
    assert {x.standing.kind for x in law.board("housing_growth_plan", date(2025, 12, 1), release.towns)} == {
        "start_unknown"
    }


def test_the_study_of_the_state_is_due_in_a_month_without_a_day(law):
    found = law.deadlines(date(2026, 12, 31), 1, ("state",))
    assert [(d.due.text, d.duty.id) for d in found] == [
        ("2026-12-31", "agency_report"), ("2026-12", "state_needs_assessment"),
    ]  # fmt: skip


def test_only_addresses_that_were_seen_are_linked(law):
    rows = [*law.release.input_rows(DUTIES), *law.zoning, *law.timeline]
    assert {r["url_status"] for r in rows if link_of(r)} == {"verified", "chapter"}
    assert {r["url_status"] for r in rows if not link_of(r)} == {"pattern", ""}
    assert law.of("accessory_dwelling_units_2026").url == ""
    assert law.of(PLAN).url == "https://www.cga.ct.gov/current/pub/chap_126a.htm#sec_8-30j"


def test_the_checklist_holds_what_may_be_in_force(law):
    def items(day: date) -> set[str]:
        return {r["item"] for r in law.zoning_on(day)}

    # a rule whose first day was not read is on every list; others from their first day on
    assert items(date(2000, 1, 1)) == {"accessory", "middle_housing"}
    assert items(date(2026, 7, 1)) - items(date(2026, 6, 30)) == {"business_land", "parking_2026"}
    assert items(date(2026, 7, 1)) == {r["item"] for r in law.zoning}


def test_what_is_due_next_at_the_end_of_2026(law):
    found = [(d.due.text, d.duty.id) for d in law.deadlines(date(2026, 11, 25))]
    assert found == [
        ("2027-03-31", "unit_report"), ("2028-03-31", "unit_report"), ("2028-06-01", "housing_growth_plan"),
    ]  # fmt: skip


def test_a_town_has_every_duty_of_towns_and_no_other(law, release):
    town = release.towns[0]
    found = law.town(town["key"], date(2026, 11, 25))
    assert {s.duty.id for s in found} == {d.id for d in law.all if d.who == "town"}
    assert {s.duty.who for s in law.others(date(2026, 11, 25))} == {"state"}


def test_an_unknown_duty_names_those_there_are(law):
    with pytest.raises(
        FairtownError, match=r"duty 'nothing' is unknown; there are: .*affordable_housing_plan"
    ):
        law.of("nothing")


def test_feeds_look_two_years_ahead(law):
    on = date(2026, 11, 25)
    assert all(d.due.last <= on + timedelta(800) for d in law.deadlines(on, who=("town", "state")))


def test_a_town_that_the_latest_list_exempts_is_exempt_of_appeals(law, release):
    def kinds(day: date) -> dict[str, str]:
        return {x.town["name"]: x.standing.kind for x in law.board("appeals_procedure", day, release.towns)}

    now = kinds(date(2026, 11, 25))
    assert (now["Hartford"], now["Avon"]) == ("exempt", "standing")
    # the list of 2023 counts 28 towns at or above ten percent, that of 2018 counts 29
    assert list(now.values()).count("exempt") == 28
    assert list(kinds(date(2018, 6, 1)).values()).count("exempt") == 29
    assert set(kinds(date(1995, 1, 1)).values()) == {"standing"}
    assert set(kinds(date(1989, 12, 31)).values()) == {"future"}
    # the law is of 1990; its first day was not read
    assert set(kinds(date(1990, 6, 30)).values()) == {"start_unknown"}
    assert {row["year"] for row in law.exempt(date(2026, 11, 25)).values()} == {2023}
