"""Events as far as people register for them, and the registrations."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from fairtown.hub.gate.mailboxes import LONGEST_ADDRESS

LONGEST_NAME, LONGEST_NEEDS = 80, 500


class Gathering(models.Model):
    """An event for which somebody registered. `event_key`: that of its pages; its row is the lock of its places.

    `announced`: the facts that those who registered know; `version`: how often they changed since.
    """

    event_key = models.CharField(max_length=32, unique=True, editable=False)
    title = models.CharField(_("event"), max_length=255)
    starts = models.DateTimeField(_("starts"))
    ends = models.DateTimeField(_("ends"), db_index=True)
    announced = models.JSONField(default=dict, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        """The latest first."""

        ordering: ClassVar[list[str]] = ["-starts", "-id"]
        verbose_name = _("event with registrations")
        verbose_name_plural = _("events with registrations")

    def __str__(self) -> str:
        """Return the title."""
        return self.title


class Registration(models.Model):
    """Someone who wants to come. `order`: in which places are given; `key`: stands for it in links that are mailed."""

    class State(models.TextChoices):
        """Where it stands."""

        HELD = "held", _("has a place")
        WAITING = "waiting", _("on the waiting list")
        CANCELLED = "cancelled", _("cancelled")

    gathering = models.ForeignKey(Gathering, models.CASCADE, related_name="registrations")
    email = models.CharField(_("e-mail"), max_length=LONGEST_ADDRESS, db_index=True)
    name = models.CharField(_("name"), max_length=LONGEST_NAME, blank=True)
    seats = models.PositiveSmallIntegerField(_("places"), default=1)
    state = models.CharField(_("state"), max_length=10, choices=State.choices)
    order = models.PositiveIntegerField(_("order"))
    needs = models.TextField(_("access and language needs"), max_length=LONGEST_NEEDS, blank=True)
    language = models.CharField(_("language"), max_length=5, default="en")
    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    registered_at = models.DateTimeField(_("registered"), default=now, editable=False)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, editable=False)

    class Meta:
        """In the order of their arrival."""

        ordering: ClassVar[list[str]] = ["gathering", "order"]
        verbose_name = _("registration")
        verbose_name_plural = _("registrations")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["gathering", "email"], name="one_registration"),
            models.UniqueConstraint(fields=["gathering", "order"], name="one_order"),
            models.CheckConstraint(condition=Q(seats__gte=1), name="some_seats"),
        ]

    def __str__(self) -> str:
        """Return name and state."""
        return f"{self.name or _('no name given')}, {self.get_state_display()}"
