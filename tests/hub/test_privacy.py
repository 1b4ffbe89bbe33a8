"""What people type into any public form is found where it may be, and nowhere else: not in a log, a feed, a backup."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

import fairtown
from fairtown.hub.referrals import sealing

from ..files_with import files_with
from ..shared_hub import running_hub
from .html_forms import HtmlForm, forms_of

TEMPLATES = Path(fairtown.__file__).parent / "hub" / "templates"
#: Longer than anyone waits for mail; the clock sends each second.
PATIENCE = 60.0
#: A person takes longer than this to read a form.
READING = 3.2
PEOPLE = frozenset({"supporters_email", "mail_mail"})


@dataclass(frozen=True)
class PublicForm:
    """A form: a mark for it, its template and page, and the tables that may hold what is typed.

    `chosen`: what cannot be any text, like a day; `number`: which form of the page it is; `action`: another button's.
    """

    mark: str
    template: str
    page: str
    tables: frozenset[str] = frozenset()
    chosen: dict[str, str] = field(default_factory=dict)
    action: str = ""
    is_mailed: bool = False


FORMS = (
    # its names are changed on the own page, below
    PublicForm("xq7join", "supporters/join.html", "/join/", PEOPLE, {"town": "Avon"}, is_mailed=True),
    PublicForm("xq7link", "supporters/ask.html", "/you/"),
    PublicForm(
        "xq7event", "gatherings/register.html", "/events/panel/register/",
        frozenset({"gatherings_registration", "mail_mail"}), {"seats": "1"}, is_mailed=True,
    ),
    PublicForm(
        "xq7fact", "contributions/add.html", "/zoning/avon/add/", frozenset({"records_contribution"}),
        {"kind": "fact", "subject": "lot", "as_of": "2024-05-01", "source_url": "https://town.example/xq7fact"},
    ),
    PublicForm(
        "xq7gift", "giving/_form.html", "/give/", frozenset({"giving_gift", "mail_mail"}),
        {"often": "once", "amount": "50", "other": ""}, is_mailed=True,
    ),
    PublicForm("xq7monthly", "giving/manage_ask.html", "/give/manage/"),
    PublicForm(
        "xq7letter", "campaigns/write.html", "/campaigns/fair-share/write/?town=avon",
        frozenset({"campaigns_letter", "mail_mail"}), is_mailed=True,
    ),
    PublicForm(
        "xq7paper", "campaigns/write.html", "/campaigns/fair-share/write/?town=avon",
        chosen={"email": ""}, action="/campaigns/fair-share/print/?town=avon",
    ),
    PublicForm("xq7call", "campaigns/call.html", "/campaigns/fair-share/call/?town=avon", chosen={"note": "xq7call"}),
    PublicForm("xq7help", "referrals/tell_us.html", "/help/tell-us/"),
    PublicForm("xq7date", "referrals/_date_form.html", "/help/"),
    PublicForm("xq7speech", "zoning/speech.html", "/zoning/avon/act/speech/"),
    PublicForm("xq7voucher", "move/page.html", "/move/"),
    PublicForm("xq7files", "zoning/try.html", "/zoning/try/"),
)  # fmt: skip
#: These have buttons and nothing to type, or (you.html) are sent below; those of staff are not public.
BUTTONS = {
    "supporters/confirm.html", "supporters/unsubscribe.html", "supporters/erase.html", "supporters/you.html",
    "gatherings/registration.html", "giving/continue.html", "giving/own.html", "campaigns/confirm.html",
}  # fmt: skip
OF_STAFF = re.compile(r"(^|/)(staff|admin|wagtail\w*|_?staff_\w+)(/|\.html|$)")
#: What is typed into an address.
ASKED_FOR = (
    "/search/?q=xq7search", "/es/search/?q=xq7search", "/compare/?place=xq7search",
    "/campaigns/fair-share/?town=xq7search", "/zoning/compare/?town=xq7search", "/nothing/xq7search/",
    "/search/?q=75+xq7search+Avenue,+Hartford", "/you/xq7search/", "/unsubscribe/xq7search/",
)  # fmt: skip
#: Pages, feeds, files and answers that anyone may read.
PUBLIC = (
    "/", "/es/", "/towns/avon/", "/zoning/avon/", "/zoning/", "/zoning/avon.atom", "/zoning/avon.ics",
    "/duties/avon.ics", "/duties/avon.atom", "/events/", "/events/panel/", "/events.ics", "/news.atom",
    "/campaigns/", "/give/", "/campaigns/fair-share/", "/newsletters/", "/sitemap.xml", "/sitemap-pages.xml",
    "/llms.txt", "/data/", "/health/", "/search/?q=avon", "/es/search/?q=avon", "/api/v1/places", "/help/",
)  # fmt: skip


def posted(template: Path) -> bool:
    return 'method="post"' in template.read_text(encoding="utf-8")


def test_every_public_form_is_among_those_that_are_tried() -> None:
    paths = {path.relative_to(TEMPLATES).as_posix(): path for path in TEMPLATES.rglob("*.html")}
    public = {name for name, path in paths.items() if posted(path) and not OF_STAFF.search(name)}
    tried = {form.template for form in FORMS} | BUTTONS
    assert public - tried == set(), (
        "name the form in FORMS, with the tables that may hold what is typed into it"
    )
    assert tried - set(paths) == set()


@pytest.fixture(scope="module")
def own_hub(release_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    records = tmp_path_factory.mktemp("privacy")
    given = {
        "FAIRTOWN_LOG": "requests", "FAIRTOWN_PROXIES": "127.0.0.1", "FAIRTOWN_PRACTICE": "1",
        "FAIRTOWN_INTAKE_RECIPIENTS": sealing.recipient_of(sealing.new_identity()),
    }  # fmt: skip
    with running_hub(release_folder, records, **given) as url:
        yield url, records


class Visitor:
    """Someone without script, who comes from another place for each form: one may send five in ten minutes."""

    def __init__(self, url: str) -> None:
        self.url, self.session, self.n = url, requests.Session(), 0

    def form(self, page: str, number: int = 0) -> HtmlForm:
        answer = self.session.get(self.url + page, timeout=60)
        assert answer.status_code == 200, page
        return [form for form in forms_of(answer.text) if form.method == "post"][number]

    def send(
        self, form: HtmlForm, page: str, values: dict[str, str | list[str]], mark: str = ""
    ) -> requests.Response:
        self.n += 1
        files = {name: (f"{mark}.zoning", f'{{"{mark}": 1'.encode()) for name in form.files} or None
        parts = urlsplit(form.action)
        path = f"{parts.path}?{parts.query}" if form.action else page
        return self.session.post(
            self.url + path, values, files=files, timeout=60, headers={"X-Forwarded-For": f"192.0.2.{self.n}"}
        )


def link(records: Path, mark: str, kind: str) -> str:
    """Return the path of the link of a kind in a mail to a mark, once the job process has written it."""
    pattern = re.compile(rf"https?://[^/\s]+(/{kind}/\S+)")
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        for path in (records / "outbox").glob("*.eml"):
            message = message_from_bytes(path.read_bytes(), policy=policy.default)
            if message["To"] == f"{mark}@mail.example":
                text = message.get_body(("plain",)).get_content()  # type: ignore[attr-defined]
                if found := pattern.search(text):
                    return found[1]
        time.sleep(0.2)
    raise AssertionError(f"no mail to {mark} with a link to {kind}")


def tables_with(database: Path, marks: list[str]) -> dict[str, set[str]]:
    """Return the tables of a database whose rows hold each mark, indexes for search among them."""
    holders: dict[str, set[str]] = {mark: set() for mark in marks}
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as records:
        names = [row[0] for row in records.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for name in names:
            text = str(records.execute(f'SELECT * FROM "{name}"').fetchall()).lower()
            for mark in marks:
                if mark in text:
                    holders[mark].add(name)
    return holders


TAKE_OUT = """
import sys
from pathlib import Path
from fairtown.hub.loading import set_up_django
set_up_django()
from fairtown.hub.running import backup
from fairtown.hub.supporters.exchange.exporting import export_people
out = Path(sys.argv[1])
for kind in ("csv", "osdi"):
    export_people(out / f"people.{kind}", kind)
backup.back_up(out / "backups")
"""


def take_out(records: Path, release: Path, out: Path) -> Path:
    """Write exports of people and a backup of a hub that runs; return the database of the backup."""
    own = {
        "FAIRTOWN_RECORDS": str(records), "FAIRTOWN_RELEASES": str(release), "PYTHONWARNINGS": "",
        "DJANGO_SETTINGS_MODULE": "fairtown.hub.settings",
    }  # fmt: skip
    subprocess.run([sys.executable, "-c", TAKE_OUT, str(out)], env=os.environ | own, check=True)
    (archive,) = (out / "backups").glob("*.tar.gz")
    (out / "backup").mkdir()
    subprocess.run(["tar", "-xzf", archive, "-C", out / "backup"], check=True)
    archive.unlink()
    (copy,) = (out / "backup").rglob("*.sqlite3")
    return copy


def test_a_marked_text_sent_through_every_form_is_only_where_it_may_be(
    own_hub: tuple[str, Path], release_folder: Path, tmp_path: Path
) -> None:
    (url, records), marks = own_hub, [form.mark for form in FORMS] + ["xq7search", "xq7name", "xq7own"]
    visitor = Visitor(url)
    blank = {form.mark: (visitor.form(form.page), time.monotonic()) for form in FORMS}
    for form in FORMS:
        own, shown_at = blank[form.mark]
        time.sleep(max(0.0, shown_at + READING - time.monotonic()))
        if form.action:
            own.action = form.action
        answer = visitor.send(own, form.page, own.filled(form.mark, **form.chosen), form.mark)
        assert answer.status_code < 500, (form.page, answer.status_code)
    for path in ASKED_FOR:
        assert visitor.session.get(url + path, timeout=60).status_code < 500, path
    sign_in = visitor.form("/staff/login/")
    visitor.send(sign_in, "/staff/login/", sign_in.filled("xq7name"))
    confirm = link(records, "xq7join", "join/confirm")
    visitor.send(visitor.form(confirm), confirm, {})
    page = link(records, "xq7join", "you")
    own = visitor.form(page)
    visitor.send(own, page, own.filled("xq7own", town="Avon", save="1"))
    mailed = {form.mark for form in FORMS if form.is_mailed}
    for mark in mailed:
        link(records, mark, r"\S*")

    allowed = {form.mark: set(form.tables) for form in FORMS} | {"xq7own": {"supporters_person"}}
    stored = tables_with(records / "records.sqlite3", marks)
    expected = {mark: allowed.get(mark, set()) for mark in marks}
    assert {m: t for m, t in stored.items() if t != expected[m]} == {}, (
        "each is kept where it may be, and taken"
    )
    pages = {path: visitor.session.get(url + path, timeout=60).text.lower() for path in PUBLIC}
    assert [(path, mark) for path, text in pages.items() for mark in marks if mark in text] == []

    copy = take_out(records, release_folder, tmp_path)
    assert tables_with(copy, marks) == stored
    elsewhere = {}
    for mark in marks:
        files = {"records.sqlite3", "records.sqlite3-wal", copy.name} if expected[mark] else set()
        files |= {"people.csv", "people.osdi"} if mark in ("xq7join", "xq7own") else set()
        files |= {".eml"} if mark in mailed else set()
        held = (files_with(folder, mark.encode(), any_case=True) for folder in (records, tmp_path))
        elsewhere[mark] = set().union(*held) - files
    assert {mark: files for mark, files in elsewhere.items() if files} == {}
    assert '"route": "join"' in (records / "log.txt").read_text(), "the log is one of requests"
