"""The app of campaigns."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Campaigns(AppConfig):
    """Letters, calls and comments with figures of the sender's town; who wrote is shown to staff alone."""

    name = "fairtown.hub.campaigns"
    label = "campaigns"
    verbose_name = _("Campaigns")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the clock delete old texts, erase letters with their writer, and list campaigns among pages."""
        from fairtown.hub.campaigns import retention, shown
        from fairtown.hub.shelf import slots

        retention.register()
        slots.provide(slots.FOUND, shown.found)
        slots.provide(slots.PATHS, shown.paths)
        slots.provide(slots.QUOTABLE, shown.quotable)

    def fill_empty(self) -> int:
        """Write the sample campaign of the state, if it has one and there is none yet."""
        from fairtown.hub.campaigns.seed import seed

        return seed()
