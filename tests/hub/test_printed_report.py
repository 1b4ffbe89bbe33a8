"""The printed report: tagged PDF/UA-1 of four pages in both languages, with the findings and figures of the pages."""

import re
import threading
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
from django.core.cache import caches
from django.test import Client
from django.utils import translation
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

from fairtown.hub import evaluations
from fairtown.hub.places import cards
from fairtown.hub.places.place import place_of
from fairtown.hub.places.printed import report as reports
from fairtown.hub.places.printed import views
from fairtown.hub.release_access import current_release
from fairtown.release.reader import OpenRelease
from fairtown.reports.printed.document import Number, Picture, plain

SITE = "https://town.example"
#: Of a place of which all is known.
PICTURES = ("map", "people", "opportunity", "homes", "assisted homes")
PLACES = ["/towns/hartford/", "/es/towns/union/", "/places/capitol-region/", "/es/places/connecticut/"]


@pytest.fixture(autouse=True)
def _named(settings) -> None:  # type: ignore[no-untyped-def]
    settings.SITE_URL = SITE


@pytest.fixture
def cached(settings, tmp_path: Path) -> Iterator[None]:  # type: ignore[no-untyped-def]
    """A folder for downloads, as `fairtown hub` has one."""
    backend = "django.core.cache.backends.filebased.FileBasedCache"
    settings.CACHES = settings.CACHES | {
        "downloads": {"BACKEND": backend, "LOCATION": str(tmp_path / "cache")}
    }
    yield
    caches["downloads"].clear()


#: Reports by path: each is made once for all tests of this file.
_made: dict[str, bytes] = {}


def report_at(site: Client, path: str) -> PdfReader:
    if path not in _made:
        answer = site.get(path)
        assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf"), path
        _made[path] = answer.content
    return PdfReader(BytesIO(_made[path]))


def text_of(reader: PdfReader) -> str:
    """The text of all pages in one line, without the joiners that keep a note at its word."""
    joined = " ".join(page.extract_text() for page in reader.pages)
    return re.sub(r"\s+", " ", joined.replace("\u2060", "").replace("\xa0", " "))


def tags(element: object, found: list[DictionaryObject]) -> list[DictionaryObject]:
    """Every element of a structure tree, depth first."""
    if isinstance(element, IndirectObject):
        element = element.get_object()
    if isinstance(element, ArrayObject):
        for part in element:
            tags(part, found)
    elif isinstance(element, DictionaryObject) and ("/S" in element or "/K" in element):
        if "/S" in element:
            found.append(element)
        tags(element.get("/K"), found)
    return found


def numbers(value: object) -> list[dict[str, str]]:
    """Every number of a plain report."""
    if isinstance(value, list):
        return [n for part in value for n in numbers(part)]
    if not isinstance(value, dict):
        return []
    return [value] if value.get("kind") == "Number" else numbers(list(value.values()))


@pytest.mark.parametrize("place", PLACES)
def test_it_is_four_tagged_pages_in_its_language(site: Client, place: str) -> None:
    reader = report_at(site, f"{place}report.pdf")
    root = reader.trailer["/Root"]
    assert len(reader.pages) == 4
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == ("es" if place.startswith("/es/") else "en")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    metadata = root["/Metadata"].get_object().get_data().decode()
    assert re.search(r"pdfuaid:part(>|=\")1", metadata)
    assert reader.metadata is not None
    assert current_release().date in (reader.metadata.title or "")


@pytest.mark.parametrize("place", ["/towns/hartford/", "/places/capitol-region/"])
def test_headings_tables_and_pictures_are_tagged(site: Client, place: str) -> None:
    root = report_at(site, f"{place}report.pdf").trailer["/Root"]
    found = tags(root["/StructTreeRoot"]["/K"], [])
    kinds = [str(element["/S"]) for element in found]
    levels = [int(kind[2:]) for kind in kinds if re.fullmatch(r"/H\d", kind)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert levels.count(2) == 4
    assert all(deeper <= level + 1 for level, deeper in pairwise(levels))
    assert kinds.count("/TH") > kinds.count("/Table") > 4
    pictures = [element for element in found if element["/S"] == "/Figure"]
    assert len(pictures) == len(PICTURES)
    assert all(str(picture["/Alt"]).strip() for picture in pictures)


@pytest.mark.parametrize("place", ["/towns/hartford/", "/es/towns/union/", "/places/capitol-region/"])
def test_its_findings_are_those_of_the_page_in_their_order(site: Client, place: str) -> None:
    page = site.get(place).content.decode()
    listed = page[page.index('<ul class="findings">') : page.index("</ul>", page.index('class="findings"'))]
    findings = re.findall(r"<li><p>(.*?)</p></li>", listed, re.S)
    assert findings
    text = text_of(report_at(site, f"{place}report.pdf"))
    at = 0
    for finding in findings:
        parts = unescape(re.sub(r"<[^>]+>", "", finding)).split(" ")
        # the number leads in large type with its margin below it, and notes stand behind
        at = text.index(parts[0], at)
        assert parts[-1] in text[at : at + 400]


@pytest.mark.parametrize("slug", ["hartford", "union"])
def test_every_number_is_on_the_pages_it_leads_to(release: OpenRelease, site: Client, slug: str) -> None:
    own = place_of(release, slug, is_town=True)
    shown = numbers(plain(reports.report(release, own)))
    pages = "".join(
        site.get(path).content.decode()
        for path in (own.url, *(own.topic_url(t) for t in ("people", "opportunity", "homes", "assisted")),
                     own.topic_url("fair-share"), own.topic_url("segregation"), own.topic_url("duties"))
    )  # fmt: skip
    text = {(unescape(url), re.sub(r"<[^>]+>", "", shown).strip())
            for url, shown in re.findall(r'<a class="fig[^"]*" href="([^"]*)">(.*?)</a>', pages)}  # fmt: skip
    assert len(shown) > 100
    for number in shown:
        path = number["url"].removeprefix(SITE).removesuffix(f"&release={release.date}")
        if (path, f"{number['text']} {number['margin']}".strip()) in text:
            continue
        # those of the comparison and of the state beside a finding are figures of the page that explains them
        explained = " ".join(re.sub(r"<[^>]+>", " ", site.get(path).content.decode()).split())
        assert number["text"] in unescape(explained), number


def test_every_number_and_note_leads_to_a_page_of_the_site(release: OpenRelease, site: Client) -> None:
    reader = report_at(site, "/towns/union/report.pdf")
    links = {
        str(annotation.get_object()["/A"]["/URI"])
        for page in reader.pages
        for annotation in page.get("/Annots", [])
        if "/URI" in annotation.get_object().get("/A", {})
    }
    assert len(links) > 60
    assert {link for link in links if not link.startswith(f"{SITE}/")} == set()
    explained = [link for link in links if "/explain/" in link]
    assert all(link.endswith(f"&release={release.date}") for link in explained if "figure=" in link)
    for link in sorted(links)[::9]:
        assert site.get(link.removeprefix(SITE)).status_code == 200, link


def test_its_sources_name_table_columns_years_file_and_formula(site: Client) -> None:
    text = text_of(report_at(site, "/towns/hartford/report.pdf"))
    for phrase in ("C17002", "B03002_001", "2019-2023", "2014-2018", "acs5.poverty.2023.csv",
                  "ct_appeals_list.assisted_units.2023.csv", "poverty share = people with income under"):  # fmt: skip
        assert phrase in text, phrase


def test_hartford_in_2023(site: Client) -> None:
    """Golden: 21,165 of 53,259 homes (Affordable Housing Appeals List 2023) are 39.7%; poverty of ACS C17002."""
    text = text_of(report_at(site, "/towns/hartford/report.pdf"))
    for phrase in ("39.7%", "21,165", "53,259", "25.5% ± 1.8"):
        assert phrase in text, phrase


def test_spanish_has_no_english_headings(site: Client) -> None:
    text = text_of(report_at(site, "/es/towns/hartford/report.pdf"))
    for phrase in (
        "Informe de vivienda justa",
        "De un vistazo",
        "Quién vive aquí",
        "Qué pide la ley",
        "Página 4 de 4",
    ):
        assert phrase in text, phrase
    for phrase in ("At a glance", "Who lives here", "Sources", "What the law asks", "Page 4"):
        assert phrase not in text, phrase


@pytest.mark.parametrize(
    "path", ["/towns/nowhere/report.pdf", "/places/nowhere/report.pdf", "/places/avon/report.pdf"]
)
def test_an_unknown_place_is_the_plain_page_of_404(site: Client, path: str) -> None:
    answer = site.get(path)
    assert answer.status_code == 404
    assert "see the list of" in answer.content.decode()


def test_it_takes_no_parameters(site: Client) -> None:
    assert site.get("/towns/avon/report.pdf?pages=900").status_code == 400


@pytest.mark.parametrize("place", PLACES)
def test_the_page_of_a_place_links_it(site: Client, place: str) -> None:
    assert f'href="{place}report.pdf"' in site.get(place).content.decode()


def test_the_same_report_has_the_same_bytes(release: OpenRelease) -> None:
    own = place_of(release, "avon", is_town=True)
    assert reports.report_pdf(release, own) == reports.report_pdf(release, own)


def test_it_is_made_once_for_each_language(
    site: Client, cached: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []

    def pdf(_release: OpenRelease, place: object) -> bytes:
        calls.append(translation.get_language() or "")
        return b"%PDF"

    monkeypatch.setattr(views, "report_pdf", pdf)
    for path in ("/towns/avon/report.pdf", "/towns/avon/report.pdf", "/es/towns/avon/report.pdf"):
        answer = site.get(path, headers={"accept-encoding": "gzip"})
        assert answer.content == b"%PDF"
        assert "Content-Encoding" not in answer.headers
    assert calls == ["en", "es"]
    assert site.get("/es/towns/avon/report.pdf")["Content-Disposition"].endswith(
        "-es-" + current_release().date + '.pdf"'
    )


def test_two_who_ask_at_once_get_one(
    release: OpenRelease, cached: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second waits for the first, and finds it made."""
    calls: list[int] = []
    begun, may_end = threading.Event(), threading.Event()

    def pdf(*_: object) -> bytes:
        calls.append(1)
        begun.set()
        assert may_end.wait(5)
        return b"%PDF"

    monkeypatch.setattr(views, "report_pdf", pdf)
    own, answers = place_of(release, "avon", is_town=True), []
    threads = [threading.Thread(target=lambda: answers.append(views._cached(own))) for _ in range(2)]
    threads[0].start()
    assert begun.wait(5)
    threads[1].start()
    may_end.set()
    for thread in threads:
        thread.join(5)
    assert (answers, calls) == ([b"%PDF"] * 2, [1])


def test_who_finds_others_waiting_is_told_when_to_come_back(
    site: Client, cached: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy() -> None:
        raise evaluations.BusyError

    monkeypatch.setattr(evaluations, "place", busy)
    answer = site.get("/towns/avon/report.pdf")
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0


def test_a_missing_font_is_a_fault_of_the_site_and_no_missing_page(
    site: Client, cached: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reports, "FONTS", tmp_path)
    answer = site.get("/towns/avon/report.pdf")
    assert answer.status_code == 500
    assert answer.content.decode().startswith("report: ")
    assert answer.content.count(b"\n") == 1


@pytest.mark.parametrize(
    ("slug", "is_town"),
    [("rest-of-hill-county", True), ("testland", False)],
)
@pytest.mark.parametrize("language", ["en", "es"])
def test_a_state_without_duties_zoning_or_fair_share_says_why(
    settings,
    toy_release: Path,
    slug: str,
    is_town: bool,
    language: str,  # type: ignore[no-untyped-def]
) -> None:
    settings.RELEASES = str(toy_release)
    current_release.cache_clear()
    try:
        release = current_release()
        with translation.override(language):
            reader = PdfReader(BytesIO(reports.report_pdf(release, place_of(release, slug, is_town))))
    finally:
        current_release.cache_clear()
    text = text_of(reader)
    assert len(reader.pages) == 4
    reasons = {
        "en": ("There are no fair shares for Testland.", "There are no duties and deadlines for Testland.",
               "There are no zoning pages for Testland"),
        "es": ("No hay reparto justo", "No hay obligaciones ni plazos", "No hay páginas de zonificación"),
    }  # fmt: skip
    for reason in reasons[language]:
        assert reason in text, reason
    # what only another state has is said to be so, and that is all that is said of it
    assert text.count("Connecticut") == 2


def test_a_place_of_which_no_figure_is_known_says_so(
    release: OpenRelease, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(release), "observations", lambda *_args, **_options: [])
    own = place_of(release, "avon", is_town=True)
    text = text_of(PdfReader(BytesIO(reports.report_pdf(release, own))))
    for phrase in ("No figure of Avon is known.", "Who lives in Avon is not known.",
                  "What homes cost in Avon is not known.", "No method gives Avon a fair share."):  # fmt: skip
        assert phrase in text, phrase


def test_a_finding_is_one_sentence_on_the_page_and_in_print(release: OpenRelease) -> None:
    own = place_of(release, "hartford", is_town=True)
    has = {"fair_share": True, "duties": True, "zoning": True, "assisted": True, "today": True}
    first = cards.overview(release, own, has)["findings"][0]
    printed = reports.Numbers(release).sentence(first.message, first.figures, first.names)
    sentence = "".join(r.text + (f" {r.margin}" if r.margin and i == 0 else "") if isinstance(r, Number)
                    else r if isinstance(r, str) else "" for i, r in enumerate(printed))  # fmt: skip
    assert sentence == unescape(re.sub(r"<[^>]+>", "", first.sentence))


def test_every_picture_says_what_it_shows(release: OpenRelease) -> None:
    own = place_of(release, "hartford", is_town=True)

    def pictures(value: object) -> list[Picture]:
        if isinstance(value, Picture):
            return [value]
        parts = getattr(value, "__dict__", {}).values() if not isinstance(value, (list, tuple)) else value
        return [p for part in parts for p in pictures(part)]

    found = pictures(reports.report(release, own))
    assert len(found) == len(PICTURES)
    assert all("Hartford" in picture.alt for picture in found)
