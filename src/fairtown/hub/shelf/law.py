"""The law of the open release on a day, and what it asks of a town, as several pages show it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from fairtown.hub.release_access import current_release, once_a_release
from fairtown.hub.shelf.figures import Figure
from fairtown.release.reader import OpenRelease, Row
from fairtown.reports import duties
from fairtown.reports.duties import Duties, Standing


@once_a_release
def law(release: OpenRelease) -> Duties:
    """Return the law of a release, cached for the life of the process."""
    return Duties(release)


def today() -> date:
    """Return the day in the site's time zone."""
    return localdate()


def regions(release: OpenRelease) -> list[Row]:
    """Return the regions by name."""
    rows = [p for p in release.all_places if p["level"] == "region"]
    return sorted({r["key"]: r for r in rows}.values(), key=lambda r: r["name"])


def displayed(standing: Standing) -> dict[str, Any]:
    """Return a duty as a page shows it on a day: its kind and the label of that in the reader's language."""
    return {
        "duty": standing.duty,
        "kind": standing.kind,
        "label": _(duties.STANDINGS[standing.kind]),
        "standing": standing,
    }


def town_line(town: Row, standing: Standing, on: date) -> dict[str, Any]:
    """Return a duty of a town as a row of the board: never more than the record says."""
    exempt = exempt_share(current_release(), town["key"], on) if standing.kind == "exempt" else None
    return displayed(standing) | {"town": town, "record": standing.record, "exempt": exempt}


def exempt_share(release: OpenRelease, key: str, on: date) -> Figure | None:
    """Return the share of assisted homes by which a town is exempt from appeals on a day; None if it is not."""
    row = law(release).exempt(on).get(key)
    return Figure(row, "share") if row else None


def town_lines(release: OpenRelease, town: Row, on: date) -> list[dict[str, Any]]:
    """Return every duty of a town on a day, those with a coming day first, ended ones last."""
    found = [town_line(town, s, on) for s in law(release).town(town["key"], on)]
    return sorted(found, key=_by_next_day)


def _by_next_day(line: dict[str, Any]) -> tuple[bool, date]:
    """Order duties: those with a coming day first, those that have or may have ended last."""
    coming = line["standing"].next_due
    return line["kind"] in ("ended", "end_unknown"), coming.last if coming else date.max
