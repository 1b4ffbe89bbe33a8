"""Why what a stranger sent is not taken: the form itself, then its fields, then how often a place or mailbox sends."""

from __future__ import annotations

from http import HTTPStatus

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _

from fairtown.hub.gate import limits
from fairtown.hub.gate.forms import SignedForm

UNPROCESSABLE, TOO_MANY = HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.TOO_MANY_REQUESTS


def refusal(
    request: HttpRequest, signed: SignedForm, form: forms.Form, mailbox: str = "email", mend: str = ""
) -> tuple[str, HTTPStatus]:
    """Return why a form that was sent is not taken, blank if it is, and the status of the answer.

    `mailbox`: the field whose address is counted, blank for none; `mend`: what to say of fields that are not right.
    """
    if error := signed.refusal(request.POST):
        return error, UNPROCESSABLE
    if not form.is_valid():
        return mend or _("Nothing was sent yet. Please mend the fields that are marked."), UNPROCESSABLE
    error = limits.refusal(request, form.cleaned_data[mailbox] if mailbox else "")
    return error, TOO_MANY if error else HTTPStatus.OK
