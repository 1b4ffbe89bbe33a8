"""Homes that rules allow on parcels, by command: gross and net, unknown apart from none, and faults in one line."""

import csv
import io
import json
import re
from pathlib import Path

import pytest

from fairtown.cli.commands import main

ROOT = Path(__file__).parents[2]
FEED = ROOT / "tests" / "data" / "zoning" / "ozfs"
RULES, PARCELS = FEED / "Paradise.zoning", FEED / "Paradise.parcel.gz"


def run_command(capsys, *more) -> tuple[str, str]:
    assert (
        main(["scenario", "capacity", "--zoning", str(RULES), "--parcels", str(PARCELS), *map(str, more)])
        == 0
    )
    captured = capsys.readouterr()
    return captured.out, captured.err


@pytest.fixture
def rows(capsys) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(run_command(capsys)[0])))


def test_the_parcels_add_up_to_what_is_said(capsys):
    out, summary = run_command(capsys)
    rows = list(csv.DictReader(io.StringIO(out)))
    assert len(rows) == 421
    assert sum(float(row["gross"]) for row in rows) == 388
    assert summary.splitlines()[0] == "Paradise, rules in force on 2024-08-14: 388 homes by the rules"
    parts = re.findall(r"^  (\S+) +[\d,]+ parcels?: +([\d,]+) homes", summary, flags=re.M)
    assert sum(int(homes) for _district, homes in parts) == 388
    assert [district for district, _homes in parts] == sorted(district for district, _homes in parts)


def test_without_a_list_of_homes_what_is_more_is_unknown_and_not_all_of_it(rows):
    assert {row["existing_homes"] for row in rows} == {row["net"] for row in rows} == {""}


def test_what_stands_there_is_taken_off_and_an_unnamed_parcel_stays_unknown(capsys, rows, tmp_path):
    known = rows[:-1]
    file = tmp_path / "homes.csv"
    file.write_text("parcel_id,homes\n" + "".join(f"{row['parcel_id']},1\n" for row in known))
    out, summary = run_command(capsys, "--existing", file, "--format", "json")
    parcels = json.loads(out)
    for row in parcels[:-1]:
        assert row["net"] == max(row["gross"] - 1, 0)
    assert parcels[-1]["net"] is None
    total = sum(row["net"] for row in parcels[:-1])
    assert f"{total:,.0f} more than stand there (unknown on 1 parcel)" in summary.splitlines()[0]


def test_smaller_homes_are_never_fewer(capsys, rows):
    out, _summary = run_command(capsys, "--home-sqft", 500, "--efficiency", 0.9)
    smaller = list(csv.DictReader(io.StringIO(out)))
    assert all(float(b["gross"]) >= float(a["gross"]) for a, b in zip(rows, smaller, strict=True))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("parcel,homes\n1,2\n", "expected rows with columns parcel_id and homes"),
        ("", "expected rows with columns parcel_id and homes"),
        ("parcel_id,homes\nnone,2\n", "row 2: parcel 'none' is not in the file of parcels"),
        ("parcel_id,homes\n{id},-1\n", "row 2: homes is '-1', expected a whole number"),
        ("parcel_id,homes\n{id},1.5\n", "row 2: homes is '1.5', expected a whole number"),
        ("parcel_id,homes\n{id},1\n{id},2\n", "row 3: parcel '{id}' stands twice"),
        ("parcel_id,homes\n{id}\n", ""),
    ],
)
def test_a_list_of_homes_that_cannot_be_is_one_line(capsys, rows, tmp_path, text, message):
    file, first = tmp_path / "homes.csv", rows[0]["parcel_id"]
    file.write_text(text.replace("{id}", first))
    feed = [
        "scenario",
        "capacity",
        "--zoning",
        str(RULES),
        "--parcels",
        str(PARCELS),
        "--existing",
        str(file),
    ]
    assert main(feed) == (2 if message else 0)
    summary = capsys.readouterr().err
    if message:
        assert summary.count("\n") == 1
        assert message.replace("{id}", first) in summary


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["--efficiency", "1.2"], "efficiency is 1.2, expected a share from 0 to 1"),
        (["--home-sqft", "0"], "home_sqft is 0.0, expected sq ft above 0"),
        (["--existing", "nothing.csv"], "nothing.csv"),
        (["--format", "xls"], "format 'xls' is unknown"),
    ],
)
def test_what_cannot_be_is_one_line(capsys, more, message):
    assert main(["scenario", "capacity", "--zoning", str(RULES), "--parcels", str(PARCELS), *more]) == 2
    summary = capsys.readouterr().err
    assert summary.count("\n") == 1
    assert message in summary


def test_the_document_shows_what_the_command_says(capsys):
    text = (ROOT / "docs" / "zoning.md").read_text()
    shown = text[text.index("fairtown scenario capacity") :].split("```\n")[2].splitlines()
    assert len(shown) == 4
    assert {*shown} - {"  …"} <= {*run_command(capsys)[1].splitlines()}
