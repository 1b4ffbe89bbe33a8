"""Events of the gateway: verified and stored once, applied in any order, also where half of them fail midway."""

import json
import random
from collections.abc import Iterator
from datetime import timedelta
from time import time
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection
from django.db.models import Sum
from django.test import Client

from fairtown.hub.giving import applying, receipts, retention
from fairtown.hub.giving.config import API_VERSION
from fairtown.hub.giving.models import Event, Gift, Plan, Receipt, ReceiptCounter
from fairtown.hub.mail.models import Mail

from .running_practice import SECRET, Practice, lives, pending, post, practice_gateway


@pytest.fixture
def practice(site: Client, settings: LazySettings) -> Iterator[Practice]:
    with practice_gateway(settings) as running:
        yield running


def event(kind: str = "charge.failed", found: dict[str, Any] | None = None, **changed: Any) -> dict[str, Any]:
    usual = {
        "object": "event", "id": f"evt_{random.random()}", "type": kind, "created": int(time()), "livemode": False,
        "api_version": API_VERSION, "data": {"object": found or {"id": "ch_1", "metadata": {}}},
    }  # fmt: skip
    return usual | changed


def test_the_database_under_test_is_named(capsys: pytest.CaptureFixture[str], db: None) -> None:
    with capsys.disabled():
        print(connection.vendor)


@pytest.mark.parametrize(
    ("body", "later", "secret", "status"),
    [
        (event(), -400, SECRET, 400),
        (event(), 400, SECRET, 400),
        (event(), 0, "whsec_other", 400),
        (event(livemode=True), 0, SECRET, 400),
        (event(livemode=None), 0, SECRET, 400),
        (b"[]", 0, SECRET, 400),
        (b"gift=1", 0, SECRET, 400),
        (b"", 0, SECRET, 400),
        (json.dumps(event(padding="x" * 1_000_000)).encode(), 0, SECRET, 413),
    ],
)
def test_what_is_not_to_be_believed_leaves_no_row(
    site: Client, practice: Practice, body: Any, later: int, secret: str, status: int
) -> None:
    assert post(site, body, at=time() + later, secret=secret).status_code == status
    assert not Event.objects.exists()


def test_only_a_post_is_answered(site: Client, practice: Practice) -> None:
    assert site.get("/hooks/stripe/").status_code == 405
    assert site.post("/hooks/stripe/", b"{}", content_type="application/json").status_code == 400


def test_an_event_is_stored_once_and_one_of_another_version_is_held(site: Client, practice: Practice) -> None:
    same = event()
    assert [post(site, same).status_code for _ in range(3)] == [200] * 3
    assert post(site, event(api_version="2020-08-27")).status_code == 200
    assert sorted(Event.objects.values_list("state", "why")) == [
        ("held", "version 2020-08-27"),
        ("waiting", ""),
    ]


def test_what_is_none_of_ours_counts_for_nothing(site: Client, practice: Practice) -> None:
    session = {
        "client_reference_id": "not-ours", "id": "cs_1", "payment_intent": "pi_1", "subscription": None,
        "customer": None, "payment_status": "paid", "amount_total": 500,
    }  # fmt: skip
    for kind, found in (
        ("checkout.session.completed", session),
        ("checkout.session.completed", session | {"client_reference_id": None}),
        ("charge.refunded", {"payment_intent": None, "amount_refunded": 5}), ("payout.paid", {}),
    ):  # fmt: skip
        assert post(site, event(kind, found)).status_code == 200
    applying.apply_waiting()
    assert set(Event.objects.values_list("state", flat=True)) == {"done"}
    assert not Gift.objects.exists()


def test_an_event_that_cannot_be_applied_is_tried_again_and_shown(site: Client, practice: Practice) -> None:
    post(site, event("charge.refunded", {"payment_intent": "pi_1"}))
    applying.apply_waiting()
    row = Event.objects.get()
    assert (row.state, row.why, row.tries) == ("waiting", "KeyError", 1)
    assert row.due_at > row.came_at + timedelta(seconds=25)
    applying.apply_waiting()
    assert Event.objects.get().tries == 1, "not before its time"


@pytest.mark.parametrize("seed", [1, 2])
def test_a_storm_of_deliveries_loses_and_doubles_nothing(
    site: Client, practice: Practice, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """300 deliveries, shuffled, each event twice, every second attempt failing midway; more in benchmarks/."""
    gifts, plans = pending(24, 8)
    net = lives(practice, gifts, plans, months=2)
    deliveries = practice.shuffled(seed)
    assert len(deliveries) > 280
    chance = random.Random(seed)
    give = receipts.give

    def failing(gift: Gift) -> Any:
        found = give(gift)
        if chance.random() < 0.5:
            raise OSError("midway")
        return found

    monkeypatch.setattr(receipts, "give", failing)
    for i, delivery in enumerate(deliveries):
        assert post(site, delivery).status_code == 200
        if i % 40 == 0:
            applying.apply_waiting()
    while Event.objects.filter(state="waiting").exists():
        Event.objects.update(due_at=Event.objects.earliest("came_at").came_at)
        applying.apply_waiting()
    settled = Gift.objects.filter(settled_at__isnull=False)
    assert settled.count() == 24 + 8 * 2
    assert sum(gift.net_cents for gift in settled) == net
    assert settled.aggregate(all=Sum("cents"))["all"] == sum(g.cents for g in gifts) + 2 * sum(
        p.cents for p in plans
    )
    firsts = Receipt.objects.filter(kind="receipt")
    assert firsts.count() == settled.count()
    numbers = sorted(Receipt.objects.values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1)), "numbers have no gaps"
    assert ReceiptCounter.objects.get().last == len(numbers)
    assert Mail.objects.filter(kind="receipt").count() == Receipt.objects.count(), (
        "each receipt is mailed once"
    )
    assert not settled.filter(pi=None).exists()
    assert {p.state for p in Plan.objects.all()} == {"active"}


def test_two_processes_apply_an_event_once(
    site: Client, practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    gifts, _plans = pending(1, 0)
    lives(practice, gifts, [], months=1)
    for found in practice.events:
        post(site, found)
    pk = Event.objects.first().pk  # type: ignore[union-attr]
    assert [applying.apply_one(pk), applying.apply_one(pk)] == [True, False]


def test_old_bodies_and_what_was_never_paid_are_deleted(
    site: Client, practice: Practice, monkeypatch: pytest.MonkeyPatch
) -> None:
    gifts, _plans = pending(2, 1)
    lives(practice, gifts[:1], [], months=1)
    practice.deliver(site)
    for model, field in ((Event, "came_at"), (Gift, "created_at"), (Plan, "created_at")):
        old = getattr(model.objects.first(), field) - timedelta(days=91)
        model.objects.update(**{field: old})
    retention.delete_old()
    assert [g.pk for g in Gift.objects.all()] == [gifts[0].pk], "what was paid stays"
    assert not Plan.objects.exists()
    assert set(Event.objects.values_list("body", flat=True)) == {""}
    old = Gift.objects.get().settled_at - timedelta(days=7 * 366 + 1)  # type: ignore[operator]
    Gift.objects.update(settled_at=old)
    retention.delete_old()
    assert not Gift.objects.exists()
    assert not Receipt.objects.exists()
