"""What we ask of Stripe, by its own library, which is loaded on the first use: it takes memory and a tenth of a second.

Every call that makes something has a key of its own, so that asking twice makes it once.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from time import time
from typing import TYPE_CHECKING, Any

from django.conf import settings

from fairtown.hub.giving.config import API_VERSION, Gateway
from fairtown.hub.giving.facts import GIFT, KINDS

if TYPE_CHECKING:
    from stripe import StripeClient

CURRENCY = "usd"
#: Seconds for one answer, after which it is asked again, twice.
TIMEOUT, RETRIES = 10, 2
#: Seconds that a session stays open: the gateway wants half an hour at least.
SESSION_LIFE = 31 * 60


class GatewayError(Exception):
    """The gateway is away, or refuses. Its words are for staff.

    `is_refusal`: it answered no; else nobody knows whether it did what it was asked.
    """

    def __init__(self, message: str, is_refusal: bool = False) -> None:
        """Keep the message and what it means."""
        super().__init__(message)
        self.is_refusal = is_refusal


@dataclass(frozen=True)
class Checkout:
    """A session of the gateway: its id, and the address of the page that takes the card."""

    session: str
    url: str


@dataclass(frozen=True)
class CheckoutRequest:
    """What a session is for. `uuid`: of a gift or plan, and the key that makes asking twice harmless."""

    uuid: str
    cents: int
    is_monthly: bool
    label: str
    email: str
    language: str
    thanks_url: str
    back_url: str


@contextmanager
def gateway_errors() -> Iterator[None]:
    """Turn errors of the library into GatewayError."""
    import stripe

    try:
        yield
    except stripe.StripeError as error:
        status = error.http_status or 0
        is_refusal = 400 <= status < 500 and status not in (408, 409, 429)
        label = f"{type(error).__name__}: {error.user_message or error.code or ''}"
        raise GatewayError(label[:200], is_refusal) from error


def client() -> StripeClient:
    """Return the client of the settings' gateway."""
    return client_of(settings.GIVING)


@lru_cache(maxsize=4)
def client_of(gateway: Gateway) -> StripeClient:
    """Return the client of a gateway."""
    import stripe

    addresses: Any = {"api": gateway.practice_url} if gateway.is_practice else {}
    return stripe.StripeClient(
        gateway.key, stripe_version=API_VERSION, base_addresses=addresses, max_network_retries=RETRIES,
        http_client=stripe.RequestsClient(timeout=TIMEOUT),
    )  # fmt: skip


def session_values(wanted: CheckoutRequest, now: float) -> dict[str, Any]:
    """Return what a session is made of. Our uuid goes along with the payment, or with the subscription."""
    price: dict[str, Any] = {
        "currency": CURRENCY, "unit_amount": wanted.cents, "product_data": {"name": wanted.label},
    }  # fmt: skip
    values: dict[str, Any] = {
        "mode": "subscription" if wanted.is_monthly else "payment",
        "line_items": [{"price_data": price, "quantity": 1}],
        "client_reference_id": wanted.uuid,
        "customer_email": wanted.email,
        "locale": wanted.language,
        "expires_at": int(now) + SESSION_LIFE,
        "success_url": wanted.thanks_url,
        "cancel_url": wanted.back_url,
    }
    if wanted.is_monthly:
        price["recurring"] = {"interval": "month"}
        values["subscription_data"] = {"metadata": {GIFT: wanted.uuid}}
    else:
        values["submit_type"] = "donate"
        values["payment_intent_data"] = {"metadata": {GIFT: wanted.uuid}}
    return values


def open_session(wanted: CheckoutRequest) -> Checkout:
    """Return the session of a gift or plan, made if it is not there yet; raises GatewayError."""
    with gateway_errors():
        values: Any = session_values(wanted, time())
        opened_session = client().v1.checkout.sessions.create(values, {"idempotency_key": wanted.uuid})
    return Checkout(opened_session.id, str(opened_session.url))


def session(session_id: str) -> dict[str, Any]:
    """Return a session as it stands; raises GatewayError."""
    with gateway_errors():
        return client().v1.checkout.sessions.retrieve(session_id).to_dict()


def expire(session_id: str) -> None:
    """End a session; one that is over already stays so. Raises GatewayError."""
    import stripe

    with gateway_errors():
        try:
            client().v1.checkout.sessions.expire(session_id)
        except stripe.InvalidRequestError:
            return


def refund(pi: str, cents: int, key: str) -> str:
    """Give back cents of a payment, once for a key; return the id of the refund. Raises GatewayError."""
    with gateway_errors():
        found = client().v1.refunds.create({"payment_intent": pi, "amount": cents}, {"idempotency_key": key})
    return found.id


def portal_url(customer: str, back_url: str, language: str) -> str:
    """Return the address of the page where a donor changes the card or ends a plan; raises GatewayError."""
    with gateway_errors():
        values: Any = {"customer": customer, "return_url": back_url, "locale": language}
        return client().v1.billing_portal.sessions.create(values).url


def charges_since(at: int) -> Iterator[dict[str, Any]]:
    """Yield the charges that were made since a time, in seconds since 1970; raises GatewayError."""
    with gateway_errors():
        rows = client().v1.charges.list({"created": {"gte": at}, "limit": 100})
        for row in rows.auto_paging_iter():
            yield row.to_dict()


def events_since(at: int) -> Iterator[dict[str, Any]]:
    """Yield the events of our kinds since a time; raises GatewayError."""
    with gateway_errors():
        rows = client().v1.events.list({"created": {"gte": at}, "limit": 100, "types": list(KINDS[:20])})
        for row in rows.auto_paging_iter():
            yield row.to_dict()


def open_endpoint(gateway: Gateway, url: str) -> str:
    """Let the gateway send events to `url` in the version that we read; return the secret that signs them."""
    with gateway_errors():
        values: Any = {"url": url, "enabled_events": list(KINDS), "api_version": API_VERSION}
        found = client_of(gateway).v1.webhook_endpoints.create(values)
    return str(found.secret)
