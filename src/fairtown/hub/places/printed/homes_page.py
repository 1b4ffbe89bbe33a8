"""The third page of a printed report: what homes cost, where subsidized ones are, and the fair share of a town."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from fairtown.drawings.chart_file import styled
from fairtown.hub import absent
from fairtown.hub.places import topics, town_columns
from fairtown.hub.places.place import Place, larger_places
from fairtown.hub.places.printed.law import duties
from fairtown.hub.places.printed.numbers import Numbers, headers, notes_below
from fairtown.hub.places.printed.people_page import LETTERS, compared, key_of
from fairtown.hub.shelf import chart_cards
from fairtown.hub.shelf.figures import Notes
from fairtown.hub.shelf.labels import area_name, places_label, short_name
from fairtown.hub.shelf.measure_ids import ASSISTED
from fairtown.hub.site_url import absolute_url
from fairtown.release.reader import OpenRelease
from fairtown.reports.printed.document import (
    Block,
    Columns,
    Heading,
    Link,
    Page,
    Paragraph,
    Picture,
    Table,
    Text,
)

CHART_HEIGHT = 150


def homes_page(release: OpenRelease, place: Place, has: dict[str, bool], numbers: Numbers) -> Page:
    """Return homes and costs, subsidized homes, and the fair share of a town by every method."""
    return Page(
        _("Homes, fair share and duties"),
        [
            Heading(_("Homes and costs")),
            *_living(release, place, numbers),
            Heading(_("Assisted homes")),
            *(_assisted(release, place, numbers) if has["assisted"] else _no_list(release, place)),
            Heading(_("Fair share")),
            *(_fair_share(release, place, numbers) if has["fair_share"] else _reason("fair_share")),
            Heading(_("What the law asks")),
            *(duties(release, place, numbers) if has["duties"] else _reason("duties")),
            *([] if place.is_town else _within(release, place, numbers)),
        ],
    )


def _reason(subject: str) -> list[Block]:
    """Return why the state has nothing of a subject."""
    return [Paragraph([absent.why(subject)])]


def _no_list(release: OpenRelease, place: Place) -> list[Block]:
    """Return that assisted homes are not known, and why."""
    text = _("How many homes in %(name)s are assisted is not known.") % {"name": area_name(place.row["name"])}
    return [Paragraph([" ".join([text, *(m["why"] for m in absent.measures(release, [ASSISTED]))])])]


def _living(release: OpenRelease, place: Place, numbers: Numbers) -> list[Block]:
    found = topics.homes(release, place)
    own = area_name(place.row["name"])
    latest, before = release.period(release.latest()), found["before_year"]
    others = compared(place)[1:]
    rows = [
        numbers.noted_row(
            line.label,
            [
                line.figures["now"],
                *([line.figures["before"]] if before else []),
                *(line.figures[n["key"]] for n in others),
            ],
        )
        for line in found["living"].values()
        if line.figures["now"] is not None and line.figures["now"].known
    ]
    if not rows:
        return [Paragraph([_("What homes cost in %(name)s is not known.") % {"name": own}])]
    columns = [_("Figure"), f"{own} {latest}"]
    columns += [f"{own} {release.period(before)}"] if before else []
    columns += [f"{area_name(n['name'])} {latest}" for n in others]
    widths = (1.5, *(1 for _column in columns[1:]))
    table: list[Block] = [Table("", headers(columns), rows, widths), *notes_below(found["notes"])]
    if not found["living_chart"]:
        return table
    alt = _(
        "Dots: poverty, rent burden, owners and renters in %(name)s; the table beside it has the numbers."
    )
    chart = Picture(styled(found["living_chart"], LETTERS - 1), alt % {"name": own}, key_of(release, place))
    return [Columns([chart], table, 0.4)]


def _assisted(release: OpenRelease, place: Place, numbers: Numbers) -> list[Block]:
    found = topics.assisted(release, place)
    table, own = found["assisted"], area_name(place.row["name"])
    newest = table["lines"][0] if table["lines"] else None
    chart = _assisted_chart(place, found)
    lines = [
        (area_name(line.label), line.cells)
        for line in found["assisted_compared"]
        if line.figures["share"] is not None and line.figures["share"].known
    ]
    if not lines or newest is None:
        return _no_list(release, place)
    kinds = dict(zip(list(newest.figures)[2:-1], table["types"], strict=True))
    labels = {"total_assisted": _("Total"), **kinds, "census_housing_units": _("Homes (census)")}
    counts = [(label, [newest.figures[name]]) for name, label in labels.items()]
    label = _("Assisted homes, %(year)s") % {"year": table["last_year"]}
    right: list[Block] = [
        numbers.table(label, [_("Share")], lines, (1, 0)),
        numbers.table(own, [_("Homes")], counts, (1, 0)),
        *notes_below(found["notes"]),
    ]
    law = _("Towns at 10% or more are exempt from the affordable-housing appeals law (CGS 8-30g).")
    left: list[Block] = [*chart, Paragraph([law], is_quiet=True)] if place.is_town else [*chart]
    return [Columns(left, right, 0.5)]


def _assisted_chart(place: Place, found: dict[str, Any]) -> list[Picture]:
    """Return the share over the years: of a town beside the town with the highest."""
    if place.is_town:
        card = chart_cards.assisted_trend(place.row["slug"])
        if card is None:
            return []
        return [
            Picture(styled(card.svg, LETTERS), card.title, caption=[card.title], most_height=CHART_HEIGHT)
        ]
    if not found["assisted"]["chart"]:
        return []
    alt = _("Assisted homes in %(name)s as a share of all homes") % {"name": area_name(place.row["name"])}
    return [
        Picture(styled(found["assisted"]["chart"], LETTERS - 2), alt, caption=[alt], most_height=CHART_HEIGHT)
    ]


def _fair_share(release: OpenRelease, place: Place, numbers: Numbers) -> list[Block]:
    if not place.is_town:
        text = _("Each of the %(places)s has its own fair share, in its own report.")
        page = Link(_("All of them side by side"), absolute_url(reverse("fair-share")))
        return [Paragraph([text % {"places": places_label("town")}, " ", page])]
    found = topics.fair_share(release, place)
    rows: list[list[Text]] = []
    for line in found["fair_share"]:
        shown = line["figures"]
        interval: list[Any] = [numbers.number(shown["homes_hi90"])]
        if not line["is_surely_none"]:
            interval = [numbers.number(shown["homes_lo90"]), " – ", *interval]
            interval = [_("if not exempt:"), " ", *interval] if line["is_open"] else interval
        rows.append(
            [
                [line["title"], *numbers.reference(shown["homes"])],
                [numbers.number(shown["homes"])],
                interval,
                [numbers.number(shown["share_of_households"])],
                [line["note"]],
            ]
        )
    name = place.row["name"]
    if not rows:
        return [Paragraph([_("No method gives %(name)s a fair share.") % {"name": name}])]
    intro = _(
        "How many homes %(name)s would plan for over ten years, by each method. These are planning figures, not "
        "obligations."
    )
    columns = [_("Method"), _("Homes"), _("90% interval"), _("Share of its households"), _("Note")]
    widths: list[float] = [2, 0, 0, 0, 1.6]
    if not any(line["note"] for line in found["fair_share"]):
        columns, widths, rows = columns[:-1], widths[:-1], [row[:-1] for row in rows]
    table = Table("", headers(columns), rows, widths)
    return [Paragraph([intro % {"name": name}]), table, *notes_below(found["notes"])]


def _within(release: OpenRelease, place: Place, numbers: Numbers) -> list[Block]:
    """Return the towns of a region or county, or the regions of the state, with three figures each, in two tables."""
    notes = Notes()
    if place.level == "state":
        own = larger_places(release)["region"]
        found, title = town_columns.figures(release, notes, "region"), places_label("region")
    else:
        own = [t for t in release.towns if place.key in (t["region"], t["county"])]
        found, title = town_columns.figures(release, notes), places_label("town")
    if not own:
        return []
    notes.settle(figure for column in found.values() for figure in column.values())
    labels = {
        "lower": _("In lower opportunity"),
        "color": _("People of color"),
        "assisted": _("Assisted homes"),
    }
    columns = {name: label for name, label in labels.items() if found[name]}
    shown = [[found[name].get(p["key"]) for name in columns] for p in own]
    references = [numbers.reference(*column) for column in zip(*shown, strict=True)]
    header: list[Text] = [[""], *([label, *r] for label, r in zip(columns.values(), references, strict=True))]
    rows = [numbers.row(short_name(p["name"]), figures) for p, figures in zip(own, shown, strict=True)]
    half = (len(rows) + 1) // 2
    widths = (1.4, *(1 for _name in columns))
    left, right = (Table("", header, part, widths) for part in (rows[:half], rows[half:]))
    name = area_name(place.row["name"])
    heading = Heading(_("%(places)s in %(name)s") % {"places": capfirst(title), "name": name})
    return [heading, Columns([left], [right] if right.rows else []), *notes_below(notes)]
