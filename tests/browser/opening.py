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

    def said(message: ConsoleMessage) -> None:
        if message.type == "error":
            complaints.append(message.text)

    def failed(error: Error) -> None:
        complaints.append(str(error))

    page.on("console", said)
    page.on("pageerror", failed)
    yield
    page.remove_listener("console", said)
    page.remove_listener("pageerror", failed)


def opened(context: BrowserContext, load: Callable[[Page], None]) -> Opening:
    """Open a page of `context` by `load`, and return it with what that was like."""
    opening = Opening(context.new_page(), [])
    page, urls, sizes = opening.page, opening.urls, opening.sizes

    def asked(request: Request) -> None:
        urls.append(request.url)

    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.on("request", asked)
    with listening(page, opening.complaints):
        load(page)
    page.remove_listener("request", asked)
    session.detach()
    return opening
