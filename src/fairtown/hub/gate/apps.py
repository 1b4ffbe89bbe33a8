"""The app of the gate."""

from django.apps import AppConfig


class Gate(AppConfig):
    """Forms that were sent, and counters of who sends how often, under keys that a day forgets."""

    name = "fairtown.hub.gate"
    label = "gate"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the clock delete what is over."""
        from fairtown.hub.gate import cleaning

        cleaning.register()
