"""The last page of a printed report: what is known of zoning, and where every number comes from."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from fairtown.hub import absent
from fairtown.hub.places.place import Place
from fairtown.hub.places.printed.numbers import Numbers, headers
from fairtown.hub.places.printed.sources import sources
from fairtown.hub.shelf.labels import places_label
from fairtown.hub.shelf.zoning_facts import displayed, zoning
from fairtown.hub.site_url import absolute_url
from fairtown.release.reader import OpenRelease
from fairtown.reports.printed.document import Block, Heading, Link, Page, Paragraph, Table, Text
from fairtown.reports.town_zoning import SUBJECTS

#: Published facts on zoning that the page has room for; the town's own page has all.
MOST_FACTS = 4


def sources_page(release: OpenRelease, place: Place, has: dict[str, bool], numbers: Numbers) -> Page:
    """Return zoning, then the sources: the page is made last, when every number has its note."""
    known = _zoning(release, place) if has["zoning"] else [Paragraph([absent.why("zoning")])]
    return Page(
        _("Zoning, and where the numbers come from"),
        [Heading(_("Zoning")), *known, Heading(_("Sources")), sources(numbers)],
    )


def _zoning(release: OpenRelease, place: Place) -> list[Block]:
    """Return the published facts of a town, and what none is known of."""
    if not place.is_town:
        text = _("Each of the %(places)s sets its own zoning rules; its page says what is known of them.")
        page = Link(_("Zoning, place by place"), absolute_url(reverse("zoning")))
        return [Paragraph([text % {"places": places_label("town")}, " ", page])]
    facts = zoning(release).facts.get(place.key, [])
    oldest = place.own[0]["geoid"]
    rows: list[list[Text]] = []
    for fact in facts[:MOST_FACTS]:
        shown = displayed(fact, oldest)
        label = f"{shown.meaning} ({shown.where})" if shown.where else shown.meaning
        value = Link(shown.value, absolute_url(shown.href))
        rows.append([[label], [value], [_(fact.as_of)], [fact.source]])
    columns = [_("Published fact"), _("Value"), _("As of"), _("Source")]
    table = [Table("", headers(columns), rows, (1.3, 0.9, 0.8, 1.6), is_words=True)] if rows else []
    known = {fact.subject for fact in facts}
    unknown = [_(label) for subject, label in SUBJECTS.items() if subject not in known]
    page = Link(_("More on zoning"), absolute_url(reverse("zoning-town", args=[place.row["slug"]])))
    text = _("Not known from published sources: %(subjects)s.") % {"subjects": "; ".join(unknown)}
    return [*table, Paragraph([text, " ", page] if unknown else [page], is_quiet=True)]
