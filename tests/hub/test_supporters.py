"""People who join: confirmed by their mailbox, told the same whoever is known, forgotten when they ask."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.utils.timezone import now
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fairtown.concepts import FairtownError
from fairtown.hub.gate import cleaning, limits
from fairtown.hub.gate import forms as gate_forms
from fairtown.hub.gate.models import Counter, SentForm
from fairtown.hub.mail.models import Mail
from fairtown.hub.shelf.append_only import AppendOnlyError
from fairtown.hub.supporters import addresses, joining, links, retention, suppressions
from fairtown.hub.supporters.joining import JoinRequest
from fairtown.hub.supporters.models import Consent, Email, Person, Suppression

from .staff_session import signed_in

ADDRESS = "maria@mail.example"
FIELDS = {"email": ADDRESS, "given_name": "María", "town": "Avon", "topics": ["action", "news"]}
MARK = "Xq7Marked"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """No one waits in a test."""
    monkeypatch.setattr(gate_forms, "SOONEST", timedelta(seconds=-1))


def token(site: Client, page: str = "/join/") -> str:
    found = re.search(r'name="made" value="([^"]+)"', site.get(page).content.decode())
    assert found
    return found[1]


def send_join(site: Client, prefix: str = "", **fields: object):  # type: ignore[no-untyped-def]
    page = f"{prefix}/join/"
    return site.post(page, FIELDS | {"made": token(site, page)} | fields)


def link(kind: str, number: int = 0) -> str:
    """Return the path of a link in the newest mail but `number`."""
    text = Mail.objects.order_by("-pk")[number].text
    found = re.search(rf"https?://[^/\s]+((?:/es)?/{kind}/\S+)", text)
    assert found, text
    return found[1]


def joined(site: Client) -> Email:
    send_join(site)
    site.post(link("join/confirm"))
    return Email.objects.get()


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


def test_unsubscribing_acts_by_one_post_and_a_look_changes_nothing(site: Client) -> None:
    email = joined(site)
    path = link("unsubscribe")
    page = site.get(path).content.decode()
    assert "m…@mail.example" in page
    assert ADDRESS not in page
    assert not Suppression.objects.exists()
    answer = site.post(path, {"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert suppressions.reason(email.who) == Suppression.Why.UNSUBSCRIBED
    assert site.post(path).status_code == 200
    assert Consent.objects.filter(is_given=False).count() == 1, "the second press is no second row"


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


def test_preferences_are_changed_and_towns_followed(site: Client) -> None:
    joined(site)
    you = link("you")
    page = site.get(you).content.decode()
    assert ADDRESS in page
    form = {"given_name": "Ana", "town": "Canton", "topics": ["events"], "save": "1"}
    assert site.post(you, form).headers["Location"] == you
    person = Person.objects.get()
    assert (person.given_name, person.town_name, person.is_volunteer) == ("Ana", "Canton", False)
    assert [i.topic for i in person.interests.all()] == ["events"]
    assert site.post(you, {"follow": "Bethel"}).status_code == 302
    assert [str(f) for f in person.follows.all()] == ["Avon", "Bethel"]
    site.post(you, {"unfollow": person.follows.first().town})  # type: ignore[union-attr]
    assert [str(f) for f in person.follows.all()] == ["Bethel"]
    wrong = site.post(you, {"follow": "Nowhere at all"})
    assert wrong.status_code == 422
    assert site.post(you, {"given_name": "<i>", "save": "1"}).status_code == 422
    assert Person.objects.get().given_name == "Ana"


def test_the_copy_holds_all_that_is_stored(site: Client) -> None:
    joined(site)
    answer = site.get(link("you").rstrip("/") + "/copy.json")
    assert answer["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer["Cache-Control"]
    copy = json.loads(answer.content)
    assert copy["name"]["first"] == "María"
    assert copy["addresses"] == [{"address": ADDRESS, "state": "confirmed", "gets_no_mail": ""}]
    assert [row["where"] for row in copy["consent"]] == ["join", "join-confirm"]
    assert copy["follows"] == ["Avon"]
    assert [row["kind"] for row in copy["mail"]] == ["welcome", "confirm"]


def test_erasure_leaves_hashes_alone_and_no_mail_comes_again(site: Client) -> None:
    email = joined(site)
    you, stop = link("you"), link("unsubscribe")
    erase = you.rstrip("/") + "/erase/"
    assert "undone" in site.get(erase).content.decode()
    assert Person.objects.exists()
    assert "Everything is erased" in site.post(erase).content.decode()
    assert not Person.objects.exists()
    assert not Email.objects.exists()
    assert not Mail.objects.exists()
    assert suppressions.reason(email.who) == Suppression.Why.ERASED
    everything = str([list(m.objects.values()) for m in (Consent, Suppression, Counter, SentForm)])
    assert ADDRESS not in everything
    assert "María" not in everything
    assert site.get(you).status_code == 410
    assert "deleted" in site.get(you).content.decode()
    assert "e-mail you any more" in site.post(stop).content.decode()


def test_a_link_that_is_old_or_changed_says_how_to_get_a_new_one(
    site: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    send_join(site)
    path = link("join/confirm")
    for broken in ("/join/confirm/x/", path[:-3] + "aa/", path.replace("join/confirm", "you")):
        answer = site.get(broken)
        assert answer.status_code == 404
        assert "Copy the whole link" in answer.content.decode()
    monkeypatch.setitem(
        links.LINKS, links.CONFIRM, replace(links.LINKS[links.CONFIRM], life=timedelta(seconds=-1))
    )
    answer = site.post(path)
    assert answer.status_code == 410
    assert "expired" in answer.content.decode()
    assert Email.objects.get().state == Email.State.UNCONFIRMED


def test_the_link_to_the_own_page_is_mailed_anew_and_to_nobody_else(site: Client) -> None:
    joined(site)
    Mail.objects.all().delete()
    answers = [
        site.post("/you/", {"email": address, "made": token(site, "/you/")})
        for address in (ADDRESS.upper(), "stranger@mail.example")
    ]
    assert {a.headers["Location"] for a in answers} == {"/you/sent/"}
    assert Mail.objects.get().to == ADDRESS
    assert site.get(link("you")).status_code == 200


def test_private_pages_are_stored_by_nobody_and_listed_nowhere(site: Client) -> None:
    joined(site)
    pages = ["/join/", "/join/sent/", "/you/", link("you"), link("unsubscribe"), link("join/confirm", 1)]
    for page in pages:
        answer = site.get(page)
        assert "no-store" in answer["Cache-Control"]
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer["X-Robots-Tag"]
        assert not answer.cookies


def test_joins_that_nobody_confirmed_are_deleted_after_seven_days(site: Client) -> None:
    send_join(site)
    send_join(site, email="late@mail.example")
    Email.objects.filter(address=ADDRESS).update(added_at=now() - timedelta(days=7, seconds=1))
    retention.delete_old()
    assert [email.address for email in Email.objects.all()] == ["late@mail.example"]
    assert not Mail.objects.filter(to=ADDRESS).exists()


def test_who_ended_all_mail_is_deleted_after_thirty_days_and_stays_on_the_list(site: Client) -> None:
    email = joined(site)
    joining.stop(email, "unsubscribe")
    retention.delete_old()
    assert Person.objects.exists()
    Suppression.objects.update(at=now() - timedelta(days=31))
    retention.delete_old()
    assert not Person.objects.exists()
    assert suppressions.reason(email.who)


def test_the_log_of_consent_only_grows(site: Client) -> None:
    joined(site)
    row = Consent.objects.all()[0]
    for change in (row.save, row.delete, Consent.objects.all().delete):
        with pytest.raises(AppendOnlyError):
            change()
    with pytest.raises(AppendOnlyError):
        Consent.objects.update(is_given=False)


def test_another_key_than_the_list_was_made_with_is_told(db: None, settings: LazySettings) -> None:
    addresses.check_key()
    addresses.check_key()
    settings.SUPPRESSION_KEY = "another"
    with pytest.raises(FairtownError, match="suppression_key"):
        addresses.check_key()


def test_staff_read_people_and_the_public_does_not(site: Client, release: object) -> None:
    joined(site)
    Person.objects.update(family_name=MARK)
    person = Person.objects.get()
    assert site.get("/staff/supporters/person/").status_code == 302
    signed_in(User.objects.create_superuser("anna"), site)
    listed = site.get("/staff/supporters/person/").content.decode()
    assert MARK in listed
    assert ADDRESS in listed
    page = site.get(f"/staff/supporters/person/{person.pk}/change/").content.decode()
    assert "Avon" in page
    assert 'name="_save"' not in page
    for table in ("consent", "suppression"):
        assert site.get(f"/staff/supporters/{table}/").status_code == 200
    site.logout()
    for public in (
        "/",
        "/towns/avon/",
        "/zoning/avon/",
        "/search/?q=Xq7Marked",
        "/sitemap.xml",
        "/zoning/avon.atom",
    ):
        text = site.get(public).content.decode()
        assert ADDRESS not in text
        assert MARK not in text or "q=Xq7Marked" in public


@pytest.mark.parametrize(
    ("text", "address"),
    [
        (" Maria@Mail.EXAMPLE ", "maria@mail.example"),
        ("maria+x@mail.example", "maria+x@mail.example"),
        ("o'brien@mail.example", "o'brien@mail.example"),
        ("maria@españa.example", "maria@xn--espaa-rta.example"),
    ],
)
def test_an_address_is_stored_one_way(text: str, address: str) -> None:
    assert addresses.normalized(text) == address


@given(st.text(max_size=80))
def test_whatever_is_typed_is_an_address_in_one_form_or_refused(text: str) -> None:
    try:
        address = addresses.normalized(text)
    except ValidationError:
        return
    assert address.isascii()
    assert address == addresses.normalized(address) == addresses.normalized(address.upper())
    assert not re.search(r"[\s<>]", address)


@given(st.text(max_size=120))
def test_no_text_but_a_signed_one_opens_a_page(text: str) -> None:
    for route in links.LINKS:
        assert links.follow_link(route, text).fault == "unknown"


STEPS = st.lists(
    st.tuples(st.sampled_from(["join", "stop", "confirm", "erase", "block"]), st.integers(0, 1)), max_size=14
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_nothing_but_the_own_mailbox_lifts_a_suppression(
    release: object, db: None, steps: list[tuple[str, int]]
) -> None:
    """In whatever order things are done, what is suppressed stays so until its owner confirms."""
    from fairtown.hub.supporters.erasure import erase

    for model in (Person, Suppression, Mail):
        model.objects.all().delete()
    for number, (step, n) in enumerate(steps):
        address = f"n{n}@mail.example"
        who = addresses.hash_of(address)
        before = suppressions.reason(who)
        email = Email.objects.filter(address=address).first()
        if step == "join":
            joining.join(JoinRequest(address, str(number), "en"))
        elif step == "block":
            suppressions.suppress(who, Suppression.Why.DO_NOT_CONTACT)
        elif email and step == "stop":
            joining.stop(email, "unsubscribe")
        elif email and step == "confirm":
            joining.confirm(email)
        elif email and step == "erase":
            erase(email.person)
        after = suppressions.reason(who)
        if step == "confirm" and email and suppressions.may_lift(before):
            assert after == ""
        elif before:
            assert suppressions.ORDER.index(after) >= suppressions.ORDER.index(before)
        if before == Suppression.Why.DO_NOT_CONTACT and step == "join":
            assert not Mail.objects.filter(occasion=f"join:{number}").exists()


def test_what_was_typed_is_found_only_where_it_may_be(
    site: Client, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A marked text goes through every form; the tables that hold it are those of people and their mail."""
    marked = f"{MARK}@mail.example"
    send_join(site, email=marked, given_name=MARK, family_name=MARK)
    site.post(link("join/confirm"))
    site.post(link("you"), {"given_name": MARK, "town": "Avon", "save": "1"})
    site.post("/you/", {"email": marked, "made": token(site, "/you/")})
    allowed = {"supporters_person", "supporters_email", "mail_mail"}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')
            if MARK.lower() in str(cursor.fetchall()).lower():
                assert table in allowed
    printed = capfd.readouterr()
    assert MARK not in printed.out + printed.err
    files = [path for path in tmp_path.rglob("*") if path.is_file() and MARK.encode() in path.read_bytes()]
    assert files == []
