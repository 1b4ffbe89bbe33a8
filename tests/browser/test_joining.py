"""A visitor joins, confirms from the mail, follows a town, and unsubscribes: in Chromium, en and es."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from ..shared_hub import SharedHub, from_elsewhere
from .outbox import mailed


@pytest.fixture(params=[False, True], ids=["no-script", "script"])
def reader(request: pytest.FixtureRequest, chromium: Browser, shared_hub: SharedHub) -> Iterator[Page]:
    context = chromium.new_context(
        base_url=shared_hub.url,
        java_script_enabled=request.param,
        viewport={"width": 320, "height": 640},
        extra_http_headers=from_elsewhere(),
    )
    page = context.new_page()
    page.on("console", lambda m: (_ for _ in ()).throw(AssertionError(m.text)) if m.type == "error" else None)
    yield page
    assert context.cookies() == []
    context.close()


WORDS = {
    "": ("Check your e-mail", "Thank you for joining", "Avon", "e-mail you any more"),
    "/es": ("Revise su correo", "Gracias por unirse", "Avon", "No le escribiremos más"),
}


@pytest.mark.parametrize("language", ["", "/es"])
def test_join_confirm_follow_unsubscribe(
    reader: Page, shared_hub: SharedHub, language: str, request: pytest.FixtureRequest
) -> None:
    records = shared_hub.records
    address = f"reader-{request.node.callspec.id.replace('/', '')}@mail.example"
    sent, welcome, town, stopped = WORDS[language]
    reader.goto(f"{language}/join/")
    assert reader.evaluate("() => document.documentElement.scrollWidth") == 320
    reader.locator("#email").fill(address)
    reader.locator("#town").fill("Canton")
    reader.get_by_role("checkbox").first.check()
    reader.locator("form.sending button").click()
    expect(reader.locator("h1")).to_have_text(sent)
    reader.goto(mailed(records, address, "join/confirm"))
    reader.locator("form.sending button").click()
    expect(reader.get_by_role("status")).to_contain_text(welcome)
    reader.goto(mailed(records, address, "you"))
    reader.locator("#follow").fill("avon")
    reader.locator("form.sending button").last.click()
    expect(reader.locator(".plain-rows")).to_contain_text(town)
    assert reader.evaluate("() => document.documentElement.scrollWidth") == 320
    reader.goto(mailed(records, address, "unsubscribe"))
    reader.locator("form.sending button").click()
    expect(reader.get_by_role("status")).to_contain_text(stopped)


@pytest.mark.parametrize("language", ["", "/es"])
def test_the_pages_are_accessible_and_used_by_keyboard(
    chromium: Browser, shared_hub: SharedHub, violations: Callable[[Page], list[str]], language: str
) -> None:
    records = shared_hub.records
    page = chromium.new_page(base_url=shared_hub.url, viewport={"width": 320, "height": 640})
    page.set_extra_http_headers(from_elsewhere())
    address = f"keys{language.strip('/')}@mail.example"
    page.goto(f"{language}/join/")
    assert violations(page) == []
    page.locator("#email").focus()
    page.keyboard.type(address)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/join/sent/$"))
    for kind in ("join/confirm", "you"):
        page.goto(mailed(records, address, kind))
        assert violations(page) == []
        if kind == "join/confirm":
            page.locator("form.sending button").click()
            assert violations(page) == []
    for address_of in ("/you/", "/join/confirm/x/", "/join/sent/"):
        page.goto(language + address_of)
        assert violations(page) == []
    page.goto(mailed(records, address, "unsubscribe"))
    assert violations(page) == []
    # the readers of this hub are counted elsewhere
    page.locator("form.sending button").click()
    expect(page.get_by_role("status")).to_contain_text(WORDS[language][3])
    page.close()
