"""People by tract of the whole nation: as many as the Bureau prints, whole, and refused where they were touched."""

import shutil
from pathlib import Path

import pandas as pd
import pytest

from fairtown.concepts import FairtownError
from fairtown.data import clean_tables
from fairtown.data.nation import areas, by_state, tracts

#: 50 states and the District of Columbia.
N_STATES = 51


@pytest.mark.parametrize(
    ("year", "n_tracts", "people"), [(2000, 65_322, 281_421_906), (2024, 84_401, 334_844_920)]
)
def test_everyone_is_there(year: int, n_tracts: int, people: int) -> None:
    """The resident population of the 2000 census; ACS 2020-2024, table B01003, without Puerto Rico."""
    rows = tracts.read(year)
    assert (len(rows), int(rows.pop_total.sum())) == (n_tracts, people)
    assert len(tracts.states_in(year)) == N_STATES
    tracts.checksum(year)


@pytest.mark.parametrize(("year", "n_tracts", "people"), [(2000, 815, 3_405_565), (2024, 884, 3_624_508)])
def test_a_state_alone_is_read_alone(year: int, n_tracts: int, people: int) -> None:
    rows = tracts.read(year, "09")
    assert (len(rows), int(rows.pop_total.sum())) == (n_tracts, people)
    assert tracts.sizes(year)["09"] == n_tracts


def test_the_areas_are_those_of_the_tracts() -> None:
    places = areas.areas()
    for edition in tracts.EDITIONS:
        rows = areas.with_areas(tracts.read(edition.year), areas.metros())
        own = places[places.vintage == edition.vintage]
        for level in ("nation", "state", "county"):
            assert set(own[own.level == level].geoid) == set(rows[level])
    assert not places.duplicated(["geoid", "vintage"]).any()


def test_every_county_of_today_has_an_outline() -> None:
    places = areas.areas()
    today = places[(places.level == "county") & (places.vintage == tracts.SURVEY.vintage)]
    drawn = set(areas.county_paths().geoid)
    assert set(today.geoid) <= drawn
    assert len([code for code in drawn if len(code) == by_state.STATE_DIGITS]) == N_STATES


def test_a_county_keeps_its_key_only_while_it_is_the_same_land() -> None:
    places = areas.areas().set_index(["geoid", "vintage"]).key
    assert places["46113", "2000"] == places["46102", "2024"]  # Shannon County, now Oglala Lakota County
    assert places["08013", "2000"] != places["08013", "2024"]  # Boulder County lost people to Broomfield


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rows = pd.DataFrame(
        {
            "geoid": ["01001000100", "01001000200", "02013000100"],
            "pop_total": [5, 0, 3],
            "pop_nh_white": [1, 0, 3],
        }
    )
    rows = rows.assign(pop_nh_black=[4, 0, 0], pop_nh_asian=0, pop_hispanic=0, pop_nh_other=0)
    tracts.write(rows, 2024, tmp_path)
    clean_tables.write_checksums(tmp_path)
    return tmp_path


def test_what_is_written_is_read(folder: Path) -> None:
    assert tracts.states_in(2024, folder) == {"01": 0, "02": 1}
    assert tracts.read(2024, "02", folder).pop_total.tolist() == [3]


@pytest.mark.parametrize(
    ("column", "values", "message"),
    [
        (
            "geoid",
            ["01001000100", "1001000200", "02013000100"],
            "a code that is no tract's in 1 rows, first '1001000200'",
        ),
        (
            "geoid",
            ["01001000100", "01001000100", "02013000100"],
            "a code that stands twice or out of order in 1 rows",
        ),
        ("pop_nh_white", [1, -2, 3], "a negative count in 1 rows, first '01001000200'"),
        ("pop_total", [6, 0, 3], "groups that do not add up to everyone in 1 rows, first '01001000100'"),
    ],
)
def test_what_cannot_be_is_refused(folder: Path, column: str, values: list[object], message: str) -> None:
    tracts.write(tracts.read(2024, folder=folder).assign(**{column: values}), 2024, folder)
    with pytest.raises(FairtownError, match=message):
        tracts.read(2024, folder=folder)


def test_an_altered_or_missing_file_and_an_unknown_state_are_told(folder: Path) -> None:
    with pytest.raises(FairtownError, match="no state '09'; there are 01, 02"):
        tracts.read(2024, "09", folder)
    name = tracts.file_name(2024)
    (folder / name).write_bytes((folder / name).read_bytes() + b"x")
    with pytest.raises(FairtownError, match="the file was altered or cut short"):
        tracts.checksum(2024, folder)
    (folder / name).unlink()
    with pytest.raises(FairtownError, match="no such file"):
        tracts.checksum(2024, folder)


def test_altered_areas_are_told(tmp_path: Path) -> None:
    shutil.copytree(by_state.FOLDER, tmp_path / "tables")
    with (tmp_path / "tables" / areas.AREAS).open("a") as file:
        file.write("county,99999,2024,Nowhere,99999\n")
    with pytest.raises(FairtownError, match="missing or altered"):
        areas.areas(tmp_path / "tables")
