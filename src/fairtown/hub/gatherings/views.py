"""Registering for an event, and the page of one registration behind a mailed link. No cookie, no script."""

from __future__ import annotations

from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from fairtown.hub.gate.forms import TOKEN, SignedForm
from fairtown.hub.gate.private_pages import private_page
from fairtown.hub.gate.refusals import take_once
from fairtown.hub.gatherings import letters, links, registering
from fairtown.hub.gatherings.forms import MOST_SEATS, RegistrationForm
from fairtown.hub.gatherings.models import Registration
from fairtown.hub.gatherings.registering import RegistrationRequest
from fairtown.hub.shelf import slots
from fairtown.hub.shelf.events import EventFacts

State = Registration.State


def _event(slug: str) -> EventFacts:
    """Return the event of a slug; raises Http404 if none is published there."""
    found: list[EventFacts] = slots.ask(slots.EVENT_AT, get_language() or "en", slug)
    if not found:
        raise Http404
    return found[0]


@private_page
def register(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the form, or take what was sent; say clearly why nobody can register, where nobody can."""
    event = _event(slug)
    if event.refusal:
        status = HTTPStatus.GONE if request.method == "POST" else HTTPStatus.OK
        return render(request, "gatherings/closed.html", {"event": event}, status=status)
    signed = SignedForm("event", event.key)
    form = RegistrationForm(request.POST if request.method == "POST" else None)
    is_sent, error, status = take_once(request, signed, form, lambda: _store(event, form, signed))
    if is_sent:
        return redirect("event-register-sent", slug)
    (places,) = registering.places(event)
    context = {
        "event": event,
        "places": places,
        "form": form,
        "values": {name: form[name].value() or "" for name in form.fields},
        "choices": [str(n) for n in range(1, MOST_SEATS + 1)],
        "error": error,
        "token": signed.token(request.POST.get(TOKEN, "")),
    }
    return render(request, "gatherings/register.html", context, status=status)


def _store(event: EventFacts, form: RegistrationForm, signed: SignedForm) -> None:
    cleaned = form.cleaned_data
    own = RegistrationRequest(
        cleaned["email"], signed.number(form.data), get_language() or "en", cleaned["name"],
        int(cleaned["seats"]), cleaned["needs"],
    )  # fmt: skip
    registering.register(event, own)


@private_page
def sent(request: HttpRequest, slug: str) -> HttpResponse:
    """Say what comes next, the same to everyone."""
    return render(request, "gatherings/sent.html", {"event": _event(slug)})


@private_page
def registration(request: HttpRequest, token: str) -> HttpResponse:
    """Show a registration; a POST confirms or cancels it, a GET, which programs send too, changes nothing."""
    row, fault = links.follow(token)
    event = letters.facts_of(row.gathering.event_key, get_language() or row.language) if row else None
    if row and request.method == "POST":
        _change(request.POST.get("do", ""), row, event)
        # what nobody confirmed in time is gone
        row, fault = links.follow(token)
    if row is None:
        status = HTTPStatus.GONE if fault == "gone" else HTTPStatus.NOT_FOUND
        return render(request, "gatherings/link_fault.html", {"fault": fault}, status=status)
    context = {
        "row": row,
        "event": event,
        "is_held": row.state == State.HELD,
        "is_cancelled": row.state == State.CANCELLED,
        "can_confirm": bool(event) and not row.confirmed_at and row.state != State.CANCELLED,
    }
    return render(request, "gatherings/registration.html", context)


def _change(what: str, row: Registration, event: EventFacts | None) -> None:
    if what == "confirm" and event and not event.is_cancelled and not event.is_over:
        registering.confirm(row, event)
    elif what == "cancel":
        registering.cancel(row, event)


@private_page
def no_link(request: HttpRequest) -> HttpResponse:
    """Say that the link is cut short."""
    return render(request, "gatherings/link_fault.html", {"fault": "unknown"}, status=HTTPStatus.NOT_FOUND)
