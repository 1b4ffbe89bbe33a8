"""The app of gifts."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Giving(AppConfig):
    """Gifts by card, check and pledge; who gave what is shown to staff alone, and names to all only by own tick."""

    name = "fairtown.hub.giving"
    label = "giving"
    verbose_name = _("Gifts")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the clock apply what the gateway told, and pages show how far the goal is."""
        from fairtown.hub.giving import applying, attempts, desk, reconciling, retention, shown
        from fairtown.hub.shelf import slots

        slots.provide(slots.GOAL, shown.thermometers)
        slots.provide(slots.WAITING, desk.waiting)
        applying.register()
        attempts.register()
        reconciling.register()
        retention.register()

    def fill_empty(self) -> int:
        """Write the sample goal of the state, if it has one and there is none yet."""
        from fairtown.hub.giving.seed import seed

        return seed()
