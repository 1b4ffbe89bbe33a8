"""What a release has nothing of, and why, in the reader's language: pages say so instead of showing blanks."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.utils.translation import gettext as _

from fairtown.release.reader import OpenRelease, Row

#: What each subject of the site stands on: measures, of which one is enough, or a table.
SUBJECTS = {
    "index": ("opportunity.access_by_race",),
    "today": ("opportunity.modern",),
    "lab": ("opportunity.indicators",),
    "assisted": ("subsidized.assisted_share",),
    "fair_share": ("fair_share.town_figures",),
    "duties": ("ct_housing_law.duties",),
    "zoning": ("ct_zoning_facts.town_facts",),
}
#: The measures whose absence a page about a place tells.
HEADLINES = (
    "opportunity.oca_2014",
    "opportunity.modern",
    "subsidized.assisted_share",
    "fair_share.town_figures",
)


def subjects(release: OpenRelease) -> dict[str, bool]:
    """Return which subjects of the site the release has figures or tables of."""
    tables = {address for address, _year in release.editions}
    return {
        name: any(what in release.measures or what in tables for what in stands_on)
        for name, stands_on in SUBJECTS.items()
    }


def measures(release: OpenRelease, wanted: Collection[str] | None = None) -> list[dict[str, Any]]:
    """Return title, id and reason of the measures without figures: all, or those of `wanted`."""
    return [
        {"id": measure, "title": row["title"], "why": reason(row)}
        for measure, row in release.absent.items()
        if wanted is None or measure in wanted
    ]


def reason(row: Row) -> str:
    """Return why a measure has no figures, as a sentence."""
    sentences = {
        "state": _("It is a measure of %(detail)s only."),
        "source": _("It reads the table %(what)s, which only %(detail)s has."),
        "table": _("It reads the table %(what)s, which is not held for this state."),
        "edition": _("It reads the table %(what)s of %(detail)s, which is not held for this state."),
        "measure": _("It builds on the measure %(what)s, which has no figures for this state."),
        "measure_year": _("It builds on the measure %(what)s, which has no figures for %(detail)s."),
    }
    return sentences[row["kind"]] % {"what": row["what"], "detail": row["detail"]}
