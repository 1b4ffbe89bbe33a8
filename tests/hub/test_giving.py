"""Gifts by card: counted exactly once, whatever the gateway tells in whatever order, shown only as donors agreed."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client

from fairtown.hub.gate import forms as gate_forms
from fairtown.hub.gate.models import Counter
from fairtown.hub.giving.models import Gift, Goal, Receipt
from fairtown.hub.mail.models import Mail

from .running_practice import Practice, give_form, practice_gateway

DONOR = "maria@mail.example"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """No one waits in a test."""
    monkeypatch.setattr(gate_forms, "SOONEST", timedelta(seconds=-1))


@pytest.fixture
def practice(site: Client, settings: LazySettings) -> Iterator[Practice]:
    with practice_gateway(settings) as running:
        yield running


@pytest.fixture
def goal(site: Client) -> Goal:
    Goal.objects.all().delete()
    return Goal.objects.create(title_en="100 donors", title_es="100 donantes", target=100, carried_over=84)


def give(site: Client, **fields: Any) -> str:
    """Send the form and return where it leads; as from another place each time."""
    Counter.objects.all().delete()
    answer = site.post("/give/", give_form(site, **fields))
    assert answer.status_code == 303, answer.content.decode()
    return str(answer["Location"])


def test_the_database_under_test_is_named(capsys: pytest.CaptureFixture[str], db: None) -> None:
    with capsys.disabled():
        print(connection.vendor)


def test_a_gift_by_card_from_the_form_to_thanks_receipt_and_goal(
    site: Client, practice: Practice, goal: Goal
) -> None:
    url = give(site, name="María Ruiz", show_name="1")
    assert url.startswith(f"{practice.url}/pay/cs_test_")
    gift = Gift.objects.get()
    assert (gift.settled_at, gift.cents, gift.livemode, gift.session) == (
        None,
        2500,
        False,
        url.rpartition("/")[2],
    )
    thanks = practice.pay(url)
    waiting = site.get(thanks)
    assert ("waiting for word" in waiting.content.decode(), waiting["Refresh"]) == (True, "3")
    assert practice.deliver(site) == [200, 200]
    page = site.get(thanks).content.decode()
    assert "Your gift of $25 has arrived" in page
    assert ">85</strong> of 100 donors" in page
    gift.refresh_from_db()
    assert gift.settled_at
    assert (gift.pi or "").startswith("pi_")
    receipt = Receipt.objects.get()
    assert receipt.printed_number.startswith("P-20")
    assert "PRACTICE: no money moved" in receipt.text
    (mail,) = Mail.objects.filter(kind="receipt")
    assert (mail.to, mail.subject) == (DONOR, f"Receipt {receipt} from Open Communities Alliance")
    page = site.get("/give/").content.decode()
    assert "María Ruiz" in page
    assert "no money moves" in page
    assert site.get(thanks).get("Refresh") is None
