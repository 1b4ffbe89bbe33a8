"""Who of staff may do what: five groups and their permissions, and how fresh a second factor has to be.

Views of any app ask `request.user.has_perm("app.codename")`. What people ask for help with is the exception: there
`in_role(user, REFERRAL)` is asked, since Django gives a superuser every permission.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from fnmatch import fnmatchcase
from functools import wraps
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, Group, Permission
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from fairtown.hub.staff import second_factor

EDITOR, ORGANIZER, DEVELOPMENT, REFERRAL, ADMIN = "editor", "organizer", "development", "referral", "admin"
#: What each role may do: patterns of `app.codename`. Of an app that is not installed, nothing is found.
RIGHTS: dict[str, tuple[str, ...]] = {
    EDITOR: (
        "wagtailadmin.access_admin", "records.*", "newsletters.view_*", "newsletters.add_*", "newsletters.change_*",
        "referrals.*_agency", "wagtail_localize.submit_translation",
    ),
    ORGANIZER: (
        "records.*", "mail.*", "supporters.*", "gatherings.*", "campaigns.*", "newsletters.*", "referrals.*_agency",
    ),
    DEVELOPMENT: ("giving.*", "supporters.view_person", "supporters.view_email", "mail.view_mail"),
    REFERRAL: ("referrals.*",),
    ADMIN: (
        "auth.add_user", "auth.change_user", "auth.view_user", "staff.*", "mail.view_mail",
        "giving.*_goal", "giving.*_settings", "referrals.*_key", "jobs.view_*",
    ),
}  # fmt: skip
#: Roles in words, for pages of staff.
LABELS = {
    EDITOR: _("pages and news"),
    ORGANIZER: _("people, mail, events and campaigns"),
    DEVELOPMENT: _("gifts and donors"),
    REFERRAL: _("people who ask for help"),
    ADMIN: _("accounts and settings"),
}
#: Wagtail's group of publishers: what it may do with pages, files and pictures, an editor may.
PUBLISHERS = "Moderators"
#: How long a second factor counts as fresh, for what cannot be taken back.
FRESH = timedelta(minutes=15)

View = Callable[..., HttpResponse]


def in_role(user: AbstractBaseUser | AnonymousUser, *roles: str) -> bool:
    """Whether an active account is in one of these groups; a superuser is in those it was put into, and no others."""
    return bool(user.is_active and Group.objects.filter(user__pk=user.pk, name__in=roles).exists())


def is_fresh(request: HttpRequest) -> bool:
    """Whether the account of this session has proven its second factor within the last 15 minutes."""
    return second_factor.seconds_since(request) <= FRESH.total_seconds()


def fresh_factor_required(view: View) -> View:
    """Let a view be asked by a session whose second factor is fresh; others prove it and come back.

    What a form held that came too late is not kept: its sender comes back to the page and fills it in once more.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if is_fresh(request):
            return view(request, *args, **kwargs)
        return second_factor.ask_again(request)

    guarded.needs_fresh_factor = True  # type: ignore[attr-defined]
    return guarded


def bring_up_to_date(**_signal: Any) -> None:
    """Make the groups, and give each what its role may do and nothing else; nothing is written where it is so.

    Nothing is done either where some apps alone were migrated, and accounts or pages have no tables yet.
    """
    tables = connection.introspection.table_names()
    if not {Group._meta.db_table, "wagtailcore_grouppagepermission"} <= set(tables):
        return
    permissions = {
        f"{app}.{codename}": pk
        for pk, app, codename in Permission.objects.values_list("pk", "content_type__app_label", "codename")
    }
    has: dict[str, set[int]] = {role: set() for role in RIGHTS}
    for name, pk in Group.objects.filter(name__in=RIGHTS).values_list("name", "permissions__pk"):
        has[name] |= {pk} - {None}
    missing = set(RIGHTS) - set(Group.objects.filter(name__in=RIGHTS).values_list("name", flat=True))
    Group.objects.bulk_create([Group(name=name) for name in sorted(missing)], ignore_conflicts=True)
    for role, patterns in RIGHTS.items():
        may = {pk for name, pk in permissions.items() if _matches(name, patterns)}
        if may != has[role]:
            Group.objects.get(name=role).permissions.set(may)
    _let_editors_publish()


def _matches(name: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def _let_editors_publish() -> None:
    """Give editors the rights that Wagtail's publishers have on pages, files and pictures."""
    from wagtail.models import GroupCollectionPermission, GroupPagePermission

    editors = Group.objects.get(name=EDITOR)
    for model, where in ((GroupPagePermission, "page_id"), (GroupCollectionPermission, "collection_id")):
        own = set(model.objects.filter(group=editors).values_list(where, "permission_id"))
        rows = set(model.objects.filter(group__name=PUBLISHERS).values_list(where, "permission_id"))
        model.objects.bulk_create(
            [model(group=editors, permission_id=may, **{where: place}) for place, may in sorted(rows - own)]
        )
