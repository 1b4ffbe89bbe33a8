"""The Zoning Hub's pages: what they say, from which source, what they do not know, and what they refuse."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils.html import escape, strip_tags
from django.utils.timezone import now

from fairtown.drawings import zone_map
from fairtown.hub.contributions.models import Hearing
from fairtown.hub.zoning import comparison as comparisons
from fairtown.hub.zoning.words import WORDS
from fairtown.release.reader import OpenRelease
from fairtown.reports.town_zoning import SUBJECTS, Zoning

from .as_shown import as_shown

PAGES = (
    "/zoning/", "/zoning/west-hartford/", "/zoning/avon/", "/zoning/compare/?town=avon&town=hartford",
    "/zoning/follows/", "/zoning/try/", "/zoning/avon/act/", "/zoning/avon/act/speech/",
    "/zoning/avon/act/brief/", "/zoning/avon/add/",
)  # fmt: skip
#: Grade of the Flesch-Kincaid formula that no page goes above.
GRADE = 8.0


def words_of(html: str) -> str:
    main = html[html.index("<main") : html.index("</main>")]
    main = re.sub(r"<(style|script|svg|table|select|option|code|pre|time)\b.*?</\1>", " ", main, flags=re.S)
    main = re.sub(r"</(p|li|h1|h2|h3|dt|dd|figcaption|summary|label|button)>", ". ", main)
    return re.sub(r"[\s.]*\.\s[\s.]*", ". ", re.sub(r"\s+", " ", strip_tags(main)))


def syllables(word: str) -> int:
    groups = len(re.findall(r"[aeiouy]+", word.lower()))
    return max(1, groups - (word.lower().endswith("e") and not word.lower().endswith("le") and groups > 1))


def grade(text: str) -> float:
    sentences = [s for s in re.split(r"[.!?:;]\s", text) if len(s.split()) > 3]
    all_words = [w for s in sentences for w in re.findall(r"[A-Za-z]+", s)]
    return (
        0.39 * len(all_words) / len(sentences)
        + 11.8 * sum(map(syllables, all_words)) / len(all_words)
        - 15.59
    )


def test_the_grade_formula_tells_plain_from_hard() -> None:
    hard = "Notwithstanding applicable provisions, municipal authorities shall promulgate comprehensive regulations. "
    assert grade("The cat sat on the mat. It was a very nice cat. ") < 3
    assert grade(hard * 3) > 15


@pytest.mark.parametrize("address", PAGES)
def test_every_page_answers_and_reads_at_grade_eight_or_below(site: Client, address: str) -> None:
    answer = site.get(address)
    assert answer.status_code == 200
    assert grade(words_of(answer.content.decode())) <= GRADE


@pytest.mark.parametrize("address", PAGES)
def test_every_page_is_in_spanish_too(site: Client, address: str) -> None:
    english, spanish = (site.get(a).content.decode() for a in (address, "/es" + address))
    assert '<html lang="es">' in spanish
    headings = [re.findall(r"<h[12]>(.*?)</h[12]>", html) for html in (english, spanish)]
    assert len(headings[0]) == len(headings[1])
    assert not set(headings[0]) & set(headings[1]) - {"Avon"}


def test_each_word_of_the_primer_has_an_anchor_and_each_picture_an_alternative(site: Client) -> None:
    html = site.get("/zoning/").content.decode()
    for word in WORDS:
        assert f'id="w-{word.id}"' in html
        if word.picture:
            assert (
                f'/static/zoning/{word.picture}.svg" width="240" height="140" alt="{escape(word.shows)}"'
                in html
            )
            assert site.get(f"/static/zoning/{word.picture}.svg").status_code == 200
    assert sum(bool(word.picture) for word in WORDS) >= 7


def test_the_state_is_told_as_published_and_leads_to_its_source(site: Client) -> None:
    html = site.get("/zoning/").content.decode()
    link = re.search(r'href="(/explain/zoning.statewide_shares/[^"]+)">90.6%', html)
    assert link
    assert site.get(link[1]).status_code == 200


def test_a_fact_stands_with_its_day_and_its_source(site: Client) -> None:
    html = as_shown(site.get("/zoning/west-hartford/").content.decode())
    line = re.search(r"<li>Minimum land per home \(district R-20\).*?</li>", html, re.S)
    assert line
    assert "20,000 square feet" in line[0]
    assert "March 2008" in line[0]
    assert re.search(r'Source: <a href="https?://', line[0])


def test_an_explained_fact_opens_its_explanation(site: Client) -> None:
    html = site.get("/zoning/hartford/").content.decode()
    link = re.search(r'href="(/explain/zoning.town_facts/[^"]+)">300 homes per acre', html)
    assert link
    assert site.get(link[1]).status_code == 200


def test_what_is_not_known_is_said_and_never_taken_for_a_no(site: Client, release: OpenRelease) -> None:
    html = site.get("/zoning/avon/").content.decode()
    unknown = html[html.index('id="unknown"') : html.index("</section>", html.index('id="unknown"'))]
    assert len(re.findall("<li>", unknown)) == len(SUBJECTS)
    assert "Not known does not mean allowed, and it does not mean forbidden." in unknown
    assert "not allowed" not in html


def test_every_town_has_its_pages(site: Client, release: OpenRelease) -> None:
    for town in release.towns[::13]:
        for end in ("", "act/", "act/brief/", "add/"):
            assert site.get(f"/zoning/{town['slug']}/{end}").status_code == 200


def test_the_old_map_of_west_hartford_has_the_published_shares(site: Client) -> None:
    html = site.get("/zoning/west-hartford/").content.decode()
    of_1924 = html[html.index("<h3>1924</h3>") :]
    # OnTheLine (Dougherty and others), West Hartford zoning of 1924: 45, 39, 13, 3 and 1 percent
    shares = re.findall(r'<a class="fig"[^>]*>([\d.]+)%', of_1924)[:5]
    assert [round(float(s)) for s in shares] == [45, 39, 13, 3, 1]
    assert of_1924.count('<path class="z') >= 5


def test_what_changed_from_1924_to_1958_is_told_in_acres_and_homes(site: Client) -> None:
    html = site.get("/zoning/west-hartford/").content.decode()
    change = html[html.index('id="change"') : html.index('id="beside"')]
    assert "From 1924 to 1958" in change
    for figure in ("74.0%", "2.1%", "17.1%", "6.8%", "116,392", "73,297"):
        assert figure in change, figure


def test_a_town_without_maps_has_no_past(site: Client) -> None:
    html = site.get("/zoning/hartford/").content.decode()
    assert 'id="then"' not in html
    assert 'id="change"' not in html


def test_towns_are_compared_with_what_is_not_known_of_each(site: Client) -> None:
    html = as_shown(site.get("/zoning/compare/?town=avon&town=hartford&town=middletown").content.decode())
    row = re.search(r'<tr><th scope="row">Which homes are allowed, and how</th>(.*?)</tr>', html, re.S)
    assert row
    cells = re.findall(r"<td>(.*?)</td>", row[1], re.S)
    assert "not known" in cells[0]
    assert "300 homes per acre" in cells[1]
    assert "only after a hearing" in cells[2]
    people = re.search(
        r'<tr><th scope="row">People of color <span class="quiet">2019-2023</span></th>(.*?)</tr>', html, re.S
    )
    assert people
    assert people[1].count('class="fig"') == 4


@pytest.mark.parametrize(
    ("address", "status", "message"),
    [
        ("/zoning/compare/?town=atlantis", 400, "There is no town &#x27;atlantis&#x27;"),
        ("/zoning/compare/?town=avon&town=berlin&town=canton&town=bolton&town=essex", 400, "5 towns are too many;"),
        ("/zoning/atlantis/", 404, "atlantis"),
        ("/zoning/atlantis/act/", 404, "atlantis"),
        ("/zoning/atlantis/add/", 404, "atlantis"),
        ("/zoning/atlantis.ics", 404, "atlantis"),
        ("/zoning/avon/act/poem.txt", 404, "rules, support, amendment"),
        ("/zoning/follows/?sum=homes&acres=ten&lot=40,000", 400, "Acres of land: &#x27;ten&#x27;; give a number from"),
        ("/zoning/follows/?sum=homes&acres=10&lot=0", 400, "Minimum lot, in square feet: &#x27;0&#x27;; give"),
        ("/zoning/follows/?sum=land&price=inf&lot=5", 400, "Price of an acre, in dollars: &#x27;inf&#x27;; give"),
        ("/zoning/follows/?sum=share&affordable=40&part=101", 400, "from 0.01 to 100"),
        ("/zoning/follows/?sum=homes&acres=10&lot=1e-308", 400, "from 0.01 to 1,000,000,000"),
        ("/zoning/try/?map=avon-1924&homes=4&lot=10000", 400, "is none of the list"),
        ("/zoning/try/?map=west-hartford-99999999999&homes=4&lot=10000", 400, "is none of the list"),
        ("/zoning/try/?map=avon-%C2%B2&homes=4&lot=10000", 400, "is none of the list"),
        ("/zoning/try/?map=avon-1953&homes=4&lot=40.000", 400, "like 10,000"),
        ("/zoning/follows/?sum=zzz", 400, "There is no sum"),
        ("/zoning/follows/?sum=carry&cost=400,000&interest=100&years=30&upkeep=0", 400, "from 0 to 99"),
        ("/zoning/try/?map=west-hartford-1924&homes=2.5&lot=10000", 400, "give a whole number from 1 to 1,000"),
        ("/zoning/try/?map=west-hartford-1924&homes=nan&lot=10000", 400, "give a whole number"),
        ("/zoning/try/?map=west-hartford-1924&homes=4&lot=-1", 400, "Its lot, in square feet: &#x27;-1&#x27;;"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_told_in_one_line(site: Client, address: str, status: int, message: str) -> None:
    answer = site.get(address)
    assert answer.status_code == status
    html = answer.content.decode()
    assert message in html
    assert "Traceback" not in html


@pytest.mark.parametrize(
    ("query", "result"),
    [
        ("sum=homes&acres=10&lot=40,000", "Acres: 10. Homes that fit by the minimum lot alone: 10."),
        ("sum=land&price=250,000&lot=87,120", "costs $500,000"),
        ("sum=share&affordable=40&part=10", "New homes that it takes: 400. At market prices: 360."),
        ("sum=wage&rent=1,560", "$30.00 an hour"),
        ("sum=wage&rent=$1,560", "$30.00 an hour"),
        ("sum=land&price=250 000&lot=87\u00a0120", "costs $500,000"),
    ],
)
def test_sums_of_what_follows_from_a_rule(site: Client, query: str, result: str) -> None:
    assert result in site.get(f"/zoning/follows/?{query}").content.decode()


def test_a_building_on_an_old_map_says_where_and_why(site: Client) -> None:
    html = as_shown(site.get("/zoning/try/?map=west-hartford-1924&homes=4&lot=10,000").content.decode())
    # D and E of 1924 asked for 1,500 and 750 square feet: 435 + 109 of 14,339 acres
    assert "<strong>3.8%</strong>" in html
    answers = dict(re.findall(r'<th scope="row">([A-E])</th><td>(yes|no)</td>', html))
    assert answers == {"A": "no", "B": "no", "C": "no", "D": "yes", "E": "yes"}
    assert "9,000 square feet for each home, 36,000 in all" in html
    assert len(re.findall(r'class="z\d yes"', html)) >= 2


def test_the_kit_says_how_sure_each_step_of_the_law_is(site: Client, release: OpenRelease) -> None:
    html = as_shown(site.get("/zoning/avon/act/").content.decode())
    section = html.partition('id="steps"')[2].partition("</section>")[0]
    steps = re.findall(r'<summary>.*?<span class="status (copy|reported)">', section, re.DOTALL)
    assert len(steps) == len(Zoning(release).steps) == 7


def test_letters_are_filled_in_plain_text(site: Client) -> None:
    for name in ("rules", "support", "amendment"):
        answer = site.get(f"/zoning/avon/act/{name}.txt")
        assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
        text = answer.content.decode()
        assert "Avon" in text
        assert not re.search(r"<\w|&\w+;|%\(", text)
    assert "in English, to hand in" not in site.get("/zoning/avon/act/").content.decode()
    assert (
        'href="/zoning/avon/act/rules.txt" hreflang="en"' in site.get("/es/zoning/avon/act/").content.decode()
    )


def test_letters_name_the_body_and_hearing_on_record_and_where_figures_come_from(
    site: Client, db: None
) -> None:
    without = site.get("/zoning/avon/act/support.txt").content.decode()
    assert "To the body that decides on zoning in Avon [" in without
    assert "\n  http://testserver/explain/" in without
    day = now() + timedelta(days=9)
    common = {"town": "09-02060", "source": "agenda", "begins_at": day}
    Hearing.objects.create(body="Cancelled Board", about="other", is_cancelled=True, **common)
    Hearing.objects.create(
        body="Town Council", about="Text of section 4", **common | {"begins_at": day + timedelta(1)}
    )
    filled = site.get("/zoning/avon/act/support.txt").content.decode()
    assert "To: Town Council, Avon" in filled
    assert "About: Text of section 4, hearing of " in filled
    assert "Cancelled Board" not in filled
    assert "To: Town Council, Avon" in site.get("/zoning/avon/act/amendment.txt").content.decode()


def test_a_fact_on_one_district_leaves_the_others_unknown(site: Client) -> None:
    html = site.get("/zoning/west-hartford/").content.decode()
    unknown = html[html.index('id="unknown"') : html.index("</section>", html.index('id="unknown"'))]
    assert "Minimum lot, and other sizes (known only for district R-80, district R-20)" in unknown
    assert "(known only for district R-80" in site.get("/zoning/west-hartford/act/brief/").content.decode()
    woodbridge = site.get("/zoning/woodbridge/").content.decode()
    assert "known only for" not in woodbridge, "what is said of the whole town"


def test_letters_have_the_figures_that_argue_for_their_cause_each_with_its_sources(site: Client) -> None:
    support, amendment = (
        site.get(f"/zoning/west-hartford/act/{name}.txt").content.decode()
        for name in ("support", "amendment")
    )
    assert (
        "- Homes on the state's list of affordable homes, 2023: 7.6% in West Hartford, 39.7% in Hartford.\n"
        "  http://testserver/explain/subsidized.assisted_share/0900382590/2023/?figure=assisted_share\n"
    ) in support
    assert "People in poverty" in amendment
    assert "People in poverty" not in support
    assert "Households that rent" not in support, (
        "32.5% ± 1.7 is no further from 33.8% ± 0.3 than the margins"
    )
    assert "count as affordable" not in site.get("/zoning/hartford/act/support.txt").content.decode()


@pytest.mark.parametrize("town", ["middletown", "west-hartford", "woodbridge"])
def test_every_fact_leads_to_its_explanation_or_the_table_that_holds_it(site: Client, town: str) -> None:
    html = site.get(f"/es/zoning/{town}/").content.decode()
    lists = re.findall(r'<ul class="facts-list">.*?</ul>', html, flags=re.S)
    values = re.findall(r"<strong>(.*?)</strong>", " ".join(lists))
    links = [re.match(r'<a class="fig" href="([^"]+)">', value) for value in values]
    assert links
    assert all(links), values
    assert all(site.get(link[1]).status_code == 200 for link in links if link)


def test_marks_of_a_figure_are_explained_under_each_table(site: Client) -> None:
    for page in (
        "/zoning/compare/?town=canaan&town=hartford",
        "/zoning/canaan/act/brief/",
        "/zoning/canaan/",
    ):
        html = site.get(page).content.decode()
        used = set(re.findall(r"</a><sup>([a-z ]+)</sup>", html))
        explained = set(re.findall(r"<li><sup>([a-z])</sup>", html))
        assert {m for marks in used for m in marks.split()} == explained != set()


def test_each_number_of_the_brief_has_a_whole_address_that_explains_it(site: Client) -> None:
    html = site.get("/zoning/hartford/act/brief/").content.decode()
    lines = re.findall(r"<li>(http://testserver/explain/[^<]+)</li>", html)
    assert len(lines) == len(re.findall(r"<sup>\d</sup>", html)) >= 7
    addresses = [a.removeprefix("http://testserver") for line in lines for a in line.split(" · ")]
    # the state's dissimilarity is not put beside a town's
    alone = sum(len(line.split(" · ")) == 1 for line in lines)
    assert alone == html.count("Dissimilarity of") > 0
    assert len(addresses) == 2 * len(lines) - alone
    assert all(site.get(address).status_code == 200 for address in addresses)


def test_a_town_and_the_start_page_lead_to_zoning(site: Client) -> None:
    assert 'href="/zoning/avon/"' in site.get("/towns/avon/").content.decode()
    # the menu, the page itself and the foot
    assert site.get("/").content.decode().count('href="/zoning/"') == 3
    assert site.get("/zoning/?town=avon").headers["Location"] == "/zoning/avon/"


def test_shades_of_the_key_are_those_of_the_map(site: Client) -> None:
    html = site.get("/zoning/west-hartford/").content.decode()
    drawn = set(re.findall(r'<path class="z(\d)"', html))
    keyed = set(re.findall(r'swatch z(\d)"', html))
    assert drawn - {"0"} <= keyed
    assert max(int(n) for n in keyed) <= len(zone_map.STEPS)


def test_towns_are_drawn_with_the_figures_of_the_table_and_the_state_in_each_lane(site: Client) -> None:
    html = site.get("/zoning/compare/?town=avon&town=hartford&town=bethel").content.decode()
    chart = html[html.index("<figure") : html.index("</figure>")]
    for kind in ("a1", "a2", "a3"):
        assert chart.count(f'<circle class="{kind}"') >= 6
    alone = len(re.findall(r'<circle class="a\d"', chart[chart.index("Dissimilarity") :]))
    assert chart.count('class="chance"') == chart.count("<circle") - alone
    for name in ("Avon", "Hartford", "Bethel"):
        assert f'aria-hidden="true"></i>{name}</span>' in chart


def test_a_figure_whose_margin_tells_nothing_is_not_drawn(release: OpenRelease) -> None:
    towns = [(town, comparisons.compare(release, town)) for town in release.towns]
    hidden = [
        (town, comparison)
        for town, comparison in towns
        if any(
            f is not None and f.known and f.tells_nothing
            for f in (line.figures["town"] for line in comparison.lines)
        )
    ]
    assert hidden, "some small town has such a figure"
    for town, comparison in hidden:
        shown = [f for f in (line.figures["town"] for line in comparison.lines) if f is not None and f.known]
        drawn = comparisons.drawing([(town, comparison)]).count("<circle")
        assert drawn == sum(not f.tells_nothing for f in shown) < len(shown)


def test_what_changed_is_drawn_with_a_key_for_each_kind(site: Client) -> None:
    html = site.get("/zoning/west-hartford/").content.decode()
    section = html[html.index('id="change"') :]
    for kind in ("tightened", "loosened", "same", "dropped"):
        assert f'<path class="{kind}"' in section
        assert f'class="swatch {kind}"' in section


def test_what_is_only_reported_of_a_deadline_says_so(site: Client) -> None:
    kit_page, brief = (
        as_shown(site.get(f"/zoning/avon/act/{name}").content.decode()) for name in ("", "brief/")
    )
    assert '<span class="status reported">reported, not read in the law</span>' in kit_page
    assert re.search(
        r"Housing growth plan, [A-Z][a-z]+\.? \d+, \d{4} \(reported, not read in the law\)", brief
    )


def test_the_kit_never_speaks_with_a_figure_that_says_little(site: Client, release: OpenRelease) -> None:
    canaan = next(t for t in release.towns if t["slug"] == "canaan")
    comparison = comparisons.compare(release, canaan)
    vague = [
        line
        for line in comparison.lines
        if line.figures["town"] is not None and line.figures["town"].is_unreliable
    ]
    assert vague, "a town of a thousand people has such figures"
    letter = site.get("/zoning/canaan/act/support.txt").content.decode()
    for line in vague:
        assert line.label not in letter
