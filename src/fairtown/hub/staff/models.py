"""The traces of sign-ins and actions, which only grow, invitations, and the counters that slow down guessing."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.timezone import localtime, now
from django.utils.translation import gettext_lazy as _

from fairtown.hub.shelf.append_only import AppendOnly

#: Letters of an origin in the trace: enough to tell the places of a day apart, too few to find one again.
ORIGIN_LENGTH = 8


class SignInEvent(AppendOnly):
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

    class Meta:
        """Newest first."""

        ordering: ClassVar[list[str]] = ["-at", "-id"]
        verbose_name = _("sign-in")
        verbose_name_plural = _("trace of sign-ins")

    def __str__(self) -> str:
        """Return when, what and who."""
        return f"{localtime(self.at):%Y-%m-%d %H:%M} {self.get_kind_display()} {self.user or ''}".rstrip()


class StaffAction(AppendOnly):
    """Something that a member of staff did: sent a form, or took a file along; never altered.

    `what`: the name of the view. `thing`: the path, which holds numbers and no names, and nothing of what was typed.
    """

    at = models.DateTimeField(_("when"), default=now, editable=False, db_index=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, editable=False, related_name="+", verbose_name=_("who")
    )
    what = models.CharField(_("what"), max_length=100, editable=False)
    thing = models.CharField(_("where"), max_length=200, editable=False)

    class Meta:
        """Newest first."""

        ordering: ClassVar[list[str]] = ["-at", "-id"]
        verbose_name = _("action")
        verbose_name_plural = _("trace of actions")

    def __str__(self) -> str:
        """Return when, who, what and where."""
        return f"{localtime(self.at):%Y-%m-%d %H:%M} {self.user} {self.what} {self.thing}"


class Invitation(models.Model):
    """A link that makes an account once, mailed to whoever shall have it. Of the link itself only a hash is stored."""

    address = models.EmailField(_("e-mail"))
    roles = models.JSONField(_("roles"), default=list)
    language = models.CharField(_("language"), max_length=5)
    link_hash = models.CharField(max_length=64, unique=True, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        editable=False,
        related_name="+",
        verbose_name=_("invited by"),
    )
    made_at = models.DateTimeField(_("when"), default=now, editable=False)
    ends_at = models.DateTimeField(_("valid until"))
    used_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        """Newest first."""

        ordering: ClassVar[list[str]] = ["-made_at"]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")

    def __str__(self) -> str:
        """Return whom it was mailed to, and when."""
        return f"{self.address} {localtime(self.made_at):%Y-%m-%d}"


class AttemptCounter(models.Model):
    """Attempts that did not succeed under one key: a hash of a name and a place, of a place, or of a known browser."""

    key = models.CharField(max_length=64, unique=True)
    attempts = models.PositiveIntegerField(default=0)
    wait_until = models.DateTimeField(null=True)
    last_at = models.DateTimeField(default=now, db_index=True)

    def __str__(self) -> str:
        """Return how many, and when the last was."""
        return f"{self.attempts} attempts, the last at {localtime(self.last_at):%Y-%m-%d %H:%M:%S}"
