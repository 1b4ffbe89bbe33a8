"""A visitor registers for an event, confirms from the mail and cancels: in Chromium without JavaScript, en and es."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from ..shared_hub import SharedHub, from_elsewhere
from .outbox import mailed

WORDS = {
    "": ("Check your e-mail", "You have 1 place.", "Your registration is cancelled", "59 places left"),
    "/es": ("Revise su correo", "Tiene 1 plaza.", "Su inscripción está cancelada", "Quedan 59 plazas"),
}


@pytest.mark.parametrize("language", ["", "/es"])
def test_register_confirm_cancel_without_a_script(
    chromium: Browser, shared_hub: SharedHub, language: str
) -> None:
    url, records = shared_hub.url, shared_hub.records
    sent, place, cancelled, left = WORDS[language]
    address = f"guest{language.strip('/')}@mail.example"
    context = chromium.new_context(
        base_url=url, java_script_enabled=False, viewport={"width": 320, "height": 640},
        extra_http_headers=from_elsewhere(),
    )  # fmt: skip
    page = context.new_page()
    page.goto(f"{language}/events/")
    page.locator("a[href$='/events/panel/']").click()
    page.locator("a[href$='/register/']").click()
    assert page.evaluate("() => document.documentElement.scrollWidth") == 320
    page.locator("#email").fill(address)
    page.locator("#needs").fill("Captions")
    page.locator("form.sending button").click()
    expect(page.locator("h1")).to_have_text(sent)
    own = mailed(records, address, "events/registration")
    page.goto(own)
    page.locator("form.sending button").click()
    expect(page.get_by_role("status")).to_contain_text(place)
    assert page.evaluate("() => document.documentElement.scrollWidth") == 320
    page.goto(f"{language}/events/panel/")
    expect(page.locator(".event-facts")).to_contain_text(left)
    page.goto(own)
    page.locator("form.sending button").click()
    expect(page.get_by_role("status")).to_contain_text(cancelled)
    assert context.cookies() == []
    context.close()


@pytest.mark.parametrize("language", ["", "/es"])
def test_the_pages_are_accessible(
    chromium: Browser, shared_hub: SharedHub, violations: Callable[[Page], list[str]], language: str
) -> None:
    url, records = shared_hub.url, shared_hub.records
    address = f"axe{language.strip('/')}@mail.example"
    context = chromium.new_context(
        base_url=url,
        viewport={"width": 320, "height": 640},
        extra_http_headers=from_elsewhere(),
    )
    page, faults = context.new_page(), []
    page.on("console", lambda m: faults.append(m.text) if m.type == "error" else None)
    for path in ("/events/", "/events/panel/", "/events/webinar/register/"):
        page.goto(language + path)
        assert violations(page) == [], path
    page.locator("#email").focus()
    page.keyboard.type(address)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/register/sent/$"))
    assert violations(page) == []
    page.goto(mailed(records, address, "events/registration"))
    assert violations(page) == []
    page.locator("form.sending button").click()
    expect(page.get_by_role("status")).to_be_visible()
    assert violations(page) == []
    assert faults == []
    context.close()
