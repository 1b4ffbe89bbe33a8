"""Parts of pages that show a place, a chart or the goal: as the release and the gifts say today, else "not known"."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils.timezone import localdate
from wagtail.blocks.struct_block import StructBlockValidationError

from fairtown.hub.giving.models import Goal
from fairtown.hub.pages import waiting
from fairtown.hub.pages.blocks import Body, TextBlock, _charts
from fairtown.hub.pages.models import NewsIndexPage, Post
from fairtown.hub.pages.place_blocks import FindingsBlock, MapBlock
from fairtown.hub.shelf.chart_cards import CHARTS


def shown(site: Client, *parts: tuple[str, Any], language: str = "en") -> str:
    """Return the page of a post with these parts, as a reader gets it."""
    news = NewsIndexPage.objects.get(locale__language_code=language)
    post = Post(title="A post", slug="a-post", day=localdate(), locale=news.locale)
    post.body = Body().to_python([{"type": kind, "value": value} for kind, value in parts])
    news.add_child(instance=post)
    answer = site.get("/news/a-post/" if language == "en" else f"/{language}/news/a-post/")
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_map_of_a_place_is_a_file_of_the_release(
    site: Client, release_folder: Path, language: str
) -> None:
    html = shown(site, ("map", {"place": "avon"}), ("map", {"place": "state"}), language=language)
    drawings = re.findall(r'<img src="/release/[^/]+/maps/([^"]+)"', html)
    state = "modern.svg" if language == "en" else "modern.es.svg"
    assert drawings == ["towns/avon.svg", state]
    assert all((release_folder / "maps" / name).is_file() for name in drawings)
    assert html.count("#town=avon") == 1


def test_findings_are_those_of_the_page_of_the_place(site: Client) -> None:
    html = shown(site, ("findings", {"place": "town:avon"}))
    own = re.findall(r'<ul class="findings">(.*?)</ul>', site.get("/towns/avon/").content.decode(), re.S)
    quoted = re.findall(r'<ul class="findings">(.*?)</ul>', html, re.S)
    figures = re.findall(r'href="/explain/[^"]+"', own[0])
    assert figures
    assert re.findall(r'href="/explain/[^"]+"', quoted[0]) == figures
    assert "findings.css" in html


def test_a_goal_is_as_the_page_of_giving_shows_it(site: Client) -> None:
    html = shown(site, ("thermometer", None))
    tube = re.search(r'<p class="reached">.*?</p>', html)
    assert tube
    assert tube[0] in site.get("/give/").content.decode()
    Goal.objects.update(ends_on=date(2026, 1, 2))
    html = site.get("/news/a-post/").content.decode()
    assert "Goal of gifts: not known." in html
    assert 'class="reached"' not in html


@pytest.mark.parametrize(
    ("kind", "value", "message"),
    [
        ("map", {"place": "atlantis"}, "Map of atlantis: not known in release"),
        ("map", {"place": "../../release"}, "Map of ../../release: not known in release"),
        ("findings", {"place": "town:atlantis"}, "What stands out in town:atlantis: not known in release"),
        (
            "chart",
            {"chart": "assisted-trend", "place": "atlantis"},
            "This chart is not known for this place.",
        ),
    ],
)
def test_a_place_that_the_release_has_not_is_not_known(
    site: Client, kind: str, value: dict[str, str], message: str
) -> None:
    html = shown(site, (kind, value))
    assert message in html
    assert '<figure class="picture">' not in html


def test_staff_are_told_of_a_place_that_a_release_has_lost(site: Client, admin_user: User) -> None:
    assert waiting.figures_gone(admin_user) == []
    shown(site, ("map", {"place": "atlantis"}), ("findings", {"place": "town:avon"}))
    (work,) = waiting.figures_gone(admin_user)
    assert work.title == "A post shows a place that this release does not know"
    assert work.names == ("atlantis",)


@pytest.mark.parametrize("block", [MapBlock(), FindingsBlock()])
def test_an_editor_cannot_choose_a_place_that_the_release_has_not(release: object, block: Any) -> None:
    with pytest.raises(StructBlockValidationError):
        block.clean(block.to_python({"place": "town:atlantis"}))
    block.clean(block.to_python({"place": "state"}))


def test_every_chart_has_a_name_in_the_menu() -> None:
    assert [code for code, _label in _charts()] == list(CHARTS)
    assert all(label != code for code, label in _charts())


def test_a_text_of_an_editor_holds_no_script(site: Client) -> None:
    """What is sent past the editor in the browser comes out as the features of the block allow."""
    content = {
        "blocks": [
            {
                "key": "a", "type": "unstyled", "depth": 0, "text": "<script>alert(1)</script> read on",
                "inlineStyleRanges": [], "entityRanges": [{"offset": 26, "length": 7, "key": 0}],
            },
            {
                "key": "b", "type": "atomic", "depth": 0, "text": " ", "inlineStyleRanges": [],
                "entityRanges": [{"offset": 0, "length": 1, "key": 1}],
            },
        ],
        "entityMap": {
            "0": {"type": "LINK", "mutability": "MUTABLE", "data": {"url": "javascript:alert(1)"}},
            "1": {"type": "EMBED", "mutability": "IMMUTABLE", "data": {"url": "https://elsewhere.example"}},
        },
    }  # fmt: skip
    block = TextBlock().child_blocks["text"]
    html = str(
        block.value_from_form(block.field.widget.value_from_datadict({"t": json.dumps(content)}, {}, "t"))
    )
    assert "read on" in html
    assert not re.search(r"<script|<embed|<iframe|javascript:|elsewhere", html)
