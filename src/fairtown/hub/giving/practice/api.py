"""The API of the practice gateway: what a request answers. Form keys are nested as Stripe's are: `a[b][0]=c`."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

from fairtown.hub.giving.config import API_VERSION
from fairtown.hub.giving.practice import acts
from fairtown.hub.giving.practice.store import ApiError, Object, Store, invalid

KEY_PARTS = re.compile(r"\[([^\]]*)\]")
LEAST_CENTS, LEAST_LIFE, MOST_LIFE = 50, 30 * 60, 24 * 3600
MOST_LISTED = 100
ITEM = r"([\w-]+)"


def nested(text: str) -> Object:
    """Return the values of a form or query, with lists and dictionaries where its keys say so."""
    found: Object = {}
    for key, value in parse_qsl(text, keep_blank_values=True):
        head, _bracket, _rest = key.partition("[")
        parts = [head, *KEY_PARTS.findall(key)]
        at: Any = found
        for part in parts[:-1]:
            at = at.setdefault(part, {})
        at[parts[-1] or str(len(at))] = value
    return _with_lists(found)


def _with_lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {key: _with_lists(part) for key, part in value.items()}
    is_list = inner and all(key.isdecimal() for key in inner)
    return [inner[key] for key in sorted(inner, key=int)] if is_list else inner


class Api:
    """Answers requests from a store. `origin`: where the pay page stands."""

    def __init__(self, store: Store, origin: str) -> None:
        """Know the routes."""
        self.store, self.origin = store, origin
        self.routes: list[tuple[str, re.Pattern[str], Callable[..., Object]]] = [
            (method, re.compile(f"/v1/{path}"), view)
            for method, path, view in (
                ("POST", "checkout/sessions", self.open_session),
                ("GET", f"checkout/sessions/{ITEM}", self.session),
                ("POST", f"checkout/sessions/{ITEM}/expire", self.expire),
                ("POST", "refunds", self.refund),
                ("GET", "charges", lambda values: self.listed("charge", values)),
                ("GET", "events", lambda values: self.listed("event", values)),
                ("GET", "invoice_payments", lambda values: self.listed("invoice_payment", values)),
                (
                    "GET",
                    f"subscriptions/{ITEM}",
                    lambda item, values: self._shown(self.store.get("subscription", item)),
                ),
                ("DELETE", f"subscriptions/{ITEM}", self.cancel),
                ("POST", "billing_portal/sessions", self.portal),
                ("POST", "webhook_endpoints", self.endpoint),
            )
        ]

    def answer(self, method: str, target: str, body: str, headers: dict[str, str]) -> tuple[int, Object]:
        """Return status and body of a request; `headers`: names in small letters."""
        try:
            self._check(headers)
            path, _question, query = target.partition("?")
            with self.store.lock:
                if method != "POST" or not (key := headers.get("idempotency-key", "")):
                    return 200, self._route(method, path, nested(body if method == "POST" else query))
                return self._once(key, path, body)
        except ApiError as error:
            return error.status, error.body

    def _check(self, headers: dict[str, str]) -> None:
        kind, _space, key = headers.get("authorization", "").partition(" ")
        if kind != "Bearer" or not key.startswith("sk_test_"):
            raise ApiError(401, "invalid_request_error", "Invalid API Key provided")
        if headers.get("stripe-version", API_VERSION) != API_VERSION:
            raise invalid(f"Invalid Stripe API version: {headers['stripe-version']}")

    def _once(self, key: str, path: str, body: str) -> tuple[int, Object]:
        """Answer the same to the same key and body; refuse another body under a key."""
        request = f"{path} {body}"
        if known := self.store.answers.get(key):
            if known[0] != request:
                message = "Keys for idempotent requests can only be used with the same parameters"
                raise ApiError(400, "idempotency_error", message)
            return known[1:]
        try:
            status, found = 200, json.loads(json.dumps(self._route("POST", path, nested(body))))
        except ApiError as error:
            status, found = error.status, error.body
        self.store.answers[key] = (request, status, found)
        return status, found

    def _route(self, method: str, path: str, values: Object) -> Object:
        for known, pattern, view in self.routes:
            if known == method and (match := pattern.fullmatch(path)):
                found = view(*match.groups(), values)
                self.store.save()
                return found
        raise ApiError(404, "invalid_request_error", f"Unrecognized request URL ({method}: {path})")

    def _shown(self, found: Object) -> Object:
        return {name: value for name, value in found.items() if not name.startswith("metadata_of_")}

    def open_session(self, values: Object) -> Object:
        """Open a session; what the real one refuses is refused."""
        mode, now = values.get("mode"), self.store.now()
        other = {"payment": "subscription_data", "subscription": "payment_intent_data"}.get(str(mode))
        if other is None or other in values or (mode == "subscription" and "submit_type" in values):
            raise invalid(f"You can not pass these parameters in `{mode}` mode.", "parameter_unknown")
        price = values["line_items"][0]["price_data"]
        cents = str(price.get("unit_amount", ""))
        if not cents.isdecimal() or int(cents) < LEAST_CENTS or price.get("currency") != "usd":
            raise invalid(f"Invalid integer or currency: {cents}", "parameter_invalid_integer")
        if ("recurring" in price) != (mode == "subscription"):
            raise invalid("`recurring` belongs to subscription mode")
        expires_at = int(values.get("expires_at", now + MOST_LIFE))
        if not LEAST_LIFE <= expires_at - now <= MOST_LIFE:
            raise invalid("`expires_at` must be between 30 minutes and 24 hours from now")
        session = self.store.add(
            "checkout.session", mode=mode, status="open", payment_status="unpaid", amount_total=int(cents),
            currency="usd", client_reference_id=values.get("client_reference_id"), expires_at=expires_at,
            customer_email=values.get("customer_email"), locale=values.get("locale"), metadata={},
            success_url=values["success_url"], cancel_url=values["cancel_url"], payment_intent=None, subscription=None,
            customer=None, label=price["product_data"]["name"],
            metadata_of_payment=values.get("payment_intent_data", {}).get("metadata", {}),
            metadata_of_plan=values.get("subscription_data", {}).get("metadata", {}),
        )  # fmt: skip
        session["url"] = f"{self.origin}/pay/{session['id']}"
        return self._shown(session)

    def session(self, item: str, _values: Object) -> Object:
        """Return a session."""
        return self._shown(self.open_or_over(item))

    def open_or_over(self, item: str) -> Object:
        """Return a session, which is over once its time has come."""
        session = self.store.get("checkout.session", item)
        if session["status"] == "open" and self.store.now() > session["expires_at"]:
            acts.expire(self.store, session)
        return session

    def expire(self, item: str, _values: Object) -> Object:
        """End a session."""
        session = self.open_or_over(item)
        if session["status"] != "open":
            raise invalid('Only Checkout Sessions with a status in ["open"] can be expired.')
        acts.expire(self.store, session)
        return self._shown(session)

    def refund(self, values: Object) -> Object:
        """Give back a payment."""
        cents = values.get("amount")
        return acts.refund(
            self.store, values["payment_intent"], int(cents) if cents else None, values.get("metadata")
        )

    def cancel(self, item: str, _values: Object) -> Object:
        """End a subscription."""
        subscription = self.store.get("subscription", item)
        acts.cancel(self.store, subscription)
        return self._shown(subscription)

    def portal(self, values: Object) -> Object:
        """Open the page where a donor ends a plan."""
        customer = self.store.get("customer", values["customer"])
        found = self.store.add(
            "billing_portal.session",
            customer=customer["id"],
            return_url=values.get("return_url"),
            locale=values.get("locale"),
        )
        found["url"] = f"{self.origin}/portal/{found['id']}"
        return found

    def endpoint(self, values: Object) -> Object:
        """Send events to a URL from now on; the same URL has one endpoint here."""
        rows = self.store.all("webhook_endpoint", url=values["url"])
        found = rows[0] if rows else self.store.add("webhook_endpoint", url=values["url"])
        # no secret of a payment: it signs events of practice, for one demo
        secret = found.setdefault("secret", f"whsec_practice_{found['id']}")
        found |= {
            "enabled_events": values["enabled_events"],
            "api_version": values.get("api_version"),
            "secret": secret,
        }
        return found

    def listed(self, kind: str, values: Object) -> Object:
        """Return a page of a list, newest first."""
        rows = self.store.all(kind)
        if since := (values.get("created") or {}).get("gte"):
            rows = [row for row in rows if row["created"] >= int(since)]
        if kinds := values.get("types"):
            rows = [row for row in rows if row["type"] in kinds]
        if after := values.get("starting_after"):
            ids = [row["id"] for row in rows]
            rows = rows[ids.index(after) + 1 :] if after in ids else []
        limit = min(int(values.get("limit", 10)), MOST_LISTED)
        page = [self._shown(row) for row in rows[:limit]]
        return {"object": "list", "url": f"/v1/{kind}s", "has_more": len(rows) > limit, "data": page}
