"""Alerts: what comes near in a town that someone follows arrives by mail, once, while mail is wanted."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils.timezone import now

from fairtown.hub.contributions.models import Hearing
from fairtown.hub.mail.models import Mail
from fairtown.hub.supporters import alerts, joining
from fairtown.hub.supporters.joining import JoinRequest
from fairtown.hub.supporters.models import Alerted, Email

DEADLINES = alerts._deadlines
AVON, CANTON = "09-02060", "09-12270"


@pytest.fixture(autouse=True)
def _no_deadlines(monkeypatch: pytest.MonkeyPatch, release: object) -> None:
    """Deadlines depend on the day of the test."""
    monkeypatch.setattr(alerts, "_deadlines", lambda _key: ())


def follower(address: str = "maria@mail.example", language: str = "en", *towns: str) -> Email:
    joining.join(JoinRequest(address, address, language))
    email = Email.objects.get(address=address)
    joining.confirm(email)
    for town in towns or (AVON,):
        joining.follow(email.person, town)
    Mail.objects.all().delete()
    return email


def hearing(days: int = 5, town: str = AVON, **fields: object) -> Hearing:
    values = {"body": "Zoning Commission", "about": "40 apartments", "source": "agenda"} | fields
    return Hearing.objects.create(town=town, begins_at=now() + timedelta(days=days), **values)


def test_the_database_under_test_is_named(capsys: pytest.CaptureFixture[str], db: None) -> None:
    with capsys.disabled():
        print(connection.vendor)


def test_a_hearing_that_is_near_is_told_once(db: None) -> None:
    follower()
    hearing()
    assert alerts.send_alerts() == 1
    mail = Mail.objects.get()
    assert mail.subject == "Coming up: Avon"
    assert "Zoning Commission: 40 apartments" in mail.text
    assert "/zoning/avon/act/" in mail.text
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert alerts.send_alerts() == 0


def test_what_is_far_or_elsewhere_or_over_is_not_told(db: None) -> None:
    follower()
    hearing(days=15)
    hearing(town=CANTON)
    hearing(days=-1)
    assert alerts.send_alerts() == 0


def test_a_deadline_that_is_near_is_told_once(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Towns report by March 31 how many homes were permitted and torn down (CGS 8-3l, as the release has it)."""
    follower()
    monkeypatch.setattr(alerts, "_deadlines", DEADLINES)
    monkeypatch.setattr(alerts, "today", lambda: date(2027, 2, 28))
    assert alerts.send_alerts() == 0, "31 days ahead"
    monkeypatch.setattr(alerts, "today", lambda: date(2027, 3, 10))
    assert alerts.send_alerts() == 1
    text = Mail.objects.get().text
    assert "March 31, 2027: Yearly report of homes permitted" in text
    assert "/towns/avon/duties/" in text
    assert alerts.send_alerts() == 0


def test_a_hearing_that_moves_is_told_again_and_a_cancellation_to_whoever_was_told(db: None) -> None:
    follower()
    moved = hearing()
    alerts.send_alerts()
    moved.begins_at += timedelta(days=1)
    moved.save()
    assert alerts.send_alerts() == 1
    moved.is_cancelled = True
    moved.save()
    follower("late@mail.example")
    assert alerts.send_alerts() == 1, "who heard of it, and nobody else"
    assert "Canceled: " in Mail.objects.order_by("-pk")[0].text
    assert alerts.send_alerts() == 0


def test_several_towns_come_in_one_mail_in_the_reader_s_language(db: None) -> None:
    follower("maria@mail.example", "es", AVON, CANTON)
    hearing()
    hearing(town=CANTON)
    assert alerts.send_alerts() == 1
    mail = Mail.objects.get()
    assert mail.subject == "Se acerca: Avon, Canton"
    assert "/es/zoning/canton/act/" in mail.text


@pytest.mark.parametrize("state", [Email.State.UNCONFIRMED, Email.State.BOUNCING, Email.State.DEAD])
def test_no_mail_goes_where_none_may(db: None, state: Email.State) -> None:
    email = follower()
    hearing()
    Email.objects.update(state=state)
    assert alerts.send_alerts() == 0
    Email.objects.update(state=Email.State.CONFIRMED)
    joining.stop(email, "unsubscribe")
    assert alerts.send_alerts() == 0
    assert not Alerted.objects.exists()


def test_who_unsubscribes_does_not_get_what_waits(db: None) -> None:
    email = follower()
    hearing()
    alerts.send_alerts()
    joining.stop(email, "unsubscribe")
    assert not Mail.objects.exists()
