"""Every address under /staff/ and who may ask for it: a table of all routes and all roles, each cell tested.

A route that is not in the table fails the test, so that nobody adds one without deciding whose it is.
"""

import re
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from fairtown.hub.staff.roles import ADMIN, DEVELOPMENT, EDITOR, ORGANIZER, REFERRAL, RIGHTS
from fairtown.release.reader import OpenRelease

from .staff_session import signed_in

EVERYONE, NOBODY = set(RIGHTS), set[str]()
ORGANIZERS, ADMINS, DONORS, HELP = {ORGANIZER}, {ADMIN}, {DEVELOPMENT}, {EDITOR, ORGANIZER, REFERRAL}
READERS, WRITERS = {REFERRAL}, {EDITOR, ORGANIZER}
#: Tables of the desk, by app and model: who reads, who adds, who changes or looks at one, who deletes.
TABLES: dict[str, tuple[set[str], set[str], set[str], set[str]]] = {
    "auth_user": (ADMINS, ADMINS, ADMINS, NOBODY),
    "campaigns_call": (ORGANIZERS, NOBODY, ORGANIZERS, NOBODY),
    "campaigns_campaign": (ORGANIZERS, ORGANIZERS, ORGANIZERS, ORGANIZERS),
    "campaigns_letter": (ORGANIZERS, NOBODY, ORGANIZERS, NOBODY),
    "campaigns_lobbytime": (ORGANIZERS, ORGANIZERS, ORGANIZERS, ORGANIZERS),
    "campaigns_official": (ORGANIZERS, ORGANIZERS, ORGANIZERS, ORGANIZERS),
    "gatherings_gathering": (ORGANIZERS, NOBODY, ORGANIZERS, NOBODY),
    "giving_goal": (DONORS | ADMINS, DONORS | ADMINS, DONORS | ADMINS, DONORS | ADMINS),
    "giving_plan": (DONORS, NOBODY, DONORS, NOBODY),
    "mail_mail": ({ORGANIZER, DEVELOPMENT, ADMIN}, NOBODY, {ORGANIZER, DEVELOPMENT, ADMIN}, NOBODY),
    "records_contribution": ({EDITOR, ORGANIZER}, NOBODY, {EDITOR, ORGANIZER}, NOBODY),
    "records_hearing": ({EDITOR, ORGANIZER}, {EDITOR, ORGANIZER}, {EDITOR, ORGANIZER}, NOBODY),
    "referrals_agency": (HELP, HELP, HELP, HELP),
    "staff_signinevent": (ADMINS, NOBODY, ADMINS, NOBODY),
    "staff_staffaction": (ADMINS, NOBODY, ADMINS, NOBODY),
    "supporters_consent": (ORGANIZERS, NOBODY, ORGANIZERS, NOBODY),
    "supporters_email": ({ORGANIZER, DEVELOPMENT}, NOBODY, {ORGANIZER, DEVELOPMENT}, NOBODY),
    "supporters_importbatch": (ORGANIZERS, NOBODY, ORGANIZERS, NOBODY),
    "supporters_person": ({ORGANIZER, DEVELOPMENT}, NOBODY, {ORGANIZER, DEVELOPMENT}, NOBODY),
    "supporters_suppression": (ORGANIZERS, NOBODY, ORGANIZERS, NOBODY),
}
#: All other addresses of staff, by the name of their view.
VIEWS: dict[str, set[str]] = {
    "admin:autocomplete": NOBODY,
    "admin:campaigns_lobbytime_report": ORGANIZERS,
    "admin:index": EVERYONE,
    "admin:password_change": EVERYONE,
    "admin:password_change_done": EVERYONE,
    "admin:jsi18n": EVERYONE,
    **dict.fromkeys(
        (
            "gifts",
            "gift-new",
            "gift-statement",
            "gift-switch",
            "gift-checks",
            "gift-wording",
            "gift-export",
            "gift",
            "gift-deposit",
            "gift-name",
            "gift-refund",
            "gift-receipt",
        ),
        DONORS,
    ),
    **dict.fromkeys(("intake", "intake-key", "intake-list", "intake-unlock"), READERS),
    **dict.fromkeys(
        (
            "staff-newsletters",
            "staff-newsletter-new",
            "staff-newsletter",
            "staff-newsletter-preview",
            "staff-newsletter-html",
        ),
        WRITERS,
    ),
    "outbox": {ORGANIZER, DEVELOPMENT, ADMIN},
    "staff-account": EVERYONE,
    "staff-codes": EVERYONE,
    "staff-confirm": EVERYONE,
    "staff-invite": ADMINS,
    "staff-passkey": EVERYONE,
    "staff-set-up": EVERYONE,
}
#: Addresses that show nothing of anybody: signing in and out, links that are secrets themselves, and what only takes a
#: form (the tests of each say whose).
OPEN = {
    "admin:login", "admin:app_list", "admin:logout", "admin:view_on_site", "admin:", "admin:auth_user_password_change",
    "staff-codes-new", "staff-factor-remove", "staff-sessions-end", "staff-invitation",
    "staff-invitation-withdraw", "staff-language", "outbox-letter", "agencies-staff",
    "intake-lock", "staff-newsletter-pieces", "staff-newsletter-act",
}  # fmt: skip
#: Where whoever has to sign in is sent.
SIGN_IN = ("/staff/login", "/staff/pages/login")
#: Addresses of the editor that show nothing of the site: words of its scripts, and its pictures.
OF_NOBODY = {"staff/pages/jsi18n/", "staff/pages/sprite/", "staff/pages/login/"}
#: Views that Django's admin has for each table, in the order of a row of the table above.
OF_TABLES = ("changelist", "add", "change", "delete")


def routes(patterns: list[URLPattern | URLResolver] | None = None, start: str = "", space: str = "") -> Iterator[
    tuple[str, str, URLPattern]
]:  # fmt: skip
    """Yield path, name and pattern of each address, namespaces before names."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        path = start + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from routes(pattern.url_patterns, path, inner)
        else:
            yield path, space + (pattern.name or ""), pattern


def staff_routes() -> dict[str, str]:
    """Return the path of each view of staff by its name; the editor's stand in a test of their own."""
    return {
        name: path for path, name, _ in routes() if path.startswith("staff/") and "staff/pages/" not in path
    }


def filled(path: str) -> str:
    """Return a path with samples in it: the number of nothing."""
    path = re.sub(r"\(\?P<app_label>[^)]*\)", "auth", path)
    path = re.sub(r"<uuid:\w+>", "00000000-0000-4000-8000-000000000000", path)
    return "/" + re.sub(r"<(?:\w+:)?\w+>", "0", path).replace("^", "").replace("$", "")


@pytest.fixture(scope="module")
def expected() -> dict[str, set[str]]:
    """Who may see which view, from the two tables."""
    of_tables = {
        f"admin:{table}_{view}": who
        for table, row in TABLES.items()
        for view, who in zip(OF_TABLES, row, strict=True)
    }
    return of_tables | VIEWS


def test_every_route_of_staff_is_in_the_table(expected: dict[str, set[str]]) -> None:
    """Django's own history asks for the same right as the row, and its last two addresses only lead elsewhere."""
    found = {name for name in staff_routes() if name and not name.endswith("_history")}
    assert found - set(expected) - OPEN == set(), "say in TABLES or VIEWS who may see it"
    assert (set(expected) | OPEN) - found == set(), "these are gone"


@pytest.mark.parametrize("role", RIGHTS)
def test_a_role_sees_what_the_table_says(
    release: OpenRelease, db: None, expected: dict[str, set[str]], role: str
) -> None:
    user = User.objects.create_user(role, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client, paths = signed_in(user), staff_routes()
    wrong = {}
    for name, who in expected.items():
        answer = client.get(filled(paths[name]), follow=False)
        # whoever may see it is told that nothing is there; whoever may not, that it is refused
        refused = answer.status_code == 403 or answer.get("Location", "").startswith(SIGN_IN)
        if refused == (role in who):
            wrong[name] = answer.status_code
    assert wrong == {}


def test_nobody_sees_a_page_of_staff_without_signing_in(site: Client, expected: dict[str, set[str]]) -> None:
    paths = staff_routes()
    for name in expected:
        answer = site.get(filled(paths[name]))
        assert answer.status_code == 302, name
        assert answer["Location"].startswith("/staff/login/"), name


def test_the_editor_is_shut_to_other_roles(release: OpenRelease, db: None) -> None:
    """Each address of Wagtail without a number in it: whoever writes no pages is refused or sent away."""
    user = User.objects.create_user("olga", is_staff=True)
    user.groups.add(Group.objects.get(name=ORGANIZER))
    client = signed_in(user)
    paths = {
        path
        for path, _name, _ in routes()
        if path.startswith("staff/pages/") and not re.search(r"[<(\\]", path)
    }
    assert len(paths) > 40
    for path in paths:
        answer = client.get("/" + path.rstrip("$^"))
        is_sent_away = answer.get("Location", "").startswith((*SIGN_IN, "/staff/auth/user/"))
        assert is_sent_away or answer.status_code in (403, 404) or path in OF_NOBODY, (
            path,
            answer.status_code,
        )
