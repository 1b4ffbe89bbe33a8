"""The scenario page: the release's numbers, any change of a method, and one line where it cannot be."""

import csv
import html
import io
import re
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation

from fairtown.cli.commands import main
from fairtown.release.reader import OpenRelease
from fairtown.scenarios.fair_share.shares import FACTORS, KEYS, built_in

from .fair_share_pages import ANSWER, CHANGED, FILE, PAGE, homes, text

EVIL = "<script>alert(1)</script>"
EVERY = [*KEYS, "against", "sort", "go", "w.land", "x.poverty_share", "w.", "nothing"]


@pytest.mark.parametrize("method", sorted(built_in()))
def test_the_page_shows_what_the_release_holds(site: Client, release: OpenRelease, method: str) -> None:
    shown = homes(text(site, f"{PAGE}?method={method}"))
    rows = release.level_rows(f"fair_share.{method}", 2023, "town", "homes")
    assert shown == {r["slug"]: r["value"] for r in rows}


def test_each_number_of_ours_leads_to_its_explanation(site: Client) -> None:
    page = text(site, PAGE)
    link = re.search(r'<tr id="t-avon">.*?<a class="fig" href="([^"]+)"', page)
    assert link
    explanation = text(site, link[1])
    assert "fair_share.connecticut_oca" in explanation
    assert 'id="homes"' in explanation


def test_a_form_leads_to_the_shortest_address(site: Client) -> None:
    sent = "method=connecticut_oca&need=own&homes=50,000&w.ratables=1&w.income=1&w.multifamily_gap=1&w.low_poverty=1"
    sent += "&x.poverty_share=20&cap=20&cap_homes=&floor=&town=&rounding=largest_remainder&scaled=0&sort=homes&go=1"
    answer = site.get(f"{PAGE}?{sent}")
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{PAGE}?method=connecticut_oca&need=own&homes=50000#answer"


def test_the_answer_is_what_the_page_holds(site: Client) -> None:
    query = "?method=new_jersey_round4&cap_homes=300&against=california_abag&sort=share"
    assert homes(text(site, ANSWER + query)) == homes(text(site, PAGE + query))
    assert "fairtown scenario fair-share --address" in text(site, ANSWER + query)


def test_the_order_of_the_table_can_be_chosen(site: Client) -> None:
    names = list(homes(text(site, f"{ANSWER}?sort=name")))
    assert names == sorted(names)
    most = list(homes(text(site, ANSWER)).values())
    assert most == sorted(most, reverse=True)


def test_the_file_holds_both_methods(site: Client) -> None:
    answer = site.get(f"{FILE}?method=opportunity_weighted&against=california_abag")
    assert answer.headers["Content-Type"].startswith("text/csv")
    lines = answer.content.decode().splitlines()
    assert len(lines) == 170
    assert lines[0].startswith("geoid,vintage,name,region,homes,homes_lo90,homes_hi90")
    assert lines[0].endswith("homes_other,difference")


@pytest.mark.parametrize(
    "query",
    ["charm=1", "method=best", "against=best", "w.land=x", "w.land=nan", "need=own", "cap=0", "floor=90", "floor=19",
     "town=nowhere", "x.poverty_share=-1", f"w.land={EVIL}", f"method={EVIL}", f"town={EVIL}", f"{EVIL}=1"],
)  # fmt: skip
def test_what_cannot_be_is_one_line_on_page_and_answer(site: Client, query: str) -> None:
    page = text(site, f"{PAGE}?{query}", 400)
    assert page.count('class="alert"') == 1
    # no other method's shares stand there instead
    assert homes(page) == {}
    line = html.unescape(text(site, f"{ANSWER}?{query}", 400))
    assert "fair share: " in line
    assert "Traceback" not in line
    for answer in (page, text(site, f"{ANSWER}?{query}", 400)):
        assert EVIL not in answer
    file = site.get(f"{FILE}?{query}")
    assert file.status_code == 400
    assert file.headers["Content-Type"].startswith("text/plain")
    message = file.content.decode()
    assert message.startswith("fair share: ")
    assert message.count("\n") == 1


def test_in_spanish_too(site: Client) -> None:
    page = text(site, "/es/fair-share/?method=new_jersey_round4")
    assert homes(page) == homes(text(site, f"{PAGE}?method=new_jersey_round4"))
    assert "Every town" not in page


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        (
            "",
            r"Connecticut needs <a class=.fig. [^>]*figure=burdened_under_20000[^>]*>[\d,]{7}</a> homes over ten "
            r"years: one for each household earning under \$20,000 that spends 30% or more on housing\.",
        ),
        ("&need=oca_2020", r"Connecticut needs 140,000 homes over ten years, by a published estimate\."),
        ("&need=own&homes=1500", r"You set the need of Connecticut at 1,500 homes over ten years\."),
    ],
)
def test_the_need_is_said_in_one_sentence(site: Client, query: str, sentence: str) -> None:
    assert re.search(sentence, text(site, f"/fair-share/?method=connecticut_oca{query}"))


def test_a_town_tells_its_share_under_every_method(site: Client, release: OpenRelease) -> None:
    page = text(site, "/towns/avon/fair-share/")
    section = page[page.index('class="topic"') :]
    for method in built_in():
        rows = {
            r["slug"]: r["value"] for r in release.level_rows(f"fair_share.{method}", 2023, "town", "homes")
        }
        assert f"?method={method}#t-avon" in section
        assert f">{rows['avon']:,.0f}</a>" in section
    assert "exempt" in text(site, "/towns/hartford/fair-share/")


def test_the_method_page_says_what_is_the_law_and_what_is_not(site: Client) -> None:
    answer = text(site, f"{ANSWER}?method=new_jersey_round4")
    for status in ("copy", "assumed", "unknown"):
        assert f'class="status {status}"' in answer


@pytest.mark.parametrize("name", EVERY)
def test_nothing_that_a_visitor_writes_is_shown_but_as_text(site: Client, name: str) -> None:
    for evil in (EVIL, '"><img src=x onerror=alert(1)>', "{{ 7|add:7 }}", "\x00\r\nSet-Cookie: a=b"):
        for address in (PAGE, f"/es{PAGE}", ANSWER, FILE):
            answer = site.get(address, {name: evil, "need": "own", "homes": "9"} | {name: evil})
            assert answer.status_code in (200, 302, 400, 404)
            shown = answer.content.decode()
            if answer.headers.get("Content-Type", "").startswith("text/plain"):
                # a browser shows it as the text that it is
                assert answer.headers["X-Content-Type-Options"] == "nosniff"
                continue
            assert "<script>alert" not in shown
            assert "<img src=x" not in shown
            assert "Traceback" not in shown
            assert not answer.cookies


def test_the_command_that_the_page_prints_gives_its_numbers(
    site: Client, release_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = text(site, f"{PAGE}?method=california_abag&cap=7.5&sort=name&against=opportunity_weighted")
    printed = re.search(r'fairtown scenario fair-share --address "([^"]+)"', html.unescape(page))
    assert printed
    assert "sort=name" in printed[1]
    given = [
        "scenario",
        "fair-share",
        "--address",
        printed[1],
        "--draws",
        "0",
        "--release",
        str(release_folder),
    ]
    assert main(given) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert {r["name"]: int(r["homes"]) for r in rows} == {
        html.unescape(name): int(n.replace(",", ""))
        for name, n in re.findall(
            r'/fair-share/">([^<]+)</a></th><td class="strong"><a[^>]*>([\d,]+)</a>', page
        )
    }


def sent(page: str) -> list[tuple[str, str]]:
    """Return what a browser would send of the form."""
    form = page[page.index('id="scenario-form"') :].partition("</form>")[0]
    inputs = re.findall(r'<input([^>]*) name="([^"]+)"[^>]* value="([^"]*)"([^>]*)>', form)
    fields = [(name, value) for kind, name, value, rest in inputs if "radio" not in kind or "checked" in rest]
    for name, options in re.findall(r'<select[^>]* name="([^"]+)">(.*?)</select>', form):
        fields += [(name, value) for value in re.findall(r'value="([^"]*)" selected', options)]
    return [(html.unescape(name), html.unescape(value)) for name, value in fields]


@pytest.mark.parametrize(
    "query",
    [
        "method=connecticut_oca&need=own&homes=1234567",
        "method=connecticut_oca&w.land=0.123456789&x.people_per_sq_mi=1234567",
        "method=connecticut_oca&x.poverty_share=12.3456789&cap=33.3333333&cap_homes=1234567&floor=0.123456789",
        "method=california_abag&town=new-haven&town=west-hartford&rounding=webster&scaled=0",
        "method=opportunity_weighted&against=california_abag&sort=share",
    ],
)
@pytest.mark.parametrize("prefix", ["", "/es"])
def test_a_form_that_is_sent_as_it_stands_changes_nothing(site: Client, query: str, prefix: str) -> None:
    page = text(site, f"{prefix}{PAGE}?{query}")
    answer = site.get(f"{prefix}{PAGE}", [*sent(page), ("go", "1")])
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"{prefix}{PAGE}?{query}#answer"


def test_a_need_of_ones_own_begins_with_the_need_so_far(site: Client) -> None:
    assert 'name="homes" type="text" inputmode="numeric" value="133136"' in text(
        site, f"{PAGE}?need=econorthwest_baseline"
    )
    fields = dict(sent(text(site, PAGE))) | {"need": "own"}
    assert homes(text(site, f"{PAGE}?need=own&homes={fields['homes']}"))


def test_the_file_of_a_method_of_ones_own_has_the_numbers_of_the_page(site: Client) -> None:
    query = "?method=new_jersey_round4&cap_homes=2&x.people_per_sq_mi="
    answer = site.get(FILE + query)
    assert re.search(
        r'filename="fairtown-fair-share-own-[\d.-]+\.csv"', answer.headers["Content-Disposition"]
    )
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert sorted(int(r["homes"]) for r in rows) == sorted(homes(text(site, PAGE + query)).values())
    assert max(float(r["homes"]) for r in rows) == 2


def test_every_town_of_the_map_leads_to_its_row(site: Client) -> None:
    page = text(site, PAGE)
    links = re.findall(r'<a href="#(t-[a-z-]+)" tabindex="-1"><path', page)
    assert len(set(links)) == 169
    assert all(f'<tr id="{link}">' in page for link in links)
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_more_parameters_than_anyone_has_are_refused(site: Client) -> None:
    for address in (PAGE, ANSWER, FILE):
        assert site.get(f"{address}?" + "&".join(f"town={i}" for i in range(1001))).status_code == 400


def test_a_field_for_every_factor(site: Client) -> None:
    fields = {name for name, _value in sent(text(site, PAGE))}
    assert {f"w.{name}" for name in FACTORS} <= fields
    assert {name for name in KEYS if name != "method"} | {"method", "against", "sort"} <= fields


def test_a_changed_method_says_what_is_changed_and_whose_claims_these_are(site: Client) -> None:
    page = text(site, PAGE + CHANGED)
    table = page[page.index('id="changes"') :].split("</table>")[0]
    for name, now, was in (
        ("Cap, percent of the town&#x27;s households", "10%", "20%"),
        ("Exempt at or above: People below the poverty line", "5%", "20%"),
        ("Your number of homes", "50,000", "–"),
    ):
        assert f'{name}</th><td class="strong">{now}</td><td>{was}</td>' in table
    claims = page[page.index('id="claims"') :].split("</table>")[0]
    marked = re.findall(r'<th scope="row">([^<]+) <span class="status changed">changed here</span>', claims)
    assert marked == ["exemption", "cap", "need"]
    assert "“Connecticut, four factors”, unchanged" in page
    for label in ("What you changed", "changed here", ", unchanged"):
        assert label not in text(site, PAGE)


def test_what_was_typed_stays_in_the_form_where_it_cannot_be(site: Client) -> None:
    page = text(
        site, f"{PAGE}?method=new_jersey_round4&cap=5&floor=10&w.land=7&town=avon&rounding=webster&go=1", 400
    )
    fields = dict(sent(page))
    assert fields["method"] == "new_jersey_round4"
    assert {k: fields[k] for k in ("cap", "floor", "w.land", "town", "rounding")} == {
        "cap": "5", "floor": "10", "w.land": "7", "town": "avon", "rounding": "webster"
    }  # fmt: skip
    assert 'class="scenario-result"' not in page
    assert (
        "aria-current"
        not in page[page.index('class="pills"') : page.index("</nav>", page.index('class="pills"'))]
    )


def test_the_need_nearest_to_what_others_published_is_named(site: Client, release: OpenRelease) -> None:
    page = html.unescape(text(site, PAGE))
    nearest = re.findall(
        r'name="need" value="([^"]+)"[^>]*><span>[^<]*\(nearest to what others published: ([^)]*)\)', page
    )
    assert nearest == [("burdened_under_20000", "120,000 to 140,000")]
    note = page[page.index('id="published-need"') :].partition("</p>")[0]
    assert "110,172 households earning under $20,000 " in note
    assert "120,000 to 380,000" in note
    assert "earning under $35,000 or $50,000 fall within" in note
    assert "$75,000" not in note
    refused = site.get(f"{PAGE}?method=connecticut_oca&cap=x").content.decode()
    assert "nearest to what others published" in refused


def test_the_town_page_gives_homes_as_a_share_of_households(site: Client) -> None:
    page = text(site, "/towns/avon/fair-share/")
    assert "per 100 households" not in page
    assert re.search(r"figure=share_of_households\">\d+\.\d%", page)


def test_a_method_against_itself_moves_nothing(site: Client) -> None:
    page = text(site, f"{PAGE}?method=california_abag&against=california_abag")
    assert "Nothing moves" in page
    assert "+0</td>" not in page
    assert "same need" not in page


def test_a_need_of_ones_own_is_that_of_both_methods(site: Client) -> None:
    page = text(site, f"{PAGE}?homes=50000&against=california_abag")
    assert "Both methods share out the same need" in page
    file = site.get(f"{FILE}?homes=50000&against=california_abag").content.decode()
    rows = csv.DictReader(io.StringIO(file))
    assert sum(int(r["homes_other"]) for r in rows) == 50_000


def test_a_citation_has_the_whole_address(site: Client) -> None:
    for address in (PAGE + CHANGED, ANSWER + CHANGED):
        assert "http://localhost/fair-share/?method=connecticut_oca" in html.unescape(text(site, address))
    assert "http://localhost/es/fair-share/?" in text(site, f"/es{PAGE}?cap=7")


@pytest.mark.parametrize("query", ["", "?cap=7"])
def test_the_need_and_the_permits_lead_to_their_sources(site: Client, query: str) -> None:
    page = text(site, PAGE + query)
    need = re.search(r'<a class="fig" href="([^"]+\?figure=burdened_under_20000)">110,172</a>', page)
    assert need
    explanation = text(site, need[1])
    assert "110,172" in explanation
    assert (
        len(
            re.findall(
                r'href="/explain/fair_share.town_figures/\d{5}/2023/\?figure=burdened_under_20000"', page
            )
        )
        == 9
    )
    assert len(re.findall(r"figure=permits_per_year", page)) == 169
    assert ("figure=towns_exempt" in page) == (not query)
    assert "ECONorthwest, Fair Share Housing Study" in text(site, f"{PAGE}?need=econorthwest_baseline")


def test_a_line_in_spanish_names_the_field_in_spanish(site: Client) -> None:
    with translation.override("es"):
        label = str(translation.gettext("Cap, percent of the town's households"))
    assert f"{label} (cap)" in html.unescape(text(site, f"/es{PAGE}?cap=101", 400))
