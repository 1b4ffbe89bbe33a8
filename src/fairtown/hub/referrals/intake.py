"""A message to referral staff: optional, the least that a referral needs, sealed before it is stored."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fairtown.hub.gate.forms import TOKEN, SignedForm
from fairtown.hub.gate.refusals import take_once
from fairtown.hub.referrals import sealing
from fairtown.hub.referrals.models import LONGEST_LIFE, REFERRED_LIFE, Intake
from fairtown.hub.referrals.views import help_page, shared_context
from fairtown.hub.release_access import current_release
from fairtown.hub.shelf.text import UNREADABLE
from fairtown.hub.shelf.text_fields import Lines, OneLine
from fairtown.reports import complaints

SIGNED = SignedForm("help-tell-us")
SHORT, LONG = 200, 3000


def basis_choices() -> list[tuple[str, str]]:
    """Return the protected groups of federal law and of the state, each under its English words."""
    own = complaints.of_state(current_release().state).protected
    return [(group, _(group)) for group in (*complaints.PROTECTED, *own)]


class IntakeForm(forms.Form):
    """How to reach someone, and what they like to say."""

    contact = Lines(max_length=SHORT)
    safe = OneLine(required=False, max_length=SHORT)
    when = OneLine(required=False, max_length=SHORT)
    town = OneLine(required=False, max_length=SHORT)
    basis = forms.MultipleChoiceField(choices=basis_choices, required=False)
    text = Lines(required=False, max_length=LONG)

    labels: ClassVar[dict[str, Any]] = {
        "contact": gettext_lazy("How to reach them"),
        "safe": gettext_lazy("When and how it is safe"),
        "when": gettext_lazy("When it happened"),
        "town": gettext_lazy("Town"),
        "basis": gettext_lazy("Because of"),
        "text": gettext_lazy("What happened"),
        "language": gettext_lazy("Language"),
    }

    def clean(self) -> dict[str, Any]:
        """Refuse letters that no program could read: what is sealed cannot be mended."""
        for name, value in list(self.cleaned_data.items()):
            if isinstance(value, str) and UNREADABLE in value:
                self.add_error(name, _("Some letters could not be read. Please write them once more."))
        return self.cleaned_data

    def message(self) -> dict[str, Any]:
        """Return what is sealed."""
        return {**self.cleaned_data, "language": get_language() or "en"}


def intake_page(view: Any) -> Any:
    """Mark a page that no search engine lists."""

    def marked(request: HttpRequest) -> HttpResponse:
        response: HttpResponse = view(request)
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return help_page(marked)


@intake_page
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Show the form, or seal and store what was sent; without a key to seal to, offer the phone alone."""
    public_keys = sealing.recipients()
    if not public_keys:
        status = HTTPStatus.SERVICE_UNAVAILABLE if request.method == "POST" else HTTPStatus.OK
        return render(request, "referrals/no_intake.html", shared_context(), status=status)
    form = IntakeForm(request.POST if request.method == "POST" else None)
    is_sent, error, status = take_once(request, SIGNED, form, lambda: _store(form, public_keys), mailbox="")
    if is_sent:
        return redirect("help-tell-us-sent")
    context = shared_context() | {
        "form": form,
        "values": {name: form[name].value() or "" for name in form.fields},
        "groups": basis_choices(),
        "error": error,
        "token": SIGNED.token(form.data.get(TOKEN, "")),
        "referred_days": REFERRED_LIFE.days,
        "longest_days": LONGEST_LIFE.days,
    }
    return render(request, "referrals/tell_us.html", context, status=status)


def _store(form: IntakeForm, public_keys: list[str]) -> None:
    """Seal and store a message."""
    Intake.objects.create(sealed=sealing.seal(form.message(), public_keys))


@intake_page
@require_http_methods(["GET", "HEAD"])
def sent(request: HttpRequest) -> HttpResponse:
    """Say what comes next, and not to wait for it."""
    return render(request, "referrals/sent.html", shared_context() | {"longest_days": LONGEST_LIFE.days})
