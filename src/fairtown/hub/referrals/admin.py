"""Agencies that help, as staff keep them under /staff/agencies/."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fairtown.hub.referrals.models import Agency
from fairtown.hub.shelf.text_fields import SECURE_LINKS, Lines, OneLine
from fairtown.reports.complaints import NEEDS

ONE_LINE = (
    "name", "phone", "other_phone", "tty", "hours_en", "hours_es", "languages_en", "languages_es", "address", "seen_in",
)  # fmt: skip


def need_choices() -> list[tuple[str, str]]:
    """Return code and label of every need."""
    return [(code, _(label)) for code, label in NEEDS.items()]


class AgencyForm(forms.ModelForm):
    """An agency, what it helps with ticked."""

    needs = forms.MultipleChoiceField(
        choices=need_choices, widget=forms.CheckboxSelectMultiple, label=gettext_lazy("helps with")
    )

    class Meta:
        """Texts as they are stored."""

        field_classes: ClassVar[dict[str, Any]] = {
            **dict.fromkeys(ONE_LINE, OneLine), "what_for_en": Lines, "what_for_es": Lines, "note": Lines
        }  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Tick what is stored."""
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["needs"] = self.instance.need_codes

    def clean_needs(self) -> str:
        """Return the codes as they are stored."""
        return " ".join(self.cleaned_data["needs"])

    def clean_checked_on(self) -> Any:
        """Refuse a day that is yet to come."""
        day = self.cleaned_data["checked_on"]
        if day and day > localdate():
            raise forms.ValidationError(_("This day is yet to come."))
        return day

    def clean(self) -> dict[str, Any]:
        """Ask for a number or a page: without one nobody is helped."""
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("phone") and not cleaned.get("web") and not self.errors:
            self.add_error("phone", _("Give a phone number or a website."))
        return cleaned


class Checked(admin.SimpleListFilter):
    """Whether somebody called in the last 180 days."""

    title = gettext_lazy("called")
    parameter_name = "checked"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return the one choice that is work."""
        return [("no", gettext_lazy("not in the last 180 days"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Agency]) -> QuerySet[Agency]:
        """Return the agencies to call."""
        unchecked = Agency.objects.unchecked().values("pk")
        return queryset.filter(pk__in=unchecked) if self.value() == "no" else queryset


@admin.register(Agency)
class AgencyAdmin(admin.ModelAdmin):
    """Numbers, hours and languages, and the day on which somebody called."""

    form = AgencyForm
    list_display = ("name", "phone", "checked_on", "seen_on", "is_shown")
    list_filter = (Checked, "is_shown")
    search_fields = ("name", "phone")
    formfield_overrides = SECURE_LINKS
    actions = ("mark_checked",)

    @admin.action(description=gettext_lazy("I called today, all is right"), permissions=["change"])
    def mark_checked(self, request: HttpRequest, queryset: QuerySet[Agency]) -> None:
        """Write down that they were called today."""
        n_rows = queryset.update(checked_on=localdate())
        message = ngettext("%(n)s agency is marked.", "%(n)s agencies are marked.", n_rows)
        self.message_user(request, message % {"n": n_rows}, messages.SUCCESS)
