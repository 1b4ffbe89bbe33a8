"""The pages about the United States: figures of the nation's release, each with its way to a file."""

import csv
import io

import pytest
from django.test import Client

from fairtown.concepts import FairtownError
from fairtown.formatting import format_number
from fairtown.hub.shelf.segregation_indices import INDICES
from fairtown.release.nation_lines import is_shown, lines, years
from fairtown.release.reader import OpenRelease

PAGE = "/us/"


@pytest.fixture
def nation(nation_release: OpenRelease, site: Client) -> OpenRelease:
    return nation_release


def text_of(site: Client, address: str) -> str:
    answer = site.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def test_the_page_opens_with_the_figure_of_the_release(nation: OpenRelease, site: Client) -> None:
    (line,) = lines(nation, "segregation.dissimilarity", "nh_black|nh_white", "nation")
    html = text_of(site, PAGE)
    then, now = years(nation)
    for row, year in ((line.now, now), (line.then, then)):
        assert row is not None
        shown = format_number(row["value"], "share")
        link = f'href="/us/explain/segregation.dissimilarity/us/{year}/?figure=value-nh_black-nh_white"'
        assert link in html
        assert shown in html


@pytest.mark.parametrize("index", INDICES, ids=lambda i: i.slug)
def test_every_index_has_a_list_and_two_maps(nation: OpenRelease, site: Client, index) -> None:  # type: ignore[no-untyped-def]
    html = text_of(site, f"{PAGE}?index={index.slug}&level=county")
    shown = [line for line in lines(nation, index.measure, index.group, "county") if is_shown(line.now)]
    names = [line.now["name"] for line in shown]
    assert all(name in html for name in names)
    assert sorted(names, key=html.index) == names
    for kind in ("now", "change"):
        svg = text_of(site, f"/us/map/{index.slug}/{kind}.svg")
        assert svg.startswith("<svg ")
        assert "<script" not in svg


@pytest.mark.parametrize("kind", ["now", "change"])
def test_a_map_has_one_legend(nation: OpenRelease, site: Client, kind: str) -> None:
    html = text_of(site, f"/us/?map={kind}")
    key = html[html.index('<p class="key">') :].split("</p>")[0]
    assert key.count('class="swatch"') == 6
    assert "too few people" in key
    # what the file says below the map is left out of the picture
    width, height = 1950, 1220
    assert f"#svgView(viewBox(0,0,{width},{height}))" in html
    assert f'viewBox="0 0 {width} ' in text_of(site, f"/us/map/{INDICES[0].slug}/{kind}.svg")


def test_a_small_group_is_in_no_list(nation: OpenRelease, site: Client) -> None:
    found = lines(nation, "segregation.dissimilarity", "nh_black|nh_white", "county")
    small = [line for line in found if line.now["value"] is not None and not is_shown(line.now)]
    html = text_of(site, f"{PAGE}?level=county")
    assert small
    assert not [line.now["name"] for line in small if line.now["name"] in html]


def test_the_page_of_a_state_has_its_own_surveys_between_the_dates_of_the_nation(
    nation: OpenRelease, site: Client, release: OpenRelease
) -> None:
    html = text_of(site, "/us/connecticut/")
    periods = [release.lineage_of["segregation.dissimilarity", y]["period"]
               for y in release.years_of("segregation.dissimilarity")]  # fmt: skip
    then, now = (nation.lineage_of["segregation.dissimilarity", y]["period"] for y in years(nation))
    columns = [f'<th scope="col">{period}</th>' for period in (then, *periods, now)]
    assert sorted(columns, key=html.index) == columns
    assert text_of(site, "/us/delaware/").count(f'<th scope="col">{periods[0]}</th>') == 0


def test_every_number_leads_to_its_file(nation: OpenRelease, site: Client) -> None:
    _then, now = years(nation)
    html = text_of(site, f"/us/explain/segregation.dissimilarity/10003/{now}/?figure=value-hispanic-nh_white")
    edition = nation.editions["us_tracts.race", now]
    assert edition["sha256"] in html
    assert f"/us/tables/{edition['file']}" in html
    file = site.get(f"/us/tables/{edition['file']}")
    assert file.status_code == 200
    assert file.content == nation.table_file(edition["file"])


def test_the_files_have_every_area(nation: OpenRelease, site: Client) -> None:
    rows = list(csv.DictReader(io.StringIO(text_of(site, "/us/areas.csv"))))
    _then, now = years(nation)
    newest = [p for p in nation.all_places if p["vintage"] == nation.profile.vintages[-1]]
    assert {row["geoid"] for row in rows} == {p["geoid"] for p in newest}
    (line,) = lines(nation, "segregation.dissimilarity", "nh_black|nh_white", "nation")
    own = next(row for row in rows if row["geoid"] == "us")
    assert float(own[f"dissimilarity_nh_black_to_nh_white_{now}"]) == line.now["value"]
    assert float(own["dissimilarity_nh_black_to_nh_white_change"]) == line.change
    assert site.get("/us/observations.parquet").content[:4] == b"PAR1"


def test_voting_districts_have_a_column_and_a_caution(nation: OpenRelease, site: Client) -> None:
    html = text_of(site, PAGE)
    found = lines(nation, "segregation.dissimilarity", "nh_black|nh_white", "state")
    link = "/us/explain/segregation.dissimilarity/{}/2020/?figure=value-nh_black-nh_white"
    assert all(link.format(line.now["geoid"]) in html for line in found)
    assert "by voting district" in html
    assert "California and Oregon are not" in html
    assert link.format("10") in text_of(site, "/us/delaware/")
    explained = text_of(site, link.format("10"))
    assert nation.editions["us_voting_districts.race", 2020]["sha256"] in explained
    assert site.get("/us/tables/us_voting_districts.race.2020.parquet").status_code == 200


def test_spanish_speaks_spanish(nation: OpenRelease, site: Client) -> None:
    assert "condado por condado" in text_of(site, "/es/us/?level=county&map=change")
    assert "a lo largo de los años" in text_of(site, "/es/us/connecticut/")
    assert "muy pocas" in text_of(site, "/es/us/map/theil/change.svg")


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("/us/?index=nothing", "index &#x27;nothing&#x27; is unknown"),
        ("/us/?level=town", "there are: state, county"),
        ("/us/?state=atlantis", "state &#x27;atlantis&#x27; is unknown"),
        ("/us/?nothing=1", "parameter &#x27;nothing&#x27; is unknown"),
    ],
)
def test_what_cannot_be_asked_is_told(nation: OpenRelease, site: Client, address: str, message: str) -> None:
    answer = site.get(address)
    assert answer.status_code == 404
    assert message in answer.content.decode()


@pytest.mark.parametrize(
    "address", ["/us/atlantis/", "/us/map/nothing/now.svg", "/us/map/theil/x.svg", "/us/tables/x"]
)
def test_what_is_not_there_is_told(nation: OpenRelease, site: Client, address: str) -> None:
    assert site.get(address).status_code == 404


def test_without_a_release_of_the_nation_a_page_says_so(site: Client, without_nation: None) -> None:
    answer = site.get(PAGE)
    assert answer.status_code == 404
    assert "has not built their figures" in answer.content.decode()
    assert 'href="/us/"' not in site.get("/segregation/").content.decode()
    from fairtown.hub.nation.figures import nation

    with pytest.raises(FairtownError, match="run `fairtown nation build`"):
        nation()
