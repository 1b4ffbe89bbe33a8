"""A tract under the index of today: its level, how sure that is, and each indicator with its margin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from fairtown.concepts import EVERYONE, GROUP_WORDS
from fairtown.drawings import charts
from fairtown.formatting import format_points
from fairtown.hub.release_access import current_release, once_a_release
from fairtown.hub.shelf.access_table import GROUP_ORDER
from fairtown.hub.shelf.figures import Figure, Figures, Notes
from fairtown.hub.shelf.labels import certainty_labels, level_labels
from fairtown.hub.shelf.lines import Line, settle
from fairtown.hub.shelf.measure_ids import ACCESS
from fairtown.release.intervals import difference
from fairtown.release.reader import OpenRelease, Row

INDICATORS = "opportunity.indicators"
#: Outputs of a tract's place among all: as shown, and the ends of its 90% interval.
RANKS = {"shown": "rank", "low": "rank_lo90", "high": "rank_hi90"}


def index() -> str:
    """Return the measure of the index of today."""
    return current_release().profile.index


def tract(release: OpenRelease, place: Row) -> dict[str, Any] | None:
    """Return what the index of today says of a tract; None without it, or for a tract of another vintage."""
    if index() not in release.measures or place["vintage"] != release.profile.vintages[-1]:
        return None
    year = release.latest()
    figures = Figures(release.observations([index(), INDICATORS], [place], [year]), release.measures)
    notes = Notes()

    def get(output: str, measure: str = index()) -> Figure | None:
        return figures.get(measure, place["key"], year, output, "", notes)

    level, sure = get("level"), get("certainty")
    labels = level_labels()
    known = level is not None and level.known
    lines = []
    for output in release.measures[index()]["outputs"]:
        if output["name"].startswith("z_"):
            name = output["name"].removeprefix("z_")
            lines.append(
                {
                    "label": output["meaning"].split(":")[0],
                    "value": get(name, INDICATORS),
                    "z": get(output["name"]),
                }
            )
    rank = {name: get(output) for name, output in RANKS.items()}
    return {
        "level": int(level.row["value"]) if known and level else None,
        "level_label": labels[int(level.row["value"]) - 1] if known and level else "",
        "sure": certainty_labels()[int(sure.row["value"])] if sure and sure.known else "",
        "p": get("p_shown"),
        "rank": {name: int(f.row["value"]) if f and f.known else None for name, f in rank.items()},
        "n_ranked": _n_ranked(release),
        "chances": _chances([get(f"p_level_{i}") for i in range(1, len(labels) + 1)], labels),
        "lines": lines,
        "notes": notes,
        "year": year,
        "period": next((release.lineages[r["lineage"]]["period"] for r in figures.rows.values()), ""),
    }


@once_a_release
def _n_ranked(release: OpenRelease) -> int:
    """Return how many tracts of the open release have a rank."""
    tracts = [p for p in release.all_places if p["level"] == "tract"]
    rows = release.observations([index()], tracts, [release.latest()], [RANKS["shown"]])
    return sum(row["value"] is not None for row in rows)


def _chances(figures: list[Figure | None], labels: list[str]) -> str:
    """Return a bar of the probability of each level, or nothing where it is not known."""
    shares = [f.row["value"] for f in figures if f is not None and f.known]
    if len(shares) < len(labels):
        return ""
    return charts.stacked(
        [(_("Chance of each level"), shares)],
        labels,
        _("How sure is the level?"),
        _("The share of draws of the survey in which this tract has each of the five levels."),
        "chances",
    )


#: Outputs about areas and tracts that pages of places show.
OUTPUTS = ("lower", "lower_corrected", "score", "level", "certainty", "p_shown")
#: Outputs about the shares of people in each level.
BY_LEVEL = tuple(f"level_{i}_corrected" for i in range(1, 6))


def tracts_of(release: OpenRelease, town: Row) -> list[Row]:
    """Return the tracts of a town that the index of today is about."""
    return [
        p
        for p in release.all_places
        if p["level"] == "tract" and p["town"] == town["key"] and p["vintage"] == release.profile.vintages[-1]
    ]


def lower_shares(figures: Figures, key: str, year: int, notes: Notes) -> list[Line]:
    """Return, for each group, the share in the lower levels: survey error taken out, and as the map shows it."""
    lines = [
        Line(
            _(GROUP_WORDS[group]),
            {o: figures.get(index(), key, year, o, group, notes) for o in ("lower_corrected", "lower")},
        )
        for group in GROUP_ORDER
    ]
    settle(notes, lines)
    return lines


def levels_table(figures: Figures, key: str, year: int, notes: Notes) -> dict[str, Any]:
    """Return the shares of each group in each level and the lower two, survey error taken out: lines and a chart.

    `lines` is empty where the release has no shares by level for the place, as for towns.
    """
    labels, lines, drawn = level_labels(), {}, []
    for group in GROUP_ORDER:
        found = {o: figures.get(index(), key, year, o, group, notes) for o in (*BY_LEVEL, "lower_corrected")}
        shares = [f.row["value"] for name in BY_LEVEL if (f := found[name]) and f.known]
        if len(shares) == len(labels):
            lines[group] = Line(_(GROUP_WORDS[group]), found)
            drawn.append((lines[group].label, shares))
    settle(notes, lines.values())
    chart = charts.stacked(
        drawn,
        labels,
        _("Where each group lives, by opportunity level"),
        _("For each group, the share of its people in each of five levels. The table below has the numbers."),
        "levels",
    )
    in_lower = {group: line.figures["lower_corrected"] for group, line in lines.items()}
    return {
        "lines": list(lines.values()),
        "levels": labels,
        "lower": in_lower,
        "chart": chart if drawn else "",
    }


def lower_chart(figures: Figures, keys: list[str], year: int, name: str) -> str:
    """Return, for each group, the share in the lower levels as dots: the first place filled, the last as a ring."""
    rows = []
    for group in GROUP_ORDER:
        own = figures.get(index(), keys[0], year, "lower_corrected", group)
        if own is None or not own.known or own.tells_nothing:
            continue
        marks = [charts.Mark("point", own.row["value"], own.row["moe"])]
        other = figures.get(index(), keys[-1], year, "lower_corrected", group)
        if other and other.known and len(keys) > 1:
            marks.append(charts.Mark("plain", other.row["value"]))
        rows.append((_(GROUP_WORDS[group]), marks))
    title = _("Residents of %(name)s in lower-opportunity neighborhoods") % {"name": name}
    text = _("The share of each group in the two lowest levels, with the margin of error as a thin line.")
    return charts.dots(rows, title, text, "lower") if rows else ""


@dataclass(frozen=True)
class TwoIndices:
    """The share of a group in the lower levels by the index of today and by that of 2014, and how far they differ.

    `points`: the difference with its 90% margin, in points, without a sign; `differs`: whether it is larger than that.
    Both are None where a margin is unknown.
    """

    today: Figure
    earlier: Figure
    points: str | None
    differs: bool | None


def two_indices(
    figures: Figures, key: str, year: int, group: str = EVERYONE, notes: Notes | None = None
) -> TwoIndices | None:
    """Return what both indices say of a group; None where one of them has no figure.

    Both count the same people, so that the true margin of the difference is a little smaller than the one given.
    """
    now = figures.get(index(), key, year, "lower_corrected", group, notes)
    then = figures.get(ACCESS, key, year, "lower", group, notes)
    if now is None or then is None or not (now.known and then.known) or then.tells_nothing:
        return None
    now_moe, then_moe = _sampling_margin(now), _sampling_margin(then)
    if now_moe is None or then_moe is None or now.tells_nothing:
        return TwoIndices(now, then, None, None)
    gap, moe = difference(then.row["value"], then_moe, now.row["value"], now_moe)
    return TwoIndices(now, then, format_points(gap, moe, signed=False), abs(gap) > moe)


def _sampling_margin(figure: Figure) -> float | None:
    """Return the margin; 0 where every tract gives the same answer, None where it is unknown."""
    moe = figure.row["moe"]
    return 0.0 if moe is None and "one_side" in figure.row["flag"] else moe


def tract_lines(figures: Figures, tracts: list[Row], year: int) -> list[dict[str, Any]]:
    """Return the tracts of a town with level, how sure it is, and its probability; lowest score first."""
    labels, sure = level_labels(), certainty_labels()
    out = []
    for place in tracts:
        found = {
            o: figures.get(index(), place["key"], year, o) for o in ("score", "level", "certainty", "p_shown")
        }
        value = {name: f.row["value"] if f is not None and f.known else None for name, f in found.items()}
        level, certainty = value["level"], value["certainty"]
        out.append(
            {
                "place": place,
                "score": value["score"],
                "level": int(level) if level is not None else 0,
                "level_label": labels[int(level) - 1] if level is not None else _("no level"),
                "sure": sure[int(certainty)] if certainty is not None else _("not known"),
                "p": found["p_shown"],
            }
        )
    return sorted(out, key=lambda r: (r["score"] is None, r["score"] or 0.0))
