"""Someone asks for help in Chromium, en and es, without script; staff read, pass on; what is stolen tells nothing."""

import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from ..files_with import files_with
from ..shared_hub import SharedHub, from_elsewhere
from .conftest import Office, behind_the_door

NAME, PASSPHRASE = "rosa", "seven quiet otters drum at dawn"
WORDS = {
    "": ("Your deadlines", "Sunday, Jan. 4, 2026", "We have your message", "March 10, 2025"),
    "/es": ("Sus plazos", "domingo, 4 de enero de 2026", "Tenemos su mensaje", "10 de marzo de 2025"),
}
MARKS = ("Xq7Contact", "Xq7Safe", "Xq7When", "Xq7Town", "Xq7Text")
FIELDS = dict(zip(("#contact", "#safe", "#when", "#town", "#text"), MARKS, strict=True))
#: Longer than a machine that does other things takes to open a key: age makes guessing slow.
SLOW = 60_000
LATER = """
import datetime
from fairtown.hub.loading import set_up_django
set_up_django()
from django.utils.timezone import localdate
from fairtown.hub.referrals import models, retention
today = localdate()
models.localdate = lambda: today + datetime.timedelta(days=91)
print(retention.delete_due())
"""


def run(records: Path, release: Path, *arguments: str) -> str:
    own = {
        "FAIRTOWN_RECORDS": str(records),
        "FAIRTOWN_RELEASES": str(release),
        "PYTHONWARNINGS": "",
    }
    done = subprocess.run(
        [sys.executable, *arguments], env=os.environ | own, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


def sealed(records: Path) -> list[bytes]:
    """Return a piece from the middle of each message as it is stored."""
    with closing(sqlite3.connect(records / "records.sqlite3")) as database:
        rows = database.execute("SELECT sealed FROM referrals_intake").fetchall()
    return [row[0][1000:1040] for row in rows]


def ask_for_help(chromium: Browser, url: str, language: str) -> None:
    context = chromium.new_context(
        base_url=url,
        java_script_enabled=False,
        viewport={"width": 320, "height": 640},
        extra_http_headers=from_elsewhere(),
    )
    page = context.new_page()
    title, day, thanks, counted = WORDS[language]
    page.goto(f"{language}/help/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.hasAttribute('data-exit')")
    page.select_option("#month", "3")
    page.fill("#day", "10")
    page.fill("#year", "2025")
    page.click("main form button")
    expect(page.locator("h1")).to_have_text(title)
    expect(page.locator("time").first).to_have_text(day)
    expect(page.locator("main")).to_contain_text(counted)
    assert page.url.endswith(f"{language}/help/deadlines/")
    page.goto(f"{language}/help/tell-us/")
    for field, mark in FIELDS.items():
        page.fill(field, f"{mark} {'ñ' if language else 'n'}")
    page.locator("input[name=basis]").first.check()
    page.click("main form button")
    expect(page.locator("h1")).to_have_text(thanks)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert context.cookies() == []
    context.close()


def test_help_is_asked_for_read_by_staff_and_gone_after_91_days(
    chromium: Browser,
    office: Office,
    shared_hub: SharedHub,
    release_folder: Path,
    complaints: list[str],
    violations: Callable[[Page], list[str]],
) -> None:
    url, records = shared_hub.url, shared_hub.records
    staff = office(url)
    staff.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    behind_the_door(staff, shared_hub, NAME)
    make_a_key(staff)
    for language in WORDS:
        ask_for_help(chromium, url, language)
    marks, pieces = [mark.encode() for mark in MARKS], sealed(records)
    assert len(pieces) == 2
    assert files_with(records, *marks) == set()
    read_and_pass_on(staff, violations)
    assert files_with(records, *marks, PASSPHRASE.encode(), b"AGE-SECRET-KEY-") == set()
    assert files_with(records, *pieces) <= {"records.sqlite3", "records.sqlite3-wal"}
    assert run(records, release_folder, "-c", LATER) == "2"
    assert files_with(records, *pieces) == set()
    assert complaints == []


def make_a_key(staff: Page) -> None:
    staff.goto("/staff/intake/key/")
    for field in ("#passphrase", "#again"):
        staff.fill(field, PASSPHRASE)
    staff.click("form.key-form button", timeout=SLOW)
    expect(staff.locator("body")).to_contain_text("You have a key.", timeout=SLOW)


#: What staff press and read, by their own language.
STAFF_WORDS = {
    "en": ("Unlock for 15 minutes", "Your key is unlocked", "Read it", "I passed it on", "Noted."),
    "es": ("Abrir por 15 minutos", "Su llave está abierta", "Leerlo", "Lo remití", "Anotado."),
}


def read_and_pass_on(staff: Page, violations: Callable[[Page], list[str]]) -> None:
    """Read the first message in English, and the second in Spanish; close both."""
    staff.goto("/staff/intake/")
    paths = [a.get_attribute("href") for a in staff.locator("#content-main tbody a").all()]
    assert len(paths) == len(STAFF_WORDS)
    for path, (unlock, unlocked, read, pass_on, noted) in zip(paths, STAFF_WORDS.values(), strict=True):
        staff.fill("#passphrase", PASSPHRASE)
        staff.get_by_role("button", name=unlock).click(timeout=SLOW)
        expect(staff.locator("body")).to_contain_text(unlocked, timeout=SLOW)
        staff.goto(str(path))
        staff.get_by_role("button", name=read).click()
        for mark in MARKS:
            expect(staff.locator("table.intake")).to_contain_text(mark)
        assert violations(staff) == []
        staff.get_by_role("button", name=pass_on).click()
        expect(staff.locator("body")).to_contain_text(noted)
        if path != paths[-1]:
            staff.locator("form[action$='/intake/lock/'] button").click()
            staff.get_by_role("button", name="Español").click()
            expect(staff.locator("html")).to_have_attribute("lang", "es")


@pytest.mark.parametrize("language", ["", "es/"])
def test_the_pages_are_accessible(
    phone: Page, violations: Callable[[Page], list[str]], language: str
) -> None:
    for path in ("", "deadlines/", "agencies/", "tell-us/", "tell-us/sent/"):
        phone.goto(f"/{language}help/{path}")
        assert violations(phone) == [], path
        assert phone.evaluate("document.documentElement.scrollWidth") <= 320, path


def test_escape_twice_leaves_at_once(chromium: Browser, shared_hub: SharedHub) -> None:
    page = chromium.new_page(base_url=shared_hub.url)
    page.route(
        "https://www.weather.gov/**",
        lambda route: route.fulfill(body="<h1>Weather</h1>", content_type="text/html"),
    )
    page.goto("/help/agencies/")
    page.keyboard.press("Escape")
    expect(page).to_have_url(re.compile("/help/agencies/$"))
    page.keyboard.press("Escape")
    expect(page.locator("h1")).to_have_text("Weather")
    # replaced: the page that was left is not the one before
    page.go_back()
    expect(page).not_to_have_url(re.compile("/help/"))
    page.goto("/es/help/")
    page.click("[data-exit]")
    expect(page.locator("h1")).to_have_text("Weather")
    page.close()
