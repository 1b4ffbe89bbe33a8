"""The second step of signing in: asked on every page of staff, set up by its owner, used once, fresh for 15 minutes."""

import re
from time import time

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, User
from django.http import HttpRequest, HttpResponse
from django.test import Client

from fairtown.cli.hub_arguments import STAFF_ROLES
from fairtown.hub.mail.models import Mail
from fairtown.hub.staff import factors, roles, second_factor
from fairtown.hub.staff.models import SignInEvent
from fairtown.hub.staff.throttle import ONE_NAME
from fairtown.release.reader import OpenRelease

from .staff_session import SECRET, code_of, give_app, pass_factor, signed_in

PASSWORD = "four quiet horses by night"
CONFIRM, SET_UP, DESK = "/staff/account/confirm/", "/staff/account/set-up/", "/staff/"


@pytest.fixture
def fred(release: OpenRelease, db: None) -> User:
    return User.objects.create_superuser("fred", password=PASSWORD)


@pytest.fixture
def half(fred: User) -> Client:
    """A browser that has typed the right password, and no more."""
    client = Client()
    client.force_login(fred)
    return client


def test_without_a_second_factor_no_page_of_staff_is_shown(half: Client, fred: User) -> None:
    for page in (DESK, "/staff/auth/user/", "/staff/pages/", "/staff/outbox/", "/staff/account/passkey/",
                 "/staff/account/codes/", "/staff/password_change/", "/staff/jsi18n/"):  # fmt: skip
        for answer in (half.get(page), half.post(page, {"x": "y"})):
            assert answer.status_code == 302, page
            assert answer["Location"].startswith(SET_UP), page
    give_app(fred)
    assert half.get(f"{DESK}?a=1")["Location"] == f"{CONFIRM}?next=%2Fstaff%2F%3Fa%3D1"
    assert half.get(SET_UP)["Location"].startswith(CONFIRM), (
        "who has one cannot set up another before it is proven"
    )
    assert half.post("/staff/account/codes/new/")["Location"].startswith(CONFIRM)
    assert half.post("/staff/account/passkey/")["Location"].startswith(CONFIRM)


def test_an_account_sets_up_an_app_and_writes_down_its_codes(half: Client, fred: User) -> None:
    html = half.get(SET_UP).content.decode()
    secret = re.search(r'id="secret">([A-Z2-7 ]+)<', html)[1]  # type: ignore[index]
    assert "<svg" in html
    assert "Recent actions" not in html
    assert "/staff/auth/user/" not in html, "the desk is not named before"
    assert half.post(SET_UP, {"code": "000000"}).status_code == 200
    assert not second_factor.has_factor(fred)
    before = half.session.session_key
    answer = half.post(SET_UP, {"code": code_of(secret)})
    assert answer["Location"] == "/staff/account/codes/"
    assert half.session.session_key != before
    codes = re.findall(r"<code>(\d{4} \d{4})</code>", half.get("/staff/account/codes/").content.decode())
    assert len(codes) == 10
    half.post("/staff/account/codes/")
    assert half.get("/staff/account/codes/").status_code == 302, "shown once"
    assert half.get(DESK).status_code == 200
    stored = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret.replace(" ", "") not in stored
    other = Client()
    other.force_login(fred)
    assert other.post(CONFIRM, {"code": codes[0]}).status_code == 302
    assert other.get(DESK).status_code == 200
    again = Client()
    again.force_login(fred)
    assert again.post(CONFIRM, {"code": codes[0]}).status_code == 200, "each code for recovery once"


def test_a_code_is_taken_once_and_only_while_it_is_new(fred: User) -> None:
    give_app(fred)
    assert not factors.use_code(fred, code_of(SECRET, -3))
    assert not factors.use_code(fred, code_of(SECRET, 3))
    code = code_of(SECRET)
    assert factors.use_code(fred, f" {code[:3]} {code[3:]}")
    assert not factors.use_code(fred, code), "not by another process either: the step is in the database"
    assert not factors.use_code(fred, code_of(SECRET, -1)), "nor one from before it"
    for wrong in ("", "123", "abcdef", "٣٣٣٣٣٣", "1" * 20):
        assert not factors.use_code(fred, wrong)


def test_codes_of_rfc_6238() -> None:
    """Appendix B of RFC 6238, SHA-1, the last six of its eight digits."""
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

    secret = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
    for seconds, code in ((59, "287082"), (1111111109, "081804"), (20000000000, "353130")):
        assert format_hotp_value(hotp_value(secret, seconds // 30)) == code


def test_whoever_guesses_codes_has_to_wait_from_wherever(half: Client, fred: User) -> None:
    give_app(fred)
    for i in range(ONE_NAME.free):
        answer = half.post(CONFIRM, {"code": f"{i:06}"}, REMOTE_ADDR=f"192.0.2.{i}")
        assert "This code is not right" in answer.content.decode()
    answer = half.post(CONFIRM, {"code": code_of(SECRET)}, REMOTE_ADDR="198.51.100.1")
    assert "Please wait 1 minute" in answer.content.decode()
    assert SignInEvent.objects.filter(kind="wrong_code", user=fred).count() == ONE_NAME.free


def test_the_owner_is_told_of_guesses_and_changes(half: Client, fred: User) -> None:
    fred.email = "fred@town.example"
    fred.save()
    secret = re.search(r'id="secret">([A-Z2-7 ]+)<', half.get(SET_UP).content.decode())[1]  # type: ignore[index]
    half.post(SET_UP, {"code": code_of(secret)})
    thief = Client()
    thief.force_login(fred)
    for _ in range(ONE_NAME.free + 2):
        thief.post(CONFIRM, {"code": "123"})
    assert list(Mail.objects.values_list("to", "kind").order_by("pk")) == [
        ("fred@town.example", "staff-factor"), ("fred@town.example", "staff-guesses"),
    ]  # fmt: skip


def test_the_way_back_leads_nowhere_else(half: Client, fred: User) -> None:
    give_app(fred)
    for path in (
        "https://evil.example/",
        "//evil.example/staff/",
        "/towns/",
        "javascript:x",
    ):
        client = Client()
        client.force_login(fred)
        Authenticator.objects.update(data={**Authenticator.objects.get().data, "last_step": 0})
        answer = client.post(f"{CONFIRM}?next={path}", {"code": code_of(SECRET)})
        assert answer["Location"] == DESK, path


def test_a_factor_is_fresh_for_fifteen_minutes(fred: User, rf) -> None:  # type: ignore[no-untyped-def]
    @roles.fresh_factor_required
    def refund(request: HttpRequest) -> HttpResponse:
        return HttpResponse("done")

    def answer_after(ago: float, method: str = "get", **headers: str) -> HttpResponse:
        request = getattr(rf, method)("/staff/gifts/7/refund/", **headers)
        request.user, request.session = fred, {second_factor.PROVEN: [fred.pk, time() - ago]}
        return refund(request)

    give_app(fred)
    assert answer_after(14 * 60).content == b"done"
    assert answer_after(16 * 60)["Location"] == f"{CONFIRM}?next=%2Fstaff%2Fgifts%2F7%2Frefund%2F"
    answer = answer_after(
        16 * 60, "post", HTTP_REFERER="http://testserver/staff/gifts/7/?a=1", HTTP_HOST="testserver"
    )
    assert answer["Location"] == f"{CONFIRM}?next=%2Fstaff%2Fgifts%2F7%2F%3Fa%3D1", "back to the form"
    answer = answer_after(16 * 60, "post", HTTP_REFERER="https://evil.example/staff/", HTTP_HOST="testserver")
    assert answer["Location"] == f"{CONFIRM}?next=%2Fstaff%2Fgifts%2F7%2Frefund%2F"


def test_what_one_account_proved_counts_for_no_other(fred: User, half: Client) -> None:
    pass_factor(half)
    ben = User.objects.create_user("ben", is_staff=True)
    session = half.session
    session[second_factor.PROVEN] = [ben.pk, time()]
    session.save()
    assert half.get(DESK).status_code == 302
    pass_factor(half)
    factors.forget_all(fred)
    assert half.get(DESK)["Location"].startswith(SET_UP), "its factors were reset: the session begins anew"


def test_a_new_factor_asks_every_other_session_anew(fred: User) -> None:
    owner, thief = signed_in(fred), signed_in(fred)
    assert thief.get(DESK).status_code == 200
    secret = re.search(r'id="secret">([A-Z2-7 ]+)<', owner.get(SET_UP).content.decode())[1]  # type: ignore[index]
    assert owner.post(SET_UP, {"code": code_of(secret)}).status_code == 302
    assert owner.get(DESK).status_code == 200
    assert thief.get(DESK)["Location"].startswith(CONFIRM)


def test_changing_ways_to_sign_in_needs_a_fresh_factor_and_one_stays(fred: User) -> None:
    client = signed_in(fred)
    app = Authenticator.objects.get()
    assert client.post(f"/staff/account/factor/{app.pk}/remove/").status_code == 302
    assert second_factor.has_factor(fred), "the last one stays"
    pass_factor(client, ago=16 * 60)
    assert client.post("/staff/account/codes/new/")["Location"].startswith(CONFIRM)
    assert client.get("/staff/account/passkey/")["Location"].startswith(CONFIRM)
    assert client.get(SET_UP)["Location"].startswith(CONFIRM)
    ben = User.objects.create_user("ben", is_staff=True)
    give_app(ben)
    others = Authenticator.objects.get(user=ben)
    assert client.post(f"/staff/account/factor/{others.pk}/remove/").status_code == 302
    assert Authenticator.objects.filter(pk=others.pk).exists()


def test_a_passkey_that_is_no_answer_to_our_question_is_refused(fred: User) -> None:
    client = signed_in(fred)
    assert "publicKey" in client.get("/staff/account/passkey/").content.decode()
    for given in (
        "",
        "[]",
        "{}",
        "{",
        '{"id": "x"}',
        '{"id":"AA","rawId":"AA","type":"public-key","response":{}}',
    ):
        assert client.post("/staff/account/passkey/", {"name": "key", "credential": given}).status_code == 302
        assert client.post(CONFIRM, {"credential": given}).status_code == 200
    assert not factors.of_kind(fred, factors.Type.WEBAUTHN)


def test_the_account_page_shows_ways_and_trace(fred: User) -> None:
    client = signed_in(fred)
    html = client.get("/staff/account/").content.decode()
    assert "Authenticator app" in html
    assert "signed in" in html
    assert SECRET not in html


def test_roles_are_made_once_and_say_what_each_may_do(db: None) -> None:
    assert set(STAFF_ROLES) == set(roles.RIGHTS) == set(roles.LABELS)
    roles.bring_up_to_date()
    names = {g.name: {f"{p.content_type.app_label}.{p.codename}" for p in g.permissions.all()}
             for g in Group.objects.filter(name__in=roles.RIGHTS)}  # fmt: skip
    assert set(names) == set(roles.RIGHTS)
    assert "supporters.view_person" in names[roles.ORGANIZER] & names[roles.DEVELOPMENT]
    assert not any(name.startswith(("supporters.", "giving.", "auth.")) for name in names[roles.EDITOR])
    assert not any(name.startswith(("supporters.", "records.")) for name in names[roles.ADMIN])
    Group.objects.get(name=roles.EDITOR).permissions.clear()
    roles.bring_up_to_date()
    assert Group.objects.get(name=roles.EDITOR).permissions.filter(codename="access_admin").exists()


def test_nothing_is_written_where_roles_are_right(db: None, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
    roles.bring_up_to_date()
    with django_assert_max_num_queries(9) as seen:
        roles.bring_up_to_date()
    assert not [q for q in seen if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]


def test_a_superuser_is_in_no_role_that_nobody_gave(db: None) -> None:
    boss = User.objects.create_superuser("boss")
    assert boss.has_perm("referrals.view_intake")
    assert not roles.in_role(boss, roles.REFERRAL)
    boss.groups.add(Group.objects.get(name=roles.REFERRAL))
    assert roles.in_role(boss, roles.REFERRAL)
    boss.is_active = False
    assert not roles.in_role(boss, roles.REFERRAL)


def test_an_editor_may_publish(db: None) -> None:
    from wagtail.models import Page

    editor = User.objects.create_user("ed", is_staff=True)
    editor.groups.add(Group.objects.get(name=roles.EDITOR))
    assert (
        Page.objects.get(slug="about", locale__language_code="en").permissions_for_user(editor).can_publish()
    )
