"""What is known of a town's zoning as pages show it: facts, reviewed contributions, old maps, and what is not known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.timezone import now
from django.utils.translation import gettext as _

from fairtown.drawings import zone_map
from fairtown.drawings.zone_map import Building, Zone
from fairtown.hub.errors import TranslatedError
from fairtown.hub.release_access import current_release
from fairtown.hub.shelf.figures import Figures, Notes
from fairtown.hub.shelf.zoning_facts import DisplayedFact, displayed, zoning
from fairtown.hub.shelf.zoning_records import Hearing, ShownContribution, zoning_records
from fairtown.release.reader import OpenRelease, Row
from fairtown.reports.town_zoning import (
    CHANGE,
    SHARES,
    SUBJECTS,
)

#: The district of a fact that holds everywhere in a town.
WHOLE_TOWN = "whole town"
#: A meeting stays in the list for some hours after it began.
STILL_ON = timedelta(hours=6)
NEXT = 5
#: Kinds of change between two maps.
CHANGES = ("tightened", "loosened", "same", "dropped")


def _not_known(label: str, facts: list[DisplayedFact], sent: list[ShownContribution]) -> str:
    """Return what is not known on the subject of this label; blank where something is known of the whole town."""
    parts = ["" if one.fact.district == WHOLE_TOWN else one.where for one in facts]
    parts += [c.district for c in sent]
    if not parts:
        return label
    only = _("known only for %(parts)s") % {"parts": ", ".join(dict.fromkeys(parts))}
    return f"{label} ({only})" if all(parts) else ""


def subjects(release: OpenRelease, town: Row) -> list[dict[str, Any]]:
    """Return what is known on every subject: facts, and contributions that staff reviewed; unknown ones empty."""
    facts = zoning(release).facts.get(town["key"], [])
    geoids = [p["geoid"] for p in release.all_places if p["key"] == town["key"] and p["vintage"] == "2010"]
    shown = zoning_records().shown_contributions(town["key"])
    out = []
    for subject, label in SUBJECTS.items():
        own = [displayed(f, geoids[0]) for f in facts if f.subject == subject]
        sent = [c for c in shown if c.subject == subject]
        is_corrected = any(c.is_correction for c in sent)
        out.append(
            {
                "id": subject,
                "label": _(label),
                "facts": own,
                "sent": sent,
                "is_known": bool(own or sent),
                "not_known": _not_known(_(label), own, sent),
                "is_corrected": is_corrected,
            }
        )
    others = [c for c in shown if c.subject not in SUBJECTS]
    if others:
        other = {"id": "other", "label": _("Also sent in"), "facts": [], "sent": others}
        out.append(other | {"is_known": True, "not_known": ""})
    return out


def known_and_unknown(release: OpenRelease, town: Row) -> dict[str, list[dict[str, Any]]]:
    """Return the subjects of which something is known, and those of which something is not: one may be in both."""
    found = subjects(release, town)
    return {
        "subjects": [s for s in found if s["is_known"]],
        "unknown": [s for s in found if s["not_known"]],
    }


def hearings(towns: Iterable[str] | None = None, n: int = NEXT) -> list[Hearing]:
    """Return the next hearings on record, soonest first; `towns`: keys, or None for the whole state."""
    return zoning_records().hearings(now() - STILL_ON, towns, n)


def named(found: list[Hearing]) -> list[dict[str, Any]]:
    """Return hearings each with its town."""
    by_key = {t["key"]: t for t in current_release().towns}
    return [{"hearing": h, "town": by_key[h.town]} for h in found if h.town in by_key]


@dataclass(frozen=True)
class OldMap:
    """A town's zoning map of a year: the drawing, its districts, and the figures made from it."""

    year: int
    drawing: str
    zones: list[Zone]
    lines: list[dict[str, Any]]
    homes: Any
    acre: Any
    may_stand: float | None


def old_map(release: OpenRelease, town: Row, year: int, building: Building | None = None) -> OldMap:
    """Return the map of a year with its shares; TranslatedError if the town has none of that year."""
    town_zoning = zoning(release)
    if (town["key"], year) not in town_zoning.zones:
        message = _("%(town)s has no zoning map of %(year)s.")
        raise TranslatedError(message % {"town": town["name"], "year": year})
    rows = town_zoning.zones[town["key"], year]
    places = [p for p in release.all_places if p["key"] == town["key"]]
    figures = Figures(release.observations([SHARES], places, [year]), release.measures)
    groups = sorted({g for _m, _k, _y, output, g in figures.rows if output == "share"}, key=float)
    lines = [
        {
            "least": float(group),
            "shade": zone_map.shade(float(group)),
            "share": figures.get(SHARES, town["key"], year, "share", group),
            "acres": figures.get(SHARES, town["key"], year, "acres", group),
        }
        for group in reversed(groups)
    ]
    zones = zone_map.lines(rows, building)
    return OldMap(
        year,
        zone_map.drawing(rows, _("{sqft} sq ft, {acres} acre"), building),
        zones,
        lines,
        figures.get(SHARES, town["key"], year, "homes_at_minimum"),
        figures.get(SHARES, town["key"], year, "builders_acre_share"),
        zone_map.share_that_answers(zones) if building else None,
    )


def change(release: OpenRelease, town: Row) -> dict[str, Any] | None:
    """Return how a town's zoning changed between its two maps; None where it has no two."""
    years = release.measures[CHANGE]["years"]
    places = [p for p in release.all_places if p["key"] == town["key"]]
    figures = Figures(release.observations([CHANGE], places, years), release.measures)
    if not figures.rows:
        return None
    year, labels = years[-1], release.measures[CHANGE]["group_words"]
    notes = Notes()

    def get(output: str, group: str = "") -> Any:
        return figures.get(CHANGE, town["key"], year, output, group, notes)

    lines = [
        {"kind": kind, "label": _(labels[kind]), "share": get("share", kind), "acres": get("acres", kind)}
        for kind in CHANGES
    ]
    town_zoning = zoning(release)
    first, last = (town_zoning.years(town["key"])[end] for end in (-1, 0))
    maps = (town_zoning.zones[town["key"], first], town_zoning.zones[town["key"], last])
    return {
        "first": first, "last": last, "lines": lines,
        "drawing": zone_map.change_drawing(*maps, {kind: _(label) for kind, label in labels.items()}),
        "before": get("all_homes_before"), "after": get("all_homes_after"), "notes": notes,
    }  # fmt: skip


def counts(release: OpenRelease, sent: dict[str, int]) -> list[dict[str, Any]]:
    """Return every town with how many facts, maps and reviewed contributions are known of it."""
    town_zoning = zoning(release)
    return [
        {
            "town": t,
            "facts": len(town_zoning.facts.get(t["key"], ())),
            "maps": len(town_zoning.years(t["key"]))
            or len({r.year for r in town_zoning.lists.get(t["key"], ())}),
            "sent": sent.get(t["key"], 0),
        }
        for t in release.towns
    ]
