"""The trace of sign-ins, which only grows, and the counters that slow down guessing. No address stands in either."""

from __future__ import annotations

from typing import Any, ClassVar, NoReturn

from django.conf import settings
from django.db import models
from django.utils.timezone import localtime, now
from django.utils.translation import gettext_lazy as _

#: Letters of an origin in the trace: enough to tell the places of a day apart, too few to find one again.
ORIGIN_LENGTH = 8


class AppendOnlyError(TypeError):
    """A row of the trace was to be changed or deleted."""

    def __init__(self) -> None:
        """Say that the trace only grows."""
        super().__init__("rows of the trace of sign-ins are added, never changed or deleted")


class TraceRows(models.QuerySet["SignInEvent"]):
    """Rows that can be read and added."""

    def update(self, **_values: Any) -> NoReturn:
        """Refuse: the trace only grows."""
        raise AppendOnlyError

    def delete(self) -> NoReturn:
        """Refuse: the trace only grows."""
        raise AppendOnlyError


class SignInEvent(models.Model):
    """One sign-in, sign-out or failure; never altered.

    `user`: blank where the name that was typed is no account; the name itself is not stored, since people type
    passwords into the wrong field. `origin`: the same for attempts from one place on one day, blank if unknown.
    """

    class Kind(models.TextChoices):
        """What happened."""

        SIGNED_IN = "signed_in", _("signed in")
        FAILED = "failed", _("wrong name or password")
        SIGNED_OUT = "signed_out", _("signed out")
        ENDED = "ended", _("session reached its longest time")
        PROVEN = "proven", _("second step done")
        WRONG_CODE = "wrong_code", _("second step failed")
        NEW_FACTOR = "new_factor", _("second step set up or changed")
        FACTOR_GONE = "factor_gone", _("way to sign in removed")

    at = models.DateTimeField(_("when"), default=now, editable=False, db_index=True)
    kind = models.CharField(_("what"), max_length=12, choices=Kind.choices, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("who"),
    )
    origin = models.CharField(_("from"), max_length=ORIGIN_LENGTH, blank=True, editable=False)

    objects = TraceRows.as_manager()

    class Meta:
        """Newest first."""

        ordering: ClassVar[list[str]] = ["-at", "-id"]
        verbose_name = _("sign-in")
        verbose_name_plural = _("trace of sign-ins")

    def __str__(self) -> str:
        """Return when, what and who."""
        return f"{localtime(self.at):%Y-%m-%d %H:%M} {self.get_kind_display()} {self.user or ''}".rstrip()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row; refuse to change one."""
        if self.pk is not None:
            raise AppendOnlyError
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refuse: the trace only grows."""
        raise AppendOnlyError


class AttemptCounter(models.Model):
    """Attempts that did not succeed under one key: a hash of a name and a place, of a place, or of a known browser."""

    key = models.CharField(max_length=64, unique=True)
    attempts = models.PositiveIntegerField(default=0)
    wait_until = models.DateTimeField(null=True)
    last_at = models.DateTimeField(default=now, db_index=True)

    def __str__(self) -> str:
        """Return how many, and when the last was."""
        return f"{self.attempts} attempts, the last at {localtime(self.last_at):%Y-%m-%d %H:%M:%S}"
