"""The figures by which places are compared: the same on pages of places and beside one another."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fairtown.hub.shelf import modern_index
from fairtown.hub.shelf.measure_ids import ASSISTED, PEOPLE
from fairtown.hub.shelf.segregation_indices import INDICES
from fairtown.release.reader import OpenRelease


@dataclass(frozen=True)
class Headline:
    """A figure of a place: its code in an address, its label, and where it stands in a release."""

    code: str
    label: str | Promise
    #: its measure; "" for the index of today, which each state has its own of
    own_measure: str
    output: str
    group: str = ""
    #: years of the measure are the last of a survey period
    is_of_survey: bool = True
    #: a higher figure means that groups live farther apart
    is_segregation: bool = False

    @property
    def measure(self) -> str:
        """The measure that the figure is of."""
        return self.own_measure or modern_index.index()

    def period(self, release: OpenRelease, year: int) -> str:
        """Return the survey period of a year's figure, or the year itself where it is of no survey."""
        return release.periods().get(year, str(year)) if self.is_of_survey else str(year)


HEADLINES = (
    Headline(
        "lower-opportunity",
        _("Residents in lower-opportunity neighborhoods"),
        "",
        "lower_corrected",
        "everyone",
    ),
    Headline(
        "lower-opportunity-black",
        _("Black residents in lower-opportunity neighborhoods"),
        "",
        "lower_corrected",
        "nh_black",
    ),
    Headline("people-of-color", _("Residents who are people of color"), PEOPLE, "share", "people_of_color"),
    Headline("poverty", _("People in poverty"), "residents.poverty", "poverty_share"),
    Headline(
        "rent-burden",
        _("Renters who pay 30% or more of their income for housing"),
        "homes.rent_burden",
        "rent_burden_share",
    ),
    Headline("owners", _("Households that own"), "homes.tenure", "owner_share"),
    Headline(
        "income",
        _("Median household income"),
        "residents.median_household_income",
        "median_household_income_usd",
    ),
    Headline("assisted", _("Assisted homes"), ASSISTED, "assisted_share", is_of_survey=False),
    *(
        Headline(i.slug, _(i.label), i.measure, "corrected", i.group, is_segregation=not i.is_low_first)
        for i in INDICES
    ),
)
BY_CODE = {headline.code: headline for headline in HEADLINES}
