"""The second page of a printed report: who lives in a place, and in neighborhoods of which opportunity."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fairtown.drawings.chart_file import styled
from fairtown.drawings.palette import DOT, TRACT_LINE
from fairtown.hub import absent
from fairtown.hub.places import topics
from fairtown.hub.places.place import Place
from fairtown.hub.places.printed.numbers import Numbers, headers, notes_below
from fairtown.hub.shelf.figures import Notes
from fairtown.hub.shelf.labels import area_name, level_labels
from fairtown.hub.shelf.modern_index import index
from fairtown.hub.site_url import absolute_url
from fairtown.hub.templatetags.fairtown_tags import place_name
from fairtown.release.reader import OpenRelease
from fairtown.reports.printed.document import (
    Block,
    Columns,
    Heading,
    Link,
    Page,
    Paragraph,
    Picture,
    Swatch,
    Table,
    Text,
)

#: Size of letters in a chart that takes half of a page, in its own pixels.
LETTERS = 15
#: Neighborhoods of a town that are listed; of more it is said how many have which level.
MOST_LISTED = 8


def people_page(release: OpenRelease, place: Place, has: dict[str, bool], numbers: Numbers) -> Page:
    """Return who lives in the place, and the shares of each group in lower opportunity."""
    return Page(
        _("People and opportunity"),
        [
            Heading(_("Who lives here")),
            *_people(release, place, numbers),
            Heading(_("Opportunity")),
            *(_opportunity(release, place, numbers) if has["today"] else _no_index(release)),
            Heading(_("How far apart groups live")),
            *_segregation(release, place, numbers),
        ],
    )


def compared(place: Place) -> list[dict[str, str]]:
    """Return the place and the state, which the tables beside a chart have room for."""
    return [place.named[0], *(place.named[-1:] if place.level != "state" else [])]


def key_of(release: OpenRelease, place: Place) -> list[Swatch]:
    """Return the key of a chart of dots: the place filled, the state as a ring."""
    own = Swatch(DOT, area_name(place.row["name"]), "dot")
    return [own] if place.level == "state" else [own, Swatch(TRACT_LINE, release.state_name, "ring")]


def _people(release: OpenRelease, place: Place, numbers: Numbers) -> list[Block]:
    found = topics.people(release, place)
    lines = found["people"]["lines"]
    shown = compared(place)
    found_lines = [
        (line.label, [line.figures["people"], *(line.figures[n["key"]] for n in shown)])
        for line in lines
        if line.figures["people"] is not None and line.figures["people"].known
    ]
    if not found_lines:
        return [
            Paragraph([_("Who lives in %(name)s is not known.") % {"name": area_name(place.row["name"])}])
        ]
    period = release.period(release.latest())
    source = _("American Community Survey %(period)s, table B03002.") % {"period": period}
    alt = _("Bars: residents of %(name)s by race and ethnicity; the table beside it has the numbers.")
    picture = Picture(
        styled(found["people"]["chart"], LETTERS),
        alt % {"name": area_name(place.row["name"])},
        caption=[source],
    )
    columns = [_("People"), *(area_name(n["name"]) for n in shown)]
    table = numbers.table(_("Group"), columns, found_lines, (1, *(0 for _column in columns)))
    return [Columns([picture], [table, *notes_below(found["notes"])], 0.42)]


def _opportunity(release: OpenRelease, place: Place, numbers: Numbers) -> list[Block]:
    found = topics.opportunity(release, place)
    lines = [
        (line.label, line.cells)
        for line in found["today"]
        if any(figure is not None and figure.known for figure in line.cells)
    ]
    blocks: list[Block] = [Paragraph(text) for text in _indices(numbers, found)]
    title = _("Share of each group in the two lowest levels")
    alt = _(
        "Dots: the share of each group in lower-opportunity neighborhoods in %(name)s; the table beside it has the "
        "numbers."
    )
    columns = (_("survey error taken out"), _("as mapped"))
    table = numbers.table(_("Group"), columns, lines, (1.3, 1, 0.8), title)
    right: list[Block] = [table, *notes_below(found["notes"]["today"])]
    if found["today_chart"]:
        picture = Picture(
            styled(found["today_chart"], LETTERS),
            alt % {"name": area_name(place.row["name"])},
            key_of(release, place),
            most_height=230,
        )
        blocks.append(Columns([picture], right, 0.42))
    elif lines:
        blocks += right
    if place.is_town:
        blocks += _neighborhoods(place, found["tracts_today"])
    return blocks


def _indices(numbers: Numbers, found: dict[str, Any]) -> list[Text]:
    """Return what both indices say of all residents, where both are known, in the words of the page."""
    both = found["compared"]
    if both is None:
        return []
    # the messages of shelf/_two_indices.html, whose marks of HTML say nothing on paper
    if both.today.tells_nothing:
        message = _(
            "%(who)s: how many live in the two lowest levels today cannot be told from so few answers; by the index of "
            "2014 it is %(then)s."
        )
    elif both.points is None:
        message = _(
            "%(who)s: <strong>%(now)s</strong> live in the two lowest levels by the index of today, %(then)s by the "
            "index of 2014; whether the two differ cannot be told."
        )
    elif both.differs:
        message = _(
            "%(who)s: <strong>%(now)s</strong> live in the two lowest levels by the index of today, %(then)s by the "
            "index of 2014; the two differ by %(points)s points."
        )
    else:
        message = _(
            "%(who)s: <strong>%(now)s</strong> live in the two lowest levels by the index of today, %(then)s by the "
            "index of 2014; the difference of %(points)s points is no larger than its margin."
        )
    names = {"who": _("All residents"), "points": both.points or ""}
    return [numbers.sentence(strip_tags(message), {"now": both.today, "then": both.earlier}, names)]


def _neighborhoods(place: Place, tracts: list[dict[str, Any]]) -> list[Block]:
    """Return the neighborhoods of a town with their levels, or how many have which where they are many."""
    page = Link(
        _("Every neighborhood and how sure its level is"), absolute_url(place.topic_url("opportunity"))
    )
    if not tracts:
        return []
    if len(tracts) <= MOST_LISTED:
        rows: list[list[Text]] = [
            [[place_name(t["place"]["name"])], [t["level_label"]], [t["sure"]]] for t in tracts
        ]
        table = Table(
            _("Neighborhoods and their levels today"),
            headers((_("Tract"), _("Level"), _("How sure?"))),
            rows,
            (2, 1, 1),
            is_words=True,
        )
        return [table, Paragraph([page], is_quiet=True)]
    counts = Counter(t["level"] for t in tracts)
    by_level = [
        f"{label}: {counts[level]}"
        for level, label in enumerate((_("no level"), *level_labels()))
        if counts[level]
    ]
    text = ngettext("%(n)s neighborhood by level today:", "%(n)s neighborhoods by level today:", len(tracts))
    return [Paragraph([f"{text % {'n': len(tracts)}} {', '.join(by_level)}. ", page])]


def _segregation(release: OpenRelease, place: Place, numbers: Numbers) -> list[Block]:
    """Return the headline indices of a place and of what it lies in, survey error taken out."""
    found = topics.segregation(release, place)["segregation"]
    name, notes, blocks = area_name(place.row["name"]), Notes(), list[Block]()
    if not found["has_indices"]:
        text = _(
            "%(name)s has fewer than ten tracts, too few for an index: it would say more about where the lines are "
            "drawn than about people."
        )
        blocks = [Paragraph([text % {"name": name}])]
    lines = [line for line in found["corrected"] if any(f is not None and f.known for f in line.cells)]
    if not lines:
        return blocks
    notes.settle(figure for line in lines for figure in line.cells)
    rows = [numbers.noted_row(line.label, line.cells) for line in lines]
    columns = [_("Survey error taken out"), *(area_name(p["name"]) for p in found["places"])]
    table = Table("", headers(columns), rows, (1.9, *(1 for _place in found["places"])))
    return [*blocks, table, *notes_below(notes)]


def _no_index(release: OpenRelease) -> list[Block]:
    """Return why there is no index."""
    found = absent.measures(release, [index()])
    return [
        Paragraph([_("There is no index of opportunity for %(state)s.") % {"state": release.state_name}]),
        *(Paragraph([m["why"]], is_quiet=True) for m in found),
    ]
