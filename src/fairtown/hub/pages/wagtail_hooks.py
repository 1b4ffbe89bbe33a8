"""What Wagtail's editor does otherwise here: its scripts under our policy, and sections that the menu leads to stay."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.models import Page

from fairtown.hub import sections


@hooks.register("insert_global_admin_js")
def choosers() -> SafeString:
    """Start the choosers of days and hours."""
    return format_html('<script src="{}"></script>', static("editor.js"))


def refuse_leaving_menu(request: HttpRequest, page: Page, *_more: object) -> HttpResponse | None:
    """Refuse to take away a page that the menu leads to."""
    path = page.get_url(request) or ""
    if path not in {p.url for section in sections.ORGANISATION for p in section.pages}:
        return None
    messages.error(
        request,
        _("The menu leads to %(title)s, so it stays. Change its text instead.") % {"title": page.title},
    )
    return redirect(reverse("wagtailadmin_explore", args=[page.get_parent().pk]))


for hook in ("before_delete_page", "before_unpublish_page", "before_move_page"):
    hooks.register(hook, refuse_leaving_menu)
