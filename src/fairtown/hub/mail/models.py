"""The outbox. A row is the truth of a mail: it is written with what it tells of, in one transaction, and sent later."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.timezone import localtime, now
from django.utils.translation import gettext_lazy as _


class Circular(models.Model):
    """A text that goes to many, in one language. Marks in it stand for the links of each reader (`circulars.MARKS`)."""

    language = models.CharField(max_length=5)
    subject = models.CharField(max_length=300)
    text = models.TextField()
    html = models.TextField()
    created_at = models.DateTimeField(default=now, editable=False)

    def __str__(self) -> str:
        """Return the subject."""
        return self.subject


class Mail(models.Model):
    """One mail to one address. `occasion`: what it is for, UNIQUE, so that nobody is told the same twice.

    `circular`: where its text stands if it goes to many, `reader`: the key of the address there, whose links it gets.
    `worker`, `leased_until`: who is sending it, and until when nobody else does. `begun_at`: its text was being handed
    over then; still set once the lease is over, nobody knows whether it arrived: `doubts` counts that. `bounced_at`: a
    server said afterwards that it did not arrive, for now or for good.
    """

    class State(models.TextChoices):
        """Where it stands."""

        WAITING = "waiting", _("waiting to be sent")
        SENT = "sent", _("sent")
        DEAD = "dead", _("could not be sent")
        RETURNED = "returned", _("came back")

    occasion = models.CharField(max_length=120, unique=True, editable=False)
    to = models.CharField(_("to"), max_length=254, db_index=True)
    language = models.CharField(_("language"), max_length=5)
    kind = models.CharField(_("kind"), max_length=40)
    subject = models.CharField(_("subject"), max_length=300)
    text = models.TextField()
    html = models.TextField()
    circular = models.ForeignKey(Circular, models.PROTECT, null=True, editable=False, related_name="mails")
    reader = models.CharField(max_length=32, blank=True, editable=False)
    headers = models.JSONField(default=dict)
    message_id = models.CharField(max_length=120, editable=False)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    doubts = models.PositiveSmallIntegerField(_("may have arrived more than once"), default=0)
    answer = models.CharField(_("answer of the mail server"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("written"), default=now, editable=False)
    due_at = models.DateTimeField(_("due"), default=now)
    sent_at = models.DateTimeField(_("sent at"), null=True)
    bounced_at = models.DateTimeField(null=True, editable=False)
    begun_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    worker = models.CharField(max_length=80, blank=True)

    class Meta:
        """Newest first."""

        ordering: ClassVar[list[str]] = ["-id"]
        verbose_name = _("mail")
        verbose_name_plural = _("mail sent and waiting")
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["state", "due_at"], name="mail_due")]

    def __str__(self) -> str:
        """Return kind, state and day."""
        return f"{self.kind}, {self.get_state_display()}, {localtime(self.created_at):%Y-%m-%d %H:%M}"
