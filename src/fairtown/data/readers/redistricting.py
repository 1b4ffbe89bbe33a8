"""Counts of the 2020 census for redistricting (PL 94-171): people and homes by block, and which places each is in.

A zip of four files without headers, cells divided by pipes: `ri2020geo.pl` (97 cells a place, POP100 people and HU100
homes among them) and three of counts. Here only the first is read: its rows of counties, county subdivisions, places,
tracts and blocks (summary levels 050, 060, 160, 140, 750). Counts have no margins, but for privacy some noise is in
them, at the block most. Land is in square meters.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from fairtown.concepts import FairtownError

#: The cells that are read, by their position in a row of the geographic header (Census Bureau, 2020 PL 94-171 summary
#: file, geographic header record).
CELLS = {
    "SUMLEV": 2, "GEOCOMP": 4, "GEOCODE": 9, "STATE": 12, "COUNTY": 14, "COUSUB": 17, "COUSUBCC": 18, "PLACE": 29,
    "PLACECC": 30, "TRACT": 32, "AREALAND": 84, "AREAWATR": 85, "BASENAME": 86, "NAME": 87, "FUNCSTAT": 88,
    "POP100": 90, "HU100": 91,
}  # fmt: skip
WIDTH = 97
LEVELS = {"050": "counties", "060": "subdivisions", "160": "places", "140": "tracts", "750": "blocks"}
#: Whole places, not their urban part or the like.
WHOLE = "00"


@dataclass(frozen=True)
class Redistricting:
    """The geography of a state, a row per place: `geoid` and the cells of `CELLS`, counts and land as whole numbers."""

    counties: pd.DataFrame
    subdivisions: pd.DataFrame
    places: pd.DataFrame
    tracts: pd.DataFrame
    blocks: pd.DataFrame


def read(file: str, content: bytes, fips: str) -> Redistricting:
    """Return the places of a state; FairtownError, in one line that begins with `file`, if it is no such file."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        headers = [name for name in archive.namelist() if name.lower().endswith("geo2020.pl")]
        if len(headers) != 1:
            raise FairtownError(
                f"{file}: expected one geographic header (…geo2020.pl) in it, got {len(headers)}"
            )
        with archive.open(headers[0]) as lines:
            found = _by_level(file, lines, fips)
    tables = {name: _table(file, name, found[level]) for level, name in LEVELS.items()}
    people = {
        name: int(tables[name].POP100.sum()) for name in ("counties", "subdivisions", "tracts", "blocks")
    }
    if len(set(people.values())) != 1:
        sums = ", ".join(f"{name} {number:,}" for name, number in people.items())
        raise FairtownError(f"{file}: people do not add up alike: {sums}; the file is not whole")
    return Redistricting(**tables)


def _by_level(file: str, lines: Iterable[bytes], fips: str) -> dict[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = {level: [] for level in LEVELS}
    for number, line in enumerate(lines, start=1):
        cells = line.decode("latin-1").rstrip("\r\n").split("|")
        if len(cells) != WIDTH:
            raise FairtownError(f"{file}: row {number} has {len(cells)} cells, expected {WIDTH}")
        if cells[CELLS["SUMLEV"]] in found and cells[CELLS["GEOCOMP"]] == WHOLE:
            if cells[CELLS["STATE"]] != fips:
                raise FairtownError(
                    f"{file}: row {number} is of state {cells[CELLS['STATE']]}, expected {fips}"
                )
            found[cells[CELLS["SUMLEV"]]].append([cells[at] for at in CELLS.values()])
    return found


def _table(file: str, name: str, found: list[list[str]]) -> pd.DataFrame:
    rows = pd.DataFrame(found, columns=list(CELLS), dtype="str")
    for number in ("AREALAND", "AREAWATR", "POP100", "HU100"):
        rows[number] = pd.to_numeric(rows[number]).astype("int64")
    if rows.empty and name != "places":
        raise FairtownError(f"{file}: no {name} are in it; the file is not whole")
    if rows.GEOCODE.duplicated().any():
        raise FairtownError(
            f"{file}: {rows.GEOCODE[rows.GEOCODE.duplicated()].iloc[0]} stands twice among {name}"
        )
    return rows.rename(columns={"GEOCODE": "geoid"})
