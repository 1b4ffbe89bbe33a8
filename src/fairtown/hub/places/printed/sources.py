"""The table of sources of a printed report: each measure with its formula, each table with columns, years and files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from string import ascii_uppercase
from textwrap import shorten

from django.urls import reverse
from django.utils.translation import gettext as _

from fairtown.hub.places.printed.numbers import Numbers
from fairtown.hub.site_url import absolute_url
from fairtown.hub.survey_words import translated
from fairtown.release.explain import GEOGRAPHY
from fairtown.release.reader import OpenRelease, Row
from fairtown.reports.printed.document import Link, Note, Sources, SourceTable

#: Letters of a formula that is given whole; of a longer one the first sentences stand here, all of it on its page.
LONGEST_FORMULA = 170
#: Codes of columns that are all given; of more the first, the last and how many.
MOST_CODES = 2
SENTENCE_END = re.compile(r"(?<=[.]) ")


def sources(numbers: Numbers) -> Sources:
    """Return where every number of a report comes from."""
    release = numbers.release
    letters: dict[str, set[int]] = {}
    notes = []
    for n, (measure, lineages) in enumerate(numbers.lineages.items(), start=1):
        read = sorted({(a, y) for lineage in lineages for a, y in _tables(release, lineage)})
        for address, year in read:
            letters.setdefault(address, set()).add(year)
        row = release.measures[measure]
        names = [_letter(list(letters).index(a)) for a in dict.fromkeys(a for a, _year in read)]
        url = absolute_url(reverse("method", args=[measure]))
        notes.append(
            Note(n, translated(row["title"]), _formula(row), " ".join(sorted(names, key=_order)), url)
        )
    tables = [
        _table(release, i, address, sorted(years)) for i, (address, years) in enumerate(letters.items())
    ]
    return Sources(
        notes,
        tables,
        ("", _("Measure"), _("Formula"), _("Tables")),
        ("", _("Table"), _("Columns"), _("Years"), _("File")),
        _("What the numbers in brackets stand for"),
        _("The tables that were read"),
    )


def _tables(release: OpenRelease, lineage: int) -> list[tuple[str, int]]:
    """Return address and year of the tables of figures behind a lineage; names and codes of places are none."""
    found = release.lineages[lineage]
    return [
        (address, year)
        for address, year in (*found["tables"], *found["through"])
        if not address.startswith(GEOGRAPHY)
    ]


def _letter(i: int) -> str:
    """Return A to Z, then A2 to Z2."""
    turn, at = divmod(i, len(ascii_uppercase))
    return ascii_uppercase[at] + (str(turn + 1) if turn else "")


def _order(letter: str) -> tuple[int, str]:
    return len(letter), letter


def _formula(measure: Row) -> str:
    """Return the formula, or its first sentences where it is long, or the start of the first."""
    text = translated(measure["formula"])
    if len(text) <= LONGEST_FORMULA:
        return text
    shown, *rest = SENTENCE_END.split(text)
    for sentence in rest:
        if len(shown) + len(sentence) > LONGEST_FORMULA:
            break
        shown = f"{shown} {sentence}"
    return f"{shorten(shown, LONGEST_FORMULA, placeholder='')} …"


def _table(release: OpenRelease, i: int, address: str, years: Sequence[int]) -> SourceTable:
    code, _dot, name = address.partition(".")
    source = release.sources[code]
    table = next(t for t in source["tables"] if t["name"] == name)
    editions = [release.editions[address, year] for year in years]
    files = [
        Link(edition["file"], absolute_url(reverse("table-csv", args=[address, year])))
        for edition, year in zip(editions, years, strict=True)
    ]
    codes = [c["code"] for c in table["columns"] if c["code"]]
    names = [c["name"] for c in table["columns"] if c["name"] not in table["key"]]
    title = f"{source['publisher']}: {translated(table['title'])}"
    return SourceTable(
        _letter(i),
        title,
        _first_and_last(list(dict.fromkeys(codes or names))),
        ", ".join(str(e["period"]) for e in editions),
        files,
    )


def _first_and_last(codes: Sequence[str]) -> str:
    """Return the codes of columns, of many the first, the last and how many."""
    if len(codes) <= MOST_CODES:
        return ", ".join(codes)
    return f"{codes[0]} … {codes[-1]} ({len(codes)})"
