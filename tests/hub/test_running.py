"""Running the site: the table of settings, the check before the public comes, health, the log, migrations both ways."""

import json
import logging
import os
import re
import stat
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import DatabaseError
from django.test import Client, RequestFactory
from django.utils.timezone import now

import fairtown
from fairtown.hub import health
from fairtown.hub.jobs.models import JobRun
from fairtown.hub.running import deploy_check, environment, logs
from fairtown.release.reader import OpenRelease

from .running_databases import run_in_database

SOURCE = Path(fairtown.__file__).parent
ROOT = Path(__file__).parents[2]


def test_every_variable_in_the_code_is_in_the_table_and_read_somewhere() -> None:
    files = [p for p in SOURCE.rglob("*.py") if p.name != "environment.py"]
    read = {
        name
        for path in files
        for name in re.findall(r"FAIRTOWN_[A-Z_]+[A-Z]", path.read_text(encoding="utf-8"))
    }
    known = {variable.name for variable in environment.variables()}
    assert read - known - environment.INTERNAL - environment.OF_TESTS == set(), "say in GROUPS what it means"
    assert known - read == set(), "nothing reads these"


def test_the_docs_have_the_table() -> None:
    text = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
    assert "\n".join(environment.markdown()) in text, "run `make docs`"


def test_the_table_shows_what_is_set_and_no_secret() -> None:
    given = {
        "FAIRTOWN_HOSTS": "town.example", "FAIRTOWN_SMTP": "smtps://bob:hunter2@mail.example:465",
        "FAIRTOWN_SECRET_KEY": "hunter3", "FAIRTOWN_DATABASE": "postgres://fair:hunter4@db.example/fair",
        "FAIRTOWN_HOST": "x",
    }  # fmt: skip
    shown = environment.table(given)
    assert "hunter" not in shown
    for line in ("FAIRTOWN_HOSTS            town.example", "smtps://…@mail.example", "(set, not shown)",
                 "FAIRTOWN_HOST: there is no such variable", "- ./records"):  # fmt: skip
        assert line in shown


def test_the_check_names_what_is_left_and_falls_silent(
    release: OpenRelease, db: None, settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:  # type: ignore[no-untyped-def]
    for name in [n for n in os.environ if n.startswith("FAIRTOWN_")]:
        monkeypatch.delenv(name)
    settings.RECORDS, settings.BACKUPS, settings.HTTPS = tmp_path, tmp_path / "backups", False
    settings.ALLOWED_HOSTS = ["localhost"]
    (tmp_path / "secret_key").touch(0o666)
    (tmp_path / "secret_key").chmod(0o666)
    texts = "\n".join(map(str, deploy_check.findings()))
    for text in ("FAIRTOWN_HOSTS names no public host", "FAIRTOWN_HTTPS is blank", "name and address are a sample",
                  "secret_key in FAIRTOWN_RECORDS may be read by others", "FAIRTOWN_SMTP is blank", "there is none",
                  "no account may manage others"):  # fmt: skip
        assert f"fault: {text}" in texts or text in texts, text
    assert texts.startswith("fault: ")
    ready = {
        "FAIRTOWN_ORG_FILE": str(tmp_path / "org.toml"), "FAIRTOWN_PROXIES": "127.0.0.1",
        "FAIRTOWN_MAIL_FROM": "us@town.example",
    }  # fmt: skip
    for name, value in ready.items():
        monkeypatch.setenv(name, value)
    (tmp_path / "org.toml").write_text('name = "Us"\nemail = "us@town.example"\n')
    from fairtown.hub.organisation import organisation, own_name

    organisation.cache_clear()
    settings.HTTPS, settings.ALLOWED_HOSTS, settings.SITE_URL = True, ["town.example"], "https://town.example"
    settings.MAIL_SERVER, settings.SECRET_KEY = object(), "k" * 50
    settings.ORGANIZATION = own_name()
    settings.BACKUPS = tmp_path.parent / f"{tmp_path.name}-backups"
    settings.BACKUPS.mkdir()
    (settings.BACKUPS / f"fairtown-{now():%Y%m%dT%H%M%S}.tar.gz").touch()
    tmp_path.chmod(stat.S_IRWXU)
    (tmp_path / "secret_key").chmod(0o600)
    User.objects.create_superuser("boss")
    try:
        assert [str(f) for f in deploy_check.findings()] == [
            "advice: boss has no second step yet; the next sign-in asks for one"
        ]
    finally:
        monkeypatch.delenv("FAIRTOWN_ORG_FILE")
        organisation.cache_clear()


def test_cards_that_move_no_money_are_a_fault(settings) -> None:  # type: ignore[no-untyped-def]
    from fairtown.hub.giving.config import gateway

    for given, message in (
        ({"FAIRTOWN_PRACTICE": "1"}, "FAIRTOWN_PRACTICE is set"),
        ({"FAIRTOWN_STRIPE_KEY": "sk_test_x"}, "is a test key"),
        ({"FAIRTOWN_STRIPE_KEY": "sk_live_x"}, "FAIRTOWN_STRIPE_WEBHOOK_SECRET is blank"),
    ):
        settings.GIVING = gateway(given)
        (finding,) = deploy_check._gifts()
        assert finding.kind == deploy_check.FAULT
        assert message in finding.text
    for given in ({}, {"FAIRTOWN_STRIPE_KEY": "sk_live_x", "FAIRTOWN_STRIPE_WEBHOOK_SECRET": "whsec_x"}):
        settings.GIVING = gateway(given)
        assert list(deploy_check._gifts()) == []


def test_health_says_which_part_is_away_and_nothing_else(
    site: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    JobRun.objects.all().delete()
    answer = site.get("/health/")
    assert answer.json() == {"status": "ok", "database": "ok", "release": "ok", "jobs": "ok"}
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies
    JobRun.objects.create(name="mail", due_at=now(), ran_at=now() - timedelta(hours=1))
    answer = site.get("/health/")
    assert (answer.status_code, answer.json()["jobs"]) == (503, "fault")

    def gone() -> None:
        raise DatabaseError("password of the database")

    with monkeypatch.context() as patch:
        patch.setattr(health.connection, "cursor", gone)
        answer = site.get("/health/")
    assert answer.status_code == 503
    assert answer.json()["database"] == "fault"
    assert "password" not in answer.content.decode()


def test_the_log_holds_the_fields_of_the_list_and_no_word_of_a_visitor(rf: RequestFactory) -> None:
    marked = "marked-9f3"
    try:
        raise ValueError(marked)
    except ValueError:
        fault = sys.exc_info()
    record = logging.LogRecord("django.request", logging.ERROR, "x.py", 1, f"Error: /{marked}/", None, fault)
    record.request, record.status_code = rf.get(f"/{marked}/"), 500
    line = logs.JsonLines().format(record)
    assert marked not in line
    assert "\n" not in line
    assert set(json.loads(line)) <= set(logs.FIELDS)
    assert json.loads(line)["event"] == "ValueError"
    assert json.loads(line)["status"] == 500


def test_a_fault_of_ours_is_told_by_its_place() -> None:
    try:
        logs.JsonLines().format(None)  # type: ignore[arg-type]
    except AttributeError:
        record = logging.LogRecord("django", logging.ERROR, "x", 1, "m", None, sys.exc_info())
    assert re.fullmatch(
        r"AttributeError at hub/running/logs\.py:\d+", json.loads(logs.JsonLines().format(record))["event"]
    )


def test_requests_are_logged_where_that_is_asked_for(site: Client, caplog: pytest.LogCaptureFixture) -> None:
    logger = logging.getLogger(logs.REQUESTS)
    before = logger.level, logger.propagate
    logger.setLevel(logging.INFO)
    logger.propagate = True
    try:
        site.get("/search/?q=marked-9f3")
    finally:
        logger.level, logger.propagate = before
    (record, *more) = [r for r in caplog.records if r.name == logs.REQUESTS]
    assert {id(r) for r in more} <= {id(record)}, "one line for one request"
    line = json.loads(logs.JsonLines().format(record))
    assert line["route"] == "search"
    assert line["status"] == 200
    assert "marked" not in str(line)
    assert logs.logging_settings("")["loggers"][logs.REQUESTS]["level"] == "CRITICAL"  # type: ignore[index]


def test_security_txt_names_whom_to_tell(site: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from fairtown.hub import machines
    from fairtown.hub.organisation import Organisation

    monkeypatch.setattr(machines, "organisation", lambda _state: Organisation("Us", email="us@town.example"))
    answer = site.get("/.well-known/security.txt")
    assert answer["Content-Type"].startswith("text/plain")
    fields = dict(line.split(": ", 1) for line in answer.content.decode().splitlines() if line)
    assert fields["Contact"] == "mailto:us@town.example"
    assert fields["Expires"] > f"{now() + timedelta(days=150):%Y-%m-%d}"
    assert fields["Expires"] < f"{now() + timedelta(days=370):%Y-%m-%d}"
    monkeypatch.setattr(machines, "organisation", lambda _state: Organisation("Us"))
    assert site.get("/.well-known/security.txt").status_code == 404


#: The apps of this repository that need no pages of editors.
OURS = "('jobs', 'mail', 'gate', 'supporters', 'gatherings', 'campaigns', 'records', 'staff', 'giving')"
BOTH_WAYS = f"""
from django.db import connection
apps = {OURS}
tables = lambda: {{t for t in connection.introspection.table_names() if t.startswith(apps)}}
[call_command('migrate', app, verbosity=0) for app in apps]
before = tables()
[call_command('migrate', app, 'zero', verbosity=0) for app in reversed(apps)]
print(sorted(tables()))
[call_command('migrate', app, verbosity=0) for app in apps]
print(tables() == before, len(before))
"""


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_migrations_go_to_zero_and_back(
    kind: str, request: pytest.FixtureRequest, release_folder: Path, tmp_path: Path
) -> None:
    address = request.getfixturevalue("postgresql") if kind == "postgresql" else ""
    none_left, same = run_in_database(BOTH_WAYS, tmp_path, release_folder, address).splitlines()
    assert none_left == "[]"
    assert same.startswith("True")
