"""Asks a geocoder of the Census Bureau which tract an address lies in, where staff have set one up.

It gets the address and nothing of who asks. One question at a time leaves this process free for other readers; what is
asked and answered is neither logged nor kept.
"""

from __future__ import annotations

import json
import threading
import time
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener

from fairtown.concepts import FairtownError

VARIABLE = "FAIRTOWN_GEOCODER"
EXAMPLE = "https://geocoding.geo.census.gov/geocoder"
SECONDS = 4.0
LARGEST_ANSWER = 1_000_000
MOST_ADDRESSES = 10
CHUNK = 65_536
TRACTS = "Census Tracts"


@dataclass(frozen=True)
class Address:
    """An address as the geocoder writes it, and the census code of its tract."""

    label: str
    geoid: str


@dataclass(frozen=True)
class Answer:
    """What the geocoder says: `status` is "found", "no_match", "away" or "busy"."""

    status: str
    addresses: tuple[Address, ...] = ()


def base_url(text: str) -> str:
    """Return the address of the geocoder without a slash at its end, blank for none; FairtownError if it is no URL."""
    parts = urlsplit(text.strip())
    if text.strip() and (parts.scheme not in ("http", "https") or not parts.hostname or parts.query):
        raise FairtownError(
            f"${VARIABLE} is {text[:80]!r}, expected the address of a geocoder like {EXAMPLE}"
        )
    return text.strip().rstrip("/")


class _NoRedirect(HTTPRedirectHandler):
    """Follows no redirect: an address is sent to the geocoder that staff chose, and to nobody else."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


_one_at_a_time = threading.BoundedSemaphore(1)


def ask(base: str, address: str) -> Answer:
    """Return what the geocoder at `base` says of an address on one line; it never raises."""
    if not _one_at_a_time.acquire(blocking=False):
        return Answer("busy")
    try:
        return _answer(json.loads(_fetch(base, address)))
    except HTTPError as error:
        # so it answers an address that it cannot read
        return Answer("no_match" if error.code == HTTPStatus.BAD_REQUEST else "away")
    except (OSError, HTTPException, ValueError, LookupError, TypeError, AttributeError):
        return Answer("away")
    finally:
        _one_at_a_time.release()


def _fetch(base: str, address: str) -> bytes:
    """Return the body; raises OSError after four seconds, ValueError where it is too large."""
    query = {
        "address": address,
        "benchmark": "Public_AR_Current",
        "vintage": "Current_Current",
        "format": "json",
    }
    url = f"{base}/geographies/onelineaddress?{urlencode(query)}"
    end, body = time.monotonic() + SECONDS, bytearray()
    request = Request(url, headers={"Accept": "application/json", "User-Agent": "fairtown"})  # noqa: S310
    with _opener().open(request, timeout=SECONDS) as response:
        while chunk := response.read1(CHUNK):
            body += chunk
            if len(body) > LARGEST_ANSWER:
                raise ValueError("too large")
            if time.monotonic() > end:
                raise TimeoutError
    return bytes(body)


def _opener() -> OpenerDirector:
    return build_opener(_NoRedirect)


def _answer(content: Any) -> Answer:
    """Return the addresses of the geocoder's JSON; raises LookupError or TypeError where it has another shape."""
    found = []
    for match in content["result"]["addressMatches"][:MOST_ADDRESSES]:
        tracts = match["geographies"].get(TRACTS, [])
        found += [Address(str(match["matchedAddress"]), str(tract["GEOID"])) for tract in tracts[:1]]
    return Answer("found" if found else "no_match", tuple(dict.fromkeys(found)))
