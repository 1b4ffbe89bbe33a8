"""Rhode Island from files of publishers to figures: published people, known indices, each led back to a file."""

from pathlib import Path

import pytest

from fairtown.build.cache import Cache, folder
from fairtown.build.nation.release import build as build_nation
from fairtown.build.release import build
from fairtown.cli.commands import main
from fairtown.data import clean_tables, publishers
from fairtown.data.nation.tracts import SURVEY
from fairtown.release.explain import as_text, explain
from fairtown.release.nation_lines import MEASURES
from fairtown.release.reader import OpenRelease
from fairtown.states import state

from . import rhode_island_files
from .nation_files import delineation_file
from .publisher import published
from .survey_files import path_of

TABLES = Path("states") / "ri" / "tables"


@pytest.fixture(scope="module")
def release(fetched: Path, tmp_path_factory: pytest.TempPathFactory) -> OpenRelease:
    tables = fetched / TABLES
    out = tmp_path_factory.mktemp("releases")
    return OpenRelease(Path(build(out, state("ri", tables), "2026-01-01", tables, Cache(folder())).path))


def figure(release: OpenRelease, measure: str, output: str, group: str) -> float:
    rows = release.listed(measure, "state", 2022)
    (row,) = [row for row in rows if (row["output"], row["group"]) == (output, group)]
    return row["value"]


def test_people_are_those_that_the_bureau_published(release: OpenRelease):
    assert release.state_name == "Rhode Island"
    assert figure(release, "residents.race_ethnicity", "people", "everyone") == 1_094_250


@pytest.mark.parametrize(
    ("pair", "percent"), [("nh_black|nh_white", 58.1), ("hispanic|nh_white", 59.3)], ids=["Black", "Hispanic"]
)
def test_dissimilarity_is_what_was_found_before(release: OpenRelease, pair: str, percent: float):
    """Found from the same recorded answers by a run without any of this code, survey error taken out."""
    assert 100 * figure(release, "segregation.dissimilarity", "corrected", pair) == pytest.approx(
        percent, abs=0.2
    )


@pytest.fixture(scope="module")
def nation(tmp_path_factory: pytest.TempPathFactory) -> OpenRelease:
    """The nation, of which Rhode Island alone is fetched: the same cells, as if of the newest survey."""
    home = tmp_path_factory.mktemp("nation")
    survey = rhode_island_files.bulk_files()[
        path_of(publishers.survey_table(rhode_island_files.YEAR, "B03002"))
    ]
    files = {path_of(publishers.survey_table(SURVEY.year, "B03002")): survey, **delineation_file()}
    with published(files) as owner:
        assert main(["nation", "fetch", "--states", "44", "--from", owner.url, "--out", str(home)]) == 0
    tables = home / "us" / "tables"
    return OpenRelease(Path(build_nation(home, "2026-01-01", "serial", ["44"], home / "tasks", tables).path))


@pytest.mark.parametrize("measure", MEASURES)
def test_the_nation_says_of_it_what_its_own_release_says(
    release: OpenRelease, nation: OpenRelease, measure: str
):
    """The same cells and draws give the same figures to the last bit, of the state and each of its counties."""
    n = 0
    for level in ("state", "county"):
        own = {
            (row["geoid"], row["output"], row["group"]): row for row in release.listed(measure, level, 2022)
        }
        for row in nation.listed(measure, level, SURVEY.year):
            expected = own[row["geoid"], row["output"], row["group"]]
            assert [row[c] for c in ("value", "moe", "flag")] == [
                expected[c] for c in ("value", "moe", "flag")
            ]
            n += row["output"] == "corrected" and row["moe"] is not None
    assert n >= 2


def test_an_interval_of_the_nation_leads_to_the_file_its_margins_and_the_draws(nation: OpenRelease):
    text = as_text(explain(nation, "segregation.dissimilarity", "Rhode Island"))
    for part in (
        "table     us_tracts.race_cells@2020-2024",
        "column  pop_nh_black_moe [B03002_M004]",
        f"made of   {publishers.survey_table(SURVEY.year, 'B03002').url}",
        "parameter surveys_drawn = 250",
        "parameter seed = 20240601",
        "nh_black|nh_white · corrected",
    ):
        assert part in text
    assert "parameter" not in as_text(explain(nation, "segregation.dissimilarity", "Rhode Island", 2000))


def test_thirty_nine_towns_share_out_the_state(release: OpenRelease):
    assert len(release.towns) == 39
    people = [
        row["value"]
        for row in release.listed("residents.race_ethnicity", "town", 2022)
        if (row["output"], row["group"]) == ("people", "everyone")
    ]
    assert sum(people) == 1_094_250


def test_every_figure_leads_to_files_of_a_publisher(release: OpenRelease):
    files = release.publisher_files
    for edition in release.editions.values():
        assert all(file["url"].startswith("https://www2.census.gov/") for file in files[edition["file"]])
        assert files[edition["file"]]
    read = {tuple(table) for lineage in release.lineages.values() for table in lineage["tables"]}
    assert read <= set(release.editions)
    text = as_text(explain(release, "segregation.dissimilarity", "Rhode Island"))
    for file in ("acsdt5y2022-b03002.dat", "ri2020.pl.zip", "cb_2022_44_tract_500k.zip"):
        assert (file in text) is (file != "cb_2022_44_tract_500k.zip")
    assert "\nmade of   https://www2.census.gov/" in text


def test_the_release_keeps_tables_whose_hash_it_names(release: OpenRelease):
    for edition in release.editions.values():
        path = release.path / "tables" / edition["file"]
        assert dict(clean_tables.digests(path.parent))[path.name] == edition["sha256"]
