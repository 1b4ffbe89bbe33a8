"""The app of mail."""

from django.apps import AppConfig


class Mail(AppConfig):
    """The outbox, and what sends it."""

    name = "fairtown.hub.mail"
    label = "mail"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the clock send what is due, and delete what was sent long ago."""
        from fairtown.hub.mail import retention, sending

        sending.register()
        retention.register()
