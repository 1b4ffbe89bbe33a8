"""`fairtown hub stripe-endpoint`: makes the address to which Stripe sends events, in the version that we read."""

from __future__ import annotations

import os
from urllib.parse import urlsplit

from fairtown.concepts import FairtownError
from fairtown.hub.giving import config


def open_endpoint(url: str) -> str:
    """Make the endpoint of a site and return lines that say what to set; raises FairtownError if it cannot be made."""
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname or parts.path.strip("/") or parts.query:
        raise FairtownError(f"stripe-endpoint: {url[:80]!r} is no address like https://town.example")
    gateway = config.gateway(os.environ)
    if not gateway.key or gateway.is_practice:
        raise FairtownError(f"stripe-endpoint: set ${config.KEY} to a secret key of Stripe first")
    from fairtown.hub.giving import stripe_api

    try:
        secret = stripe_api.open_endpoint(gateway, f"https://{parts.netloc}{config.HOOK_PATH}")
    except stripe_api.GatewayError as error:
        raise FairtownError(f"stripe-endpoint: Stripe refused: {error}") from None
    return f"The endpoint is there, for API version {config.API_VERSION}. Set:\n{config.SECRET}={secret}"
