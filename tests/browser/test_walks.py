"""A visitor's and an editor's whole way, in both languages over both databases, in Chromium; and a newsletter's.

What each form refuses, and how it is used by keyboard or without a script, is tested by the files of each flow.
"""

import json
import re
import sqlite3
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from django.utils.timezone import now
from playwright.sync_api import Browser, Page, expect

from ..hub_people import PASSWORD
from ..shared_hub import POSTGRESQL, SQLITE, HubOver, SharedHub, from_elsewhere
from .conftest import Office, sign_in
from .newsletter_walk import from_draft_to_one_click
from .outbox import mail_to, mailed, text_of

FIGURE = "homes.rent_burden:rent_burden_share:"
PROMPT = re.compile(r"\[(?!\d+\])[^\[\]]+\]")
#: Longer than a page may take to be seen everywhere.
SOON = 60_000
VISITOR = {
    "en": ("Thank you for joining", "You have 1 place.", "on its way", "e-mail you any more", "Reminder: "),
    "es": (
        "Gracias por unirse",
        "Tiene 1 plaza.",
        "va en camino",
        "No le escribiremos más",
        "Recordatorio: ",
    ),
}
EDITOR = {
    "en": {
        "block": "Insert a block", "figure": "Live figure", "more": "More actions", "status": "Toggle status",
        "schedule": "Set schedule", "save": "Save schedule", "withdraw": "Yes, unpublish it", "translate": "Translate",
        "keep": "Save", "publish": "Publish in Spanish",
    },
    "es": {
        "block": "Insertar un bloque", "figure": "Cifra viva", "more": "Más acciones", "status": "Alternar estado",
        "schedule": "Establece fecha de publicación", "save": "Guardar fecha", "withdraw": "Sí, despublicar",
        "translate": "Traducir", "keep": "Guardar", "publish": "Publicar en",
    },
}  # fmt: skip


@pytest.fixture(params=[SQLITE, POSTGRESQL])
def hub(request: pytest.FixtureRequest, hub_over: HubOver) -> SharedHub:
    return hub_over(request.param)


def sql(hub: SharedHub, text: str, *values: Any) -> list[Any]:
    """Run a statement on the database of a hub: what a test has no day to wait for."""
    if hub.database:
        with psycopg.connect(hub.database) as server, server.cursor() as cursor:
            cursor.execute(text, values)
            return cursor.fetchall() if cursor.description else []
    with closing(sqlite3.connect(hub.records / "records.sqlite3", timeout=20)) as file, file:
        return file.execute(text.replace("%s", "?"), [str(v) for v in values]).fetchall()


def run_clock(hub: SharedHub, job: str) -> None:
    """Let a job of the clock be due, and wait until it ran; twice, since the first time it may have run already."""
    due = "UPDATE jobs_jobrun SET due_at = %s WHERE name = %s"
    for _ in range(2):
        past, end = _moment(timedelta(hours=-1)), time.monotonic() + SOON / 1000
        sql(hub, due, past, job)
        while sql(
            hub,
            "SELECT 1 FROM jobs_jobrun WHERE name = %s AND due_at < %s",
            job,
            _moment(timedelta(minutes=-30)),
        ):
            assert time.monotonic() < end, job
            time.sleep(0.2)


def _moment(ahead: timedelta) -> str:
    return f"{now() + ahead:%Y-%m-%d %H:%M:%S}+00:00"


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_visitor_from_joining_to_unsubscribing(chromium: Browser, hub: SharedHub, language: str) -> None:
    start, address = "/es" if language == "es" else "", f"walker-{language}@mail.example"
    welcome, place, gone, stopped, reminder = VISITOR[language]
    context = chromium.new_context(
        base_url=hub.url, viewport={"width": 360, "height": 740}, extra_http_headers=from_elsewhere()
    )
    page = context.new_page()

    def send(path: str, button: int = 0) -> None:
        """Open a page, or the one that a mail leads to, and send its form."""
        page.goto(path)
        page.locator("form.sending button").nth(button).click()

    page.goto(f"{start}/join/")
    page.fill("#email", address)
    page.fill("#town", "Canton")
    page.locator("form.sending button").click()
    send(mailed(hub.records, address, "join/confirm"))
    expect(page.get_by_role("status")).to_contain_text(welcome)

    page.goto(mailed(hub.records, address, "you"))
    page.fill("#follow", "avon")
    page.locator("form.sending button").last.click()
    expect(page.locator(".plain-rows")).to_contain_text("Avon")

    page.goto(f"{start}/events/webinar/register/")
    page.fill("#email", address)
    page.locator("form.sending button").click()
    send(mailed(hub.records, address, "events/registration"))
    expect(page.get_by_role("status")).to_contain_text(place)
    a_day_before(hub, "webinar", address)
    ((title,),) = title_of(hub, "webinar", language)
    assert "/events/registration/" in text_of(mail_to(hub.records, address, f"{reminder}{title}"))

    page.goto(f"{start}/campaigns/fair-share/write/?town=avon")
    page.fill("#body", PROMPT.sub("Xq7 yes.", page.input_value("#body")))
    page.fill("#name", "María Ruiz")
    page.fill("#email", address)
    page.locator("form.sending button").first.click()
    send(mailed(hub.records, address, "campaigns/fair-share/confirm"))
    expect(page.get_by_role("status")).to_contain_text(gone)

    send(mailed(hub.records, address, "unsubscribe"))
    expect(page.get_by_role("status")).to_contain_text(stopped)
    assert context.cookies() == []
    context.close()


def a_day_before(hub: SharedHub, slug: str, address: str) -> None:
    """Let it be the day before an event, and its registration older than that."""
    sql(
        hub,
        "UPDATE gatherings_registration SET confirmed_at = %s WHERE email = %s",
        _moment(timedelta(-3)),
        address,
    )
    pages = "(SELECT id FROM wagtailcore_page WHERE slug = %s)"
    sql(
        hub,
        f"UPDATE pages_eventpage SET starts = %s WHERE page_ptr_id IN {pages}",
        _moment(timedelta(hours=20)),
        slug,
    )
    run_clock(hub, "events")


def title_of(hub: SharedHub, slug: str, language: str) -> list[Any]:
    """Return the title of a page in a language."""
    joined = "wagtailcore_page p JOIN wagtailcore_locale l ON l.id = p.locale_id"
    return sql(
        hub, f"SELECT p.title FROM {joined} WHERE p.slug = %s AND l.language_code = %s", slug, language
    )


def page_number(hub: SharedHub, slug: str) -> int:
    """Return the number of the English page of a slug."""
    joined = "wagtailcore_page p JOIN wagtailcore_locale l ON l.id = p.locale_id"
    ((number,),) = sql(
        hub, f"SELECT p.id FROM {joined} WHERE p.slug = %s AND l.language_code = %s", slug, "en"
    )
    return int(number)


@pytest.mark.parametrize(("language", "database"), [("en", SQLITE), ("es", POSTGRESQL)])
def test_a_newsletter_from_draft_to_one_click(
    chromium: Browser, office: Office, hub_over: HubOver, language: str, database: str, complaints: list[str]
) -> None:
    from_draft_to_one_click(chromium, office, hub_over(database), language, complaints)


@pytest.mark.parametrize("language", ["en", "es"])
def test_an_editor_from_a_post_to_its_withdrawal(
    office: Office, hub: SharedHub, language: str, violations: Callable[[Page], list[str]]
) -> None:
    names, slug = EDITOR[language], f"rents-{language}"
    editor = office(hub.url)
    policy: list[str] = []
    editor.on("console", lambda m: policy.append(m.text) if "security policy" in m.text.casefold() else None)
    sign_in(editor, f"walker-{language}", PASSWORD)
    if language == "es":
        editor.get_by_role("button", name="Español").click()
        expect(editor.locator("html")).to_have_attribute("lang", "es")
        assert violations(editor) == []
    write(editor, page_number(hub, "news"), slug.replace("-", " "), names)
    publish(editor, names)
    for path in (f"/news/{slug}/", "/news/", "/", "/news.atom", "/sitemap-pages.xml"):
        seen(hub, path, slug if path != f"/news/{slug}/" else "± ")
    unseen(hub, f"/es/news/{slug}/")
    translate(editor, page_number(hub, slug), names, ["Alquileres", "Lo que pagan."])
    seen(hub, f"/es/news/{slug}/", "Alquileres")
    schedule(editor, hub, slug, names)
    editor.goto(f"/staff/pages/pages/{page_number(hub, slug)}/unpublish/")
    editor.get_by_role("button", name=names["withdraw"]).click()
    unseen(hub, f"/news/{slug}/")
    assert policy == []
    editor.close()


def write(editor: Page, news: int, title: str, names: dict[str, str]) -> None:
    """Write a post with a figure."""
    editor.goto(f"/staff/pages/pages/add/pages/post/{news}/")
    editor.fill("#id_title", title)
    editor.fill("#id_intro", "What renters pay.")
    editor.get_by_role("button", name=names["block"]).first.click()
    editor.get_by_role("option", name=names["figure"]).click()
    editor.locator("select[name='body-0-value-what']").select_option(FIGURE)
    editor.locator("select[name='body-0-value-place']").select_option("town:hartford")


def publish(editor: Page, names: dict[str, str]) -> None:
    """Press "Publish", or what it is called once a time is set."""
    editor.get_by_role("button", name=names["more"]).click()
    editor.locator("footer button[name=action-publish]").click()
    expect(editor.locator(".messages .success")).to_be_visible()


def translate(editor: Page, number: int, names: dict[str, str], texts: list[str]) -> None:
    """Send a post to be translated, translate each of its texts, and publish it."""
    editor.goto(f"/staff/pages/localize/submit/page/{number}/")
    editor.locator("input[name=locales]").check()
    editor.locator("main form [type=submit]").last.click()
    editor.wait_for_url(re.compile(r"/staff/pages/pages/\d+/edit/"))
    for text in texts:
        editor.get_by_role("button", name=names["translate"], exact=True).first.click()
        editor.locator("textarea").first.fill(text)
        editor.get_by_role("button", name=names["keep"], exact=True).first.click()
        expect(editor.locator("textarea")).to_have_count(0)
    with editor.expect_response(lambda answer: answer.request.method == "POST"):
        editor.get_by_role("button", name=names["publish"]).click()


def schedule(editor: Page, hub: SharedHub, slug: str, names: dict[str, str]) -> None:
    """Write a post that shall appear tomorrow; when that has come, the clock publishes it."""
    later = f"later-{slug}"
    write(editor, page_number(hub, "news"), later.replace("-", " "), names)
    status = editor.get_by_role("button", name=names["status"])
    if status.get_attribute("aria-expanded") != "true":
        status.click()
    editor.get_by_role("button", name=names["schedule"]).click()
    editor.fill("#id_go_live_at", f"{now() + timedelta(days=1):%Y-%m-%d %H:%M}")
    save = editor.locator("#schedule-publishing-dialog").get_by_role("button", name=names["save"])
    save.focus()
    save.press("Enter")
    publish(editor, names)
    unseen(hub, f"/news/{later}/")
    let_it_be_due(hub)
    run_clock(hub, "publish-scheduled")
    seen(hub, f"/news/{later}/", "± ")


def let_it_be_due(hub: SharedHub) -> None:
    """Move what is scheduled to a minute ago: the time stands in the version that is to be published, too."""
    past = _moment(timedelta(minutes=-1))
    found = sql(hub, "SELECT id, content FROM wagtailcore_revision WHERE approved_go_live_at IS NOT NULL")
    for number, stored in found:
        content = json.loads(stored) if isinstance(stored, str) else stored
        content["go_live_at"] = past.replace(" ", "T")
        changed = "UPDATE wagtailcore_revision SET approved_go_live_at = %s, content = %s WHERE id = %s"
        sql(hub, changed, past, json.dumps(content), number)


def seen(hub: SharedHub, path: str, text: str) -> None:
    """Wait until a reader who was not there before sees a text on a page, whichever process answers."""
    answered(hub, path, lambda status, body: status == 200 and text in body)


def unseen(hub: SharedHub, path: str) -> None:
    """Wait until nobody finds a page."""
    answered(hub, path, lambda status, _body: status == 404)


def answered(hub: SharedHub, path: str, fits: Callable[[int, str], bool]) -> None:
    in_a_row, end = 0, time.monotonic() + SOON / 1000
    # two processes answer in turn: four answers that fit come from both
    while in_a_row < 4:
        status, body = answer(hub.url + path)
        in_a_row = in_a_row + 1 if fits(status, body) else 0
        if not in_a_row:
            assert time.monotonic() < end, (urlsplit(path).path, status)
            time.sleep(0.25)


def answer(url: str) -> tuple[int, str]:
    """Return the status and the text of an address."""
    try:
        with urllib.request.urlopen(url, timeout=SOON / 1000) as found:
            return found.status, found.read().decode()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read().decode()
