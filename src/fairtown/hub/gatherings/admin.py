"""What staff see of registrations: who comes, who waits, and what they need; to be read and printed."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from fairtown.hub.gatherings.models import Gathering, Registration
from fairtown.hub.gatherings.registering import n_held
from fairtown.hub.shelf.read_only_admin import ReadOnly
from fairtown.hub.shelf.staff_columns import HasLanguage


class RegistrationInline(HasLanguage, admin.TabularInline):
    """Those who registered, in order."""

    model = Registration
    extra = 0
    can_delete = False
    fields = readonly_fields = (
        "order",
        "name",
        "email",
        "seats",
        "state",
        "confirmed_at",
        "needs",
        "language_name",
    )

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """They come from the public form."""
        return False


@admin.register(Gathering)
class GatheringAdmin(ReadOnly):
    """Events with registrations; editors make them, people cancel by their own link, the clock deletes them."""

    list_display = ("title", "starts", "held")
    fields = readonly_fields = ("title", "starts", "ends", "held")
    inlines = (RegistrationInline,)

    @admin.display(description=_("places held"))
    def held(self, obj: Gathering) -> int:
        """Return how many places are held."""
        return n_held(obj)
