"""Two members of staff write and approve a newsletter, a reader gets it and leaves with one click: in Chromium."""

import re

from playwright.sync_api import Browser, Page, expect

from ..shared_hub import SharedHub
from .conftest import Office, behind_the_door
from .outbox import mail_to, text_of

WRITER, SECOND = "wanda", "sonia"
SUBJECT = "Homes, viviendas"
WORDS = {
    "en": (
        "1 reader would get it now.",
        "1 test copy goes to wanda@town.example.",
        "Test: ",
        "It goes to 1 reader.",
    ),
    "es": ("1 lector lo recibiría ahora.", "a wanda@town.example", "Prueba: ", "Se envía a 1 lector."),
}


def at_the_desk(page: Page, hub: SharedHub, name: str, language: str) -> Page:
    """Open the desk of staff, and choose the language of its pages."""
    behind_the_door(page, hub, name).goto("/staff/")
    if language == "es":
        page.get_by_role("button", name="Español").click()
    expect(page.locator("html")).to_have_attribute("lang", language)
    return page


def compose(page: Page, language: str) -> str:
    """Write a newsletter in one language with a figure; return its address."""
    page.goto("/staff/newsletters/new/")
    page.fill(f"#id_subject_{language}", SUBJECT)
    page.fill(f"#id_opening_{language}", "Hello, hola.")
    page.select_option("#id_language", language)
    page.check("#id_is_public")
    page.locator(".writing form button").click()
    page.wait_for_url(re.compile(r"/staff/newsletters/\d+/"))
    own = page.url
    page.select_option("select[name=what]", "residents.poverty:poverty_share:")
    page.select_option("select[name=place]", "town:hartford")
    page.select_option("select[name=year]", "2023")
    page.locator("form:has(select[name=what]) button").click()
    expect(page.locator("form:has(button[name=remove]) tbody tr")).to_have_count(1)
    return own


def from_draft_to_one_click(
    chromium: Browser, office: Office, hub: SharedHub, language: str, complaints: list[str]
) -> None:
    url, records = hub.url, hub.records
    count, copied, test_subject, sent = WORDS[language]
    start, address = ("", "anna@mail.example") if language == "en" else ("/es", "berta@mail.example")
    writer, second = (
        at_the_desk(office(url, seat), hub, name, language) for seat, name in enumerate((WRITER, SECOND))
    )
    for page in (writer, second):
        page.on("console", lambda m: complaints.append(m.text) if m.type == "error" else None)
    own = compose(writer, language)
    expect(writer.locator("#content-main")).to_contain_text(count)
    writer.locator("button[value=test]").click()
    expect(writer.locator(".messagelist")).to_contain_text(copied)
    mail_to(records, "wanda@town.example", f"{test_subject}{SUBJECT}")
    writer.locator("button[value=submit]").click()
    expect(writer.locator("button[value=take-back]")).to_have_count(1)
    expect(writer.locator("button[value=approve]")).to_have_count(0)
    second.goto(own)
    second.locator("button[value=approve]").click()
    expect(second.locator(".messagelist")).to_contain_text(sent)
    message = mail_to(records, address, SUBJECT)
    assert "25.5% ± 1.8" in text_of(message)
    second.reload()
    expect(second.locator("table.counts tr").nth(1).locator("td")).to_have_text("1")

    reader = chromium.new_page(base_url=url, viewport={"width": 360, "height": 740})
    reader.goto(f"{start}/newsletters/")
    reader.locator("h2 a").first.click()
    expect(reader.locator("article")).to_contain_text("25.5")
    expect(reader.locator("article")).to_contain_text("Hello, hola.")
    assert reader.evaluate("document.documentElement.scrollWidth <= innerWidth")
    path = re.sub(r"https?://[^/]+", "", message["List-Unsubscribe"].strip("<>"))
    answer = reader.request.post(path, form={"List-Unsubscribe": "One-Click"})
    assert answer.ok
    writer.goto("/staff/newsletters/new/")
    compose(writer, language)
    expect(writer.locator("#content-main")).not_to_contain_text(count)
    assert complaints == []
    for page in (writer, second, reader):
        page.close()
