"""The nation's tables from publishers on loopback: those that are carried, with metropolitan areas across states."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from fairtown.build.nation.release import build
from fairtown.cli.commands import main
from fairtown.data import publishers
from fairtown.data.nation import areas, tracts
from fairtown.data.nation.fetch import _numbers
from fairtown.measures.segregation.dissimilarity import dissimilarity
from fairtown.release.nation_lines import lines
from fairtown.release.reader import OpenRelease

from ..fetching.nation_files import delineation_file
from ..fetching.publisher import Publisher, published
from ..fetching.survey_files import path_of

#: Delaware and Rhode Island.
SOME = ("10", "44")
SURVEY = path_of(publishers.survey_table(tracts.SURVEY.year, "B03002"))


def survey(change: int = 0) -> bytes:
    """Return the survey's file as the Bureau gives it; `change`: to the people of a tract."""
    cells = [f"B03002_{kind}{n:03}" for n in range(1, 13) for kind in "EM"]
    texts = ["GEO_ID|" + "|".join(cells), "0100000US|" + "|".join("7" for _ in cells)]
    for state in ("09", *SOME):
        rows = tracts.read(tracts.SURVEY.year, state).set_index("geoid")
        for geoid, row in [(state, rows.sum()), *rows.iterrows()]:
            known = dict(zip(("001", "003", "004", "006", "012", "005"), row, strict=True))
            known["001"] += change if geoid == rows.index[0] else 0
            line = [str(known.get(cell[-3:], 0)) if cell[7] == "E" else "12" for cell in cells]
            level = "0400000US" if geoid == state else "1400000US"
            texts.append(f"{level}{geoid}|" + "|".join(line))
    texts.append("1500000US100010401001|" + "|".join("5" for _ in cells))
    return ("\n".join(texts) + "\n").encode()


def files(change: int = 0) -> dict[str, bytes]:
    """Return both files by their paths."""
    return {SURVEY: survey(change), **delineation_file()}


def fetch(owner: Publisher, home: Path) -> int:
    """Run the command for two states."""
    return main(["nation", "fetch", "--states", ",".join(SOME), "--from", owner.url, "--out", str(home)])


@pytest.fixture(scope="module")
def fetched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("nation")
    with published(files()) as owner:
        assert fetch(owner, home) == 0
    return home


def test_people_are_those_that_are_carried(fetched: Path):
    found = tracts.read(tracts.SURVEY.year, folder=fetched / "us" / "tables")
    carried = pd.concat([tracts.read(tracts.SURVEY.year, state) for state in SOME], ignore_index=True)
    pd.testing.assert_frame_equal(found, carried)


def test_metropolitan_areas_are_those_of_their_counties(fetched: Path, tmp_path: Path):
    tables = fetched / "us" / "tables"
    release = OpenRelease(Path(build(tmp_path, "2026-01-01", "serial", SOME, folder=tables).path))
    found = {
        line.now["name"]: line
        for line in lines(release, "segregation.dissimilarity", "nh_black|nh_white", "region")
    }
    counties = {
        line.now["geoid"]: line
        for line in lines(release, "segregation.dissimilarity", "nh_black|nh_white", "county")
    }
    release.close()
    # one county is its metropolitan area: the same draws, and a slope that areas of a level share;
    # what crosses states has an interval too
    (area, moe), (county, county_moe) = found["Dover, DE"].ranked_by, counties["10001"].ranked_by
    assert area == pytest.approx(county, abs=1e-12)
    assert moe == pytest.approx(county_moe, rel=0.1)
    assert found["Providence-Warwick, RI-MA"].has_interval
    assert set(found) == {"Providence-Warwick, RI-MA", "Dover, DE"}
    for year, date in ((tracts.SURVEY.year, "now"), (tracts.COUNT.year, "then")):
        rows = tracts.read(year, "44")
        own = rows[rows.geoid.str[:5].isin(["44003", "44007"])]
        value = getattr(found["Providence-Warwick, RI-MA"], date)["value"]
        assert value == pytest.approx(dissimilarity(own.pop_nh_black, own.pop_nh_white), abs=1e-12)
    assert found["Dover, DE"].by_district is not None


def test_a_controlled_estimate_has_no_error_and_an_unpublished_margin_is_blank():
    estimates, margins = ["1"] * 9, ["-555555555", "-222222222", "", *["12"] * 6]
    found = _numbers("file", ["1400000US", *estimates, *margins], range(1, 19))
    assert found == [1] * 9 + [0, None, None, *[12] * 6]


FAULTS = [
    (SURVEY, lambda: survey(change=1), "tracts of state 09 have"),
    (SURVEY, lambda: survey().replace(b"0400000US10|", b"0400000US98|"), "no tract of state 10"),
    (SURVEY, lambda: survey().replace(b"B03002_E012", b"B03002_012E"), "no column B03002_E012"),
    (
        SURVEY,
        lambda: survey().replace(b"|12\n", b"|-7\n", 1).replace(b"|12|", b"|-8|"),
        "margin -8, a negative",
    ),
    (path_of(publishers.delineation()), lambda: b"PK no workbook", "list1_2023.xlsx"),
]


@pytest.mark.parametrize(
    ("path", "content", "line"), FAULTS, ids=["sum", "state", "column", "margin", "area"]
)
def test_a_fault_is_told_in_one_line_and_leaves_the_tables(
    path: str,
    content: Callable[[], bytes],
    line: str,
    fetched: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
):
    shutil.copytree(fetched, tmp_path / "home", symlinks=True)
    before = (tmp_path / "home" / "us" / "tables" / "SHA256SUMS").read_text()
    with published({**files(), path: content()}) as owner:
        states = ",".join(("09", *SOME))
        command = [
            "nation",
            "fetch",
            "--states",
            states,
            "--from",
            owner.url,
            "--out",
            str(tmp_path / "home"),
        ]
        assert main([*command, "--accept"]) == 2
    message = capsys.readouterr().err
    assert line in message
    assert message.count("\n") == 1
    assert (tmp_path / "home" / "us" / "tables" / "SHA256SUMS").read_text() == before
    assert areas.METROS in before


def test_a_state_of_no_number_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert main(["nation", "fetch", "--states", "99", "--out", str(tmp_path)]) == 2
    assert (
        capsys.readouterr().err
        == "fairtown: nation: no state has the number '99'; write them like 10, for Delaware\n"
    )
