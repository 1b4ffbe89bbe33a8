"""News as an Atom feed, in each language."""

from __future__ import annotations

from datetime import UTC, datetime, time

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fairtown.hub.page_cache import shortly_kept
from fairtown.hub.pages.models import Post
from fairtown.hub.shelf.feeds import TAG, answer, new_feed
from fairtown.hub.site_url import absolute_url

SHOWN = 30


def atom(request: HttpRequest) -> HttpResponse:
    """Return the newest posts in the language of the address."""
    page = f"{reverse('home')}news/"
    feed = new_feed(request, "news", "all", _("News"), _("What is new about fair housing."), page)
    for post in Post.newest(get_language() or "", SHOWN):
        feed.add_item(
            title=post.title,
            link=absolute_url(post.get_url(request)),
            description=post.intro,
            unique_id=f"{TAG}news:{post.translation_key}:{post.locale.language_code}",
            pubdate=datetime.combine(post.day, time(), UTC),
            updateddate=post.last_published_at,
        )
    return shortly_kept(answer(feed))
