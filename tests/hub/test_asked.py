"""What cannot be is one line: of plain text for a download, and on a page with a word in the reader's language."""

import re

import pytest
from django.test import Client

LAB = "/map/lab"


@pytest.mark.parametrize(
    ("address", "status", "told"),
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
        ("/segregation/places.csv?level=moon", 400, "no level 'moon'; there are: "),
        ("/segregation/places.csv?bogus=1", 400, "parameter 'bogus' is unknown"),
    ],
)
def test_a_download_that_cannot_be_is_one_line_of_plain_text(
    site: Client, address: str, status: int, told: str
) -> None:
    answer = site.get(address)
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    line = answer.content.decode()
    assert told in line
    assert line.endswith("\n")
    assert line.count("\n") == 1
    assert "Content-Disposition" not in answer.headers


PAGES = (
    "/balance/?target=x", "/duties/?on=x", "/duties/points/?town=moon", "/duties/zoning/?on=x", "/fair-share/?method=x",
    f"{LAB}/?year=x", f"{LAB}/answer/?year=x",
)  # fmt: skip


@pytest.mark.parametrize("address", PAGES)
def test_a_line_in_english_is_introduced_in_the_language_of_the_page(site: Client, address: str) -> None:
    english, spanish = (site.get(prefix + address).content.decode() for prefix in ("", "/es"))
    told = re.search(r'<p class="alert" role="alert">(.*?)</p>', english)
    assert told
    assert "<" not in told[1]
    shown = re.search(r'<p class="alert" role="alert">(.*?)</p>', spanish)
    assert shown
    assert shown[1].endswith(f' <span lang="en">{told[1]}</span>')
    assert len(shown[1]) > len(told[1]) + 60
