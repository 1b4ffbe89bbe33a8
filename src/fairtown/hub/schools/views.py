"""Schools follow homes: how far students of different groups learn apart, between districts and within them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from fairtown.drawings import charts
from fairtown.hub.page_cache import cached_page
from fairtown.hub.release_access import current_release
from fairtown.hub.shelf.figures import Figure, Figures
from fairtown.hub.shelf.near_borders import near_borders
from fairtown.hub.shelf.query import without_parameters
from fairtown.hub.shelf.school_districts import school_year
from fairtown.release.reader import OpenRelease, Row
from fairtown.reports.duties import Period

MEASURE, CHOICE = "schools.segregation", "ct_open_choice.facts"
#: Low-income schoolmates by school; schools by the town of their building.
MATES, BUILDINGS = "schools.schoolmates", "schools.buildings"
FIVE = "five_groups"
GROUPS = ("white", "black", "hispanic", "asian", "other")


class StateSchools:
    """The figures of the state's schools by year, output and group."""

    def __init__(self, release: OpenRelease) -> None:
        """Read them in one query."""
        self.years = release.years_of(MEASURE)
        wanted = [m for m in (MEASURE, MATES, BUILDINGS) if m in release.measures]
        self._figures = Figures(release.observations(wanted, release.state_places), release.measures)
        self._key = release.state_places[0]["key"]

    def get(self, output: str, year: int, group: str = "", measure: str = MEASURE) -> Figure | None:
        """Return a figure, None where the year has none."""
        return self._figures.get(measure, self._key, year, output, group)

    @property
    def last(self) -> int:
        """The last year with students by school."""
        return max(year for year in self.years if self.get("h", year, FIVE))


@without_parameters
@cached_page
def page(request: HttpRequest) -> HttpResponse:
    """Show how far students learn apart: over the years, by group, and in which schools."""
    release = current_release()
    schools, labels = StateSchools(release), release.measure(MEASURE)["group_words"]
    last = schools.last
    context: dict[str, Any] = {
        "last": school_year(last),
        "newest": school_year(schools.years[-1]),
        "share": schools.get("share_between", last, FIVE),
        "local": schools.get("share_between_local", last, FIVE),
        "between": schools.get("between", last, FIVE),
        "newest_between": schools.get("between", schools.years[-1], FIVE),
        "certain": schools.get("intense_certain", last),
        "possible": schools.get("intense_possible", last),
        "large": schools.get("large_schools", last),
        "hidden": schools.get("hidden_students", last),
        "black": schools.get("low_income_schoolmates", last, "black"),
        "white": schools.get("low_income_schoolmates", last, "white"),
        "black_school": schools.get("in_school", last, "black", MATES),
        "white_school": schools.get("in_school", last, "white", MATES),
        "by_town": schools.get("share_between_towns", last, FIVE, BUILDINGS),
        "by_district": schools.get("share_between_districts", last, FIVE, BUILDINGS),
        "border": near_borders(release, "schools"),
        "years": _years(schools),
        "groups": _groups(schools, labels, last),
        "chart": _chart(schools),
        "timeline": _timeline(release),
    }
    return render(request, "schools/page.html", context)


def _timeline(release: OpenRelease) -> list[Row]:
    """Return decisions and settlements on school choice, oldest first, each with its `when`; none if none is held."""
    if not any(address == CHOICE for address, _year in release.editions):
        return []
    rows = sorted(release.input_rows(CHOICE), key=lambda row: row["date"])
    return [row | {"when": Period.parse(row["date"])} for row in rows]


def _years(schools: StateSchools) -> list[dict[str, Any]]:
    """Return a line for each school year, the newest first."""
    names = ("h", "between", "within")
    return [
        {"year": school_year(year)}
        | {name: schools.get(name, year, FIVE) for name in names}
        | {name: schools.get(name, year) for name in ("intense_certain", "intense_possible")}
        | {f"isolation_{group}": schools.get("isolation", year, group) for group in GROUPS}
        for year in reversed(schools.years)
    ]


def _groups(schools: StateSchools, labels: dict[str, str], year: int) -> list[dict[str, Any]]:
    """Return a line for each group: its share of students, isolation, low-income schoolmates."""
    names = ("share_of_students", "isolation", "low_income_schoolmates")
    mates = ("in_school", "in_school_least", "in_school_most")
    return [
        {"name": _(labels[group])}
        | {name: schools.get(name, year, group) for name in names}
        | {name: schools.get(name, year, group, MATES) for name in mates}
        for group in GROUPS
    ]


def _chart(schools: StateSchools) -> str:
    """Return H between and within districts over the years."""
    years = [year for year in schools.years if schools.get("h", year, FIVE)]

    def values(output: str) -> list[float | None]:
        found = [schools.get(output, year, FIVE) for year in years]
        return [f.row["value"] if f else None for f in found]

    series = [
        charts.Series(_("between districts"), "line", values("between")),
        charts.Series(_("within districts"), "thin", values("within")),
    ]
    steps = [school_year(year) if i % 3 == 0 else "" for i, year in enumerate(years)]
    title = _("Segregation of students: Theil's H between and within districts")
    return charts.profile(steps, series, title, _("The table has the numbers."), "schools")
