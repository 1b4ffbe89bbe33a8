"""What waits for staff: messages of people who ask for help, and agencies that nobody has called for 180 days."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.urls import reverse
from django.utils.translation import ngettext

from fairtown.hub.referrals.models import Agency, Intake
from fairtown.hub.shelf.slots import Waiting
from fairtown.hub.staff.roles import REFERRAL, in_role

#: Names that the desk shows of a longer list.
MOST_NAMES = 3


def unchecked(user: User) -> list[Waiting]:
    """Return the agencies to call, to those who may change them."""
    if not user.has_perm("referrals.change_agency"):
        return []
    names = list(Agency.objects.unchecked().values_list("name", flat=True))
    if not names:
        return []
    n = len(names)
    title = ngettext(
        "%(n)s agency that nobody has called for 180 days",
        "%(n)s agencies that nobody has called for 180 days",
        n,
    )
    url = f"{reverse('admin:referrals_agency_changelist')}?checked=no"
    return [Waiting(title % {"n": n}, url, tuple(names[:MOST_NAMES]))]


def intakes(user: User) -> list[Waiting]:
    """Return how many messages wait, to referral staff alone; urgent once one is late."""
    if not in_role(user, REFERRAL):
        return []
    n = Intake.objects.waiting().count()
    if not n:
        return []
    title = ngettext("%(n)s person asks for help", "%(n)s people ask for help", n) % {"n": n}
    return [Waiting(title, reverse("intake-list"), is_urgent=Intake.objects.late().exists())]
