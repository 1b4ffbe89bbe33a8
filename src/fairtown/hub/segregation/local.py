"""Where the segregation is: the map of local divergence with the tables beside it, and the profile by distance."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from fairtown.concepts import GROUP_WORDS, GROUPS
from fairtown.hub.figures import Figure, Figures, Notes
from fairtown.hub.places.tables import PEOPLE, Line
from fairtown.hub.segregation.indices import FIVE
from fairtown.hub.segregation.ranked import short_name
from fairtown.outputs import charts, divergence
from fairtown.outputs.release import OpenRelease, Row

MOST = 10
HALF = 0.5
SPATIAL = "segregation.spatial_entropy"


def map_tables(opened: OpenRelease, key: str) -> dict[str, Any]:
    """Return what the shades hold, and the ten tracts most unlike the state with who lives there."""
    rows = opened.query(
        """SELECT o.place, o.value, o.moe, w.value AS white FROM observation o
        LEFT JOIN observation w ON w.place = o.place AND w.measure = ?1 AND w.year = o.year AND w.variant = ''
          AND w.grp = 'nh_white' AND w.output = 'share'
        WHERE o.measure = ?2 AND o.year = ?3 AND o.output = 'value' ORDER BY o.value DESC""",
        PEOPLE, divergence.MEASURE, opened.latest(),
    )  # fmt: skip
    known = [r for r in rows if r["value"] is not None]
    most = _most(opened, known[:MOST], key)
    return most | {
        "shades": _shades(known),
        "n_nobody": len(rows) - len(known),
        "n_tracts": len(known),
        "n_vague": sum(not divergence.has_one_shade(r["value"], r["moe"]) for r in known),
    }


def _shades(known: list[Row]) -> list[dict[str, Any]]:
    out = []
    for number, words in enumerate(divergence.ranges(), start=1):
        here = [r for r in known if divergence.shade(r["value"]) == number]
        white = sum((r["white"] or 0) > HALF for r in here)
        out.append(
            {"n": number, "words": words, "tracts": len(here), "white": white, "color": len(here) - white}
        )
    return out


def _most(opened: OpenRelease, first: list[Row], key: str) -> dict[str, Any]:
    ids = [r["place"] for r in first]
    by_id = {p["id"]: p for p in opened.all_places if p["id"] in ids or p["level"] == "state"}
    year = opened.latest()
    rows = opened.observations([divergence.MEASURE, PEOPLE], by_id.values(), [year], ["value", "share"])
    figures = Figures(rows, opened.measures)
    notes = Notes()
    lines = []
    for place in (by_id[i] for i in ids):
        cells = [figures.get(divergence.MEASURE, place["key"], year, "value", FIVE, notes)]
        cells += _mix(figures, place["key"], year, notes)
        lines.append({"place": place, "figures": cells})
    state = _mix(figures, key, year, notes)
    white = state[0]
    is_mostly_white = white is not None and white.known and white.row["value"] > HALF
    return {
        "lines": lines,
        "state": state,
        "groups": [_(GROUP_WORDS[g]) for g in GROUPS],
        "notes": notes,
        "ceiling": divergence.of_one_group(white.row["value"]) if white and is_mostly_white else None,
    }


def _mix(figures: Figures, key: str, year: int, notes: Notes) -> list[Figure | None]:
    return [figures.get(PEOPLE, key, year, "share", group, notes) for group in GROUPS]


def scale(opened: OpenRelease, key: str) -> dict[str, Any] | None:
    """Return segregation within 1 to 16 km, for the state, the regions and the counties; None if not told."""
    if SPATIAL not in opened.measures:
        return None
    outputs = [o["name"] for o in opened.measures[SPATIAL]["outputs"] if o["name"].startswith("within_")]
    places = [p for p in opened.all_places if p["level"] in ("state", "region", "county")]
    year, notes = opened.latest(), Notes()
    figures = Figures(opened.observations([SPATIAL], places, [year]), opened.measures)
    lines: dict[str, list[Line]] = {"state": [], "region": [], "county": []}
    for place in {p["key"]: p for p in places}.values():
        cells = [figures.get(SPATIAL, place["key"], year, o, FIVE, notes) for o in (*outputs, "macro_micro")]
        if any(cells):
            lines[place["level"]].append(Line(short_name(place["name"]), cells))
    if not lines["state"]:
        return None
    # a radius of which nothing can be said in the state as a whole has no column
    known = [i for i, figure in enumerate(lines["state"][0].figures) if figure and figure.known]
    if not known:
        return None
    for line in (line for level in lines.values() for line in level):
        line.figures = [line.figures[i] for i in known]
    outputs = [outputs[i] for i in known if i < len(outputs)]
    steps = [_("%(n)s km") % {"n": o.split("_")[1]} for o in outputs]
    return {
        "steps": steps,
        "lines": [*lines["state"], *lines["region"]],
        "counties": lines["county"],
        "first": lines["state"][0].figures[0],
        "first_step": steps[0],
        "last": lines["state"][0].figures[len(outputs) - 1],
        "ratio": lines["state"][0].figures[-1],
        "notes": notes,
        "chart": _scale_chart(steps, lines),
    }


def _scale_chart(steps: list[str], lines: dict[str, list[Line]]) -> str:
    def values(line: Line) -> list[float | None]:
        return [f.row["value"] if f else None for f in line.figures[: len(steps)]]

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
