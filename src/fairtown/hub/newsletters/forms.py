"""Forms of those who write a newsletter."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fairtown.hub.gate.fields import TownTextField
from fairtown.hub.newsletters.models import LONGEST_OPENING, LONGEST_SUBJECT, Newsletter
from fairtown.hub.newsletters.segment import region_choices
from fairtown.hub.shelf import slots
from fairtown.hub.shelf.live_figures import (
    STATE,
    Choices,
    LiveFigure,
    place_choices,
    what_choices,
    year_choices,
)
from fairtown.hub.shelf.text_fields import Lines, OneLine
from fairtown.hub.supporters.models import Interest

TEXTS = ("subject_en", "opening_en", "subject_es", "opening_es")
SEGMENT = ("topic", "town", "region", "language")


def _opening(label: Any) -> Lines:
    return Lines(
        label=label, required=False, max_length=LONGEST_OPENING, widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy(
            "A blank line begins a paragraph. Begin a line with - for a list, with ## for a heading."
        ),
    )  # fmt: skip


class NewsletterForm(forms.Form):
    """What is said in each language, and to whom."""

    subject_en = OneLine(label=gettext_lazy("Subject in English"), required=False, max_length=LONGEST_SUBJECT)
    opening_en = _opening(gettext_lazy("Opening in English"))
    subject_es = OneLine(label=gettext_lazy("Subject in Spanish"), required=False, max_length=LONGEST_SUBJECT)
    opening_es = _opening(gettext_lazy("Opening in Spanish"))
    topic = forms.ChoiceField(label=gettext_lazy("Who is interested in"), required=False)
    town = TownTextField(label=gettext_lazy("Who lives in the town"))
    region = forms.ChoiceField(label=gettext_lazy("Who lives in the region"), required=False)
    language = forms.ChoiceField(label=gettext_lazy("Who reads"), required=False)
    is_public = forms.BooleanField(
        label=gettext_lazy("Also put it on the website when it is approved"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer what can be chosen."""
        super().__init__(*args, **kwargs)
        own: dict[str, list[tuple[str, Any]]] = {
            "topic": [("", _("Anything")), *Interest.Topic.choices],
            "region": [("", _("Any region")), *region_choices()],
            "language": [("", _("English or Spanish, each in their own")), *settings.LANGUAGES],
        }
        for name, choices in own.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices

    @classmethod
    def showing(cls, newsletter: Newsletter) -> NewsletterForm:
        """Return the form with what a newsletter has."""
        from fairtown.hub.shelf.query import town_name

        initial = {name: getattr(newsletter, name) for name in (*TEXTS, *SEGMENT, "is_public")}
        return cls(initial=initial | {"town": town_name(newsletter.town) if newsletter.town else ""})

    def write_into(self, newsletter: Newsletter) -> None:
        """Write what a valid form says into a newsletter."""
        for name in (*TEXTS, *SEGMENT, "is_public"):
            setattr(newsletter, name, self.cleaned_data[name])


class PageForm(forms.Form):
    """A page that the newsletter leads to."""

    page = forms.ChoiceField(label=gettext_lazy("Page"))

    def __init__(self, language: str, *args: Any, **kwargs: Any) -> None:
        """Offer the pages that are published in a language, under what they are."""
        super().__init__(*args, **kwargs)
        kinds: dict[str, list[tuple[str, str]]] = {}
        for page in slots.ask(slots.QUOTABLE, language):
            kinds.setdefault(page.kind, []).append((page.key, page.title))
        field = self.fields["page"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(kinds.items())


def _menu(choices: Callable[[], Choices]) -> forms.Select:
    """Return a menu that is made when a form is shown: there are thousands of figures."""
    return forms.Select(choices=choices)  # type: ignore[arg-type]


class FigureForm(forms.Form):
    """A live figure: no field takes a number."""

    what = forms.CharField(label=gettext_lazy("Figure"), max_length=200, widget=_menu(what_choices))
    place = forms.CharField(
        label=gettext_lazy("Place"), max_length=200, initial=STATE, widget=_menu(place_choices)
    )
    year = forms.IntegerField(
        label=gettext_lazy("Year"), required=False, min_value=1900, max_value=2200, widget=_menu(year_choices)
    )

    def clean(self) -> dict[str, Any]:
        """Refuse a figure that the release does not have."""
        cleaned = super().clean() or {}
        if not {"what", "place"} <= cleaned.keys():
            return cleaned
        live = LiveFigure(cleaned["what"], cleaned["place"], cleaned.get("year"))
        if not live.is_known:
            message = _("%(what)s is not known for %(place)s. Choose another place or year.")
            raise forms.ValidationError(message % {"what": live.what_label, "place": live.place_label})
        return cleaned
