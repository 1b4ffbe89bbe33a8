"""The forms of campaigns: a town, a letter, a call. Texts are plain: no HTML, no hidden letters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from fairtown.hub.campaigns.models import LONGEST_BODY, LONGEST_SUBJECT, Campaign, Official
from fairtown.hub.campaigns.writing import prompts_left
from fairtown.hub.gate.fields import AddressField, NameField, TownTextField
from fairtown.hub.release_access import current_release
from fairtown.hub.shelf.query import StrictForm
from fairtown.hub.shelf.text import BREAKS, UNREADABLE
from fairtown.hub.shelf.text_fields import Lines, OneLine
from fairtown.release.reader import Row

#: A tag or a comment of HTML; "<" before a number or a space is none.
TAG = re.compile(r"<[/!?]?[a-zA-Z!-][^<>]*>")


def refuse_html(text: str) -> None:
    """Raise ValidationError if a text holds HTML, or letters that were garbled on their way."""
    if TAG.search(text):
        raise ValidationError(_("Please write plain text, without HTML such as <b>."))
    if UNREADABLE in text:
        raise ValidationError(_("Some letters arrived garbled. Please type them again."))


class SubjectField(OneLine):
    """The subject of a letter, on one line."""

    def clean(self, value: Any) -> str:
        """Return the subject; raises ValidationError if it has several lines, or HTML."""
        if BREAKS.search((value or "").strip()) or "\n" in (value or "").strip():
            raise ValidationError(_("Write the subject on one line."))
        text = super().clean(value)
        refuse_html(text)
        return text


class BodyField(Lines):
    """The text of a letter."""

    def clean(self, value: Any) -> str:
        """Return the text; raises ValidationError if it holds HTML."""
        text = super().clean(value).strip()
        refuse_html(text)
        return text


class TownQuery(StrictForm):
    """The reader's town, as slug or as people write it; blank for none yet."""

    town = forms.CharField(required=False)


def town_typed(text: str) -> tuple[Row | None, str]:
    """Return the town of a slug or of a text, and why there is none, blank where nothing was typed."""
    towns = current_release().towns
    wanted = text.strip().casefold()
    if found := next((town for town in towns if town["slug"] == wanted), None):
        return found, ""
    try:
        key = TownTextField().clean(text)
    except ValidationError as error:
        return None, str(error.messages[0])
    return next((town for town in towns if town["key"] == key), None), ""


class LetterForm(forms.Form):
    """A letter: to whom, about what, and from whom. Of one that is printed, nobody asks whom it is from."""

    officials = forms.MultipleChoiceField()
    subject = SubjectField(max_length=LONGEST_SUBJECT)
    body = BodyField(max_length=LONGEST_BODY)
    name = NameField()
    email = AddressField()

    def __init__(
        self, data: Any, campaign: Campaign, offered: Sequence[Official], is_printed: bool = False
    ) -> None:
        """Offer the officials that the sender's town has."""
        super().__init__(data)
        self.campaign, self.offered = campaign, offered
        choices = self.fields["officials"]
        assert isinstance(choices, forms.MultipleChoiceField)
        choices.choices = [(str(official.pk), str(official)) for official in offered]
        choices.error_messages["required"] = _("Choose at least one official.")
        self.fields["name"].required = self.fields["email"].required = not is_printed

    def clean_body(self) -> str:
        """Return the text; raises ValidationError where a prompt of the template still stands in it."""
        body = str(self.cleaned_data["body"])
        if left := prompts_left(self.campaign, body):
            message = _("Put your own words in place of this, or delete it: %(text)s")
            raise ValidationError(message % {"text": left[0]})
        return body

    def chosen(self) -> list[Official]:
        """Return the officials that were chosen, of a valid form."""
        return [o for o in self.offered if str(o.pk) in self.cleaned_data["officials"]]


class CallForm(forms.Form):
    """A call that was made."""

    official = forms.ChoiceField()

    def __init__(self, data: Any, offered: Sequence[Official]) -> None:
        """Offer the officials that have a phone."""
        super().__init__(data)
        choices = self.fields["official"]
        assert isinstance(choices, forms.ChoiceField)
        choices.choices = [(str(official.pk), str(official)) for official in offered]
