"""Which addresses a page may have: none that a view of the site answers already."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import Resolver404, resolve
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Page

#: The name of the route that answers everything no view does.
CATCH_ALL = "wagtail_serve"


def is_taken(path: str) -> bool:
    """Whether a view of the site answers a path, in whichever language, so that a page there is never seen."""
    return any(_answers(path, code) for code, _name in settings.LANGUAGES)


def _answers(path: str, language: str) -> bool:
    with override(language):
        try:
            return resolve(path).url_name != CATCH_ALL
        except Resolver404:
            return False


def refuse_taken(parent: Page, slug: str) -> None:
    """Raise ValidationError if a page with this slug below `parent` would stand at the address of a view."""
    # the root of a language has depth 2: its children stand at /slug/
    slugs = [page.slug for page in parent.get_ancestors(inclusive=True) if page.depth > 2]
    path = "/" + "/".join([*slugs, slug]) + "/"
    if is_taken(path):
        message = _("%(path)s is a page of the site already. Choose another address.")
        raise ValidationError({"slug": message % {"path": path}})
