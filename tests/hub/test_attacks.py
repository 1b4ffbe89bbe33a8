"""What an attacker tries first: each attempt on the site as it stands, kept as a test once it was refused or mended."""

import io
import re
from pathlib import Path

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image as Picture
from wagtail.documents.models import Document
from wagtail.images.models import Image
from wagtail.models import Page, PageViewRestriction

from fairtown.hub.forwarded import SECURITY
from fairtown.hub.giving.models import CardSwitch
from fairtown.hub.staff.models import SignInEvent
from fairtown.release.reader import OpenRelease

from .staff_session import pass_factor, signed_in
from .test_staff_routes import filled, routes

PASSWORD = "four quiet horses by night"
SCRIPT = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.fixture
def fred(release: OpenRelease, db: None) -> User:
    return User.objects.create_superuser("fred", password=PASSWORD)


@pytest.fixture
def editor(fred: User, settings, tmp_path: Path) -> Client:  # type: ignore[no-untyped-def]
    settings.MEDIA_ROOT = str(tmp_path / "media")
    return signed_in(fred)


def test_a_session_from_before_is_of_no_use_after_signing_in(fred: User) -> None:
    """Fixation: whoever planted a session knows its key; it changes with the password, and with the second step."""
    victim = Client()
    victim.get("/staff/login/")
    session = victim.session
    session["planted"] = True
    session.save()
    victim.cookies["sessionid"] = planted = session.session_key
    victim.post("/staff/login/", {"username": "fred", "password": PASSWORD})
    after_password = victim.session.session_key
    assert after_password != planted
    attacker = Client()
    attacker.cookies["sessionid"] = planted
    assert attacker.get("/staff/account/").status_code == 302


def test_a_new_password_ends_every_other_session(fred: User) -> None:
    thief, owner = signed_in(fred), signed_in(fred)
    new = {
        "old_password": PASSWORD,
        "new_password1": "seven slow rivers at noon",
        "new_password2": "seven slow rivers at noon",
    }
    assert owner.post("/staff/password_change/", new).status_code == 302
    assert owner.get("/staff/").status_code == 200
    assert thief.get("/staff/").status_code == 302


def test_the_form_of_signing_in_tells_no_name(fred: User) -> None:
    """Enumeration: an account, one that has ended, one that is no staff's, and none are answered alike."""
    User.objects.create_user("ended", password=PASSWORD, is_staff=True, is_active=False)
    User.objects.create_user("reader", password=PASSWORD)
    answers = set()
    for name, password in (("fred", "wrong"), ("ended", PASSWORD), ("reader", PASSWORD), ("nobody", "wrong")):
        answer = Client().post(
            "/staff/login/", {"username": name, "password": password}, REMOTE_ADDR=f"192.0.2.{len(name)}"
        )
        assert not answer.cookies.get("sessionid")
        html = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
        answers.add(html.replace(f'value="{name}"', ""))
    assert len(answers) == 1
    assert SignInEvent.objects.filter(kind="failed").count() == 3, (
        "who is no staff is turned away after the password"
    )


@pytest.mark.parametrize("https", [False, True])
def test_cookies_of_staff_go_nowhere_else(fred: User, settings, https: bool) -> None:  # type: ignore[no-untyped-def]
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = https
    client = Client()
    client.get("/staff/login/")
    client.post("/staff/login/", {"username": "fred", "password": PASSWORD})
    assert len(client.cookies) == 3
    for cookie in client.cookies.values():
        assert (cookie["path"], cookie["samesite"], bool(cookie["httponly"])) == (
            "/staff/",
            "Strict",
            True,
        ), cookie
        assert bool(cookie["secure"]) is https


def test_nothing_of_staff_is_stored_on_its_way(editor: Client) -> None:
    for page in (
        "/staff/",
        "/staff/jsi18n/",
        "/staff/account/",
        "/staff/pages/",
        "/staff/outbox/",
        "/staff/no-such-page/",
    ):
        assert editor.get(page)["Cache-Control"] == "private, no-store", page
    assert Client().get("/staff/login/")["Cache-Control"] == "private, no-store"


def test_accounts_are_not_managed_in_the_editor(editor: Client) -> None:
    """Wagtail's own form of accounts would let an editor who is an admin too give every right."""
    for page in ("users/", "users/1/", "users/add/", "groups/", "groups/1/"):
        assert editor.get(f"/staff/pages/{page}")["Location"] == "/staff/auth/user/"
        assert editor.post(f"/staff/pages/{page}", {"is_superuser": "on"}).status_code == 302


TRAVERSALS = (
    "images/../../secret_key", "images/%2e%2e/%2e%2e/secret_key", "images/..%2f..%2fsecret_key",
    "images/..\\..\\secret_key",
    "images//etc/passwd", "original_images/%00", "images/./../../secret_key", "..%2fsecret_key", "documents/secret.pdf",
    "images/", "",
)  # fmt: skip


@pytest.mark.parametrize("path", TRAVERSALS)
def test_no_path_leads_out_of_the_pictures(site: Client, settings, tmp_path: Path, path: str) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "secret_key").write_text("marked-9f3")
    (tmp_path / "media" / "images").mkdir(parents=True)
    (tmp_path / "media" / "documents").mkdir()
    (tmp_path / "media" / "documents" / "secret.pdf").write_text("marked-9f3")
    settings.MEDIA_ROOT = str(tmp_path / "media")
    answer = site.get(f"/media/{path}")
    assert answer.status_code == 404
    assert "marked-9f3" not in answer.content.decode(errors="replace")


def test_a_picture_with_a_script_is_refused(editor: Client) -> None:
    bomb = io.BytesIO()
    Picture.new("1", (6_000, 6_000)).save(bomb, "PNG")
    for name, content in (("x.svg", SCRIPT), ("x.png", SCRIPT), ("x.gif", b"GIF89a<script>"), ("x.html", b"<script>"),
                          ("bomb.png", bomb.getvalue())):  # fmt: skip
        given = {"title": "x", "file": SimpleUploadedFile(name, content, "image/png")}
        answer = editor.post("/staff/pages/images/add/", given)
        assert answer.status_code in (200, 400), name
        assert not Image.objects.filter(title="x").exists(), name


def test_an_editor_adds_a_picture_and_a_file_and_nobody_else_sends_as_much(
    editor: Client, fred: User
) -> None:
    good = io.BytesIO()
    Picture.effect_noise((700, 700), 90).save(good, "PNG")
    assert len(good.getvalue()) > 300_000, "more than a form of anyone else may have"
    picture = SimpleUploadedFile("good.png", good.getvalue(), "image/png")
    assert editor.post("/staff/pages/images/add/", {"title": "good", "file": picture}).status_code == 302
    assert Image.objects.get(title="good").width == 700
    report = SimpleUploadedFile("report.pdf", b"%PDF-1.7" + b" " * 400_000, "application/pdf")
    assert editor.post("/staff/pages/documents/add/", {"title": "report", "file": report}).status_code == 302
    assert Document.objects.get(title="report").file_size > 400_000
    half = Client()
    half.force_login(fred)
    half.cookies["csrftoken"] = "a" * 32
    for client in (Client(), half):
        again = SimpleUploadedFile("good.png", good.getvalue(), "image/png")
        assert client.post("/staff/pages/images/add/", {"title": "again", "file": again}).status_code == 413
    large = SimpleUploadedFile("large.png", b"y" * 12_100_000, "image/png")
    assert editor.post("/staff/pages/images/add/", {"title": "large", "file": large}).status_code == 413


def test_a_file_of_an_editor_runs_nothing(editor: Client, site: Client) -> None:
    for name in ("x.html", "x.svg", "x.js", "x.xhtml", "x.pdf.html"):
        given = {"title": "x", "file": SimpleUploadedFile(name, b"<script>alert(1)</script>", "text/plain")}
        assert editor.post("/staff/pages/documents/add/", given).status_code == 200, name
    assert not Document.objects.filter(title="x").exists()
    disguised = Document(title="x")
    disguised.file.save("x.pdf", ContentFile(b"<script>alert(1)</script>"))
    disguised.save()
    answer = site.get(disguised.url)
    assert answer["Content-Type"] == "application/pdf"
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_nobody_is_led_to_another_site(site: Client, fred: User) -> None:
    for path in (
        "//evil.example/?utm_source=x",
        "//evil.example",
        "/\\evil.example/?fbclid=1",
        "//evil.example/staff",
    ):
        to = site.get(path, follow=False).get("Location", "/")
        assert re.match(r"/(?![/\\])", to), (path, to)
    for path in ("https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
        answer = Client().post(
            f"/staff/login/?next={path}", {"username": "fred", "password": PASSWORD, "next": path}
        )
        assert answer["Location"] == "/staff/", path


@pytest.mark.parametrize(
    "host", ["evil.example", "testserver.evil.example", "testserver:80@evil.example", ""]
)
def test_a_host_that_is_not_ours_is_refused(site: Client, host: str) -> None:
    assert site.get("/towns/avon/", headers={"host": host}).status_code == 400
    shown = site.get("/towns/avon/", headers={"x-forwarded-host": "evil.example"}).content.decode()
    assert "evil.example" not in shown


def test_no_language_or_header_of_one_reader_is_shown_to_the_next(site: Client) -> None:
    """Poisoning of the cache: a page is that of its address, whatever the first one who asked for it sent."""
    hostile = {
        "accept-language": "es",
        "x-forwarded-proto": "javascript",
        "x-original-url": "/staff/",
        "x-rewrite-url": "/x",
    }
    first = site.get("/towns/", headers=hostile | {"accept-encoding": "br"})
    second = site.get("/towns/")
    assert '<html lang="en"' in first.content.decode()
    assert first.content == second.content
    poisoned = site.get("/towns/?q=%3Cscript%3Emarked-9f3%3C/script%3E")
    assert "marked-9f3" not in site.get("/towns/").content.decode()
    assert "<script>marked" not in poisoned.content.decode()


def test_a_form_of_staff_needs_its_token(fred: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(fred)
    pass_factor(client)
    for path in ("/staff/logout/", "/staff/account/codes/new/", "/staff/account/language/", "/staff/account/invite/",
                 "/staff/account/confirm/", "/staff/account/factor/1/remove/"):  # fmt: skip
        assert client.post(path, {"language": "es"}).status_code == 403, path


def test_the_server_says_what_browsers_may_not_do() -> None:
    policy = SECURITY["Permissions-Policy"]
    for feature in ("camera", "microphone", "payment", "usb"):
        assert f"{feature}=()" in policy
    assert "geolocation=(self)" in policy


def test_errors_tell_nothing_of_the_inside(site: Client) -> None:
    for path in (
        "/no-such-page/",
        "/towns/<script>/",
        "/explain/x/y/1/",
        "/api/v1/places?x=%00",
        "/search/?q=%ff%fe",
    ):
        html = site.get(path).content.decode()
        for word in ("Traceback", "site-packages", "/src/", "DEBUG", "<script>/"):
            assert word not in html, path


def test_no_page_behind_a_secret_link_is_stored_or_told_on(site: Client) -> None:
    """Every address with a token in it, whatever the token: no cache, no referrer, no search engine."""
    # of a campaign that is not there, nothing is told but that
    paths = [
        path
        for path, _name, _ in routes()
        if "<str:token>" in path and not path.startswith(("staff/", "campaigns/"))
    ]
    assert len(paths) >= 9
    for path in paths:
        answer = site.get(filled(path))
        assert answer.status_code in (400, 404, 410), path
        assert "no-store" in answer["Cache-Control"], path
        assert answer["Referrer-Policy"] == "no-referrer", path
        assert "noindex" in answer["X-Robots-Tag"], path


def test_no_page_of_editors_can_be_made_private(editor: Client, site: Client) -> None:
    """A private page would stand in lists, feeds and searches all the same; so there is none."""
    page = Page.objects.get(slug="about", locale__language_code="en")
    given = {"restriction_type": "login", "password": "x"}
    for path in (f"/staff/pages/pages/{page.pk}/privacy/", "/staff/pages/collections/1/privacy/"):
        editor.post(path, given)
        editor.post(path, given | {"restriction_type": "password"})
    assert not PageViewRestriction.objects.exists()
    assert site.get("/about/").status_code == 200


def test_an_admin_reads_no_password_by_guessing_in_an_address(fred: User) -> None:
    admin = User.objects.create_user("ada", is_staff=True)
    admin.groups.add(Group.objects.get(name="admin"))
    client = signed_in(admin)
    for table in ("staff/staffaction", "staff/signinevent", "auth/user"):
        answer = client.get(f"/staff/{table}/?user__password__startswith=p&password__startswith=p")
        assert answer.status_code in (302, 400), table
        assert "fred" not in answer.content.decode()


def test_an_admin_changes_no_role(fred: User) -> None:
    """The rights of a role stand in code; who changed a group's would give them to themselves."""
    admin = User.objects.create_user("ada", is_staff=True)
    admin.groups.add(group := Group.objects.get(name="admin"))
    client, before = signed_in(admin), set(group.permissions.values_list("pk", flat=True))
    path = f"/staff/auth/group/{group.pk}/change/"
    assert client.post(path, {"name": "admin", "permissions": ["1", "2"]}).status_code == 404
    assert set(group.permissions.values_list("pk", flat=True)) == before


@pytest.mark.parametrize(
    "path", ["gifts/?q=", "auth/user/?q=", "mail/mail/?q=", "pages/search/?q=", "gifts/?page="]
)
def test_what_no_database_takes_is_answered(editor: Client, path: str) -> None:
    for text in ("%00", "a%00b", "%ed%a0%80", "9" * 40):
        assert editor.get(f"/staff/{path}{text}").status_code in (200, 302, 404), text


def test_what_no_database_takes_is_left_out_of_reasons(editor: Client) -> None:
    assert editor.post("/staff/gifts/switch/", {"on": "0", "why": "a\0b"}).status_code == 302
    assert CardSwitch.objects.get().why == "ab"


def test_one_mailbox_is_not_filled_under_many_addresses(site: Client) -> None:
    """Many servers drop what follows a plus, and dots: a thousand letters would reach one person."""
    from fairtown.hub.gate import limits

    def refused(address: str, n: int) -> str:
        request = site.get("/robots.txt", REMOTE_ADDR=f"192.0.2.{n}").wsgi_request
        return limits.refusal(request, address)

    assert not any(refused(f"m.a.ria+{n}@mail.example", n) for n in range(limits.MOST))
    assert refused("maria@mail.example", 77)
    assert not refused("mario@mail.example", 78)
