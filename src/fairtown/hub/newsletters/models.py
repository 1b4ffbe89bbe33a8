"""A newsletter, what it is put together from, and each language as it was sent."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from fairtown.hub.shelf.live_figures import LiveFigure
from fairtown.hub.supporters.models import Interest

LONGEST_SUBJECT, LONGEST_OPENING = 150, 6000


class Newsletter(models.Model):
    """Subject and opening in each language, who gets it, and how far it is.

    `writer`: who changed it last, never who approves it; `figures`: as they were when it was approved, with value,
    margin, year and release; `slug`: its address on the site, once it is approved.
    """

    class State(models.TextChoices):
        """How far it is."""

        DRAFT = "draft", _("draft")
        WAITING = "waiting", _("waits for approval")
        APPROVED = "approved", _("approved")
        STOPPED = "stopped", _("stopped")

    subject_en = models.CharField(_("subject in English"), max_length=LONGEST_SUBJECT, blank=True)
    subject_es = models.CharField(_("subject in Spanish"), max_length=LONGEST_SUBJECT, blank=True)
    opening_en = models.TextField(_("opening in English"), max_length=LONGEST_OPENING, blank=True)
    opening_es = models.TextField(_("opening in Spanish"), max_length=LONGEST_OPENING, blank=True)
    topic = models.CharField(_("interest"), max_length=12, blank=True, choices=Interest.Topic.choices)
    town = models.CharField(_("town"), max_length=20, blank=True)
    region = models.CharField(_("region"), max_length=20, blank=True)
    language = models.CharField(_("language"), max_length=5, blank=True)
    is_public = models.BooleanField(_("also on the website"), default=False)
    state = models.CharField(_("state"), max_length=8, choices=State.choices, default=State.DRAFT)
    writer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    approved_at = models.DateTimeField(_("approved"), null=True, editable=False)
    slug = models.SlugField(max_length=80, unique=True, null=True, blank=True, editable=False)
    release = models.CharField(max_length=20, blank=True, editable=False)
    figures = models.JSONField(default=list, editable=False)
    n_readers = models.PositiveIntegerField(_("readers"), default=0, editable=False)
    changed_at = models.DateTimeField(_("changed"), default=now, editable=False)

    class Meta:
        """Newest first; the database itself refuses an approval by the writer."""

        ordering: ClassVar[list[str]] = ["-id"]
        verbose_name = _("newsletter")
        verbose_name_plural = _("newsletters")
        permissions = [("approve_newsletter", "Can approve a newsletter")]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=F("writer")), name="newsletter_second_person"
            )
        ]

    def __str__(self) -> str:
        """Return the subject, in the reader's language where it has one."""
        own = getattr(self, f"subject_{get_language()}", "")
        return str(own or self.subject_en or self.subject_es or _("Newsletter without a subject"))

    @property
    def languages(self) -> list[str]:
        """The languages in which it is sent."""
        return [self.language] if self.language else [code for code, _name in settings.LANGUAGES]

    @property
    def is_draft(self) -> bool:
        """Whether it may be changed."""
        return self.state == self.State.DRAFT

    @property
    def is_out(self) -> bool:
        """Whether it was approved, so that its text stays as it is."""
        return self.state in (self.State.APPROVED, self.State.STOPPED)

    @property
    def url(self) -> str:
        """Its page on the site, blank where it has none."""
        return reverse("newsletter", args=[self.slug]) if self.slug and self.is_public else ""

    def text(self, name: str, language: str) -> str:
        """Return subject or opening in a language."""
        return str(getattr(self, f"{name}_{language}"))


class Piece(models.Model):
    """A part of a newsletter: a page of the site that it leads to, by its key, or a live figure, as pages have it."""

    newsletter = models.ForeignKey(Newsletter, models.CASCADE, related_name="pieces")
    position = models.PositiveSmallIntegerField()
    page = models.CharField(max_length=80, blank=True)
    what = models.CharField(max_length=200, blank=True)
    place = models.CharField(max_length=200, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        """In their order."""

        ordering: ClassVar[list[str]] = ["position", "id"]

    def __str__(self) -> str:
        """Return what names it."""
        return self.page or f"{self.what}, {self.place}"

    @cached_property
    def live(self) -> LiveFigure:
        """The figure in the release that is shown."""
        return LiveFigure(self.what, self.place, self.year)


class Edition(models.Model):
    """A newsletter in one language as it was sent, without the small print, which each reader has own links in."""

    newsletter = models.ForeignKey(Newsletter, models.CASCADE, related_name="editions")
    language = models.CharField(max_length=5)
    subject = models.CharField(max_length=LONGEST_SUBJECT)
    body = models.TextField()

    class Meta:
        """Each language once."""

        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["newsletter", "language"], name="one_edition")
        ]

    def __str__(self) -> str:
        """Return the subject."""
        return self.subject


def frozen(live: LiveFigure, sentences: dict[str, str], release: str) -> dict[str, Any]:
    """Return a figure as a newsletter keeps it: what it says in each language, with value, margin, year and release."""
    row = live.figure.row if live.figure else {"value": None, "moe": None, "year": None}
    return {
        "what": live.what, "place": live.place, "period": live.period, "release": release, "sentences": sentences,
        "value": row["value"], "moe": row["moe"], "year": row["year"],
    }  # fmt: skip
