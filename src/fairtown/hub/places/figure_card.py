"""The card of one figure: what it is, the number, a sentence, the sum, how sure, the source, and how to cite it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from fairtown.concepts import EVERYONE, FLAGS, GROUP_WORDS
from fairtown.hub import survey_words
from fairtown.hub.errors import TranslatedError
from fairtown.hub.shelf import sentences
from fairtown.hub.shelf.citations import Citation
from fairtown.hub.shelf.figures import FIGURE_QUERY, Figure, anchor, number
from fairtown.hub.shelf.query import shortened
from fairtown.release.reader import OpenRelease, Row

#: Shares that are one figure of the same page over another: (measure, output) to the (output, group) of both; a group
#: of None is that of the share itself.
QUOTIENTS = {
    ("residents.race_ethnicity", "share"): (("people", None), ("people", EVERYONE)),
    ("subsidized.assisted_share", "assisted_share"): (("total_assisted", ""), ("census_housing_units", "")),
}
#: The outputs that a page opens with where no figure is chosen, if its measure has one of them.
HEADLINES = ("lower_corrected", "corrected", "lower", "share", "homes")
#: Tables that a card names; the page below it has the others.
TABLES_SHOWN = 2
GROUP_ORDER = (EVERYONE, *(group for group in GROUP_WORDS if group != EVERYONE))


@dataclass(frozen=True)
class Explained:
    """What the release says of a measure, a place and a year, with labels in the reader's language.

    `found`: from `release.explain`, its values in a reader's order, each with `anchor` and `group_words`; `content`:
    the measure; `place`: the name of the place.
    """

    release: OpenRelease
    found: dict[str, Any]
    content: Row
    place: str

    @property
    def values(self) -> list[Row]:
        """The figures, in a reader's order."""
        values: list[Row] = self.found["values"]
        return values

    @property
    def title(self) -> str:
        """The measure in the reader's language."""
        return survey_words.translated(self.found["measure"]["title"])

    def chosen(self, name: str) -> Row:
        """Return the value that `name`, its anchor, names, the headline if it is blank; raises TranslatedError."""
        if not name:
            return self._headline()
        for value in self.values:
            if value["anchor"] == name:
                return value
        message = _(
            "There is no figure %(text)s of %(measure)s for %(place)s; leave it out to see those there are."
        )
        raise TranslatedError(message % {"text": shortened(name), "measure": self.title, "place": self.place})

    def _headline(self) -> Row:
        for output in HEADLINES:
            for value in self.values:
                if value["output"] == output and value["value"] is not None:
                    return value
        return next((value for value in self.values if value["value"] is not None), self.values[0])

    def sentence(self, value: Row) -> str:
        """Return what a value says."""
        return sentences.sentence(self.found["measure"]["id"], value, self.place, self.found["period"])

    def address(self, value: Row) -> str:
        """Return the page that opens with a value."""
        found = self.found
        page = reverse("explain", args=[found["measure"]["id"], found["place"]["geoid"], found["year"]])
        return f"{page}{FIGURE_QUERY}{value['anchor']}"

    def citation(self, value: Row) -> Citation:
        """Return how to cite a value; the address says of which release, so that a later one can tell."""
        meaning = f"{self.title} ({survey_words.translated(value['meaning'])})"
        return Citation(
            title=self._joined(meaning, value),
            path=f"{self.address(value)}&release={self.release.date}",
            sentence=self.sentence(value),
            sources=", ".join(dict.fromkeys(table["publisher"] for table in self.tables)),
        )

    @property
    def tables(self) -> list[Row]:
        """The tables of figures that were read; names and codes of places are no source of a figure."""
        return [table for table in self.found["tables"] if not table["is_geography"]]

    def card(self, value: Row) -> dict[str, Any]:
        """Return the card of a value."""
        tables = self._sources(value)
        return {
            "value": value,
            "what": self._joined(self.title, value),
            "text": Figure(value, value["unit"]).text,
            "margin": Figure(value, value["unit"]).margin,
            "sentence": self.sentence(value),
            "sum": self._quotient(value),
            "how_sure": sentences.how_sure(value),
            "flags": [_(FLAGS[flag]) for flag in dict.fromkeys(value["flag"].split(";")) if flag],
            "tables": tables[:TABLES_SHOWN],
            "more_tables": len(tables[TABLES_SHOWN:]),
            "sources": _products(tables),
            "href": self.address(value),
            "limits": self.content["limits"],
            "citation": self.citation(value),
            "groups": self._groups(value),
        }

    def _joined(self, title: str, value: Row) -> str:
        parts = [title, value["group_words"] if value["group"] else "", self.place, self.found["period"]]
        return ", ".join(part for part in parts if part)

    def _sources(self, value: Row) -> list[Row]:
        """Return the tables behind a value, each with the publisher's codes of the columns that it needs."""
        needed = value.get("columns")
        tables = [t for t in self.tables if not needed or any(c.startswith(f"{t['table']}.") for c in needed)]
        return [table | {"codes": _codes(table, needed)} for table in tables or self.tables]

    def _quotient(self, value: Row) -> str:
        """Return the sum behind a share in figures, `21,165 ÷ 53,259 = 39.7%`; blank where it is no such share."""
        parts = QUOTIENTS.get((self.found["measure"]["id"], value["output"]))
        if parts is None or value["value"] is None:
            return ""
        terms = [
            self._same(value, output, value["group"] if group is None else group) for output, group in parts
        ]
        if any(term is None or term["value"] is None for term in terms):
            return ""
        part, whole = (number(term["value"], term["unit"]) for term in terms if term)
        return f"{part} ÷ {whole} = {number(value['value'], value['unit'])}"

    def _same(self, value: Row, output: str, group: str) -> Row | None:
        keys = (output, group, value["variant"])
        return next((v for v in self.values if (v["output"], v["group"], v["variant"]) == keys), None)

    def _groups(self, value: Row) -> list[dict[str, Any]]:
        """Return the same figure of every census group, each with its citation; none where there is one alone."""
        keys = (value["output"], value["variant"])
        same = [v for v in self.values if (v["output"], v["variant"]) == keys and v["group"] in GROUP_WORDS]
        if len(same) < 2:
            return []
        return [
            {
                "label": v["group_words"],
                "figure": Figure(v, v["unit"]),
                "href": self.address(v),
                "citation": self.citation(v),
                "is_chosen": v is value,
            }
            for v in same
            if v["value"] is not None
        ]


def _codes(table: Row, needed: Iterable[str] | None) -> list[str]:
    """Return the publisher's codes of the columns `needed` of a table, or of all, without repeats."""
    names = {name.rpartition(".")[2] for name in needed or ()}
    columns = [c for c in table["columns"] if not names or c["name"] in names]
    return list(dict.fromkeys(c["code"] for c in columns if c["code"]))


def _products(tables: list[Row]) -> list[dict[str, str]]:
    """Return publisher, title and period of the products that tables are of, each once."""
    keys = dict.fromkeys((t["publisher"], t["title"].split(": ", 1)[0], t["period"]) for t in tables)
    return [{"publisher": publisher, "title": title, "period": period} for publisher, title, period in keys]


def in_order(values: list[Row], content: Row) -> list[Row]:
    """Return values with `anchor` and `group_words` in a reader's order: the same output together, everyone first."""
    outputs = [output["name"] for output in content["outputs"]]
    variants = list(content["variants"])

    def rank(value: Row) -> tuple[int, int, int, str]:
        group = GROUP_ORDER.index(value["group"]) if value["group"] in GROUP_ORDER else len(GROUP_ORDER)
        variant = variants.index(value["variant"]) if value["variant"] in variants else 0
        return outputs.index(value["output"]), variant, group, value["group"]

    labels = content["group_words"]
    for value in values:
        value["anchor"] = anchor(value | {"grp": value["group"]})
        value["group_words"] = sentences.group_label(labels, value["group"])
    return sorted(values, key=rank)
