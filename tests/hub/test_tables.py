"""Tables as pages show them, taken away: friendly headers, values as rounded there, codes that stay texts, notes."""

import csv
import io
import re
from html import unescape

import openpyxl
import pytest
from django.test import Client

from fairtown.hub.shelf.shown_table import Column, Estimate, ShownTable
from fairtown.hub.shelf.spreadsheet import workbook
from fairtown.release.reader import OpenRelease

SITE = "https://town.example"
TABLES = {
    "/segregation/table": "?level=town&index=isolation-black",
    "/fair-share/table": "?method=new_jersey_round4&sort=share",
    "/duties/table": "?region=&kind=&on=2024-01-01",
    "/balance/tables/levels": "?program=all_programs",
    "/balance/tables/T3": "",
    "/fair-share/towns/table": "?town=avon&method=new_jersey_round4&method=connecticut_oca",
    "/compare/table": "?place=hartford&place=avon&figure=poverty",
    "/towns/all/list": "",
    "/tracts/list": "",
    "/towns/hartford/segregation/table": "",
    "/places/connecticut/opportunity/table": "",
    "/towns/hartford/table": "",
    "/places/capitol-region/table": "",
}


@pytest.fixture(autouse=True)
def _named(settings) -> None:  # type: ignore[no-untyped-def]
    settings.SITE_URL = SITE


def read_csv(site: Client, path: str) -> list[list[str]]:
    answer = site.get(path)
    assert answer.status_code == 200, answer.content[:200]
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def read_xlsx(content: bytes) -> tuple[list[tuple[object, ...]], dict[str, str]]:
    """Return the rows of values, the header first, and the notes by label."""
    table, notes = openpyxl.load_workbook(io.BytesIO(content)).worksheets
    return list(table.values), {str(row[0]): str(row[1]) for row in notes.values}


@pytest.mark.parametrize("prefix", ["", "/es"])
@pytest.mark.parametrize(("path", "query"), TABLES.items())
def test_both_kinds_of_file_have_the_same_cells(site: Client, prefix: str, path: str, query: str) -> None:
    rows = read_csv(site, f"{prefix}{path}.csv{query}")
    values, notes = read_xlsx(site.get(f"{prefix}{path}.xlsx{query}").content)
    assert len(rows) == len(values) > 2
    assert rows[0] == list(values[0])
    for texts, cells in zip(rows[1:], values[1:], strict=True):
        for text, value in zip(texts, cells, strict=True):
            if isinstance(value, int | float):
                assert float(text) in (pytest.approx(value), pytest.approx(100 * value))
            else:
                assert text == (value or "")
    assert any(text.startswith(SITE + prefix) for text in notes.values())


def test_headers_are_in_the_language_of_the_page(site: Client) -> None:
    english, spanish = (read_csv(site, f"{p}/segregation/table.csv")[0] for p in ("", "/es"))
    assert english[:4] == ["Place", "Code", "Rank", "Survey error taken out, %"]
    assert english[4] == "Margin of error in points: Survey error taken out"
    assert len(spanish) == len(english)
    assert not set(spanish) & set(english)


def test_codes_and_names_are_texts(site: Client) -> None:
    values, _notes = read_xlsx(site.get("/segregation/table.xlsx").content)
    codes = [row[1] for row in values[1:]]
    assert all(isinstance(code, str) and re.fullmatch(r"09\d{8}", code) for code in codes)


def test_a_value_is_the_one_on_the_page(site: Client) -> None:
    header, first, *_rest = read_csv(site, "/segregation/table.csv")
    page = re.sub(r"<[^>]+>", "", site.get("/segregation/").content.decode())
    shown = dict(zip(header, first, strict=True))
    value, margin = (
        shown["Survey error taken out, %"],
        shown["Margin of error in points: Survey error taken out"],
    )
    assert re.search(rf"{re.escape(shown['Place'])}\s+{shown['Rank']}\s*{value}% ± {margin}", unescape(page))


def test_notes_say_who_published_what_on_which_terms_and_link_back(
    site: Client, release: OpenRelease
) -> None:
    query = "level=county&index=dissimilarity-black-white"
    _values, notes = read_xlsx(site.get(f"/segregation/table.xlsx?{query}").content)
    assert notes["Page"] == f"{SITE}/segregation/?{query}"
    assert release.date in notes["How to cite"]
    assert "U.S. Census Bureau" in notes["Source"]
    assert "public domain" in notes["Source"]
    assert any(f"{SITE}/methods/segregation.dissimilarity/" in text for text in notes.values())
    assert notes["Blank cell"] == "unknown, never zero"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/segregation/table.xlsx?level=street", 400),
        ("/segregation/table.pdf", 404),
        ("/duties/table.csv?duty=nothing", 400),
        ("/balance/tables/nothing.csv", 404),
        ("/balance/tables/levels.csv?program=nothing", 400),
        ("/fair-share/table.xlsx?method=nothing", 400),
        ("/towns/hartford/table.csv?x=1", 400),
        ("/towns/nowhere/table.csv", 404),
        ("/places/nowhere/table.csv", 404),
    ],
)
def test_what_is_not_there_is_refused(site: Client, path: str, status: int) -> None:
    assert site.get(path).status_code == status


def table(*cells: object) -> ShownTable:
    columns = [Column(f"c{i}", "share" if isinstance(c, Estimate) else "") for i, c in enumerate(cells)]
    return ShownTable("a", "A", columns, [cells], [])  # type: ignore[list-item]


def test_nothing_in_a_cell_becomes_a_formula_or_a_link() -> None:
    texts = ("=1+1", "http://elsewhere.example", "09003", "+1", "@x")
    sheet = openpyxl.load_workbook(io.BytesIO(workbook(table(*texts), "2026-01-01"))).worksheets[0]
    assert [c.value for c in sheet[2]] == list(texts)
    assert {c.data_type for c in sheet[2]} == {"s"}
    assert all(c.hyperlink is None for c in sheet[2])


def test_values_are_rounded_as_on_the_page_and_unknown_is_blank() -> None:
    estimates = (
        Estimate(0.12345, 0.0123, "share"),
        Estimate(0.5, 0.06, "share"),
        Estimate(0.2, 1e-5, "share"),
    )
    shown = table(*estimates, None)
    assert shown.has_margins == [True, True, True, False]
    assert [(e.digits, e.margin) for e in estimates] == [("12.3", "1.2"), ("50", "6"), ("20.0", "<0.1")]
    cells = openpyxl.load_workbook(io.BytesIO(workbook(shown, "2026-01-01"))).worksheets[0][2]
    assert [c.value for c in cells] == [0.123, 1.2, 0.5, 6, 0.2, "<0.1", None]
    assert [c.number_format for c in cells[:3]] == ["0.0%", "#,##0.0", "0%"]


def test_the_same_table_is_the_same_file() -> None:
    assert workbook(table("a"), "2026-01-01") == workbook(table("a"), "2026-01-01")


@pytest.mark.parametrize(
    "page", ["/segregation/", "/es/fair-share/?method=new_jersey_round4", "/duties/", "/balance/"]
)
def test_a_page_offers_its_tables_with_what_was_chosen(site: Client, page: str) -> None:
    found = [unescape(a) for a in re.findall(r'href="([^"]*\.xlsx[^"]*)"', site.get(page).content.decode())]
    assert found
    for path in found[:3]:
        assert path.startswith(page.partition("?")[0])
        assert site.get(path).status_code == 200, path
