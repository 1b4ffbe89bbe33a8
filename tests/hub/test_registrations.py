"""Registrations: never more than there are places, in order; each is told once, and forgotten in time."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils.timezone import now

from fairtown.hub.gate import forms as gate_forms
from fairtown.hub.gate import limits
from fairtown.hub.gatherings import clock, retention
from fairtown.hub.gatherings.models import Gathering, Registration
from fairtown.hub.mail.models import Mail
from fairtown.hub.pages.events import EventPage
from fairtown.hub.supporters import suppressions
from fairtown.hub.supporters.addresses import hash_of

from .event_pages import LINK, publish
from .running_databases import run_in_database
from .staff_session import signed_in

PAGE = "/events/zoning-night/register/"
MARK = "Xq7Marked"
State = Registration.State


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """No one waits in a test, and each comes from a place of their own."""
    monkeypatch.setattr(gate_forms, "SOONEST", timedelta(seconds=-1))
    monkeypatch.setattr(limits, "MOST", 1_000)


def send(site: Client, address: str = "maria@mail.example", page: str = PAGE, **fields: object):  # type: ignore[no-untyped-def]
    found = re.search(r'name="made" value="([^"]+)"', site.get(page).content.decode())
    assert found
    return site.post(page, {"email": address, "seats": "1", "made": found[1]} | fields)


def link(address: str) -> str:
    """Return the path of the registration in the newest mail to an address."""
    text = Mail.objects.filter(to=address).order_by("-pk")[0].text
    found = re.search(r"https?://[^/\s]+((?:/es)?/events/registration/\S+)", text)
    assert found, text
    return found[1]


def come(site: Client, address: str, **fields: object) -> Registration:
    """Register and confirm."""
    assert send(site, address, **fields).status_code == 302
    site.post(link(address), {"do": "confirm"})
    return Registration.objects.get(email=address)


def kinds(address: str) -> list[str]:
    return list(Mail.objects.filter(to=address).order_by("pk").values_list("kind", flat=True))


def change(page: EventPage, **values: object) -> None:
    for name, value in values.items():
        setattr(page, name, value)
    page.save_revision().publish()


def test_the_whole_flow(site: Client) -> None:
    publish()
    answer = send(site, "Maria@Mail.example", name="María", needs=MARK)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{PAGE}sent/")
    assert not answer.cookies
    row = Registration.objects.get()
    assert (row.email, row.state, row.confirmed_at) == ("maria@mail.example", State.HELD, None)
    own = link(row.email)
    assert LINK not in Mail.objects.get().text, "whose mailbox it is, is not known yet"
    assert "Yes, I'm coming" in site.get(own).content.decode().replace("&#x27;", "'")
    assert Registration.objects.get().confirmed_at is None, "a program that looks at links confirms nothing"
    assert "You have 1 place." in site.post(own, {"do": "confirm"}).content.decode()
    site.post(own, {"do": "confirm"})
    assert kinds(row.email) == ["event-confirm", "event-registered"], (
        "a link that is used again sends nothing"
    )
    registered = Mail.objects.get(kind="event-registered")
    assert LINK in registered.text
    assert MARK not in registered.text + registered.html
    shown = site.get("/events/zoning-night/")
    assert "9 places left" in shown.content.decode()
    assert shown.headers["Cache-Control"] == "no-cache", "places go"
    text = site.post(own, {"do": "cancel"}).content.decode()
    assert "Your registration is cancelled" in text
    row.refresh_from_db()
    assert (row.state, row.name, row.needs) == (State.CANCELLED, "", "")
    assert site.get(own).headers["Cache-Control"].find("no-store") >= 0


def test_the_flow_in_spanish(site: Client) -> None:
    publish()
    send(site, page=f"/es{PAGE}")
    mail = Mail.objects.get()
    assert (mail.language, mail.subject) == ("es", "Por favor, confirme: Una noche sobre zonificación")
    own = link("maria@mail.example")
    assert own.startswith("/es/events/registration/")
    assert "Tiene 1 plaza." in site.post(own, {"do": "confirm"}).content.decode()


def test_who_registers_twice_changes_nothing(site: Client) -> None:
    publish()
    come(site, "maria@mail.example", name="María")
    answer = send(site, "MARIA@mail.example", name="Somebody else", seats="4")
    assert answer.headers["Location"] == f"{PAGE}sent/", "the same answer to everyone"
    row = Registration.objects.get()
    assert (row.name, row.seats) == ("María", 1)
    assert kinds(row.email)[-1] == "event-registered"


def test_the_waiting_list_keeps_its_order(site: Client) -> None:
    publish(capacity=2)
    a, b = come(site, "a@mail.example"), come(site, "b@mail.example")
    c, d = come(site, "c@mail.example", seats="2"), come(site, "d@mail.example")
    assert [r.state for r in (a, b, c, d)] == [State.HELD, State.HELD, State.WAITING, State.WAITING]
    assert kinds(c.email) == ["event-confirm", "event-waiting"]
    page = site.get(PAGE).content.decode()
    assert "waiting list" in page
    site.post(link(a.email), {"do": "cancel"})
    for row in (c, d):
        row.refresh_from_db()
        assert row.state == State.WAITING, "one place is free, the first wants two, and nobody overtakes"
    assert come(site, "e@mail.example").state == State.WAITING
    site.post(link(b.email), {"do": "cancel"})
    c.refresh_from_db()
    assert c.state == State.HELD
    assert kinds(c.email)[-1] == "event-place-free"
    site.post(link(c.email), {"do": "cancel"})
    assert set(Registration.objects.filter(state=State.HELD).values_list("email", flat=True)) == {
        "d@mail.example", "e@mail.example",
    }  # fmt: skip


def test_more_places_go_to_those_who_wait(site: Client) -> None:
    page = publish(capacity=1)
    come(site, "a@mail.example")
    b = come(site, "b@mail.example")
    change(page, capacity=2)
    clock.run()
    b.refresh_from_db()
    assert b.state == State.HELD


def test_what_nobody_confirms_holds_a_place_for_a_day(site: Client) -> None:
    publish(capacity=1)
    send(site, "a@mail.example", name=MARK)
    b = come(site, "b@mail.example")
    assert b.state == State.WAITING
    Registration.objects.filter(email="a@mail.example").update(registered_at=now() - timedelta(hours=23))
    clock.run()
    assert Registration.objects.filter(email="a@mail.example").exists()
    Registration.objects.filter(email="a@mail.example").update(registered_at=now() - timedelta(hours=25))
    clock.run()
    assert not Registration.objects.filter(email="a@mail.example").exists()
    b.refresh_from_db()
    assert b.state == State.HELD


def test_a_yes_that_comes_too_late_is_told_so(site: Client) -> None:
    publish()
    send(site, "a@mail.example")
    own = link("a@mail.example")
    Registration.objects.update(registered_at=now() - timedelta(hours=25))
    answer = site.post(own, {"do": "confirm"})
    assert (answer.status_code, "You can register again" in answer.content.decode()) == (410, True)
    assert kinds("a@mail.example") == ["event-confirm"]


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"is_cancelled": True}, "This event is cancelled."),
        ({"starts": "past"}, "already started or is over"),
        ({"closes": "past"}, "Registration is closed."),
        ({"takes_registrations": False}, "need to register"),
    ],
)
def test_who_cannot_register_is_told_why(site: Client, values: dict[str, object], reason: str) -> None:
    past = now() - timedelta(hours=1)
    publish(**{name: past if value == "past" else value for name, value in values.items()})  # type: ignore[arg-type]
    assert reason in site.get(PAGE).content.decode()
    answer = site.post(PAGE, {"email": "a@mail.example", "made": "x"})
    assert (answer.status_code, reason in answer.content.decode()) == (410, True)
    assert not Registration.objects.exists()
    assert not Mail.objects.exists()


def test_what_is_no_event_is_not_found(site: Client) -> None:
    assert site.get("/events/nothing/register/").status_code == 404
    assert site.get("/events/registration/").status_code == 404
    assert site.get("/events/registration/x.y/").status_code == 404


def test_bad_input_gets_a_clear_answer(site: Client) -> None:
    publish()
    for fields in ({"name": "<b>x</b>"}, {"seats": "900"}, {"needs": "x" * 501}, {"email": "nobody"}):
        answer = send(site, **fields)  # type: ignore[arg-type]
        assert answer.status_code == 422, fields
        assert 'class="field-error"' in answer.content.decode()
    assert not Registration.objects.exists()


def test_a_reminder_comes_once_the_day_before(site: Client) -> None:
    page = publish(starts=now() + timedelta(days=3))
    row = come(site, "a@mail.example")
    send(site, "unconfirmed@mail.example")
    clock.run()
    assert "event-reminder" not in kinds(row.email)
    Registration.objects.update(confirmed_at=now() - timedelta(days=2))
    Registration.objects.filter(email="unconfirmed@mail.example").update(confirmed_at=None)
    soon = now() + timedelta(hours=20)
    EventPage.objects.filter(translation_key=page.translation_key).update(
        starts=soon, ends=soon + timedelta(hours=1)
    )
    for _ in range(3):
        clock.run()
    assert kinds(row.email).count("event-reminder") == 1
    assert kinds(row.email).count("event-changed") == 1
    assert kinds("unconfirmed@mail.example") == ["event-confirm"]


def test_who_registers_on_the_last_day_is_told_then(site: Client) -> None:
    publish(starts=now() + timedelta(hours=5))
    row = come(site, "a@mail.example")
    clock.run()
    assert kinds(row.email) == ["event-confirm", "event-registered"]


def test_changes_and_cancellations_are_told_once(site: Client) -> None:
    page = publish(capacity=1)
    a, b = come(site, "a@mail.example"), come(site, "b@mail.example")
    clock.run()
    change(page, address="Another hall")
    clock.run()
    clock.run()
    change(page, is_cancelled=True)
    clock.run()
    clock.run()
    for row in (a, b):
        assert kinds(row.email)[2:] == ["event-changed", "event-cancelled"]
    assert "Another hall" in Mail.objects.get(to=a.email, kind="event-changed").text
    assert LINK not in Mail.objects.get(to=b.email, kind="event-changed").text, "who waits has no place"
    assert "This event is cancelled." in site.get(link(a.email)).content.decode()


def test_needs_and_names_are_deleted_in_time(site: Client) -> None:
    publish()
    row = come(site, "a@mail.example", name="Ana", needs=MARK)
    for days, needs, name in ((29, MARK, "Ana"), (31, "", "Ana")):
        Gathering.objects.update(ends=now() - timedelta(days=days))
        retention.delete_old()
        row.refresh_from_db()
        assert (row.needs, row.name) == (needs, name)
    Gathering.objects.update(ends=now() - timedelta(days=366))
    retention.delete_old()
    assert not Registration.objects.exists()
    assert site.get(link("a@mail.example")).status_code == 410


def test_a_complaint_ends_this_mail_too(site: Client) -> None:
    publish()
    suppressions.suppress(hash_of("a@mail.example"), suppressions.Why.COMPLAINT)
    assert send(site, "a@mail.example").headers["Location"] == f"{PAGE}sent/"
    assert not Mail.objects.exists()


def test_needs_are_shown_to_staff_alone(site: Client) -> None:
    publish()
    come(site, "a@mail.example", name="Ana", needs=MARK)
    for path in ("/events/", "/events/zoning-night/", PAGE, "/events.ics", "/", f"/search/?q={MARK}"):
        text = site.get(path).content.decode()
        assert "Ana<" not in text
        assert f"{MARK}<" not in text
    assert not Mail.objects.filter(text__contains=MARK).exists()
    User.objects.create_superuser("staff", password="a long word of staff")
    staff = signed_in(User.objects.get(username="staff"))
    seen = staff.get(f"/staff/gatherings/gathering/{Gathering.objects.get().pk}/change/")
    assert MARK in seen.content.decode()


#: Fifty register for ten seats at once while some who have one cancel; each thread has a connection of its own.
RACE = """
import json, threading
from datetime import timedelta
from django.db import connection, transaction
from django.utils.timezone import now
from fairtown.hub.gatherings import registering
from fairtown.hub.gatherings.models import Gathering, Registration
from fairtown.hub.shelf import slots
from fairtown.hub.shelf.events import EventFacts

event = EventFacts("k", "s", "A night", "/events/s/", now() + timedelta(days=9), now() + timedelta(days=10),
                   "America/New_York", capacity=10)
# pages of editors are left out: the facts alone are needed
slots._providers[slots.EVENT_OF] = [lambda language, key: [event]]
ready, most, faults = threading.Barrier(51), [0], []
stop = threading.Event()

def client(n):
    try:
        ready.wait()
        with transaction.atomic():
            row = registering.register(
                event, registering.RegistrationRequest(f"p{n}@mail.example", f"form{n}", "en")
            )
        registering.confirm(row, event)
        if n % 5 == 0:
            registering.cancel(row, event)
    except Exception as error:
        faults.append(repr(error))
    finally:
        connection.close()

def watcher():
    ready.wait()
    while not stop.is_set():
        found = Gathering.objects.filter(event_key="k").first()
        if found:
            most[0] = max(most[0], registering.n_held(found))
    connection.close()

watch = threading.Thread(target=watcher)
threads = [threading.Thread(target=client, args=(n,)) for n in range(50)]
for t in (watch, *threads):
    t.start()
for t in threads:
    t.join()
stop.set()
watch.join()
rows = list(Registration.objects.order_by("order").values_list("order", "state", "seats"))
print(json.dumps({"rows": rows, "most": most[0], "faults": faults}))
"""


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_fifty_at_once_never_get_more_than_ten_seats(
    database: str,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    release_folder: Path,
    prepared_records: Path,
) -> None:
    address = request.getfixturevalue("migrated_postgresql") if database == "postgresql" else ""
    found = json.loads(run_in_database(RACE, tmp_path, release_folder, address, prepared_records))
    assert found["faults"] == []
    assert found["most"] <= 10
    rows = found["rows"]
    assert len(rows) == 50
    assert len({order for order, _state, _seats in rows}) == 50
    held = [order for order, state, _seats in rows if state == "held"]
    waiting = [order for order, state, _seats in rows if state == "waiting"]
    assert sum(state == "cancelled" for _order, state, _seats in rows) == 10
    assert len(held) == 10
    assert len(waiting) == 30
    assert max(held) < min(waiting), "nobody overtook"
