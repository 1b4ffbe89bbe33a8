"""The laboratory page, its answer to each change, and the same as drawing, recipe and table."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import numpy as np
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fairtown.concepts import FairtownError
from fairtown.drawings import charts, recipe_map, town_map
from fairtown.drawings.palette import LEVELS
from fairtown.drawings.svg_map import Outline
from fairtown.hub.errors import error_message, errors_as_text
from fairtown.hub.lab import choices, forms, people
from fairtown.hub.lab.forms import LabForm, LabQuery
from fairtown.hub.page_cache import cached_page
from fairtown.hub.release_access import current_release
from fairtown.hub.shelf.downloads import TOML, file_response, frame_response
from fairtown.hub.shelf.labels import certainty_labels
from fairtown.release.reader import OpenRelease
from fairtown.scenarios.opportunity import published_index, recipes
from fairtown.scenarios.opportunity.laboratory import (  # fmt: skip
    PAGE_DRAWS,
    Evaluated,
    Laboratory,
    Recipe,
    changed,
    lower_levels,
    table,
)

MOVED_SHOWN = 40
#: The groups of the summary sentence.
SUMMARY_GROUPS = ("nh_black", "hispanic", "nh_white")


@lru_cache(maxsize=8)
def _laboratory(path: Path, year: int) -> Laboratory:
    return Laboratory(current_release(), year)


def cached_laboratory(release: OpenRelease, year: int) -> Laboratory:
    """Return the laboratory of a year, cached for the life of the process."""
    return _laboratory(release.path, year)


@cached_page
def page(request: HttpRequest) -> HttpResponse:
    """Show the form, the map and what the recipe says; an invalid recipe gets one line that says why."""
    release = current_release()
    try:
        query = LabForm.query(request.GET)
        answer, status = _answer(release, query, sure=True), HttpResponse.status_code
    except FairtownError as error:
        plain = recipes.built_in()[release.profile.indices[0]]
        query, status = LabQuery(plain, plain), 400
        answer = _answer(release, query, sure=True) | {"error": error_message(error)}
    laboratory = cached_laboratory(release, query.recipe.year)
    state = release.state_places[0]
    lines = forms.lines(query.recipe, laboratory)
    context = answer | {
        "lines": lines,
        "n_unused": sum(not line.used for line in lines),
        "choices": forms.choices(query.recipe),
        "domains": forms.domain_labels(query.recipe),
        "hidden_fields": forms.hidden_fields(query.recipe),
        "starts": forms.starts(query.recipe, request.path),
        "legend": list(zip(answer["shades"], answer["labels"], strict=True)),
        "strings": json.dumps(_strings(), ensure_ascii=False),
        "years": recipes.years_alike(query.recipe.year, laboratory.years),
        "others": recipes.of_same_year(query.recipe.year),
        "is_of_survey": recipes.is_of_survey(query.recipe.year),
        "choices_section": choices.section(release, query.recipe.year),
        "bounds": state["bounds"],
        "map_size": town_map.size(release),
        "tiles": "tracts" if laboratory.vintage == release.profile.vintages[0] else "tracts_2020",
    }
    return render(request, "lab/page.html", context, status=status)


def _strings() -> dict[str, Any]:
    """Return what the page's script says."""
    blank = {"n": "{n}", "name": "{name}"}
    return {
        "loading": _("Loading the map…"),
        "error": _("The interactive map cannot run in this browser. The drawing follows each change."),
        "no_answer": _("The server did not answer. Try again."),
        "tract": _("Tract %(n)s, %(name)s") % blank,
        "tract_level": _("{name}: {level}."),
        "tract_sure": _("{name}: {level}, {sure}."),
        "no_level": _("no level"),
        "certainty": certainty_labels(),
        "zoom_in": _("Zoom in"),
        "zoom_out": _("Zoom out"),
    }


def answer(request: HttpRequest) -> HttpResponse:
    """Return what changes with the recipe, for the page to put in place: levels, table by race, moved tracts."""
    release = current_release()
    try:
        query = LabForm.query(request.GET)
        return render(request, "lab/_answer.html", _answer(release, query, query.is_sure))
    except FairtownError as error:
        return render(request, "shelf/_error.html", {"error": error_message(error)}, status=400)


def _answer(release: OpenRelease, query: LabQuery, sure: bool) -> dict[str, Any]:
    """Return the context of the answer."""
    laboratory = cached_laboratory(release, query.recipe.year)
    ours = published_index.find(laboratory, query.recipe)
    result = ours or laboratory.work_out(query.recipe, PAGE_DRAWS if sure else 0, keep=True, with_ranks=False)
    other = laboratory.usual_levels(query.against)
    alike = query.recipe.n_levels == query.against.n_levels
    moved = changed(result, other) if alike else changed(result, result)
    labels = people.level_labels(query.recipe)
    lines = people.lines(laboratory, result)
    shades = [LEVELS.index(shade) + 1 for shade in recipe_map.shades_of(len(labels))]
    return _named(query) | {
        "status": _status(len(moved), query.against) if alike else "",
        "labels": labels,
        "labels_json": json.dumps(labels, ensure_ascii=False),
        "shades": shades,
        "cuts": ", ".join(
            repr(c) if query.recipe.cuts else f"{c:.3f}" for c in result.point.ruler.cuts[0].tolist()
        ),
        "levels": "".join(str(int(v)) if v == v else "0" for v in result.levels),
        "certainty": _certainty(result),
        "has_errors": bool(np.nan_to_num(result.figures.errors).any()),
        "sure": _how_sure(result),
        "draws": published_index.DRAWS if ours else PAGE_DRAWS,
        "is_released": ours is not None,
        "other_than_published": published_index.other_than_published(laboratory),
        "people": lines,
        "summary": [p for g in SUMMARY_GROUPS for p in lines if p["group"] == g],
        "lower": people.lower_label(query.recipe),
        "has_lower": lower_levels(query.recipe) > 1,
        "chart": _chart(lines, labels, shades),
        "moved": [_moved(row, labels) for row in moved.head(MOVED_SHOWN).itertuples()],
        "n_moved": len(moved),
        "alike": alike,
        "n_tracts": len(result.levels),
        "n_scored": int((~np.isnan(result.scores)).sum()),
    }


def _named(requested: LabQuery) -> dict[str, Any]:
    """Return the recipe under its addresses and commands, and the one of ours that it is, if any."""
    query = recipes.to_query(requested.recipe)
    usual = recipes.usual(requested.recipe.year, current_release().profile.indices)
    is_usual = requested.against.id == usual.id
    same = requested.recipe if requested.recipe.id != recipes.OWN else None
    return {
        "recipe": requested.recipe,
        "against": requested.against,
        "query": urlencode(query),
        "address": urlencode(query if is_usual else [*query, ("against", requested.against.id)]),
        "same": same,
        "method": f"opportunity.{same.id}" if same else "",
        "command": f"fairtown scenario opportunity --recipe {requested.recipe.id}.toml",
    }


def _status(n_moved: int, against: Recipe) -> str:
    text = ngettext(
        "%(n)s tract changes level against “%(title)s”.",
        "%(n)s tracts change level against “%(title)s”.",
        n_moved,
    )
    return text % {"n": n_moved, "title": _(against.title)}


def _certainty(result: Evaluated) -> str:
    """Return a digit per tract: 1 uncertain, 2 leaning, 3 stable, 0 not known."""
    if result.sure is None:
        return ""
    return "".join(str(int(c) + 1) if c == c else "0" for c in result.sure.certainty)


def _how_sure(result: Evaluated) -> list[tuple[str, int]]:
    if result.sure is None:
        return []
    counts = [(word, int((result.sure.certainty == i).sum())) for i, word in enumerate(certainty_labels())]
    unknown = int((np.isnan(result.sure.certainty)).sum())
    return [*reversed(counts), *([(_("not known"), unknown)] if unknown else [])]


def _chart(lines: list[dict[str, Any]], labels: list[str], shades: list[int]) -> str:
    drawn = [(p["label"], p["levels"]) for p in lines if None not in p["levels"]]
    if not drawn:
        return ""
    title = _("Where each group lives, by level of this recipe")
    text = charts.stacked(drawn, labels, title, _("The table has the numbers."), "lab-access")
    # fewer or more than five levels have the shades that they have on the map
    return re.sub(
        r'class="(l|in)(\d+)"', lambda found: f'class="{found[1]}{shades[int(found[2]) - 1]}"', text
    )


def _moved(row: Any, labels: list[str]) -> dict[str, Any]:
    def word(level: float) -> str:
        return labels[int(level) - 1] if level == level and level <= len(labels) else _("no level")

    return {"geoid": row.geoid, "name": row.name, "before": word(row.before), "level": word(row.level)}


@errors_as_text
def drawing(request: HttpRequest) -> HttpResponse:
    """Return the map of the recipe as a drawing."""
    release = current_release()
    query = LabForm.query(request.GET)
    laboratory = cached_laboratory(release, query.recipe.year)
    result = laboratory.work_out(query.recipe, 0)
    path = release.path / "maps" / f"outline-{laboratory.vintage}.json"
    outline = Outline.read(path.read_text(encoding="utf-8"))
    levels = {g: int(v) for g, v in zip(result.tracts.geoid, result.levels, strict=True) if v == v}
    labels = people.level_labels(query.recipe)
    title = f"{release.state_name}: {_(query.recipe.title)}, {query.recipe.year}"
    text = recipe_map.by_level(outline, levels, labels, title, _)
    return HttpResponse(text, content_type="image/svg+xml")


@errors_as_text
def recipe_toml(request: HttpRequest) -> HttpResponse:
    """Return the recipe as a file for `fairtown scenario opportunity --recipe`."""
    query = LabForm.query(request.GET)
    return file_response(recipes.text(query.recipe), TOML, f"{query.recipe.id}.toml")


@errors_as_text
def tracts_csv(request: HttpRequest) -> HttpResponse:
    """Return every tract's score, level, rank and certainty as CSV; a blank is unknown."""
    release = current_release()
    query = LabForm.query(request.GET)
    laboratory = cached_laboratory(release, query.recipe.year)
    result = published_index.find(laboratory, query.recipe) or laboratory.work_out(
        query.recipe, PAGE_DRAWS, keep=True
    )
    rows = table(result, laboratory.usual_levels(query.against))
    return frame_response(rows, f"fairtown-{query.recipe.id}-{release.date}.csv")


@cached_page
def tracts_json(request: HttpRequest, year: int) -> HttpResponse:
    """Return the codes of the tracts of a year in the order of an answer's levels."""
    return JsonResponse(list(cached_laboratory(current_release(), year).tracts.geoid), safe=False)
