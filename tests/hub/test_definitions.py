"""No page uses a listed word without its definition: the first use opens it, or a row at the end leads to it."""

import re

import pytest
from django.test import Client

from fairtown.hub import absent
from fairtown.hub.shelf import glossary
from fairtown.hub.shelf.definitions import with_definitions
from fairtown.hub.shelf.term_words import WORDS
from fairtown.release.reader import OpenRelease

from .test_reading import FIRST_PAGES, OTHER_PAGES

EVERYTHING = dict.fromkeys(absent.SUBJECTS, True)
#: Elements whose words are not those of the page, or are told elsewhere on it.
UNREAD = re.compile(
    r"<(svg|script|style|pre|code|option|textarea)\b.*?</\1>|<(\w+)[^>]* popover[ >].*?</\2>"
    r'|<(\w+)[^>]*(?: hidden[ >]|class="[^"]*(?:hidden-words|cite-text|citation|chart-text)).*?</\3>',
    re.DOTALL,
)
TAPPED = re.compile(
    r'<button type="button" class="term" popovertarget="term-([\w-]+)">.*?</button>', re.DOTALL
)
LINKED = re.compile(r'href="[\w/]*/glossary/#([\w-]+)"')
DEFINED = re.compile(r'<(?:dt|article)[^>]* id="(?:w-)?([\w-]+)"')


def main_of(html: str) -> str:
    return html[html.index("<main") : html.index("</main>")]


def uses(html: str, term: str, language: str) -> list[re.Match[str]]:
    pattern = re.compile(rf"(?<![\w-]){WORDS[term][language]}(?![\w-])", re.IGNORECASE)
    return list(pattern.finditer(html))


def undefined(html: str, language: str) -> set[str]:
    """Return the listed words that a page uses and nowhere defines."""
    defined = {m[1] for pattern in (TAPPED, LINKED, DEFINED) for m in pattern.finditer(html)}
    text = re.sub(r"<[^>]*>", " ", UNREAD.sub(" ", html))
    return {term for term in WORDS.keys() - defined if uses(text, term, language)}


def used_before(html: str, language: str) -> set[str]:
    """Return the words that stand in a paragraph of plain text before the one that opens their definition."""
    found = set()
    for tapped in TAPPED.finditer(html):
        before = UNREAD.sub(" ", html[: tapped.start()])
        for paragraph in re.findall(r"<p(?: class=\"(?:lead|quiet)\")?>([^<]*)</p>", before):
            if tapped[1] in WORDS and uses(paragraph, tapped[1], language):
                found.add(tapped[1])
    return found


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("address", [*FIRST_PAGES, *OTHER_PAGES])
def test_each_listed_word_of_a_page_has_its_definition(site: Client, address: str, language: str) -> None:
    html = main_of(site.get(address if language == "en" else f"/es{address}").content.decode())
    assert undefined(html, language) == set()
    assert used_before(html, language) == set()
    buttons = re.findall(r'popovertarget="term-([\w-]+)"', html)
    assert len(buttons) == len(set(buttons))
    assert sorted(buttons) == sorted(re.findall(r'popover id="term-([\w-]+)"', html))


def test_every_listed_word_is_a_term_and_its_pattern_finds_its_name() -> None:
    assert set(WORDS) <= set(glossary.BY_ID)
    for term, patterns in WORDS.items():
        assert set(patterns) == {"en", "es"}
        assert uses(glossary.BY_ID[term].name, term, "en") or term in {"recap", "special-permit"}, term


def test_only_the_first_use_in_prose_opens_the_definition() -> None:
    html = with_definitions("<h1>Tracts</h1><p>A tract, two tracts.</p><p>Tracts.</p>", "en", EVERYTHING)
    assert html.startswith(
        '<h1>Tracts</h1><p>A <button type="button" class="term" popovertarget="term-census-tract">tract</button>, two '
        "tracts.</p><p>Tracts.</p>"
    )
    assert html.count('<div popover id="term-census-tract" class="definition">') == 1
    assert "words-here" not in html


@pytest.mark.parametrize(
    "html",
    [
        "<h2>Percentile</h2>",
        '<p><a href="/">Percentile</a></p>',
        "<table><tr><th><p>Percentile</p></th></tr></table>",
        '<ul><li><label for="a">Percentile</label></li></ul>',
        "<div>Percentile</div>",
    ],
)
def test_a_word_that_cannot_be_a_button_is_linked_at_the_end(html: str) -> None:
    found = with_definitions(html, "en", EVERYTHING)
    assert found.startswith(html)
    assert LINKED.findall(found) == ["percentile"]


@pytest.mark.parametrize(
    "html",
    [
        "<p>A percentilex, a subtract, retracts</p>",
        '<p title="percentile"><img alt="a > percentile" src="/tract"></p>',
        "<p><code>percentile</code><span hidden>median</span></p>",
        '<dl><dt id="percentile">Percentile</dt><dd>A percentile.</dd></dl>',
        '<p><button type="button" class="term" popovertarget="term-percentile">percentile</button>'
        '<span popover id="term-percentile">A percentile.</span></p>',
    ],
)
def test_what_is_no_use_or_is_defined_already_is_left_alone(html: str) -> None:
    assert with_definitions(html, "en", EVERYTHING) == html


def test_terms_that_a_release_has_nothing_on_are_not_defined() -> None:
    page = "<p>The ten-percent line.</p>"
    assert with_definitions(page, "en", EVERYTHING | {"assisted": False}) == page


def test_a_page_is_changed_in_nothing_else(site: Client, release: OpenRelease) -> None:
    page = main_of(site.get("/segregation/").content.decode())
    again = with_definitions(page, "en", absent.subjects(release))
    assert again.startswith(page)
