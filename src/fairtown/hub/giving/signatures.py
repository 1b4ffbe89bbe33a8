"""Whether an event was signed by the gateway, lately: neither old, nor from the future, nor by anyone else.

Stripe's own check takes a time that lies ahead, and its library is 30 MB that the web processes do without. A test
compares both.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Collection
from typing import Any

#: Seconds that the clocks may differ, and that an event may be under way.
TOLERANCE = 300
SCHEME = "v1"


class UnsignedError(ValueError):
    """A body that is no event signed by the gateway."""


def signature(body: bytes, secret: str, at: int) -> str:
    """Return the signature of a body, as hexadecimal digits."""
    return hmac.new(secret.encode(), str(at).encode() + b"." + body, hashlib.sha256).hexdigest()


def header(body: bytes, secret: str, at: int) -> str:
    """Return the header that the gateway sends along."""
    return f"t={at},{SCHEME}={signature(body, secret, at)}"


def signed_event(body: bytes, given: str, secrets: Collection[str], now: float) -> dict[str, Any]:
    """Return the event of a body; raises UnsignedError on anything else. `given`: the header; `secrets`: of ours."""
    parts = [part.partition("=") for part in given.split(",")]
    times = [value for name, _eq, value in parts if name.strip() == "t"]
    if len(times) != 1 or not times[0].isascii() or not times[0].isdecimal() or len(times[0]) > 12:
        raise UnsignedError("no time")
    at = int(times[0])
    if abs(now - at) > TOLERANCE:
        raise UnsignedError("too old, or from the future")
    marks = [value.strip() for name, _eq, value in parts if name.strip() == SCHEME]
    own = [signature(body, secret, at) for secret in secrets]
    if not any(hmac.compare_digest(a.encode(), b.encode()) for a in marks for b in own):
        raise UnsignedError("not signed by the gateway")
    return event_of(body)


def event_of(body: bytes) -> dict[str, Any]:
    """Return the event that a body is; raises UnsignedError if it is none."""
    try:
        event = json.loads(body.decode())
    except (ValueError, RecursionError):
        raise UnsignedError("no JSON") from None
    if not isinstance(event, dict) or event.get("object") != "event":
        raise UnsignedError("no event")
    texts = [event.get("id"), event.get("type")]
    if not all(isinstance(text, str) and 0 < len(text) <= 80 and text.isprintable() for text in texts):
        raise UnsignedError("an event without id or type")
    data = event.get("data")
    if (
        not isinstance(event.get("created"), int)
        or not isinstance(data, dict)
        or not isinstance(data.get("object"), dict)
    ):
        raise UnsignedError("an event without time or object")
    return event
