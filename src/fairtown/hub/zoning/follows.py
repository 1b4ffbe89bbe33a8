"""What follows from rules: land cost of a home, homes on some acres, homes for a share, rent and wage; plain sums."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from fairtown.concepts import FairtownError
from fairtown.hub.asked import Number, parameters
from fairtown.hub.page_cache import cached_page
from fairtown.hub.refusals import Told, line
from fairtown.outputs import zoning

SQFT_PER_ACRE = 43_560
PERCENT = 100
#: From this many dollars on an amount is told without cents.
SHOWN_WHOLE = 100
BAD_REQUEST = 400


@dataclass(frozen=True)
class Sum:
    """A calculation: its anchor, its title, its fields, what it says, and how it is made."""

    id: str
    title: str
    fields: tuple[Number, ...]
    made: Callable[[dict[str, float]], str]
    formula: str


def _homes(of: dict[str, float]) -> str:
    acres = of["lot"] / SQFT_PER_ACRE
    homes = zoning.homes_on(of["acres"], acres)
    return _("Acres: %(acres)s. Homes that fit by the minimum lot alone: %(homes)s.") % {
        "homes": f"{homes:,}",
        "acres": f"{of['acres']:,g}",
    }


def _dollars(amount: float) -> str:
    """Return dollars, with cents where there are few: nothing that costs something is told as 0."""
    return f"{amount:,.0f}" if amount >= SHOWN_WHOLE else f"{amount:,.2f}"


def _land(of: dict[str, float]) -> str:
    cost = zoning.land_cost_per_home(of["price"], of["lot"] / SQFT_PER_ACRE)
    return _("The land under one home costs $%(cost)s.") % {"cost": _dollars(cost)}


def _share(of: dict[str, float]) -> str:
    made = zoning.inclusion(of["affordable"], of["part"] / PERCENT)
    return _(
        "New homes that it takes: %(homes)s. At market prices: %(market)s. Affordable: %(affordable)s."
    ) % {
        "homes": f"{made.homes:,}",
        "market": f"{made.market:,}",
        "affordable": f"{made.affordable:,}",
    }


def _wage(of: dict[str, float]) -> str:
    wage = zoning.wage_for_rent(of["rent"])
    return _("One earner needs $%(wage)s an hour, full time, for the rent to take 30 percent.") % {
        "wage": f"{wage:,.2f}"
    }


def _carry(of: dict[str, float]) -> str:
    rent = zoning.rent_to_carry(of["cost"], of["interest"] / PERCENT, of["years"], of["upkeep"])
    wage = zoning.wage_for_rent(rent)
    return _("The rent that carries it is $%(rent)s a month; one earner needs $%(wage)s an hour for it.") % {
        "rent": _dollars(rent),
        "wage": f"{wage:,.2f}",
    }


LOT = Number("lot", gettext_noop("Minimum lot, in square feet"), "40,000", 1e9)
SUMS = (
    Sum(
        "homes", gettext_noop("How many homes fit?"), (Number("acres", gettext_noop("Acres of land"), "10", 1e7), LOT),
        _homes,
        gettext_noop("homes = acres × 43,560 / minimum lot, rounded down. No roads, no wetlands, no other rule."),
    ),
    Sum(
        "land", gettext_noop("What does the land of one home cost?"),
        (Number("price", gettext_noop("Price of an acre, in dollars"), "250,000"), LOT), _land,
        gettext_noop("cost = price of an acre × minimum lot / 43,560"),
    ),
    Sum(
        "share", gettext_noop("How many homes for a share of affordable ones?"),
        (
            Number("affordable", gettext_noop("Affordable homes wanted"), "40", 1e6, least=1, whole=True),
            Number("part", gettext_noop("Affordable share of new homes, in percent"), "15", PERCENT),
        ),
        _share,
        gettext_noop("homes = affordable homes / share, rounded up. A sum, not a forecast: nobody need build them."),
    ),
    Sum(
        "wage", gettext_noop("What wage does a rent need?"),
        (Number("rent", gettext_noop("Monthly rent, in dollars"), "1,560"),), _wage,
        gettext_noop("wage = rent × 12 / 30 percent / 2,080 hours. 30 percent is the share of the law on public "
                     "housing; 2,080 hours are 40 a week."),
    ),
    Sum(
        "carry", gettext_noop("What rent does a home need that costs so much to build?"),
        (
            Number("cost", gettext_noop("Cost of the home with its land, in dollars"), "400,000"),
            Number("interest", gettext_noop("Yearly interest, in percent"), "6.5", 99, least=0),
            Number("years", gettext_noop("Years of the loan"), "30", 100),
            Number("upkeep", gettext_noop("Taxes, insurance and repairs a year, in dollars"), "6,000", least=0),
        ),
        _carry,
        gettext_noop("rent = the level payment of a loan over the whole cost + upkeep / 12"),
    ),
)  # fmt: skip


@cached_page
def page(request: HttpRequest) -> HttpResponse:
    """Show the calculations; `sum` names the one that the address asks for."""
    out: list[dict[str, Any]] = [{"sum": of, "given": _given(of, QueryDict())} for of in SUMS]
    error, status = None, HttpResponse.status_code
    try:
        asked = _asked(request)
    except FairtownError as refused:
        asked, error, status = None, line(refused), BAD_REQUEST
    if asked is not None:
        there = out[SUMS.index(asked)]
        there["given"] = _given(asked, request.GET)
        try:
            there["said"] = asked.made({f.name: f.of(request.GET) for f in asked.fields})
        except FairtownError as refused:
            there["error"], status = line(refused), BAD_REQUEST
    return render(request, "zoning/follows.html", {"sums": out, "error": error}, status=status)


def _asked(request: HttpRequest) -> Sum | None:
    """Return the calculation that the address asks for, if any; raises Told on one there is not, or its parameters."""
    name = request.GET.get("sum")
    found = next((of for of in SUMS if of.id == name), None)
    parameters(request, ("sum", *(f.name for f in found.fields)) if found else ("sum",))
    if name and found is None:
        raise Told(_("There is no sum %(text)s; choose one below.") % {"text": repr(name[:40])})
    return found


def _given(of: Sum, get: QueryDict) -> list[tuple[Number, str]]:
    return [(field, get.get(field.name, "")[:30]) for field in of.fields]
