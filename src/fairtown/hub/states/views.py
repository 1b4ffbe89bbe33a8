"""The front page of several states: how they compare, with the error of the surveys, and the way to each."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fairtown.concepts import EVERYONE, PEOPLE_OF_COLOR
from fairtown.hub.page_cache import shortly_kept
from fairtown.hub.release_access import each_state
from fairtown.hub.shelf import slots
from fairtown.hub.shelf.figures import Figure, Figures
from fairtown.hub.shelf.labels import places_label
from fairtown.hub.shelf.measure_ids import PEOPLE
from fairtown.hub.shelf.segregation_indices import DISSIMILARITY
from fairtown.hub.templatetags.fairtown_tags import fig
from fairtown.release.intervals import rank_ranges
from fairtown.release.reader import OpenRelease

#: What states are compared by: measure, output and group, in the order of the columns.
COLUMNS = {
    "people": (PEOPLE, "people", EVERYONE),
    "of_color": (PEOPLE, "share", PEOPLE_OF_COLOR),
    "black_white": (DISSIMILARITY, "corrected", "nh_black|nh_white"),
    "latino_white": (DISSIMILARITY, "corrected", "hispanic|nh_white"),
}
#: Those that have an interval, by which states are ranked.
RANKED = ("black_white", "latino_white")


@dataclass
class StateLine:
    """A state as a row: its page, its survey, its figures, also as HTML, and its possible ranks by each of `RANKED`."""

    name: str
    url: str
    n_towns: int
    towns_label: str
    period: str
    figures: dict[str, Figure | None]
    html: dict[str, SafeString | str] = field(default_factory=dict)
    ranks: dict[str, str] = field(default_factory=dict)


def index(request: HttpRequest) -> HttpResponse:
    """Show the states side by side, by the newest survey that all of them hold, else each by its own newest."""
    years = _years()
    lines = [_line(release, years[release.state]) for release in each_state()]
    for name in RANKED:
        _rank(lines, name)
    context = {
        "lines": lines,
        "is_one_survey": len(set(years.values())) == 1,
        "period": lines[0].period,
        "apart": _apart(lines),
        "news": slots.ask(slots.NEWS, get_language()),
        "events": slots.ask(slots.NEXT_EVENT, get_language()),
    }
    return shortly_kept(render(request, "states/index.html", context))


def _years() -> dict[str, int]:
    """Return the year that each state is shown by: the newest one that all have, where there is one."""
    held = {r.state: set(r.years_of(DISSIMILARITY)) & set(r.years_of(PEOPLE)) for r in each_state()}
    common = set.intersection(*held.values())
    return {code: max(common or years) for code, years in held.items()}


def _line(release: OpenRelease, year: int) -> StateLine:
    measures = {measure for measure, _output, _group in COLUMNS.values()}
    outputs = {output for _measure, output, _group in COLUMNS.values()}
    places = release.state_places
    figures = Figures(release.observations(list(measures), places, [year], outputs), release.measures)
    found = {
        name: figures.get(measure, places[0]["key"], year, output, group)
        for name, (measure, output, group) in COLUMNS.items()
    }
    line = StateLine(
        release.state_name,
        reverse("home"),
        len(release.towns),
        places_label("town"),
        release.period(year),
        found,
    )
    # links to explanations begin with the state that addresses are about now
    line.html = {name: fig(figure, bare=True) for name, figure in found.items()}
    return line


def _rank(lines: list[StateLine], name: str) -> None:
    """Give the states that have an interval the ranks that they can have: 1 is the most segregated."""
    known = [line for line in lines if _has_interval(line.figures[name])]
    intervals = [(f.row["value"], f.row["moe"]) for line in known if (f := line.figures[name])]
    for line, (first, last) in zip(known, rank_ranges(intervals), strict=True):
        line.ranks[name] = str(first) if first == last else f"{first}–{last}"


def _has_interval(figure: Figure | None) -> bool:
    return figure is not None and figure.known and figure.row["moe"] is not None


def _apart(lines: list[StateLine]) -> SafeString | str:
    """Return whether Black and White residents live further apart in one of two states, in a sentence; "" of others."""
    pair = [line for line in lines if "black_white" in line.ranks]
    if len(pair) != len(("one", "another")):
        return ""
    more, less = sorted(pair, key=lambda line: -_value(line))
    if more.ranks["black_white"] == less.ranks["black_white"]:
        text = _(
            "Black and White residents live about as far apart in {one} as in {other}: the difference is within the "
            "error of the surveys."
        )
    else:
        text = _(
            "Black and White residents live further apart in {one} ({a}) than in {other} ({b}), by more than the error "
            "of the surveys."
        )
    return format_html(
        text, one=more.name, other=less.name, a=more.html["black_white"], b=less.html["black_white"]
    )


def _value(line: StateLine) -> float:
    figure = line.figures["black_white"]
    return float(figure.row["value"]) if figure else 0.0
