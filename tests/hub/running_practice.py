"""A practice gateway in this process, whose events a test delivers itself: in any order, twice, or never."""

from __future__ import annotations

import http.client
import json
import random
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from time import time
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode, urlsplit

from django.conf import LazySettings, settings
from django.test import Client

from fairtown.hub.giving import applying, work
from fairtown.hub.giving.config import PRACTICE_KEY, Gateway
from fairtown.hub.giving.models import Gift, Plan
from fairtown.hub.giving.practice import acts
from fairtown.hub.giving.practice.server import PracticeGateway
from fairtown.hub.giving.signatures import header

SECRET = "whsec_test"
HOOK = "/hooks/stripe/"
#: Bits of each puzzle of a form in tests, where nobody has a second: eight of them are still not met by chance.
FEW_BITS = 4


class Practice(PracticeGateway):
    """A gateway that keeps its events until they are delivered."""

    def __init__(self) -> None:
        super().__init__()
        self.events: list[dict[str, Any]] = []
        self.store.listen = self.events.append

    @property
    def gateway(self) -> Gateway:
        return Gateway(PRACTICE_KEY, (SECRET,), self.url, is_practice=True)

    def pay(self, session_url: str, outcome: str = "paid", card: str = acts.CARD) -> str:
        """Let a donor press a button of the pay page; return where that leads."""
        parts = urlsplit(session_url)
        connection = http.client.HTTPConnection(parts.netloc, timeout=10)
        connection.request("POST", parts.path, urlencode({"outcome": outcome, "card": card}))
        location = connection.getresponse().headers["Location"] or ""
        connection.close()
        return location.removeprefix(settings.SITE_URL)

    def act(self, verb: str, object_id: str) -> Any:
        with self.store.lock:
            return acts.act(self.store, verb, object_id)

    def deliver(self, site: Client, events: Iterable[dict[str, Any]] | None = None) -> list[int]:
        """Send events, all that wait unless some are given, and let the job process apply them."""
        chosen = list(self.events if events is None else events)
        if events is None:
            self.events.clear()
        statuses = [post(site, event).status_code for event in chosen]
        applying.apply_waiting()
        return statuses

    def shuffled(self, seed: int, times: int = 2) -> list[dict[str, Any]]:
        """Return the events that wait, each so many times, in an order of chance."""
        found = list(self.events) * times
        random.Random(seed).shuffle(found)
        return found


def post(site: Client, event: Any, at: float | None = None, secret: str = SECRET, **headers: str) -> Any:
    """Send one event, or any bytes, as the gateway does."""
    body = event if isinstance(event, bytes) else json.dumps(event).encode()
    given = {"Stripe-Signature": header(body, secret, int(time() if at is None else at))} | headers
    return site.post(HOOK, body, content_type="application/json", headers=given)


@contextmanager
def practice_gateway(own: LazySettings) -> Iterator[Practice]:
    """Run one, and let the settings name it."""
    running = Practice()
    running.start()
    own.GIVING = running.gateway
    with patch.object(work, "BITS", FEW_BITS):
        yield running
    running.stop()


def give_form(site: Client, page: str = "/give/", **fields: Any) -> dict[str, Any]:
    """Return the form of giving, filled, the browser's work done."""
    found = re.search(r'name="made" value="([^"]+)"', site.get(page).content.decode())
    assert found
    form = {"often": "once", "amount": "25", "email": "maria@mail.example", "made": found[1]}
    return form | {"work": work.solve(found[1])} | fields


def pending(n_once: int, n_monthly: int) -> tuple[list[Gift], list[Plan]]:
    """Store gifts and plans as the form does."""
    own = {"livemode": False, "email": "d@mail.example"}
    gifts = Gift.objects.bulk_create(
        Gift(key=f"{i}", kind="once", cents=1000 + i, who=f"o{i}", **own) for i in range(n_once)
    )
    plans = Plan.objects.bulk_create(Plan(cents=2000 + i, who=f"m{i}", **own) for i in range(n_monthly))
    return gifts, plans


def lives(practice: PracticeGateway, gifts: list[Gift], plans: list[Plan], months: int) -> int:
    """Let the gateway live through them: paid, renewed, some given back, some disputed; return the net cents."""
    store, net = practice.store, 0
    for row in [*gifts, *plans]:
        is_monthly = isinstance(row, Plan)
        session = store.add(
            "checkout.session", mode="subscription" if is_monthly else "payment", status="open", amount_total=row.cents,
            client_reference_id=str(row.uuid), customer_email=row.email, customer=None, subscription=None,
            payment_intent=None, metadata_of_payment={"gift": str(row.uuid)}, metadata_of_plan={"gift": str(row.uuid)},
        )  # fmt: skip
        acts.pay(store, session, "paid")
        for _month in range(months - 1 if is_monthly else 0):
            acts.renew(store, store.get("subscription", session["subscription"]))
    for i, charge in enumerate(store.all("charge", paid=True)):
        net += charge["amount"]
        if i % 5 == 0:
            acts.refund(store, charge["payment_intent"], 300)
            found = acts.refund(store, charge["payment_intent"], 200)
            net -= 500
            if i % 10 == 0:
                acts.fail_refund(store, found["id"])
                net += 200
        elif i % 7 == 0:
            found = acts.dispute(store, charge["payment_intent"])
            net -= charge["amount"]
            if i % 2:
                acts.close_dispute(store, found["id"], is_won=True)
                net += charge["amount"]
    return net
