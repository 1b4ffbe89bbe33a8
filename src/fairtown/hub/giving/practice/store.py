"""What the practice gateway knows: objects by their ids, answers by idempotency key, events in order."""

from __future__ import annotations

import json
import os
import secrets
import threading
from collections.abc import Callable
from pathlib import Path
from time import time
from typing import Any

from fairtown.hub.giving.config import API_VERSION

Object = dict[str, Any]
#: How the ids of each kind begin, as Stripe's do.
PREFIXES = {
    "checkout.session": "cs_test_", "payment_intent": "pi_", "charge": "ch_", "customer": "cus_",
    "subscription": "sub_", "invoice": "in_", "invoice_payment": "inpay_", "refund": "re_", "dispute": "du_",
    "event": "evt_", "webhook_endpoint": "we_", "billing_portal.session": "bps_",
}  # fmt: skip


class ApiError(Exception):
    """An error as the API answers it."""

    def __init__(self, status: int, kind: str, message: str, code: str = "") -> None:
        """Keep status, type, message and code."""
        super().__init__(message)
        self.status, self.body = status, {"error": {"type": kind, "message": message, "code": code or None}}


def invalid(message: str, code: str = "") -> ApiError:
    """Return the error of a request that cannot be."""
    return ApiError(400, "invalid_request_error", message, code)


class Store:
    """Everything, under one lock. `path`: where it is written after each change, so that a restart forgets nothing.

    `listen`: called with each new event. `clock`: seconds since 1970.
    """

    def __init__(self, path: Path | None = None, clock: Callable[[], float] = time) -> None:
        """Begin with what was written."""
        self.path, self.clock, self.lock = path, clock, threading.RLock()
        self.objects: dict[str, Object] = {}
        self.answers: dict[str, tuple[str, int, Object]] = {}
        self.listen: Callable[[Object], None] = lambda _event: None
        if path and path.exists():
            self.objects = json.loads(path.read_text(encoding="utf-8"))

    def now(self) -> int:
        """Return the time in seconds since 1970."""
        return int(self.clock())

    def add(self, kind: str, **values: Any) -> Object:
        """Return a new object of a kind."""
        new_id = PREFIXES[kind] + secrets.token_hex(12)
        found: Object = {"id": new_id, "object": kind, "livemode": False, "created": self.now(), **values}
        self.objects[new_id] = found
        return found

    def get(self, kind: str, object_id: str) -> Object:
        """Return an object of a kind; raises ApiError if there is none."""
        found = self.objects.get(object_id)
        if found is None or found["object"] != kind:
            raise ApiError(404, "invalid_request_error", f"No such {kind}: '{object_id}'", "resource_missing")
        return found

    def all(self, kind: str, **equal: Any) -> list[Object]:
        """Return the objects of a kind with these values, newest first."""
        found = (o for o in self.objects.values() if o["object"] == kind)
        rows = [o for o in found if all(o.get(name) == value for name, value in equal.items())]
        return rows[::-1]

    def tell(self, kind: str, found: Object) -> Object:
        """Make an event of an object as it stands, keep it, and let the listener send it."""
        event = self.add(
            "event", type=kind, api_version=API_VERSION, data={"object": json.loads(json.dumps(found))},
            pending_webhooks=1, request={"id": None, "idempotency_key": None},
        )  # fmt: skip
        self.listen(event)
        return event

    def save(self) -> None:
        """Write everything, whole or not at all."""
        if self.path:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            part = self.path.with_suffix(f".{os.getpid()}.part")
            part.touch(mode=0o600)
            part.write_text(json.dumps(self.objects), encoding="utf-8")
            part.replace(self.path)
