"""The form of those who want to come."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from fairtown.hub.gate.fields import AddressField, NameField
from fairtown.hub.gatherings.models import LONGEST_NEEDS
from fairtown.hub.shelf.text_fields import Lines

MOST_SEATS = 4


class RegistrationForm(forms.Form):
    """Address, name, number of places, and what somebody needs to take part."""

    email = AddressField()
    name = NameField()
    seats = forms.TypedChoiceField(
        choices=[(n, str(n)) for n in range(1, MOST_SEATS + 1)], coerce=int, required=False, empty_value="1",
        error_messages={"invalid_choice": _("Choose one to four places.")},
    )  # fmt: skip
    needs = Lines(max_length=LONGEST_NEEDS, required=False)
