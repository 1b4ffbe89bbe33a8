"""A speech in a real browser on a phone, in both languages, with and without JavaScript."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

TYPED = {
    "#name": "Maria",
    "#proposal": "40 apartments on New Park Avenue",
    "#reason": "My daughter teaches here and cannot find an apartment.",
}


def make(page: Page, address: str) -> None:
    page.goto(address)
    for field, text in TYPED.items():
        page.locator(field).fill(text)
    page.locator("form.sending button").first.click()
    expect(page.locator("#speech")).to_contain_text("7.6%")


@pytest.mark.parametrize(("language", "copied"), [("", "Copied."), ("/es", "Copiado.")])
def test_a_speech_is_made_and_copied_on_a_phone(
    desk: Page, violations: Callable[[Page], list[str]], complaints: list[str], language: str, copied: str
) -> None:
    desk.set_viewport_size({"width": 360, "height": 740})
    desk.context.grant_permissions(["clipboard-read", "clipboard-write"])
    make(desk, f"{language}/zoning/west-hartford/act/speech/")
    assert desk.evaluate("() => document.documentElement.scrollWidth") == 360
    size = desk.evaluate("() => parseFloat(getComputedStyle(document.querySelector('#speech p')).fontSize)")
    assert size >= 20, "large print"
    desk.locator("[data-copy-of]").click()
    expect(desk.get_by_role("status")).to_have_text(copied)
    text = desk.evaluate("() => navigator.clipboard.readText()")
    assert "Hartford" in text
    assert "Maria" in text
    assert "\n\n" in text
    assert violations(desk) == []
    assert complaints == []


def test_without_javascript_the_speech_is_there_and_no_button_that_does_nothing(
    without_javascript: Page,
) -> None:
    make(without_javascript, "/zoning/west-hartford/act/speech/?sheet=rule")
    expect(without_javascript.locator("[data-copy-of]")).to_be_hidden()
