"""The table of all towns as a file, as the page shows it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from fairtown.hub.fair_share.answer import FairShareQuery, in_order, town_figures, town_rows
from fairtown.hub.shelf.fair_share_notes import TownNotes
from fairtown.hub.shelf.shown_table import Cell, Column, ShownTable, value
from fairtown.hub.shelf.table_notes import table_notes
from fairtown.hub.survey_words import translated
from fairtown.release.reader import OpenRelease
from fairtown.scenarios.fair_share import shares


def shown_table(release: OpenRelease, query: FairShareQuery) -> ShownTable:
    """Return every town's share in the order of the page; raises FairtownError if the method cannot be computed."""
    fair_share, ours = town_figures(release), shares.same(query.method)
    rows = in_order(town_rows(fair_share, fair_share.shown(query.method), ours), query.sort)
    geoids = {town["key"]: town["geoid"] for town in fair_share.towns}
    columns = [
        Column(_("Town")), Column(_("Code")), Column(_("Homes"), "homes"),
        Column(_("90% interval, lower end"), "homes"), Column(_("90% interval, upper end"), "homes"),
        Column(_("Share of its households"), "share"), Column(_("Homes a year, ten years"), "homes"),
        Column(_("Permits a year, %(period)s") % {"period": shares.PERMIT_PERIOD}), Column(_("Note")),
    ]  # fmt: skip
    texts = TownNotes.translated()
    base, _changes = shares.changed(query.method)
    title = translated(ours.title) if ours else _("A method of your own")
    interval = _("It holds nine of ten draws of the survey: the survey's error, not doubt about the method.")
    method = translated(base.title) if ours else _("%(title)s, changed") % {"title": translated(base.title)}
    return ShownTable(
        f"fair-share-{query.method.id}-as-shown",
        f"{_('Fair share')}: {title}",
        columns,
        [_cells(row, geoids[row["key"]], texts) for row in rows],
        table_notes(
            release,
            [f"fair_share.{ours.id}" if ours else shares.TOWN_FIGURES],
            f"{reverse('fair-share')}?{urlencode(query.parameters(query.sort))}",
            [(_("Method"), method), (_("90% interval"), interval)],
        ),
    )


def _cells(row: dict[str, Any], geoid: str, texts: TownNotes) -> list[Cell]:
    share = row["share"] if row["homes"] else 0.0
    return [
        row["name"], geoid, value(row["homes"], "homes"), value(row["low"], "homes"), value(row["high"], "homes"),
        value(share, "share"), value(row["per_year"], "homes"), row["permits"], texts.note(row["status"]),
    ]  # fmt: skip
