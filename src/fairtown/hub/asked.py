"""What an address asks for: parameters that the page knows, each given once, and numbers within their bounds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import wraps
from math import nan

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from fairtown.hub.current import release
from fairtown.hub.refusals import Told, View, line, refused
from fairtown.outputs.release import Row
from fairtown.outputs.typed import amount

#: What an unreadable number is told with, at most.
LONGEST_TEXT = 40


def parameters(request: HttpRequest, known: Iterable[str], many: Iterable[str] = ()) -> dict[str, str]:
    """Return the parameters of an address, each as text; of one of `many`, which may stand again, the last.

    Raises Told, in one line with the name, on one that the page does not know or that stands twice: what was meant
    would be left out without a word.
    """
    names, repeated = tuple(known), tuple(many)
    for name, values in request.GET.lists():
        if name not in (*names, *repeated):
            raise Told(_unknown(name, (*names, *repeated)))
        if len(values) > 1 and name not in repeated:
            words = _("address: parameter %(name)s stands %(n)s times; give it once")
            raise Told(words % {"name": repr(name), "n": len(values)})
    return {name: request.GET[name] for name in request.GET}


def _unknown(name: str, names: tuple[str, ...]) -> str:
    shown = repr(name[:LONGEST_TEXT])
    if not names:
        return _("address: parameter %(name)s is unknown; there are none") % {"name": shown}
    words = _("address: parameter %(name)s is unknown; there are: %(names)s")
    return words % {"name": shown, "names": ", ".join(names)}


def without_parameters(view: View) -> View:
    """Refuse, as plain text, any parameter to a view that takes none: each would be worked out as if it were new."""

    @wraps(view)
    def bare(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            parameters(request, ())
        except Told as error:
            return refused(str(line(error)))
        return view(request, *args, **kwargs)

    return bare


def town_of(slug: str) -> Row:
    """Return the town of an address, in whatever letters it is written; Told if there is none of this name."""
    if not slug.strip():
        raise Told(_("No town is chosen; choose one of the list."))
    wanted = "-".join(slug.casefold().split())
    for town in release().towns:
        if town["slug"] == wanted:
            return town
    raise Told(_("There is no town %(text)s; see the list of towns.") % {"text": repr(slug[:LONGEST_TEXT])})


@dataclass(frozen=True)
class Number:
    """A number that a reader gives: its name in the address, its words on the form, an example, and its bounds.

    `blank`: what a field left empty says, None where it must be filled. `is_year`: told without commas.
    """

    name: str
    words: str
    like: str
    most: float = 1e12
    least: float = 0.01
    whole: bool = False
    blank: float | None = None
    is_year: bool = False

    def of(self, given: Mapping[str, str]) -> float:
        """Return the number that an address gives; raises Told with what was typed, its bounds and the example."""
        text = given.get(self.name, "")
        if self.blank is not None and not text.strip():
            return self.blank
        try:
            value = amount(text)
        except ValueError:
            value = nan
        if not self.least <= value <= self.most or (self.whole and not value.is_integer()):
            words = (
                _("%(what)s: %(text)s; give a whole number from %(least)s to %(most)s, like %(like)s")
                if self.whole
                else _("%(what)s: %(text)s; give a number from %(least)s to %(most)s, like %(like)s")
            )
            ends = {"least": f"{self.least:,g}", "most": f"{self.most:,.0f}"}
            bounds = {name: end.replace(",", "") if self.is_year else end for name, end in ends.items()}
            raise Told(
                words
                % {"what": _(self.words), "text": repr(text[:LONGEST_TEXT]), "like": self.like, **bounds}
            )
        return value
