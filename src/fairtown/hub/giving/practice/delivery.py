"""Sends events to the site as the real gateway does: signed, at least once, in no order, again when refused."""

from __future__ import annotations

import http.client
import json
import queue
import threading
from time import time
from typing import Any
from urllib.parse import urlsplit

from fairtown.hub.giving.practice.store import Object, Store
from fairtown.hub.giving.signatures import header

#: Seconds until an event that was not acknowledged is sent again, after the first, second … try.
DELAYS = (1, 5, 30, 300)
TIMEOUT = 10


def send(url: str, secret: str, event: Object, at: int | None = None) -> int:
    """Send an event to a URL, signed; return the status of the answer, 0 if there was none."""
    body = json.dumps(event).encode()
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port or 80, timeout=TIMEOUT)
    headers = {
        "Content-Type": "application/json",
        "Stripe-Signature": header(body, secret, int(time() if at is None else at)),
    }
    try:
        connection.request("POST", parts.path, body, headers)
        return connection.getresponse().status
    except OSError:
        return 0
    finally:
        connection.close()


class Delivery:
    """A thread that sends each event to every endpoint until it is acknowledged."""

    def __init__(self, store: Store) -> None:
        """Listen to the store; send once started."""
        self.store = store
        self.waiting: queue.PriorityQueue[tuple[float, int, int, Any]] = queue.PriorityQueue()
        self.n_events = 0
        store.listen = self.put

    def put(self, event: Object) -> None:
        """Send an event soon."""
        self.n_events += 1
        self.waiting.put((time(), self.n_events, 0, event))

    def start(self) -> None:
        """Send from a thread that ends with the process."""
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        while True:
            due, number, tries, event = self.waiting.get()
            if (early := due - time()) > 0:
                self.waiting.put((due, number, tries, event))
                threading.Event().wait(min(early, 0.2))
                continue
            with self.store.lock:
                endpoints = self.store.all("webhook_endpoint")
            statuses = [send(e["url"], e["secret"], event) for e in endpoints]
            if not all(200 <= status < 300 for status in statuses) and tries < len(DELAYS):
                self.waiting.put((time() + DELAYS[tries], number, tries + 1, event))
