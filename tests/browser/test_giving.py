"""A donor gives once by card, then monthly without JavaScript by way of the mailbox, and ends it: in Chromium."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from ..shared_hub import SharedHub, from_elsewhere
from .conftest import Office, behind_the_door
from .outbox import mailed

WORDS = {
    "": (
        "Your gift of $50 has arrived",
        "Every month",
        "Go on",
        "has begun",
        "Change the card",
        "End it",
        "ended",
    ),
    "/es": (
        "Su donación de $50 llegó",
        "Cada mes",
        "Seguir",
        "empezó",
        "Cambiar la tarjeta",
        "Terminarla",
        "terminó",
    ),
}


#: Longer than another process takes to apply what the gateway tells. The page of thanks looks again by itself, each
#: three seconds and without a script: a reload by the test could meet one of its own, which ends both.
SOON = 20_000


@pytest.mark.parametrize("language", ["", "/es"])
def test_a_donor_gives_once_and_monthly_and_ends_it(
    chromium: Browser, shared_hub: SharedHub, language: str
) -> None:
    url, records = shared_hub.url, shared_hub.records
    arrived, every_month, go_on, begun, change, end, ended = WORDS[language]
    address, complaints = f"donor{language.strip('/')}@mail.example", []
    where = {"base_url": url, "viewport": {"width": 360, "height": 740}}
    context = chromium.new_context(**where, extra_http_headers=from_elsewhere())  # type: ignore[arg-type]
    page = context.new_page()
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto(f"{language}/give/")
    page.locator("input[name=often][value=once]").check(force=True)
    page.locator("input[name=amount][value='50']").check(force=True)
    page.locator("#email").fill(address)
    page.locator(".submit button").click()
    page.locator("button.first").click()
    expect(page.locator(".result")).to_contain_text(arrived, timeout=SOON)
    assert complaints == []
    assert context.cookies() == []
    context.close()
    context = chromium.new_context(
        **where,  # type: ignore[arg-type]
        java_script_enabled=False,
        extra_http_headers=from_elsewhere(),
    )
    page = context.new_page()
    page.goto(f"{language}/give/")
    page.get_by_label(every_month).check(force=True)
    page.locator("#email").fill(address)
    page.locator(".submit button").click()
    page.goto(mailed(records, address, "give/continue"))
    page.get_by_role("button", name=re.compile(go_on)).click()
    page.locator("button.first").click()
    expect(page.locator(".result")).to_contain_text(begun, timeout=SOON)
    page.goto(f"{language}/give/manage/")
    page.locator("#email").fill(address)
    page.locator(".submit button").click()
    page.goto(mailed(records, address, "give/manage"))
    page.get_by_role("button", name=re.compile(change)).click()
    page.get_by_role("button", name=end).click()
    expect(page.locator("main")).to_contain_text(ended)
    context.close()


#: What staff press and read, by their own language; the receipt is in that of the donor.
STAFF_LABELS = {
    "en": (
        "en",
        "Record a check",
        "Gift of $300.00",
        "written acknowledgment",
        "Give it back",
        "partly given back",
    ),
    "es": (
        "es",
        "Anotar un cheque",
        "Donación de $300.00",
        "reconocimiento por escrito",
        "Devolverla",
        "devuelta en parte",
    ),
}


def record_and_give_back(
    page: Page, violations: Callable[[Page], list[str]], language: str, record: str, gift: str, receipt: str,
    give_back: str, state: str,
) -> None:  # fmt: skip
    """Record a check of $300, look at its receipt, and give $100 back."""
    page.goto("/staff/gifts/")
    assert violations(page) == []
    page.get_by_role("link", name=record).click()
    page.fill("#id_name", "Ana Ruiz")
    page.fill("#id_amount", "300")
    page.select_option("#id_language", language)
    assert violations(page) == []
    page.get_by_role("button", name=record).click()
    expect(page.get_by_role("heading", name=gift)).to_be_visible()
    page.locator("a[href*='/receipts/']").click()
    expect(page.locator("#content-main")).to_contain_text(receipt)
    page.go_back()
    page.get_by_role("link", name=give_back).click()
    page.fill("#id_amount", "100")
    page.fill("#id_reason", "asked for it")
    page.get_by_role("button", name=give_back).click()
    expect(page.locator("#content-main")).to_contain_text(state)
    expect(page.locator("a[href*='/receipts/']")).to_have_count(2)


def test_staff_record_a_check_and_give_it_back(
    office: Office,
    shared_hub: SharedHub,
    violations: Callable[[Page], list[str]],
) -> None:
    complaints: list[str] = []
    page = office(shared_hub.url)
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    behind_the_door(page, shared_hub, "dora")
    for language, labels in STAFF_LABELS.items():
        record_and_give_back(page, violations, *labels)
        if language == "en":
            page.get_by_role("button", name="Español").click()
            expect(page.locator("html")).to_have_attribute("lang", "es")
    page.goto("/staff/")
    expect(page.get_by_role("link", name="Donaciones", exact=True).first).to_be_visible()
    assert complaints == []
    page.close()


@pytest.mark.parametrize("language", ["", "/es"])
def test_the_pages_are_accessible(
    phone: Page, violations: Callable[[Page], list[str]], language: str
) -> None:
    for path in ("give/", "give/check/", "give/manage/", "give/manage/sent/", "give/thanks/x/"):
        phone.goto(f"{language}/{path}")
        assert violations(phone) == [], path
