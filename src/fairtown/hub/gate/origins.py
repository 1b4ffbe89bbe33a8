"""Where a request comes from, as a hash that nobody can turn back once the day is over."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from ipaddress import IPv6Address, ip_address

from django.conf import settings
from django.http import HttpRequest
from django.utils.timezone import localdate

from fairtown.hub.gate.models import DayKey

#: One subscriber of IPv6 has a network of this size at least, and could use each of its addresses once.
IPV6_NETWORK = 64
ADDRESS_BITS = 128


def keyed_hash(*parts: str) -> str:
    """Return 64 hexadecimal digits of `parts` under the key of today and the site's secret.

    The key of a day is random, shared by all processes through the database, and deleted on the first use of the next.
    """
    today = localdate()
    row, is_new = DayKey.objects.get_or_create(day=today, defaults={"key": secrets.token_hex(32)})
    if is_new:
        DayKey.objects.filter(day__lt=today).delete()
    key = hashlib.sha256(f"{settings.SECRET_KEY}:{row.key}".encode()).digest()
    return hmac.new(key, "\0".join(parts).encode(), hashlib.sha256).hexdigest()


def network_of(request: HttpRequest | None) -> str:
    """Return the address that asks, of IPv6 its network; blank if it is unknown."""
    text = "" if request is None else str(request.META.get("REMOTE_ADDR", ""))
    try:
        address = ip_address(text)
    except ValueError:
        return ""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        shift = ADDRESS_BITS - IPV6_NETWORK
        return str(IPv6Address(int(address) >> shift << shift))
    return str(address)
