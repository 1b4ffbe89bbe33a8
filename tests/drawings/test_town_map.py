"""The drawing of towns: every town once, its words escaped, plain where nothing is said of it."""

from xml.etree import ElementTree

import pytest

from fairtown.drawings.town_map import Shown, drawing
from fairtown.release.reader import OpenRelease

SVG = "{http://www.w3.org/2000/svg}"
EVIL = '"><script>alert(1)</script>&'


@pytest.fixture
def keys(release: OpenRelease) -> list[str]:
    return [town["key"] for town in release.towns]


def test_every_town_is_drawn_once_with_its_words_and_its_link(release, keys):
    shown = {key: Shown("t1", f"Town {key}", f"#t-{key}") for key in keys}
    root = ElementTree.fromstring(drawing(release, shown))
    links = root.findall(f"{SVG}a")
    assert sorted(a.attrib["href"] for a in links) == sorted(f"#t-{key}" for key in keys)
    assert sorted(t.text for t in root.iter(f"{SVG}title")) == sorted(f"Town {key}" for key in keys)
    assert all(p.attrib["d"].startswith("M") for p in root.iter(f"{SVG}path"))
    # a picture beside a table: neither read out nor reached by the keyboard
    assert root.attrib["aria-hidden"] == "true"
    assert {a.attrib["tabindex"] for a in links} == {"-1"}


def test_a_town_of_which_nothing_is_said_is_drawn_plain(release):
    root = ElementTree.fromstring(drawing(release, {}))
    assert [p.attrib["class"] for p in root.findall(f"{SVG}path")] == ["t0"] * 169
    assert not list(root.iter(f"{SVG}title"))


def test_words_classes_and_links_are_escaped(release, keys):
    text = drawing(release, {keys[0]: Shown(EVIL, EVIL, EVIL)})
    assert "<script" not in text
    (link,) = ElementTree.fromstring(text).findall(f"{SVG}a")
    assert link.attrib["href"] == EVIL
    assert link.find(f"{SVG}path/{SVG}title").text == EVIL


def test_a_key_of_no_town_draws_nothing(release):
    assert drawing(release, {"nowhere": Shown("t5", "Nowhere", "#")}) == drawing(release, {})
