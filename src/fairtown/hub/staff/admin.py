"""The site of staff under /staff/: its names and form, accounts that are deactivated and never deleted, the trace."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from fairtown.hub.shelf.read_only_admin import ReadOnly
from fairtown.hub.staff.forms import SignIn
from fairtown.hub.staff.models import SignInEvent, StaffAction
from fairtown.hub.staff.roles import ADMIN, in_role


class AccountAdmin(UserAdmin):
    """Django's admin of accounts without deletion, which would take their history along."""

    list_display = ("username", "first_name", "last_name", "is_active", "is_superuser", "last_login")
    change_list_template = "staff/accounts.html"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Only who may do everything makes another such account, or gives rights beside the roles."""
        return () if request.user.is_superuser else ("is_superuser", "is_staff", "user_permissions")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only who may do everything changes such an account."""
        is_above = bool(obj and obj.is_superuser and not request.user.is_superuser)
        return not is_above and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """An account is made inactive; what it did stays on record."""
        return False


class TraceAdmin(ReadOnly):
    """A trace: for those who manage accounts, to be read only."""

    list_select_related = ("user",)
    date_hierarchy = "at"

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Those who manage accounts alone."""
        return bool(request.user.is_superuser or in_role(request.user, ADMIN))

    has_module_permission = has_view_permission


@admin.register(SignInEvent)
class SignInEventAdmin(TraceAdmin):
    """The trace of sign-ins."""

    list_display = ("at", "kind", "who", "origin")
    list_filter = ("kind", "at")
    search_fields = ("user__username",)

    @admin.display(description=_("who"))
    def who(self, obj: SignInEvent) -> str:
        """Return the account; what was typed is not stored where there is none."""
        return obj.user.get_username() if obj.user else str(_("no such account"))


@admin.register(StaffAction)
class StaffActionAdmin(TraceAdmin):
    """The trace of actions: who did what to which thing."""

    list_display = ("at", "user", "what", "thing")
    list_filter = ("at", "user")
    search_fields = ("user__username", "what", "thing")


admin.site.unregister(User)
admin.site.register(User, AccountAdmin)
admin.site.login_form = SignIn
admin.site.site_header = _("fairtown: staff")
admin.site.site_title = _("fairtown: staff")
admin.site.index_title = _("Your desk")
admin.site.index_template = "staff/desk.html"
# editors have better pages for some of these, and an account its own
for model in [
    m
    for m in admin.site._registry
    if m._meta.app_label in {"taggit", "wagtaildocs", "wagtailimages", "account", "mfa"}
]:
    admin.site.unregister(model)
