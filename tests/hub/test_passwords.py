"""Passwords of staff: those that a guesser tries first are refused, by the form and by the command."""

import pytest
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from fairtown.concepts import FairtownError
from fairtown.hub.staff import accounts
from fairtown.hub.staff.passwords import site_words
from fairtown.release.reader import OpenRelease

PASSWORD = "four quiet horses by night"


@pytest.mark.parametrize(
    "password",
    [
        "short words",
        "password1234",
        "Password2026!!",
        "P@ssw0rd!P@ssw0rd!",
        "passwordpassword",
        "123456789012345",
        "aaaaaaaaaaaaaaaa",
        "abcdefghijklmnop",
        "qwertyuiopasdf",
        "1qaz2wsx3edc4rfv",
        "Hartford2026!!",
        "WestHartford#2026",
        "h4rtf0rd-c0nn3ct1cut",
        "fairtownfairtown",
        "FairHousing2026!",
        "openharbor-2026!",
        "Zoning!Zoning!1",
        "zelda-zelda-zelda",
        "zelda.brooks.99",
        "brooks@harbor.example",
        "letmeinletmein1!",
        "monkeydragon1234",
    ],
)
def test_passwords_that_a_guesser_tries_first_are_refused(
    release: OpenRelease, settings, password: str
) -> None:  # type: ignore[no-untyped-def]
    settings.ORGANIZATION = "Open Harbor"
    user = User(username="zelda", last_name="Brooks", email="brooks@harbor.example")
    with pytest.raises(ValidationError):
        validate_password(password, user)


@pytest.mark.parametrize(
    "password",
    [
        PASSWORD,
        "correct horse battery staple",
        "x7$Kq9!vB2#zLm",
        "the kettle sang in Hartford at dawn",
        "cuatro caballos tranquilos de noche",
        "vier-stille-pferde",
        "四匹の静かな馬が夜に走っている",
    ],
)
def test_passwords_of_several_words_or_without_meaning_pass(release: OpenRelease, password: str) -> None:
    validate_password(password, User(username="zelda"))


def test_the_words_of_this_site_are_its_towns_state_and_organization(release: OpenRelease, settings) -> None:  # type: ignore[no-untyped-def]
    settings.ORGANIZATION = "Open Harbor Alliance"
    known_words = site_words()
    assert {"connecticut", "west", "hartford", "westhartford", "harbor", "openharboralliance"} <= known_words


def test_the_command_gives_an_account_and_refuses_a_weak_password(
    release: OpenRelease, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fairtown.hub.start.prepare_records", lambda: None)
    monkeypatch.setenv(accounts.PASSWORD, PASSWORD)
    assert accounts.add("carla") == "carla may now sign in at /staff/"
    assert accounts.add("carla", may_manage=True) == "carla has a new password at /staff/"
    assert User.objects.get(username="carla").check_password(PASSWORD)
    accounts.add("carla")
    assert User.objects.get(username="carla").has_perm("auth.change_user"), (
        "a new password takes nothing away"
    )
    accounts.add("carla", ["organizer"])
    assert not User.objects.get(username="carla").has_perm("wagtailadmin.access_admin")
    assert User.objects.get(username="carla").has_perm("supporters.view_person")
    accounts.add("carla", ["editor"])
    assert User.objects.get(username="carla").has_perm("wagtailadmin.access_admin")
    assert not User.objects.get(username="carla").has_perm("supporters.view_person")
    for weak in ("short", "password1234"):
        monkeypatch.setenv(accounts.PASSWORD, weak)
        with pytest.raises(FairtownError, match="the password is refused"):
            accounts.add("carla")
    monkeypatch.delenv(accounts.PASSWORD)
    typed = iter([PASSWORD, PASSWORD + "x"])
    monkeypatch.setattr(accounts.getpass, "getpass", lambda _prompt: next(typed))
    with pytest.raises(FairtownError, match="the two passwords differ"):
        accounts.add("carla")

    def stopped(_prompt: str) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(accounts.getpass, "getpass", stopped)
    with pytest.raises(FairtownError, match="no password was given"):
        accounts.add("carla")
    with pytest.raises(FairtownError, match="name is 'a b'"):
        accounts.add("a b")
