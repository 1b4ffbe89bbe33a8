"""Forms of one's own account: a code, a passkey."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fairtown.hub.shelf.text_fields import OneLine

#: A code for recovery has eight digits, and people type spaces.
LONGEST_CODE = 20
LONGEST_NAME = 60


class CodeForm(forms.Form):
    """A code of an authenticator app, or one for recovery."""

    code = forms.CharField(
        label=_("Code"),
        max_length=LONGEST_CODE,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
        ),
    )


class CredentialForm(forms.Form):
    """What a browser answers for a passkey, as JSON."""

    credential = forms.JSONField(widget=forms.HiddenInput)

    def clean_credential(self) -> dict[str, Any]:
        """Refuse what is no object."""
        given = self.cleaned_data["credential"]
        if not isinstance(given, dict):
            raise forms.ValidationError(_("Your browser did not answer as expected. Please try again."))
        return given


class PasskeyForm(CredentialForm):
    """A new passkey and how its owner calls it."""

    name = OneLine(label=_("Name of this passkey"), max_length=LONGEST_NAME, required=False)
