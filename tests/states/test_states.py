"""Which states are carried; and no state's figures are published under the name of another."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from fairtown.build.inputs import CleanTables
from fairtown.build.release import build
from fairtown.cli.commands import main
from fairtown.concepts import FairtownError
from fairtown.data import clean_tables
from fairtown.release.absence import AbsentError
from fairtown.release.reader import open_release
from fairtown.states import all_states, state
from fairtown.states.profile import State


def test_a_state_is_a_folder_here_and_one_is_the_default():
    assert list(all_states()) == ["ct", "ma"]
    assert [s.code for s in all_states().values() if s.is_default] == ["ct"]
    assert state() is state("ct")
    assert state("ct").folder.parent.name == "connecticut"


def test_an_unknown_state_names_those_there_are(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["build", "--state", "xx", "--out", str(tmp_path)]) == 2
    assert (
        capsys.readouterr().err
        == "fairtown: state 'xx' is not carried; there are: ct (Connecticut), ma (Massachusetts)\n"
    )


def test_codes_follow_the_year():
    epochs = [state("ct").epoch(year).vintage for year in (1990, 2010, 2021, 2022, 2030)]
    assert epochs == ["2010", "2010", "2010", "2022", "2022"]
    assert state("ct").levels == ("tract", "town", "county", "region", "state")


def refusal(own: State, out: Path, folder: Path | None = None) -> str:
    with pytest.raises(FairtownError) as error:
        build(out, own, "2026-01-01", folder)
    assert "\n" not in str(error.value)
    assert not list(out.glob("2026*"))
    return str(error.value)


def test_tables_of_connecticut_are_not_built_under_another_name(toy_state: State, tmp_path: Path):
    line = refusal(toy_state, tmp_path, state("ct").folder)
    assert "no table of Testland, found in " in line


def test_rows_of_another_state_are_refused(toy_state: State, tmp_path: Path):
    tables = Path(shutil.copytree(toy_state.folder, tmp_path / "tables"))
    other = replace(toy_state, fips="97", name="Otherland")
    line = refusal(other, tmp_path, tables)
    assert line.startswith("acs5.race_ethnicity.2023.csv: code 98 is not of Otherland (97); ")
    assert "give the folder of this one with --data" in line


def test_a_table_without_a_checksum_is_told(toy_state: State, tmp_path: Path):
    tables = Path(shutil.copytree(toy_state.folder, tmp_path / "tables"))
    (tables / "acs5.education.2023.csv").write_text("geoid\n")
    assert "acs5.education.2023.csv: not in SHA256SUMS of" in refusal(toy_state, tmp_path, tables)


def test_a_folder_holds_the_releases_of_one_state(toy_release: Path, tmp_path: Path):
    out = tmp_path / "out"
    shutil.copytree(toy_release, out / "2020-01-01")
    line = refusal(state("ct"), out)
    assert (
        line
        == f"build: {out} holds releases of Testland, expected none but of Connecticut; give another --out"
    )


def test_a_folder_with_releases_of_two_states_is_not_opened_by_guess(
    toy_release: Path, release_folder: Path, tmp_path: Path
):
    (tmp_path / "2026-01-01").symlink_to(toy_release)
    (tmp_path / "2026-01-02").symlink_to(release_folder)
    with pytest.raises(
        FairtownError, match=r"holds releases of Connecticut and Testland; name the one to open"
    ):
        open_release(tmp_path)
    assert open_release(tmp_path / "2026-01-01").state == "tl"


def test_a_table_that_is_recorded_and_gone_is_a_fault_and_no_absence(toy_state: State, tmp_path: Path):
    tables = Path(shutil.copytree(toy_state.folder, tmp_path / "tables"))
    (tables / "acs5.tenure.2023.csv").unlink()
    assert "acs5.tenure.2023.csv: no such file" in refusal(toy_state, tmp_path, tables)


def test_a_table_that_is_not_recorded_is_absent(toy_state: State, tmp_path: Path):
    tables = Path(shutil.copytree(toy_state.folder, tmp_path / "tables"))
    (tables / "acs5.tenure.2023.csv").unlink()
    clean_tables.write_checksums(tables)
    clean = CleanTables(toy_state, tables)
    assert clean.years("acs5.tenure") == []
    with pytest.raises(FairtownError) as error:
        clean.rows("acs5.tenure", 2023)
    assert str(error.value) == (
        f"it reads acs5.tenure, which is not held for this state: acs5.tenure.2023.csv is not in SHA256SUMS of {tables}"
    )


def test_an_edition_that_no_source_of_the_state_declares_is_absent(toy_state: State):
    """A state's own source can stand in for a federal one with fewer editions: measures of other years do not run."""
    clean = CleanTables(toy_state)
    assert clean.years("acs5.tenure")
    with pytest.raises(AbsentError) as error:
        clean.rows("acs5.tenure", 1999)
    assert error.value.absence.kind == "edition"
    assert "the source acs5 declares no edition of 1999" in str(error.value)
