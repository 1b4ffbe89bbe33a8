"""The tables of a place, picked from the release: rows of figures, nothing computed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from fairtown.concepts import GROUP_WORDS, GROUPS
from fairtown.hub.figures import Figure, Figures, Notes
from fairtown.hub.segregation.indices import HEADLINE
from fairtown.outputs import charts
from fairtown.outputs.release import OpenRelease, Row

ACCESS = "opportunity.access_by_race"
PEOPLE = "residents.race_ethnicity"
ASSISTED = "subsidized.assisted_share"
LEVELS = ("very_low", "low", "moderate", "high", "very_high")
GROUP_ORDER = (*GROUPS, "people_of_color", "everyone")
#: (measure, output, words) of the table of homes and money.
LIVING = (
    ("residents.median_household_income", "median_household_income_usd", "Median household income"),
    ("residents.poverty", "poverty_share", "People in poverty"),
    ("homes.rent_burden", "rent_burden_share", "Renters who pay 30% or more of their income for housing"),
    ("homes.tenure", "owner_share", "Households that own"),
    ("homes.tenure", "renter_share", "Households that rent"),
)
TYPES = (
    ("governmentally_assisted", "Governmentally assisted"),
    ("tenant_rental_assistance", "Tenant rental assistance"),
    ("chfa_usda_mortgages", "CHFA and USDA mortgages"),
    ("deed_restricted", "Deed restricted"),
)


def level_words() -> list[str]:
    """Return the five names of the levels, lowest first."""
    return [_("Very Low"), _("Low"), _("Moderate"), _("High"), _("Very High")]


@dataclass
class Line:
    """A row of a table: its words and its figures."""

    label: str
    figures: list[Figure | None]


@dataclass
class TownLine:
    """A row of the list of towns."""

    town: Row
    figures: list[Figure | None]


def access_table(
    opened: OpenRelease, places: list[Row], key: str, year: int, notes: Notes, figures: Figures | None = None
) -> dict[str, Any]:
    """Return the shares of each group in each level, as lines and as a chart."""
    if figures is None:
        rows = opened.observations([ACCESS], places, [year], [*LEVELS, "lower"])
        figures = Figures(rows, opened.measures)
    lines, drawn = [], []
    for group in GROUP_ORDER:
        shares = [figures.get(ACCESS, key, year, level, group, notes) for level in LEVELS]
        lower = figures.get(ACCESS, key, year, "lower", group, notes)
        label = _(GROUP_WORDS[group])
        lines.append(Line(label, [*shares, lower]))
        if all(f is not None and f.known for f in shares):
            drawn.append((label, [f.row["value"] for f in shares if f]))
    notes.settle(f for line in lines for f in line.figures)
    words = level_words()
    chart = charts.stacked(
        drawn,
        words,
        _("Where each group lives, by opportunity level"),
        _("For each group, the share of its people in each of five levels. The table below has the numbers."),
        "access",
    )
    other = figures.other_variant(ACCESS, key, year, "lower", "everyone")
    return {
        "lines": lines,
        "chart": chart if drawn else "",
        "levels": words,
        "drawn": bool(drawn),
        "other": other if other and other.text != lines[-1].figures[-1].text else None,  # type: ignore[union-attr]
    }


def people_table(figures: Figures, keys: list[str], year: int, notes: Notes) -> dict[str, Any]:
    """Return people and shares by group: the first place with counts, the others with shares."""
    lines, drawn = [], []
    for group in GROUP_ORDER:
        if group == "everyone":
            shares: list[Figure | None] = [None for _key in keys]
        else:
            shares = [figures.get(PEOPLE, key, year, "share", group, notes) for key in keys]
        count = figures.get(PEOPLE, keys[0], year, "people", group, notes)
        lines.append(Line(_(GROUP_WORDS[group]), [count, *shares]))
        here = shares[0]
        if group in GROUPS and here and here.known:
            drawn.append((_(GROUP_WORDS[group]), here.row["value"], here.row["moe"]))
    chart = charts.bars(
        drawn,
        _("Residents by race and ethnicity"),
        _("Share of all residents by group, with the margin of error as a thin line."),
        "people",
    )
    return {"lines": lines, "chart": chart}


def living_table(figures: Figures, keys: list[str], years: tuple[int, int], notes: Notes) -> list[Line]:
    """Return income, poverty, rent burden and tenure: the place now and, in another year, before, then others now."""
    latest, earlier = years
    out = []
    for measure, output, label in LIVING:
        now = [figures.get(measure, key, latest, output, "", notes) for key in keys]
        before = [figures.get(measure, keys[0], earlier, output, "", notes)] if earlier != latest else []
        out.append(Line(_(label), [now[0], *before, *now[1:]]))
    return out


def assisted_table(figures: Figures, key: str, years: list[int], notes: Notes) -> dict[str, Any]:
    """Return assisted homes by year and type, newest first, and the line over time."""
    outputs = ["assisted_share", "total_assisted", *(t for t, _words in TYPES), "census_housing_units"]
    lines, drawn = [], []
    for year in years:
        row = [figures.get(ASSISTED, key, year, output, "", notes) for output in outputs]
        lines.append(Line(str(year), row))
        if row[0] and row[0].known:
            drawn.append((year, row[0].row["value"]))
    notes.settle(f for line in lines for f in line.figures)
    return {
        "lines": lines[::-1],
        "types": [_(words) for _type, words in TYPES],
        "latest": lines[-1].figures[0] if lines else None,
        "last_year": years[-1],
        "drawn": drawn,
    }


def assisted_compared(figures: Figures, named: list[dict[str, str]], year: int, notes: Notes) -> list[Line]:
    """Return the assisted share of the place and of those above it."""
    return [
        Line(n["name"], [figures.get(ASSISTED, n["key"], year, "assisted_share", "", notes)]) for n in named
    ]


def segregation_table(figures: Figures, keys: list[str], year: int, output: str, notes: Notes) -> list[Line]:
    """Return one output of the headline indices for the places of `keys`."""
    return [
        Line(_(i.label), [figures.get(i.measure, key, year, output, i.group, notes) for key in keys])
        for i in HEADLINE
    ]
