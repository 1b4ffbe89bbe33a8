"""A geocoder on this machine that answers in the shape of the Census Bureau's, and fails as a network does."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

CHARTER_OAK = ("75 CHARTER OAK AVE, HARTFORD, CT, 06106", "09110500500")


def match(label: str, geoid: str) -> dict[str, Any]:
    """Return one address as the Bureau gives it; some fields that nobody reads are here for their shape."""
    state, county, tract = geoid[:2], geoid[2:5], geoid[5:]
    own = {"STATE": state, "COUNTY": county, "FUNCSTAT": "S", "AREAWATER": 0, "OID": "20790270"}
    name = f"Census Tract {int(tract[:4])}"
    street, city, abbreviation, zip_code = label.split(", ")
    return {
        "tigerLine": {"side": "L", "tigerLineId": "46420147"},
        "geographies": {
            "States": [{**own, "GEOID": state, "NAME": "Connecticut", "STUSAB": abbreviation}],
            "Counties": [{**own, "GEOID": state + county, "NAME": "Capitol Planning Region"}],
            "Census Tracts": [{**own, "GEOID": geoid, "TRACT": tract, "NAME": name, "MTFCC": "G5020"}],
            "2020 Census Blocks": [{**own, "GEOID": geoid + "1007", "BLOCK": "1007"}],
        },
        "coordinates": {"x": -72.67, "y": 41.76},
        "addressComponents": {
            "zip": zip_code, "city": city, "state": abbreviation, "streetName": street, "fromAddress": "71",
            "toAddress": "99", "suffixType": "AVE", "preDirection": "",
        },
        "matchedAddress": label,
    }  # fmt: skip


def answer(*addresses: tuple[str, str]) -> bytes:
    """Return the JSON of an answer with some addresses, each with the code of its tract."""
    question = {"address": {"address": "as asked"}, "benchmark": {"benchmarkName": "Public_AR_Current"}}
    result = {"input": question, "addressMatches": [match(*address) for address in addresses]}
    return json.dumps({"result": result}).encode()


class Loopback(ThreadingHTTPServer):
    """The server: what it answers next, and the questions that it got."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.status, self.body, self.delay, self.location = 200, answer(CHARTER_OAK), 0.0, ""
        self.questions: list[dict[str, str]] = []
        self.paths: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/geocoder"


class Handler(BaseHTTPRequestHandler):
    server: Loopback

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        self.server.paths.append(parts.path)
        self.server.questions.append({name: values[0] for name, values in parse_qs(parts.query).items()})
        time.sleep(self.server.delay)
        self.send_response(self.server.status)
        if self.server.location:
            self.send_header("Location", self.server.location)
        self.send_header("Content-Length", str(len(self.server.body)))
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def running() -> Iterator[Loopback]:
    """Run one on a free port."""
    with Loopback() as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield server
        server.shutdown()
