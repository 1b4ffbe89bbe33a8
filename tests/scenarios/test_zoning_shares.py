"""Shares of land from an atlas's file by command: the published ones, what is unknown, and faults in one line."""

import csv
import io
import json
import re
from pathlib import Path

import pytest

from fairtown.cli.commands import main

ROOT = Path(__file__).parents[2]
ATLAS = ROOT / "tests" / "data" / "zoning" / "atlas"
VIRGINIA, KAUAI = ATLAS / "virginia_districts.csv.gz", ATLAS / "hawaii_kauai_zoning.geojson.gz"
SQUARE = "[[[{w}, 41.0], [{e}, 41.0], [{e}, 41.01], [{w}, 41.01], [{w}, 41.0]]]"


def run_command(capsys, *arguments) -> tuple[str, str]:
    assert main(["zoning", *map(str, arguments)]) == 0
    captured = capsys.readouterr()
    return captured.out, captured.err


def test_shares_of_regions_are_the_published_ones(capsys):
    """HousingForward Virginia: 2% of Hampton Roads, 9.5% of Northern Virginia for four families or more as of right."""
    out, _summary = run_command(capsys, VIRGINIA, "--by", "region")
    rows = [row for row in csv.DictReader(io.StringIO(out)) if row["homes"] == "f4plus"]
    share_allowed = {row["region"]: round(float(row["share_allowed"]), 3) for row in rows}
    assert share_allowed["Hampton Roads"] == 0.018
    assert share_allowed["Northern Virginia"] == 0.095
    assert sum(float(row["acres"]) for row in rows) == pytest.approx(3_306_693, abs=1)


def test_what_is_said_of_the_whole_adds_up_and_tells_what_is_unknown(capsys):
    _out, summary = run_command(
        capsys, KAUAI, "--by", "none", "--land", "all land", "--source", "County of Kauai"
    )
    first, *lines = summary.splitlines()
    assert first.endswith("1,952 districts of 1 place, 352,548 acres (all zoned land); land: all land")
    for line in lines[:4]:
        parts = [float(part) for part in re.findall(r"([\d.]+)% ", line)]
        assert sum(parts) == pytest.approx(100, abs=0.2)
        assert "0.4% unknown" in line
    assert lines[4].endswith("55.6% not allowed, under 0.1% unknown"), "what is not nothing is told"


def test_a_lot_that_depends_lies_between_two_shares(capsys):
    _out, summary = run_command(capsys, VIRGINIA, "--base", "residential")
    surely, most = re.search(r"an acre or more +([\d.]+)% surely, ([\d.]+)% at most", summary).groups()
    assert float(surely) < float(most)


def test_the_layer_of_the_connecticut_atlas_loads_by_its_codes(capsys, tmp_path):
    rural = {
        "Z": "RA-80",
        "T": "Alder",
        "Ty": "R",
        "MA": 60,
        "1F": "A",
        "2F": "",
        "3F": "",
        "4F": "",
        "AD": "AH",
    }
    village = rural | {"Z": "VC", "Ty": "M", "MA": 20, "2F": "A", "3F": "AH", "4F": "AH"}
    water = dict.fromkeys(rural) | {"Z": "none", "T": "Alder", "1F": "", "MA": 20}
    features = [
        {"type": "Feature", "properties": properties,
         "geometry": {"type": "Polygon",
                      "coordinates": json.loads(SQUARE.format(w=-72 + 0.02 * i, e=-71.99 + 0.02 * i))}}
        for i, properties in enumerate((rural, village, water))
    ]  # fmt: skip
    file = tmp_path / "ct.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    out, summary = run_command(capsys, file, "--columns", "connecticut", "--format", "json")
    (two,) = (row for row in json.loads(out) if row["homes"] == "f2")
    assert (two["jurisdiction"], two["acres_allowed"], two["acres_prohibited"], two["acres_unknown"]) == (
        "Alder",
        20,
        60,
        20,
    )
    assert "one-family homes and no other    60.0%, 20.0% unknown" in summary
    assert "one family as of right only      60.0%, 20.0% unknown" in summary
    assert "marked as detached homes only" not in summary, "that atlas has no such mark"
    one, *others = json.loads(out)
    assert (one["homes"], one["share_one_family_as_of_right_only"], one["share_one_family_marked_only"]) == (
        "f1", 0.6, None,
    )  # fmt: skip
    assert {row["share_one_family_only"] for row in others} == {None}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            [VIRGINIA, "--by", "town"],
            "by 'town' is unknown; there are: region, county, jurisdiction, district, kind",
        ),
        ([VIRGINIA, "--by", "region,region"], "names one twice"),
        ([VIRGINIA, "--base", "water"], "base 'water' is unknown; there are: all, residential"),
        ([VIRGINIA, "--columns", "texas"], "columns 'texas' are unknown; there are: national, connecticut"),
        ([VIRGINIA, "--columns", "connecticut"], "no property Z, T, Ty"),
        ([VIRGINIA, "--columns", "connecticut", "--acres", "MA"], "leave --acres out"),
        ([VIRGINIA, "--acres", "hectares"], "no column hectares"),
        ([VIRGINIA, "--date", "soon"], "soon"),
        ([VIRGINIA, "--format", "xls"], "format 'xls' is unknown"),
        ([ATLAS / "nothing.csv"], "no such file"),
        ([ATLAS / "README.md"], "README.md: row"),
        ([ATLAS], "atlas"),
    ],
)
def test_what_cannot_be_is_one_line_and_nothing_is_written(capsys, tmp_path, arguments, message):
    out = tmp_path / "shares.csv"
    assert main(["zoning", *map(str, arguments), "--out", str(out)]) == 2
    line = capsys.readouterr().err
    assert line.count("\n") == 1
    assert message in line
    assert not list(tmp_path.iterdir())


def test_the_document_shows_what_the_command_says(capsys):
    text = (ROOT / "docs" / "zoning.md").read_text()
    shown = text[text.index("## Shares of an atlas") :].split("```\n")[2].splitlines()
    _out, summary = run_command(capsys, VIRGINIA, "--by", "region")
    assert len(shown) == 6
    assert {*shown} <= {*summary.splitlines()}
