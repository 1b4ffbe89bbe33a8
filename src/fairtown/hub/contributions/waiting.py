"""What waits for staff of what readers sent in."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.urls import reverse
from django.utils.translation import ngettext

from fairtown.hub.contributions.models import Contribution
from fairtown.hub.shelf.query import town_name
from fairtown.hub.shelf.slots import Waiting

SHOWN = 3


def contributions(user: User) -> list[Waiting]:
    """Return what readers sent in and nobody has reviewed, to those who may review it."""
    if not user.has_perm("records.change_contribution"):
        return []
    received = Contribution.objects.filter(state="received").order_by("pk")
    n = received.count()
    if not n:
        return []
    title = ngettext("%(n)s fact from a reader to review", "%(n)s facts from readers to review", n) % {"n": n}
    names = tuple(f"{town_name(c.town)}: {c.says[:80]}" for c in received[:SHOWN])
    return [Waiting(title, reverse("admin:records_contribution_changelist"), names)]
