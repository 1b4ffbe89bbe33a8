"""Who gets a newsletter: confirmed addresses whose last word was yes, by interest, town, region and language."""

from __future__ import annotations

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from fairtown.hub.newsletters.models import Newsletter
from fairtown.hub.release_access import current_release
from fairtown.hub.shelf.labels import area_name
from fairtown.hub.supporters.models import Consent, Email, Suppression

REGION = "region"


def readers(newsletter: Newsletter) -> QuerySet[Email]:
    """Return the addresses that a newsletter goes to: none that is suppressed, none that did not agree."""
    last_word = Consent.objects.filter(who=OuterRef("who"), channel=Consent.Channel.EMAIL).order_by("-id")
    found = Email.objects.filter(state=Email.State.CONFIRMED, is_first=True)
    found = found.exclude(who__in=Suppression.objects.values("who"))
    found = found.annotate(agreed=Coalesce(Subquery(last_word.values("is_given")[:1]), False)).filter(
        agreed=True
    )
    if newsletter.topic:
        found = found.filter(person__interests__topic=newsletter.topic)
    if newsletter.town:
        found = found.filter(person__town=newsletter.town)
    if newsletter.region:
        found = found.filter(person__town__in=towns_of(newsletter.region))
    if newsletter.language:
        found = found.filter(person__language=newsletter.language)
    return found.order_by("pk")


def towns_of(region: str) -> list[str]:
    """Return the keys of the towns of a region."""
    return [
        town["key"] for town in current_release().towns if region in (town["region"], town["also_region"])
    ]


def region_choices() -> list[tuple[str, str]]:
    """Return key and name of each region of the state."""
    found = {p["key"]: area_name(p["name"]) for p in current_release().all_places if p["level"] == REGION}
    return sorted(found.items(), key=lambda pair: pair[1])
