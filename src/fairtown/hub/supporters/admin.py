"""What staff see of people who joined: to be read, in plain words; nothing of it is shown elsewhere."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import linebreaksbr
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from fairtown.hub.shelf.read_only_admin import ReadOnly
from fairtown.hub.shelf.staff_columns import HasLanguage, LanguageFilter
from fairtown.hub.supporters import bounced, suppressions
from fairtown.hub.supporters.exchange.report import summary
from fairtown.hub.supporters.models import Consent, Email, ImportBatch, Person, Suppression

#: Where somebody said yes or no, by what the log stores.
FORMS = {
    "join": _("form to join"),
    "join-confirm": _("link that confirms"),
    "you": _("own page"),
    "unsubscribe": _("link to unsubscribe"),
    "one-click": _("button of the mail program"),
    "complaint": _("marked as spam"),
    "erase": _("asked to be erased"),
    "import": _("import"),
}


class EmailInline(admin.TabularInline):
    """The addresses of a person, and whether mail goes there."""

    model = Email
    extra = 0
    can_delete = False
    fields = readonly_fields = ("address", "state", "mail", "added_at")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """They come from the public forms and imports."""
        return False

    @admin.display(description=_("mail"))
    def mail(self, obj: Email) -> str:
        """Return why no mail goes there, or that it may."""
        why = suppressions.reason(obj.who)
        return str(Suppression.Why(why).label if why else _("may be written to"))


@admin.register(Person)
class PersonAdmin(HasLanguage, ReadOnly):
    """People who joined; they change and erase themselves, by the link that is mailed to them."""

    list_display = ("__str__", "first_address", "town_shown", "language_name", "is_volunteer", "joined_on")
    list_filter = ("emails__state", LanguageFilter, "is_volunteer", "interests__topic")
    search_fields = ("given_name", "family_name", "emails__address")
    fields = readonly_fields = (
        "given_name", "family_name", "town_shown", "zip_code", "language_name", "phone", "may_phone", "is_volunteer",
        "wants", "follows_shown", "tags_shown", "joined_on",
    )  # fmt: skip
    inlines = (EmailInline,)

    @admin.display(description=_("e-mail"))
    def first_address(self, obj: Person) -> str:
        """Return the address that gets the mail."""
        return ", ".join(email.address for email in obj.emails.all()[:1])

    @admin.display(description=_("town"), ordering="town")
    def town_shown(self, obj: Person) -> str:
        """Return the name of the town."""
        return obj.town_name or "–"

    @admin.display(description=_("wants to hear of"))
    def wants(self, obj: Person) -> str:
        """Return the topics."""
        return ", ".join(map(str, obj.interests.all())) or "–"

    @admin.display(description=_("follows"))
    def follows_shown(self, obj: Person) -> str:
        """Return the towns."""
        return ", ".join(map(str, obj.follows.all())) or "–"

    @admin.display(description=_("tags of the import"))
    def tags_shown(self, obj: Person) -> str:
        """Return what was attached to the person where an import came from."""
        return ", ".join(obj.tags) or "–"


@admin.register(Email)
class EmailAdmin(ReadOnly):
    """Addresses by whether mail arrives, with the way to try one again."""

    list_display = ("address", "state", "soft_bounces", "bounced_at")
    list_filter = ("state",)
    search_fields = ("address",)
    ordering = ("-bounced_at", "-id")
    fields = readonly_fields = ("address", "state", "soft_bounces", "bounced_at", "added_at")
    actions = ("revive",)

    @admin.action(description=_("Send mail there again"), permissions=["revive"])
    def revive(self, request: HttpRequest, queryset: QuerySet[Email]) -> None:
        """Let mail go to the chosen addresses again."""
        revived = [email for email in queryset if bounced.revive(email)]
        for email in revived:
            self.log_change(request, email, "revived")
        message = ngettext("%(n)s address gets mail again.", "%(n)s addresses get mail again.", len(revived))
        self.message_user(request, message % {"n": len(revived)})

    def has_revive_permission(self, request: HttpRequest) -> bool:
        """Whoever may change addresses."""
        return request.user.has_perm("supporters.change_email")


@admin.register(Consent)
class ConsentAdmin(ReadOnly):
    """The log of consent; whose it is, only the hash tells."""

    list_display = ("at", "channel", "is_given", "wording", "form_shown")
    list_filter = ("is_given",)
    fields = readonly_fields = ("at", "channel", "is_given", "wording", "form_shown", "source")

    @admin.display(description=_("where"), ordering="form")
    def form_shown(self, obj: Consent) -> str:
        """Return where it was said, in words."""
        return str(FORMS.get(obj.form, obj.form))


@admin.register(Suppression)
class SuppressionAdmin(ReadOnly):
    """The list of those without mail, as hashes."""

    list_display = ("at", "why")
    list_filter = ("why",)
    fields = readonly_fields = ("at", "why")


@admin.register(ImportBatch)
class ImportBatchAdmin(ReadOnly):
    """Imports, how far each came and what it reports."""

    list_display = ("began_at", "name", "n_rows", "is_done")
    fields = readonly_fields = ("began_at", "name", "n_rows", "has_suppressions", "is_done", "what_it_did")

    @admin.display(description=_("report"))
    def what_it_did(self, obj: ImportBatch) -> str:
        """Return the report in lines."""
        return linebreaksbr(summary(obj))
