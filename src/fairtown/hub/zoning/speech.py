"""Make my speech: three fields in, two minutes to read aloud out, with a town's own figures. Nothing is stored.

What is typed comes in a form's body, not in an address that histories and logs would keep; it goes into the page that
answers, and nowhere else. So the form needs no token: whoever sends it for someone else changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from fairtown.hub.errors import TranslatedError
from fairtown.hub.release_access import current_release
from fairtown.hub.shelf.languages import in_english
from fairtown.hub.shelf.law import law, today
from fairtown.hub.shelf.query import OptionField, StrictForm, town_of
from fairtown.hub.shelf.text import one_line
from fairtown.hub.zoning.arguments import SHEETS, Argument, Sheet, arguments, sources
from fairtown.hub.zoning.kit import seconds
from fairtown.release.reader import OpenRelease, Row
from fairtown.reports.duties import DUTIES, Duty

USUAL = "homes"
#: The duty that a speaker may lean on, where the state has it.
ZONING_DUTY = "zoning_duties"
#: Characters of each field: about two minutes with the rest.
LONGEST_NAME, LONGEST_PROPOSAL, LONGEST_REASON = 60, 200, 500
ENDS = '.!?…"”»)'
UNPROCESSABLE = 422
WHY = {
    "homes": gettext_noop(
        "Zoning decides who gets to live here: teachers and home health aides, young people who grew up in this town, "
        "grandparents who want to stay near their families. Where only a few kinds of homes are allowed, nobody is "
        "turned away at the door. They never get as far as the door. A vote for more homes, of more kinds, lets in "
        "people who already work here and care for our families."
    ),
    "rule": gettext_noop(
        "A rule like this does not say who may live here. It does not have to. Where a home needs a large lot, or "
        "where apartments are not allowed, the price does the sorting. People who earn less are kept out, and because "
        "of our history that falls hardest on Black and Latino families. Nobody here needs to intend it for it to "
        "happen."
    ),
}
ANSWER = {
    "homes": gettext_noop(
        "You will hear concerns about traffic, schools, and the look of the street. They deserve an answer. They are "
        "reasons to build well, not reasons to build nothing."
    ),
    "rule": gettext_noop(
        "If the rule protects something real, such as clean water or safe streets, you can protect that directly, with "
        "a standard that says so. You do not need to decide how much land a family must be able to buy."
    ),
}
PLEA = {
    "homes": gettext_noop(
        "So I ask you to approve it, and to say on the record how your vote fits the town's plan of conservation and "
        "development. Thank you for your service to the town."
    ),
    "rule": gettext_noop(
        "So I ask you not to keep this rule, and to say on the record how your vote fits the town's plan of "
        "conservation and development. Thank you for your service to the town."
    ),
}


class Line(forms.CharField):
    """A text as one line, without what cannot be seen."""

    def to_python(self, value: Any) -> str:
        """Return the line."""
        return one_line(super().to_python(value) or "")


class SpeechForm(StrictForm):
    """What a speaker types: a name or none, what it is about, and why it matters."""

    sheet = OptionField("sheet", SHEETS, initial=USUAL)
    name = Line(required=False, max_length=LONGEST_NAME)
    proposal = Line(
        max_length=LONGEST_PROPOSAL,
        error_messages={"required": gettext_lazy("Write what you speak about, in a few words.")},
    )
    reason = Line(
        max_length=LONGEST_REASON,
        error_messages={"required": gettext_lazy("Write why it matters to you, in a sentence or two.")},
    )


class SheetForm(StrictForm):
    """The cause that the empty form is for."""

    sheet = OptionField("sheet", SHEETS, initial=USUAL)


def _duty(release: OpenRelease) -> Duty | None:
    """Return the duty to zone for fair housing, if the state has it and it is in force."""
    if not any(address == DUTIES for address, _year in release.editions):
        return None
    found = next((d for d in law(release).all if d.id == ZONING_DUTY), None)
    return found if found and found.holds_on(today()) else None


def paragraphs(
    town: Row, sheet: Sheet, typed: dict[str, str], found: Sequence[Argument], duty: Duty | None
) -> list[str]:
    """Return what to say, a paragraph each, in the reader's language."""
    names = {"town": town["name"]} | {field: typed[field].rstrip(". ") for field in ("name", "proposal")}
    return [
        _opening(names),
        _cause(sheet, names) + " " + _sentence(typed["reason"]),
        *([_figures(found)] if found else []),
        _(WHY[sheet.id]),
        *([_law(duty)] if duty else []),
        _(ANSWER[sheet.id]),
        _(PLEA[sheet.id]),
    ]


def _opening(names: dict[str, str]) -> str:
    if names["name"]:
        return _("Good evening. My name is %(name)s, and I am here to speak about homes in %(town)s.") % names
    return _("Good evening. I am here to speak about homes in %(town)s.") % names


def _cause(sheet: Sheet, names: dict[str, str]) -> str:
    if sheet.id == USUAL:
        return _("I support this: %(proposal)s. This is why it matters to me.") % names
    return _("I speak against this: %(proposal)s. This is why it matters to me.") % names


def _figures(found: Sequence[Argument]) -> str:
    left_out = _("Differences within the margin of error are left out.")
    return " ".join([_("Look at the figures."), *(a.spoken for a in found), left_out])


def _sentence(text: str) -> str:
    """Return what was typed as a sentence, with a capital and an end."""
    return text[:1].upper() + text[1:] + ("" if text[-1:] in ENDS else ".")


def _law(duty: Duty) -> str:
    return _(
        "State law, in %(statute)s, asks for zoning that furthers fair housing and allows varied homes, for people of "
        "low and moderate income too."
    ) % {"statute": duty.statute.split(" (")[0].replace("CGS", _("General Statutes section"))}


@csrf_exempt
@never_cache
@sensitive_post_parameters("name", "proposal", "reason")
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the three fields, and the speech that they make; nothing of it is stored."""
    release, town, status = current_release(), town_of(slug), HttpResponse.status_code
    form = SpeechForm(request.POST) if request.method == "POST" else SpeechForm()
    sheet = SHEETS[_sheet(request, form)]
    found = arguments(release, town, sheet)
    context: dict[str, Any] = {
        "town": town,
        "sheet": sheet,
        "sheets": SHEETS.values(),
        "arguments": found,
        "typed": {name: form.typed(name) for name in form.fields},
        "english": in_english("zoning-speech", slug),
        "longest": {"name": LONGEST_NAME, "proposal": LONGEST_PROPOSAL, "reason": LONGEST_REASON},
    }
    if request.method == "POST" and form.is_valid():
        duty = _duty(release)
        text = paragraphs(town, sheet, form.cleaned_data, found, duty)
        context |= {
            "speech": text,
            "seconds": seconds(text),
            "sources": sources(request, release, found),
            "duty": duty,
        }
    elif request.method == "POST":
        context["errors"], status = form.errors, UNPROCESSABLE
    return render(request, "zoning/speech.html", context, status=status)


def _sheet(request: HttpRequest, form: SpeechForm) -> str:
    """Return the cause that was chosen; TranslatedError if it is none, or if the form has fields of other pages."""
    if request.method != "POST":
        return str(SheetForm.read(request.GET)["sheet"])
    if fault := form.name_fault() or form.fault("sheet"):
        raise TranslatedError(fault)
    return str(form.cleaned_data["sheet"])
