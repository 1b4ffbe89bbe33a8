"""Invitations to the staff: one link, once, for three days; what staff do is traced, and a trace only grows."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils.timezone import now

from fairtown.hub.mail.models import Mail
from fairtown.hub.staff import invitations
from fairtown.hub.staff.models import Invitation, StaffAction
from fairtown.hub.staff.roles import ADMIN, ORGANIZER
from fairtown.release.reader import OpenRelease

from .staff_session import pass_factor, signed_in

PASSWORD = "four quiet horses by night"
FORM = {"username": "nora", "password1": PASSWORD, "password2": PASSWORD}


@pytest.fixture
def admin(release: OpenRelease, db: None) -> User:
    user = User.objects.create_user("ada", is_staff=True, email="ada@town.example")
    user.groups.add(Group.objects.get(name=ADMIN))
    return user


def link(admin: User, address: str = "nora@town.example", roles: tuple[str, ...] = (ORGANIZER,)) -> str:
    """Invite somebody as the page of staff does, and return the path of the link that was mailed."""
    given = {"address": address, "roles": list(roles), "language": "es"}
    assert signed_in(admin).post("/staff/account/invite/", given).status_code == 302
    mail = Mail.objects.latest("pk")
    assert (mail.to, mail.language, mail.kind) == (address, "es", "staff-invitation")
    return re.search(r"(/staff/account/invitation/\S+/)", mail.text)[1]  # type: ignore[index]


def test_whoever_is_invited_makes_an_account_once(admin: User) -> None:
    path = link(admin)
    assert path.split("/")[-2] not in str(list(Invitation.objects.values()))
    nora = Client()
    page = nora.get(path)
    assert (page["Referrer-Policy"], page["X-Robots-Tag"]) == ("no-referrer", "noindex, nofollow")
    assert "no-store" in page["Cache-Control"]
    for wrong in (
        {"username": "ADA"},
        {"password2": "another"},
        {"password1": "nora12345678", "password2": "nora12345678"},
    ):
        assert nora.post(path, FORM | wrong).status_code == 200
    assert not User.objects.filter(username="nora").exists()
    assert nora.post(path, FORM)["Location"] == "/staff/account/set-up/"
    user = User.objects.get(username="nora")
    assert (user.email, user.is_superuser, [g.name for g in user.groups.all()]) == (
        "nora@town.example",
        False,
        [ORGANIZER],
    )
    assert nora.get("/staff/supporters/person/").status_code == 302, "not before the second step"
    assert Client().get(path).status_code == 404
    assert Client().post(path, FORM | {"username": "eve"}).status_code == 404
    assert not User.objects.filter(username="eve").exists()


def test_a_link_ends_and_can_be_withdrawn(admin: User) -> None:
    first = link(admin)
    second = link(admin)
    assert Client().get(first).status_code == 404, "a newer one to the same address ends it"
    Invitation.objects.update(ends_at=now() - timedelta(seconds=1))
    assert Client().get(second).status_code == 404
    third = link(admin)
    row = Invitation.objects.get()
    assert signed_in(admin).post(f"/staff/account/invite/{row.pk}/withdraw/").status_code == 302
    assert Client().post(third, FORM).status_code == 404
    for forged in ("x", "x" * 400, "%00"):
        assert Client().get(f"/staff/account/invitation/{forged}/").status_code == 404


def test_two_who_use_one_link_at_once_make_one_account(admin: User) -> None:
    token = link(admin).split("/")[-2]
    assert invitations.accept(token, "nora", PASSWORD)
    assert invitations.accept(token, "eve", PASSWORD) is None


def test_only_admins_invite_and_read_links_in_the_outbox(admin: User, settings) -> None:  # type: ignore[no-untyped-def]
    from fairtown.hub.mail.sending import send_due

    settings.MAIL_SERVER = None
    olga = User.objects.create_user("olga", is_staff=True)
    olga.groups.add(Group.objects.get(name=ORGANIZER))
    client = signed_in(olga)
    assert client.get("/staff/account/invite/").status_code == 403
    assert StaffAction.objects.latest("pk").what == "refused: staff-invite"
    assert client.post("/staff/account/invite/", {"address": "x@x.example"}).status_code == 403
    link(admin, roles=(ADMIN,))
    send_due("test")
    number = Mail.objects.get().pk
    assert signed_in(admin).get(f"/staff/outbox/{number}/").status_code == 200
    assert client.get(f"/staff/outbox/{number}/").status_code == 404, "its link would make her an admin"
    assert "nora@town.example" not in client.get("/staff/outbox/").content.decode()
    pass_factor(client)


def test_an_admin_gives_no_rights_beyond_the_roles(admin: User) -> None:
    client = signed_in(admin)
    boss = User.objects.create_superuser("boss")
    assert client.post(f"/staff/auth/user/{boss.pk}/change/", {"username": "boss"}).status_code == 403
    assert (
        client.post(
            f"/staff/auth/user/{boss.pk}/password/", {"password1": PASSWORD, "password2": PASSWORD}
        ).status_code
        == 403
    )
    page = client.get(f"/staff/auth/user/{admin.pk}/change/").content.decode()
    assert 'name="is_superuser"' not in page
    assert 'name="user_permissions"' not in page
    given = {"username": "ada", "is_active": "on", "is_superuser": "on", "groups": [Group.objects.get(name=ADMIN).pk],
             "date_joined_0": "2026-01-01", "date_joined_1": "00:00:00"}  # fmt: skip
    assert client.post(f"/staff/auth/user/{admin.pk}/change/", given).status_code == 302
    admin.refresh_from_db()
    assert not admin.is_superuser


def test_what_staff_do_is_traced_and_what_they_type_is_not(admin: User) -> None:
    path = link(admin)
    assert [(a.user, a.what, a.thing) for a in StaffAction.objects.all()] == [
        (admin, "staff-invite", "/staff/account/invite/")
    ]
    nora = Client()
    nora.post(path, FORM)
    assert StaffAction.objects.all()[0].thing == "/staff/account/invitation/-/", "no link is stored"


def test_staff_read_in_their_language(admin: User) -> None:
    client = signed_in(admin)
    assert "What waits for you" in client.get("/staff/").content.decode()
    answer = client.post("/staff/account/language/", {"language": "es", "next": "/staff/account/"})
    assert answer["Location"] == "/staff/account/"
    page = client.get("/staff/account/").content.decode()
    assert '<html lang="es"' in page
    assert "Su cuenta" in page
    client.post("/staff/account/language/", {"language": "xx", "next": "https://evil.example/"})
    assert '<html lang="es"' in signed_in(admin).get("/staff/").content.decode(), "kept with the account"
