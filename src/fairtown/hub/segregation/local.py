"""Where the segregation is: the map of local divergence with the tables beside it, and the profile by distance."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from fairtown.concepts import GROUP_WORDS, GROUPS
from fairtown.drawings import charts, divergence_shades
from fairtown.hub.shelf.figures import Figure, Figures, Notes
from fairtown.hub.shelf.labels import short_name
from fairtown.hub.shelf.lines import Line
from fairtown.hub.shelf.measure_ids import PEOPLE
from fairtown.hub.shelf.segregation_indices import FIVE
from fairtown.release.reader import OpenRelease, Row

MOST = 10
HALF = 0.5
SPATIAL, RATIO = "segregation.spatial_entropy", "macro_micro"


def map_tables(release: OpenRelease, key: str) -> dict[str, Any]:
    """Return what the shades hold, and the ten tracts most unlike the state with who lives there."""
    year = release.latest()
    shares = release.level_rows(PEOPLE, year, "tract", "share", group="nh_white")
    white = {r["place"]: r["value"] for r in shares}
    rows = release.level_rows(divergence_shades.MEASURE, year, "tract", "value", variant=None)
    known = [r | {"white": white.get(r["place"])} for r in rows if r["value"] is not None]
    known.sort(key=lambda r: -r["value"])
    most = _most(release, known[:MOST], key)
    return most | {
        "shades": _shades(known),
        "n_nobody": len(rows) - len(known),
        "n_tracts": len(known),
        "n_vague": sum(not divergence_shades.has_one_shade(r["value"], r["moe"]) for r in known),
    }


def _shades(known: list[Row]) -> list[dict[str, Any]]:
    out = []
    for number, label in enumerate(divergence_shades.ranges(), start=1):
        tracts = [r for r in known if divergence_shades.shade(r["value"]) == number]
        white = sum((r["white"] or 0) > HALF for r in tracts)
        out.append(
            {"n": number, "label": label, "tracts": len(tracts), "white": white, "color": len(tracts) - white}
        )
    return out


def _most(release: OpenRelease, first: list[Row], key: str) -> dict[str, Any]:
    ids = [r["place"] for r in first]
    by_id = {p["id"]: p for p in release.all_places if p["id"] in ids}
    by_id |= {p["id"]: p for p in release.state_places}
    year = release.latest()
    rows = release.observations(
        [divergence_shades.MEASURE, PEOPLE], by_id.values(), [year], ["value", "share"]
    )
    figures = Figures(rows, release.measures)
    notes = Notes()
    lines = []
    for place in (by_id[i] for i in ids):
        value = figures.get(divergence_shades.MEASURE, place["key"], year, "value", FIVE, notes)
        found = {"value": value} | _mix(figures, place["key"], year, notes)
        lines.append({"place": place, "cells": list(found.values())})
    state = _mix(figures, key, year, notes)
    white = state["nh_white"]
    is_mostly_white = white is not None and white.known and white.row["value"] > HALF
    return {
        "lines": lines,
        "state": list(state.values()),
        "groups": [_(GROUP_WORDS[g]) for g in GROUPS],
        "notes": notes,
        "ceiling": divergence_shades.of_one_group(white.row["value"]) if white and is_mostly_white else None,
    }


def _mix(figures: Figures, key: str, year: int, notes: Notes) -> dict[str, Figure | None]:
    return {group: figures.get(PEOPLE, key, year, "share", group, notes) for group in GROUPS}


def scale(release: OpenRelease, key: str) -> dict[str, Any] | None:
    """Return segregation within 1 to 16 km, for the state, the regions and the counties; None if not published."""
    if SPATIAL not in release.measures:
        return None
    outputs = [o["name"] for o in release.measures[SPATIAL]["outputs"] if o["name"].startswith("within_")]
    places = [p for p in release.all_places if p["level"] in ("state", "region", "county")]
    year, notes = release.latest(), Notes()
    figures = Figures(release.observations([SPATIAL], places, [year]), release.measures)
    lines: dict[str, list[Line]] = {"state": [], "region": [], "county": []}
    for place in {p["key"]: p for p in places}.values():
        found = {o: figures.get(SPATIAL, place["key"], year, o, FIVE, notes) for o in (*outputs, RATIO)}
        if any(found.values()):
            lines[place["level"]].append(Line(short_name(place["name"]), found))
    if not lines["state"]:
        return None
    # a radius of which nothing can be said in the state as a whole has no column
    of_state = lines["state"][0].figures
    known = [o for o, figure in of_state.items() if figure and figure.known]
    if not known:
        return None
    for line in (line for level in lines.values() for line in level):
        line.figures = {o: line.figures[o] for o in known}
    outputs = [o for o in outputs if o in known]
    steps = [_("%(n)s km") % {"n": o.split("_")[1]} for o in outputs]
    return {
        "steps": steps,
        "lines": [*lines["state"], *lines["region"]],
        "counties": lines["county"],
        "first": of_state[outputs[0]],
        "first_step": steps[0],
        "last": of_state[outputs[-1]],
        "ratio": of_state[RATIO],
        "notes": notes,
        "chart": _scale_chart(outputs, steps, lines),
    }


def _scale_chart(outputs: list[str], steps: list[str], lines: dict[str, list[Line]]) -> str:
    def values(line: Line) -> list[float | None]:
        return [f.row["value"] if f else None for f in map(line.figures.get, outputs)]

    series = [charts.Series(line.label, "thin", values(line)) for line in lines["region"]]
    series += [charts.Series(line.label, "line", values(line)) for line in lines["state"]]
    return charts.profile(
        steps,
        series,
        _("Segregation by the size of the surroundings"),
        _(
            "A line for the state and a thin one for each region, from %(first)s to %(last)s. The table below has the "
            "numbers."
        )
        % {"first": steps[0], "last": steps[-1]},
        "scale",
    )
