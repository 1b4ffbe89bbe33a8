"""The app of mail."""

from django.apps import AppConfig


class Mail(AppConfig):
    """The outbox, and what sends it."""

    name = "fairtown.hub.mail"
    label = "mail"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the clock send what is due and delete what was sent long ago, and the desk of staff show what failed."""
        from fairtown.hub.mail import retention, sending, waiting
        from fairtown.hub.shelf import slots

        slots.provide(slots.WAITING, waiting.failed)
        sending.register()
        retention.register()
