"""Campaigns, officials, letters and hours, as staff keep them under /staff/."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from fairtown.hub.campaigns import report, shown
from fairtown.hub.campaigns.forms import refuse_html
from fairtown.hub.campaigns.models import (
    CHECK_LIFE,
    Call,
    Campaign,
    CampaignFigure,
    Letter,
    LobbyTime,
    Official,
)
from fairtown.hub.campaigns.sending import gets_mail
from fairtown.hub.campaigns.writing import MARKS, unknown_marks
from fairtown.hub.mail.models import Mail
from fairtown.hub.release_access import current_release
from fairtown.hub.shelf.downloads import BYTE_ORDER_MARK, CSV, file_response
from fairtown.hub.shelf.live_figures import what_choices
from fairtown.hub.shelf.read_only_admin import ReadOnly
from fairtown.hub.shelf.staff_columns import HasLanguage
from fairtown.hub.shelf.text_fields import SECURE_LINKS, Lines, OneLine

LANGUAGE_TEXTS = ("ask_en", "ask_es", "template_en", "template_es")


def _town_choices() -> list[tuple[str, str]]:
    return [("", str(_("every town"))), *((t["key"], t["name"]) for t in current_release().towns)]


class CampaignForm(forms.ModelForm):
    """A campaign, whose texts are plain and whose marks are known."""

    class Meta:
        """Texts as they are stored."""

        field_classes: ClassVar[dict[str, Any]] = {
            "title_en": OneLine, "title_es": OneLine, **dict.fromkeys(LANGUAGE_TEXTS, Lines)
        }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Refuse HTML, marks that nothing is filled in for, and an end before the beginning."""
        cleaned = super().clean() or self.cleaned_data
        for name in LANGUAGE_TEXTS:
            try:
                refuse_html(cleaned.get(name, ""))
            except ValidationError as error:
                self.add_error(name, error)
            if unknown := unknown_marks(cleaned.get(name, "")):
                own = {"mark": unknown[0], "marks": ", ".join(MARKS)}
                self.add_error(name, _("%(mark)s is not known; there are: %(marks)s") % own)
        start, end = cleaned.get("opens_on"), cleaned.get("closes_on")
        if start and end and end < start:
            self.add_error("closes_on", _("The last day is before the first."))
        return cleaned


class FigureForm(forms.ModelForm):
    """A figure, chosen from those that the release has."""

    what = forms.ChoiceField(choices=what_choices, label=_("figure"))


class FigureInline(admin.TabularInline):
    """The figures that a letter quotes for its sender's town."""

    model = CampaignFigure
    form = FigureForm
    extra = 1


@admin.register(Campaign)
class CampaignAdmin(admin.ModelAdmin):
    """What is asked, in both languages, of whom, and how many took part."""

    form = CampaignForm
    list_display = ("title_en", "kind", "opens_on", "closes_on", "is_published", "is_sample", "took_part")
    list_filter = ("kind", "is_published")
    prepopulated_fields: ClassVar[dict[str, Any]] = {"slug": ("title_en",)}
    filter_horizontal = ("officials",)
    inlines = (FigureInline,)
    formfield_overrides = SECURE_LINKS

    @admin.display(description=_("letters and calls"))
    def took_part(self, obj: Campaign) -> int:
        """Return how many letters were sent and printed, and calls made."""
        return shown.counts(obj).total

    def has_delete_permission(self, request: HttpRequest, obj: Campaign | None = None) -> bool:
        """One that has letters or calls is closed, not deleted."""
        has_rows = obj is not None and (obj.letters.exists() or obj.calls.exists())
        return not has_rows and super().has_delete_permission(request, obj)


class NotCheckedFilter(admin.SimpleListFilter):
    """Officials that nobody looked up for 180 days."""

    title = _("checked")
    parameter_name = "checked"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        """Offer those that are due."""
        return [("due", _("not checked for 180 days"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Official]) -> QuerySet[Official]:
        """Keep those that are due."""
        if self.value() != "due":
            return queryset
        return queryset.filter(Q(checked_on=None) | Q(checked_on__lt=localdate() - CHECK_LIFE))


class OfficialForm(forms.ModelForm):
    """An official, the town chosen by name."""

    town = forms.ChoiceField(choices=_town_choices, required=False, label=_("town"))

    class Meta:
        """Texts as they are stored."""

        field_classes: ClassVar[dict[str, Any]] = dict.fromkeys(
            ("name", "office", "district", "phone", "source"), OneLine
        )


@admin.register(Official)
class OfficialAdmin(admin.ModelAdmin):
    """Who decides, how they are reached, and when that was looked up last."""

    form = OfficialForm
    list_display = (
        "office",
        "name",
        "town_shown",
        "district",
        "mail",
        "phone",
        "checked_on",
        "is_fresh",
        "mailed",
    )
    list_filter = (NotCheckedFilter, "is_active")
    search_fields = ("name", "office", "district", "mail")
    actions = ("mark_checked",)

    @admin.display(description=_("town"), ordering="town")
    def town_shown(self, obj: Official) -> str:
        """Return the name of the town."""
        return obj.town_name or str(_("every town"))

    @admin.display(description=_("checked within 180 days"), boolean=True)
    def is_fresh(self, obj: Official) -> bool:
        """Return whether it was looked up lately."""
        return not obj.is_unchecked

    @admin.display(description=_("letters by e-mail"), boolean=True)
    def mailed(self, obj: Official) -> bool:
        """Return whether letters may be mailed to it."""
        return gets_mail(obj)

    @admin.action(description=_("I looked these up today, and they are right"), permissions=["change"])
    def mark_checked(self, request: HttpRequest, queryset: QuerySet[Official]) -> None:
        """Write down that they were looked up today."""
        n_rows = queryset.update(checked_on=localdate())
        message = ngettext("%(n)s official is marked.", "%(n)s officials are marked.", n_rows)
        self.message_user(request, message % {"n": n_rows}, messages.SUCCESS)

    def has_delete_permission(self, request: HttpRequest, obj: Official | None = None) -> bool:
        """One that got letters or calls leaves office, and is not deleted."""
        has_rows = obj is not None and (obj.letters.exists() or Call.objects.filter(official=obj).exists())
        return not has_rows and super().has_delete_permission(request, obj)


@admin.register(Letter)
class LetterAdmin(HasLanguage, ReadOnly):
    """Who wrote to whom, and what became of the mail. Letters that nobody confirmed are not shown.

    The clock deletes texts after a year.
    """

    list_display = ("day", "campaign", "official", "name", "town_shown", "state", "mail_state")
    list_filter = ("campaign", "state", "official")
    list_select_related = ("campaign", "official")
    search_fields = ("name", "address")
    fields = readonly_fields = (
        "day", "campaign", "official", "name", "address", "town_shown", "language_name", "subject", "body", "state",
        "mail_state",
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> QuerySet[Letter]:
        """Leave out what its mailbox has not confirmed: anyone may type anyone's address."""
        return super().get_queryset(request).exclude(state=Letter.State.DRAFT)

    @admin.display(description=_("town"))
    def town_shown(self, obj: Letter) -> str:
        """Return the name of the town."""
        return obj.town_name or "–"

    @admin.display(description=_("mail"))
    def mail_state(self, obj: Letter) -> str:
        """Return where its mail stands; what is older than the outbox is not known."""
        mail = Mail.objects.filter(occasion=obj.occasion).only("state").first()
        return str(mail.get_state_display()) if mail else "–"


@admin.register(Call)
class CallAdmin(ReadOnly):
    """Calls that were counted."""

    list_display = ("day", "campaign", "official")
    list_filter = ("campaign", "official")
    list_select_related = ("campaign", "official")


class SpendingForm(forms.Form):
    """A year's exempt-purpose expenditures, which the limits are reckoned from."""

    spending = forms.DecimalField(min_value=Decimal(0), max_digits=12, decimal_places=2, required=False)


@admin.register(LobbyTime)
class LobbyTimeAdmin(admin.ModelAdmin):
    """Hours and costs, and the report of them."""

    list_display = ("day", "what", "kind", "exception", "hours", "rate", "cost", "dollars")
    list_filter = ("kind", "exception", "campaign")
    list_select_related = ("campaign",)
    date_hierarchy = "day"
    change_list_template = "campaigns/hours.html"

    @admin.display(description=_("dollars"))
    def dollars(self, obj: LobbyTime) -> Decimal:
        """Return hours x rate + cost."""
        return report.dollars(obj)

    def get_urls(self) -> list[URLPattern]:
        """Add the report."""
        own = path("report.csv", self.admin_site.admin_view(self.report), name="campaigns_lobbytime_report")
        return [own, *super().get_urls()]

    def report(self, request: HttpRequest) -> HttpResponse:
        """Return the report as CSV; the limits only where the year's spending is given."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        form = SpendingForm(request.GET)
        spending = form.cleaned_data["spending"] if form.is_valid() else None
        content = report.report_csv(LobbyTime.objects.order_by("day", "pk"), spending)
        return file_response(BYTE_ORDER_MARK + content, CSV, f"lobbying-{localdate():%Y-%m-%d}.csv")
