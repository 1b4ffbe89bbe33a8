"""States that decide by places and counties, from files of publishers: every person and home in one jurisdiction."""

from pathlib import Path

import pandas as pd
import pytest
import shapely

from fairtown.build.cache import Cache, folder
from fairtown.build.inputs import CleanTables
from fairtown.build.release import build
from fairtown.cli.commands import main
from fairtown.release.reader import OpenRelease
from fairtown.states import state

from ..test_jurisdictions import CALIFORNIA, HAWAII, NEW_YORK, VIRGINIA
from .publisher import published
from .small_world import YEAR, Block, files

TABLES = "acs5.race_ethnicity,acs5.tenure,acs5.median_household_income"
NAMES = {
    "51510": "Alexandria city", "51107": "Loudoun County", "5101000": "Alexandria city", "5144984": "Leesburg town",
    "06001": "Alameda County", "06003": "Alpine County", "0653000": "Oakland city", "0606000": "Berkeley city",
    "15003": "Honolulu County", "36079": "Putnam County", "36071": "Orange County",
}  # fmt: skip
#: People of each jurisdiction: the survey's own where it is published, what is left around places added up.
STATES = [
    ("va", VIRGINIA, {"5101000": 900, "5144984": 500, "5110799999": 420}),
    ("ca", CALIFORNIA, {"0653000": 840, "0606000": 700, "0600199999": 310, "0600399999": 5}),
    ("ny", NEW_YORK, {"3608103": 60, "3607968924": 340, "3650034": 280}),
    ("hi", HAWAII, {"1500399999": 400}),
]


def fetch(code: str, blocks: list[Block], home: Path, gone: tuple[str, ...] = ()) -> Path:
    """Fetch a state of a few blocks and return its tables."""
    with published(files(code, blocks, NAMES, gone)) as owner:
        options = ["--state", code, "--years", str(YEAR), "--tables", TABLES]
        assert main(["fetch", *options, "--from", owner.url, "--out", str(home)]) == 0
    return home / "states" / code / "tables"


def table(tables: Path, name: str) -> pd.DataFrame:
    """Return a clean table as text, by code."""
    return pd.read_csv(tables / f"{name}.csv", dtype=str, keep_default_na=False).set_index("geoid")


@pytest.mark.parametrize(("code", "blocks", "people"), STATES, ids=[code for code, *_ in STATES])
def test_jurisdictions_have_every_person_and_home_once(
    code: str, blocks: list[Block], people: dict[str, int], tmp_path: Path
):
    tables = fetch(code, blocks, tmp_path)
    towns = table(tables, "census_geography.towns.2020")
    assert set(towns.index) == set(people)
    race, tenure = table(tables, f"acs5.race_ethnicity.{YEAR}"), table(tables, f"acs5.tenure.{YEAR}")
    assert race.pop_total[list(people)].astype(int).to_dict() == people
    fips = towns.index[0][:2]
    for rows, column in ((race, "pop_total"), (race, "pop_nh_black"), (tenure, "households")):
        assert abs(rows[column][list(people)].astype(int).sum() - int(rows[column][fips])) <= len(people)
    shapes = table(tables, "census_boundaries.towns.2020").geometry
    assert set(shapes.index) == set(people)
    outlines = shapely.from_wkt(shapes.to_numpy(object))
    assert shapely.area(outlines).sum() == pytest.approx(
        0.01 * sum(block[-1] > 0 for block in blocks), rel=1e-3
    )


def test_what_is_left_of_a_county_has_the_margin_of_its_parts_and_no_median(tmp_path: Path):
    tables = fetch("ca", CALIFORNIA, tmp_path)
    race = table(tables, f"acs5.race_ethnicity.{YEAR}")
    # 60 people around Oakland and 250 in Castro Valley, a place for statistics: margins 77 and 158
    assert race.pop_total_moe["0600199999"] == "176"
    # nobody of three groups in either part: the larger margin of nobody, not twice
    assert race.pop_nh_asian_moe["0600199999"] == "12"
    # no place governs in Alpine County: its jurisdiction is the county, as published
    assert race.pop_total_moe["0600399999"] == race.pop_total_moe["06003"] == ""
    income = table(tables, f"acs5.median_household_income.{YEAR}").median_household_income_usd
    assert income[["0653000", "0600199999", "0600399999"]].tolist() == ["60000", "", "60000"]


def test_a_city_that_is_its_own_county_is_called_what_it_is(tmp_path: Path):
    tables = fetch("va", VIRGINIA, tmp_path)
    places = CleanTables(state("va", tables), tables).places
    assert set(places.name[places.level == "county"]) == {"Alexandria city", "Loudoun County"}
    assert set(places.name[places.level == "town"]) == {"Alexandria", "Leesburg", "Rest of Loudoun County"}


def test_a_tract_in_two_jurisdictions_is_shared_by_people_and_homes_of_blocks(tmp_path: Path):
    shared = table(fetch("ca", CALIFORNIA, tmp_path), "census_geography.shared_tracts.2020")
    rows = [tuple(row) for row in shared.drop(columns="vintage").itertuples()]
    assert rows == [
        ("06001430100", "0600199999", "0.9901", "60", "30"),
        ("06001430100", "0653000", "0.0099", "40", "10"),
    ]


def test_a_place_that_the_survey_does_not_have_is_not_published(tmp_path: Path):
    """Berkeley's row is left out, as of a place that dissolved after the census."""
    tables = fetch("ca", CALIFORNIA, tmp_path, gone=("0606000",))
    release = OpenRelease(
        Path(build(tmp_path, state("ca", tables), "2026-01-01", tables, Cache(folder())).path)
    )
    rows = release.listed("residents.race_ethnicity", "town", YEAR)
    found = {
        row["name"]: row["value"] for row in rows if (row["output"], row["group"]) == ("people", "everyone")
    }
    left = {"Rest of Alameda County": 310, "Rest of Alpine County": 5}
    assert found == {"Oakland": 840, "Berkeley": None, **left}
    assert [p["name"] for p in release.all_places if p["level"] == "county"] == [
        "Alameda County",
        "Alpine County",
    ]
    assert len(release.input_rows("census_geography.shared_tracts")) == 2
    release.close()
