"""Town pages under load: gunicorn with 2 workers, 8 clients. Claim: p95 at most 60 ms, one to five queries.

Three passes over all towns, whose pages are made before the first visitor.
"""

from __future__ import annotations

import http.client
import os
import statistics
import threading
import time
from http import HTTPStatus

from server import hub

CLIENTS = 8
ROUNDS = 3


def queries_per_page() -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = "fairtown.hub.settings"
    import django

    django.setup()
    from django.test import Client

    from fairtown.hub.release_access import current_release

    site = Client(headers={"host": "localhost"})
    assert site.get("/towns/avon/").status_code == HTTPStatus.OK
    before = current_release().queries
    site.get("/towns/hartford/")
    return current_release().queries - before


def visit(port: int, slugs: list[str], times: list[float]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    for slug in slugs:
        start = time.perf_counter()
        connection.request("GET", f"/towns/{slug}/", headers={"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        answer.read()
        times.append(time.perf_counter() - start)
        assert answer.status == 200, slug


def main() -> None:
    with hub(workers=2) as port:
        from fairtown.release.reader import open_release

        slugs = [town["slug"] for town in open_release().towns]
        for number in range(1, ROUNDS + 1):
            times: list[float] = []
            threads = [
                threading.Thread(target=visit, args=(port, slugs[i:] + slugs[:i], times))
                for i in range(0, CLIENTS * 20, 20)
            ]
            start = time.perf_counter()
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            took = time.perf_counter() - start
            cuts = statistics.quantiles(times, n=100)
            print(
                f"round {number}: {len(times)} pages, p50 {cuts[49] * 1000:.1f} ms, p95 {cuts[94] * 1000:.1f} ms, "
                f"p99 {cuts[98] * 1000:.1f} ms, {len(times) / took:.0f} pages a second"
            )
    print(f"queries of a page made anew: {queries_per_page()}")


if __name__ == "__main__":
    main()
