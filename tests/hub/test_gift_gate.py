"""Testing stolen cards is made slow, and honest donors get through: few sessions are opened, whoever tries."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client

from fairtown.hub.gate import forms as gate_forms
from fairtown.hub.gate.models import Counter
from fairtown.hub.giving import attempts, checkout
from fairtown.hub.giving.models import Attempt, Gift, Goal, Spent
from fairtown.hub.mail.models import Mail
from fairtown.hub.organisation import Organisation
from fairtown.hub.supporters import suppressions
from fairtown.hub.supporters.addresses import hash_of
from fairtown.hub.supporters.models import Suppression

from .running_practice import Practice, give_form, practice_gateway
from .staff_session import signed_in


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """No one waits in a test, and staff have an address for alarms."""
    monkeypatch.setattr(gate_forms, "SOONEST", timedelta(seconds=-1))
    monkeypatch.setattr(
        "fairtown.hub.giving.letters.organisation", lambda _state: Organisation("A", email="a@a.example")
    )


@pytest.fixture
def practice(site: Client, settings: LazySettings) -> Iterator[Practice]:
    Goal.objects.all().delete()
    with practice_gateway(settings) as running:
        yield running


def attempt(site: Client, n: int, place: str, has_worked: bool = True) -> int:
    """Send the form as someone at a place; return the status."""
    form = give_form(site, email=f"d{n}@mail.example", amount="10")
    if not has_worked:
        form["work"] = ""
    return site.post("/give/", form, REMOTE_ADDR=place).status_code


def sessions(practice: Practice) -> int:
    return len(practice.store.all("checkout.session"))


def link_of(email: str) -> str:
    found = re.search(r"localhost(/give/continue/\S+)", Mail.objects.get(to=email, kind="gift-link").text)
    assert found
    return found[1]


def test_the_database_under_test_is_named(capsys: pytest.CaptureFixture[str], db: None) -> None:
    with capsys.disabled():
        print(connection.vendor)


def test_one_place_gets_five_tries_and_a_robot_without_work_none(site: Client, practice: Practice) -> None:
    assert [attempt(site, n, "10.0.0.1") for n in range(8)] == [303] * 5 + [429] * 3
    assert {attempt(site, 100 + n, f"10.0.1.{n}", has_worked=False) for n in range(12)} == {200}
    assert sessions(practice) == 5


def test_many_places_that_work_get_fifteen_and_honest_donors_get_through(
    site: Client, practice: Practice
) -> None:
    statuses = [attempt(site, n, f"10.0.0.{n}") for n in range(24)]
    assert (statuses.count(303), statuses.count(200)) == (15, 9)
    assert sessions(practice) == 15
    honest = "d23@mail.example"
    path = link_of(honest)
    assert "You want to give $10" in site.get(path).content.decode()
    assert sessions(practice) == 15, "a look opens nothing"
    answer = site.post(path)
    assert answer.status_code == 303
    practice.pay(answer["Location"])
    practice.deliver(site)
    assert Gift.objects.get(email=honest).settled_at
    assert site.post(path).status_code == 410, "a link works once"
    assert "used already" in site.get(path).content.decode()


def test_a_link_is_of_this_site_and_lasts_two_hours(
    site: Client, practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    attempt(site, 1, "10.0.0.1", has_worked=False)
    path = link_of("d1@mail.example")
    assert site.get("/give/continue/forged/").status_code == 404
    monkeypatch.setattr(checkout, "LINKS", replace(checkout.LINKS, life=timedelta(seconds=-1)))
    assert site.get(path).status_code == 410
    assert site.post(path).status_code == 410
    assert not Spent.objects.exists()


def test_beyond_the_ceiling_nobody_gets_a_session_and_staff_are_told(
    site: Client, practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attempts, "CEILING", 2)
    assert [attempt(site, n, f"10.0.0.{n}") for n in range(4)] == [303, 303, 503, 503]
    assert (sessions(practice), Gift.objects.count()) == (2, 2)
    (alarm,) = Mail.objects.filter(kind="gift-alarm")
    assert "takes no cards just now" in alarm.text


def test_three_declined_cards_end_a_session_and_one_card_of_many_donors_is_an_alarm(
    site: Client, practice: Practice
) -> None:
    urls = []
    for n in range(3):
        answer = site.post("/give/", give_form(site, email=f"d{n}@mail.example"), REMOTE_ADDR=f"10.0.0.{n}")
        urls.append(answer["Location"])
    for card in ("stolen", "b", "c"):
        practice.pay(urls[0], "declined", card)
    practice.pay(urls[1], "declined", "stolen")
    practice.deliver(site, [*practice.events, *practice.events])
    practice.events.clear()
    attempts.end_declined()
    assert [s["status"] for s in practice.store.all("checkout.session")] == ["open", "open", "expired"]
    assert Gift.objects.get(email="d0@mail.example").closed == "declined"
    assert not Mail.objects.filter(kind="gift-alarm").exists()
    practice.pay(urls[2], "declined", "stolen")
    practice.deliver(site)
    assert "declined for several donors" in Mail.objects.get(kind="gift-alarm").text
    assert "stolen" not in str(list(Attempt.objects.values()))
    Attempt.objects.update(at=Attempt.objects.latest("pk").at - timedelta(hours=25))
    attempts.delete_old()
    assert not Attempt.objects.exists()


def test_a_form_is_taken_once_and_its_work_with_it(site: Client, practice: Practice) -> None:
    form = give_form(site)
    assert site.post("/give/", form).status_code == 303
    Counter.objects.all().delete()
    assert site.post("/give/", form).status_code == 422
    assert sessions(practice) == 1


def test_the_desk_says_that_many_payments_are_begun_and_not_finished(
    site: Client, practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attempts, "BY_LINK_LATER", 2)
    staff = signed_in(User.objects.create_superuser("anna", password="x"))
    for n in range(2):
        assert "are stolen cards tested" not in staff.get("/staff/").content.decode()
        attempt(site, n, f"10.0.0.{n}")
    assert "2 payments were begun" in staff.get("/staff/").content.decode()


def test_who_must_not_be_contacted_gets_no_link(site: Client, practice: Practice) -> None:
    suppressions.suppress(hash_of("d1@mail.example"), Suppression.Why.DO_NOT_CONTACT)
    assert attempt(site, 1, "10.0.0.1", has_worked=False) == 200, "the same answer to everyone"
    assert not Mail.objects.filter(kind="gift-link").exists()
