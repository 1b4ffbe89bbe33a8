"""Make the clean tables of rents, stations, schools, students and districts from folders of compiled public figures.

    .venv/bin/python tools/tabulate_choices.py FOLDER NAMES_FOLDER

As `tabulate_connecticut.py`, whose functions it uses: it selects and renames published figures and derives nothing.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import shapely
from tabulate_connecticut import read, town_codes

from fairtown.concepts import Table
from fairtown.data import clean_tables
from fairtown.data.federal import acs5_profile, hud_rents
from fairtown.states.connecticut.profile import STATE
from fairtown.states.connecticut.sources import ct_edsight, ct_school_districts, ct_stations, ct_town_types

#: From this school year on students can be of two or more races.
FIRST_OF_TODAY = "2010-11"
LAYERS = {
    "elementary": "elementary_and_unified_districts.geojson",
    "secondary": "secondary_districts.geojson",
}
#: Numbers from this on are of regions; smaller ones of towns.
FIRST_REGION = "200"
#: Degrees to five decimals: about a meter.
OUTLINE_DIGITS = 5


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
    out["spending_2015_usd"] = rows.per_pupil_expenditure_2014_15
    _write("ct_edsight", ct_edsight.DISTRICTS, out)


def achievement(folder: Path) -> None:
    """Write results of the Smarter Balanced tests and meals in 2016-17, by the towns that a district serves."""
    codes = town_codes(folder)
    districts = read(folder, "school_districts.csv")
    served = districts[districts.towns_served != ""].assign(town=lambda d: d.towns_served.str.split(";"))
    rows = served.explode("town").rename(
        columns={
            "sbac_pct_met_or_exceeded_ela_2018_19": "met_or_exceeded_english_percent",
            "sbac_pct_met_or_exceeded_math_2018_19": "met_or_exceeded_math_percent",
            "sbac_scored_tests_ela_2018_19": "scored_tests_english",
            "sbac_scored_tests_math_2018_19": "scored_tests_math",
            "enr_total_2016_17": "students",
            "free_or_reduced_meals_2016_17": "eligible_for_free_or_reduced_meals",
        }
    )
    out = rows.assign(geoid=[codes[town] for town in rows.town], vintage="2010")
    for table in (ct_edsight.SMARTER_BALANCED, ct_edsight.MEALS):
        _write("ct_edsight", table, out)


def buildings(folder: Path, names: Path) -> None:
    """Write where schools stand, and their meals in 2016-17."""
    codes = town_codes(folder)
    rows = read(folder, "schools.csv")
    rows = rows[rows.lat != ""].rename(
        columns={"school": "name", "interdistrict_magnet": "is_magnet", "location_source": "located_by"}
    )
    rows = rows.assign(geoid=[codes[town] for town in rows.town], vintage="2010")
    meals = read(names / "ct_schools", "enrollment_by_need_school_year.csv.gz")
    meals = meals[(meals.school_year == "2016-17") & (meals.total != "")].assign(vintage="2010")
    meals = meals.rename(
        columns={"total": "students"} | {f"meals_{n}": n for n in ("free", "reduced", "not_eligible")}
    )
    for table, own in ((ct_edsight.SCHOOLS, rows), (ct_edsight.SCHOOL_MEALS, meals)):
        _write("ct_edsight", table, own)


def districts(folder: Path, names: Path) -> None:
    """Write outlines of districts, grades of regional ones and designated high schools; and the types of towns."""
    own = names / "ct_school_districts"
    towns = read(folder, "towns.csv")
    codes = town_codes(folder)
    shapes = [
        (
            layer,
            _district_code(feature["properties"], folder),
            feature["properties"]["name"],
            feature["geometry"],
        )
        for layer, file in LAYERS.items()
        for feature in json.loads((own / file).read_text())["features"]
    ]
    out = pd.DataFrame(shapes, columns=["layer", "district_code", "name", "geometry"]).assign(vintage="2010")
    out["geometry"] = [_wkt(geometry) for geometry in out.geometry]
    _write("ct_school_districts", ct_school_districts.BOUNDARIES, out)
    rows = read(own, "regional_district_members.csv")
    out = pd.DataFrame(
        {"geoid": rows.town.map(codes), "district": rows.regional_district, "grades": rows.grades}
    )
    _write("ct_school_districts", ct_school_districts.GRADES, out.assign(vintage="2010"))
    rows = read(own, "designated_high_schools.csv")
    out = rows[["receiving_district", "school"]].assign(
        geoid=rows.sending_district.map(codes), vintage="2010"
    )
    _write("ct_school_districts", ct_school_districts.HIGH_SCHOOLS, out)
    out = pd.DataFrame({"geoid": towns.town_geoid, "vintage": "2010", "town_type": towns.town_type})
    _write("ct_town_types", ct_town_types.TYPES, out)


def _district_code(properties: dict[str, str], folder: Path) -> str:
    """Return the Department's code: the number of the town or region, then the kind of district."""
    number = properties.get("district_number") or ""
    if properties["name"].startswith("Reg. Dist. "):
        number = f"2{properties['name'].rpartition(' ')[2]}"
    if number:
        return f"{number}0012" if number >= FIRST_REGION else f"{number}0011"
    rows = read(folder, "school_districts.csv").set_index("district")
    return str(rows.loc[f"{properties['name']} School District", "district_code"])


def _wkt(geometry: dict[str, Any]) -> str:
    outline = shapely.geometry.shape(geometry)
    parts = shapely.geometry.MultiPolygon(shapely.get_parts(outline).tolist())
    return str(shapely.to_wkt(parts, rounding_precision=OUTLINE_DIGITS))


def _write(source: str, table: Table, out: pd.DataFrame) -> None:
    clean_tables.write(source, table, table.editions[0], out, STATE.folder)


def main(folder: Path, names: Path) -> None:
    rents(folder)
    stations(folder)
    achievement(folder)
    buildings(folder, names)
    schools(folder, names)
    districts(folder, names)
    clean_tables.write_checksums(STATE.folder)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("usage: tabulate_choices.py FOLDER NAMES_FOLDER")
    main(Path(sys.argv[1]), Path(sys.argv[2]))
