"""The page of the laboratory, as tests use it."""

from __future__ import annotations

import time
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page, expect

LAB = "/map/lab/"
#: What the map shows of each tract, in the order of the answer's digits.
PAINTED = """async (name) => {
  const { dataset } = document.getElementById("lab-map");
  const codes = await (await fetch(dataset.tracts)).json();
  const of = (id) => ({ source: dataset.source, sourceLayer: dataset.source, id });
  return codes.map((id) => fairtownMap.map.getFeatureState(of(id))[name] ?? 0).join("");
}"""
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


#: Put form, shades, tract and place of the map back to what `OPENED` found; whether that can be done on this page.
BACK = """() => {
  if (!window.opening) return false;
  const { map } = fairtownMap;
  for (const part of opening.closed) part.open = false;
  map.getContainer().dispatchEvent(new KeyboardEvent("keydown", { key: "Escape" }));
  map.jumpTo(opening.at);
  document.getElementById("lab-shading").reset();
  const form = document.getElementById("lab-form");
  form.reset();
  form.dispatchEvent(new Event("input"));
  return true;
}"""
#: Note how the page opened, where it was not yet; as after loading, the first Tab leads to the first stop.
OPENED = """(address) => {
  const { map } = fairtownMap;
  window.opening ??= {
    at: { center: map.getCenter(), zoom: map.getZoom() },
    closed: [...document.querySelectorAll("main details:not([open])")],
  };
  for (const part of document.querySelectorAll("#lab-answer details")) part.open = false;
  history.replaceState(null, "", address);
  document.body.tabIndex = -1;
  document.body.focus();
  document.body.removeAttribute("tabindex");
  scrollTo(0, 0);
  map.triggerRepaint();
  return map.once("idle").then(() => null);
}"""


def put_back(page: Page) -> None:
    """Lead the laboratory back to how it opens; load it where a test left it for another page."""
    page.mouse.move(0, 0)
    if not page.evaluate(BACK):
        ready(page, "" if page.url.endswith(LAB) else LAB)
    settled(page)
    expect(page.get_by_role("alert")).to_have_count(0)
    page.evaluate(OPENED, LAB)


def choose_none(page: Page) -> None:
    used = page.locator("input[name=use]:checked")
    while used.count():
        used.first.uncheck()
    expect(page.get_by_role("alert")).to_be_visible(timeout=SLOW)
