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
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.models import Page

from fairtown.hub import sections
from fairtown.hub.pages import translating


@hooks.register("insert_global_admin_js")
def choosers() -> SafeString:
    """Start the choosers of days and hours."""
    return format_html('<script src="{}"></script>', static("editor.js"))


#: What takes a page from its address, as Wagtail names what is done to several pages at once.
LEAVING = ("delete", "move", "unpublish")


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


@hooks.register("before_bulk_action")
def refuse_several_leaving_menu(
    request: HttpRequest, action: str, pages: list[Page], _bulk: object
) -> HttpResponse | None:
    """Refuse the same where several pages are chosen in a list."""
    if request.method != "POST" or action not in LEAVING:
        return None
    return next((refusal for page in pages if (refusal := refuse_leaving_menu(request, page))), None)


# before wagtail-localize shows its editor in place of Wagtail's
hooks.register("before_edit_page", translating.refuse_half_translated, order=-1)
hooks.register("before_bulk_action", translating.refuse_bulk_of_half_translated)


@hooks.register("construct_reports_menu")
def plain_reports(request: HttpRequest, items: list[MenuItem]) -> None:
    """Leave out the report of the names of classes; call that of translations so in each language.

    wagtail-localize names it once for all, in the language of whoever came first.
    """
    items[:] = [item for item in items if item.name != "page-types-usage"]
    for item in items:
        if item.name == "translations":
            item.label = gettext_lazy("Translations")


@hooks.register("construct_help_menu")
def plain_help(request: HttpRequest, items: list[MenuItem]) -> None:
    """Leave out what is new in the program; staff did not choose its version."""
    items[:] = [item for item in items if not str(item.name).startswith("whats-new")]
