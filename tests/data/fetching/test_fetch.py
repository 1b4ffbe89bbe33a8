"""Fetching a state that has no folder of its own, by files and by the API; without a network; and what cannot be."""

import io
import json
import shutil
import sys
from pathlib import Path

import pytest

from fairtown.build.inputs import CleanTables
from fairtown.cli.commands import main
from fairtown.cli.fetching import progress
from fairtown.data import clean_tables
from fairtown.states import state

from . import rhode_island_files
from .conftest import OPTIONS
from .publisher import KEY, Publisher

TABLES = Path("states") / "ri" / "tables"


def test_rhode_island_has_the_people_that_the_bureau_published(fetched: Path):
    folder = fetched / TABLES
    assert (
        (folder / "acs5.race_ethnicity.2022.csv").read_text().splitlines()[1].startswith("44,2020,1094250,,")
    )
    towns = (folder / "census_geography.towns.2020.csv").read_text().splitlines()
    assert len(towns) == 40
    assert "4400359000,2020,Providence,44007,Providence," not in "\n".join(towns)
    assert any(line.startswith("4400759000,2020,Providence,44007,Providence,") for line in towns)
    tracts = (folder / "census_geography.tracts_2020.2020.csv").read_text().splitlines()
    assert len(tracts) == 251
    assert "44003980000,2020,9800,4400374300,," in "\n".join(tracts)
    assert "44005990000,2020,9900,,," in tracts


def test_every_table_says_of_which_file_it_was_made(fetched: Path):
    lineage = clean_tables.publisher_files(fetched / TABLES)
    assert set(lineage) == set(clean_tables.checksums(fetched / TABLES))
    (file,) = lineage["acs5.tenure.2022.csv"]
    assert file["url"] == (
        "https://www2.census.gov/programs-surveys/acs/summary_file/2022/table-based-SF/data/5YRData/"
        "acsdt5y2022-b25003.dat"
    )
    assert (fetched / "snapshots" / "files" / file["sha256"]).stat().st_size == file["size"]


def test_the_api_gives_the_same_tables_and_nothing_records_the_key(
    rhode_island: Publisher, fetched: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    command = ["fetch", *OPTIONS, "--from", rhode_island.url, "--out", str(tmp_path), "--key"]
    assert main([*command, "0" * 40]) == 2
    assert capsys.readouterr().err.startswith(
        "fairtown: fetch: the Census Bureau refuses the key for https://api."
    )
    assert main([*command, KEY]) == 0
    assert clean_tables.digests(tmp_path / TABLES) == clean_tables.digests(fetched / TABLES)
    texts = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert not [text for text in texts if KEY.encode() in text]
    assert KEY not in "".join(capsys.readouterr())


def test_offline_asks_nobody(fetched: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    before = clean_tables.digests(fetched / TABLES)
    assert main(["fetch", *OPTIONS, "--offline", "--out", str(fetched)]) == 0
    assert clean_tables.digests(fetched / TABLES) == before
    capsys.readouterr()
    assert main(["fetch", *OPTIONS, "--offline", "--out", str(tmp_path)]) == 2
    assert "is not held in " in capsys.readouterr().err
    assert not (tmp_path / "states").exists()


def test_a_second_fetch_takes_no_byte_again(rhode_island: Publisher, tmp_path: Path):
    command = ["fetch", *OPTIONS, "--from", rhode_island.url, "--out", str(tmp_path)]
    assert main(command) == 0
    first = len(rhode_island.requests)
    assert main(command) == 0
    again = rhode_island.requests[first:]
    assert len(again) == first == 5
    assert all("if-none-match" in headers for _, headers in again)


def test_a_survey_by_older_tracts_brings_these_and_the_land_they_share(
    rhode_island: Publisher, fetched: Path, tmp_path: Path
):
    """Fetched after the newer one, whose tables stay; towns of the tracts of 2010 follow from blocks."""
    home = Path(shutil.copytree(fetched, tmp_path / "home", symlinks=True))
    rhode_island.files |= rhode_island_files.older_files()
    options = ["--state", "ri", "--years", "2019", "--tables", "acs5.race_ethnicity,acs5.tenure"]
    assert main(["fetch", *options, "--from", rhode_island.url, "--out", str(home)]) == 0
    clean = CleanTables(state("ri", home / TABLES))
    assert clean.years("acs5.race_ethnicity") == [2019, 2022]
    assert [epoch.vintage for epoch in clean.state.epochs] == ["2010", "2020"]
    clean.read_all()
    older = clean.rows("census_geography.tracts_2010").set_index("geoid")
    newer = clean.rows("census_geography.tracts_2020").set_index("geoid")
    assert len(older) == 244
    assert older.town_geoid["44007000300"] == newer.town_geoid["44007000301"] == "4400759000"
    links = clean.crosswalk_2020_to_2010
    assert set(links.geoid_2010) == {geoid for geoid in older.index if geoid[5:7] != "99"}
    assert not links.is_divided.any()
    shared = clean.rows("census_geography.tract_relationship")
    assert shared.people.sum() == 1_097_379
    of_2010 = clean.places[clean.places.vintage == "2010"]
    levels = of_2010.groupby("level").size().to_dict()
    assert levels == {"tract": 244, "town": 39, "county": 5, "state": 1}


BAD = [
    (["--state", "xx"], "fetch: no state has the letters 'xx'; write them like ri, for Rhode Island"),
    (["--state", "ri", "--years", "2021"],
     "fetch: no survey until 2021 is carried; there are: 2018, 2019, 2022, 2023"),
    (["--state", "ca", "--key", "0" * 40],
     "fetch: California is decided on by places, then the rest of their county; the API has no answer of what is left"),
    (["--state", "ri", "--years", "next"], "'next' is no number"),
    (["--state", "ri", "--tables", "acs5.dogs"], "fetch: table 'acs5.dogs' cannot be fetched; there are: acs5."),
    (["--state", "ri", "--key", "short"], "fetch: --key is no key of the Census Bureau, which has 40 letters"),
    (["--state", "ri", "--from", "ftp://x"], "fetch: --from is 'ftp://x', expected an address like http://"),
    (["--state", "ri", "--offline", "--accept"], "fetch: --offline asks nobody; leave it out, or leave out --accept"),
    (["--state", "ri", "--from", "http://127.0.0.1:9"], "no connection: refused; try again later"),
]  # fmt: skip


@pytest.mark.parametrize(("options", "line"), BAD)
def test_bad_input_is_told_in_one_line(
    options: list[str],
    line: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr("fairtown.data.snapshots.FIRST_PAUSE", 0.001)
    assert main(["fetch", *options, "--out", str(tmp_path)]) == 2
    message = capsys.readouterr().err
    assert message.count("\n") == 1
    assert line in message


def test_without_the_extra_the_command_says_what_to_install(
    rhode_island: Publisher,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setitem(sys.modules, "pooch", None)
    assert main(["fetch", *OPTIONS, "--from", rhode_island.url, "--out", str(tmp_path)]) == 2
    assert capsys.readouterr().err == "fairtown: fetch: pooch is not installed; install fairtown[states]\n"


def test_a_folder_that_cannot_be_written_is_told(
    rhode_island: Publisher, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    (tmp_path / "file").write_text("")
    assert main(["fetch", *OPTIONS, "--from", rhode_island.url, "--out", str(tmp_path / "file")]) == 2
    assert "nothing can be stored in" in capsys.readouterr().err


def test_tables_of_another_state_are_not_built_as_ours(
    fetched: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    command = ["build", "--state", "nh", "--data", str(fetched / TABLES), "--out", str(tmp_path)]
    assert main(command) == 2
    assert " is not of New Hampshire (33); " in capsys.readouterr().err


def test_a_state_without_tables_says_how_to_get_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("FAIRTOWN_DATA", str(tmp_path))
    assert main(["build", "--state", "ri", "--out", str(tmp_path)]) == 2
    assert "`fairtown fetch --state ri` gets its tables" in capsys.readouterr().err


def test_a_state_is_found_where_its_tables_were_fetched(fetched: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("FAIRTOWN_DATA", str(fetched))
    own = state("ri")
    assert (own.name, own.fips, own.folder) == ("Rhode Island", "44", fetched / TABLES)
    assert [epoch.vintage for epoch in own.epochs] == ["2020"]
    assert state("ri") is own


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_sees_bytes_and_time_left_and_a_file_sees_nothing():
    for stream, is_shown in ((Terminal(), True), (io.StringIO(), False)):
        advance = progress(stream)("acsdt5y2022-b03002.dat", 110_000_000, 55_000_000)
        advance(1_000)
        message = stream.getvalue()
        assert (
            "acsdt5y2022-b03002.dat:  50%" in message and "55.0M/110M" in message and "<" in message
        ) is is_shown


def test_lineage_of_no_list_is_told(tmp_path: Path):
    (tmp_path / clean_tables.PUBLISHER_FILES).write_text(json.dumps([1])[:-1])
    with pytest.raises(Exception, match=r"no list of files in .*; fetch the tables anew"):
        clean_tables.publisher_files(tmp_path)
