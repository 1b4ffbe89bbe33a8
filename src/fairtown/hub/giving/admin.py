"""Goals and monthly gifts in the tables of /staff/; gifts have pages of their own."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fairtown.hub.giving import shown
from fairtown.hub.giving.models import Goal, Plan
from fairtown.hub.giving.money import CENTS, cents_of, dollars
from fairtown.hub.shelf.read_only_admin import ReadOnly
from fairtown.hub.shelf.staff_columns import HasLanguage
from fairtown.hub.shelf.text_fields import Lines, OneLine


class GoalForm(forms.ModelForm):
    """A goal; a number of donors is whole, dollars are typed as dollars and stored as cents."""

    target = forms.CharField(label=gettext_lazy("goal: donors or dollars"), max_length=20)
    carried_over = forms.CharField(
        label=gettext_lazy("carried over from before: donors or dollars"), max_length=20, initial="0"
    )

    class Meta:
        """Texts as they are stored."""

        model = Goal
        fields = (
            "title_en", "title_es", "why_en", "why_es", "unit", "target", "carried_over", "starts_on", "ends_on",
            "is_shown",
        )  # fmt: skip
        field_classes: ClassVar[dict[str, Any]] = {
            "title_en": OneLine, "title_es": OneLine, "why_en": Lines, "why_es": Lines,
        }  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        """Show cents as dollars."""
        super().__init__(*args, **options)
        if self.instance.pk and self.instance.unit == Goal.Unit.AMOUNT:
            for name in ("target", "carried_over"):
                self.initial[name] = f"{getattr(self.instance, name) / CENTS:.2f}"

    def clean(self) -> dict[str, Any]:
        """Read both numbers in the unit that is chosen; refuse a goal of nothing and days in the wrong order."""
        cleaned = super().clean() or self.cleaned_data
        for name in ("target", "carried_over"):
            try:
                cents = cents_of(str(cleaned.get(name, "")))
                if cleaned.get("unit") == Goal.Unit.DONORS and cents % CENTS:
                    raise ValueError
            except ValueError:
                self.add_error(name, _("Write a number like 100, or dollars like 12500."))
                continue
            cleaned[name] = cents // CENTS if cleaned.get("unit") == Goal.Unit.DONORS else cents
        if cleaned.get("target") == 0:
            self.add_error("target", ValidationError(_("A goal of nothing is none.")))
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day is before the first."))
        return cleaned


@admin.register(Goal)
class GoalAdmin(admin.ModelAdmin):
    """Goals, and how far each is."""

    form = GoalForm
    list_display = ("__str__", "unit", "reached", "starts_on", "ends_on", "is_shown", "is_sample")

    @admin.display(description=gettext_lazy("reached"))
    def reached(self, obj: Goal) -> str:
        """Return how far it is, as readers see it."""
        found = shown.thermometer(obj)
        return " ".join((found.value, found.of_target))


@admin.register(Plan)
class PlanAdmin(HasLanguage, ReadOnly):
    """Monthly gifts, to be read: donors change and end them themselves."""

    list_display = ("created_at", "amount", "state", "name", "email", "failed_at", "ended_at")
    list_filter = ("state", "livemode")
    search_fields = ("name", "email")
    fields = readonly_fields = (
        "created_at", "amount", "state", "name", "email", "language_name", "show_name", "honoree", "failed_at",
        "ended_at", "livemode", "subscription",
    )  # fmt: skip

    @admin.display(description=gettext_lazy("each month"))
    def amount(self, obj: Plan) -> str:
        """Return dollars."""
        return dollars(obj.cents)
