"""Who gets no mail, and for how long others are kept: lists, the log of consent, addresses, what staff see."""

import re
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
from fairtown.hub.gate.mailboxes import normalized
from fairtown.hub.mail.models import Mail
from fairtown.hub.shelf.append_only import AppendOnlyError
from fairtown.hub.supporters import addresses, joining, retention, suppressions
from fairtown.hub.supporters.joining import JoinRequest
from fairtown.hub.supporters.models import Consent, Email, Person, Suppression

from .joining_forms import ADDRESS, MARK, joined, link, send_join, token
from .staff_session import signed_in

pytestmark = pytest.mark.usefixtures("quick_forms")


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
    assert normalized(text) == address


@given(st.text(max_size=80))
def test_whatever_is_typed_is_an_address_in_one_form_or_refused(text: str) -> None:
    try:
        address = normalized(text)
    except ValidationError:
        return
    assert address.isascii()
    assert address == normalized(address) == normalized(address.upper())
    assert not re.search(r"[\s<>]", address)


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
