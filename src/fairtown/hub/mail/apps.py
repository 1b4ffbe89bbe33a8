"""The app of mail."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class Mail(AppConfig):
    """The outbox, and what sends it."""

    name = "fairtown.hub.mail"
    label = "mail"
    verbose_name = _("Mail")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the clock send what is due, read what came back and delete old mail; show staff what failed."""
        from fairtown.hub.mail import reports, retention, sending, waiting
        from fairtown.hub.shelf import slots

        slots.provide(slots.WAITING, waiting.failed)
        sending.register()
        retention.register()
        reports.register()
