"""How a scenario is written: whole or not at all, and nothing said of what was not worked out."""

import csv
import json
import re
from io import StringIO
from pathlib import Path

import pytest

from fairtown.cli import scenario
from fairtown.cli.commands import main
from fairtown.scenarios.fair_share import shares
from fairtown.scenarios.opportunity import recipes

SAMPLES = Path(__file__).parents[1] / "data" / "zoning" / "ozfs"
PARADISE = {
    "--zoning": SAMPLES / "Paradise.zoning",
    "--parcels": SAMPLES / "Paradise.parcel.gz",
    "--building": SAMPLES / "4_fam_wide.bldg",
}


@pytest.mark.parametrize("name", [".", "folder"])
def test_a_folder_is_no_file_and_nothing_is_left_beside_it(
    release_folder, tmp_path, monkeypatch, capsys, name
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    given = ["--method", "connecticut_oca", "--draws", "0", "--out", name, "--release", str(release_folder)]
    assert main(["scenario", "fair-share", *given]) == 2
    line = capsys.readouterr().err
    assert f"--out {name} is a folder, expected a file" in line
    assert line.count("\n") == 1
    assert [p.name for p in tmp_path.rglob("*")] == ["folder"]


def test_without_draws_nothing_is_said_of_intervals(release):
    options = scenario.RunOptions(0)
    assert "interval" not in scenario.fair_share(release, "connecticut_oca", None, None, options)[1]
    assert (
        "too narrow" in scenario.fair_share(release, "connecticut_oca", None, None, scenario.RunOptions(2))[1]
    )


def test_the_command_says_how_likely_an_exemption_is_and_because_of_whom(release):
    summary = scenario.fair_share(release, "connecticut_oca", None, None, scenario.RunOptions(500))[1]
    lines = {line.split(":")[0].strip(): line for line in summary.splitlines()}
    assert re.search(
        r"exempt in 7\d% of draws, 31\d homes if not; students: 70% ± 5 of its poor people are 18 to 24",
        lines["Mansfield"],
    )
    assert re.search(r"exempt in \d+% of draws; students: 56% ± 21", lines["Willington"])
    assert re.fullmatch(r"  New Britain: exempt in \d+% of draws", lines["New Britain"])
    assert "Hartford" not in lines
    assert "nearest to what others published, 120,000 to 140,000" in summary.splitlines()[0]
    other = scenario.fair_share(release, None, "need=burdened_under_35000", None, scenario.RunOptions(0))[1]
    assert "nearest to what others published" not in other
    assert "of draws" not in other


def test_json_has_numbers_booleans_and_blanks(release):
    text, _summary = scenario.fair_share(
        release, "new_jersey_round4", None, None, scenario.RunOptions(0, format="json")
    )
    rows = json.loads(text)
    assert len(rows) == 169
    kinds = {name: {type(row[name]) for row in rows} for name in rows[0]}
    assert kinds["geoid"] == {str}
    assert kinds["homes"] == {int}
    assert kinds["is_exempt"] == kinds["is_capped"] == {bool}
    assert kinds["homes_lo90"] == {type(None)}
    assert kinds["share_of_households"] == {float}


def test_the_methods_are_listed_by_the_names_that_the_command_takes(capsys):
    assert main(["list", "methods"]) == 0
    listed = [line.split()[0] for line in capsys.readouterr().out.splitlines()]
    assert listed == list(shares.built_in())
    assert "connecticut_oca" in listed


def test_without_a_recipe_it_is_the_index_of_today_of_the_state(release_folder, capsys):
    assert main(["scenario", "opportunity", "--show", "--release", str(release_folder)]) == 0
    assert capsys.readouterr().out == recipes.text(recipes.built_in()["modern"])


def try_a_building(*more: str, **files: Path) -> int:
    given = PARADISE | {f"--{option}": path for option, path in files.items()}
    return main(["scenario", "building", *(str(part) for pair in given.items() for part in pair), *more])


def test_a_building_is_tried_on_every_parcel_from_the_command(capsys, tmp_path):
    assert try_a_building() == 0
    summary = capsys.readouterr()
    rows = list(csv.DictReader(StringIO(summary.out)))
    assert len(rows) == len({row["parcel_id"] for row in rows}) == 421
    first, *lines = summary.err.splitlines()
    assert first == "Paradise, rules in force on 2024-08-14: 0 TRUE, 10 MAYBE, 411 FALSE, 0 not evaluated"
    assert sum(row["outcome"] == "MAYBE" for row in rows) == 10
    # what fails and what is open are told apart: the same check can do both in one district
    starts = [i for i, line in enumerate(lines) if not line.startswith("    ")]
    (at,) = (i for i in starts if lines[i].startswith("  R-2"))
    assert lines[at].split(maxsplit=1) == ["R-2", "10 MAYBE, 14 FALSE"]
    causes = [line.split(maxsplit=2) for line in lines[at + 1 : starts[starts.index(at) + 1]]]
    assert [
        "14",
        "FALSE",
        "room between the setbacks: the building does not fit between the setbacks",
    ] in causes
    assert [
        "8",
        "MAYBE",
        "room between the setbacks: the building fits only if the lower setbacks hold",
    ] in causes
    assert [outcome for _n, outcome, _why in causes] == ["FALSE"] * 3 + ["MAYBE"] * 4
    assert any(line.startswith("note: ") and "R-2, parking_uncovered" in line for line in lines)
    out = tmp_path / "parcels.csv"
    assert try_a_building("--out", str(out)) == 0
    written = capsys.readouterr()
    assert (written.out, written.err) == ("", summary.err)
    assert out.read_text() == summary.out


def test_a_file_that_is_not_there_is_told_in_one_line(capsys, tmp_path):
    assert try_a_building(building=tmp_path / "none.bldg") == 2
    line = capsys.readouterr().err
    assert "none.bldg" in line
    assert line.count("\n") == 1


def stable_tracts(summary: str) -> int:
    (line,) = (line for line in summary.splitlines() if line.startswith("how sure"))
    return int(line.rsplit(": ", 1)[1].split(" stable")[0])


def test_levels_are_less_sure_where_household_errors_go_together(release):
    options = scenario.RunOptions(200)
    summary = {c: scenario.opportunity(release, "modern", options, correlation=c)[1] for c in (0.0, 0.4)}
    assert "errors of household figures correlated by 0.4" in summary[0.4]
    assert stable_tracts(summary[0.4]) < stable_tracts(summary[0.0]) - 100
    usual = scenario.opportunity(release, "modern", options)[1]
    assert "errors of household figures correlated by 0.2" in usual
    assert stable_tracts(summary[0.4]) < stable_tracts(usual) < stable_tracts(summary[0.0])


@pytest.mark.parametrize("correlation", ["1.5", "-0.1", "nan"])
def test_a_correlation_beyond_0_to_1_is_refused_in_one_line(release_folder, capsys, correlation):
    given = ["--recipe", "modern", f"--correlation={correlation}", "--release", str(release_folder)]
    assert main(["scenario", "opportunity", *given]) == 2
    line = capsys.readouterr().err
    assert "expected a number" in line or "expected a" in line
    assert line.count("\n") == 1


def test_the_command_says_where_the_published_index_of_2014_has_another_level(release):
    line = "as published, the index of 2014 has another level in Tract 1754, Wallingford"
    assert line in scenario.opportunity(release, "oca_2014", scenario.RunOptions(0))[1].splitlines()
    assert "as published" not in scenario.opportunity(release, "modern", scenario.RunOptions(0))[1]
