"""How a page comes into another language: as a draft first, and to readers once every text of it is translated.

wagtail-localize publishes a translation at once and fills what nobody has translated with the original: under `/es/`
stood English that no reader of it asked for (decision 0089).
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.auth import require_admin_access
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation
from wagtail_localize.views.submit_translations import SubmitPageTranslationView
from wagtail_localize.views.update_translations import UpdateTranslationsForm, UpdateTranslationsView


class TranslatePageView(SubmitPageTranslationView):
    """Begins the translation of a page whose own parent is translated: else its parent would be shown untranslated."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Lead to the page above, with a message, where that stands in one language alone."""
        if request.user.has_perm("wagtail_localize.submit_translation"):
            parent = self.get_object().get_parent()
            if not parent.is_root() and _lacks_language(parent):
                text = _("Translate “%(title)s” first: the page stands below it.") % {"title": parent.title}
                messages.warning(request, text)
                return redirect("wagtail_localize:submit_page_translation", parent.pk)
        return super().dispatch(request, *args, **kwargs)


def _lacks_language(page: Page) -> bool:
    own = page.get_translations(inclusive=True).filter(alias_of=None)
    return bool(Locale.objects.exclude(pk__in=own.values("locale")).exists())


class RenewedTextsForm(UpdateTranslationsForm):
    """Without the offer to publish at once: what is new would be shown in the original language."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Take the field out of sight, and its value as not given."""
        super().__init__(*args, **kwargs)
        field = self.fields["publish_translations"]
        field.widget, field.disabled = forms.HiddenInput(), True


class RenewTextsView(UpdateTranslationsView):
    """Brings what changed in the original to its translators; readers see the translation as it was until then."""

    def get_form(self) -> RenewedTextsForm:
        """Return the form, filled with what was sent."""
        return RenewedTextsForm(self.request.POST if self.request.method == "POST" else None)


#: As Wagtail guards its own views of the editor, and lets them speak the language of the account.
translate = require_admin_access(TranslatePageView.as_view())
renew = require_admin_access(RenewTextsView.as_view())


def texts_left(page: Page) -> int:
    """Return how many texts of a page stand in the original language still; 0 for a page written by hand."""
    translation = (
        Translation.objects.filter(
            source__object_id=page.translation_key, target_locale=page.locale, enabled=True
        )
        .select_related("source")
        .first()
    )
    if translation is None:
        return 0
    segments = translation.source.stringsegment_set.all()
    return int(segments.annotate_translation(page.locale).filter(translation__isnull=True).count())


def refuse_half_translated(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to publish a page from the editor of translations while texts of it are left."""
    if request.method != "POST" or request.POST.get("action") != "publish" or not (left := texts_left(page)):
        return None
    messages.error(request, _message(page, left))
    return redirect(request.path)


def refuse_bulk_of_half_translated(
    request: HttpRequest, action: str, pages: list[Page], _bulk: object
) -> HttpResponse | None:
    """Refuse to publish several pages at once while texts of one of them, or of one below it, are left."""
    if request.method != "POST" or action != "publish":
        return None
    for page in pages:
        for own in page.get_descendants(inclusive=True).filter(live=False):
            if left := texts_left(own):
                messages.error(request, _message(own, left))
                return redirect("wagtailadmin_pages:edit", own.pk)
    return None


def _message(page: Page, left: int) -> str:
    return ngettext(
        "“%(title)s” was not published: %(left)s text of it is not translated yet.",
        "“%(title)s” was not published: %(left)s texts of it are not translated yet.",
        left,
    ) % {"title": page.title, "left": left}
