"""How a scenario is written: whole or not at all, and nothing said of what was not worked out."""

import json

import pytest

from fairtown.cli import main
from fairtown.outputs import fair_share, scenario


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


def test_without_draws_nothing_is_said_of_intervals(opened):
    how = scenario.How(0)
    assert "interval" not in scenario.fair_share(opened, "connecticut_oca", None, None, how)[1]
    assert "too narrow" in scenario.fair_share(opened, "connecticut_oca", None, None, scenario.How(2))[1]


def test_json_has_numbers_booleans_and_blanks(opened):
    text, _said = scenario.fair_share(opened, "new_jersey_round4", None, None, scenario.How(0, format="json"))
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
    assert listed == list(fair_share.built_in())
    assert listed[0] == "connecticut_oca"
