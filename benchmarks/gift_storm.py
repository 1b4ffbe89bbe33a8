"""A storm of events: 10,000 deliveries, shuffled and doubled, half failing midway, killed by -9: job processes, web
workers, and the whole server.

    .venv/bin/python benchmarks/gift_storm.py [--deliveries 10000] [--seed 1] [--postgresql]

Prints what was lost, doubled or wrong, gift by gift, which must be nothing (else it ends with 1), and how long an
acknowledgment took. FAIRTOWN_RELEASES names the releases.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1] / "tests" / "hub"), str(Path(__file__).parents[1] / "src")]
SECRET = "whsec_storm"
#: When these shares of the deliveries were acknowledged, the whole server is killed, and started anew.
SERVER_KILLS = (0.3, 0.7)
#: The job process with every second receipt failing midway, until it is killed.
JOBS = """
import os, random, threading
import django
django.setup()
from fairtown.hub.giving import applying, receipts
applying.FIRST_DELAY = applying.LONGEST_DELAY = __import__("datetime").timedelta(seconds=0.2)
give, chance = receipts.give, random.Random(os.getpid())
def failing(gift):
    found = give(gift)
    if chance.random() < 0.5 and os.environ.get("STORM_FAILS"):
        raise OSError("midway")
    return found
receipts.give = failing
while True:
    applying.apply_waiting()
    threading.Event().wait(0.05)
"""


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--deliveries", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--postgresql", action="store_true", help="on a PostgreSQL that is started for it")
    parser.add_argument("--clients", type=int, default=8)
    return parser.parse_args()


def main() -> None:
    given = arguments()
    if not given.postgresql:
        run(given, "")
        return
    import running_postgresql

    with tempfile.TemporaryDirectory(prefix="fairtown-storm-pg-") as folder:
        archive = Path(folder) / "postgresql.tar"
        running_postgresql.prepare(archive, Path(os.environ["FAIRTOWN_RELEASES"]).resolve())
        with running_postgresql.server(archive, running_postgresql.MIGRATED) as address:
            run(given, address)


def run(given: argparse.Namespace, database: str) -> None:
    folder = Path(tempfile.mkdtemp(prefix="fairtown-storm-"))
    own = {
        "FAIRTOWN_RECORDS": str(folder / "hub" / "records"), "FAIRTOWN_DATABASE": database,
        "FAIRTOWN_STRIPE_KEY": "sk_test_storm", "FAIRTOWN_STRIPE_WEBHOOK_SECRET": SECRET,
        "DJANGO_SETTINGS_MODULE": "fairtown.hub.settings",
    }  # fmt: skip
    os.environ.update(own)
    from running_hub import Hub

    releases = Path(os.environ["FAIRTOWN_RELEASES"]).absolute()
    import django

    (folder / "hub").mkdir()
    start = partial(Hub, folder / "hub", releases, **own)
    hub = start()
    django.setup()
    events, expected = world(given.deliveries)
    deliveries = events * 2
    random.Random(given.seed).shuffle(deliveries)
    deliveries = deliveries[: max(given.deliveries, len(events))]
    # what the cut left out still comes, as the gateway tries for three days
    seen = {event["id"] for event in deliveries}
    deliveries += [event for event in events if event["id"] not in seen]
    storm = Storm(hub, start, deliveries, given.clients)
    began = time.monotonic()
    storm.run()
    seconds = time.monotonic() - began
    storm.hub.stop()
    faults = report(storm, expected, seconds)
    from django.db import connection

    connection.close()
    sys.exit(bool(faults))


def world(n_deliveries: int) -> tuple[list[dict], dict[str, tuple[int, int]]]:
    """Store gifts and plans, let the gateway live through them.

    Return its events, and of each payment the cents that must come out, as given and as left.
    """
    from running_practice import lives, pending

    from fairtown.hub.giving.practice.server import PracticeGateway

    practice = PracticeGateway()
    practice.events = []  # type: ignore[attr-defined]
    practice.store.listen = practice.events.append  # type: ignore[attr-defined]
    n = max(10, n_deliveries // 15)
    gifts, plans = pending(n, n // 2)
    net = lives(practice, gifts, plans, months=2)  # type: ignore[arg-type]
    practice.server.server_close()
    store = practice.store
    gone = {found["payment_intent"] for found in store.all("dispute") if found["status"] != "won"}
    expected = {
        c["payment_intent"]: (
            c["amount"], 0 if c["payment_intent"] in gone else c["amount"] - c["amount_refunded"]
        )
        for c in store.all("charge", paid=True)
    }  # fmt: skip
    assert len(expected) == n + 2 * (n // 2)
    assert sum(left for _given, left in expected.values()) == net
    return practice.events, expected  # type: ignore[attr-defined]


class Storm:
    """Delivers until each delivery was acknowledged once, while processes are killed."""

    def __init__(self, hub, start, deliveries: list[dict], clients: int) -> None:  # type: ignore[no-untyped-def]
        self.hub, self.start, self.deliveries, self.clients = hub, start, deliveries, clients
        self.seconds: list[float] = []
        self.n_refused, self.n_killed, self.n_servers = 0, 0, 0
        self.done = threading.Event()

    def run(self) -> None:
        workers = [self.jobs() for _ in range(2)]
        killer = threading.Thread(target=self.kill, args=(workers,))
        killer.start()
        with ThreadPoolExecutor(self.clients) as pool:
            list(pool.map(self.deliver, self.deliveries))
        self.done.set()
        killer.join()
        for worker in workers:
            worker.kill()
        os.environ.pop("STORM_FAILS", None)
        last = self.jobs()
        from fairtown.hub.giving.models import Event

        while Event.objects.filter(state="waiting").exists():
            time.sleep(0.5)
        last.kill()

    def jobs(self) -> subprocess.Popen[bytes]:
        fails = {} if self.done.is_set() else {"STORM_FAILS": "1"}
        return subprocess.Popen(
            [sys.executable, "-c", JOBS], env=os.environ | fails, stderr=subprocess.DEVNULL
        )

    def kill(self, workers: list[subprocess.Popen[bytes]]) -> None:
        """Kill a job process every two seconds, a web worker every six, the whole server at two shares of the way."""
        n, shares = 0, list(SERVER_KILLS)
        while not self.done.wait(2):
            n += 1
            victim = n % len(workers)
            workers[victim].send_signal(signal.SIGKILL)
            workers[victim].wait()
            workers[victim] = self.jobs()
            self.n_killed += 1
            if shares and len(self.seconds) >= shares[0] * len(self.deliveries):
                shares.pop(0)
                self.hub.process.kill()
                self.hub.process.wait()
                self.n_servers += 1
                # another port: the old workers end by themselves; the gateway tries again, as it does for three days
                self.hub = self.start()
            elif n % 3 == 0:
                self.n_killed += self.kill_web_worker()

    def kill_web_worker(self) -> int:
        """Kill one worker of gunicorn by -9."""
        children = subprocess.run(
            ["pgrep", "-P", str(self.hub.process.pid)], capture_output=True, text=True, check=False
        ).stdout.split()
        for master in children:
            found = subprocess.run(
                ["pgrep", "-P", master], capture_output=True, text=True, check=False
            ).stdout.split()
            if found:
                os.kill(int(found[0]), signal.SIGKILL)
                return 1
        return 0

    def deliver(self, event: dict) -> None:
        """Send an event until it is acknowledged."""
        from fairtown.hub.giving.signatures import header

        body = json.dumps(event).encode()
        while True:
            began = time.monotonic()
            headers = {
                "Content-Type": "application/json",
                "Stripe-Signature": header(body, SECRET, int(time.time())),
            }
            connection = http.client.HTTPConnection("127.0.0.1", self.hub.port, timeout=30)
            try:
                connection.request("POST", "/hooks/stripe/", body, headers)
                status = connection.getresponse().status
            except OSError:
                status = 0
            finally:
                connection.close()
            if status == 200:
                self.seconds.append(time.monotonic() - began)
                return
            self.n_refused += 1
            time.sleep(0.2)


def report(storm: Storm, expected: dict[str, tuple[int, int]], seconds: float) -> list[str]:
    """Print what came out; return what is wrong with it."""
    from django.db import connection
    from django.db.models import Sum

    from fairtown.hub.giving.models import Event, Gift, Receipt
    from fairtown.hub.mail.models import Mail

    settled = list(Gift.objects.filter(settled_at__isnull=False))
    found = {gift.pi: (gift.cents, gift.net_cents) for gift in settled}
    numbers = sorted(Receipt.objects.values_list("number", flat=True))
    receipts = Counter(Receipt.objects.filter(kind="receipt").values_list("gift", flat=True))
    mails = Mail.objects.filter(kind="receipt").count()
    faults = [
        f"{n:,} {what}"
        for what, n in {
            "lost": len(expected.keys() - found.keys()),
            "double": len(settled) - len(found) + len(found.keys() - expected.keys()),
            "of a wrong amount": sum(found[pi] != cents for pi, cents in expected.items() if pi in found),
            "without one receipt": sum(receipts[gift.pk] != 1 for gift in settled),
            "gaps in the numbers": len(set(range(1, len(numbers) + 1)) ^ set(numbers)),
            "receipts not mailed once": abs(mails - len(numbers)),
            "events not applied": Event.objects.exclude(state="done").count(),
        }.items()
        if n
    ]
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    cpu = sum(u.ru_utime + u.ru_stime for u in used)
    tries = Event.objects.aggregate(s=Sum("tries"))["s"]
    times = sorted(storm.seconds)
    half, slowest = times[len(times) // 2] * 1000, times[int(len(times) * 0.99)] * 1000
    print(f"{connection.vendor}: {len(storm.deliveries):,} deliveries of {Event.objects.count():,} events")
    print(f"{seconds:.0f} s of clock, {cpu:.0f} s of CPU, load {os.getloadavg()[0]:.1f}; {tries:,} tries")
    print(f"killed {storm.n_killed} processes and {storm.n_servers} servers; sent again {storm.n_refused}")
    print(f"gifts {len(settled):,} of {len(expected):,}; receipts {len(receipts):,}; mails {mails:,}")
    print(f"wrong: {'; '.join(faults) or 'nothing'}")
    print(f"acknowledged: p50 {half:.0f} ms, p99 {slowest:.0f} ms, last {times[-1] * 1000:.0f} ms")
    return faults


if __name__ == "__main__":
    main()
