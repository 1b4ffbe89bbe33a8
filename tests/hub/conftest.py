"""The website over the release that the tests built."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation

from fairtown.hub import current
from fairtown.hub.messages import compile_messages
from fairtown.outputs.release import OpenRelease


@pytest.fixture(scope="session", autouse=True)
def _spanish() -> None:
    compile_messages()


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
def opened(settings, release_folder: Path) -> OpenRelease:  # type: ignore[no-untyped-def]
    settings.RELEASES = str(release_folder)
    current.release.cache_clear()
    return current.release()


@pytest.fixture
def site(opened: OpenRelease, db: None) -> Client:
    """A visitor; what is sent in is forgotten after each test."""
    return Client()
