"""A real Chromium against the real server, `fairtown hub`, over the release that the tests built."""

import base64
import hmac
import json
import shutil
import struct
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from ..hub_people import SESSIONS
from ..shared_hub import SharedHub
from .lab_page import LAB, put_back, ready
from .opening import Opening, listening, open_page

#: Opens a page at the address of a hub and, where several work at once, at a seat.
Office = Callable[..., Page]
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
#: Chromium without its windows draws the same pages with a third to a half of the work.
CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium")
MISSING = "no Chromium: as root, apt-get install chromium-headless-shell"
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
    # a third less to do without a graphics card
    "--in-process-gpu",
    # the pages of a site share a process: its scripts are compiled once, and none is started for each page
    "--process-per-site", "--renderer-process-limit=1",
    # no page lives long enough for what optimizing its scripts costs
    "--js-flags=--no-opt --single-threaded-gc",
]  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave the browser tests out, in one line each, where there is no Chromium."""
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason=MISSING))


def sign_in(page: Page, name: str, password: str) -> None:
    """Sign in at /staff/ as a person does: a password, then a code of an app, which is set up the first time."""
    page.goto("/staff/login/")
    page.fill("#id_username", name)
    page.fill("#id_password", password)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/staff/account/**")
    if "/set-up/" in page.url:
        SECRETS[name] = page.inner_text("#secret").replace(" ", "")
        page.fill("#id_code", _code(SECRETS[name]))
        page.get_by_role("button", name="Continue").click()
        page.get_by_role("button", name="I have written them down").click()
    else:
        page.fill("#id_code", _code(SECRETS[name], 1))
        page.get_by_role("button", name="Continue").click()
    expect(page.get_by_role("heading", name="What waits for you")).to_be_visible()


def behind_the_door(page: Page, hub: SharedHub, name: str) -> Page:
    """Give a browser the session of one of `hub_people.SIGNED_IN`: to sign in by hand loads eight pages."""
    key = json.loads((hub.records / SESSIONS).read_text())[name]
    page.context.add_cookies(
        [{"name": "sessionid", "value": key, "url": f"{hub.url}/staff/", "httpOnly": True}]
    )
    return page


#: What the apps of members of staff hold, by name; each code is taken once, so that a second session has the next one.
SECRETS: dict[str, str] = {}


def _code(secret: str, step: int = 0) -> str:
    """Return a code of an authenticator app (RFC 6238, six digits of SHA-1)."""
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", int(time.time()) // 30 + step), "sha1")
    (number,) = struct.unpack(">I", digest[digest[-1] & 15 :][:4])
    return f"{(number & 0x7FFFFFFF) % 1_000_000:06}"


def rested(page: Page) -> None:
    """Wait until the scripts of a page that is loaded have nothing left to do, layout and its observers included."""
    page.evaluate(
        """() => new Promise((done) => {
          const idle = () => requestIdleCallback(() => done(null));
          requestAnimationFrame(() => requestAnimationFrame(idle));
        })"""
    )


def tab_through(page: Page, times: int, answer: str = "e.name || e.id") -> list[Any]:
    """Press Tab so often, and return what a script says of each element `e` that had the focus.

    The page writes it down itself: asking after each press would take longer than all of them.
    """
    page.evaluate(
        f"""() => {{
          window.hadFocus = [];
          window.onFocus ??= addEventListener("focusin", ({{ target: e }}) => hadFocus.push({answer})) ?? true;
        }}"""
    )
    for _ in range(times):
        page.keyboard.press("Tab")
    return list(page.evaluate("() => window.hadFocus"))


@pytest.fixture(scope="session")
def hub_url(shared_hub: SharedHub) -> str:
    return shared_hub.url


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def complaints() -> list[str]:
    """What the console said that is an error or breaks the policy."""
    return []


@pytest.fixture(scope="session")
def at_desk(chromium: Browser, hub_url: str) -> Iterator[BrowserContext]:
    """The visitor of all tests at a desk: the site leaves nothing with her but files, and a new one costs seconds.

    Her screen has half as many pixels each way: a map is drawn in half the time, and measures of pages stay. She
    wants no movement, which costs one picture after another; who does says so by `emulate_media`.
    """
    context = chromium.new_context(
        base_url=hub_url,
        viewport={"width": 1280, "height": 800},
        device_scale_factor=0.5,
        reduced_motion="reduce",
    )
    yield context
    context.close()


@pytest.fixture
def desk(at_desk: BrowserContext, complaints: list[str]) -> Iterator[Page]:
    page = at_desk.new_page()
    with listening(page, complaints):
        yield page
    page.close()
    at_desk.clear_permissions()


@pytest.fixture(scope="session")
def lab_opening(at_desk: BrowserContext) -> Opening:
    """The page of the laboratory that the tests of a worker share, opened: to load and draw it takes three seconds."""
    return open_page(at_desk, lambda page: ready(page, LAB))


@pytest.fixture
def lab(lab_opening: Opening, complaints: list[str]) -> Iterator[Page]:
    """The laboratory as it opens, with its map drawn: put back by its own form, or loaded where a test left it."""
    page = lab_opening.page
    put_back(page)
    with listening(page, complaints):
        yield page


@pytest.fixture(scope="session")
def by_phone(chromium: Browser, hub_url: str) -> Iterator[BrowserContext]:
    """The visitor of all tests on a phone; what a test allows her, it takes back."""
    context = chromium.new_context(
        base_url=hub_url, viewport={"width": 320, "height": 640}, reduced_motion="reduce"
    )
    yield context
    context.close()


@pytest.fixture(scope="session")
def phone(by_phone: BrowserContext) -> Page:
    """One page for all tests on a phone: each opens an address of its own."""
    return by_phone.new_page()


@pytest.fixture(scope="session")
def office(chromium: Browser) -> Iterator[Office]:
    """Return a function that opens a page of a hub for a member of staff who has yet to sign in.

    Members who work at the same time sit at seats of their own. A seat keeps nothing of who sat there before but
    the files of the editor, a megabyte of scripts: to fetch and compile them costs more than most tests.
    """
    seats: dict[tuple[str, int], BrowserContext] = {}

    def sit_down(url: str, seat: int = 0) -> Page:
        if (url, seat) not in seats:
            seats[url, seat] = chromium.new_context(
                base_url=url,
                viewport={"width": 1280, "height": 900},
                device_scale_factor=0.5,
                reduced_motion="reduce",
            )
        context = seats[url, seat]
        context.clear_cookies()
        page = context.new_page()
        left = {"origin": url, "storageTypes": "local_storage"}
        context.new_cdp_session(page).send("Storage.clearDataForOrigin", left)
        return page

    yield sit_down
    for context in seats.values():
        context.close()


@pytest.fixture
def without_javascript(chromium: Browser, hub_url: str) -> Iterator[Page]:
    context = chromium.new_context(base_url=hub_url, java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def violations() -> Callable[[Page], list[str]]:
    """Return a function that gives what axe finds wrong with a page."""
    script = AXE.read_text()

    def found(page: Page) -> list[str]:
        page.evaluate(script)
        # axe would take what lies below a section that is laid out later to be its ground
        page.evaluate(
            "() => document.querySelectorAll('.later').forEach(s => s.style.contentVisibility = 'visible')"
        )
        seen = page.evaluate("() => axe.run({ resultTypes: ['violations'] })")
        assert seen["testEngine"]["name"] == "axe-core"
        return [f"{v['id']}: {v['nodes'][0]['html'][:120]}" for v in seen["violations"]]

    return found
