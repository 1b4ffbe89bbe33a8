"""The form that anyone may fill: a fact or a correction on a town's zoning, with its source."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy

from fairtown.hub.contributions.models import LEAST_SOURCE, SHORT, Contribution
from fairtown.hub.shelf.text import UNREADABLE
from fairtown.hub.shelf.text_fields import Lines, OneLine


class AddForm(forms.ModelForm):
    """A fact or correction; what every form of strangers has, the gate looks at."""

    source_url = forms.URLField(required=False, max_length=SHORT, assume_scheme="https")

    class Meta:
        """Fields that anyone may fill."""

        model = Contribution
        fields = ("kind", "subject", "district", "says", "source", "source_url", "as_of")
        field_classes: ClassVar[dict[str, type[forms.Field]]] = {
            "says": Lines,
            "district": OneLine,
            "source": OneLine,
        }

    def clean(self) -> dict[str, Any]:
        """Refuse letters that no program could read."""
        for name, value in list(self.cleaned_data.items()):
            if isinstance(value, str) and UNREADABLE in value:
                self.add_error(
                    name, gettext_lazy("Some letters could not be read. Please write them once more.")
                )
        return self.cleaned_data

    def clean_says(self) -> str:
        """Refuse a text too short to say anything."""
        text = str(self.cleaned_data["says"]).strip()
        if len(text) < LEAST_SOURCE:
            raise forms.ValidationError(gettext_lazy("Write what the rules say, in a sentence."))
        return text

    def clean_source(self) -> str:
        """Refuse a source that names nothing."""
        text = str(self.cleaned_data["source"]).strip()
        if len(text) < LEAST_SOURCE:
            raise forms.ValidationError(
                gettext_lazy("Name the source: document, section or page, so that someone else can find it.")
            )
        return text

    def clean_as_of(self) -> Any:
        """Refuse a day that is yet to come."""
        day = self.cleaned_data["as_of"]
        if day and day > localdate():
            raise forms.ValidationError(gettext_lazy("This day is yet to come."))
        return day
