"""What needs no database: money, signatures, facts in any order, the browser's work, the practice gateway's manners."""

import itertools
import json
import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import time
from typing import Any

import pytest
import stripe
from hypothesis import given
from hypothesis import strategies as st

from fairtown.concepts import FairtownError
from fairtown.hub.giving import attempts, facts, signatures, stripe_api, work
from fairtown.hub.giving.attempts import Unpaid, Way
from fairtown.hub.giving.config import API_VERSION, PRACTICE_KEY, Gateway, gateway
from fairtown.hub.giving.endpoint import open_endpoint
from fairtown.hub.giving.facts import ChargeRefunded, DisputeKnown, RefundKnown, facts_of
from fairtown.hub.giving.money import cents_of, dollars, exact_dollars
from fairtown.hub.giving.payments import Payment, merged
from fairtown.hub.giving.practice.api import nested
from fairtown.hub.giving.practice.server import PracticeGateway
from fairtown.hub.giving.reconciling import Difference, Side, compare
from fairtown.hub.giving.signatures import UnsignedError, signed_event
from fairtown.hub.giving.stripe_api import CheckoutRequest, session_values

NOW, SECRET = 1_800_000_000, "whsec_a"
EVENT = {
    "object": "event", "id": "evt_1", "type": "charge.failed", "created": NOW, "data": {"object": {"id": "ch_1"}},
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("25", 2500),
        (" $1,250.00 ", 125000),
        ("12.5", 1250),
        ("0.07", 7),
        ("25 dollars", 2500),
        ("$25 USD", 2500),
    ],
)
def test_amounts_are_read_as_people_type_them(text: str, cents: int) -> None:
    assert cents_of(text) == cents


@pytest.mark.parametrize(
    "text", ["", "1,50", "1.250,00", "12.345", "twenty", "-5", "1e3", "٢٥", "2 5", "nan", "1,2345"]
)
def test_what_nobody_can_be_sure_of_is_no_amount(text: str) -> None:
    with pytest.raises(ValueError, match="expected dollars"):
        cents_of(text)


@given(cents=st.integers(0, 10**10))
def test_an_amount_that_is_shown_is_read_again(cents: int) -> None:
    assert cents_of(exact_dollars(cents)) == cents_of(dollars(cents)) == cents


def test_a_signature_is_what_the_library_of_the_gateway_takes() -> None:
    body = json.dumps(EVENT).encode()
    mark = signatures.header(body, SECRET, NOW)
    assert stripe.WebhookSignature.verify_header(body.decode(), mark, SECRET)
    assert signed_event(body, mark, (SECRET,), NOW) == EVENT
    rolled = f"{mark},v1={signatures.signature(body, 'whsec_new', NOW)}"
    assert signed_event(body, rolled, ("whsec_new",), NOW + 300) == EVENT
    assert stripe.WebhookSignature.verify_header(
        body.decode(), signatures.header(body, SECRET, 10**10), SECRET, 300
    ), "the library takes what comes from the future"


@pytest.mark.parametrize(
    ("body", "at", "secret"),
    [
        (json.dumps(EVENT).encode(), NOW - 301, SECRET),
        (json.dumps(EVENT).encode(), NOW + 301, SECRET),
        (json.dumps(EVENT).encode(), NOW, "whsec_other"),
        (b"[]", NOW, SECRET),
        (b"null", NOW, SECRET),
        (b"{", NOW, SECRET),
        (b"\xff\xfe", NOW, SECRET),
        (b"[" * 100_000, NOW, SECRET),
        (b'{"object": "event"}', NOW, SECRET),
        (json.dumps({**EVENT, "id": 1}).encode(), NOW, SECRET),
        (json.dumps({**EVENT, "id": "x" * 200}).encode(), NOW, SECRET),
        (json.dumps({**EVENT, "data": []}).encode(), NOW, SECRET),
        (json.dumps({**EVENT, "created": "today"}).encode(), NOW, SECRET),
    ],
)
def test_what_is_no_event_signed_lately_is_refused(body: bytes, at: int, secret: str) -> None:
    with pytest.raises(UnsignedError):
        signed_event(body, signatures.header(body, secret, at), (SECRET,), NOW)


@pytest.mark.parametrize(
    "mark", ["", "t=,v1=", "v1=abc", f"t={NOW}", "t=1,t=2,v1=a", "t=²,v1=a", f"t={NOW},v0=a", "t=9" * 99]
)
def test_a_header_that_is_none_is_refused(mark: str) -> None:
    with pytest.raises(UnsignedError):
        signed_event(json.dumps(EVENT).encode(), mark, (SECRET,), NOW)


FACTS = st.one_of(
    st.builds(ChargeRefunded, st.just("pi"), st.integers(0, 100)),
    st.builds(RefundKnown, st.just("pi"), st.sampled_from("ab"), st.just(30), st.integers(0, 2)),
    st.builds(
        DisputeKnown, st.just("pi"), st.sampled_from("xy"),
        st.sampled_from(["needs_response", "under_review", "won", "lost"]), st.sampled_from([0, 500]),
        st.integers(0, 3),
    ),
)  # fmt: skip


@given(told_facts=st.lists(FACTS, max_size=9), seed=st.integers(0, 99))
def test_facts_of_a_payment_say_the_same_in_any_order_and_twice(told_facts: list[Any], seed: int) -> None:
    shuffled = told_facts * 2
    random.Random(seed).shuffle(shuffled)
    states = []
    for rows in (told_facts, shuffled):
        payment = Payment()
        for fact in rows:
            payment = merged(payment, fact)
        states.append((payment.refunded, payment.dispute, payment.due_by))
    assert states[0] == states[1]


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))))
def test_a_refund_that_failed_and_was_made_anew_counts_once(order: tuple[int, ...]) -> None:
    """A refund of all comes back, a second one holds; the charge told 100 each time."""
    rows = [
        RefundKnown("pi", "a", 100, 1),
        RefundKnown("pi", "a", 100, 2),
        RefundKnown("pi", "b", 100, 1),
        ChargeRefunded("pi", 100),
    ]
    payment = Payment()
    for i in order:
        payment = merged(payment, rows[i])
    assert payment.refunded == 100
    without_second = merged(merged(Payment(), rows[3]), rows[1])
    assert without_second.refunded == 0


NAMES = st.sampled_from(["id", "payment_intent", "metadata", "parent", "payment", "status"])
OBJECTS = st.recursive(
    st.none() | st.integers() | st.text(max_size=5), lambda inner: st.dictionaries(NAMES, inner), max_leaves=6
)


@given(value=OBJECTS, kind=st.sampled_from(facts.KINDS))
def test_whatever_an_event_holds_is_read_or_an_error_that_is_tried_again(value: Any, kind: str) -> None:
    try:
        facts_of({"type": kind, "created": 1, "data": {"object": value}})
    except (KeyError, TypeError, AttributeError, ValueError):
        return


def test_the_browsers_work_counts_for_one_form() -> None:
    answers = work.solve("token")
    assert work.is_done("token", answers)
    assert not work.is_done("other", answers)
    for wrong in (
        "",
        answers + ".1",
        answers.replace(".", ","),
        answers[:-1] + "x",
        "9" * 400,
        ".".join("0" * 8),
    ):
        assert not work.is_done("token", wrong)


@pytest.mark.parametrize(
    ("has_worked", "is_confirmed", "unpaid", "way"),
    [
        (True, False, Unpaid(0, 0), Way.DIRECT),
        (False, False, Unpaid(0, 0), Way.LINK),
        (True, False, Unpaid(15, 15), Way.LINK),
        (True, False, Unpaid(0, 25), Way.LINK),
        (False, True, Unpaid(15, 39), Way.DIRECT),
        (True, True, Unpaid(0, 40), Way.CLOSED),
    ],
)
def test_the_more_is_unpaid_the_more_is_asked(
    has_worked: bool, is_confirmed: bool, unpaid: Unpaid, way: Way
) -> None:
    assert attempts.way(has_worked, is_confirmed, unpaid) is way


def test_what_differs_is_found_both_ways() -> None:
    gifts = {"a": Side(100, 0, False, "g"), "b": Side(100, 50, False), "c": Side(5, 0, True)}
    charges = {"a": Side(100, 0, False), "b": Side(100, 60, False), "d": Side(7, 0, False)}
    assert compare(gifts, charges) == [
        Difference("refunded", "b", "", 50, 60),
        Difference("missing_there", "c", "", 5, 0),
        Difference("missing_here", "d", "", 0, 7),
    ]


@pytest.mark.parametrize(
    ("environ", "message"),
    [
        ({"FAIRTOWN_STRIPE_KEY": "pk_live_1"}, "no secret key"),
        ({"FAIRTOWN_STRIPE_KEY": "sk_live_1", "FAIRTOWN_PRACTICE": "1"}, "unset one"),
        ({"FAIRTOWN_STRIPE_WEBHOOK_SECRET": "a,b,c"}, "3 parts"),
    ],
)
def test_settings_that_cannot_be_are_told_without_the_key(environ: dict[str, str], message: str) -> None:
    with pytest.raises(FairtownError, match=message) as found:
        gateway(environ)
    assert "sk_live_1" not in str(found.value)


def test_keys_say_what_is_real_money() -> None:
    assert gateway(
        {"FAIRTOWN_STRIPE_KEY": "rk_live_1", "FAIRTOWN_STRIPE_WEBHOOK_SECRET": "a, b"}
    ).secrets == ("a", "b")
    assert [Gateway("sk_live_1").is_live, Gateway().is_live, Gateway("sk_test_1").is_live] == [
        True,
        True,
        False,
    ]
    assert not gateway({"FAIRTOWN_PRACTICE": "1"}).takes_cards
    assert "sk_" not in repr(Gateway("sk_live_1"))


def wanted(**changed: Any) -> CheckoutRequest:
    usual = {
        "uuid": "u1", "cents": 2500, "is_monthly": False, "label": "Gift", "email": "a@mail.example", "language": "es",
        "thanks_url": "http://site.example/thanks/", "back_url": "http://site.example/give/",
    }  # fmt: skip
    return CheckoutRequest(**(usual | changed))


@pytest.fixture(scope="module")
def client() -> Iterator[stripe.StripeClient]:
    running = PracticeGateway()
    running.start()
    yield stripe_api.client_of(Gateway(PRACTICE_KEY, ("s",), running.url, is_practice=True))
    running.stop()


def test_the_version_is_that_of_the_library() -> None:
    assert stripe.api_version == API_VERSION


def test_the_library_knows_the_events_that_we_ask_for() -> None:
    params = Path(stripe.__file__).parent / "params" / "_webhook_endpoint_create_params.py"
    known = params.read_text(encoding="utf-8")
    assert [kind for kind in (*facts.KINDS, API_VERSION) if f'"{kind}"' not in known] == []
    assert len(facts.KINDS) <= 20, "a list of events is asked for by at most twenty kinds"


def test_keys_of_forms_are_nested() -> None:
    found = nested("a=1&line_items[0][price][unit]=2&line_items[1][price][unit]=3&e[]=x&e[]=y&m[k]=")
    assert found == {
        "a": "1",
        "line_items": [{"price": {"unit": "2"}}, {"price": {"unit": "3"}}],
        "e": ["x", "y"],
        "m": {"k": ""},
    }


def test_asked_twice_with_one_key_the_practice_gateway_makes_one_session(client: stripe.StripeClient) -> None:
    values: Any = session_values(wanted(), time())
    first, again = (client.v1.checkout.sessions.create(values, {"idempotency_key": "k"}) for _ in range(2))
    assert first.id == again.id
    with pytest.raises(stripe.IdempotencyError):
        client.v1.checkout.sessions.create({**values, "locale": "en"}, {"idempotency_key": "k"})


@pytest.mark.parametrize(
    ("is_monthly", "changed"),
    [
        (False, {"subscription_data": {"metadata": {"gift": "u"}}}),
        (True, {"payment_intent_data": {"metadata": {"gift": "u"}}}),
        (True, {"submit_type": "donate"}),
        (False, {"expires_at": 1}),
        (False, {"mode": "setup"}),
        (
            False,
            {
                "line_items": [
                    {
                        "quantity": 1,
                        "price_data": {"currency": "usd", "unit_amount": 10, "product_data": {"name": "x"}},
                    }
                ]
            },
        ),
    ],
)
def test_what_the_real_one_refuses_the_practice_gateway_refuses(
    client: stripe.StripeClient, is_monthly: bool, changed: dict[str, Any]
) -> None:
    values: Any = session_values(wanted(is_monthly=is_monthly), time()) | changed
    with pytest.raises(stripe.InvalidRequestError):
        client.v1.checkout.sessions.create(values)


def test_other_keys_versions_and_objects_are_refused(client: stripe.StripeClient) -> None:
    with pytest.raises(stripe.InvalidRequestError, match="No such"):
        client.v1.checkout.sessions.retrieve("cs_nothing")
    with pytest.raises(stripe.InvalidRequestError, match="does not have a successful charge"):
        client.v1.refunds.create({"payment_intent": "pi_nothing"})
    address = client._requestor._options.base_addresses  # type: ignore[attr-defined]
    for key, version in (("sk_live_1", API_VERSION), (PRACTICE_KEY, "2020-08-27")):
        other = stripe.StripeClient(key, stripe_version=version, base_addresses=address)
        with pytest.raises((stripe.AuthenticationError, stripe.InvalidRequestError)):
            other.v1.events.list()


def test_an_endpoint_is_made_in_the_version_that_is_read() -> None:
    running = PracticeGateway()
    running.start()
    own = Gateway(PRACTICE_KEY, (), running.url, is_practice=True)
    url = "https://town.example/hooks/stripe/"
    assert stripe_api.open_endpoint(own, url) == stripe_api.open_endpoint(own, url) != ""
    (found,) = running.store.all("webhook_endpoint")
    assert (found["url"], found["api_version"], tuple(found["enabled_events"])) == (
        url,
        API_VERSION,
        facts.KINDS,
    )
    running.stop()


@pytest.mark.parametrize("url", ["http://town.example", "town.example", "https://town.example/x", "https://"])
def test_the_command_wants_the_address_of_a_site(url: str) -> None:
    with pytest.raises(FairtownError, match="no address like"):
        open_endpoint(url)


def test_what_was_paid_is_there_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "practice.json"
    first = PracticeGateway(path)
    first.store.add("customer", email="a@mail.example")
    secret = first.send_to("http://127.0.0.1:1/hooks/stripe/")
    first.store.save()
    second = PracticeGateway(path)
    assert second.send_to("http://127.0.0.1:2/hooks/stripe/") != secret
    assert [c["email"] for c in second.store.all("customer")] == ["a@mail.example"]
    assert path.stat().st_mode & 0o77 == 0
    for gateway_process in (first, second):
        gateway_process.server.server_close()


def test_practice_beside_a_live_key_does_not_start() -> None:
    environ = os.environ | {"FAIRTOWN_PRACTICE": "1", "FAIRTOWN_STRIPE_KEY": "sk_live_1"}
    command = [sys.executable, "-m", "fairtown.hub.giving.practice", "8000"]
    done = subprocess.run(
        command, env=environ, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=True
    )
    assert "unset one of them" in json.loads(done.stdout)["error"]
