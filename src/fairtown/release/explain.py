"""Explains a published value: its formula, and every table, column, year, file and checksum behind it."""

from __future__ import annotations

from typing import Any

from fairtown.concepts import MARGINS, FairtownError
from fairtown.formatting import format_exact
from fairtown.release.reader import OpenRelease, Row

#: Rows of a table about the place that are shown; the file has those beyond.
ROWS_SHOWN = 100
#: Characters of a text that stands in a row for the terminal.
LONGEST_CELL = 60
#: Columns that say of which year a row is, where a table has rows of several.
YEAR_COLUMNS = ("year", "as_of_year")
#: Tables of names and codes: shown last.
GEOGRAPHY = "census_geography"


def explain(release: OpenRelease, measure_id: str, place: str, year: int | None = None) -> dict[str, Any]:
    """Return the values of a measure for a place with all that stands behind them.

    `year`: default the latest with a value there. Raises FairtownError naming the nearest measure, place,
    or the years there are.
    """
    measure = release.measure(measure_id)
    places = release.find_places(place)
    rows = _chosen(release, measure_id, places, year)
    chosen = rows[0]["year"]
    lineage = release.lineages[rows[0]["lineage"]]
    found = next(p for p in places if p["id"] == rows[0]["place"])
    return {
        "measure": {k: measure.get(k, "") for k in ("id", "title", "formula", "margin_formula", "file", "references")},
        "place": {k: found[k] for k in ("geoid", "vintage", "level", "name")},
        "year": chosen,
        "period": lineage["period"],
        "blank_margin": MARGINS[measure["margin"]],
        "values": _values(measure, rows),
        "parameters": [
            {"name": p["name"], "value": lineage["parameters"].get(p["name"]), "unit": p["unit"],
             "reference": p["reference"]}
            # those of the year: of a count of everyone nothing is drawn
            for p in measure["parameters"] if p["name"] in lineage["parameters"]
        ],
        "measures_used": [{"id": m, "year": y, "file": release.measure(m)["file"]} for m, y in lineage["measures"]],
        "tables": _tables(release, lineage, places, chosen),
        "release": release.date,
    }  # fmt: skip


def _other_codes(release: OpenRelease, places: list[Row]) -> str:
    """Return the code that a tract has in the other vintage, as the end of a line, nothing for other places."""
    own = {p["geoid"] for p in places}
    newer = [p for p in release.all_places if p["alias"] in own and p["geoid"] not in own]
    older = [o for p in places for o in release.all_places if o["geoid"] == p["alias"] != p["geoid"]]
    return "".join(f"; under the codes of {p['vintage']} it is {p['geoid']}" for p in (newer or older)[:1])


def _chosen(release: OpenRelease, measure_id: str, places: list[Row], year: int | None) -> list[Row]:
    """Return the observations of one year; raises FairtownError if there are none."""
    found = release.observations([measure_id], places)
    name = places[0]["name"]
    hint = _other_codes(release, places)
    if not found:
        levels = ", ".join(sorted({p["level"] for p in places}))
        raise FairtownError(
            f"{measure_id} has no figure for {name} ({levels}){hint}; it has levels "
            f"{', '.join(release.levels_of(measure_id))}: name such a place"
        )
    years = sorted({r["year"] for r in found})
    chosen = years[-1] if year is None else year
    if chosen not in years:
        there = ", ".join(map(str, years))
        why = release.absences.get(measure_id, {}).get(chosen, {}).get("reason", "")
        raise FairtownError(
            f"{measure_id} has no figure for {name} in {year}{why and f', because {why}'}; years: {there}{hint}"
        )
    return [r for r in found if r["year"] == chosen]


def _tables(release: OpenRelease, lineage: Row, places: list[Row], year: int) -> list[Row]:
    """Return the tables that were read: figures first, then the names and codes of places."""
    read = [(a, y, True) for a, y in lineage["tables"]] + [(a, y, False) for a, y in lineage["through"]]
    read.sort(key=lambda r: r[0].startswith(GEOGRAPHY))
    return [
        _table(release, address, table_year, direct, places, year) for address, table_year, direct in read
    ]


def _values(measure: Row, rows: list[Row]) -> list[Row]:
    """Return the observations of one place, each with what its blank margin means."""
    outputs = {o["name"]: o for o in measure["outputs"]}
    has_interval = any(outputs[row["output"]].get("margin") == "end" for row in rows)
    return [_value(measure, outputs[row["output"]], row, has_interval) for row in rows]


def _value(measure: Row, output: Row, row: Row, has_interval: bool) -> Row:
    # a release made before outputs spoke for themselves has no word of theirs
    kind = output.get("margin") or measure["margin"]
    if kind == "interval" and not has_interval:
        kind = "later"
    value = {
        "output": row["output"],
        "group": row["grp"],
        "variant": row["variant"],
        "value": row["value"],
        "moe": row["moe"],
        "unit": output["unit"],
        "flag": row["flag"],
        "blank_margin": MARGINS[kind],
        "meaning": output["meaning"],
    }
    if output["columns"]:
        value["columns"] = list(output["columns"])
    return value


def _table(
    release: OpenRelease, address: str, year: int, direct: bool, places: list[Row], of_year: int
) -> Row:
    code, _, name = address.partition(".")
    source = release.sources[code]
    table = next(t for t in source["tables"] if t["name"] == name)
    edition = release.editions[address, year]
    columns = [
        {k: c[k] for k in ("name", "code", "unit", "meaning", "official")}
        for c in table["columns"]
        if c["unit"] != "WKT"
    ]
    files = release.publisher_files.get(edition["file"], [])
    return {
        "address": f"{address}@{edition['period']}",
        "table": address,
        "year": year,
        "period": edition["period"],
        "publisher": source["publisher"],
        "title": f"{source['title']}: {table['title']}",
        "page": source["page"],
        "file": f"{release.profile.tables}/{edition['file']}",
        "sha256": edition["sha256"],
        **({"publisher_files": files} if files else {}),
        "read": "directly" if direct else "through a measure that it uses",
        "rows": edition["row_count"],
        "columns": columns,
        "is_geography": address.startswith(GEOGRAPHY),
        "here": _rows_here(release, address, table, edition, places, of_year),
    }


def _rows_here(
    release: OpenRelease, address: str, table: Row, edition: Row, places: list[Row], of_year: int
) -> list[Row]:
    """Return the rows of a table that are about the place itself, in the table's own codes and the year asked."""
    if "geoid" not in {*table["key"], *(c["name"] for c in table["columns"])}:
        return []
    geoids = [p["geoid"] for p in places if p["vintage"] == edition["vintage"]]
    rows = release.input_rows(address, edition["year"], geoids)
    for column in YEAR_COLUMNS:
        if rows and column in rows[0]:
            of_the_year = [row for row in rows if row[column] == of_year]
            # a table that is of one year itself may date its rows by the year they go back to
            rows = of_the_year if of_the_year or column in table["key"] else rows
    return rows[:ROWS_SHOWN]


def as_text(explained: dict[str, Any]) -> str:
    """Return an explanation for the terminal."""
    place, measure = explained["place"], explained["measure"]
    lines = [
        f"{measure['title']} — {place['name']} ({place['level']} {place['geoid']}, codes of {place['vintage']}), "
        f"{explained['period']}",
        "",
    ]
    for value in explained["values"]:
        name = " · ".join(x for x in (value["variant"], value["group"], value["output"]) if x)
        lines.append(f"  {name:<58} {shown(value)}")
    lines += ["", f"formula   {measure['formula']}"]
    if measure["margin_formula"]:
        lines.append(f"margin    {measure['margin_formula']}")
    lines.append(f"code      {measure['file']}")
    for parameter in explained["parameters"]:
        lines.append(f"parameter {parameter['name']} = {parameter['value']} ({parameter['reference']})")
    for used in explained["measures_used"]:
        lines.append(f"uses      {used['id']} {used['year']} ({used['file']})")
    for table in explained["tables"]:
        lines += ["", f"table     {table['address']}, {table['rows']} rows, read {table['read']}"]
        lines.append(f"          {table['publisher']}: {table['title'].split(': ', 1)[-1]}")
        lines.append(f"          {table['page']}")
        lines.append(f"file      {table['file']}")
        lines.append(f"sha256    {table['sha256']}")
        for file in table.get("publisher_files", []):
            lines.append(f"made of   {file['url']}")
            lines.append(f"          sha256 {file['sha256']}, fetched {file['fetched'][:10]}")
        for column in table["columns"]:
            codes = " · ".join(x for x in (column["code"], column["official"]) if x)
            if codes or not table["is_geography"]:
                lines.append(f"  column  {column['name']}" + (f" [{codes}]" if codes else ""))
        for row in table["here"]:
            cells = [_cell(k, v) for k, v in row.items() if k not in ("geoid", "vintage")]
            if any(cells):
                lines.append(f"  here    {row['geoid']}: {', '.join(cell for cell in cells if cell)}")
    lines += ["", f"release   {explained['release']}"]
    return "\n".join(lines)


def _cell(column: str, value: Any) -> str:
    """Return a cell of a row for the terminal, nothing for a blank or a long text."""
    if isinstance(value, (int, float)):
        return f"{column} {value:.10g}"
    return f"{column} {value}" if value and len(value) <= LONGEST_CELL else ""


def shown(value: Row) -> str:
    """Return a value with its margin, unit and flag in words for the terminal."""
    if value["value"] is None:
        return f"not known ({value['flag']})"
    if value["unit"] == "yes/no":
        return "yes" if value["value"] else "no"
    text = format_exact(value["value"], value["moe"])
    return f"{text} {value['unit']}" + (f" ({value['flag']})" if value["flag"] else "")
