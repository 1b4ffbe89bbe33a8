"""Where staff review contributions and keep hearings: Django's admin under /staff/, every step kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.contrib.admin.widgets import AdminSplitDateTime
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.timezone import localtime, now
from django.utils.translation import gettext_lazy as _

from fairtown.hub.contributions.models import Contribution, Hearing, Review
from fairtown.hub.release_access import current_release
from fairtown.hub.shelf.query import town_name
from fairtown.hub.shelf.text_fields import SECURE_LINKS, Lines, OneLine

#: What is written down of a change.
RECORDED_FIELDS = ("state", "kind", "subject", "district", "says", "source", "source_url", "as_of")
#: A hearing farther off than this is a slip in the year.
FARTHEST = timedelta(days=5 * 366)
#: Fields that hold what people type.
TEXTS: Mapping[str, type[forms.Field]] = {
    "says": Lines, "district": OneLine, "source": OneLine, "body": OneLine, "about": OneLine, "place": OneLine,
}  # fmt: skip
#: How people write an hour.
HOURS = ("%I:%M %p", "%I:%M%p", "%I %p", "%I%p", "%H:%M", "%H:%M:%S")
EXCERPT = 90
INBOX, ALL = "received", "all"
#: Buttons of the form, and the state that each gives.
BUTTONS = {"_approve": Contribution.State.SHOWN, "_refuse": Contribution.State.REFUSED}


def town_choices() -> list[tuple[str, str]]:
    """Return key and name of every town, after an empty choice: nobody's town is chosen by accident."""
    return [("", "---------"), *((t["key"], t["name"]) for t in current_release().towns)]


class ReviewForm(forms.ModelForm):
    """A contribution with the reason for what is done to it."""

    town = forms.ChoiceField(choices=town_choices, label=_("town"))
    note = OneLine(required=False, max_length=500, label=_("why (kept with the change)"))

    class Meta:
        """Texts as they are kept."""

        field_classes = TEXTS

    def clean(self) -> dict[str, Any]:
        """Ask why: whoever reads the history later finds no other reason."""
        if "state" in self.changed_data and not self.cleaned_data.get("note"):
            self.add_error("note", _("Write why it is shown or not: it is kept with the change."))
        return self.cleaned_data


class HearingForm(forms.ModelForm):
    """A hearing: its town chosen by name, its hour as people write it, not in the past when it is new."""

    town = forms.ChoiceField(choices=town_choices, label=_("town"))

    class Meta:
        """Texts as they are kept."""

        field_classes = TEXTS

    begins_at = forms.SplitDateTimeField(
        label=_("begins"),
        input_time_formats=HOURS,
        widget=AdminSplitDateTime,
        help_text=_("day and hour, like 2026-12-01 and 7:00 PM"),
    )

    def clean_begins_at(self) -> Any:
        """Refuse a new hearing that is over: it would show nowhere."""
        moment = self.cleaned_data["begins_at"]
        if self.instance.pk is None and moment < now():
            raise forms.ValidationError(_("This moment is over: a hearing shows until it has been held."))
        if moment > now() + FARTHEST:
            raise forms.ValidationError(_("This is more than five years ahead: look at the year."))
        return moment

    def clean(self) -> dict[str, Any]:
        """Refuse a hearing that is on record already: everyone would see it twice."""
        given = {name: self.cleaned_data.get(name) for name in ("town", "begins_at", "body", "about")}
        if Hearing.objects.filter(**given).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("This hearing is on record already; change that one."))
        return self.cleaned_data


def snapshot(contribution: Contribution) -> dict[str, str]:
    """Return the fields that the history records, as text."""
    return {name: str(getattr(contribution, name) or "") for name in RECORDED_FIELDS}


def display_text(value: Any) -> str:
    """Return a value of a field as the history shows it; – for nothing."""
    if isinstance(value, datetime):
        return f"{localtime(value):%Y-%m-%d %H:%M}"
    return "–" if value in (None, "") else str(value)


def _field(name: str) -> Any:
    return Contribution._meta.get_field(name)


def _shown(name: str, value: Any) -> str:
    """Return a stored value of a field in words: one that is chosen from a list has a code of its own."""
    choices = dict(_field(name).flatchoices)
    return str(choices.get(value, value) or "–")


class Inbox(admin.SimpleListFilter):
    """Shows what waits for review first; everything else is a click away."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Return the other choices; what waits is shown without one."""
        others = [choice for choice in Contribution.State.choices if choice[0] != INBOX]
        return [*others, (ALL, _("all"))]

    def choices(self, changelist: Any) -> Any:
        """Name the usual choice for what it is."""
        first, *others = super().choices(changelist)
        return [first | {"display": Contribution.State.RECEIVED.label}, *others]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Contribution]) -> QuerySet[Contribution]:
        """Return the contributions of the chosen state."""
        state = self.value() or INBOX
        return queryset if state == ALL else queryset.filter(state=state)


class WhyForm(ActionForm):
    """What is done to the chosen ones, with its reason."""

    why = OneLine(required=False, max_length=500, label=_("why (kept with the change)"))


class ReviewInline(admin.TabularInline):
    """The history of a contribution, to be read only."""

    model = Review
    extra = 0
    can_delete = False
    fields = readonly_fields = ("at", "by", "changed", "note")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """History is written by changes alone."""
        return False

    @admin.display(description=_("changed"))
    def changed(self, obj: Review) -> str:
        """Return each change as old → new."""
        return "\n".join(
            f"{label}: {_shown(name, obj.before.get(name))} → {_shown(name, new)}"
            for name, new in obj.after.items()
            if (label := _field(name).verbose_name)
        )


@admin.register(Contribution)
class ContributionAdmin(admin.ModelAdmin):
    """Review: read the source, then show or refuse."""

    form = ReviewForm
    list_display = ("received_on", "town_name", "subject", "kind", "excerpt", "source_link", "state")
    list_filter = (Inbox, "subject")
    search_fields = ("says", "source", "district")
    readonly_fields = ("as_sent", "received_on")
    inlines = (ReviewInline,)
    formfield_overrides = SECURE_LINKS
    actions = ("show", "refuse")
    action_form = WhyForm
    change_form_template = "contributions/review.html"

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Contributions come from the public form."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing is lost: what is not shown is refused."""
        return False

    @admin.display(description=_("town"))
    def town_name(self, obj: Contribution) -> str:
        """Return the name of the town."""
        return town_name(obj.town)

    @admin.display(description=_("what the rules say"))
    def excerpt(self, obj: Contribution) -> str:
        """Return the beginning of what it says."""
        return obj.says if len(obj.says) <= EXCERPT else obj.says[:EXCERPT] + "…"

    @admin.display(description=_("source"))
    def source_link(self, obj: Contribution) -> str:
        """Return the source, as a link where it has an address."""
        if not obj.source_url:
            return obj.source
        return format_html('<a href="{}" rel="noopener noreferrer">{}</a>', obj.source_url, obj.source)

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Take the two buttons of a review for the state that each stands for."""
        for button, state in BUTTONS.items():
            if button in request.POST:
                data = request.POST.copy()
                data["state"] = state
                request.POST = data  # type: ignore[assignment]
        return super().changeform_view(request, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Contribution, form: Any, change: bool) -> None:
        """Keep what was changed, by whom and why."""
        before = snapshot(Contribution.objects.get(pk=obj.pk))
        super().save_model(request, obj, form, change)
        self._record_change(request, obj, before, form.cleaned_data.get("note", ""))

    def _record_change(
        self, request: HttpRequest, obj: Contribution, before: dict[str, str], note: str = ""
    ) -> None:
        after = snapshot(obj)
        changed = [name for name in RECORDED_FIELDS if before[name] != after[name]]
        if (changed or note) and request.user.pk is not None:
            Review.objects.create(
                contribution=obj,
                by_id=request.user.pk,
                before={name: before[name] for name in changed},
                after={name: after[name] for name in changed},
                note=note,
            )

    def _set(self, request: HttpRequest, rows: QuerySet[Contribution], state: str) -> None:
        form = WhyForm(request.POST)
        # which action it is, the list has checked
        del form.fields["action"]
        why = form.cleaned_data.get("why", "") if form.is_valid() else ""
        if not why:
            message = _("Write why they are shown or not, beside the action; nothing was changed.")
            self.message_user(request, message, messages.ERROR)
            return
        for obj in rows:
            before = snapshot(obj)
            obj.state = state
            obj.save(update_fields=["state"])
            self._record_change(request, obj, before, why)
        self.message_user(request, _("%(n)s changed; each step is kept.") % {"n": len(rows)})

    @admin.action(description=_("Approve: show on the town's page"))
    def show(self, request: HttpRequest, queryset: QuerySet[Contribution]) -> None:
        """Show the chosen contributions."""
        self._set(request, queryset, Contribution.State.SHOWN)

    @admin.action(description=_("Refuse: do not show"))
    def refuse(self, request: HttpRequest, queryset: QuerySet[Contribution]) -> None:
        """Refuse the chosen contributions; they stay on record."""
        self._set(request, queryset, Contribution.State.REFUSED)


@admin.register(Hearing)
class HearingAdmin(admin.ModelAdmin):
    """The calendar of hearings."""

    form = HearingForm
    list_display = ("begins_at", "town_name", "body", "about", "is_cancelled")
    list_filter = ("is_cancelled",)
    search_fields = ("body", "about")
    formfield_overrides = SECURE_LINKS
    actions = ("cancel",)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A hearing is cancelled, so that those who follow the calendar see that it is off."""
        return False

    @admin.display(description=_("town"))
    def town_name(self, obj: Hearing) -> str:
        """Return the name of the town."""
        return town_name(obj.town)

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> Any:
        """Return what the history keeps: of each field, what it was and what it is now."""
        if add:
            return super().construct_change_message(request, form, formsets, add)
        changes = []
        for name in form.changed_data:
            was, now_ = (display_text(v) for v in (form.initial.get(name), form.cleaned_data.get(name)))
            changes.append(f"{form.fields[name].label}: {was} → {now_}")
        return "; ".join(changes)

    @admin.action(description=_("Mark as cancelled"))
    def cancel(self, request: HttpRequest, queryset: QuerySet[Hearing]) -> None:
        """Cancel the chosen hearings."""
        for obj in queryset:
            obj.is_cancelled = True
            # saved one by one, so that feeds learn when it changed
            obj.save()
            self.log_change(request, obj, str(_("Mark as cancelled")))
        self.message_user(request, _("%(n)s changed; each step is kept.") % {"n": len(queryset)})
