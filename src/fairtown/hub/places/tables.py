"""The tables of a place, picked from the release: rows of figures, nothing computed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fairtown.concepts import EVERYONE, GROUP_WORDS, GROUPS
from fairtown.drawings import charts
from fairtown.hub.shelf.access_table import GROUP_ORDER
from fairtown.hub.shelf.figures import Figure, Figures, Notes
from fairtown.hub.shelf.lines import Line, settle
from fairtown.hub.shelf.measure_ids import ASSISTED, PEOPLE
from fairtown.hub.shelf.segregation_indices import HEADLINE
from fairtown.release.reader import Row

#: (measure, output, label) of the table of homes and money.
LIVING = (
    (
        "residents.median_household_income",
        "median_household_income_usd",
        gettext_noop("Median household income"),
    ),
    ("residents.poverty", "poverty_share", gettext_noop("People in poverty")),
    (
        "homes.rent_burden",
        "rent_burden_share",
        gettext_noop("Renters who pay 30% or more of their income for housing"),
    ),
    ("homes.tenure", "owner_share", gettext_noop("Households that own")),
    ("homes.tenure", "renter_share", gettext_noop("Households that rent")),
)
TYPES = (
    ("governmentally_assisted", gettext_noop("Governmentally assisted")),
    ("tenant_rental_assistance", gettext_noop("Tenant rental assistance")),
    ("chfa_usda_mortgages", gettext_noop("CHFA and USDA mortgages")),
    ("deed_restricted", gettext_noop("Deed restricted")),
)
#: Outputs of the table of assisted homes, in its order.
ASSISTED_OUTPUTS = ("assisted_share", "total_assisted", *(t for t, _label in TYPES), "census_housing_units")


@dataclass
class TownLine:
    """A row of the list of towns: its figures by name."""

    town: Row
    figures: dict[str, Figure | None]


def people_table(figures: Figures, keys: list[str], year: int, notes: Notes) -> dict[str, Any]:
    """Return people and shares by group: the first place with counts, the others with shares."""
    by_group, drawn = {}, []
    for group in GROUP_ORDER:
        shares: dict[str, Figure | None] = dict.fromkeys(keys)
        if group != EVERYONE:
            shares = {key: figures.get(PEOPLE, key, year, "share", group, notes) for key in keys}
        count = figures.get(PEOPLE, keys[0], year, "people", group, notes)
        by_group[group] = Line(_(GROUP_WORDS[group]), {"people": count} | shares)
        own = shares[keys[0]]
        if group in GROUPS and own and own.known:
            drawn.append((_(GROUP_WORDS[group]), own.row["value"], own.row["moe"]))
    chart = charts.bars(
        drawn,
        _("Residents by race and ethnicity"),
        _("Share of all residents by group, with the margin of error as a thin line."),
        "people",
    )
    color = by_group["people_of_color"].figures[keys[0]]
    return {"lines": list(by_group.values()), "people_of_color": color, "chart": chart}


def living_table(figures: Figures, keys: list[str], years: tuple[int, int], notes: Notes) -> dict[str, Line]:
    """Return income, poverty, rent burden and tenure, by output.

    Each line has the place now and, in another year, before (`years`), then the others now.
    """
    latest, earlier = years
    out = {}
    for measure, output, label in LIVING:
        now = {key: figures.get(measure, key, latest, output, "", notes) for key in keys}
        own = {"now": now.pop(keys[0])}
        if earlier != latest:
            own["before"] = figures.get(measure, keys[0], earlier, output, "", notes)
        out[output] = Line(_(label), own | now)
    return out


def assisted_table(figures: Figures, key: str, years: list[int], notes: Notes) -> dict[str, Any]:
    """Return assisted homes by year and type, newest first, and the line over time."""
    lines, drawn = [], []
    for year in years:
        found = {output: figures.get(ASSISTED, key, year, output, "", notes) for output in ASSISTED_OUTPUTS}
        lines.append(Line(str(year), found))
        share = found["assisted_share"]
        if share and share.known:
            drawn.append((year, share.row["value"]))
    settle(notes, lines)
    return {
        "lines": lines[::-1],
        "types": [_(label) for _type, label in TYPES],
        "latest": lines[-1].figures["assisted_share"] if lines else None,
        "last_year": years[-1],
        "drawn": drawn,
    }


def assisted_compared(figures: Figures, named: list[dict[str, str]], year: int, notes: Notes) -> list[Line]:
    """Return the assisted share of the place and of those above it."""
    return [
        Line(n["name"], {"share": figures.get(ASSISTED, n["key"], year, "assisted_share", "", notes)})
        for n in named
    ]


def segregation_table(figures: Figures, keys: list[str], year: int, output: str, notes: Notes) -> list[Line]:
    """Return one output of the headline indices for the places of `keys`."""
    return [
        Line(_(i.label), {key: figures.get(i.measure, key, year, output, i.group, notes) for key in keys})
        for i in HEADLINE
    ]


def living_chart(living: dict[str, Line], named: list[dict[str, str]]) -> str:
    """Return the shares of the table of homes and costs as dots: the place filled, the last of `named` as a ring."""
    last = named[-1]["key"]
    rows = []
    for line in living.values():
        now, state = line.figures["now"], line.figures.get(last)
        if now and now.unit == "share" and now.known and not now.tells_nothing:
            marks = [charts.Mark("point", now.row["value"], now.row["moe"])]
            if state and state.known:
                marks.append(charts.Mark("plain", state.row["value"]))
            rows.append((line.label, marks))
    text = _(
        "Shares of people and households, with the margin of error as a thin line. The table has the numbers."
    )
    return charts.dots(rows, _("Homes and costs"), text, "living") if rows else ""


def segregation_chart(figures: Figures, places: list[dict[str, str]], year: int) -> str:
    """Return dissimilarity of Black and White residents, survey error taken out, of each place as a bar."""
    index = HEADLINE[0]
    found = [
        (p["name"], figures.get(index.measure, p["key"], year, "corrected", index.group)) for p in places
    ]
    rows = [(name, f.row["value"], f.row["moe"]) for name, f in found if f and f.known]
    text = _("Share of either group that would have to move to be spread evenly. The table has the numbers.")
    return charts.bars(rows, _(index.label), text, "segregation") if rows else ""
