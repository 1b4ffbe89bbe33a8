"""What the addresses of zoning may ask for: a building on an old map, towns, and plain calculations."""

from __future__ import annotations

from collections.abc import Collection

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fairtown.hub.shelf.query import NumberField, StrictForm, shortened

PERCENT = 100


class MapField(forms.Field):
    """An old map, by town and year."""

    maps: Collection[str] = ()

    def clean(self, value: str | None) -> str:
        """Return its id; raises ValidationError if it is none of the list."""
        if value not in self.maps:
            message = _("Map: %(text)s is none of the list; choose one.")
            raise forms.ValidationError(message % {"text": shortened(value or "")})
        return str(value)


class BuildingForm(StrictForm):
    """A building on a lot, and the old map to try it on."""

    homes = NumberField(gettext_lazy("Homes in the building"), "4", most=1_000, least=1, whole=True)
    lot = NumberField(gettext_lazy("Its lot, in square feet"), "10,000", most=43_560_000, least=1)
    map = MapField()

    def __init__(self, data: QueryDict, maps: Collection[str]) -> None:
        """Take the maps that there are."""
        super().__init__(data)
        self.fields["map"].maps = maps  # type: ignore[attr-defined]

    @classmethod
    def example(cls) -> dict[str, str]:
        """Return what the empty form shows."""
        fields = cls.base_fields.items()
        return {name: field.example for name, field in fields if isinstance(field, NumberField)}


class CompareForm(StrictForm):
    """Towns side by side: `town`, repeated."""

    town = forms.Field(required=False)
    repeatable = ("town",)


class IndexForm(StrictForm):
    """The way to a town: `town`, blank for none."""

    town = forms.Field(required=False)


class CalculationForm(StrictForm):
    """A plain calculation; `sum` names it, and the page begins with none."""

    sum = forms.Field(required=False)


def _lot() -> NumberField:
    return NumberField(gettext_lazy("Minimum lot, in square feet"), "40,000", 1e9)


class HomesOnLandForm(CalculationForm):
    """How many homes fit on some land."""

    acres = NumberField(gettext_lazy("Acres of land"), "10", 1e7)
    lot = _lot()


class LandCostForm(CalculationForm):
    """What the land of a home costs."""

    price = NumberField(gettext_lazy("Price of an acre, in dollars"), "250,000")
    lot = _lot()


class AffordableShareForm(CalculationForm):
    """How many homes a share of affordable ones takes."""

    affordable = NumberField(gettext_lazy("Affordable homes wanted"), "40", 1e6, least=1, whole=True)
    part = NumberField(gettext_lazy("Affordable share of new homes, in percent"), "15", PERCENT)


class WageForm(CalculationForm):
    """What wage a rent needs."""

    rent = NumberField(gettext_lazy("Monthly rent, in dollars"), "1,560")


class CarryingRentForm(CalculationForm):
    """What rent carries the cost of a home."""

    cost = NumberField(gettext_lazy("Cost of the home with its land, in dollars"), "400,000")
    interest = NumberField(gettext_lazy("Yearly interest, in percent"), "6.5", 99, least=0)
    years = NumberField(gettext_lazy("Years of the loan"), "30", 100)
    upkeep = NumberField(gettext_lazy("Taxes, insurance and repairs a year, in dollars"), "6,000", least=0)
