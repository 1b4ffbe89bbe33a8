"""The practice gateway as a server on loopback: its API, its pages, its events; in a thread of `fairtown hub`."""

from __future__ import annotations

import json
import secrets
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

from fairtown.hub.giving.config import API_VERSION
from fairtown.hub.giving.practice import acts, pages
from fairtown.hub.giving.practice.api import Api
from fairtown.hub.giving.practice.delivery import Delivery
from fairtown.hub.giving.practice.store import ApiError, Store

LONGEST_BODY = 100_000
HTML, JSON = "text/html; charset=utf-8", "application/json"
FILE = "practice.json"
#: Between looks whether to stop: whoever stops it waits as long.
POLL_SECONDS = 0.05


class PracticeGateway:
    """A running practice gateway. `url`: where it listens; `delivery`: what sends its events, not started by itself."""

    def __init__(self, path: Path | None = None, port: int = 0) -> None:
        """Listen on loopback, on a free port unless one is given."""
        self.store = Store(path)
        self.server = _Server(("127.0.0.1", port), _Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.api = Api(self.store, self.url)
        self.server.practice = self
        self.delivery = Delivery(self.store)

    def start(self) -> None:
        """Serve from threads that end with the process."""
        threading.Thread(target=self.server.serve_forever, args=(POLL_SECONDS,), daemon=True).start()

    def stop(self) -> None:
        """Stop serving."""
        self.server.shutdown()
        self.server.server_close()

    def send_to(self, url: str) -> str:
        """Send events to a URL from now on, and to no other; return the secret that signs them."""
        from fairtown.hub.giving.facts import KINDS

        with self.store.lock:
            for known in self.store.all("webhook_endpoint"):
                del self.store.objects[known["id"]]
            values = {"url": url, "enabled_events": list(KINDS), "api_version": API_VERSION}
            return str(self.api.endpoint(values)["secret"])


class _Server(ThreadingHTTPServer):
    practice: PracticeGateway


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing: addresses hold ids of donors."""

    def do_GET(self) -> None:
        self._handle("GET")

    def do_POST(self) -> None:
        self._handle("POST")

    def do_DELETE(self) -> None:
        self._handle("DELETE")

    def _handle(self, method: str) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if length > LONGEST_BODY:
            self._write(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTML, "", {"Connection": "close"})
            return
        body = self.rfile.read(length).decode()
        practice = self.server.practice
        if self.path.startswith("/v1/"):
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, found = practice.api.answer(method, self.path, body, headers)
            extra = {"Request-Id": f"req_{secrets.token_hex(7)}", "Stripe-Version": API_VERSION}
            if status == HTTPStatus.OK and (key := headers.get("idempotency-key")):
                extra["Idempotency-Key"] = key
            self._write(status, JSON, json.dumps(found), extra)
            return
        try:
            with practice.store.lock:
                self._page(method, {name: values[0] for name, values in parse_qs(body).items()})
        except ApiError as error:
            self._write(error.status, HTML, str(error))

    def _page(self, method: str, form: dict[str, str]) -> None:
        practice, parts = self.server.practice, self.path.partition("?")[0].strip("/").split("/")
        store = practice.store
        if parts[0] == "pay" and len(parts) == 2:
            session = practice.api.open_or_over(parts[1])
            if method == "POST":
                is_done = acts.pay(store, session, form.get("outcome", ""), form.get("card", acts.CARD))
                store.save()
                if is_done and session["status"] == "complete":
                    self._redirect(session["success_url"])
                    return
            self._write(HTTPStatus.OK, HTML, pages.pay_page(session, was_declined=method == "POST"))
        elif parts[0] == "portal" and len(parts) == 2:
            portal = store.get("billing_portal.session", parts[1])
            rows = store.all("subscription", customer=portal["customer"])
            for found in rows:
                if form.get("cancel") == found["id"]:
                    acts.cancel(store, found)
                    store.save()
            self._write(HTTPStatus.OK, HTML, pages.portal_page(portal, rows))
        elif parts == [""]:
            if method == "POST":
                verb, _space, object_id = form.get("act", "").partition(" ")
                acts.act(store, verb, object_id)
                store.save()
            self._write(HTTPStatus.OK, HTML, pages.control_page(store))
        elif parts == ["favicon.ico"]:
            # browsers ask for it by themselves
            self._write(HTTPStatus.NO_CONTENT, HTML, "")
        else:
            self._write(HTTPStatus.NOT_FOUND, HTML, "")

    def _redirect(self, url: str) -> None:
        self._write(HTTPStatus.SEE_OTHER, HTML, "", {"Location": url})

    def _write(self, status: int, kind: str, body: str, extra: dict[str, str] | None = None) -> None:
        raw = body.encode()
        self.send_response(status)
        own = {"Content-Type": kind, "Content-Length": str(len(raw)), "Cache-Control": "no-store"}
        for name, value in {**own, **(extra or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(raw)
