"""Every page is valid HTML, in both languages, with what a reader chose and without: html-validate, by the standard."""

import json
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern

ROOT = Path(__file__).parents[2]
VALIDATOR = Path(__file__).with_name("validate_html.mjs")
#: Addresses of each page by the name of its route: plain ones, and some with choices, answers and errors.
PAGES = {
    "home": ("/",),
    "search": (
        "/search/?q=hartfrod",
        "/search/?q=",
        "/search/?q=%3Cb%3E%22",
        "/search/?q=Mystic",
        "/search/?q=75+Charter+Oak+Avenue,+Hartford",
        "/search/?q=12+Main+Street",
        "/search/?q=poverty",
        "/search/?q=06105",
        "/search/?q=capitol",
    ),
    "map": ("/map/", "/map/?view=sure", "/map/?view=index&dots=1"),
    "embed": ("/embed/who-lives-where/state/", "/embed/assisted-towns/avon/", "/embed/nothing/avon/"),
    "map-town": ("/map/towns/avon/",),
    "lab": ("/map/lab/", "/map/lab/?recipe=oca_2014", "/map/lab/?nothing=1"),
    "lab-answer": ("/map/lab/answer/",),
    "balance": ("/balance/", "/balance/?target=40&by=2040", "/balance/?target=x&by=2040"),
    "duties": ("/duties/", "/duties/?on=2022-06-02"),
    "duties-points": ("/duties/points/",),
    "duties-zoning": ("/duties/zoning/",),
    "fair-share": ("/fair-share/", "/fair-share/?method=new_jersey_round4", "/fair-share/?method=nothing"),
    "move": ("/move/",),
    "move-vouchers": ("/move/vouchers/", "/move/vouchers/?with_it=10", "/move/vouchers/?with_it=x"),
    "invest": ("/invest/",),
    "schools": ("/schools/",),
    "schools-districts": ("/schools/districts/",),
    "schools-homes": ("/schools/homes/", "/schools/homes/?affordable=x"),
    "what-if-print": ("/what-if/print/?refill=100",),
    "what-if": ("/what-if/", "/what-if/?own=Avon:+250&tilt=2", "/what-if/?filled=120"),
    "fair-share-answer": ("/fair-share/answer/",),
    "nation": (
        "/us/",
        "/us/?level=county&map=change&index=theil",
        "/us/?state=connecticut",
        "/us/?index=nothing",
    ),
    "nation-state": ("/us/connecticut/", "/us/atlantis/"),
    "nation-explain": ("/us/explain/segregation.dissimilarity/09/2024/?figure=value-nh_black-nh_white",),
    "segregation": ("/segregation/", "/segregation/?level=region&index=theil"),
    "zoning": ("/zoning/", "/zoning/?town=avon"),
    "zoning-compare": ("/zoning/compare/", "/zoning/compare/?town=avon&town=hartford&town=bethel"),
    "zoning-follows": ("/zoning/follows/", "/zoning/follows/?sum=nothing"),
    "zoning-atlas": ("/zoning/vermont/",),
    "zoning-atlas-town": ("/zoning/vermont/essex-chittenden-county/", "/zoning/vermont/burlington/"),
    "zoning-try": ("/zoning/try/", "/zoning/try/?map=west-hartford-1924&homes=4&lot=10,000"),
    "zoning-town": ("/zoning/avon/", "/zoning/west-hartford/", "/zoning/canaan/"),
    "zoning-add": ("/zoning/avon/add/",),
    "zoning-act": ("/zoning/avon/act/",),
    "zoning-speech": ("/zoning/avon/act/speech/", "/zoning/hartford/act/speech/?sheet=rule"),
    "zoning-brief": ("/zoning/avon/act/brief/",),
    "help": ("/help/",),
    "help-deadlines": ("/help/deadlines/",),
    "help-agencies": ("/help/agencies/",),
    "help-tell-us": ("/help/tell-us/",),
    "help-tell-us-sent": ("/help/tell-us/sent/",),
    "towns": ("/towns/",),
    "towns-all": ("/towns/all/", "/towns/all/?sort=assisted"),
    "town": ("/towns/hartford/", "/towns/canaan/", "/towns/nothing/"),
    "town-topic": tuple(
        f"/towns/hartford/{topic}/"
        for topic in ("people", "opportunity", "homes", "assisted", "fair-share", "segregation", "duties")
    ),
    "places": ("/places/",),
    "fair-share-towns": ("/fair-share/towns/", "/fair-share/towns/?town=avon&town=hartford"),
    "compare": ("/compare/", "/compare/?place=hartford&place=new-haven&figure=dissimilarity-black-white"),
    "place": ("/places/connecticut/", "/places/capitol-region/"),
    "place-topic": ("/places/connecticut/opportunity/", "/places/fairfield-county/segregation/"),
    "tracts": ("/tracts/", "/tracts/?index=published&sort=score"),
    "tract": ("/tracts/09001110600/", "/tracts/09110415500/", "/tracts/09190100100/"),
    "tract-panel": ("/tracts/09003500700/panel/",),
    "explain": (
        "/explain/residents.poverty/0911037070/2023/",
        "/explain/opportunity.modern/0912008070/2023/?figure=lower_corrected-nh_black&release=2020-01-01",
        "/explain/fair_share.connecticut_oca/hartford/2023/",
        "/explain/nothing/9/1066/",
    ),
    "explain-card": ("/explain/opportunity.modern/0912008070/2023/card/?figure=lower_corrected-nh_black",),
    "methods": ("/methods/",),
    "glossary": ("/glossary/",),
    "method": ("/methods/opportunity.oca_2014/", "/methods/segregation.entropy/"),
    "sources": ("/sources/",),
    "api-docs": ("/api/",),
    "data": ("/data/",),
    "data-dictionary": ("/data/dictionary/",),
    "wagtail_serve": (
        "/about/",
        "/opportunity/",
        "/steps/",
        "/steps/?c1=much",
        "/steps/fair-share/",
        "/news/",
        "/news/avon-two-decades/",
        "/events/",
        "/events/panel/",
        "/reports/",
        "/people/",
        "/coalition/",
        "/privacy/",
    ),
    "event-register": ("/events/panel/register/", "/events/nothing/register/"),
    "event-register-sent": ("/events/panel/register/sent/",),
    "registration": ("/events/registration/nothing/",),
    "registration-none": ("/events/registration/",),
    "campaigns": ("/campaigns/",),
    "campaign": ("/campaigns/fair-share/", "/campaigns/fair-share/?town=avon", "/campaigns/nothing/"),
    "campaign-call": ("/campaigns/fair-share/call/", "/campaigns/fair-share/call/?town=avon"),
    "campaign-write": (
        "/campaigns/fair-share/write/",
        "/campaigns/fair-share/write/?town=avon",
        "/campaigns/fair-share/write/?town=nowhere",
    ),
    "campaign-print": ("/campaigns/fair-share/print/?town=avon",),
    "campaign-sent": ("/campaigns/fair-share/sent/",),
    "campaign-confirm": ("/campaigns/fair-share/confirm/nothing/",),
    "newsletters": ("/newsletters/",),
    "newsletter": ("/newsletters/nothing/",),
    "give": ("/give/",),
    "give-check": ("/give/check/",),
    "give-continue": ("/give/continue/nothing/",),
    "give-manage": ("/give/manage/",),
    "give-manage-sent": ("/give/manage/sent/",),
    "give-own": ("/give/manage/nothing/",),
    "give-thanks": ("/give/thanks/nothing/",),
    "join": ("/join/",),
    "join-sent": ("/join/sent/",),
    "join-confirm": ("/join/confirm/nothing/",),
    "you-ask": ("/you/",),
    "you-sent": ("/you/sent/",),
    "you": ("/you/nothing/",),
    "you-erase": ("/you/nothing/erase/",),
    "unsubscribe": ("/unsubscribe/nothing/",),
    "": ("/nothing/", "/900337070/"),
}
#: Routes that give a file, not a page.
FILES = {
    "town-topic-table", "place-topic-table", "towns-table", "tracts-table", "compare-table", "fair-share-towns-table",
    "nation-map", "segregation-table", "what-if-table", "fair-share-table", "duties-table", "balance-table",
    "town-table", "place-table", "town-report", "place-report", "card", "town-card",
    "lab-drawing", "duties-calendar", "duties-atom", "zoning-calendar", "zoning-atom", "zoning-atlas-table",
    "zoning-letter", "embed-svg", "you-copy", "news-atom", "events-calendar", "event-calendar",
}  # fmt: skip


def routes(patterns: Iterable[URLPattern | URLResolver]) -> set[str]:
    """Return the names of the routes that stand in both languages: every page is one of them."""
    found = set()
    for pattern in patterns:
        if isinstance(pattern, URLResolver) and isinstance(pattern.pattern, LocalePrefixPattern):
            # what no view answers goes to the pages of editors, which have no names here
            found |= {route.name for route in pattern.url_patterns if isinstance(route, URLPattern)}
    return found


def test_every_page_of_the_site_is_checked():
    assert routes(get_resolver().url_patterns) == {name for name in PAGES if name} | FILES


def faults_of(folder: Path) -> list[str]:
    """Return what is not valid in the files of a folder, each with file, line, rule and words."""
    if not (ROOT / "node_modules" / "html-validate").exists():
        pytest.fail("html-validate is not installed: run `npm ci` (make test does)")
    files = sorted(str(path) for path in folder.glob("*.html"))
    command = [
        "node",
        "--max-semi-space-size=64",  # MB: most of what it makes of a page is gone with the page
        str(VALIDATOR),
        str(ROOT / ".htmlvalidate.json"),
        *files,
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr
    return [
        f"{Path(file['filePath']).name}:{m['line']}:{m['column']} {m['ruleId']}: {m['message']}"
        for file in json.loads(done.stdout)
        for m in file["messages"]
    ]


@pytest.mark.skipif(shutil.which("node") is None, reason="no node here")
def test_every_page_is_valid_html(site: Client, tmp_path: Path) -> None:
    addresses = [prefix + address for prefix in ("", "/es") for found in PAGES.values() for address in found]
    for i, address in enumerate(addresses):
        response = site.get(address)
        assert response["Content-Type"].startswith("text/html"), address
        name = address.strip("/").replace("/", "_").partition("?")[0]
        (tmp_path / f"{i:03d}_{name}.html").write_bytes(response.content)
    assert faults_of(tmp_path) == []


#: What stands in the body of a page, and the rule that it breaks.
INVALID = [
    ('<label><input type="radio" name="a" autocomplete="off"> A</label>', "valid-autocomplete"),
    ('<p id="a">A</p><p id="a">B</p>', "no-dup-id"),
    ("<p><div>A</div></p>", "close-order"),
    ('<label for="b">A</label>', "no-missing-references"),
    ("<ul><p>A</p></ul>", "element-permitted-content"),
    ('<img src="a.png" alt="" alt="b">', "no-dup-attr"),
]


@pytest.fixture(scope="module")
def faults_of_invalid_pages(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The faults of a page for each rule, named by it: one start of node for all."""
    folder = tmp_path_factory.mktemp("invalid")
    for body, rule in INVALID:
        page = f'<!doctype html><html lang="en"><head><title>A</title></head><body>{body}</body></html>'
        (folder / f"{rule}.html").write_text(page)
    return faults_of(folder)


@pytest.mark.skipif(shutil.which("node") is None, reason="no node here")
@pytest.mark.parametrize("rule", [rule for _body, rule in INVALID])
def test_the_check_sees_what_is_not_valid(faults_of_invalid_pages: list[str], rule: str) -> None:
    own = [fault for fault in faults_of_invalid_pages if fault.startswith(f"{rule}.html:")]
    assert any(f" {rule}: " in fault for fault in own)
