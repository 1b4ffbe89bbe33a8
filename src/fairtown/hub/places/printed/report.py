"""The printed report of a place, whole: four pages in the language of who asks."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fairtown.hub import absent
from fairtown.hub.places.place import Place
from fairtown.hub.places.printed.first_page import first_page
from fairtown.hub.places.printed.homes_page import homes_page
from fairtown.hub.places.printed.numbers import Numbers
from fairtown.hub.places.printed.people_page import people_page
from fairtown.hub.places.printed.sources_page import sources_page
from fairtown.hub.shelf.labels import area_name
from fairtown.hub.site_url import absolute_url
from fairtown.release.reader import OpenRelease
from fairtown.reports.printed.document import Report
from fairtown.reports.printed.pdf import pdf

#: The fonts of the site as TTF, which `npm run build` writes.
FONTS = Path(__file__).parents[2] / "static" / "built"


def report(release: OpenRelease, place: Place) -> Report:
    """Return what the report of a place says, with the findings and figures of its pages."""
    has, numbers = absent.subjects(release), Numbers(release)
    name = area_name(place.row["name"])
    pages = [
        page(release, place, has, numbers) for page in (first_page, people_page, homes_page, sources_page)
    ]
    where = [area_name(n["name"]) for n in place.named[1:]]
    texts = {"name": name, "state": release.state_name, "date": release.date}
    return Report(
        name=name,
        about=" · ".join([_("Fair housing report"), *where, _("figures of release %(date)s") % texts]),
        title=_("%(name)s: fair housing report, release %(date)s") % texts,
        language=get_language() or "en",
        date=release.date,
        # no link: what stands on every page is no part of the text, and PDF/UA allows none there
        footer=" · ".join([_("fairtown %(state)s · release %(date)s") % texts, absolute_url(place.url)]),
        page_of=_("Page {n} of {total}"),
        pages=pages,
    )


def report_pdf(release: OpenRelease, place: Place) -> bytes:
    """Return the report of a place as a tagged PDF; raises FairtownError where typst or a font is missing."""
    return pdf(report(release, place), FONTS)
