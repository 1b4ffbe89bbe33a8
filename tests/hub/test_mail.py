"""The outbox: each occasion one mail, sent over a real SMTP conversation or written as a file."""

import os
import signal
import ssl
import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now
from hypothesis import given
from hypothesis import strategies as st

from fairtown.concepts import FairtownError
from fairtown.hub.mail import bounces, files, leases, outbox, retention, sending
from fairtown.hub.mail.journal import Journal
from fairtown.hub.mail.letters import UnsafeSubjectError, letter
from fairtown.hub.mail.models import Mail
from fairtown.hub.mail.server import mail_server, sender

from . import loopback_smtp
from .loaded_command import loaded_command
from .loopback_smtp import DROP, LOSE, MailServer
from .staff_session import signed_in

BODY = "Hello <b>you</b> & all.\n\n[Open it] https://town.example/x/?a=1&b=2\n\n- one\n- two\n\n-- \n[Stop] https://town.example/u/"


@pytest.fixture
def server(settings: LazySettings) -> Iterator[MailServer]:
    with loopback_smtp.mail_server() as running:
        settings.MAIL_SERVER = mail_server(running.url)
        yield running


def put(number: int = 1, to: str = "", subject: str = "A hearing") -> None:
    address = to or f"reader{number}@mail.example"
    assert outbox.put(letter(subject, BODY, "en"), address, "test", f"test:{number}")


def send() -> int:
    return sending.send_due("machine:worker")


def test_the_database_under_test_is_named(capsys: pytest.CaptureFixture[str], db: None) -> None:
    with capsys.disabled():
        print(connection.vendor)


def test_a_mail_arrives_as_text_and_html_from_one_body(db: None, server: MailServer) -> None:
    put(subject="A hearing in Ávon")
    assert send() == 1
    (message,) = server.messages
    assert (message["To"], message["Subject"]) == ("reader1@mail.example", "A hearing in Ávon")
    assert message["From"] == "fairtown <noreply@localhost>"
    assert message["Auto-Submitted"] == "auto-generated"
    plain, html = (message.get_body((kind,)) for kind in ("plain", "html"))
    assert plain
    assert html
    text = plain.get_content()
    assert "Hello <b>you</b> & all." in text
    assert "Open it:\nhttps://town.example/x/?a=1&b=2\n" in text.replace("\r\n", "\n")
    assert "Hello &lt;b&gt;you&lt;/b&gt; &amp; all." in html.get_content()
    assert '<a class="button" href="https://town.example/x/?a=1&amp;b=2">Open it</a>' in html.get_content()
    assert "<li>one</li>" in html.get_content()
    assert Mail.objects.get().state == Mail.State.SENT
    assert send() == 0


def test_one_occasion_is_one_mail(db: None) -> None:
    put(1)
    assert not outbox.put(letter("Other", "words", "en"), "else@mail.example", "test", "test:1")
    assert Mail.objects.get().subject == "A hearing"


@pytest.mark.parametrize(
    "bad", ["Hi\nBcc: all@mail.example", "Hi\rthere", "Hi\x00", "Hi\u2028there\u2029", "\u202e"]
)
def test_a_subject_of_more_than_one_line_is_refused(bad: str) -> None:
    with pytest.raises(UnsafeSubjectError):
        letter(bad, "body", "en")


@given(st.text(max_size=200))
def test_whatever_a_body_holds_is_escaped_in_its_html(text: str) -> None:
    html = letter("Subject", f"<script>{text}<img src=x>", "en").html
    assert "<script" not in html
    assert "<img" not in html


def test_long_addresses_in_headers_are_not_broken(db: None, server: MailServer) -> None:
    url = "<https://town.example/unsubscribe/" + "a1" * 150 + "/>"
    outbox.put(letter("News", "Hi", "en"), "a@mail.example", "news", "x", {"List-Unsubscribe": url})
    send()
    (message,) = server.messages
    assert message["List-Unsubscribe"] == url
    assert message["Auto-Submitted"] is None


def test_what_is_refused_for_now_is_tried_five_times_each_later(db: None, server: MailServer) -> None:
    server.script = lambda _address, _tries: "451 try later"
    put()
    waits = []
    for _ in range(5):
        Mail.objects.update(due_at=now())
        send()
        row = Mail.objects.get()
        waits.append(row.due_at - now())
    assert (row.state, row.tries) == (Mail.State.DEAD, 5)
    assert row.answer == "451 try later"
    assert server.tries["reader1@mail.example"] == 5
    assert waits[0] < waits[1] < waits[2] < waits[3] <= timedelta(hours=2)
    assert send() == 0


def test_greylisting_delays_and_does_not_lose(db: None, server: MailServer) -> None:
    server.script = lambda _address, tries: "450 greylisted" if tries == 0 else ""
    put()
    assert send() == 0
    Mail.objects.update(due_at=now())
    assert send() == 1
    assert server.arrived == {"reader1@mail.example": 1}


def test_what_is_refused_for_good_is_never_tried_again_and_others_are_sent(
    db: None, server: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[tuple[str, str]] = []
    monkeypatch.setattr(bounces, "LISTENERS", [lambda mail, kind, _is_first: heard.append((mail.to, kind))])
    server.script = lambda address, _tries: "550 no such user" if address.startswith("reader2@") else ""
    for number in (1, 2, 3):
        put(number)
    assert send() == 2
    assert Mail.objects.get(to="reader2@mail.example").state == Mail.State.DEAD
    assert heard == [("reader2@mail.example", "hard")]
    assert send() == 0


def test_an_address_that_no_server_takes_stops_no_other(db: None, server: MailServer) -> None:
    put(1, to="ñandú@mail.example")
    put(2)
    assert send() == 1
    assert Mail.objects.get(to="ñandú@mail.example").state == Mail.State.DEAD


def test_a_session_that_breaks_before_the_text_is_no_doubt(db: None, server: MailServer) -> None:
    server.script = lambda address, tries: DROP if address.startswith("reader1@") and tries == 0 else ""
    put(1)
    put(2)
    send()
    Mail.objects.update(due_at=now())
    send()
    assert server.arrived == {"reader1@mail.example": 1, "reader2@mail.example": 1}
    assert not Mail.objects.filter(doubts__gt=0).exists()


def test_a_session_that_breaks_in_the_text_is_noted_as_a_doubt_and_keeps_its_id(
    db: None, server: MailServer
) -> None:
    server.script = lambda address, tries: LOSE if address.startswith("reader1@") and tries == 0 else ""
    put(1)
    put(2)
    send()
    Mail.objects.filter(state=Mail.State.WAITING).update(due_at=now())
    send()
    assert server.arrived == {"reader1@mail.example": 2, "reader2@mail.example": 1}
    assert Mail.objects.get(to="reader1@mail.example").doubts == 1
    assert len({m["Message-ID"] for m in server.messages if m["To"] == "reader1@mail.example"}) == 1


def test_a_server_that_is_away_costs_no_try(db: None, settings: LazySettings) -> None:
    settings.MAIL_SERVER = mail_server("smtp://127.0.0.1:1")
    put()
    with pytest.raises(sending.ServerGoneError):
        send()
    row = Mail.objects.get()
    assert (row.state, row.tries, row.leased_until) == (Mail.State.WAITING, 0, None)


def test_a_lease_that_is_over_is_taken_up_by_another_and_a_begun_mail_is_doubted(db: None) -> None:
    put(1)
    put(2)
    first, second = leases.lease("one:a")
    assert leases.begin(first)
    assert leases.lease("two:b") == []
    Mail.objects.update(leased_until=now() - timedelta(seconds=1))
    again = leases.lease("two:b")
    assert {mail.pk: mail.doubts for mail in again} == {first.pk: 1, second.pk: 0}
    assert not leases.begin(first), "it is not ours any longer"


def test_to_find_no_mail_takes_no_lock(db: None) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert leases.lease("machine:a") == []
    assert [query["sql"].split()[0] for query in queries] == ["SELECT"]


def test_a_new_process_of_a_machine_frees_what_a_dead_one_held(db: None) -> None:
    put(1)
    put(2)
    put(3)
    mine, _other = leases.lease("here:dead", most=2)
    leases.begin(mine)
    leases.lease("elsewhere:alive", most=1)
    assert leases.release_dead("here:new") == 1
    assert {mail.pk for mail in leases.lease("here:new")} == {mine.pk, _other.pk}


def test_what_is_forgotten_while_it_is_sent_stays_forgotten(db: None, server: MailServer) -> None:
    put()
    (mail,) = leases.lease("one:a")
    outbox.forget(mail.to)
    assert not leases.begin(mail)
    journal = Journal()
    journal.sent(mail)
    journal.close()
    assert not Mail.objects.exists()


def test_without_a_server_mail_is_a_file_that_its_owner_alone_reads(
    db: None, settings: LazySettings, tmp_path: Path
) -> None:
    settings.MAIL_SERVER = None
    put(subject="Una audiencia")
    assert send() == 1
    number = Mail.objects.get().pk
    path = tmp_path / "outbox" / f"{number}.eml"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    found = files.read(tmp_path, number)
    assert found
    assert found.message["Subject"] == "Una audiencia"
    assert "https://town.example/x/?a=1&b=2" in found.text
    outbox.forget("reader1@mail.example")
    assert not path.exists()


def test_staff_read_the_files_and_no_one_else(site: Client, settings: LazySettings, tmp_path: Path) -> None:
    settings.MAIL_SERVER = None
    put(subject="Marked <b>subject</b>")
    send()
    number = Mail.objects.get().pk
    for address in ("/staff/outbox/", f"/staff/outbox/{number}/"):
        assert site.get(address).status_code == 302, "who is not signed in is sent to sign in"
    plain = User.objects.create_user("plain", is_staff=True)
    signed_in(plain, site)
    assert site.get("/staff/outbox/").status_code == 403
    plain.user_permissions.add(Permission.objects.get(codename="view_mail"))
    page = site.get("/staff/outbox/")
    assert "Marked &lt;b&gt;subject" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    shown = site.get(f"/staff/outbox/{number}/").content.decode()
    assert 'href="https://town.example/x/?a=1&amp;b=2"' in shown
    assert site.get("/staff/outbox/999/").status_code == 404


def test_staff_send_a_dead_mail_again(admin_client: Client, release: object) -> None:
    put()
    Mail.objects.update(state=Mail.State.DEAD, tries=5)
    chosen = {"action": "send_again", "_selected_action": [Mail.objects.get().pk]}
    assert admin_client.post("/staff/mail/mail/", chosen).status_code == 302
    row = Mail.objects.get()
    assert (row.state, row.tries) == (Mail.State.WAITING, 0)


def test_a_mail_is_emptied_after_thirty_days_and_its_occasion_stays(db: None) -> None:
    put()
    Mail.objects.update(state=Mail.State.SENT, created_at=now() - timedelta(days=31))
    retention.delete_old()
    row = Mail.objects.get()
    assert (row.to, row.subject, row.text, row.html, row.headers) == ("", "", "", "", {})
    assert not outbox.put(letter("Again", "Hi", "en"), "a@mail.example", "test", "test:1")


@pytest.mark.parametrize(
    "address",
    ["mail.example", "http://mail.example", "smtp://", "smtp://h:x", "smtp://mail.example/box", "smtp://u:secret@mail.example"],
)  # fmt: skip
def test_a_mail_server_that_is_none_is_refused_without_its_password(address: str) -> None:
    with pytest.raises(FairtownError) as error:
        mail_server(address)
    assert "secret" not in str(error.value)


def test_a_mail_server_is_read_and_its_password_not_shown() -> None:
    server = mail_server("smtps://anna%40x:p%2Fw@mail.example")
    assert server
    assert (server.port, server.user, server.password) == (465, "anna@x", "p/w")
    assert "p/w" not in repr(server)
    assert mail_server("") is None
    assert str(sender("Fair Town <news@town.example>", "", "")) == "Fair Town <news@town.example>"
    with pytest.raises(FairtownError):
        sender("Fair\nTown <news@town.example>", "", "")


WORK = """
import os, signal, sys
from fairtown.hub.mail import outbox, sending
from fairtown.hub.mail.letters import letter
from fairtown.hub.mail.models import Mail
note_sent = sending._note_sent
def killed(mail, journal, seen=[]):
    seen.append(mail)
    if len(seen) == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return note_sent(mail, journal)
if sys.argv[1] == "killed":
    from fairtown.hub.prepared import prepare_database
    prepare_database()
    for n in range(20):
        outbox.put(letter("A hearing", "It is near.", "en"), f"reader{n}@mail.example", "test", f"test:{n}")
    sending._note_sent = killed
print(sending.send_due(sending.this_worker()), *Mail.objects.filter(doubts__gt=0).values_list("doubts", flat=True))
"""


@pytest.mark.django_db(transaction=True)
def test_a_killed_job_process_loses_nothing_and_leaves_one_doubt(
    tmp_path: Path, release_folder: Path
) -> None:
    """The process ends by SIGKILL right after the server took its third mail: that one comes twice, all others once."""
    database = connection.settings_dict
    where = "{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**database)
    with loopback_smtp.mail_server() as server:
        given = {
            "FAIRTOWN_DATABASE": f"postgres://{where}" if connection.vendor == "postgresql" else "",
            "FAIRTOWN_RECORDS": str(tmp_path), "FAIRTOWN_RELEASES": str(release_folder),
            "FAIRTOWN_SMTP": server.url, "DJANGO_SETTINGS_MODULE": "fairtown.hub.settings",
        }  # fmt: skip
        with loaded_command(os.environ | given) as command:
            status, output = command.run(["-c", WORK, "killed"])
            assert status == -signal.SIGKILL, output
            assert command.run(["-c", WORK, ""]) == (0, "18 1\n")
    assert len(server.arrived) == 20
    assert sum(server.arrived.values()) == 21
    assert len({m["Message-ID"] for m in server.messages}) == 20


@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls"])
def test_a_server_without_a_certificate_of_its_name_gets_no_password(scheme: str, tmp_path: Path) -> None:
    """Whoever stands in between has some certificate: it is refused before anything is sent."""
    own = loopback_smtp.certificate(tmp_path)
    with loopback_smtp.encrypted(own, at_once=scheme == "smtps") as (port, logins):
        named = mail_server(f"{scheme}://user:secret@127.0.0.1:{port}")
        assert named
        with pytest.raises(ssl.SSLCertVerificationError):
            named.connect()
    assert logins == []
