"""An editor at work in a real browser, under the policy: no inline script runs, and what is published is there."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from ..hub_people import PASSWORD
from ..shared_hub import SharedHub
from .conftest import Office, rested, sign_in

NAME = "nora"
FIGURE = "homes.rent_burden:rent_burden_share:"


@pytest.fixture
def editor(office: Office, shared_hub: SharedHub, complaints: list[str]) -> Iterator[Page]:
    page = office(shared_hub.url)
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda e: complaints.append(str(e)))
    sign_in(page, NAME, PASSWORD)
    yield page
    page.close()


def page_number(records: Path, slug: str) -> int:
    """Return the number of an English page in the editor."""
    with closing(sqlite3.connect(records / "records.sqlite3")) as database:
        ((number,),) = database.execute(
            "SELECT p.id FROM wagtailcore_page p JOIN wagtailcore_locale l ON l.id = p.locale_id "
            "WHERE p.slug = ? AND l.language_code = 'en'",
            [slug],
        ).fetchall()
    return int(number)


def test_a_post_with_a_live_figure_is_published_and_withdrawn(
    editor: Page, chromium: Browser, shared_hub: SharedHub, complaints: list[str]
) -> None:
    editor.goto(f"/staff/pages/pages/add/pages/post/{page_number(shared_hub.records, 'news')}/")
    editor.fill("#id_title", "Rents in Hartford")
    editor.fill("#id_intro", "What renters pay.")
    editor.locator("#id_day").click()
    expect(editor.locator(".xdsoft_datetimepicker:visible")).to_have_count(1)
    editor.keyboard.press("Escape")
    editor.get_by_role("button", name="Insert a block").first.click()
    editor.get_by_role("option", name="Live figure").click()
    editor.locator("select[name='body-0-value-what']").select_option(FIGURE)
    editor.locator("select[name='body-0-value-place']").select_option("town:hartford")
    editor.get_by_role("button", name="More actions").click()
    editor.get_by_role("button", name="Publish").click()
    expect(editor.get_by_text("created and published")).to_be_visible()
    editor.goto("/news/rents-in-hartford/")
    number = editor.locator(".live-number a")
    expect(number).to_have_text(re.compile(r"^\d\d\.\d% ± \d\.\d$"))
    shown = number.inner_text()
    editor.goto("/explain/homes.rent_burden/hartford/2023/")
    expect(editor.locator("main")).to_contain_text(shown.split()[0])
    editor.goto("/")
    expect(editor.get_by_role("heading", name="Rents in Hartford")).to_be_visible()
    translate(editor, shared_hub.records, ["Alquileres en Hartford", "Lo que pagan los inquilinos."])
    editor.goto("/es/news/rents-in-hartford/")
    expect(editor.locator("h1")).to_have_text("Alquileres en Hartford")
    expect(editor.locator(".live-number a")).to_have_text(shown)
    editor.goto(f"/staff/pages/pages/{page_number(shared_hub.records, 'rents-in-hartford')}/unpublish/")
    editor.get_by_role("button", name="Yes, unpublish it").click()
    # a reader who was not there before: a browser may keep a page for a minute
    reader = chromium.new_page(base_url=shared_hub.url)
    assert reader.goto("/news/rents-in-hartford/").status == 404  # type: ignore[union-attr]
    reader.close()
    # the editor saves a draft by itself, and says so where it is not whole yet: that is no breach
    assert [c for c in complaints if "security" in c.casefold()] == []


def translate(editor: Page, records: Path, texts: list[str]) -> None:
    """Send the post to the editor of translations, translate each of its texts, and publish it in Spanish."""
    editor.goto(f"/staff/pages/localize/submit/page/{page_number(records, 'rents-in-hartford')}/")
    editor.locator("input[name=locales]").check()
    editor.locator("main form [type=submit]").last.click()
    editor.wait_for_url(re.compile(r"/staff/pages/pages/\d+/edit/"))
    for text in texts:
        editor.get_by_role("button", name="Translate", exact=True).first.click()
        editor.locator("textarea").first.fill(text)
        editor.get_by_role("button", name="Save", exact=True).first.click()
        expect(editor.locator("textarea")).to_have_count(0)
    with editor.expect_response(lambda answer: answer.request.method == "POST"):
        editor.get_by_role("button", name="Publish in Spanish").click()


def test_the_pages_of_the_editor_break_no_policy(
    editor: Page, shared_hub: SharedHub, complaints: list[str]
) -> None:
    about = page_number(shared_hub.records, "about")
    for path in (
        "", "pages/", "images/", "images/add/", "documents/", "reports/site-history/", "reports/locked/", "account/",
        f"pages/{about}/edit/", f"pages/{about}/history/", f"localize/submit/page/{about}/",
    ):  # fmt: skip
        answer = editor.goto(f"/staff/pages/{path}")
        assert answer is not None
        assert answer.status == 200, path
        assert editor.url.endswith(path) or path == "account/", "an editor is sent away"
        # what is edited asks for more once its scripts run; the other pages are whole when they are loaded
        if "edit" in path or "submit" in path:
            editor.wait_for_load_state("networkidle")
        else:
            rested(editor)
    assert complaints == []


def test_a_passkey_is_added_and_used_in_place_of_a_code(
    chromium: Browser, shared_hub: SharedHub, complaints: list[str]
) -> None:
    """With a security key that the browser plays; a key belongs to a name, so the site is asked by one."""
    page = chromium.new_page(base_url=shared_hub.url.replace("127.0.0.1", "localhost"))
    page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    browser = page.context.new_cdp_session(page)
    browser.send("WebAuthn.enable")
    key = {"protocol": "ctap2", "transport": "usb", "hasUserVerification": True, "isUserVerified": True}
    browser.send("WebAuthn.addVirtualAuthenticator", {"options": key | {"automaticPresenceSimulation": True}})
    sign_in(page, "paula", PASSWORD)
    page.goto("/staff/account/passkey/")
    page.fill("#id_name", "the blue key")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("row", name="the blue key")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    page.goto("/staff/login/")
    page.fill("#id_username", "paula")
    page.fill("#id_password", PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", name="What waits for you")).to_be_visible()
    page.get_by_role("button", name="Español").click()
    expect(page.get_by_role("link", name="Su cuenta")).to_be_visible()
    page.close()
    assert complaints == []
