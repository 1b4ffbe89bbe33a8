"""The advocate's kit of a town: who decides and when, what to say and ask, letters, and one page to hand out."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from fairtown.hub.errors import TranslatedError
from fairtown.hub.release_access import current_release
from fairtown.hub.shelf.downloads import TEXT, file_response
from fairtown.hub.shelf.figures import Figure
from fairtown.hub.shelf.languages import in_english
from fairtown.hub.shelf.law import today, town_lines
from fairtown.hub.shelf.query import town_of
from fairtown.hub.shelf.zoning_facts import zoning
from fairtown.hub.shelf.zoning_records import Hearing
from fairtown.hub.zoning import kit, known
from fairtown.hub.zoning.arguments import SHEETS, Sheet, arguments, letter_lines
from fairtown.hub.zoning.comparison import Comparison, compare
from fairtown.hub.zoning.links import displayed_links
from fairtown.release.reader import OpenRelease, Row

#: So many facts on zoning fit on one printed page.
FACTS_ON_PAPER = 3


def _given(slug: str) -> dict[str, Any]:
    """Return what the page and the brief share."""
    release, town = current_release(), town_of(slug)
    lines = [line for line in town_lines(release, town, today()) if line["standing"].next_due]
    return known.known_and_unknown(release, town) | {
        "town": town,
        "hearings": known.hearings([town["key"]]),
        "deadlines": lines,
        "comparison": compare(release, town),
        "steps": zoning(release).steps,
    }


@never_cache
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show who decides and when, the figures that argue for homes, what to ask, and letters to fill in."""
    given = _given(slug)
    town, release = given["town"], current_release()
    given |= {
        "sheets": [_sheet(release, town, s) for s in SHEETS.values()],
        "links": displayed_links(release, town),
        "questions": kit.questions([s["id"] for s in given["unknown"]]),
        "letters": [
            {"letter": letter, "english": in_english("zoning-letter", slug, letter.id)}
            for letter in _letters(request, town, given["hearings"])
        ],
    }
    return render(request, "zoning/act.html", given)


def _sheet(release: OpenRelease, town: Row, sheet: Sheet) -> dict[str, Any]:
    """Return a sheet with the figures that argue for it, and the most remarkable of them, None where there is none."""
    found = arguments(release, town, sheet)
    return {"sheet": sheet, "arguments": found, "strongest": next(iter(found), None)}


def _letters(request: HttpRequest, town: Row, hearings: list[Hearing]) -> list[kit.Letter]:
    """Return the letters of a town, to the body of its next hearing on record if there is one."""
    release = current_release()
    coming = next((h for h in hearings if not h.is_cancelled), None)
    for_homes, against_rule = (
        letter_lines(request, release, arguments(release, town, SHEETS[name])) for name in ("homes", "rule")
    )
    return kit.letters(town, for_homes, against_rule, coming)


@never_cache
def brief(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the town's figures on one page for paper, each with the address that explains it."""
    given = _given(slug)
    given["here_url"] = request.build_absolute_uri(reverse("zoning-act", args=[slug]))
    given["sources"] = _numbered(request, given["comparison"])
    findings = [{"fact": f} for s in given["subjects"] for f in s["facts"]]
    findings += [{"sent": c} for s in given["subjects"] for c in s["sent"]]
    given |= {"findings": findings[:FACTS_ON_PAPER], "n_findings": len(findings), "day": today()}
    return render(request, "zoning/brief.html", given)


def _numbered(request: HttpRequest, comparison: Comparison) -> list[dict[str, Any]]:
    """Return the lines of figures, each with a number and the whole addresses of its explanations."""
    lines = [(line.label, line.when, line.figures) for line in comparison.lines]
    if comparison.least is not None:
        lines.append(
            (
                _(
                    "Fair share of new affordable homes: lowest and highest of our methods, without their margins"
                ),
                "",
                {"least": comparison.least, "most": comparison.most},
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
    return request.build_absolute_uri(figure.href)


@never_cache
def letter(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """Return a letter as plain text; TranslatedError if there is none of this name."""
    town: Row = town_of(slug)
    letters = _letters(request, town, known.hearings([town["key"]]))
    found = {letter.id: letter for letter in letters}
    if name not in found:
        message = _("There is no letter %(text)s; there are: %(names)s.")
        raise TranslatedError(message % {"text": repr(name[:40]), "names": ", ".join(found)})
    return file_response(found[name].text + "\n", TEXT, f"{_('letter')}-{slug}-{name}.txt")
