"""Make my speech: two minutes with a town's own figures, in both languages; what is typed is stored nowhere."""

import re
from pathlib import Path

import pytest
from django.test import Client
from django.utils.html import strip_tags

from fairtown.concepts import LAW_STATUS
from fairtown.hub.zoning.arguments import KINDS, MOST_FIGURES, SENTENCES, SHEETS, arguments
from fairtown.release.reader import OpenRelease
from fairtown.reports.remarkable import SUBJECTS

from .as_shown import as_shown

ADDRESS = "/zoning/west-hartford/act/speech/"
TYPED = {
    "sheet": "homes",
    "name": "Maria López",
    "proposal": "the plan for 40 apartments on New Park Avenue.",
    "reason": "my daughter teaches at the high school, and she cannot find an apartment in town that she can afford",
}
STATIC = Path(__file__).parents[2] / "src" / "fairtown" / "hub" / "static"
#: Words that a person reads aloud in about two minutes.
LEAST_WORDS, MOST_WORDS = 230, 330


def speech_of(html: str) -> str:
    part = html[html.index('id="speech"') :]
    paragraphs = re.findall(r"<p>(.*?)</p>", part[: part.index("</div>")], flags=re.S)
    return as_shown(strip_tags("\n".join(paragraphs)))


@pytest.mark.parametrize(
    ("language", "next_door", "begins"),
    [
        ("", "Next door in Hartford, it is 39.7%", "Good evening."),
        ("/es", "Al lado, en Hartford", "Buenas noches."),
    ],
)
def test_two_minutes_for_west_hartford_name_its_share_and_its_neighbor(
    site: Client, language: str, next_door: str, begins: str
) -> None:
    speech = speech_of(site.post(language + ADDRESS, TYPED).content.decode())
    assert "7.6%" in speech
    assert next_door in speech
    assert "39.7%" in speech
    assert speech.startswith(begins)
    assert "Maria López" in speech
    assert ": the plan for 40 apartments on New Park Avenue. " in speech, "one full stop, not two"
    assert " My daughter teaches at the high school, " in speech, "a sentence begins with a capital"
    assert LEAST_WORDS <= len(speech.split()) <= MOST_WORDS


def test_each_figure_of_the_speech_has_its_source_and_the_law_says_how_sure_it_is(site: Client) -> None:
    html = as_shown(site.post(ADDRESS, TYPED).content.decode())
    sources = re.findall(r"http://testserver(/explain/[^<]+)<", html)
    assert len(sources) == 2 * MOST_FIGURES
    assert all(site.get(address).status_code == 200 for address in sources)
    assert 'href="https://www.cga.ct.gov/current/pub/chap_124.htm#sec_8-2"' in html
    assert '<span class="status copy">read in a copy, not checked against the official text</span>' in html


def test_nothing_typed_is_stored_or_put_into_an_address(site: Client) -> None:
    answer = site.post(ADDRESS, TYPED)
    assert answer.status_code == 200
    assert not answer.cookies
    assert "no-store" in answer.headers["Cache-Control"]
    assert "private" in answer.headers["Cache-Control"]
    assert 'method="post"' in answer.content.decode()
    assert "López" not in site.get(ADDRESS).content.decode()


def test_a_speech_without_a_name_does_not_speak_of_one(site: Client) -> None:
    speech = speech_of(site.post(ADDRESS, TYPED | {"name": ""}).content.decode())
    assert speech.startswith("Good evening. I am here to speak about homes in West Hartford.")
    assert "My name is" not in speech


@pytest.mark.parametrize("field", ["proposal", "reason"])
def test_what_is_missing_is_marked_and_what_was_typed_comes_back(site: Client, field: str) -> None:
    answer = site.post(ADDRESS, TYPED | {field: " \u200b "})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert f'aria-describedby="e-{field}"' in html
    assert html.count('class="field-error"') == 1
    assert 'value="Maria López"' in html
    assert 'id="speech"' not in html


@pytest.mark.parametrize("change", [{"sheet": "poem"}, {"password": "x"}, {"name": ["a", "b"]}])
def test_what_the_form_does_not_have_is_refused_in_one_line(site: Client, change: dict[str, str]) -> None:
    answer = site.post(ADDRESS, TYPED | change)
    assert answer.status_code == 404
    assert 'id="speech"' not in answer.content.decode()
    assert site.get(f"{ADDRESS}?sheet=poem").status_code == 404


def test_what_is_typed_is_text_and_too_much_of_it_is_refused(site: Client) -> None:
    html = site.post(ADDRESS, TYPED | {"name": "<b>Eve</b>\x00\u202e"}).content.decode()
    assert "<b>Eve" not in html
    assert "&lt;b&gt;Eve&lt;/b&gt;, and" in html
    assert site.post(ADDRESS, TYPED | {"reason": "x" * 501}).status_code == 422


def test_a_sheet_takes_only_what_argues_for_it_and_one_neighbor(release: OpenRelease, site: Client) -> None:
    for town in release.towns:
        for sheet in SHEETS.values():
            found = arguments(release, town, sheet)
            assert len(found) <= MOST_FIGURES
            assert all(sheet.argues[a.finding.subject.id] == a.finding.direction for a in found)
            assert len({a.finding.subject.id for a in found}) == len(found)
            assert sum(a.finding.kind == "neighbor" for a in found) <= 1
            assert all(town["name"] in a.spoken for a in found)
            sizes = [a.finding.remarkable for a in found]
            assert sizes == sorted(sizes, reverse=True)


def test_every_finding_that_can_be_chosen_has_a_sentence() -> None:
    argued = {name for sheet in SHEETS.values() for name in sheet.argues} - {"fair_share"}
    of_subjects = {(s.id, kind) for s in SUBJECTS if s.id in argued for kind in ("state", "neighbor")}
    assert set(SENTENCES) == of_subjects | {("assisted", "line"), ("fair_share", "fair_share")}
    assert {kind for _subject, kind in SENTENCES} == set(KINDS)


def test_hartford_is_never_told_that_it_has_enough(site: Client) -> None:
    html = as_shown(site.get("/zoning/hartford/act/").content.decode())
    sheets = html[html.index('class="sheets"') : html.index("</section>", html.index('class="sheets"'))]
    spoken = re.findall(r"<li>\s*(.*?)\s*<span", sheets, flags=re.S)
    assert any("of renters spend 30 percent or more" in s for s in spoken)
    assert not any("count as affordable" in s for s in spoken), (
        "39.7% would argue that the town has done its part"
    )
    assert "No figure of Hartford argues for this by more than its margin of error" in sheets


def test_a_spanish_speaker_can_have_it_in_the_language_of_the_commission(site: Client) -> None:
    assert f'formaction="{ADDRESS}"' in site.get(f"/es{ADDRESS}").content.decode()
    assert "formaction" not in site.get(ADDRESS).content.decode()


def test_both_sheets_lead_to_their_speech_and_the_rule_is_explained(site: Client) -> None:
    html = as_shown(site.get("/zoning/avon/act/").content.decode())
    for sheet in SHEETS:
        assert f'href="/zoning/avon/act/speech/?sheet={sheet}"' in html
    assert "the range of the middle half of all towns" in html
    page = site.get("/zoning/avon/act/speech/?sheet=rule").content.decode()
    assert re.search(r'value="rule" checked', page)


def test_the_town_s_own_pages_say_where_they_were_seen_and_what_was_not_found(site: Client) -> None:
    for address in ("/zoning/west-hartford/act/", "/zoning/west-hartford/"):
        html = as_shown(site.get(address).content.decode())
        links = html[html.index('class="town-links"') : html.index("</dl>", html.index("town-links"))]
        assert 'href="https://westhartfordct.gov/"' in links
        assert 'href="https://ecode360.com/WE0900"' in links
        assert "list of .gov domains (cisagov/dotgov-data), registered to Town of West Hartford" in links
        assert "Aug. 22, 2026; not opened yet" in links
        assert links.count("not found yet") == 2
    tolland = site.get("/zoning/tolland/act/").content.decode()
    assert "www.tolland.org" not in tolland, "a page on a domain that the town has left"


def test_only_what_was_read_in_the_law_itself_is_green() -> None:
    rules = re.findall(r"([^{}]+)\{[^}]*var\(--good\)[^}]*\}", (STATIC / "policy.css").read_text())
    green = {name for rule in rules for name in re.findall(r"\.status\.(\w+)", rule)}
    assert green == {"confirmed", "verified"}
    assert green < set(LAW_STATUS)
