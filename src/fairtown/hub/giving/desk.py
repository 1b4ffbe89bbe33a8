"""The desk of gifts under /staff/gifts/: the list, one gift with its history, and what waits for staff."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from fairtown.hub.giving import attempts, shown
from fairtown.hub.giving.desk_forms import CheckForm
from fairtown.hub.giving.models import CardSwitch, Event, Gift, Reconciliation
from fairtown.hub.giving.money import dollars, exact_dollars
from fairtown.hub.shelf.slots import Waiting
from fairtown.hub.shelf.staff_pages import render_for_staff, staff_page
from fairtown.hub.shelf.text import one_line

PER_PAGE = 50
#: Declined cards in a day, from which on someone should look.
MANY_DECLINED = 10


def page(request: HttpRequest, template: str, given: dict[str, Any], status: int = 200) -> HttpResponse:
    """Render a page in the frame of the site of staff."""
    context = {"is_live": settings.GIVING.is_live, **given}
    return render_for_staff(request, f"giving/staff/{template}.html", context, status)


@staff_page("giving.view_gift")
def gifts(request: HttpRequest) -> HttpResponse:
    """List gifts, newest first; those that were begun and not paid only where asked for."""
    rows = Gift.objects.filter(livemode=settings.GIVING.is_live)
    which = request.GET.get("which", "")
    if which == "disputed":
        rows = rows.filter(dispute=Gift.Dispute.OPEN)
    elif which == "pledges":
        rows = rows.filter(kind=Gift.Kind.PLEDGE, settled_at=None, closed="")
    elif which != "all":
        rows = rows.filter(settled_at__isnull=False)
    if text := one_line(request.GET.get("q", "")):
        rows = rows.filter(name__icontains=text) | rows.filter(email__icontains=text)
    given = {
        "page": Paginator(rows.order_by("-id"), PER_PAGE).get_page(request.GET.get("page")),
        "which": which,
        "q": text,
        "goals": shown.thermometers(get_language() or "en"),
        "switch": CardSwitch.objects.first(),
        "is_on": attempts.is_switched_on(),
        "newest_check": Reconciliation.objects.first(),
    }
    return page(request, "gifts", given)


@staff_page("giving.view_gift")
def gift(request: HttpRequest, uuid: Any) -> HttpResponse:
    """Show one gift: its receipts, refunds and what staff did."""
    return gift_page(request, get_object_or_404(Gift, uuid=uuid))


def gift_page(
    request: HttpRequest, found: Gift, form: CheckForm | None = None, error: str = "", status: int = 200
) -> HttpResponse:
    """Return the page of a gift; `form`: of a pledge's check, to be mended; `error`: what could not be done."""
    is_open_pledge = found.kind == Gift.Kind.PLEDGE and not found.settled_at and not found.closed
    usual = {"amount": exact_dollars(found.cents), "given_on": localdate()}
    given = {
        "gift": found,
        "is_open_pledge": is_open_pledge,
        "form": form or CheckForm(initial=usual),
        "error": error,
    }
    return page(request, "gift", given, status)


def waiting(user: User) -> list[Waiting]:
    """Return what waits for staff of gifts: disputes with their day, news that failed, differences, alarms."""
    if not user.has_perm("giving.view_gift"):
        return []
    found = []
    own = Gift.objects.filter(livemode=settings.GIVING.is_live)
    for row in own.filter(due_by__isnull=False).order_by("due_by"):
        day = date_format(localtime(row.due_by), "DATE_FORMAT")
        title = _("Answer the bank about a gift of %(amount)s by %(day)s") % {
            "amount": dollars(row.cents),
            "day": day,
        }
        found.append(Waiting(title, reverse("gift", args=[row.uuid]), is_urgent=True))
    stuck = Event.objects.filter(state=Event.State.HELD).count()
    stuck += Event.objects.filter(state=Event.State.WAITING, tries__gt=0).count()
    if stuck:
        title = ngettext(
            "%(n)s piece of news of payments waits", "%(n)s pieces of news of payments wait", stuck
        )
        found.append(Waiting(title % {"n": stuck}, reverse("gift-checks"), is_urgent=True))
    newest = Reconciliation.objects.first()
    if newest and (newest.rows or newest.fault):
        found.append(Waiting(_("Gifts and payment provider differ"), reverse("gift-checks"), is_urgent=True))
    if (unpaid := attempts.count_unpaid().later) >= attempts.BY_LINK_LATER:
        title = _("%(n)s payments were begun and not finished in half an hour: are stolen cards tested?")
        found.append(Waiting(title % {"n": unpaid}, reverse("gifts"), is_urgent=True))
    if not attempts.is_switched_on():
        found.append(Waiting(_("Gifts by card are switched off"), reverse("gifts")))
    if (declined := attempts.today_declined()) >= MANY_DECLINED:
        title = ngettext("%(n)s card was declined today", "%(n)s cards were declined today", declined)
        found.append(Waiting(title % {"n": declined}, reverse("gifts"), is_urgent=True))
    pledges = own.filter(kind=Gift.Kind.PLEDGE, settled_at=None, closed="").count()
    if pledges:
        title = ngettext("%(n)s pledge is still to come", "%(n)s pledges are still to come", pledges)
        found.append(Waiting(title % {"n": pledges}, f"{reverse('gifts')}?which=pledges"))
    return found
