"""The app of contributions."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Contributions(AppConfig):
    """Facts on zoning that readers send in, their reviews, and hearings: stored outside the release, never in it."""

    name = "fairtown.hub.contributions"
    # the app was called so before: tables, permissions, applied migrations and addresses under /staff/ bear this name,
    # and databases that hold them stay as they are
    label = "records"
    verbose_name = _("What readers sent in")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let pages show what staff reviewed, and the desk of staff what came in, without importing this app."""
        from fairtown.hub.contributions import public, waiting
        from fairtown.hub.shelf import slots, zoning_records

        zoning_records.connect(public)
        slots.provide(slots.WAITING, waiting.contributions)
