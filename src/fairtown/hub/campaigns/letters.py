"""Writing a letter: edited by its sender, then confirmed from the own mailbox and sent, or printed and not stored."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from fairtown.hub.campaigns import sending
from fairtown.hub.campaigns.forms import LetterForm
from fairtown.hub.campaigns.models import LONGEST_BODY, LONGEST_SUBJECT, Campaign, Letter
from fairtown.hub.campaigns.sending import LetterRequest
from fairtown.hub.campaigns.views import campaign_of, mail_rows, town_context
from fairtown.hub.campaigns.writing import filled_template
from fairtown.hub.gate.forms import TOKEN, SignedForm, sent_before
from fairtown.hub.gate.models import SentForm
from fairtown.hub.gate.private_pages import private_page
from fairtown.hub.gate.refusals import UNPROCESSABLE, refusal
from fairtown.hub.shelf.languages import in_english

TYPED = ("subject", "body", "name", "email")


@sensitive_post_parameters(*TYPED)
@private_page
def compose(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the letter with the figures of the reader's town, or take what its sender made of it."""
    campaign = campaign_of(slug)
    given = _given(request, campaign)
    if request.method != "POST" or given["town"] is None or not campaign.is_open:
        return render(request, "campaigns/write.html", given)
    rows = [row["official"] for row in given["rows"] if row["gets_mail"]]
    form, signed = LetterForm(request.POST, campaign, rows), given["signed"]
    error, status = _fault(request, signed, form, is_printed=False)
    if not error:
        with transaction.atomic():
            if signed.spend(request.POST):
                sending.keep_draft(campaign, _letter_request(form, signed, given), form.chosen())
                return redirect("campaign-sent", slug=slug)
        error, status = sent_before(), UNPROCESSABLE
    return _again(request, given, form, error, status)


@sensitive_post_parameters(*TYPED)
@private_page
def printed(request: HttpRequest, slug: str) -> HttpResponse:
    """Show letters ready for paper; nothing of them is stored but that one was printed."""
    campaign = campaign_of(slug)
    given = _given(request, campaign)
    if request.method != "POST" or given["town"] is None or not campaign.is_open:
        return render(request, "campaigns/write.html", given)
    # a letter that was mailed may be printed too
    signed = SignedForm("campaign-write", given["signed"].subject, is_spent=lambda _number: False)
    form = LetterForm(request.POST, campaign, [row["official"] for row in given["rows"]], is_printed=True)
    error, status = _fault(request, signed, form, is_printed=True)
    if error:
        return _again(request, given, form, error, status)
    chosen = form.chosen()
    _row, is_new = SentForm.objects.get_or_create(number=f"print:{signed.number(request.POST)}")
    if is_new:
        Letter.objects.bulk_create(
            Letter(campaign=campaign, official=official, state=Letter.State.PRINTED) for official in chosen
        )
    name, body = form.cleaned_data["name"], form.cleaned_data["body"]
    own = {"name": name, "body": body, "town": given["town"]["key"], "language": get_language() or "en"}
    given["letters"] = [
        {"official": o, "text": sending.whole_text(Letter(official=o, **own))} for o in chosen
    ]
    given |= {"subject": form.cleaned_data["subject"], "day": localdate()}
    return render(request, "campaigns/printed.html", given)


def _given(request: HttpRequest, campaign: Campaign) -> dict[str, Any]:
    """Return what the form shows before anything is typed."""
    given = town_context(request, campaign)
    town = given["town"]
    given["rows"] = mail_rows(given["officials"])
    given["signed"] = signed = SignedForm("campaign-write", f"{campaign.slug}/{town['slug'] if town else ''}")
    values = {"subject": campaign.title, "body": filled_template(campaign, town) if town else ""}
    return given | {
        "values": values,
        "chosen": [],
        "token": signed.token(),
        "can_send": sending.sends(campaign) and any(row["gets_mail"] for row in given["rows"]),
        "longest": {"subject": LONGEST_SUBJECT, "body": LONGEST_BODY},
        "english": in_english("campaign-write", campaign.slug),
    }


def _fault(request: HttpRequest, signed: SignedForm, form: LetterForm, is_printed: bool) -> tuple[str, int]:
    """Return why a letter is not taken, blank if it is, and the status of the answer."""
    if not is_printed and not sending.sends(form.campaign):
        sample = _("This is a sample: nothing is sent from here. You can print the letter.")
        return signed.refusal(request.POST) or sample, UNPROCESSABLE
    return refusal(request, signed, form, mailbox="" if is_printed else "email")


def _again(
    request: HttpRequest, given: dict[str, Any], form: LetterForm, error: str, status: int
) -> HttpResponse:
    """Show the form with what was typed, and what is wrong with it."""
    given |= {
        "form": form,
        "error": error,
        "values": {name: request.POST.get(name, "") for name in TYPED},
        "chosen": request.POST.getlist("officials"),
        "token": given["signed"].token(request.POST.get(TOKEN, "")),
    }
    return render(request, "campaigns/write.html", given, status=status)


def _letter_request(form: LetterForm, signed: SignedForm, given: dict[str, Any]) -> LetterRequest:
    cleaned = form.cleaned_data
    return LetterRequest(
        cleaned["email"], signed.number(form.data), get_language() or "en", cleaned["name"],
        given["town"]["key"], cleaned["subject"], cleaned["body"],
    )  # fmt: skip


@private_page
def sent(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what comes next, the same to everyone."""
    return render(request, "campaigns/check_mail.html", {"campaign": campaign_of(slug)})


@private_page
def confirm(request: HttpRequest, slug: str, token: str) -> HttpResponse:
    """Show the letters with a button, which programs that look at links do not press; a POST sends them."""
    campaign = campaign_of(slug)
    letters, fault = sending.drafts_of(campaign, token)
    given: dict[str, Any] = {"campaign": campaign, "letters": letters, "fault": fault}
    if fault or not (campaign.is_open and sending.sends(campaign)):
        status = HTTPStatus.NOT_FOUND if fault == "unknown" else HTTPStatus.GONE
        return render(request, "campaigns/link_fault.html", given, status=status)
    is_done = any(letter.state == Letter.State.SENT for letter in letters)
    if request.method == "POST" and not is_done:
        given["sent"], given["left_out"] = sending.send(letters)
        is_done = True
    elif is_done:
        given["sent"] = [letter for letter in letters if letter.state == Letter.State.SENT]
    return render(request, "campaigns/sent.html" if is_done else "campaigns/confirm.html", given)
