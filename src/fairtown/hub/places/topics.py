"""What is known of a place, by topic: each topic is a page with its chart first, its tables folded, its source once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fairtown.concepts import EVERYONE
from fairtown.drawings import charts
from fairtown.hub.places import tables
from fairtown.hub.places.place import Place
from fairtown.hub.shelf import law, modern_index, town_fair_share, what_if
from fairtown.hub.shelf.access_table import LEVELS, access_table
from fairtown.hub.shelf.chart_cards import STATE
from fairtown.hub.shelf.figures import Figures, Notes
from fairtown.hub.shelf.labels import level_labels
from fairtown.hub.shelf.measure_ids import ACCESS, ASSISTED, PEOPLE
from fairtown.hub.shelf.school_districts import MEASURE as DISTRICTS
from fairtown.hub.shelf.school_districts import school_districts, school_years
from fairtown.hub.shelf.segregation_indices import EXPLAINED, OUTPUTS
from fairtown.release.reader import OpenRelease, Row

INDEX, PUBLISHED = "opportunity.oca_2014", "published_rows"

Context = dict[str, Any]


def people(release: OpenRelease, place: Place) -> Context:
    """Return who lives in a place, beside what it lies in."""
    year, notes = release.latest(), Notes()
    figures = Figures(
        release.observations([PEOPLE], place.rows, [year], ["people", "share"]), release.measures
    )
    table = tables.people_table(figures, [n["key"] for n in place.named], year, notes)
    return {"people": table, "notes": notes}


def opportunity(release: OpenRelease, place: Place) -> Context:
    """Return who lives in lower levels by the index of today and by that of 2014, and the tracts of a town."""
    tracts = _tracts(release, place)
    outputs = {*LEVELS, "lower", *modern_index.OUTPUTS}
    year, years = release.latest(), (release.last_year_of(INDEX), release.latest())
    wanted = (INDEX, ACCESS, modern_index.index())
    rows = release.observations(wanted, [*place.rows, *tracts], years, outputs)
    figures, notes = Figures(rows, release.measures), {name: Notes() for name in ("today", "access")}
    own = modern_index.tracts_of(release, place.row) if place.is_town else []
    return {
        "access": access_table(figures, place.key, year, notes["access"]),
        "today": modern_index.lower_shares(figures, place.key, year, notes["today"]),
        "today_chart": modern_index.lower_chart(
            figures, [n["key"] for n in place.named], year, place.row["name"]
        ),
        "compared": modern_index.two_indices(figures, place.key, year, EVERYONE, notes["today"]),
        "card_of": place.row["slug"] if place.is_town else STATE if place.level == "state" else "",
        "tracts": published_levels(rows),
        "tracts_today": modern_index.tract_lines(figures, own, year),
        "notes": notes,
    }


def _tracts(release: OpenRelease, place: Place) -> list[Row]:
    if not place.is_town:
        return []
    return [p for p in release.all_places if p["level"] == "tract" and p["town"] == place.key]


def published_levels(rows: list[Row]) -> list[dict[str, Any]]:
    """Return the tracts that have a published level of 2014, each with its score, from their observations."""
    by_place: dict[int, dict[str, Row]] = {}
    for row in rows:
        if row["measure"] == INDEX and row["variant"] == PUBLISHED and row["level"] == "tract":
            by_place.setdefault(row["place"], {})[row["output"]] = row
    labels = level_labels()
    found = [f for f in by_place.values() if "level" in f and "score" in f]
    lines = [
        {"geoid": f["level"]["geoid"], "name": f["level"]["name"], "flag": f["level"]["flag"],
         "score": f["score"]["value"], "level": int(f["level"]["value"])}
        for f in found
    ]  # fmt: skip
    return [
        line | {"level_label": labels[line["level"] - 1]}
        for line in sorted(lines, key=lambda line: line["geoid"])
    ]


def homes(release: OpenRelease, place: Place) -> Context:
    """Return income, poverty, rent burden and tenure, now and in the survey before that shares no year with it."""
    before, year = release.surveys()
    measures = [measure for measure, _output, _label in tables.LIVING]
    outputs = {output for _measure, output, _label in tables.LIVING}
    rows = release.observations(measures, place.rows, {before, year}, outputs)
    figures, notes = Figures(rows, release.measures), Notes()
    keys = [n["key"] for n in place.named]
    living = tables.living_table(figures, keys, (year, before), notes)
    return {
        "living": living,
        "living_chart": tables.living_chart(living, place.named),
        "before_year": before if before != year else None,
        "notes": notes,
    }


def assisted(release: OpenRelease, place: Place) -> Context:
    """Return assisted homes by year and type, and the share beside that of what the place lies in."""
    years, notes = release.years_of(ASSISTED), Notes()
    rows = release.observations([ASSISTED], place.rows, years, tables.ASSISTED_OUTPUTS)
    figures = Figures(rows, release.measures)
    table = tables.assisted_table(figures, place.key, years, notes)
    line = release.measures[ASSISTED]["parameters"][0]["values"]
    chart = assisted_chart(place.row["name"], table["drawn"], line[max(line)]) if table["drawn"] else ""
    compared = tables.assisted_compared(figures, place.named, years[-1], notes)
    return {
        "assisted": table | {"chart": chart},
        "assisted_compared": compared,
        "source": release.source_of(ASSISTED),
        "notes": notes,
    }


def assisted_chart(name: str, drawn: list[tuple[int, float]], level: float) -> str:
    """Return the assisted share over the years with the line of `level`, from which on a town is exempt."""
    return charts.line(
        drawn,
        level,
        _("ten percent: exempt from appeals"),
        _("Assisted homes in %(name)s as a share of all homes") % {"name": name},
        _("From %(first)s to %(last)s, with the ten-percent line. The table below has the numbers.")
        % {"first": drawn[0][0], "last": drawn[-1][0]},
        "assisted",
    )


def fair_share(release: OpenRelease, place: Place) -> Context:
    """Return a town's fair share under every method."""
    measures = (*town_fair_share.measures(release), town_fair_share.TOWN_FIGURES)
    outputs = {*town_fair_share.OUTPUTS, town_fair_share.YOUNG_SHARE}
    rows = release.observations(measures, place.own, [release.latest()], outputs)
    notes = Notes()
    lines = town_fair_share.table(release, Figures(rows, release.measures), place.key, notes)
    return {"fair_share": lines, "notes": notes, "under_plan": what_if.of_town(release, place.key)}


def schools(release: OpenRelease, place: Place) -> Context:
    """Return the school districts of a town, and the high schools that it designates."""
    found = school_districts(release)
    return {
        "districts": found.by_town.get(place.key, []),
        "high_schools": found.high_schools.get(place.key, []),
        "school_years": school_years(found),
        "notes": Notes(),
    }


def segregation(release: OpenRelease, place: Place) -> Context:
    """Return the headline indices, survey error taken out and as computed, and who lives where too few tracts are."""
    year, notes = release.latest(), Notes()
    rows = release.observations((*EXPLAINED, PEOPLE), place.rows, [year], {*OUTPUTS, "people", "share"})
    figures, keys = Figures(rows, release.measures), [n["key"] for n in place.named]
    own = tables.segregation_table(figures, keys[:1], year, "corrected", Notes())
    has_indices = any(figure and figure.known for line in own for figure in line.cells)
    shown = [n for n in place.named if has_indices or n["key"] != place.key]
    shown_keys = [n["key"] for n in shown]
    indices = {
        "has_indices": has_indices,
        "places": shown,
        "chart": tables.segregation_chart(figures, shown, year),
        "corrected": tables.segregation_table(figures, shown_keys, year, "corrected", notes),
        "as_computed": tables.segregation_table(figures, shown_keys, year, "value", notes),
        "by_chance": tables.segregation_table(figures, shown_keys[:1], year, "by_chance", notes),
    }
    people = None if has_indices else tables.people_table(figures, keys, year, Notes())
    return {"segregation": indices, "people": people, "notes": notes}


def duties(release: OpenRelease, place: Place) -> Context:
    """Return every duty of a town today."""
    return {"duties": law.town_lines(release, place.row, law.today()), "notes": Notes()}


@dataclass(frozen=True)
class Topic:
    """A page about a place: its code in the address, its label, how its context is found."""

    code: str
    label: str | Promise
    context: Callable[[OpenRelease, Place], Context]
    #: what it stands on, see `absent.SUBJECTS`
    subject: str = ""
    is_of_towns_only: bool = False
    #: the measures that it shows figures of, for its file; none where it shows no figures
    measures: Callable[[OpenRelease], Sequence[str]] = lambda _release: ()

    @property
    def template(self) -> str:
        """The template of the page."""
        return f"places/topics/{self.code.replace('-', '_')}.html"


TOPICS = (
    Topic("people", gettext_lazy("Who lives here"), people, measures=lambda _release: (PEOPLE,)),
    Topic(
        "opportunity",
        gettext_lazy("Opportunity"),
        opportunity,
        "today",
        measures=lambda _release: (modern_index.index(), ACCESS),
    ),
    Topic(
        "homes",
        gettext_lazy("Homes and costs"),
        homes,
        measures=lambda _release: tuple(dict.fromkeys(measure for measure, _o, _l in tables.LIVING)),
    ),
    Topic(
        "assisted",
        gettext_lazy("Assisted homes"),
        assisted,
        "assisted",
        measures=lambda _release: (ASSISTED,),
    ),
    Topic(
        "fair-share",
        gettext_lazy("Fair share"),
        fair_share,
        "fair_share",
        is_of_towns_only=True,
        measures=town_fair_share.measures,
    ),
    Topic(
        "schools",
        gettext_lazy("Schools"),
        schools,
        "districts",
        is_of_towns_only=True,
        measures=lambda _release: (DISTRICTS,),
    ),
    Topic("segregation", gettext_lazy("Segregation"), segregation, measures=lambda _release: EXPLAINED),
    Topic("duties", gettext_lazy("What the law asks"), duties, "duties", is_of_towns_only=True),
)


def topics_of(place: Place, has: dict[str, bool]) -> list[Topic]:
    """Return the topics that a place has pages on; `has`: subjects of the release, see `absent.subjects`."""
    return [
        topic
        for topic in TOPICS
        if has.get(topic.subject, True) and (place.is_town or not topic.is_of_towns_only)
    ]
