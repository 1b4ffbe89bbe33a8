"""Giving for everyone: the form, the way to the gateway, thanks, by check, and one's own monthly gift."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.debug import sensitive_post_parameters

from fairtown.hub.gate.forms import TOKEN, SignedForm, sent_before
from fairtown.hub.gate.private_pages import private_page
from fairtown.hub.gate.refusals import UNPROCESSABLE, refusal
from fairtown.hub.giving import attempts, checkout, shown, work
from fairtown.hub.giving.attempts import Way
from fairtown.hub.giving.forms import OFFERED, OTHER, USUAL, GiveForm
from fairtown.hub.giving.models import Gift, Plan
from fairtown.hub.giving.stripe_api import GatewayError
from fairtown.hub.organisation import organisation
from fairtown.hub.release_access import current_release

TYPED = ("often", "amount", "other", "email", "name", "show_name", "honoree", "tells")
#: The field with what the browser worked out.
WORK = "work"
#: Seconds after which the page of thanks looks again.
LOOK_AGAIN = 3


def to_gateway(response: HttpResponse) -> HttpResponse:
    """Let the forms of a page lead to the gateway: a browser asks that of where a form is sent on to, too."""
    response._csp_update = {"form-action": list(settings.GIVING.form_origins)}  # type: ignore[attr-defined]
    return response


def see_other(url: str) -> HttpResponse:
    """Send a browser on to another page, to be asked for by GET."""
    return to_gateway(HttpResponse(status=HTTPStatus.SEE_OTHER, headers={"Location": url}))


@sensitive_post_parameters(*TYPED)
@private_page
def give(request: HttpRequest) -> HttpResponse:
    """Show why, how far, and the form; or take it, and send the donor on to the gateway or the mailbox."""
    signed = SignedForm("give")
    if request.method != "POST":
        return _form_page(request, signed, {"values": {"often": "monthly", "amount": USUAL}})
    form = GiveForm(request.POST)
    if not attempts.takes_cards():
        return _form_page(request, signed, {"values": {}}, UNPROCESSABLE)
    error, status = refusal(request, signed, form)
    if error:
        return _again(request, signed, form, error, status)
    has_worked = work.is_done(request.POST.get(TOKEN, ""), request.POST.get(WORK, ""))
    with transaction.atomic():
        if not signed.spend(request.POST):
            return _again(request, signed, form, sent_before(), UNPROCESSABLE)
        row, way = checkout.begin(form.request(get_language() or "en"), has_worked)
    if row is None:
        return _closed(request)
    if way is Way.LINK:
        return render(request, "giving/check_mail.html", {"email": row.email})
    return _to_gateway(request, row)


def _to_gateway(request: HttpRequest, row: Gift | Plan) -> HttpResponse:
    try:
        return see_other(checkout.open_session(row))
    except GatewayError:
        return render(request, "giving/closed.html", {"is_away": True}, status=HTTPStatus.BAD_GATEWAY)


def _closed(request: HttpRequest) -> HttpResponse:
    return render(request, "giving/closed.html", status=HTTPStatus.SERVICE_UNAVAILABLE)


def _form_page(
    request: HttpRequest, signed: SignedForm, given: dict[str, Any], status: int = HTTPStatus.OK
) -> HttpResponse:
    """Show the page of giving; the form alone where something is wrong with it, as refusing must cost little."""
    around: dict[str, Any] = {}
    if "error" not in given:
        around = {"goals": shown.thermometers(get_language() or "en"), "wall": shown.wall()}
    context = {
        "takes_cards": attempts.takes_cards(),
        "is_switched_off": settings.GIVING.takes_cards and not attempts.is_switched_on(),
        "offered": OFFERED,
        "other": OTHER,
        "token": signed.token(request.POST.get(TOKEN, "")),
        "puzzles": work.PUZZLES,
        "bits": work.BITS,
        **around,
        **given,
    }
    return to_gateway(render(request, "giving/give.html", context, status=status))


def _again(request: HttpRequest, signed: SignedForm, form: GiveForm, error: str, status: int) -> HttpResponse:
    """Show the form with what was typed, and what is wrong with it."""
    values = {name: request.POST.get(name, "") for name in TYPED}
    return _form_page(request, signed, {"form": form, "error": error, "values": values}, status)


@private_page
def go_on(request: HttpRequest, token: str) -> HttpResponse:
    """Show what a mailed link is for, with a button that programs which look at links do not press."""
    row, fault = checkout.of_link(token)
    if row is None or not attempts.takes_cards():
        status = HTTPStatus.NOT_FOUND if fault == "unknown" else HTTPStatus.GONE
        return render(request, "giving/link_fault.html", {"fault": fault or "off"}, status=status)
    if request.method == "POST":
        way = checkout.spend_link(row)
        if way is Way.CLOSED:
            return _closed(request)
        if way is Way.DIRECT:
            return _to_gateway(request, row)
        return render(request, "giving/link_fault.html", {"fault": "spent"}, status=HTTPStatus.GONE)
    return to_gateway(
        render(request, "giving/continue.html", {"gift": row, "is_monthly": isinstance(row, Plan)})
    )


@private_page
def thanks(request: HttpRequest, token: str) -> HttpResponse:
    """Wait until the gateway has told of the gift, then say thanks."""
    row = checkout.of_thanks(token)
    if row is None:
        return render(request, "giving/link_fault.html", {"fault": "unknown"}, status=HTTPStatus.NOT_FOUND)
    is_monthly = isinstance(row, Plan)
    is_done = row.gifts.exists() if isinstance(row, Plan) else row.settled_at is not None
    given = {
        "gift": row, "is_monthly": is_monthly, "is_done": is_done,
        "is_under_way": not is_monthly and row.closed == "under_way",  # type: ignore[union-attr]
        "goals": shown.thermometers(get_language() or "en"),
    }  # fmt: skip
    response = render(request, "giving/thanks.html", given)
    if not is_done and not given["is_under_way"]:
        response["Refresh"] = str(LOOK_AGAIN)
    return response


@private_page
def by_check(request: HttpRequest) -> HttpResponse:
    """Say how to give by check."""
    own = organisation(current_release().state)
    return render(request, "giving/check.html", {"own": own, "takes_cards": attempts.takes_cards()})
