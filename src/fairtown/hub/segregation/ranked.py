"""Places ranked by one index: the choice in the address, the chart, the table beside it, and the file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import get_script_prefix
from django.utils.translation import gettext as _

from fairtown.drawings import charts
from fairtown.hub.shelf.figures import Figure, Notes, anchor, number
from fairtown.hub.shelf.labels import levels_of_places, short_name
from fairtown.hub.shelf.segregation_indices import INDICES, OUTPUTS, Index
from fairtown.hub.shelf.shown_table import Column, ShownTable, cell
from fairtown.hub.shelf.table_notes import table_notes
from fairtown.release.intervals import rank_ranges
from fairtown.release.reader import OpenRelease, Row

#: The levels whose places are ranked, as far as the state has them.
LEVELS = ("region", "county", "town")
#: The flag of places where a group is too small a share of the people for a rank.
SMALL_SHARE = "small_share"
DEFAULT_LEVEL, DEFAULT_INDEX = "town", INDICES[0].slug
CSV_COLUMNS = (
    "rank_from", "rank_to", "geoid", "vintage", "geo_level", "name", "measure", "year", "period", "group",
    "as_computed", "corrected", "moe", "by_chance", "unit", "flag", "explain",
)  # fmt: skip


@dataclass(frozen=True)
class Choice:
    """The query parameters of the ranking: a level and an index."""

    level: str
    index: Index

    @property
    def query(self) -> str:
        """The choice as it stands in an address."""
        return f"level={self.level}&index={self.index.slug}"


@dataclass
class Place:
    """A place with its three figures; `ranks` are the first and last that it can have."""

    row: Row
    figures: dict[str, Row]
    ranks: tuple[int, int] | None = None

    @property
    def short(self) -> str:
        """The name without what all places of its level are called."""
        return short_name(self.row["name"])

    @property
    def rank_label(self) -> str:
        """The ranks as `3` or `3–7`."""
        if self.ranks is None:
            return "–"
        first, last = self.ranks
        return f"{first}" if first == last else f"{first}–{last}"

    @property
    def is_known(self) -> bool:
        """Whether the place has an index with a margin."""
        corrected = self.figures["corrected"]
        return corrected["value"] is not None and corrected["moe"] is not None

    @property
    def is_ranked(self) -> bool:
        """Whether it has one, of groups that are not too small here for the survey."""
        return self.is_known and SMALL_SHARE not in self.figures["corrected"]["flag"].split(";")


@dataclass
class Places:
    """The places of a level: those ranked, those of too small a group with an index, and those without one."""

    ranked: list[Place]
    small: list[Place]
    without: list[Place]


def places(release: OpenRelease, chosen: Choice, year: int | None = None) -> Places:
    """Return the places of a level with their figures, those ranked in their order; of the latest survey by default."""
    index, year = chosen.index, year or release.latest()
    rows = release.level_rows(index.measure, year, chosen.level, OUTPUTS, variant=None, group=index.group)
    rows.sort(key=lambda r: (r["name"], r["geoid"]))
    by_key: dict[str, Place] = {}
    for row in rows:
        by_key.setdefault(row["key"], Place(row, {})).figures[row["output"]] = row
    found = list(by_key.values())
    ranked = sorted(
        (p for p in found if p.is_ranked),
        key=lambda p: p.figures["corrected"]["value"] * (1 if chosen.index.is_low_first else -1),
    )
    both = [(p.figures["corrected"]["value"], p.figures["corrected"]["moe"]) for p in ranked]
    for place, ranks in zip(ranked, rank_ranges(both, chosen.index.is_low_first), strict=True):
        place.ranks = ranks
    small = [p for p in found if p.is_known and not p.is_ranked]
    return Places(ranked, small, [p for p in found if not p.is_known])


def table(release: OpenRelease, chosen: Choice) -> dict[str, Any]:
    """Return the ranking as the page shows it: lines of figures, the chart, and who has no index."""
    found, units, levels = places(release, chosen), _units(release, chosen), levels_of_places(*LEVELS)
    notes = Notes()
    lines, small = (
        [{"place": p, "figures": {o: Figure(p.figures[o], units[o], notes) for o in OUTPUTS}} for p in some]
        for some in (found.ranked, found.small)
    )
    return {
        "choice": chosen,
        "levels": list(levels.items()),
        "indices": [(i.slug, _(i.label)) for i in INDICES],
        "level_label": levels[chosen.level],
        "index_label": _(chosen.index.label),
        "lines": lines,
        "small": small,
        "without": found.without,
        "notes": notes,
        "chart": _chart(chosen, found.ranked) if found.ranked else "",
    }


def _chart(chosen: Choice, ranked: list[Place]) -> str:
    rows = []
    for place in ranked:
        corrected, chance = place.figures["corrected"], place.figures["by_chance"]
        kind = "vague" if "unreliable" in corrected["flag"] else "point"
        mark = charts.Mark(kind, corrected["value"], corrected["moe"])
        rows.append((place.short, [charts.Mark("chance", chance["value"]), mark]))
    first, last = ranked[0], ranked[-1]
    ends = {
        "first": first.short,
        "first_value": number(first.figures["corrected"]["value"], "share"),
        "last": last.short,
        "last_value": number(last.figures["corrected"]["value"], "share"),
    }
    return charts.dots(
        rows,
        f"{_(chosen.index.label)}: {levels_of_places(*LEVELS)[chosen.level]}",
        _(
            "One row for each place, from %(first)s (%(first_value)s) to %(last)s (%(last_value)s), with its margin "
            "as a bar. The table has the numbers."
        )
        % ends,
        "ranked",
    )


def file_rows(release: OpenRelease, chosen: Choice) -> list[Row]:
    """Return the ranking as a file: one row per place, those without a rank last, unknown blank."""
    found = places(release, chosen)
    unit = _units(release, chosen)["corrected"]
    out = []
    for place in [*found.ranked, *found.small, *found.without]:
        row, ranks = place.figures["corrected"], place.ranks or (None, None)
        start = f"{get_script_prefix()}explain/{row['measure']}/{row['geoid']}/{row['year']}/"
        out.append(
            {c: row[c] for c in ("geoid", "vintage", "name", "measure", "year", "moe", "flag")}
            | {"rank_from": ranks[0], "rank_to": ranks[1], "geo_level": row["level"], "group": row["grp"]}
            | {
                "period": release.lineages[row["lineage"]]["period"],
                "unit": unit,
                "explain": f"{start}#{anchor(row)}",
            }
            | {"corrected": row["value"], "as_computed": place.figures["value"]["value"]}
            | {"by_chance": place.figures["by_chance"]["value"]}
        )
    return out


def shown_table(release: OpenRelease, chosen: Choice, path: str) -> ShownTable:
    """Return the ranking as the page shows it, and after it the places without a rank; `path`: of the page."""
    found, units = places(release, chosen), _units(release, chosen)
    period = release.period(release.latest())
    labels = {
        "corrected": _("Survey error taken out"), "by_chance": _("By chance"), "value": _("As computed"),
    }  # fmt: skip
    columns = [Column(label) for label in (_("Place"), _("Code"), _("Rank"))]
    columns += [Column(label, units[output]) for output, label in labels.items()]
    rows = [
        [p.row["name"], p.row["geoid"], p.rank_label if p.ranks else None]
        + [cell(Figure(p.figures[output], units[output])) for output in labels]
        for p in [*found.ranked, *found.small, *found.without]
    ]
    notes = [
        (_("Years"), period),
        (
            _("Rank"),
            _("Ranks are ranges, because differences smaller than the margin of error do not count."),
        ),
    ]
    return ShownTable(
        f"segregation-{chosen.level}-{chosen.index.slug}",
        f"{levels_of_places(*LEVELS)[chosen.level]}: {_(chosen.index.label)}, {period}",
        columns,
        rows,
        table_notes(release, [chosen.index.measure], f"{path}?{chosen.query}", notes),
    )


def _units(release: OpenRelease, chosen: Choice) -> dict[str, str]:
    return {o["name"]: o["unit"] for o in release.measures[chosen.index.measure]["outputs"]}
