"""The forms of people who join: address and what they want."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy

from fairtown.hub.gate.fields import AddressField, NameField, TownTextField
from fairtown.hub.shelf.town_finder import zip_code
from fairtown.hub.supporters.models import Interest


class PreferencesForm(forms.Form):
    """What a person says of themselves and wants to hear of."""

    given_name = NameField()
    family_name = NameField()
    town = TownTextField()
    topics = forms.MultipleChoiceField(choices=Interest.Topic.choices, required=False)
    is_volunteer = forms.BooleanField(required=False)

    labels: ClassVar[dict[str, Any]] = {
        "given_name": gettext_lazy("First name"),
        "family_name": gettext_lazy("Last name"),
        "town": gettext_lazy("Town or ZIP code"),
    }

    def details(self) -> dict[str, Any]:
        """Return what is stored of a valid form; a ZIP code only where the text has one."""
        cleaned = self.cleaned_data
        return {
            "given_name": cleaned["given_name"],
            "family_name": cleaned["family_name"],
            "town": cleaned["town"],
            "zip_code": zip_code(self.data.get("town", "")) if cleaned["town"] else "",
            "is_volunteer": cleaned["is_volunteer"],
            "topics": tuple(cleaned["topics"]),
        }


class JoinForm(PreferencesForm):
    """The form of those who join: an address, and what they like to say."""

    email = AddressField()


class FollowForm(forms.Form):
    """A town to follow."""

    follow = TownTextField()
