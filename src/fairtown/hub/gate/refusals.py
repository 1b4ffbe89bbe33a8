"""Whether what a stranger sent is taken: the form itself, then its fields, then how often a place or mailbox sends."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django import forms
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from fairtown.hub.gate import limits
from fairtown.hub.gate.forms import SignedForm, sent_before

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


def take_once(
    request: HttpRequest,
    signed: SignedForm,
    form: forms.Form,
    store: Callable[[], object],
    mailbox: str = "email",
    mend: str = "",
) -> tuple[bool, str, HTTPStatus]:
    """Call `store` for a form that was sent and is not refused, in the transaction that takes it, once.

    Return whether it was stored; else why not, blank where a page is only looked at, and the status of the answer.
    """
    if request.method != "POST":
        return False, "", HTTPStatus.OK
    error, status = refusal(request, signed, form, mailbox, mend)
    if error:
        return False, error, status
    with transaction.atomic():
        if signed.spend(request.POST):
            store()
            return True, "", HTTPStatus.OK
    return False, sent_before(), UNPROCESSABLE
