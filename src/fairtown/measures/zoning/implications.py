"""What rules on land imply: for the cost of a home, for how many homes fit, for inclusionary shares, and for wages.

Plain arithmetic on figures that the reader gives. Prices, interest and shares have no default: each is an assumption
of whoever asks. Only the thirty percent of income and the hours of a full year have one, each with its source.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from fairtown.concepts import FairtownError, Parameter

AFFORDABLE = Parameter(
    name="affordable_share_of_income",
    unit="share of income",
    values={"1981-08-13": 0.30},
    reference="42 U.S.C. 1437a(a)(1)(A), as amended by Public Law 97-35 of August 13, 1981: rent is 30 percent of "
    "adjusted income.",
)
#: 40 hours a week for 52 weeks, as the National Low Income Housing Coalition counts in Out of Reach.
FULL_YEAR_HOURS = 2_080.0
MONTHS = 12
TODAY = "9999-12-31"
#: A share of homes times itself must not miss a whole home by rounding of the machine.
SLACK = 1e-9


@dataclass(frozen=True)
class Inclusion:
    """What a share of affordable homes in new buildings takes and gives."""

    homes: int
    affordable: int
    market: int
    growth: float | None


@dataclass(frozen=True)
class Bonus:
    """A density bonus: homes with it, and whether it can pay for the affordable ones."""

    homes: int
    affordable: int
    cost: float
    worth: float

    @property
    def is_enough(self) -> bool:
        """Whether the land and the bonus are worth at least what the affordable homes cost."""
        return self.cost <= self.worth


def _positive(what: str, **given: float) -> None:
    for name, value in given.items():
        if not (math.isfinite(value) and value > 0):
            raise FairtownError(f"{what}: {name} is {value!r}, expected a number over 0")


def _share(what: str, **given: float) -> None:
    for name, value in given.items():
        if not 0 < value <= 1:
            raise FairtownError(
                f"{what}: {name} is {value!r}, expected a share over 0 and at most 1, as 0.15"
            )


def land_cost_per_home(price_per_acre: float, acres_per_home: float) -> float:
    """Return what the land of one home costs: 250,000 an acre and 2 acres make 500,000.

    With homes per acre, give 1 / that. Raises FairtownError on numbers that are not over 0.
    """
    _positive("land cost", price_per_acre=price_per_acre, acres_per_home=acres_per_home)
    return price_per_acre * acres_per_home


def homes_on(acres: float, acres_per_home: float) -> int:
    """Return how many whole homes fit on land by the least lot alone: no roads, no wetlands, no other rule."""
    _positive("homes", acres_per_home=acres_per_home)
    if not (math.isfinite(acres) and acres >= 0):
        raise FairtownError(f"homes: acres is {acres!r}, expected 0 or more")
    return math.floor(acres / acres_per_home + SLACK)


def inclusion(affordable: float, set_aside: float, existing_homes: float | None = None) -> Inclusion:
    """Return the homes that must be built for `affordable` ones if `set_aside` of all are: 40 at 15% take 267.

    `existing_homes`: growth is relative to them. An identity, not a forecast: nobody need build them.
    """
    _share("inclusionary homes", set_aside=set_aside)
    _positive("inclusionary homes", affordable=affordable)
    homes = math.ceil(affordable / set_aside - SLACK)
    if existing_homes is not None:
        _positive("inclusionary homes", existing_homes=existing_homes)
    growth = None if existing_homes is None else homes / existing_homes
    wanted = math.ceil(affordable - SLACK)
    return Inclusion(homes, wanted, homes - wanted, growth)


def bonus(
    base_homes: float, extra: float, set_aside: float, gap: float, land: float, per_extra: float
) -> Bonus:
    """Return what a density bonus gives: homes = base × (1 + extra), of which `set_aside` are affordable.

    `gap`: cost of an affordable home that its rent does not carry; `land`: value of the land given for it;
    `per_extra`: what each extra home that is sold or let freely leaves over. All in dollars.
    """
    _share("density bonus", set_aside=set_aside)
    _positive("density bonus", base_homes=base_homes)
    for name, value in (("extra", extra), ("gap", gap), ("land", land), ("per_extra", per_extra)):
        if not (math.isfinite(value) and value >= 0):
            raise FairtownError(f"density bonus: {name} is {value!r}, expected 0 or more")
    homes = math.floor(base_homes * (1 + extra) + SLACK)
    affordable = math.ceil(homes * set_aside - SLACK)
    sold = max(homes - math.floor(base_homes + SLACK) - affordable, 0)
    return Bonus(homes, affordable, gap * affordable, land + per_extra * sold)


def rent_to_carry(cost: float, yearly_interest: float, years: float, yearly_upkeep: float = 0.0) -> float:
    """Return the monthly rent that repays `cost` in level payments, and carries the upkeep, in dollars.

    `yearly_interest`: a share such as 0.065, 0 for none; `yearly_upkeep`: taxes, insurance, repairs.
    """
    _positive("rent to carry", cost=cost, years=years)
    if not (math.isfinite(yearly_interest) and 0 <= yearly_interest < 1):
        raise FairtownError(
            f"rent to carry: yearly_interest is {yearly_interest!r}, expected a share such as 0.065"
        )
    months, rate = years * MONTHS, yearly_interest / MONTHS
    payment = cost * rate / -math.expm1(-months * math.log1p(rate)) if rate else cost / months
    return payment + yearly_upkeep / MONTHS


def wage_for_rent(
    monthly_rent: float,
    share_of_income: float | None = None,
    hours_a_year: float = FULL_YEAR_HOURS,
    earners: float = 1.0,
) -> float:
    """Return the hourly wage of each earner at which a rent takes `share_of_income`: $1,560 needs $30.00.

    `share_of_income`: default the thirty percent of the law (`AFFORDABLE`).
    """
    part = AFFORDABLE.at(TODAY) if share_of_income is None else share_of_income
    _share("wage for rent", share_of_income=part)
    _positive("wage for rent", monthly_rent=monthly_rent, hours_a_year=hours_a_year, earners=earners)
    return monthly_rent * MONTHS / part / hours_a_year / earners
