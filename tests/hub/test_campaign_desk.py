"""What staff see of campaigns: who got what, what is wrong with a template, hours and costs by the statute."""

import csv
import io
from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils.timezone import localdate

from fairtown.hub.campaigns import report
from fairtown.hub.campaigns.models import Campaign, Letter, LobbyTime, Official

from .campaign_forms import CLERK, MAYOR, confirm_path, open_campaign, send_letter
from .staff_session import signed_in

pytestmark = pytest.mark.usefixtures("quick_forms")


@pytest.fixture
def campaign(site: Client) -> Campaign:
    return open_campaign()


#: 26 U.S.C. 4911(c)(2), (c)(4): exempt-purpose expenditures, lobbying and grass roots nontaxable amounts.
@pytest.mark.parametrize(
    ("spent", "lobbying", "grassroots"),
    [
        ("0", "0.00", "0.00"),
        ("500000", "100000.00", "25000.00"),
        ("1000000", "175000.00", "43750.00"),
        ("1500000", "225000.00", "56250.00"),
        ("2000000", "250000.00", "62500.00"),
        ("17000000", "1000000.00", "250000.00"),
        ("90000000", "1000000.00", "250000.00"),
    ],
)
def test_the_limits_are_those_of_the_statute(spent: str, lobbying: str, grassroots: str) -> None:
    assert str(report.lobbying_limit(Decimal(spent))) == lobbying
    assert str(report.grassroots_limit(Decimal(spent))) == grassroots


def test_hours_and_costs_are_reported_by_year(site: Client) -> None:
    rows = [
        LobbyTime(day=date(2026, 1, 2), what="=a", hours=Decimal("2.5"), rate=40, cost=Decimal("3.1"), kind="direct"),
        LobbyTime(day=date(2026, 3, 2), what="Flyer", hours=1, rate=30, cost=20, kind="grassroots"),
        LobbyTime(day=date(2026, 3, 3), what="Rule", hours=4, rate=30, kind="direct", exception="rule"),
        LobbyTime(day=date(2025, 3, 3), what="Hearing", hours=1, rate=10, kind="direct"),
    ]  # fmt: skip
    LobbyTime.objects.bulk_create(rows)
    User.objects.create_superuser("ada", password="long-enough-pass")
    assert site.get("/staff/campaigns/lobbytime/report.csv").status_code == 302, "staff alone"
    signed_in(User.objects.get(), site)
    answer = site.get("/staff/campaigns/lobbytime/report.csv?spending=500000")
    table = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert table[1] == ["2026", "103.10", "50.00", "153.10", "120.00", "7.50"]
    assert table[2] == ["2025", "10.00", "0", "10.00", "0", "1.00"]
    cells = [cell for row in table for cell in row]
    assert "'=a" in cells
    assert ["lobbying_limit_usd", "100000.00"] in table
    assert any("4911" in cell for cell in cells)
    without = site.get("/staff/campaigns/lobbytime/report.csv").content.decode()
    assert "lobbying_limit_usd" not in without
    assert "left out" in without


def test_staff_see_who_got_what_and_who_was_not_checked(site: Client, campaign: Campaign) -> None:
    send_letter(site)
    User.objects.create_superuser("ada", password="long-enough-pass")
    staff = signed_in(User.objects.get())
    letters = "/staff/campaigns/letter/"
    assert "María Ruiz" not in staff.get(letters).content.decode(), "not before its mailbox confirms"
    site.post(confirm_path())
    html = staff.get(letters).content.decode()
    assert "María Ruiz" in html
    assert "waiting to be sent" in html
    Official.objects.filter(mail=CLERK).update(checked_on=localdate())
    due = staff.get("/staff/campaigns/official/?checked=due").content.decode()
    assert MAYOR in due
    assert CLERK not in due
    assert staff.get(f"/staff/campaigns/campaign/{campaign.pk}/change/").status_code == 200
    assert "Report as CSV" in staff.get("/staff/campaigns/lobbytime/").content.decode()
    for page in ("official/add/", "lobbytime/add/", f"letter/{Letter.objects.all()[0].pk}/change/", "call/"):
        assert staff.get(f"/staff/campaigns/{page}").status_code == 200


def test_staff_are_told_of_marks_that_nothing_fills_in(site: Client, campaign: Campaign) -> None:
    User.objects.create_superuser("ada", password="long-enough-pass")
    signed_in(User.objects.get(), site)
    page = f"/staff/campaigns/campaign/{campaign.pk}/change/"
    form = {
        "slug": "homes", "kind": "letter", "title_en": "A", "title_es": "B", "ask_en": "C", "ask_es": "D",
        "template_en": "[[city]]", "template_es": "<b>x</b>", "opens_on": "2026-01-02", "closes_on": "2026-01-01",
        "figures-TOTAL_FORMS": "0", "figures-INITIAL_FORMS": "0",
    }  # fmt: skip
    html = site.post(page, form).content.decode()
    assert "[[city]] is not known" in html
    assert "without HTML" in html
    assert "before the first" in html
