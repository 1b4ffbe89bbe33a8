"""What other parts of the site show of the pages of editors: the newest posts, and what a search finds."""

from __future__ import annotations

from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page

from fairtown.hub.pages.events import EventPage, page_at, page_of
from fairtown.hub.pages.models import HomePage, Post, ReportPage
from fairtown.hub.shelf import languages
from fairtown.hub.shelf.events import EventFacts
from fairtown.hub.shelf.slots import Shown

NEWEST, MOST_FOUND, MOST_QUOTED = 2, 8, 20


def newest(language: str) -> list[Shown]:
    """Return the newest posts in a language."""
    return [
        Shown(post.title, post.get_url() or "", _("News"), post.intro, post.day)
        for post in Post.newest(language, NEWEST)
    ]


def paths() -> list[dict[str, str]]:
    """Return the path of every published page by language, translations of one page together."""
    by_key: dict[object, dict[str, str]] = {}
    # home pages have depth 2: the front page is none of these
    for page in Page.objects.live().filter(depth__gt=2).select_related("locale").order_by("path"):
        by_key.setdefault(page.translation_key, {})[page.locale.language_code] = page.get_url() or ""
    return list(by_key.values())


def found(text: str, language: str) -> list[Shown]:
    """Return the pages in a language that have all words of a text, which is plain as what search compares."""
    locale = Locale.objects.filter(language_code=language).first()
    hits = (
        Page.objects.live().filter(locale=locale).search(text, operator="and")[:MOST_FOUND] if locale else []
    )
    return [Shown(page.title, page.get_url() or "", _("Page")) for page in hits]


def elsewhere(path: str, language: str) -> list[dict[str, str]]:
    """Return the published pages that stand in other languages where `path` stands in this one, each with its title."""
    slugs = path.removeprefix(f"/{language}/") if path.startswith(f"/{language}/") else path.lstrip("/")
    if not slugs.endswith("/"):
        return []
    titles, urls = {}, {}
    for home in HomePage.objects.exclude(locale__language_code=language).select_related("locale"):
        page = Page.objects.live().filter(url_path=home.url_path + slugs, depth__gt=home.depth).first()
        if page:
            code = home.locale.language_code
            titles[code], urls[code] = page.title, page.get_url() or ""
    return [offer | {"title": titles[offer["code"]]} for offer in languages.others(language, urls)]


def next_event(language: str) -> list[Shown]:
    """Return the next event in a language, if one is coming."""
    pages = EventPage.objects.live().filter(locale__language_code=language)
    coming = [facts for page in pages if (facts := page.facts).ends > now() and not facts.is_cancelled]
    coming.sort(key=lambda facts: facts.starts)
    return [Shown(f.title, f.path, _("Event"), f.when, localdate(f.starts)) for f in coming[:1]]


def event_at(language: str, slug: str) -> list[EventFacts]:
    """Return the published event of a slug."""
    page = page_at(language, slug)
    return [page.facts] if page else []


def event_of(language: str, key: str) -> list[EventFacts]:
    """Return the published event of a key."""
    page = page_of(language, key)
    return [page.facts] if page else []


def quotable(language: str) -> list[Shown]:
    """Return what a newsletter may lead to in a language: coming events, the newest posts, and reports."""
    events = EventPage.objects.live().filter(locale__language_code=language)
    coming = sorted((page.facts for page in events), key=lambda facts: facts.starts)
    reports = ReportPage.objects.live().filter(locale__language_code=language).order_by("-day")
    return [
        *(_quoted(post, _("News")) for post in Post.newest(language, MOST_QUOTED)),
        *(
            Shown(f.title, f.path, _("Event"), f.when, localdate(f.starts), f"page:{f.key}")
            for f in coming
            if not f.is_over and not f.is_cancelled
        ),
        *(_quoted(report, _("Report")) for report in reports[:MOST_QUOTED]),
    ]


def _quoted(page: Post | ReportPage, kind: str) -> Shown:
    key = f"page:{page.translation_key.hex}"
    return Shown(page.title, page.get_url() or "", kind, page.intro, page.day, key)
