"""The tables that housing agencies owe by law each year, as far as public figures fill them: read from a release.

Connecticut General Statutes, section 8-37bb: households by race and income, by program and development, new and in all,
and by census tract. What only the agencies know is named as not published, and is never a zero.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from fairtown.concepts import Column
from fairtown.release.reader import OpenRelease, Row

LAW = "Connecticut General Statutes, section 8-37bb"
DISTINCT, CONCENTRATION = "subsidized.distinct_homes", "subsidized.concentration"
BALANCE, ASSISTED, INDEX = "subsidized.balance", "subsidized.assisted_share", "opportunity.oca_2014"
ALL, NEAR, PUBLISHED = "all_programs", "near", "published_rows"
LEVELS = ("very_low", "low", "moderate", "high", "very_high")
KINDS = ("", "high_opportunity_towns", "other_towns")
ALL_TOWNS = "All towns"
TYPES = ("governmentally_assisted", "tenant_rental_assistance", "chfa_usda_mortgages", "deed_restricted")
NOT_PUBLISHED = (
    f"Not published: agencies report this under {LAW}, and no public file that we hold has it. It is not known, not "
    "zero."
)


@dataclass(frozen=True)
class ReportTable:
    """One table of the report: rows by column name, None for unknown; `reason` says why there are no rows at all."""

    id: str
    title: str
    note: str
    columns: tuple[Column, ...] = ()
    rows: tuple[Row, ...] = ()
    reason: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, as the header of a file."""
        return tuple(column.name for column in self.columns)


#: What tables of the report have in common.
FLAG = Column("flag", "text", "what is to be said of the row, names of flags joined by ;")
PROGRAM = (Column("program", "text", "program"), Column("program_words", "text", "program in words"))
COUNTED = (
    Column("homes_recorded", "homes", "homes as recorded: the sum over records"),
    Column("distinct_homes", "homes", "homes, each building counted once"),
)
#: Columns and note of T3.
LEVEL_COLUMNS = (
    *PROGRAM,
    Column("level", "text", "opportunity level of the 2014 index"),
    Column("level_words", "text", "opportunity level in words"),
    Column("records", "records", "subsidy records"),
    Column("buildings", "buildings", "buildings that the records are of"),
    *COUNTED,
    Column("distinct_share", "share", "share of the program's homes, each building counted once"),
    Column("share", "share", "share of the program's homes, as recorded"),
    Column("rr_all", "times", "share as recorded over the share of all occupied homes"),
    Column("rr_rentals", "times", "share as recorded over the share of all rented homes"),
    Column("rr_all_moe", "times", "90% margin of error of the ratio to all occupied homes, a lower bound"),
    Column("rr_rentals_moe", "times", "90% margin of error of the ratio to all rented homes, a lower bound"),
    FLAG,
)
LEVEL_NOTE = (
    "Homes, not households: who lives in them only the agencies know. Vouchers recorded at an office are left "
    "out. As recorded, a building that several programs pay for counts with each of them. Margins hold the error of "
    "the numbers of homes alone and are lower bounds: the levels of 2014 were published without theirs."
)


def report(release: OpenRelease) -> tuple[ReportTable, ...]:
    """Return the seven tables T1 to T7 in order. Raises FairtownError if the release lacks a measure behind them."""
    return (
        ReportTable("T1", "Households by program and race", "", reason=NOT_PUBLISHED),
        ReportTable("T2", "Households by program and income", "", reason=NOT_PUBLISHED),
        by_program_and_level(release),
        net_new(release),
        by_tract(release),
        trend(release),
        ReportTable("T7", "Waiting lists by race", "", reason=NOT_PUBLISHED),
    )


def by_program_and_level(release: OpenRelease) -> ReportTable:
    """Return T3: homes of each program by opportunity level, beside the share of all homes and rentals there."""
    year = _last_year(release, DISTINCT)
    counts = _by_group(release.listed(DISTINCT, "state", year, NEAR))
    ratios = _by_group(release.listed(CONCENTRATION, "state", year, "records"))
    once = _by_group(release.listed(CONCENTRATION, "state", year, "distinct"))
    labels = release.measure(DISTINCT)["group_words"]
    programs = [p for p in labels if p in counts and "|" not in p and p not in LEVELS]
    rows = []
    for program in programs:
        for level in LEVELS:
            group = level if program == ALL else f"{program}|{level}"
            count, ratio = counts.get(group, {}), ratios.get(group, {})
            row: Row = {"program": program, "program_words": labels[program]}
            row |= {"level": level, "level_words": labels[level]}
            row |= {
                name: _value(count, name)
                for name in ("records", "buildings", "homes_recorded", "distinct_homes")
            }
            row |= {name: _value(ratio, name) for name in ("share", "rr_all", "rr_rentals")}
            row["distinct_share"] = _value(once.get(group, {}), "share")
            row |= {f"{name}_moe": _value(ratio, name, "moe") for name in ("rr_all", "rr_rentals")}
            rows.append(row | {"flag": _flags([*count.values(), *ratio.values()])})
    return ReportTable(
        "T3", "Subsidized homes by program and opportunity level", LEVEL_NOTE, LEVEL_COLUMNS, tuple(rows)
    )


def net_new(release: OpenRelease) -> ReportTable:
    """Return T4: net new assisted homes of each year, in high-opportunity towns and in others."""
    labels = {**release.measure(BALANCE)["group_words"], "": ALL_TOWNS}
    names = ("net_new", *(f"net_new_{name}" for name in TYPES), "net_new_share")
    found = _by_year(release, BALANCE, names)
    rows = []
    for year in release.measure(BALANCE)["years"]:
        for kind in KINDS:
            figures = {n: found[n, year, kind] for n in names if (n, year, kind) in found}
            row: Row = {"year": year, "towns": kind, "towns_words": labels[kind]}
            rows.append(row | {n: _value(figures, n) for n in names} | {"flag": _flags(figures.values())})
    meaning = {o["name"]: o["meaning"] for o in release.measure(BALANCE)["outputs"]}
    columns = (
        Column("year", "year", "year of the list"),
        Column("towns", "text", "kind of towns; blank for all"),
        Column("towns_words", "text", "kind of towns in words"),
        *(Column(n, "share" if n == "net_new_share" else "homes", meaning[n]) for n in names),
        FLAG,
    )
    note = (
        "Net: the state's list less that of the year before, corrections of the list included. Two types begin in "
        "2012: the list joined them before."
    )
    return ReportTable("T4", "Net new assisted homes by year and kind of town", note, columns, tuple(rows))


def by_tract(release: OpenRelease) -> ReportTable:
    """Return T5: homes of each program in each 2010 tract that has any."""
    year = _last_year(release, DISTINCT)
    labels = release.measure(DISTINCT)["group_words"]
    places = {p["geoid"]: p for p in release.all_places if p["level"] == "tract" and p["vintage"] == "2010"}
    towns = {town["key"]: town["name"] for town in release.towns}
    index = release.level_rows(INDEX, _last_year(release, INDEX), "tract", "level", PUBLISHED)
    levels = {row["geoid"]: LEVELS[int(row["value"]) - 1] for row in index if row["value"] is not None}
    found: dict[tuple[str, str], dict[str, Row]] = {}
    for row in release.listed(DISTINCT, "tract", year, NEAR):
        found.setdefault((row["geoid"], row["group"]), {})[row["output"]] = row
    order = list(labels)
    rows = [
        {
            "geoid": geoid, "tract": places[geoid]["name"], "town": towns[places[geoid]["town"]],
            "level": levels.get(geoid), "program": program, "program_words": labels[program],
            "homes_recorded": _value(figures, "homes_recorded"), "distinct_homes": _value(figures, "distinct_homes"),
            "flag": _flags(figures.values()),
        }
        for (geoid, program), figures in sorted(found.items(), key=lambda i: (i[0][0], order.index(i[0][1])))
    ]  # fmt: skip
    columns = (
        Column("geoid", "code", "2010 census tract"),
        Column("tract", "text", "tract in words"),
        Column("town", "text", "town of the tract"),
        Column("level", "text", "opportunity level of the 2014 index"),
        *PROGRAM,
        *COUNTED,
        FLAG,
    )
    note = (
        "Tracts with homes only. A development recorded at a housing authority's office counts in the office's "
        "tract. Dollars are not published by tract."
    )
    return ReportTable("T5", "Subsidized homes by census tract and program", note, columns, tuple(rows))


def trend(release: OpenRelease) -> ReportTable:
    """Return T6: assisted homes of the state and how evenly they are spread, by year."""
    assisted = ("total_assisted", "census_housing_units", "assisted_share", "towns_at_or_above", *TYPES)
    spread = ("towns_below_one_percent", "towns_none", "gini")
    parts = ("assisted_part", "homes_part")
    found = _by_year(release, ASSISTED, assisted) | _by_year(release, BALANCE, (*spread, *parts))
    high = KINDS[1]
    rows = []
    for year in release.measure(BALANCE)["years"]:
        figures = {n: found[n, year, ""] for n in (*assisted, *spread) if (n, year, "") in found}
        figures |= {n: found[n, year, high] for n in parts if (n, year, high) in found}
        row: Row = {"year": year} | {n: _value(figures, n) for n in (*assisted, *spread, *parts)}
        rows.append(row | {"flag": _flags(figures.values())})
    outputs = {o["name"]: o for m in (ASSISTED, BALANCE) for o in release.measure(m)["outputs"]}
    in_high = {
        "assisted_part": "share of the state's assisted homes in high-opportunity towns",
        "homes_part": "share of all homes of the state in high-opportunity towns",
    }
    columns = (
        Column("year", "year", "year of the list"),
        *(
            Column(n, outputs[n]["unit"], in_high.get(n, outputs[n]["meaning"]))
            for n in (*assisted, *spread, *parts)
        ),
        FLAG,
    )
    note = (
        "The number of all homes is that of the last census: shares and the Gini jump in 2011 and 2023 for that "
        "alone."
    )
    return ReportTable("T6", "Assisted homes and their balance by year", note, columns, tuple(rows))


def _last_year(release: OpenRelease, measure: str) -> int:
    return int(max(release.measure(measure)["years"]))


def _by_group(rows: Iterable[Row]) -> dict[str, dict[str, Row]]:
    found: dict[str, dict[str, Row]] = {}
    for row in rows:
        found.setdefault(row["group"], {})[row["output"]] = row
    return found


def _by_year(release: OpenRelease, measure: str, outputs: Iterable[str]) -> dict[tuple[str, int, str], Row]:
    """Return the state's rows of some outputs by output, year and group."""
    state = release.state_places
    rows = release.observations([measure], state, outputs=outputs)
    return {(row["output"], row["year"], row["grp"]): row for row in rows}


def _value(figures: dict[str, Row], name: str, field: str = "value") -> Any:
    return figures[name][field] if name in figures else None


def _flags(rows: Iterable[Row]) -> str:
    """Return the flags of several figures, each once."""
    return ";".join(dict.fromkeys(flag for row in rows for flag in row["flag"].split(";") if flag))
