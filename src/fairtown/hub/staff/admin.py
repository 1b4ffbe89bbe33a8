"""The site of staff under /staff/: its names and form, accounts that are deactivated and never deleted, the trace."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group, User
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from fairtown.hub.shelf.read_only_admin import ReadOnly
from fairtown.hub.staff.account_of_form import AccountForm
from fairtown.hub.staff.action_words import action_words
from fairtown.hub.staff.forms import SignIn
from fairtown.hub.staff.models import SignInEvent, StaffAction
from fairtown.hub.staff.roles import ADMIN, LABELS, in_role


class AccountAdmin(UserAdmin):
    """Django's admin of accounts without deletion, which would take their history along."""

    form = AccountForm
    list_display = ("username", "first_name", "last_name", "roles", "is_active", "last_login")
    list_filter = ("is_active",)
    fieldsets = (
        (None, {"fields": ("username", "first_name", "last_name", "email")}),
        (_("What this person looks after"), {"fields": ("groups", "is_superuser", "is_active")}),
        (None, {"fields": ("last_login", "date_joined")}),
    )
    filter_horizontal = ()
    change_list_template = "staff/accounts.html"
    change_form_template = "staff/account_of.html"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Only who may do everything makes another such account."""
        seen = ("last_login", "date_joined")
        return seen if request.user.is_superuser else (*seen, "is_superuser")

    @admin.display(description=_("What this person looks after"))
    def roles(self, obj: User) -> str:
        """Return the roles in words."""
        if obj.is_superuser:
            return str(_("everything but what people ask for help with"))
        names = {group.name for group in obj.groups.all()}
        return "; ".join(str(label) for role, label in LABELS.items() if role in names) or "–"

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Read the roles of all accounts at once."""
        return super().get_queryset(request).prefetch_related("groups")

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Let a new account at the desk: there are no others."""
        obj.is_staff = obj.is_staff or not change
        super().save_model(request, obj, form, change)

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

    list_display = ("at", "user", "what_shown", "thing")
    list_filter = ("at", "user")
    fields = readonly_fields = ("at", "user", "what_shown", "thing")
    search_fields = ("user__username", "what", "thing")

    @admin.display(description=_("what"), ordering="what")
    def what_shown(self, obj: StaffAction) -> str:
        """Return what was done, in words."""
        return action_words(obj.what)


# what a role may do is this program's, so nobody ticks codes of rights (decision 0089)
admin.site.unregister([Group, User])
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
