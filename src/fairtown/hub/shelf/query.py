"""Query parameters of a page: each known, given once and within its bounds, or one line that says what to do."""

from __future__ import annotations

from collections.abc import Collection
from functools import wraps
from math import nan
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _

from fairtown.hub.errors import TranslatedError, View, text_error
from fairtown.hub.release_access import current_release
from fairtown.release.reader import Row
from fairtown.scenarios.typed_numbers import amount

#: Characters of what was typed that are repeated to the reader.
LONGEST_TEXT = 40


def shortened(text: str) -> str:
    """Return what was typed in quotes, cut where it is long."""
    return repr(text[:LONGEST_TEXT])


class StrictForm(forms.Form):
    """The query parameters of a page; an unknown or repeated one is refused, else it would be left out silently.

    A page whose parts stand or fall together takes `read`; one that keeps the rest when a part fails asks `fault`.
    """

    data: QueryDict
    #: Parameters that may be repeated.
    repeatable: ClassVar[Collection[str]] = ()

    def __init__(self, data: QueryDict | None = None) -> None:
        """Bind the parameters; without any, each field has its usual value."""
        super().__init__(QueryDict() if data is None else data)

    def is_known(self, name: str) -> bool:
        """Whether the page has a parameter of this name."""
        return name in self.fields

    @classmethod
    def read(cls, data: QueryDict, *args: Any) -> dict[str, Any]:
        """Return the value of each field; raises TranslatedError with the first parameter that cannot be read.

        `args`: what the form needs besides the parameters. A form whose `clean` hands them on may raise FairtownError.
        """
        form = cls(data, *args)
        if fault := form.fault():
            raise TranslatedError(fault)
        return form.cleaned_data

    def fault(self, *names: str) -> str:
        """Return why the first of the fields `names`, or of all, cannot be read, in one line; blank if all can."""
        if fault := self.name_fault():
            return fault
        found = self.errors.as_data()
        errors = [error for name in names or found for error in found.get(name, ())]
        return str(errors[0].messages[0]) if errors else ""

    def values(self) -> dict[str, Any]:
        """Return the value of each field that can be read."""
        self.is_valid()
        return self.cleaned_data

    def name_fault(self) -> str:
        """Return why a parameter is refused by its name: the page does not know it, or it is repeated."""
        for name, values in self.data.lists():
            if not self.is_known(name):
                return self._unknown(name)
            if len(values) > 1 and name not in self.repeatable:
                message = _("address: parameter %(name)s stands %(n)s times; give it once")
                return message % {"name": repr(name), "n": len(values)}
        return ""

    def _unknown(self, name: str) -> str:
        if not self.fields:
            return _("address: parameter %(name)s is unknown; there are none") % {"name": shortened(name)}
        message = _("address: parameter %(name)s is unknown; there are: %(names)s")
        return message % {"name": shortened(name), "names": ", ".join(self.fields)}

    def typed(self, name: str) -> str:
        """Return what a field shows: what was typed, else its usual value."""
        usual = self.fields[name].initial
        return str(self.data.get(name, "" if usual is None else usual))


class NumberField(forms.Field):
    """A number as people type it, within bounds that the refusal names.

    `initial`: the value where the parameter is missing. `required=False`: a blank is `blank`. `is_year`: written
    without commas.
    """

    def __init__(
        self,
        label: Any,
        example: str,
        most: float = 1e12,
        least: float = 0.01,
        whole: bool = False,
        blank: float | None = None,
        is_year: bool = False,
        **options: Any,
    ) -> None:
        """Keep the bounds; `label`: a text, translated or lazily so; `example` stands in the empty field."""
        super().__init__(label=label, **options)
        self.example, self.most, self.least = example, most, least
        self.whole, self.blank, self.is_year = whole, blank, is_year

    def clean(self, value: str | None) -> float | None:
        """Return the number; raises ValidationError with what was typed, the bounds and the example."""
        if value is None and self.initial is not None:
            return float(self.initial)
        text = value or ""
        if not self.required and not text.strip():
            return self.blank
        try:
            number = amount(text)
        except ValueError:
            number = nan
        if not self.least <= number <= self.most or (self.whole and not number.is_integer()):
            raise forms.ValidationError(self._refusal(text))
        return number

    def _refusal(self, text: str) -> str:
        message = (
            _("%(what)s: %(text)s; give a whole number from %(least)s to %(most)s, like %(like)s")
            if self.whole
            else _("%(what)s: %(text)s; give a number from %(least)s to %(most)s, like %(like)s")
        )
        ends = {"least": f"{self.least:,g}", "most": f"{self.most:,.0f}"}
        bounds = {name: end.replace(",", "") if self.is_year else end for name, end in ends.items()}
        return message % {"what": self.label, "text": shortened(text), "like": self.example, **bounds}


class OptionField(forms.Field):
    """One of some options; `initial` where the parameter is missing. `required=False`: a blank is allowed too."""

    def __init__(self, name: str, options: Collection[str] = (), **rest: Any) -> None:
        """Keep the options; a form that finds them only once it is asked sets `options` of its own field.

        `name`: the parameter, as the refusal repeats it.
        """
        super().__init__(label=name, **rest)
        self.options = options

    def clean(self, value: str | None) -> str:
        """Return the option; raises ValidationError naming those there are."""
        text = (self.initial or "") if value is None else value
        if text in self.options or (not text and (value is None or not self.required)):
            return str(text)
        message = _("%(name)s %(text)s is unknown; there are: %(names)s")
        names = ", ".join(self.options)
        raise forms.ValidationError(message % {"name": self.label, "text": shortened(text), "names": names})


class TownField(forms.Field):
    """A town by its slug, in whatever letters; the value is its row of the release."""

    def clean(self, value: str | None) -> Row | None:
        """Return the town, None where none has to be named; raises ValidationError if there is none of this name."""
        if not value and not self.required:
            return None
        try:
            return town_of(value or "")
        except TranslatedError as error:
            raise forms.ValidationError(str(error)) from None


class FlagField(forms.Field):
    """A tick box: true where the parameter is there at all."""

    def clean(self, value: str | None) -> bool:
        """Return whether it is ticked."""
        return value is not None


def without_parameters(view: View) -> View:
    """Refuse, as plain text, any parameter to a view that takes none: each would be computed as if it were new."""

    @wraps(view)
    def bare(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if fault := StrictForm(request.GET).fault():
            return text_error(fault)
        return view(request, *args, **kwargs)

    return bare


def town_of(slug: str) -> Row:
    """Return the town of a slug in any case; raises TranslatedError if there is none of this name."""
    if not slug.strip():
        raise TranslatedError(_("No town is chosen; choose one of the list."))
    wanted = "-".join(slug.casefold().split())
    for town in current_release().towns:
        if town["slug"] == wanted:
            return town
    raise TranslatedError(_("There is no town %(text)s; see the list of towns.") % {"text": shortened(slug)})


def town_name(key: str) -> str:
    """Return the name of a town, its key where the release has no such town."""
    return next((str(t["name"]) for t in current_release().towns if t["key"] == key), key)
