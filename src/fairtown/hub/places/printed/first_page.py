"""The first page of a printed report: the answer first, the map, and the figures by which places are compared."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from fairtown.drawings.palette import LEVELS
from fairtown.drawings.place_map import drawing
from fairtown.drawings.svg_map import Outline
from fairtown.hub import absent
from fairtown.hub.places import cards
from fairtown.hub.places.place import Place
from fairtown.hub.places.printed.numbers import Numbers, headers, notes_below
from fairtown.hub.shelf import modern_index
from fairtown.hub.shelf.figures import Figures, Notes
from fairtown.hub.shelf.headlines import HEADLINES, Headline
from fairtown.hub.shelf.labels import area_name, level_labels
from fairtown.hub.shelf.place_findings import Finding
from fairtown.hub.shelf.segregation_indices import INDICES
from fairtown.hub.survey_words import translated
from fairtown.release.reader import OpenRelease
from fairtown.reports.printed.document import (
    Block,
    Columns,
    Findings,
    Heading,
    Page,
    Paragraph,
    Picture,
    Swatch,
    Table,
)

#: Points that the map takes in height at most: of a state or region wider than high it takes less.
MAP_HEIGHT = 330
#: Figures that the page on people has.
ON_NEXT_PAGE = {i.slug for i in INDICES} - {"dissimilarity-black-white"}


def first_page(release: OpenRelease, place: Place, has: dict[str, bool], numbers: Numbers) -> Page:
    """Return what is remarkable, the map, and the headline figures with those of what the place lies in."""
    found = cards.overview(release, place, has)["findings"]
    left: list[Block] = [Findings([_sentence(numbers, f) for f in found])]
    if not found:
        left = [Paragraph([_no_finding(place)])]
    left.append(Paragraph([_how_chosen(release, place)], is_quiet=True))
    return Page(
        _("At a glance"),
        [
            Columns(left, [_map(release, place, has)], 0.54),
            Heading(_("The figures in short")),
            *_headlines(release, place, numbers),
            *_absent(release),
        ],
    )


def _sentence(numbers: Numbers, finding: Finding) -> Any:
    return numbers.sentence(finding.message, finding.figures, finding.names)


def _no_finding(place: Place) -> str:
    message = _("No figure of %(name)s stands out by more than its margin of error.")
    return message % {"name": area_name(place.row["name"])}


def _how_chosen(release: OpenRelease, place: Place) -> str:
    """Return by which rule the findings are chosen."""
    margin = _("± is the margin of error at 90% confidence. Each number opens its explanation.")
    if place.level == "state":
        rule = _("They are the same for every release: opportunity, who lives here, rents, assisted homes.")
    else:
        rule = _(
            "By one rule for every place: figures that differ from the state, the region, a neighboring town or a "
            "line of the law by more than their margin of error, the most unusual difference first, at most four."
        )
    return f"{rule} {margin}"


def _map(release: OpenRelease, place: Place, has: dict[str, bool]) -> Picture:
    names = {"name": area_name(place.row["name"])}
    key = [Swatch(color, label) for color, label in zip(LEVELS, level_labels(), strict=True)]
    key.append(Swatch("", _("No data"), "hatched"))
    if has["today"]:
        caption = _("Index of %(map_period)s") % {"map_period": release.period(release.latest())}
        alt = _("Map of %(name)s: neighborhoods shaded by opportunity level, from very low to very high")
    elif has["index"] and place.is_town:
        caption = _("Index of 2014")
        alt = _("Map of %(name)s: neighborhoods shaded by opportunity level, from very low to very high")
    else:
        alt, caption, key = _("Map of %(name)s and its neighborhoods"), "", key[-1:]
    return Picture(_map_svg(release, place, has), alt % names, key, [caption] if caption else [], MAP_HEIGHT)


def _map_svg(release: OpenRelease, place: Place, has: dict[str, bool]) -> str:
    """Return the map of a town as its page has it; of a larger place that of all its tracts."""
    folder = release.path / "maps"
    if place.is_town:
        return (folder / "towns" / f"{place.row['slug']}.svg").read_text(encoding="utf-8")
    vintage = release.profile.vintages[-1]
    outline = Outline.read((folder / f"outline-{vintage}.json").read_text(encoding="utf-8"))
    tracts = [p for p in release.all_places if p["level"] == "tract" and p["vintage"] == vintage]
    inside = {p["geoid"] for p in tracts if place.key in (p["region"], p["county"], p["state"])}
    rows = (
        release.level_rows(modern_index.index(), release.latest(), "tract", "level") if has["today"] else []
    )
    levels = {row["geoid"]: int(row["value"]) for row in rows if row["value"] is not None}
    return drawing(outline, levels, inside & set(outline.tracts))


def _headlines(release: OpenRelease, place: Place, numbers: Numbers) -> list[Block]:
    """Return the headline figures of a place and of what it lies in; unknown ones are left out."""
    held = [h for h in HEADLINES if h.measure in release.measures and h.code not in ON_NEXT_PAGE]
    years = {h.code: release.years_of(h.measure)[-1] for h in held}
    figures = Figures(
        release.observations(
            sorted({h.measure for h in held}), place.rows, set(years.values()), {h.output for h in held}
        ),
        release.measures,
    )
    notes, rows = Notes(), []
    for headline in held:
        cells = [
            figures.get(
                headline.measure, n["key"], years[headline.code], headline.output, headline.group, notes
            )
            for n in place.named
        ]
        if cells[0] is not None and cells[0].known:
            rows.append(numbers.noted_row(_with_period(release, headline, years[headline.code]), cells))
    names = [area_name(n["name"]) for n in place.named]
    if not rows:
        text = _("No figure of %(name)s is known.") % {"name": names[0]}
        return [Paragraph([text])]
    return [
        Table("", headers([_("Figure"), *names]), rows, (1.9, *(1 for _name in names))),
        *notes_below(notes),
    ]


def _with_period(release: OpenRelease, headline: Headline, year: int) -> str:
    return f"{headline.label}, {headline.period(release, year)}"


def _absent(release: OpenRelease) -> list[Block]:
    """Return which figures a state has none of, and why."""
    found = absent.measures(release, absent.headlines(release))
    lines = [Paragraph([f"{translated(m['title'])}: {m['why']}"], is_quiet=True) for m in found]
    title = _("What has no figures for %(state_name)s") % {"state_name": release.state_name}
    return [Heading(title), *lines] if lines else []
