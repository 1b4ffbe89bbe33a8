"""The app of staff."""

from django.apps import AppConfig


class Staff(AppConfig):
    """Accounts of staff and the trace of their sign-ins."""

    name = "fairtown.hub.staff"
    label = "staff"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect the trace to Django's signals of signing in and out."""
        from fairtown.hub.staff import trace

        trace.connect()
