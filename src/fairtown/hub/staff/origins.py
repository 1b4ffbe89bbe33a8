"""What the trace of sign-ins shows of where an attempt comes from."""

from __future__ import annotations

from django.http import HttpRequest

from fairtown.hub.gate.origins import keyed_hash, network_of
from fairtown.hub.staff.models import ORIGIN_LENGTH


def origin_of(request: HttpRequest | None) -> str:
    """Return what the trace shows of an address: equal for one network on one day; blank if it is unknown."""
    network = network_of(request)
    return keyed_hash("trace", network)[:ORIGIN_LENGTH] if network else ""
