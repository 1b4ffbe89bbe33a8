"""The page of the map, as tests use it."""

from __future__ import annotations

import time

from playwright.sync_api import Page

SECONDS = 30


def ready(page: Page, address: str = "/map/") -> None:
    """Load the map at an address and wait until it is drawn."""
    if "#" in address:
        # from the same page, another hash would load nothing
        page.goto("about:blank")
    page.goto(address)
    # a waited-for string would be evaluated in the page, which its policy forbids: ask again instead
    end = time.monotonic() + SECONDS
    while not page.evaluate("() => Boolean(window.fairtownMap)"):
        assert time.monotonic() < end, "the map's script did not start"
        page.wait_for_timeout(50)
    # an error of the map's worker has no words of its own in a browser's hands but its message
    page.evaluate(
        "() => window.fairtownMap.ready.catch(e => { throw new Error(`the map gave up: ${e.message}`) })"
    )


def drawn(page: Page) -> None:
    """Wait until the map has drawn what was asked of it."""
    page.evaluate(
        "() => { fairtownMap.map.triggerRepaint(); return fairtownMap.map.once('idle').then(() => null) }"
    )


def lead(page: Page, address: str) -> None:
    """Lead a map that is loaded to an address, as the way back of a browser leads, and wait until it is drawn."""
    page.mouse.move(0, 0)
    page.evaluate(
        """(address) => {
          history.replaceState(null, "", address);
          dispatchEvent(new PopStateEvent("popstate"));
        }""",
        address,
    )
    drawn(page)


def go(page: Page, lon: float, lat: float, zoom: int) -> None:
    page.evaluate(
        "([lon, lat, zoom]) => { fairtownMap.map.jumpTo({center: [lon, lat], zoom}) }", [lon, lat, zoom]
    )
    drawn(page)
