"""The figures that stand beside a town's zoning: who lives there, homes, schools, fair share; the state beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fairtown.drawings import charts
from fairtown.hub.shelf import lines, modern_index, town_fair_share
from fairtown.hub.shelf.figures import Figure, Figures, Notes
from fairtown.hub.shelf.measure_ids import ACCESS, ASSISTED, PEOPLE
from fairtown.release.reader import OpenRelease, Row

RENT_BURDEN = "homes.rent_burden"
LOWER = gettext_noop("Residents in lower-opportunity neighborhoods (index of 2014)")
#: Words, measure, output, group; all of the latest year.
FIGURES = (
    (gettext_noop("People of color"), PEOPLE, "share", "people_of_color"),
    (LOWER, ACCESS, "lower", "everyone"),
    (gettext_noop("Households that rent"), "homes.tenure", "renter_share", ""),
    (
        gettext_noop("Renters who pay 30% or more of their income for housing"),
        RENT_BURDEN,
        "rent_burden_share",
        "",
    ),
    (gettext_noop("People in poverty"), "residents.poverty", "poverty_share", ""),
    (gettext_noop("Homes that are assisted"), ASSISTED, "assisted_share", ""),
)
#: Words that fit a drawing on a phone, where those of the table do not.
SHORT = {
    RENT_BURDEN: gettext_noop("Rent takes 30% of income or more"),
    ACCESS: gettext_noop("Live where opportunity is lower (2014)"),
}
#: How far apart groups live; only towns with several tracts have it. The state's is not compared with it: it also has
#: the differences between towns, so that it is nearly always higher.
APART = "segregation.dissimilarity"
APART_OUTPUT = "corrected"
APART_GROUPS = (
    ("nh_black|nh_white", gettext_noop("Dissimilarity of Black and White residents")),
    ("hispanic|nh_white", gettext_noop("Dissimilarity of Latino and White residents")),
)
SCHOOLS = "schools_share"


@dataclass
class Line(lines.Line):
    """A row of figures with the year or years that they are of.

    `short`: its words in a drawing, blank for the same; `word`: the word of the primer that explains it, or blank.
    """

    when: str
    short: str = ""
    word: str = ""


@dataclass(frozen=True)
class Comparison:
    """A town compared with its state: lines of figures, the least and most homes of all methods of fair share."""

    lines: list[Line]
    least: Figure | None
    most: Figure | None
    methods: int
    schools: dict[str, Figure] | None
    notes: Notes


def compare(release: OpenRelease, town: Row, notes: Notes | None = None) -> Comparison:
    """Return the figures of a town and of its state; `notes`: those of the table they are for, its own by default."""
    places = [
        p for p in release.all_places if p["key"] in (town["key"], town["state"]) and p["level"] != "tract"
    ]
    fair = town_fair_share.measures(release)
    measures = {measure for _label, measure, *_rest in FIGURES} | {APART}
    outputs = {output for _label, _measure, output, *_rest in FIGURES} | {APART_OUTPUT, "homes"}
    year, list_year = release.latest(), release.last_year_of(ASSISTED)
    rows = release.observations([*measures, *fair], places, [year, list_year], outputs)
    figures = Figures(rows, release.measures)
    notes, keys = notes or Notes(), {"town": town["key"], "state": town["state"]}
    years = dict.fromkeys(measures, year) | {ASSISTED: list_year}
    lines = [
        Line(
            _(label),
            {
                name: figures.get(measure, key, years[measure], output, group, notes)
                for name, key in keys.items()
            },
            str(list_year) if measure == ASSISTED else release.period(year),
            _(SHORT[measure]) if measure in SHORT else "",
            "lower-opportunity" if label == LOWER else "",
        )
        for label, measure, output, group in FIGURES
    ]
    for group, label in APART_GROUPS:
        apart = figures.get(APART, town["key"], year, APART_OUTPUT, group, notes)
        if apart is not None and apart.known:
            found = {"town": apart, "state": None}
            lines.append(Line(_(label), found, release.period(year), word="dissimilarity"))
    homes = [figures.get(measure, town["key"], year, "homes") for measure in fair]
    known = sorted((f for f in homes if f is not None and f.known), key=lambda f: f.row["value"])
    least, most = (known[0], known[-1]) if known else (None, None)
    return Comparison(lines, least, most, len(known), _schools(release, town), notes)


def _schools(release: OpenRelease, town: Row) -> dict[str, Figure] | None:
    """Return the lowest and highest school figure of the town's tracts; None where none is known."""
    tracts, year = modern_index.tracts_of(release, town), release.latest()
    rows = release.observations([modern_index.INDICATORS], tracts, [year], [SCHOOLS])
    figures = Figures(rows, release.measures)
    found = [figures.get(modern_index.INDICATORS, t["key"], year, SCHOOLS) for t in tracts]
    known = sorted((f for f in found if f is not None and f.known), key=lambda f: f.row["value"])
    return {"lowest": known[0], "highest": known[-1]} if known else None


def drawing(towns: Sequence[tuple[Row, Comparison]]) -> str:
    """Return the lines of some towns drawn, a lane each with its margin, and the state as a stroke through all of them.

    A figure whose margin tells nothing is left out, as in the table; blank where nothing is left.
    """
    rows: dict[str, list[charts.Mark]] = {}
    for lane, (_town, comparison) in enumerate(towns):
        for line in comparison.lines:
            town_figure, state_figure = line.figures["town"], line.figures["state"]
            marks = rows.setdefault(line.short or line.label, [])
            if state_figure is not None and state_figure.known:
                marks.append(charts.Mark("chance", state_figure.row["value"], None, lane))
            if town_figure is not None and town_figure.known and not town_figure.tells_nothing:
                marks.append(
                    charts.Mark(f"a{lane + 1}", town_figure.row["value"], town_figure.row["moe"], lane)
                )
    names = ", ".join(town["name"] for town, _comparison in towns)
    title = _("%(towns)s: who lives there, beside the state") % {"towns": names}
    drawn = [(label, marks) for label, marks in rows.items() if marks]
    return charts.dots(drawn, title, _("The table has the numbers."), "beside") if drawn else ""
