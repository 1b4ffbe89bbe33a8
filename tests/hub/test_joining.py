"""People who join: confirmed by their mailbox, told the same whoever is known, limited, cleaned."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils.timezone import now

from fairtown.hub.gate import cleaning, limits
from fairtown.hub.gate import forms as gate_forms
from fairtown.hub.gate.models import Counter, SentForm
from fairtown.hub.mail.models import Mail
from fairtown.hub.supporters import addresses, suppressions
from fairtown.hub.supporters.models import Consent, Email, Person, Suppression

from .joining_forms import ADDRESS, FIELDS, MARK, joined, link, send_join, token

pytestmark = pytest.mark.usefixtures("quick_forms")


def test_the_database_under_test_is_named(capsys: pytest.CaptureFixture[str], db: None) -> None:
    with capsys.disabled():
        print(connection.vendor)


def test_the_whole_flow(site: Client) -> None:
    answer = send_join(site)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/join/sent/")
    assert not answer.cookies
    email = Email.objects.get()
    assert (email.address, email.state) == (ADDRESS, Email.State.UNCONFIRMED)
    assert email.person.town_name == "Avon"
    confirm = link("join/confirm")
    assert "Yes, I want to join" in site.get(confirm).content.decode()
    assert Email.objects.get().state == Email.State.UNCONFIRMED, (
        "a program that looks at links confirms nothing"
    )
    assert "Thank you for joining" in site.post(confirm).content.decode()
    assert Email.objects.get().state == Email.State.CONFIRMED
    welcome = Mail.objects.order_by("-pk")[0]
    assert welcome.kind == "welcome"
    assert "- Avon" in welcome.text
    assert welcome.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "already confirmed" in site.get(confirm).content.decode()
    assert "already confirmed" in site.post(confirm).content.decode()
    assert Mail.objects.count() == 2, "a link that was used sends nothing more"
    assert list(Consent.objects.values_list("is_given", "form")) == [(True, "join"), (True, "join-confirm")]


def test_in_spanish_mail_and_links_are_spanish(site: Client) -> None:
    assert send_join(site, "/es").headers["Location"] == "/es/join/sent/"
    mail = Mail.objects.get()
    assert mail.language == "es"
    assert mail.subject == "Confirme que quiere unirse"
    confirm = link("join/confirm")
    assert confirm.startswith("/es/")
    assert "Sí, quiero unirme" in site.get(confirm).content.decode()


def test_the_answer_is_the_same_whoever_is_known(site: Client) -> None:
    email = joined(site)
    blocked = addresses.hash_of("blocked@mail.example")
    suppressions.suppress(blocked, Suppression.Why.DO_NOT_CONTACT)
    answers = [
        send_join(site, email=address)
        for address in ("new@mail.example", email.address, email.address.upper(), "blocked@mail.example")
    ]
    assert {(a.status_code, a.headers["Location"], a.content) for a in answers} == {(302, "/join/sent/", b"")}
    kinds = Mail.objects.order_by("pk").values_list("to", "kind")
    assert list(kinds)[2:] == [("new@mail.example", "confirm"), (ADDRESS, "already"), (ADDRESS, "already")]


def test_whoever_types_a_known_address_changes_nothing(site: Client) -> None:
    email = joined(site)
    send_join(site, given_name="Mallory", town="Canaan", topics=[])
    person = Person.objects.get()
    assert (person.given_name, person.town_name) == ("María", "Avon")
    assert email.person.interests.count() == 2


def test_no_name_that_was_typed_is_mailed_before_it_is_confirmed(site: Client) -> None:
    send_join(site, given_name=MARK, family_name=MARK)
    mail = Mail.objects.get()
    assert MARK not in mail.text + mail.html + mail.subject


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"email": ""}, "This field is required."),
        ({"email": "maria"}, "look like an e-mail address"),
        ({"email": "maria@mail.example\nBcc: all@mail.example"}, "look like an e-mail address"),
        ({"email": "ñ@mail.example"}, "look like an e-mail address"),
        ({"given_name": "<b>Maria</b>"}, "without signs like"),
        ({"family_name": "http://spam.example"}, "without signs like"),
        ({"given_name": "x" * 81}, "At most 80 letters"),
        ({"given_name": "Mar\ufffda"}, "without signs like"),
        ({"town": "Hartfrod"}, "Hartford"),
        ({"town": "Chicago"}, "find a town by that name"),
        ({"topics": ["weather"]}, "weather"),
        ({"website": "https://spam.example"}, "must stay empty"),
        ({"made": "forged"}, "not made by this site"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_stored(
    site: Client, wrong: dict[str, object], message: str
) -> None:
    answer = send_join(site, **wrong)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert message in html
    assert not Person.objects.exists()
    assert not Mail.objects.exists()
    if "email" not in wrong:
        assert ADDRESS in html, "what was written is not to be written twice"


def test_control_characters_are_cleaned_and_case_is_folded(site: Client) -> None:
    send_join(site, given_name="Ma\x00r\u202eía", email="MARIA@Mail.Example", town="06103")
    person = Person.objects.get()
    assert person.given_name == "María"
    assert (person.emails.get().address, person.town_name, person.zip_code) == (ADDRESS, "Hartford", "06103")


def test_a_form_is_sent_once_and_in_its_time(site: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    first = token(site)
    assert send_join(site, made=first).status_code == 302
    again = send_join(site, made=first, email="other@mail.example")
    assert (again.status_code, Email.objects.count()) == (422, 1)
    assert "already sent" in again.content.decode()
    monkeypatch.setattr(gate_forms, "SOONEST", timedelta(seconds=3))
    assert "faster than anyone can read" in send_join(site).content.decode()
    late = gate_forms.SignedForm("join", latest=timedelta(seconds=-1))
    assert "open for too long" in late.refusal({"made": token(site)})


def test_one_place_and_one_mailbox_are_limited(site: Client) -> None:
    for n in range(limits.MOST):
        assert send_join(site, email=f"n{n}@mail.example").status_code == 302
    answer = send_join(site, email="more@mail.example")
    assert answer.status_code == 429
    assert "ten minutes" in answer.content.decode()
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    form = FIELDS | {"email": "more@mail.example"}
    for n in range(limits.MOST + 1):
        place = {"REMOTE_ADDR": f"192.0.2.{n}"}
        answer = site.post("/join/", form | {"made": token(site)}, **place)  # type: ignore[arg-type]
    assert answer.status_code == 429, "a mailbox is not filled from many places either"
    assert site.post("/join/", FIELDS | {"made": token(site)}, **elsewhere).status_code == 302  # type: ignore[arg-type]
    stored = str([list(model.objects.values()) for model in (Counter, SentForm)])
    assert "192.0.2" not in stored
    assert "more@" not in stored
    Counter.objects.update(began_at=now() - timedelta(hours=25))
    cleaning.delete_old()
    assert not Counter.objects.exists()


def test_the_limit_ends_after_ten_minutes(db: None) -> None:
    for _ in range(limits.MOST + 1):
        n = limits.count("key")
    assert n == limits.MOST + 1
    Counter.objects.update(began_at=now() - timedelta(minutes=11))
    assert limits.count("key") == 1


def test_who_unsubscribed_comes_back_by_the_own_mailbox_alone(site: Client) -> None:
    email = joined(site)
    site.post(link("unsubscribe"))
    send_join(site)
    assert suppressions.reason(email.who), "a join alone lifts nothing"
    mail = Mail.objects.order_by("-pk")[0]
    assert mail.kind == "confirm"
    assert "You unsubscribed earlier" in mail.text
    site.post(link("join/confirm"))
    assert not suppressions.reason(email.who)
