"""Signing in at /staff/: guessing is slow, nobody can lock a name, sessions end, and every step leaves a trace."""

import os
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import Permission, User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import ProtectedError
from django.test import Client
from django.utils import translation
from django.utils.timezone import localdate, now

from fairtown.concepts import FairtownError
from fairtown.hub.contributions.models import Contribution, Review
from fairtown.hub.gate import origins
from fairtown.hub.gate.models import DayKey
from fairtown.hub.shelf.append_only import AppendOnlyError
from fairtown.hub.staff import accounts, browsers, sessions, throttle
from fairtown.hub.staff.models import AttemptCounter, SignInEvent
from fairtown.release.reader import OpenRelease

from .staff_session import pass_factor, signed_in

PASSWORD = "four quiet horses by night"
HOME, ELSEWHERE = "203.0.113.7", "198.51.100.9"
Kind = SignInEvent.Kind


@pytest.fixture
def fred(release: OpenRelease, db: None) -> User:
    return User.objects.create_user("Fred", password=PASSWORD, is_staff=True)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> "Clock":
    return Clock(monkeypatch)


class Clock:
    """A clock that tests move."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.ahead = timedelta()
        patch.setattr(throttle, "now", lambda: now() + self.ahead)
        patch.setattr(SignInEvent._meta.get_field("at"), "_get_default", lambda: now() + self.ahead)

    def move(self, **by: float) -> None:
        self.ahead += timedelta(**by)


def sign_in(name: str, password: str, address: str = HOME, client: Client | None = None) -> bool:
    """Return whether a browser at an address is let in."""
    answer = (client or Client()).post(
        "/staff/login/", {"username": name, "password": password}, REMOTE_ADDR=address
    )
    assert answer.status_code in (200, 302)
    return answer.status_code == 302


def guess(n: int, name: str = "Fred", address: str = HOME) -> None:
    for i in range(n):
        assert not sign_in(name, f"guess {i}", address)


def test_whoever_guesses_waits_longer_each_time_even_with_the_right_password(
    fred: User, clock: Clock
) -> None:
    guess(throttle.ONE_NAME.free)
    for wait in (30, 60, 120, 240, 480, 900, 900):
        clock.move(seconds=wait - 1)
        assert not sign_in("Fred", PASSWORD), f"before {wait} s are over"
        clock.move(seconds=2)
        guess(1)
    clock.move(seconds=901)
    assert sign_in("Fred", PASSWORD)


def test_trying_while_one_has_to_wait_does_not_make_the_wait_longer(fred: User, clock: Clock) -> None:
    guess(throttle.ONE_NAME.free + 9)
    clock.move(seconds=31)
    assert sign_in("Fred", PASSWORD)


def test_nobody_locks_a_name_for_its_owner_elsewhere(fred: User) -> None:
    guess(throttle.ONE_NAME.free + 3, address=ELSEWHERE)
    assert not sign_in("Fred", PASSWORD, ELSEWHERE)
    assert sign_in("Fred", PASSWORD, HOME)


def test_the_browser_that_signed_in_before_waits_for_nobody(fred: User, clock: Clock) -> None:
    """Neither for a guesser in the same office nor for one who keeps the whole site busy."""
    browser = Client()
    assert sign_in("Fred", PASSWORD, client=browser)
    cookie = browser.cookies[browsers.COOKIE]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/staff/", True, "Strict")
    browser.post("/staff/logout/")
    guess(throttle.ONE_NAME.free + 1)
    for i in range(throttle.MOST_FAILURES):
        SignInEvent.objects.create(kind=Kind.FAILED, origin=str(i))
    assert not sign_in("Fred", PASSWORD)
    assert sign_in("Fred", PASSWORD, client=browser)


def test_a_known_browser_waits_for_its_own_mistakes(fred: User) -> None:
    browser = Client()
    assert sign_in("Fred", PASSWORD, client=browser)
    for _ in range(throttle.ONE_NAME.free):
        assert not sign_in("Fred", "wrong", client=browser)
    assert not sign_in("Fred", PASSWORD, client=browser)


def test_a_new_password_and_another_name_make_a_browser_unknown(fred: User, rf) -> None:  # type: ignore[no-untyped-def]
    browser = Client()
    assert sign_in("Fred", PASSWORD, client=browser)
    request = rf.get("/staff/login/")
    request.COOKIES = {browsers.COOKIE: browser.cookies[browsers.COOKIE].value}
    assert browsers.known(request, "fred")
    assert not browsers.known(request, "gina")
    fred.set_password(PASSWORD + "!")
    fred.save()
    assert not browsers.known(request, "fred")
    request.COOKIES = {browsers.COOKIE: "forged:1:2"}
    assert not browsers.known(request, "fred")


def test_other_names_do_not_flush_the_counter_of_one(fred: User, clock: Clock) -> None:
    guess(throttle.ONE_NAME.free)
    for i in range(60):
        sign_in(f"name {i}", "wrong", f"192.0.2.{i}")
        clock.move(seconds=3 if i < 9 else 0)
    assert not sign_in("Fred", PASSWORD)


def test_one_place_that_tries_many_names_has_to_wait(fred: User, clock: Clock) -> None:
    for i in range(throttle.ONE_PLACE.free):
        assert not sign_in(f"name {i}", "wrong")
        clock.move(seconds=3)
    assert not sign_in("Fred", PASSWORD), "after 20 names from here"
    assert sign_in("Fred", PASSWORD, ELSEWHERE)


def test_one_right_password_does_not_clear_what_a_place_tried(fred: User, clock: Clock) -> None:
    for i in range(throttle.ONE_PLACE.free):
        sign_in(f"name {i}", "wrong")
        if i % 5 == 0:
            assert sign_in("Fred", PASSWORD)
        clock.move(seconds=3)
    assert not sign_in("Fred", PASSWORD)


def test_many_failures_on_the_whole_site_make_unknown_browsers_wait_a_minute(
    fred: User, clock: Clock
) -> None:
    for i in range(throttle.MOST_FAILURES):
        assert not sign_in(f"name {i}", "wrong", f"192.0.2.{i}")
    assert not sign_in("Fred", PASSWORD)
    clock.move(seconds=61)
    assert sign_in("Fred", PASSWORD)


def test_ways_to_write_a_name_or_an_address_are_one(fred: User) -> None:
    for name in ("Fred", "fred", "FRED", " fred ", "fReD"):
        sign_in(name, "wrong", "2001:db8:1:2::1")
    assert not sign_in("Fred", PASSWORD, "2001:db8:1:2:ffff::9"), "one subscriber has the whole network"
    assert sign_in("Fred", PASSWORD, "2001:db8:1:3::1")


def test_what_whoever_waits_is_told_is_the_same_for_a_name_that_is_no_account(fred: User) -> None:
    errors = []
    for name in ("Fred", "nobody"):
        guess(throttle.ONE_NAME.free, name)
        answer = Client().post("/staff/login/", {"username": name, "password": "x"}, REMOTE_ADDR=HOME)
        errors.append(answer.context["form"].non_field_errors()[0])
    assert errors[0] == errors[1]
    assert "Please wait 1 minute, then try again." in errors[0]


def test_no_address_and_no_name_that_is_no_account_is_stored(fred: User) -> None:
    sign_in("hunter2 typed into the wrong field", "x")
    sign_in("Fred", "x")
    text = str([list(m.objects.values()) for m in (AttemptCounter, DayKey, SignInEvent)])
    for secret in (HOME, "hunter2", "Fred", "fred"):
        assert secret not in text


def test_the_hash_of_an_address_cannot_be_made_again_on_another_day(fred: User, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    first = origins.keyed_hash("trace", HOME)
    assert first == origins.keyed_hash("trace", HOME)
    assert first != origins.keyed_hash("trace", ELSEWHERE)
    monkeypatch.setattr(origins, "localdate", lambda: localdate() + timedelta(days=1))
    assert origins.keyed_hash("trace", HOME) != first
    assert DayKey.objects.count() == 1, "the key of the day before is gone"


def test_counters_of_long_ago_are_forgotten(fred: User, clock: Clock) -> None:
    guess(3)
    assert AttemptCounter.objects.count() == 2
    clock.move(days=1, seconds=1)
    guess(1, "gina", ELSEWHERE)
    assert AttemptCounter.objects.count() == 2


FOUR_PROCESSES = """
import os
from fairtown.hub.start import prepare_records
prepare_records()
from django.test import RequestFactory
from fairtown.hub.staff.throttle import Attempt
request = RequestFactory().post("/staff/login/", REMOTE_ADDR="203.0.113.7")
for _ in range(4):
    if not os.fork():
        os.read(0, 1)
        n = sum(not Attempt.from_request(request, "fred").begin() for _ in range(5))
        os.write(1, b"%d\\n" % n)  # a line in one piece: print may write its end apart
        os._exit(0)
for _ in range(4):
    os.wait()
"""


def test_processes_count_together(db: None, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """Four processes with five attempts each, all at once, get as many as one may have."""
    database = ""
    if connection.vendor == "postgresql":
        database = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**connection.settings_dict)
    else:
        shutil.copyfile(request.getfixturevalue("prepared_records"), tmp_path / "records.sqlite3")
    given = os.environ | {
        "FAIRTOWN_DATABASE": database,
        "FAIRTOWN_RECORDS": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "fairtown.hub.settings",
    }
    command = [sys.executable, "-W", "ignore", "-c", FOUR_PROCESSES]
    done = subprocess.run(command, env=given, input=b"goes", capture_output=True, check=True)
    let_through = [int(line) for line in done.stdout.split()]
    assert len(let_through) == 4
    assert sum(let_through) == throttle.ONE_NAME.free


def test_each_sign_in_sign_out_and_failure_is_traced(fred: User) -> None:
    browser = Client()
    sign_in("Fred", "wrong", client=browser)
    sign_in("nobody", "wrong", client=browser)
    sign_in("Fred", PASSWORD, client=browser)
    browser.post("/staff/logout/", REMOTE_ADDR=HOME)
    rows = list(SignInEvent.objects.order_by("id"))
    assert [(row.kind, row.user) for row in rows] == [
        (Kind.FAILED, fred), (Kind.FAILED, None), (Kind.SIGNED_IN, fred), (Kind.SIGNED_OUT, fred),
    ]  # fmt: skip
    assert len({row.origin for row in rows}) == 1
    assert len(rows[0].origin) == 8
    assert str(rows[2]).endswith("signed in Fred")


def test_the_trace_is_read_by_managers_alone_and_changed_by_nobody(fred: User) -> None:
    fred.user_permissions.set(Permission.objects.all())
    browser = Client()
    sign_in("Fred", PASSWORD, client=browser)
    pass_factor(browser)
    row = SignInEvent.objects.get()
    pages = ("/staff/staff/signinevent/", f"/staff/staff/signinevent/{row.pk}/change/")
    assert [browser.get(page).status_code for page in pages] == [403, 403]
    assert "trace of sign-ins" not in browser.get("/staff/").content.decode().casefold()
    User.objects.filter(pk=fred.pk).update(is_superuser=True)
    html = browser.get(pages[0]).content.decode()
    assert "Fred" in html
    assert "signed in" in html
    assert browser.get(pages[1]).status_code == 200
    for page in ("/staff/staff/signinevent/add/", f"/staff/staff/signinevent/{row.pk}/delete/"):
        assert browser.get(page).status_code == 403
    for change in (row.save, row.delete, SignInEvent.objects.all().delete):
        with pytest.raises(AppendOnlyError):
            change()
    with pytest.raises(AppendOnlyError):
        SignInEvent.objects.update(kind=Kind.FAILED)


def test_an_account_is_ended_and_its_history_stays(fred: User) -> None:
    manager = signed_in(User.objects.create_superuser("gina", password=PASSWORD))
    browser = Client()
    sign_in("Fred", PASSWORD, client=browser)
    pass_factor(browser)
    assert browser.get("/staff/").status_code == 200
    assert manager.post(f"/staff/auth/user/{fred.pk}/delete/", {"post": "yes"}).status_code == 403
    given = {"action": "delete_selected", "_selected_action": [str(fred.pk)], "post": "yes"}
    manager.post("/staff/auth/user/", given)
    with pytest.raises(ProtectedError):
        fred.delete()
    User.objects.filter(pk=fred.pk).update(is_active=False)
    assert browser.get("/staff/").status_code == 302, "the session ends at once"
    assert not sign_in("Fred", PASSWORD)
    assert SignInEvent.objects.filter(user=fred, kind=Kind.SIGNED_IN).exists()


def test_a_contribution_with_history_cannot_be_deleted(fred: User) -> None:
    sent = Contribution.objects.create(
        town="09-02060", kind="fact", subject="lot", says="x", source="y", form="z"
    )
    Review.objects.create(contribution=sent, by=fred)
    with pytest.raises(ProtectedError):
        sent.delete()


def test_a_session_ends_45_minutes_after_its_last_use(fred: User) -> None:
    browser = Client()
    sign_in("Fred", PASSWORD, client=browser)
    browser.get("/staff/")
    assert browser.cookies["sessionid"]["max-age"] == 45 * 60
    session = browser.session
    first = session.get_expiry_date()
    assert timedelta(minutes=44) < first - now() <= timedelta(minutes=45)
    from django.contrib.sessions.models import Session

    Session.objects.update(expire_date=now() + timedelta(minutes=1))
    browser.get("/staff/")
    assert Session.objects.get().expire_date > now() + timedelta(minutes=44), "each use prolongs it"
    Session.objects.update(expire_date=now() - timedelta(seconds=1))
    assert browser.get("/staff/").status_code == 302


def test_a_session_ends_after_ten_hours_in_any_case(fred: User, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = Client()
    sign_in("Fred", PASSWORD, client=browser)
    pass_factor(browser)
    assert browser.get("/staff/").status_code == 200
    later = browser.session["began"] + 10 * 3600
    monkeypatch.setattr(sessions, "time", lambda: later - 1)
    assert browser.get("/staff/").status_code == 200
    monkeypatch.setattr(sessions, "time", lambda: later + 1)
    assert browser.get("/staff/").status_code == 302
    assert SignInEvent.objects.first().kind == Kind.ENDED  # type: ignore[union-attr]


def test_visitors_get_no_session_and_no_cookie(site: Client) -> None:
    from django.contrib.sessions.models import Session

    for path in ("/", "/zoning/try/", "/zoning/avon/add/", "/staff/"):
        assert not site.get(path).cookies
    assert not Session.objects.exists()


def test_messages_are_spanish_too(fred: User) -> None:
    with translation.override("es"):
        with pytest.raises(ValidationError) as error:
            validate_password("Hartford2026!!", fred)
        assert "contraseña" in error.value.messages[-1]


def test_a_database_of_the_version_before_is_brought_up_to_date(transactional_db: None) -> None:
    executor = MigrationExecutor(connection)
    executor.migrate([("staff", None), ("records", "0001_initial")])
    try:
        old = executor.loader.project_state(
            [("records", "0001_initial"), ("auth", "0012_alter_user_first_name_max_length")]
        )
        user = old.apps.get_model("auth", "User").objects.create(username="fred")
        sent = old.apps.get_model("records", "Contribution").objects.create(
            town="09-02060", kind="fact", subject="lot", says="x", as_sent="x", source="y", form="z"
        )
        old.apps.get_model("records", "Review").objects.create(contribution=sent, by=user)
    finally:
        executor.loader.build_graph()
        executor.migrate(executor.loader.graph.leaf_nodes())
    assert Review.objects.get().by.username == "fred"
    with pytest.raises(ProtectedError):
        Contribution.objects.all().delete()
    assert not SignInEvent.objects.exists()


def test_no_migration_is_missing(db: None) -> None:
    from django.core.management import call_command

    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_the_command_ends_an_account_and_takes_it_up_again(
    fred: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("fairtown.hub.start.prepare_records", lambda: None)
    assert accounts.deactivate("Fred") == "Fred may no longer sign in; what Fred did stays on record"
    assert not sign_in("Fred", PASSWORD)
    monkeypatch.setenv(accounts.PASSWORD, PASSWORD)
    accounts.add("Fred")
    assert sign_in("Fred", PASSWORD)
    with pytest.raises(FairtownError, match="there is no account 'Ferd'; there are: Fred"):
        accounts.deactivate("Ferd")
