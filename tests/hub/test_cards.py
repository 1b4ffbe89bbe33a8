"""Cards of places: a picture that networks take, with the number of the page, made for towns that there are alone."""

import re
import struct
from xml.etree import ElementTree

import pytest
from django.test import Client

from fairtown.drawings.card import HEIGHT, WIDTH, Card, drawing
from fairtown.hub.home import cards

MAP = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 900 700"><rect width="900" height="700"/></svg>'
SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize(
    "path", ["/card.png", "/es/towns/hartford/card.png", "/towns/north-stonington/card.png"]
)
def test_a_card_is_a_png_of_the_size_that_networks_take(site: Client, path: str) -> None:
    answer = site.get(path)
    assert answer["Content-Type"] == "image/png"
    assert answer.content[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", answer.content[16:24]) == (WIDTH, HEIGHT)
    assert len(answer.content) < 300_000


@pytest.mark.parametrize("path", ["/towns/nowhere/card.png", "/towns/hartford/card.png?size=9000"])
def test_a_card_of_no_town_or_of_another_size_is_not_drawn(site: Client, path: str) -> None:
    assert site.get(path).status_code in (400, 404)


def test_the_number_of_a_card_is_that_of_the_page(site: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[Card] = []
    monkeypatch.setattr(cards, "drawing", lambda card, *_, **__: drawn.append(card) or MAP)
    for path in ("/card.png", "/towns/hartford/card.png", "/es/towns/hartford/card.png"):
        site.get(path)
    state, town, en_espanol = drawn
    text = re.sub(r"<[^>]+>|\s+", " ", site.get("/").content.decode())
    assert f"{state.number} {state.margin}" in re.sub(" +", " ", text)
    assert f"{town.number}" in site.get("/towns/hartford/").content.decode()
    assert (town.title, en_espanol.title, en_espanol.number) == ("Hartford", "Hartford", town.number)
    assert town.sentence != en_espanol.sentence


def test_a_page_names_the_card_of_its_place(site: Client, settings) -> None:  # type: ignore[no-untyped-def]
    settings.SITE_URL = "https://town.example"
    found = {
        path: re.findall(r'og:image" content="([^"]*)"', site.get(path).content.decode())
        for path in ("/towns/avon/", "/es/zoning/avon/", "/fair-share/")
    }
    assert found == {
        "/towns/avon/": ["https://town.example/towns/avon/card.png"],
        "/es/zoning/avon/": ["https://town.example/es/towns/avon/card.png"],
        "/fair-share/": ["https://town.example/card.png"],
    }


def test_a_place_without_the_figure_has_a_card_without_a_number(
    site: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[Card] = []
    monkeypatch.setattr(cards, "drawing", lambda card, *_, **__: drawn.append(card) or MAP)
    monkeypatch.setattr(cards, "ASSISTED", "nothing.here")
    assert site.get("/towns/avon/card.png").status_code == 200
    assert [(card.title, card.number, card.margin) for card in drawn] == [("Avon", "", "")]
    assert "every number leads to its source" in drawn[0].sentence


def test_the_map_is_as_large_as_fits_and_its_legend_is_left_out() -> None:
    svg = drawing(Card("A & B", "1%", "", "x " * 40, "f"), MAP, has_legend=True)
    root = ElementTree.fromstring(svg)
    placed = root.find(f"{SVG}svg")
    assert placed is not None
    left, top, wide, high = (float(placed.attrib[name]) for name in ("x", "y", "width", "height"))
    assert placed.attrib["viewBox"] == "0 0 900 604"
    assert left >= WIDTH / 2 < left + wide < WIDTH
    assert 0 < top < top + high < HEIGHT
    texts = [text for text in root.iter(f"{SVG}text") if text.text]
    assert texts[0].text == "A & B"
    assert len([text for text in texts if text.text and set(text.text) == {"x", " "}]) == 3
