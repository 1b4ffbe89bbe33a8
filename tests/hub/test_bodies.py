"""Bodies of requests: no address reads more than its bound, and nothing that is sent reaches the disk."""

import io
import tempfile
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from fairtown.hub import bodies
from fairtown.hub.contributions.models import Contribution
from fairtown.hub.zoning import try_it

from .staff_session import signed_in

FORM_BYTES = 256_000
HALF_A_GIGABYTE = 500_000_000
FORM = "multipart/form-data; boundary=x"
#: A part that Django would write to a temporary file, at the begin of a body that goes on for long.
PART = b'--x\r\nContent-Disposition: form-data; name="f"; filename="f"\r\nContent-Type: text/plain\r\n\r\n'
ADDRESSES = (
    "/",
    "/es/",
    "/towns/hartford/",
    "/zoning/avon/add/",
    "/es/zoning/avon/add/",
    "/no/such/page/",
    "/api/v1/places",
    "/staff/",
    "/staff/login/",
    "/staff/logout/",
    "/staff/auth/user/add/",
    "/staff/records/contribution/1/change/",
    "/staff/no/such/page/",
)


class Endless(io.BytesIO):
    """A body that goes on for as long as it is read; counts what is read."""

    def __init__(self, start: bytes = PART) -> None:
        self.start = start
        self.n_read = 0

    def read(self, size: int | None = -1) -> bytes:
        assert size is not None
        assert size > 0, "never read whole"
        piece = self.start[self.n_read : self.n_read + size].ljust(size, b"y")
        self.n_read += size
        return piece


@pytest.fixture
def no_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail whatever opens a temporary file."""
    for name in ("NamedTemporaryFile", "TemporaryFile", "SpooledTemporaryFile", "mkstemp"):
        monkeypatch.setattr(tempfile, name, lambda *_a, **_k: pytest.fail("a file was written"))


def flood(client: Client, address: str, length: int = HALF_A_GIGABYTE) -> tuple[int, str, Endless]:
    body = Endless()
    answer = client.generic(
        "POST", address, b"", content_type=FORM, CONTENT_LENGTH=str(length), **{"wsgi.input": body}
    )
    return answer.status_code, answer.content.decode(), body


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_address_reads_half_a_gigabyte(site: Client, no_disk: None, monkeypatch, address: str) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(bodies, "MOST_READ", 1_000_000)
    status, html, body = flood(site, address)
    assert status == 413
    assert "500 MB" in html
    assert ("lo que" in html.casefold()) == address.startswith("/es/")
    assert body.n_read <= 1_000_000


def test_what_is_no_page_reads_nothing(site: Client, no_disk: None) -> None:
    body = Endless()
    given = {"CONTENT_LENGTH": str(HALF_A_GIGABYTE), "wsgi.input": body}
    answer = site.generic("POST", "/static/site.css", b"", content_type=FORM, **given)
    assert (answer.status_code, body.n_read) == (405, 0)


@pytest.mark.parametrize("address", ADDRESSES)
def test_with_a_token_or_as_staff_no_more_is_read(
    site: Client, no_disk: None, monkeypatch, address: str
) -> None:  # type: ignore[no-untyped-def]
    """A cookie of a form's token is anyone's to set; it was what led Django to read the body."""
    monkeypatch.setattr(bodies, "MOST_READ", 0)
    client = Client(enforce_csrf_checks=True)
    signed_in(User.objects.create_superuser("gina", password="x"), client)
    client.cookies["csrftoken"] = "a" * 32
    status, _html, body = flood(client, address)
    assert (status, body.n_read) == (413, 0)


@pytest.mark.parametrize("address", ADDRESSES)
def test_within_the_bound_nothing_is_written_either(site: Client, no_disk: None, address: str) -> None:
    client = Client(enforce_csrf_checks=True, raise_request_exception=True)
    signed_in(User.objects.create_superuser("gina", password="x"), client)
    client.cookies["csrftoken"] = "a" * 32
    given = {"f": SimpleUploadedFile("f", b"y" * (FORM_BYTES - 1_000))}
    assert client.post(address, given).status_code in (302, 400, 403, 404, 405, 422, 200)


def test_a_file_that_no_form_has_is_skipped(site: Client, no_disk: None) -> None:
    answer = site.post("/zoning/avon/add/", {"f": SimpleUploadedFile("f", b"y" * 100_000), "says": "x"})
    assert answer.status_code == 422
    assert not answer.wsgi_request.FILES
    assert not Contribution.objects.exists()


def test_only_one_address_takes_more_than_a_form() -> None:
    def views(patterns, prefix=""):  # type: ignore[no-untyped-def]
        for p in patterns:
            if isinstance(p, URLResolver):
                yield from views(p.url_patterns, prefix + str(p.pattern))
            elif isinstance(p, URLPattern):
                yield prefix + str(p.pattern), p.callback

    bounds = {
        path: view.body_bound[0]
        for path, view in views(get_resolver().url_patterns)
        if hasattr(view, "body_bound")
    }
    assert bounds == {"zoning/try/": try_it.LARGEST}


def test_the_bound_is_the_same_in_both_languages_of_the_page_that_takes_files(
    site: Client, monkeypatch
) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(bodies, "MOST_READ", 0)
    for address, message in (
        ("/zoning/try/", "a page takes 25 MB"),
        ("/es/zoning/try/", "una página acepta 25 MB"),
    ):
        status, html, _body = flood(site, address)
        assert status == 413
        assert message in html
        assert f'href="{address}"' in html


@pytest.mark.parametrize("length", ["", "abc", "0"])
def test_a_length_that_is_none_reads_nothing(site: Client, length: str) -> None:
    body = Endless()
    answer = site.generic(
        "POST", "/zoning/try/", b"", content_type=FORM, CONTENT_LENGTH=length, **{"wsgi.input": body}
    )
    assert answer.status_code == 400
    assert body.n_read == 0


def test_what_whoever_sends_too_much_reads_is_bounded(site: Client) -> None:
    _status, _html, body = flood(site, "/", 10**12)
    assert body.n_read == bodies.MOST_READ


def test_the_folder_of_temporary_files_stays_empty(site: Client, tmp_path: Path, settings) -> None:  # type: ignore[no-untyped-def]
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "uploads")
    (tmp_path / "uploads").mkdir()
    big = SimpleUploadedFile("x.parcel", b" " * 19_000_000)
    assert site.post("/zoning/try/", {"parcel": big}).status_code == 400
    assert not list((tmp_path / "uploads").iterdir())
