"""The advocate's kit of a town: who decides and when, what to say and ask, letters, and one page to hand out."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from fairtown.hub.duties.views import today, town_lines
from fairtown.hub.errors import Told
from fairtown.hub.records.models import Hearing
from fairtown.hub.release_access import current_release
from fairtown.hub.shelf.downloads import TEXT, file_response
from fairtown.hub.shelf.figures import Figure
from fairtown.hub.shelf.query import town_of
from fairtown.hub.zoning import beside, kit, known
from fairtown.release.reader import Row

#: So many facts on zoning fit on one printed page.
FACTS_ON_PAPER = 3


def _given(slug: str) -> dict[str, Any]:
    """Return what the page and the brief share."""
    release, here = current_release(), town_of(slug)
    lines = [line for line in town_lines(release, here, today()) if line["standing"].next_due]
    return known.parted(release, here) | {
        "here": here,
        "hearings": known.hearings([here["key"]]),
        "deadlines": lines,
        "beside": beside.beside(release, here),
        "steps": known.zoning(release).steps,
    }


@never_cache
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show who decides and when, what to say in two minutes, what to ask, and letters to fill in."""
    given = _given(slug)
    here, of, state = given["here"], given["beside"], current_release().state_name
    speech = kit.testimony(here, state, of)
    given |= {
        "speech": speech,
        "seconds": kit.seconds(speech),
        "questions": kit.questions([s["id"] for s in given["unknown"]]),
        "letters": [
            {"of": made, "english": _in_english(slug, made.id)}
            for made in _letters(request, here, of, given["hearings"])
        ],
    }
    return render(request, "zoning/act.html", given)


def _letters(request: HttpRequest, here: Row, of: beside.Beside, hearings: list[Hearing]) -> list[kit.Letter]:
    """Return the letters of a town, to the body of its next hearing on record if there is one."""
    sources = request.build_absolute_uri(reverse("zoning-brief", args=[here["slug"]]))
    coming = next((h for h in hearings if not h.is_cancelled), None)
    return kit.letters(here, current_release().state_name, of, sources, coming)


def _in_english(slug: str, name: str) -> str:
    """Return the address of a letter in the language of the commission, blank if that is the reader's."""
    if get_language() == settings.LANGUAGE_CODE:
        return ""
    with override(settings.LANGUAGE_CODE):
        return reverse("zoning-letter", args=[slug, name])


@never_cache
def brief(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the town's figures on one page for paper, each with the address that explains it."""
    given = _given(slug)
    given["here_url"] = request.build_absolute_uri(reverse("zoning-act", args=[slug]))
    given["sources"] = _numbered(request, given["beside"])
    told = [{"fact": f} for s in given["subjects"] for f in s["facts"]]
    told += [{"sent": c} for s in given["subjects"] for c in s["sent"]]
    given |= {"told": told[:FACTS_ON_PAPER], "n_told": len(told), "day": today()}
    return render(request, "zoning/brief.html", given)


def _numbered(request: HttpRequest, of: beside.Beside) -> list[dict[str, Any]]:
    """Return the lines of figures, each with a number and the whole addresses of its explanations."""
    lines = [(line.label, line.when, line.figures) for line in of.lines]
    if of.least is not None:
        lines.append(
            (
                _(
                    "Fair share of new affordable homes: lowest and highest of our methods, without their margins"
                ),
                "",
                {"least": of.least, "most": of.most},
            )
        )
    return [
        {
            "n": n,
            "label": label,
            "when": when,
            "figures": figures,
            "is_range": not when,
            "addresses": [_address(request, f) for f in figures.values() if f is not None and f.known],
        }
        for n, (label, when, figures) in enumerate(lines, start=1)
    ]


def _address(request: HttpRequest, figure: Figure) -> str:
    return request.build_absolute_uri(figure.href.split("#")[0])


@never_cache
def letter(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """Return a letter as plain text; Told if there is none of this name."""
    here: Row = town_of(slug)
    made = _letters(request, here, beside.beside(current_release(), here), known.hearings([here["key"]]))
    found = {letter.id: letter for letter in made}
    if name not in found:
        words = _("There is no letter %(text)s; there are: %(names)s.")
        raise Told(words % {"text": repr(name[:40]), "names": ", ".join(found)})
    return file_response(found[name].text + "\n", TEXT, f"{_('letter')}-{slug}-{name}.txt")
