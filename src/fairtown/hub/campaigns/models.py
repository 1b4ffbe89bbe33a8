"""Campaigns, the officials they write to, letters and calls, and hours of lobbying."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar
from uuid import uuid4

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from fairtown.hub.gate.mailboxes import LONGEST_ADDRESS
from fairtown.hub.shelf.live_figures import LiveFigure
from fairtown.hub.shelf.query import town_name
from fairtown.hub.supporters.models import HASH_LENGTH

LONGEST_SUBJECT, LONGEST_BODY, LONGEST_NAME = 150, 6000, 80
#: After this time, whether an official still holds the office is looked up again.
CHECK_LIFE = timedelta(days=180)


class Official(models.Model):
    """Someone who decides, or the office that takes comments. `town`: its key, blank where every town is meant."""

    name = models.CharField(_("name"), max_length=120, blank=True)
    office = models.CharField(_("office"), max_length=160, help_text=_("For example: Mayor, State Senator"))
    town = models.CharField(
        _("town"), max_length=20, blank=True, db_index=True, help_text=_("Blank: readers of every town")
    )
    district = models.CharField(_("district"), max_length=80, blank=True)
    mail = models.EmailField(_("e-mail"), blank=True, help_text=_("Blank: letters are printed"))
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    checked_on = models.DateField(_("checked on"), null=True, blank=True)
    source = models.CharField(_("where you looked it up"), max_length=300, blank=True)
    is_active = models.BooleanField(_("in office"), default=True)

    class Meta:
        """By office and name."""

        ordering: ClassVar[list[str]] = ["office", "name", "id"]
        verbose_name = _("official")
        verbose_name_plural = _("officials")

    def __str__(self) -> str:
        """Return name, office and district."""
        return ", ".join(part for part in (self.name, self.office, self.district) if part)

    @property
    def addressee(self) -> str:
        """Who a letter greets: the name, or the office where no name is known."""
        return self.name or self.office

    @property
    def town_name(self) -> str:
        """The name of the town, blank where every town is meant."""
        return town_name(self.town) if self.town else ""

    @property
    def is_unchecked(self) -> bool:
        """Whether nobody looked it up for 180 days."""
        return self.checked_on is None or self.checked_on < localdate() - CHECK_LIFE


class CampaignRows(models.QuerySet["Campaign"]):
    """Campaigns, by whether readers see them."""

    def published(self) -> CampaignRows:
        """Return those that have begun and are shown."""
        return self.filter(is_published=True, opens_on__lte=localdate())


class Campaign(models.Model):
    """What is asked of officials, in each language of the site, and from when to when.

    `template_…`: the letter, or what to say on the phone; `[[town]]`, `[[state]]`, `[[figures]]` and `[[sources]]` are
    filled in, and words in single brackets are for the sender to replace.
    """

    class Kind(models.TextChoices):
        """What readers do."""

        LETTER = "letter", _("letter")
        CALL = "call", _("call")
        COMMENT = "comment", _("comment on a federal rule")

    slug = models.SlugField(_("address on the site"), max_length=60, unique=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.LETTER)
    title_en = models.CharField(_("title in English"), max_length=120)
    title_es = models.CharField(_("title in Spanish"), max_length=120)
    ask_en = models.TextField(_("what is asked, in English"), max_length=1200)
    ask_es = models.TextField(_("what is asked, in Spanish"), max_length=1200)
    template_en = models.TextField(_("letter or script, in English"), max_length=4000)
    template_es = models.TextField(_("letter or script, in Spanish"), max_length=4000)
    opens_on = models.DateField(_("from"), default=localdate)
    closes_on = models.DateField(_("to, that day included"), null=True, blank=True)
    docket = models.CharField(_("docket number of the rule"), max_length=60, blank=True)
    comment_url = models.URLField(_("page that takes comments"), blank=True)
    officials = models.ManyToManyField(Official, blank=True, verbose_name=_("officials"))
    is_published = models.BooleanField(_("shown on the site"), default=False)
    is_sample = models.BooleanField(_("sample"), default=False)

    objects = CampaignRows.as_manager()

    class Meta:
        """Newest first."""

        ordering: ClassVar[list[str]] = ["-opens_on", "-id"]
        verbose_name = _("campaign")
        verbose_name_plural = _("campaigns")

    def __str__(self) -> str:
        """Return the title."""
        return self.title

    def text(self, name: str) -> str:
        """Return a text in the reader's language, English where that has none. `name`: "title", "ask", "template"."""
        return str(getattr(self, f"{name}_{get_language()}", "") or getattr(self, f"{name}_en"))

    @property
    def title(self) -> str:
        """The title in the reader's language."""
        return self.text("title")

    @property
    def ask(self) -> str:
        """What is asked, in the reader's language."""
        return self.text("ask")

    def is_open_on(self, day: date) -> bool:
        """Whether it takes letters and calls on a day."""
        return (
            self.is_published and self.opens_on <= day and (self.closes_on is None or day <= self.closes_on)
        )

    @property
    def is_open(self) -> bool:
        """Whether it takes letters and calls today."""
        return self.is_open_on(localdate())

    def officials_of(self, town: str) -> list[Official]:
        """Return whom a reader of a town writes to: its own officials and those of every town. `town`: key."""
        return list(self.officials.filter(is_active=True, town__in=("", town)))


class CampaignFigure(models.Model):
    """A figure that letters quote for the sender's town. `what`: as `LiveFigure` names it."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="figures")
    what = models.CharField(_("figure"), max_length=160)

    class Meta:
        """In the order in which they were chosen, each once."""

        ordering: ClassVar[list[str]] = ["id"]
        verbose_name = _("figure of the sender's town")
        verbose_name_plural = _("figures of the sender's town")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["campaign", "what"], name="one_figure_of_a_campaign")
        ]

    def __str__(self) -> str:
        """Return what it is called."""
        return LiveFigure(self.what, "state").what_label


class Letter(models.Model):
    """A letter to one official. `who`: hash of the sender's address; blank where it was printed, or erased.

    `draft`: the form it came with, which the mailed link confirms; an address has one sent letter for each official.
    """

    class State(models.TextChoices):
        """What became of it."""

        DRAFT = "draft", _("not confirmed yet")
        SENT = "sent", _("sent")
        PRINTED = "printed", _("printed")

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="letters", verbose_name=_("campaign"))
    official = models.ForeignKey(Official, models.PROTECT, related_name="letters", verbose_name=_("official"))
    draft = models.UUIDField(default=uuid4, db_index=True, editable=False)
    who = models.CharField(max_length=HASH_LENGTH, blank=True, db_index=True, editable=False)
    address = models.CharField(_("sender's e-mail"), max_length=LONGEST_ADDRESS, blank=True)
    name = models.CharField(_("sender"), max_length=LONGEST_NAME, blank=True)
    town = models.CharField(_("town"), max_length=20, blank=True)
    language = models.CharField(_("language"), max_length=5, default="en")
    subject = models.CharField(_("subject"), max_length=LONGEST_SUBJECT, blank=True)
    body = models.TextField(_("text"), blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.DRAFT)
    day = models.DateField(_("day"), default=localdate)

    class Meta:
        """Newest first; one sent letter for each campaign, address and official."""

        ordering: ClassVar[list[str]] = ["-day", "-id"]
        verbose_name = _("letter")
        verbose_name_plural = _("letters: who got what")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["campaign", "who", "official"],
                condition=Q(state="sent") & ~Q(who=""),
                name="one_letter_sent",
            )
        ]

    def __str__(self) -> str:
        """Return the day and whom it is to, not whom it is from."""
        return f"{self.day:%Y-%m-%d}, {self.official}"

    @property
    def occasion(self) -> str:
        """What its mail is for, in the outbox."""
        return f"letter:{self.pk}"

    @property
    def copy_occasion(self) -> str:
        """The same of the copy for its sender: one for all officials that a letter went to."""
        return f"letter-copy:{self.draft.hex}"

    @property
    def town_name(self) -> str:
        """The name of the sender's town."""
        return town_name(self.town) if self.town else ""


class Call(models.Model):
    """A call that someone says they made; who is not asked."""

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="calls", verbose_name=_("campaign"))
    official = models.ForeignKey(Official, models.PROTECT, related_name="calls", verbose_name=_("official"))
    day = models.DateField(_("day"), default=localdate)

    class Meta:
        """Newest first."""

        ordering: ClassVar[list[str]] = ["-day", "-id"]
        verbose_name = _("call")
        verbose_name_plural = _("calls")

    def __str__(self) -> str:
        """Return day and official."""
        return f"{self.day:%Y-%m-%d}, {self.official}"


class LobbyTime(models.Model):
    """Hours and costs of one activity, for the report under IRC 501(h). `rate`: dollars an hour; `cost`: dollars."""

    class Kind(models.TextChoices):
        """Which of the two limits it counts toward, or neither."""

        DIRECT = "direct", _("direct: to those who make laws")
        GRASSROOTS = "grassroots", _("grassroots: asks the public to write or call")

    class Exemption(models.TextChoices):
        """Why it is no lobbying although it looks so: 26 U.S.C. 4911(d)(2), and rules, which are no legislation."""

        NONE = "", _("none: it counts")
        ANALYSIS = "analysis", _("nonpartisan analysis, study or research")
        ADVICE = "advice", _("technical advice that a legislative body asked for in writing")
        SELF = "self", _("about the organization's own powers, duties or tax status")
        MEMBERS = "members", _("to members only, without a call to act")
        RULE = "rule", _("about a rule or another decision that is no legislation")

    day = models.DateField(_("day"), default=localdate, db_index=True)
    campaign = models.ForeignKey(
        Campaign, models.SET_NULL, null=True, blank=True, verbose_name=_("campaign"), related_name="hours"
    )
    what = models.CharField(_("what was done"), max_length=200)
    hours = models.DecimalField(
        _("hours"), max_digits=6, decimal_places=2, default=0, validators=[MinValueValidator(0)]
    )
    rate = models.DecimalField(
        _("dollars an hour"), max_digits=7, decimal_places=2, default=0, validators=[MinValueValidator(0)],
        help_text=_("Pay with benefits and a share of overhead; 0 for volunteers"),
    )  # fmt: skip
    cost = models.DecimalField(
        _("other costs in dollars"), max_digits=10, decimal_places=2, default=0, validators=[MinValueValidator(0)],
        help_text=_("Print, postage, travel"),
    )  # fmt: skip
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    exception = models.CharField(
        _("exception"), max_length=10, choices=Exemption.choices, blank=True, default=""
    )

    class Meta:
        """Newest first."""

        ordering: ClassVar[list[str]] = ["-day", "-id"]
        verbose_name = _("hours and costs of lobbying")
        verbose_name_plural = _("hours and costs of lobbying")

    def __str__(self) -> str:
        """Return day and activity."""
        return f"{self.day:%Y-%m-%d}, {self.what}"
