"""The website over the release that the tests built."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.contrib.auth.models import User
from django.core.cache import caches
from django.test import Client
from django.utils import translation
from whitenoise.middleware import WhiteNoiseMiddleware

from fairtown.hub import release_access
from fairtown.hub.compiled_messages import compile_messages
from fairtown.hub.gate import forms as gate_forms
from fairtown.hub.mail.server import mail_server
from fairtown.hub.release_access import current_release
from fairtown.release.reader import OpenRelease

from . import loopback_smtp, running_postgresql
from .loopback_smtp import MailServer
from .running_hub import OLD, linked
from .staff_session import signed_in


@pytest.fixture(scope="session", autouse=True)
def _spanish() -> None:
    compile_messages()


@pytest.fixture(scope="session", autouse=True)
def _static_files_are_listed_once() -> Iterator[None]:
    """Give every visitor the static files that the first one found: each has a site, which walks all folders."""
    walk, found = WhiteNoiseMiddleware.add_files_from_finders, dict[str, object]()

    def add_files(site: WhiteNoiseMiddleware) -> None:
        if not found:
            walk(site)
            found.update(site.files)
        site.files.update(found)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files_from_finders", add_files)
        yield


@pytest.fixture(autouse=True)
def _quick_hashes(settings) -> None:  # type: ignore[no-untyped-def]
    """Hash passwords once instead of a million times: who signs in is tested, Django tests how it hashes."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Begin each test in English: a page in Spanish leaves its language to what runs after it in the same thread."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _records(settings, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """Keep what the hub writes beside its database out of the folder of the tests."""
    settings.RECORDS = tmp_path


@pytest.fixture
def quick_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take forms of strangers at once: no one waits in a test."""
    monkeypatch.setattr(gate_forms, "SOONEST", timedelta(seconds=-1))


@pytest.fixture
def release(settings, release_folder: Path) -> OpenRelease:  # type: ignore[no-untyped-def]
    """The release that the site shows, opened once for all tests as for all visitors; its pages are made anew."""
    settings.RELEASES = str(release_folder)
    if current_release().path != release_folder.resolve():
        current_release.cache_clear()
    caches["pages"].clear()
    return current_release()


@pytest.fixture(scope="session")
def nation_release(nation_folder: Path) -> OpenRelease:
    """The release of the nation that the site shows in all tests."""
    return OpenRelease(nation_folder)


@pytest.fixture(autouse=True)
def _shown_nation(nation_release: OpenRelease, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(release_access, "open_nation", lambda _releases: nation_release)
    monkeypatch.setattr(release_access, "newest_nation", lambda _releases: nation_release.path)
    release_access._nation.cache_clear()


@pytest.fixture
def without_nation(monkeypatch: pytest.MonkeyPatch) -> None:
    """No release of the nation was built."""
    monkeypatch.setattr(release_access, "newest_nation", lambda _releases: None)
    release_access._nation.cache_clear()
    caches["pages"].clear()


@pytest.fixture
def site(release: OpenRelease, db: None) -> Client:
    """A visitor; what is sent in is forgotten after each test."""
    return Client()


@pytest.fixture
def admin_client(admin_user: User) -> Client:
    """A superuser who has signed in with both steps."""
    return signed_in(admin_user)


@contextmanager
def folder_of_releases(release: Path, name: str) -> Iterator[Path]:
    """Give a folder with one release, on the same disk as it, for links; removed at the end."""
    folder = release.parent / f"releases-{os.getpid()}-{name}"
    folder.mkdir()
    linked(release, folder, OLD)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def postgresql(postgresql_archive: Path) -> Iterator[str]:
    """The address of an empty database."""
    with running_postgresql.server(postgresql_archive) as address:
        yield address


@pytest.fixture
def migrated_postgresql(postgresql_archive: Path) -> Iterator[str]:
    """The address of a database with the tables of the website and its sample pages, as a site begins."""
    with running_postgresql.server(postgresql_archive, running_postgresql.MIGRATED) as address:
        yield address


@pytest.fixture
def server(settings: LazySettings) -> Iterator[MailServer]:
    """A mail server of its own, which the site sends to."""
    with loopback_smtp.mail_server() as running:
        settings.MAIL_SERVER = mail_server(running.url)
        yield running
