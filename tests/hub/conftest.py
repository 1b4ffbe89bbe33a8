"""The website over the release that the tests built."""

from pathlib import Path

import pytest
from django.test import Client

from fairtown.hub import current
from fairtown.hub.messages import compile_messages
from fairtown.outputs.release import OpenRelease


@pytest.fixture(scope="session", autouse=True)
def _spanish() -> None:
    compile_messages()


@pytest.fixture
def opened(settings, release_folder: Path) -> OpenRelease:  # type: ignore[no-untyped-def]
    settings.RELEASES = str(release_folder)
    current.release.cache_clear()
    return current.release()


@pytest.fixture
def site(opened: OpenRelease) -> Client:
    return Client()
