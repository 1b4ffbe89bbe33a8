"""What follows from rules: land cost of a home, homes on some acres, homes for a share, rent and wage; plain sums."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fairtown.hub.page_cache import cached_page
from fairtown.hub.shelf.query import NumberField, shortened
from fairtown.hub.zoning.forms import (
    PERCENT,
    AffordableShareForm,
    CalculationForm,
    CarryingRentForm,
    HomesOnLandForm,
    LandCostForm,
    WageForm,
)
from fairtown.reports import town_zoning
from fairtown.units import SQFT_PER_ACRE

#: From this many dollars on an amount is shown without cents.
SHOWN_WHOLE = 100
#: Characters of what was typed that stand in a field again.
LONGEST_TEXT = 30


@dataclass(frozen=True)
class Calculation:
    """A calculation: its anchor, its title, its form, what it says, and how it is made."""

    id: str
    title: str
    form: type[CalculationForm]
    summary: Callable[[dict[str, float]], str]
    formula: str


def _homes(values: dict[str, float]) -> str:
    acres = values["lot"] / SQFT_PER_ACRE
    homes = town_zoning.homes_on(values["acres"], acres)
    return _("Acres: %(acres)s. Homes that fit by the minimum lot alone: %(homes)s.") % {
        "homes": f"{homes:,}",
        "acres": f"{values['acres']:,g}",
    }


def _dollars(amount: float) -> str:
    """Return dollars, with cents where there are few: nothing that costs something is shown as 0."""
    return f"{amount:,.0f}" if amount >= SHOWN_WHOLE else f"{amount:,.2f}"


def _land(values: dict[str, float]) -> str:
    cost = town_zoning.land_cost_per_home(values["price"], values["lot"] / SQFT_PER_ACRE)
    return _("The land under one home costs $%(cost)s.") % {"cost": _dollars(cost)}


def _share(values: dict[str, float]) -> str:
    inclusion = town_zoning.inclusion(values["affordable"], values["part"] / PERCENT)
    return _(
        "New homes that it takes: %(homes)s. At market prices: %(market)s. Affordable: %(affordable)s."
    ) % {
        "homes": f"{inclusion.homes:,}",
        "market": f"{inclusion.market:,}",
        "affordable": f"{inclusion.affordable:,}",
    }


def _wage(values: dict[str, float]) -> str:
    wage = town_zoning.wage_for_rent(values["rent"])
    return _("One earner needs $%(wage)s an hour, full time, for the rent to take 30 percent.") % {
        "wage": f"{wage:,.2f}"
    }


def _carry(values: dict[str, float]) -> str:
    rent = town_zoning.rent_to_carry(
        values["cost"], values["interest"] / PERCENT, values["years"], values["upkeep"]
    )
    wage = town_zoning.wage_for_rent(rent)
    return _("The rent that carries it is $%(rent)s a month; one earner needs $%(wage)s an hour for it.") % {
        "rent": _dollars(rent),
        "wage": f"{wage:,.2f}",
    }


CALCULATIONS = (
    Calculation(
        "homes", gettext_noop("How many homes fit?"), HomesOnLandForm, _homes,
        gettext_noop("homes = acres × 43,560 / minimum lot, rounded down. No roads, no wetlands, no other rule."),
    ),
    Calculation(
        "land", gettext_noop("What does the land of one home cost?"), LandCostForm, _land,
        gettext_noop("cost = price of an acre × minimum lot / 43,560"),
    ),
    Calculation(
        "share", gettext_noop("How many homes for a share of affordable ones?"), AffordableShareForm, _share,
        gettext_noop("homes = affordable homes / share, rounded up. A sum, not a forecast: nobody need build them."),
    ),
    Calculation(
        "wage", gettext_noop("What wage does a rent need?"), WageForm, _wage,
        gettext_noop("wage = rent × 12 / 30 percent / 2,080 hours. 30 percent is the share of the law on public "
                     "housing; 2,080 hours are 40 a week."),
    ),
    Calculation(
        "carry", gettext_noop("What rent does a home need that costs so much to build?"), CarryingRentForm, _carry,
        gettext_noop("rent = the level payment of a loan over the whole cost + upkeep / 12"),
    ),
)  # fmt: skip


@cached_page
def page(request: HttpRequest) -> HttpResponse:
    """Show the calculations, and the result of the one that the address names."""
    sections: list[dict[str, Any]] = [{"calculation": c, "fields": _fields(c.form())} for c in CALCULATIONS]
    name = request.GET.get("sum")
    chosen = next((section for section in sections if section["calculation"].id == name), None)
    form = (chosen["calculation"].form if chosen else CalculationForm)(request.GET)
    error = form.name_fault()
    if name and chosen is None and not error:
        error = _("There is no sum %(text)s; choose one below.") % {"text": shortened(name)}
    elif chosen and not error:
        chosen["fields"] = _fields(form)
        if fault := form.fault():
            chosen["error"] = fault
        else:
            chosen["summary"] = chosen["calculation"].summary(form.cleaned_data)
    is_wrong = error or (chosen and "error" in chosen)
    status = HTTPStatus.BAD_REQUEST if is_wrong else HTTPStatus.OK
    return render(request, "zoning/follows.html", {"sums": sections, "error": error}, status=status)


def _fields(form: CalculationForm) -> list[dict[str, str]]:
    """Return the numbers of a form: name, label, example, and what was typed."""
    return [
        {
            "name": name,
            "label": str(field.label),
            "example": field.example,
            "typed": form.typed(name)[:LONGEST_TEXT],
        }
        for name, field in form.fields.items()
        if isinstance(field, NumberField)
    ]
