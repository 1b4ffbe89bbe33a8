"""First visits in a real Chromium at 4 Mbit/s and a processor four times slower.

Claims: at most 150 KB on the wire (the map 1 MB), and the largest thing in sight is there within 1.5 s (LCP).
Each page is opened in a new browser context, so that fonts and styles count every time; medians of RUNS.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
from typing import Any

from playwright.sync_api import Browser, sync_playwright
from server import hub

RUNS = 3
BYTES_PER_SECOND = 500_000
LATENCY = 40  # ms there and back, as a phone's network has
SLOWER = 4
PAGES = (
    "/", "/map/", "/towns/hartford/", "/towns/hartford/segregation/", "/towns/", "/places/", "/places/connecticut/",
    "/tracts/09110415500/", "/compare/?place=hartford&place=new-haven", "/segregation/", "/fair-share/", "/balance/",
    "/fair-share/towns/?town=avon&town=hartford", "/tracts/",
    "/duties/", "/zoning/", "/zoning/avon/", "/zoning/avon/act/", "/search/?q=storrs", "/glossary/", "/methods/",
    "/data/", "/about/", "/steps/", "/news/", "/events/", "/campaigns/", "/join/",
    "/explain/residents.poverty/0911037070/2023/",
)  # fmt: skip
ARGUMENTS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
]
OBSERVE = """
window.largest = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    window.largest = entry.startTime;
    window.largestElement = entry.element?.outerHTML?.slice(0, 80);
  }
}).observe({ type: "largest-contentful-paint", buffered: true });
"""


def first_visit(browser: Browser, address: str, width: int, height: int) -> tuple[float, float, int, str]:
    """Return KB on the wire, the LCP in seconds, the number of requests, and what was largest."""
    context = browser.new_context(viewport={"width": width, "height": height})
    context.add_init_script(OBSERVE)
    page = context.new_page()
    session = context.new_cdp_session(page)
    loaded: list[float] = []
    session.on("Network.loadingFinished", lambda event: loaded.append(event["encodedDataLength"]))
    session.send("Network.enable")
    limits: dict[str, Any] = {"offline": False, "latency": LATENCY}
    limits |= {"downloadThroughput": BYTES_PER_SECOND, "uploadThroughput": BYTES_PER_SECOND}
    session.send("Network.emulateNetworkConditions", limits)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(address, wait_until="load")
    page.wait_for_timeout(1500)
    largest, what = page.evaluate("() => [window.largest, window.largestElement ?? '']")
    context.close()
    return sum(loaded) / 1000, largest / 1000, len(loaded), what


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("pages", nargs="*", default=PAGES)
    options = parser.parse_args()
    with hub() as port, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGUMENTS)
        for width, height in ((360, 640), (1280, 800)):
            for path in options.pages:
                visits = [
                    first_visit(browser, f"http://127.0.0.1:{port}{path}", width, height)
                    for _ in range(options.runs)
                ]
                size, largest = (statistics.median(visit[at] for visit in visits) for at in (0, 1))
                print(
                    f"{width:5} {path:50} {size:6.0f} KB in {visits[0][2]:2}  LCP {largest:5.2f} s  {visits[0][3]}",
                    flush=True,
                )
        browser.close()


if __name__ == "__main__":
    main()
