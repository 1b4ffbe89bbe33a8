"""The pages of the nation, and of a site of two states: axe, a small phone, the keyboard, in both languages.

No hub runs for them: Chromium asks the site of this process, which costs two starts of a server less.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.core.cache import caches
from django.test import Client
from filelock import FileLock
from playwright.sync_api import Browser, Page, Route, expect

from fairtown.build.nation import release as building_nation
from fairtown.hub.compiled_messages import compile_messages
from fairtown.hub.release_access import current_release
from fairtown.release.reader import latest

from ..workers import shared_by_workers
from .conftest import tab_through

MOST_TAB_STOPS = 60
#: Of the front page of all states, of both states, of the nation and of one of its states.
PAGES = ("/", "/es/", "/ct/", "/tl/", "/tl/es/towns/port-ann/", "/us/", "/es/us/", "/us/connecticut/")


@pytest.fixture(scope="session")
def two_states(release_folder: Path, toy_release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of releases: Connecticut, an invented state, and the nation with three of its states."""
    shared = shared_by_workers(tmp_path_factory, "nation")
    with FileLock(f"{shared}.lock"):
        nation = (
            latest(shared) or building_nation.build(shared, "2026-01-01", "serial", ("09", "10", "44")).path
        )
    found = tmp_path_factory.mktemp("states")
    for name, release in ((".", release_folder), ("tl", toy_release), ("nation", Path(nation))):
        (found / name).mkdir(exist_ok=True)
        (found / name / "2026-01-01").symlink_to(release)
    return found


@pytest.fixture
def small(settings, two_states: Path, chromium: Browser, db: None) -> Iterator[Page]:  # type: ignore[no-untyped-def]
    """A phone of 320 px whose browser asks the site of this process."""
    settings.RELEASES = str(two_states)
    current_release.cache_clear()
    caches["pages"].clear()
    compile_messages()
    visitor = Client(headers={"host": "localhost"})

    def answer(route: Route) -> None:
        url = urlsplit(route.request.url)
        found = visitor.get(f"{url.path}?{url.query}" if url.query else url.path)
        body = b"".join(found) if found.streaming else found.content
        route.fulfill(status=found.status_code, headers=dict(found.items()), body=body)

    context = chromium.new_context(base_url="http://localhost", viewport={"width": 320, "height": 640})
    context.route("**/*", answer)
    yield context.new_page()
    context.close()
    current_release.cache_clear()
    caches["pages"].clear()


@pytest.mark.parametrize("path", PAGES)
def test_a_page_of_several_states_is_sound_on_a_phone(
    small: Page, violations: Callable[[Page], list[str]], path: str
) -> None:
    small.goto(path)
    expect(small.locator("html")).to_have_attribute("lang", "es" if "/es/" in path else "en")
    assert small.evaluate("() => document.documentElement.scrollWidth") <= 320
    assert violations(small) == []


def test_the_keyboard_goes_from_all_states_to_one_and_to_the_nation(small: Page) -> None:
    small.goto("/")
    assert len(_stops_before_footer(small)) <= MOST_TAB_STOPS
    small.get_by_role("main").get_by_role("link", name="Testland").first.focus()
    small.keyboard.press("Enter")
    expect(small).to_have_url("http://localhost/tl/")
    small.goto("/us/")
    stops = _stops_before_footer(small)
    assert len(stops) <= MOST_TAB_STOPS
    assert [name for name in stops if name in ("index", "map", "level", "state")] == [
        "index",
        "map",
        "level",
        "state",
    ]
    small.locator("#level").focus()
    small.keyboard.type("Coun")
    small.get_by_role("button", name="Show").press("Enter")
    expect(small.locator("#places h2")).to_contain_text("Counties")


def _stops_before_footer(page: Page) -> list[str]:
    """Return name or id of what Tab leads to from the top, as far as the footer."""
    found = tab_through(page, MOST_TAB_STOPS + 5, 'e.closest("footer") ? "footer" : e.name || e.id')
    return found[: found.index("footer")] if "footer" in found else found
