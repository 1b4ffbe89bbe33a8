from pathlib import Path

import pytest

from fairtown.cli import main


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(arguments)
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def test_export_writes_to_the_terminal_or_a_file(
    capsys: pytest.CaptureFixture[str], release_folder: Path, tmp_path: Path
) -> None:
    wanted = ("export", "homes.tenure", "--level", "state", "--release", str(release_folder))
    status, out, _err = run(capsys, *wanted)
    assert status == 0
    assert out.startswith("geoid,vintage,geo_level,name,year,period,households,")
    file = tmp_path / "t.csv"
    assert run(capsys, *wanted, "--out", str(file))[0] == 0
    assert file.read_text() == out


@pytest.mark.parametrize("what", ["measures", "sources", "places", "recipes"])
def test_list_names_what_there_is(
    capsys: pytest.CaptureFixture[str], release_folder: Path, what: str
) -> None:
    status, out, _err = run(capsys, "list", what, "--release", str(release_folder))
    assert status == 0
    assert len(out.splitlines()) > 5


@pytest.mark.parametrize(
    "arguments",
    [
        ("export", "opportunity.oca"),
        ("export", "homes.tenure", "--level", "street"),
        ("export", "homes.tenure", "--year", "1066"),
        ("export", "homes.tenure", "--format", "xls"),
        ("export", "homes.tenure", "--format", "parquet"),
        ("export", "homes.tenure", "--out", "/nowhere/at/all.csv"),
        ("explain", "homes.tenure", "Atlantis"),
        ("explain", "homes.tenure", "Hartford", "1066"),
        ("list", "places", "--release", "/nowhere"),
        ("hub", "--port", "99999999"),
        ("hub", "--workers", "0"),
        ("scenario", "opportunity", "--recipe", "nowhere.toml"),
        ("scenario", "opportunity", "--recipe", "modern", "--draws", "1"),
        ("scenario", "opportunity", "--recipe", "modern", "--year", "1066"),
        ("scenario", "opportunity", "--recipe", "modern", "--draws", "0", "--out", "/nowhere/at/all.csv"),
        ("build", "--date", "soon"),
        ("build", "--state", "zz"),
    ],
)
def test_bad_input_is_one_line_and_status_2(
    capsys: pytest.CaptureFixture[str],
    release_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
) -> None:
    monkeypatch.setenv("FAIRTOWN_RELEASES", str(release_folder))
    status, out, err = run(capsys, *arguments)
    assert status == 2
    assert out == ""
    assert err.startswith("fairtown: ")
    assert err.count("\n") == 1


@pytest.mark.parametrize("command", ["build", "export", "explain", "scenario", "list", "hub"])
def test_every_command_shows_an_example(capsys: pytest.CaptureFixture[str], command: str) -> None:
    with pytest.raises(SystemExit) as stop:
        main([command, "--help"])
    assert stop.value.code == 0
    assert f"fairtown {command}" in capsys.readouterr().out.split("example:")[1]
