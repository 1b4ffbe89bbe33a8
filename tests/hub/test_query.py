"""What cannot be is one line: of plain text for a download, and on a page with a word in the reader's language."""

import re

import pytest
from django.test import Client

from .as_shown import as_shown

LAB = "/map/lab"


@pytest.mark.parametrize(
    ("address", "status", "message"),
    [
        ("/balance/T3.csv?program=LIHTC", 400, "parameter 'program' is unknown; there are none"),
        ("/balance/T9.csv", 404, "table 'T9' is unknown or not published; there are: T3, "),
        ("/duties/board.csv?on=bogus", 400, "day is 'bogus', expected one like 2026-11-25"),
        ("/duties/board.csv?as_of=2020-01-01", 400, "parameter 'as_of' is unknown; there are: on"),
        (f"{LAB}/tracts.csv?year=2023&use=bogus", 400, "indicator 'bogus' is unknown"),
        (
            f"{LAB}/recipe.toml?year=2023&use=bogus",
            400,
            "indicator 'bogus' is unknown; there are: poverty_share, ",
        ),
        (f"{LAB}/recipe.toml?year=now", 400, "'now', expected a number"),
        (f"{LAB}/map.svg?year=2023&use=bogus", 400, "indicator 'bogus' is unknown"),
        (f"/es{LAB}/map.svg?year=2023&use=bogus", 400, "indicator 'bogus' is unknown"),
        (
            "/segregation/places.csv?level=moon",
            400,
            "level 'moon' is unknown; there are: region, county, town",
        ),
        ("/segregation/places.csv?bogus=1", 400, "parameter 'bogus' is unknown"),
    ],
)
def test_a_download_that_cannot_be_is_one_line_of_plain_text(
    site: Client, address: str, status: int, message: str
) -> None:
    answer = site.get(address)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    line = answer.content.decode()
    assert message in line
    assert line.endswith("\n")
    assert line.count("\n") == 1
    assert "Content-Disposition" not in answer.headers


PAGES = ("/fair-share/?method=x", f"{LAB}/?year=x", f"{LAB}/answer/?year=x")


@pytest.mark.parametrize("address", PAGES)
def test_a_line_in_english_is_introduced_in_the_language_of_the_page(site: Client, address: str) -> None:
    english, spanish = (site.get(prefix + address).content.decode() for prefix in ("", "/es"))
    alert = re.search(r'<p class="alert" role="alert">(.*?)</p>', english)
    assert alert
    assert "<" not in alert[1]
    shown = re.search(r'<p class="alert" role="alert">(.*?)</p>', spanish)
    assert shown
    assert shown[1].endswith(f' <span lang="en">{alert[1]}</span>')
    assert len(shown[1]) > len(alert[1]) + 60


@pytest.mark.parametrize(
    ("address", "message"),
    [
        (
            "/zoning/follows/?sum=homes&acres=10&lot=1&bogus=1",
            "parameter &#x27;bogus&#x27; is unknown; there are: sum",
        ),
        ("/zoning/follows/?acres=10", "parameter &#x27;acres&#x27; is unknown; there are: sum"),
        ("/zoning/follows/?sum=homes&acres=10&acres=20&lot=1", "parameter &#x27;acres&#x27; stands 2 times"),
        ("/zoning/follows/?sum=bogus", "There is no sum &#x27;bogus&#x27;"),
        ("/zoning/try/?bogus=1", "parameter &#x27;bogus&#x27; is unknown; there are: homes, lot, map"),
        ("/zoning/try/?homes=4&homes=5&lot=10000", "parameter &#x27;homes&#x27; stands 2 times"),
        ("/zoning/try/?homes=2.5&lot=1", "&#x27;2.5&#x27;; give a whole number from 1 to 1,000, like 4"),
        ("/zoning/try/?homes=4&lot=-1", "&#x27;-1&#x27;; give a number from 1 to 43,560,000, like 10,000"),
        ("/balance/?target=x", "Target, percent: &#x27;x&#x27;; give a number from 0 to 100, like 25"),
        (
            "/balance/?by=2999",
            "By the end of: &#x27;2999&#x27;; give a whole number from 2024 to 2223, like 2038",
        ),
        ("/balance/?new=0", "New homes a year: &#x27;0&#x27;; give a number from 1 to 1,000,000, like 4,000"),
        ("/duties/points/?rent_40=3", "No town is chosen"),
        ("/duties/points/?town=moon", "There is no town &#x27;moon&#x27;"),
        (
            "/duties/points/?town=avon&rent_40=-1",
            "&#x27;-1&#x27;; give a whole number from 0 to 1,000,000, like 120",
        ),
        ("/zoning/compare/?towns=avon", "parameter &#x27;towns&#x27; is unknown; there are: town"),
        ("/duties/?on=x", "day is &#x27;x&#x27;, expected one like 2026-11-25"),
        (
            "/duties/zoning/?on=1492-10-12",
            "&#x27;1492-10-12&#x27;, expected one from 1968-01-01 to 2100-12-31",
        ),
        ("/duties/?kind=x", "kind &#x27;x&#x27; is unknown; there are: reported_not_filed, filed, not_found"),
        ("/balance/?base=x", "base &#x27;x&#x27; is unknown; there are: towns, tracts"),
    ],
)
def test_what_a_zoning_page_cannot_read_is_told_in_the_language_of_the_page(
    site: Client, address: str, message: str
) -> None:
    english, spanish = site.get(address), site.get(f"/es{address}")
    assert english.status_code == spanish.status_code == 400
    found = re.search(r'role="alert">(.*?)</p>', english.content.decode())
    assert found
    assert message in found[1]
    shown = re.search(r'role="alert">(.*?)</p>', spanish.content.decode())
    assert shown
    assert "<span" not in shown[1], "a whole line in Spanish, nothing in English"
    assert shown[1] != found[1]


#: An address of each page that takes parameters, with one that can be repeated wrongly.
STRICT = (
    "/balance/?target=30", "/duties/?on=2026-01-01", "/duties/zoning/?on=2026-01-01", "/duties/board.csv?on=2026-01-01",
    "/duties/points/?town=avon", "/fair-share/?sort=name", "/fair-share/answer/?cap=20", "/fair-share/towns.csv?cap=20",
    f"{LAB}/?year=2023&use=poverty_share&w.poverty_share=2", f"{LAB}/answer/?use=poverty_share&year=2023",
    f"{LAB}/tracts.csv?use=poverty_share&year=2023", "/segregation/?level=town", "/segregation/places.csv?level=town",
    "/zoning/?town=avon", "/zoning/follows/?sum=wage&rent=1", "/zoning/try/?map=west-hartford-1924&lot=1&homes=1",
)  # fmt: skip


@pytest.mark.parametrize("address", STRICT)
def test_no_page_leaves_out_a_parameter_silently(site: Client, address: str) -> None:
    again = address.rpartition("&" if "&" in address else "?")[2]
    for wrong in ("bogus=1", again):
        answer = site.get(f"{address}&{wrong}")
        assert answer.status_code in (400, 404), wrong
        assert wrong.partition("=")[0] in answer.content.decode()


def test_a_town_is_found_in_whatever_letters_it_is_written(site: Client) -> None:
    html = site.get("/zoning/compare/?town=West Hartford&town=CANAAN").content.decode()
    assert "West Hartford</a></th>" in html
    assert "Canaan</a></th>" in html
    missing = as_shown(site.get("/zoning/west-hartfort/").content.decode())
    assert '<a href="/zoning/west-hartford/">West Hartford</a>' in missing


def test_a_missing_place_is_told_in_the_language_of_the_page(site: Client) -> None:
    assert '<p lang="en">' not in site.get("/es/zoning/atlantis/").content.decode()
    assert '<p lang="en">' not in site.get("/es/towns/atlantis/").content.decode()
    assert '<p lang="en">' not in site.get("/towns/atlantis/").content.decode()


@pytest.mark.parametrize("page", ["/zoning/try/", "/es/zoning/try/"])
def test_a_form_that_was_cut_short_is_told_on_a_page(site: Client, page: str) -> None:
    broken = site.generic("POST", page, b"--x\r\ngarbled", content_type="multipart/form-data; boundary=")
    html = broken.content.decode()
    assert broken.status_code == 400
    assert 'role="alert"' in html
    assert 'href="/static/site.css"' in html


def test_a_form_with_too_many_fields_is_told_on_a_page(site: Client) -> None:
    answer = site.post("/zoning/avon/add/", {f"field{i}": "x" for i in range(1_100)})
    assert answer.status_code == 400
    assert "larger than any form here" in answer.content.decode()


def test_a_name_that_is_not_ours_is_told_in_plain_text(site: Client) -> None:
    answer = site.get("/", HTTP_HOST="elsewhere.example")
    assert answer.status_code == 400
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert "elsewhere" not in answer.content.decode()


@pytest.mark.parametrize(
    ("url", "sent_to"),
    [
        ("/zoning/avon/?fbclid=abc", "/zoning/avon/"),
        ("/es/balance/?program=lihtc&utm_source=letter&UTM_Medium=mail", "/es/balance/?program=lihtc"),
        ("/zoning/compare/?town=avon&gclid=1&town=bethel", "/zoning/compare/?town=avon&town=bethel"),
        ("/search/?q=West+Hartford%26&mc_eid=1", "/search/?q=West+Hartford%26"),
    ],
)
def test_marks_of_trackers_are_dropped_from_an_address(site: Client, url: str, sent_to: str) -> None:
    answer = site.get(url)
    assert answer.status_code == 302
    assert answer.headers["Location"] == sent_to


def test_an_address_freed_of_its_marks_never_leads_to_another_site(site: Client) -> None:
    answer = site.get("/", {"fbclid": "1"}, PATH_INFO="//elsewhere.example/")
    assert answer.headers["Location"] == "/elsewhere.example/"


def test_an_address_without_marks_is_answered_at_once(site: Client) -> None:
    assert site.get("/zoning/compare/?town=avon").status_code == 200
