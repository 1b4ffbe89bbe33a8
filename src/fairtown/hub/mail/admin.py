"""What staff see of mail: what waits, what was sent, and what could not be, with the way to send it again."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from fairtown.hub.mail.models import Mail
from fairtown.hub.shelf.staff_columns import HasLanguage, LanguageFilter


@admin.register(Mail)
class MailAdmin(HasLanguage, admin.ModelAdmin):
    """The outbox, to be read; its texts are not shown, since they hold links that only their readers may open."""

    list_display = ("created_at", "to", "subject", "state", "tries", "answer", "due_at")
    list_filter = ("state", LanguageFilter)
    search_fields = ("to", "subject")
    fields = readonly_fields = (
        "to", "language_name", "subject", "state", "tries", "doubts", "answer", "created_at", "due_at", "sent_at",
    )  # fmt: skip
    actions = ("send_again",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Mail is written by what it tells of."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """It can be sent again, and not changed."""
        return obj is None and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The clock deletes it."""
        return False

    @admin.action(description=_("Send again"), permissions=["change"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Mail]) -> None:
        """Try what could not be sent once more, from the first try on."""
        dead = queryset.filter(state=Mail.State.DEAD).exclude(to="")
        n_mails = dead.update(state=Mail.State.WAITING, tries=0, due_at=now(), answer="")
        message = ngettext("%(n)s mail is sent again.", "%(n)s mails are sent again.", n_mails)
        self.message_user(request, message % {"n": n_mails})
