"""A visitor writes a letter with figures of the own town, confirms, prints and calls: Chromium without JavaScript."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from ..files_with import files_with
from ..shared_hub import SharedHub, from_elsewhere
from .outbox import mailed

WORDS = {
    "": (
        "Check your e-mail",
        "on its way",
        "Your letters, to print",
        "Your call is counted",
        "In my own words.",
    ),
    "/es": (
        "Revise su correo",
        "va en camino",
        "Sus cartas, para imprimir",
        "Contamos su llamada",
        "Con mis palabras.",
    ),
}
SENT_MARK, PRINTED_MARK = "Xq7Sent", "Xq7Printed"
PROMPT = re.compile(r"\[(?!\d+\])[^\[\]]+\]")


@pytest.mark.parametrize("language", ["", "/es"])
def test_a_letter_is_written_confirmed_and_printed_and_a_call_counted(
    chromium: Browser, shared_hub: SharedHub, language: str
) -> None:
    url, records = shared_hub.url, shared_hub.records
    context = chromium.new_context(
        base_url=url,
        java_script_enabled=False,
        viewport={"width": 320, "height": 640},
        extra_http_headers=from_elsewhere(),
    )
    page = context.new_page()
    address = f"writer{language.strip('/')}@mail.example"
    check, gone, printed, counted, own = WORDS[language]
    page.goto(f"{language}/campaigns/")
    page.locator("h2 a").first.click()
    page.locator("#town").fill("avon")
    page.locator("form.scenario button").click()
    expect(page.locator("ul.sources")).to_contain_text("Avon")
    assert page.evaluate("() => document.documentElement.scrollWidth") == 320
    page.locator("a.button").first.click()
    text = page.locator("#body").input_value()
    assert "Avon" in text
    assert f"{url.rpartition(':')[0].replace('127.0.0.1', 'localhost')}" in text
    page.locator("#body").fill(PROMPT.sub(f"{own} {SENT_MARK}", text))
    page.locator("#name").fill("María Ruiz")
    page.locator("#email").fill(address)
    assert page.evaluate("() => document.documentElement.scrollWidth") == 320
    page.locator("form.sending button").first.click()
    expect(page.locator("h1")).to_have_text(check)
    page.goto(mailed(records, address, "campaigns/fair-share/confirm"))
    expect(page.locator(".letter-text")).to_contain_text(own)
    page.locator("form.sending button").click()
    expect(page.get_by_role("status")).to_contain_text(gone)
    page.goto(f"{language}/campaigns/fair-share/write/?town=avon")
    page.locator("#body").fill(f"{own} {PRINTED_MARK}")
    page.locator("#name").fill(PRINTED_MARK)
    page.locator("form.sending button.second").click()
    expect(page.locator("h1")).to_have_text(printed)
    expect(page.locator("article.paper")).to_have_count(2)
    page.goto(f"{language}/campaigns/fair-share/call/?town=avon")
    page.locator("form.sending button").click()
    expect(page.get_by_role("status")).to_contain_text(counted)
    assert files_with(records, PRINTED_MARK.encode()) == set(), "a printed letter is stored nowhere"
    assert files_with(records, SENT_MARK.encode()) <= {"records.sqlite3", "records.sqlite3-wal", ".eml"}
    assert files_with(records, SENT_MARK.encode()) & {"records.sqlite3", "records.sqlite3-wal"}
    assert context.cookies() == []
    context.close()


@pytest.mark.parametrize("language", ["", "/es"])
def test_the_pages_are_accessible(
    phone: Page, violations: Callable[[Page], list[str]], language: str
) -> None:
    start = f"{language}/campaigns/"
    for path in ("", "fair-share/?town=avon", "fair-share/write/", "fair-share/write/?town=avon",
                 "fair-share/call/?town=avon", "fair-share/sent/", "fair-share/confirm/x/"):  # fmt: skip
        phone.goto(start + path)
        assert violations(phone) == [], path
