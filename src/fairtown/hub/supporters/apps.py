"""The app of supporters."""

from django.apps import AppConfig


class Supporters(AppConfig):
    """People who joined, apart from the figures of the release; no name is ever shown outside of staff."""

    name = "fairtown.hub.supporters"
    label = "supporters"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the clock delete joins that nobody confirmed and send alerts; tell the outbox who reads newsletters."""
        from fairtown.hub.supporters import alerts, bounced, readers, retention

        retention.register()
        alerts.register()
        readers.connect()
        bounced.connect()
