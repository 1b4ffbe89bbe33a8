"""Fields of the forms of strangers: address, name and town, cleaned, never with HTML or hidden letters."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from fairtown.hub.gate.mailboxes import LONGEST_ADDRESS, normalized
from fairtown.hub.release_access import current_release
from fairtown.hub.shelf.text import UNREADABLE
from fairtown.hub.shelf.text_fields import OneLine
from fairtown.hub.shelf.town_finder import towns_meant

LONGEST_NAME, LONGEST_TOWN = 80, 200
#: What no name has: marks of HTML, addresses of the web.
NO_NAME = re.compile(r"[<>{}\[\]\\|]|://|www\.", re.IGNORECASE)


class AddressField(forms.CharField):
    """An e-mail address; the value is as it is stored, in small letters."""

    def __init__(self, **options: Any) -> None:
        """Allow as many letters as an address can have."""
        super().__init__(max_length=LONGEST_ADDRESS, **options)

    def to_python(self, value: Any) -> str:
        """Return the address; raises ValidationError if it is none."""
        text = super().to_python(value) or ""
        if not text:
            return ""
        try:
            return normalized(text)
        except ValidationError:
            raise ValidationError(
                _("That doesn't look like an e-mail address. Write it like maria@mail.example.")
            ) from None


class NameField(OneLine):
    """A name as people have them."""

    def __init__(self, **options: Any) -> None:
        """Allow it to be left out."""
        super().__init__(required=False, max_length=LONGEST_NAME, **options)

    def clean(self, value: Any) -> str:
        """Return the name; raises ValidationError if it holds what no name has."""
        name = super().clean(value)
        if NO_NAME.search(name) or UNREADABLE in name:
            raise ValidationError(_("Please write the name without signs like < and without web addresses."))
        return name


class TownTextField(OneLine):
    """A town as people know it; the value is its key, blank for none. `choices`: what an unclear text can mean."""

    def __init__(self, **options: Any) -> None:
        """Allow it to be left out."""
        super().__init__(required=False, max_length=LONGEST_TOWN, **options)

    def clean(self, value: Any) -> str:
        """Return the key of the town; raises ValidationError if the text means none, or several."""
        text = super().clean(value)
        if not text:
            return ""
        towns, is_clear = towns_meant(text)
        if is_clear:
            return str(towns[0]["key"])
        if not towns:
            towns = current_release().suggest(text)
        names = ", ".join(str(town["name"]) for town in towns[:6])
        if not names:
            raise ValidationError(
                _("We can't find a town by that name or ZIP code. Please write just the town's name.")
            )
        raise ValidationError(
            _("That could be more than one town. Write one of these: %(towns)s.") % {"towns": names}
        )


class AddressForm(forms.Form):
    """An address alone."""

    email = AddressField()
