"""Every route of the resolver, public and of staff: nothing in Chromium breaks the policy, and no policy allows inline.

A route with arguments is asked with those of `PAGES`, else with sample ones; what then leads elsewhere, is a file, or
takes no GET, is looked at for its headers alone.
"""

import base64
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import URLPattern, get_resolver
from playwright.sync_api import APIResponse, Browser, BrowserContext, Page, expect

from ..hub.test_html import PAGES
from ..hub_people import PASSWORD
from .conftest import rested, sign_in

NAME = "olga"
SAMPLES = (
    (r"\(\?P<\w+>[^()]*\)", "1"),
    (r"<uuid:\w+>", "00000000-0000-4000-8000-000000000000"),
    (r"<kind:\w+>", "csv"),
    (r"<geoid:\w+>", "09110980100"),
    (r"<(?:\w+:)?\w+>", "1"),
    (r"\^|\$|\\Z|\\|\?", ""),
)
#: Routes whose patterns are no samples of themselves.
BY_HAND = {
    "wagtaildocs_serve": "/documents/1/a.pdf",
    "app_list": "/staff/auth/",
    "wagtail_serve": "/about/",
}
#: Signs out, and everything after it would be the page of signing in.
LEFT_OUT = {"logout", "wagtailadmin_logout"}
WATCH = """document.addEventListener("securitypolicyviolation",
    (event) => report(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`))"""
HTML = "text/html"
#: Headers of how an answer was sent, which Playwright has unpacked, and of what it has kept.
NOT_OF_TEXT = {"content-encoding", "content-length", "transfer-encoding", "connection", "set-cookie"}


def routes(patterns: list[object], before: str = "") -> Iterator[tuple[str, str]]:
    """Yield pattern and name of every route below some."""
    for pattern in patterns:
        text = before + str(pattern.pattern)  # type: ignore[attr-defined]
        if isinstance(pattern, URLPattern):
            yield text, pattern.name or ""
        else:
            yield from routes(pattern.url_patterns, text)  # type: ignore[attr-defined]


def paths(of_staff: bool) -> list[str]:
    """Return an address of every route, each once."""
    found = []
    for pattern, name in routes(get_resolver().url_patterns):
        if name in LEFT_OUT or pattern.startswith("staff/") != of_staff:
            continue
        path = "/" + pattern
        for expression, sample in SAMPLES:
            path = re.sub(expression, sample, path)
        found.append(BY_HAND.get(name) or PAGES.get(name, [path])[0])
    return list(dict.fromkeys(found))


def crawl(context: BrowserContext, page: Page, found: list[str]) -> list[str]:
    """Ask for each address, show those that are pages, and return what breaks the policy."""
    broken: list[str] = []
    current = {"path": ""}
    context.expose_binding("report", lambda _source, text: broken.append(f"{current['path']}: {text}"))
    context.add_init_script(WATCH)
    seen: set[str] = set()
    answers = show_answers(page)
    for path in found:
        # the page before breaks the policy, if it does, while this is waited for
        response = context.request.get(path, max_redirects=0)
        broken += [f"{path}: {fault}" for fault in header_faults(response)]
        is_page = response.status == 200 and response.headers.get("content-type", "").startswith(HTML)
        if (
            is_page
            and urlsplit(response.url).path not in seen
            and "content-disposition" not in response.headers
        ):
            seen.add(path)
            current["path"] = path
            answers[response.url] = response
            page.goto(path, wait_until="load")
            assert not answers, "the page was rendered a second time"
    rested(page)
    assert len(seen) > len(found) // 5, "nearly nothing was shown: are the samples still right?"
    return broken


def show_answers(page: Page) -> dict[str, APIResponse]:
    """Return answers by address that are still to be shown: a page gets its own there, not a second one of the hub.

    Through the protocol of the browser, because a route of Playwright would take it the cache of all files.
    """
    answers: dict[str, APIResponse] = {}
    browser = page.context.new_cdp_session(page)

    def give(event: dict[str, Any]) -> None:
        asked_for = {"requestId": event["requestId"]}
        response = answers.pop(event["request"]["url"], None)
        if response is None:
            browser.send("Fetch.continueRequest", asked_for)
            return
        headers = [
            {"name": header["name"], "value": header["value"]}
            for header in response.headers_array
            if header["name"].lower() not in NOT_OF_TEXT
        ]
        body = base64.b64encode(response.body()).decode()
        given = {"responseCode": response.status, "responseHeaders": headers, "body": body}
        browser.send("Fetch.fulfillRequest", asked_for | given)

    browser.on("Fetch.requestPaused", give)
    browser.send("Fetch.enable", {"patterns": [{"resourceType": "Document"}]})
    return answers


def header_faults(response: APIResponse) -> list[str]:
    """Return what is wrong with the policy of an answer."""
    if not response.headers.get("content-type", "").startswith(HTML):
        return []
    policy = response.headers.get("content-security-policy", "")
    parts = {name: values for name, *values in (part.split() for part in policy.split(";") if part.strip())}
    scripts = parts.get("script-src") or parts.get("default-src") or []
    faults = [] if scripts else ["no policy for scripts"]
    return faults + [
        f"allows {value}" for value in scripts if value in ("'unsafe-inline'", "'unsafe-eval'", "*")
    ]


def test_a_page_that_breaks_the_policy_is_found(chromium: Browser, hub_url: str) -> None:
    context = chromium.new_context(base_url=hub_url)
    page = context.new_page()
    page.add_init_script("document.addEventListener('DOMContentLoaded', () => document.head.append("
                         "Object.assign(document.createElement('script'), { text: '1' })))")  # fmt: skip
    broken = crawl(context, page, ["/about/"])
    assert [text.split()[:2] for text in broken] == [["/about/:", "script-src-elem"]]
    context.close()


def test_no_public_route_breaks_the_policy(chromium: Browser, hub_url: str) -> None:
    context = chromium.new_context(base_url=hub_url, device_scale_factor=0.5, reduced_motion="reduce")
    broken = crawl(context, context.new_page(), paths(of_staff=False))
    assert not broken, "\n".join(broken)
    assert context.cookies() == []
    context.close()


@pytest.fixture(scope="module")
def staff(chromium: Browser, hub_url: str) -> Iterator[BrowserContext]:
    """A member of staff who is signed in."""
    context = chromium.new_context(base_url=hub_url, device_scale_factor=0.5, reduced_motion="reduce")
    page = context.new_page()
    sign_in(page, NAME, PASSWORD)
    page.close()
    yield context
    context.close()


def test_no_route_of_staff_breaks_the_policy(staff: BrowserContext) -> None:
    page = staff.new_page()
    broken = crawl(staff, page, paths(of_staff=True))
    page.close()
    assert not broken, "\n".join(broken)
    for cookie in staff.cookies():
        assert (cookie["path"], cookie["sameSite"]) in {("/staff/", "Strict"), ("/staff/", "Lax")}, cookie[
            "name"
        ]


def test_a_chooser_of_settings_opens_without_a_script_in_the_page(staff: BrowserContext) -> None:
    page = staff.new_page()
    page.goto("/staff/pages/redirects/add/")
    page.get_by_role("button", name="Choose a page").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.goto("/staff/pages/workflows/add/")
    page.get_by_role("button", name="Add task").click()
    page.get_by_role("button", name="Choose a task").last.click()
    expect(page.get_by_role("dialog")).to_be_visible()
    page.close()
