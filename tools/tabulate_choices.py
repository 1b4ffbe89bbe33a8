"""Make the clean tables of rents and stations, and of schools, from folders of compiled public figures.

    .venv/bin/python tools/tabulate_choices.py FOLDER NAMES_FOLDER

As `tabulate_connecticut.py`, whose functions it uses: it selects and renames published figures and derives nothing.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
from tabulate_connecticut import read

from fairtown.concepts import Table
from fairtown.data import clean_tables
from fairtown.data.federal import acs5_profile, hud_rents
from fairtown.states.connecticut.profile import STATE
from fairtown.states.connecticut.sources import ct_edsight, ct_stations

#: From this school year on students can be of two or more races.
FIRST_OF_TODAY = "2010-11"


def rents(folder: Path) -> None:
    """Write small area rents by ZIP code, rents by town, and median gross rents."""
    zips = read(folder, "safmr_zip.csv")
    for edition in hud_rents.ZIPS.editions:
        own = zips[zips.fiscal_year == str(edition.year)]
        out = own[["zip", "hud_area"]].assign(vintage="2010")
        for n in hud_rents.BEDROOMS:
            out[f"safmr_{n}br_usd"] = own[f"safmr_{n}br"]
        clean_tables.write("hud_rents", hud_rents.ZIPS, edition, out, STATE.folder)
    towns = read(folder, "fmr_town.csv")
    out = towns[["hud_area"]].assign(geoid=towns.town_geoid, vintage="2010")
    for n in hud_rents.BEDROOMS:
        out[f"fmr_{n}br_usd"] = towns[f"fmr_{n}br"]
    clean_tables.write("hud_rents", hud_rents.TOWNS, hud_rents.TOWNS.editions[0], out, STATE.folder)
    medians = read(folder, "rents_by_town.csv")
    for edition in acs5_profile.RENT.editions:
        own = medians[medians.period == edition.period]
        out = pd.DataFrame({"geoid": own.town_geoid, "vintage": "2010"})
        out["median_gross_rent_usd"] = own.median_gross_rent
        out["median_gross_rent_usd_moe"] = own.margin_of_error
        clean_tables.write("acs5_profile", acs5_profile.RENT, edition, out, STATE.folder)


def stations(folder: Path) -> None:
    """Write the stations with the code of their town."""
    codes = {t.town: t.town_geoid for t in read(folder, "fmr_town.csv").itertuples()}
    rows = read(folder, "transit_stations.csv")
    out = rows[["station", "mode", "lat", "lon"]].assign(geoid=rows.town.map(codes), vintage="2010")
    _write("ct_stations", ct_stations.STATIONS, out)


def schools(folder: Path, names: Path) -> None:
    """Write students by race by school and year, and by district."""
    races = [name for name, _words in ct_edsight.RACES]
    rows = read(names / "ct_schools", "enrollment_by_race_school_year.csv")
    rows = rows[rows.enr_total != ""]
    out = rows[["school_code", "district_code"]].assign(vintage="2010")
    out["year"] = (rows.school_year.str[:4].astype(int) + 1).astype(str)
    for name in races:
        out[name] = rows[f"enr_{name}"]
    is_old = rows.school_year < FIRST_OF_TODAY
    out.loc[is_old, ["pacific_islander", "two_or_more"]] = "0"
    out["students"], out["hidden_cells"] = rows.enr_total, rows.suppressed_cells
    _write("ct_edsight", ct_edsight.ENROLLMENT, out)
    rows = read(folder, "school_districts.csv")
    out = rows[["district", "district_code", "district_type"]].assign(vintage="2010")
    for name in races:
        out[name] = rows[f"enr_{name}_2021_22"]
    out["students"], out["students_2017"] = rows.enr_total_2021_22, rows.enr_total_2016_17
    out["meals_2017"] = rows.free_or_reduced_meals_2016_17
    _write("ct_edsight", ct_edsight.DISTRICTS, out)


def _write(source: str, table: Table, out: pd.DataFrame) -> None:
    clean_tables.write(source, table, table.editions[0], out, STATE.folder)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: tabulate_choices.py FOLDER NAMES_FOLDER")
    rents(Path(sys.argv[1]))
    stations(Path(sys.argv[1]))
    schools(Path(sys.argv[1]), Path(sys.argv[2]))
    clean_tables.write_checksums(STATE.folder)
