"""Rhode Island from files of publishers to figures: published people, known indices, each led back to a file."""

from pathlib import Path

import pytest

from fairtown.build.cache import Cache, folder
from fairtown.build.release import build
from fairtown.data import clean_tables
from fairtown.release.explain import as_text, explain
from fairtown.release.reader import OpenRelease
from fairtown.states import state

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
