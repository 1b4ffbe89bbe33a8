"""The what-if in a real Chromium, without and with a change, in both languages."""

import re

import pytest
from playwright.sync_api import Page, expect


@pytest.mark.parametrize(
    ("path", "open_label", "label", "show", "line"),
    [
        ("/what-if/", "What is assumed", "Homes that families in need", "Show", "44,069 households"),
        ("/es/what-if/", "Qué se supone", "Viviendas que ocupan familias", "Ver", "44,069 hogares"),
    ],
)
def test_an_assumption_is_changed_and_the_address_holds_it(
    desk: Page, complaints: list[str], path: str, open_label: str, label: str, show: str, line: str
) -> None:
    desk.goto(path)
    desk.get_by_text(open_label, exact=True).click()
    desk.get_by_label(label).fill("40")
    desk.get_by_role("button", name=show, exact=True).click()
    expect(desk).to_have_url(re.compile(r"\?method=connecticut_oca&filled=40#answer$"))
    expect(desk.locator(".said").first).to_contain_text(line)
    desk.locator("#print").click()
    expect(desk).to_have_url(re.compile(r"/what-if/print/\?method=connecticut_oca&filled=40$"))
    # paper opens nothing: every table is open already
    expect(desk.locator("#answer details:not([open]):has(table)")).to_have_count(0)
    expect(desk.locator("#student-outcomes")).to_be_visible()
    assert complaints == []


@pytest.mark.parametrize(
    ("path", "more", "label"),
    [
        ("/what-if/", "Choose another", "The plan: a way to share homes out"),
        ("/es/what-if/", "Elija otro", "El plan: una manera de repartir las viviendas"),
    ],
)
def test_on_a_phone_the_answer_comes_first_and_the_form_is_a_tap_away(
    phone: Page, path: str, more: str, label: str
) -> None:
    phone.goto(path)
    fold = phone.locator("#choose")
    expect(fold.locator("#what-if-form")).to_be_hidden()
    form, answer = fold.bounding_box(), phone.locator("#answer").bounding_box()
    assert form is not None
    assert answer is not None
    assert answer["y"] < form["y"] + 150
    fold.get_by_text(more).click()
    expect(phone.get_by_label(label)).to_be_visible()
