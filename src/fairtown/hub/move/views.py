"""Find a place with a voucher: a few answers in, towns out. Nothing is stored.

What is typed comes in a form's body, not in an address that histories and logs would keep, and goes into the page that
answers and nowhere else. So the form needs no token: whoever sends it for someone else changes nothing.
"""

from __future__ import annotations

import re
from functools import lru_cache
from http import HTTPStatus
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from fairtown.hub.absent import subjects
from fairtown.hub.release_access import current_release, once_a_release
from fairtown.hub.shelf.query import FlagField, NumberField, OptionField, StrictForm, shortened
from fairtown.hub.shelf.town_finder import finder, towns_of
from fairtown.release.reader import OpenRelease, Row
from fairtown.reports import complaints
from fairtown.scenarios.move import BEDROOMS, LEAST_STANDARD, MOST_STANDARD, SORTS, USUAL_BEDROOMS, MoveGuide

PERCENT = 100
#: Characters of what someone types as a place.
LONGEST_PLACE = 200
#: Fields that take any text as a place; miles are from the last of them that was typed.
PLACES = ("place", "work")
#: Digits alone, with or without the four that follow a ZIP code: no name of a place.
DIGITS = re.compile(r"[\d\s-]+", re.ASCII)
#: Rows of towns that are kept in memory, about a kilobyte each: of every town, for some bedrooms and percents.
CELLS_KEPT = 2_000
#: Towns that are shown; the rest is one line that says how many.
SHOWN = 15


@once_a_release
def guide(release: OpenRelease) -> MoveGuide:
    """Return what the release knows of every town, cached for the life of the process."""
    return MoveGuide(release)


class MoveForm(StrictForm):
    """Bedrooms, where one lives and works, what matters, and which part of HUD's rent the authority pays."""

    bedrooms = OptionField("bedrooms", [str(n) for n in BEDROOMS], initial=str(USUAL_BEDROOMS))
    place = OptionField("place", required=False)
    work = OptionField("work", required=False)
    part = NumberField(
        gettext_lazy("Percent of HUD's rent that your housing authority pays"), "100",
        MOST_STANDARD * PERCENT, LEAST_STANDARD * PERCENT, initial=PERCENT,
    )  # fmt: skip
    sort = OptionField("sort", SORTS, initial=SORTS[0])
    station = FlagField(required=False)

    def __init__(self, data: Any = None) -> None:
        """Take any text as a place: the finder says what it means."""
        super().__init__(data)
        for name in PLACES:
            self.fields[name].options = [self.typed(name)]  # type: ignore[attr-defined]


@csrf_exempt
@never_cache
@sensitive_post_parameters("place", "work", "bedrooms")
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Show the form, and the towns that fit; what cannot be answered says why, with what to type instead."""
    release = current_release()
    is_sent = request.method == "POST"
    form = MoveForm(request.POST) if is_sent else MoveForm()
    context: dict[str, Any] = {
        "typed": {name: form.typed(name) for name in form.fields},
        "has_station": "station" in form.data,
        "bedrooms": [(str(n), _bedrooms(n), str(n) == form.typed("bedrooms")) for n in BEDROOMS],
        "sorts": [(name, label, name == form.typed("sort")) for name, label in _sorts().items()],
        "longest": LONGEST_PLACE,
        **_rights(release),
        "year": guide(release).year,
        "reach_year": guide(release).reach_year,
        "tests_period": guide(release).tests_period,
        "rents_period": guide(release).rents_period,
    }
    if not is_sent:
        return render(request, "move/page.html", context)
    if fault := form.fault():
        return render(request, "move/page.html", context | {"error": fault}, status=HTTPStatus.BAD_REQUEST)
    return render(request, "move/page.html", context | _answer(release, form.values()))


def _answer(release: OpenRelease, values: dict[str, Any]) -> dict[str, Any]:
    """Return the rows of the towns that fit, or what has to be asked first."""
    starts, problem = _starts(release, [values[name] for name in PLACES])
    start = starts[-1] if starts else None
    if values["sort"] == "near" and not start and not problem:
        problem = {"kind": "near", "towns": []}
    if problem:
        return {"problem": problem}
    bedrooms, percent, language = int(values["bedrooms"]), values["part"], get_language() or ""
    found = guide(release).destinations(bedrooms, start, percent / PERCENT, values["sort"], values["station"])
    rows = [(_cells(release.path, language, bedrooms, percent, d.town["key"]), d) for d in found[:SHOWN]]
    return {"found": rows, "n": len(found), "start": start, "shown": len(rows)}


@lru_cache(maxsize=CELLS_KEPT)
def _cells(_path: Path, _language: str, bedrooms: int, percent: float, key: str) -> SafeString:
    """Return the cells of a town as HTML in the reader's language: nothing in them is of who asks."""
    release = current_release()
    own = guide(release).destination(key, bedrooms, percent / PERCENT)
    context = {"d": own, "reach_year": guide(release).reach_year, "has": subjects(release)}
    return render_to_string("move/_cells.html", context)


def _starts(release: OpenRelease, texts: list[str]) -> tuple[list[Row], dict[str, Any] | None]:
    """Return the towns that were typed, in order; or what has to be asked first about one of them."""
    found = []
    for text in texts:
        start, problem = _start(release, text[:LONGEST_PLACE])
        if problem:
            return [], problem
        if start:
            found.append(start)
    return found, None


def _start(release: OpenRelease, text: str) -> tuple[Row | None, dict[str, Any] | None]:
    """Return the town to measure from, None where none was typed; or what has to be asked first."""
    if not text.strip():
        return None, None
    finding = finder(release).find(text)
    towns, is_one = towns_of(finding)
    if is_one:
        return towns[0], None
    code = finding.typed.zip
    if not code and DIGITS.fullmatch(text):
        return None, {"kind": "malformed", "text": shortened(text.strip()), "towns": []}
    typed = shortened(text.strip())
    if code and guide(release).is_post_office(code):
        return None, {"kind": "box", "text": typed, "towns": []}
    if finding.kind == "elsewhere":
        return None, {"kind": "elsewhere", "text": typed, "towns": []}
    shares = {m.place["key"]: m.share for m in finding.matches if m.share is not None}
    named = [(town["name"], shares.get(town["key"])) for town in towns]
    return None, {"kind": "several" if towns else "unknown", "text": typed, "towns": named}


def _rights(release: OpenRelease) -> dict[str, Any]:
    """Return whether state law protects who pays with a voucher, and the offices that help with one."""
    own = complaints.of_state(release.state)
    offices = [a for a in complaints.agencies(release.state) if "voucher" in a.needs]
    return {
        "is_protected": any("source of income" in group for group in own.protected),
        "agencies": offices,
        "seen_on": min((a.seen_on for a in offices), default=None),
    }


def _bedrooms(n: int) -> str:
    return _("no bedroom (studio)") if n == 0 else str(n)


def _sorts() -> dict[str, str]:
    return {
        "opportunity": _("high-opportunity neighborhoods"),
        "schools": _("school results"),
        "near": _("near my work, or near where I live"),
    }
