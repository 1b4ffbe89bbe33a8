"""Columns and filters that several tables of /staff/ share, in words instead of codes."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class HasLanguage:
    """A table whose rows have a language, shown by its name."""

    @admin.display(description=gettext_lazy("language"), ordering="language")
    def language_name(self, row: Any) -> str:
        """Return the name of the language of a row, in that of the staff."""
        return str(_(dict(settings.LANGUAGES).get(row.language, row.language)))


class LanguageFilter(admin.SimpleListFilter):
    """Rows of one language, chosen by its name."""

    title = gettext_lazy("language")
    parameter_name = "language"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return the languages of the site."""
        return list(settings.LANGUAGES)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Keep the rows of the chosen language."""
        return queryset.filter(language=self.value()) if self.value() else queryset
