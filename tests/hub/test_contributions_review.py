"""Staff: who may sign in, how a contribution is reviewed with its history kept, and the calendar of hearings."""

import os
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.utils.timezone import now
from icalendar import Calendar

from fairtown.hub.contributions.models import Contribution, Hearing, Review
from fairtown.hub.staff import accounts
from fairtown.release.reader import OpenRelease

from .staff_session import pass_factor

PASSWORD = "four quiet horses by night"
AVON = "09-02060"


@pytest.fixture
def desk(release: OpenRelease, db: None) -> Client:
    """A member of staff who signed in as people do."""
    user = User.objects.create_user("zelda", password=PASSWORD, is_staff=True)
    from django.contrib.auth.models import Permission

    user.user_permissions.set(Permission.objects.filter(content_type__app_label="records"))
    client = Client()
    answer = client.post("/staff/login/?next=/staff/", {"username": "zelda", "password": PASSWORD})
    assert answer.status_code == 302
    return pass_factor(client)


@pytest.fixture
def sent(db: None) -> Contribution:
    return Contribution.objects.create(
        town=AVON, kind="fact", subject="lot", says="Lots need 40,000 square feet.",
        as_sent="Lots need 40,000 square feet.", source="Zoning Regulations, section 4.2", form="one",
    )  # fmt: skip


def form_of(sent: Contribution, **changes: str) -> dict[str, str]:
    inline = {"reviews-TOTAL_FORMS": "0", "reviews-INITIAL_FORMS": "0"}
    names = ("town", "kind", "subject", "district", "says", "source", "source_url", "state")
    return inline | {n: getattr(sent, n) for n in names} | {"as_of": "", "note": ""} | changes


def test_the_tests_ran_on(capsys: pytest.CaptureFixture[str], db: None) -> None:
    with capsys.disabled():
        print(connection.vendor)


def test_a_visitor_sees_nothing_of_staff(site: Client, sent: Contribution) -> None:
    for path in ("/staff/", "/staff/records/contribution/", f"/staff/records/contribution/{sent.pk}/change/"):
        answer = site.get(path)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/staff/login/")


def test_showing_a_contribution_keeps_who_when_and_why(
    desk: Client, site: Client, sent: Contribution
) -> None:
    path = f"/staff/records/contribution/{sent.pk}/change/"
    html = desk.get(path).content.decode()
    assert "Avon" in html
    answer = desk.post(
        path, form_of(sent, state="shown", says="A lot needs 40,000 sq ft.", note="read the code")
    )
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    step = Review.objects.get()
    assert (step.by.username, step.note) == ("zelda", "read the code")
    assert step.before == {"state": "received", "says": "Lots need 40,000 square feet."}
    assert step.after == {"state": "shown", "says": "A lot needs 40,000 sq ft."}
    sent.refresh_from_db()
    assert sent.as_sent == "Lots need 40,000 square feet.", "what was sent stays on record"
    assert "A lot needs 40,000 sq ft." in site.get("/zoning/avon/").content.decode()
    assert "zelda" not in site.get("/zoning/avon/").content.decode()


def test_many_are_shown_or_refused_by_one_action_each_step_kept(desk: Client, sent: Contribution) -> None:
    for action, state in (("show", "shown"), ("refuse", "refused")):
        given = {"action": action, "_selected_action": [str(sent.pk)], "why": f"read the source: {state}"}
        assert desk.post("/staff/records/contribution/?state=all", given).status_code == 302
        sent.refresh_from_db()
        assert sent.state == state
    assert [r.after for r in Review.objects.all()] == [{"state": "shown"}, {"state": "refused"}]
    assert [r.note for r in Review.objects.all()] == ["read the source: shown", "read the source: refused"]


def test_no_action_on_many_goes_without_its_reason(desk: Client, sent: Contribution) -> None:
    given = {"action": "show", "_selected_action": [str(sent.pk)], "why": " \n "}
    answer = desk.post("/staff/records/contribution/?state=all", given, follow=True)
    assert "Write why they are shown or not" in answer.content.decode()
    sent.refresh_from_db()
    assert (sent.state, Review.objects.count()) == ("received", 0)


def test_the_list_begins_with_what_waits_and_shows_what_it_says(desk: Client, sent: Contribution) -> None:
    html = desk.get("/staff/records/contribution/").content.decode()
    assert "Lots need 40,000 square feet." in html
    assert "Avon" in html
    sent.state = Contribution.State.REFUSED
    sent.save()
    assert "Lots need" not in desk.get("/staff/records/contribution/").content.decode()
    for state in ("refused", "all"):
        assert "Lots need" in desk.get(f"/staff/records/contribution/?state={state}").content.decode()


def test_history_is_told_in_words(desk: Client, sent: Contribution) -> None:
    desk.post(f"/staff/records/contribution/{sent.pk}/change/", form_of(sent, state="shown", note="read it"))
    html = desk.get(f"/staff/records/contribution/{sent.pk}/change/").content.decode()
    assert "state: received, not reviewed → reviewed and shown" in html


@pytest.mark.parametrize(("button", "state"), [("_approve", "shown"), ("_refuse", "refused")])
def test_two_buttons_approve_and_refuse(desk: Client, sent: Contribution, button: str, state: str) -> None:
    path = f"/staff/records/contribution/{sent.pk}/change/"
    assert f'name="{button}"' in desk.get(path).content.decode()
    without_reason = desk.post(path, form_of(sent, **{button: "1"}))
    assert "Write why it is shown or not" in without_reason.content.decode()
    assert desk.post(path, form_of(sent, note="read it", **{button: "1"})).status_code == 302
    sent.refresh_from_db()
    assert sent.state == state


def test_nothing_can_be_deleted_and_history_not_be_written(desk: Client, sent: Contribution) -> None:
    assert desk.get(f"/staff/records/contribution/{sent.pk}/delete/").status_code == 403
    assert desk.get("/staff/records/contribution/add/").status_code == 403
    assert desk.get("/staff/records/review/").status_code in (403, 404)


def test_staff_without_leave_may_not_review(release: OpenRelease, sent: Contribution) -> None:
    User.objects.create_user("ben", password=PASSWORD, is_staff=True)
    client = Client()
    assert client.login(username="ben", password=PASSWORD)
    pass_factor(client)
    assert client.get(f"/staff/records/contribution/{sent.pk}/change/").status_code == 403


def test_a_forged_post_from_another_site_changes_nothing(release: OpenRelease, sent: Contribution) -> None:
    User.objects.create_superuser("eve", password=PASSWORD)
    client = Client(enforce_csrf_checks=True)
    assert client.login(username="eve", password=PASSWORD)
    pass_factor(client)
    answer = client.post(f"/staff/records/contribution/{sent.pk}/change/", form_of(sent, state="shown"))
    assert answer.status_code == 403
    assert "load the page again" in answer.content.decode()
    sent.refresh_from_db()
    assert sent.state == "received"


def test_a_hearing_that_staff_enter_shows_and_is_in_the_feeds(desk: Client, site: Client) -> None:
    site.get("/zoning/avon/act/")
    moment = (now() + timedelta(days=9)).replace(microsecond=0)
    given = {
        "town": AVON, "begins_at_0": f"{moment:%Y-%m-%d}", "begins_at_1": "7:00 PM", "body": "Planning Commission",
        "about": "Two-family homes in <R-15>", "place": "Town Hall", "url": "https://town.example/agenda",
        "source": "town calendar",
    }  # fmt: skip
    without = desk.post("/staff/records/hearing/add/", given | {"town": ""})
    assert "This field is required." in without.content.decode(), "no town is chosen by accident"
    past = desk.post("/staff/records/hearing/add/", given | {"begins_at_0": "2020-01-01"})
    assert "This moment is over" in past.content.decode()
    answer = desk.post("/staff/records/hearing/add/", given)
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    for page in ("/zoning/avon/", "/zoning/avon/act/", "/zoning/", "/zoning/avon/act/brief/"):
        assert "Two-family homes in &lt;R-15&gt;" in site.get(page).content.decode()
    assert "Two-family homes" not in site.get("/zoning/canton/").content.decode()
    calendar = Calendar.from_ical(site.get("/zoning/avon.ics").content)
    entry = next(e for e in calendar.walk("VEVENT") if str(e["uid"]).startswith("hearing-"))
    assert entry["summary"] == "Avon: Planning Commission: Two-family homes in <R-15>"
    assert entry["dtstart"].dt.strftime("%H:%M %Z") in ("19:00 EST", "19:00 EDT")
    assert entry["status"] == "CONFIRMED"
    feed = site.get("/zoning/connecticut.atom").content.decode()
    assert "Two-family homes in &lt;R-15&gt;" in feed
    assert str(Hearing.objects.get()) == f"Avon: Planning Commission, {moment:%Y-%m-%d} 19:00"
    assert desk.get(f"/staff/records/hearing/{Hearing.objects.get().pk}/delete/").status_code == 403
    given = {"action": "cancel", "_selected_action": [str(Hearing.objects.get().pk)]}
    assert desk.post("/staff/records/hearing/", given).status_code == 302
    calendar = Calendar.from_ical(site.get("/zoning/avon.ics").content)
    assert [str(e["status"]) for e in calendar.walk("VEVENT") if "status" in e] == ["CANCELLED"]
    assert "Canceled:" in site.get("/zoning/avon/act/").content.decode()


def hearing(**changes: str) -> dict[str, str]:
    day = now() + timedelta(days=9)
    return {
        "town": AVON, "begins_at_0": f"{day:%Y-%m-%d}", "begins_at_1": "7:00 PM", "body": "Commission",
        "about": "Two-family homes", "place": "Town Hall", "url": "", "source": "town calendar",
    } | changes  # fmt: skip


def test_no_text_of_a_hearing_breaks_a_feed(desk: Client, site: Client) -> None:
    answer = desk.post("/staff/records/hearing/add/", hearing(body="B\x07ell", place="Hall\r\nATTENDEE:evil"))
    assert answer.status_code == 302
    assert (Hearing.objects.get().body, Hearing.objects.get().place) == ("Bell", "Hall ATTENDEE:evil")
    # and one that was kept before texts were cleaned
    Hearing.objects.create(
        town=AVON,
        begins_at=now() + timedelta(days=3),
        body="x\x0b\x0c\u2028y",
        about="\x85\x07",
        source="\x1b",
    )
    for feed in ("avon.atom", "avon.ics", "connecticut.atom"):
        answer = site.get(f"/zoning/{feed}")
        assert answer.status_code == 200
        assert not re.search(rb"[\x07\x0b\x0c\x1b]", answer.content)


@pytest.mark.parametrize("day", ["9999-12-31", "2099-01-01"])
def test_a_day_that_is_a_slip_is_refused(desk: Client, day: str) -> None:
    answer = desk.post("/staff/records/hearing/add/", hearing(begins_at_0=day, begins_at_1="23:59"))
    assert "more than five years ahead" in answer.content.decode()
    assert not Hearing.objects.exists()


def test_a_hearing_is_entered_once_and_its_history_keeps_what_was(desk: Client) -> None:
    assert desk.post("/staff/records/hearing/add/", hearing()).status_code == 302
    assert "on record already" in desk.post("/staff/records/hearing/add/", hearing()).content.decode()
    path = f"/staff/records/hearing/{Hearing.objects.get().pk}"
    assert desk.post(f"{path}/change/", hearing(begins_at_1="6:30 PM", place="")).status_code == 302
    html = desk.get(f"{path}/history/").content.decode()
    day = now() + timedelta(days=9)
    assert f"{day:%Y-%m-%d} 19:00 → {day:%Y-%m-%d} 18:30" in html
    assert "Town Hall → –" in html


def test_showing_or_refusing_asks_why(desk: Client, sent: Contribution) -> None:
    path = f"/staff/records/contribution/{sent.pk}/change/"
    assert "Write why it is shown or not" in desk.post(path, form_of(sent, state="shown")).content.decode()
    sent.refresh_from_db()
    assert sent.state == "received"


def test_whoever_signs_in_arrives_at_the_desk(release: OpenRelease, db: None) -> None:
    User.objects.create_user("dora", password=PASSWORD, is_staff=True)
    answer = Client().post(
        "/staff/login/?next=https://evil.example/", {"username": "dora", "password": PASSWORD}
    )
    assert answer.headers["Location"] == "/staff/"


def test_feeds_are_named_in_the_language_of_their_address(site: Client) -> None:
    assert "zoning hearings and deadlines" in site.get("/zoning/avon.atom").content.decode()
    for feed in ("zoning/avon.atom", "zoning/avon.ics", "duties/avon.atom", "duties/avon.ics"):
        answer = site.get(f"/es/{feed}").content.decode()
        name = re.search(r"<title>(.*?)</title>|X-WR-CALNAME:(.*)", answer)
        assert name
        assert re.search("zonificación|obligaciones", name[0])


def test_a_hearing_that_is_over_is_gone(site: Client) -> None:
    Hearing.objects.create(
        town=AVON, begins_at=now() - timedelta(days=1), body="Commission", about="long ago", source="calendar"
    )
    Hearing.objects.create(
        town=AVON,
        begins_at=now() - timedelta(hours=1),
        body="Commission",
        about="still on",
        source="calendar",
    )
    html = site.get("/zoning/avon/act/").content.decode()
    assert "still on" in html
    assert "long ago" not in html


def test_feeds_of_a_region_hold_its_towns_alone(site: Client) -> None:
    for town, about in ((AVON, "of avon"), ("09-57600", "of new milford")):
        Hearing.objects.create(
            town=town, begins_at=now() + timedelta(days=3), body="Commission", about=about, source="calendar"
        )
    text = site.get("/zoning/capitol-region.atom").content.decode()
    assert "of avon" in text
    assert "of new milford" not in text


@pytest.mark.parametrize("broken", ["postgres://u:secret@127.0.0.1:1/x", ""])
def test_a_database_that_cannot_be_used_is_told_in_one_line(broken: str, tmp_path: Path) -> None:
    (tmp_path / "records.sqlite3").write_text("no database")
    given = {"FAIRTOWN_DATABASE": broken, "FAIRTOWN_RECORDS": str(tmp_path), accounts.PASSWORD: PASSWORD}
    command = [sys.executable, "-m", "fairtown.cli.commands", "staff", "carla"]
    run = subprocess.run(command, env=os.environ | given, capture_output=True, text=True)
    assert run.returncode == 2
    assert re.fullmatch(r"fairtown: records: the database of .* cannot be used: .*\n", run.stderr)
    assert "secret" not in run.stderr
