"""The PDF of a printed report: whatever names it holds, it stays text, fits its pages, and needs nothing but fonts."""

import re
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

import fairtown
from fairtown.concepts import FairtownError
from fairtown.reports.printed.document import (
    Columns,
    Findings,
    Heading,
    Link,
    Note,
    Number,
    Page,
    Paragraph,
    Picture,
    Reference,
    Report,
    Sources,
    SourceTable,
    Swatch,
    Table,
    plain,
)
from fairtown.reports.printed.pdf import LEAST_SCALE, pdf, pictures

FONTS = Path(fairtown.__file__).parent / "hub" / "static" / "built"
URL = "https://town.example/explain/a.b/1/2023/?figure=c&release=2026-01-01"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><rect width="40" height="20" fill="#1a4fc8"/></svg>'
#: What typst would read as a command, a label, an equation, a comment or the end of a text.
SPECIAL = "#$@<>\\\"[]{}*_`~=/+-'%&;:"
names = st.text(st.sampled_from(f"aé ñ{SPECIAL}"), min_size=1, max_size=30).map(str.strip).filter(bool)


def sources() -> Sources:
    return Sources(
        [Note(1, "Poverty", "a / b", "A", URL)],
        [SourceTable("A", "acs5", "C17002_001", "2019-2023", [Link("acs5.csv", URL)])],
        ("", "Measure", "Formula", "Tables"),
        ("", "Table", "Columns", "Years", "File"),
        "Notes",
        "Tables",
    )


def report(name: str, n_lines: int = 1) -> Report:
    number = Number("12.3%", "± 4.5", "a", URL)
    first = Page(
        name,
        [
            Columns([Findings([[number, f" of {name}", Reference(1)], [name]])],
                    [Picture(SVG, name, [Swatch("#1a4fc8", name), Swatch("", name, "hatched")], [name])]),
            Heading(name),
            Table(name, [[name], [name]], [[[name, Reference(1)], [number]]] * n_lines, (1, 0)),
            Paragraph([name, Link(name, URL)], is_quiet=True),
        ],
    )  # fmt: skip
    last = Page("Sources", [sources()])
    return Report(name, name, name, "en", "2026-01-01", name, "Page {n} of {total}", [first, last])


def text_of(content: bytes) -> str:
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    return re.sub(r"[\s\u2060]+", "", text)


@given(names)
def test_a_name_of_any_signs_stays_text(name: str) -> None:
    content = pdf(report(name), FONTS)
    assert re.sub(r"\s+", "", name) in text_of(content)
    title = PdfReader(BytesIO(content)).metadata
    assert title is not None
    assert title.title == name


@pytest.mark.parametrize(
    "name",
    ['#panic("no")', "$x^2$", "@note-1", "<note-1>", "\\u{41}", 'a "b" [c]', "// no", "/* no", "#sys.inputs"],
)
def test_a_name_that_is_a_command_elsewhere_is_none_here(name: str) -> None:
    assert re.sub(r"\s+", "", name) in text_of(pdf(report(name), FONTS))


def test_a_page_that_would_run_over_is_set_smaller() -> None:
    for n_lines in (30, 45):
        assert len(PdfReader(BytesIO(pdf(report("Avon", n_lines), FONTS))).pages) == 2


def test_a_page_that_never_fits_is_refused_in_one_line() -> None:
    with pytest.raises(FairtownError, match="lengths") as refusal:
        pdf(report("Avon", 200), FONTS)
    assert "\n" not in str(refusal.value)
    assert LEAST_SCALE >= 0.7


def test_a_picture_without_words_is_refused() -> None:
    whole = report("Avon")
    silent = replace(whole, pages=[Page("A", [Picture(SVG, "")]), whole.pages[1]])
    with pytest.raises(FairtownError, match="alt"):
        pdf(silent, FONTS)


def test_a_missing_font_is_named(tmp_path: Path) -> None:
    with pytest.raises(FairtownError, match="Public Sans, Source Serif 4"):
        pdf(report("Avon"), tmp_path)


def test_pages_can_be_looked_at() -> None:
    pages = pictures(report("Avon"), FONTS, 36)
    assert [page[:4] for page in pages] == [b"\x89PNG"] * 2


def test_each_part_says_its_kind() -> None:
    assert plain(Paragraph(["a", Link("b", "c")])) == {
        "kind": "Paragraph",
        "text": ["a", {"kind": "Link", "text": "b", "url": "c"}],
        "is_quiet": False,
    }
