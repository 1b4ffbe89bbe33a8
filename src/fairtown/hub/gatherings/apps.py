"""The app of gatherings."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Gatherings(AppConfig):
    """Registrations for events, apart from the pages of editors, which say when and where."""

    name = "fairtown.hub.gatherings"
    label = "gatherings"
    verbose_name = _("Events")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Say how many places are left, what is stored of an address, and let the clock run what is due."""
        from fairtown.hub.gatherings import clock, own_data, registering, retention
        from fairtown.hub.shelf import slots

        slots.provide(slots.PLACES, registering.places)
        slots.provide(slots.STORED, own_data.stored)
        slots.provide(slots.FORGET, own_data.forget)
        clock.register()
        retention.register()
