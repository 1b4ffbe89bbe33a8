"""The forms of staff for gifts: a check, a pledge, a refund, a statement."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fairtown.hub.gate.fields import AddressField, NameField
from fairtown.hub.giving.forms import AmountField
from fairtown.hub.giving.money import CENTS
from fairtown.hub.giving.recording import CheckDetails, Donor
from fairtown.hub.shelf.text_fields import OneLine

#: Cents of a check or of what a donor got; days that a check may lie.
LEAST_CHECK, MOST_CHECK = 1, 10_000_000 * CENTS
OLDEST = timedelta(days=3 * 365)


class DayInput(forms.DateInput):
    """A browser's own chooser of a day: it reads days as 2026-01-31 alone, and shows them in the reader's language."""

    input_type = "date"

    def __init__(self) -> None:
        """Write days as a browser reads them."""
        super().__init__(format="%Y-%m-%d")


class DayField(forms.DateField):
    """A day that has come, and is not too long ago."""

    widget = DayInput

    def clean(self, value: Any) -> date:
        """Return the day; raises ValidationError on one that is still to come, or years ago."""
        day = super().clean(value)
        if day and day > localdate():
            raise ValidationError(_("This day is still to come. Record the check once it is here."))
        if day and day < localdate() - OLDEST:
            raise ValidationError(_("This day is more than three years ago. Please look at it again."))
        return day


class CheckForm(forms.Form):
    """A check that arrived."""

    amount = AmountField(LEAST_CHECK, MOST_CHECK, label=gettext_lazy("Amount in dollars"))
    given_on = DayField(
        label=gettext_lazy("Day of the gift"),
        help_text=gettext_lazy("By mail: the day of the postmark, which counts for the donor's taxes."),
    )
    number = OneLine(label=gettext_lazy("Number of the check"), max_length=40, required=False)
    benefit = AmountField(
        LEAST_CHECK, MOST_CHECK, required=False, label=gettext_lazy("Value of what the donor got for it, in dollars"),
        help_text=gettext_lazy("Blank: nothing. A dinner or a ticket counts at its fair market value."),
    )  # fmt: skip
    benefit_what = OneLine(label=gettext_lazy("What the donor got"), max_length=200, required=False)
    comment = OneLine(label=gettext_lazy("Note for staff"), max_length=300, required=False)

    def clean(self) -> dict[str, Any]:
        """Want a name of what the donor got where it has a value, and the other way round."""
        cleaned = super().clean() or self.cleaned_data
        if bool(cleaned.get("benefit")) != bool(cleaned.get("benefit_what")) and "benefit" not in self.errors:
            self.add_error(
                "benefit_what", _("Write both what the donor got and what it is worth, or neither.")
            )
        return cleaned

    def details(self) -> CheckDetails:
        """Return the check of a valid form."""
        given = self.cleaned_data
        return CheckDetails(
            given["amount"], given["given_on"], given.get("number", ""), given.get("benefit") or 0,
            given.get("benefit_what", ""), given.get("comment", ""),
        )  # fmt: skip


class DonorForm(CheckForm):
    """A check with its donor."""

    name = NameField(label=gettext_lazy("Donor"))
    email = AddressField(required=False, label=gettext_lazy("E-mail"))
    language = forms.ChoiceField(
        choices=[("en", gettext_lazy("English")), ("es", gettext_lazy("Spanish"))],
        label=gettext_lazy("Language"),
    )
    show_name = forms.BooleanField(
        required=False, label=gettext_lazy("The donor wants to be named on the site")
    )
    honoree = NameField(label=gettext_lazy("In honor of"))
    field_order = ("name", "email", "language", "amount", "given_on")

    def donor(self) -> Donor:
        """Return the donor of a valid form."""
        return Donor(
            **{
                name: self.cleaned_data[name]
                for name in ("name", "email", "language", "show_name", "honoree")
            }
        )


class PledgeForm(DonorForm):
    """A pledge: a promise of a check."""

    def __init__(self, *args: Any, **options: Any) -> None:
        """Leave out what only a check has."""
        super().__init__(*args, **options)
        for name in ("number", "benefit", "benefit_what"):
            del self.fields[name]
        self.fields["given_on"].label = _("Day of the pledge")
        self.fields["given_on"].help_text = ""


class RefundForm(forms.Form):
    """A refund: how much, and why."""

    amount = AmountField(LEAST_CHECK, MOST_CHECK, label=gettext_lazy("Amount in dollars"))
    reason = OneLine(label=gettext_lazy("Reason"), min_length=3, max_length=300)


class RangeForm(forms.Form):
    """From a day to a day."""

    first = forms.DateField(label=gettext_lazy("From"), widget=DayInput)
    last = forms.DateField(label=gettext_lazy("To, that day included"), widget=DayInput)

    def clean(self) -> dict[str, Any]:
        """Refuse days in the wrong order."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("first") and cleaned.get("last") and cleaned["last"] < cleaned["first"]:
            self.add_error("last", _("The last day is before the first."))
        return cleaned


class StatementForm(RangeForm):
    """Whose gifts, from when to when."""

    donor = OneLine(label=gettext_lazy("E-mail, or the name where there is none"), max_length=254)
    field_order = ("donor", "first", "last")
