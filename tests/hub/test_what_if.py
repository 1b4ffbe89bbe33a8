"""The page of what a plan would bring: words before figures, the release's own numbers, files, refusals, Spanish."""

import html
import re

import pytest
from django.test import Client

from fairtown.hub.shelf.live_figures import LiveFigure, what_choices

PAGE = "/what-if/"


def text(site: Client, path: str, status: int = 200) -> str:
    answer = site.get(path)
    assert answer.status_code == status
    return answer.content.decode()


def test_words_stand_before_the_first_figure(site: Client) -> None:
    page = text(site, PAGE)
    notice, first = page.index("a scenario, not a forecast"), page.index('class="fig"')
    assert notice < page.index("The direction is built in") < first
    for number in ("131,830", "110,172", "55,086", "136,062"):
        assert number in page


def test_today_is_the_figure_of_the_release(site: Client) -> None:
    page = text(site, PAGE)
    link = re.search(r'href="(/explain/segregation\.dissimilarity/[^"]*nh_black-nh_white)">(61\.2%)', page)
    assert link
    assert "61.2%" in text(site, html.unescape(link[1]))


def test_the_same_address_gives_the_same_page(site: Client) -> None:
    query = "?method=new_jersey_round4&tilt=2&refill=50&place=renters"
    assert text(site, PAGE + query) == text(site, PAGE + query)
    assert "fairtown scenario what-if --address" in text(site, PAGE + query)


def test_a_form_leads_to_the_shortest_address(site: Client) -> None:
    sent = "method=connecticut_oca&income=35000&place=households&filled=40&household=2.47&tilt=1&refill=0&own=&go=1"
    answer = site.get(f"{PAGE}?{sent}")
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{PAGE}?method=connecticut_oca&filled=40#answer"


@pytest.mark.parametrize(("name", "rows"), [("towns", 169), ("tracts", 879), ("districts", 199)])
def test_files(site: Client, name: str, rows: int) -> None:
    answer = site.get(f"{PAGE}{name}.csv?method=connecticut_oca")
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert len(answer.content.decode().splitlines()) == rows + 1


def test_students_follow_and_today_is_the_figure_of_the_release(site: Client) -> None:
    page = text(site, PAGE)
    link = re.search(r'href="(/explain/schools\.segregation/[^"]*between[^"]*)">(19\.3%)', page)
    assert link
    assert "19.3%" in text(site, html.unescape(link[1]))
    for part in ("27,541 students would move", "stay as they are", "School districts that change most"):
        assert part in page


def test_why_it_moved_is_a_product_that_can_be_followed(site: Client) -> None:
    sentence = re.sub(r"\s+", " ", text(site, PAGE).split('id="why-sentence">')[1].split("</p>")[0])
    moved, gone, come, points = re.search(
        r"([\d.]+)% would move. Of those, ([\d.]+)% leave .* and ([\d.]+)% arrive .* makes −([\d.]+) points",
        sentence,
    ).groups()
    assert float(moved) * (float(gone) - float(come)) / 100 == pytest.approx(float(points), abs=0.1)


def test_a_printed_page_has_everything_open_and_leads_back(site: Client) -> None:
    page = text(site, f"{PAGE}print/?method=connecticut_oca&filled=40")
    answer = page.split('id="answer"')[1].split('id="cite"')[0]
    assert answer.count("<details") == answer.count(" open>")
    assert "<form" not in page.split("<main")[1]
    assert page.index("a scenario, not a forecast") < page.index('class="fig"')
    assert "filled=40" in page
    assert site.get(f"{PAGE}print/?filled=120").status_code == 302


@pytest.mark.parametrize(
    "query", ["own=Avon: 0", "own=Union: 50", "income=20000&filled=100&own=Union: 900000"]
)
def test_a_plan_that_moves_nobody_or_more_than_there_are_is_a_page(site: Client, query: str) -> None:
    assert 'id="answer"' in text(site, f"{PAGE}?{query}")


def test_a_cap_that_bites_and_tracts_that_empty_are_said(site: Client) -> None:
    page = text(site, f"{PAGE}?filled=100&household=10")
    assert "In 63 neighborhoods these assumptions would move more people of a group" in page
    assert "256 neighborhoods would lose over 20% of their people" in page
    assert 'id="capped"' not in text(site, PAGE)


def test_the_table_as_shown(site: Client) -> None:
    lines = site.get(f"{PAGE}table.csv").content.decode().splitlines()
    assert lines[0].startswith("\ufeffWhat is measured")
    assert any("−4.8 ± 0.2" in line for line in lines)


@pytest.mark.parametrize(
    "query", ["filled=120", "own=Nowhere: 3", "charm=1", "tilt=x", "method=best", "own=%3Cb%3E"]
)
def test_what_cannot_be_is_one_line_and_no_figure(site: Client, query: str) -> None:
    page = text(site, f"{PAGE}?{query}", 400)
    assert page.count('class="alert"') == 1
    assert 'id="answer"' not in page
    main = page.split("<main")[1]
    # what is wrong stands above the form, where a phone shows it
    assert main.index('class="alert"') < main.index('id="what-if-form"')
    assert "<b>" not in main.split('class="alert"')[1]
    file = site.get(f"{PAGE}towns.csv?{query}")
    assert file.status_code == 400
    assert file.content.decode().count("\n") == 1


def test_in_spanish_too(site: Client) -> None:
    page = text(site, "/es/what-if/?tilt=2")
    assert "un escenario, no un pronóstico" in page
    assert "Why it moves" not in page
    assert "se espera un número de 0 a 100" in text(site, "/es/what-if/?filled=120", 400)


def test_a_town_and_an_article_quote_it(site: Client) -> None:
    assert "a scenario, not a forecast" in text(site, "/towns/avon/fair-share/")
    found = LiveFigure("what-if:black_hispanic_after:", "town:avon")
    assert "residents of Avon would be Black or Hispanic" in found.sentence
    assert found.figure.href == PAGE
    state = LiveFigure("what-if:lower_after:nh_black", "state")
    assert state.sentence.startswith("If every town took its fair share, 69.1% ± ")
    assert state.sentence.endswith("This is a scenario, not a forecast.")
    assert any(
        code == "what-if:households:" for _title, options in what_choices() for code, _label in options
    )
    assert not LiveFigure("what-if:arriving:", "state").is_known


def test_the_fair_share_leads_here(site: Client) -> None:
    page = text(site, "/fair-share/?method=new_jersey_round4&cap_homes=300")
    link = re.search(r'href="(/what-if/\?[^"]*)"', page)
    assert link
    assert "What integration would bring" in text(site, html.unescape(link[1]))
