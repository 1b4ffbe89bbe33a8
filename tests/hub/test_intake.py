"""Messages of people who ask for help: sealed before they are stored, read by few, written down, deleted."""

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.utils.timezone import localdate, now

from fairtown.concepts import FairtownError
from fairtown.hub.gate import forms as gate
from fairtown.hub.mail.models import Mail
from fairtown.hub.referrals import models, reading, retention, sealing, tickets
from fairtown.hub.referrals.intake import SIGNED
from fairtown.hub.referrals.models import Intake, Key, Reading
from fairtown.hub.referrals.public_keys import public_keys
from fairtown.hub.shelf import slots
from fairtown.hub.shelf.append_only import AppendOnlyError

from . import prose
from .staff_session import pass_factor, signed_in
from .test_html import faults_of

PASSPHRASE = "seven quiet otters drum"
#: Of a key made for tests, so that no test takes the seconds that age takes to make one.
SECRET = "Xq7 they said no vouchers"


@pytest.fixture(autouse=True)
def _quick_wrapping(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wrap keys without the seconds of scrypt; one test below takes them."""

    def unwrap(wrapped: bytes | memoryview, passphrase: str) -> str:
        stored, identity = bytes(wrapped).decode().split("|")
        if stored != passphrase:
            raise sealing.WrongPassphraseError
        return identity

    monkeypatch.setattr(sealing, "wrap", lambda identity, passphrase: f"{passphrase}|{identity}".encode())
    monkeypatch.setattr(sealing, "unwrap", unwrap)


@pytest.fixture
def identity(settings) -> str:  # type: ignore[no-untyped-def]
    """A secret key whose public one the settings name."""
    secret_key = sealing.new_identity()
    settings.INTAKE_RECIPIENTS = [sealing.recipient_of(secret_key)]
    return secret_key


def account(name: str, *groups: str, is_superuser: bool = False) -> User:
    user = User.objects.create_user(
        name, email=f"{name}@mail.example", is_staff=True, is_superuser=is_superuser
    )
    user.groups.set([Group.objects.get_or_create(name=group)[0] for group in groups])
    return user


def send(site: Client, monkeypatch: pytest.MonkeyPatch, **fields: object):  # type: ignore[no-untyped-def]
    # the time in a token is rounded, and can be a moment ahead
    monkeypatch.setattr(gate, "SOONEST", timedelta(seconds=-1))
    form = {"contact": f"555 0100 {SECRET}", "text": SECRET, "basis": ["race"], gate.TOKEN: SIGNED.token()}
    return site.post("/help/tell-us/", form | fields)


def test_without_a_key_nothing_is_taken(site: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    page = site.get("/help/tell-us/")
    assert page.status_code == 200
    assert (
        "We can&#x27;t take messages here" in page.content.decode() or "can't take" in page.content.decode()
    )
    assert "<textarea" not in page.content.decode()
    assert send(site, monkeypatch).status_code == 503
    assert not Intake.objects.exists()


def test_a_message_is_sealed_before_it_is_stored(
    site: Client, identity: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    response = send(site, monkeypatch)
    assert (response.status_code, response["Location"]) == (302, "/help/tell-us/sent/")
    (intake,) = Intake.objects.all()
    assert SECRET.encode() not in bytes(intake.sealed)
    message = sealing.unseal(intake.sealed, identity)
    assert (message["text"], message["basis"], message["language"]) == (SECRET, ["race"], "en")
    assert (intake.day, intake.delete_on) == (localdate(), localdate() + timedelta(days=180))
    # a short message and a long one are of one length, but for what age itself adds at random
    send(site, monkeypatch, text="x" * 2500)
    lengths = [len(bytes(row.sealed)) for row in Intake.objects.all()]
    assert max(lengths) - min(lengths) < 300


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_form_is_valid_html_and_plain(
    site: Client, identity: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    path = "/help/tell-us/" if language == "en" else "/es/help/tell-us/"
    for name, response in (("form", site.get(path)), ("faults", send(site, monkeypatch, contact=""))):
        (tmp_path / f"{name}.html").write_bytes(response.content)
    assert faults_of(tmp_path) == []
    sentences = prose.sentences(site.get(path).content.decode(), language)
    assert prose.grade(sentences) <= 8 if language == "en" else prose.ease(sentences) >= 65


def test_a_form_is_taken_once_and_its_page_kept_by_nobody(
    site: Client, identity: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = SIGNED.token()
    assert send(site, monkeypatch, **{gate.TOKEN: token}).status_code == 302
    second = send(site, monkeypatch, **{gate.TOKEN: token})
    assert second.status_code == 422
    assert Intake.objects.count() == 1
    for response in (second, site.get("/es/help/tell-us/"), site.get("/help/tell-us/sent/")):
        assert "no-store" in response["Cache-Control"]
        assert "noindex" in response["X-Robots-Tag"]
        assert not response.cookies
    assert send(site, monkeypatch, contact="").status_code == 422
    assert send(site, monkeypatch, text="x" * 3001).status_code == 422


@pytest.mark.parametrize("role", ["", "editor", "organizer", "development", "admin", "superuser"])
def test_nobody_else_gets_near(site: Client, role: str) -> None:
    user = account(
        "ana", *([role] if role not in ("", "superuser") else []), is_superuser=role == "superuser"
    )
    client = signed_in(user)
    uuid = Intake.objects.create(sealed=b"x").pk
    for path in ("", "key/", f"{uuid}/", f"{uuid4()}/"):
        assert client.get(f"/staff/intake/{path}").status_code == 403
    assert client.post(f"/staff/intake/{uuid}/", {"act": "delete"}).status_code == 403
    assert client.post("/staff/intake/unlock/", {"passphrase": "x"}).status_code == 403
    assert [work for work in slots.ask(slots.WAITING, user) if "for help" in work.title] == []
    assert Intake.objects.count() == 1


def test_a_key_opens_messages_for_fifteen_minutes(site: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    user = account("rosa", "referral")
    client = signed_in(user)
    answer = client.post("/staff/intake/key/", {"passphrase": PASSPHRASE, "again": PASSPHRASE})
    assert answer.status_code == 302
    send(site, monkeypatch)
    intake = Intake.objects.get()
    assert "1 person asks for help" in [work.title for work in slots.ask(slots.WAITING, user)]
    path = f"/staff/intake/{intake.pk}/"
    # locked: nothing is read, nothing is written down
    assert SECRET not in client.post(path, {"act": "read"}, follow=True).content.decode()
    assert not Reading.objects.filter(act="read").exists()
    client.post("/staff/intake/unlock/", {"passphrase": "wrong"})
    assert tickets.COOKIE not in client.cookies
    client.post("/staff/intake/unlock/", {"passphrase": PASSPHRASE})
    cookie = client.cookies[tickets.COOKIE]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (
        "/staff/intake/", True, "Strict", 900,
    )  # fmt: skip
    response = client.post(path, {"act": "read"})
    assert SECRET in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert Reading.objects.filter(act="read", user=user, intake=intake.pk).count() == 1
    # neither half of the ticket opens anything: the session without the cookie, the cookie in another session
    stored = client.session[tickets.HELD]
    other = signed_in(account("bo", "referral"))
    other.cookies[tickets.COOKIE] = cookie.value
    assert SECRET not in other.post(path, {"act": "read"}, follow=True).content.decode()
    assert SECRET not in stored
    assert PASSPHRASE not in stored
    with monkeypatch.context() as later:
        later.setattr("django.core.signing.time.time", lambda: now().timestamp() + 901)
        assert SECRET not in client.post(path, {"act": "read"}, follow=True).content.decode()
    assert [row.act for row in Reading.objects.order_by("pk")] == ["key", "refused", "unlocked", "read"]


def test_the_reading_is_written_down_before_the_text_shows(
    site: Client,
    identity: str,
    settings,
    tmp_path,
    monkeypatch: pytest.MonkeyPatch,  # type: ignore[no-untyped-def]
) -> None:
    (tmp_path / "identity").write_text(f"# created: today\n{identity}\n")
    settings.INTAKE_IDENTITY = str(tmp_path / "identity")
    send(site, monkeypatch)
    client = signed_in(account("rosa", "referral"))
    path = f"/staff/intake/{Intake.objects.get().pk}/"

    def no_room(*_args: object, **_values: object) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as broken:
        broken.setattr(Reading, "save", no_room)
        with pytest.raises(OSError, match="disk full"):
            client.post(path, {"act": "read"})
    assert SECRET in client.post(path, {"act": "read"}).content.decode()


def test_a_lost_key_is_told(site: Client, identity: str, settings, tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    send(site, monkeypatch)
    (tmp_path / "identity").write_text(sealing.new_identity())
    settings.INTAKE_IDENTITY = str(tmp_path / "identity")
    response = signed_in(account("rosa", "referral")).post(
        f"/staff/intake/{Intake.objects.get().pk}/", {"act": "read"}
    )
    assert response.status_code == 409
    assert "Your key does not open this message." in response.content.decode()
    (tmp_path / "identity").write_text("nothing")
    with pytest.raises(FairtownError, match="expected one line that begins with AGE-SECRET-KEY-"):
        sealing.identity_of_file()


def test_a_message_is_deleted_90_days_after_it_was_passed_on(
    site: Client, identity: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    today = localdate()
    client = signed_in(account("rosa", "referral"))
    passed, waiting, late = (Intake.objects.create(sealed=b"x") for _ in range(3))
    Intake.objects.filter(pk=late.pk).update(
        day=today - timedelta(days=100), delete_on=today + timedelta(days=80)
    )
    for intake in (passed, late):
        client.post(f"/staff/intake/{intake.pk}/", {"act": "refer"})
    left = {row.pk: (row.delete_on - today).days for row in Intake.objects.all()}
    assert left == {passed.pk: 90, waiting.pk: 180, late.pk: 80}
    with monkeypatch.context() as later:
        later.setattr(models, "localdate", lambda: today + timedelta(days=89))
        assert retention.delete_due() == 1  # late: 180 days at most
        later.setattr(models, "localdate", lambda: today + timedelta(days=91))
        assert retention.delete_due() == 1
        later.setattr(models, "localdate", lambda: today + timedelta(days=180))
        assert retention.delete_due() == 1
    assert not Intake.objects.exists()
    assert Reading.objects.filter(act="referred").count() == 2


def test_staff_hear_that_a_message_waits_and_nothing_of_it(
    site: Client, identity: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    account("rosa", "referral")
    account("ana", "admin")
    send(site, monkeypatch)
    retention.tell_staff()
    retention.tell_staff()
    (sent,) = Mail.objects.all()
    assert (sent.to, sent.kind) == ("rosa@mail.example", "intake-waiting")
    assert SECRET not in sent.text + sent.html + sent.subject
    Intake.objects.update(day=localdate() - timedelta(days=14))
    retention.tell_staff()
    assert set(Mail.objects.values_list("kind", flat=True)) == {"intake-waiting", "intake-late"}
    rosa = User.objects.get(username="rosa")
    assert [work.is_urgent for work in slots.ask(slots.WAITING, rosa) if "person" in work.title] == [True]


def test_the_trace_only_grows(site: Client) -> None:
    row = Reading.objects.create(user=account("rosa", "referral"), act=Reading.Act.READ, intake=uuid4())
    for change in (
        row.save,
        row.delete,
        Reading.objects.all().delete,
        lambda: Reading.objects.update(act="key"),
    ):
        with pytest.raises(AppendOnlyError):
            change()


def test_who_left_is_sealed_to_no_longer(site: Client) -> None:
    user = account("rosa", "referral")
    key = Key.objects.create(user=user, recipient=sealing.recipient_of(sealing.new_identity()), wrapped=b"x")
    assert sealing.recipients() == [key.recipient]
    user.groups.clear()
    assert sealing.recipients() == []
    user.groups.add(Group.objects.get(name="referral"))
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert sealing.recipients() == []


def test_a_passphrase_opens_a_key_of_age(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    secret = sealing.new_identity()
    wrapped = sealing.wrap(secret, PASSPHRASE)
    assert secret.encode() not in wrapped
    assert sealing.unwrap(wrapped, PASSPHRASE) == secret


@pytest.mark.parametrize("text", ["age1short", "AGE-SECRET-KEY-1QQ", "age1" + "b" * 58])
def test_a_public_key_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(FairtownError, match="FAIRTOWN_INTAKE_RECIPIENTS") as error:
        public_keys(text)
    assert text not in str(error.value)
    key = "age1fh9j4h4fjf5kgwe5z8qmyvt5ppwxpjlffck92hky89cg22rrle0se9fyje"
    assert public_keys(f" {key},\n{key}") == [key, key]


def test_every_page_of_messages_asks_for_a_fresh_factor() -> None:
    from django.urls import resolve

    for path in ("", "key/", "unlock/", f"{uuid4()}/"):
        assert resolve(f"/staff/intake/{path}").func.needs_fresh_factor


def test_a_factor_of_16_minutes_ago_is_asked_for_again(site: Client) -> None:
    client = pass_factor(signed_in(account("rosa", "referral")), ago=16 * 60)
    response = client.get("/staff/intake/")
    assert response.status_code == 302
    assert response["Location"].startswith("/staff/account/")


def test_who_joins_the_readers_is_told_to_those_who_read_already(site: Client) -> None:
    rosa = account("rosa", "referral")
    Mail.objects.all().delete()
    ada = account("ada", "admin")
    assert not Mail.objects.exists()
    ada.groups.add(Group.objects.get(name="referral"))
    Group.objects.get(name="referral").user_set.add(account("bo"))
    rows = Mail.objects.order_by("pk")
    assert [(row.to, row.kind) for row in rows] == [
        (rosa.email, "intake-new_reader"),
        (rosa.email, "intake-new_reader"),
        (ada.email, "intake-new_reader"),
    ]
    assert "New in the group of referral staff: ada." in rows[0].text


def test_two_at_once_with_one_message(site: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """One passes on what the other has just deleted: a clear answer, and it stays deleted."""
    intake = Intake.objects.create(sealed=b"x")
    client = signed_in(account("rosa", "referral"))
    note = reading.note

    def deleted_meanwhile(*given: object) -> None:
        note(*given)  # type: ignore[arg-type]
        Intake.objects.all().delete()

    monkeypatch.setattr(reading, "note", deleted_meanwhile)
    answer = client.post(f"/staff/intake/{intake.pk}/", {"act": "refer"}, follow=True)
    assert "Somebody else has deleted this message meanwhile." in answer.content.decode()
    assert not Intake.objects.exists()
