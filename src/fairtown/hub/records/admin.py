"""Where staff review contributions and keep hearings: Django's admin under /staff/, every step kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from fairtown.hub.current import release
from fairtown.hub.records.models import Contribution, Hearing, Review

#: A web address without a scheme is taken for a secure one.
SECURE_LINKS: Mapping[type[models.Field], Mapping[str, Any]] = {models.URLField: {"assume_scheme": "https"}}
#: What is written down of a change.
KEPT = ("state", "kind", "subject", "district", "says", "source", "source_url", "as_of")


def town_choices() -> list[tuple[str, str]]:
    """Return key and name of every town."""
    return [(t["key"], t["name"]) for t in release().towns]


class TownForm(forms.ModelForm):
    """A form whose town is chosen by name."""

    town = forms.ChoiceField(choices=town_choices, label=_("town"))
    note = forms.CharField(required=False, max_length=500, label=_("why (kept with the change)"))


def kept(contribution: Contribution) -> dict[str, str]:
    """Return what a change is told by."""
    return {name: str(getattr(contribution, name) or "") for name in KEPT}


class ReviewInline(admin.TabularInline):
    """The history of a contribution, to be read only."""

    model = Review
    extra = 0
    can_delete = False
    fields = readonly_fields = ("at", "by", "before", "after", "note")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """History is written by changes alone."""
        return False


@admin.register(Contribution)
class ContributionAdmin(admin.ModelAdmin):
    """Review: read the source, then show or refuse."""

    form = TownForm
    list_display = ("received_at", "town_name", "subject", "kind", "state", "source")
    list_filter = ("state", "subject")
    search_fields = ("says", "source", "district")
    readonly_fields = ("as_sent", "received_at")
    inlines = (ReviewInline,)
    formfield_overrides = SECURE_LINKS
    actions = ("show", "refuse")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Contributions come from the public form."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is lost: what is not shown is refused."""
        return False

    @admin.display(description=_("town"))
    def town_name(self, obj: Contribution) -> str:
        """Return the name of the town."""
        return dict(town_choices()).get(obj.town, obj.town)

    def save_model(self, request: HttpRequest, obj: Contribution, form: Any, change: bool) -> None:
        """Keep what was changed, by whom and why."""
        before = kept(Contribution.objects.get(pk=obj.pk))
        super().save_model(request, obj, form, change)
        self._keep(request, obj, before, form.cleaned_data.get("note", ""))

    def _keep(self, request: HttpRequest, obj: Contribution, before: dict[str, str], note: str = "") -> None:
        after = kept(obj)
        changed = [name for name in KEPT if before[name] != after[name]]
        if (changed or note) and request.user.pk is not None:
            Review.objects.create(
                contribution=obj,
                by_id=request.user.pk,
                before={name: before[name] for name in changed},
                after={name: after[name] for name in changed},
                note=note,
            )

    def _set(self, request: HttpRequest, rows: QuerySet[Contribution], state: str) -> None:
        for obj in rows:
            before = kept(obj)
            obj.state = state
            obj.save(update_fields=["state"])
            self._keep(request, obj, before)

    @admin.action(description=_("Show on the town's page"))
    def show(self, request: HttpRequest, queryset: QuerySet[Contribution]) -> None:
        """Show the chosen contributions."""
        self._set(request, queryset, Contribution.State.SHOWN)

    @admin.action(description=_("Do not show"))
    def refuse(self, request: HttpRequest, queryset: QuerySet[Contribution]) -> None:
        """Refuse the chosen contributions; they stay on record."""
        self._set(request, queryset, Contribution.State.REFUSED)


@admin.register(Hearing)
class HearingAdmin(admin.ModelAdmin):
    """The calendar of hearings."""

    form = TownForm
    list_display = ("begins_at", "town_name", "body", "about", "is_cancelled")
    list_filter = ("is_cancelled",)
    search_fields = ("body", "about")
    exclude = ("note",)
    formfield_overrides = SECURE_LINKS

    @admin.display(description=_("town"))
    def town_name(self, obj: Hearing) -> str:
        """Return the name of the town."""
        return dict(town_choices()).get(obj.town, obj.town)


admin.site.site_header = _("fairtown: staff")
admin.site.site_title = _("fairtown: staff")
admin.site.index_title = _("Reviews and hearings")
