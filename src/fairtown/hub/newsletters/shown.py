"""What other parts of the site show of newsletters: those that wait for approval, and those on the website."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils.translation import ngettext, override

from fairtown.hub.newsletters.models import Edition, Newsletter
from fairtown.hub.shelf.slots import Waiting

SHOWN = 3


def waiting(user: User) -> list[Waiting]:
    """Return the newsletters that wait for the approval of this account."""
    if not user.has_perm("newsletters.approve_newsletter"):
        return []
    found = Newsletter.objects.filter(state=Newsletter.State.WAITING).exclude(writer=user)
    n = len(found)
    if not n:
        return []
    title = ngettext("%(n)s newsletter to approve", "%(n)s newsletters to approve", n) % {"n": n}
    url = reverse("staff-newsletter", args=[found[0].pk]) if n == 1 else reverse("staff-newsletters")
    return [Waiting(title, url, tuple(str(newsletter) for newsletter in found[:SHOWN]))]


def published(language: str) -> list[Edition]:
    """Return the newsletters on the website, newest first, each in a language, or in the one that it has."""
    rows = Edition.objects.filter(newsletter__is_public=True, newsletter__slug__isnull=False)
    rows = rows.select_related("newsletter").order_by("-newsletter__approved_at", "-newsletter_id")
    found: dict[int, Edition] = {}
    for row in sorted(rows, key=lambda row: row.language != language):
        found.setdefault(row.newsletter_id, row)
    return sorted(found.values(), key=lambda row: row.newsletter_id, reverse=True)


def paths() -> list[dict[str, str]]:
    """Return the path of every newsletter on the website by language."""
    found = []
    for edition in published(settings.LANGUAGE_CODE):
        by_language = {}
        for code in edition.newsletter.languages:
            with override(code):
                by_language[code] = reverse("newsletter", args=[edition.newsletter.slug])
        found.append(by_language)
    return found
