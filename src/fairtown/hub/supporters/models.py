"""People who joined, their addresses, what they agreed to, and hashes of the addresses that get no mail."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.utils.timezone import localdate, localtime, now
from django.utils.translation import gettext_lazy as _

from fairtown.hub.gate.mailboxes import LONGEST_ADDRESS
from fairtown.hub.shelf.append_only import AppendOnly
from fairtown.hub.shelf.query import town_name

#: Hexadecimal digits of a hash of an address.
HASH_LENGTH = 64


class Person(models.Model):
    """Someone who joined, or came with an import. `source_id`: number in the system that an import came from.

    `tags`: texts that were attached there, in order of the alphabet.
    """

    given_name = models.CharField(_("first name"), max_length=80, blank=True)
    family_name = models.CharField(_("last name"), max_length=80, blank=True)
    town = models.CharField(
        _("town"), max_length=20, blank=True, db_index=True, help_text="key, like 09-37070"
    )
    zip_code = models.CharField(_("ZIP code"), max_length=5, blank=True)
    language = models.CharField(_("language"), max_length=5, default="en")
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    may_phone = models.BooleanField(_("may be called"), default=False)
    is_volunteer = models.BooleanField(_("wants to help"), default=False)
    source_id = models.CharField(max_length=60, unique=True, null=True, blank=True, editable=False)
    joined_on = models.DateField(_("since"), default=localdate)
    tags = models.JSONField(_("tags of the import"), default=list, editable=False)

    class Meta:
        """Newest first."""

        ordering: ClassVar[list[str]] = ["-joined_on", "-id"]
        verbose_name = _("person who joined")
        verbose_name_plural = _("people who joined")

    def __str__(self) -> str:
        """Return the name, or that none was given."""
        return f"{self.given_name} {self.family_name}".strip() or str(_("no name given"))

    @property
    def town_name(self) -> str:
        """The name of the town, blank if none is known."""
        return town_name(self.town) if self.town else ""


class Email(models.Model):
    """An address of a person, in small letters. `key`: stands for it in links that are mailed."""

    class State(models.TextChoices):
        """Whether mail may go there."""

        UNCONFIRMED = "unconfirmed", _("not confirmed yet")
        CONFIRMED = "confirmed", _("confirmed")
        BOUNCING = "bouncing", _("mail came back")
        DEAD = "dead", _("does not exist")

    person = models.ForeignKey(Person, models.CASCADE, related_name="emails")
    address = models.CharField(_("e-mail"), max_length=LONGEST_ADDRESS, unique=True)
    who = models.CharField(max_length=HASH_LENGTH, db_index=True, editable=False)
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.UNCONFIRMED)
    key = models.UUIDField(unique=True, default=uuid4, editable=False)
    added_at = models.DateTimeField(_("since"), default=now, editable=False)
    is_first = models.BooleanField(_("gets the mail"), default=True)
    soft_bounces = models.PositiveSmallIntegerField(_("mails that came back for now"), default=0)
    bounced_at = models.DateTimeField(_("last mail that came back"), null=True, editable=False)

    class Meta:
        """In order of their arrival."""

        ordering: ClassVar[list[str]] = ["id"]
        verbose_name = _("e-mail address")
        verbose_name_plural = _("e-mail addresses")

    def __str__(self) -> str:
        """Return the address."""
        return self.address


class Consent(AppendOnly):
    """One yes or no; never altered. `who`: hash of the address, the proof outlives an erasure without a name."""

    class Channel(models.TextChoices):
        """By which way."""

        EMAIL = "email", _("e-mail")
        PHONE = "phone", _("phone")

    at = models.DateTimeField(_("when"), default=now, editable=False)
    who = models.CharField(max_length=HASH_LENGTH, db_index=True, editable=False)
    channel = models.CharField(_("by"), max_length=8, choices=Channel.choices, default=Channel.EMAIL)
    is_given = models.BooleanField(_("agreed"))
    wording = models.CharField(_("words that were shown"), max_length=500)
    form = models.CharField(_("where"), max_length=40)
    source = models.CharField(_("source"), max_length=120, blank=True)

    class Meta:
        """Oldest first."""

        ordering: ClassVar[list[str]] = ["at", "id"]
        verbose_name = _("consent")
        verbose_name_plural = _("log of consent")

    def __str__(self) -> str:
        """Return when, and yes or no."""
        return f"{localtime(self.at):%Y-%m-%d %H:%M} {_('agreed') if self.is_given else _('withdrawn')}"


class Suppression(models.Model):
    """An address that gets no mail, as a hash: it outlives the erasure of its person, no import or join lifts it."""

    class Why(models.TextChoices):
        """What it came from; those further down are not lifted by the person's own confirmation either."""

        UNSUBSCRIBED = "unsubscribed", _("unsubscribed")
        ERASED = "erased", _("asked to be erased")
        COMPLAINT = "complaint", _("complained")
        DO_NOT_CONTACT = "do_not_contact", _("must not be contacted")
        DECEASED = "deceased", _("has died")

    who = models.CharField(max_length=HASH_LENGTH, unique=True, editable=False)
    why = models.CharField(_("why"), max_length=16, choices=Why.choices)
    at = models.DateTimeField(_("since"), default=now, editable=False)

    class Meta:
        """Newest first."""

        ordering: ClassVar[list[str]] = ["-at", "-id"]
        verbose_name = _("address without mail")
        verbose_name_plural = _("addresses without mail")

    def __str__(self) -> str:
        """Return why and since when."""
        return f"{self.get_why_display()}, {localtime(self.at):%Y-%m-%d}"


class SuppressionKeyCheck(models.Model):
    """What the key of the hashes gives for a fixed text: with another key, nobody would be found on the list."""

    value = models.CharField(max_length=HASH_LENGTH)

    def __str__(self) -> str:
        """Return nothing that tells of the key."""
        return "check of the key"


class Interest(models.Model):
    """Something that a person wants to hear of."""

    class Topic(models.TextChoices):
        """What there is to hear of."""

        NEWS = "news", _("News and new figures")
        EVENTS = "events", _("Events")
        ACTION = "action", _("Hearings and ways to act")

    person = models.ForeignKey(Person, models.CASCADE, related_name="interests")
    topic = models.CharField(max_length=12, choices=Topic.choices)

    class Meta:
        """Each once a person."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "topic"], name="one_interest")
        ]

    def __str__(self) -> str:
        """Return the topic."""
        return str(self.get_topic_display())


class Follow(models.Model):
    """A town that a person follows: its hearings and deadlines come by mail when they are near. `town`: its key."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="follows")
    town = models.CharField(max_length=20, db_index=True)

    class Meta:
        """Each once a person."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["person", "town"], name="one_follow")
        ]

    def __str__(self) -> str:
        """Return the name of the town."""
        return town_name(self.town)


class ImportBatch(models.Model):
    """An import of people. `n_rows`: how far it came; `digest`: of the file, so that none is imported twice."""

    digest = models.CharField(max_length=64, unique=True, editable=False)
    name = models.CharField(_("file"), max_length=200)
    began_at = models.DateTimeField(_("began"), default=now, editable=False)
    n_rows = models.PositiveIntegerField(_("rows read"), default=0)
    has_suppressions = models.BooleanField(_("those without mail are stored"), default=False)
    is_done = models.BooleanField(_("complete"), default=False)
    report = models.JSONField(_("report"), default=dict)

    class Meta:
        """Newest first."""

        ordering: ClassVar[list[str]] = ["-began_at"]
        verbose_name = _("import of people")
        verbose_name_plural = _("imports of people")

    def __str__(self) -> str:
        """Return the name of the file."""
        return self.name


class Alerted(models.Model):
    """Something that came near and was told to an address; each once. `item`: a hearing or a deadline, with its day."""

    email = models.ForeignKey(Email, models.CASCADE, related_name="alerted")
    item = models.CharField(max_length=200)
    at = models.DateTimeField(default=now, db_index=True)

    class Meta:
        """Each once an address."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["email", "item"], name="one_alert")
        ]

    def __str__(self) -> str:
        """Return the item."""
        return self.item
