"""Mail that does not arrive: known by its return address, counted once, and followed by nothing where it is gone."""

import json
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import Permission, User
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from fairtown.concepts import FairtownError
from fairtown.hub.mail import bounces, outbox, reports, sending
from fairtown.hub.mail.bounces import Bounce
from fairtown.hub.mail.letters import letter
from fairtown.hub.mail.messages import envelope_sender
from fairtown.hub.mail.models import Mail
from fairtown.hub.mail.server import hook_secret, mail_server
from fairtown.hub.supporters import suppressions
from fairtown.hub.supporters.models import Consent, Email

from . import loopback_smtp
from .newsletter_people import reader
from .staff_session import signed_in

SECRET = "a secret of more than twenty letters"
HOOK = "/hooks/mail/"

#: After the example in appendix B of RFC 3464, with the fields that change in braces.
REPORT = """\
From: Mail Delivery Subsystem <MAILER-DAEMON@mail.example>
To: {address}
Subject: Returned mail
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

--b1

It did not arrive.

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example
Arrival-Date: Fri, 8 Jul 1994 18:00:00 -0400

Final-Recipient: rfc822; someone@mail.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {answer}

--b1--
"""
#: After the example of RFC 5965, section 2.
COMPLAINT = """\
From: <abusedesk@mail.example>
To: <abuse@town.example>
Subject: FW: News
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b1"

--b1

This is an email abuse report.

--b1
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: SomeGenerator/1.0
Version: 1
Original-Mail-From: <{address}>

--b1--
"""


@pytest.fixture(autouse=True)
def _read(settings: LazySettings, tmp_path: Path) -> None:
    settings.BOUNCE_DIR, settings.MAIL_HOOK_SECRET = str(tmp_path / "bounces"), SECRET
    (tmp_path / "bounces" / "new").mkdir(parents=True)


def sent(number: int = 1, to: str = "anna@mail.example", kind: str = "newsletter") -> Mail:
    outbox.put(letter("News", "Hi", "en"), to, kind, f"test:{number}")
    Mail.objects.filter(occasion=f"test:{number}").update(state=Mail.State.SENT)
    return Mail.objects.get(occasion=f"test:{number}")


def report(
    mail: Mail, action: str = "failed", status: str = "5.1.1", answer: str = "550 no such user"
) -> bytes:
    given = {"address": bounces.return_address(mail), "action": action, "status": status, "answer": answer}
    return REPORT.format(**given).replace("\n", "\r\n").encode()


def state_of(email: Email) -> tuple[str, int]:
    email.refresh_from_db()
    return email.state, email.soft_bounces


def test_who_is_gone_gets_nothing_more(db: None, tmp_path: Path) -> None:
    anna, mail = reader("anna"), sent()
    outbox.put(letter("More", "Hi", "en"), anna.address, "newsletter", "test:2")
    new = tmp_path / "bounces" / "new"
    (new / "1").write_bytes(report(mail))
    (new / "2").write_bytes(b"From: a person\r\n\r\nThank you for your newsletter.")
    assert reports.read_folder() == 1
    assert state_of(anna) == (Email.State.DEAD, 0)
    assert Mail.objects.get().state == Mail.State.RETURNED
    assert "550 no such user" in Mail.objects.get().answer
    assert [path.name for path in new.iterdir()] == []
    assert [path.name for path in (tmp_path / "bounces" / "cur").iterdir()] == ["2:2,S"]


def test_a_full_mailbox_counts_once_a_mail_and_three_are_too_many(db: None) -> None:
    anna = reader("anna")
    for number in (1, 2, 3):
        assert anna.state == Email.State.CONFIRMED
        mail = sent(number)
        for _again in range(2):
            reports.take(reports.read(report(mail, "failed", "5.2.2", "552 mailbox full")))
        assert state_of(anna)[1] == number
        assert Mail.objects.get(pk=mail.pk).state == Mail.State.SENT
    assert state_of(anna) == (Email.State.BOUNCING, 3)


@pytest.mark.parametrize(
    ("action", "status", "answer", "kind"),
    [
        ("failed", "5.1.1", "550 user unknown", Bounce.HARD),
        ("failed", "", "550 user unknown", Bounce.HARD),
        ("failed", "5.7.1", "550 looks like spam", Bounce.SOFT),
        ("failed", "4.4.7", "message expired", Bounce.SOFT),
        ("Delayed", "4.4.1", "no answer", Bounce.SOFT),
        ("delivered", "2.0.0", "ok", None),
        ("relayed", "2.0.0", "ok", None),
    ],
)
def test_what_a_report_says(action: str, status: str, answer: str, kind: Bounce | None) -> None:
    given = {"address": "b@town.example", "action": action, "status": status, "answer": answer}
    assert reports.read(REPORT.format(**given).encode()).kind == kind


@given(st.binary(max_size=300))
def test_what_is_no_report_says_nothing(content: bytes) -> None:
    assert reports.read(content).kind is None


def test_a_complaint_ends_all_mail_for_good(db: None) -> None:
    anna, mail = reader("anna"), sent()
    content = COMPLAINT.format(address=bounces.return_address(mail)).encode()
    for _again in range(2):
        assert reports.take(reports.read(content))
    assert suppressions.reason(anna.who) == "complaint"
    assert list(Consent.objects.values_list("is_given", "form")) == [
        (True, "join-confirm"),
        (False, "complaint"),
    ]


def test_a_forged_mark_is_refused(db: None) -> None:
    anna, mail = reader("anna"), sent()
    own = bounces.return_address(mail)
    mark = own.partition(".")[2].partition("@")[0]
    other = own.replace(mark, mark[:-1] + ("0" if mark[-1] != "0" else "1"))
    neighbor = own.replace(f"+{mail.pk}.", f"+{mail.pk + 1}.")
    for address in (other, neighbor, own.replace(mark, ""), "b+1.x@town.example"):
        assert not reports.take(reports.read(report(mail).replace(own.encode(), address.encode())))
    assert anna.state == Email.State.CONFIRMED
    assert bounces.mail_at([own.upper()]) == mail, "some servers change the case"


def test_the_hook_wants_its_secret_and_a_report(site: Client, settings: LazySettings) -> None:
    anna, mail = reader("anna"), sent()
    own = bounces.return_address(mail)
    signed = {"headers": {"Authorization": f"Bearer {SECRET}"}}

    def post(values: object, **options: object) -> int:
        return site.post(HOOK, json.dumps(values), content_type="application/json", **options).status_code  # type: ignore[arg-type]

    hard = {"address": own, "kind": "hard", "detail": "gone"}
    assert site.get(HOOK).status_code == 405
    assert post(hard) == 403
    assert post(hard, headers={"Authorization": "Bearer another"}) == 403
    assert post(hard, headers={"Authorization": "Bearer señal"}) == 403
    for bad in (
        [],
        {},
        "x",
        None,
        {"address": own},
        {"address": 7, "kind": "hard"},
        {"address": own, "kind": "odd"},
    ):
        assert post(bad, **signed) == 400
    assert post({"address": "b+1.0@x", "kind": "hard"}, **signed) == 422
    assert anna.state == Email.State.CONFIRMED
    content = report(mail, "delayed", "4.4.1")
    assert site.post(HOOK, content, content_type="message/rfc822", **signed).status_code == 204  # type: ignore[arg-type]
    assert state_of(anna) == (Email.State.CONFIRMED, 1)
    assert post(hard, **signed) == 204
    assert state_of(anna)[0] == Email.State.DEAD
    settings.MAIL_HOOK_SECRET = ""
    assert post(hard, headers={"Authorization": "Bearer "}) == 404


def test_a_refusal_while_sending_counts_like_a_report(db: None, settings: LazySettings) -> None:
    anna, berta = reader("anna"), reader("berta")
    answers = {anna.address: "550 5.1.1 no such user", berta.address: "554 5.7.1 spam"}
    with loopback_smtp.mail_server() as server:
        settings.MAIL_SERVER = mail_server(server.url)
        server.script = lambda address, _tries: answers[address]
        for number, email in enumerate((anna, berta)):
            outbox.put(letter("News", "Hi", "en"), email.address, "newsletter", f"test:{number}")
        sending.send_due("machine:worker")
    assert state_of(anna) == (Email.State.DEAD, 0)
    assert state_of(berta) == (Email.State.CONFIRMED, 1)
    assert set(Mail.objects.values_list("state", flat=True)) == {Mail.State.DEAD}, (
        "they are there to be counted"
    )


def test_return_addresses_are_used_only_where_somebody_reads_them(db: None, settings: LazySettings) -> None:
    mail = sent()
    settings.BOUNCE_DIR = ""
    assert envelope_sender(mail).startswith(f"b+{mail.pk}.")
    settings.MAIL_HOOK_SECRET = ""
    assert envelope_sender(mail) == settings.MAIL_FROM.address


def test_staff_revive_an_address(site: Client) -> None:
    anna, berta = reader("anna"), reader("berta", has_consented=False)
    Email.objects.update(state=Email.State.DEAD, soft_bounces=3)
    user = User.objects.create_user("staff", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="view_email"))
    signed_in(user, site)
    chosen = {"action": "revive", "_selected_action": [anna.pk, berta.pk]}
    site.post("/staff/supporters/email/", chosen)
    assert state_of(anna)[0] == Email.State.DEAD, "who only looks changes nothing"
    user.user_permissions.set(Permission.objects.filter(codename__in=("view_email", "change_email")))
    signed_in(user, site)
    site.post("/staff/supporters/email/", chosen)
    assert state_of(anna) == (Email.State.CONFIRMED, 0)
    assert state_of(berta) == (Email.State.UNCONFIRMED, 0)


def test_a_short_secret_is_none() -> None:
    assert hook_secret("") == ""
    with pytest.raises(FairtownError, match="expected 20 or more"):
        hook_secret("short")
