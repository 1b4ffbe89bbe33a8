"""Thieves test stolen cards on the giving page while donors give: attempts over loopback HTTP from 1 and 200 addresses.

    FAIRTOWN_RELEASES=releases .venv/bin/python benchmarks/card_testing.py [--attempts 20000] [--honest 40]

Prints how many sessions were opened at the (practice) gateway for thieves, which must be under 50, and how many of the
donors succeeded, which must be all; else it ends with 1. Thieves do the browser's work in every tenth attempt, and own
no mailbox.
"""

from __future__ import annotations

import argparse
import http.client
import os
import re
import resource
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from urllib.parse import urlencode, urlsplit

sys.path[:0] = [str(Path(__file__).parents[1] / "tests" / "hub"), str(Path(__file__).parents[1] / "src")]
TOKEN = re.compile(r'name="made" value="([^"]+)"')
WORKS_EVERY, MOST_SESSIONS = 10, 50


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--attempts", type=int, default=20_000)
    parser.add_argument("--honest", type=int, default=40)
    parser.add_argument("--sources", type=int, nargs="+", default=[1, 200], help="numbers of addresses")
    return parser.parse_args()


@cache
def solve(token: str) -> str:
    """Do the browser's work once for a token, as a thief would."""
    from fairtown.hub.giving import work

    return work.solve(token)


class Site:
    """The hub, asked from an address of loopback."""

    def __init__(self, port: int) -> None:
        self.port = port

    def ask(self, source: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.port, timeout=60, source_address=(source, 0)
        )
        try:
            headers = {"Content-Type": "application/x-www-form-urlencoded"} if form else {}
            connection.request("POST" if form is not None else "GET", path, urlencode(form or {}), headers)
            answer = connection.getresponse()
            return answer.status, answer.headers.get("Location", ""), answer.read().decode()
        finally:
            connection.close()

    def token(self, source: str) -> str:
        found = TOKEN.search(self.ask(source, "/give/")[2])
        return found[1] if found else ""


class Thief:
    """One address that tries again and again; a token that was not taken is used once more."""

    def __init__(self, site: Site, source: str) -> None:
        self.site, self.source, self.lock = site, source, threading.Lock()
        self.token = ""
        self.statuses: Counter[int] = Counter()

    def attempt(self, n: int) -> None:
        with self.lock:
            self.token = self.token or self.site.token(self.source)
            form = {"often": "once", "amount": "10", "email": f"t{n}@thief.example", "made": self.token}
            if n % WORKS_EVERY == 0 and self.token:
                form["work"] = solve(self.token)
            status, _location, _page = self.site.ask(self.source, "/give/", form)
            self.statuses[status] += 1
            if status in (303, 200, 422):
                self.token = ""


def honest(site: Site, n: int) -> bool:
    """Let a donor give, by the mailbox where that is asked for; whether the gift arrived within a minute."""
    from fairtown.hub.giving import work
    from fairtown.hub.giving.models import Gift
    from fairtown.hub.mail.models import Mail

    source, email = f"127.9.{n // 200}.{n % 200 + 1}", f"d{n}@donor.example"
    token = site.token(source)
    form = {"often": "once", "amount": "25", "email": email, "made": token, "work": work.solve(token)}
    status, location, _page = site.ask(source, "/give/", form)
    if status == 200:
        mail = until(lambda: Mail.objects.filter(to=email, kind="gift-link").first())
        found = re.search(r"https?://[^/]+(/give/continue/\S+)", mail.text) if mail else None
        status, location, _page = site.ask(source, found[1], {}) if found else (0, "", "")
    if status != 303:
        return False
    parts = urlsplit(location)
    connection = http.client.HTTPConnection(parts.netloc, timeout=30)
    connection.request("POST", parts.path, urlencode({"outcome": "paid"}))
    connection.getresponse().read()
    connection.close()
    return bool(until(lambda: Gift.objects.filter(email=email, settled_at__isnull=False).exists()))


def until(condition, seconds: float = 60):  # type: ignore[no-untyped-def]
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := condition():
            return found
        time.sleep(0.3)
    return None


def attack(hub, n_sources: int, n_attempts: int, n_honest: int) -> bool:  # type: ignore[no-untyped-def]
    """Attack, let donors give in between, and print what came out; return whether the gate held."""
    from fairtown.hub.giving.models import Gift

    site = Site(hub.port)
    thieves = [Thief(site, f"127.{1 + n_sources % 7}.{i // 250}.{i % 250 + 1}") for i in range(n_sources)]
    donors: list[bool] = []

    def give_in_between() -> None:
        for n in range(n_honest):
            donors.append(honest(site, n + n_sources * 100))

    began = time.monotonic()
    giving = threading.Thread(target=give_in_between)
    giving.start()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: thieves[n % n_sources].attempt(n), range(n_attempts)))
    giving.join()
    total: Counter[int] = sum((thief.statuses for thief in thieves), Counter())
    opened = Gift.objects.filter(email__endswith="@thief.example").exclude(session="").count()
    seconds = time.monotonic() - began
    print(f"{n_sources} addresses, {n_attempts:,} attempts in {seconds:.0f} s: {opened} sessions")
    print(f"load {os.getloadavg()[0]:.1f}; answers {dict(total)}")
    print(f"donors in between: {sum(donors)} of {len(donors)}")
    Gift.objects.filter(email__endswith="@thief.example").update(session_at=None)
    return opened < MOST_SESSIONS and len(donors) == n_honest and all(donors)


def main() -> None:
    given = arguments()
    from running_hub import Hub

    from fairtown.hub.giving.practice.server import PracticeGateway

    folder, practice = Path(tempfile.mkdtemp(prefix="fairtown-cards-")), PracticeGateway()
    secret = practice.send_to("http://127.0.0.1:1/hooks/stripe/")
    own = {
        "FAIRTOWN_PRACTICE": "1", "FAIRTOWN_PRACTICE_URL": practice.url, "FAIRTOWN_STRIPE_WEBHOOK_SECRET": secret,
        "FAIRTOWN_RECORDS": str(folder / "hub" / "records"),
    }  # fmt: skip
    os.environ |= own | {"DJANGO_SETTINGS_MODULE": "fairtown.hub.settings"}
    (folder / "hub").mkdir()
    hub = Hub(folder / "hub", Path(os.environ["FAIRTOWN_RELEASES"]).absolute(), jobs=True, **own)
    (endpoint,) = practice.store.all("webhook_endpoint")
    endpoint["url"] = f"http://127.0.0.1:{hub.port}/hooks/stripe/"
    practice.start()
    practice.delivery.start()
    import django

    django.setup()
    held = [attack(hub, n_sources, given.attempts, given.honest) for n_sources in given.sources]
    hub.stop()
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(f"CPU {sum(u.ru_utime + u.ru_stime for u in used):.0f} s, attackers and donors included")
    sys.exit(not all(held))


if __name__ == "__main__":
    main()
