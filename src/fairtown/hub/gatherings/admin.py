"""What staff see of registrations: who comes, who waits, and what they need; to be read and printed."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from fairtown.hub.gatherings.models import Gathering, Registration
from fairtown.hub.gatherings.registering import n_held


class RegistrationInline(admin.TabularInline):
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
        "language",
    )

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """They come from the public form."""
        return False


@admin.register(Gathering)
class GatheringAdmin(admin.ModelAdmin):
    """Events with registrations; what an event is, editors say on its page."""

    list_display = ("title", "starts", "held")
    fields = readonly_fields = ("title", "starts", "ends", "held")
    inlines = (RegistrationInline,)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """They come from the pages of editors."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """People cancel by their own link."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The clock deletes them."""
        return False

    @admin.display(description=_("places held"))
    def held(self, obj: Gathering) -> int:
        """Return how many places are held."""
        return n_held(obj)
