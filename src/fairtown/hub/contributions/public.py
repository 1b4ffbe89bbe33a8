"""What pages for everyone learn of contributions and hearings: the fields of shelf/zoning_records.py alone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Count

from fairtown.hub.contributions import models
from fairtown.hub.contributions.models import Contribution
from fairtown.hub.shelf.zoning_records import Hearing, ShownContribution


def shown_contributions(town: str) -> list[ShownContribution]:
    """Return the contributions to the town of this key that staff show, newest first."""
    return [
        ShownContribution(
            row.subject, row.kind == Contribution.Kind.CORRECTION, row.district, row.says, row.source,
            row.source_url, row.as_of,
        )
        for row in Contribution.objects.filter(town=town, state=Contribution.State.SHOWN)
    ]  # fmt: skip


def n_shown_by_town() -> dict[str, int]:
    """Return how many contributions staff show, by key of the town."""
    shown = Contribution.objects.filter(state=Contribution.State.SHOWN)
    return dict(shown.values_list("town").annotate(Count("id")))


def hearings(since: datetime, towns: Iterable[str] | None, most: int) -> list[Hearing]:
    """Return at most `most` hearings that begin at `since` or later, soonest first; `towns`: keys, None for all."""
    coming = models.Hearing.objects.filter(begins_at__gte=since)
    if towns is not None:
        coming = coming.filter(town__in=list(towns))
    return [
        Hearing(
            row.pk, row.town, row.begins_at, row.body, row.about, row.place, row.url, row.source,
            row.is_cancelled, row.changed_at,
        )
        for row in coming[:most]
    ]  # fmt: skip
