"""The page of the laboratory, as tests use it."""

from __future__ import annotations

import time
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, expect

LAB = "/map/lab/"
OF_2014 = "/map/lab/?year=2014&use=grade3_math_score&use=labor_force_employed"
FOUR = "/map/lab/?year=2023&levels=cuts&cuts=-0.5,0,0.5&use=poverty_share&use=bachelors_share&against=low_poverty"
SECONDS = 30
SLOW = SECONDS * 1000


def ready(page: Page, address: str = "") -> None:
    """Wait until the map of `address`, or of the page that is loading, is drawn."""
    if address:
        page.goto(address)
    page.wait_for_load_state()
    # a waited-for string would be evaluated in the page, which its policy forbids: ask again instead
    end = time.monotonic() + SECONDS
    while not page.evaluate("() => Boolean(window.fairtownMap)"):
        assert time.monotonic() < end, "the map's script did not start"
        page.wait_for_timeout(50)
    page.evaluate("() => window.fairtownMap.ready")


def data(page: Page, name: str) -> str:
    return page.locator(".lab-result").get_attribute(f"data-{name}") or ""


def parameters(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def settled(page: Page) -> None:
    """Wait for the answer to the last change, with the survey drawn."""
    expect(page.locator("#lab-answer")).not_to_have_attribute("aria-busy", "true", timeout=SLOW)


def move(page: Page, indicator: str = "poverty_share", steps: int = 8) -> None:
    slider = page.locator(f'input[name="w.{indicator}"]')
    slider.focus()
    for _ in range(steps):
        page.keyboard.press("ArrowRight")


def choose_none(page: Page) -> None:
    used = page.locator("input[name=use]:checked")
    while used.count():
        used.first.uncheck()
    expect(page.get_by_role("alert")).to_be_visible(timeout=SLOW)
