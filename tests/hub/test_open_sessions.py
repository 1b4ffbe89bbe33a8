"""Where an account is signed in: its owner sees it, ends the others, and leaves nothing in a browser."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from fairtown.hub.staff.models import StaffAction
from fairtown.hub.staff.open_sessions import browser_name
from fairtown.release.reader import OpenRelease

from .staff_session import pass_factor, signed_in

PASSWORD = "four quiet horses by night"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605 Version/17.0 Mobile/15 Safari/604.1"
ACCOUNT, END = "/staff/account/", "/staff/account/sessions/end/"


@pytest.fixture
def fred(release: OpenRelease, db: None) -> User:
    return User.objects.create_superuser("fred", password=PASSWORD)


@pytest.mark.parametrize(
    ("header", "name"),
    [
        (FIREFOX, "Firefox, Windows"),
        (SAFARI, "Safari, iOS"),
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
            "Edge, Linux",
        ),
        (
            "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36",
            "Chrome, Android",
        ),
        ("<script>alert(1)</script>", ""),
    ],
)
def test_a_browser_is_named_by_what_it_says(header: str, name: str) -> None:
    assert browser_name(header) == name


def test_the_owner_sees_sessions_and_ends_the_others(fred: User) -> None:
    own, thief = Client(headers={"user-agent": FIREFOX}), Client(headers={"user-agent": SAFARI})
    for client in (own, thief):
        client.post("/staff/login/", {"username": "fred", "password": PASSWORD})
    pass_factor(own)
    other = signed_in(User.objects.create_superuser("ana", password=PASSWORD))
    html = own.get(ACCOUNT).content.decode()
    assert html.index("Firefox, Windows") < html.index("(this one)") < html.index("Safari, iOS")
    assert "not done" in html, "the thief knows the password alone"
    assert thief.session.session_key not in html
    assert thief.post(END)["Location"].startswith("/staff/account/confirm/")
    assert own.post(END)["Location"] == ACCOUNT
    assert thief.get("/staff/account/confirm/")["Location"].startswith("/staff/login/")
    html = own.get(ACCOUNT).content.decode()
    assert "1 other session is ended." in html
    assert "Safari" not in html
    assert "End the others" not in html
    assert other.get("/staff/").status_code == 200, "of nobody else"
    assert [row.what for row in StaffAction.objects.filter(user=fred)] == [
        "staff-sessions-end",
        "refused: staff-sessions-end",
    ], "what the thief was not let do is not told as done"


def test_ending_others_needs_a_fresh_factor(fred: User) -> None:
    client, other = signed_in(fred), signed_in(fred)
    pass_factor(client, ago=16 * 60)
    assert client.post(END)["Location"].startswith("/staff/account/confirm/")
    assert other.get("/staff/").status_code == 200


def test_a_session_from_before_a_new_password_is_not_shown(fred: User) -> None:
    signed_in(fred)
    fred.set_password("seven slow rivers at noon")
    fred.save()
    assert signed_in(fred).get(ACCOUNT).content.decode().count("<td>unknown") == 1


@pytest.mark.parametrize("path", ["/staff/logout/", "/staff/pages/logout/"])
def test_a_browser_forgets_pages_at_signing_out(fred: User, path: str) -> None:
    client = signed_in(fred)
    assert "Clear-Site-Data" not in client.get("/staff/").headers
    assert client.post(path)["Clear-Site-Data"] == '"cache", "storage"'
    assert client.get("/staff/").status_code == 302
    assert "Clear-Site-Data" not in Client().post(path).headers, "who was not in leaves with what she has"
