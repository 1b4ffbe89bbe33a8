"""Cached pages: one for everyone, whichever name they use, never one that people can edit, within a bound of bytes."""

import gzip
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import caches
from django.core.cache.backends.filebased import FileBasedCache
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.timezone import now

from fairtown.hub import page_cache, prerender
from fairtown.hub.caches import DOWNLOADS, LARGEST_PAGE, MOST_PAGES, PAGES, page_caches
from fairtown.hub.contributions.models import Contribution, Hearing
from fairtown.hub.wsgi import application
from fairtown.release.reader import OpenRelease

TOWN = "/towns/hartford/"
BOUND = 64_000_000
#: What gzip adds to what it cannot make smaller, at most.
AROUND = 500


def entries() -> int:
    return len(caches[PAGES]._cache)  # type: ignore[attr-defined]


@pytest.fixture(autouse=True)
def _empty(release: OpenRelease) -> None:
    caches[PAGES].clear()


def test_a_page_is_made_once_whatever_host_port_or_header_a_visitor_sends(
    site: Client, release: OpenRelease
) -> None:
    first = site.get(TOWN)
    queries = release.queries
    for number in range(80):
        again = site.get(
            TOWN, headers={"host": f"localhost:{8000 + number}", "accept-language": f"x{number}"}
        )
        assert again.content == first.content
    for encoding in ("br, gzip", "gzip, deflate"):
        answer = site.get(TOWN, headers={"accept-encoding": encoding})
        assert answer.headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(answer.content) == first.content
    for encoding in ("identity", "br"):
        answer = site.get(TOWN, headers={"accept-encoding": encoding})
        assert answer.content == first.content
        assert "Content-Encoding" not in answer.headers
        assert int(answer.headers["Content-Length"]) == len(first.content)
    assert (entries(), release.queries) == (1, queries)


def test_a_page_that_one_worker_made_is_there_for_the_others(  # type: ignore[no-untyped-def]
    settings, tmp_path: Path, site: Client, release: OpenRelease
) -> None:
    settings.CACHES = page_caches(str(tmp_path / "shared"))
    first = site.get(TOWN)
    # another worker has a memory of its own, and the same folder
    caches[PAGES].clear()
    queries = release.queries
    for _ in range(2):
        again = site.get(TOWN, headers={"accept-encoding": "gzip"})
        assert gzip.decompress(again.content) == first.content
    assert (entries(), release.queries) == (1, queries)
    assert [site.get("/search/?q=x").status_code, len(list((tmp_path / "shared" / "pages").iterdir()))] == [
        200,
        1,
    ]


def test_a_host_that_is_not_ours_is_refused_where_the_page_is_cached_too(site: Client) -> None:
    assert site.get(TOWN).status_code == 200
    assert site.get(TOWN, headers={"host": "elsewhere.example"}).status_code == 400


def test_hostile_requests_never_take_more_than_the_bound() -> None:
    """What stands in the cache is at most so many pages of at most so many bytes, for each process."""
    assert LARGEST_PAGE * MOST_PAGES <= BOUND
    middleware = page_cache.page_cache_middleware(large(LARGEST_PAGE - AROUND))
    for number in range(MOST_PAGES + 300):
        middleware(RequestFactory().get(f"/{number}", headers={"host": f"localhost:{number + 1}"}))
    stored = caches[PAGES]._cache.values()  # type: ignore[attr-defined]
    assert 0 < len(stored) <= MOST_PAGES
    assert sum(map(len, stored)) <= BOUND


def large(size: int) -> page_cache.Handler:
    @page_cache.cached_page
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(os.urandom(size))

    return view


def test_a_large_answer_is_never_cached_in_memory() -> None:
    page_cache.page_cache_middleware(large(LARGEST_PAGE + 1))(
        RequestFactory().get("/", headers={"host": "localhost"})
    )
    assert entries() == 0


@pytest.mark.parametrize("path", [TOWN + "?a=1", "/search/?q=avon", "/towns/nowhere/", "/duties/avon.atom",
                                  "/fair-share/", "/staff/login/", "/zoning/avon/add/"])  # fmt: skip
def test_questions_errors_and_what_names_the_site_are_not_cached(site: Client, path: str) -> None:
    site.get(path)
    site.post(TOWN)
    assert entries() == 0


def views(patterns: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if "staff" not in str(pattern.pattern):
                yield from views(pattern.url_patterns)
        else:
            yield pattern


def test_no_page_that_people_can_edit_is_ever_cached(site: Client) -> None:
    """Every address that can be filled here and whose page changes with a record is made anew each time."""
    kinds = {
        "slug": "avon", "measure": "residents.poverty", "place": "0911037070", "year": "2023", "table": "towns",
        "geoid": "09003500700", "name": "hearing", "address": "ct_edsight.districts",
    }  # fmt: skip
    shown: dict[type, set[str]] = {Contribution: set(), Hearing: set()}
    paths = [p for p in map(str, (v.pattern for v in views(get_resolver().url_patterns))) if "staff" not in p]
    for pattern in paths:
        path = "/" + pattern
        for kind, value in kinds.items():
            for converter in ("slug", "str", "int", "geoid"):
                path = path.replace(f"<{converter}:{kind}>", value)
        if "<" in path or "(" in path or "^" in path:
            continue
        before = site.get(path)
        records = [fact(path[:40]), hearing()]
        with_both = site.get(path)
        for record in records:
            record.delete()
        after = site.get(path)
        assert after.status_code == before.status_code
        for record, word in zip(records, (b"orchard", b"vineyard"), strict=True):
            if word in (b"" if with_both.streaming else with_both.content):
                shown[type(record)].add(path)
                assert word not in after.content, path
                assert "no-store" in with_both.headers["Cache-Control"], path
    assert all(len(paths) >= 2 for paths in shown.values())


def fact(form: str) -> Contribution:
    return Contribution.objects.create(
        town="09-02060", kind="fact", subject="lot", says="Lots need an orchard.", as_sent="x", source="A source",
        state="shown", form=form,
    )  # fmt: skip


def hearing() -> Hearing:
    return Hearing.objects.create(
        town="09-02060",
        begins_at=now() + timedelta(days=3),
        body="Commission",
        about="a vineyard",
        source="A source",
    )


def test_a_view_that_is_marked_by_mistake_is_not_believed(site: Client) -> None:
    @page_cache.cached_page
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(str(Contribution.objects.count()))

    middleware = page_cache.page_cache_middleware(view)
    request = RequestFactory().get("/", headers={"host": "localhost"})
    assert middleware(request).content == b"0"
    fact("x")
    assert middleware(request).content == b"1"
    assert entries() == 0


def test_a_flood_of_query_strings_evicts_nothing(site: Client, release: OpenRelease) -> None:
    site.get(TOWN)
    queries = release.queries
    middleware = page_cache.page_cache_middleware(large(100))
    for number in range(2 * MOST_PAGES):
        middleware(RequestFactory().get(f"/tracts/?sort={number}", headers={"host": "localhost"}))
    assert entries() == 1
    site.get(TOWN)
    assert release.queries == queries


def test_pages_made_before_the_first_visitor_are_those_that_visitors_get(
    site: Client, release: OpenRelease, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prerender, "addresses", lambda: ["/", "/es/", TOWN])
    prerender.make_pages(application)
    queries = release.queries
    for path in ("/", "/es/", TOWN):
        site.get(path, headers={"host": "127.0.0.1:8000", "accept-encoding": "gzip, deflate, br, zstd"})
    # of the front page, which shows news, the three parts with figures in each language
    assert (entries(), release.queries) == (2 * 3 + 1, queries)


def test_pages_of_other_languages_are_made_by_a_process_of_their_own(
    site: Client, release: OpenRelease, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prerender, "addresses", lambda: ["/", "/es/", TOWN, "/es/broken/"])
    monkeypatch.setattr(os, "cpu_count", lambda: 2)

    def answer(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        path = environ["PATH_INFO"]
        start_response("500 Error" if "broken" in path else "200 OK", [])
        caches[PAGES].set(path, os.getpid())
        return []

    assert prerender.make_pages(answer, side_by_side=True) == ["/es/broken/"]
    assert caches[PAGES].get("/") == caches[PAGES].get(TOWN) == os.getpid()
    assert caches[PAGES].get("/es/") == caches[PAGES].get("/es/broken/") != os.getpid()


def test_every_page_that_is_made_first_is_there(site: Client, release: OpenRelease) -> None:
    first = prerender.addresses()
    assert len(first) == len(set(first))
    assert (first[-1], len(prerender.towns())) == (prerender.towns()[0], len(release.towns))
    for path in first[:24]:
        assert site.get(path).status_code == 200, path


def test_a_download_is_made_once_in_the_folder(
    site: Client, release: OpenRelease, tmp_path: Path, settings
) -> None:  # type: ignore[no-untyped-def]
    settings.CACHES = page_caches(str(tmp_path))
    assert isinstance(caches[DOWNLOADS], FileBasedCache)
    first = site.get("/methods/residents.poverty.csv")
    queries = release.queries
    assert site.get("/methods/residents.poverty.csv").content == first.content
    assert release.queries == queries
    assert len(list(tmp_path.glob("*.djcache"))) == 1
    assert entries() == 0


@pytest.mark.parametrize(
    "path",
    [
        "/methods/residents.poverty.csv",
        "/towns/avon.csv",
        "/towns/avon.json",
        "/sources/ct_edsight.districts/2023.csv",
    ],
)
def test_a_file_that_takes_no_parameters_is_not_made_for_one(
    site: Client, release: OpenRelease, path: str
) -> None:
    answer = site.get(path)
    queries = release.queries
    refused = site.get(path + "?x=1")
    assert (refused.status_code, release.queries) == (400, queries)
    assert refused.content == b"address: parameter 'x' is unknown; there are none\n"
    assert answer.status_code in (200, 404)
