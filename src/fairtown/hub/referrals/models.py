"""Agencies that people can turn to, kept by staff."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import ClassVar

from django.db import models
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

#: After this time somebody calls the number again.
CHECK_LIFE = timedelta(days=180)
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
