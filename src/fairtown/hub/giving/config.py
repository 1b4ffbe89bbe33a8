"""How gifts by card are set up, from the environment: the key of the gateway, what signs its events, or practice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fairtown.concepts import FairtownError

KEY, SECRET, PRACTICE = "FAIRTOWN_STRIPE_KEY", "FAIRTOWN_STRIPE_WEBHOOK_SECRET", "FAIRTOWN_PRACTICE"
#: Set by `fairtown hub` for its own processes: where its practice gateway listens.
PRACTICE_URL = "FAIRTOWN_PRACTICE_URL"
LIVE_KEYS, TEST_KEYS = ("sk_live_", "rk_live_"), ("sk_test_", "rk_test_")
PRACTICE_KEY = "sk_test_practice"
#: Where the gateway sends its events.
HOOK_PATH = "/hooks/stripe/"
CHECKOUT = "https://checkout.stripe.com"
#: Where donors change a card or end a plan.
PORTAL = "https://billing.stripe.com"
#: The version whose shapes `facts.py` reads; stripe 16.1 pins the same.
API_VERSION = "2026-10-28.endive"


@dataclass(frozen=True)
class Gateway:
    """The gateway of cards. Blank `key`: none, gifts come by check. `practice_url`: blank for the real one.

    `secrets`: what signs events, two while one replaces the other.
    """

    key: str = ""
    secrets: tuple[str, ...] = ()
    practice_url: str = ""
    is_practice: bool = False

    def __repr__(self) -> str:
        """Return which kind it is, without key and secrets."""
        return f"Gateway({'practice' if self.is_practice else 'live' if self.is_live else 'none or test'})"

    @property
    def takes_cards(self) -> bool:
        """Whether a card can be asked for."""
        return bool(self.key and self.secrets)

    @property
    def is_live(self) -> bool:
        """Whether gifts are of real money: with a live key, and by check where there is no key at all."""
        return not self.is_practice and not self.key.startswith(TEST_KEYS)

    @property
    def form_origins(self) -> tuple[str, ...]:
        """The origins that forms of giving are sent on to: the page that takes cards, and that of one's own plan."""
        if self.is_practice:
            return (self.practice_url,) if self.practice_url else ()
        return CHECKOUT, PORTAL


def gateway(environ: Mapping[str, str]) -> Gateway:
    """Return the gateway of the environment.

    Raises FairtownError, without repeating a key, on a key that is none, and on practice beside a live key.
    """
    key, is_practice = environ.get(KEY, "").strip(), bool(environ.get(PRACTICE))
    if key and not key.startswith((*LIVE_KEYS, *TEST_KEYS)):
        raise FairtownError(f"${KEY} is no secret key of Stripe, expected sk_live_… or sk_test_…")
    if is_practice and key.startswith(LIVE_KEYS):
        raise FairtownError(f"${PRACTICE} and a live ${KEY} are both set; unset one of them")
    secrets = tuple(part.strip() for part in environ.get(SECRET, "").split(",") if part.strip())
    if len(secrets) > 2:
        raise FairtownError(
            f"${SECRET} has {len(secrets)} parts, expected one, or two while one replaces the other"
        )
    if is_practice:
        url = environ.get(PRACTICE_URL, "")
        return Gateway(PRACTICE_KEY if url else "", secrets, url, is_practice=True)
    return Gateway(key, secrets)
