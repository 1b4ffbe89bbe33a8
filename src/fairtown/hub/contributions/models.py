"""What anyone may send in about a town's zoning, and what staff keep: nothing here names a person outside of staff.

A contribution is shown only after a member of staff has reviewed it; every step is kept. No name, no address and no
e-mail of a contributor is asked for.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext_lazy as _

from fairtown.hub.shelf.query import town_name

#: Letters of a contribution's texts.
LONG, SHORT = 2_000, 500
#: A source in fewer letters names nothing.
LEAST_SOURCE = 8


class Contribution(models.Model):
    """A fact or a correction about a town's zoning, with its source."""

    class Kind(models.TextChoices):
        """Whether something is new or put right."""

        FACT = "fact", _("a fact that is missing here")
        CORRECTION = "correction", _("a correction of what is shown here")

    class Subject(models.TextChoices):
        """What it is about."""

        HOMES = "homes", _("which homes are allowed, and how")
        LOT = "lot", _("minimum lot or land per home")
        ACCESSORY = "accessory", _("accessory apartments")
        PARKING = "parking", _("parking")
        MAP = "map", _("where a district lies")
        HEARING = "hearing", _("a hearing or a decision")
        OTHER = "other", _("something else")

    class State(models.TextChoices):
        """Where it stands with staff."""

        RECEIVED = "received", _("received, not reviewed")
        SHOWN = "shown", _("reviewed and shown")
        REFUSED = "refused", _("reviewed and not shown")

    town = models.CharField(_("town"), max_length=20, help_text=_("key, like 09-37070"), db_index=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    subject = models.CharField(_("about"), max_length=12, choices=Subject.choices)
    district = models.CharField(_("zoning district"), max_length=80, blank=True)
    says = models.TextField(_("what the rules say"), max_length=LONG)
    as_sent = models.TextField(_("as it was sent"), max_length=LONG, editable=False)
    source = models.CharField(_("source"), max_length=SHORT)
    source_url = models.URLField(_("web address of the source"), max_length=SHORT, blank=True)
    as_of = models.DateField(_("day of the rule or page"), null=True, blank=True)
    # the day alone: an hour beside the log of a network could tell who it was
    received_on = models.DateField(_("received"), default=localdate, editable=False)
    # each form can be sent once
    form = models.CharField(max_length=40, unique=True, editable=False)
    state = models.CharField(
        _("state"), max_length=12, choices=State.choices, default=State.RECEIVED, db_index=True
    )

    class Meta:
        """Newest first."""

        ordering: ClassVar[list[str]] = ["-received_on", "-id"]
        verbose_name = _("fact that a reader sent in")
        verbose_name_plural = _("facts that readers sent in")

    def __str__(self) -> str:
        """Return town, subject and day."""
        return f"{town_name(self.town)}: {self.get_subject_display()}, {self.received_on:%Y-%m-%d}"


class Review(models.Model):
    """One step in the life of a contribution: who changed what, when, and why; never altered."""

    contribution = models.ForeignKey(Contribution, on_delete=models.PROTECT, related_name="reviews")
    at = models.DateTimeField(_("when"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("who")
    )
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    note = models.CharField(_("why"), max_length=SHORT, blank=True)

    class Meta:
        """Oldest first."""

        ordering: ClassVar[list[str]] = ["at"]
        verbose_name = _("step of the review")
        verbose_name_plural = _("what was done with it")

    def __str__(self) -> str:
        """Return the day and who."""
        return f"{localtime(self.at):%Y-%m-%d %H:%M} {self.by}"


class Hearing(models.Model):
    """A public hearing or meeting of a town's zoning body, entered by staff."""

    town = models.CharField(_("town"), max_length=20, help_text=_("key, like 09-37070"), db_index=True)
    begins_at = models.DateTimeField(_("begins"), db_index=True)
    body = models.CharField(_("body"), max_length=120, help_text=_("like Planning and Zoning Commission"))
    about = models.CharField(_("about"), max_length=SHORT)
    place = models.CharField(_("place"), max_length=200, blank=True)
    url = models.URLField(_("agenda or link to join"), max_length=SHORT, blank=True)
    source = models.CharField(_("source"), max_length=SHORT)
    is_cancelled = models.BooleanField(_("cancelled"), default=False)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        """Soonest first."""

        ordering: ClassVar[list[str]] = ["begins_at"]
        verbose_name = _("hearing")
        verbose_name_plural = _("hearings")

    def __str__(self) -> str:
        """Return town, body and day."""
        return f"{town_name(self.town)}: {self.body}, {localtime(self.begins_at):%Y-%m-%d %H:%M}"
