"""Agencies that people can turn to; messages of people who ask for help, sealed, and the trace of who read them."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.timezone import localdate, localtime, now
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from fairtown.hub.shelf.append_only import AppendOnly

#: After this time somebody calls the number again.
CHECK_LIFE = timedelta(days=180)
#: How long a message is stored: after it was passed on, and at most. Nobody has asked a lawyer whether that is right.
REFERRED_LIFE, LONGEST_LIFE = timedelta(days=90), timedelta(days=180)
#: A message that waits for so long is late.
LATE = timedelta(days=14)
#: Letters of a public key of age.
RECIPIENT_LENGTH = 62
NOT_DIALED = re.compile(r"[^0-9+]")


class AgencyRows(models.QuerySet["Agency"]):
    """Agencies, by what readers see of them."""

    def shown(self) -> AgencyRows:
        """Return those that readers see."""
        return self.filter(is_shown=True)

    def unchecked(self) -> AgencyRows:
        """Return those shown that nobody has checked for 180 days."""
        before = localdate() - CHECK_LIFE
        return self.shown().filter(models.Q(checked_on=None) | models.Q(checked_on__lt=before))


class Agency(models.Model):
    """An office that people call. `needs`: codes of `reports.complaints.NEEDS`, parted by blanks."""

    code = models.SlugField(max_length=40, blank=True, editable=False)
    name = models.CharField(_("name"), max_length=160)
    needs = models.CharField(_("helps with"), max_length=120)
    rank = models.PositiveSmallIntegerField(_("order"), default=100, help_text=_("Small numbers come first"))
    what_for_en = models.TextField(_("what it does, in English"), max_length=400)
    what_for_es = models.TextField(_("what it does, in Spanish"), max_length=400, blank=True)
    phone = models.CharField(_("phone to call first"), max_length=40, blank=True)
    other_phone = models.CharField(_("other phone"), max_length=60, blank=True)
    tty = models.CharField(_("TTY"), max_length=40, blank=True)
    hours_en = models.CharField(_("hours, in English"), max_length=160, blank=True)
    hours_es = models.CharField(_("hours, in Spanish"), max_length=160, blank=True)
    languages_en = models.CharField(_("languages, in English"), max_length=160, blank=True)
    languages_es = models.CharField(_("languages, in Spanish"), max_length=160, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    web = models.URLField(_("website"), max_length=300, blank=True)
    seen_in = models.CharField(_("where its number was seen"), max_length=300, blank=True)
    seen_on = models.DateField(_("seen there on"), null=True, blank=True)
    checked_on = models.DateField(
        _("called on"),
        null=True,
        blank=True,
        help_text=_("The day on which somebody called and all was right"),
    )
    note = models.TextField(_("note for staff"), max_length=600, blank=True)
    is_shown = models.BooleanField(_("shown on the site"), default=True)

    objects = AgencyRows.as_manager()

    class Meta:
        """In the order in which people should call."""

        ordering: ClassVar[list[str]] = ["rank", "name", "id"]
        verbose_name = _("agency that helps")
        verbose_name_plural = _("agencies that help")

    def __str__(self) -> str:
        """Return the name."""
        return self.name

    def text(self, name: str) -> str:
        """Return a text in the reader's language, English where that has none. `name`: "what_for", "hours"."""
        return str(getattr(self, f"{name}_{get_language()}", "") or getattr(self, f"{name}_en"))

    @property
    def what_for(self) -> str:
        """What it does, in the reader's language."""
        return self.text("what_for")

    @property
    def hours(self) -> str:
        """When it answers, in the reader's language; blank if nobody has asked."""
        return self.text("hours")

    @property
    def languages(self) -> str:
        """Languages that it speaks, in the reader's language; blank if nobody has asked."""
        return self.text("languages")

    @property
    def need_codes(self) -> list[str]:
        """The codes of what it helps with."""
        return self.needs.split()

    @property
    def dialed(self) -> str:
        """The first number as a telephone takes it, without marks between the digits."""
        return NOT_DIALED.sub("", self.phone)

    @property
    def is_unchecked(self) -> bool:
        """Whether nobody has called it for 180 days."""
        return self.checked_on is None or self.checked_on < localdate() - CHECK_LIFE


def last_day() -> date:
    """Return the day on which a message of today is deleted at the latest."""
    return localdate() + LONGEST_LIFE


class IntakeRows(models.QuerySet["Intake"]):
    """Messages, by what is to be done."""

    def waiting(self) -> IntakeRows:
        """Return those that nobody has passed on."""
        return self.filter(state=Intake.State.WAITING)

    def late(self) -> IntakeRows:
        """Return those that have waited for 14 days."""
        return self.waiting().filter(day__lte=localdate() - LATE)

    def due(self) -> IntakeRows:
        """Return those to be deleted today."""
        return self.filter(delete_on__lte=localdate())


class Intake(models.Model):
    """A message of someone who asks for help. `sealed`: all that was written, which only keys of referral staff open.

    `day`: when it came, without the hour.
    """

    class State(models.TextChoices):
        """Where it stands."""

        WAITING = "waiting", _("waiting")
        REFERRED = "referred", _("passed on")

    uuid = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    sealed = models.BinaryField()
    day = models.DateField(_("came on"), default=localdate, db_index=True)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.WAITING)
    delete_on = models.DateField(_("deleted on"), default=last_day, db_index=True)
    is_announced = models.BooleanField(default=False, editable=False)

    objects = IntakeRows.as_manager()

    class Meta:
        """Oldest first: who has waited longest is answered first."""

        ordering: ClassVar[list[str]] = ["day", "uuid"]
        verbose_name = _("message of someone who asks for help")
        verbose_name_plural = _("messages of people who ask for help")

    def __str__(self) -> str:
        """Return day and state, nothing of what it says."""
        return f"{self.day:%Y-%m-%d}, {self.get_state_display()}"

    @property
    def is_late(self) -> bool:
        """Whether it has waited for 14 days."""
        return self.state == self.State.WAITING and self.day <= localdate() - LATE

    def refer(self) -> bool:
        """Note that it was passed on, and bring the day of its deletion forward; False if it was deleted meanwhile."""
        self.state = self.State.REFERRED
        self.delete_on = min(localdate() + REFERRED_LIFE, self.delete_on)
        own = Intake.objects.filter(pk=self.pk)
        return bool(own.update(state=self.state, delete_on=self.delete_on))


class Key(models.Model):
    """The keys of a member of staff. `recipient`: what messages are sealed to; `wrapped`: what opens them, under a
    passphrase that is stored nowhere.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who")
    )
    recipient = models.CharField(max_length=RECIPIENT_LENGTH, unique=True)
    wrapped = models.BinaryField()
    day = models.DateField(_("since"), default=localdate)
    retired_on = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        """Newest first."""

        ordering: ClassVar[list[str]] = ["-day", "-id"]
        verbose_name = _("key of referral staff")
        verbose_name_plural = _("keys of referral staff")

    def __str__(self) -> str:
        """Return whose it is and since when."""
        return f"{self.user}, {self.day:%Y-%m-%d}"


class Reading(AppendOnly):
    """Who did what to which message, and when. It outlives the message and says nothing of what stood in it."""

    class Act(models.TextChoices):
        """What was done; a reading is written down before the text shows."""

        READ = "read", _("read")
        REFERRED = "referred", _("passed on")
        DELETED = "deleted", _("deleted")
        UNLOCKED = "unlocked", _("unlocked the own key")
        REFUSED = "refused", _("gave a wrong passphrase")
        KEY = "key", _("has a new key")
        RETIRED = "retired", _("retired a key")

    at = models.DateTimeField(_("when"), default=now, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False, verbose_name=_("who")
    )
    act = models.CharField(_("what"), max_length=8, choices=Act.choices, editable=False)
    intake = models.UUIDField(_("message"), null=True, editable=False, db_index=True)

    class Meta:
        """Newest first."""

        ordering: ClassVar[list[str]] = ["-at", "-id"]
        verbose_name = _("reading of a message")
        verbose_name_plural = _("trace of readings")

    def __str__(self) -> str:
        """Return when, who and what."""
        return f"{localtime(self.at):%Y-%m-%d %H:%M} {self.user} {self.get_act_display()}"
