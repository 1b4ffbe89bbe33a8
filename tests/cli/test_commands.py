from pathlib import Path

import pytest

from fairtown.cli.commands import main
from fairtown.cli.options import real, whole


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


BALANCE, MODERN = ("scenario", "balance"), ("scenario", "opportunity", "--recipe", "modern")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            (*BALANCE, "--target", "abc", "--by", "2038"),
            "argument --target: 'abc' is no number; write one like 25",
        ),
        ((*BALANCE, "--target", "25", "--by", "2038.5"), "argument --by: '2038.5' is no whole number"),
        ((*BALANCE, "--target", "25", "--by", "2038", "--new", "1,5"), "argument --new: '1,5' is no number"),
        ((*BALANCE, "--target", "25"), "the following arguments are required: --by"),
        ((*MODERN, "--draws", "abc"), "argument --draws: 'abc' is no number"),
        ((*MODERN, "--seed", "1.5"), "argument --seed: '1.5' is no whole number"),
        ((*MODERN, "--draws", "nan"), "argument --draws: 'nan' is no whole number"),
        (("hub", "--port", "http"), "argument --port: 'http' is no number"),
        (("explain", "homes.tenure", "Hartford", "now"), "argument YEAR: 'now' is no number"),
        (("export", "homes.tenure", "--years", "2023"), "unrecognized arguments: --years 2023"),
        (("dance",), "invalid choice: 'dance'"),
    ],
)
def test_a_fault_of_the_command_line_is_one_line_without_the_usage(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], message: str
) -> None:
    status, out, err = run(capsys, *arguments)
    assert (status, out) == (2, "")
    assert err.startswith("fairtown: ")
    assert message in err
    assert "usage" not in err
    assert err.count("\n") == 1


def test_numbers_are_read_as_the_pages_read_them() -> None:
    assert [whole(text) for text in ("2,000", "2000", "2e3", "-1")] == [2000, 2000, 2000, -1]
    assert whole("12345678901234567891") == 12345678901234567891
    assert [real(text) for text in ("1,336", "2.5")] == [1336, 2.5]


@pytest.mark.parametrize("command", ["build", "export", "explain", "scenario", "list", "hub"])
def test_every_command_shows_an_example(capsys: pytest.CaptureFixture[str], command: str) -> None:
    with pytest.raises(SystemExit) as stop:
        main([command, "--help"])
    assert stop.value.code == 0
    assert f"fairtown {command}" in capsys.readouterr().out.split("example:")[1]


@pytest.mark.parametrize(
    "arguments",
    [
        ("export", "homes.tenure", "--out", ""),
        ("list", "places", "--release", " "),
        ("build", "--data", ""),
        ("scenario", "opportunity", "--recipe", ""),
        ("zoning", ""),
    ],
)
def test_a_blank_name_is_told_and_not_taken_for_none(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    """As where a shell's variable is not set."""
    status, out, err = run(capsys, *arguments)
    assert (status, out) == (2, "")
    assert "the name is blank; name a file or folder, or leave it out" in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("explain", "homes.tenure", "a\nb"),
        ("export", "homes.tenure", "--level", "\r\x1b[31mred"),
        ("zoning", "a\nb.csv"),
        ("scenario", "opportunity", "--recipe", "a\u2028b\x85c"),
    ],
)
def test_what_was_typed_breaks_no_line_and_paints_no_terminal(
    capsys: pytest.CaptureFixture[str],
    release_folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
) -> None:
    monkeypatch.setenv("FAIRTOWN_RELEASES", str(release_folder))
    status, _out, err = run(capsys, *arguments)
    assert status == 2
    assert err.removesuffix("\n").isprintable()


def test_bytes_that_are_no_text_are_marked(
    capsys: pytest.CaptureFixture[str], release_folder: Path, tmp_path: Path
) -> None:
    """As from a terminal in Latin-1: the system hands them on as lone surrogates."""
    table = Path(__file__).parents[1] / "data" / "zoning" / "atlas" / "virginia_districts.csv.gz"
    named = tmp_path / "Nu\udcf1o.csv.gz"
    named.write_bytes(table.read_bytes())
    status, out, err = run(
        capsys, "zoning", str(named), "--by", "region", "--land", "a\udcff", "--date", "2023\udcff"
    )
    assert (status, out) == (2, "")
    assert "2023\ufffd" in err
    status, _out, err = run(capsys, "zoning", str(named), "--by", "region", "--land", "a\udcff")
    assert status == 0
    assert "a\ufffd" in err
    status, _out, err = run(capsys, "explain", "homes.tenure", "Nu\udcf1o", "--release", str(release_folder))
    assert status == 2
    assert "'Nu\ufffdo' is unknown" in err
