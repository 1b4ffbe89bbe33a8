"""Gifts, monthly plans, what the gateway told of payments, receipts, goals. Amounts are whole cents of US dollars."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.timezone import localdate, localtime, now
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from fairtown.hub.gate.mailboxes import LONGEST_ADDRESS
from fairtown.hub.giving.money import dollars
from fairtown.hub.supporters.models import HASH_LENGTH

LONGEST_NAME, LONGEST_ID = 120, 120


class Goal(models.Model):
    """What is to be reached. `target`, `carried_over`: donors, or cents; the latter came before this site counted."""

    class Unit(models.TextChoices):
        """What is counted."""

        DONORS = "donors", _("donors")
        AMOUNT = "amount", _("dollars")

    title_en = models.CharField(_("title in English"), max_length=120)
    title_es = models.CharField(_("title in Spanish"), max_length=120)
    why_en = models.TextField(_("why, in English"), max_length=600, blank=True)
    why_es = models.TextField(_("why, in Spanish"), max_length=600, blank=True)
    unit = models.CharField(_("counts"), max_length=8, choices=Unit.choices, default=Unit.DONORS)
    target = models.PositiveBigIntegerField(_("goal"))
    carried_over = models.PositiveBigIntegerField(_("carried over from before"), default=0)
    starts_on = models.DateField(_("from"), default=localdate)
    ends_on = models.DateField(_("to, that day included"), null=True, blank=True)
    is_shown = models.BooleanField(_("shown on the site"), default=True)
    is_sample = models.BooleanField(_("sample"), default=False)

    class Meta:
        """Newest first."""

        ordering: ClassVar[list[str]] = ["-starts_on", "-id"]
        verbose_name = _("goal")
        verbose_name_plural = _("goals")

    def __str__(self) -> str:
        """Return the title."""
        return self.text("title")

    def text(self, name: str) -> str:
        """Return a text in the reader's language, English where that has none. `name`: "title", "why"."""
        return str(getattr(self, f"{name}_{get_language()}", "") or getattr(self, f"{name}_en"))


class DonorFields(models.Model):
    """Who gives, and what they said on the form. `who`: hash of the address, or of the name where there is none.

    `tells`: address of whoever is told of a gift in honor of someone, once it is paid.
    """

    who = models.CharField(max_length=HASH_LENGTH, blank=True, db_index=True, editable=False)
    email = models.CharField(_("e-mail"), max_length=LONGEST_ADDRESS, blank=True)
    name = models.CharField(_("name"), max_length=LONGEST_NAME, blank=True)
    language = models.CharField(_("language"), max_length=5, default="en")
    show_name = models.BooleanField(_("may be named"), default=False)
    honoree = models.CharField(_("in honor of"), max_length=LONGEST_NAME, blank=True)
    tells = models.CharField(_("tell of it"), max_length=LONGEST_ADDRESS, blank=True)
    livemode = models.BooleanField(_("real money"), default=True)
    created_at = models.DateTimeField(_("begun"), default=now, editable=False, db_index=True)
    session = models.CharField(max_length=LONGEST_ID, blank=True, db_index=True, editable=False)
    session_at = models.DateTimeField(null=True, editable=False, db_index=True)
    polled_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        """Part of gifts and of plans."""

        abstract = True


class Plan(DonorFields):
    """A gift each month. `customer`: the gateway's id, for its portal; `failed_at`: a month was not paid since then."""

    class State(models.TextChoices):
        """Where it stands; "ended" is final."""

        PENDING = "pending", _("not begun yet")
        ACTIVE = "active", _("running")
        PAST_DUE = "past_due", _("last month not paid")
        ENDED = "ended", _("ended")

    uuid = models.UUIDField(unique=True, default=uuid4, editable=False)
    subscription = models.CharField(max_length=LONGEST_ID, unique=True, null=True, blank=True)
    customer = models.CharField(max_length=LONGEST_ID, blank=True)
    cents = models.PositiveBigIntegerField(_("each month, in cents"))
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.PENDING)
    changed_at = models.BigIntegerField(default=0, editable=False)
    failed_at = models.DateTimeField(_("not paid since"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended on"), null=True, blank=True)

    class Meta:
        """Newest first."""

        ordering: ClassVar[list[str]] = ["-id"]
        verbose_name = _("monthly gift")
        verbose_name_plural = _("monthly gifts")

    def __str__(self) -> str:
        """Return amount and state."""
        return f"{dollars(self.cents)}, {self.get_state_display()}"


class Gift(DonorFields):
    """A gift. `key`: what it may be counted once for: its uuid, or the invoice of a month.

    `benefit`: fair value in cents of what the donor got for it. `closed`: why nothing more comes of it.
    """

    class Kind(models.TextChoices):
        """By which way it comes."""

        ONCE = "once", _("by card, once")
        MONTHLY = "monthly", _("by card, each month")
        CHECK = "check", _("by check")
        PLEDGE = "pledge", _("pledge")

    class Dispute(models.TextChoices):
        """What the donor's bank says."""

        NONE = "", _("none")
        OPEN = "open", _("disputed")
        LOST = "lost", _("dispute lost")
        WON = "won", _("dispute won")

    uuid = models.UUIDField(unique=True, default=uuid4, editable=False)
    key = models.CharField(max_length=LONGEST_ID, unique=True, editable=False)
    pi = models.CharField(max_length=LONGEST_ID, unique=True, null=True, blank=True, editable=False)
    plan = models.ForeignKey(Plan, models.PROTECT, null=True, blank=True, related_name="gifts")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    cents = models.PositiveBigIntegerField(_("amount in cents"))
    benefit = models.PositiveBigIntegerField(_("value of what the donor got, in cents"), default=0)
    benefit_what = models.CharField(_("what the donor got"), max_length=200, blank=True)
    check_number = models.CharField(_("number of the check"), max_length=40, blank=True)
    given_on = models.DateField(_("given on"), null=True, blank=True)
    settled_at = models.DateTimeField(_("settled"), null=True, blank=True, db_index=True)
    refunded_cents = models.PositiveBigIntegerField(_("refunded, in cents"), default=0)
    dispute = models.CharField(_("dispute"), max_length=4, choices=Dispute.choices, blank=True, default="")
    due_by = models.DateTimeField(_("answer to the bank by"), null=True, blank=True)
    closed = models.CharField(max_length=12, blank=True, editable=False)
    note = models.CharField(_("note of staff"), max_length=300, blank=True)

    class Meta:
        """Newest first; what may be done with gifts beyond Django's own permissions."""

        ordering: ClassVar[list[str]] = ["-id"]
        verbose_name = _("gift")
        verbose_name_plural = _("gifts")
        permissions: ClassVar[Any] = [
            ("refund_gift", "Can refund a gift"), ("switch_cards", "Can switch gifts by card off and on"),
        ]  # fmt: skip
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(cents__gt=0), name="gift_of_something"),
        ]

    def __str__(self) -> str:
        """Return day, amount and kind, no name."""
        return f"{localtime(self.created_at):%Y-%m-%d}, {dollars(self.cents)}, {self.get_kind_display()}"

    @property
    def net_cents(self) -> int:
        """What is left of it: settled, less what was refunded, nothing while it is disputed or lost."""
        if self.settled_at is None or self.dispute in (self.Dispute.OPEN, self.Dispute.LOST):
            return 0
        return max(0, self.cents - self.refunded_cents)

    @property
    def state_words(self) -> str:
        """What staff read of how it stands."""
        if self.dispute:
            return str(self.get_dispute_display())
        if self.refunded_cents:
            return str(_("given back") if self.refunded_cents >= self.cents else _("partly given back"))
        if self.settled_at:
            return str(_("arrived"))
        closed = {
            "expired": _("not paid"), "failed": _("debit failed"), "declined": _("cards declined"),
            "under_way": _("bank debit under way"), "given_up": _("given up"),
        }  # fmt: skip
        usual = _("pledged") if self.kind == self.Kind.PLEDGE else _("begun, not paid")
        return str(closed.get(self.closed, usual))

    @property
    def day(self) -> date:
        """The day on which it was given: of a check that on it, else when it settled."""
        return self.given_on or localdate(self.settled_at or self.created_at)


class Event(models.Model):
    """A signed event of the gateway, stored before it is acknowledged, applied afterwards. `body`: as it came."""

    class State(models.TextChoices):
        """Where it stands."""

        WAITING = "waiting", _("waiting")
        DONE = "done", _("applied")
        HELD = "held", _("held for staff")

    event_id = models.CharField(max_length=LONGEST_ID, unique=True)
    kind = models.CharField(_("kind"), max_length=80)
    body = models.TextField()
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.WAITING)
    why = models.CharField(_("why"), max_length=80, blank=True)
    tries = models.PositiveIntegerField(default=0)
    due_at = models.DateTimeField(default=now)
    came_at = models.DateTimeField(_("came"), default=now, db_index=True)

    class Meta:
        """In the order in which they came."""

        ordering: ClassVar[list[str]] = ["id"]
        verbose_name = _("event of the gateway")
        verbose_name_plural = _("events of the gateway")
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["state", "due_at"], name="event_due")]

    def __str__(self) -> str:
        """Return id and kind."""
        return f"{self.event_id}, {self.kind}"


class ChargeFact(models.Model):
    """What is known of one payment, whether or not its gift is known yet: refunds and disputes by their ids."""

    pi = models.CharField(max_length=LONGEST_ID, unique=True)
    invoice = models.CharField(max_length=LONGEST_ID, blank=True, db_index=True)
    refunded_seen = models.PositiveBigIntegerField(default=0)
    refunds = models.JSONField(default=dict)
    disputes = models.JSONField(default=dict)

    def __str__(self) -> str:
        """Return the id of the payment."""
        return self.pi


class Receipt(models.Model):
    """A receipt as it was sent. `number`: without gaps in its series.

    `kind`: "receipt", or "refund:" with the cents that were given back in all.
    """

    gift = models.ForeignKey(Gift, models.PROTECT, related_name="receipts")
    kind = models.CharField(max_length=30)
    series = models.CharField(max_length=8)
    number = models.PositiveIntegerField()
    subject = models.CharField(max_length=200)
    text = models.TextField()
    made_at = models.DateTimeField(default=now)

    class Meta:
        """Each number and each kind once."""

        ordering: ClassVar[list[str]] = ["series", "number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["gift", "kind"], name="one_receipt_of_a_kind"),
            models.UniqueConstraint(fields=["series", "number"], name="one_receipt_of_a_number"),
        ]

    def __str__(self) -> str:
        """Return the number as it is printed."""
        return self.printed_number

    @property
    def printed_number(self) -> str:
        """Series and number: "2026-00017", "P-2026-00003" of practice."""
        return f"{self.series}-{self.number:05d}"


class ReceiptCounter(models.Model):
    """The last number of a series; locked while the next one is given."""

    series = models.CharField(max_length=8, unique=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        """Return series and number."""
        return f"{self.series}: {self.last}"


class Refund(models.Model):
    """A refund that staff asked for: asked of the gateway under its own key, so that it is never made twice."""

    gift = models.ForeignKey(Gift, models.PROTECT, related_name="refunds")
    number = models.PositiveSmallIntegerField()
    cents = models.PositiveBigIntegerField(_("amount in cents"))
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)
    refund_id = models.CharField(max_length=LONGEST_ID, blank=True)
    is_refused = models.BooleanField(default=False)

    class Meta:
        """One after the other."""

        ordering: ClassVar[list[str]] = ["id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["gift", "number"], name="one_refund_of_a_number"),
        ]

    def __str__(self) -> str:
        """Return the amount."""
        return dollars(self.cents)


class Attempt(models.Model):
    """A card that was declined, for a day. `card`, `who`: hashes under the key of the day."""

    charge = models.CharField(max_length=LONGEST_ID, unique=True)
    gift = models.UUIDField(db_index=True)
    card = models.CharField(max_length=64, blank=True, db_index=True)
    who = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(default=now, db_index=True)

    def __str__(self) -> str:
        """Return when."""
        return f"{localtime(self.at):%Y-%m-%d %H:%M}"


class Spent(models.Model):
    """A link to the mailbox that was used."""

    number = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField(default=now, db_index=True)

    def __str__(self) -> str:
        """Return the number."""
        return self.number


class CardSwitch(models.Model):
    """Whether cards are taken; each change is a row. The newest counts."""

    is_on = models.BooleanField(_("gifts by card"))
    why = models.CharField(_("why"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        """Newest first."""

        ordering: ClassVar[list[str]] = ["-id"]

    def __str__(self) -> str:
        """Return on or off, and since when."""
        return f"{'on' if self.is_on else 'off'}, {localtime(self.at):%Y-%m-%d %H:%M}"


class Reconciliation(models.Model):
    """A night's comparison of gifts with the gateway. `rows`: what differs, each as a dictionary."""

    at = models.DateTimeField(default=now, db_index=True)
    since = models.DateTimeField()
    n_gifts = models.PositiveIntegerField(default=0)
    n_charges = models.PositiveIntegerField(default=0)
    n_events_found = models.PositiveIntegerField(default=0)
    rows = models.JSONField(default=list)
    fault = models.CharField(max_length=80, blank=True)

    class Meta:
        """Newest first."""

        ordering: ClassVar[list[str]] = ["-id"]

    def __str__(self) -> str:
        """Return the day."""
        return f"{localtime(self.at):%Y-%m-%d}"


class GiftChange(models.Model):
    """What staff did with gifts, and when; never altered."""

    at = models.DateTimeField(default=now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    gift = models.ForeignKey(Gift, models.PROTECT, null=True, related_name="changes")
    what = models.CharField(max_length=300)

    class Meta:
        """Oldest first."""

        ordering: ClassVar[list[str]] = ["id"]

    def __str__(self) -> str:
        """Return when and what."""
        return f"{localtime(self.at):%Y-%m-%d %H:%M} {self.what}"
