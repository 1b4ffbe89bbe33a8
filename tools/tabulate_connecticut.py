"""Make the clean tables of src/fairtown/states/connecticut/tables from a folder of compiled public figures.

    .venv/bin/python tools/tabulate_connecticut.py FOLDER RELATIONSHIP_CSV ZONING_FOLDER VINTAGES_FOLDER NAMES_FOLDER

Run once when the figures change; the product never needs FOLDER. RELATIONSHIP_CSV holds
`geoid_2020,geoid_2010,land_m2_part` of the Bureau's 2020 to 2010 relationship file, ZONING_FOLDER the zoning maps and
facts, VINTAGES_FOLDER the American Community Survey of 2014-2018, NAMES_FOLDER names of villages and census places. The
tool selects and renames published figures, drops every derived column, and writes typed CSV files with checksums.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import pandas as pd
import shapely
from shapely.geometry import shape

from fairtown.concepts import Table
from fairtown.data import clean_tables
from fairtown.data.federal import (
    acs5,
    acs5_profile,
    census_boundaries,
    census_pdb,
    omb_areas,
)
from fairtown.states.connecticut.profile import STATE
from fairtown.states.connecticut.sources import (
    census_bps,
    census_geography,
    census_places,
    census_zcta,
    ct_appeals_list,
    ct_deep,
    ct_housing_inventory,
    ct_opm,
    ct_place_names,
    ct_zoning_facts,
    oca_claims,
    oca_index,
    on_the_line,
)

SMALL_RECORD_HOMES = 5
#: 2010 tracts that reach into a second town: Norfolk's into Canaan, Union's into Stafford.
SHARED_TRACTS = {"09005425600": "Canaan", "09013890201": "Stafford"}


def read(folder: Path, name: str) -> pd.DataFrame:
    return pd.read_csv(folder / name, dtype=str, keep_default_na=False)


def acs_tables(folder: Path, vintages: Path) -> None:
    for edition in acs5.EDITIONS:
        file = f"acs5_{edition.period.replace('-', '_')}.csv.gz"
        cells = read(folder if (folder / file).exists() else vintages, file)
        vintage = STATE.epoch(edition.year).vintage
        code = "geoid_2022" if vintage == "2022" else "geoid"
        wide = cells.pivot(index=code, columns="variable", values=["estimate", "moe"])
        for table in (t for t in acs5.SOURCE.tables if edition in t.editions):
            out = pd.DataFrame({"geoid": wide.index, "vintage": vintage})
            for column in table.columns:
                out[column.name] = wide["estimate", column.code].to_numpy()
                out[column.name + "_moe"] = wide["moe", column.code].to_numpy()
            clean_tables.write("acs5", table, edition, out, STATE.folder)


def planning_database(folder: Path) -> None:
    tracts = read(folder, "tracts_2010.csv")
    table = census_pdb.RACE
    out = tracts[["geoid"]].assign(vintage="2010")
    for column in table.columns:
        out[column.name] = tracts[f"{column.name}_2012_2016"]
    clean_tables.write("census_pdb", table, table.editions[0], out, STATE.folder)
    table = census_pdb.POVERTY_AND_TENURE
    names = {"population": "pop_total"}
    out = tracts[["geoid"]].assign(vintage="2010")
    for column in table.columns:
        out[column.name] = tracts[f"{names.get(column.name, column.name)}_2012_2016"]
    clean_tables.write("census_pdb", table, table.editions[0], out, STATE.folder)


def index_rows(folder: Path) -> None:
    rows = read(folder, "opportunity_index_2014_variables.csv")
    tracts = read(folder, "tracts_2010.csv")
    codes = {(t.tract_name, t.town): t.geoid for t in tracts.itertuples() if t.town}
    only = {t.tract_name: t.geoid for t in tracts.itertuples() if t.town}
    names = tracts[tracts.town != ""].tract_name.value_counts()
    indicators = [c.name for c in oca_index.INDICATORS.columns[4:]]
    seen: set[str] = set()
    geoids = []
    for row in rows.itertuples():
        geoid = codes.get((row.tract_name, row.town), "")
        if not geoid and names.get(row.tract_name, 0) == 1:
            geoid = only[row.tract_name]
        incomplete_twin = row.tract_name == "9800" and row.adults_with_college_degree == ""
        if incomplete_twin or geoid in seen:
            geoid = ""
        seen.add(geoid)
        geoids.append(geoid)
    out = rows[["row"]].assign(geoid=geoids, vintage="2010", tract_name=rows.tract_name, town=rows.town)
    out[indicators] = rows[indicators]
    table = oca_index.INDICATORS
    clean_tables.write("oca_index", table, table.editions[0], out, STATE.folder)


def claims() -> None:
    full = {
        "nh_black": (0.4898, 0.2429, 0.1307, 0.0919, 0.0447),
        "hispanic": (0.4685, 0.2586, 0.1182, 0.0907, 0.0641),
        "nh_asian": (0.1216, 0.2343, 0.1974, 0.2238, 0.2230),
        "nh_white": (0.0700, 0.1894, 0.2244, 0.2500, 0.2662),
    }
    levels = ("very_low", "low", "moderate", "high", "very_high")
    site = "ctoca.org/"
    rows = [
        ("2014 index by level", g, level, s, "2014 index", site + "opportunity_and_race", "")
        for g, shares in full.items()
        for level, s in zip(levels, shares, strict=True)
    ]
    lower_shares = (
        (
            "Earlier About page",
            {"nh_black": 0.81, "hispanic": 0.79, "nh_white": 0.25, "nh_asian": 0.44},
            "",
            site + "about2",
            "The page states neither map nor year; probably the 2009 Kirwan map.",
        ),
        (
            "2014 index, April 2015",
            {"nh_black": 0.73, "hispanic": 0.73, "nh_white": 0.26, "nh_asian": 0.36},
            "April 2015",
            site + "opportunity_race_gap",
            "",
        ),
        (
            "Later About page",
            {"nh_black": 0.73, "hispanic": 0.68, "nh_white": 0.25, "nh_asian": 0.32},
            "",
            "ctoca.org, About page",
            "The page states neither the index nor the year of the population.",
        ),
    )
    for claim, shares, date, page, note in lower_shares:
        rows += [(claim, g, "lower", s, date, page, note) for g, s in shares.items()]
    table = oca_claims.CLAIMS
    out = pd.DataFrame(rows, columns=[c.name for c in table.columns]).astype(str).assign(vintage="2010")
    clean_tables.write("oca_claims", table, table.editions[0], out, STATE.folder)


def appeals_list(folder: Path) -> None:
    long = read(folder, "subsidized_by_town_year.csv")
    wide = long.pivot(index=["town_geoid", "year"], columns="type", values="units").reset_index()
    out = wide.rename(columns={"town_geoid": "geoid"}).assign(vintage="2010")
    # the list prints no figure here; 0 would follow from the total, but following is not publishing
    blank = (out.geoid == "0901513810") & (out.year == "2017")
    assert blank.sum() == 1
    assert out.loc[blank, "governmentally_assisted"].item() == "0"
    out.loc[blank, "governmentally_assisted"] = ""
    table = ct_appeals_list.ASSISTED
    clean_tables.write("ct_appeals_list", table, table.editions[0], out, STATE.folder)


def town_figures(folder: Path) -> None:
    towns = read(folder, "towns.csv").rename(columns={"town_geoid": "geoid"}).assign(vintage="2010")
    period = "_2016_2020"
    put = (
        (acs5_profile, towns.rename(columns=lambda c: c.removesuffix(period))),
        (
            ct_opm,
            towns.rename(columns=lambda c: c.replace("_list_2017_18", "_list_usd").removesuffix("_2017_18")),
        ),
        (ct_deep, read(folder, "town_land_context.csv").rename(columns={"town_geoid": "geoid"})),
        (census_bps, read(folder, "permits_by_town_year.csv").rename(columns={"town_geoid": "geoid"})),
    )
    for source, rows in put:
        table = source.SOURCE.tables[0]
        clean_tables.write(
            source.SOURCE.code, table, table.editions[0], rows.assign(vintage="2010"), STATE.folder
        )


def inventory(folder: Path) -> None:
    records = read(folder, "subsidized_projects.csv")
    units = pd.to_numeric(records.units)
    small = units.isna() | (units < SMALL_RECORD_HOMES)
    projects, edition = ct_housing_inventory.PROJECTS, ct_housing_inventory.EDITIONS[0]
    big = records[~small].assign(vintage="2010")
    big["is_at_office"] = (big.name == "Section 8 Vouchers").map({True: "1", False: "0"})
    clean_tables.write("ct_housing_inventory", projects, edition, big, STATE.folder)
    shapes = json.loads((folder / "tracts_2010.geojson").read_text())["features"]
    geoids = [f["properties"]["geoid"] for f in shapes]
    tree = shapely.STRtree([shape(f["geometry"]) for f in shapes])
    few = records[small]
    points = shapely.points(few.lon.astype(float), few.lat.astype(float))
    # nearest = the containing tract, or for a point just off the generalised shore, the closest
    few = few.assign(
        geoid=[geoids[i] for i in tree.nearest(points)], units=units[small].fillna(0).astype(int)
    )
    counts = few.groupby(["geoid", "subsidy_class"]).agg(records=("units", "size"), units=("units", "sum"))
    out = counts.reset_index().assign(vintage="2010").astype(str)
    clean_tables.write("ct_housing_inventory", ct_housing_inventory.SMALL, edition, out, STATE.folder)


def geography(folder: Path, relationship: Path) -> None:
    def put(table: Table, out: pd.DataFrame) -> None:
        clean_tables.write("census_geography", table, table.editions[0], out, STATE.folder)

    towns = read(folder, "towns.csv")
    put(
        census_geography.TOWNS,
        towns.rename(
            columns={
                "town_geoid": "geoid",
                "town_geoid_2022": "geoid_2022",
                "county_fips": "county_geoid",
                "planning_region": "region",
                "planning_region_fips": "region_geoid",
            }
        ).assign(vintage="2010"),
    )
    old = read(folder, "tracts_2010.csv")
    codes = dict(zip(towns.town, towns.town_geoid, strict=True))
    old["also_town_geoid"] = [codes[SHARED_TRACTS[g]] if g in SHARED_TRACTS else "" for g in old.geoid]
    put(census_geography.TRACTS_2010, old.assign(vintage="2010"))
    new = read(folder, "tracts_2020.csv").rename(columns={"geoid": "geoid_2020", "geoid_2022": "geoid"})
    put(census_geography.TRACTS_2020, new.assign(vintage="2022"))
    pairs = pd.read_csv(relationship, dtype=str)
    pairs["geoid_2010"] = pairs.geoid_2010.where(pairs.geoid_2010 != "=", pairs.geoid_2020)
    pairs = pairs.rename(columns={"land_m2_part": "land_m2"}).assign(vintage="2010")
    pairs = pairs[pairs.geoid_2010.isin(old.geoid)]  # slivers under tracts of another state are left out
    put(census_geography.RELATIONSHIP, pairs)


def boundaries(folder: Path) -> None:
    for table, edition, file, code in (
        (census_boundaries.TRACTS, census_boundaries.TRACTS.editions[0], "tracts_2010.geojson", "geoid"),
        (census_boundaries.TRACTS, census_boundaries.TRACTS.editions[1], "tracts_2020.geojson", "geoid_2022"),
        (census_boundaries.TOWNS, census_boundaries.TOWNS.editions[0], "towns.geojson", "geoid"),
    ):
        features = json.loads((folder / file).read_text())["features"]
        out = pd.DataFrame(
            {
                "geoid": [f["properties"][code] for f in features],
                "vintage": STATE.epoch(edition.codes or edition.year).vintage,
                "geometry": shapely.to_wkt([shape(f["geometry"]) for f in features], rounding_precision=6),
            }
        )
        clean_tables.write("census_boundaries", table, edition, out, STATE.folder)


def statistical_areas() -> None:
    areas = {
        "14860": ("Bridgeport-Stamford-Norwalk, CT", "metropolitan", ("09001",)),
        "25540": ("Hartford-West Hartford-East Hartford, CT", "metropolitan", ("09003", "09007", "09013")),
        "35300": ("New Haven-Milford, CT", "metropolitan", ("09009",)),
        "35980": ("Norwich-New London, CT", "metropolitan", ("09011",)),
        "45860": ("Torrington, CT", "micropolitan", ("09005",)),
        "49340": ("Worcester, MA-CT", "metropolitan", ("09015",)),
    }
    rows = [(c, code, name, kind) for code, (name, kind, counties) in areas.items() for c in counties]
    table = omb_areas.COUNTIES
    out = pd.DataFrame(rows, columns=["geoid", "area_code", "area", "kind"]).assign(vintage="2010")
    clean_tables.write("omb_areas", table, table.editions[0], out, STATE.folder)


def zoning_maps(folder: Path, zoning: Path) -> None:
    codes = town_codes(folder)
    rows, shapes = [], []
    for file in ("ct_west_hartford_zoning_1924.geojson", "ct_metro_hartford_zoning_1950s.geojson"):
        for feature in json.loads((zoning / file).read_text())["features"]:
            properties = feature["properties"]
            use = properties.get(
                "use", properties["zone"].lower() if properties["map"] == "use_districts" else ""
            )
            rows.append({**properties, "use": use, "geoid": codes[properties["town"]], "row": len(rows) + 1})
            shapes.append(shape(feature["geometry"]))
    out = pd.DataFrame(rows).assign(vintage="2010", geometry=shapely.to_wkt(shapes, rounding_precision=6))
    table = on_the_line.ZONES
    clean_tables.write("on_the_line", table, table.editions[0], out, STATE.folder)
    lots = read(zoning, "ct_west_hartford_residential_parcels_1924_zone.csv")
    lots = lots[lots.area_district_1924 != ""].rename(columns={"area_district_1924": "zone"})
    sums = lots.assign(acres=lots.acres.astype(float)).groupby(["town", "zone"]).acres.agg(["size", "sum"])
    sums = sums.reset_index().rename(columns={"size": "parcels"}).assign(acres=lambda d: d["sum"].round(6))
    table = on_the_line.PARCELS
    out = sums.assign(geoid=sums.town.map(codes), vintage="2010")
    clean_tables.write("on_the_line", table, table.editions[0], out, STATE.folder)
    named = read(zoning, "ct_metro_hartford_zone_list_1950s.csv").rename(
        columns={
            "residential_zone_equivalent": "zone",
            "min_land_per_family_sqft_nominal": "min_land_per_family_sqft",
        }
    )
    table = on_the_line.ZONE_LIST
    out = named.assign(geoid=named.town.map(codes), vintage="2010")
    clean_tables.write("on_the_line", table, table.editions[0], out, STATE.folder)


def zoning_facts(folder: Path, zoning: Path) -> None:
    town = read(zoning, "ct_town_zoning_facts.csv").assign(vintage="2010")
    town["geoid"] = town.town.map(town_codes(folder))
    state = pd.concat(
        [read(folder, "zoning_statewide_facts.csv"), read(zoning, "ct_statewide_zoning_facts_more.csv")]
    )
    state = state.fillna("").assign(geoid="09", vintage="2010")
    for table, facts in ((ct_zoning_facts.TOWN, town), (ct_zoning_facts.STATE, state)):
        out = facts.assign(
            row=[str(n) for n in range(1, len(facts) + 1)],
            as_of_year=[_last_year(date) for date in facts.as_of],
            number=[v if re.fullmatch(r"[0-9.]+", v) else "" for v in facts.value],
        )
        out["row"] = out.row.astype(int)
        clean_tables.write("ct_zoning_facts", table, table.editions[0], out, STATE.folder)


def names(folder: Path, more: Path) -> None:
    codes = town_codes(folder)
    zips = read(folder, "zip_to_town.csv").rename(columns=lambda c: c.replace("overlap_population", "people"))
    zips = zips.rename(columns={"people_2020": "people", "overlap_households_2020": "households"})
    places = read(more, "census_places_to_towns_2020.csv").rename(
        columns={"overlap_population_2020": "people", "place_population_2020": "place_people"}
    )
    for count in ("people", "place_people"):
        places[count] = places[count].str.removesuffix(".0")
    written = read(more, "place_names_to_towns.csv")
    written = written[written.name.str.fullmatch(r"[A-Z][A-Z .,'`/()-]*")]
    for source, rows in ((census_zcta, zips), (census_places, places), (ct_place_names, written)):
        table = source.SOURCE.tables[0]
        out = rows.assign(town_geoid=rows.town.map(codes), vintage="2010")
        clean_tables.write(source.SOURCE.code, table, table.editions[0], out, STATE.folder)


def _last_year(date: str) -> str:
    """Return the last year that a date in words names, if it dates the fact at all."""
    return "" if date.startswith("undated") else re.findall(r"(?:19|20)[0-9]{2}", date)[-1]


def town_codes(folder: Path) -> dict[str, str]:
    towns = read(folder, "towns.csv")
    return dict(zip(towns.town, towns.town_geoid, strict=True))


def main(folder: Path, relationship: Path, zoning: Path, vintages: Path, more: Path) -> None:
    acs_tables(folder, vintages)
    planning_database(folder)
    index_rows(folder)
    claims()
    appeals_list(folder)
    town_figures(folder)
    inventory(folder)
    geography(folder, relationship)
    boundaries(folder)
    statistical_areas()
    zoning_maps(folder, zoning)
    zoning_facts(folder, zoning)
    names(folder, more)
    clean_tables.write_checksums(STATE.folder)


if __name__ == "__main__":
    if len(sys.argv) != 6:
        sys.exit(
            "usage: tabulate_connecticut.py FOLDER RELATIONSHIP_CSV ZONING_FOLDER VINTAGES_FOLDER NAMES_FOLDER"
        )
    main(*map(Path, sys.argv[1:]))
