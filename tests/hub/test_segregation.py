"""The page about segregation says what the release says, in every choice that its form offers."""

import csv
import io
import re
from html import unescape

import pytest
from django.test import Client

from fairtown.concepts import GROUPS
from fairtown.drawings import divergence_shades
from fairtown.hub.segregation import views
from fairtown.hub.segregation.ranked import DEFAULT_INDEX, DEFAULT_LEVEL, LEVELS
from fairtown.hub.shelf.segregation_indices import HEADLINE, INDICES
from fairtown.measures.uncertainty import overlap
from fairtown.release.reader import OpenRelease, Row

from .as_shown import as_shown

FIGURE = re.compile(r'<a class="[^"]*" href="([^"]+)">([^<]*)(?: <span class="moe">([^<]*)</span>)?</a>')


@pytest.fixture
def html(site: Client) -> str:
    return site.get("/segregation/").content.decode()


def row_of(
    release: OpenRelease, measure: str, group: str, output: str, place: str = "Connecticut", year: int = 2023
) -> Row:
    rows = release.observations([measure], release.find_places(place), [year], [output])
    (row,) = [r for r in rows if r["grp"] == group]
    return row


def section(html: str, name: str) -> str:
    return as_shown(re.split(rf'<section id="{name}"[^>]*>', html)[1].split("</section>")[0])


@pytest.mark.parametrize(
    ("measure", "group", "output", "phrase"),
    [
        ("segregation.dissimilarity", "nh_black|nh_white", "corrected", "of either group would have to move"),
        ("segregation.dissimilarity", "nh_black|nh_white", "by_chance", "Chance alone would give"),
        ("segregation.exposure", "nh_black|nh_white", "corrected", "lives in a neighborhood that is"),
        ("segregation.isolation", "nh_white", "corrected", "the average White resident"),
        ("segregation.entropy", "five_groups", "share_between", "lies between towns"),
    ],
)
def test_the_first_sentences_hold_the_figures_of_the_release(
    html: str, release: OpenRelease, measure: str, group: str, output: str, phrase: str
) -> None:
    says = html.split("<h1>")[1].split("<nav")[0]
    row = row_of(release, measure, group, output)
    anchor = f"/explain/{measure}/09/2023/?figure={output}-{group.replace('|', '-')}"
    shown = {href: (text, margin) for href, text, margin in FIGURE.findall(says)}
    assert phrase in says
    assert shown[anchor][0] == f"{row['value']:.1%}"
    assert shown[anchor][1] == (f"± {row['moe'] * 100:.1f}" if row["moe"] is not None else "")


def test_every_figure_leads_to_a_page_that_holds_it(site: Client, html: str) -> None:
    hrefs = {href for href, *_ in FIGURE.findall(html) if href.startswith("/explain/")}
    links = {tuple(href.split("?figure=")) for href in hrefs}
    assert len(links) > 250
    pages: dict[str, str] = {}
    for address, anchor in sorted(links):
        if address not in pages:
            pages[address] = site.get(address).content.decode()
        assert f'id="{anchor}"' in pages[address], (address, anchor)


@pytest.mark.parametrize("index", INDICES, ids=lambda i: i.slug)
@pytest.mark.parametrize("level", LEVELS)
def test_places_are_ranked_by_the_corrected_value(
    site: Client, release: OpenRelease, level: str, index
) -> None:
    answer = site.get("/segregation/", {"level": level, "index": index.slug}).content.decode()
    shown = section(answer, "places")
    assert f'<option value="{level}" selected>' in shown
    assert f'<option value="{index.slug}" selected>' in shown
    rows = [
        r
        for r in release.level_rows(index.measure, 2023, level, "corrected")
        if r["grp"] == index.group and r["value"] is not None
    ]
    best = sorted(rows, key=lambda r: r["value"] if index.is_low_first else -r["value"])
    ranked = [r["geoid"] for r in best if "small_share" not in r["flag"]]
    table = shown.split("<tbody>")[1].split("</tbody>")[0]
    linked = re.findall(rf"/explain/{index.measure}/(\d+)/2023/\?figure=corrected", table)
    assert linked == ranked
    assert shown.count("<circle") == len(ranked)
    small = shown.split("under 3% of")[1].split("</details>")[0] if len(ranked) < len(best) else ""
    not_ranked = re.findall(rf"/explain/{index.measure}/(\d+)/2023/\?figure=corrected", small)
    assert sorted(not_ranked) == sorted({r["geoid"] for r in best} - set(ranked))


@pytest.mark.parametrize("index", INDICES, ids=lambda i: i.slug)
@pytest.mark.parametrize("level", LEVELS)
def test_no_place_is_ranked_where_a_group_is_under_three_percent(
    site: Client, release: OpenRelease, level: str, index
) -> None:
    groups = [g for g in index.group.split("|") if g in GROUPS]
    shares = [
        r for r in release.level_rows("residents.race_ethnicity", 2023, level, "share") if r["grp"] in groups
    ]
    small = {r["key"] for r in shares if r["value"] is not None and r["value"] < 0.03}
    response = site.get("/segregation/places.csv", {"level": level, "index": index.slug})
    ranked = [r for r in csv.DictReader(io.StringIO(response.content.decode())) if r["rank_from"]]
    keys = {(p["geoid"], p["vintage"]): p["key"] for p in release.all_places}
    assert ranked
    assert not small & {keys[r["geoid"], r["vintage"]] for r in ranked}


def test_three_counties_of_few_black_residents_are_named_without_a_rank(site: Client) -> None:
    parameters = {"level": "county", "index": "dissimilarity-black-white"}
    shown = section(site.get("/segregation/", parameters).content.decode(), "places")
    small = shown.split("3 places are not ranked")[1].split("</details>")[0]
    assert re.findall(r'<th scope="row">(\w+)</th>', small) == ["Litchfield", "Tolland", "Windham"]
    assert 'href="/methods/segregation.dissimilarity/#sure"' in small


def test_ranks_tell_which_places_cannot_be_told_apart(site: Client) -> None:
    shown = section(site.get("/segregation/").content.decode(), "places")
    assert "because differences smaller than the margin of error do not count" in shown
    ranks = re.findall(r'<td class="nowrap">(\d+)(?:–(\d+))?</td>', shown)
    assert len(ranks) > 20
    for i, (first, last) in enumerate(ranks, start=1):
        assert int(first) <= i <= int(last or first)


@pytest.mark.parametrize("parameters", [{}, {"utm_source": "letter"}])
def test_without_a_choice_the_usual_ranking_is_shown(site: Client, parameters: dict[str, str]) -> None:
    html = site.get("/segregation/", parameters, follow=True).content.decode()
    assert f'<option value="{DEFAULT_LEVEL}" selected>' in html
    assert f'<option value="{DEFAULT_INDEX}" selected>' in html


@pytest.mark.parametrize(("page", "status"), [("/segregation/", 404), ("/segregation/places.csv", 400)])
@pytest.mark.parametrize("parameters", [{"level": "street"}, {"level": "<script>", "index": "'; DROP TABLE"}])
def test_what_is_not_offered_is_refused_with_what_there_is(
    site: Client, page: str, status: int, parameters: dict[str, str]
) -> None:
    response = site.get(page, parameters)
    html = response.content.decode()
    assert response.status_code == status
    assert f"there are: {', '.join(LEVELS)}" in html
    assert "<script>" not in html or response.headers["Content-Type"].startswith("text/plain")


def test_towns_without_an_index_are_named_with_the_reason(html: str) -> None:
    shown = section(html, "places")
    assert re.search(r"1[34]\d places have no index: fewer than ten tracts", shown)
    assert ">Avon</a>" in shown.split("have no index")[1]


@pytest.mark.parametrize("level", LEVELS)
def test_the_file_holds_what_is_shown_and_blanks_for_unknown(
    site: Client, release: OpenRelease, level: str
) -> None:
    response = site.get("/segregation/places.csv", {"level": level, "index": "isolation-black"})
    assert response.headers["Content-Type"].startswith("text/csv")
    assert (
        f"fairtown-segregation-{level}-isolation-black-{release.date}.csv"
        in response.headers.values().__str__()
    )
    rows = list(csv.DictReader(io.StringIO(response.content.decode())))
    source = {
        r["geoid"]: r
        for r in release.level_rows("segregation.isolation", 2023, level, "corrected")
        if r["grp"] == "nh_black"
    }
    assert len(rows) == len(source) == {"region": 9, "county": 8, "town": 169}[level]
    for row in rows:
        expected = source[row["geoid"]]
        assert row["corrected"] == ("" if expected["value"] is None else str(expected["value"]))
        assert row["moe"] == ("" if expected["moe"] is None else str(expected["moe"]))
        assert bool(row["rank_from"]) == bool(row["corrected"] and "small_share" not in row["flag"])
        assert row["period"] == "2019-2023"
    assert site.get(rows[0]["explain"].split("#")[0]).status_code == 200


def test_the_shades_hold_every_tract_with_people(html: str, release: OpenRelease) -> None:
    rows = release.level_rows(divergence_shades.MEASURE, 2023, "tract", "value")
    known = [r["value"] for r in rows if r["value"] is not None]
    shades = section(html, "map").split("<tbody>")[1].split("</tbody>")[0]
    cells = [[int(n) for n in re.findall(r"<td>(\d+)</td>", line)] for line in shades.split("</tr>")[:-1]]
    assert [c[0] for c in cells] == [sum(divergence_shades.shade(v) == n for v in known) for n in range(1, 6)]
    assert all(c[0] == c[1] + c[2] for c in cells)


def test_the_ten_tracts_are_those_of_the_release(html: str, release: OpenRelease) -> None:
    rows = release.level_rows(divergence_shades.MEASURE, 2023, "tract", "value")
    first = sorted((r for r in rows if r["value"] is not None), key=lambda r: -r["value"])[:10]
    assert re.findall(r'<a href="/tracts/(\d{11})/">', section(html, "map")) == [r["geoid"] for r in first]


def test_the_drawing_stands_beside_the_page_in_its_language(site: Client, release: OpenRelease) -> None:
    for address, name, label in (
        ("/segregation/", "divergence.svg", "how unlike the whole state"),
        ("/es/segregation/", "divergence.es.svg", "cuánto difiere"),
    ):
        assert f"/maps/{name}" in site.get(address).content.decode()
        drawn = (release.path / "maps" / name).read_text()
        assert label in drawn
        assert "2019-2023" in drawn


def test_the_profile_shows_the_state_and_each_region(html: str, release: OpenRelease) -> None:
    shown = section(html, "scale")
    state = row_of(release, "segregation.spatial_entropy", "five_groups", "within_16_km")
    assert f">{state['value']:.2f}</a>" in shown.split("<figure>")[0]
    assert shown.split("<tbody>")[1].split("</tbody>")[0].count("<tr>") == 10
    assert shown.count('<path class="thin"') == 9


def test_change_is_told_with_its_margin_or_not_at_all(html: str, release: OpenRelease) -> None:
    summary = unescape(section(html, "change").split("<figure>")[0])
    lines = section(html, "change").split("<tbody>")[1].split("</tbody>")[0].split("</tr>")[:-1]
    assert len(lines) == len(HEADLINE)
    for line, index in zip(lines, HEADLINE, strict=True):
        before, after = (
            row_of(release, index.measure, index.group, "corrected", year=year)
            for year in (release.earlier(), release.latest())
        )
        change, moe = after["value"] - before["value"], (before["moe"] ** 2 + after["moe"] ** 2) ** 0.5
        verdict = "cannot be told" if abs(change) <= moe else "higher" if change > 0 else "lower"
        assert verdict in line
        apart = (
            "cannot be told"
            if abs(change) <= moe
            else "more"
            if (change > 0) != index.is_low_first
            else "less"
        )
        assert index.label in summary.split(f"<strong>{apart}")[1].split("</li>")[0]
        shown = f"{change * 100:+z.1f} ± {moe * 100:.1f}".replace("-", "−")
        assert shown in line


def test_no_page_compares_surveys_that_share_a_year(site: Client, release: OpenRelease) -> None:
    rows = release.query("SELECT year, period FROM lineage WHERE measure = ?", "residents.poverty")
    periods = {r["year"]: r["period"] for r in rows}
    before, now = release.earlier(), release.latest()
    assert overlap(periods[before], periods[now]) == 0
    # and none that is nearer would do
    assert all(overlap(p, periods[now]) > 0 for year, p in periods.items() if before < year < now)
    for address in (
        "/segregation/",
        "/towns/hartford/homes/",
        "/es/segregation/",
        "/es/towns/hartford/homes/",
    ):
        html = site.get(address).content.decode()
        assert periods[before] in html
        assert "2015-2019" not in html


def test_the_new_way_of_recording_race_is_told_where_segregation_fell(
    html: str, release: OpenRelease
) -> None:
    shown = section(html, "change").split("<figure>")[0]
    falls = {}
    for group in ("five_groups", "four_groups"):
        before, after = (
            row_of(release, "segregation.entropy", group, "corrected", year=y)
            for y in (release.earlier(), release.latest())
        )
        falls[group] = before["value"] - after["value"]
        moe = (before["moe"] ** 2 + after["moe"] ** 2) ** 0.5
        assert f"fell by {falls[group] * 100:.1f} ± {moe * 100:.1f}" in shown
    assert f"about {1 - falls['four_groups'] / falls['five_groups']:.0%} of the fall" in shown


def test_no_radius_is_shown_of_which_nothing_can_be_said(html: str) -> None:
    shown = section(html, "scale")
    assert re.findall(r'<th scope="col">(\d+ km)</th>', shown.split("</thead>")[0]) == [
        "2 km",
        "4 km",
        "8 km",
        "16 km",
    ]
    assert "8 km over 2 km" in shown
    assert "a tract with another one within this distance" in shown


def test_the_parts_of_the_change_are_those_of_the_release(html: str, release: OpenRelease) -> None:
    shown = section(html, "change")
    for part in ("before", "after", "difference", "structural", "group_marginal", "unit_marginal"):
        row = row_of(release, "segregation.change", "five_groups", part)
        figure = f'>{row["value"]:z.3f} <span class="moe">± {row["moe"]:.3f}</span></a>'
        assert figure.replace("-", "−") in shown, part


def test_every_measure_of_segregation_is_named(html: str, release: OpenRelease) -> None:
    for measure in release.measures:
        if measure.startswith("segregation."):
            assert f'href="/methods/{measure}/"' in html


@pytest.mark.parametrize(
    "query", ["", "?level=region&index=theil", "?level=county&index=exposure-black-white"]
)
def test_the_page_takes_one_to_eight_queries(site: Client, release: OpenRelease, query: str) -> None:
    site.get("/towns/avon/")
    views._rendered.clear()
    before = release.queries
    site.get(f"/segregation/{query or '?level=town'}")
    assert 1 <= release.queries - before <= 8


@pytest.mark.parametrize("prefix", ["", "/es"])
@pytest.mark.parametrize("query", ["", "?level=county&index=isolation-white"])
def test_unknown_is_neither_nan_nor_none(site: Client, prefix: str, query: str) -> None:
    html = site.get(f"{prefix}/segregation/{query}").content.decode()
    seen = re.sub(r"<[^>]+>", " ", html)
    assert not re.search(r"\b(nan|None|null|inf)\b", seen)
    assert "{{" not in html
    assert "%(" not in html


@pytest.mark.parametrize("prefix", ["", "/es"])
def test_the_page_is_found_from_the_menu_and_the_front_page(site: Client, prefix: str) -> None:
    html = site.get(f"{prefix}/").content.decode()
    assert html.count(f'href="{prefix}/segregation/"') >= 2


def test_a_town_with_ten_tracts_shows_corrected_figures_with_margins(
    site: Client, release: OpenRelease
) -> None:
    shown = as_shown(site.get("/towns/hartford/segregation/").content.decode().partition('class="topic"')[2])
    first = shown.split("<details>")[1]
    assert first.count("<tr>") == len(HEADLINE) + 1
    assert re.findall(r"/explain/segregation\.\w+/0911037070/2023/\?figure=corrected", first)
    assert "#value" not in first
    assert "As computed" in shown.split("<details>")[2]
    assert 'href="/segregation/#measures"' in shown


def test_a_town_with_fewer_tracts_shows_who_lives_there(site: Client) -> None:
    shown = as_shown(site.get("/towns/avon/segregation/").content.decode().partition('class="topic"')[2])
    assert "fewer than ten tracts" in shown
    composition = shown.split("<tbody>")[1].split("</tbody>")[0]
    assert composition.count("<tr>") == 6
    assert composition.count('class="fig') == 18
    assert "too_few" not in shown
    assert 'class="fig blank"' not in shown
