"""The pages about the United States where margins are held: intervals, ranks as ranges, and how surveys were drawn."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.cache import caches
from django.test import Client

from fairtown.build.nation import release as building
from fairtown.formatting import format_estimate, format_points
from fairtown.hub import release_access
from fairtown.release.intervals import rank_ranges
from fairtown.release.nation_lines import is_shown, lines
from fairtown.release.reader import OpenRelease

from ..build.nation.margins_world import cells, tables

STATES = ("09", "10", "44")
MEASURE, PAIR = "segregation.dissimilarity", "nh_black|nh_white"


@pytest.fixture(scope="module")
def surveyed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenRelease]:
    """A release of three states with margins."""
    out = tmp_path_factory.mktemp("surveyed")
    folder = tables(out / "tables", cells(STATES))
    release = OpenRelease(Path(building.build(out, "2026-01-01", "serial", STATES, None, folder).path))
    yield release
    release.close()


@pytest.fixture
def site(surveyed: OpenRelease, site: Client, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr(release_access, "open_nation", lambda _releases: surveyed)
    monkeypatch.setattr(release_access, "newest_nation", lambda _releases: surveyed.path)
    release_access._nation.cache_clear()
    caches["pages"].clear()
    return site


def text_of(site: Client, address: str) -> str:
    answer = site.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_states_have_intervals_and_ranks_as_ranges(surveyed: OpenRelease, site: Client) -> None:
    found = [line for line in lines(surveyed, MEASURE, PAIR, "state") if is_shown(line.now)]
    ranges = rank_ranges([line.ranked_by for line in found])
    html = text_of(site, "/us/")
    table = html[html.index('id="places"') :]
    rows = re.findall(r"<tr>\s*<th scope=\"row\">.*?</tr>", table, re.DOTALL)
    assert len(rows) == len(found) == len(STATES)
    for line, (first, last), row in zip(found, ranges, rows, strict=True):
        assert line.now["name"] in row
        assert f'<td class="nowrap">{first if first == last else f"{first}–{last}"}</td>' in row
        value, moe = line.ranked_by
        shown = re.sub(r"<[^>]+>", "", row)
        assert format_estimate(value, moe, "share") in shown
        assert format_points(line.change or 0.0, moe) in shown
    assert "no margins of error" not in html
    assert "Ranks are ranges" in html


def test_counties_of_a_state_are_ranked_among_themselves(surveyed: OpenRelease, site: Client) -> None:
    html = text_of(site, "/us/delaware/")
    ranks = re.findall(r'<td class="nowrap">([^<]*)</td>', html)
    assert ranks
    assert all(rank in {"1", "2", "3", "1–2", "2–3", "1–3"} for rank in ranks)
    assert "the second is as computed" in html


def test_an_explanation_says_how_surveys_were_drawn(surveyed: OpenRelease, site: Client) -> None:
    html = text_of(site, f"/us/explain/{MEASURE}/10/2024/?figure=corrected-nh_black-nh_white")
    assert "250 of each state" in html
    assert "seed 20240601" in html
    assert "B03002_M004" in html
    assert surveyed.editions["us_tracts.race_cells", 2024]["sha256"] in html
    assert "give or take" in html
    assert "seed" not in text_of(site, f"/us/explain/{MEASURE}/10/2000/")
    assert site.get("/us/tables/us_tracts.race_cells.2024.parquet").status_code == 200


def test_spanish_speaks_spanish(site: Client) -> None:
    html = text_of(site, "/es/us/?level=county")
    assert "Los puestos son intervalos" in html
    assert "es su margen de error" in html
    assert "encuestas que una computadora sortea" in text_of(site, f"/es/us/explain/{MEASURE}/10/2024/")
