"""What other parts of the site show of campaigns: their pages in search and site map; and their public counts."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from fairtown.hub.campaigns.models import Campaign, Letter
from fairtown.hub.shelf.slots import Shown
from fairtown.hub.shelf.text import one_line
from fairtown.release.reader import plain


@dataclass(frozen=True)
class Counts:
    """How many letters were sent and printed, and calls made."""

    sent: int = 0
    printed: int = 0
    calls: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.sent + self.printed + self.calls


def counts(campaign: Campaign) -> Counts:
    """Return the public counts of a campaign: numbers alone."""
    rows = campaign.letters.order_by().values_list("state").annotate(n=Count("pk"))
    by_state = dict(rows)
    return Counts(
        by_state.get(Letter.State.SENT, 0), by_state.get(Letter.State.PRINTED, 0), campaign.calls.count()
    )


def paths() -> list[dict[str, str]]:
    """Return the path of every published campaign by language."""
    found = []
    for campaign in Campaign.objects.published():
        by_language = {}
        for code, _name in settings.LANGUAGES:
            with override(code):
                by_language[code] = reverse("campaign", args=[campaign.slug])
        found.append(by_language)
    return found


def found(text: str, language: str) -> list[Shown]:
    """Return the campaigns whose title or ask has all words of a text, which is plain as what search compares."""
    wanted = text.split()
    with override(language):
        return [
            Shown(
                campaign.title,
                reverse("campaign", args=[campaign.slug]),
                _("Campaign"),
                one_line(campaign.ask),
            )
            for campaign in Campaign.objects.published()
            if wanted and all(word in plain(f"{campaign.title} {campaign.ask}") for word in wanted)
        ]


def quotable(language: str) -> list[Shown]:
    """Return the open campaigns that a newsletter may lead to."""
    with override(language):
        return [
            Shown(
                campaign.title, reverse("campaign", args=[campaign.slug]), _("Campaign"), one_line(campaign.ask),
                key=f"campaign:{campaign.slug}",
            )
            for campaign in Campaign.objects.published()
            if campaign.is_open
        ]  # fmt: skip
