"""What waits for editors: changes that nobody has published, and figures that the release no longer has."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.models import Page

from fairtown.hub.pages.models import EditorialPage
from fairtown.hub.shelf.slots import Waiting

SHOWN = 3


def drafts(user: User) -> list[Waiting]:
    """Return the pages with changes that readers do not see yet."""
    if not user.has_perm("wagtailadmin.access_admin"):
        return []
    pages = Page.objects.filter(depth__gt=2, has_unpublished_changes=True).order_by(
        "-latest_revision_created_at"
    )
    n = pages.count()
    if not n:
        return []
    title = ngettext("%(n)s page with changes to publish", "%(n)s pages with changes to publish", n) % {
        "n": n
    }
    names = tuple(page.title for page in pages[:SHOWN])
    return [Waiting(title, reverse("wagtailadmin_explore_root"), names)]


def figures_gone(user: User) -> list[Waiting]:
    """Return each published page that quotes a figure, or shows a place, which this release does not have."""
    if not user.has_perm("wagtailadmin.access_admin"):
        return []
    found = []
    for page in Page.objects.live().filter(depth__gt=2).specific():
        if not isinstance(page, EditorialPage):
            continue
        url, named = reverse("wagtailadmin_pages:edit", args=[page.pk]), {"page": page.title}
        if lost := [f"{f.what_label}, {f.place_label}" for f in page.figures if not f.is_known]:
            title = _("%(page)s quotes a figure that this release does not have") % named
            found.append(Waiting(title, url, tuple(lost[:SHOWN]), is_urgent=True))
        if places := page.places_gone:
            title = _("%(page)s shows a place that this release does not know") % named
            found.append(Waiting(title, url, tuple(places[:SHOWN]), is_urgent=True))
    return found
