"""A release of Connecticut, built once for all tests of one worker."""

from pathlib import Path

import pytest

from fairtown.outputs.release import OpenRelease


@pytest.fixture(scope="session")
def opened(release_folder: Path) -> OpenRelease:
    return OpenRelease(release_folder)
