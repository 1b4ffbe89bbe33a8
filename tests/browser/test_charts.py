"""Chart cards with a script and without, and a chart in a frame of another site."""

import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

CARD = "/towns/avon/assisted/"


@pytest.fixture
def foreign_site(tmp_path: Path, hub_url: str) -> Iterator[str]:
    """A site of another port, whose page frames a chart and a page of the hub."""
    frames = "".join(
        f'<iframe name="{name}" src="{hub_url}{path}" width="720" height="640"></iframe>'
        for name, path in (("chart", "/embed/assisted-towns/avon/"), ("page", CARD))
    )
    (tmp_path / "index.html").write_text(f"<!doctype html><title>Elsewhere</title>{frames}")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=str(tmp_path)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/"
    server.shutdown()


def test_a_foreign_page_frames_a_chart_and_nothing_else(desk: Page, foreign_site: str) -> None:
    desk.goto(foreign_site)
    expect(desk.frame_locator("[name=chart]").locator("h1")).to_contain_text("Avon has")
    (refused,) = [frame for frame in desk.frames if frame.name == "page"]
    assert refused.url.startswith("chrome-error:")


def test_the_parts_of_a_card_are_tabs_for_mouse_and_keyboard(
    desk: Page, violations: Callable[[Page], list[str]], complaints: list[str]
) -> None:
    desk.goto(CARD)
    card = desk.locator("#assisted-towns-avon")
    card.get_by_role("tab", name="Table").click()
    expect(card.locator("tr.mine")).to_contain_text("Avon")
    expect(card.locator("svg.chart")).to_be_hidden()
    desk.keyboard.press("ArrowRight")
    expect(card.get_by_role("tab", name="Sources")).to_be_focused()
    expect(card.locator("tr.mine")).to_be_hidden()
    expect(card.get_by_role("tabpanel")).to_contain_text("Connecticut Department of Housing")
    assert violations(desk) == []
    card.get_by_role("tab", name="Share").click()
    with desk.expect_download() as download:
        card.get_by_role("button", name="Picture (PNG)").click()
    assert download.value.path().read_bytes()[1:4] == b"PNG"
    assert complaints == []


def test_without_a_script_the_parts_follow_one_another(without_javascript: Page) -> None:
    page = without_javascript
    page.goto(CARD)
    card = page.locator("#assisted-towns-avon")
    for part in ("chart", "sources", "share"):
        expect(card.locator(f"#assisted-towns-avon-{part}")).to_be_visible()
    expect(card.locator(".chart-png")).to_be_hidden()
    card.locator("summary").click()
    expect(card.locator("tr.mine")).to_be_visible()
