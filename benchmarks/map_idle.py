"""A real headless Chromium opens the map. Claim: first idle within 4 s.

From navigation until MapLibre says that all tiles are drawn, in a fresh browser context each time.
"""

from __future__ import annotations

import shutil
import statistics
import time

from playwright.sync_api import sync_playwright
from server import hub

RUNS = 5
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
]  # fmt: skip


def main() -> None:
    with hub() as port:
        for width, height in ((1280, 800), (320, 640)):
            times = list(idle_times(f"http://127.0.0.1:{port}/map/", width, height))
            print(
                f"{width}×{height}: first idle median {statistics.median(times):.2f} s of {RUNS} "
                f"(from {min(times):.2f} to {max(times):.2f})"
            )


def idle_times(address: str, width: int, height: int):  # type: ignore[no-untyped-def]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        for _ in range(RUNS):
            page = browser.new_context(viewport={"width": width, "height": height}).new_page()
            start = time.perf_counter()
            page.goto(address)
            while not page.evaluate("() => Boolean(window.fairtownMap)"):
                page.wait_for_timeout(10)
            page.evaluate("() => window.fairtownMap.ready")
            yield time.perf_counter() - start
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
