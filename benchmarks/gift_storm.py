"""A storm of events: 10,000 deliveries, shuffled and doubled, half failing midway, killed by -9: job processes, web
workers, and the whole server.

    .venv/bin/python benchmarks/gift_storm.py [--deliveries 10000] [--seed 1] [--postgresql]

Prints what was lost, doubled or wrong, which must be nothing, and how long an acknowledgment took.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1] / "tests" / "hub"), str(Path(__file__).parents[1] / "src")]
SECRET = "whsec_storm"
#: After so many rounds of two seconds the whole server is killed, and started anew.
SERVER_KILLS = (6, 20)
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
        running_postgresql.prepare(archive)
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
    report(storm, expected, seconds)
    storm.hub.stop()
    from django.db import connection

    connection.close()


def world(n_deliveries: int) -> tuple[list[dict], dict]:
    """Store gifts and plans, let the gateway live through them; return its events, and what must come out."""
    from running_practice import lives, pending

    from fairtown.hub.giving.practice.server import PracticeGateway

    practice = PracticeGateway()
    practice.events = []  # type: ignore[attr-defined]
    practice.store.listen = practice.events.append  # type: ignore[attr-defined]
    n = max(10, n_deliveries // 15)
    gifts, plans = pending(n, n // 2)
    net = lives(practice, gifts, plans, months=2)  # type: ignore[arg-type]
    practice.server.server_close()
    cents = sum(g.cents for g in gifts) + 2 * sum(p.cents for p in plans)
    return practice.events, {"gifts": n + 2 * (n // 2), "cents": cents, "net": net}  # type: ignore[attr-defined]


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
        """Kill a job process every two seconds, a web worker every six, the whole server after 12 and 40."""
        n = 0
        while not self.done.wait(2):
            n += 1
            victim = n % len(workers)
            workers[victim].send_signal(signal.SIGKILL)
            workers[victim].wait()
            workers[victim] = self.jobs()
            self.n_killed += 1
            if n in SERVER_KILLS:
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


def report(storm: Storm, expected: dict, seconds: float) -> None:
    from django.db import connection
    from django.db.models import Sum

    from fairtown.hub.giving.models import Event, Gift, Receipt
    from fairtown.hub.mail.models import Mail

    settled = Gift.objects.filter(settled_at__isnull=False)
    net = sum(gift.net_cents for gift in settled)
    receipts = Receipt.objects.filter(kind="receipt").count()
    numbers = sorted(Receipt.objects.values_list("number", flat=True))
    times = sorted(storm.seconds)
    found = settled.aggregate(s=Sum("cents"))["s"]
    gapless = numbers == list(range(1, len(numbers) + 1))
    mails = Mail.objects.filter(kind="receipt").count()
    print(
        f"{connection.vendor}: {len(storm.deliveries):,} deliveries, {Event.objects.count():,} events, {seconds:.0f} s"
    )
    print(f"load {os.getloadavg()[0]:.1f}; killed {storm.n_killed} processes and {storm.n_servers} servers")
    print(f"refused and sent again {storm.n_refused}")
    print(f"gifts {settled.count():,} of {expected['gifts']:,}; cents {found:,} of {expected['cents']:,}")
    print(f"net {net:,} of {expected['net']:,}; without payment {settled.filter(pi=None).count()}")
    print(f"receipts {receipts:,}; numbers without gaps {gapless}; mails {mails:,} of {len(numbers):,}")
    half, slowest = times[len(times) // 2] * 1000, times[int(len(times) * 0.99)] * 1000
    print(f"acknowledged: p50 {half:.0f} ms, p99 {slowest:.0f} ms")


if __name__ == "__main__":
    main()
