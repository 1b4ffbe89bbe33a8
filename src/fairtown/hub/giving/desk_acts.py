"""What staff do with gifts: record checks and pledges, refund, name a donor, statements, the switch, the CSV."""

from __future__ import annotations

import csv
import io
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST

from fairtown.hub.giving import recording, statements, wording
from fairtown.hub.giving.desk import gift_page, page
from fairtown.hub.giving.desk_forms import CheckForm, DonorForm, PledgeForm, RefundForm, StatementForm
from fairtown.hub.giving.models import CardSwitch, Event, Gift, Receipt, Reconciliation
from fairtown.hub.giving.money import exact_dollars
from fairtown.hub.giving.recording import NotPossibleError
from fairtown.hub.giving.stripe_api import GatewayError
from fairtown.hub.mail import outbox
from fairtown.hub.mail.letters import letter
from fairtown.hub.organisation import organisation
from fairtown.hub.release_access import current_release
from fairtown.hub.shelf.downloads import BYTE_ORDER_MARK, CSV, file_response, safe_cell
from fairtown.hub.shelf.staff_pages import staff_page
from fairtown.hub.shelf.text import one_line
from fairtown.hub.staff.roles import fresh_factor_required

NIGHTS, HELD = 14, 50
UNPROCESSABLE = 422
LONGEST_NUMBER = 6


@staff_page("giving.add_gift")
def new(request: HttpRequest) -> HttpResponse:
    """Record a check or a pledge; the same form sent twice is recorded once."""
    is_pledge = request.GET.get("kind") == "pledge"
    kind = PledgeForm if is_pledge else DonorForm
    form = kind(request.POST or None, initial={"given_on": localdate()})
    if request.method == "POST" and form.is_valid():
        record = recording.record_pledge if is_pledge else recording.record_check
        found = record(request.user, form.donor(), form.details(), _uuid(request.POST.get("once", "")))
        return redirect("gift", uuid=found.uuid)
    heading = _("Record a pledge") if is_pledge else _("Record a check")
    given = {
        "form": form,
        "heading": heading,
        "is_pledge": is_pledge,
        "once": request.POST.get("once") or uuid4(),
    }
    return page(request, "new", given, UNPROCESSABLE if request.method == "POST" else 200)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


@staff_page("giving.change_gift")
@require_POST
def deposit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Record the check of a pledge, or that it will not come."""
    found = get_object_or_404(Gift, uuid=uuid)
    form = CheckForm(request.POST)
    try:
        if request.POST.get("give_up"):
            recording.close_pledge(request.user, found.pk)
        elif form.is_valid():
            recording.deposit(request.user, found.pk, form.details())
        else:
            return gift_page(request, found, form=form, status=UNPROCESSABLE)
    except NotPossibleError as error:
        return gift_page(request, found, error=str(error), status=UNPROCESSABLE)
    return redirect("gift", uuid=uuid)


@staff_page("giving.change_gift")
@require_POST
def name(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show or hide a donor's name on the site."""
    found = get_object_or_404(Gift, uuid=uuid)
    recording.show_name(request.user, found.pk, request.POST.get("show") == "1")
    return redirect("gift", uuid=uuid)


@staff_page("giving.refund_gift")
@fresh_factor_required
def refund(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Give back a gift or a part of it, for a reason, with a fresh second factor."""
    found = get_object_or_404(Gift, uuid=uuid)
    form = RefundForm(request.POST or None, initial={"amount": exact_dollars(found.net_cents)})
    error = ""
    if request.method == "POST" and form.is_valid():
        try:
            own = form.cleaned_data
            recording.refund(request.user, found.pk, own["amount"], own["reason"], _number(request, "seen"))
            return redirect("gift", uuid=uuid)
        except NotPossibleError as fault:
            error = str(fault)
        except GatewayError:
            error = _("The payment provider did not take it. Nothing was given back. Please try again later.")
    status = UNPROCESSABLE if request.method == "POST" else 200
    given = {"gift": found, "form": form, "error": error, "n_refunds": found.refunds.count()}
    return page(request, "refund", given, status)


def _number(request: HttpRequest, name: str) -> int:
    """Return a count that a form holds; -1, which is none, where it holds something else."""
    text = request.POST.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < LONGEST_NUMBER else -1


@staff_page("giving.view_gift")
def receipt(request: HttpRequest, uuid: UUID, number: int) -> HttpResponse:
    """Show a receipt as it was sent, to print."""
    return page(request, "receipt", {"receipt": get_object_or_404(Receipt, gift__uuid=uuid, pk=number)})


@staff_page("giving.view_gift")
def statement(request: HttpRequest) -> HttpResponse:
    """Show the gifts of a donor from a day to a day; mail them on a press."""
    form = StatementForm(request.GET or None)
    given: dict[str, Any] = {"form": form, "query": request.GET.urlencode()}
    if request.GET and form.is_valid():
        days = form.cleaned_data["first"], form.cleaned_data["last"]
        given |= {"is_asked": True, "statement": statements.statement_of(form.cleaned_data["donor"], *days)}
        found = given["statement"]
        if request.method == "POST" and found and found.email and request.user.has_perm("giving.change_gift"):
            mail = letter(found.subject, found.text, found.language)
            given["is_mailed"] = outbox.put(mail, found.email, "gift-statement", f"statement:{uuid4()}")
    return page(request, "statement", given)


@staff_page("giving.switch_cards")
@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Switch gifts by card off or on."""
    is_on, why = request.POST.get("on") == "1", one_line(request.POST.get("why", ""))[:200]
    CardSwitch.objects.create(is_on=is_on, why=why, by=request.user)  # type: ignore[misc]
    return redirect("gifts")


@staff_page("giving.view_gift")
def checks(request: HttpRequest) -> HttpResponse:
    """Show what the nights' comparisons found, and news that wait for staff."""
    nights = list(Reconciliation.objects.all()[:NIGHTS])
    for night in nights:
        night.shown_rows = [_difference(row) for row in night.rows]  # type: ignore[attr-defined]
    held = Event.objects.exclude(state=Event.State.DONE).exclude(why="")[:HELD]
    return page(request, "checks", {"nights": nights, "held": held})


def _difference(row: dict[str, Any]) -> dict[str, Any]:
    """Return a difference in labels of staff."""
    labels = {
        "missing_here": _("paid there, not here"),
        "missing_there": _("here, not paid there"),
        "amount": _("amount"),
        "refunded": _("given back"),
        "disputed": _("disputed"),
    }
    is_flag = row["kind"] == "disputed"
    sides = {
        side: (_("yes") if row[side] else _("no")) if is_flag else exact_dollars(row[side])
        for side in ("ours", "theirs")
    }
    gift = row["gift"] if _uuid(row["gift"]) and Gift.objects.filter(uuid=row["gift"]).exists() else ""
    return {"what": labels[row["kind"]], "pi": row["pi"], "gift": gift, **sides}


@staff_page("giving.view_gift")
def sentences(request: HttpRequest) -> HttpResponse:
    """Show what receipts say, with the source of each sentence and how far it was checked."""
    rows = []
    for found in wording.ALL.values():
        with override("en"):
            english = str(found.text)
        with override("es"):
            spanish = str(found.text)
        is_confirmed = found.status == wording.CONFIRMED
        rows.append(
            {"english": english, "spanish": spanish, "source": found.source, "is_confirmed": is_confirmed}
        )
    return page(request, "wording", {"rows": rows, "own": organisation(current_release().state)})


@staff_page("giving.view_gift")
def export(request: HttpRequest) -> HttpResponse:
    """Return all gifts that arrived as CSV; no cell of it is a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(
        ["day", "dollars", "given_back", "net", "kind", "name", "email", "honoree", "check", "benefit", "dispute",
         "receipts", "payment", "note"]
    )  # fmt: skip
    rows = Gift.objects.filter(settled_at__isnull=False, livemode=settings.GIVING.is_live).prefetch_related(
        "receipts"
    )
    for gift in rows.order_by("settled_at", "pk"):
        money = (f"{cents / 100:.2f}" for cents in (gift.cents, gift.refunded_cents, gift.net_cents))
        texts = [
            gift.kind,
            gift.name,
            gift.email,
            gift.honoree,
            gift.check_number,
            f"{gift.benefit / 100:.2f}",
        ]
        numbers = " ".join(found.printed_number for found in gift.receipts.all())
        texts += [gift.dispute, numbers, gift.pi or "", gift.note]
        writer.writerow([f"{gift.day:%Y-%m-%d}", *money, *(safe_cell(text) for text in texts)])
    return file_response(BYTE_ORDER_MARK + out.getvalue(), CSV, f"gifts-{localdate():%Y-%m-%d}.csv")
