"""A visitor joins, confirms from the mail, follows a town, and unsubscribes: in Chromium, en and es."""

import re
import time
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from .conftest import running_hub

#: Longer than anyone waits for a link; the clock sends each second.
PATIENCE = 30.0


def mailed(records: Path, address: str, kind: str, newest_but: int = 0) -> str:
    """Return the path of the link in the mail file of an address, once the job process has written it."""
    pattern = re.compile(rf"https?://[^/\s]+((?:/es)?/{kind}/\S+)")
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        for path in sorted((records / "outbox").glob("*.eml"), key=lambda p: -int(p.stem)):
            message = message_from_bytes(path.read_bytes(), policy=policy.default)
            assert isinstance(message, EmailMessage)
            text = message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
            if message["To"] == address and (found := pattern.search(text)):
                return found[1]
        time.sleep(0.3)
    raise AssertionError(f"no mail to {address} with a link to {kind}")


def from_elsewhere(name: str) -> dict[str, str]:
    """Return what a proxy says of a visitor: one place may send five forms in ten minutes, and each test is one."""
    return {"X-Forwarded-For": f"192.0.2.{sum(name.encode()) % 250}"}


@pytest.fixture(scope="module")
def mailing_hub(release_folder: Path, tmp_path_factory: pytest.TempPathFactory):  # type: ignore[no-untyped-def]
    records = tmp_path_factory.mktemp("mailing")
    with running_hub(release_folder, records, FAIRTOWN_PROXIES="127.0.0.1") as url:
        yield url, records


@pytest.fixture(params=[False, True], ids=["no-script", "script"])
def reader(request: pytest.FixtureRequest, chromium: Browser, mailing_hub: tuple[str, Path]):  # type: ignore[no-untyped-def]
    context = chromium.new_context(
        base_url=mailing_hub[0],
        java_script_enabled=request.param,
        viewport={"width": 320, "height": 640},
        extra_http_headers=from_elsewhere(request.node.name),
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
    reader: Page, mailing_hub: tuple[str, Path], language: str, request: pytest.FixtureRequest
) -> None:
    records = mailing_hub[1]
    address = f"reader-{request.node.callspec.id.replace('/', '')}@mail.example"
    sent, welcome, town, stopped = WORDS[language]
    reader.goto(f"{language}/join/")
    assert reader.evaluate("() => document.documentElement.scrollWidth") == 320
    reader.locator("#email").fill(address)
    reader.locator("#town").fill("Canton")
    reader.get_by_role("checkbox").first.check()
    reader.wait_for_timeout(3_100)  # nobody reads faster
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
    chromium: Browser, mailing_hub: tuple[str, Path], violations: Callable[[Page], list[str]], language: str
) -> None:
    url, records = mailing_hub
    page = chromium.new_page(base_url=url, viewport={"width": 320, "height": 640})
    page.set_extra_http_headers(from_elsewhere(f"keys{language}"))
    address = f"keys{language.strip('/')}@mail.example"
    page.goto(f"{language}/join/")
    assert violations(page) == []
    page.locator("#email").focus()
    page.keyboard.type(address)
    page.wait_for_timeout(3_100)
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
    for kind in ("unsubscribe",):
        page.goto(mailed(records, address, kind))
        assert violations(page) == []
    page.close()
