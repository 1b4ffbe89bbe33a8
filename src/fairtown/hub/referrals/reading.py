"""Where referral staff unlock their key, read messages, pass them on and delete them; each step is noted first."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from fairtown.hub.gate.limits import MOST, count
from fairtown.hub.gate.origins import keyed_hash
from fairtown.hub.jobs.deleted_rows import fold_log
from fairtown.hub.referrals import sealing, tickets
from fairtown.hub.referrals.access import referral_staff_only
from fairtown.hub.referrals.intake import IntakeForm
from fairtown.hub.referrals.models import Intake, Key, Reading
from fairtown.hub.shelf.staff_pages import render_for_staff
from fairtown.hub.staff.second_factor import account_of


def note(request: HttpRequest, act: Reading.Act, intake: Intake | None = None) -> None:
    """Write down what is about to be done, for good, before it is done."""
    with transaction.atomic(durable=True):
        Reading.objects.create(user=account_of(request), act=act, intake=intake.pk if intake else None)


def staff_page(
    request: HttpRequest, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Return a page in the frame of the site of staff."""
    own = {
        "is_unlocked": bool(tickets.identity_of(request)),
        "has_key": any(key.retired_on is None for key in _keys(request)),
    }
    return render_for_staff(request, template, {**own, **context}, status)


@referral_staff_only
@require_http_methods(["GET", "HEAD"])
def index(request: HttpRequest) -> HttpResponse:
    """List the messages by day, nothing of what they say."""
    context = {"intakes": Intake.objects.defer("sealed"), "n_keys": len(sealing.recipients())}
    return staff_page(request, "referrals/staff_list.html", context)


@referral_staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show a message's day and buttons; a POST reads it, passes it on or deletes it."""
    intake = Intake.objects.filter(pk=uuid).first()
    if intake is None:
        raise Http404
    if request.method != "POST":
        return staff_page(request, "referrals/staff_intake.html", {"intake": intake})
    acts = {"read": _read, "refer": _refer, "delete": _delete}
    act = acts.get(request.POST.get("act", ""))
    if act is None:
        return redirect("intake", uuid=uuid)
    return act(request, intake)


def _read(request: HttpRequest, intake: Intake) -> HttpResponse:
    identity = tickets.identity_of(request)
    if not identity:
        messages.warning(request, _("Unlock your key first. It locks itself after 15 minutes."))
        return redirect("intake", uuid=intake.pk)
    note(request, Reading.Act.READ, intake)
    try:
        message = sealing.unseal(intake.sealed, identity)
    except sealing.LostKeyError:
        return staff_page(request, "referrals/staff_intake.html", {"intake": intake, "is_lost": True}, 409)
    rows = [(str(label), _value(message.get(name))) for name, label in IntakeForm.labels.items()]
    return staff_page(request, "referrals/staff_intake.html", {"intake": intake, "rows": rows})


def _value(value: Any) -> str:
    text = ", ".join(_(str(group)) for group in value) if isinstance(value, list) else str(value or "")
    return text or "–"


def _refer(request: HttpRequest, intake: Intake) -> HttpResponse:
    note(request, Reading.Act.REFERRED, intake)
    if intake.refer():
        message = _("Noted. It is deleted on %(day)s.") % {"day": f"{intake.delete_on:%Y-%m-%d}"}
        messages.success(request, message)
    else:
        messages.warning(request, _("Somebody else has deleted this message meanwhile."))
    return redirect("intake-list")


def _delete(request: HttpRequest, intake: Intake) -> HttpResponse:
    note(request, Reading.Act.DELETED, intake)
    intake.delete()
    fold_log()
    messages.success(request, _("It is deleted."))
    return redirect("intake-list")


@referral_staff_only
@require_POST
def unlock(request: HttpRequest) -> HttpResponse:
    """Unlock the own key by its passphrase; five tries in ten minutes."""
    response = redirect("intake-list")
    if count(keyed_hash("intake-unlock", str(request.user.pk))) > MOST:
        messages.error(request, _("Too many tries. Wait ten minutes, then try again."))
        return response
    passphrase = request.POST.get("passphrase", "")
    for key in _keys(request):
        try:
            identity = sealing.unwrap(key.wrapped, passphrase)
        except sealing.WrongPassphraseError:
            continue
        note(request, Reading.Act.UNLOCKED)
        tickets.issue(request, response, identity)
        messages.success(request, _("Your key is unlocked for 15 minutes."))
        return response
    note(request, Reading.Act.REFUSED)
    messages.error(request, _("This passphrase does not open your key."))
    return response


@referral_staff_only
@require_POST
def lock(request: HttpRequest) -> HttpResponse:
    """Lock the own key again."""
    response = redirect("intake-list")
    tickets.end(request, response)
    return response


def _keys(request: HttpRequest) -> list[Key]:
    """Return the keys of the account, retired ones too: older messages are sealed to them."""
    return list(Key.objects.filter(user=account_of(request)))
