"""What programs read before they read pages: robots.txt, sitemap.xml, llms.txt; and the logo."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import override

from fairtown.hub import absent, sections
from fairtown.hub.organisation import PICTURES, organisation
from fairtown.hub.page_cache import cached_download, shortly_kept
from fairtown.hub.places.place import Place, larger_places
from fairtown.hub.places.topics import topics_of
from fairtown.hub.release_access import codes, current_release
from fairtown.hub.shelf import slots
from fairtown.hub.shelf.downloads import TEXT
from fairtown.hub.shelf.place_urls import url_of
from fairtown.hub.shelf.query import without_parameters
from fairtown.hub.site_url import absolute_url

NAMESPACES = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
#: Pages about the zoning of one town.
HALF_YEAR = 6
ZONING_ROUTES = ("zoning-town", "zoning-act")


def robots(request: HttpRequest) -> HttpResponse:
    """Let every page be found, and say where all are listed."""
    lines = (
        "User-agent: *",
        "Allow: /",
        "Disallow: /staff/",
        # the same explanation or comparison, opened at another figure
        "Disallow: /*?*figure=",
        "",
        *(f"Sitemap: {absolute_url(f'/{code}/sitemap.xml' if code else '/sitemap.xml')}" for code in codes()),
        f"Sitemap: {absolute_url('/sitemap-pages.xml')}",
        "",
    )
    return HttpResponse("\n".join(lines), content_type=TEXT)


def logo(request: HttpRequest) -> HttpResponse:
    """Return the picture of the organization that the site belongs to; raises Http404 where it has none."""
    own = organisation(current_release().state)
    if not own.logo:
        raise Http404
    picture = Path(own.logo)
    return shortly_kept(HttpResponse(picture.read_bytes(), content_type=PICTURES[picture.suffix]))


def security_txt(request: HttpRequest) -> HttpResponse:
    """Say whom to tell of a hole in the site (RFC 9116); the day on which this ends moves on every half year."""
    own = organisation(current_release().state)
    if not own.email:
        raise Http404
    half = date(now().year, 1 if now().month <= HALF_YEAR else HALF_YEAR + 1, 1)
    lines = (
        f"Contact: mailto:{own.email}",
        f"Expires: {half.replace(year=half.year + 1):%Y-%m-%d}T00:00:00Z",
        "Preferred-Languages: en, es",
        f"Canonical: {absolute_url('/.well-known/security.txt')}",
        "",
    )
    return HttpResponse("\n".join(lines), content_type=TEXT)


@without_parameters
@cached_download
def site_map(request: HttpRequest) -> HttpResponse:
    """List every page in each language with its translations, and every source table (sitemaps.org)."""
    codes = [code for code, _name in settings.LANGUAGES]
    translations = [dict(zip(codes, paths, strict=True)) for paths in zip(*map(_paths, codes), strict=True)]
    entries = [_entry(path, pages) for pages in translations for path in pages.values()]
    release = current_release()
    entries += [_entry(reverse("table-csv", args=edition), {}) for edition in release.editions]
    return _answer(entries)


@without_parameters
def site_map_of_editors(request: HttpRequest) -> HttpResponse:
    """List the pages that editors write, each with its translations, as they are published at this moment."""
    entries = [_entry(path, pages) for pages in slots.ask(slots.PATHS) for path in pages.values()]
    return shortly_kept(_answer(entries))


def _answer(entries: list[str]) -> HttpResponse:
    text = "\n".join(
        ['<?xml version="1.0" encoding="UTF-8"?>', f"<urlset {NAMESPACES}>", *entries, "</urlset>\n"]
    )
    return HttpResponse(text, content_type="application/xml; charset=utf-8")


def _paths(language: str) -> list[str]:
    """Return the path of every page in a language, in the same order for each."""
    with override(language):
        return list(_pages())


def _pages() -> Iterator[str]:
    release = current_release()
    has = absent.subjects(release)
    yield reverse("home")
    yield from (reverse(page.route) for page in sections.pages(has))
    larger = [row for rows in larger_places(release).values() for row in rows]
    for place in (Place.of_row(release, row) for row in (*larger, *release.towns)):
        yield place.url
        yield from (place.topic_url(topic.code) for topic in topics_of(place, has))
    for route in ZONING_ROUTES if has["zoning"] else ():
        yield from (reverse(route, args=[town["slug"]]) for town in release.towns)
    yield from sorted({url_of(place) for place in release.all_places if place["level"] == "tract"})
    yield from (reverse("method", args=[measure]) for measure in release.measures)


def _entry(path: str, translations: dict[str, str]) -> str:
    """Return the lines of a URL; `translations`: the path of the same page by language, none for a file."""
    usual = translations.get(settings.LANGUAGE_CODE) or next(iter(translations.values()), "")
    own = {**translations, "x-default": usual} if translations else {}
    links = [
        f'<xhtml:link rel="alternate" hreflang="{code}" href="{escape(absolute_url(other))}"/>'
        for code, other in own.items()
    ]
    return f"<url><loc>{escape(absolute_url(path))}</loc>{''.join(links)}</url>"


@without_parameters
def llms(request: HttpRequest) -> HttpResponse:
    """Say in Markdown, to programs that read for people, what is here and how to cite it (llmstxt.org)."""
    context = {"measures": current_release().measures.values()}
    return render(request, "home/llms.txt", context, content_type="text/markdown; charset=utf-8")
