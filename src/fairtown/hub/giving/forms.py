"""The forms of donors: how much, how often, who, and in whose honor."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from fairtown.hub.gate.fields import AddressField, NameField
from fairtown.hub.giving.checkout import GiftRequest
from fairtown.hub.giving.money import LEAST, MOST, cents_of, dollars

#: Dollars that the form offers.
OFFERED = ("10", "25", "50", "100", "250")
OTHER, USUAL = "other", "25"
ONCE, MONTHLY = "once", "monthly"


class AmountField(forms.CharField):
    """Dollars as people type them; the value is cents."""

    def __init__(self, least: int = LEAST, most: int = MOST, **options: Any) -> None:
        """Keep the bounds, in cents."""
        super().__init__(max_length=40, **options)
        self.least, self.most = least, most

    def clean(self, value: Any) -> int | None:
        """Return cents, None for a blank that is allowed; raises ValidationError with what to type."""
        text = str(super().clean(value) or "")
        if not text:
            return None
        try:
            cents = cents_of(text)
        except ValueError:
            raise ValidationError(
                _("Write the amount in figures, like 25 or 12.50. Use a period for cents.")
            ) from None
        if not self.least <= cents <= self.most:
            bounds = {"least": dollars(self.least), "most": dollars(self.most)}
            raise ValidationError(_("Give an amount from %(least)s to %(most)s.") % bounds)
        return cents


class GiveForm(forms.Form):
    """A gift by card. `other` counts where no offered amount is chosen."""

    often = forms.ChoiceField(choices=[(ONCE, ONCE), (MONTHLY, MONTHLY)])
    amount = forms.ChoiceField(choices=[(value, value) for value in (*OFFERED, OTHER)])
    other = AmountField(required=False)
    email = AddressField()
    name = NameField()
    show_name = forms.BooleanField(required=False)
    honoree = NameField()
    tells = AddressField(required=False)

    def clean_other(self) -> int | None:
        """Return the amount that was typed; raises ValidationError where one is needed and none is there."""
        cents = self.cleaned_data["other"]
        if self.cleaned_data.get("amount") == OTHER and cents is None:
            raise ValidationError(_("Type the amount you want to give."))
        return cents

    def add_error(self, field: str | None, error: Any) -> None:
        """Leave out what is wrong with an amount that does not count."""
        if field == "other" and self.data.get("amount") in OFFERED:
            self.cleaned_data["other"] = None
            return
        super().add_error(field, error)

    def clean(self) -> dict[str, Any]:
        """Want a name of whoever wants to be named, and an honoree of whom someone is told."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("show_name") and not cleaned.get("name") and "name" not in self.errors:
            self.add_error("name", _("Write the name that we may show."))
        if cleaned.get("tells") and not cleaned.get("honoree") and "honoree" not in self.errors:
            self.add_error("honoree", _("Write in whose honor you give."))
        return cleaned

    def request(self, language: str) -> GiftRequest:
        """Return what a valid form asks for."""
        given = self.cleaned_data
        cents = given["other"] if given["amount"] == OTHER else cents_of(given["amount"])
        return GiftRequest(
            cents, given["often"] == MONTHLY, given["email"], language, given["name"], given["show_name"],
            given["honoree"], given["tells"],
        )  # fmt: skip
