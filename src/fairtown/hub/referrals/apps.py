"""The app of referrals."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Referrals(AppConfig):
    """Help for people who met discrimination. It imports no other app, and none imports it."""

    name = "fairtown.hub.referrals"
    label = "referrals"
    verbose_name = _("Help")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell staff what waits, and let the clock delete what is due."""
        from fairtown.hub.referrals import notices, retention, waiting
        from fairtown.hub.shelf import slots

        slots.provide(slots.WAITING, waiting.unchecked)
        slots.provide(slots.WAITING, waiting.intakes)
        retention.register()
        notices.connect()

    def fill_empty(self) -> int:
        """Write the agencies of the state, where there are none yet."""
        from fairtown.hub.referrals.seed import seed

        return seed()
