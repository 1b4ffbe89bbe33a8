"""The page of one person, by a mailed link: what is stored, what comes, what they follow; a copy, and erasure."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from fairtown.hub.gate.fields import AddressForm
from fairtown.hub.gate.forms import TOKEN, SignedForm
from fairtown.hub.gate.private_pages import private_page
from fairtown.hub.gate.refusals import UNPROCESSABLE, take_once
from fairtown.hub.shelf.downloads import file_response
from fairtown.hub.shelf.text import one_line
from fairtown.hub.supporters import erasure, joining, letters, links, suppressions
from fairtown.hub.supporters.forms import FollowForm, PreferencesForm
from fairtown.hub.supporters.models import Email, Interest, Person
from fairtown.hub.supporters.views import link_fault
from fairtown.hub.supporters.wording import erasing_words

ASK = SignedForm("you")
JSON = "application/json; charset=utf-8"


@private_page
def ask(request: HttpRequest) -> HttpResponse:
    """Mail the link to one's own page anew; the answer is the same whether an address is known here or not."""
    form = AddressForm(request.POST if request.method == "POST" else None)
    is_sent, error, status = take_once(
        request, ASK, form, lambda: _mail_link(form.cleaned_data["email"], ASK.number(request.POST))
    )
    if is_sent:
        return redirect("you-sent")
    context = {
        "form": form,
        "value": form["email"].value() or "",
        "error": error,
        "token": ASK.token(form.data.get(TOKEN, "")),
    }
    return render(request, "supporters/ask.html", context, status=status)


def _mail_link(address: str, number: str) -> None:
    email = Email.objects.select_related("person").filter(address=address).first()
    if email is None:
        return
    why = suppressions.reason(email.who)
    if why and not suppressions.may_lift(why):
        return
    kind = "confirm" if email.state == Email.State.UNCONFIRMED and not email.person.source_id else "link"
    letters.send(kind, email, f"you:{number}", get_language() or email.person.language)


@private_page
def ask_sent(request: HttpRequest) -> HttpResponse:
    """Say what comes next, the same to everyone."""
    return render(request, "supporters/sent.html", {"is_link": True})


@private_page
def page(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is stored of a person, and take changes."""
    link = links.follow_link(links.PREFERENCES, token)
    email = link.email
    if email is None:
        return link_fault(request, link.fault)
    person, error = email.person, False
    form, follow = PreferencesForm(initial=_stored(person)), FollowForm()
    if request.method == "POST" and "save" in request.POST:
        form = PreferencesForm(request.POST)
        if form.is_valid():
            _save(person, form)
            return redirect("you", token=token)
        error = True
    elif request.method == "POST":
        follow = FollowForm(request.POST)
        if _change_follows(person, request, follow):
            return redirect("you", token=token)
        error = True
    context = _context(email, token, form, follow)
    return render(request, "supporters/you.html", context, status=UNPROCESSABLE if error else HTTPStatus.OK)


def _stored(person: Person) -> dict[str, Any]:
    return {
        "given_name": person.given_name,
        "family_name": person.family_name,
        "town": person.town_name,
        "topics": [interest.topic for interest in person.interests.all()],
        "is_volunteer": person.is_volunteer,
    }


def _save(person: Person, form: PreferencesForm) -> None:
    details = form.details()
    with transaction.atomic():
        joining.set_topics(person, details.pop("topics"))
        if details["town"] == person.town and not details["zip_code"]:
            details["zip_code"] = person.zip_code
        for name, value in details.items():
            setattr(person, name, value)
        person.language = get_language() or person.language
        person.save()


def _change_follows(person: Person, request: HttpRequest, form: FollowForm) -> bool:
    """Follow the town that was typed, or follow one no longer; False if the form says neither."""
    if town := one_line(request.POST.get("unfollow", "")):
        person.follows.filter(town=town).delete()
        return True
    if not form.is_valid() or not form.cleaned_data["follow"]:
        return False
    joining.follow(person, form.cleaned_data["follow"])
    return True


def _context(email: Email, token: str, form: PreferencesForm, follow: FollowForm) -> dict[str, Any]:
    values = {name: form[name].value() or "" for name in form.fields}
    return {
        "email": email,
        "person": email.person,
        "token": token,
        "form": form,
        "values": values,
        "topics": Interest.Topic.choices,
        "follow": follow,
        "follow_value": follow["follow"].value() or "",
        "follows": list(email.person.follows.all()),
        "gets_no_mail": suppressions.reason(email.who),
        "is_confirmed": email.state == Email.State.CONFIRMED,
        "unsubscribe": links.token(links.UNSUBSCRIBE, email),
        "confirm": links.token(links.CONFIRM, email),
    }


@private_page
def copy(request: HttpRequest, token: str) -> HttpResponse:
    """Return everything that is stored of a person as a JSON file."""
    link = links.follow_link(links.PREFERENCES, token)
    if link.email is None:
        return link_fault(request, link.fault)
    content = json.dumps(erasure.copy_of(link.email.person), ensure_ascii=False, indent=1)
    return file_response(content + "\n", JSON, "what-is-stored-of-me.json")


@private_page
def erase(request: HttpRequest, token: str) -> HttpResponse:
    """Show what erasure means, with one button; a POST erases."""
    link = links.follow_link(links.PREFERENCES, token)
    if link.email is None:
        return link_fault(request, link.fault)
    if request.method == "POST":
        erasure.erase(link.email.person)
        return render(request, "supporters/erased.html", {})
    return render(request, "supporters/erase.html", {"token": token, "wording": erasing_words()})
