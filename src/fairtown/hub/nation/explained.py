"""Where a number of the nation comes from: the formula, and the file with its checksum."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from fairtown.formatting import format_estimate
from fairtown.hub.nation.figures import nation
from fairtown.hub.page_cache import cached_page
from fairtown.hub.shelf.figures import anchor
from fairtown.hub.shelf.query import StrictForm
from fairtown.hub.shelf.sentences import sentence
from fairtown.hub.survey_words import translated
from fairtown.release.explain import explain
from fairtown.release.reader import Row


class ExplainQuery(StrictForm):
    """The figure that the page opens with, by its anchor."""

    figure = forms.CharField(required=False)


@cached_page
def page(request: HttpRequest, measure: str, place: str, year: int) -> HttpResponse:
    """Show the figures of a measure for an area of the nation, and all that stands behind them."""
    chosen = ExplainQuery.read(request.GET)["figure"]
    release = nation()
    found = explain(release, measure, place, year)
    labels = release.measures[measure]["group_words"]
    values = [_value(value, found, labels) for value in found["values"]]
    first = next((v for v in values if v["anchor"] == chosen), values[0])
    # digits of a number, without the comma that thousands have
    draws = {parameter["name"]: str(parameter["value"]) for parameter in found["parameters"]}
    context = {"found": found, "values": values, "chosen": first, "files": _files(found), "draws": draws}
    return render(request, "nation/explain.html", context)


def _value(value: Row, found: Row, labels: dict[str, str]) -> Row:
    own = {**value, "grp": value["group"]}
    group = str(labels.get(value["group"]) or value["group"])
    labeled = value | {"group_words": translated(group)}
    says = sentence(found["measure"]["id"], labeled, found["place"]["name"], found["period"])
    text = format_estimate(value["value"], value["moe"], value["unit"])
    return labeled | {"anchor": anchor(own), "text": text, "sentence": says}


def _files(found: Row) -> list[Row]:
    return [table | {"name": table["file"].rpartition("/")[2]} for table in found["tables"]]
