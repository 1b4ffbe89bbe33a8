"""The app of supporters."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Supporters(AppConfig):
    """People who joined, apart from the figures of the release; no name is ever shown outside of staff."""

    name = "fairtown.hub.supporters"
    label = "supporters"
    verbose_name = _("People")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the clock delete unconfirmed joins and send alerts; tell the outbox of readers, the desk of imports."""
        from fairtown.hub.shelf import slots
        from fairtown.hub.supporters import alerts, bounced, readers, retention
        from fairtown.hub.supporters.exchange import report

        retention.register()
        alerts.register()
        readers.connect()
        bounced.connect()
        slots.provide(slots.WAITING, report.waiting)
