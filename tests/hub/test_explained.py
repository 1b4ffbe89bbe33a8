"""An explanation opens with the figure that was asked for: number, sentence, how sure, source, citation."""

import re
from html import unescape

import pytest
from django.core.cache import caches
from django.test import Client

from fairtown.concepts import MARGINS
from fairtown.hub.places import figure_card
from fairtown.hub.shelf import sentences
from fairtown.release.explain import explain
from fairtown.release.reader import OpenRelease

TODAY = "/explain/opportunity.modern/0912008070/2023/"
BLACK = f"{TODAY}?figure=lower_corrected-nh_black"
ASSISTED = "/explain/subsidized.assisted_share/hartford/2023/"
TAG = re.compile(r"<[^>]+>")


def html(site: Client, address: str) -> str:
    response = site.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def plain(text: str) -> str:
    return " ".join(unescape(TAG.sub(" ", text)).split())


def card(page: str) -> str:
    return page[page.index('<article class="figure-card"') :].partition("</article>")[0]


def test_the_page_opens_with_the_figure_that_was_clicked(site: Client, release: OpenRelease) -> None:
    page = html(site, BLACK)
    found = explain(release, "opportunity.modern", "0912008070", 2023)["values"]
    (row,) = [v for v in found if (v["output"], v["group"]) == ("lower_corrected", "nh_black")]
    shown = plain(card(page))
    assert shown.startswith("Opportunity index of today, Black, not Hispanic, Bridgeport, 2019-2023")
    assert f"{row['value']:.1%} ± {row['moe'] * 100:.1f}" in shown
    assert f"about {round(row['value'] * 100)} of 100 Black residents of Bridgeport".lower() in shown.lower()
    assert f"give or take {round(row['moe'] * 100)}." in shown
    assert "by the index of that period" in shown
    assert page.count("<h1") == 1
    assert page.index("<h1") < page.index("<table") < page.index('id="lower_corrected-nh_black"')


def test_the_other_figures_are_folded_everyone_first_and_the_same_output_together(site: Client) -> None:
    page = html(site, BLACK)
    folded = page[page.index('<details class="all-figures">') :].partition("</details>")[0]
    anchors = re.findall(r'<tr id="([^"]+)"', folded)
    assert len(anchors) == 42
    outputs = [anchor.partition("-")[0] for anchor in anchors]
    assert len(set(outputs)) == sum(a != b for a, b in zip(outputs, ["", *outputs], strict=False))
    assert all(
        a.endswith("-everyone") for a, b in zip(anchors, ["", *outputs], strict=False) if not a.startswith(b)
    )
    assert re.findall(r'<tr id="([^"]+)" class="is-chosen"', page) == ["lower_corrected-nh_black"]


def test_a_sum_of_two_figures_is_written_out_and_holds(site: Client) -> None:
    shown = plain(card(html(site, f"{ASSISTED}?figure=assisted_share")))
    part, whole, share = re.search(r"([\d,]+) ÷ ([\d,]+) = ([\d.]+)%", shown).groups()  # type: ignore[union-attr]
    assert int(part.replace(",", "")) / int(whole.replace(",", "")) * 100 == pytest.approx(
        float(share), abs=0.05
    )
    assert "a count, not a survey" in shown
    assert "About 40 of 100 homes in Hartford were assisted in 2023:" in shown


def test_every_quotient_is_one(release: OpenRelease) -> None:
    for (measure, output), _terms in figure_card.QUOTIENTS.items():
        content = release.measures[measure]
        found = explain(release, measure, "hartford", release.last_year_of(measure))
        found["values"] = figure_card.in_order(found["values"], content)
        explained = figure_card.Explained(release, found, content, "Hartford")
        values = [v for v in explained.values if v["output"] == output]
        assert values
        for value in values:
            part, whole = (
                int(n.replace(",", "")) for n in re.findall(r"[\d,]+", explained.card(value)["sum"])[:2]
            )
            assert part / whole == pytest.approx(value["value"], abs=1e-9)


def test_without_a_figure_the_page_opens_with_the_headline(site: Client) -> None:
    assert plain(card(html(site, TODAY))).startswith("Opportunity index of today, Everyone, Bridgeport")


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("figure=lower_corrected-nobody", "There is no figure 'lower_corrected-nobody'"),
        ("figure=" + "x" * 500, "There is no figure 'xxx"),
        ("figures=lower", "parameter 'figures' is unknown"),
        ("figure=lower-everyone&figure=lower-everyone", "stands 2 times"),
        ("release=yesterday", "give the day of a release"),
    ],
)
@pytest.mark.parametrize("end", ["", "card/"])
def test_a_figure_that_is_none_is_refused(site: Client, query: str, message: str, end: str) -> None:
    response = site.get(f"{TODAY}{end}?{query}")
    assert response.status_code == 404
    page = unescape(response.content.decode())
    assert message in page
    assert "x" * 100 not in page.partition("<main")[2]


def test_addresses_of_figures_never_fill_the_cache(site: Client) -> None:
    def stored() -> int:
        return len(caches["pages"]._cache)  # type: ignore[attr-defined]

    html(site, TODAY)
    before = stored()
    for address in (BLACK, f"{TODAY}card/?figure=lower-everyone", f"{BLACK}&release=2026-01-01"):
        html(site, address)
    assert stored() == before > 0


def test_the_card_alone_is_a_fragment_with_the_way_on(site: Client) -> None:
    fragment = html(site, f"{TODAY}card/?figure=lower_corrected-nh_black")
    assert fragment.startswith('<article class="figure-card"')
    assert "<html" not in fragment
    assert f'href="{BLACK}"' in fragment
    for label in ("How sure", "Source", "Not in it", "Copy with citation", "Full explanation"):
        assert label in fragment


def test_a_citation_has_a_host_a_release_and_the_sentence(
    site: Client, release: OpenRelease, settings
) -> None:  # type: ignore[no-untyped-def]
    settings.SITE_URL = "https://atlas.example"
    page = card(html(site, BLACK))
    url = f"https://atlas.example{BLACK}&release={release.date}"
    (text,) = re.findall(r'<p class="actions">\s*<button data-copy="([^"]+)"', page)
    text = unescape(text)
    assert text.endswith(url)
    assert f"release {release.date}" in text
    assert "Black residents of Bridgeport lived in lower-opportunity neighborhoods in 2019-2023" in text
    assert "U.S. Census Bureau" in text
    shown = unescape(page)
    assert f"fairtown. ({release.date[:4]}). " in shown
    assert f"url = {{{url}}}" in shown
    assert shown.count(url) >= 4


def test_a_citation_of_another_release_says_so(site: Client, release: OpenRelease) -> None:
    assert "is of release 2020-01-01" in plain(html(site, f"{BLACK}&release=2020-01-01"))
    assert "The citation that led here" not in html(site, f"{BLACK}&release={release.date}")


def test_each_group_has_a_citation_of_its_own(site: Client) -> None:
    groups = card(html(site, TODAY)).partition('class="groups"')[2]
    sentences_of = [
        unescape(text) for text in re.findall(r'data-copy="([^"]+)"', groups.partition("</ul>")[0])
    ]
    assert len(sentences_of) == 7
    assert len(set(sentences_of)) == 7
    assert sum("Black residents of Bridgeport" in text for text in sentences_of) == 1


@pytest.mark.parametrize(
    ("share", "is_exact", "expected"),
    [
        (0.742, False, "about 74 of 100"),
        (0.997, False, "more than 99 of 100"),
        (0.001, True, "fewer than 1 of 100"),
        (1.0, True, "100 of 100"),
        (1.0, False, "about 100 of 100"),
        (0.0, True, "0 of 100"),
    ],
)
def test_a_share_in_words_is_never_all_or_none_where_it_is_neither(
    share: float, is_exact: bool, expected: str
) -> None:
    assert sentences.per_hundred(share, is_exact) == expected


def test_every_blank_margin_has_a_sentence() -> None:
    assert set(sentences.WITHOUT_MARGIN) == set(MARGINS.values())


@pytest.mark.parametrize("prefix", ["", "/es"])
def test_every_measure_opens_with_a_card_in_both_languages(
    site: Client, release: OpenRelease, prefix: str
) -> None:
    """Of each measure, at the state or else at a town, and whatever the value is."""
    for measure in release.measures:
        place = "09" if "state" in release.levels_of(measure) else None
        if place is None:
            (first, *_) = release.listed(measure, limit=1)
            place = first["geoid"]
        year = release.listed(measure, limit=1, places=release.find_places(place))[0]["year"]
        shown = plain(card(html(site, f"{prefix}/explain/{measure}/{place}/{year}/")))
        assert "%(" not in shown, measure
        assert ("No incluye" if prefix else "Not in it") in shown, measure
