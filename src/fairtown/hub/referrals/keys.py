"""Where a member of referral staff gets a key, and where keys are retired."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fairtown.hub.referrals import sealing
from fairtown.hub.referrals.access import referral_staff_only
from fairtown.hub.referrals.models import Key, Reading
from fairtown.hub.referrals.reading import staff_page
from fairtown.hub.staff.second_factor import account_of

#: Digits of the number of a row.
LONGEST_NUMBER = 18


class PassphraseForm(forms.Form):
    """A passphrase, typed twice."""

    passphrase = forms.CharField(strip=False)
    again = forms.CharField(strip=False)

    def clean(self) -> dict[str, Any]:
        """Refuse two that differ, and one that a guesser would try."""
        first, second = (self.cleaned_data.get(name, "") for name in ("passphrase", "again"))
        if first and second and first != second:
            self.add_error("again", _("The two differ. Type the passphrase once more."))
        if first:
            try:
                validate_password(first)
            except ValidationError as error:
                self.add_error("passphrase", error)
        return self.cleaned_data


@referral_staff_only
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Show the keys; a POST makes one for the own account, or retires an own one."""
    form = PassphraseForm(request.POST if "passphrase" in request.POST else None)
    if "retire" in request.POST:
        return _retire(request, request.POST["retire"])
    if form.is_bound and form.is_valid():
        return _add(request, form.cleaned_data["passphrase"])
    keys = Key.objects.select_related("user")
    context = {"form": form, "keys": keys, "n_keys": len(sealing.recipients())}
    return staff_page(request, "referrals/staff_key.html", context, 422 if form.is_bound else 200)


def _add(request: HttpRequest, passphrase: str) -> HttpResponse:
    identity = sealing.new_identity()
    wrapped = sealing.wrap(identity, passphrase)
    with transaction.atomic():
        Reading.objects.create(user=account_of(request), act=Reading.Act.KEY)
        Key.objects.create(
            user=account_of(request), recipient=sealing.recipient_of(identity), wrapped=wrapped
        )
    messages.success(request, _("You have a key. New messages are sealed to it too."))
    return redirect("intake-list")


def _retire(request: HttpRequest, number: str) -> HttpResponse:
    own = Key.objects.filter(user=account_of(request), retired_on=None)
    with transaction.atomic():
        if (
            number.isascii()
            and number.isdecimal()
            and len(number) <= LONGEST_NUMBER
            and own.filter(pk=int(number)).update(retired_on=localdate())
        ):
            Reading.objects.create(user=account_of(request), act=Reading.Act.RETIRED)
            messages.success(request, _("New messages are no longer sealed to this key."))
    return redirect("intake-key")
