"""What the map owes to each choice: the section says what the release says, and nothing where it says nothing."""

import re
from html import unescape
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from fairtown.hub.lab import choices
from fairtown.release.reader import OpenRelease, Row

from .as_shown import as_shown

FIGURE = re.compile(r'<a class="fig[^"]*" href="([^"?]+)\?figure=([^"]+)">([^<]*)</a>')
YEARS = (2014, 2023)
TITLES = {2014: "Opportunity Index 2014", 2023: "Opportunity index of today"}


def rendered(release: OpenRelease, year: int) -> str:
    context = {"choices_section": choices.section(release, year)}
    return as_shown(render_to_string("lab/_choices.html", context, RequestFactory().get("/lab/")))


def rows_of(release: OpenRelease, measure: str, year: int, output: str, variant: str) -> dict[str, Row]:
    state = [p for p in release.all_places if p["level"] == "state"]
    found = release.observations([measure], state, [year], [output])
    return {r["grp"]: r for r in found if r["variant"] == variant}


@pytest.mark.parametrize("year", YEARS)
def test_every_figure_leads_to_a_page_that_holds_it(site: Client, release: OpenRelease, year: int) -> None:
    links = FIGURE.findall(rendered(release, year))
    assert len(links) > 80
    pages: dict[str, str] = {}
    for address, anchor, _text in links:
        if address not in pages:
            pages[address] = site.get(address).content.decode()
        assert f'id="{anchor}"' in pages[address], (address, anchor)


@pytest.mark.parametrize("year", YEARS)
def test_the_first_sentence_holds_the_figures_of_the_release(release: OpenRelease, year: int) -> None:
    html = rendered(release, year).split("<h3>")[0]
    shown = [text for _address, _anchor, text in FIGURE.findall(html)]
    expected = []
    for variant, order in (("named", 1), ("random", -1)):
        n = rows_of(release, choices.SENSITIVITY, year, "recipes", variant)[""]["value"]
        share_kept = rows_of(release, choices.SENSITIVITY, year, "share_kept", variant)[""]["value"]
        expected += [f"{n:,.0f}", f"{share_kept:.1%}"][::order]
    assert shown == expected
    assert TITLES[year] in unescape(html)


@pytest.mark.parametrize("year", YEARS)
def test_choices_stand_by_their_share_and_the_rest_last(release: OpenRelease, year: int) -> None:
    section = choices.section(release, year)
    assert section is not None
    shares = [line.figures["sobol"].row["value"] for line in section["choices"]]
    assert shares[:-1] == sorted(shares[:-1], reverse=True)
    assert section["choices"][-1].label == "Several choices at once"
    assert sum(shares) == pytest.approx(1)
    assert section["chart"].count('class="bar"') == len(shares)


@pytest.mark.parametrize("year", YEARS)
def test_changes_stand_with_those_first_that_move_most_tracts(release: OpenRelease, year: int) -> None:
    section = choices.section(release, year)
    assert section is not None
    lines = [*section["changes"], *section["more_changes"]]
    shares_kept = [line.figures["kept"].row["value"] for line in lines]
    assert shares_kept == sorted(shares_kept)
    assert len(section["changes"]) == choices.SHOWN
    n_alone = len(rows_of(release, choices.SENSITIVITY, year, "kept", "named"))
    assert len(lines) == n_alone + 1
    assert "Weights drawn at random (mean of 20 draws)" in [line.label for line in lines]


def test_indicators_that_run_against_the_rest_are_marked(release: OpenRelease) -> None:
    table = rendered(release, 2014).split("Runs against the rest</th>")[1].split("</table>")[0]
    marked = [row for row in table.split("<tr>") if ">yes</a>" in row]
    assert len(marked) == 2
    assert all('<td class="strong"><a' in row.split("</td>")[-2] for row in marked)
    assert {"Access to jobs", "Diversity of jobs nearby"} == {
        re.findall(r'<th scope="row">([^<]*)', row)[0] for row in marked
    }
    today = choices.section(release, 2023)
    assert today is not None
    assert not [line for line in today["indicators"] if line.figures["runs_against"].row["value"]]


@pytest.mark.parametrize("year", [2019, 1999])
def test_a_year_without_an_answer_has_no_section(release: OpenRelease, year: int) -> None:
    assert choices.section(release, year) is None
    assert rendered(release, year).strip() == ""


def test_a_release_from_before_the_measures_has_no_section(release: OpenRelease) -> None:
    measures = {m: c for m, c in release.measures.items() if m != choices.COHERENCE}
    assert choices.section(SimpleNamespace(measures=measures), 2023) is None  # type: ignore[arg-type]


def test_no_text_of_the_section_is_escaped_twice_or_left_open(release: OpenRelease) -> None:
    for year in YEARS:
        html = rendered(release, year)
        assert "&lt;a" not in html
        assert "{{" not in html
        for tag in ("section", "table", "details", "figure", "div", "p"):
            assert html.count(f"<{tag}>") + html.count(f"<{tag} ") == html.count(f"</{tag}>")


def test_one_query_brings_the_section(release: OpenRelease) -> None:
    choices.section(release, 2014)
    before = release.queries
    choices.section(release, 2023)
    assert release.queries - before == 1
