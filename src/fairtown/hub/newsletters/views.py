"""Newsletters on the website: those that were approved for it, as they were sent, without anyone's own links."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from fairtown.hub.mail.letters import html_content
from fairtown.hub.newsletters.models import Newsletter
from fairtown.hub.newsletters.shown import published
from fairtown.hub.page_cache import shortly_kept


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """List the newsletters."""
    editions = published(get_language() or settings.LANGUAGE_CODE)
    return shortly_kept(render(request, "newsletters/index.html", {"editions": editions}))


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one, in the reader's language or in the one that it was sent in."""
    newsletter = get_object_or_404(Newsletter, slug=slug, is_public=True)
    language = get_language() or settings.LANGUAGE_CODE
    edition = min(newsletter.editions.all(), key=lambda edition: edition.language != language)
    context = {"newsletter": newsletter, "edition": edition, "content": html_content(edition.body)}
    return shortly_kept(render(request, "newsletters/page.html", context))
