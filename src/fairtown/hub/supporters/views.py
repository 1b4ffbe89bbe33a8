"""Joining: the form, the link that confirms, and the link that ends all mail. The same answer for every address."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from fairtown.hub.gate.forms import TOKEN, SignedForm
from fairtown.hub.gate.private_pages import private_page
from fairtown.hub.gate.refusals import take_once
from fairtown.hub.supporters import joining, links, suppressions
from fairtown.hub.supporters.forms import JoinForm
from fairtown.hub.supporters.joining import JoinRequest
from fairtown.hub.supporters.models import Email, Interest
from fairtown.hub.supporters.wording import joining_words

JOIN = SignedForm("join")


@private_page
def join(request: HttpRequest) -> HttpResponse:
    """Show the form, or take what was sent: the answer is the same whoever is known here."""
    form = JoinForm(request.POST if request.method == "POST" else None)
    is_sent, error, status = take_once(request, JOIN, form, lambda: _store(form))
    if is_sent:
        return redirect("join-sent")
    context = {
        "form": form,
        "values": {name: form[name].value() or "" for name in form.fields},
        "topics": Interest.Topic.choices,
        "wording": joining_words(),
        "error": error,
        "token": JOIN.token(form.data.get(TOKEN, "")),
    }
    return render(request, "supporters/join.html", context, status=status)


def _store(form: JoinForm) -> None:
    language, number = get_language() or "en", JOIN.number(form.data)
    joining.join(JoinRequest(form.cleaned_data["email"], number, language, **form.details()))


@private_page
def sent(request: HttpRequest) -> HttpResponse:
    """Say what comes next, the same to everyone."""
    return render(request, "supporters/sent.html", {})


@private_page
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show a button, which programs that look at links do not press; a POST is the yes."""
    link = links.follow_link(links.CONFIRM, token)
    email = link.email
    if email is None:
        return link_fault(request, link.fault)
    why = suppressions.reason(email.who)
    if why and not suppressions.may_lift(why):
        return link_fault(request, "closed")
    is_done = email.state == Email.State.CONFIRMED and not why
    if request.method == "POST" and not is_done:
        joining.confirm(email)
        own = {"preferences": links.token(links.PREFERENCES, email)}
        return render(request, "supporters/confirmed.html", own)
    context = {"is_done": is_done, "was_here": bool(why), "wording": joining_words()}
    return render(request, "supporters/confirm.html", context)


@private_page
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """End all mail by a POST, from a mail program (RFC 8058) or the page's one button; a GET changes nothing."""
    link = links.follow_link(links.UNSUBSCRIBE, token)
    email = link.email
    if link.fault == "gone":
        # erased: there is nothing left to end
        return render(request, "supporters/stopped.html", {"is_gone": True})
    if email is None:
        return link_fault(request, link.fault)
    is_stopped = bool(suppressions.reason(email.who))
    if request.method == "POST" and not is_stopped:
        joining.stop(email, "one-click" if "List-Unsubscribe" in request.POST else "unsubscribe")
        is_stopped = True
    if is_stopped:
        return render(
            request, "supporters/stopped.html", {"preferences": links.token(links.PREFERENCES, email)}
        )
    return render(request, "supporters/unsubscribe.html", _of_mail(email))


def _of_mail(email: Email) -> dict[str, Any]:
    """Return an address as a page shows it to whoever has its link: enough to know it, too little to use it."""
    local, _at, domain = email.address.partition("@")
    return {
        "hidden_address": f"{local[:1]}…@{domain}",
        "preferences": links.token(links.PREFERENCES, email),
    }


def link_fault(request: HttpRequest, fault: str) -> HttpResponse:
    """Say why a link leads nowhere, and how to get a new one."""
    status = HTTPStatus.GONE if fault in ("expired", "gone", "closed") else HTTPStatus.NOT_FOUND
    return render(request, "supporters/link_fault.html", {"fault": fault}, status=status)
