"""A page that many tests share: what its opening said, asked for and weighed is kept for the tests of that."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Page, Request


@dataclass
class Opening:
    """A page, and of its opening: complaints of the console, addresses asked for, and bytes of each answer."""

    page: Page
    complaints: list[str]
    urls: list[str] = field(default_factory=list)
    sizes: list[float] = field(default_factory=list)


@contextmanager
def listening(page: Page, complaints: list[str]) -> Iterator[None]:
    """Add what the console says that is an error or breaks the policy."""

    def on_console(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(message.text)

    def on_page_error(error: Error) -> None:
        complaints.append(str(error))

    page.on("console", on_console)
    page.on("pageerror", on_page_error)
    yield
    page.remove_listener("console", on_console)
    page.remove_listener("pageerror", on_page_error)


def open_page(context: BrowserContext, load: Callable[[Page], None]) -> Opening:
    """Open a page of `context` by `load`, and return it with what that was like."""
    opening = Opening(context.new_page(), [])
    page, urls, sizes = opening.page, opening.urls, opening.sizes

    def on_request(request: Request) -> None:
        urls.append(request.url)

    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.on("request", on_request)
    with listening(page, opening.complaints):
        load(page)
    page.remove_listener("request", on_request)
    session.detach()
    return opening
