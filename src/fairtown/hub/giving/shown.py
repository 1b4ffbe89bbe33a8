"""What everyone may see of gifts: how far a goal is, and the names of donors who want to be named."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db.models import F, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from fairtown.hub.giving.models import Gift, Goal
from fairtown.hub.giving.money import dollars
from fairtown.hub.shelf.goals import Thermometer

MOST_NAMES = 200


@dataclass(frozen=True)
class Wall:
    """Names of donors who agreed, each once, and how many others there are."""

    names: tuple[str, ...]
    n_others: int


def counting(goal: Goal | None = None) -> QuerySet[Gift]:
    """Return the gifts that count: settled, not given back, not disputed; of real money or of practice, never both."""
    rows = Gift.objects.filter(settled_at__isnull=False, livemode=settings.GIVING.is_live)
    rows = rows.exclude(dispute__in=[Gift.Dispute.OPEN, Gift.Dispute.LOST]).filter(
        cents__gt=F("refunded_cents")
    )
    return rows.filter(_in_days(goal)) if goal else rows


def _in_days(goal: Goal) -> Q:
    """Return the condition of gifts in the days of a goal: a check counts on the day that it was given."""
    days = Q(given_on__gte=goal.starts_on) | Q(given_on=None, settled_at__date__gte=goal.starts_on)
    if goal.ends_on:
        days &= Q(given_on__lte=goal.ends_on) | Q(given_on=None, settled_at__date__lte=goal.ends_on)
    return days


def reached(goal: Goal) -> int:
    """Return donors, or cents, of a goal so far: carried over, and settled less refunded and disputed gifts."""
    rows = counting(goal).order_by()
    if goal.unit == Goal.Unit.DONORS:
        return goal.carried_over + rows.values("who").distinct().count()
    total = rows.aggregate(net=Sum(F("cents") - F("refunded_cents")))["net"]
    return goal.carried_over + int(total or 0)


def current_goal() -> Goal | None:
    """Return the newest goal that is shown today."""
    today = localdate()
    rows = Goal.objects.filter(is_shown=True, starts_on__lte=today)
    return rows.filter(Q(ends_on=None) | Q(ends_on__gte=today)).first()


def thermometers(language: str) -> list[Thermometer]:
    """Return the goal of today in a language, if there is one."""
    goal = current_goal()
    if goal is None:
        return []
    with override(language):
        return [thermometer(goal)]


def thermometer(goal: Goal) -> Thermometer:
    """Return a goal as pages show it, in the reader's language."""
    now = reached(goal)
    is_money = goal.unit == Goal.Unit.AMOUNT
    if is_money:
        value, of_target = dollars(now), _("of %(target)s") % {"target": dollars(goal.target)}
        carried = _("%(amount)s of it came before this page counted.") % {
            "amount": dollars(goal.carried_over)
        }
    else:
        value = f"{now:,}"
        of_target = _("of %(n)s donors") % {"n": f"{goal.target:,}"}
        carried = ngettext(
            "%(n)s of them gave before this page counted.", "%(n)s of them gave before this page counted.",
            goal.carried_over,
        ) % {"n": f"{goal.carried_over:,}"}  # fmt: skip
    return Thermometer(
        goal.text("title"), reverse("give"), value, of_target, min(100, now * 100 // max(goal.target, 1)),
        carried if goal.carried_over else "", goal.text("why"), goal.ends_on, is_practice=not settings.GIVING.is_live,
    )  # fmt: skip


def wall() -> Wall:
    """Return the donors who agreed to be named, newest first, and how many others there are."""
    names: dict[str, str] = {}
    everyone: set[str] = set()
    for who, name, may_show in counting().order_by("-settled_at").values_list("who", "name", "show_name"):
        everyone.add(who)
        if may_show and name:
            names.setdefault(who, name)
    shown_names = tuple(names.values())[:MOST_NAMES]
    return Wall(shown_names, len(everyone) - len(shown_names))
