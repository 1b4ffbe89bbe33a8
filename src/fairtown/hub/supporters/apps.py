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
        """Let the clock delete joins that nobody confirmed and send alerts; tell the outbox who reads newsletters."""
        from fairtown.hub.supporters import alerts, bounced, readers, retention

        retention.register()
        alerts.register()
        readers.connect()
        bounced.connect()
