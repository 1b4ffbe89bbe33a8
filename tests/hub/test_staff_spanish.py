"""Every page of staff in Spanish: no sentence of the site, of Django or of Wagtail is left in English."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from babel.messages.pofile import read_po
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import translation
from wagtail.models import Page
from wagtail.users.models import UserProfile

from fairtown.hub.campaigns.models import Campaign, Official
from fairtown.hub.giving.models import Goal
from fairtown.hub.messages import LOCALE
from fairtown.hub.referrals.models import Agency
from fairtown.hub.staff.action_words import VIEWS, action_words
from fairtown.hub.staff.roles import REFERRAL

from . import staff_world
from .staff_session import pass_factor, signed_in
from .test_staff_routes import routes, staff_routes

#: What a browser shows of an element beside its text.
SHOWN = {"title", "aria-label", "placeholder", "alt", "label"}
#: Names in the data of Wagtail's scripts that hold what people read.
READ = re.compile(r"(^|_)(label|text|heading|title|description|help|message|strings?)(_|$)", re.IGNORECASE)
EMPTY = {"meta", "link", "input", "br", "hr", "img", "use", "path", "area", "source", "wbr", "col"}
#: Words that no Spanish sentence has.
ENGLISH = re.compile(
    r"\b(the|of|and|to|is|are|this|that|these|with|your|you|not|from|which|there|have|will|was|were|been|"
    r"page|pages|add|edit|delete|choose|click|select|saved|here|user|users|when|what)\b"
)
#: The same in both languages, or a name of a program; `(…)`: what stands behind or before it.
SAME = {
    "Alias", "Color", "Editor", "Error", "Final", "General", "Hotel", "Legal", "Local", "Moderators approval", "No",
    "Editors", "Moderators", "PDF", "Slug", "Total", "True", "False", "URL", "UTC", "Visible", "Wagtail", "Avatar",
    "Privacy & access",
}  # fmt: skip
#: What Wagtail and wagtail-localize write without asking for a translation.
FIXED = (
    "Link text", "Email address", "Subject", "Body", "Phone number", "upload one now", "Source locale", "Target locale",
    "Welcome to your new Wagtail site!", "Enabled", "Sync from", "Port", "Site name", "Root page", "Hostname", "Upload",
    "Created", "Updated",
    # the picture beside the field of a search, in Django's own template
    "Search",
    # choices of Wagtail's lists, which it puts into words as its program is read, and the head of its button
    "All", "None", "Type", "Permanent", "Temporary", "Actions",
)  # fmt: skip
#: Pages of Wagtail's that staff are never led to: what they say is for those who program.
NOT_FOR_STAFF = (
    "failwhale", "test404", "page-types-usage", "/usage/", "/workflows/", "/sites/", "/locales/", "api/main",
    # signs out whoever looks; and a newsletter as its English readers get it
    "logout", "/en.html",
)  # fmt: skip
#: Tables whose rows are mail, letters, messages: in the language of whom they are for.
BY_PEOPLE = re.compile(r"[Xx]q7|\.example|/staff/|localhost|America/")
#: Page types whose forms are seen, with every kind of part that a page may have.
EDITED = ("Post", "StepsPage", "EventPage", "CoalitionPage", "PeoplePage")


class Texts(HTMLParser):
    """What people read of a page, and where it leads."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.texts: list[str] = []
        self.links: list[str] = []
        self.open: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag not in EMPTY:
            self.open.append((tag, given))
        if tag in ("a", "iframe") and (link := given.get("href") or given.get("src")):
            self.links.append(link)
        for name, value in given.items():
            is_button = name == "value" and given.get("type") in ("submit", "button")
            if value and (name in SHOWN or is_button):
                self._add(value)
            elif value and value[0] in "[{":
                self._read_json(value)

    def handle_endtag(self, tag: str) -> None:
        for i in range(len(self.open) - 1, -1, -1):
            if self.open[i][0] == tag:
                del self.open[i:]
                return

    def handle_data(self, data: str) -> None:
        tag, given = self.open[-1] if self.open else ("", {})
        if tag == "script" and "json" in (given.get("type") or ""):
            self._read_json(data)
        elif tag not in ("script", "style", "textarea", "code", "kbd"):
            self._add(data)

    def _add(self, text: str) -> None:
        if text.strip() and not any(a.get("lang") == "en" for tag, a in self.open if tag != "html"):
            self.texts.append(" ".join(text.split()))

    def _read_json(self, text: str) -> None:
        try:
            self._walk(json.loads(text), "")
        except ValueError:
            return

    def _walk(self, value: object, name: str) -> None:
        if isinstance(value, dict):
            for key, part in value.items():
                self._walk(part, name if name.isupper() else str(key))
        elif isinstance(value, list):
            for part in value:
                self._walk(part, name)
        elif isinstance(value, str) and READ.search(name):
            self._add(value)


@cache
def english_messages() -> set[str]:
    """Return the texts of Wagtail and Django that have no place to be filled in, as their programs write them."""
    found = set()
    for package in ("wagtail", "wagtail_localize", "django"):
        spec = find_spec(package)
        assert spec
        assert spec.origin
        for path in Path(spec.origin).parent.glob("**/locale/en/LC_MESSAGES/django.po"):
            if package != "django" or path.parts[-5] in ("admin", "auth"):
                with path.open("rb") as file:
                    messages = [m.id for m in read_po(file, locale="en") if m.id]
                found |= {m for m in messages if isinstance(m, str) and not re.search(r"[%<{]", m)}
    return {text for text in found if re.search(r"[A-Za-z]{3}", text)} - SAME


def left_in_english(text: str) -> bool:
    """Whether a text is English: a message of Wagtail or Django as it was written, or a sentence with English words."""
    if BY_PEOPLE.search(text) or text in FIXED:
        return False
    return text in english_messages() or len(ENGLISH.findall(text.lower())) >= 2


def starts() -> Iterator[str]:
    """Yield the address of each page of staff that has no number in it, and of the forms of some pages."""
    for path, _name, _ in routes():
        if path.startswith("staff/") and not re.search(r"[<(\\]", path):
            yield "/" + path.strip("^$")
    for name in EDITED:
        page = Page.objects.filter(content_type__model=name.lower(), locale__language_code="es")[0]
        yield f"/staff/pages/pages/{page.pk}/edit/"


def crawl(client: Client, first: list[str], names: set[str]) -> Iterator[tuple[str, Texts]]:
    """Yield each page that is reached, one of each view; of the editor only those that it begins with."""
    seen, waiting = set(), list(first)
    while waiting:
        path = urlsplit(waiting.pop(0)).path
        try:
            match = resolve(path)
        except Resolver404:
            continue
        name = path if path in first else match.view_name
        if name in seen or any(part in path for part in NOT_FOR_STAFF) or not path.startswith("/staff/"):
            continue
        if path.startswith("/staff/pages/") and path not in first:
            continue
        seen.add(name)
        names.add(match.view_name)
        answer = client.get(path)
        if answer.status_code == 302:
            waiting.append(urljoin(path, answer["Location"]))
        elif answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            page = Texts()
            page.feed(answer.content.decode())
            waiting += [urljoin(path, link) for link in page.links]
            yield path, page


def in_spanish(name: str, **values: bool) -> Client:
    """Return a browser of a new member of staff who chose Spanish."""
    user = User.objects.create_user(name, f"{name}@town.example", is_staff=True, **values)
    UserProfile.objects.create(user=user, preferred_language="es")
    return signed_in(user)


@pytest.mark.filterwarnings("ignore:Pagination may yield inconsistent results")
def test_no_page_of_staff_has_english_left(site: Client) -> None:
    manager = in_spanish("xq7-manager", is_superuser=True)
    staff_world.fill(User.objects.get(username="xq7-manager"))
    # the stored changes of a factor ask the session anew
    pass_factor(manager)
    helper = in_spanish("xq7-helper")
    User.objects.get(username="xq7-helper").groups.set([Group.objects.get(name=REFERRAL)])
    written = {title for own in Page.objects.values_list("title", "draft_title") for title in own}
    for model in (Agency, Campaign, Goal, Official):
        written |= {v for row in model.objects.values_list() for v in row if isinstance(v, str) and " " in v}
    names: set[str] = set()
    left: dict[str, str] = {}
    for client, first in ((manager, list(starts())), (helper, ["/staff/intake/", "/staff/intake/key/"])):
        for path, page in crawl(client, first, names):
            texts = (text for text in page.texts if left_in_english(text))
            left |= {text: path for text in texts if not any(own in text for own in written)}
    assert left == {}
    missed = {
        n for n in staff_routes() if n.startswith("admin:") and n.endswith(("_changelist", "_change"))
    } - names
    assert missed == {"admin:records_review_change"} & missed, "a list without a row hides its form"


def test_the_trace_of_actions_has_words_for_every_view_of_staff() -> None:
    plain = {
        name for name in staff_routes() if name and not name.startswith("admin:") and name != "agencies-staff"
    }
    assert plain - set(VIEWS) - {"staff-language", "staff-confirm"} == set()
    for stored, expected in (
        ("refused: admin:supporters_person_change", "Rechazado: Persona que se unió: modificado"),
        ("wagtailadmin_pages:edit", "Páginas, imágenes o archivos"),
        ("gift-refund", "Donación: dinero devuelto"),
        ("gone-since", "gone-since"),
    ):
        with translation.override("es"):
            assert action_words(stored) == expected


#: Messages that the site and Django or Wagtail share, where the site's Spanish serves both.
SHARED = {
    "Remove", "last name", "Back", "Search", "Show", "Yes, delete", "choices", "To", "Locales", "height", "draft",
    "All", "Change", "None", "Roles", "Locale", "{} locales", "Add a locale", "Add locale",
    "Are you sure you want to delete this locale?", "Delete locale", "Source",
    "Select a new language", "The locale could not be saved due to errors.",
    "This locale's language code is not supported",
    "Whether the user will be able to authenticate using a password or not. If disabled, they may still be able to "
    "authenticate using other backends, such as Single Sign-On or LDAP.",
    "This locale cannot be deleted because there are pages and/or other objects using it.",
}  # fmt: skip


def test_no_message_of_the_site_takes_the_place_of_another_one() -> None:
    """The site's catalog goes before Django's: its "Home", a dwelling, named the way to the desk "Vivienda"."""
    with (LOCALE / "es/LC_MESSAGES/django.po").open("rb") as file:
        own = {m.id: m.string for m in read_po(file, locale="es") if isinstance(m.id, str)}
    differing = set()
    for package in ("django", "wagtail", "wagtail_localize"):
        spec = find_spec(package)
        assert spec
        assert spec.origin
        for path in Path(spec.origin).parent.glob("**/locale/es/LC_MESSAGES/django.po"):
            if package == "django" and path.parts[-5] not in ("admin", "auth", "conf"):
                continue
            with path.open("rb") as file:
                theirs = [
                    m for m in read_po(file, locale="es") if isinstance(m.id, str) and m.id and m.string
                ]
            differing |= {m.id for m in theirs if not m.context and own.get(m.id, m.string) != m.string}
    assert differing - SHARED == set()


def test_scripts_of_the_editor_have_every_text_in_spanish() -> None:
    """Wagtail's own Spanish lags behind its scripts; what it leaves out stands in the site's own catalog."""
    with (LOCALE / "es/LC_MESSAGES/djangojs.po").open("rb") as file:
        own = {m.id for m in read_po(file, locale="es") if m.id and all(m.string)}
    english, spanish = set(), set(own)
    for folder in ("wagtail/admin", "wagtail_localize"):
        spec = find_spec(folder.split("/")[0])
        assert spec
        assert spec.origin
        for language, found in (("en", english), ("es", spanish)):
            path = Path(spec.origin).parent.joinpath(
                *folder.split("/")[1:], f"locale/{language}/LC_MESSAGES/djangojs.po"
            )
            with path.open("rb") as file:
                found |= {
                    m.id
                    for m in read_po(file, locale=language)
                    if m.id and (language == "en" or all(m.string))
                }
    assert len(english) > 60
    assert english - spanish == set()


def test_a_script_of_the_editor_is_given_the_words_of_both(site: Client) -> None:
    client = in_spanish("xq7-editor", is_superuser=True)
    answer = client.get("/staff/pages/jsi18n/").content.decode()
    assert "Los cambios se guardaron solos." in answer
    assert "M\\u00e1s acciones" in answer
