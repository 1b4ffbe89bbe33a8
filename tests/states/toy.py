"""A made-up state to show that nothing of one state is taken for granted.

Six tracts in two counties. Places and what is left of a county around them decide on housing; one tract reaches into
two of them; there are no regions, one epoch of codes, and no table of a state agency. Codes are shaped like real ones,
values are round and plainly synthetic.
"""

from pathlib import Path

import pandas as pd
import shapely

from fairtown.concepts import Table
from fairtown.data import catalog, clean_tables
from fairtown.states.profile import Epoch, State

PORT, MILL = "9810100", "9820200"
REST_OF_HARBOR, REST_OF_HILL = "9800199999", "9800399999"
#: Jurisdictions: name, county, and the tracts of each with the share that lies in it.
TOWNS = {
    PORT: ("Port Ann", "Harbor", {"98001000100": 1.0, "98001000200": 1.0, "98001000300": 0.5}),
    REST_OF_HARBOR: ("Rest of Harbor County", "Harbor", {"98001000300": 0.5, "98001000400": 1.0}),
    MILL: ("Mill Creek", "Hill", {"98003000100": 1.0}),
    REST_OF_HILL: ("Rest of Hill County", "Hill", {"98003000200": 1.0}),
}
COUNTIES = {"98001": "Harbor", "98003": "Hill"}
TRACTS = sorted({tract for _name, _county, own in TOWNS.values() for tract in own})
SHARED = "98001000300"
#: Degrees: the side of a tract, all of which stand in a row, and the square miles of one.
WEST, SOUTH, SIDE, SQ_MI = -40.0, 40.0, 0.05, 9.0
#: Figures of the first tract by table; tract n has so much, and n times the second number more.
FIGURES = {
    "race_ethnicity": {
        "pop_nh_white": (2_000, 200), "pop_nh_black": (1_000, -100), "pop_nh_aian": (20, 0), "pop_nh_asian": (200, 20),
        "pop_nh_nhpi": (20, 0), "pop_nh_other_race": (20, 0), "pop_nh_two_or_more": (100, 20),
        "pop_hispanic": (600, -40),
    },
    "poverty": {"under_half_poverty": (300, -20), "half_to_poverty": (300, -20), "twice_poverty_or_more": (2_000, 100)},
    "tenure": {"owner_households": (600, 100), "renter_households": (1_000, -100)},
}  # fmt: skip
TOTALS = {"race_ethnicity": "pop_total", "poverty": "poverty_universe", "tenure": "households"}
INCOME = (50_000, 4_000)
YEAR, VINTAGE = 2023, "2020"


def state(folder: Path) -> State:
    """Return the profile of the state, whose tables `write_tables` puts into `folder`."""
    return State(
        code="tl",
        fips="98",
        name="Testland",
        folder=folder,
        epochs=(Epoch(VINTAGE, since=2020, tracts=2020),),
        labels={"town": "jurisdiction", "county": "county"},
        shown=("census_geography.shared_tracts",),
    )


def write_tables(own: State) -> None:
    """Write all clean tables of the state and their checksums."""
    known = catalog.for_state(own)

    def put(address: str, rows: pd.DataFrame, year: int | None = None) -> None:
        source, table = known.table(address)
        edition = table.edition(year) if year else table.editions[-1]
        rows = rows.assign(vintage=edition.vintage).astype(object)
        clean_tables.write(source.code, table, edition, rows.where(rows.notna(), ""), own.folder)

    put("census_geography.towns", _towns())
    put("census_geography.tracts_2020", _tracts())
    put("census_geography.shared_tracts", _shared(), 2020)
    put("census_boundaries.tracts", _shapes({tract: {tract: 1.0} for tract in TRACTS}), 2020)
    put("census_boundaries.towns", _shapes({geoid: own for geoid, (_, _, own) in TOWNS.items()}))
    for name in FIGURES:
        put(f"acs5.{name}", _counts(known.table(f"acs5.{name}")[1]), YEAR)
    put("acs5.median_household_income", _incomes(), YEAR)
    clean_tables.write_checksums(own.folder)


def _towns() -> pd.DataFrame:
    codes = {name: code for code, name in COUNTIES.items()}
    rows = [
        {
            "geoid": geoid,
            "town": name,
            "county": county,
            "county_geoid": codes[county],
            "land_area_sq_mi": SQ_MI * sum(own.values()),
        }
        for geoid, (name, county, own) in TOWNS.items()
    ]
    return pd.DataFrame(rows)


def _tracts() -> pd.DataFrame:
    rows = []
    for tract in TRACTS:
        first, *others = [geoid for geoid, (_, _, own) in TOWNS.items() if tract in own]
        name = str(int(tract[5:9]))
        rows.append(
            {"geoid": tract, "tract_name": name, "town_geoid": first, "also_town_geoid": "".join(others)}
        )
    return pd.DataFrame(rows).assign(land_area_sq_mi=SQ_MI)


def _shared() -> pd.DataFrame:
    parts = {geoid: own[SHARED] for geoid, (_, _, own) in TOWNS.items() if SHARED in own}
    rows = [
        {"geoid": SHARED, "town_geoid": geoid, "land_share": share} for geoid, share in sorted(parts.items())
    ]
    return pd.DataFrame(rows).assign(people=None, homes=None)


def _box(tract: str, share: float, from_east: bool) -> shapely.Geometry:
    west = WEST + SIDE * TRACTS.index(tract) + (SIDE * (1 - share) if from_east else 0)
    return shapely.box(round(west, 6), SOUTH, round(west + SIDE * share, 6), SOUTH + SIDE)


def _shapes(parts: dict[str, dict[str, float]]) -> pd.DataFrame:
    """Return a shape of each place: its tracts side by side, of a shared one the half that lies beside its others."""
    rows = []
    for geoid, own in parts.items():
        last = max(own)
        boxes = [_box(tract, share, share < 1 and tract != last) for tract, share in own.items()]
        shape = shapely.MultiPolygon([shapely.union_all(boxes)])
        rows.append({"geoid": geoid, "geometry": shapely.to_wkt(shape, rounding_precision=6)})
    return pd.DataFrame(rows)


def _by_place(of_tract: dict[str, int]) -> dict[str, int]:
    """Return the sums of a count for the state, its counties, jurisdictions and tracts."""
    found = {"98": sum(of_tract.values())}
    found |= {county: sum(n for t, n in of_tract.items() if t.startswith(county)) for county in COUNTIES}
    for geoid, (_name, _county, own) in TOWNS.items():
        found[geoid] = round(sum(share * of_tract[tract] for tract, share in own.items()))
    return found | of_tract


def _counts(table: Table) -> pd.DataFrame:
    figures, total = FIGURES[table.name], TOTALS[table.name]
    cells = {
        name: _by_place({tract: first + i * step for i, tract in enumerate(TRACTS)})
        for name, (first, step) in figures.items()
    }
    rows = pd.DataFrame(cells)
    rows[total] = rows.sum(axis=1)
    for name in [c.name for c in table.columns]:
        # about what a survey of a tenth gives; the Bureau publishes none of the totals of large places
        margin = (4 * rows[name] ** 0.5).round() + 5
        rows[name + "_moe"] = margin.where((name != total) | (rows.index.str.len() > 5))
    return rows.rename_axis("geoid").reset_index()


def _incomes() -> pd.DataFrame:
    first, step = INCOME
    of_tract = {tract: first + i * step for i, tract in enumerate(TRACTS)}
    rows = dict.fromkeys(("98", *COUNTIES, *TOWNS), first + step) | of_tract
    found = pd.DataFrame({"median_household_income_usd": rows}).rename_axis("geoid").reset_index()
    return found.assign(median_household_income_usd_moe=3_000)
