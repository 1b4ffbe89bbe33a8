"""The glossary: its page, the words that open on tap, the search, and the primer of zoning that reads it."""

import re

import pytest
from django.template import Context, Template
from django.test import Client
from django.utils.html import escape
from django.utils.translation import override

from fairtown.hub import absent
from fairtown.hub.search import topics
from fairtown.hub.shelf import glossary
from fairtown.hub.zoning.words import WORDS
from fairtown.release.reader import OpenRelease

PAGES_WITH_TERMS = {
    "/segregation/": {"dissimilarity", "exposure", "isolation", "theils-h"},
    "/towns/hartford/segregation/": {"dissimilarity", "exposure", "isolation", "theils-h"},
    "/towns/hartford/assisted/": {"ten-percent-line", "exempt"},
    "/towns/hartford/fair-share/": {"fair-share"},
    "/fair-share/": {"fair-share"},
    "/balance/": {"recap"},
    "/duties/": {"moratorium"},
}


def opening(html: str) -> list[str]:
    return re.findall(r'popovertarget="term-([\w-]+)"', html)


def page_of(site: Client, path: str) -> str:
    return site.get(path).content.decode()


def test_the_page_has_each_term_with_its_definition(site: Client) -> None:
    html = site.get("/glossary/").content.decode()
    for term in glossary.TERMS:
        assert f'<dt id="{term.id}">{escape(term.title)}</dt>' in html
        assert escape(term.definition) in html
        assert all(f'href="#{other}"' in html for other in term.see_also)


def test_a_definition_is_one_or_two_sentences() -> None:
    for term in glossary.TERMS:
        assert 1 <= len(re.findall(r"[.!?](?=\s|$)", term.definition)) <= 2, term.id


def test_see_also_leads_to_other_terms() -> None:
    for term in glossary.TERMS:
        assert set(term.see_also) <= set(glossary.BY_ID) - {term.id}, term.id
    assert {term.subject for term in glossary.TERMS} - {""} <= set(absent.SUBJECTS)


def test_terms_of_a_law_are_left_out_where_a_release_has_nothing_on_it(release: OpenRelease) -> None:
    has = absent.subjects(release) | {"assisted": False}
    left_out = {t.id for t in glossary.TERMS} - {t.id for t in glossary.terms(has)}
    assert left_out == {"appeals", "appeals-list", "assisted-home", "exempt", "set-aside", "ten-percent-line"}


def test_terms_stand_in_the_order_of_the_language(release: OpenRelease) -> None:
    with override("es"):
        titles = [term.title for term in glossary.terms(absent.subjects(release))]
    assert titles == sorted(titles, key=str.casefold)
    assert "Disimilitud" in titles


def test_the_tag_names_the_term_and_keeps_its_definition_one_tap_away() -> None:
    source = '{% load fairtown_tags %}{% term "as-of-right" "without a hearing" %}{% term "theils-h" %}'
    html = Template(source).render(Context())
    assert (
        '<button type="button" class="term" popovertarget="term-as-of-right">without a hearing</button>'
        in html
    )
    assert '<span popover id="term-as-of-right"' in html
    assert escape(glossary.BY_ID["theils-h"].definition) in html
    assert 'href="/glossary/#theils-h"' in html


@pytest.mark.parametrize("path", PAGES_WITH_TERMS)
@pytest.mark.parametrize("prefix", ["", "/es"])
def test_a_page_defines_its_terms_once(site: Client, path: str, prefix: str) -> None:
    found = opening(site.get(prefix + path).content.decode())
    assert set(found) >= PAGES_WITH_TERMS[path]
    assert len(found) == len(set(found))


def test_the_search_finds_a_term(site: Client, release: OpenRelease) -> None:
    assert "/glossary/#voucher" in [topic.url for topic in topics.find(release, "voucher")]
    assert 'href="/glossary/#dissimilarity"' in site.get("/search/?q=dissimilarity").content.decode()
    with override("es"):
        assert "/es/glossary/#voucher" in [topic.url for topic in topics.find(release, "vale de vivienda")]


def test_the_primer_of_zoning_has_the_definitions_of_the_glossary(site: Client) -> None:
    html = re.sub(r'<button type="button" class="term"[^>]*>(.*?)</button>', r"\1", page_of(site, "/zoning/"))
    for word in WORDS:
        assert escape(word.term.title) in html
        assert escape(word.term.definition) in html
